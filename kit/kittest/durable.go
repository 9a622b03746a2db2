package kittest

import (
	"os"
	"strconv"
	"syscall"
	"testing"
)

// Postgres is a PostgreSQL server of one test that keeps what it acknowledges, and that
// the test may end as hard as it likes.
type Postgres struct {
	t       testing.TB
	cluster *cluster
	running *serving
}

// StartPostgres starts a server with the settings of a real installation.
func StartPostgres(t testing.TB) *Postgres {
	t.Helper()
	dir, err := os.MkdirTemp(os.TempDir(), leftover+strconv.Itoa(os.Getpid())+"-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	c, err := newCluster(dir)
	must(t, err)
	p := &Postgres{t: t, cluster: c}
	p.Start()
	must(t, answering(p.url("postgres", "postgres"), "CREATE ROLE "+role+" LOGIN"))
	must(t, answering(p.url("postgres", "postgres"), "CREATE DATABASE shops OWNER "+role))
	t.Cleanup(func() { p.End(syscall.SIGQUIT) })
	return p
}

// URL is the address of its one database, empty at first.
func (p *Postgres) URL() string { return p.url("shops", role) }

func (p *Postgres) url(database, user string) string {
	return "postgres:///" + database + "?host=" + p.cluster.dir + "&user=" + user
}

// Start starts the server again and returns when it answers: its crash recovery is over.
// After a SIGKILL its children may still be leaving, and a start before that fails.
func (p *Postgres) Start() {
	p.t.Helper()
	for range 100 {
		running, err := p.cluster.serve()
		must(p.t, err)
		answers := make(chan error, 1)
		go func() { answers <- answering(p.url("postgres", "postgres"), "SELECT 1") }()
		select {
		case err := <-answers:
			must(p.t, err)
			p.running = running
			return
		case <-running.ended:
			// Its own look at the lock of the folder ended it: the children are still there.
		}
	}
	p.t.Fatal("PostgreSQL does not start any more")
}

// End sends the signal and waits for the end: SIGQUIT stops at once without a checkpoint,
// SIGKILL gives no time for anything.
func (p *Postgres) End(how syscall.Signal) {
	if p.running == nil {
		return
	}
	_ = p.running.Process.Signal(how)
	<-p.running.ended
	p.running = nil
}
