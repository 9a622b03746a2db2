package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/coulisse/coulisse/payments"
)

// delivery is one webhook that waits to be sent.
type delivery struct {
	url, secret string
	body        []byte
	at          time.Time
	attempt     int
	payment     string
	settle      bool // the late card: become paid when the time has come, then tell
}

// event is the body of a webhook.
type event struct {
	ID      string            `json:"id"`
	Type    string            `json:"type"`
	Payment payments.Snapshot `json:"payment"`
}

// announce queues a webhook about the payment as it is now; s.mu is held.
func (s *Server) announce(p *payment, delay time.Duration) {
	p.Events++
	body, _ := json.Marshal(event{ID: fmt.Sprintf("%s_%d", p.ID, p.Events), Type: "payment." + p.Status, Payment: s.snapshot(p)}) // plain fields
	s.queue = append(s.queue, delivery{url: p.WebhookURL, secret: webhookSecret(p.Account), body: body, at: s.options.Clock().Add(delay), payment: p.ID})
	s.nudge()
}

func (s *Server) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// deliver is the worker.
func (s *Server) deliver() {
	defer close(s.done)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-s.wake:
		case <-tick.C:
		}
		for _, d := range s.due() {
			s.send(d)
		}
	}
}

// due takes what is to be sent now out of the queue; late payments become paid here.
func (s *Server) due() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Clock()
	var ready, later []delivery
	for _, d := range s.queue {
		if d.at.After(now) {
			later = append(later, d)
		} else {
			ready = append(ready, d)
		}
	}
	s.queue = later
	for i, d := range ready {
		if d.settle {
			s.succeed(s.payments[d.payment])
			ready[i].url = "" // succeed has queued the message itself
		}
	}
	return ready
}

// send tries at most eight times, waiting longer each time.
func (s *Server) send(d delivery) {
	if d.url == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(d.body))
	if err != nil {
		return
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Testpay-Signature", Sign(d.secret, s.options.Clock(), d.body))
	response, err := s.options.Client.Do(request)
	if err == nil {
		_ = response.Body.Close()
		if response.StatusCode < 300 {
			return
		}
	}
	if d.attempt++; d.attempt < 8 {
		d.at = s.options.Clock().Add(time.Second << d.attempt)
		s.mu.Lock()
		s.queue = append(s.queue, d)
		s.mu.Unlock()
	}
}
