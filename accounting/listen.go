package accounting

import (
	"time"

	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// Listen books every fact in the transaction of the fact (rows in brackets are
// those of the posting rules in docs/accounting.md).
func Listen(bus *event.Bus) {
	event.Inside(bus, "accounting.chart", chooseChart)
	event.Inside(bus, "accounting.currency", keepCurrency)
	event.Inside(bus, "accounting.invoice", bookInvoice)
	event.Inside(bus, "accounting.capture", bookCapture)
	event.Inside(bus, "accounting.refund", bookRefund)
	event.Inside(bus, "accounting.goods_left", bookGoodsLeft)
	event.Inside(bus, "accounting.goods_back", bookGoodsBack)
	event.Inside(bus, "accounting.stock_adjusted", bookAdjustment)
}

func chooseChart(tx *db.Tx, f shops.Opened) error { return UseChart(tx, ChartOf(f.Country)) }

// keepCurrency refuses another currency once the books have entries: sums of two
// currencies would mean nothing.
func keepCurrency(tx *db.Tx, _ shops.Updated) error {
	shop, err := shops.Get(tx)
	if err != nil {
		return err
	}
	kept, found, err := db.Maybe[string](tx, `SELECT currency FROM ledger_entry WHERE shop_id = $1 ORDER BY seq LIMIT 1`)
	if err != nil || !found || kept == shop.Currency {
		return err
	}
	return errs.InvalidField("currency", "The books of this shop are kept in %s; the currency cannot change any more.", kept)
}

// bookInvoice posts a document (rows 3, 14, 29, 30), then applies the deposit that
// was paid before it (row 4).
func bookInvoice(tx *db.Tx, f invoices.Issued) error {
	sign, label := int64(1), "Invoice "+f.Number
	if f.Kind == invoices.KindCreditNote {
		sign, label = -1, "Credit note "+f.Number
	}
	entry := Entry{Journal: JournalSales, Day: f.Day, Label: label, Ref: f.Number,
		Fact: "invoice", FactID: f.Invoice, OrderID: f.Order, Currency: f.Currency}
	entry.Lines = append(entry.Lines, Line{Role: "RECEIVABLE", Amount: sign * f.Gross})
	for _, g := range f.Groups {
		tag := Tag{Country: g.Country, Rate: g.Rate, Category: g.Category, Scheme: g.Scheme}
		base, tax := tag, tag
		base.Kind, tax.Kind = "base", "tax"
		entry.Lines = append(entry.Lines, Line{Role: incomeRole(f.Kind, g), Amount: -sign * g.Net, Tax: base})
		if g.Tax != 0 || g.Rate != 0 {
			role, sub := taxRole(g)
			entry.Lines = append(entry.Lines, Line{Role: role, Sub: sub, Amount: -sign * g.Tax, Tax: tax})
		}
	}
	if err := Post(tx, entry); err != nil {
		return err
	}
	if f.Settled != "" {
		return bookSettled(tx, f, sign, label)
	}
	if f.Kind == invoices.KindCreditNote {
		return nil
	}
	return applyDeposit(tx, f, label)
}

// bookSettled books history as paid at its own date (row 8).
func bookSettled(tx *db.Tx, f invoices.Issued, sign int64, label string) error {
	return Post(tx, Entry{Journal: JournalBank, Day: f.Day, Label: label + " settled", Ref: f.Number,
		Fact: "invoice", FactID: f.Invoice, OrderID: f.Order, Currency: f.Currency,
		Lines: []Line{{Role: "BANK", Amount: sign * f.Gross}, {Role: "RECEIVABLE", Amount: -sign * f.Gross}}})
}

func applyDeposit(tx *db.Tx, f invoices.Issued, label string) error {
	deposits, err := open(tx, "CUSTOMER_DEPOSITS", f.Order)
	if err != nil {
		return err
	}
	apply := min(-deposits, f.Gross)
	if apply <= 0 {
		return nil
	}
	return Post(tx, Entry{Journal: JournalMisc, Day: f.Day, Label: label + " deposit applied", Ref: f.Number,
		Fact: "invoice", FactID: f.Invoice, OrderID: f.Order, Currency: f.Currency,
		Lines: []Line{{Role: "CUSTOMER_DEPOSITS", Amount: apply}, {Role: "RECEIVABLE", Amount: -apply}}})
}

// bookCapture posts money received: against the open receivable of the order first
// (row 5), the rest as a deposit (row 2), on the day the money came.
func bookCapture(tx *db.Tx, f payments.Captured) error {
	day, err := dayOf(tx, f.At)
	if err != nil {
		return err
	}
	receivable, err := open(tx, "RECEIVABLE", f.Order)
	if err != nil {
		return err
	}
	settled := min(f.Amount, max(receivable, 0))
	journal, role, sub := moneyRole(f.Method, f.Provider)
	return Post(tx, Entry{Journal: journal, Day: day, Label: "Payment received", Ref: f.Payment.Text(payments.PaymentPrefix),
		Fact: "payment", FactID: f.Payment, OrderID: f.Order, Currency: f.Currency,
		Lines: []Line{{Role: role, Sub: sub, Amount: f.Amount}, {Role: "RECEIVABLE", Amount: -settled},
			{Role: "CUSTOMER_DEPOSITS", Amount: settled - f.Amount}}})
}

// bookRefund posts money given back (row 15): against the credit the customer holds
// by a credit note first, then against the deposit of an order not invoiced yet.
func bookRefund(tx *db.Tx, f payments.Refunded) error {
	day, err := today(tx)
	if err != nil {
		return err
	}
	receivable, err := open(tx, "RECEIVABLE", f.Order)
	if err != nil {
		return err
	}
	deposits, err := open(tx, "CUSTOMER_DEPOSITS", f.Order)
	if err != nil {
		return err
	}
	credit := min(f.Amount, max(-receivable, 0))
	deposit := min(f.Amount-credit, max(-deposits, 0))
	credit = f.Amount - deposit // whatever no document covers stays visible on the customer
	journal, role, sub := moneyRole(f.Method, f.Provider)
	return Post(tx, Entry{Journal: journal, Day: day, Label: "Payment refunded", Ref: f.Payment.Text(payments.PaymentPrefix),
		Fact: "payment", FactID: f.Payment, OrderID: f.Order, Currency: f.Currency,
		Lines: []Line{{Role: "RECEIVABLE", Amount: credit}, {Role: "CUSTOMER_DEPOSITS", Amount: deposit},
			{Role: role, Sub: sub, Amount: -f.Amount}}})
}

// bookGoodsLeft posts the cost of what was shipped (row 11).
func bookGoodsLeft(tx *db.Tx, f stock.Left) error {
	return bookGoods(tx, "Goods shipped", f.Order, f.Shipment, "shipment", f.Cost, "COGS")
}

// bookGoodsBack posts the cost of what came back to the shelf (row 12).
func bookGoodsBack(tx *db.Tx, f stock.CameBack) error {
	return bookGoods(tx, "Goods returned", f.Order, f.Refund, "refund", -f.Cost, "COGS")
}

// bookAdjustment posts a count difference, goods taken in before their invoice (row
// 13), given away (row 34) or come back without a refund (row 12). The fact's cost is signed: positive when the stock is worth more.
func bookAdjustment(tx *db.Tx, f stock.Adjusted) error {
	role := "INVENTORY_LOSS"
	switch f.Reason {
	case "received", "imported", stock.KindRevalued:
		role = "GOODS_RECEIVED_NOT_INVOICED"
	case "gift":
		role = "MARKETING_EXPENSE"
	case "returned":
		role = "COGS"
	}
	return bookGoods(tx, "Stock adjusted", 0, f.Movement, "movement", -f.Cost, role)
}

// bookGoods moves cost out of INVENTORY into role; a negative cost moves it back.
func bookGoods(tx *db.Tx, label string, order, fact id.ID, kind string, cost int64, role string) error {
	if cost == 0 {
		return nil
	}
	day, err := today(tx)
	if err != nil {
		return err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return err
	}
	prefixes := map[string]string{"shipment": "shp", "refund": "rfd", "movement": "mov"}
	return Post(tx, Entry{Journal: JournalMisc, Day: day, Label: label, Ref: fact.Text(prefixes[kind]),
		Fact: kind, FactID: fact, OrderID: order, Currency: shop.Currency,
		Lines: []Line{{Role: role, Amount: cost}, {Role: "INVENTORY", Amount: -cost}}})
}

// incomeRole chooses the income account of a group of a document.
func incomeRole(kind string, g invoices.Group) string {
	switch {
	case g.Use == "delivery":
		return "SHIPPING_INCOME"
	case g.Use == "discount":
		return "DISCOUNTS"
	case g.Use == "fee":
		return "PAYMENT_FEES"
	case kind == invoices.KindCreditNote:
		return "SALES_RETURNS"
	case g.Scheme == "oss":
		return "SALES_OSS"
	case g.Category == "K" || g.Scheme == "ic":
		return "SALES_IC"
	case g.Category == "G" || g.Scheme == "export":
		return "SALES_EXPORT"
	case g.Rate == 0:
		return "SALES_ZERO"
	case g.RateName == "standard" || g.RateName == "":
		return "SALES_STD"
	}
	return "SALES_RED"
}

// taxRole chooses the account of the VAT of a group: what is owed abroad, through the
// one-stop shop or a registration there, is kept per country.
func taxRole(g invoices.Group) (role, sub string) {
	switch {
	case g.Scheme == "oss":
		return "OSS_VAT_PAYABLE", g.Country
	case g.Scheme == "local":
		return "OUTPUT_VAT_STD", g.Country
	case g.RateName == "standard" || g.RateName == "":
		return "OUTPUT_VAT_STD", ""
	}
	return "OUTPUT_VAT_RED", ""
}

// moneyRole chooses where money of a payment method stands: at the bank for what the
// merchant receives, at the provider until its payout for the rest.
func moneyRole(method, provider string) (journal, role, sub string) {
	if method == "bank-transfer" || method == "cash-on-delivery" || provider == "" || provider == "manual" {
		return JournalBank, "BANK", ""
	}
	return JournalProvider, "PSP_CLEARING", provider
}

func today(tx *db.Tx) (string, error) { return dayOf(tx, tx.Now) }

// dayOf is the accounting day of a moment: the shop's calendar day, not UTC's.
func dayOf(tx *db.Tx, at db.Time) (string, error) {
	if at == 0 {
		at = tx.Now
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return "", err
	}
	zone, err := time.LoadLocation(shop.Zone)
	if err != nil {
		zone = time.UTC
	}
	return at.DayIn(zone), nil
}
