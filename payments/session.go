package payments

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Door is what calls to providers need beside a transaction. It is used by screens
// that must answer with the provider's page, and by jobs.
type Door struct {
	DB        *db.DB
	Providers Providers
}

func shopText(shop id.ID) string { return strconv.FormatInt(int64(shop), 10) }

// OpenInput says where the provider sends the buyer and its webhooks.
type OpenInput struct {
	Token                 string
	Locale                string
	ReturnURL, WebhookURL string
}

// OpenSession returns the payment with the address of the provider's page, opening
// the session on the first call. It must be called without an open transaction. It is
// safe to call again: the key of the session is that of its intent. A provider that
// does not answer is errs.Unavailable, one that refuses errs.Conflict.
func (d Door) OpenSession(ctx context.Context, shop id.ID, in OpenInput) (Payment, error) {
	p, account, key, err := d.session(ctx, shop, in.Token)
	if err != nil || p.Reference != "" || p.State != Created {
		return p, err
	}
	provider, ok := d.Providers[p.Provider]
	if !ok {
		return p, errs.Unavailable(60, "Card payments are switched off at the moment. Please choose another way to pay.")
	}
	snapshot, err := provider.CreateSession(ctx, account, SessionInput{
		Key: key, Intent: p.ID.Text(PaymentPrefix), Shop: shopText(shop), Amount: p.Amount, Currency: p.Currency, Capture: p.Capture,
		Description: p.OrderNumber, Locale: in.Locale, ReturnURL: in.ReturnURL, WebhookURL: in.WebhookURL,
	})
	var refusal *Refusal
	if errors.As(err, &refusal) {
		_ = d.write(ctx, shop, func(tx *db.Tx) error { _, err := failed(tx, p, refusal.Message); return err })
		return p, errs.Conflict("The payment could not be started: %s", refusal.Message)
	}
	if err != nil {
		return p, errs.Unavailable(10, "The payment page does not answer. Nothing was taken. Please try again.").WithCause(err)
	}
	if _, err = d.apply(ctx, shop, p.ID, snapshot); err != nil {
		return p, err
	}
	p.SessionURL, p.Reference = snapshot.URL, snapshot.Reference
	return p, nil
}

func (d Door) session(ctx context.Context, shop id.ID, token string) (p Payment, account Account, key string, err error) {
	err = d.write(ctx, shop, func(tx *db.Tx) error {
		if p, err = ByToken(tx, token); err != nil || p.Manual() {
			return err
		}
		if account, err = AccountOf(tx, p.Provider); err != nil {
			return err
		}
		o, err := db.One[operation](tx, `SELECT `+operationColumns+` FROM payment_operation WHERE shop_id = $1 AND payment_id = $2 AND kind = 'session'`, p.ID)
		key = o.key()
		return err
	})
	return p, account, key, err
}

// Sync asks the provider for the state of a payment and applies it, as when the buyer
// comes back before the webhook. A provider that does not answer changes nothing.
func (d Door) Sync(ctx context.Context, shop, payment id.ID) (Payment, error) {
	var p Payment
	var account Account
	err := d.write(ctx, shop, func(tx *db.Tx) (err error) {
		if p, err = Get(tx, payment); err != nil || p.Manual() {
			return err
		}
		account, err = AccountOf(tx, p.Provider)
		return err
	})
	provider, ok := d.Providers[p.Provider]
	if err != nil || p.Reference == "" || !ok {
		return p, err
	}
	snapshot, err := provider.Get(ctx, account, p.Reference)
	if err != nil {
		return p, err
	}
	return d.apply(ctx, shop, payment, snapshot)
}

func (d Door) apply(ctx context.Context, shop, payment id.ID, s Snapshot) (p Payment, err error) {
	err = d.write(ctx, shop, func(tx *db.Tx) error {
		if p, err = Get(tx, payment); err != nil {
			return err
		}
		if _, err = apply(tx, p, s); err != nil {
			return err
		}
		p, err = Get(tx, payment)
		return err
	})
	return p, err
}

func (d Door) write(ctx context.Context, shop id.ID, fn func(tx *db.Tx) error) error {
	return d.DB.Write(ctx, db.Scope{Shop: shop, Actor: db.SystemActor}, fn)
}

// Webhook takes one event of a provider for a shop. A wrong signature is errs.Denied;
// an event that came before, or whose content differs from ours, is answered well and
// changes nothing. The snapshot of the event is applied by state, so a late or early
// event does no harm.
func (d Door) Webhook(ctx context.Context, shop id.ID, providerName string, header http.Header, body []byte) (outcome string, err error) {
	provider, ok := d.Providers[providerName]
	if !ok {
		return "", errs.NotFound("This does not exist or has been removed.")
	}
	var account Account
	if err = d.write(ctx, shop, func(tx *db.Tx) (err error) { account, err = AccountOf(tx, providerName); return err }); err != nil {
		return "", err
	}
	notice, err := provider.ParseWebhook(account, header, body)
	if err != nil {
		return "", errs.Denied("The signature of this message is wrong.").WithCause(err)
	}
	err = d.write(ctx, shop, func(tx *db.Tx) error {
		outcome, err = hear(tx, providerName, notice)
		return err
	})
	return outcome, err
}

// hear notes the event and applies it in one transaction: both or neither.
func hear(tx *db.Tx, provider string, n Notice) (string, error) {
	fresh, err := tx.Exec(`INSERT INTO payment_notice (shop_id, provider, event_id, outcome, received_at) VALUES ($1, $2, $3, 'received', $4)
		ON CONFLICT (shop_id, provider, event_id) DO NOTHING`, provider, n.EventID, tx.Now)
	if err != nil || fresh == 0 {
		return "repeated", err
	}
	outcome, payment := "unknown_payment", id.ID(0)
	if intent, err := id.Parse(PaymentPrefix, n.Snapshot.Intent); err == nil {
		p, found, err := db.Maybe[Payment](tx, `SELECT `+paymentColumns+` FROM payment WHERE shop_id = $1 AND id = $2 AND provider = $3`, intent, provider)
		if err != nil {
			return "", err
		}
		if found {
			payment = p.ID
			if outcome, err = apply(tx, p, n.Snapshot); err != nil {
				return "", err
			}
		}
	}
	_, err = tx.Exec(`UPDATE payment_notice SET payment_id = $4, outcome = $5 WHERE shop_id = $1 AND provider = $2 AND event_id = $3`, provider, n.EventID, payment, outcome)
	return outcome, err
}
