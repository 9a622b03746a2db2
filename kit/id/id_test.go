package id

import (
	"sync"
	"testing"

	"github.com/coulisse/coulisse/kit/errs"
	"pgregory.net/rapid"
)

func TestTextReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := ID(rapid.Int64Range(1, 1<<63-1).Draw(t, "id"))
		got, err := Parse("ord", want.Text("ord"))
		if err != nil || got != want {
			t.Fatalf("%d prints as %s and reads as %d, %v", want, want.Text("ord"), got, err)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	good := ID(1_700_000_000_000 << 21).Text("ord")
	for _, text := range []string{"", "ord_", "ord", good[4:], "var" + good[3:], good + "0", good[:16], "ORD" + good[3:],
		"ord_0000000000000", "ord_zzzzzzzzzzzzz", "ord_8000000000000", "ord_000000000000u", "ord_-00000000000"} {
		if got, err := Parse("ord", text); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("Parse(%q) = %d, %v", text, got, err)
		}
	}
	if ID(0).Text("ord") != "" {
		t.Error("no id prints as nothing")
	}
}

func TestIdsRiseAndNeverRepeat(t *testing.T) {
	source := &Source{}
	var mu sync.Mutex
	seen := map[ID]bool{}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			last := ID(0)
			for n := range 2000 {
				next := source.Next(int64(1000 - n)) // the clock goes back
				mu.Lock()
				if seen[next] || next <= last {
					t.Errorf("id %d repeats or falls", next)
				}
				seen[next] = true
				mu.Unlock()
				last = next
			}
		})
	}
	wait.Wait()
}

func TestSecretsDiffer(t *testing.T) {
	a, b := Secret(), Secret()
	if a == b || len(a) != 32 {
		t.Errorf("%s, %s", a, b)
	}
}
