package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest"
)

// TestFullDisk fills the disk under the running program: writes are refused with 503
// and a sentence, reads go on, and with room again everything works without a hand.
func TestFullDisk(t *testing.T) {
	if kittest.Engine() == "postgres" {
		return // its disk is its own affair
	}
	small := t.TempDir()
	if err := syscall.Mount("none", small, "tmpfs", 0, "size=24m"); err != nil {
		t.Logf("a small disk cannot be made here (%v); kit/db fills one of its own making", err)
		return
	}
	t.Cleanup(func() { _ = syscall.Unmount(small, syscall.MNT_DETACH) })
	p := &place{t: t, data: filepath.Join(small, "data"), storage: []string{"--data", filepath.Join(small, "data")}}
	p.ok("shop create --name Tea --email owner@example.com --country FR --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "stock.csv", stockedProducts(50)))
	s := p.serve()
	cup := s.goods("tea", "CUP")
	acknowledged := 0
	order := func(name string) {
		t.Helper()
		if checkOut(t, &client{s: s, shop: "tea", name: name}, cup) != "" {
			acknowledged++
		}
	}
	order("before")

	filler := filepath.Join(small, "filler")
	fillUp(t, filler)
	refused := 0
	for i := 0; i < 300 && refused < 20; i++ {
		got, err := s.send(http.MethodPost, "tea", "/api/v1/carts", "{}", map[string]string{"Idempotency-Key": "full " + strconv.Itoa(i)})
		switch {
		case err != nil:
			t.Fatal(err)
		case got.status == http.StatusServiceUnavailable && strings.Contains(string(got.body), "detail"):
			refused++
		case got.status != http.StatusCreated:
			t.Fatalf("a write on a full disk: %d %s", got.status, got.body)
		}
	}
	if refused == 0 {
		t.Error("the disk never got full")
	}
	for _, path := range []string{"/", "/products/cup", "/api/v1/products", "/search?q=cup"} {
		if got, err := s.send(http.MethodGet, "tea", path, "", nil); err != nil || got.status != http.StatusOK {
			t.Errorf("GET %s on a full disk: %d %v", path, got.status, err)
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	order("after")
	token := strings.TrimSpace(p.ok("token create --shop tea"))
	if byEmail := s.ordersByEmail(token); len(byEmail) != acknowledged {
		t.Errorf("%d orders, %d were acknowledged", len(byEmail), acknowledged)
	}
	s.stop()
	p.ok("verify")
}

// fillUp writes until nothing more fits.
func fillUp(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = io.Copy(f, io.LimitReader(endless{}, 1<<30))
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("fill the disk: %v", err)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	return copy(b, bytes.Repeat([]byte{1}, min(len(b), 4096))), nil
}
