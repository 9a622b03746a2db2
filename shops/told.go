package shops

import (
	"encoding/json"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
)

// Told is Diff in the words of the reader: fields by their names on screen, amounts as
// money, states and yes or no as words. Fields that only the program reads are left out,
// and so is a field whose two sides read alike.
func (c ChangeRow) Told(p *text.Printer, currency string) ([]Difference, int) {
	list, more := c.Diff()
	told := make([]Difference, 0, len(list))
	for _, d := range list {
		field := fieldKey(d.Field)
		if programFields[field] {
			continue
		}
		before, after := toldValue(p, field, d.Before, currency), toldValue(p, field, d.After, currency)
		if before != after {
			told = append(told, Difference{Field: toldField(p, d.Field), Before: before, After: after})
		}
	}
	return told, more
}

var (
	pathPart = regexp.MustCompile(`^(\w+)((?:\[\d+\])*)$`)
	pathAt   = regexp.MustCompile(`\[(\d+)\]`)
	htmlTag  = regexp.MustCompile(`<[^>]*>`)
	htmlEnd  = regexp.MustCompile(`</(p|h[1-6]|li|div|blockquote|tr)>|<br ?/?>`)
)

// fieldKey is the last name of a path without case and underscores: states are kept with
// the names of Go and with those of JSON.
func fieldKey(path string) string {
	last := path[strings.LastIndexByte(path, '.')+1:]
	if at := strings.IndexByte(last, '['); at >= 0 {
		last = last[:at]
	}
	return strings.ToLower(strings.ReplaceAll(last, "_", ""))
}

// toldField is "variants[2].compare_at" as "Variant 2 · Price before".
func toldField(p *text.Printer, path string) string {
	var words []string
	for part := range strings.SplitSeq(path, ".") {
		found := pathPart.FindStringSubmatch(part)
		if found == nil {
			words = append(words, part)
			continue
		}
		word, key := found[1], fieldKey(found[1])
		if known, ok := fieldWords[key]; ok {
			word = p.T(known)
		}
		for _, at := range pathAt.FindAllStringSubmatch(found[2], -1) {
			if one, ok := oneOfMany[key]; ok {
				word = p.T(one)
			}
			word += " " + at[1]
		}
		if key != "amount" || len(words) == 0 {
			words = append(words, word)
		}
	}
	return strings.Join(words, " · ")
}

func toldValue(p *text.Printer, field, value, currency string) string {
	if value == "" {
		return ""
	}
	if word, ok := valueWords[value]; ok && wordFields[field] {
		return p.T(word)
	}
	switch {
	case value == "true":
		return p.T("Yes")
	case value == "false":
		return p.T("No")
	case moneyFields[field]:
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return p.Money(money.Of(n, currency))
		}
	case field == "weight":
		return value + " g"
	case field == "rate":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return p.Percent(money.Rate(n))
		}
	case field == "country":
		return p.Country(value)
	case field == "locale" || field == "language":
		return p.LanguageName(value)
	case field == "body" || field == "description":
		return readable(value)
	case strings.HasSuffix(field, "at"):
		var at db.Time
		if json.Unmarshal([]byte(`"`+value+`"`), &at) == nil && at != 0 {
			return p.DateTime(at)
		}
	}
	return value
}

// readable is rich text without its marks, cut to what a diff can show.
func readable(rich string) string {
	plain := html.UnescapeString(htmlTag.ReplaceAllString(htmlEnd.ReplaceAllString(rich, " "), ""))
	return clip(strings.Join(strings.Fields(plain), " "), 400)
}

// programFields are kept for Undo and say nothing to a person.
var programFields = map[string]bool{"id": true, "productid": true, "imageid": true, "zoneid": true, "hash": true, "imagehash": true,
	"width": true, "height": true, "createdat": true, "pricefrom": true, "priceto": true, "variantcount": true, "depth": true,
	"sourceurl": true, "products": true, "difference": true}

var moneyFields = map[string]bool{"price": true, "compareat": true, "cost": true, "captured": true, "refunded": true, "freefrom": true,
	"total": true, "amount": true}

// wordFields hold one of a few codes.
var wordFields = map[string]bool{"status": true, "state": true, "paymentstate": true, "deliverystate": true, "taxcategory": true,
	"capture": true, "kind": true, "sort": true, "role": true}

// oneOfMany names one of a numbered list.
var oneOfMany = map[string]string{"variants": text.Key("Variant"), "images": text.Key("Image"), "options": text.Key("Option"),
	"values": text.Key("Value"), "rules": text.Key("Rule"), "bands": text.Key("Band"), "entries": text.Key("Link"), "tags": text.Key("Tag")}

var fieldWords = map[string]string{
	"onhand": text.Key("On hand"), "title": text.Key("Title"), "handle": text.Key("Handle"), "description": text.Key("Text"), "body": text.Key("Text"),
	"vendor": text.Key("Vendor"), "kind": text.Key("Type"), "status": text.Key("Status"), "tags": text.Key("Tags"),
	"taxcategory": text.Key("Tax category"), "seotitle": text.Key("Title in search results"), "seodescription": text.Key("Text in search results"),
	"variants": text.Key("Variants"), "images": text.Key("Images"), "options": text.Key("Options"), "values": text.Key("Values"),
	"option1": text.Key("First option"), "option2": text.Key("Second option"), "option3": text.Key("Third option"),
	"position": text.Key("Position"), "sku": text.Key("SKU"), "barcode": text.Key("Barcode"), "price": text.Key("Price"),
	"compareat": text.Key("Price before"), "cost": text.Key("Cost"), "weight": text.Key("Weight"), "delivered": text.Key("It is sent to the buyer"),
	"tracked": text.Key("Count the stock"), "backorder": text.Key("Sell when none is left"), "alt": text.Key("Words for the image"),
	"problem": text.Key("Problem"), "byrule": text.Key("By rules"), "anyrule": text.Key("One rule is enough"), "sort": text.Key("Order in the shop"),
	"rules": text.Key("Rules"), "field": text.Key("Property"), "relation": text.Key("Comparison"), "value": text.Key("Value"),
	"entries": text.Key("Links"), "target": text.Key("Leads to"), "path": text.Key("Old path"),
	"name": text.Key("Name"), "email": text.Key("E-mail address"), "phone": text.Key("Telephone"), "country": text.Key("Country"),
	"currency": text.Key("Currency"), "locale": text.Key("Language"), "languages": text.Key("Languages of the shop"), "zone": text.Key("Time zone"),
	"pricesincludetax": text.Key("Prices include tax"), "legalname": text.Key("Registered name"), "legalform": text.Key("Legal form"),
	"capital": text.Key("Share capital"), "line1": text.Key("Street and number"), "line2": text.Key("Further line"), "postalcode": text.Key("Postal code"),
	"city": text.Key("City"), "region": text.Key("Region"), "taxid": text.Key("VAT number"), "companyid": text.Key("Company number"),
	"register": text.Key("Register"), "directors": text.Key("Directors"), "legalnote": text.Key("Further mentions"),
	"vatexempt": text.Key("Exempt from VAT"), "oss": text.Key("One-Stop-Shop"), "mention": text.Key("Your own wording"),
	"method": text.Key("Payment method"), "instructions": text.Key("Instructions"), "accountname": text.Key("Account holder"), "iban": "IBAN", "bic": "BIC",
	"capture": text.Key("Money is taken"), "active": text.Key("Switched on"), "announcement": text.Key("Announcement"), "colouraccent": text.Key("Accent colour"),
	"headline": text.Key("Headline"), "subheadline": text.Key("Sentence below it"), "logo": text.Key("Logo"),
	"places": text.Key("Countries"), "estimate": text.Key("How long it takes"), "bands": text.Key("Bands"), "upto": text.Key("Up to"), "freefrom": text.Key("Free from"),
	"rate": text.Key("Rate"), "category": text.Key("Tax category"), "validfrom": text.Key("First day"), "validto": text.Key("Last day"), "note": text.Key("Note"),
	"number": text.Key("Number"), "state": text.Key("State"), "paymentstate": text.Key("Payment"), "deliverystate": text.Key("Delivery"),
	"captured": text.Key("Paid in"), "refunded": text.Key("Given back"), "amount": text.Key("Amount"), "reason": text.Key("Reason"), "role": text.Key("Role"),
	"total": text.Key("Total"), "carrier": text.Key("Carrier"), "tracking": text.Key("Tracking number"), "scopes": text.Key("May"),
}

var valueWords = map[string]string{
	"draft": text.Key("Draft"), "active": text.Key("On sale"), "archived": text.Key("Archived"), "published": text.Key("Published"),
	"open": text.Key("Open"), "closed": text.Key("Closed"), "cancelled": text.Key("Cancelled"), "pending": text.Key("Payment pending"),
	"authorised": text.Key("Authorised"), "partly_paid": text.Key("Partly paid"), "paid": text.Key("Paid"), "failed": text.Key("Payment failed"),
	"partly_refunded": text.Key("Partly refunded"), "refunded": text.Key("Refunded"), "voided": text.Key("Voided"),
	"unshipped": text.Key("To ship"), "partly_shipped": text.Key("Partly shipped"), "shipped": text.Key("Shipped"), "returned": text.Key("Returned"),
	"standard": text.Key("Standard rate"), "reduced": text.Key("Reduced rate"), "exempt": text.Key("Exempt"), "zero": text.Key("Zero rate"),
	"automatic": text.Key("With the order"), "manual": text.Key("By hand"),
	"flat": text.Key("Flat price"), "weight": text.Key("By weight"), "value": text.Key("By value"),
}
