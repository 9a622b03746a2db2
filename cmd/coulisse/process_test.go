package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is the program running as a process of its own.
type process struct {
	t       *testing.T
	place   *place
	address string
	client  *http.Client
	running *exec.Cmd
	gate    *gate // shut while the program is down
	// patience is how often a buyer takes 503 for an answer to ask again after.
	patience int
	log      bytes.Buffer
}

// serve starts the program on the place and waits until it is ready.
func (p *place) serve() *process {
	p.t.Helper()
	s := &process{t: p.t, place: p, address: freeAddress(p.t), gate: newGate()}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	s.client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 128,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, s.address)
		}}}
	s.start()
	p.t.Cleanup(func() {
		if s.running != nil {
			s.kill()
		}
		if p.t.Failed() {
			p.t.Logf("the program said:\n%s", s.log.String())
		}
	})
	return s
}

func (s *process) start() {
	s.t.Helper()
	program, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	// Each browser of a test has an address of its own, which a proxy on this machine tells.
	words := append([]string{"serve", "--listen", s.address, "--proxies", "127.0.0.1"}, s.place.storage...)
	cmd := exec.CommandContext(context.WithoutCancel(s.t.Context()), program, words...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stderr = &s.log
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "ready" {
	}
	if lines.Text() != "ready" {
		_ = cmd.Wait()
		s.t.Fatalf("the program did not start:\n%s", s.log.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	s.running = cmd
	s.gate.lift()
}

// kill ends the process as a power cut of the machine would: it is not asked.
func (s *process) kill() {
	s.end(syscall.SIGKILL)
}

// stop asks the process to end and returns its exit code.
func (s *process) stop() int { return s.end(syscall.SIGTERM) }

func (s *process) end(how syscall.Signal) int {
	s.gate.shut() // before the signal, so that whoever meets its effect finds the gate shut
	_ = s.running.Process.Signal(how)
	_ = s.running.Wait()
	code := s.running.ProcessState.ExitCode()
	s.running = nil
	return code
}

// gate stands before something that a test takes away for a while. Whoever was refused
// waits at it for the next lifting instead of asking again and again.
type gate struct {
	mu   sync.Mutex
	open chan struct{} // closed while the gate is up
	up   bool
	pass int // how often it was lifted
}

func newGate() *gate { return &gate{open: make(chan struct{})} }

func (g *gate) lift() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.up, g.pass = true, g.pass+1
	close(g.open)
}

func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.up, g.open = false, make(chan struct{})
}

// passes is the number of liftings so far, to be taken before a request.
func (g *gate) passes() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.pass
}

// again waits until the gate was lifted once more than before the request; false when
// it stood open all the time, so that it explains no failure.
func (g *gate) again(before int) bool {
	g.mu.Lock()
	up, pass, open := g.up, g.pass, g.open
	g.mu.Unlock()
	if up {
		return pass > before
	}
	select {
	case <-open:
		return true
	case <-time.After(time.Minute):
		return false
	}
}

// reply is what the program answered.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("%d %s: %v", r.status, r.body, err)
	}
}

// url is the address of a host below the domain.
func (s *process) url(host string) string {
	_, port, _ := net.SplitHostPort(s.address)
	return "http://" + host + ".localhost:" + port
}

// send makes one request to a host below the domain; it fails when nobody answers.
func (s *process) send(method, host, path, body string, header map[string]string) (reply, error) {
	request, err := http.NewRequest(method, s.url(host)+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	return answerOf(s.client.Do(request))
}

// answerOf reads an answer to its end.
func answerOf(answer *http.Response, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, text}, err
}

// api asks the admin API with a token; the answer, decoded into v unless that is nil,
// must say that it worked.
func (s *process) api(token, method, path, body string, v any) {
	s.t.Helper()
	got, err := s.send(method, "api", path, body, map[string]string{"Authorization": "Bearer " + token})
	if err != nil || got.status >= 300 {
		s.t.Fatalf("%s %s: %d %s %v", method, path, got.status, got.body, err)
	}
	if v != nil {
		got.into(s.t, v)
	}
}

// get is api for reading.
func (s *process) get(token, path string, v any) {
	s.t.Helper()
	s.api(token, http.MethodGet, path, "", v)
}

// goods finds a variant on sale by its SKU.
func (s *process) goods(shop, sku string) goods {
	s.t.Helper()
	var list struct {
		Data []struct {
			Handle   string
			Variants []struct{ ID, SKU string }
		}
	}
	got, err := s.send(http.MethodGet, shop, "/api/v1/products?limit=50", "", nil)
	if err != nil || got.status != http.StatusOK {
		s.t.Fatalf("products: %d %s %v", got.status, got.body, err)
	}
	got.into(s.t, &list)
	for _, product := range list.Data {
		for _, v := range product.Variants {
			if v.SKU == sku {
				return goods{variant: v.ID, page: "/products/" + product.Handle}
			}
		}
	}
	s.t.Fatalf("%s is not on sale in %s", sku, got.body)
	return goods{}
}
