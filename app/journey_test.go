package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// TestFromSignUpToTheBooks walks through the whole program in a browser as its people do:
// a merchant opens a shop and brings products, two buyers buy, the merchant is paid, ships
// and refunds, and the books agree with the documents to the cent.
func TestFromSignUpToTheBooks(t *testing.T) {
	b := browser.Open(t)
	m := openMerchant(t, b)

	m.signUp("margaux@atelier-margaux.example")
	m.choosePassword("une phrase assez longue")
	m.importProducts(apparel(t), "3")
	if real, err := filepath.Abs("../../shared/real/shopify-apparel.csv"); err == nil {
		if _, err := os.Stat(real); err == nil {
			m.importProducts(real, "")
		}
	}
	m.rename("Linen shirt", "Linen shirt, washed")
	m.acceptPayments()

	transfer := m.buy(b, "Jean Petit", "linen-shirt", "bank-transfer")
	card := m.buy(b, "Greta Lange", "oak-stool", "test-card")

	m.jump("Greta Lange")
	m.markPaid(transfer)
	m.ship(transfer)
	m.ship(card)
	m.refundOne(card)

	documents := m.documents()
	if len(documents) != 3 {
		t.Fatalf("two invoices and a credit note are expected, not %d documents: %v", len(documents), documents)
	}
	m.booksAgree(documents)
	m.knownAddress("margaux@atelier-margaux.example")
}

// apparel writes a product file like the ones merchants bring from elsewhere.
func apparel(t *testing.T) string {
	t.Helper()
	lines := []string{
		"Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Variant Taxable",
		"linen-shirt,Linen shirt,<p>Washed linen.</p>,Atelier Margaux,Shirts,summer,true,Size,S,LIN-S,250,shopify,4,deny,49.90,true,true",
		"linen-shirt,,,,,,,,M,LIN-M,260,shopify,6,deny,49.90,true,true",
		"oak-stool,Oak stool,<p>Solid oak.</p>,Atelier Margaux,Furniture,,true,Title,Default Title,OAK-1,3200,shopify,9,deny,119.00,true,true",
		"wool-throw,Wool throw,<p>Merino.</p>,Atelier Margaux,Home,,true,Title,Default Title,WOO-1,900,shopify,2,deny,89.00,true,true",
	}
	path := filepath.Join(t.TempDir(), "products.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
