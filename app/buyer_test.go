package app_test

import "github.com/coulisse/coulisse/kit/kittest/browser"

// buy walks a stranger from a product to a placed order of two units, and returns the
// order's path in the back office.
func (m *merchant) buy(b *browser.Browser, name, product, method string) string {
	m.t.Helper()
	tab := b.Tab(m.t)
	tab.Visit(m.host(m.handle) + "/")
	m.look(tab)
	tab.Visit(m.host(m.handle) + "/products/" + product)
	m.look(tab)
	submit(tab, "[data-buy]")
	m.look(tab)
	tab.Click(".stepper button:last-child")
	tab.Until(`document.readyState == "complete" && document.querySelector(".stepper input")?.value == "2"`)
	submit(tab, ".cart__sum .button")
	m.look(tab)
	for _, each := range [][2]string{{"email", "buyer@" + product + ".example"}, {"name", name}, {"line1", "3 rue des Lilas"}, {"postal_code", "69001"}, {"city", "Lyon"}} {
		tab.Type("#f-"+each[0], each[1])
	}
	submit(tab, "main form button[type=submit]")
	m.look(tab)
	submit(tab, "main form button[type=submit]")
	m.look(tab)
	choose(tab, method)
	submit(tab, "main form button[type=submit]")
	if method == "test-card" {
		m.payByCard(tab)
	}
	tab.Until(`location.pathname.startsWith("/orders/") && document.readyState == "complete"`)
	m.look(tab)
	return m.orderOf(name)
}

func choose(tab *browser.Tab, method string) {
	selector := "input[name=method][value=" + method + "]"
	browser.Eval[bool](tab, `(document.querySelector("`+selector+`").scrollIntoView({block: "center"}), true)`)
	tab.Click(selector)
}

// payByCard answers the page of the test provider with a card that succeeds.
func (m *merchant) payByCard(tab *browser.Tab) {
	m.t.Helper()
	tab.Until(`location.hostname.startsWith("pay.") && document.readyState == "complete"`)
	m.look(tab)
	tab.Type("input[name=number]", "4242424242424242")
	tab.Type("input[name=expiry]", "1230")
	tab.Type("input[name=code]", "123")
	submit(tab, "button.primary")
}

// orderOf finds an order by the name of its buyer.
func (m *merchant) orderOf(name string) string {
	m.t.Helper()
	m.visit("/orders")
	m.tab.Type("#list-search", name)
	m.tab.Until(`location.search.includes("q=") && document.querySelectorAll("#list tbody tr").length == 1`)
	return browser.Eval[string](m.tab, `new URL(document.querySelector("#list tbody a.row-link").href).pathname.replace(/^\/shops\/[^/]+/, "")`)
}
