package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	mu      sync.Mutex
	running *exec.Cmd
	log     bytes.Buffer
}

// serve starts the program on the place and waits until it is ready.
func (p *place) serve() *process {
	p.t.Helper()
	s := &process{t: p.t, place: p, address: freeAddress(p.t)}
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
	cmd := exec.CommandContext(context.WithoutCancel(s.t.Context()), program, append([]string{"serve", "--listen", s.address}, s.place.storage...)...)
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
	s.mu.Lock()
	s.running = cmd
	s.mu.Unlock()
}

// kill ends the process as a power cut of the machine would: it is not asked.
func (s *process) kill() {
	s.end(syscall.SIGKILL)
}

// stop asks the process to end and returns its exit code.
func (s *process) stop() int { return s.end(syscall.SIGTERM) }

func (s *process) end(how syscall.Signal) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.running.Process.Signal(how)
	_ = s.running.Wait()
	code := s.running.ProcessState.ExitCode()
	s.running = nil
	return code
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

// send makes one request to a host below the domain; it fails when nobody answers.
func (s *process) send(method, host, path, body string, header map[string]string) (reply, error) {
	_, port, _ := net.SplitHostPort(s.address)
	request, err := http.NewRequest(method, "http://"+host+".localhost:"+port+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, text}, err
}

// get asks the admin API with a token and decodes the answer.
func (s *process) get(token, path string, v any) {
	s.t.Helper()
	got, err := s.send(http.MethodGet, "api", path, "", map[string]string{"Authorization": "Bearer " + token})
	if err != nil || got.status != http.StatusOK {
		s.t.Fatalf("GET %s: %d %s %v", path, got.status, got.body, err)
	}
	got.into(s.t, v)
}

// variants are the ids of the variants on sale, by SKU.
func (s *process) variants(shop string) map[string]string {
	s.t.Helper()
	var list struct {
		Data []struct {
			Variants []struct{ ID, SKU string }
		}
	}
	got, err := s.send(http.MethodGet, shop, "/api/v1/products?limit=50", "", nil)
	if err != nil || got.status != http.StatusOK {
		s.t.Fatalf("products: %d %s %v", got.status, got.body, err)
	}
	got.into(s.t, &list)
	found := map[string]string{}
	for _, product := range list.Data {
		for _, v := range product.Variants {
			found[v.SKU] = v.ID
		}
	}
	return found
}

// buyer is one person at the storefront JSON. Each of its requests has a key of its
// own, and a request that was not answered is sent again with the same key.
type buyer struct {
	s    *process
	shop string
	name string // also the beginning of its keys and of its address
}

var errGone = errors.New("the program did not come back")

// do sends one step until it is answered.
func (b *buyer) do(method, path, body string) (reply, error) {
	header := map[string]string{"Idempotency-Key": b.name + " " + method + " " + path}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		got, err := b.s.send(method, b.shop, "/api/v1/carts"+path, body, header)
		if err == nil && got.status != http.StatusServiceUnavailable {
			return got, nil
		}
	}
	return reply{}, errGone
}

// placed is the answer to an order.
type placed struct {
	Order  string `json:"order"`
	Number string `json:"number"`
	Status string `json:"status"`
}

// fill opens a cart with one unit and everything but the order itself.
func (b *buyer) fill(variant string) (string, error) {
	got, err := b.do(http.MethodPost, "", `{}`)
	if err != nil || got.status != http.StatusCreated {
		return "", errors.Join(err, errors.New(string(got.body)))
	}
	var cart struct{ Token string }
	if err := json.Unmarshal(got.body, &cart); err != nil {
		return "", err
	}
	steps := []struct{ method, path, body string }{
		{http.MethodPost, "/lines", `{"variant":"` + variant + `","quantity":1}`},
		{http.MethodPut, "/contact", `{"email":"` + b.name + `@example.com"}`},
		{http.MethodPut, "/address", `{"name":"` + b.name + `","line1":"1 rue Haute","postal_code":"69001","city":"Lyon","country":"FR"}`},
	}
	for _, step := range steps {
		if got, err = b.do(step.method, "/"+cart.Token+step.path, step.body); err != nil || got.status >= 300 {
			return "", errors.Join(err, errors.New(string(got.body)))
		}
	}
	got, err = b.do(http.MethodGet, "/"+cart.Token+"/delivery-options", "")
	var options struct{ Data []struct{ ID string } }
	if err := errors.Join(err, json.Unmarshal(got.body, &options)); err != nil || len(options.Data) == 0 {
		return "", errors.Join(err, errors.New(string(got.body)))
	}
	if got, err = b.do(http.MethodPut, "/"+cart.Token+"/delivery", `{"option":"`+options.Data[0].ID+`"}`); err != nil || got.status >= 300 {
		return "", errors.Join(err, errors.New(string(got.body)))
	}
	return cart.Token, nil
}

// order orders the cart.
func (b *buyer) order(cart string) (reply, error) {
	return b.do(http.MethodPost, "/"+cart+"/order", `{"payment_method":"bank-transfer"}`)
}
