package payments_test

import (
	"context"

	"github.com/coulisse/coulisse/payments"
)

// lying is a provider that tells something else than it did.
type lying struct {
	payments.Provider
	wrong func(s *payments.Snapshot)
}

func (l lying) Get(ctx context.Context, account payments.Account, reference string) (payments.Snapshot, error) {
	s, err := l.Provider.Get(ctx, account, reference)
	l.wrong(&s)
	return s, err
}

// refusing is a provider that pays nothing back.
type refusing struct{ payments.Provider }

func (refusing) Refund(context.Context, payments.Account, string, int64, string, string) (payments.Snapshot, error) {
	return payments.Snapshot{}, &payments.Refusal{Code: "closed", Message: "The account is closed."}
}

// forgetful is a provider that has lost its memory.
type forgetful struct{ payments.Provider }

func (forgetful) Get(context.Context, payments.Account, string) (payments.Snapshot, error) {
	return payments.Snapshot{}, &payments.Refusal{Code: "not_found", Message: "This payment is not known."}
}
