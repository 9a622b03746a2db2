package chain_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
)

type record struct {
	seq    int64
	hash   string
	fields []string
}

func TestRecordsAppendedAtOnceFormOneChain(t *testing.T) {
	d := kittest.DB(t, nil)
	var mu sync.Mutex
	bySeq := map[int64]record{}
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			fields := []string{fmt.Sprint("sale ", i), "12.00"}
			var r record
			err := d.Write(t.Context(), db.Scope{Shop: 1, Hot: i%2 == 0}, func(tx *db.Tx) error {
				seq, hash, err := chain.Next(tx, "sales", fields...)
				r = record{seq, hash, fields}
				return err
			})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			bySeq[r.seq] = r
			mu.Unlock()
		})
	}
	all.Wait()
	previous := ""
	for seq := int64(1); seq <= 16; seq++ {
		r := bySeq[seq]
		if want := chain.Hash(previous, seq, r.fields...); r.hash != want {
			t.Fatalf("record %d does not follow the one before", seq)
		}
		previous = r.hash
	}
	err := d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		seq, hash, err := chain.Head(tx, "sales")
		if seq != 16 || hash != previous {
			t.Errorf("the head is %d %s", seq, hash)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryChangeShowsInTheHash(t *testing.T) {
	base := chain.Hash("p", 7, "ab", "c")
	for name, other := range map[string]string{
		"previous":             chain.Hash("q", 7, "ab", "c"),
		"sequence":             chain.Hash("p", 8, "ab", "c"),
		"field":                chain.Hash("p", 7, "ab", "d"),
		"moved between fields": chain.Hash("p", 7, "a", "bc"),
		"joined fields":        chain.Hash("p", 7, "abc"),
		"swapped fields":       chain.Hash("p", 7, "c", "ab"),
		"an empty field more":  chain.Hash("p", 7, "ab", "c", ""),
	} {
		if other == base {
			t.Errorf("%s: the hash is the same", name)
		}
	}
}
