package invoices

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/search"
)

// Invoice is one issued document: an invoice or a credit note. Amounts are positive
// for both kinds, in minor units of Currency.
type Invoice struct {
	ID               id.ID
	Kind             string
	Series           string // the year, or "import" for history that keeps its own numbers
	Seq              int64  // without gaps within kind and series
	Number           string // as printed, at most 35 characters
	ChainSeq         int64
	ChainHash        string
	ChainVersion     int64  // what the hash covers
	PersonalSalt     string // empty once the personal fields were erased
	PersonalSeal     string // stands in the chain for the personal fields
	OrderID          id.ID
	OrderNumber      string
	CustomerID       id.ID
	BuyerName        string
	CorrectsID       id.ID // the invoice a credit note takes back
	CorrectsNumber   string
	Cause            string // shipment, refund, cancellation, import
	CauseID          id.ID
	Day              string // date of issue in the shop's zone, never before the one before
	SupplyDay        string // when the goods left
	Locale           string // language of the document: en, fr, de
	Currency         string
	PricesIncludeTax bool
	Net              int64
	Tax              int64
	Gross            int64
	Paid             int64    // of this document, when it was issued
	Payment          string   // how the buyer pays, in the words of the shop
	Seller           Party    `db:"seller,json"`
	Buyer            Party    `db:"buyer,json"`
	DeliveredTo      Party    `db:"delivered_to,json"`
	Mentions         []string `db:"mentions,json"` // legal sentences, frozen
	CreatedAt        db.Time
	Lines            []Line `db:"-"`
}

// Party is a seller or buyer as printed. It is stored as JSON, never queried.
type Party struct {
	Name      string   `json:"name"`
	Lines     []string `json:"lines"` // address as printed, the country last
	Country   string   `json:"country"`
	VATNumber string   `json:"vat_number,omitempty"`
	Facts     []string `json:"facts,omitempty"`    // form, seat, register, VAT number, contact: the foot of the page
	Business  bool     `json:"business,omitempty"` // buys as a business
	Email     string   `json:"email,omitempty"`
	Phone     string   `json:"phone,omitempty"`
}

// Line is one line of a document, with its frozen tax.
type Line struct {
	OrderLineID id.ID
	Use         string // product, delivery, fee, discount
	Title       string
	SKU         string
	Quantity    int64
	UnitPrice   int64 // as sold: with tax when the document's prices include it
	Net         int64
	Tax         int64
	Gross       int64
	TaxCountry  string
	TaxRate     money.Rate
	TaxName     string
	TaxCategory string
	TaxScheme   string
}

const columns = `SELECT i.id, i.kind, i.series, i.seq, i.number, i.chain_seq, i.chain_hash, i.order_id, i.order_number,
	i.customer_id, i.buyer_name, i.corrects_id, i.corrects_number, i.cause, i.cause_id, i.day, i.supply_day, i.locale,
	i.currency, i.prices_include_tax, i.net, i.tax, i.gross, i.paid, i.payment, i.seller, i.buyer, i.delivered_to,
	i.mentions, i.created_at, i.chain_version, i.personal_salt, i.personal_seal FROM invoice i WHERE i.shop_id = $1`

// Get returns one document with its lines. Unknown: errs.NotFound.
func Get(tx *db.Tx, invoice id.ID) (Invoice, error) {
	found, err := db.OneQ[Invoice](tx, db.Query(columns).And(`i.id = ?`, invoice))
	if err != nil {
		return Invoice{}, err
	}
	found.Lines, err = db.All[Line](tx, `SELECT order_line_id, use, title, sku, quantity, unit_price, net, tax, gross,
		tax_country, tax_rate, tax_name, tax_category, tax_scheme
		FROM invoice_line WHERE shop_id = $1 AND invoice_id = $2 ORDER BY line_no`, invoice)
	return found, err
}

// OfOrder returns the documents of an order, the oldest first, without lines.
func OfOrder(tx *db.Tx, order id.ID) ([]Invoice, error) {
	return db.AllQ[Invoice](tx, db.Query(columns).And(`i.order_id = ?`, order).Then(` ORDER BY i.id`))
}

// ListInput filters the documents. Days are inclusive; "" means no limit; Least and Most
// bound the gross amount. Sort is day or gross, with a minus for descending.
type ListInput struct {
	Kind        string
	From, To    string
	Order       id.ID
	Customer    id.ID
	Least, Most *int64
	Query       string // a document number, an order number, or words of a buyer's name or e-mail
	Sort        string
	After       string
	Before      string
	Limit       int
}

// List returns a page of documents, the newest first unless told, without lines. What
// Query finds are the best 500 matches.
func List(tx *db.Tx, in ListInput) (db.Page[Invoice], error) {
	limit := in.Limit
	if limit <= 0 || limit > 250 {
		limit = 50
	}
	by, desc, err := in.order()
	if err != nil {
		return db.Page[Invoice]{}, err
	}
	reading := db.Reading{After: in.After, Before: in.Before, Limit: limit, Desc: desc}
	if strings.TrimSpace(in.Query) == "" {
		return db.ReadList(tx, in.listing(), by, reading)
	}
	rows, err := in.matches(tx)
	if err != nil {
		return db.Page[Invoice]{}, err
	}
	return db.SortPage(rows, by, reading)
}

// Count counts what List would show, most at the utmost.
func Count(tx *db.Tx, in ListInput, most int64) (db.Counted, error) {
	if strings.TrimSpace(in.Query) == "" {
		return db.CountList(tx, in.listing(), most)
	}
	rows, err := in.matches(tx)
	n := int64(len(rows))
	return db.Counted{N: min(n, most), More: n > most || n >= db.Few}, err
}

// matches are the documents of a number, of an order of that number, or of the buyers
// whom the words find.
func (in ListInput) matches(tx *db.Tx) ([]Invoice, error) {
	words := strings.TrimPrefix(strings.TrimSpace(in.Query), "#")
	ids, err := db.All[id.ID](tx, `SELECT i.id FROM invoice i WHERE i.shop_id = $1 AND i.number = $2
		UNION SELECT i.id FROM invoice i WHERE i.shop_id = $1 AND i.order_number = $2 LIMIT 500`, words)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		buyers, _, err := search.Find(tx, search.Query{Kind: "customer", Text: words, Limit: 50})
		if err != nil {
			return nil, err
		}
		ids, err = db.AllQ[id.ID](tx, db.Query(`SELECT i.id FROM invoice i WHERE i.shop_id = $1`).AndIn(`i.customer_id`, buyers).Then(`LIMIT ?`, db.Few))
		if err != nil {
			return nil, err
		}
	}
	return db.FindList[Invoice](tx, in.listing(), `i.id`, ids)
}

func (in ListInput) order() (by db.Order[Invoice], desc bool, err error) {
	sort := in.Sort
	if sort == "" {
		sort = "-day"
	}
	name, desc := strings.CutPrefix(sort, "-")
	by = db.Order[Invoice]{Name: name, ID: `i.id`, Row: func(i Invoice) int64 { return int64(i.ID) }}
	switch name {
	case "day":
		by.Column, by.Words, by.Word = `i.day`, true, func(i Invoice) string { return i.Day }
	case "gross":
		by.Column, by.Number = `i.gross`, func(i Invoice) int64 { return i.Gross }
	default:
		err = errs.InvalidField("query.sort", "Sort by day or gross, with a minus in front for descending.")
	}
	return by, desc, err
}

// listing is what is asked for, condition by condition, with the indexes each has.
func (in ListInput) listing() db.Listing {
	l := db.Listing{Text: columns, Alias: "i"}
	add := func(yes bool, p db.Part) {
		if yes {
			l.Parts = append(l.Parts, p)
		}
	}
	add(in.Order != 0, db.Part{Cond: `row.order_id = ?`, Args: []any{in.Order}, Indexed: true})
	add(in.Customer != 0, db.Part{Cond: `row.customer_id = ?`, Args: []any{in.Customer}, Indexed: true})
	add(in.Kind != "", db.Part{Cond: `row.kind = ?`, Args: []any{in.Kind}, Serves: []string{"day", "gross"}})
	add(in.From != "", db.Part{Cond: `row.day >= ?`, Args: []any{in.From}, Span: `i.day`})
	add(in.To != "", db.Part{Cond: `row.day <= ?`, Args: []any{in.To}, Span: `i.day`})
	if in.Least != nil {
		add(true, db.Part{Cond: `row.gross >= ?`, Args: []any{*in.Least}, Span: `i.gross`})
	}
	if in.Most != nil {
		add(true, db.Part{Cond: `row.gross <= ?`, Args: []any{*in.Most}, Span: `i.gross`})
	}
	return l
}

// Groups adds the lines up per use and tax rule, in the order of the lines.
func (i Invoice) Groups() []Group {
	var groups []Group
	at := map[Group]int{}
	for _, l := range i.Lines {
		key := Group{Use: l.Use, Country: l.TaxCountry, Rate: l.TaxRate, RateName: l.TaxName, Category: l.TaxCategory, Scheme: l.TaxScheme}
		n, ok := at[key]
		if !ok {
			n = len(groups)
			at[key] = n
			groups = append(groups, key)
		}
		groups[n].Net += l.Net
		groups[n].Tax += l.Tax
	}
	return groups
}

// Taxes adds the lines up per tax rule alone, as printed under the lines.
func (i Invoice) Taxes() []Group {
	var groups []Group
	at := map[Group]int{}
	for _, l := range i.Lines {
		key := Group{Country: l.TaxCountry, Rate: l.TaxRate, RateName: l.TaxName, Category: l.TaxCategory, Scheme: l.TaxScheme}
		n, ok := at[key]
		if !ok {
			n = len(groups)
			at[key] = n
			groups = append(groups, key)
		}
		groups[n].Net += l.Net
		groups[n].Tax += l.Tax
	}
	return groups
}

// FileName is the name of the document when downloaded.
func (i Invoice) FileName() string { return i.Number + ".pdf" }
