package accounting_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

const (
	shop  = id.ID(1001)
	order = id.ID(2001)
)

// books is a shop whose facts are booked.
type books struct {
	t *testing.T
	d *db.DB
}

func open(t *testing.T, country string) books {
	t.Helper()
	bus := event.NewBus()
	accounting.Listen(bus)
	d := kittest.DB(t, bus, departments()...)
	b := books{t, d}
	b.write(func(tx *db.Tx) error {
		if err := shops.Seed(tx, shop, country, "EUR"); err != nil {
			return err
		}
		return accounting.UseChart(tx, accounting.ChartOf(country))
	})
	return b
}

func (b books) write(fn func(tx *db.Tx) error) {
	b.t.Helper()
	if err := b.try(fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b books) try(fn func(tx *db.Tx) error) error {
	return b.d.Write(context.Background(), db.Scope{Shop: shop, Actor: db.SystemActor}, fn)
}

func (b books) publish(facts ...event.Fact) {
	b.t.Helper()
	b.write(func(tx *db.Tx) error {
		for _, f := range facts {
			if err := event.Publish(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// balances are the balances by role, with the subdivision behind a slash.
func (b books) balances() map[string]int64 {
	b.t.Helper()
	net := map[string]int64{}
	b.write(func(tx *db.Tx) error {
		clear(net)
		found, err := accounting.Balances(tx, "", "")
		for _, one := range found {
			key := one.Role
			if one.Sub != "" {
				key += "/" + one.Sub
			}
			net[key] = one.Net()
		}
		return err
	})
	return net
}

func (b books) problems() []string {
	b.t.Helper()
	var problems []string
	b.write(func(tx *db.Tx) error {
		problems = nil
		return accounting.Verify(tx, func(p string, _ ...any) { problems = append(problems, p) })
	})
	return problems
}

func (b books) want(want map[string]int64) {
	b.t.Helper()
	got := b.balances()
	sum := int64(0)
	for role, amount := range got {
		sum += amount
		if amount != want[role] {
			b.t.Errorf("%s is %d, want %d", role, amount, want[role])
		}
	}
	for role, amount := range want {
		if _, ok := got[role]; !ok && amount != 0 {
			b.t.Errorf("%s has no entries, want %d", role, want[role])
		}
	}
	if sum != 0 {
		b.t.Errorf("the balances add up to %d", sum)
	}
	if problems := b.problems(); len(problems) > 0 {
		b.t.Errorf("verify: %v", problems)
	}
}

func invoice(kind, number string, net, tax, delivery, deliveryTax int64) invoices.Issued {
	rate := money.Rate(200_000)
	return invoices.Issued{Invoice: id.ID(3000 + net), Kind: kind, Number: number, Day: "2026-11-22", Order: order, Currency: "EUR",
		Net: net + delivery, Tax: tax + deliveryTax, Gross: net + tax + delivery + deliveryTax,
		Groups: []invoices.Group{{Use: "product", Country: "FR", Rate: rate, RateName: "standard", Category: "S", Scheme: "domestic", Net: net, Tax: tax},
			{Use: "delivery", Country: "FR", Rate: rate, RateName: "standard", Category: "S", Scheme: "domestic", Net: delivery, Tax: deliveryTax}}}
}

func captured(amount int64) payments.Captured {
	return payments.Captured{Payment: 4001, Order: order, Amount: amount, Currency: "EUR", Method: "test-card", Provider: "test-card"}
}

func refunded(amount int64) payments.Refunded {
	return payments.Refunded{Payment: 4001, Order: order, Refund: 5001, Amount: amount, Currency: "EUR", Method: "test-card", Provider: "test-card"}
}

func TestPaymentBeforeInvoiceIsADepositUntilTheGoodsLeave(t *testing.T) {
	b := open(t, "FR")
	b.publish(captured(12490))
	b.want(map[string]int64{"PSP_CLEARING/test-card": 12490, "CUSTOMER_DEPOSITS": -12490, "RECEIVABLE": 0})
	b.publish(invoice(invoices.KindInvoice, "F-2026-000001", 10000, 2000, 408, 82))
	b.want(map[string]int64{"PSP_CLEARING/test-card": 12490, "CUSTOMER_DEPOSITS": 0, "RECEIVABLE": 0,
		"SALES_STD": -10000, "SHIPPING_INCOME": -408, "OUTPUT_VAT_STD": -2082})
}

func TestCreditNoteAndRefundLeaveNothingOpen(t *testing.T) {
	b := open(t, "FR")
	b.publish(captured(12490), invoice(invoices.KindInvoice, "F-2026-000001", 10000, 2000, 408, 82),
		invoice(invoices.KindCreditNote, "A-2026-000001", 5000, 1000, 0, 0), refunded(6000))
	b.want(map[string]int64{"PSP_CLEARING/test-card": 6490, "CUSTOMER_DEPOSITS": 0, "RECEIVABLE": 0,
		"SALES_STD": -10000, "SALES_RETURNS": 5000, "SHIPPING_INCOME": -408, "OUTPUT_VAT_STD": -1082})
}

func TestRefundBeforeTheInvoiceTakesTheDepositBack(t *testing.T) {
	b := open(t, "FR")
	b.publish(captured(12490), refunded(12490))
	b.want(map[string]int64{"PSP_CLEARING/test-card": 0, "CUSTOMER_DEPOSITS": 0, "RECEIVABLE": 0})
}

func TestTransferAfterTheInvoiceSettlesIt(t *testing.T) {
	b := open(t, "DE")
	b.publish(invoice(invoices.KindInvoice, "RE-2026-000001", 10000, 1900, 0, 0))
	b.want(map[string]int64{"RECEIVABLE": 11900, "SALES_STD": -10000, "SHIPPING_INCOME": 0, "OUTPUT_VAT_STD": -1900})
	transfer := captured(11900)
	transfer.Method, transfer.Provider = "bank-transfer", ""
	b.publish(transfer)
	b.want(map[string]int64{"BANK": 11900, "RECEIVABLE": 0, "SALES_STD": -10000, "SHIPPING_INCOME": 0, "OUTPUT_VAT_STD": -1900})
}

func TestGoodsMoveAtCost(t *testing.T) {
	b := open(t, "FR")
	b.publish(stock.Adjusted{Movement: 6001, Variant: 7001, Quantity: 10, Cost: 5000, Reason: "received"},
		stock.Left{Order: order, Shipment: 8001, Variant: 7001, Quantity: 3, Cost: 1500},
		stock.CameBack{Order: order, Refund: 5001, Variant: 7001, Quantity: 1, Cost: 500},
		stock.Adjusted{Movement: 6002, Variant: 7001, Quantity: -1, Cost: -500, Reason: "lost"})
	b.want(map[string]int64{"INVENTORY": 3500, "GOODS_RECEIVED_NOT_INVOICED": -5000, "COGS": 1000, "INVENTORY_LOSS": 500})
}

func TestForeignTaxIsKeptByCountry(t *testing.T) {
	b := open(t, "FR")
	sale := invoice(invoices.KindInvoice, "F-2026-000001", 10000, 1900, 0, 0)
	sale.Groups[0].Country, sale.Groups[0].Scheme, sale.Groups[0].Rate = "DE", "oss", 190_000
	b.publish(sale)
	b.want(map[string]int64{"RECEIVABLE": 11900, "SALES_OSS": -10000, "SHIPPING_INCOME": 0, "OSS_VAT_PAYABLE/DE": -1900, "OUTPUT_VAT_STD": 0})
	b.write(func(tx *db.Tx) error {
		summary, err := accounting.VATSummary(tx, "2026-11-01", "2026-11-30")
		for _, line := range summary {
			if line.Country == "DE" && (line.Base != 10000 || line.Tax != 1900 || line.Rate != 190_000) {
				t.Errorf("the summary says %+v", line)
			}
		}
		if len(summary) != 2 {
			t.Errorf("%d lines in the summary, want Germany and the delivery's France", len(summary))
		}
		return err
	})
}

func TestUnbalancedEntryIsRefused(t *testing.T) {
	b := open(t, "FR")
	err := b.try(func(tx *db.Tx) error {
		return accounting.Post(tx, accounting.Entry{Journal: "misc", Day: "2026-11-22", Currency: "EUR",
			Lines: []accounting.Line{{Role: "BANK", Amount: 100}, {Role: "SUSPENSE", Amount: -99}}})
	})
	if err == nil {
		t.Fatal("an entry out of balance was posted")
	}
	if got := b.balances(); len(got) != 0 {
		t.Fatalf("something was written: %v", got)
	}
}

func TestChartIsFixedOnceUsed(t *testing.T) {
	b := open(t, "DE")
	b.publish(captured(100))
	if err := b.try(func(tx *db.Tx) error { return accounting.UseChart(tx, accounting.ChartSKR04) }); !errs.Is(err, errs.KindConflict) {
		t.Fatalf("got %v, want a conflict", err)
	}
}

func TestVerifyFindsEachTampering(t *testing.T) {
	tampering := map[string]string{
		"a changed amount":     `UPDATE ledger_line SET amount = amount + 1 WHERE shop_id = $1 AND line_no = 1`,
		"a changed label":      `UPDATE ledger_entry SET label = 'x' WHERE shop_id = $1 AND seq = 1`,
		"a changed tax rate":   `UPDATE ledger_line SET tax_rate = 1 WHERE shop_id = $1 AND tax_kind = 'tax'`,
		"a removed last entry": `DELETE FROM ledger_line WHERE shop_id = $1 AND entry_id = (SELECT MAX(id) FROM ledger_entry WHERE shop_id = $1)`,
		"a changed month":      `UPDATE ledger_month SET debit = debit + 1 WHERE shop_id = $1`,
	}
	for name, statement := range tampering {
		t.Run(name, func(t *testing.T) {
			b := open(t, "FR")
			b.publish(captured(12490), invoice(invoices.KindInvoice, "F-2026-000001", 10000, 2000, 408, 82))
			if problems := b.problems(); len(problems) > 0 {
				t.Fatalf("before: %v", problems)
			}
			b.write(func(tx *db.Tx) error { _, err := tx.Exec(statement); return err })
			if problems := b.problems(); len(problems) == 0 {
				t.Fatal("verify found nothing")
			}
		})
	}
}

func TestExportsCarryEveryEntry(t *testing.T) {
	b := open(t, "FR")
	b.publish(captured(12490), invoice(invoices.KindInvoice, "F-2026-000001", 10000, 2000, 408, 82))
	for format, marks := range map[string][]string{
		accounting.FormatHledger:   {"account Assets:A411000", "commodity EUR 1000.00", "2026-11-22 * (000002) Invoice F-2026-000001", "    Income:A707100  -100.00 EUR", "Assets:A467000:Test-card  124.90 EUR"},
		accounting.FormatBeancount: {"open Assets:A411000 EUR", `2026-11-22 * "Invoice F-2026-000001"`, "  Income:A707100  -100.00 EUR"},
		accounting.FormatCSV:       {"entry,day,document_day", "707100", "100.00,EUR,base,FR,20"},
	} {
		var out bytes.Buffer
		b.write(func(tx *db.Tx) error { out.Reset(); return accounting.Export(tx, &out, format, "", "") })
		for _, mark := range marks {
			if !strings.Contains(out.String(), mark) {
				t.Errorf("%s has no %q in:\n%s", format, mark, out.String())
			}
		}
	}
	if err := b.try(func(tx *db.Tx) error { return accounting.Export(tx, &bytes.Buffer{}, "pdf", "", "") }); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("an unknown format gives %v", err)
	}
}

func TestOtherShopSeesNothing(t *testing.T) {
	b := open(t, "FR")
	b.publish(captured(12490))
	var entry id.ID
	b.write(func(tx *db.Tx) error {
		page, err := accounting.Journal(tx, accounting.JournalInput{})
		entry = page.Rows[0].ID
		return err
	})
	err := b.d.Read(context.Background(), db.Scope{Shop: 1002, Actor: db.SystemActor}, func(tx *db.Tx) error {
		_, err := accounting.GetEntry(tx, entry)
		return err
	})
	if !errs.Is(err, errs.KindNotFound) {
		t.Fatalf("got %v, want not found", err)
	}
}
