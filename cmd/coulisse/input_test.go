package main

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// Files and requests as people and programs really send them: each gets a clear
// sentence, nothing is lost, nothing else breaks.

func utf16File(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

func TestProductFilesOfAllKinds(t *testing.T) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com")
	line := func(price, quantity string) string {
		return "Handle,Title,Variant Price,Variant Inventory Qty,Variant Inventory Tracker\ncup,Cup," + price + "," + quantity + ",shopify\n"
	}
	cases := []struct {
		name, file string
		code       int
		says       string
	}{
		{"semicolons", strings.ReplaceAll(line("12.50", "3"), ",", ";"), 1, "separated by semicolons. Save it again with commas"},
		{"tabs", strings.ReplaceAll(line("12.50", "3"), ",", "\t"), 1, "separated by tabs"},
		{"byte order mark", "\ufeff" + line("12.50", "3"), 0, "1 products would be imported"},
		{"Windows line ends", strings.ReplaceAll(line("12.50", "3"), "\n", "\r\n"), 0, "1 products would be imported"},
		{"UTF-16", utf16File(line("12.50", "3")), 1, "not UTF-8"},
		{"Latin-1", strings.ReplaceAll(line("12.50", "3"), "Cup", "Caf\xe9"), 1, "line 2, Title: This is not UTF-8"},
		{"comma in the price", line(`"12,50"`, "3"), 0, "1 products would be imported"},
		{"two commas in the price", line(`"12,5,0"`, "3"), 1, "line 2, Variant Price"},
		{"negative price", line("-1", "3"), 1, "line 2, Variant Price"},
		{"huge price", line("99999999999999999999", "3"), 1, "line 2, Variant Price"},
		{"words for a price", line("cheap", "3"), 1, "line 2, Variant Price"},
		{"negative quantity", line("12.50", "-3"), 0, "line 2, Variant Inventory Qty: “-3” is below zero. The product goes in with none in stock."},
		{"half a quantity", line("12.50", "1.5"), 1, "line 2, Variant Inventory Qty"},
		{"no title column", "Handle,Price\ncup,1\n", 1, "column"},
		{"empty", "", 1, "empty"},
		{"only a heading", "Handle,Title,Variant Price\n", 0, "0 products would be imported"},
		{"an open quote", line("12.50", "3") + "lamp,\"Lamp,1,1,shopify\n", 1, "The quote opened on line 3 is never closed"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 1, "not UTF-8"},
	}
	for _, c := range cases {
		got := p.run("import products --shop tea --from shopify --dry-run", write(t, "p.csv", c.file))
		if got.code != c.code || got.code == 1 && !oneSentence.MatchString(got.err) || !strings.Contains(got.out+got.err, c.says) {
			t.Errorf("%s: exit code %d, want %d and %q\n%s%s", c.name, got.code, c.code, c.says, got.out, got.err)
		}
	}
	p.ok("verify")
}

// oneLine is a file of one line that does not end before n bytes were read.
type oneLine struct{ left int64 }

func (o *oneLine) Read(b []byte) (int, error) {
	if o.left <= 0 {
		return 0, io.EOF
	}
	n := copy(b, bytes.Repeat([]byte("x"), min(len(b), int(o.left))))
	o.left -= int64(n)
	return n, nil
}

func TestAnEndlessLineIsNotKept(t *testing.T) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	file := &oneLine{left: 1 << 30}
	var out, problems bytes.Buffer
	code := run(append([]string{"import", "products", "-", "--shop", "tea", "--from", "shopify"}, p.storage...),
		io.MultiReader(strings.NewReader("Handle,Title,Variant Price\n"), file), &out, &problems)
	runtime.ReadMemStats(&after)
	if code != 1 || !oneSentence.MatchString(problems.String()) && !strings.Contains(out.String(), "line 2") {
		t.Errorf("exit code %d: %s%s", code, out.String(), problems.String())
	}
	if grown := int64(after.Sys) - int64(before.Sys); grown > 64<<20 {
		t.Errorf("%d MB more memory for one line", grown>>20)
	}
}

func TestHistoryFilesOfAllKinds(t *testing.T) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country GB --handle tea")
	cases := []struct {
		name, from, to string
		says           string
	}{
		{"a date that does not exist", "12/3/10 8:28", "2/30/10 8:28", "This is not a date"},
		{"an unknown country", "EIRE", "Atlantis", "This country is not known"},
		{"a price with commas", "1.85,17851", "\"12,5,0\",17851", "document 2"},
		{"no quantity", "2,B,Warmer,6", "2,B,Warmer,many", "This is not a quantity"},
		{"a negative invoice", "2,B,Warmer,6", "2,B,Warmer,-6", "negative total"},
	}
	for _, c := range cases {
		text := strings.Replace(ownHistory, c.from, c.to, 1)
		if text == ownHistory {
			t.Fatalf("%s: nothing to replace", c.name)
		}
		got := p.run("import orders --shop tea --from csv --dry-run --map "+historyMap, write(t, "h.csv", text))
		if got.code != 0 || !strings.Contains(got.out, c.says) || !strings.Contains(got.out, "2 invoices and 1 credit notes would be imported") {
			t.Errorf("%s: exit code %d, want %q\n%s%s", c.name, got.code, c.says, got.out, got.err)
		}
	}
	for name, text := range map[string]string{
		"semicolons": strings.ReplaceAll(ownHistory, ",", ";"), "byte order mark": "\ufeff" + ownHistory,
		"Latin-1": strings.ReplaceAll(ownHistory, "Warmer", "Caf\xe9")} {
		got := p.run("import orders --shop tea --from csv --dry-run --map "+historyMap, write(t, "h.csv", text))
		if got.code != 0 || !strings.Contains(got.out, "3 invoices and 1 credit notes would be imported") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	got := p.run("import orders --shop tea --from csv --map "+historyMap, write(t, "h.csv", utf16File(ownHistory)))
	if got.code != 1 || !oneSentence.MatchString(got.err) || !strings.Contains(got.err, "Save it again as “CSV UTF-8”") {
		t.Errorf("UTF-16: %+v", got)
	}
}

func TestStorefrontRefusesBadRequests(t *testing.T) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(5)))
	s := p.serve()
	cup := s.goods("tea", "CUP")
	b := &client{s: s, shop: "tea", name: "ada"}
	if err := b.fill(cup); err != nil {
		t.Fatal(err)
	}
	variant, cart := cup.variant, strings.TrimPrefix(b.cart, "/")
	lines, whole := "/"+cart+"/lines", `{"variant":"`+variant+`","quantity":`
	cases := []struct{ method, path, body string }{
		{"POST", lines, whole + `-1}`},
		{"POST", lines, whole + `99999999999}`},
		{"POST", lines, whole + `9223372036854775808}`},
		{"POST", lines, whole + `1.5}`},
		{"POST", lines, whole + `"1"}`},
		{"POST", lines, whole + `1,"price":1}`},
		{"POST", lines, whole + `1,"quantity":3}`},
		{"POST", lines, whole},
		{"POST", lines, `[]`},
		{"POST", lines, `null`},
		{"POST", lines, ``},
		{"POST", lines, `{"variant":"var_nothing","quantity":1}`},
		{"POST", lines, `{"variant":"` + strings.Replace(variant, "var_", "prd_", 1) + `","quantity":1}`},
		{"POST", lines, `{"variant":"` + strings.Repeat("x", 10<<20) + `","quantity":1}`},
		{"PUT", "/" + cart + "/contact", `{"email":"nobody"}`},
		{"PUT", "/" + cart + "/contact", `{"email":"a@example.com\nBcc: b@example.com"}`},
		{"PUT", "/" + cart + "/address", `{"name":"A","line1":"1","city":"X","country":"XX"}`},
		{"PUT", "/" + cart + "/address", `{"name":"A","line1":"1","city":"X","country":"FR","postal_code":"69001","vat_number":"FR00"}`},
		{"PUT", "/" + cart + "/delivery", `{"option":"met_nothing"}`},
		{"POST", "/" + cart + "/order", `{"payment_method":"gold"}`},
		{"POST", "/" + cart + "/order", `{"payment_method":"bank-transfer","total":{"amount":1,"currency":"EUR"}}`},
		{"POST", "/nothing/order", `{"payment_method":"bank-transfer"}`},
		{"DELETE", "/" + cart + "/lines/lin_nothing", ``},
	}
	for i, c := range cases {
		got, err := s.send(c.method, "tea", "/api/v1/carts"+c.path, c.body, nil)
		var problem struct{ Code, Detail string }
		if err != nil || got.status < 400 || got.status >= 500 || !strings.Contains(got.header.Get("Content-Type"), "problem+json") {
			t.Errorf("case %d, %s %s %.80s: %d %.300s %v", i, c.method, c.path, c.body, got.status, got.body, err)
			continue
		}
		if got.into(t, &problem); problem.Code == "" || problem.Detail == "" {
			t.Errorf("case %d, %s %.80s says nothing: %s", i, c.path, c.body, got.body)
		}
	}
	// The cart is as it was, and orders.
	end, err := b.order()
	if err != nil || end.number == "" {
		t.Errorf("the order after all that: %d %s %v", end.status, end.raw, err)
	}
	b.reusesItsKey(t)
	if s.stop() != 0 {
		t.Error("the program did not stop well")
	}
	p.ok("verify")
}

// reusesItsKey sends another request with a key that was used.
func (c *client) reusesItsKey(t *testing.T) {
	t.Helper()
	key := map[string]string{"Idempotency-Key": "one key"}
	for i, want := range []int{http.StatusCreated, http.StatusCreated, http.StatusUnprocessableEntity} {
		locale := []string{"fr", "fr", "en"}[i]
		got, err := c.s.send(http.MethodPost, c.shop, "/api/v1/carts", `{"locale":"`+locale+`"}`, key)
		if err != nil || got.status != want {
			t.Errorf("request %s with the same key: %d %s, want %d", strconv.Itoa(i+1), got.status, got.body, want)
		}
	}
}
