package stock

import (
	"strings"
	"unicode/utf8"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Reasons a person may give for an adjustment.
var Reasons = []string{"correction", "count", "received", "damaged", "lost", "gift", "returned"}

// AdjustInput changes what is on hand: by Delta, or to Set when it is given. UnitCost
// is what each unit that comes in has cost; 0 takes the average, else the variant's
// cost.
type AdjustInput struct {
	Variant  id.ID
	Delta    int64
	Set      *int64
	UnitCost int64
	Reason   string // one of Reasons; correction when empty
	Note     string
}

// Adjust writes one movement and announces Adjusted. Invalid when stock would fall
// below zero or below what orders hold. Setting the quantity that is there already
// changes nothing and returns an empty movement.
func Adjust(tx *db.Tx, in AdjustInput) (Movement, error) {
	if in.Reason == "" {
		in.Reason = "correction"
	}
	if err := in.check(); err != nil {
		return Movement{}, err
	}
	return adjust(tx, KindAdjusted, in)
}

// SetFromImport sets the quantity on hand a file gives for a variant; the hook of
// catalog's import.
func SetFromImport(tx *db.Tx, variant id.ID, quantity int64) error {
	_, err := adjust(tx, KindImported, AdjustInput{Variant: variant, Set: &quantity, Reason: "imported"})
	return err
}

func (in AdjustInput) check() error {
	e := errs.Invalid("Please check the marked fields.")
	if in.Delta > MaxQuantity || in.Delta < -MaxQuantity || in.Set != nil && (*in.Set < 0 || *in.Set > MaxQuantity) {
		e.With("quantity", "Write a whole number between 0 and 1,000,000,000.")
	}
	known := false
	for _, reason := range Reasons {
		known = known || reason == in.Reason
	}
	if !known {
		e.With("reason", "Choose a reason from the list.")
	}
	if in.UnitCost < 0 || in.UnitCost > money.Limit/MaxQuantity*1000 {
		e.With("unit_cost", "This amount must be zero or more and not absurdly large.")
	}
	if utf8.RuneCountInString(in.Note) > 500 {
		e.With("note", "This is too long. Keep it under %d characters.", 500)
	}
	return e.OrNil()
}

func adjust(tx *db.Tx, kind string, in AdjustInput) (Movement, error) {
	location, err := DefaultLocation(tx)
	if err != nil {
		return Movement{}, err
	}
	unit, err := costOf(tx, in.Variant)
	if err != nil {
		return Movement{}, err
	}
	if in.UnitCost > 0 {
		unit = in.UnitCost
	}
	m, err := move(tx, location, step{variant: in.Variant, kind: kind, reason: in.Reason, note: strings.TrimSpace(in.Note),
		quantity: func(level levelRow) (int64, error) {
			if in.Set != nil {
				return *in.Set - level.OnHand, nil
			}
			return in.Delta, nil
		},
		cost: func(level levelRow, quantity int64) (int64, error) {
			if quantity == 0 {
				return 0, nil
			}
			if quantity < 0 {
				return -leavingCost(level, -quantity, unit), nil
			}
			each := unit
			if average := average(level); average > 0 && in.UnitCost == 0 {
				each = average
			}
			if _, err := money.Times(each, quantity); err != nil {
				return 0, err
			}
			return comingCost(level, quantity, each), nil
		}})
	if err != nil || m.ID == 0 {
		return m, err
	}
	return m, event.Publish(tx, Adjusted{Movement: m.ID, Variant: in.Variant, Quantity: m.Quantity,
		UnitCost: money.MulDiv(m.Cost, 1, max(m.Quantity, 1)), Cost: m.Cost, Reason: in.Reason})
}

func average(level levelRow) int64 {
	return Level{OnHand: level.OnHand, Value: level.Value}.UnitCost()
}
