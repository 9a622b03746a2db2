package main

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/kittest"
)

// TestT4RushForTheLastUnits lets a crowd order the last units at the same moment, at each
// door of the shop: exactly what is there is sold, the others get a clear word, nobody a
// fault. Every fifth wants two, put into the cart one by one.
func TestT4RushForTheLastUnits(t *testing.T) {
	o := kittest.NewTorture(t, "T4", 100)
	units := 10
	if o.Rounds > 1000 {
		units = 100
	}
	for _, d := range doors() {
		t.Run(d.name, func(t *testing.T) {
			slow := rush(t, d, o.Rounds, units)
			o.Tell("%s: %d buyers for %d units: exactly %d sold, no fault; 99 of 100 answered within %s", d.name, o.Rounds, units, units, slow)
		})
	}
}

func rush(t *testing.T, d door, people, units int) (slow time.Duration) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(units)))
	token := strings.TrimSpace(p.ok("token create --shop tea"))
	s := p.serve()
	cup := s.goods("tea", "CUP")

	crowd, wanted := make([]buyer, people), make([]int, people)
	each(people, func(i int) {
		crowd[i], wanted[i] = d.open(s, "tea", "buyer-"+strconv.Itoa(i)), 1
		if i%5 == 0 {
			wanted[i] = 2
		}
		if err := crowd[i].fill(slices.Repeat([]goods{cup}, wanted[i])...); err != nil {
			t.Errorf("%s: %v", crowd[i].email(), err)
		}
	})
	if t.Failed() {
		return
	}
	ends, took := make([]outcome, people), make([]time.Duration, people)
	each(people, func(i int) {
		began := time.Now()
		var err error
		if ends[i], err = crowd[i].order(); err != nil {
			t.Errorf("%s: %v", crowd[i].email(), err)
		}
		took[i] = time.Since(began)
	})
	sold, buyers := 0, 0
	for i, end := range ends {
		switch {
		case end.number != "":
			sold, buyers = sold+wanted[i], buyers+1
		case end.status != http.StatusConflict || end.refused == "":
			t.Errorf("buyer %d: %d %.500s", i, end.status, end.raw)
		}
	}
	if sold != units {
		t.Errorf("%d of %d units sold", sold, units)
	}
	if byEmail := s.ordersByEmail(token); len(byEmail) != buyers {
		t.Errorf("the shop has orders of %d buyers, %d were told so", len(byEmail), buyers)
	}
	s.stop()
	p.ok("verify")
	slices.Sort(took)
	return took[len(took)*99/100].Round(time.Millisecond)
}

// atOnce is how many people a test lets go at the same moment; a longer line moves up.
const atOnce = 200

// each runs fn for 0 … n-1, as many at the same time as may be, all let go at once.
func each(n int, fn func(i int)) {
	var work sync.WaitGroup
	start, line := make(chan struct{}), make(chan int)
	for range min(n, atOnce) {
		work.Go(func() {
			<-start
			for i := range line {
				fn(i)
			}
		})
	}
	close(start)
	for i := range n {
		line <- i
	}
	close(line)
	work.Wait()
}
