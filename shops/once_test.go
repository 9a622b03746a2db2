package shops

import (
	"context"
	"sync"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/kittest"
)

// TestT5TokensWorkOnce uses one link to a new password, and one invitation, many times at
// the same moment: one use goes through, the others are told that it is used up.
func TestT5TokensWorkOnce(t *testing.T) {
	o := kittest.NewTorture(t, "T5", 60)
	d := kittest.DB(t, event.NewBus(), Migrations)
	var shop Shop
	var owner Account
	write := func(scope db.Scope, fn func(tx *db.Tx) error) {
		t.Helper()
		if err := d.Write(t.Context(), scope, fn); err != nil {
			t.Fatal(err)
		}
	}
	write(db.Scope{}, func(tx *db.Tx) (err error) {
		shop, owner, err = Create(tx, CreateInput{Name: "Tea", Email: "owner@example.com", Country: "FR", Handle: "tea", Plan: PlanOwn})
		return err
	})
	var link string
	write(db.Scope{}, func(tx *db.Tx) (err error) {
		link, err = makeLink(tx, owner.ID, linkReset, resetLife)
		return err
	})
	once(t, d, o.Rounds, "a link to a new password", func(tx *db.Tx) error {
		_, err := UseLink(tx, link, "a hash")
		return err
	})

	inShop := db.Scope{Shop: shop.ShopID, Actor: db.Actor{Kind: "staff", ID: 1, Name: "Ada"}}
	write(inShop, func(tx *db.Tx) error {
		if err := Invite(tx, InviteInput{Email: "lea@example.com", Role: RoleManager}); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE invitation SET token_hash = $2 WHERE shop_id = $1`, hashToken("secret"))
		return err
	})
	once(t, d, o.Rounds, "an invitation", func(tx *db.Tx) error {
		_, _, err := Accept(tx, AcceptInput{Token: shop.ShopID.Text(ShopPrefix) + ".secret", PasswordHash: "a hash"})
		return err
	})
	o.Tell("%d parallel uses of a password link and of an invitation: each worked once", o.Rounds)
}

// once runs a use so many times at once.
func once(t *testing.T, d *db.DB, times int, what string, use func(tx *db.Tx) error) {
	t.Helper()
	answers := make([]error, times)
	var all sync.WaitGroup
	for i := range times {
		all.Go(func() { answers[i] = d.Write(context.Background(), db.Scope{}, use) })
	}
	all.Wait()
	worked := 0
	for _, err := range answers {
		switch {
		case err == nil:
			worked++
		case !errs.Is(err, errs.KindNotFound) && !errs.Is(err, errs.KindUnavailable):
			t.Errorf("%s used up answers %v", what, err)
		}
	}
	if worked != 1 {
		t.Errorf("%s worked %d times", what, worked)
	}
}
