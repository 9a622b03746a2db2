package testpay

import (
	"embed"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/payments"
)

//go:embed page.html page.css
var pageFiles embed.FS

// view is what the page shows.
type view struct {
	Lang, ID, Amount, Description, Problem, Number, Expiry string
	Step                                                   string // card, confirm, processing, over
	Back                                                   string
	Cards                                                  []card
	W                                                      words
}

type card struct{ Number, Means string }

func (s *Server) pageRoutes() {
	s.mux.HandleFunc("GET /{$}", s.front)
	s.mux.HandleFunc("GET /page.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		http.ServeFileFS(w, r, pageFiles, "page.css")
	})
	s.mux.HandleFunc("GET /pay/{id}", s.show)
	s.mux.HandleFunc("POST /pay/{id}", s.pay)
	s.mux.HandleFunc("POST /pay/{id}/confirmation", s.confirm)
	s.mux.HandleFunc("POST /pay/{id}/cancellation", s.cancel)
}

func (s *Server) front(w http.ResponseWriter, r *http.Request) {
	draw(w, http.StatusOK, view{Lang: "en", Step: "front", W: wordsOf("en")})
}

func (s *Server) show(w http.ResponseWriter, r *http.Request) {
	s.page(w, http.StatusOK, r.PathValue("id"), "", nil)
}

// page draws the payment as it stands; problem is a sentence above the form.
func (s *Server) page(w http.ResponseWriter, status int, id, problem string, typed *http.Request) {
	s.mu.Lock()
	p := s.payments[id]
	if p == nil {
		s.mu.Unlock()
		draw(w, http.StatusNotFound, view{Lang: "en", Step: "missing", W: wordsOf("en")})
		return
	}
	lang := "en"
	if strings.HasPrefix(p.Locale, "fr") {
		lang = "fr"
	}
	v := view{Lang: lang, ID: p.ID, Description: p.Description, Problem: problem, Back: p.ReturnURL, W: wordsOf(lang),
		Amount: (*text.Catalog)(nil).For(lang, nil).Money(money.Of(p.Amount, p.Currency))}
	switch {
	case p.Status == payments.StatusOpen && p.Last4 != "":
		v.Step = "confirm"
	case p.Status == payments.StatusOpen:
		v.Step, v.Cards = "card", v.W.cards()
	case p.Status == payments.StatusProcessing:
		v.Step = "processing"
	default:
		v.Step = "over"
	}
	if p.Error != "" && p.Status == payments.StatusFailed {
		v.Problem = p.Error
	}
	s.mu.Unlock()
	if typed != nil {
		v.Number, v.Expiry = typed.PostForm.Get("number"), typed.PostForm.Get("expiry")
	}
	draw(w, status, v)
}

func draw(w http.ResponseWriter, status int, v view) {
	page, err := template.ParseFS(pageFiles, "page.html")
	if err != nil {
		http.Error(w, "the page is broken", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = page.Execute(w, v) // the reader may be gone
}

// pay takes the card. A declined card may be followed by another, as in real life.
func (s *Server) pay(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		http.Error(w, "this form cannot be read", http.StatusBadRequest)
		return
	}
	id := r.PathValue("id")
	problem, back := s.charge(id, r.PostForm.Get("number"), r.PostForm.Get("expiry"), r.PostForm.Get("code"))
	switch {
	case problem != "":
		s.page(w, http.StatusUnprocessableEntity, id, problem, r)
	case back != "":
		http.Redirect(w, r, back, http.StatusSeeOther)
	default:
		http.Redirect(w, r, "/pay/"+id, http.StatusSeeOther)
	}
}

// charge decides by the card; it returns a sentence, or the way back, or neither when
// the buyer has one more step to do here.
func (s *Server) charge(id, number, expiry, code string) (problem, back string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.payments[id]
	if p == nil || p.Status != payments.StatusOpen {
		return "", ""
	}
	w := wordsOf(p.Locale)
	number = strings.NewReplacer(" ", "", "-", "").Replace(number)
	switch {
	case len(number) != 16 || strings.Trim(number, "0123456789") != "":
		return w.WrongNumber, ""
	case !future(expiry, s.options.Clock()):
		return w.WrongExpiry, ""
	case len(code) < 3 || len(code) > 4 || strings.Trim(code, "0123456789") != "":
		return w.WrongCode, ""
	}
	last4 := number[12:]
	switch number {
	case CardDeclined:
		return w.Declined, ""
	case CardInsufficient:
		return w.Insufficient, ""
	case CardAuthentication:
		p.Last4 = last4
		s.keep(p)
		return "", ""
	case CardLate:
		p.Last4, p.Status = last4, payments.StatusProcessing
		s.keep(p)
		s.queue = append(s.queue, delivery{at: s.options.Clock().Add(s.options.Late), payment: p.ID, settle: true})
		return "", p.ReturnURL
	case CardTimeout:
		p.Slow = true
	case CardSuccess:
	default:
		return w.Unknown, ""
	}
	p.Last4 = last4
	s.succeed(p)
	return "", p.ReturnURL
}

// succeed authorises, captures when the session says so, and tells; s.mu is held.
func (s *Server) succeed(p *payment) {
	if p == nil || p.Status != payments.StatusOpen && p.Status != payments.StatusProcessing {
		return
	}
	p.Status = payments.StatusAuthorised
	if p.Capture == "automatic" {
		p.Status, p.Captured = payments.StatusCaptured, p.Amount
		p.Operations = append(p.Operations, done{Key: p.SessionKey, Kind: "capture", Amount: p.Amount})
	}
	s.keep(p)
	s.announce(p, 0)
}

// confirm is the page of the bank that asks for authentication.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request) {
	s.finishAs(w, r, func(p *payment) { s.succeed(p) })
}

// cancel is the buyer's no, at the bank or here.
func (s *Server) cancel(w http.ResponseWriter, r *http.Request) {
	s.finishAs(w, r, func(p *payment) {
		p.Status, p.Error = payments.StatusFailed, "The payment was cancelled."
		s.keep(p)
		s.announce(p, 0)
	})
}

func (s *Server) finishAs(w http.ResponseWriter, r *http.Request, do func(p *payment)) {
	s.mu.Lock()
	p := s.payments[r.PathValue("id")]
	back := "/pay/" + r.PathValue("id")
	if p != nil && p.Status == payments.StatusOpen {
		do(p)
		back = p.ReturnURL
	}
	s.mu.Unlock()
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// future reads "12/27" or "12/2027".
func future(expiry string, now time.Time) bool {
	clean := strings.ReplaceAll(strings.TrimSpace(expiry), " ", "")
	for _, layout := range []string{"01/06", "1/06", "01/2006", "0106"} {
		if t, err := time.Parse(layout, clean); err == nil {
			return t.AddDate(0, 1, 0).After(now)
		}
	}
	return false
}
