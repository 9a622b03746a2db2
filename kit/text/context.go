package text

import (
	"context"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
)

type contextKey struct{}

// With puts the printer of the person into the context of a page.
func With(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From returns the printer of the context, or plain English in UTC.
func From(ctx context.Context) *Printer {
	if p, ok := ctx.Value(contextKey{}).(*Printer); ok {
		return p
	}
	return (*Catalog)(nil).For("en", nil)
}

// T is From(ctx).T, for templates.
func T(ctx context.Context, english string, args ...any) string { return From(ctx).T(english, args...) }

// N is From(ctx).N, for templates.
func N(ctx context.Context, n int, one, many string, args ...any) string {
	return From(ctx).N(n, one, many, args...)
}

// Money is From(ctx).Money, for templates.
func Money(ctx context.Context, m money.Money) string { return From(ctx).Money(m) }

// Number is From(ctx).Number, for templates.
func Number(ctx context.Context, n int64) string { return From(ctx).Number(n) }

// Percent is From(ctx).Percent, for templates.
func Percent(ctx context.Context, r money.Rate) string { return From(ctx).Percent(r) }

// Date is From(ctx).Date, for templates.
func Date(ctx context.Context, t db.Time) string { return From(ctx).Date(t) }

// DateTime is From(ctx).DateTime, for templates.
func DateTime(ctx context.Context, t db.Time) string { return From(ctx).DateTime(t) }

// Day is From(ctx).Day, for templates.
func Day(ctx context.Context, day string) string { return From(ctx).Day(day) }

// Country is From(ctx).Country, for templates.
func Country(ctx context.Context, code string) string { return From(ctx).Country(code) }
