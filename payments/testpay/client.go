package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/coulisse/coulisse/payments"
)

// Client is the shop's side: a payments.Provider that speaks to a Server over HTTP.
type Client struct {
	URL   string       // "http://pay.localhost:8080"
	HTTP  *http.Client // with a time limit; 8 s when nil
	Clock func() time.Time
}

// NewClient makes a client; client may be nil.
func NewClient(url string, client *http.Client) *Client {
	if client == nil {
		client = &http.Client{Timeout: 8 * time.Second}
	}
	return &Client{URL: url, HTTP: client, Clock: time.Now}
}

// CreateSession opens the page where the buyer pays.
func (c *Client) CreateSession(ctx context.Context, account payments.Account, in payments.SessionInput) (payments.Snapshot, error) {
	return c.call(ctx, account, http.MethodPost, "/v1/sessions", in.Key, request{Amount: in.Amount, Currency: in.Currency, Capture: in.Capture, Description: in.Description,
		Locale: in.Locale, ReturnURL: in.ReturnURL, WebhookURL: in.WebhookURL, Intent: in.Intent, Shop: in.Shop})
}

// Get tells the state of a payment.
func (c *Client) Get(ctx context.Context, account payments.Account, reference string) (payments.Snapshot, error) {
	return c.call(ctx, account, http.MethodGet, "/v1/payments/"+reference, "", nil)
}

// Capture takes an authorised amount.
func (c *Client) Capture(ctx context.Context, account payments.Account, reference string, amount int64, key string) (payments.Snapshot, error) {
	return c.call(ctx, account, http.MethodPost, "/v1/payments/"+reference+"/capture", key, request{Amount: amount})
}

// Void gives a payment up.
func (c *Client) Void(ctx context.Context, account payments.Account, reference, key string) (payments.Snapshot, error) {
	return c.call(ctx, account, http.MethodPost, "/v1/payments/"+reference+"/void", key, request{})
}

// Refund pays back.
func (c *Client) Refund(ctx context.Context, account payments.Account, reference string, amount int64, reason, key string) (payments.Snapshot, error) {
	return c.call(ctx, account, http.MethodPost, "/v1/payments/"+reference+"/refunds", key, request{Amount: amount, Reason: reason})
}

// ParseWebhook verifies the signature and reads the event.
func (c *Client) ParseWebhook(account payments.Account, header http.Header, body []byte) (payments.Notice, error) {
	if !verify(webhookSecret(account.Secret), header.Get("Testpay-Signature"), c.Clock(), body) {
		return payments.Notice{}, errors.New("wrong signature")
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" {
		return payments.Notice{}, fmt.Errorf("read the event: %w", errors.Join(err, errors.New("no id")))
	}
	return payments.Notice{EventID: e.ID, Snapshot: e.Payment}, nil
}

// call sends one request. Only an answer of the 4xx kind is a refusal; a broken
// connection, a time-out and a 5xx leave the result unknown.
func (c *Client) call(ctx context.Context, account payments.Account, method, path, key string, in any) (payments.Snapshot, error) {
	var view payments.Snapshot
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return view, fmt.Errorf("encode a call: %w", err)
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.URL+path, body)
	if err != nil {
		return view, fmt.Errorf("make a call: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+account.Secret)
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return view, fmt.Errorf("ask the test provider: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return view, fmt.Errorf("read the test provider’s answer: %w", err)
	}
	if response.StatusCode >= 400 && response.StatusCode < 500 {
		no := refused{Message: "The test provider refused without a reason."}
		_ = json.Unmarshal(data, &no) // the status says enough
		return view, &payments.Refusal{Code: no.Code, Message: no.Message}
	}
	if response.StatusCode != http.StatusOK {
		return view, fmt.Errorf("the test provider answered %d", response.StatusCode)
	}
	if err := json.Unmarshal(data, &view); err != nil {
		return view, fmt.Errorf("read the test provider’s answer: %w", err)
	}
	return view, nil
}
