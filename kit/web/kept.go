package web

import (
	"bytes"
	"container/list"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/coulisse/coulisse/kit/db"
)

// Kept lets answers of a storefront GET be kept in memory and given again to buyers
// without a cart, until the version of the shop changes. The answer may depend on the
// address and on watched tables alone. Nonces and keys of forms are new each time.
func (a Access) Kept() Access { a.kept = true; return a }

// kept is a bounded store of answers, those not asked for the longest go first.
type kept struct {
	mark  string // stands for the nonce in what is kept
	once  string // stands for the key of a form
	mu    sync.Mutex
	pages map[string]*list.Element
	order *list.List
	size  int
}

// keptBytes bounds what is kept over all shops.
const keptBytes = 64 << 20

type keptPage struct {
	key     string
	version db.Version
	header  http.Header
	parts   []keptPart
	size    int
	plain   bool // without nonce and keys: its tag and its small form stay the same
	squeeze sync.Map
}

// keptPart is text, then what stands behind it.
type keptPart struct {
	text []byte
	then byte // 'n' nonce, 'o' key of a form, 0 nothing
}

func newKept() *kept {
	return &kept{mark: "nonce" + rand.Text(), once: "once" + rand.Text(), pages: map[string]*list.Element{}, order: list.New()}
}

// keyOf names what a request asks for; "" when its answer is the buyer's own.
func (k *kept) keyOf(r *Request) string {
	if !r.route.access.kept || r.HTTP.Method != http.MethodGet || r.Shop.Closed || r.Cookie(cartCookie) != "" || r.Cookie(toastCookie) != "" ||
		r.HTTP.Header.Get("HX-Request") != "" || len(r.HTTP.URL.RawQuery) > 300 {
		return ""
	}
	if r.HTTP.URL.RawQuery != "" && !strings.HasPrefix(r.route.pattern, "/api/") {
		return "" // anybody can think up addresses; pages are large
	}
	return r.HTTP.Host + "\x00" + r.HTTP.URL.RequestURI()
}

// get returns the answer kept under the key, ready to send.
func (k *kept) get(r *Request, key string) *built {
	k.mu.Lock()
	found, ok := k.pages[key]
	if !ok || found.Value.(*keptPage).version != r.version {
		k.mu.Unlock()
		return nil
	}
	k.order.MoveToFront(found)
	k.mu.Unlock()
	return found.Value.(*keptPage).answer(k, r)
}

// keep stores a fresh answer and returns it with a nonce of its own. An answer that is
// not a plain success, sets cookies or must not be stored goes as it is.
func (k *kept) keep(r *Request, key string, out *built) *built {
	body, small := out.body.small()
	if !small || out.status != http.StatusOK || len(out.cookies) > 0 || len(out.after) > 0 ||
		strings.Contains(out.header.Get("Cache-Control"), "no-store") {
		return k.unmarked(r, out)
	}
	page := &keptPage{key: key, version: r.version, header: out.header.Clone(), parts: k.cut(body), size: len(body)}
	page.plain = len(page.parts) == 1
	k.mu.Lock()
	if old, ok := k.pages[key]; ok {
		k.drop(old)
	}
	k.pages[key] = k.order.PushFront(page)
	k.size += page.size
	for k.size > keptBytes {
		k.drop(k.order.Back())
	}
	k.mu.Unlock()
	return page.answer(k, r)
}

func (k *kept) drop(at *list.Element) {
	page := k.order.Remove(at).(*keptPage)
	delete(k.pages, page.key)
	k.size -= page.size
}

// cut separates a body at the marks.
func (k *kept) cut(body []byte) []keptPart {
	var parts []keptPart
	for {
		nonce, once := bytes.Index(body, []byte(k.mark)), bytes.Index(body, []byte(k.once))
		switch {
		case nonce >= 0 && (once < 0 || nonce < once):
			parts, body = append(parts, keptPart{bytes.Clone(body[:nonce]), 'n'}), body[nonce+len(k.mark):]
		case once >= 0:
			parts, body = append(parts, keptPart{bytes.Clone(body[:once]), 'o'}), body[once+len(k.once):]
		default:
			return append(parts, keptPart{bytes.Clone(body), 0})
		}
	}
}

// unmarked puts fresh values into an answer that was made to be kept and is not.
func (k *kept) unmarked(r *Request, out *built) *built {
	body, small := out.body.small()
	if !small {
		return out // longer than a page: it names no nonce
	}
	page := &keptPage{header: out.header, parts: k.cut(bytes.Clone(body)), size: len(body)}
	made := page.answer(k, r)
	made.status, made.cookies, made.after, made.kept = out.status, out.cookies, out.after, nil
	return made
}

// answer puts a fresh nonce and fresh keys in their places.
func (p *keptPage) answer(k *kept, r *Request) *built {
	r.nonce = newNonce()
	out := &built{status: http.StatusOK, header: make(http.Header, len(p.header)+8), body: &spool{}}
	for name, values := range p.header {
		out.header[name] = values
		if len(values) == 1 && strings.Contains(values[0], k.mark) {
			out.header[name] = []string{strings.ReplaceAll(values[0], k.mark, r.nonce)}
		}
	}
	if p.plain {
		out.kept = p
		out.body = bufferOf(p.parts[0].text)
		out.body.size = int64(p.size)
		return out
	}
	out.body.memory.Grow(p.size)
	for _, part := range p.parts {
		out.body.memory.Write(part.text)
		switch part.then {
		case 'n':
			out.body.memory.WriteString(r.nonce)
		case 'o':
			out.body.memory.WriteString(rand.Text())
		}
	}
	out.body.size = int64(out.body.memory.Len())
	return out
}

// smaller is the compressed form of a kept answer, made once for each coding.
func (p *keptPage) smaller(coding string, make func() []byte) []byte {
	if known, ok := p.squeeze.Load(coding); ok {
		return known.([]byte)
	}
	made := make()
	p.squeeze.Store(coding, made)
	return made
}

// OnceKey is a new key for a form of a page.
func (r *Request) OnceKey() string {
	if r.keeps {
		return r.server.kept.once
	}
	return rand.Text()
}

// kept gives the answer that is kept, or has it made and keeps it.
func (s *Server) keeping(r *Request, make func() (*built, error)) (*built, error) {
	key := ""
	if s.config.Keep {
		key = s.kept.keyOf(r)
	}
	if key == "" {
		return make()
	}
	if out := s.kept.get(r, key); out != nil {
		return out, nil
	}
	r.keeps, r.nonce = true, s.kept.mark
	out, err := make()
	r.keeps = false
	if err != nil {
		r.nonce = newNonce()
		return nil, err
	}
	return s.kept.keep(r, key, out), nil
}

// tagOf is the tag of a kept answer that is the same for everybody.
func (p *keptPage) tag() string {
	return `W/"` + strconv.FormatInt(p.version.Own, 36) + "." + strconv.FormatInt(p.version.All, 36) + "." + shortHash(p.key) + `"`
}
