// Package files keeps uploads and pictures in a folder, by the hash of their content.
//
// Each shop has its own folder; the same content is kept once. Pictures are read with
// limits before they are decoded, turned upright, stripped of metadata and encoded
// again; smaller widths are made on first request, as WebP where the browser takes it,
// by at most two workers. Everything is served from the cookieless files host under
// signed addresses that never change, so browsers keep them for ever.
//
// Storing a picture takes a moment of computing: do it before the transaction
// (web.HandleOutside, a job), and write only the hash in it.
//
// A Store travels in the context of requests and jobs: files.From(ctx), and
// files.URL(ctx, hash, width) in templates.
package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// File is a stored file.
type File struct {
	Hash string // SHA-256 in hex: its name
	Size int64
	Type string // by content, not by name
}

// Store is a folder of files; safe for concurrent use.
type Store struct {
	dir     string
	base    string
	key     []byte
	workers chan struct{}
	making  making
}

// NewStore opens the folder, which is made when missing. base is the address of the
// files host ("http://files.localhost:8080"); it may be set later by At.
func NewStore(dir, base string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of files: %w", err)
	}
	key, err := signingKey(filepath.Join(dir, "signing.key"))
	if err != nil {
		return nil, err
	}
	return &Store{dir: dir, base: base, key: key, workers: make(chan struct{}, 2)}, nil
}

// signingKey reads the key of signed addresses, or makes it on first use.
func signingKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err == nil && len(key) == 32 {
		return key, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the key of signed addresses: %w", err)
	}
	key = make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	if err := os.WriteFile(path, key, 0o600); err != nil {
		return nil, fmt.Errorf("keep the key of signed addresses: %w", err)
	}
	return key, nil
}

// At sets the address of the files host before the store is used.
func (s *Store) At(base string) { s.base = base }

// Put stores what r gives, at most limit bytes, and returns it by its hash. More is
// errs.Invalid.
func (s *Store) Put(shop id.ID, r io.Reader, limit int64) (File, error) {
	draft, err := os.CreateTemp(s.dir, ".draft-*")
	if err != nil {
		return File{}, full(err)
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	sum := sha256.New()
	head := &header{}
	n, err := io.Copy(io.MultiWriter(draft, sum, head), io.LimitReader(r, limit+1))
	if err != nil {
		return File{}, full(err)
	}
	if n > limit {
		return File{}, errs.Invalid("This file is larger than %d MB.", max(1, limit>>20))
	}
	if err := errors.Join(draft.Sync(), draft.Close()); err != nil {
		return File{}, full(err)
	}
	file := File{Hash: hex.EncodeToString(sum.Sum(nil)), Size: n, Type: http.DetectContentType(head.bytes)}
	path := s.path(shop, file.Hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return File{}, full(err)
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return File{}, full(err)
	}
	return file, nil
}

// full names the cause in the log and tells people what to do.
func full(err error) error {
	return errs.Unavailable(60, "The file could not be stored. Please try again in a minute.").WithCause(err)
}

// Open opens a stored file; an unknown one is errs.NotFound.
func (s *Store) Open(shop id.ID, hash string) (io.ReadSeekCloser, error) {
	if !isHash(hash) {
		return nil, errs.NotFound("This file does not exist.")
	}
	file, err := os.Open(s.path(shop, hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.NotFound("This file does not exist.")
	}
	if err != nil {
		return nil, fmt.Errorf("open a stored file: %w", err)
	}
	return file, nil
}

// Remove drops a file and what was made of it; a missing one is no error.
func (s *Store) Remove(shop id.ID, hash string) error {
	if !isHash(hash) {
		return nil
	}
	made, _ := filepath.Glob(s.path(shop, hash) + ".*") // the pattern is a hash
	for _, path := range append(made, s.path(shop, hash)) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove a stored file: %w", err)
		}
	}
	return nil
}

// path is <dir>/<shop>/<first two digits>/<hash>; all parts are made by the program.
func (s *Store) path(shop id.ID, hash string) string {
	return filepath.Join(s.dir, shop.Text("shop"), hash[:2], hash)
}

func isHash(text string) bool {
	if len(text) != 64 {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// header keeps the first bytes that pass, to tell the type.
type header struct{ bytes []byte }

func (h *header) Write(p []byte) (int, error) {
	if missing := 512 - len(h.bytes); missing > 0 {
		h.bytes = append(h.bytes, p[:min(missing, len(p))]...)
	}
	return len(p), nil
}

type contextKey struct{}

type carried struct {
	store *Store
	shop  id.ID
}

// With puts the store and the shop into a context.
func With(ctx context.Context, s *Store, shop id.ID) context.Context {
	return context.WithValue(ctx, contextKey{}, carried{s, shop})
}

// From returns the store of the context; nil when there is none.
func From(ctx context.Context) *Store {
	c, _ := ctx.Value(contextKey{}).(carried)
	return c.store
}

// URL is the address of a picture of the context's shop at a width, for templates; ""
// without a hash.
func URL(ctx context.Context, hash string, width int) string {
	c, _ := ctx.Value(contextKey{}).(carried)
	if c.store == nil || hash == "" {
		return ""
	}
	return c.store.URL(c.shop, hash, width)
}
