package testpay

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/coulisse/coulisse/payments"
)

// request is the body of all calls.
type request struct {
	Amount                         int64
	Currency, Capture, Description string
	Locale, ReturnURL, WebhookURL  string
	Intent, Shop, Reason           string
}

// refused is the provider's no, as JSON.
type refused struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (s *Server) routes() {
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("POST /v1/sessions", s.create)
	s.mux.HandleFunc("GET /v1/payments/{id}", s.get)
	s.mux.HandleFunc("POST /v1/payments/{id}/capture", s.act(capture))
	s.mux.HandleFunc("POST /v1/payments/{id}/void", s.act(void))
	s.mux.HandleFunc("POST /v1/payments/{id}/refunds", s.act(refund))
	s.pageRoutes()
}

func accountOf(r *http.Request) string {
	account, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return account
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	in, account, key, ok := read(w, r)
	if !ok {
		return
	}
	if in.Amount <= 0 || in.Currency == "" {
		refuse(w, http.StatusUnprocessableEntity, "amount", "An amount above zero is needed.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.payments[s.keys[account+" "+key]]
	if p == nil {
		p = &payment{ID: "tp_" + strings.ToLower(rand.Text()), Account: account, SessionKey: key, Status: payments.StatusOpen, Amount: in.Amount, Currency: in.Currency, Capture: in.Capture,
			Description: in.Description, Locale: in.Locale, ReturnURL: in.ReturnURL, WebhookURL: in.WebhookURL, Intent: in.Intent, Shop: in.Shop}
		s.payments[p.ID], s.keys[account+" "+key] = p, p.ID
		s.keep(p)
	} else if p.Amount != in.Amount || p.Currency != in.Currency {
		refuse(w, http.StatusUnprocessableEntity, "idempotency", "This key was used for another session.")
		return
	}
	answer(w, http.StatusOK, s.snapshot(p))
}

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.payments[r.PathValue("id")]
	if p == nil || p.Account != accountOf(r) {
		refuse(w, http.StatusNotFound, "not_found", "The test provider does not know this payment.")
		return
	}
	answer(w, http.StatusOK, s.snapshot(p))
}

// act wraps an operation: once per key, refused with a sentence, and on a slow
// payment done at once but answered far too late.
func (s *Server) act(do func(p *payment, in request, key string) *refused) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in, account, key, ok := read(w, r)
		if !ok {
			return
		}
		no, view, slow := s.once(r.PathValue("id"), account, key, in, do)
		if slow {
			select {
			case <-time.After(s.options.Hang):
			case <-r.Context().Done():
				return
			case <-s.stop:
				return
			}
		}
		if no != nil {
			status := http.StatusUnprocessableEntity
			if no.Code == "not_found" {
				status = http.StatusNotFound
			}
			refuse(w, status, no.Code, no.Message)
			return
		}
		answer(w, http.StatusOK, view)
	}
}

func (s *Server) once(id, account, key string, in request, do func(*payment, request, string) *refused) (*refused, payments.Snapshot, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.payments[id]
	if p == nil || p.Account != account {
		return &refused{"not_found", "The test provider does not know this payment."}, payments.Snapshot{}, false
	}
	for _, o := range p.Operations {
		if o.Key == key && o.Kind != "" {
			return nil, s.snapshot(p), false
		}
	}
	if no := do(p, in, key); no != nil {
		return no, payments.Snapshot{}, false
	}
	slow := p.Slow
	p.Slow = false
	s.keep(p)
	s.announce(p, 0)
	return nil, s.snapshot(p), slow
}

func capture(p *payment, in request, key string) *refused {
	if p.Status != payments.StatusAuthorised && p.Status != payments.StatusCaptured || in.Amount <= 0 || p.Captured+in.Amount > p.Amount {
		return &refused{"not_capturable", "There is not so much to capture."}
	}
	p.Captured += in.Amount
	p.Status = payments.StatusCaptured
	p.Operations = append(p.Operations, done{Key: key, Kind: "capture", Amount: in.Amount})
	return nil
}

func void(p *payment, _ request, key string) *refused {
	if p.Captured > 0 || p.Status == payments.StatusFailed {
		return &refused{"not_voidable", "This payment can no longer be voided."}
	}
	p.Status = payments.StatusVoided
	p.Operations = append(p.Operations, done{Key: key, Kind: "void", Amount: p.Amount})
	return nil
}

func refund(p *payment, in request, key string) *refused {
	if in.Amount <= 0 || p.Refunded+in.Amount > p.Captured {
		return &refused{"not_refundable", "There is not so much to refund."}
	}
	p.Refunded += in.Amount
	p.Operations = append(p.Operations, done{Key: key, Kind: "refund", Amount: in.Amount})
	return nil
}

// snapshot is the payment as the API and the webhooks tell it.
func (s *Server) snapshot(p *payment) payments.Snapshot {
	view := payments.Snapshot{Reference: p.ID, URL: s.options.URL + "/pay/" + p.ID, Intent: p.Intent, Shop: p.Shop, Status: p.Status, Amount: p.Amount, Currency: p.Currency, Error: p.Error}
	for _, o := range p.Operations {
		view.Operations = append(view.Operations, payments.OperationResult{Key: o.Key, Kind: o.Kind, Amount: o.Amount, Failed: o.Failed, Error: o.Error})
	}
	return view
}

func read(w http.ResponseWriter, r *http.Request) (in request, account, key string, ok bool) {
	account, key = accountOf(r), r.Header.Get("Idempotency-Key")
	if account == "" {
		refuse(w, http.StatusUnauthorized, "account", "The key of the account is missing.")
		return in, "", "", false
	}
	if key == "" {
		refuse(w, http.StatusUnprocessableEntity, "idempotency", "An Idempotency-Key is needed.")
		return in, "", "", false
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		refuse(w, http.StatusBadRequest, "body", "This is no JSON.")
		return in, "", "", false
	}
	return in, account, key, true
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller may be gone
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	answer(w, status, refused{code, message})
}
