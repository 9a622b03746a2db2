package orders

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/stock"
)

// AddLineInput puts units of a variant into a cart.
type AddLineInput struct {
	Token    string
	Variant  id.ID
	Quantity int64
}

// AddLine puts units of a variant into the cart, on top of those already there. It
// returns NotFound for a variant that is not sold, Invalid for a quantity out of
// range, and Conflict when there is not as much in stock.
func AddLine(tx *db.Tx, in AddLineInput) (Cart, error) {
	return change(tx, in.Token, func(cart cartRow) error {
		held, found, err := lineOf(tx, cart.ID, in.Variant)
		if err != nil {
			return err
		}
		if in.Quantity < 1 {
			return badQuantity()
		}
		if err := mayBuy(tx, in.Variant, held.Quantity+in.Quantity); err != nil {
			return err
		}
		if found {
			return setQuantity(tx, held.ID, held.Quantity+in.Quantity)
		}
		count, err := db.One[int64](tx, `SELECT COUNT(*) FROM cart_line l WHERE l.shop_id = $1 AND l.cart_id = $2`, cart.ID)
		if err != nil {
			return err
		}
		if count >= MaxCartLines {
			return errs.Conflict("A cart holds %d different products at most.", MaxCartLines)
		}
		return tx.Later(`INSERT INTO cart_line (shop_id, id, cart_id, variant_id, quantity, seen_price) VALUES ($1, $2, $3, $4, $5, $6)`,
			tx.NewID(), cart.ID, in.Variant, in.Quantity, int64(-1))
	})
}

// SetLineInput changes how many units a cart line holds.
type SetLineInput struct {
	Token    string
	Line     id.ID
	Quantity int64
}

// SetLine sets the quantity of a cart line; zero removes it. Errors as AddLine.
func SetLine(tx *db.Tx, in SetLineInput) (Cart, error) {
	if in.Quantity == 0 {
		return RemoveLine(tx, in.Token, in.Line)
	}
	return change(tx, in.Token, func(cart cartRow) error {
		held, err := lineByID(tx, cart.ID, in.Line)
		if err != nil {
			return err
		}
		if in.Quantity < 1 {
			return badQuantity()
		}
		if in.Quantity > held.Quantity {
			if err := mayBuy(tx, held.VariantID, in.Quantity); err != nil {
				return err
			}
		}
		return setQuantity(tx, held.ID, in.Quantity)
	})
}

// RemoveLine takes a line out of the cart, or NotFound.
func RemoveLine(tx *db.Tx, token string, line id.ID) (Cart, error) {
	return change(tx, token, func(cart cartRow) error {
		n, err := tx.Exec(`DELETE FROM cart_line WHERE shop_id = $1 AND cart_id = $2 AND id = $3`, cart.ID, line)
		if err == nil && n == 0 {
			err = noCartLine()
		}
		return err
	})
}

type cartLineRow struct {
	ID        id.ID
	VariantID id.ID
	Quantity  int64
	SeenPrice int64
}

func lineOf(tx *db.Tx, cart, variant id.ID) (cartLineRow, bool, error) {
	return db.Maybe[cartLineRow](tx, `SELECT l.id, l.variant_id, l.quantity, l.seen_price FROM cart_line l
		WHERE l.shop_id = $1 AND l.cart_id = $2 AND l.variant_id = $3`, cart, variant)
}

func lineByID(tx *db.Tx, cart, line id.ID) (cartLineRow, error) {
	row, found, err := db.Maybe[cartLineRow](tx, `SELECT l.id, l.variant_id, l.quantity, l.seen_price FROM cart_line l
		WHERE l.shop_id = $1 AND l.cart_id = $2 AND l.id = $3`, cart, line)
	if err == nil && !found {
		err = noCartLine()
	}
	return row, err
}

func linesOfCart(tx *db.Tx, cart id.ID) ([]cartLineRow, error) {
	return db.All[cartLineRow](tx, `SELECT l.id, l.variant_id, l.quantity, l.seen_price FROM cart_line l
		WHERE l.shop_id = $1 AND l.cart_id = $2 ORDER BY l.id`, cart)
}

func setQuantity(tx *db.Tx, line id.ID, quantity int64) error {
	return tx.Later(`UPDATE cart_line SET quantity = $3 WHERE shop_id = $1 AND id = $2`, line, quantity)
}

// mayBuy is the courtesy check at the cart; the reservation at the order decides.
func mayBuy(tx *db.Tx, variant id.ID, quantity int64) error {
	if quantity > MaxQuantity {
		return badQuantity()
	}
	offers, err := catalog.Offers(tx, []id.ID{variant})
	if err != nil {
		return err
	}
	if len(offers) == 0 || offers[0].ProductStatus != "active" {
		return errs.NotFound("This product is not sold any more.")
	}
	levels, err := stock.Levels(tx, []id.ID{variant})
	if err != nil {
		return err
	}
	if left := availableOf(levels[variant]); left >= 0 && left < quantity {
		return shortOf(offers[0].ProductTitle, left)
	}
	return nil
}

// availableOf is how many units may be bought, −1 without limit.
func availableOf(level stock.Level) int64 {
	if !level.Tracked || level.BackOrder {
		return -1
	}
	return max(level.Available, 0)
}

func shortOf(title string, left int64) *errs.Error {
	if left == 0 {
		return errs.Conflict("“%s” is sold out.", title).WithCode("sold_out")
	}
	return errs.Conflict("Only %d of “%s” are left.", left, title).WithCode("stock_short")
}

func badQuantity() error {
	return errs.InvalidField("quantity", "Choose a quantity between 1 and %d.", MaxQuantity)
}

func noCartLine() error { return errs.NotFound("This line is not in the cart any more.") }
