package app_test

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// merchant is a person at a browser, and the shop she opens.
type merchant struct {
	t      *testing.T
	tab    *browser.Tab
	port   string
	handle string
	seen   map[string]bool // kinds of pages already judged
}

// openMerchant starts the whole program on a free port and opens a window on it.
func openMerchant(t *testing.T, b *browser.Browser) *merchant {
	t.Helper()
	listen := free(t)
	options := kittest.Options(t, app.Migrations()...)
	a, err := app.Open(t.Context(), app.Options{Data: t.TempDir(), Database: options.URL, Listen: listen, Domain: "localhost", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	bound, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(net.Addr) { close(bound) }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	<-bound
	_, port, err := net.SplitHostPort(listen)
	if err != nil {
		t.Fatal(err)
	}
	return &merchant{t: t, tab: b.Tab(t), port: ":" + port, seen: map[string]bool{}}
}

func (m *merchant) host(label string) string {
	if label != "" {
		label += "."
	}
	return "http://" + label + "localhost" + m.port
}

// visit opens a page of the shop's back office and looks at it.
func (m *merchant) visit(path string) {
	m.t.Helper()
	m.tab.Visit(m.host("admin") + "/shops/" + m.handle + path)
	m.look(m.tab)
}

// look lets axe judge the page on a desk and on a phone, the main pages in dark too. A page of the same kind is judged once.
func (m *merchant) look(tab *browser.Tab) {
	m.t.Helper()
	kind := pageKind(tab.Address())
	if m.seen[kind] {
		return
	}
	m.seen[kind] = true
	if !browser.Eval[bool](tab, `[...document.querySelectorAll(".save-bar")].every((bar) => bar.closest("form"))`) {
		m.t.Errorf("%s: what saves stands outside of its form", tab.Address())
	}
	for _, form := range []struct {
		width  int64
		scheme string
	}{{390, "light"}, {1440, "dark"}, {1440, "light"}} {
		if form.scheme == "dark" && !mainPage(kind) {
			continue
		}
		tab.Size(form.width, 900)
		tab.Scheme(form.scheme)
		tab.Axe()
		if wide := browser.Eval[int64](tab, "document.documentElement.scrollWidth"); wide > form.width {
			m.t.Errorf("%s is %d wide in a window of %d", tab.Address(), wide, form.width)
		}
	}
}

var (
	portInURL = regexp.MustCompile(`:\d+`)
	idInURL   = regexp.MustCompile(`[a-z]{3}_[0-9a-z]{13}|/shops/[a-z0-9-]+|/products/[a-z0-9-]+|\?.*`)
	secret    = regexp.MustCompile(`/[A-Za-z0-9_-]{16,}`)
)

// pageKind is an address without its port, its ids and its question.
func pageKind(address string) string {
	return secret.ReplaceAllString(idInURL.ReplaceAllString(portInURL.ReplaceAllString(address, ""), "*"), "/*")
}

func mainPage(kind string) bool {
	for _, end := range []string{"localhost/", "*", "*/orders", "*/orders/*", "*/books/vat", "/cart", "/checkout/payment"} {
		if strings.HasSuffix(kind, end) {
			return true
		}
	}
	return false
}

// submit sends the form that a selector names and waits for the page that answers.
func submit(tab *browser.Tab, selector string) {
	browser.Eval[bool](tab, `(window.before = true, document.querySelector(`+strconv.Quote(selector)+`).scrollIntoView({block: "center"}), true)`)
	tab.Click(selector)
	tab.Until(`window.before === undefined && document.readyState == "complete"`)
}

func (m *merchant) signUp(email string) {
	m.t.Helper()
	m.tab.Visit(m.host("") + "/")
	m.look(m.tab)
	m.tab.Type("main input[name=email]", email)
	submit(m.tab, "main form button")
	found := regexp.MustCompile(`/shops/([a-z0-9-]+)`).FindStringSubmatch(m.tab.Address())
	if found == nil {
		m.t.Fatalf("sign-up led to %s", m.tab.Address())
	}
	m.handle = found[1]
	m.look(m.tab)
	if steps := browser.Eval[int](m.tab, `document.querySelectorAll(".checklist li").length`); steps != 6 {
		m.t.Errorf("the checklist has %d steps", steps)
	}
	if done := browser.Eval[int](m.tab, `document.querySelectorAll(".checklist li.done").length`); done == 6 {
		m.t.Error("an empty shop has nothing left to do")
	}
}

func (m *merchant) choosePassword(password string) {
	m.t.Helper()
	m.tab.Type("form[action='/profile/password'] input[name=password]", password)
	submit(m.tab, "form[action='/profile/password'] button:not([type=button])")
	m.visit("")
	if browser.Eval[bool](m.tab, `Boolean(document.querySelector("form[action='/profile/password']"))`) {
		m.t.Error("the chosen password is asked for again")
	}
}

// importProducts brings a file, reads the check and lets it in; created is the figure of new products, when known.
func (m *merchant) importProducts(path, created string) {
	m.t.Helper()
	m.visit("/imports")
	m.tab.Upload("main input[type=file]", path)
	submit(m.tab, "main form button:not([type=button])")
	m.tab.Until(`document.readyState == "complete" && !document.querySelector("[data-working]") && document.querySelector("main form[action$='/run'] button")`)
	m.look(m.tab)
	submit(m.tab, "main form[action$='/run'] button:not([type=button])")
	m.tab.Until(`document.readyState == "complete" && !document.querySelector("[data-working]") && document.querySelector("main form[action$='/undo']")`)
	m.look(m.tab)
	if figure := m.tab.Text("main .stat-value b"); created != "" && !strings.Contains(figure, created) {
		m.t.Errorf("the import made %q products, not %s", figure, created)
	}
}

// acceptPayments tells buyers where to send money, and switches the test cards on.
func (m *merchant) acceptPayments() {
	m.t.Helper()
	m.visit("/settings/payments/bank-transfer")
	m.tab.Type("input[name=account_name]", "Atelier Margaux")
	m.tab.Type("input[name=iban]", "FR7630006000011234567890189")
	browser.Eval[bool](m.tab, `(document.querySelector("input[name=active]").checked = true)`)
	submit(m.tab, ".save-bar button:not([type=button])")
	m.visit("/settings/payments")
	submit(m.tab, "form[action$='/test-card/state'] button")
	m.look(m.tab)
}

// rename opens a product from the list, changes its name and saves.
func (m *merchant) rename(from, to string) {
	m.t.Helper()
	m.visit("/products?q=" + url.QueryEscape(from))
	m.tab.Visit(browser.Eval[string](m.tab, `document.querySelector("#list tbody a.row-link").href`))
	m.look(m.tab)
	browser.Eval[bool](m.tab, `(document.querySelector("#product-form input[name=title]").value = "", true)`)
	m.tab.Type("#product-form input[name=title]", to)
	submit(m.tab, "#product-form .save-bar button:not([type=button])")
	if name := m.tab.Text("h1"); name != to {
		m.t.Errorf("the product is called %q after saving %q", name, to)
	}
}
