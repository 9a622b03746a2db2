package shopsweb

import (
	"encoding/json"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// API adds /shop and /changes to the admin JSON.
func API(a *web.API) {
	web.Operation(a, web.Op{Method: "GET", Path: "/shop", Summary: "The shop and its settings", Scope: "settings.view", Tag: "shop"}, getShop)
	web.Operation(a, web.Op{Method: "PATCH", Path: "/shop", Summary: "Change settings", Scope: "settings.edit", Tag: "shop"}, patchShop)
	web.Operation(a, web.Op{Method: "GET", Path: "/changes", Summary: "The history of the shop, newest first", Scope: "history.view", Tag: "changes"}, listChanges)
	web.Operation(a, web.Op{Method: "GET", Path: "/changes/{change}", Summary: "One change set with its changes", Scope: "history.view", Tag: "changes"}, getChange)
}

// ShopOut is the shop as programs see it.
type ShopOut struct {
	ID               string   `json:"id"`
	Handle           string   `json:"handle"`
	Name             string   `json:"name"`
	Email            string   `json:"email"`
	Phone            string   `json:"phone"`
	State            string   `json:"state" enum:"trial,active,closed,suspended"`
	TrialEndsAt      *db.Time `json:"trial_ends_at" nullable:"true"`
	Country          string   `json:"country"`
	Currency         string   `json:"currency"`
	Locale           string   `json:"locale"`
	Languages        []string `json:"languages"`
	TimeZone         string   `json:"time_zone"`
	PricesIncludeTax bool     `json:"prices_include_tax"`
	Legal            LegalOut `json:"legal"`
	CreatedAt        db.Time  `json:"created_at"`
	UpdatedAt        db.Time  `json:"updated_at"`
	Version          int64    `json:"version"`
}

// LegalOut is who sells, as invoices say it.
type LegalOut struct {
	Name       string `json:"name"`
	Form       string `json:"form"`
	Capital    string `json:"capital"`
	Line1      string `json:"line1"`
	Line2      string `json:"line2"`
	PostalCode string `json:"postal_code"`
	City       string `json:"city"`
	Region     string `json:"region"`
	VATNumber  string `json:"vat_number"`
	VATExempt  bool   `json:"vat_exempt"`
	CompanyID  string `json:"company_id"`
	Register   string `json:"register"`
	Directors  string `json:"directors"`
	Note       string `json:"note"`
}

func getShop(tx *db.Tx, r *web.Request, _ *struct{}) (ShopOut, error) {
	s, err := shops.Get(tx)
	if err != nil {
		return ShopOut{}, err
	}
	r.Tag(s.Version)
	return shopOut(s, tx.Now), nil
}

func shopOut(s shops.Shop, now db.Time) ShopOut {
	out := ShopOut{ID: s.ShopID.Text(shops.ShopPrefix), Handle: s.Handle, Name: s.Name, Email: s.Email, Phone: s.Phone,
		State: s.State(now), Country: s.Country, Currency: s.Currency, Locale: s.Locale, Languages: strings.Fields(s.Languages),
		TimeZone: s.Zone, PricesIncludeTax: s.PricesIncludeTax, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Version: s.Version,
		Legal: LegalOut{Name: s.LegalName, Form: s.LegalForm, Capital: s.Capital, Line1: s.Line1, Line2: s.Line2, PostalCode: s.PostalCode,
			City: s.City, Region: s.Region, VATNumber: s.TaxID, VATExempt: s.VATExempt, CompanyID: s.CompanyID, Register: s.Register,
			Directors: s.Directors, Note: s.LegalNote}}
	if s.TrialEnds != 0 && s.Plan == shops.PlanTrial {
		out.TrialEndsAt = &s.TrialEnds
	}
	return out
}

// patchShopInput changes the fields it has.
type patchShopInput struct {
	Body struct {
		Name             *string   `json:"name,omitempty"`
		Email            *string   `json:"email,omitempty"`
		Phone            *string   `json:"phone,omitempty"`
		Handle           *string   `json:"handle,omitempty"`
		Country          *string   `json:"country,omitempty"`
		Currency         *string   `json:"currency,omitempty"`
		Locale           *string   `json:"locale,omitempty"`
		Languages        *[]string `json:"languages,omitempty"`
		TimeZone         *string   `json:"time_zone,omitempty"`
		PricesIncludeTax *bool     `json:"prices_include_tax,omitempty"`
		Legal            *struct {
			Name       *string `json:"name,omitempty"`
			Form       *string `json:"form,omitempty"`
			Capital    *string `json:"capital,omitempty"`
			Line1      *string `json:"line1,omitempty"`
			Line2      *string `json:"line2,omitempty"`
			PostalCode *string `json:"postal_code,omitempty"`
			City       *string `json:"city,omitempty"`
			Region     *string `json:"region,omitempty"`
			VATNumber  *string `json:"vat_number,omitempty"`
			VATExempt  *bool   `json:"vat_exempt,omitempty"`
			CompanyID  *string `json:"company_id,omitempty"`
			Register   *string `json:"register,omitempty"`
			Directors  *string `json:"directors,omitempty"`
			Note       *string `json:"note,omitempty"`
		} `json:"legal,omitempty"`
	}
}

func patchShop(tx *db.Tx, r *web.Request, in *patchShopInput) (ShopOut, error) {
	s, err := shops.Get(tx)
	if err != nil {
		return ShopOut{}, err
	}
	if err = web.IfMatch(r, s.Version); err != nil {
		return ShopOut{}, err
	}
	b := in.Body
	u := shops.UpdateInput{Name: b.Name, Email: b.Email, Phone: b.Phone, Handle: b.Handle, Country: b.Country, Currency: b.Currency,
		Locale: b.Locale, Zone: b.TimeZone, PricesIncludeTax: b.PricesIncludeTax}
	if b.Languages != nil {
		joined := strings.Join(*b.Languages, " ")
		u.Languages = &joined
	}
	if l := b.Legal; l != nil {
		u.LegalName, u.LegalForm, u.Capital, u.Line1, u.Line2, u.PostalCode = l.Name, l.Form, l.Capital, l.Line1, l.Line2, l.PostalCode
		u.City, u.Region, u.TaxID, u.VATExempt, u.CompanyID = l.City, l.Region, l.VATNumber, l.VATExempt, l.CompanyID
		u.Register, u.Directors, u.LegalNote = l.Register, l.Directors, l.Note
	}
	if err = shops.Update(tx, u); err != nil {
		return ShopOut{}, err
	}
	return getShop(tx, r, nil)
}

// ChangeSetOut is one act in the history.
type ChangeSetOut struct {
	ID        string      `json:"id"`
	Actor     ActorOut    `json:"actor"`
	Summary   string      `json:"summary"`
	Changes   int64       `json:"changes" doc:"How many things it changed."`
	Undoable  bool        `json:"undoable"`
	UndoOf    *string     `json:"undo_of" nullable:"true"`
	UndoneBy  *string     `json:"undone_by" nullable:"true"`
	CreatedAt db.Time     `json:"created_at"`
	List      []ChangeOut `json:"list,omitempty" doc:"The changes themselves, at most 250, when one set is asked for."`
}

// ActorOut is who did it.
type ActorOut struct {
	Kind string `json:"kind" doc:"staff, token, buyer, system or import."`
	Name string `json:"name"`
}

// ChangeOut is one thing created, changed or deleted.
type ChangeOut struct {
	Object string          `json:"object"`
	Title  string          `json:"title"`
	Verb   string          `json:"verb"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

type listChangesInput struct {
	web.ListInput
	Object string `query:"object" doc:"Only changes of this kind of thing: product, order …"`
}

func listChanges(tx *db.Tx, r *web.Request, in *listChangesInput) (web.List[ChangeSetOut], error) {
	page, err := shops.History(tx, shops.HistoryInput{Object: in.Object, After: in.After, Before: in.Before, Limit: int(in.Limit)})
	return web.ListOf(page, func(set shops.ChangeSet) ChangeSetOut { return changeSetOut(r, set) }), err
}

func changeSetOut(r *web.Request, set shops.ChangeSet) ChangeSetOut {
	out := ChangeSetOut{ID: set.ID.Text(shops.ChangeSetPrefix), Actor: ActorOut{set.ActorKind, set.ActorName},
		Summary: sentenceOf(r.Text, set), Changes: set.Changes, Undoable: set.CanUndo(), CreatedAt: set.CreatedAt}
	if set.UndoOf != 0 {
		text := set.UndoOf.Text(shops.ChangeSetPrefix)
		out.UndoOf = &text
	}
	if set.UndoneBy != 0 {
		text := set.UndoneBy.Text(shops.ChangeSetPrefix)
		out.UndoneBy = &text
	}
	return out
}

func getChange(tx *db.Tx, r *web.Request, in *struct {
	Change string `path:"change"`
}) (ChangeSetOut, error) {
	row, err := r.ID("change", shops.ChangeSetPrefix)
	if err != nil {
		return ChangeSetOut{}, errs.NotFound("This change does not exist.")
	}
	set, err := shops.ChangeSetByID(tx, row)
	if err != nil {
		return ChangeSetOut{}, err
	}
	page, err := shops.ChangesIn(tx, row, shops.PageInput{Limit: 250})
	out := changeSetOut(r, set)
	for _, c := range page.Rows {
		out.List = append(out.List, ChangeOut{Object: c.Object, Title: c.Title, Verb: c.Verb, Before: rawJSON(c.Before), After: rawJSON(c.After)})
	}
	return out, err
}

func rawJSON(state string) json.RawMessage {
	if state == "" {
		return nil
	}
	return json.RawMessage(state)
}
