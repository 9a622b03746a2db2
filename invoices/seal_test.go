package invoices

import (
	"testing"

	"github.com/coulisse/coulisse/kit/chain"
)

// specimen is a document as the chain sees it.
func specimen() Invoice {
	return Invoice{ID: 7, Kind: KindInvoice, Series: "2026", Seq: 1, Number: "F-2026-000001", ChainSeq: 1, OrderID: 3, OrderNumber: "1", CustomerID: 4,
		BuyerName: "Zoé Martin", Day: "2026-11-22", SupplyDay: "2026-11-22", Locale: "fr", Currency: "EUR", Net: 1000, Tax: 200, Gross: 1200, Payment: "card",
		Seller:      Party{Name: "Ruche", Lines: []string{"1 rue Haute", "69001 Lyon"}, Country: "FR", Facts: []string{"SIREN 552 100 554"}},
		Buyer:       Party{Name: "Zoé Martin", Lines: []string{"2 quai Bas"}, Country: "FR", Email: "zoe@example.com"},
		DeliveredTo: Party{Name: "Zoé Martin", Lines: []string{"2 quai Bas"}, Country: "FR"},
		Mentions:    []string{"TVA sur les débits"},
		Lines:       []Line{{OrderLineID: 9, Use: UseProduct, Title: "Vase", Quantity: 1, Net: 1000, Tax: 200, Gross: 1200, TaxName: "standard"}}}
}

func sealedAs(version int64) Invoice {
	i := specimen()
	i.ChainVersion = version
	if version == sealOfAll {
		i.PersonalSalt = "a salt"
		i.PersonalSeal = chain.Commit(i.PersonalSalt, personal(i)...)
	}
	i.ChainHash = chain.Hash("before", i.ChainSeq, sealed(i)...)
	return i
}

// Every printed field of a document is under its seal, and who has the row cannot get
// round it by the version or the salt.
func TestTheSealCoversWhatIsPrinted(t *testing.T) {
	changes := map[string]func(i *Invoice){
		"buyer's name":       func(i *Invoice) { i.BuyerName = "Zoe" },
		"buyer's address":    func(i *Invoice) { i.Buyer.Lines[0] = "3 quai Bas" },
		"buyer's VAT number": func(i *Invoice) { i.Buyer.VATNumber = "FR1" },
		"place of delivery":  func(i *Invoice) { i.DeliveredTo.Country = "DE" },
		"seller's name":      func(i *Invoice) { i.Seller.Name = "Rocher" },
		"line moved to a fact": func(i *Invoice) {
			i.Seller.Lines, i.Seller.Facts = i.Seller.Lines[:1], append([]string{i.Seller.Lines[1]}, i.Seller.Facts...)
		},
		"legal sentence":        func(i *Invoice) { i.Mentions[0] = "Autoliquidation" },
		"no legal sentence":     func(i *Invoice) { i.Mentions = nil },
		"payment":               func(i *Invoice) { i.Payment = "bank" },
		"language":              func(i *Invoice) { i.Locale = "de" },
		"order number":          func(i *Invoice) { i.OrderNumber = "2" },
		"paid":                  func(i *Invoice) { i.Paid = 1 },
		"name of a tax":         func(i *Invoice) { i.Lines[0].TaxName = "reduced" },
		"amount":                func(i *Invoice) { i.Gross++ },
		"first version claimed": func(i *Invoice) { i.ChainVersion = sealOfAmounts },
		"salt taken away":       func(i *Invoice) { i.PersonalSalt = "" },
		"buyer sealed anew":     func(i *Invoice) { i.BuyerName = "Zoe"; i.PersonalSeal = chain.Commit(i.PersonalSalt, personal(*i)...) },
	}
	if i := sealedAs(sealOfAll); i.broken("before") || !i.broken("other") {
		t.Fatal("the specimen itself is not right")
	}
	for name, change := range changes {
		i := sealedAs(sealOfAll)
		if change(&i); !i.broken("before") {
			t.Errorf("%s: the change is not noticed", name)
		}
	}
}

// Documents issued before the seal grew still verify, and erased ones do.
func TestOldAndErasedDocumentsVerify(t *testing.T) {
	old := sealedAs(sealOfAmounts)
	if old.broken("before") {
		t.Error("a document of the first version is called broken")
	}
	if old.Lines[0].Title = "Vas"; !old.broken("before") {
		t.Error("a changed line of the first version is not noticed")
	}
	erased := sealedAs(sealOfAll)
	erased.BuyerName, erased.Buyer, erased.DeliveredTo, erased.PersonalSalt = "", Party{}, Party{}, ""
	if erased.broken("before") {
		t.Error("erasing the buyer breaks the chain")
	}
	if erased.Net++; !erased.broken("before") {
		t.Error("a changed amount of an erased document is not noticed")
	}
}
