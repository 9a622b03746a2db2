package files

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Widths are those pictures are made in; 0 is the stored size.
func Widths() []int { return []int{165, 360, 533, 720, 940, 1200, 1600, 2000} }

// URL is the signed address of a file: a picture at a width of Widths (others are taken
// up to the next one), or the stored file with width 0.
func (s *Store) URL(shop id.ID, hash string, width int) string {
	width = nextWidth(width)
	return s.base + "/" + shop.Text("shop") + "/" + hash + "/" + strconv.Itoa(width) + "/" + s.sign(shop, hash, width)
}

func nextWidth(width int) int {
	if width <= 0 {
		return 0
	}
	for _, one := range Widths() {
		if width <= one {
			return one
		}
	}
	return 2000
}

func (s *Store) sign(shop id.ID, hash string, width int) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("file 1\n" + shop.Text("shop") + "\n" + hash + "\n" + strconv.Itoa(width)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// ServeHTTP answers the files host. It reads no cookie and sets none.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cross-Origin-Resource-Policy", "cross-origin")
	head.Set("Referrer-Policy", "no-referrer")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		head.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	shop, hash, width, ok := s.parse(r.URL.Path)
	if !ok {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	path, kind, err := s.find(shop, hash, width, strings.Contains(r.Header.Get("Accept"), "image/webp"))
	if err != nil {
		status := http.StatusNotFound
		if !errs.Is(err, errs.KindNotFound) {
			status = http.StatusServiceUnavailable
			head.Set("Retry-After", "5")
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	s.serveFile(w, r, path, kind)
}

func (s *Store) serveFile(w http.ResponseWriter, r *http.Request, path, kind string) {
	file, err := os.Open(path)
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	defer file.Close()
	head := w.Header()
	head.Set("Content-Type", kind)
	head.Set("Vary", "Accept")
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	name := filepath.Base(path) // the hash, and the width and format of what was made
	head.Set("ETag", `"`+name[:20]+name[64:]+`"`)
	if !inline(kind) {
		head.Set("Content-Disposition", "attachment")
	}
	http.ServeContent(w, r, "", time.Time{}, file)
}

// inline is the short list of types a browser may show; the rest is a download.
func inline(kind string) bool {
	return slices.Contains([]string{"image/jpeg", "image/png", "image/webp", "image/gif"}, kind)
}

// parse reads /{shop}/{hash}/{width}/{signature} and checks the signature.
func (s *Store) parse(path string) (shop id.ID, hash string, width int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(parts) != 4 || !isHash(parts[1]) {
		return 0, "", 0, false
	}
	shop, err := id.Parse("shop", parts[0])
	width, wrong := strconv.Atoi(parts[2])
	if err != nil || wrong != nil || nextWidth(width) != width {
		return 0, "", 0, false
	}
	valid := hmac.Equal([]byte(parts[3]), []byte(s.sign(shop, parts[1], width)))
	return shop, parts[1], width, valid
}

// find returns the path and type of the file to send, made first when need be.
func (s *Store) find(shop id.ID, hash string, width int, webp bool) (path, kind string, err error) {
	stored := s.path(shop, hash)
	kind, err = typeOf(stored)
	if err != nil {
		return "", "", err
	}
	if width == 0 || !inline(kind) || kind == "image/gif" {
		return stored, kind, nil
	}
	return s.derived(stored, kind, width, webp)
}

func typeOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", errs.NotFound("This file does not exist.")
	}
	defer file.Close()
	head := make([]byte, 512)
	n, _ := file.Read(head)
	return http.DetectContentType(head[:n]), nil
}
