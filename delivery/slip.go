package delivery

import (
	"image"
	"strconv"
	"strings"
	"time"

	"github.com/boombuler/barcode/code128"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/pdf"
)

// PackingSlipInput is what a packing slip tells; all words are ready for print. It
// shows no prices, so that the parcel may be a present.
type PackingSlipInput struct {
	Locale      string // language of the slip: the buyer's
	Shop        string
	ShopLines   []string // address of the shop
	To          []string // address of the buyer
	OrderNumber string
	OrderedOn   string
	ShippedOn   string
	Delivery    string // the way of delivery the buyer chose
	Carrier     string
	Tracking    string
	Note        string
	Lines       []SlipLine
	Date        time.Time
}

// SlipLine is one product in the parcel.
type SlipLine struct {
	Title, Variant, SKU string
	Quantity, Ordered   int64
}

// PackingSlip draws the slip that lies in the parcel, with the order number as a bar code.
func PackingSlip(in PackingSlipInput) ([]byte, error) {
	return PackingSlips(slipWords(in.Locale).title+" "+in.OrderNumber, []PackingSlipInput{in})
}

// PackingSlips draws many slips into one document, each on pages of its own, to be
// printed in one go. Without slips it is errs.Conflict.
func PackingSlips(title string, all []PackingSlipInput) ([]byte, error) {
	if len(all) == 0 {
		return nil, errs.Conflict("None of these orders has anything to pack.")
	}
	first := all[0]
	d := pdf.New(pdf.Options{Title: title, Author: first.Shop, Language: first.Locale, Date: first.Date, PageWord: slipWords(first.Locale).page,
		Foot: []string{strings.Join(append([]string{first.Shop}, first.ShopLines...), " · ")}})
	for i, in := range all {
		if i > 0 {
			d.Sheet().AddPage()
		}
		in.draw(d)
	}
	return d.Bytes()
}

func (in PackingSlipInput) draw(d *pdf.Document) {
	w := slipWords(in.Locale)
	barCode(d, in.OrderNumber)
	d.Title(w.title)
	d.Beside(pdf.Block{Title: w.to, Lines: in.To, Strong: true}, pdf.Block{Title: w.from, Lines: append([]string{in.Shop}, in.ShopLines...), Strong: true})
	d.Gap(5)
	pairs := []pdf.Pair{{Label: w.order, Value: in.OrderNumber, Strong: true}}
	for _, p := range []pdf.Pair{{Label: w.ordered, Value: in.OrderedOn}, {Label: w.shipped, Value: in.ShippedOn}, {Label: w.delivery, Value: in.Delivery}, {Label: w.carrier, Value: in.Carrier}, {Label: w.tracking, Value: in.Tracking}} {
		if p.Value != "" {
			pairs = append(pairs, p)
		}
	}
	d.Pairs(pairs...)
	d.Gap(5)
	var rows []pdf.Row
	for _, line := range in.Lines {
		title := line.Title
		if line.Variant != "" {
			title += " – " + line.Variant
		}
		rows = append(rows, pdf.Row{Cells: []string{title, line.SKU, strconv.FormatInt(line.Ordered, 10), strconv.FormatInt(line.Quantity, 10)}})
	}
	d.Table([]pdf.Column{{Title: w.product, Width: 6}, {Title: w.sku, Width: 3}, {Title: w.quantityOrdered, Width: 1.6, Align: pdf.Right}, {Title: w.quantityHere, Width: 1.8, Align: pdf.Right}}, rows)
	if in.Note != "" {
		d.Heading(w.note)
		d.Text(in.Note)
	}
	d.Gap(4)
	d.Text(w.thanks)
}

// barCode draws the number top right as Code 128; a text it cannot hold is left out.
func barCode(d *pdf.Document, text string) {
	code, err := code128.Encode(text)
	if err != nil {
		return
	}
	const module, height, top = 0.33, 9.0, pdf.Margin
	width := float64(code.Bounds().Dx()) * module
	left := pdf.Width - pdf.Margin - width
	d.Sheet().SetFillColor(0, 0, 0)
	for x := range code.Bounds().Dx() {
		if dark(code, x) {
			d.Sheet().Rect(left+float64(x)*module, top, module+0.01, height, "F")
		}
	}
}

func dark(code image.Image, x int) bool {
	r, _, _, _ := code.At(x, 0).RGBA()
	return r < 0x8000
}

type slip struct {
	title, to, from, order, ordered, shipped, delivery, carrier, tracking string
	product, sku, quantityOrdered, quantityHere, note, thanks, page       string
}

func slipWords(locale string) slip {
	switch {
	case len(locale) >= 2 && locale[:2] == "fr":
		return slip{"Bon de livraison", "Destinataire", "Expéditeur", "Commande", "Commandée le", "Expédiée le", "Mode de livraison", "Transporteur", "Numéro de suivi",
			"Article", "Référence", "Commandé", "Dans ce colis", "Message", "Merci pour votre commande !", "Page %d sur %d"}
	case len(locale) >= 2 && locale[:2] == "de":
		return slip{"Lieferschein", "Empfänger", "Absender", "Bestellung", "Bestellt am", "Versandt am", "Versandart", "Versender", "Sendungsnummer",
			"Artikel", "Artikelnummer", "Bestellt", "In diesem Paket", "Nachricht", "Vielen Dank für Ihre Bestellung!", "Seite %d von %d"}
	}
	return slip{"Packing slip", "Deliver to", "From", "Order", "Ordered on", "Shipped on", "Delivery", "Carrier", "Tracking number",
		"Product", "SKU", "Ordered", "In this parcel", "Message", "Thank you for your order!", "Page %d of %d"}
}
