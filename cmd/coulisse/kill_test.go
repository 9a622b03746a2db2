package main

import (
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestKilledInTheMiddleOfCheckouts kills the program while several buyers check out,
// starts it again, and lets them retry with the same keys: every order that was
// acknowledged is there, no checkout became two orders, and the books verify. With
// COULISSE_TEST_KILLS the number of kills is another, and checkouts grow with it.
func TestKilledInTheMiddleOfCheckouts(t *testing.T) {
	kills := 3
	if more, err := strconv.Atoi(os.Getenv("COULISSE_TEST_KILLS")); err == nil {
		kills = more
	}
	for _, d := range doors() {
		t.Run(d.name, func(t *testing.T) { killWhileBuying(t, d, kills, 200*max(1, kills/3)) })
	}
}

func killWhileBuying(t *testing.T, d door, kills, checkouts int) {
	const people = 8
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(checkouts+10)))
	token := strings.TrimSpace(p.ok("token create --shop tea"))
	s := p.serve()
	cup := s.goods("tea", "CUP")

	done := make(chan struct{}, checkouts)
	told := make([]string, checkouts)
	var work sync.WaitGroup
	for n := range people {
		work.Go(func() {
			for i := n; i < checkouts; i += people {
				told[i] = checkOut(t, d.open(s, "tea", "buyer-"+strconv.Itoa(i)), cup)
				done <- struct{}{}
			}
		})
	}
	for range kills {
		for range checkouts / (kills + 1) {
			<-done
		}
		s.kill()
		s.start()
	}
	work.Wait()

	byEmail := s.ordersByEmail(token)
	for i, want := range told {
		email := "buyer-" + strconv.Itoa(i) + "@example.com"
		if got := byEmail[email]; len(got) != 1 || got[0] != want {
			t.Errorf("%s was told %s, the shop has %v", email, want, got)
		}
	}
	if len(byEmail) != checkouts {
		t.Errorf("%d buyers have orders, want %d", len(byEmail), checkouts)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit code %d after SIGTERM", code)
	}
	p.ok("verify")
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
