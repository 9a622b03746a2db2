// Package testpay is a payment provider that takes no money, for trying the shop out.
//
// It stands for an outside system: the shop speaks to it over HTTP only (Client is
// that side), it keeps its own state, sends signed webhooks from its own worker, and
// has a page where the buyer types a card number. Its cards make every state happen:
// success, decline, missing funds, authentication, an answer that never comes although
// the work was done, and a success that is told late by webhook.
//
// State is kept in memory, and in a file of JSON lines when a folder is given, so that
// payments outlive a restart. Of a card it keeps the last four digits.
package testpay

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Cards of the provider.
const (
	CardSuccess        = "4242424242424242"
	CardDeclined       = "4000000000000002"
	CardInsufficient   = "4000000000009995"
	CardAuthentication = "4000002760003184"
	CardTimeout        = "4000000000000119"
	CardLate           = "4000000000005126"
)

// Options of a server.
type Options struct {
	URL    string        // its own address: "http://pay.localhost:8080"
	Dir    string        // folder of its file; empty keeps all in memory
	Client *http.Client  // for webhooks; http.DefaultClient when nil
	Late   time.Duration // how late the late card is told; 15 s when zero
	Hang   time.Duration // how long the timeout card hangs; 30 s when zero
	Clock  func() time.Time
}

// Server is the provider. Close ends its worker.
type Server struct {
	options Options
	mux     *http.ServeMux
	file    *os.File

	mu       sync.Mutex
	payments map[string]*payment
	keys     map[string]string // account and idempotency key → payment
	queue    []delivery
	wake     chan struct{}
	stop     chan struct{}
	done     chan struct{}
}

// payment is one session and what became of it.
type payment struct {
	ID, Account, SessionKey        string
	Amount                         int64
	Currency, Capture, Description string
	Locale, ReturnURL, WebhookURL  string
	Intent, Shop                   string
	Status, Error, Last4           string
	Slow                           bool // the next capture, void or refund hangs once
	Captured, Refunded             int64
	Operations                     []done
	Events                         int
}

// done is one finished operation.
type done struct {
	Key, Kind string
	Amount    int64
	Failed    bool   `json:",omitempty"`
	Error     string `json:",omitempty"`
}

// New makes a server and starts its worker.
func New(o Options) (*Server, error) {
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second}
	}
	if o.Late == 0 {
		o.Late = 15 * time.Second
	}
	if o.Hang == 0 {
		o.Hang = 30 * time.Second
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	s := &Server{options: o, payments: map[string]*payment{}, keys: map[string]string{}, wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{})}
	if err := s.load(); err != nil {
		return nil, err
	}
	s.routes()
	go s.deliver()
	return s, nil
}

// Close ends the worker; webhooks not sent yet are forgotten, as when a provider is down.
func (s *Server) Close() error {
	close(s.stop)
	<-s.done
	if s.file != nil {
		return s.file.Close()
	}
	return nil
}

// ServeHTTP is the provider's host.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// load reads the file: the last line of each payment counts.
func (s *Server) load() error {
	if s.options.Dir == "" {
		return nil
	}
	if err := os.MkdirAll(s.options.Dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the test provider: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(s.options.Dir, "testpay.jsonl"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the file of the test provider: %w", err)
	}
	s.file = file
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var p payment
		if json.Unmarshal(lines.Bytes(), &p) != nil || p.ID == "" {
			continue // a line cut off by a crash
		}
		s.payments[p.ID] = &p
		s.keys[p.Account+" "+p.SessionKey] = p.ID
	}
	return lines.Err()
}

// keep writes the payment to the file.
func (s *Server) keep(p *payment) {
	if s.file == nil {
		return
	}
	line, _ := json.Marshal(p)              // plain fields only
	_, _ = s.file.Write(append(line, '\n')) // a lost line costs a test payment
}

// Sign makes the signature of a webhook: HMAC-SHA256 over time and body.
func Sign(secret string, at time.Time, body []byte) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return "t=" + stamp + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// verify checks a signature, five minutes around now.
func verify(secret, signature string, now time.Time, body []byte) bool {
	stamp, _, ok := strings.Cut(strings.TrimPrefix(signature, "t="), ",")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if !ok || err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false
	}
	return hmac.Equal([]byte(Sign(secret, time.Unix(seconds, 0), body)), []byte(signature))
}

// webhookSecret is made from the account's key, so that there is one secret to keep.
func webhookSecret(account string) string {
	mac := hmac.New(sha256.New, []byte(account))
	mac.Write([]byte("webhook"))
	return hex.EncodeToString(mac.Sum(nil))
}
