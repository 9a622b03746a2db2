package invoices

import (
	"crypto/rand"
	"strconv"

	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
)

// What the hash of a document covers. Version 1 covers numbers, dates, amounts and lines.
// Version 2 covers all that is printed, and the sale it is about.
const (
	sealOfAmounts = 1
	sealOfAll     = 2
)

// seal puts the document at the end of the shop's chain.
func seal(tx *db.Tx, i *Invoice) error {
	i.ChainVersion = sealOfAll
	i.PersonalSalt = rand.Text()
	i.PersonalSeal = chain.Commit(i.PersonalSalt, personal(*i)...)
	var err error
	i.ChainSeq, i.ChainHash, err = chain.Next(tx, chainName, sealed(*i)...)
	return err
}

// sealed lists the fields under the hash, in a fixed order. Of personal fields the chain
// holds only the commitment: they can be erased when the law no longer keeps them, and
// the chain still holds.
func sealed(i Invoice) []string {
	if i.ChainVersion == sealOfAmounts {
		return sealedAmounts(i)
	}
	fields := []string{"invoice", number64(i.ChainVersion), number64(int64(i.ID)), i.Kind, i.Series, number64(i.Seq), i.Number,
		number64(int64(i.OrderID)), i.OrderNumber, number64(int64(i.CustomerID)), number64(int64(i.CorrectsID)), i.CorrectsNumber,
		i.Cause, number64(int64(i.CauseID)), i.Day, i.SupplyDay, i.Locale, i.Currency, strconv.FormatBool(i.PricesIncludeTax),
		number64(i.Net), number64(i.Tax), number64(i.Gross), number64(i.Paid), i.Payment, i.PersonalSeal}
	fields = append(append(fields, i.Seller.sealed()...), counted(i.Mentions)...)
	for _, l := range i.Lines {
		fields = append(fields, l.sealed()...)
		fields = append(fields, l.TaxName)
	}
	return fields
}

// sealedAmounts is version 1.
func sealedAmounts(i Invoice) []string {
	fields := []string{number64(int64(i.ID)), i.Kind, i.Series, number64(i.Seq), i.Number, number64(int64(i.OrderID)), i.CorrectsNumber, i.Day, i.SupplyDay,
		i.Currency, number64(i.Net), number64(i.Tax), number64(i.Gross)}
	for _, l := range i.Lines {
		fields = append(fields, l.sealed()...)
	}
	return fields
}

func (l Line) sealed() []string {
	return []string{number64(int64(l.OrderLineID)), l.Use, l.Title, l.SKU, number64(l.Quantity), number64(l.UnitPrice), number64(l.Net), number64(l.Tax), number64(l.Gross),
		l.TaxCountry, number64(int64(l.TaxRate)), l.TaxCategory, l.TaxScheme}
}

// personal lists what the document says about a person.
func personal(i Invoice) []string {
	return append(append([]string{i.BuyerName}, i.Buyer.sealed()...), i.DeliveredTo.sealed()...)
}

func (p Party) sealed() []string {
	fields := []string{p.Name, p.Country, p.VATNumber, strconv.FormatBool(p.Business), p.Email, p.Phone}
	return append(append(fields, counted(p.Lines)...), counted(p.Facts)...)
}

// counted puts the length before a list, so that nothing moves from one list to the next.
func counted(list []string) []string { return append([]string{strconv.Itoa(len(list))}, list...) }

func number64(v int64) string { return strconv.FormatInt(v, 10) }

// broken says whether the document is not what was sealed after the previous hash.
func (i Invoice) broken(previous string) bool {
	if chain.Hash(previous, i.ChainSeq, sealed(i)...) != i.ChainHash {
		return true
	}
	switch {
	case i.ChainVersion == sealOfAmounts:
		return false
	case i.PersonalSalt == "": // erased, and then there is nothing left to read
		return i.BuyerName != "" || !i.Buyer.empty() || !i.DeliveredTo.empty()
	}
	return chain.Commit(i.PersonalSalt, personal(i)...) != i.PersonalSeal
}

func (p Party) empty() bool {
	return p.Name == "" && len(p.Lines) == 0 && len(p.Facts) == 0 && p.Email == "" && p.Phone == "" && p.VATNumber == ""
}
