package invoices

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
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

// ListInput filters the documents. Days are inclusive; "" means no limit.
type ListInput struct {
	Kind     string
	From, To string
	Order    id.ID
	Customer id.ID
	Query    string // a document number, an order number, or the beginning of a buyer's name
	After    string
	Before   string
	Limit    int
}

// List returns a page of documents, the newest first, without lines.
func List(tx *db.Tx, in ListInput) (db.Page[Invoice], error) {
	limit := in.Limit
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	q, err := filtered(in)
	if err != nil {
		return db.Page[Invoice]{}, err
	}
	if in.Before != "" {
		q.Then(` ORDER BY i.day, i.id LIMIT ?`, limit+1)
	} else {
		q.Then(` ORDER BY i.day DESC, i.id DESC LIMIT ?`, limit+1)
	}
	rows, err := db.AllQ[Invoice](tx, q)
	if err != nil {
		return db.Page[Invoice]{}, err
	}
	return db.NewPage(rows, limit, in.After, in.Before, func(i Invoice) string { return db.EncodeCursor(i.Day, i.ID) }), nil
}

func filtered(in ListInput) (*db.Q, error) {
	q := db.Query(columns)
	if in.Kind != "" {
		q.And(`i.kind = ?`, in.Kind)
	}
	if in.From != "" {
		q.And(`i.day >= ?`, in.From)
	}
	if in.To != "" {
		q.And(`i.day <= ?`, in.To)
	}
	if in.Order != 0 {
		q.And(`i.order_id = ?`, in.Order)
	}
	if in.Customer != 0 {
		q.And(`i.customer_id = ?`, in.Customer)
	}
	if in.Query != "" {
		q.And(`i.number = ? OR i.order_number = ? OR lower(i.buyer_name) LIKE lower(?)`, in.Query, in.Query, in.Query+"%")
	}
	var day string
	var last id.ID
	cursor, compare := in.After, `(i.day, i.id) < (?, ?)`
	if in.Before != "" {
		cursor, compare = in.Before, `(i.day, i.id) > (?, ?)`
	}
	if cursor == "" {
		return q, nil
	}
	if err := db.DecodeCursor(cursor, &day, &last); err != nil {
		return nil, err
	}
	return q.And(compare, day, last), nil
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
