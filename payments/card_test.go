package payments_test

import (
	"bytes"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/payments/testpay"
)

func TestCardPaidAtOnce(t *testing.T) {
	w := newWorld(t)
	p := w.open(5000)
	if p.State != payments.Created || payments.PayPath(w.get(p)) != "/payments/"+p.Token || p.SessionURL == "" {
		t.Errorf("opened: %+v", p)
	}
	w.expect(p, payments.RequiresAction, 0, 0, "")
	answer := w.card(p, testpay.CardSuccess)
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "http://shop.example/back" {
		t.Errorf("the buyer goes back to the shop: %d %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	if got := w.hear(); got != "applied" {
		t.Errorf("webhook: %s", got)
	}
	w.expect(p, payments.StateCaptured, 5000, 0, "captured 5000")
	if payments.PayPath(w.get(p)) != "" {
		t.Error("nothing more to pay")
	}
}

func TestOpenedTwiceIsOneSession(t *testing.T) {
	w := newWorld(t)
	p := w.open(5000)
	again, err := w.door.OpenSession(t.Context(), w.shop, payments.OpenInput{Token: p.Token})
	w.must(err)
	if again.Reference != p.Reference || again.SessionURL != p.SessionURL {
		t.Errorf("a second session: %+v", again)
	}
	_, err = w.door.OpenSession(t.Context(), w.shop, payments.OpenInput{Token: "wrong"})
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("an unknown token: %v", err)
	}
}

func TestDeclinedCardMayBeFollowedByAnother(t *testing.T) {
	w := newWorld(t)
	p := w.open(5000)
	for _, card := range []string{testpay.CardDeclined, testpay.CardInsufficient, "4111111111111111", "12", ""} {
		if got := w.card(p, card); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("card %s: %d", card, got.StatusCode)
		}
	}
	w.expect(p, payments.RequiresAction, 0, 0, "")
	w.card(p, testpay.CardSuccess)
	w.hear()
	w.expect(p, payments.StateCaptured, 5000, 0, "captured 5000")
}

func TestAuthenticationAndCancellation(t *testing.T) {
	w := newWorld(t)
	p := w.open(5000)
	if got := w.card(p, testpay.CardAuthentication); got.Header.Get("Location") != "/pay/"+p.Reference {
		t.Errorf("the bank asks first: %v", got.Header)
	}
	w.expect(p, payments.RequiresAction, 0, 0, "")
	w.submit("/pay/"+p.Reference+"/confirmation", nil)
	w.hear()
	w.expect(p, payments.StateCaptured, 5000, 0, "captured 5000")

	other := w.open(700)
	w.submit("/pay/"+other.Reference+"/cancellation", url.Values{})
	w.hear()
	w.expect(other, payments.StateFailed, 0, 0, "failed")
}

func TestTheBuyerComesBackBeforeTheWebhook(t *testing.T) {
	w := newWorld(t)
	w.deaf = true
	p := w.open(5000)
	w.card(p, testpay.CardSuccess)
	now, err := w.door.Sync(t.Context(), w.shop, p.ID)
	w.must(err)
	if now.State != payments.StateCaptured {
		t.Errorf("asked by reference: %s", now.State)
	}
	w.expect(p, payments.StateCaptured, 5000, 0, "captured 5000")
	_, err = w.door.Sync(t.Context(), w.shop, p.ID)
	w.must(err)
	w.expect(p, payments.StateCaptured, 5000, 0, "")
}

func TestLateWebhook(t *testing.T) {
	w := newWorld(t)
	p := w.open(5000)
	w.card(p, testpay.CardLate)
	_, err := w.door.Sync(t.Context(), w.shop, p.ID)
	w.must(err)
	w.expect(p, payments.RequiresAction, 0, 0, "")
	w.clock.Add(2 * time.Minute)
	if got := w.hear(); got != "applied" {
		t.Errorf("late webhook: %s", got)
	}
	w.expect(p, payments.StateCaptured, 5000, 0, "captured 5000")
}

func TestWebhooksThatAreRepeatedForgedOrWrong(t *testing.T) {
	w := newWorld(t)
	p := w.paid(5000, testpay.CardSuccess)
	w.told()
	send := func(signature string, body []byte) (string, error) {
		return w.door.Webhook(t.Context(), w.shop, payments.TestPay, http.Header{"Testpay-Signature": {signature}}, body)
	}
	if got, err := send(w.sign, w.last); err != nil || got != "repeated" {
		t.Errorf("repeated: %s, %v", got, err)
	}
	if _, err := send(w.sign, append(w.last, ' ')); !errs.Is(err, errs.KindDenied) {
		t.Errorf("changed after signing: %v", err)
	}
	if _, err := send("", w.last); !errs.Is(err, errs.KindDenied) {
		t.Errorf("unsigned: %v", err)
	}
	w.clock.Add(6 * time.Minute)
	if _, err := send(w.sign, w.last); !errs.Is(err, errs.KindDenied) {
		t.Errorf("an old signature: %v", err)
	}
	w.expect(p, payments.StateCaptured, 5000, 0, "")
}

// A provider whose account differs from ours in amount, currency, shop or intent
// changes nothing but the note on the payment.
func TestWrongAmountIsNotBelieved(t *testing.T) {
	for name, wrong := range map[string]func(s *payments.Snapshot){
		"amount":    func(s *payments.Snapshot) { s.Amount = 1 },
		"currency":  func(s *payments.Snapshot) { s.Currency = "USD" },
		"shop":      func(s *payments.Snapshot) { s.Shop = "12" },
		"intent":    func(s *payments.Snapshot) { s.Intent = "pay_000" },
		"reference": func(s *payments.Snapshot) { s.Reference = "tp_other" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.deaf = true
			p := w.open(5000)
			w.card(p, testpay.CardSuccess)
			w.door.Providers = payments.Providers{payments.TestPay: lying{w.door.Providers[payments.TestPay], wrong}}
			_, err := w.door.Sync(t.Context(), w.shop, p.ID)
			w.must(err)
			w.expect(p, payments.RequiresAction, 0, 0, "")
			if w.get(p).Error == "" {
				t.Error("nobody is told")
			}
		})
	}
}

func TestManualCaptureInPartsAndVoid(t *testing.T) {
	w := newWorld(t)
	w.method(payments.TestCard, "manual")
	p := w.open(5000)
	w.card(p, testpay.CardSuccess)
	w.hear()
	w.expect(p, payments.StateAuthorised, 0, 0, "authorised 5000")
	capture := func(amount int64) error {
		return w.write(func(tx *db.Tx) error { return payments.Capture(tx, p.ID, amount) })
	}
	w.must(capture(2000))
	w.drain()
	w.hear()
	w.expect(p, payments.StateCaptured, 2000, 0, "captured 2000")
	if err := capture(3001); !errs.Is(err, errs.KindConflict) {
		t.Errorf("more than is held: %v", err)
	}
	w.must(capture(3000))
	w.drain()
	w.hear()
	w.expect(p, payments.StateCaptured, 5000, 0, "captured 3000")
	if err := w.write(func(tx *db.Tx) error { return payments.Void(tx, p.ID) }); !errs.Is(err, errs.KindConflict) {
		t.Errorf("void after capture: %v", err)
	}

	other := w.open(700)
	w.card(other, testpay.CardSuccess)
	w.hear()
	w.told()
	w.must(w.write(func(tx *db.Tx) error { return payments.Void(tx, other.ID) }))
	w.drain()
	w.hear()
	w.expect(other, payments.StateVoided, 0, 0, "voided")
}

func (w *world) refund(p payments.Payment, refund id.ID, amount int64) error {
	return w.write(func(tx *db.Tx) error {
		return payments.Refund(tx, payments.RefundInput{Payment: p.ID, Refund: refund, Amount: amount, Reason: "return"})
	})
}

func TestRefundsInParts(t *testing.T) {
	w := newWorld(t)
	p := w.paid(5000, testpay.CardSuccess)
	w.told()
	w.must(w.refund(p, 1, 2000))
	if w.get(p).Refunding != 2000 {
		t.Error("the amount is reserved before the provider is asked")
	}
	if err := w.refund(p, 2, 3001); !errs.Is(err, errs.KindConflict) {
		t.Errorf("more than is left: %v", err)
	}
	w.drain()
	w.hear()
	w.expect(p, payments.PartlyRefunded, 5000, 2000, "refunded 2000")
	w.must(w.refund(p, 3, 3000))
	w.drain()
	w.hear()
	w.expect(p, payments.StateRefunded, 5000, 5000, "refunded 3000")
	if err := w.refund(p, 4, 1); !errs.Is(err, errs.KindConflict) {
		t.Errorf("all is gone: %v", err)
	}
}

// The provider does the refund but never answers: the result is unknown until the
// poller asks by reference. Nothing is refunded twice.
func TestUnknownResultIsAskedFor(t *testing.T) {
	w := newWorld(t)
	p := w.paid(5000, testpay.CardTimeout)
	w.told()
	w.mu.Lock()
	w.deaf = true
	w.mu.Unlock()
	w.must(w.refund(p, 1, 2000))
	w.drain()
	if now := w.get(p); now.Refunding != 2000 || now.Refunded != 0 {
		t.Errorf("while unknown the amount stays reserved: %+v", now)
	}
	if told := w.told(); told != "unknown refund" {
		t.Errorf("told %q", told)
	}
	w.clock.Add(2 * time.Minute)
	w.must(w.d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, payments.Sweep))
	w.drain()
	w.expect(p, payments.PartlyRefunded, 5000, 2000, "refunded 2000")
	snapshot, err := w.door.Providers[payments.TestPay].Get(t.Context(), w.account(), p.Reference)
	w.must(err)
	if len(snapshot.Operations) != 2 {
		t.Errorf("one capture and one refund over there: %+v", snapshot.Operations)
	}
}

func (w *world) account() (a payments.Account) {
	w.t.Helper()
	w.must(w.write(func(tx *db.Tx) (err error) {
		a, err = payments.AccountOf(tx, payments.TestPay)
		return err
	}))
	return a
}

func TestUnknownCapture(t *testing.T) {
	w := newWorld(t)
	w.method(payments.TestCard, "manual")
	p := w.open(5000)
	w.card(p, testpay.CardTimeout)
	w.hear()
	w.told()
	w.mu.Lock()
	w.deaf = true
	w.mu.Unlock()
	w.must(w.write(func(tx *db.Tx) error { return payments.Capture(tx, p.ID, 5000) }))
	w.drain()
	if now := w.get(p); now.State != payments.StateUnknown {
		t.Errorf("state %s", now.State)
	}
	w.clock.Add(time.Minute)
	w.drain() // the poll of the job itself
	w.expect(p, payments.StateCaptured, 5000, 0, "unknown capture, captured 5000")
}

func TestRefusedRefundIsFreeAgain(t *testing.T) {
	w := newWorld(t)
	p := w.paid(5000, testpay.CardSuccess)
	w.told()
	w.door.Providers[payments.TestPay] = refusing{w.door.Providers[payments.TestPay]}
	w.must(w.refund(p, 1, 2000))
	w.drain()
	w.expect(p, payments.StateCaptured, 5000, 0, "refund failed 2000")
	if w.get(p).Refundable() != 5000 {
		t.Error("the amount is refundable again")
	}
}

func TestPaymentsLeftAloneExpire(t *testing.T) {
	w := newWorld(t)
	never := w.start(payments.TestCard, 300)
	left := w.open(700)
	w.clock.Add(2 * time.Hour)
	w.must(w.d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, payments.Sweep))
	w.drain()
	w.hear()
	if got := w.get(never).State; got != payments.StateFailed {
		t.Errorf("never opened: %s", got)
	}
	if got := w.get(left).State; got != payments.StateVoided {
		t.Errorf("left at the page: %s", got)
	}
	if got := w.card(left, testpay.CardSuccess); got.StatusCode != http.StatusSeeOther {
		t.Errorf("the page takes no card any more: %d", got.StatusCode)
	}
	if got := w.get(left); got.Captured != 0 {
		t.Errorf("%+v", got)
	}
}

// A provider that lost the session refuses to speak of it; the payment ends here.
func TestASessionTheProviderLostExpires(t *testing.T) {
	w := newWorld(t)
	p := w.open(700)
	w.door.Providers[payments.TestPay] = forgetful{w.door.Providers[payments.TestPay]}
	w.clock.Add(2 * time.Hour)
	w.must(w.d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, payments.Sweep))
	w.drain()
	w.expect(p, payments.StateFailed, 0, 0, "failed")
}

func TestThousandRefundsAtOnceNeverExceedWhatWasCaptured(t *testing.T) {
	w := newWorld(t)
	p := w.paid(5000, testpay.CardSuccess)
	w.told()
	var wait sync.WaitGroup
	var taken atomic.Int64
	for n := range 1000 {
		wait.Go(func() {
			err := w.refund(p, id.ID(n+1), 70)
			switch {
			case err == nil:
				taken.Add(1)
			case !errs.Is(err, errs.KindConflict):
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if taken.Load() != 71 {
		t.Errorf("%d refunds of 70 were taken, 71 fit into 5000", taken.Load())
	}
	w.drain()
	if now := w.get(p); now.Refunded != 71*70 || now.Refunding != 0 {
		t.Errorf("refunded %d (+%d)", now.Refunded, now.Refunding)
	}
}

func TestNoCardNumberIsKept(t *testing.T) {
	w := newWorld(t)
	p := w.paid(5000, testpay.CardSuccess)
	if bytes.Contains(w.last, []byte(testpay.CardSuccess)) {
		t.Error("the card number is in the webhook")
	}
	snapshot, err := w.door.Providers[payments.TestPay].Get(t.Context(), w.account(), p.Reference)
	w.must(err)
	if snapshot.Status != payments.StatusCaptured {
		t.Errorf("%+v", snapshot)
	}
	_, err = w.door.Providers[payments.TestPay].Get(t.Context(), payments.Account{Secret: "key_other"}, p.Reference)
	if _, refused := err.(*payments.Refusal); !refused {
		t.Errorf("another account sees the payment: %v", err)
	}
}
