package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestRushForTheLastUnits lets a hundred buyers order the last ten units at the same
// moment: ten get them, ninety a clear 409.
func TestRushForTheLastUnits(t *testing.T) {
	const buyers, units = 100, 10
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(units)))
	token := strings.TrimSpace(p.ok("token create --shop tea"))
	s := p.serve()
	variant := s.variants("tea")["CUP"]

	carts := make([]string, buyers)
	each(buyers, func(i int) {
		b := &buyer{s: s, shop: "tea", name: "buyer-" + strconv.Itoa(i)}
		var err error
		if carts[i], err = b.fill(variant); err != nil {
			t.Errorf("%s: %v", b.name, err)
		}
	})
	if t.Failed() {
		return
	}
	replies := make([]reply, buyers)
	each(buyers, func(i int) {
		b := &buyer{s: s, shop: "tea", name: "buyer-" + strconv.Itoa(i)}
		var err error
		if replies[i], err = b.order(carts[i]); err != nil {
			t.Errorf("%s: %v", b.name, err)
		}
	})
	sold := 0
	for i, got := range replies {
		var problem struct{ Code, Detail string }
		switch {
		case got.status == http.StatusCreated:
			sold++
		case got.status != http.StatusConflict || json.Unmarshal(got.body, &problem) != nil || problem.Detail == "" || problem.Code == "":
			t.Errorf("buyer %d: %d %s", i, got.status, got.body)
		}
	}
	if sold != units {
		t.Errorf("%d orders for %d units", sold, units)
	}
	if byEmail := s.ordersByEmail(token); len(byEmail) != units {
		t.Errorf("the shop has orders of %d buyers", len(byEmail))
	}
	s.stop()
	p.ok("verify")
}

// each runs fn for 0 … n-1 at the same time, all let go at once.
func each(n int, fn func(i int)) {
	var work sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		work.Go(func() {
			<-start
			fn(i)
		})
	}
	close(start)
	work.Wait()
}
