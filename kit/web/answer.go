package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
)

// Answer is what a handler returns; kit/web sends it after the commit. Its methods
// return a changed copy, so that they chain: web.Redirect(p).Toast("Order %s shipped.", n).
type Answer struct {
	status   int
	header   http.Header
	cookies  []*http.Cookie
	page     templ.Component
	fragment templ.Component
	location string
	leaves   bool
	json     any
	raw      []byte
	stream   func(io.Writer) error
	toast    *flash
	after    []func()
	kind     string // content type
	name     string // file name of a download
	inline   bool
	problem  bool
	secret   bool
	holds    *held
	flow     func(http.ResponseWriter) // written as it comes, without an end
	ready    *built                    // made already, by r.Write
}

// flash is a message for the next page.
type flash struct {
	Text   string `json:"text"`
	Scheme string `json:"scheme"`
	Undo   string `json:"undo,omitempty"`

	english string
	args    []any
	set     id.ID
	undoAt  string
}

// Page answers with a page.
func Page(c templ.Component) Answer { return Answer{status: http.StatusOK, page: c} }

// Redirect sends the browser to a path of the same host (303). For another host of
// the installation give a full address made with r.URL or r.ShopURL.
func Redirect(path string) Answer { return Answer{status: http.StatusSeeOther, location: path} }

// Leave sends the browser to an https address outside of the installation: the page of
// a payment provider, whose address our own code has made.
func Leave(address string) Answer {
	return Answer{status: http.StatusSeeOther, location: address, leaves: true}
}

// JSON answers with JSON.
func JSON(status int, v any) Answer { return Answer{status: status, json: v} }

// Bytes answers with a file; with a name it is offered as a download.
func Bytes(contentType, name string, b []byte) Answer {
	return Answer{status: http.StatusOK, kind: contentType, name: name, raw: b}
}

// Stream answers with a file written piece by piece, in flat memory. fn runs inside
// the transaction; what it writes waits in memory or a temporary file until the commit.
func Stream(contentType, name string, fn func(io.Writer) error) Answer {
	return Answer{status: http.StatusOK, kind: contentType, name: name, stream: fn}
}

// NoContent answers 204.
func NoContent() Answer { return Answer{status: http.StatusNoContent} }

// Status sets another status.
func (a Answer) Status(status int) Answer { a.status = status; return a }

// Toast says on the next page that an act is done, in the person's language.
func (a Answer) Toast(message string, args ...any) Answer {
	a.toast = &flash{english: message, args: args}
	return a
}

// Undo adds to the toast the way to take the change set back.
func (a Answer) Undo(set id.ID) Answer {
	if a.toast != nil && set != 0 {
		kept := *a.toast
		kept.set = set
		a.toast = &kept
	}
	return a
}

// UndoAt adds to the toast an address that takes the act back, for what has no change set.
func (a Answer) UndoAt(path string) Answer {
	if a.toast != nil {
		kept := *a.toast
		kept.undoAt = path
		a.toast = &kept
	}
	return a
}

// Cookie sets a cookie. Its name gets the prefix __Host- over https; path, Secure and
// HttpOnly are set here, SameSite is Lax unless given.
func (a Answer) Cookie(c *http.Cookie) Answer {
	a.cookies = append(a.cookies[:len(a.cookies):len(a.cookies)], c)
	return a
}

// Header sets a header of the answer.
func (a Answer) Header(name, value string) Answer {
	a.header = a.header.Clone()
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set(name, value)
	return a
}

// After runs fn once the answer is safely committed.
func (a Answer) After(fn func()) Answer {
	a.after = append(a.after[:len(a.after):len(a.after)], fn)
	return a
}

// Fragment is sent instead of the page when htmx asks for a part.
func (a Answer) Fragment(c templ.Component) Answer { a.fragment = c; return a }

// Inline shows a file in the browser instead of offering it as a download.
func (a Answer) Inline() Answer { a.inline = true; return a }

// Secret says that the answer shows something once, such as a fresh token: it is not
// kept with the key of the request. The same request again is errs.Conflict.
func (a Answer) Secret() Answer { a.secret = true; return a }

// built is an answer made ready inside the transaction.
type built struct {
	flow    func(http.ResponseWriter)
	status  int
	header  http.Header
	cookies []*http.Cookie
	body    *spool
	after   []func()
	secret  bool
	kept    *keptPage // the answer is a copy that is the same for everybody
}

// build renders the answer while the transaction is open: an error there rolls back.
func (a Answer) build(r *Request) (*built, error) {
	if a.ready != nil {
		return a.ready, nil
	}
	out := &built{status: a.status, header: http.Header{}, cookies: a.cookies, after: a.after, body: &spool{}, secret: a.secret}
	if out.status == 0 {
		return nil, fmt.Errorf("the handler of %s returned an empty answer", r.HTTP.URL.Path)
	}
	for name, values := range a.header {
		out.header[name] = values
	}
	out.flow = a.flow
	if err := a.write(r, out); err != nil {
		out.body.Close()
		return nil, err
	}
	if a.toast != nil {
		a.addToast(r, out)
	}
	return out, nil
}

func (a Answer) write(r *Request, out *built) error {
	switch {
	case a.location != "":
		return a.redirect(r, out)
	case a.page != nil || a.fragment != nil:
		setType(out, "text/html; charset=utf-8")
		out.header.Add("Vary", "HX-Request")
		part := a.page
		if a.fragment != nil && (r.FromHTMX() || part == nil) {
			part = a.fragment
		}
		if err := part.Render(ui.WithEditing(pageContext(r), a.editing(r)), out.body); err != nil {
			return err
		}
		r.toastByHeader(out)
		return nil
	case a.json != nil:
		kind := "application/json"
		if a.problem {
			kind = "application/problem+json"
		}
		setType(out, kind)
		return encodeJSON(out.body, a.json)
	case a.stream != nil:
		a.fileHeaders(out)
		return a.stream(out.body)
	case a.kind != "":
		a.fileHeaders(out)
		_, err := out.body.Write(a.raw)
		return err
	}
	return nil
}

// redirect refuses targets outside the installation (a local path, or a host of ours).
func (a Answer) redirect(r *Request, out *built) error {
	outside := a.leaves && strings.HasPrefix(a.location, "https://") && !strings.ContainsAny(a.location, "\r\n\t\\ ")
	if !outside && !r.server.mayRedirect(r, a.location) {
		return fmt.Errorf("redirect to %q is not allowed", a.location)
	}
	out.header.Set("Location", a.location)
	return nil
}

func (a Answer) fileHeaders(out *built) {
	setType(out, a.kind)
	if a.name == "" {
		return
	}
	disposition := "attachment"
	if a.inline {
		disposition = "inline"
	}
	out.header.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": safeName(a.name)}))
}

// safeName keeps what every file system takes.
func safeName(name string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || strings.ContainsRune(`/\:*?"<>|`, c) {
			return '-'
		}
		return c
	}, name)
}

func setType(out *built, kind string) {
	if out.header.Get("Content-Type") == "" {
		out.header.Set("Content-Type", kind)
	}
}

// addToast hands the message to the page on screen (htmx) or to the next one (cookie).
func (a Answer) addToast(r *Request, out *built) {
	f := flash{Text: r.Text.T(a.toast.english, a.toast.args...), Scheme: "success", Undo: a.toast.undoAt}
	if a.toast.set != 0 {
		f.Undo = r.Path("/changes", a.toast.set.Text("chg"), "undo")
	}
	data, _ := json.Marshal(f) // strings only
	if a.location == "" && r.HTTP.Header.Get("HX-Request") != "" {
		out.header.Set("HX-Trigger", `{"toast":`+asciiJSON(data)+`}`)
		return
	}
	out.cookies = append(out.cookies, &http.Cookie{Name: toastCookie, Value: url.QueryEscape(string(data)), MaxAge: 60})
}

// toastByHeader hands a message left by a redirect to htmx, when the fragment that
// answers has no place for it.
func (r *Request) toastByHeader(out *built) {
	if r.HTTP.Header.Get("HX-Request") == "" || r.toast != nil || len(r.Toasts()) == 0 {
		return
	}
	data, _ := json.Marshal(r.toast) // strings only
	out.header.Set("HX-Trigger", `{"toast":`+asciiJSON(data)+`}`)
}

// asciiJSON escapes what a header cannot carry.
func asciiJSON(data []byte) string {
	var b strings.Builder
	for _, c := range string(data) {
		switch {
		case c < 0x7f:
			b.WriteRune(c)
		case c > 0xffff:
			c -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(c>>10), 0xdc00+(c&0x3ff))
		default:
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	return b.String()
}

func encodeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// pageContext is the context of pages: printer (set by the server) and nonce.
func pageContext(r *Request) context.Context { return templ.WithNonce(r.Context(), r.nonce) }

// problemOf makes the Answer of an error for programs.
func problemOf(r *Request, err error) Answer {
	status, p := r.server.problem(r, err)
	a := JSON(status, p)
	a.problem = true
	if refusal := errs.As(err); refusal != nil && refusal.Retry > 0 {
		a = a.Header("Retry-After", itoa(refusal.Retry))
	}
	if status == http.StatusUnauthorized {
		a = a.Header("WWW-Authenticate", "Bearer")
	}
	return a
}

func bufferOf(b []byte) *spool { return &spool{memory: *bytes.NewBuffer(b)} }
