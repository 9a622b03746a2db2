package bench_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/demo"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// Each figure is the median of so many requests, one after the other.
const requests = 200

// ground is an installation that holds the sample world.
type ground struct {
	b       *testing.B
	options app.Options
	client  *http.Client
	session string
}

// newGround makes the sample world once; the clock then runs as usual.
func newGround(b *testing.B) *ground {
	b.Helper()
	o := kittest.Options(b, app.Migrations()...)
	g := &ground{b: b, options: app.Options{Data: o.Dir, Database: o.URL, Domain: "localhost", Listen: freeAddress(b), Log: slog.New(slog.DiscardHandler)}}
	if o.Dir == "" {
		g.options.Data = b.TempDir()
	}
	dialer := &net.Dialer{}
	g.client = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, g.options.Listen)
	}}}
	clock := &demo.Clock{}
	filling := g.options
	filling.Clock = clock.Now
	g.serve(filling, func(a *app.App) {
		_, err := demo.Fill(b.Context(), demo.Ground{DB: a.DB(), Files: a.Files(), Runner: a.Runner(), Door: a.Door(), Clock: clock, PayHTTP: a.Post})
		g.check(err)
	})
	return g
}

// serve runs the program inside this process while fn works with it.
func (g *ground) serve(o app.Options, fn func(a *app.App)) {
	g.b.Helper()
	a, err := app.Open(g.b.Context(), o)
	g.check(err)
	ctx, stop := context.WithCancel(g.b.Context())
	started, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(net.Addr) { close(started) }) }()
	<-started
	fn(a)
	stop()
	g.check(<-ended)
	g.check(a.Close())
}

func (g *ground) check(err error) {
	g.b.Helper()
	if err != nil {
		g.b.Fatal(err)
	}
}

// ask sends a request, wants the status and returns the body and how long it took.
func (g *ground) ask(status int, method, host, path, body string) ([]byte, time.Duration) {
	g.b.Helper()
	_, port, _ := net.SplitHostPort(g.options.Listen)
	r, err := http.NewRequestWithContext(g.b.Context(), method, "http://"+host+".localhost:"+port+path, strings.NewReader(body))
	g.check(err)
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(&http.Cookie{Name: "session", Value: g.session})
	began := time.Now()
	answer, err := g.client.Do(r)
	g.check(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	took := time.Since(began)
	g.check(err)
	if answer.StatusCode != status {
		g.b.Fatalf("%s %s: %d %.300s", method, path, answer.StatusCode, text)
	}
	return text, took
}

func (g *ground) medianOf(method, host, path string) time.Duration {
	g.b.Helper()
	g.ask(200, method, host, path, "")
	return median(func(int) time.Duration { _, took := g.ask(200, method, host, path, ""); return took })
}

func median(one func(i int) time.Duration) time.Duration {
	all := make([]time.Duration, requests)
	for i := range all {
		all[i] = one(i)
	}
	slices.Sort(all)
	return all[requests/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkProgram takes all figures once, whatever -benchtime says.
func BenchmarkProgram(b *testing.B) {
	g := newGround(b)
	report := func(name string, value float64, unit string) {
		b.ReportMetric(value, name+"-"+unit)
		fmt.Printf("%-20s %8.2f %s\n", name, value, unit) // at once: a log would wait for the end
	}
	report("bare-net-http", milliseconds(bare(b)), "ms")
	g.serve(g.options, func(a *app.App) {
		g.session = g.signIn(a)
		report("order-list", milliseconds(g.medianOf("GET", "admin", "/shops/maison/orders")), "ms")
		handle, variant := g.product()
		report("product-page", milliseconds(g.medianOf("GET", "maison", "/products/"+handle)), "ms")
		g.stockUp(a, variant)
		carts := make([]string, requests)
		for i := range carts {
			carts[i] = g.cart(variant, i)
		}
		report("checkout", milliseconds(median(func(i int) time.Duration {
			_, took := g.ask(201, "POST", "maison", carts[i]+"/order", `{"payment_method":"bank-transfer"}`)
			return took
		})), "ms")
	})
	size, start, memory := g.binary()
	report("binary", size, "MB")
	report("start-until-ready", milliseconds(start), "ms")
	report("idle-memory", memory, "MB")
}

// bare is what one answer of net/http costs on this machine.
func bare(b *testing.B) time.Duration {
	b.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") }))
	defer s.Close()
	return median(func(int) time.Duration {
		began := time.Now()
		answer, err := s.Client().Get(s.URL)
		if err != nil {
			b.Fatal(err)
		}
		defer answer.Body.Close()
		_, _ = io.Copy(io.Discard, answer.Body)
		return time.Since(began)
	})
}

// signIn opens a session for the owner of the sample shops.
func (g *ground) signIn(a *app.App) (session string) {
	g.b.Helper()
	g.check(a.DB().Write(g.b.Context(), db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "the owner of the sample world")
		owner, err := db.One[shops.Member](sys, `SELECT account_id FROM staff_member WHERE role = $1 LIMIT 1`, shops.RoleOwner)
		if err != nil {
			return err
		}
		session, err = shops.OpenSession(sys, owner.AccountID, "", "")
		return err
	}))
	return session
}

// product is one that is there, with a variant that has stock enough.
func (g *ground) product() (handle, variant string) {
	g.b.Helper()
	var list struct {
		Data []struct {
			Handle   string
			Variants []struct {
				ID        string
				Available bool
			}
		}
	}
	text, _ := g.ask(200, "GET", "maison", "/api/v1/products", "")
	g.check(json.Unmarshal(text, &list))
	for _, product := range list.Data {
		for _, v := range product.Variants {
			if v.Available {
				return product.Handle, v.ID
			}
		}
	}
	g.b.Fatal("nothing is on sale")
	return "", ""
}

// stockUp takes in what will be ordered.
func (g *ground) stockUp(a *app.App, variant string) {
	g.b.Helper()
	wanted, err := id.Parse(catalog.VariantPrefix, variant)
	g.check(err)
	var scope db.Scope
	g.check(a.DB().Read(g.b.Context(), scope, func(tx *db.Tx) error {
		shop, err := shops.ByHandle(db.System(tx, "the shop to measure"), "maison")
		scope.Shop = shop.ShopID
		return err
	}))
	g.check(a.DB().Write(g.b.Context(), scope, func(tx *db.Tx) error {
		_, err := stock.Adjust(tx, stock.AdjustInput{Variant: wanted, Delta: requests})
		return err
	}))
}

// cart fills a cart with everything but the order.
func (g *ground) cart(variant string, i int) string {
	g.b.Helper()
	var cart struct{ Token string }
	text, _ := g.ask(201, "POST", "maison", "/api/v1/carts", "{}")
	g.check(json.Unmarshal(text, &cart))
	path := "/api/v1/carts/" + cart.Token
	g.ask(201, "POST", "maison", path+"/lines", `{"variant":"`+variant+`","quantity":1}`)
	g.ask(200, "PUT", "maison", path+"/contact", `{"email":"buyer`+strconv.Itoa(i)+`@example.com"}`)
	g.ask(200, "PUT", "maison", path+"/address", `{"name":"Ada","line1":"1 rue Haute","postal_code":"69001","city":"Lyon","country":"FR"}`)
	var options struct{ Data []struct{ ID string } }
	text, _ = g.ask(200, "GET", "maison", path+"/delivery-options", "")
	g.check(json.Unmarshal(text, &options))
	g.ask(200, "PUT", "maison", path+"/delivery", `{"option":"`+options.Data[0].ID+`"}`)
	return path
}

// binary builds the program as it is released, starts it on the sample world five times
// and takes the middle; then it looks at its memory.
func (g *ground) binary() (megabytes float64, start time.Duration, memory float64) {
	g.b.Helper()
	file := filepath.Join(g.b.TempDir(), "coulisse")
	out, err := exec.CommandContext(g.b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, "../cmd/coulisse").CombinedOutput()
	if err != nil {
		g.b.Fatalf("build: %v\n%s", err, out)
	}
	info, err := os.Stat(file)
	g.check(err)
	var starts []time.Duration
	for range 5 {
		took, resident := g.start(file)
		starts, memory = append(starts, took), resident
	}
	slices.Sort(starts)
	return float64(info.Size()) / 1e6, starts[2], memory
}

func (g *ground) start(file string) (took time.Duration, memory float64) {
	g.b.Helper()
	cmd := exec.CommandContext(g.b.Context(), file, "serve", "--listen", g.options.Listen, "--data", g.options.Data, "--database", g.options.Database)
	out, err := cmd.StdoutPipe()
	g.check(err)
	began := time.Now()
	g.check(cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "ready" {
	}
	took = time.Since(began)
	g.idle(cmd.Process.Pid)
	status, err := os.ReadFile("/proc/" + strconv.Itoa(cmd.Process.Pid) + "/status")
	if err == nil {
		for _, line := range strings.Split(string(status), "\n") {
			if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
				kilobytes, _ := strconv.ParseFloat(fields[1], 64)
				memory = kilobytes / 1000
			}
		}
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait()
	return took, memory
}

// idle waits until the process has used no processor time for half a second.
func (g *ground) idle(pid int) {
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for before, still := "", 0; still < 5; <-look.C {
		status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		fields := strings.Fields(string(status))
		if err != nil || len(fields) < 15 {
			return // no such file on this system: the memory is not read either
		}
		if used := fields[13] + " " + fields[14]; used == before {
			still++
		} else {
			before, still = used, 0
		}
	}
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
