package fetch

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/errs"
)

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "2606:4700::1111": true, "2002:0808:0808::1": true, "64:ff9b::808:808": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.31.255.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false,
		"fd00::1": false, "::ffff:127.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false,
		"2002:7f00:1::": false, "2001:0:1::": false, "ff02::1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("Public(%s) = %v, want %v", address, got, want)
		}
	}
}

func TestPrivateAddressesAreNotConnected(t *testing.T) {
	hit := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer server.Close()
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	// The hook allows the port in the text but no address.
	c := New(Options{HTTP: true, Allow: func(netip.AddrPort) bool { return false }})
	for _, address := range []string{server.URL, "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port, "http://0x7f.1" + port, "http://2130706433" + port} {
		_, err := c.Get(t.Context(), address)
		if err == nil || errs.As(err) == nil {
			t.Errorf("%s: got %v, want a refusal", address, err)
		}
	}
	if hit {
		t.Error("a private server was reached")
	}
}

func TestCheck(t *testing.T) {
	strict := New(Options{})
	for _, address := range []string{"", "ftp://example.com", "http://example.com", "https://", "https://a:b@example.com", "https://example.com:22", "javascript:alert(1)", "//example.com", "https://ex ample.com"} {
		if err := strict.Check(address); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("Check(%q) = %v, want Invalid", address, err)
		}
	}
	if err := strict.Check("https://example.com/a.jpg?x=1"); err != nil {
		t.Error(err)
	}
}

func allowed(o Options) *Client {
	o.HTTP, o.Allow = true, func(netip.AddrPort) bool { return true }
	return New(o)
}

func TestLimits(t *testing.T) {
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			_, _ = w.Write(make([]byte, 5000))
		case "/slow":
			<-stop
		case "/moved":
			http.Redirect(w, r, "/here", http.StatusFound)
		case "/away":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/here":
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte("here " + r.Header.Get("Cookie") + r.Header.Get("Referer")))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	defer close(stop)
	get := func(c *Client, path string) (Response, error) { return c.Get(t.Context(), server.URL+path) }

	if _, err := get(allowed(Options{MaxBytes: 4999}), "/large"); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("too large: %v", err)
	}
	if got, err := get(allowed(Options{MaxBytes: 5000}), "/large"); err != nil || len(got.Body) != 5000 {
		t.Errorf("just fits: %v", err)
	}
	if _, err := get(allowed(Options{Timeout: 50 * time.Millisecond}), "/slow"); !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("slow: %v", err)
	}
	if _, err := get(allowed(Options{}), "/moved"); !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("redirects are not followed unless allowed: %v", err)
	}
	if got, err := get(allowed(Options{Redirects: 1}), "/moved"); err != nil || string(got.Body) != "here " {
		t.Errorf("one redirect: %q %v", got.Body, err)
	}
	if _, err := get(allowed(Options{Redirects: 3}), "/away"); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("redirect to a file: %v", err)
	}
	if _, err := get(allowed(Options{}), "/none"); !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("404: %v", err)
	}
}
