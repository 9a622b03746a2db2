package payments

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
)

// What became of a snapshot.
const (
	outcomeApplied  = "applied"
	outcomeNothing  = "nothing_new"
	outcomeMismatch = "mismatch"
)

// apply is the one transition: it brings our payment up to the provider's view. It
// goes by state, not by difference, so answers, webhooks and polls may come twice and
// out of order. A snapshot whose shop, intent, reference, amount or currency differ
// from ours changes nothing but the error of the payment, for people to look at.
func apply(tx *db.Tx, p Payment, s Snapshot) (string, error) {
	if !matches(tx, p, s) {
		_, err := tx.Exec(`UPDATE payment SET error = $3, updated_at = $4 WHERE shop_id = $1 AND id = $2`,
			p.ID, "The provider’s account of this payment differs from ours.", tx.Now)
		return outcomeMismatch, err
	}
	changed := false
	for _, step := range []func(*db.Tx, Payment, Snapshot) (bool, error){noteSession, authorise, settle, fail} {
		did, err := step(tx, p, s)
		if err != nil {
			return "", err
		}
		if did {
			changed = true
			if p, err = Get(tx, p.ID); err != nil {
				return "", err
			}
		}
	}
	if !changed {
		return outcomeNothing, nil
	}
	return outcomeApplied, nil
}

func matches(tx *db.Tx, p Payment, s Snapshot) bool {
	return s.Shop == shopText(tx.Shop) && s.Intent == p.ID.Text(PaymentPrefix) && s.Amount == p.Amount && s.Currency == p.Currency &&
		s.Reference != "" && (p.Reference == "" || p.Reference == s.Reference)
}

// noteSession keeps the reference, and the address while the buyer has to act.
func noteSession(tx *db.Tx, p Payment, s Snapshot) (bool, error) {
	if p.Reference != "" {
		return false, nil
	}
	_, err := tx.Exec(`UPDATE payment SET reference = $3, session_url = $4, updated_at = $5,
		state = CASE WHEN state = 'created' THEN 'requires_action' ELSE state END WHERE shop_id = $1 AND id = $2`, p.ID, s.Reference, s.URL, tx.Now)
	if err == nil {
		_, err = tx.Exec(`UPDATE payment_operation SET state = 'done', updated_at = $3 WHERE shop_id = $1 AND payment_id = $2 AND kind = 'session' AND state <> 'done'`, p.ID, tx.Now)
	}
	return true, err
}

// authorise notes that the provider holds the money, also when we had given up.
func authorise(tx *db.Tx, p Payment, s Snapshot) (bool, error) {
	if p.Authorised > 0 || s.Status != StatusAuthorised && s.Status != StatusCaptured {
		return false, nil
	}
	hit, err := tx.Exec(`UPDATE payment SET state = 'authorised', authorised = amount, error = '', updated_at = $3
		WHERE shop_id = $1 AND id = $2 AND authorised = 0`, p.ID, tx.Now)
	if err != nil || hit == 0 {
		return false, err
	}
	if p.Capture == "automatic" {
		return true, nil // the capture follows in the same snapshot
	}
	return true, event.Publish(tx, Authorised{Payment: p.ID, Order: p.OrderID, Amount: p.Amount, Currency: p.Currency, Method: p.Method, Provider: p.Provider, At: tx.Now})
}

// settle finishes the operations the provider has finished.
func settle(tx *db.Tx, p Payment, s Snapshot) (bool, error) {
	ours, err := operationsOf(tx, p)
	if err != nil {
		return false, err
	}
	changed := false
	for _, result := range s.Operations {
		for _, o := range ours {
			if o.key() != result.Key {
				continue
			}
			did := false
			switch {
			case o.Kind == kindSession && result.Kind == kindCapture && p.Captured == 0 && !result.Failed:
				did, err = captureAtOnce(tx, p, result.Amount)
			case o.State == "done" || o.State == "failed" || o.Kind != result.Kind:
				continue
			case result.Failed:
				did, err = give(tx, p, o, result.Error)
			case result.Amount != o.Amount && o.Kind != kindVoid:
				continue // not what we asked for: left open, for people to see
			default:
				did, err = finish(tx, p, o)
			}
			if err != nil {
				return false, err
			}
			changed = changed || did
		}
	}
	return changed, nil
}

func operationsOf(tx *db.Tx, p Payment) ([]operation, error) {
	return db.All[operation](tx, `SELECT `+operationColumns+` FROM payment_operation WHERE shop_id = $1 AND payment_id = $2 ORDER BY id`, p.ID)
}

// captureAtOnce is the capture that comes with an automatic session.
func captureAtOnce(tx *db.Tx, p Payment, amount int64) (bool, error) {
	hit, err := tx.Exec(`UPDATE payment SET state = 'captured', captured = $3, updated_at = $4
		WHERE shop_id = $1 AND id = $2 AND captured = 0 AND capturing = 0 AND authorised >= $3`, p.ID, amount, tx.Now)
	if err != nil || hit == 0 {
		return false, err
	}
	return true, event.Publish(tx, Captured{Payment: p.ID, Order: p.OrderID, Amount: amount, Currency: p.Currency, Method: p.Method, Provider: p.Provider, At: tx.Now})
}

// finish books a capture, void or refund that is done; the first to say so wins.
func finish(tx *db.Tx, p Payment, o operation) (bool, error) {
	hit, err := tx.Exec(`UPDATE payment_operation SET state = 'done', error = '', updated_at = $3
		WHERE shop_id = $1 AND id = $2 AND state IN ('intent', 'unknown')`, o.ID, tx.Now)
	if err != nil || hit == 0 {
		return false, err
	}
	switch o.Kind {
	case kindCapture:
		if _, err := tx.Exec(`UPDATE payment SET state = 'captured', captured = captured + $3, capturing = capturing - $3, error = '', updated_at = $4
			WHERE shop_id = $1 AND id = $2`, p.ID, o.Amount, tx.Now); err != nil {
			return false, err
		}
		return true, event.Publish(tx, Captured{Payment: p.ID, Order: p.OrderID, Amount: o.Amount, Currency: p.Currency, Method: p.Method, Provider: p.Provider, At: tx.Now})
	case kindVoid:
		return true, voided(tx, p)
	case kindRefund:
		if _, err := tx.Exec(`UPDATE payment SET refunded = refunded + $3, refunding = refunding - $3, updated_at = $4,
			state = CASE WHEN refunded + $3 < captured THEN 'partly_refunded' ELSE 'refunded' END WHERE shop_id = $1 AND id = $2`, p.ID, o.Amount, tx.Now); err != nil {
			return false, err
		}
		return true, event.Publish(tx, Refunded{Payment: p.ID, Order: p.OrderID, Refund: o.RefundID, Amount: o.Amount, Currency: p.Currency, Method: p.Method, Provider: p.Provider, At: tx.Now})
	}
	return true, nil
}

// give books that the provider refused an operation: what was reserved is free again.
func give(tx *db.Tx, p Payment, o operation, reason string) (bool, error) {
	hit, err := tx.Exec(`UPDATE payment_operation SET state = 'failed', error = $3, updated_at = $4
		WHERE shop_id = $1 AND id = $2 AND state IN ('intent', 'unknown')`, o.ID, reason, tx.Now)
	if err != nil || hit == 0 {
		return false, err
	}
	switch o.Kind {
	case kindCapture:
		_, err = tx.Exec(`UPDATE payment SET capturing = capturing - $3, error = $4, updated_at = $5,
			state = CASE WHEN state = 'unknown' AND captured = 0 THEN 'authorised' WHEN state = 'unknown' THEN 'captured' ELSE state END
			WHERE shop_id = $1 AND id = $2`, p.ID, o.Amount, reason, tx.Now)
	case kindRefund:
		if _, err = tx.Exec(`UPDATE payment SET refunding = refunding - $3, error = $4, updated_at = $5 WHERE shop_id = $1 AND id = $2`, p.ID, o.Amount, reason, tx.Now); err == nil {
			err = event.Publish(tx, RefundFailed{Payment: p.ID, Order: p.OrderID, Refund: o.RefundID, Amount: o.Amount, Currency: p.Currency, Reason: reason})
		}
	default:
		_, err = tx.Exec(`UPDATE payment SET error = $3, updated_at = $4,
			state = CASE WHEN state = 'unknown' AND authorised > 0 THEN 'authorised' WHEN state = 'unknown' THEN 'requires_action' ELSE state END
			WHERE shop_id = $1 AND id = $2`, p.ID, reason, tx.Now)
	}
	return true, err
}

// fail ends a payment the buyer could not make, or that was given up over there.
func fail(tx *db.Tx, p Payment, s Snapshot) (bool, error) {
	if s.Status == StatusVoided && p.Captured == 0 && p.State != StateVoided {
		return true, voided(tx, p)
	}
	if s.Status != StatusFailed || p.Authorised > 0 {
		return false, nil
	}
	return failed(tx, p, s.Error)
}

func failed(tx *db.Tx, p Payment, reason string) (bool, error) {
	hit, err := tx.Exec(`UPDATE payment SET state = 'failed', error = $3, updated_at = $4
		WHERE shop_id = $1 AND id = $2 AND authorised = 0 AND state IN ('created', 'requires_action', 'unknown')`, p.ID, reason, tx.Now)
	if err != nil || hit == 0 {
		return false, err
	}
	return true, event.Publish(tx, Failed{Payment: p.ID, Order: p.OrderID, Reason: reason})
}
