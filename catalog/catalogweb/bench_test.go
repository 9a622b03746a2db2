package catalogweb_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// largest creates a product with as many variants as there may be.
func (w *world) largest() (product id.ID) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		in := catalog.ProductInput{Title: "Cloth", Status: catalog.Active, Options: []string{"Size", "Colour", "Length"}}
		for i := range catalog.MaxVariants {
			in.Variants = append(in.Variants, catalog.Variant{Option1: strconv.Itoa(i % 16), Option2: strconv.Itoa(i / 16 % 16), Option3: strconv.Itoa(i / 256),
				SKU: fmt.Sprintf("C-%04d", i), Price: int64(1000 + i), Tracked: true, Delivered: true})
		}
		p, err := catalog.Create(tx, in)
		product = p.ID
		return err
	})
	return product
}

func formIn(page *goquery.Document, form string) url.Values {
	values := url.Values{}
	page.Find(form).Find("input, textarea, select").Each(func(_ int, field *goquery.Selection) {
		name, value := field.AttrOr("name", ""), field.AttrOr("value", "")
		_, checked := field.Attr("checked")
		switch {
		case field.AttrOr("form", "") != "" || name == "" || name == "_once" || field.AttrOr("type", "") == "checkbox" && !checked:
			return
		case field.Is("select"):
			value = field.Find("option[selected]").AttrOr("value", "")
		case field.Is("textarea"):
			value = field.Text()
		}
		values.Add(name, value)
	})
	return values
}

// BenchmarkLargestProduct opens and saves a product with 2,048 variants over HTTP, and
// saves one cell of it in the bulk grid.
func BenchmarkLargestProduct(b *testing.B) {
	w := newWorld(b)
	path := "/products/" + w.largest().Text("prd")
	send := func(b *testing.B, method, path, body string, want int) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, admin+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if method == "GET" {
			r.Header.Set("Accept-Encoding", "br")
		}
		r.Header.Set("Cookie", "session=all")
		rec := httptest.NewRecorder()
		w.server.ServeHTTP(rec, r)
		if rec.Code != want {
			page, _ := goquery.NewDocumentFromReader(rec.Body)
			b.Fatalf("%s %s answers %d: %.500s", method, path, rec.Code, page.Find(".banner, .error").Text())
		}
		return rec
	}
	b.Run("open", func(b *testing.B) {
		size := 0
		for b.Loop() {
			size = send(b, "GET", path, "", 200).Body.Len()
		}
		b.ReportMetric(float64(size), "bytes")
	})
	b.Run("grid", func(b *testing.B) {
		for b.Loop() {
			send(b, "GET", "/product-grid", "", 200)
		}
	})
	b.Run("save", func(b *testing.B) {
		form := formIn(w.get(path).page, "#product-form")
		for n := 0; b.Loop(); n++ {
			form.Set("variants[7].price", strconv.Itoa(100+n))
			form.Set("version", strconv.Itoa(n+1))
			send(b, "POST", path, form.Encode(), 303)
		}
	})
}

// BenchmarkGridSave changes the prices of 20,000 variants of 2,000 products in one save.
func BenchmarkGridSave(b *testing.B) {
	w := newWorld(b)
	var edits [][4]string
	w.write(func(tx *db.Tx) error {
		for i := range 2000 {
			in := catalog.ProductInput{Title: fmt.Sprintf("Tea %04d", i), Options: []string{"Size"}}
			for v := range 10 {
				in.Variants = append(in.Variants, catalog.Variant{Option1: strconv.Itoa(v), SKU: fmt.Sprintf("T-%d-%d", i, v), Price: 500})
			}
			p, err := catalog.Create(tx, in)
			if err != nil {
				return err
			}
			variants, err := catalog.Variants(tx, p.ID)
			if err != nil {
				return err
			}
			for _, v := range variants {
				edits = append(edits, [4]string{v.ID.Text("var"), "price", "5.00", "6.00"})
			}
		}
		return nil
	})
	price := 6
	for b.Loop() {
		var got saved
		if code := w.ask("/product-grid", map[string]any{"edits": edits}, &got); code != 202 {
			b.Fatal(code, got)
		}
		if err := w.runner.Drain(b.Context()); err != nil {
			b.Fatal(err)
		}
		price++
		for i := range edits {
			edits[i][2], edits[i][3] = edits[i][3], fmt.Sprintf("%d.00", price)
		}
	}
}
