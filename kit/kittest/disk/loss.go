package disk

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Diary is what happened on a disk, in order.
type Diary []Entry

// sector is what a disk writes as one.
const sector = 512

func content(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return data
}

// image is one file: what is surely on the disk, and what is still on its way.
type image struct {
	data    []byte
	pending []Entry
}

// Lose writes into an empty folder what would be found after the power failed just
// before entry n of the diary, and returns the notes made before. What was not synced is
// kept, dropped or torn as chance says.
func (d Diary) Lose(t testing.TB, chance *rand.Rand, n int, folder string) (noted []string) {
	t.Helper()
	files := map[string]*image{}
	for _, e := range d[:n] {
		f := files[e.File]
		if f == nil {
			f = &image{}
		}
		switch e.Kind {
		case Noted:
			noted = append(noted, string(e.Data))
			continue
		case Delete:
			delete(files, e.File)
			continue
		case Base:
			f.data = append([]byte(nil), e.Data...)
		case Sync:
			for _, p := range f.pending {
				f.apply(p)
			}
			f.pending = nil
		case Forgot:
			f.pending = nil
		default:
			f.pending = append(f.pending, e)
		}
		files[e.File] = f
	}
	mood := chance.IntN(4)
	for name, f := range files {
		f.fate(chance, mood)
		if err := os.WriteFile(filepath.Join(folder, name), f.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return noted
}

// fate decides what became of the writes on their way: nothing, all, or each for itself.
func (f *image) fate(chance *rand.Rand, mood int) {
	for _, p := range f.pending {
		switch {
		case mood == 0:
			continue
		case mood == 1 || chance.IntN(3) == 0:
			f.apply(p)
		case p.Kind == Write && chance.IntN(2) == 0:
			f.tear(chance, p)
		}
	}
	f.pending = nil
}

// tear lets some sectors of a write arrive.
func (f *image) tear(chance *rand.Rand, p Entry) {
	for from := 0; from < len(p.Data); {
		to := min(from+sector-int((p.At+int64(from))%sector), len(p.Data))
		if chance.IntN(2) == 0 {
			f.apply(Entry{Kind: Write, At: p.At + int64(from), Data: p.Data[from:to]})
		}
		from = to
	}
}

func (f *image) apply(p Entry) {
	if p.Kind == Truncate {
		if p.At < int64(len(f.data)) {
			f.data = f.data[:p.At]
		}
		return
	}
	if grown := p.At + int64(len(p.Data)) - int64(len(f.data)); grown > 0 {
		f.data = append(f.data, make([]byte, grown)...)
	}
	copy(f.data[p.At:], p.Data)
}
