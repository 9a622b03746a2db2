package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// Bundle is a set of files served under /assets/<hash>/<name>, where the hash is that of the
// content: browsers keep them for ever, and a new version has a new address.
type Bundle struct {
	byName map[string]*asset
}

type asset struct {
	path    string
	kind    string
	plain   []byte
	squeeze sync.Once
	brotli  []byte
	gzip    []byte
}

func (b *Bundle) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	kind := mime.TypeByExtension(path.Ext(name))
	if strings.HasSuffix(name, ".woff2") {
		kind = "font/woff2"
	}
	b.byName[name] = &asset{
		path:  "/assets/" + hex.EncodeToString(sum[:6]) + "/" + name,
		kind:  kind,
		plain: content,
	}
}

// Path is the address of a file of the bundle. A name that is not there gives an address
// that answers not found, so that the mistake shows in the browser and in the tests.
func (b *Bundle) Path(name string) string {
	if file, ok := b.byName[name]; ok {
		return file.path
	}
	return "/assets/missing/" + name
}

// Handler serves the files of the kit and of the bundles given, at /assets/.
func Handler(bundles ...*Bundle) http.Handler {
	byPath := map[string]*asset{}
	for _, bundle := range append([]*Bundle{own()}, bundles...) {
		for _, file := range bundle.byName {
			byPath[file.path] = file
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		file.serve(w, r)
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Type", a.kind)
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	head.Set("X-Content-Type-Options", "nosniff")
	body := a.plain
	if a.kind != "font/woff2" {
		head.Set("Vary", "Accept-Encoding")
		a.squeeze.Do(a.compress)
		accepted := r.Header.Get("Accept-Encoding")
		switch {
		case strings.Contains(accepted, "br"):
			head.Set("Content-Encoding", "br")
			body = a.brotli
		case strings.Contains(accepted, "gzip"):
			head.Set("Content-Encoding", "gzip")
			body = a.gzip
		}
	}
	if r.Method == http.MethodHead {
		return
	}
	w.Write(body)
}

// compress runs once per file, on its first request: start-up stays quick.
func (a *asset) compress() {
	var small bytes.Buffer
	br := brotli.NewWriterLevel(&small, brotli.BestCompression)
	br.Write(a.plain)
	br.Close()
	a.brotli = bytes.Clone(small.Bytes())
	small.Reset()
	gz, _ := gzip.NewWriterLevel(&small, gzip.BestCompression)
	gz.Write(a.plain)
	gz.Close()
	a.gzip = small.Bytes()
}
