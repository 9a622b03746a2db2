package kittest

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Torture is one test of endurance: short in every run, long under `make torture`.
type Torture struct {
	*rand.Rand
	Seed   uint64
	Rounds int
	name   string
	t      testing.TB
	began  time.Time
}

// NewTorture starts a test by its name in docs/reliability.md. rounds is how often in a
// short run; COULISSE_TORTURE="T2=20000 T7=500" makes it long. The seed is new each time
// and told; COULISSE_SEED repeats one.
func NewTorture(t testing.TB, name string, rounds int) *Torture {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if told, err := strconv.ParseUint(os.Getenv("COULISSE_SEED"), 10, 64); err == nil {
		seed = told
	}
	for _, word := range strings.Fields(os.Getenv("COULISSE_TORTURE")) {
		if long, ok := strings.CutPrefix(word, name+"="); ok {
			n, err := strconv.Atoi(long)
			if err != nil {
				t.Fatalf("COULISSE_TORTURE: %s: %v", word, err)
			}
			rounds = n
		}
	}
	t.Logf("%s on %s: %d rounds; repeat with COULISSE_SEED=%d", name, Engine(), rounds, seed)
	return &Torture{Rand: rand.New(rand.NewPCG(seed, 1)), Seed: seed, Rounds: rounds, name: name, t: t, began: time.Now()}
}

// Tell prints one line of results, unless there is nothing to be proud of.
func (o *Torture) Tell(format string, args ...any) {
	o.t.Helper()
	if o.t.Failed() {
		return
	}
	o.t.Logf("result "+o.name+" on "+Engine()+" after "+time.Since(o.began).Round(time.Second).String()+": "+format, args...)
}
