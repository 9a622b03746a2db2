package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
)

// hear opens the live stream of a person and hands over what it says.
func (o *office) hear(key, at string) (<-chan web.News, *http.Response) {
	o.t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, o.listen)
	}}}
	r, err := http.NewRequestWithContext(o.t.Context(), http.MethodGet, "http://admin.localhost/shops/ruche/live?edit=on&at=/shops/ruche"+at, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "session", Value: o.session[key]})
	answer, err := client.Do(r)
	if err != nil || answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
		o.t.Fatalf("the stream of %s: %v %v", key, answer, err)
	}
	news := make(chan web.News, 100)
	go func() {
		defer close(news)
		defer answer.Body.Close()
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var n web.News
				if json.Unmarshal([]byte(data), &n) == nil {
					news <- n
				}
			}
		}
	}()
	return news, answer
}

// next waits for news of a kind.
func next(t *testing.T, news <-chan web.News, kind string) web.News {
	t.Helper()
	late := time.After(10 * time.Second)
	for {
		select {
		case n, open := <-news:
			if !open {
				t.Fatalf("the stream ended before %q", kind)
			}
			if n.Kind == kind && (kind != "people" || n.Text != "") {
				return n
			}
		case <-late:
			t.Fatalf("no news of kind %q", kind)
		}
	}
}

func TestNewsArriveWithoutReload(t *testing.T) {
	o := newOffice(t)
	o.hire("cleo", "Cleo", shops.RoleManager)
	variant := o.product("Linen shirt", "SHIRT-1", 4900)
	o.serve()
	page := "/products/" + variant.ProductID.Text(catalog.ProductPrefix)
	anna, _ := o.hear("anna", page)
	ben, _ := o.hear("ben", "/pages")
	cleo, answer := o.hear("cleo", page)
	if n := next(t, anna, "people"); n.Text != "Cleo is editing this too." {
		t.Errorf("Anna reads %q", n.Text)
	}
	if n := next(t, cleo, "people"); n.Text != "Anna is editing this too." {
		t.Errorf("Cleo reads %q", n.Text)
	}
	placed := o.order(variant, "Zoé", "zoe@example.com")
	if n := next(t, anna, "new"); n.Topic != "orders" || n.Path != "/orders/"+placed.ID.Text(orders.Prefix) || len(n.More) != 2 || n.Text != "" {
		t.Errorf("Anna hears %+v", n)
	}
	// Ben may not see orders: he hears nothing of them.
	select {
	case n := <-ben:
		if n.Kind != "people" {
			t.Errorf("Ben hears %+v", n)
		}
	default:
	}
	if n := o.get("anna", "/live/counts"); n.Code != 200 || strings.Contains(o.get("ben", "/live/counts").Body.String(), "orders") {
		t.Errorf("counts: %d %s", n.Code, n.Body)
	}
	// A shutdown does not wait for open streams.
	o.app.Server().EndStreams()
	late := time.After(5 * time.Second)
	for open := true; open; {
		select {
		case _, open = <-cleo:
		case <-late:
			t.Fatal("the stream goes on after its end")
		}
	}
	_ = answer.Body.Close()
}
