package catalogweb_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/stock"
)

// ask posts JSON to the grid and reads the answer.
func (w *world) ask(path string, body, into any) int {
	w.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", admin+path, strings.NewReader(string(data)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	rec := w.send(r)
	if err := json.Unmarshal(rec.Body.Bytes(), into); err != nil {
		w.t.Fatalf("%s: %v in %.300s", path, err, rec.Body)
	}
	return rec.Code
}

type values struct {
	Cells  [][]string
	Faults [][3]any
	Detail string
}

type saved struct {
	Saved, Total, Done  int64
	Finished            bool
	Follow, Toast, Undo string
	Faults              [][]string
}

func TestGridPageHoldsTheFirstRows(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	page := w.get("/product-grid")
	var data struct {
		Index   struct{ Rows int }
		Rows    [][]any
		Columns []struct{ Key, Name string }
	}
	if err := json.Unmarshal([]byte(page.page.Find("#grid-data").Text()), &data); err != nil {
		t.Fatal(err)
	}
	if data.Index.Rows != 2 || len(data.Rows) != 2 || data.Rows[0][0] != doc.Variants[0].ID.Text("var") || data.Rows[0][3] != "Linen shirt" || data.Rows[1][2] != 0.0 {
		t.Errorf("%+v", data)
	}
	if len(data.Columns) != len(catalog.GridColumns()) {
		t.Errorf("%d columns", len(data.Columns))
	}
	if w.get("/product-grid?tag=nothing").page.Find(".empty h2").Text() != "No product matches" {
		t.Error("no word about a filter that finds nothing")
	}
	w.rights = "catalog.view"
	if code := w.get("/product-grid").Code; code != 404 {
		t.Errorf("who may only look gets %d", code)
	}
	w.rights = "catalog.edit"
	if body := w.get("/product-grid").Body.String(); strings.Contains(body, `"stock"`) {
		t.Error("stock is shown without the right to see it")
	}
}

func TestGridReadsValues(t *testing.T) {
	w := newWorld(t)
	var got values
	w.ask("/product-grid/values", map[string]any{"columns": []string{"price", "sku"}, "text": "1 234,50\tA-1\n€ 5\t\"B\t2\"\nfive\n"}, &got)
	if fmt.Sprint(got.Cells) != "[[1234.50 A-1] [5.00 B 2] [five]]" || len(got.Faults) != 1 || got.Faults[0][0] != 2.0 || got.Faults[0][1] != 0.0 {
		t.Errorf("%+v", got)
	}
	got = values{}
	w.ask("/product-grid/values", map[string]any{"columns": []string{"price"}, "formula": "= cost * 2 round .99",
		"rows": [][4]string{{"19.99", "19.99", "", "8.00"}, {"5.00", "5.00", "", ""}}}, &got)
	if fmt.Sprint(got.Cells) != "[[15.99] [5.00]]" || len(got.Faults) != 1 || got.Faults[0][2] != "The cost of this variant is not known." {
		t.Errorf("%+v", got)
	}
	if code := w.ask("/product-grid/values", map[string]any{"columns": []string{"price"}, "formula": "= margin"}, &got); code != 422 || !strings.Contains(got.Detail, "margin") {
		t.Errorf("%d %+v", code, got)
	}
	if code := w.ask("/product-grid/values", map[string]any{"columns": []string{"shop_id"}, "cells": [][]string{{"1"}}}, &got); code != 422 {
		t.Errorf("a column that is none: %d", code)
	}
	w.lang = "fr"
	got = values{}
	w.ask("/product-grid/values", map[string]any{"columns": []string{"price", "status", "tracked"}, "cells": [][]string{{"1234.5", "Archivé", "oui"}}}, &got)
	if fmt.Sprint(got.Cells) != "[[1234,50 archived 1]]" || len(got.Faults) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestGridSavesAndUndoes(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	small, medium := doc.Variants[0].ID.Text("var"), doc.Variants[1].ID.Text("var")
	var got saved
	code := w.ask("/product-grid", map[string]any{"reason": "count", "edits": [][4]string{{small, "price", "49.00", "51.00"}, {medium, "price", "59.00", "61,50"},
		{small, "stock", "47", "50"}, {small, "tags", "summer", "summer, sale"}}}, &got)
	if code != 200 || got.Saved != 4 || got.Toast != "4 cells saved." || !strings.HasSuffix(got.Undo, "/undo") {
		t.Fatalf("%d %+v", code, got)
	}
	w.write(func(tx *db.Tx) error {
		after, err := catalog.Load(tx, doc.ID)
		if after.Variants[0].Price != 5100 || after.Variants[1].Price != 6150 || len(after.Tags) != 2 {
			t.Errorf("%+v", after)
		}
		page, wrong := stock.Movements(tx, stock.MovementsInput{Variant: doc.Variants[0].ID, Limit: 1})
		if len(page.Rows) == 0 || page.Rows[0].Quantity != 3 || page.Rows[0].Reason != "count" {
			t.Errorf("%+v", page.Rows)
		}
		if wrong != nil {
			err = wrong
		}
		return err
	})
	// A cell somebody else changed since shows both values; nothing is saved.
	got = saved{}
	code = w.ask("/product-grid", map[string]any{"edits": [][4]string{{small, "price", "49.00", "52.00"}, {medium, "sku", "LS-M", "NEW"}}}, &got)
	if code != 200 || got.Saved != 0 || len(got.Faults) != 1 || got.Faults[0][3] != "51.00" {
		t.Errorf("%d %+v", code, got)
	}
	// The others can be saved.
	got = saved{}
	code = w.ask("/product-grid", map[string]any{"valid": true, "edits": [][4]string{{small, "price", "x", "five"}, {medium, "sku", "LS-M", "NEW"}}}, &got)
	if code != 200 || got.Saved != 1 || len(got.Faults) != 1 || got.Faults[0][0] != small {
		t.Errorf("%d %+v", code, got)
	}
	w.rights = "catalog.view catalog.edit stock.view"
	got = saved{}
	if code = w.ask("/product-grid", map[string]any{"edits": [][4]string{{small, "stock", "50", "60"}}}, &got); code != 200 || got.Saved != 0 || got.Faults[0][2] != "You may not change the stock." {
		t.Errorf("%d %+v", code, got)
	}
}

func TestGridSavesManyRowsByAJob(t *testing.T) {
	w := newWorld(t)
	var edits [][4]string
	var products []id.ID
	w.write(func(tx *db.Tx) error {
		for i := range 300 {
			p, err := catalog.Create(tx, catalog.ProductInput{Title: fmt.Sprintf("Tea %03d", i), Options: []string{"Size"},
				Variants: []catalog.Variant{{Option1: "S", Price: 500}, {Option1: "L", Price: 900}}})
			if err != nil {
				return err
			}
			variants, err := catalog.Variants(tx, p.ID)
			if err != nil {
				return err
			}
			for _, v := range variants {
				edits = append(edits, [4]string{v.ID.Text("var"), "price", fmt.Sprintf("%d.00", v.Price/100), "7.77"})
			}
			products = append(products, p.ID)
		}
		return nil
	})
	edits[10][2] = "1.00" // somebody else changed this one
	var got saved
	if code := w.ask("/product-grid", map[string]any{"edits": edits}, &got); code != 202 || got.Total != 600 {
		t.Fatalf("%d %+v", code, got)
	}
	if err := w.runner.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	follow := w.get(strings.TrimPrefix(got.Follow, "/shops/seven"))
	got = saved{}
	if err := json.Unmarshal(follow.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !got.Finished || got.Saved != 599 || len(got.Faults) != 1 || got.Faults[0][3] != "5.00" || got.Undo == "" {
		t.Errorf("%+v", got)
	}
	w.write(func(tx *db.Tx) error {
		for i, product := range products {
			p, err := catalog.Get(tx, product)
			if err != nil {
				return err
			}
			if p.PriceTo != 777 {
				t.Errorf("product %d costs up to %d", i, p.PriceTo)
			}
		}
		return nil
	})
}

func TestGridWorksWithoutScript(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	page := w.get("/product-grid/table")
	form := url.Values{}
	page.page.Find(".grid-table input, .grid-table select").Each(func(_ int, field *goquery.Selection) {
		name, _ := field.Attr("name")
		value, _ := field.Attr("value")
		if field.Is("select") {
			value, _ = field.Find("option[selected]").Attr("value")
		}
		if name != "" {
			form.Set(name, value)
		}
	})
	form.Set("rows[0].price", "+10% round .99")
	form.Set("rows[1].sku", "NEW")
	form.Set("rows[0].title", "")
	answer := w.post("/product-grid/table", form)
	if answer.Code != 422 || answer.page.Find("[name='rows[0].price']").AttrOr("value", "") != "+10% round .99" || !strings.Contains(answer.page.Text(), "Give the product a name.") {
		t.Fatalf("%d %.500s", answer.Code, answer.page.Find("main").Text())
	}
	form.Set("rows[0].title", "Linen blouse")
	if answer = w.post("/product-grid/table", form); answer.Code != 303 {
		t.Fatalf("%d %.500s", answer.Code, answer.page.Find("main").Text())
	}
	w.write(func(tx *db.Tx) error {
		after, err := catalog.Load(tx, doc.ID)
		if after.Title != "Linen blouse" || after.Variants[0].Price != 5399 || after.Variants[1].SKU != "NEW" || len(after.Tags) != 1 || after.Status != catalog.Active {
			t.Errorf("%+v", after)
		}
		return err
	})
}

func TestGridOpensASelection(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	key := doc.ID.Text("prd")
	answer := w.post("/lists/products/acts", url.Values{"act": {"grid"}, "id": {key}, "query": {"status=active"}})
	if to := answer.Header().Get("Location"); answer.Code != 303 || to != "/shops/seven/product-grid?ids="+key {
		t.Errorf("%d to %q", answer.Code, to)
	}
	answer = w.post("/lists/products/acts", url.Values{"act": {"grid"}, "all": {"1"}, "query": {"status=active&vendor=Brown+Betty"}})
	if to := answer.Header().Get("Location"); answer.Code != 303 || to != "/shops/seven/product-grid?status=active&vendor=Brown+Betty" {
		t.Errorf("%d to %q", answer.Code, to)
	}
	if body := w.get("/lists/products/tools?status=draft").Body.String(); !strings.Contains(body, "/shops/seven/product-grid?status=draft") {
		t.Error("the menu of the list does not take its filter over")
	}
	if rows := w.get("/product-grid?ids=" + key).page.Find(".grid-chips .chip").Length(); rows != 1 {
		t.Errorf("%d chips", rows)
	}
}
