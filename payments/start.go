package payments

import (
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// sessionLife is how long a buyer has at the provider's page.
const sessionLife = time.Hour

// StartInput is an intent to pay.
type StartInput struct {
	Order       id.ID
	OrderNumber string
	Method      string
	Amount      int64
	Currency    string
	ReturnPath  string // where the buyer comes back to on the shop's host: "/orders/…"
}

// Start writes an intent to pay. A manual method waits for its money; with a provider
// the buyer is sent to PayPath(payment), where the session is opened. A method that is
// not active is errs.Conflict, an amount of nothing errs.Invalid.
func Start(tx *db.Tx, in StartInput) (Payment, error) {
	setting, err := SettingOf(tx, in.Method)
	if err != nil {
		return Payment{}, err
	}
	if !setting.Active {
		return Payment{}, errs.Conflict("This way to pay is no longer offered. Please choose another.")
	}
	if in.Amount <= 0 || in.Amount > money.Limit || !money.KnownCurrency(in.Currency) {
		return Payment{}, errs.Invalid("There is nothing to pay.")
	}
	if in.ReturnPath != "" && (!strings.HasPrefix(in.ReturnPath, "/") || strings.HasPrefix(in.ReturnPath, "//")) {
		return Payment{}, errs.Invalid("The way back must be a path of the shop.")
	}
	p := Payment{ID: tx.NewID(), Token: id.Secret(), OrderID: in.Order, OrderNumber: in.OrderNumber, Method: in.Method, Provider: providerOf(in.Method),
		Capture: setting.Capture, State: Pending, Amount: in.Amount, Currency: in.Currency, ReturnPath: in.ReturnPath, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if p.Manual() {
		p.Authorised = p.Amount // nothing is held, but so much may be received
	} else {
		p.State, p.ExpiresAt = Created, tx.Now.Add(sessionLife)
	}
	if err := insertPayment(tx, p); err != nil || p.Manual() {
		return p, err
	}
	_, err = insertOperation(tx, p.ID, operation{Kind: kindSession, Amount: p.Amount})
	return p, err
}

func insertPayment(tx *db.Tx, p Payment) error {
	return tx.Later(`INSERT INTO payment (shop_id, id, token, order_id, order_number, method, provider, capture, state, amount, currency, authorised, return_path, expires_at, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)`,
		p.ID, p.Token, p.OrderID, p.OrderNumber, p.Method, p.Provider, p.Capture, p.State, p.Amount, p.Currency, p.Authorised, p.ReturnPath, p.ExpiresAt, p.CreatedAt)
}

// PayPath is where the buyer goes to pay on the shop's host; empty when there is
// nothing to do there.
func PayPath(p Payment) string {
	if p.Manual() || p.State != Created && p.State != RequiresAction {
		return ""
	}
	return "/payments/" + p.Token
}

// MarkReceived notes that money of a manual method came, all of it or a part, on a
// day (now when zero). More than is still open is errs.Invalid.
func MarkReceived(tx *db.Tx, payment id.ID, amount int64, at db.Time) error {
	p, err := Get(tx, payment)
	if err != nil {
		return err
	}
	if !p.Manual() || p.State == StateVoided {
		return errs.Conflict("Only an open bank transfer or cash payment can be marked as received.")
	}
	if amount <= 0 {
		return errs.InvalidField("amount", "Give the amount that was received.")
	}
	if at == 0 {
		at = tx.Now
	}
	hit, err := tx.Exec(`UPDATE payment SET captured = captured + $3, updated_at = $4, state = CASE WHEN captured + $3 < amount THEN state ELSE 'captured' END
		WHERE shop_id = $1 AND id = $2 AND state <> 'voided' AND captured + $3 <= amount`, payment, amount, tx.Now)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.InvalidField("amount", "This is more than is still to be paid: %s.", money.Of(p.Amount-p.Captured, p.Currency).Decimal()+" "+p.Currency)
	}
	return event.Publish(tx, Captured{Payment: p.ID, Order: p.OrderID, Amount: amount, Currency: p.Currency, Method: p.Method, Provider: p.Provider, At: at})
}

// Transfer is what a buyer needs to send a bank transfer.
type Transfer struct {
	AccountName, IBAN, BIC, Reference, Instructions string
	Amount                                          money.Money
}

// TransferOf tells how to pay a manual payment: the account of a bank transfer, the
// merchant's instructions, and the order number as reference.
func TransferOf(tx *db.Tx, p Payment) (Transfer, error) {
	s, err := SettingOf(tx, p.Method)
	t := Transfer{Instructions: s.Instructions, Reference: p.OrderNumber, Amount: money.Of(p.Amount-p.Captured, p.Currency)}
	if p.Method == BankTransfer {
		t.AccountName, t.IBAN, t.BIC = s.AccountName, s.IBAN, s.BIC
	}
	return t, err
}
