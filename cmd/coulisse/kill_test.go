package main

import (
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestKilledInTheMiddleOfCheckouts kills the program while several clients check out,
// starts it again, and lets them retry with the same keys: every order that was
// acknowledged is there, no checkout became two orders, and the books verify. With
// COULISSE_TEST_KILLS the number of kills is another, and checkouts grow with it.
func TestKilledInTheMiddleOfCheckouts(t *testing.T) {
	kills := 3
	if more, err := strconv.Atoi(os.Getenv("COULISSE_TEST_KILLS")); err == nil {
		kills = more
	}
	const clients = 8
	checkouts := 200 * max(1, kills/3)
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(checkouts+10)))
	token := strings.TrimSpace(p.ok("token create --shop tea"))
	s := p.serve()
	variant := s.variants("tea")["CUP"]

	var done atomic.Int64
	acknowledged := make([]placed, checkouts)
	var work sync.WaitGroup
	for c := range clients {
		work.Go(func() {
			for i := c; i < checkouts; i += clients {
				b := &buyer{s: s, shop: "tea", name: "buyer-" + strconv.Itoa(i)}
				acknowledged[i] = checkOut(t, b, variant)
				done.Add(1)
			}
		})
	}
	for k := range kills {
		for done.Load() < int64(checkouts*(k+1)/(kills+1)) && !t.Failed() {
			time.Sleep(time.Millisecond)
		}
		s.kill()
		s.start()
	}
	work.Wait()

	byEmail := s.ordersByEmail(token)
	for i, want := range acknowledged {
		email := "buyer-" + strconv.Itoa(i) + "@example.com"
		if got := byEmail[email]; len(got) != 1 || got[0] != want.Order {
			t.Errorf("%s was told %s, the shop has %v", email, want.Order, got)
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

// checkOut goes all the way; a buyer whose cart is gone or whose order is refused is
// a failure, because nothing of theirs may be lost.
func checkOut(t *testing.T, b *buyer, variant string) placed {
	cart, err := b.fill(variant)
	if err != nil {
		t.Errorf("%s: %v", b.name, err)
		return placed{}
	}
	got, err := b.order(cart)
	if err != nil || got.status != http.StatusCreated {
		t.Errorf("%s: %d %s %v", b.name, got.status, got.body, err)
		return placed{}
	}
	var order placed
	got.into(t, &order)
	return order
}

// ordersByEmail pages through all orders of the shop.
func (s *process) ordersByEmail(token string) map[string][]string {
	s.t.Helper()
	found, after := map[string][]string{}, ""
	for {
		var page struct {
			Data []struct{ ID, Email string }
			Next *string
		}
		s.get(token, "/v1/orders?limit=100&after="+url.QueryEscape(after), &page)
		for _, o := range page.Data {
			found[o.Email] = append(found[o.Email], o.ID)
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
