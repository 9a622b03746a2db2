package files

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/deepteams/webp"
	"golang.org/x/image/draw"
)

// Limits of pictures.
const (
	ImageLimit = 25 << 20   // bytes
	maxPixels  = 50_000_000 // a decoded pixel takes four bytes or more
	maxSide    = 4000       // stored pictures are not larger
)

// Image is a stored picture.
type Image struct {
	File
	Width, Height int
}

// PutImage reads a JPEG, PNG, GIF or WebP, looks at its header before anything is
// decoded, and stores it upright, without metadata, at most 4,000 pixels wide or high.
// What is no picture, or too large, is errs.Invalid.
func (s *Store) PutImage(shop id.ID, r io.Reader) (Image, error) {
	data, err := io.ReadAll(io.LimitReader(r, ImageLimit+1))
	if err != nil {
		return Image{}, errs.Invalid("The picture did not arrive whole.").WithCause(err)
	}
	if len(data) > ImageLimit {
		return Image{}, errs.Invalid("This picture is larger than %d MB.", ImageLimit>>20)
	}
	s.workers <- struct{}{}
	defer func() { <-s.workers }()
	picture, kind, err := decode(data)
	if err != nil {
		return Image{}, err
	}
	if size := picture.Bounds().Size(); max(size.X, size.Y) > maxSide {
		picture = scale(picture, size.X*maxSide/max(size.X, size.Y))
	}
	var out bytes.Buffer
	if err := encodeStored(&out, picture, kind); err != nil {
		return Image{}, fmt.Errorf("encode a picture: %w", err)
	}
	file, err := s.Put(shop, &out, 4*ImageLimit)
	size := picture.Bounds().Size()
	return Image{File: file, Width: size.X, Height: size.Y}, err
}

var errNoImage = errors.New("unknown picture format")

// decode checks the header, decodes and turns upright. kind is jpeg, png, gif or webp.
func decode(data []byte) (image.Image, string, error) {
	kind := formatOf(data)
	config, err := decodeConfig(kind, data)
	if err != nil {
		return nil, "", errs.Invalid("This is not a picture we can read. Send a JPEG, PNG, GIF or WebP file.").WithCause(err)
	}
	if config.Width < 1 || config.Height < 1 || int64(config.Width)*int64(config.Height) > maxPixels {
		return nil, "", errs.Invalid("This picture has %d × %d pixels; at most 50 million pixels can be read.", config.Width, config.Height)
	}
	picture, err := decodePixels(kind, data)
	if err != nil {
		return nil, "", errs.Invalid("This picture is damaged and cannot be read.").WithCause(err)
	}
	if kind == "jpeg" {
		picture = upright(picture, orientation(data))
	}
	return picture, kind, nil
}

func formatOf(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(data, []byte("GIF8")):
		return "gif"
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "webp"
	}
	return ""
}

func decodeConfig(kind string, data []byte) (image.Config, error) {
	switch kind {
	case "jpeg":
		return jpeg.DecodeConfig(bytes.NewReader(data))
	case "png":
		return png.DecodeConfig(bytes.NewReader(data))
	case "gif":
		return gif.DecodeConfig(bytes.NewReader(data))
	case "webp":
		return webp.DecodeConfig(bytes.NewReader(data))
	}
	return image.Config{}, errNoImage
}

// decodePixels decodes; a decoder that panics on hostile bytes is an error like any.
func decodePixels(kind string, data []byte) (picture image.Image, err error) {
	defer func() {
		if told := recover(); told != nil {
			err = fmt.Errorf("decode a picture: %v", told)
		}
	}()
	switch kind {
	case "jpeg":
		return jpeg.Decode(bytes.NewReader(data))
	case "png":
		return png.Decode(bytes.NewReader(data))
	case "gif":
		return gif.Decode(bytes.NewReader(data))
	case "webp":
		return webp.Decode(bytes.NewReader(data))
	}
	return nil, errNoImage
}

// encodeStored keeps PNG and GIF as PNG and see-through WebP too; photographs are JPEG.
func encodeStored(w io.Writer, picture image.Image, kind string) error {
	if kind == "png" || kind == "gif" || kind == "webp" && !opaque(picture) {
		return (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(w, picture)
	}
	return jpeg.Encode(w, picture, &jpeg.Options{Quality: 92})
}

// derived returns a smaller picture, made once. Pictures are never made larger.
func (s *Store) derived(stored, kind string, width int, asWebP bool) (path, newKind string, err error) {
	newKind = kind
	if asWebP {
		newKind = "image/webp"
	}
	path = stored + "." + strconv.Itoa(width) + "." + newKind[len("image/"):]
	if _, err := os.Stat(path); err == nil {
		return path, newKind, nil
	}
	err = s.making.once(path, func() error {
		s.workers <- struct{}{}
		defer func() { <-s.workers }()
		return makeDerived(stored, path, width, newKind)
	})
	return path, newKind, err
}

func makeDerived(stored, path string, width int, kind string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	data, err := os.ReadFile(stored)
	if err != nil {
		return fmt.Errorf("read a picture: %w", err)
	}
	picture, source, err := decode(data)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := encodeDerived(&out, scale(picture, width), kind, source); err != nil {
		return fmt.Errorf("encode a picture: %w", err)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".draft-*")
	if err != nil {
		return full(err)
	}
	defer os.Remove(draft.Name())
	if _, err := draft.Write(out.Bytes()); err != nil {
		draft.Close()
		return full(err)
	}
	if err := draft.Close(); err != nil {
		return full(err)
	}
	return os.Rename(draft.Name(), path)
}

func encodeDerived(w io.Writer, picture image.Image, kind, source string) error {
	switch kind {
	case "image/webp":
		options := webp.DefaultOptions()
		options.Quality, options.Method = 80, 2
		options.Lossless = source == "png" && lineArt(picture)
		return webp.Encode(w, picture, options)
	case "image/png":
		return png.Encode(w, picture)
	}
	return jpeg.Encode(w, picture, &jpeg.Options{Quality: 82})
}

// scale brings a picture to the width: halved with the quick filter while it is more
// than twice as wide, finished with the sharp one.
func scale(picture image.Image, width int) image.Image {
	size := picture.Bounds().Size()
	if width >= size.X || width < 1 {
		return picture
	}
	for size.X >= 2*width {
		picture, size = resize(picture, size.X/2, max(1, size.Y/2), draw.ApproxBiLinear), image.Pt(size.X/2, max(1, size.Y/2))
	}
	return resize(picture, width, max(1, (size.Y*width+size.X/2)/size.X), draw.CatmullRom)
}

func resize(picture image.Image, width, height int, filter draw.Scaler) image.Image {
	bounds := image.Rect(0, 0, width, height)
	if opaque(picture) {
		out := image.NewRGBA(bounds)
		filter.Scale(out, bounds, picture, picture.Bounds(), draw.Src, nil)
		return out
	}
	out := image.NewNRGBA(bounds)
	filter.Scale(out, bounds, picture, picture.Bounds(), draw.Src, nil)
	return out
}

func opaque(picture image.Image) bool {
	known, ok := picture.(interface{ Opaque() bool })
	return ok && known.Opaque()
}

// lineArt says that a picture has few colours: a drawing stays sharp without loss.
func lineArt(picture image.Image) bool {
	colours := map[[4]uint32]bool{}
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += max(1, b.Dy()/64) {
		for x := b.Min.X; x < b.Max.X; x += max(1, b.Dx()/64) {
			r, g, bl, a := picture.At(x, y).RGBA()
			colours[[4]uint32{r >> 12, g >> 12, bl >> 12, a >> 12}] = true
			if len(colours) > 48 {
				return false
			}
		}
	}
	return true
}

// making lets requests for the same picture wait for the first of them.
type making struct {
	mu   sync.Mutex
	busy map[string]*made
}

type made struct {
	done chan struct{}
	err  error
}

func (m *making) once(key string, work func() error) error {
	m.mu.Lock()
	if m.busy == nil {
		m.busy = map[string]*made{}
	}
	if other := m.busy[key]; other != nil {
		m.mu.Unlock()
		<-other.done
		return other.err
	}
	if len(m.busy) > 500 {
		m.mu.Unlock()
		return errs.Unavailable(5, "Many pictures are being made at the moment. Please try again in a few seconds.")
	}
	mine := &made{done: make(chan struct{}), err: fs.ErrInvalid}
	m.busy[key] = mine
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		delete(m.busy, key)
		m.mu.Unlock()
		close(mine.done)
	}()
	mine.err = work()
	return mine.err
}
