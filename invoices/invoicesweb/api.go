package invoicesweb

import (
	"net/http"
	"strings"

	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
)

// API declares the JSON of documents. One document answers with its PDF when the
// caller accepts application/pdf.
func API(a *web.API) {
	web.Operation(a, web.Op{Method: http.MethodGet, Path: "/invoices", Summary: "List invoices and credit notes", Scope: "invoices.view", Tag: "Invoices"}, apiList)
	web.Operation(a, web.Op{Method: http.MethodGet, Path: "/invoices/{id}", Summary: "One invoice or credit note, as JSON or PDF", Scope: "invoices.view", Tag: "Invoices"}, apiGet)
}

type apiListInput struct {
	web.ListInput
	Kind  string `query:"kind" enum:"invoice,credit_note" doc:"Only documents of this kind."`
	Order string `query:"order" doc:"Only documents of this order."`
	From  string `query:"from" doc:"First day, 2026-11-01."`
	To    string `query:"to" doc:"Last day."`
}

type apiInvoice struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind"`
	Number      string      `json:"number"`
	Order       string      `json:"order"`
	OrderNumber string      `json:"order_number"`
	Corrects    string      `json:"corrects,omitempty"`
	Day         string      `json:"day"`
	SupplyDay   string      `json:"supply_day"`
	Locale      string      `json:"locale"`
	Net         money.Money `json:"net"`
	Tax         money.Money `json:"tax"`
	Total       money.Money `json:"total"`
	Taxes       []apiTax    `json:"taxes,omitempty"`
	Lines       []apiLine   `json:"lines,omitempty"`
	Mentions    []string    `json:"mentions,omitempty"`
	Hash        string      `json:"hash"`
	CreatedAt   db.Time     `json:"created_at"`
	UpdatedAt   db.Time     `json:"updated_at"`
	Version     int64       `json:"version"`
}

type apiTax struct {
	Country  string      `json:"country"`
	Rate     string      `json:"rate"`
	Category string      `json:"category"`
	Net      money.Money `json:"net"`
	Tax      money.Money `json:"tax"`
}

type apiLine struct {
	OrderLine string      `json:"order_line,omitempty"`
	Use       string      `json:"use"`
	Title     string      `json:"title"`
	SKU       string      `json:"sku"`
	Quantity  int64       `json:"quantity"`
	UnitPrice money.Money `json:"unit_price"`
	Net       money.Money `json:"net"`
	Tax       money.Money `json:"tax"`
	Total     money.Money `json:"total"`
}

func apiList(tx *db.Tx, _ *web.Request, in *apiListInput) (web.List[apiInvoice], error) {
	order := id.ID(0)
	if in.Order != "" {
		var err error
		if order, err = id.Parse("ord", in.Order); err != nil {
			return web.List[apiInvoice]{}, err
		}
	}
	page, err := invoices.List(tx, invoices.ListInput{Kind: in.Kind, Order: order, From: in.From, To: in.To, Query: in.Q,
		After: in.After, Before: in.Before, Limit: int(in.Limit)})
	if err != nil {
		return web.List[apiInvoice]{}, err
	}
	return web.ListOf(page, outside), nil
}

type apiGetInput struct {
	ID string `path:"id"`
}

func apiGet(tx *db.Tx, r *web.Request, in *apiGetInput) (web.Answer, error) {
	invoice, err := id.Parse(invoices.Prefix, in.ID)
	if err != nil {
		return web.Answer{}, err
	}
	found, err := invoices.Get(tx, invoice)
	if err != nil {
		return web.Answer{}, err
	}
	if !strings.Contains(r.HTTP.Header.Get("Accept"), "application/pdf") {
		return web.JSON(http.StatusOK, outside(found)), nil
	}
	file, err := invoices.PDF(r.Printer(found.Locale), found)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Bytes("application/pdf", found.FileName(), file), nil
}

func outside(i invoices.Invoice) apiInvoice {
	cash := func(v int64) money.Money { return money.Of(v, i.Currency) }
	out := apiInvoice{ID: i.ID.Text(invoices.Prefix), Kind: i.Kind, Number: i.Number, Order: i.OrderID.Text("ord"), OrderNumber: i.OrderNumber,
		Corrects: i.CorrectsID.Text(invoices.Prefix), Day: i.Day, SupplyDay: i.SupplyDay, Locale: i.Locale, Net: cash(i.Net), Tax: cash(i.Tax),
		Total: cash(i.Gross), Mentions: i.Mentions, Hash: i.ChainHash, CreatedAt: i.CreatedAt, UpdatedAt: i.CreatedAt, Version: 1}
	for _, l := range i.Lines {
		out.Lines = append(out.Lines, apiLine{OrderLine: l.OrderLineID.Text("lin"), Use: l.Use, Title: l.Title, SKU: l.SKU, Quantity: l.Quantity,
			UnitPrice: cash(l.UnitPrice), Net: cash(l.Net), Tax: cash(l.Tax), Total: cash(l.Gross)})
	}
	if len(i.Lines) > 0 {
		for _, g := range i.Taxes() {
			out.Taxes = append(out.Taxes, apiTax{Country: g.Country, Rate: g.Rate.Percent(), Category: g.Category, Net: cash(g.Net), Tax: cash(g.Tax)})
		}
	}
	return out
}
