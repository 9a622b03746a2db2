package stockweb

import (
	"net/http"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

// API adds the admin JSON of levels and movements. A movement is created to adjust.
func API(a *web.API) {
	web.Operation(a, web.Op{Method: http.MethodGet, Path: "/stock/levels", Summary: "List stock levels", Scope: maySee}, listLevels)
	web.Operation(a, web.Op{Method: http.MethodGet, Path: "/stock/movements", Summary: "List stock movements", Scope: maySee}, listMovements)
	web.Operation(a, web.Op{Method: http.MethodPost, Path: "/stock/movements", Summary: "Adjust the stock of a variant", Scope: mayEdit}, postMovement)
}

type levelJSON struct {
	Variant     string      `json:"variant"`
	Product     string      `json:"product"`
	SKU         string      `json:"sku"`
	OnHand      int64       `json:"on_hand"`
	Reserved    int64       `json:"reserved"`
	Available   int64       `json:"available"`
	Tracked     bool        `json:"tracked"`
	BackOrder   bool        `json:"back_order"`
	AverageCost money.Money `json:"average_cost"`
	Value       money.Money `json:"value"`
	UpdatedAt   db.Time     `json:"updated_at"`
}

type levelsInput struct {
	web.ListInput
	State string `query:"state" enum:"short,low,reserved,back_order"`
}

func listLevels(tx *db.Tx, r *web.Request, in *levelsInput) (web.List[levelJSON], error) {
	page, err := stock.Shelves(tx, stock.ShelvesInput{Query: in.Q, State: in.State, After: in.After, Before: in.Before, Limit: int(in.Limit)})
	return web.ListOf(page, func(s stock.Shelf) levelJSON {
		return levelJSON{s.VariantID.Text(catalog.VariantPrefix), s.ProductID.Text(catalog.ProductPrefix), s.SKU, s.OnHand, s.Reserved, s.Available,
			s.Tracked, s.BackOrder, money.Of(s.UnitCost(), r.Shop.Currency), money.Of(s.Value, r.Shop.Currency), s.UpdatedAt}
	}), err
}

type movementJSON struct {
	ID        string      `json:"id"`
	Variant   string      `json:"variant"`
	Kind      string      `json:"kind"`
	Reason    string      `json:"reason"`
	Note      string      `json:"note"`
	Quantity  int64       `json:"quantity"`
	OnHand    int64       `json:"on_hand" doc:"What the movement left behind."`
	Cost      money.Money `json:"cost"`
	Order     string      `json:"order"`
	Actor     string      `json:"actor"`
	CreatedAt db.Time     `json:"created_at"`
}

func movementOut(r *web.Request, m stock.Movement) movementJSON {
	return movementJSON{m.ID.Text(stock.MovementPrefix), m.VariantID.Text(catalog.VariantPrefix), m.Kind, m.Reason, m.Note, m.Quantity, m.OnHand,
		money.Of(m.Cost, r.Shop.Currency), m.OrderID.Text("ord"), m.ActorName, m.CreatedAt}
}

type movementsInput struct {
	web.ListInput
	Variant string `query:"variant" doc:"Only movements of this variant."`
}

func listMovements(tx *db.Tx, r *web.Request, in *movementsInput) (web.List[movementJSON], error) {
	find := stock.MovementsInput{After: in.After, Before: in.Before, Limit: int(in.Limit)}
	if in.Variant != "" {
		var err error
		if find.Variant, err = id.Parse(catalog.VariantPrefix, in.Variant); err != nil {
			return web.List[movementJSON]{}, err
		}
	}
	page, err := stock.Movements(tx, find)
	return web.ListOf(page, func(m stock.Movement) movementJSON { return movementOut(r, m) }), err
}

type postMovementInput struct {
	Body struct {
		Variant  string       `json:"variant"`
		Quantity *int64       `json:"quantity,omitempty" doc:"By how much on hand changes."`
		SetTo    *int64       `json:"set_to,omitempty" doc:"What on hand shall be, instead of quantity."`
		UnitCost *money.Money `json:"unit_cost,omitempty"`
		Reason   string       `json:"reason,omitempty" enum:"correction,count,received,damaged,lost,gift,returned"`
		Note     string       `json:"note,omitempty" maxLength:"500"`
	}
}

func postMovement(tx *db.Tx, r *web.Request, in *postMovementInput) (movementJSON, error) {
	variant, err := id.Parse(catalog.VariantPrefix, in.Body.Variant)
	if err != nil {
		return movementJSON{}, err
	}
	if (in.Body.Quantity == nil) == (in.Body.SetTo == nil) {
		return movementJSON{}, errs.InvalidField("quantity", "Give either quantity or set_to.")
	}
	change := stock.AdjustInput{Variant: variant, Set: in.Body.SetTo, Reason: in.Body.Reason, Note: in.Body.Note}
	if in.Body.Quantity != nil {
		change.Delta = *in.Body.Quantity
	}
	if in.Body.UnitCost != nil {
		if in.Body.UnitCost.Currency != r.Shop.Currency {
			return movementJSON{}, errs.InvalidField("unit_cost", "This shop counts in %s.", r.Shop.Currency)
		}
		change.UnitCost = in.Body.UnitCost.Amount
	}
	m, err := stock.Adjust(tx, change)
	if err == nil && m.ID == 0 {
		err = errs.Conflict("Nothing changes: this is what is on hand already.")
	}
	return movementOut(r, m), err
}
