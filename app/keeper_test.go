package app_test

import (
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// paper is a row of the list of invoices, in minor units; a credit note counts negative.
type paper struct {
	number          string
	net, tax, total int64
}

// jump finds an order by the palette, without a mouse.
func (m *merchant) jump(name string) {
	m.t.Helper()
	m.visit("")
	m.tab.Press("/")
	m.tab.Until(`document.querySelector("#palette").open`)
	m.tab.Press(name)
	m.tab.Until(`document.querySelector("#palette [aria-selected=true]")?.getAttribute("href").includes("/orders/ord_")`)
	m.tab.Axe()
	m.tab.Press("\r")
	m.tab.Until(`location.pathname.includes("/orders/ord_") && document.readyState == "complete"`)
}

func (m *merchant) markPaid(order string) {
	m.t.Helper()
	m.visit(order)
	submit(m.tab, "form[action$='/receipts'] button:not([type=button])")
	m.visit(order)
	if browser.Eval[bool](m.tab, `Boolean(document.querySelector("form[action$='/receipts']"))`) {
		m.t.Errorf("%s still waits for its money", order)
	}
}

// ship sends everything and looks at the packing slip.
func (m *merchant) ship(order string) {
	m.t.Helper()
	m.visit(order + "/shipments/new")
	m.tab.Type("input[name=tracking]", "6A00000000001")
	submit(m.tab, "main form button.primary")
	m.visit(order)
	m.isPDF(browser.Eval[string](m.tab, `document.querySelector("a[href$='/slip']")?.href ?? ""`))
}

// refundOne gives back one unit, which returns to the shelf.
func (m *merchant) refundOne(order string) {
	m.t.Helper()
	m.visit(order + "/refunds/new")
	browser.Eval[bool](m.tab, `(document.querySelector("input[name='lines[0].quantity']").value = "1", true)`)
	m.tab.Type("input[name=reason]", "Scratched leg")
	submit(m.tab, "main form button[value=refund]")
	clear(m.seen)
	m.visit(order)
}

// documents lists what was issued and downloads each as PDF.
func (m *merchant) documents() []paper {
	m.t.Helper()
	m.visit("/invoices")
	m.tab.Until(`document.querySelectorAll("#list tbody tr").length > 0`)
	rows := browser.Eval[[][]string](m.tab, `[...document.querySelectorAll("#list tbody tr")].map((row) =>
		[row.querySelector("a").href, ...[...row.cells].map((cell) => cell.innerText.trim())])`)
	var found []paper
	for _, row := range rows {
		sign := int64(1)
		if strings.Contains(strings.Join(row, " "), "Credit note") {
			sign = -1
		}
		n := len(row)
		found = append(found, paper{number: row[1], net: sign * cents(row[n-3]), tax: sign * cents(row[n-2]), total: sign * cents(row[n-1])})
		m.isPDF(row[0] + "/document")
	}
	if len(rows) > 0 {
		m.tab.Visit(rows[0][0])
		m.look(m.tab)
	}
	return found
}

// cents reads an amount of the screen without its sign: "€1,234.50" is 123450.
func cents(text string) int64 {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (m *merchant) isPDF(address string) {
	m.t.Helper()
	head := browser.Eval[string](m.tab, `fetch(`+strconv.Quote(address)+`).then((answer) => answer.text()).then((text) => text.slice(0, 5))`)
	if head != "%PDF-" {
		m.t.Errorf("%s is no PDF: it starts with %q", address, head)
	}
}

// booksAgree compares the VAT summary with the documents, and both sides of the balances.
func (m *merchant) booksAgree(documents []paper) {
	m.t.Helper()
	net, tax := int64(0), int64(0)
	for _, each := range documents {
		if each.net+each.tax != each.total {
			m.t.Errorf("%s does not add up: %d + %d is not %d", each.number, each.net, each.tax, each.total)
		}
		net, tax = net+each.net, tax+each.tax
	}
	m.visit("/books/vat")
	foot := m.foot()
	if base, vat := cents(foot[len(foot)-2]), cents(foot[len(foot)-1]); base != net || vat != tax {
		m.t.Errorf("the VAT summary says %d and %d, the documents %d and %d", base, vat, net, tax)
	}
	m.visit("/books/balances")
	if foot = m.foot(); foot[len(foot)-3] != foot[len(foot)-2] || cents(foot[len(foot)-1]) != 0 || cents(foot[len(foot)-2]) == 0 {
		m.t.Errorf("the balances do not balance: %v", foot)
	}
	m.visit("/books")
	m.tab.Visit(browser.Eval[string](m.tab, `document.querySelector("#list tbody a").href`))
	m.look(m.tab)
}

func (m *merchant) foot() []string {
	m.t.Helper()
	return browser.Eval[[]string](m.tab, `[...document.querySelectorAll("main tfoot td")].map((cell) => cell.innerText.trim())`)
}

// knownAddress signs up a second time with the same address: the person is led to log in, and no second account appears.
func (m *merchant) knownAddress(email string) {
	m.t.Helper()
	m.visit("")
	browser.Eval[bool](m.tab, `(document.querySelector("form[action='/log-out']").requestSubmit(), true)`)
	m.tab.Until(`!location.pathname.startsWith("/shops") && document.readyState == "complete"`)
	m.tab.Visit(m.host("") + "/")
	m.tab.Type("main input[name=email]", email)
	submit(m.tab, "main form button")
	m.look(m.tab)
	if words := m.tab.Text("main"); !strings.Contains(words, "already used") {
		m.t.Errorf("a known address is told: %s", words)
	}
	m.tab.Type("input[name=password]", "une phrase assez longue")
	submit(m.tab, "main form button:not([type=button])")
	if !strings.Contains(m.tab.Address(), "/shops/") || strings.HasSuffix(m.tab.Address(), "/"+m.handle) {
		m.t.Errorf("logging in did not open a second shop: %s", m.tab.Address())
	}
}
