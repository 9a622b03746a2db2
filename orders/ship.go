package orders

import (
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/stock"
)

// LineQuantity is a number of units of one order line.
type LineQuantity struct {
	Line     id.ID
	Quantity int64
}

// ShipInput sends goods away. Without lines everything left goes; Notify mails the buyer.
type ShipInput struct {
	Order       id.ID
	Lines       []LineQuantity
	Carrier     string
	Tracking    string
	TrackingURL string
	Notify      bool
}

// Ship records that units left the house: shipment, stock movement and states. It
// returns Invalid for quantities beyond what is left, and Conflict when the order is
// not open, has nothing left to ship, or was to be paid by a provider and is not.
func Ship(tx *db.Tx, in ShipInput) (id.ID, error) {
	o, err := Get(tx, in.Order)
	if err != nil {
		return 0, err
	}
	if o.State == CancelledState {
		return 0, errs.Conflict("This order is cancelled; nothing of it can be shipped.")
	}
	if o.State != Open {
		return 0, errs.Conflict("Nothing of this order is left to ship.")
	}
	if !o.MayShip() && !byHand(o.PaymentMethod) {
		return 0, errs.Conflict("This order is not paid yet. Ship it once the payment has come in.")
	}
	lines, err := Lines(tx, o.ID)
	if err != nil {
		return 0, err
	}
	taken, err := takeToShip(lines, in.Lines)
	if err != nil {
		return 0, err
	}
	shipment, err := delivery.CreateShipment(tx, delivery.ShipmentInput{Order: o.ID, Carrier: in.Carrier, Tracking: in.Tracking,
		TrackingURL: in.TrackingURL, Lines: shipmentLines(taken)})
	if err != nil {
		return 0, err
	}
	return shipment.ID, leave(tx, o, shipment.ID, taken, in)
}

// leave moves stock, lines and states, and announces the shipment.
func leave(tx *db.Tx, o Order, shipment id.ID, taken []takenLine, in ShipInput) error {
	fact := Shipped{Order: o.ID, Shipment: shipment, Notify: in.Notify}
	var demands []stock.Demand
	for _, t := range taken {
		n, err := tx.Exec(`UPDATE order_line SET shipped = shipped + $3
			WHERE shop_id = $1 AND id = $2 AND shipped + withdrawn + $3 <= quantity`, t.ID, t.units)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.Conflict("Somebody else changed this order meanwhile. Look at it again, then repeat.")
		}
		fact.Lines = append(fact.Lines, ShippedLine{OrderLine: t.ID, Quantity: t.units})
		if t.VariantID != 0 {
			demands = append(demands, stock.Demand{Variant: t.VariantID, Quantity: t.units})
		}
	}
	if len(demands) > 0 {
		if err := stock.Ship(tx, o.ID, shipment, demands); err != nil {
			return err
		}
	}
	before := statesOf(o)
	if err := save(tx, &o); err != nil {
		return err
	}
	if err := tell(tx, o.ID, "shipped", "%s units were shipped.", unitsIn(taken)); err != nil {
		return err
	}
	if err := record(tx, o, "shipped", before, statesOf(o)); err != nil {
		return err
	}
	return event.Publish(tx, fact)
}

// takenLine is an order line and how many of its units an act takes.
type takenLine struct {
	Line
	units int64
}

func unitsIn(taken []takenLine) int64 {
	var n int64
	for _, t := range taken {
		n += t.units
	}
	return n
}

// takeToShip matches what is asked for with what is left; nothing asked takes all.
func takeToShip(lines []Line, asked []LineQuantity) ([]takenLine, error) {
	if len(asked) == 0 {
		for _, l := range lines {
			if l.Kind == Goods && l.ToShip() > 0 {
				asked = append(asked, LineQuantity{l.ID, l.ToShip()})
			}
		}
	}
	taken, err := take(lines, asked, func(l Line) int64 { return l.ToShip() })
	if err == nil && len(taken) == 0 {
		err = errs.Conflict("Nothing of this order is left to ship.")
	}
	return taken, err
}

// take finds the lines asked for and checks each quantity against what is left of it.
// A line asked for twice is summed; quantities of zero are passed over.
func take(lines []Line, asked []LineQuantity, left func(Line) int64) ([]takenLine, error) {
	sum := map[id.ID]int64{}
	for _, a := range asked {
		if a.Quantity < 0 || a.Quantity > MaxQuantity {
			return nil, errs.InvalidField("quantity", "Choose a quantity between 1 and %d.", MaxQuantity)
		}
		sum[a.Line] += a.Quantity
	}
	var taken []takenLine
	for _, l := range lines {
		n, wanted := sum[l.ID]
		delete(sum, l.ID)
		if !wanted || n == 0 {
			continue
		}
		if l.Kind != Goods || n > left(l) {
			return nil, errs.Invalid("Please check the marked fields.").With("line_"+l.ID.Text(LinePrefix), "At most %d of “%s” are left.", left(l), l.Title)
		}
		taken = append(taken, takenLine{l, n})
	}
	for range sum {
		return nil, errs.Invalid("A line of this request does not belong to the order.")
	}
	return taken, nil
}

func shipmentLines(taken []takenLine) []delivery.ShipmentLine {
	lines := make([]delivery.ShipmentLine, len(taken))
	for i, t := range taken {
		lines[i] = delivery.ShipmentLine{OrderLine: t.ID, Variant: t.VariantID, Quantity: t.units}
	}
	return lines
}
