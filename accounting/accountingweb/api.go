package accountingweb

import (
	"net/http"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
)

// API declares the JSON of the books, read-only: facts post by themselves.
func API(a *web.API) {
	web.Operation(a, web.Op{Method: http.MethodGet, Path: "/ledger/accounts", Summary: "Accounts with their balances", Scope: "books.view", Tag: "Ledger"}, apiAccounts)
	web.Operation(a, web.Op{Method: http.MethodGet, Path: "/ledger/entries", Summary: "Entries of the journal", Scope: "books.view", Tag: "Ledger"}, apiEntries)
	web.Operation(a, web.Op{Method: http.MethodGet, Path: "/ledger/entries/{id}", Summary: "One entry", Scope: "books.view", Tag: "Ledger"}, apiEntry)
}

type apiPeriod struct {
	From string `query:"from" doc:"First day, 2026-11-01."`
	To   string `query:"to" doc:"Last day."`
}

type apiAccount struct {
	ID      string      `json:"id"`
	Role    string      `json:"role"`
	Sub     string      `json:"sub"`
	Number  string      `json:"number"`
	Label   string      `json:"label"`
	Kind    string      `json:"kind"`
	Debit   money.Money `json:"debit"`
	Credit  money.Money `json:"credit"`
	Balance money.Money `json:"balance"`
}

func apiAccounts(tx *db.Tx, r *web.Request, in *apiPeriod) (web.List[apiAccount], error) {
	list := web.List[apiAccount]{Data: []apiAccount{}}
	if err := accounting.Period(in.From, in.To); err != nil {
		return list, err
	}
	found, err := accounting.Balances(tx, in.From, in.To)
	for _, b := range found {
		cash := func(v int64) money.Money { return money.Of(v, r.Shop.Currency) }
		list.Data = append(list.Data, apiAccount{ID: b.AccountID.Text(accounting.AccountPrefix), Role: b.Role, Sub: b.Sub, Number: b.Number,
			Label: b.Label, Kind: b.Kind, Debit: cash(b.Debit), Credit: cash(b.Credit), Balance: cash(b.Net())})
	}
	return list, err
}

type apiEntriesInput struct {
	web.ListInput
	apiPeriod
	Journal string `query:"journal" enum:"sales,provider,bank,misc"`
	Account string `query:"account"`
	Order   string `query:"order"`
}

type apiEntryOut struct {
	ID        string         `json:"id"`
	Number    int64          `json:"number"`
	Journal   string         `json:"journal"`
	Day       string         `json:"day"`
	Label     string         `json:"label"`
	Ref       string         `json:"ref"`
	Order     string         `json:"order,omitempty"`
	Total     money.Money    `json:"total"`
	Hash      string         `json:"hash"`
	Lines     []apiEntryLine `json:"lines"`
	CreatedAt db.Time        `json:"created_at"`
	UpdatedAt db.Time        `json:"updated_at"`
	Version   int64          `json:"version"`
}

type apiEntryLine struct {
	Account    string      `json:"account"`
	Role       string      `json:"role"`
	Amount     money.Money `json:"amount" doc:"Positive for debit, negative for credit."`
	TaxKind    string      `json:"tax_kind,omitempty"`
	TaxCountry string      `json:"tax_country,omitempty"`
	TaxRate    string      `json:"tax_rate,omitempty"`
}

func apiEntries(tx *db.Tx, _ *web.Request, in *apiEntriesInput) (web.List[apiEntryOut], error) {
	query := accounting.JournalInput{From: in.From, To: in.To, Journal: in.Journal, Query: in.Q, After: in.After, Before: in.Before, Limit: int(in.Limit)}
	if err := accounting.Period(in.From, in.To); err != nil {
		return web.List[apiEntryOut]{}, err
	}
	var err error
	if in.Account != "" {
		if query.Account, err = id.Parse(accounting.AccountPrefix, in.Account); err != nil {
			return web.List[apiEntryOut]{}, err
		}
	}
	if in.Order != "" {
		if query.Order, err = id.Parse("ord", in.Order); err != nil {
			return web.List[apiEntryOut]{}, err
		}
	}
	page, err := accounting.Journal(tx, query)
	return web.ListOf(page, outside), err
}

type apiEntryInput struct {
	ID string `path:"id"`
}

func apiEntry(tx *db.Tx, _ *web.Request, in *apiEntryInput) (apiEntryOut, error) {
	entry, err := id.Parse(accounting.EntryPrefix, in.ID)
	if err != nil {
		return apiEntryOut{}, err
	}
	e, err := accounting.GetEntry(tx, entry)
	return outside(e), err
}

func outside(e accounting.Entry) apiEntryOut {
	out := apiEntryOut{ID: e.ID.Text(accounting.EntryPrefix), Number: e.Seq, Journal: e.Journal, Day: e.Day, Label: e.Label, Ref: e.Ref,
		Order: e.OrderID.Text("ord"), Total: money.Of(e.Total, e.Currency), Hash: e.Hash, Lines: []apiEntryLine{},
		CreatedAt: e.CreatedAt, UpdatedAt: e.CreatedAt, Version: 1}
	for _, l := range e.Lines {
		line := apiEntryLine{Account: l.Account.Text(accounting.AccountPrefix), Role: l.Role, Amount: money.Of(l.Amount, e.Currency),
			TaxKind: l.Tax.Kind, TaxCountry: l.Tax.Country}
		if l.Tax.Kind != "" {
			line.TaxRate = l.Tax.Rate.Percent()
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}
