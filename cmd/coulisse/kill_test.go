package main

import (
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/kittest"
)

// TestT1KilledInTheMiddleOfCheckouts kills the program while several buyers check out,
// starts it again, and lets them retry with the same keys: every order that was
// acknowledged is there, no checkout became two orders, and the books verify.
func TestT1KilledInTheMiddleOfCheckouts(t *testing.T) {
	o := kittest.NewTorture(t, "T1", 3)
	for _, d := range doors() {
		t.Run(d.name, func(t *testing.T) {
			p := newPlace(t)
			again := killing{kills: o.Rounds, checkouts: 200 * max(1, o.Rounds/6)}
			worst := again.run(t, p, d, func(s *process) { s.kill(); s.start() })
			o.Tell("%s: %d kills, %d orders acknowledged, 0 lost, 0 doubled, ready again after %s at worst", d.name, again.kills, again.checkouts, worst)
		})
	}
}

// killing lets several buyers check out while something is taken from under them so many
// times.
type killing struct{ kills, checkouts int }

func (k killing) run(t *testing.T, p *place, d door, kill func(s *process)) (worst time.Duration) {
	const people = 8
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(k.checkouts+10)))
	token := strings.TrimSpace(p.ok("token create --shop tea"))
	s := p.serve()
	s.patience = 100
	cup := s.goods("tea", "CUP")

	done := make(chan struct{}, k.checkouts)
	told := make([]string, k.checkouts)
	var work sync.WaitGroup
	for n := range people {
		work.Go(func() {
			for i := n; i < k.checkouts; i += people {
				told[i] = checkOut(t, d.open(s, "tea", "buyer-"+strconv.Itoa(i)), cup)
				done <- struct{}{}
			}
		})
	}
	for range k.kills {
		for range k.checkouts / (k.kills + 1) {
			<-done
		}
		began := time.Now()
		kill(s)
		worst = max(worst, time.Since(began).Round(time.Millisecond))
	}
	work.Wait()
	k.compare(t, told, s.ordersByEmail(token))
	if code := s.stop(); code != 0 {
		t.Errorf("exit code %d after SIGTERM", code)
	}
	p.ok("verify")
	return worst
}

// compare says whether each buyer has the one order that was acknowledged.
func (k killing) compare(t *testing.T, told []string, byEmail map[string][]string) {
	t.Helper()
	for i, want := range told {
		email := "buyer-" + strconv.Itoa(i) + "@example.com"
		if got := byEmail[email]; len(got) != 1 || got[0] != want {
			t.Errorf("%s was told %s, the shop has %v", email, want, got)
		}
	}
	if len(byEmail) != k.checkouts {
		t.Errorf("%d buyers have orders, want %d", len(byEmail), k.checkouts)
	}
}

// checkOut goes all the way and returns the number of the order; a buyer whose cart is
// gone or whose order is refused is a failure, because nothing of theirs may be lost.
func checkOut(t *testing.T, b buyer, g goods) string {
	if err := b.fill(g); err != nil {
		t.Errorf("%s: %v", b.email(), err)
		return ""
	}
	end, err := b.order()
	if err != nil || end.number == "" {
		t.Errorf("%s: %d %.500s %v", b.email(), end.status, end.raw, err)
	}
	return end.number
}

// ordersByEmail are the numbers of all orders of the shop.
func (s *process) ordersByEmail(token string) map[string][]string {
	s.t.Helper()
	found, after := map[string][]string{}, ""
	for {
		var page struct {
			Data []struct{ Number, Email string }
			Next *string
		}
		s.get(token, "/v1/orders?limit=100&after="+url.QueryEscape(after), &page)
		for _, o := range page.Data {
			found[o.Email] = append(found[o.Email], o.Number)
		}
		if page.Next == nil {
			return found
		}
		after = *page.Next
	}
}

func stockedProducts(units int) string {
	return "Handle,Title,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Variant Inventory Tracker,Status\n" +
		"cup,Cup,true,,,CUP,12.50," + strconv.Itoa(units) + ",shopify,active\n"
}
