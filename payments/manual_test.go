package payments_test

import (
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

func TestBankTransfer(t *testing.T) {
	w := newWorld(t)
	p := w.start(payments.BankTransfer, 5000)
	w.expect(p, payments.Pending, 0, 0, "")
	if payments.PayPath(p) != "" {
		t.Error("there is no page to pay at")
	}
	received := func(amount int64) error {
		return w.write(func(tx *db.Tx) error { return payments.MarkReceived(tx, p.ID, amount, 0) })
	}
	w.must(received(2000))
	w.expect(p, payments.Pending, 2000, 0, "captured 2000")
	for _, amount := range []int64{0, -1, 3001} {
		if err := received(amount); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("received %d: %v", amount, err)
		}
	}
	w.must(received(3000))
	w.expect(p, payments.StateCaptured, 5000, 0, "captured 3000")
	w.must(w.refund(p, 9, 1500))
	w.expect(p, payments.PartlyRefunded, 5000, 1500, "refunded 1500")
	if err := w.refund(p, 10, 3501); !errs.Is(err, errs.KindConflict) {
		t.Errorf("more than came: %v", err)
	}
}

func TestManualPaymentIsVoidedAtOnce(t *testing.T) {
	w := newWorld(t)
	p := w.start(payments.CashOnDelivery, 5000)
	void := func() error { return w.write(func(tx *db.Tx) error { return payments.Void(tx, p.ID) }) }
	w.must(void())
	w.expect(p, payments.StateVoided, 0, 0, "voided")
	w.must(void()) // again: nothing
	w.expect(p, payments.StateVoided, 0, 0, "")
	err := w.write(func(tx *db.Tx) error { return payments.MarkReceived(tx, p.ID, 100, 0) })
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("money for a voided payment: %v", err)
	}
}

func TestStartRefuses(t *testing.T) {
	w := newWorld(t)
	w.must(w.write(func(tx *db.Tx) error {
		return payments.SaveSetting(tx, payments.Setting{Method: payments.CashOnDelivery, Capture: "automatic"})
	}))
	for name, c := range map[string]struct {
		in   payments.StartInput
		kind errs.Kind
	}{
		"unknown method":   {payments.StartInput{Method: "gold", Amount: 1, Currency: "EUR"}, errs.KindNotFound},
		"switched off":     {payments.StartInput{Method: payments.CashOnDelivery, Amount: 1, Currency: "EUR"}, errs.KindConflict},
		"nothing to pay":   {payments.StartInput{Method: payments.BankTransfer, Currency: "EUR"}, errs.KindInvalid},
		"unknown currency": {payments.StartInput{Method: payments.BankTransfer, Amount: 1, Currency: "ZZZ"}, errs.KindInvalid},
		"way back outside": {payments.StartInput{Method: payments.TestCard, Amount: 1, Currency: "EUR", ReturnPath: "//evil.example"}, errs.KindInvalid},
	} {
		err := w.write(func(tx *db.Tx) error { _, err := payments.Start(tx, c.in); return err })
		if !errs.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMethods(t *testing.T) {
	w := newWorld(t)
	list := func(country string) (ids []string) {
		w.must(w.d.Read(t.Context(), db.Scope{Shop: w.shop}, func(tx *db.Tx) error {
			methods, err := payments.Methods(tx, payments.MethodsInput{Country: country, Amount: 1, Currency: "EUR"})
			for _, m := range methods {
				ids = append(ids, m.ID)
			}
			return err
		}))
		return ids
	}
	if got := list("FR"); len(got) != 3 || got[0] != payments.BankTransfer {
		t.Errorf("at home: %v", got)
	}
	if got := list("DE"); len(got) != 2 {
		t.Errorf("cash on delivery abroad: %v", got)
	}
	w.must(w.write(func(tx *db.Tx) error { return payments.MoveMethod(tx, payments.CashOnDelivery, true) }))
	w.must(w.write(func(tx *db.Tx) error { return payments.MoveMethod(tx, payments.CashOnDelivery, true) }))
	if got := list("FR"); got[0] != payments.CashOnDelivery {
		t.Errorf("after the moves: %v", got)
	}
}

func TestSettingsAreCheckedAndUndone(t *testing.T) {
	w := newWorld(t)
	save := func(s payments.Setting) error {
		s.Method, s.Active, s.Capture = payments.BankTransfer, true, "automatic"
		return w.write(func(tx *db.Tx) error { return payments.SaveSetting(tx, s) })
	}
	for name, s := range map[string]payments.Setting{"wrong IBAN": {IBAN: "FR7630006000011234567890188"}, "no IBAN at all": {IBAN: "hello"}, "wrong BIC": {BIC: "X"}} {
		if err := save(s); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.must(save(payments.Setting{IBAN: "fr76 3000 6000 0112 3456 7890 189", BIC: "agrifrpp", AccountName: "Maison Ruche"}))
	p := w.start(payments.BankTransfer, 5000)
	w.must(w.write(func(tx *db.Tx) error {
		transfer, err := payments.TransferOf(tx, p)
		if transfer.IBAN != "FR7630006000011234567890189" || transfer.Reference != "1001" || transfer.Amount.Amount != 5000 {
			t.Errorf("%+v", transfer)
		}
		return err
	}))
	var set id.ID
	w.must(w.write(func(tx *db.Tx) error {
		err := payments.SaveSetting(tx, payments.Setting{Method: payments.BankTransfer, Capture: "automatic"})
		set = shops.CurrentChangeSet(tx)
		return err
	}))
	w.must(w.write(func(tx *db.Tx) error { _, err := shops.Undo(tx, payments.Restorers(), set); return err }))
	w.must(w.write(func(tx *db.Tx) error {
		s, err := payments.SettingOf(tx, payments.BankTransfer)
		if !s.Active || s.IBAN == "" {
			t.Errorf("after undo: %+v", s)
		}
		return err
	}))
}

func TestAnotherShopSeesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.start(payments.BankTransfer, 5000)
	err := w.d.Write(t.Context(), db.Scope{Shop: w.shop + 1, Actor: db.SystemActor}, func(tx *db.Tx) error {
		return payments.MarkReceived(tx, p.ID, 100, 0)
	})
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("%v", err)
	}
}
