package main

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestRushForTheLastUnits lets a hundred buyers order the last ten units at the same
// moment, at each door of the shop: ten get them, ninety a clear word, nobody a fault.
func TestRushForTheLastUnits(t *testing.T) {
	const people, units = 100, 10
	for _, d := range doors() {
		t.Run(d.name, func(t *testing.T) { rush(t, d, people, units) })
	}
}

func rush(t *testing.T, d door, people, units int) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(units)))
	token := strings.TrimSpace(p.ok("token create --shop tea"))
	s := p.serve()
	cup := s.goods("tea", "CUP")

	crowd := make([]buyer, people)
	each(people, func(i int) {
		crowd[i] = d.open(s, "tea", "buyer-"+strconv.Itoa(i))
		if err := crowd[i].fill(cup); err != nil {
			t.Errorf("%s: %v", crowd[i].email(), err)
		}
	})
	if t.Failed() {
		return
	}
	ends := make([]outcome, people)
	each(people, func(i int) {
		var err error
		if ends[i], err = crowd[i].order(); err != nil {
			t.Errorf("%s: %v", crowd[i].email(), err)
		}
	})
	sold := 0
	for i, end := range ends {
		switch {
		case end.number != "":
			sold++
		case end.status != http.StatusConflict || end.refused == "":
			t.Errorf("buyer %d: %d %.500s", i, end.status, end.raw)
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
