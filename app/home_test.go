package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/orders"
)

// Every figure of the first page is what the list behind it shows.
func TestFiguresOfTheFirstPageLeadToTheirLists(t *testing.T) {
	o := newOffice(t)
	variant := o.product("Linen shirt", "SHIRT-1", 4900)
	for range 3 {
		o.order(variant, "Zoé", "zoe@example.com")
	}
	home := o.get("anna", "")
	found := 0
	home.page.Find(".stat").Each(func(_ int, s *goquery.Selection) {
		label, value := s.Find("a").Text(), s.Find(".stat-value b").Text()
		if !strings.HasPrefix(label, "Orders") {
			return
		}
		found++
		list := o.get("anna", strings.TrimPrefix(s.Find("a").AttrOr("href", ""), "/shops/ruche"))
		if rows := list.page.Find("main tbody tr").Length(); value != "3" || rows != 3 {
			t.Errorf("%s is %s, its list has %d rows", label, value, rows)
		}
	})
	if found != 2 {
		t.Errorf("%d figures of orders were found", found)
	}
	task := home.page.Find("#tasks li").First()
	list := o.get("anna", strings.TrimPrefix(task.Find("a").AttrOr("href", ""), "/shops/ruche"))
	if task.Find("b").Text() != "3" || list.page.Find("main tbody tr").Length() != 3 {
		t.Errorf("%s: its list has %d rows", strings.Join(strings.Fields(task.Text()), " "), list.page.Find("main tbody tr").Length())
	}
	// Ben may see none of it.
	if words := o.get("ben", "").page.Find("main").Text(); strings.Contains(words, "Sales") || strings.Contains(words, "to ship") {
		t.Errorf("Ben reads %s", words)
	}
}

// Days begin at midnight of the shop, also when a clock change makes one longer.
func TestHoursAreSortedIntoDays(t *testing.T) {
	o := newOffice(t)
	o.order(o.product("Linen shirt", "SHIRT-1", 4900), "Zoé", "zoe@example.com")
	err := o.app.DB().Read(t.Context(), db.Scope{Shop: o.shop.ShopID}, func(tx *db.Tx) error {
		sales, err := orders.SalesSince(tx, tx.Now.Add(-50*time.Hour))
		if len(sales) != 1 || sales[0].Hour != 49 && sales[0].Hour != 50 || sales[0].Orders != 1 || sales[0].Sales == 0 {
			t.Errorf("%+v", sales)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
