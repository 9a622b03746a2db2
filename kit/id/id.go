// Package id makes and prints the ids of all rows.
//
// An id is an int64: 42 bits of milliseconds and 21 random bits, so that ids order
// lists by time on any engine and need no sequence. Outside the program an id is
// prefixed text ("ord_0c5m…"), which keeps it out of JSON numbers. An id can be
// guessed with effort: it is never proof of possession.
package id

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"sync"

	"github.com/coulisse/coulisse/kit/errs"
)

// ID is one row's id within its shop. Zero means none.
type ID int64

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford's base 32, lower case

// Text prints the id with its prefix: id.Text("ord").
func (i ID) Text(prefix string) string {
	if i == 0 {
		return ""
	}
	var b [13]byte
	v := uint64(i)
	for n := 12; n >= 0; n-- {
		b[n] = alphabet[v&31]
		v >>= 5
	}
	return prefix + "_" + string(b[:])
}

// Parse reads text made by Text and checks its prefix. A wrong text is NotFound,
// because for the caller it names nothing.
func Parse(prefix, text string) (ID, error) {
	body, ok := strings.CutPrefix(text, prefix+"_")
	if !ok || len(body) != 13 {
		return 0, unknown(text)
	}
	var v uint64
	for n := 0; n < len(body); n++ {
		digit := strings.IndexByte(alphabet, body[n])
		if digit < 0 {
			return 0, unknown(text)
		}
		v = v<<5 | uint64(digit)
	}
	if v == 0 || v >= 1<<63 || ID(v).Text(prefix) != text {
		return 0, unknown(text)
	}
	return ID(v), nil
}

func unknown(string) error { return errs.NotFound("This does not exist or has been removed.") }

// Source makes ids; one per process, so that two ids of one millisecond never meet.
// The zero value is ready. Random may be set for tests.
type Source struct {
	Random func() uint32

	mu   sync.Mutex
	last ID
}

// Next returns a new id for the time in milliseconds since 1970: the last one plus
// one when the clock has not moved or went back.
func (s *Source) Next(millis int64) ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := ID(millis<<21) | ID(s.random()&(1<<21-1))
	if next <= s.last {
		next = s.last + 1
	}
	s.last = next
	return next
}

func (s *Source) random() uint32 {
	if s.Random != nil {
		return s.Random()
	}
	var b [4]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails since Go 1.24
	return binary.LittleEndian.Uint32(b[:])
}

// Secret returns a random token of 160 bits in base 32, for carts, sessions and links.
func Secret() string { return rand.Text() + rand.Text()[:6] }
