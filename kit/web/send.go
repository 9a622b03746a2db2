package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// send writes a committed answer: headers of safety, cookies, ETag, compression.
func (s *Server) send(w http.ResponseWriter, r *Request, out *built) {
	defer out.body.Close()
	r.note()
	head := w.Header()
	for name, values := range out.header {
		head[name] = values
	}
	s.secure(head, r)
	r.writeCookies(w, s.cookies(r, out))
	if out.flow != nil {
		head.Set("Content-Type", "text/event-stream")
		head.Set("X-Accel-Buffering", "no")
		w.WriteHeader(out.status)
		out.flow(w)
		return
	}
	body, small := out.body.small()
	if out.kept != nil {
		head.Set("ETag", out.kept.tag())
	}
	if !small {
		head.Set("Content-Length", strconv.FormatInt(out.body.size, 10))
		w.WriteHeader(out.status)
		if r.HTTP.Method != http.MethodHead {
			_ = out.body.copyTo(w) // the client went away
		}
		return
	}
	// A page with a nonce differs each time: a tag would never match.
	page := strings.HasPrefix(head.Get("Content-Type"), "text/html")
	if out.status == http.StatusOK && isRead(r.HTTP.Method) && (!page || head.Get("ETag") != "") && fresh(head, r.HTTP, body) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body = squeeze(head, r.HTTP, body, out.kept)
	if out.status != http.StatusNoContent && out.status != http.StatusNotModified {
		head.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(out.status)
	if r.HTTP.Method != http.MethodHead {
		_, _ = w.Write(body) // the client went away
	}
}

// cookies adds the end of a toast that this page has shown.
func (s *Server) cookies(r *Request, out *built) []*http.Cookie {
	if r.toast == nil {
		return out.cookies
	}
	for _, c := range out.cookies {
		if c.Name == toastCookie {
			return out.cookies
		}
	}
	return append(out.cookies, &http.Cookie{Name: toastCookie, MaxAge: -1})
}

// fresh sets the ETag and says whether the client already has this body.
func fresh(head http.Header, hr *http.Request, body []byte) bool {
	tag := head.Get("ETag")
	if tag == "" {
		if strings.Contains(head.Get("Cache-Control"), "no-store") {
			return false
		}
		sum := sha256.Sum256(body)
		tag = `W/"` + hex.EncodeToString(sum[:12]) + `"`
		head.Set("ETag", tag)
	}
	for _, known := range strings.Split(hr.Header.Get("If-None-Match"), ",") {
		known = strings.TrimSpace(known)
		if known == "*" || strings.TrimPrefix(known, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// squeeze compresses text answers worth it: brotli where the browser takes it.
func squeeze(head http.Header, hr *http.Request, body []byte, copied *keptPage) []byte {
	if len(body) < 1024 || head.Get("Content-Encoding") != "" || !compressible(head.Get("Content-Type")) {
		return body
	}
	head.Add("Vary", "Accept-Encoding")
	accepted := hr.Header.Get("Accept-Encoding")
	for _, coding := range []string{"br", "gzip"} {
		if !takes(accepted, coding) {
			continue
		}
		head.Set("Content-Encoding", coding)
		if copied != nil {
			return copied.smaller(coding, func() []byte { return smaller(coding, body) })
		}
		return smaller(coding, body)
	}
	return body
}

func smaller(coding string, body []byte) []byte {
	var small bytes.Buffer
	var out io.WriteCloser
	if coding == "br" {
		out = brotli.NewWriterLevel(&small, 4)
	} else {
		out, _ = gzip.NewWriterLevel(&small, 5) // the level is one there is
	}
	_, _ = out.Write(body) // into memory
	_ = out.Close()
	return small.Bytes()
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "xml") || strings.Contains(kind, "javascript")
}

// takes reads Accept-Encoding: the coding is named and not refused with q=0.
func takes(accepted, coding string) bool {
	for _, part := range strings.Split(accepted, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == coding {
			q := strings.TrimSpace(quality)
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
