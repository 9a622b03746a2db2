package invoices

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/taxes"
)

var papers = map[string]Invoice{
	"fr": {
		Kind: KindInvoice, Number: "F-2026-000042", OrderNumber: "1042", Day: "2026-11-22", SupplyDay: "2026-11-21", Locale: "fr", Currency: "EUR",
		PricesIncludeTax: true, Net: 12658, Tax: 2532, Gross: 15190, Paid: 15190, Payment: "test-card",
		Seller: sellerOf(shops.Shop{Name: "Maison Coulisse", LegalName: "Maison Coulisse", LegalForm: "SAS", Capital: "10 000 €", Country: "FR",
			Line1: "12 rue des Halles", PostalCode: "75001", City: "Paris", Register: "RCS Paris", CompanyID: "404 833 048", TaxID: "FR83404833048",
			Email: "bonjour@maison.example", Phone: "+33 1 23 45 67 89"}),
		Buyer: Party{Name: "Librairie du Port SARL", Lines: []string{"Zoé Martin", "Librairie du Port SARL", "1 rue du Lac", "69003 Lyon"}, Country: "FR",
			VATNumber: "FR44732829320", Business: true},
		Mentions: []string{"En cas de retard de paiement : pénalités au taux de trois fois l’intérêt légal et indemnité forfaitaire de 40 € pour frais de recouvrement (articles L441-10 et D441-5 du code de commerce).", "Pas d’escompte pour paiement anticipé."},
		Lines: []Line{
			{Use: UseProduct, Title: "Sac cabas – Noir", SKU: "BAG-1", Quantity: 3, UnitPrice: 4900, Net: 12250, Tax: 2450, Gross: 14700, TaxCountry: "FR", TaxRate: 200_000},
			{Use: UseDelivery, Title: "Colissimo", Quantity: 1, UnitPrice: 490, Net: 408, Tax: 82, Gross: 490, TaxCountry: "FR", TaxRate: 200_000},
		},
	},
	"de": {
		Kind: KindInvoice, Number: "RE-2026-000007", OrderNumber: "1007", Day: "2026-11-22", SupplyDay: "2026-11-20", Locale: "de", Currency: "EUR",
		Net: 9800, Tax: 0, Gross: 9800, Payment: "bank-transfer",
		Seller: sellerOf(shops.Shop{Name: "Werkbank", LegalName: "Werkbank Handels GmbH", LegalForm: "GmbH", Country: "DE", Line1: "Torstraße 1", PostalCode: "10119",
			City: "Berlin", Register: "Amtsgericht Charlottenburg", CompanyID: "HRB 12345", Directors: "Erika Mustermann, Max Mustermann", TaxID: "DE136695976", Email: "hallo@werkbank.example"}),
		Buyer:    Party{Name: "Galerie am Ring KG", Lines: []string{"Alex Muster", "Galerie am Ring KG", "Ringstraße 4", "1010 Wien"}, Country: "AT", VATNumber: "ATU13585627", Business: true},
		Mentions: []string{taxes.Mention(taxes.ReasonIntraEU, "DE", "de")},
		Lines:    []Line{{Use: UseProduct, Title: "Hocker, Eiche geölt", SKU: "H-1", Quantity: 2, UnitPrice: 4900, Net: 9800, Gross: 9800, TaxCountry: "AT", TaxCategory: "K"}},
	},
	"credit": {
		Kind: KindCreditNote, Number: "A-2026-000003", CorrectsNumber: "F-2026-000041, F-2026-000042", OrderNumber: "1042", Day: "2026-11-25", SupplyDay: "2026-11-21",
		Locale: "en", Currency: "EUR", PricesIncludeTax: true, Net: 4083, Tax: 817, Gross: 4900,
		Seller: sellerOf(shops.Shop{Name: "Maison Coulisse", Country: "FR", Email: "bonjour@maison.example"}),
		Buyer:  Party{Name: "Zoé Martin", Lines: []string{"Zoé Martin", "1 rue du Lac", "69003 Lyon"}, Country: "FR"},
		Lines:  []Line{{Use: UseProduct, Title: "Tote bag", SKU: "BAG-1", Quantity: 1, UnitPrice: 4900, Net: 4083, Tax: 817, Gross: 4900, TaxCountry: "FR", TaxRate: 200_000}},
	},
	"long": longInvoice(),
}

// longInvoice has many lines with long names, four rates and long addresses.
func longInvoice() Invoice {
	i := Invoice{Kind: KindInvoice, Number: "F-2026-000099", OrderNumber: "1099", Day: "2026-11-22", SupplyDay: "2026-11-22", Locale: "fr", Currency: "EUR",
		PricesIncludeTax: true, Seller: sellerOf(shops.Shop{LegalName: "Établissements Réunis de la Vallée de la Haute Tourbe et Successeurs", LegalForm: "SARL", Capital: "1 250 000,00 €",
			Country: "FR", Line1: "Zone artisanale des Trois Fontaines, bâtiment C, porte 14", PostalCode: "97411", City: "Saint-Paul-de-la-Réunion", Register: "RCS Saint-Denis",
			CompanyID: "404 833 048", TaxID: "FR83404833048", Email: "service.commercial@etablissements-reunis.example", Phone: "+262 262 12 34 56"}),
		Buyer: Party{Name: "Maximiliane-Theodora von und zu Hohenstein-Lichtenfels-Wolkenburg", Lines: []string{"Maximiliane-Theodora von und zu Hohenstein-Lichtenfels-Wolkenburg",
			"Résidence Le Clos des Orangers, escalier B, 4e étage gauche", "06000 Nice"}, Country: "FR"}}
	for n := range 45 {
		rate := []int64{200_000, 100_000, 55_000, 21_000}[n%4]
		gross := int64(123_456 + n)
		tax := gross * rate / (1_000_000 + rate)
		l := Line{Use: UseProduct, SKU: fmt.Sprintf("REF-%04d-XL-BLEU", n), Title: fmt.Sprintf("Article %d", n+1), Quantity: 12, UnitPrice: gross / 12, Net: gross - tax, Tax: tax, Gross: gross, TaxCountry: "FR"}
		if n%5 == 0 {
			l.Title += " au nom particulièrement long, avec sa matière, sa couleur, sa taille et son édition limitée numérotée à la main"
		}
		l.TaxRate = money.Rate(rate)
		i.Lines = append(i.Lines, l)
		i.Net, i.Tax, i.Gross = i.Net+l.Net, i.Tax+l.Tax, i.Gross+l.Gross
	}
	return i
}

func draw(t *testing.T, i Invoice) []byte {
	t.Helper()
	catalog, err := text.Load(Lang)
	if err != nil {
		t.Fatal(err)
	}
	i.CreatedAt = db.TimeOf(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	file, err := PDF(catalog.For(i.Locale, time.UTC), i)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// words reads a document back as a person would.
func words(t *testing.T, file []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatal("pdftotext is not installed; on Debian it is in poppler-utils")
	}
	read := exec.Command(tool, "-layout", "-", "-")
	read.Stdin = bytes.NewReader(file)
	out, err := read.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestDocumentsAreDrawnAlikeEachTime(t *testing.T) {
	for name, i := range papers {
		if !bytes.Equal(draw(t, i), draw(t, i)) {
			t.Errorf("%s: drawn again, the document is another file", name)
		}
	}
}

func TestWordsOfDocuments(t *testing.T) {
	for name, want := range map[string][]string{
		"fr": {"Facture F-2026-000042", "Date d'émission 22 novembre 2026", "Date de livraison 21 novembre 2026", "N° de TVA : FR44732829320",
			"SAS Maison Coulisse, capital 10 000 €", "RCS Paris 404 833 048", "TVA FR83404833048", "indemnité forfaitaire de 40 €", "Total TTC 151,90 €", "Reste à payer 0,00 €"},
		"de": {"Rechnung RE-2026-000007", "Liefer-/Leistungsdatum 20. November 2026", "Amtsgericht Charlottenburg, HRB 12345", "Geschäftsführung: Erika Mustermann, Max Mustermann",
			"USt-IdNr.: DE136695976", "USt-IdNr.: ATU13585627", "Zahlbar sofort per Überweisung", "Steuerfreie innergemeinschaftliche Lieferung gemäß § 4 Nr. 1 b, § 6a UStG.",
			"Werkbank Handels GmbH · Torstraße 1"},
		"credit": {"Credit note A-2026-000003", "Corrects invoice F-2026-000041, F-2026-000042", "Total credited incl. VAT €49.00"},
		"long":   {"Article 45", "Page 4 sur 4", "TVA 20 %", "TVA 2,1 %", "Total TTC 55 565,10 €"},
	} {
		got := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(words(t, draw(t, papers[name])))
		for _, sentence := range want {
			if !strings.Contains(got, strings.ReplaceAll(sentence, "’", "'")) {
				t.Errorf("%s: %q is missing in\n%s", name, sentence, got)
			}
		}
	}
}
