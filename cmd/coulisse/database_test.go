package main

import (
	"syscall"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest"
)

// TestT3DatabaseStoppedHard ends the PostgreSQL under the running program in the middle of
// checkouts, starts it again, and lets the buyers retry with the same keys. The program
// itself goes on all the time; nobody is told anything that is not so.
func TestT3DatabaseStoppedHard(t *testing.T) {
	if kittest.Engine() != "postgres" {
		return // SQLite is part of the program: TestT1
	}
	o := kittest.NewTorture(t, "T3", 2)
	server := kittest.StartPostgres(t)
	p := &place{t: t, data: t.TempDir()}
	p.storage = []string{"--database", server.URL(), "--data", p.data}
	again := killing{kills: o.Rounds, checkouts: 120 * max(1, o.Rounds/6)}
	worst := again.run(t, p, doors()[0], func(s *process) {
		s.gate.shut()
		server.End([]syscall.Signal{syscall.SIGQUIT, syscall.SIGKILL}[o.IntN(2)])
		server.Start()
		s.gate.lift()
	})
	o.Tell("%d hard stops, %d orders acknowledged, 0 lost, 0 doubled, answering again after %s at worst", again.kills, again.checkouts, worst)
}
