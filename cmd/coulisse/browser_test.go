package main

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/kit/kittest/forms"
)

// browser is a person at the pages of a shop, without script: it keeps cookies as a
// browser does and sends the forms it is shown, the hidden key of each included.
type browser struct {
	s      *process
	name   string
	method string // how the order is paid
	http   *http.Client
	at     string // "http://tea.localhost:4711"
	from   string // the address it comes from, as a proxy tells
	last   page   // the page with the payment form
}

// page is what a browser looks at.
type page struct {
	reply
	url  *url.URL
	html *goquery.Document
}

func newBrowser(s *process, shop, name string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	number := fnv.New32a()
	_, _ = number.Write([]byte(name))
	n := number.Sum32()
	return &browser{s: s, name: name, method: "bank-transfer", at: s.url(shop),
		from: netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}).String(),
		http: &http.Client{Jar: jar, Transport: s.client.Transport, Timeout: s.client.Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (b *browser) email() string { return b.name + "@example.com" }

// send makes one request; a form makes it a POST.
func (b *browser) send(address string, form url.Values) (page, error) {
	where, err := url.Parse(address)
	if err != nil {
		return page{}, err
	}
	got, err := b.s.persist(func() (reply, error) {
		method, body := http.MethodGet, io.Reader(nil)
		if form != nil {
			method, body = http.MethodPost, strings.NewReader(form.Encode())
		}
		request, err := http.NewRequest(method, address, body)
		if err != nil {
			return reply{}, err
		}
		request.Header.Set("X-Forwarded-For", b.from)
		request.Header.Set("Accept", "text/html")
		if form != nil {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Origin", where.Scheme+"://"+where.Host)
			request.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		return answerOf(b.http.Do(request))
	})
	if err != nil {
		return page{}, err
	}
	html, err := goquery.NewDocumentFromReader(bytes.NewReader(got.body))
	return page{got, where, html}, err
}

// visit opens an address and follows where it leads.
func (b *browser) visit(address string) (page, error) {
	got, err := b.send(address, nil)
	return b.follow(got, err)
}

func (b *browser) follow(got page, err error) (page, error) {
	for range 10 {
		if err != nil || got.status < 300 || got.status > 399 {
			return got, err
		}
		var next *url.URL
		if next, err = got.url.Parse(got.header.Get("Location")); err == nil {
			got, err = b.send(next.String(), nil)
		}
	}
	return got, errors.New("the shop leads round in a circle")
}

// submit sends a form of a page with what is typed over it.
func (b *browser) submit(p page, selector string, pairs ...string) (page, error) {
	form := p.html.Find(selector).First()
	action, ok := form.Attr("action")
	if !ok {
		return page{}, fmt.Errorf("no form %s on %s: %d %.300s", selector, p.url, p.status, said(p.html))
	}
	where, err := p.url.Parse(action)
	if err != nil {
		return page{}, err
	}
	return b.send(where.String(), forms.Fields(form, pairs...))
}

// fill walks from the pages of the goods to the form of the payment.
func (b *browser) fill(all ...goods) error {
	for _, g := range all {
		if err := b.step(g.page, "#buy", "/cart"); err != nil {
			return err
		}
	}
	steps := []struct {
		open, form, to string
		typed          []string
	}{
		{"/checkout", "main form", "/checkout/delivery", []string{"email", b.email(), "name", b.name, "line1", "1 rue Haute", "postal_code", "69001", "city", "Lyon", "country", "FR"}},
		{"/checkout/delivery", "main form", "/checkout/payment", nil},
	}
	for _, step := range steps {
		if err := b.step(step.open, step.form, step.to, step.typed...); err != nil {
			return err
		}
	}
	var err error
	b.last, err = b.visit(b.at + "/checkout/payment")
	return err
}

// step opens a page, sends its form and must be led on.
func (b *browser) step(open, form, to string, typed ...string) error {
	p, err := b.visit(b.at + open)
	if err != nil {
		return err
	}
	if p, err = b.submit(p, form, typed...); err != nil {
		return err
	}
	if p.status != http.StatusSeeOther || p.header.Get("Location") != to {
		return fmt.Errorf("%s: %d to %q: %.500s", open, p.status, p.header.Get("Location"), said(p.html))
	}
	return nil
}

var firstNumber = regexp.MustCompile(`\d+`)

// order sends the form of the payment and looks at the page it leads to.
func (b *browser) order() (outcome, error) {
	got, err := b.submit(b.last, "main form", "method", b.method)
	if err != nil {
		return outcome{}, err
	}
	result := outcome{status: got.status, raw: got.body}
	if got.status != http.StatusSeeOther {
		result.refused = said(got.html.Find(".notice--bad[role=alert]"))
		return result, nil
	}
	if got, err = b.follow(got, nil); err != nil {
		return result, err
	}
	result.number = firstNumber.FindString(got.html.Find(".order__head .eyebrow").Text())
	if got.status != http.StatusOK || result.number == "" && !strings.HasPrefix(got.url.Host, "pay.") {
		return result, fmt.Errorf("the page after the order: %d %.500s", got.status, said(got.html))
	}
	b.last = got
	return result, nil
}

// said are the words of a page, without its layout.
func said(s interface{ Text() string }) string { return strings.Join(strings.Fields(s.Text()), " ") }
