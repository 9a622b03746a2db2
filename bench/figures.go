package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// Figure is one thing measured, with its floors.
type Figure struct {
	Name       string
	Program    []Load
	Bare       []Load
	Floor      []Load
	Bytes      int     // of an answer
	Statements float64 `json:",omitempty"` // of one request, at one client
}

// reading is a figure of one request that changes nothing.
type reading struct {
	name string
	ask  ask
	// tables hold the rows of the answer: statements on these are the engine's floor.
	tables []string
}

var (
	productTables = []string{"product", "product_tag", "product_image", "product_option", "variant", "stock_level", "collection_product", "search_index", "search_doc"}
	orderTables   = []string{"orders", "search_index", "search_doc"}
)

// readings are the figures that read; deep cursors are found by walking there.
func (m *meter) readings(ctx context.Context) ([]reading, error) {
	shop := func(path string) ask { return ask{Method: http.MethodGet, Host: handle, Path: path, Status: 200} }
	api := func(path string) ask {
		return ask{Method: http.MethodGet, Host: "api", Path: path, Token: m.world.Tokens[0], Status: 200}
	}
	admin := func(path string) ask {
		return ask{Method: http.MethodGet, Host: "admin", Path: "/shops/" + handle + path, Cookie: m.world.Session, Status: 200}
	}
	deepProducts, err := m.walk(ctx, shop("/api/v1/products?limit=20"), 50)
	if err != nil {
		return nil, err
	}
	deepOrders, err := m.walk(ctx, api("/v1/orders?limit=50"), 50)
	if err != nil {
		return nil, err
	}
	middle := handleOf(m.world.Products / 2)
	list := []reading{
		{"products JSON, page 1", shop("/api/v1/products?limit=20"), productTables},
		{"products JSON, deep page", deepProducts, productTables},
		{"product JSON", shop("/api/v1/products/" + middle), productTables},
		{"product page HTML", shop("/products/" + middle), productTables},
		{"home page HTML", shop("/"), productTables},
		{"search, one word", shop("/api/v1/search?limit=20&q=walnut"), productTables},
		{"search, two words", shop("/api/v1/search?limit=20&q=walnut+bowl"), productTables},
		{"orders JSON, page 1", api("/v1/orders?limit=50"), orderTables},
		{"orders JSON, deep page", deepOrders, orderTables},
		{"orders JSON, by country", api("/v1/orders?limit=50&country=DE"), orderTables},
		{"orders admin HTML", admin("/orders"), orderTables},
		{"orders admin HTML, to be paid", admin("/orders?view=unpaid"), orderTables},
		{"orders admin HTML, words", admin("/orders?q=bowl+martin"), orderTables},
		{"products admin HTML", admin("/products"), productTables},
		{"home admin HTML", admin(""), orderTables},
	}
	return list, nil
}

// walk goes forward some pages and returns the request of the last full one.
func (m *meter) walk(ctx context.Context, first ask, pages int) (ask, error) {
	at := first
	for range pages {
		body, err := m.caller.get(ctx, at)
		if err != nil {
			return at, err
		}
		var page struct{ Next *string }
		if err := json.Unmarshal(body, &page); err != nil || page.Next == nil {
			return at, err
		}
		at.Path = first.Path + "&after=" + *page.Next
	}
	return at, nil
}

// read measures one reading at each number of clients.
func (m *meter) read(ctx context.Context, r reading) (Figure, []byte, error) {
	body, err := m.caller.get(ctx, r.ask)
	if err != nil {
		return Figure{}, nil, err
	}
	f := Figure{Name: r.name, Bytes: len(body)}
	for i, clients := range m.clients {
		before := m.statements(ctx)
		load := cost(ctx, m.server, clients, m.length, func(_, n int) error {
			one := r.ask
			if one.Token != "" {
				one.Token = m.world.Tokens[n%len(m.world.Tokens)]
			}
			_, err := m.caller.get(ctx, one)
			return err
		})
		if load.Done == 0 {
			return f, body, fmt.Errorf("%s: %s", r.name, load.Problem)
		}
		if i == 0 {
			f.Statements = m.statementsEach(before, m.statements(ctx), load, m.length)
		}
		f.Program = append(f.Program, load)
	}
	m.say("%-32s %3.0f statements %s", r.name, f.Statements, loads(f.Program))
	return f, body, nil
}

func loads(all []Load) string {
	text := ""
	for _, l := range all {
		text += fmt.Sprintf("  %d: %.2f ms p50, %.2f p99, %.2f cpu, %s/s", l.Clients, l.P50, l.P99, l.CPU, strconv.FormatFloat(l.PerSecond, 'f', 0, 64))
		if l.Failed > 0 {
			text += fmt.Sprintf(" (%d failed: %.120s)", l.Failed, l.Problem)
		}
	}
	return text
}
