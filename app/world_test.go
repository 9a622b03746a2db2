package app_test

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/demo"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
)

// world opens the whole program on the engine under test, lets it serve, and fills a
// small sample world by the real operations.
func world(t *testing.T) *app.App {
	t.Helper()
	options := kittest.Options(t, app.Migrations()...)
	clock := &demo.Clock{}
	a, err := app.Open(t.Context(), app.Options{Data: t.TempDir(), Database: options.URL, Listen: free(t), Domain: "localhost", Clock: clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	bound, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(net.Addr) { close(bound) }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	<-bound
	_, err = demo.Fill(ctx, demo.Ground{DB: a.DB(), Files: a.Files(), Runner: a.Runner(), Door: a.Door(), Clock: clock, PayHTTP: a.Post, Days: 30, Orders: 30, Picture: 64})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func free(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestSampleWorldKeepsItsBooks plays sixty sales with payments, parcels, refunds and
// cancellations, and compares orders, documents and ledger.
func TestSampleWorldKeepsItsBooks(t *testing.T) {
	a := world(t)
	count, problems, err := a.Verify(t.Context(), "")
	if err != nil || count != 2 {
		t.Fatalf("%d shops verified: %v", count, err)
	}
	if len(problems) > 0 {
		t.Fatalf("verify found:\n%s", strings.Join(problems, "\n"))
	}
	found, err := a.Shops(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, shop := range found {
		compare(t, a, shop)
	}
}

// compare recomputes net and tax from the documents and looks for the same in the
// ledger; what customers owe or hold is what orders say.
func compare(t *testing.T, a *app.App, shop shops.Shop) {
	t.Helper()
	err := a.DB().Read(t.Context(), db.Scope{Shop: shop.ShopID}, func(tx *db.Tx) error {
		net, tax, documents := int64(0), int64(0), 0
		for after := ""; ; {
			page, err := invoices.List(tx, invoices.ListInput{After: after, Limit: 100})
			if err != nil {
				return err
			}
			for _, i := range page.Rows {
				sign := int64(1)
				if i.Kind == invoices.KindCreditNote {
					sign = -1
				}
				net, tax, documents = net+sign*i.Net, tax+sign*i.Tax, documents+1
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if documents == 0 {
			t.Errorf("%s issued no document", shop.Handle)
		}
		summary, err := accounting.VATSummary(tx, "", "")
		if err != nil {
			return err
		}
		for _, line := range summary {
			net, tax = net-line.Base, tax-line.Tax
		}
		if net != 0 || tax != 0 {
			t.Errorf("%s: documents and VAT summary differ by net %d, tax %d", shop.Handle, net, tax)
		}
		return owed(t, tx, shop)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// owed compares the balance of RECEIVABLE and CUSTOMER_DEPOSITS with what was invoiced,
// received and given back by the orders' own account.
func owed(t *testing.T, tx *db.Tx, shop shops.Shop) error {
	balances, err := accounting.Balances(tx, "", "")
	if err != nil {
		return err
	}
	ledger := int64(0)
	for _, b := range balances {
		if b.Role == "RECEIVABLE" || b.Role == "CUSTOMER_DEPOSITS" {
			ledger += b.Net()
		}
	}
	documents, received := int64(0), int64(0)
	for after := ""; ; {
		page, err := orders.List(tx, orders.ListInput{After: after, Limit: 100})
		if err != nil {
			return err
		}
		for _, o := range page.Rows {
			received += o.Captured - o.Returned
			of, err := invoices.OfOrder(tx, o.ID)
			if err != nil {
				return err
			}
			for _, i := range of {
				if i.Kind == invoices.KindInvoice {
					documents += i.Gross
				} else {
					documents -= i.Gross
				}
			}
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if ledger != documents-received {
		t.Errorf("%s: customers owe %d by the ledger, %d by documents and payments", shop.Handle, ledger, documents-received)
	}
	return nil
}
