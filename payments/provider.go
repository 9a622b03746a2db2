package payments

import (
	"context"
	"net/http"
)

// Provider is an outside system that moves money. Its methods are called outside any
// transaction and have a time limit. An error that is a *Refusal is the provider's
// final word; any other error means that the result is unknown.
type Provider interface {
	// CreateSession opens the page where the buyer pays.
	CreateSession(ctx context.Context, account Account, in SessionInput) (Snapshot, error)
	// Get tells the state of a payment by the provider's reference.
	Get(ctx context.Context, account Account, reference string) (Snapshot, error)
	// Capture, Void and Refund act once per key, however often they are called.
	Capture(ctx context.Context, account Account, reference string, amount int64, key string) (Snapshot, error)
	Void(ctx context.Context, account Account, reference, key string) (Snapshot, error)
	Refund(ctx context.Context, account Account, reference string, amount int64, reason, key string) (Snapshot, error)
	// ParseWebhook verifies the signature and reads the event.
	ParseWebhook(account Account, header http.Header, body []byte) (Notice, error)
}

// Providers has the provider of each name; app/ composes it.
type Providers map[string]Provider

// Account is the shop's access to a provider.
type Account struct{ Secret string }

// SessionInput is what a provider is told about an intent.
type SessionInput struct {
	Key         string // idempotency key
	Intent      string // our payment id; comes back in each Snapshot
	Shop        string // our shop id; comes back in each Snapshot
	Amount      int64
	Currency    string
	Capture     string // automatic or manual
	Description string
	Locale      string
	ReturnURL   string
	WebhookURL  string
}

// Snapshot is the provider's view of one payment.
type Snapshot struct {
	Reference  string
	URL        string // page for the buyer, while he has something to do
	Intent     string
	Shop       string
	Status     string // open, processing, authorised, captured, failed, voided
	Amount     int64
	Currency   string
	Error      string // for the buyer: why it failed
	Operations []OperationResult
}

// The provider's statuses.
const (
	StatusOpen       = "open"
	StatusProcessing = "processing"
	StatusAuthorised = "authorised"
	StatusCaptured   = "captured"
	StatusFailed     = "failed"
	StatusVoided     = "voided"
)

// OperationResult is what became of one capture, void or refund, found by our key.
// The capture of an automatic session has the session's key.
type OperationResult struct {
	Key, Kind string
	Amount    int64
	Failed    bool
	Error     string
}

// Notice is a verified webhook event. Its Reference says which payment to ask for; the
// Snapshot is the state at the time of the event.
type Notice struct {
	EventID  string
	Snapshot Snapshot
}

// Refusal is a provider's final no.
type Refusal struct{ Code, Message string }

// Error is the provider's sentence.
func (r *Refusal) Error() string { return r.Message }
