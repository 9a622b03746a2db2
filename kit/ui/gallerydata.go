package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// The sample values of the gallery.

func galleryFrame(theme string) PageProps {
	return PageProps{
		Title: "Orders", Subtitle: "Every sale, newest first.", Theme: theme, Active: "orders",
		Actions: galleryActs(),
		Nav: []NavGroup{
			{Links: []NavLink{
				{ID: "home", Label: "Home", URL: "#home", Icon: "house", Key: "h"},
				{ID: "orders", Label: "Orders", URL: "#orders", Icon: "shopping-bag", Count: "12", Key: "o", Sub: []NavLink{
					{ID: "drafts", Label: "Drafts", URL: "#drafts"}, {ID: "returns", Label: "Returns", URL: "#returns", Count: "2"}}},
				{ID: "products", Label: "Products", URL: "#products", Icon: "tag", Key: "p"},
				{ID: "customers", Label: "Customers", URL: "#customers", Icon: "users", Key: "c"},
				{ID: "content", Label: "Content", URL: "#content", Icon: "file-text"},
				{ID: "promotions", Label: "Promotions", URL: "#promotions", Icon: "badge-percent"},
				{ID: "reports", Label: "Reports", URL: "#reports", Icon: "chart-column"}}},
			{Label: "Money", Links: []NavLink{
				{ID: "invoices", Label: "Invoices", URL: "#invoices", Icon: "receipt"},
				{ID: "books", Label: "Accounting", URL: "#books", Icon: "book-open"},
				{ID: "taxes", Label: "Taxes", URL: "#taxes", Icon: "landmark"}}}},
		Foot:    []NavLink{{ID: "settings", Label: "Settings", URL: "#settings", Icon: "settings"}},
		Shop:    ShopLink{Name: "Maison Coulisse", URL: "#shop", Storefront: "#storefront"},
		Shops:   []ShopLink{{Name: "Maison Coulisse", URL: "#shop"}, {Name: "Atelier Nord", URL: "#other"}},
		NewShop: Link{Label: "New shop", URL: "#new-shop", Icon: "plus"},
		Person: Person{Name: "Anna Keller", Email: "anna@example.com", Leave: "#leave",
			Links: []Link{{Label: "Account", URL: "#account", Icon: "user"}}},
		Search: "/_ui",
		Banner: Banner(BannerProps{Scheme: Info, Title: "Your trial ends in 3 days.", Text: "All features stay open until then.", Link: Link{Label: "Choose a plan", URL: "#plans"}}),
		Toasts: []Toast{{Text: "Order #21478 cancelled", UndoURL: "#undo"}},
	}
}

func galleryStats() []StatProps {
	return []StatProps{
		{Label: "Orders today", Value: "128", Change: "+12 %", Good: true, Points: []float64{3, 5, 8, 7, 7, 8, 9, 8, 11, 10, 12, 12}},
		{Label: "Gross sales", Value: "€18,204", Change: "+8.4 %", Good: true, Points: []float64{2, 4, 6, 5, 8, 6, 7, 4, 5, 9, 9, 10}},
		{Label: "Average order", Value: "€142.22", Change: "−1.9 %", Points: []float64{9, 8, 8, 7, 8, 6, 7, 6, 5, 6, 5, 5}},
		{Label: "To ship", Value: "41", URL: "#ship"},
	}
}

func galleryList() ListProps {
	return ListProps{
		Tabs: []Tab{{Label: "All", URL: "?", Count: "10,000", Active: true}, {Label: "Unshipped", URL: "?view=unshipped", Count: "3,350"},
			{Label: "Unpaid", URL: "?view=unpaid", Count: "2,821"}, {Label: "VIP", URL: "?view=vip", Count: "489"}},
		Filter: &FilterProps{Action: "/_ui", Label: "Search orders", Clear: "?",
			Chips:  []Chip{{Label: "Country: France", Remove: "?c="}, {Label: "Paid", Remove: "?p="}},
			Fields: SelectField(Field{Name: "country", ID: "filter-country", Label: "Country", Blank: "Any", Options: []Option{{Value: "FR", Label: "France"}}})},
		Table: TableProps{Caption: "Orders", Columns: []Column{
			{Label: "Order", Main: true}, {Label: "Date", Sort: "?sort=date", Sorted: "descending"}, {Label: "Customer"}, {Label: "Channel", Phone: "hide"},
			{Label: "Total", Number: true, Sort: "?sort=total", Phone: "end"}, {Label: "Payment"}, {Label: "Delivery"}, {Label: "Tags", Phone: "hide"}},
			Rows: galleryRows()},
		Pager: PagerProps{Next: "?after=x", Summary: "8 of 10,000 orders"},
		Bulk:  galleryBulk(),
	}
}

func galleryBulk() templ.Component {
	return templ.Join(
		Button(ButtonProps{Label: "Mark as shipped", Small: true, FormAction: "#ship"}),
		Button(ButtonProps{Label: "Add tag", Small: true, Icon: "tag", FormAction: "#tag"}),
	)
}

func galleryRows() []TableRow {
	names := []string{"Fatou Dubois", "Hugo Okafor", "Hugo Laurent", "Oscar Patel", "Priya Garcia", "Inès Garcia", "Jonas Okafor", "Hélène de la Villardière-Montmorency"}
	totals := []string{"€260.00", "€178.00", "€434.00", "€1,279.00", "€189.00", "€94.00", "€204.00", "€12,478.00"}
	payments := []templ.Component{Badge(Info, "Partly paid"), Badge(Neutral, "Paid"), Badge(Neutral, "Paid"), BadgeHollow(Neutral, "Refunded"),
		Badge(Neutral, "Paid"), Badge(Warning, "Payment pending"), Badge(Danger, "Failed"), Badge(Neutral, "Paid")}
	deliveries := []templ.Component{Badge(Success, "Shipped"), Badge(Info, "Partly shipped"), Badge(Success, "Shipped"), Badge(Warning, "Unshipped"),
		Badge(Warning, "Unshipped"), Badge(Success, "Shipped"), Badge(Neutral, "Cancelled"), Badge(Warning, "Unshipped")}
	rows := make([]TableRow, len(names))
	for i, name := range names {
		number := "#" + strconv.Itoa(21482-i)
		tags := Nothing()
		if i%3 == 0 {
			tags = Tags([]string{"VIP"})
		}
		rows[i] = TableRow{ID: strconv.Itoa(i), URL: "#order" + strconv.Itoa(i), Name: number, Faded: i == 6,
			Cells: []templ.Component{Plain(number), Time("2026-11-22T14:05:00Z", "Today at 14:05"), PersonCell(name), Muted("Online shop"), Plain(totals[i]), payments[i], deliveries[i], tags}}
	}
	return rows
}

func galleryJournal() TableProps {
	row := func(day, account, text, debit, credit string) TableRow {
		return TableRow{Cells: []templ.Component{Plain(day), Code(account), Plain(text), Plain(debit), Plain(credit)}}
	}
	return TableProps{Caption: "Journal", Scroll: true,
		Columns: []Column{{Label: "Day"}, {Label: "Account"}, {Label: "Text"}, {Label: "Debit", Number: true}, {Label: "Credit", Number: true}},
		Rows: []TableRow{row("22 Nov 2026", "411000", "Invoice 2026-000184", "178.00", ""), row("22 Nov 2026", "707000", "Sales of goods, 20 %", "", "148.33"),
			row("22 Nov 2026", "445710", "VAT collected, 20 %", "", "29.67")},
		Foot: []templ.Component{Plain("Total"), nil, nil, Plain("178.00"), Plain("178.00")}}
}

func galleryLines() TableProps {
	return TableProps{Caption: "Order lines",
		Columns: []Column{{Label: "Product", Main: true}, {Label: "Price", Number: true}, {Label: "Quantity", Number: true}, {Label: "Total", Number: true, Phone: "end"}},
		Rows: []TableRow{
			{URL: "#a", Cells: []templ.Component{templ.Join(Picture("", ""), Two("Walnut desk tray", "Natural · CO-0185")), Plain("€60.00"), Plain("2"), Plain("€120.00")}},
			{URL: "#b", Cells: []templ.Component{templ.Join(Picture("", ""), Two("Canvas weekender", "Charcoal · CO-0149")), Plain("€29.00"), Plain("2"), Plain("€58.00")}}}}
}

func gallerySums() []Detail {
	return []Detail{{Label: "Subtotal", Value: Plain("€178.00")}, {Label: "Delivery · Express", Value: Plain("€0.00")},
		{Label: "of which VAT 20 %", Value: Plain("€29.67")}, {Label: "Total", Value: Plain("€178.00"), Strong: true}}
}

func galleryMoments() []Moment {
	return []Moment{
		{At: "2026-11-22T14:20:00Z", When: "Today at 14:20", Who: "Anna Keller", What: "Changed the delivery address", Icon: "pencil", Open: true,
			Detail: DiffView([]Difference{{Label: "City", Before: "Porto", After: "Lisbon"}}), Action: Button(ButtonProps{Label: "Undo", Small: true, Icon: "undo-2", Button: true})},
		{At: "2026-11-22T13:58:00Z", When: "Today at 13:58", Who: "Anna Keller", What: "Shipped 2 of 3, tracking 6A1234567890", Icon: "truck", Scheme: Info},
		{At: "2026-11-22T13:44:00Z", When: "Today at 13:44", What: "Payment of €178.00 captured", Icon: "credit-card", Scheme: Success, URL: "#payment"},
		{At: "2026-11-22T13:43:00Z", When: "Today at 13:43", What: "Order placed in the online shop"},
	}
}

func gallerySteps() []Step {
	return []Step{{Title: "Add a product", Done: true}, {Title: "Set up delivery", Done: true},
		{Title: "Set up payment", Text: "Bank transfer works at once; cards take two minutes.", URL: "#pay", Label: "Set up"},
		{Title: "Enter your address and VAT number", Text: "They stand on each invoice.", URL: "#address", Label: "Enter"},
		{Title: "Receive the first order"}}
}

func galleryBars() []Bar {
	bars := make([]Bar, 14)
	for i := range bars {
		value := float64(40 + (i*37)%60)
		bars[i] = Bar{Label: strconv.Itoa(9+i) + " Nov", Value: value, Words: "€" + strconv.Itoa(int(value)*10)}
	}
	return bars
}

// galleryText is formatted text as an editor writes it.
const galleryText = `<h2>Made by hand</h2><p>A tray of <strong>walnut</strong>, oiled <em>twice</em>. See <a href="/pages/care">how to care for it</a>.</p><ul><li><p>30 × 20 cm</p></li><li><p>600 g</p></li></ul>`

func galleryZones() []Option {
	var zones []Option
	for _, zone := range []string{"Europe/Amsterdam", "Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "Europe/Paris", "Europe/Rome", "Europe/Zürich"} {
		zones = append(zones, Option{Value: zone, Label: zone})
	}
	return zones
}

func galleryMany() []Option {
	options := make([]Option, 30)
	for i := range options {
		options[i] = Option{Value: "C" + strconv.Itoa(i), Label: "Country " + strconv.Itoa(i)}
	}
	return options
}

func galleryChart() ChartProps {
	c := ChartProps{Label: "Sales by day", Series: []Series{{Label: "This time"}, {Label: "The time before"}}}
	for i := range 14 {
		day := strconv.Itoa(9 + i)
		c.Days, c.DayWords = append(c.Days, "2026-11-"+strings.Repeat("0", 2-len(day))+day), append(c.DayWords, day+" Nov")
		for n := range c.Series {
			value := 300 + float64((i*97+n*53)%220) + float64(i*14*(1-n))
			c.Series[n].Values = append(c.Series[n].Values, value)
			c.Series[n].Words = append(c.Series[n].Words, "€"+strconv.FormatFloat(value, 'f', 2, 64))
		}
	}
	return c
}
