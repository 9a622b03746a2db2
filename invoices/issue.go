package invoices

import (
	"fmt"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
)

// issue numbers, seals and writes a document whose lines are set, and announces it.
// A document without lines is not issued.
func issue(tx *db.Tx, i Invoice, settled string) error {
	if len(i.Lines) == 0 {
		return nil
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return err
	}
	i.ID = tx.NewID()
	for _, l := range i.Lines {
		i.Net += l.Net
		i.Tax += l.Tax
	}
	i.Gross = i.Net + i.Tax
	i.Seller = sellerOf(shop)
	if i.Mentions, err = mentionsFor(tx, shop, i); err != nil {
		return err
	}
	if err := number(tx, shop, &i); err != nil {
		return err
	}
	if err := seal(tx, &i); err != nil {
		return err
	}
	if err := insert(tx, i); err != nil {
		return err
	}
	return event.Publish(tx, Issued{Invoice: i.ID, Kind: i.Kind, Number: i.Number, Day: i.Day, Order: i.OrderID,
		Customer: i.CustomerID, Currency: i.Currency, Net: i.Net, Tax: i.Tax, Gross: i.Gross, Groups: i.Groups(), Settled: settled})
}

// number gives the next number of the kind and year, unless the document keeps one of
// its own (history). Dates never go backwards within a series: a clock that was set
// back repeats the last day (EU directive 2006/112 art. 226: sequential).
func number(tx *db.Tx, shop shops.Shop, i *Invoice) error {
	if i.Series == "" {
		last, _, err := db.Maybe[string](tx, `SELECT day FROM invoice WHERE shop_id = $1 AND kind = $2 AND series < 'import'
			ORDER BY series DESC, seq DESC LIMIT 1`, i.Kind)
		if err != nil {
			return err
		}
		i.Day = max(i.Day, last)
		i.Series = i.Day[:4]
	}
	seq, err := db.NextNumber(tx, i.Kind+":"+i.Series)
	if err != nil {
		return err
	}
	i.Seq = seq
	if i.Number == "" {
		i.Number = fmt.Sprintf("%s-%s-%06d", prefixOf(shop.Country, i.Kind), i.Series, seq)
	}
	return nil
}

// prefixOf is the letter people of the country expect before a number.
func prefixOf(country, kind string) string {
	prefixes := map[string][2]string{"FR": {"F", "A"}, "DE": {"RE", "GS"}, "AT": {"RE", "GS"}}
	pair, ok := prefixes[country]
	if !ok {
		pair = [2]string{"INV", "CN"}
	}
	if kind == KindCreditNote {
		return pair[1]
	}
	return pair[0]
}

func insert(tx *db.Tx, i Invoice) error {
	err := tx.Later(`INSERT INTO invoice (shop_id, id, kind, series, seq, number, chain_seq, chain_hash, order_id, order_number,
		customer_id, buyer_name, corrects_id, corrects_number, cause, cause_id, day, supply_day, locale, currency,
		prices_include_tax, net, tax, gross, paid, payment, seller, buyer, delivered_to, mentions, created_at,
		chain_version, personal_salt, personal_seal)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
		$24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)`,
		i.ID, i.Kind, i.Series, i.Seq, i.Number, i.ChainSeq, i.ChainHash, i.OrderID, i.OrderNumber, i.CustomerID, i.BuyerName,
		i.CorrectsID, i.CorrectsNumber, i.Cause, i.CauseID, i.Day, i.SupplyDay, i.Locale, i.Currency, i.PricesIncludeTax,
		i.Net, i.Tax, i.Gross, i.Paid, i.Payment, db.JSON(i.Seller), db.JSON(i.Buyer), db.JSON(i.DeliveredTo), db.JSON(i.Mentions), tx.Now,
		i.ChainVersion, i.PersonalSalt, i.PersonalSeal)
	if err != nil {
		return fmt.Errorf("write %s: %w", i.Kind, err)
	}
	rows := make([][]any, len(i.Lines))
	for n, l := range i.Lines {
		rows[n] = []any{i.ID, n + 1, i.OrderID, l.OrderLineID, l.Use, l.Title, l.SKU, l.Quantity, l.UnitPrice, l.Net, l.Tax, l.Gross,
			l.TaxCountry, l.TaxRate, l.TaxName, l.TaxCategory, l.TaxScheme}
	}
	return tx.LaterMany(`INSERT INTO invoice_line (shop_id, invoice_id, line_no, order_id, order_line_id, use, title, sku, quantity,
		unit_price, net, tax, gross, tax_country, tax_rate, tax_name, tax_category, tax_scheme)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`, rows)
}

// documentFor starts a document about an order: buyer, language, dates.
func documentFor(tx *db.Tx, kind string, o orders.Order) (Invoice, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return Invoice{}, err
	}
	day, err := dayOf(tx, tx.Now)
	if err != nil {
		return Invoice{}, err
	}
	address := o.Address()
	buyer := Party{Name: address.Name, Lines: address.Lines(), Country: address.Country, VATNumber: address.VATNumber, Email: o.Email,
		Business: address.Company != "" || address.VATNumber != ""}
	if address.Company != "" {
		buyer.Name = address.Company
	}
	return Invoice{Kind: kind, OrderID: o.ID, OrderNumber: o.Number, CustomerID: o.CustomerID, BuyerName: buyer.Name,
		Day: day, SupplyDay: day, Locale: languageOf(shop, o), Currency: o.Currency, PricesIncludeTax: o.PricesIncludeTax,
		Payment: o.PaymentMethod, Buyer: buyer, DeliveredTo: buyer}, nil
}

// languageOf is the language of a document: the buyer's. Between a seller and a buyer
// who both are in Germany or Austria it is German, whatever language the shop was read
// in: the storefront does not speak it yet.
func languageOf(shop shops.Shop, o orders.Order) string {
	german := func(country string) bool { return country == "DE" || country == "AT" }
	switch {
	case german(shop.Country) && german(o.Country):
		return "de"
	case o.Locale != "":
		return o.Locale
	}
	return shop.Locale
}

func sellerOf(s shops.Shop) Party {
	name := s.LegalName
	if name == "" {
		name = s.Name
	}
	seller := Party{Name: name, Country: s.Country, VATNumber: s.TaxID, Email: s.Email, Phone: s.Phone}
	for _, line := range []string{s.Line1, s.Line2, trimmed(s.PostalCode + " " + s.City), s.Region} {
		if line != "" {
			seller.Lines = append(seller.Lines, line)
		}
	}
	for _, fact := range s.Mentions() {
		if fact != s.LegalNote { // printed with the other mentions
			seller.Facts = append(seller.Facts, fact)
		}
	}
	return seller
}

// dayOf is a moment in the shop's calendar, not in UTC's.
func dayOf(tx *db.Tx, at db.Time) (string, error) {
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

func trimmed(text string) string { return strings.Join(strings.Fields(text), " ") }
