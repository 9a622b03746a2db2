package payments

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// Listen wires what the department hears: a new shop takes bank transfers at once.
func Listen(b *event.Bus) {
	event.Inside(b, "payments.seed", func(tx *db.Tx, f shops.Opened) error {
		return putSetting(tx, Setting{Method: BankTransfer, Capture: "automatic", Active: true, Position: 1})
	})
}

// AccountOf returns the shop's access to a provider, made on first use. For the test
// provider that is all there is to signing up.
func AccountOf(tx *db.Tx, provider string) (Account, error) {
	secret, found, err := db.Maybe[string](tx, `SELECT secret FROM payment_account WHERE shop_id = $1 AND provider = $2`, provider)
	if err != nil || found {
		return Account{Secret: secret}, err
	}
	secret, err = db.One[string](tx, `INSERT INTO payment_account (shop_id, provider, secret, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (shop_id, provider) DO UPDATE SET provider = excluded.provider RETURNING secret`, provider, "key_"+id.Secret(), tx.Now)
	return Account{Secret: secret}, err
}
