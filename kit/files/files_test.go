package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

const shop = id.ID(7)

func open(t *testing.T) *Store {
	t.Helper()
	s, err := NewStore(t.TempDir(), "http://files.test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func photo(w, h int) image.Image {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.SetRGBA(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), uint8((x * y) % 251), 255})
		}
	}
	return p
}

func asJPEG(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPutKeepsTheSameContentOnce(t *testing.T) {
	s := open(t)
	one, err := s.Put(shop, strings.NewReader("hello"), 5)
	if err != nil {
		t.Fatal(err)
	}
	two, err := s.Put(shop, strings.NewReader("hello"), 5)
	if err != nil || one != two || one.Size != 5 {
		t.Fatalf("%+v %+v %v", one, two, err)
	}
	if _, err := s.Put(shop, strings.NewReader("hello!"), 5); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("too large: %v", err)
	}
	file, err := s.Open(shop, one.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if data, _ := io.ReadAll(file); string(data) != "hello" {
		t.Errorf("read %q", data)
	}
	if _, err := s.Open(shop+1, one.Hash); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("another shop reads it: %v", err)
	}
	if _, err := s.Open(shop, "../../etc/passwd"); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("a path for a hash: %v", err)
	}
	if drafts, _ := filepath.Glob(s.dir + "/.draft-*"); len(drafts) != 0 {
		t.Errorf("drafts left: %v", drafts)
	}
	if err := s.Remove(shop, one.Hash); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(shop, one.Hash); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("removed file is there: %v", err)
	}
}

func TestPutImageRefuses(t *testing.T) {
	s := open(t)
	var bomb bytes.Buffer // a PNG header that claims 60,000 × 60,000 pixels
	bomb.WriteString("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	_ = binary.Write(&bomb, binary.BigEndian, []uint32{60000, 60000})
	bomb.WriteString("\x08\x02\x00\x00\x00")
	_ = binary.Write(&bomb, binary.BigEndian, uint32(0x9d6bb0a0))
	whole := asJPEG(t, photo(300, 200))
	for name, data := range map[string][]byte{
		"text": []byte("hello"), "empty": nil, "svg": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"),
		"bomb": bomb.Bytes(), "html": []byte("<html><script>"), "cut": whole[:len(whole)/3], "webp": []byte("RIFF\x00\x00\x00\x00WEBPVP8 \x00"),
	} {
		if _, err := s.PutImage(shop, bytes.NewReader(data)); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPutImageTurnsUprightAndDropsMetadata(t *testing.T) {
	s := open(t)
	plain := asJPEG(t, photo(40, 20))
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00SECRETPLACE")
	turned := append([]byte("\xff\xd8\xff\xe1"), byte((len(exif)+2)>>8), byte(len(exif)+2))
	turned = append(append(turned, exif...), plain[2:]...)
	got, err := s.PutImage(shop, bytes.NewReader(turned))
	if err != nil || got.Width != 20 || got.Height != 40 || got.Type != "image/jpeg" {
		t.Fatalf("%+v %v", got, err)
	}
	data, _ := os.ReadFile(s.path(shop, got.Hash))
	if bytes.Contains(data, []byte("SECRETPLACE")) {
		t.Error("metadata kept")
	}
}

func TestTurned(t *testing.T) {
	// The corner 0,0 of a 3 × 2 picture by orientation.
	want := map[int][2]int{1: {0, 0}, 2: {2, 0}, 3: {2, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 2}, 8: {0, 2}}
	for orientation, to := range want {
		if x, y := turned(orientation, 0, 0, 3, 2); x != to[0] || y != to[1] {
			t.Errorf("orientation %d: %d,%d, want %v", orientation, x, y, to)
		}
	}
}

func get(s *Store, url, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestServeDerivedPictures(t *testing.T) {
	s := open(t)
	img, err := s.PutImage(shop, bytes.NewReader(asJPEG(t, photo(800, 600))))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		accept, kind string
		ask, width   int
	}{
		{"image/avif,image/webp,*/*", "image/webp", 300, 360}, {"*/*", "image/jpeg", 360, 360}, {"*/*", "image/jpeg", 2000, 800}, {"*/*", "image/jpeg", 0, 800},
	} {
		w := get(s, s.URL(shop, img.Hash, want.ask), want.accept)
		if w.Code != 200 || w.Header().Get("Content-Type") != want.kind {
			t.Fatalf("%+v: %d %s", want, w.Code, w.Header().Get("Content-Type"))
		}
		picture, _, err := decode(w.Body.Bytes())
		if err != nil || picture.Bounds().Dx() != want.width {
			t.Errorf("%+v: %v %v", want, picture.Bounds(), err)
		}
		h := w.Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") ||
			!strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("Vary") != "Accept" || h.Get("Set-Cookie") != "" {
			t.Errorf("headers: %v", h)
		}
	}
}

func TestServeRefuses(t *testing.T) {
	s := open(t)
	page, _ := s.Put(shop, strings.NewReader("<html><script>alert(1)</script></html>"), 100)
	url := s.URL(shop, page.Hash, 0)
	if w := get(s, url, "*/*"); w.Code != 200 || w.Header().Get("Content-Disposition") != "attachment" {
		t.Errorf("a page is not a download: %v", w.Header())
	}
	other := strings.Replace(url, shop.Text("shop"), (shop + 1).Text("shop"), 1)
	wider := strings.Replace(url, "/0/", "/360/", 1)
	for _, bad := range []string{url[:len(url)-1], url + "x", other, wider, "http://files.test/", "http://files.test/signing.key"} {
		if w := get(s, bad, "*/*"); w.Code != 404 {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, url, nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestManyAskForTheSamePicture(t *testing.T) {
	s := open(t)
	img, err := s.PutImage(shop, bytes.NewReader(asJPEG(t, photo(1200, 900))))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if w := get(s, s.URL(shop, img.Hash, 533), "image/webp"); w.Code != 200 {
				t.Errorf("status %d", w.Code)
			}
		})
	}
	all.Wait()
}

func TestSeeThroughPNGStaysSo(t *testing.T) {
	s := open(t)
	p := image.NewNRGBA(image.Rect(0, 0, 700, 700))
	for i := 0; i < len(p.Pix); i += 4 {
		p.Pix[i], p.Pix[i+3] = 200, uint8(i/4%2*255)
	}
	var b bytes.Buffer
	_ = png.Encode(&b, p)
	img, err := s.PutImage(shop, &b)
	if err != nil || img.Type != "image/png" {
		t.Fatalf("%+v %v", img, err)
	}
	for _, accept := range []string{"image/webp", "*/*"} {
		w := get(s, s.URL(shop, img.Hash, 360), accept)
		picture, _, err := decode(w.Body.Bytes())
		if err != nil || opaque(picture) {
			t.Errorf("%s: %v, opaque", accept, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08"))
	f.Add([]byte("RIFF\x24\x00\x00\x00WEBPVP8L\x10\x00\x00\x00\x2f\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if picture, _, err := decode(data); err == nil && picture == nil {
			t.Error("no picture and no error")
		}
	})
}
