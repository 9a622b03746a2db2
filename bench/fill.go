package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// handle is the measured shop's.
const handle = "bench"

// World is a filled shop and what a client needs to know of it; kept beside the data,
// so that a world is filled once and measured often.
type World struct {
	Products int
	Orders   int
	Session  string   // of the owner
	Tokens   []string // of the API: one would run into its limit of requests
	Variants []string // to buy
	Fill     Fill
}

// Fill is how fast the bulk paths were.
type Fill struct {
	ProductLines   int64
	Products       float64 // a second
	Orders         float64 // a second, invoiced and booked
	PlacedOrders   float64 // a second, many in one transaction
	IndexedOrders  float64 // a second, by the jobs after the import
	MemoryMegabyte float64
}

const apiTokens = 120

// filler makes a world.
type filler struct {
	a     *app.App
	ctx   context.Context
	say   func(format string, args ...any)
	scope db.Scope
	world World
}

// OpenWorld returns the world kept beside the data, or fills one.
func OpenWorld(ctx context.Context, o app.Options, products, orders int, say func(format string, args ...any)) (World, error) {
	kept := filepath.Join(o.Data, "bench.json")
	if text, err := os.ReadFile(kept); err == nil {
		var w World
		if err := json.Unmarshal(text, &w); err != nil || w.Products != products || w.Orders != orders {
			return w, fmt.Errorf("%s holds another world. Give another --data", o.Data)
		}
		return w, nil
	}
	a, err := app.Open(ctx, o)
	if err != nil {
		return World{}, err
	}
	f := &filler{a: a, ctx: ctx, say: say, world: World{Products: products, Orders: orders}}
	if err := errors.Join(f.fill(), a.Close()); err != nil {
		return World{}, err
	}
	text, err := json.MarshalIndent(f.world, "", "  ")
	if err != nil {
		return World{}, err
	}
	return f.world, os.WriteFile(kept, text, 0o600)
}

func (f *filler) fill() error {
	for _, step := range []func() error{f.shop, f.products, f.history, f.open, f.jobs} {
		if err := step(); err != nil {
			return err
		}
	}
	f.world.Fill.MemoryMegabyte = residentMegabytes(os.Getpid())
	return nil
}

// shop makes the shop, its people and its settings.
func (f *filler) shop() error {
	shop, err := f.a.CreateShop(f.ctx, shops.CreateInput{Name: "Bench", Email: "owner@bench.example", Country: "FR", Currency: "EUR", Handle: handle, Plan: shops.PlanOwn})
	if err != nil {
		return err
	}
	f.scope = db.Scope{Shop: shop.ShopID, Actor: db.Actor{Kind: "import", Name: "bench"}}
	for range apiTokens {
		token, err := f.a.CreateToken(f.ctx, handle, shops.CreateTokenInput{Name: "bench", Scopes: []string{"all"}})
		if err != nil {
			return err
		}
		f.world.Tokens = append(f.world.Tokens, token)
	}
	return f.a.DB().Write(f.ctx, f.scope, func(tx *db.Tx) error {
		staff, err := shops.Staff(tx)
		if err != nil || len(staff) == 0 {
			return fmt.Errorf("find the owner: %w", err)
		}
		f.world.Session, err = shops.OpenSession(tx, staff[0].AccountID, "", "bench")
		return err
	})
}

func (f *filler) products() error {
	f.say("importing %d products …", f.world.Products)
	began := time.Now()
	file := products(f.world.Products)
	defer file.Close()
	report, err := catalog.ImportShopify(f.ctx, f.a.DB(), f.scope, file, catalog.ImportOptions{FileName: "bench.csv", Stock: stock.SetFromImport})
	if err != nil {
		return err
	}
	if report.Created != int64(f.world.Products) {
		return fmt.Errorf("only %d products came in: %v", report.Created, report.Problems)
	}
	f.world.Fill.ProductLines, f.world.Fill.Products = report.Lines, rate(f.world.Products, began)
	return f.a.DB().Read(f.ctx, f.scope, func(tx *db.Tx) error {
		for i := range min(f.world.Products, 200) {
			p, err := catalog.ByHandle(tx, handleOf(i*f.world.Products/min(f.world.Products, 200)))
			if err != nil {
				return err
			}
			variants, err := catalog.Variants(tx, p.ID)
			if err != nil {
				return err
			}
			f.world.Variants = append(f.world.Variants, variants[0].ID.Text(catalog.VariantPrefix))
		}
		return nil
	})
}

func (f *filler) history() error {
	f.say("importing %d orders …", f.world.Orders)
	rules, err := orders.ReadHistoryMap(strings.NewReader(historyMap))
	if err != nil {
		return err
	}
	began, now := time.Now(), time.Now()
	report, err := orders.ImportHistory(f.ctx, f.a.DB(), f.scope, orders.HistoryInput{Name: "bench.csv", Map: rules,
		Open: func() (io.ReadCloser, error) { return history(f.world.Orders, f.world.Products, now), nil }})
	if err != nil {
		return err
	}
	if report.Invoices+report.CreditNotes != int64(f.world.Orders) {
		return fmt.Errorf("only %d orders came in: %v", report.Invoices+report.CreditNotes, report.Problems)
	}
	f.world.Fill.Orders = rate(f.world.Orders, began)
	return nil
}

// open places orders that still wait for their money, so that all tabs hold something.
func (f *filler) open() error {
	const together = 25
	n := min(max(f.world.Orders/50, together), 2000)
	f.say("placing %d orders …", n)
	began := time.Now()
	for first := 0; first < n; first += together {
		err := f.a.DB().Write(f.ctx, f.scope, func(tx *db.Tx) error {
			for i := range together {
				if err := f.place(tx, first+i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	f.world.Fill.PlacedOrders = rate(n, began)
	return nil
}

func (f *filler) place(tx *db.Tx, i int) error {
	random := rand.New(rand.NewPCG(13, uint64(i)))
	variant, err := id.Parse(catalog.VariantPrefix, f.world.Variants[random.IntN(len(f.world.Variants))])
	if err != nil {
		return err
	}
	cart, err := orders.CreateCart(tx, orders.CartInput{Locale: "fr"})
	if err != nil {
		return err
	}
	buyer := random.IntN(f.world.Orders/3 + 1)
	if _, err = orders.AddLine(tx, orders.AddLineInput{Token: cart.Token, Variant: variant, Quantity: 1}); err == nil {
		_, err = orders.SetContact(tx, orders.ContactInput{Token: cart.Token, Email: emailOf(buyer)})
	}
	if err == nil {
		_, err = orders.SetAddress(tx, cart.Token, customers.Address{Name: nameOf(buyer), Line1: "1 rue Haute", PostalCode: "69001", City: "Lyon", Country: "FR"})
	}
	if err == nil {
		_, err = orders.Place(tx, orders.PlaceInput{CartToken: cart.Token, Method: payments.BankTransfer})
	}
	return err
}

// jobs lets the work after the commits end: search entries and letters.
func (f *filler) jobs() error {
	f.say("working off the jobs …")
	began := time.Now()
	err := f.a.Runner().Drain(f.ctx)
	f.world.Fill.IndexedOrders = rate(f.world.Orders, began)
	return err
}

func rate(n int, began time.Time) float64 { return float64(n) / time.Since(began).Seconds() }
