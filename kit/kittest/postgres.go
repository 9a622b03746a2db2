package kittest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/jackc/pgx/v5"
)

// server is the temporary PostgreSQL of one test process. It keeps nothing safe:
// durability tests must not use it.
type server struct {
	dir       string
	mu        sync.Mutex
	templates map[string]bool
	databases atomic.Int64
}

// theServer starts at the first use and dies with the process.
var theServer = sync.OnceValues(startServer)

// role owns the databases. It is no superuser, so row-level security holds for it.
const role = "coulisse"

// errNoPostgres ends tests that were asked to run on PostgreSQL: a green run without it
// would prove nothing.
var errNoPostgres = errors.New("PostgreSQL is not installed; on Debian it is in the package postgresql")

// copyPostgres makes a database from the template of these migrations and returns
// its address.
func copyPostgres(t testing.TB, o db.Options) string {
	t.Helper()
	s, err := theServer()
	must(t, err)
	template := "template_" + fingerprint(t, o.Migrations)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.templates[template] {
		s.create(t, template, "template0")
		o.URL = s.url(template, role)
		d, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatalf("migrate the test database: %v", err)
		}
		must(t, d.Close())
		s.templates[template] = true
	}
	name := "test_" + strconv.FormatInt(s.databases.Add(1), 10)
	return s.fresh(t, name, template)
}

func (s *server) fresh(t testing.TB, name, template string) string {
	t.Helper()
	s.create(t, name, template)
	t.Cleanup(func() { s.run(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return s.url(name, role) + "&pool_max_conns=16"
}

// EmptyURL is the address of a PostgreSQL database without tables, for tests of what
// makes them; it is empty when the tests run on SQLite.
func EmptyURL(t testing.TB) string {
	t.Helper()
	if Engine() != "postgres" {
		return ""
	}
	s, err := theServer()
	must(t, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fresh(t, "test_"+strconv.FormatInt(s.databases.Add(1), 10), "template0")
}

func (s *server) create(t testing.TB, name, template string) {
	t.Helper()
	s.run(t, "CREATE DATABASE "+name+" OWNER "+role+" TEMPLATE "+template+" STRATEGY file_copy")
}

func (s *server) run(t testing.TB, statement string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, s.url("postgres", "postgres"))
	must(t, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	must(t, err)
}

func (s *server) url(database, user string) string {
	return "postgres:///" + database + "?host=" + s.dir + "&user=" + user
}

// startServer makes a cluster in a folder of its own and starts it on a unix socket.
func startServer() (*server, error) {
	removeLeftovers()
	dir := filepath.Join(os.TempDir(), leftover+strconv.Itoa(os.Getpid()))
	c, err := newCluster(dir)
	if err != nil {
		return nil, err
	}
	if _, err := c.serve("fsync=off", "synchronous_commit=off", "full_page_writes=off"); err != nil {
		return nil, err
	}
	s := &server{dir: dir, templates: map[string]bool{}}
	return s, s.ready()
}

// cluster is a folder PostgreSQL can serve. It refuses root; then an unprivileged user
// owns the folder and runs it.
type cluster struct {
	bin, dir string
	who      *syscall.Credential
}

func newCluster(dir string) (*cluster, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	who, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	initdb.SysProcAttr, initdb.Dir = &syscall.SysProcAttr{Credential: who}, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return &cluster{bin, dir, who}, nil
}

// serve starts the server; the process is there, but may not answer yet.
func (c *cluster) serve(settings ...string) (*serving, error) {
	words := []string{"-D", filepath.Join(c.dir, "data"), "-k", c.dir, "-h", ""}
	for _, setting := range append(settings, "max_connections=200", "max_wal_senders=0", "wal_level=minimal",
		"max_pred_locks_per_transaction=256", "shared_buffers=32MB", "logging_collector=off") {
		words = append(words, "-c", setting)
	}
	run := exec.Command(filepath.Join(c.bin, "postgres"), words...)
	run.Dir = c.dir
	ended, err := startWithParent(run, c.who)
	if err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	return &serving{run, ended}, nil
}

// serving is a server process.
type serving struct {
	*exec.Cmd
	ended <-chan struct{}
}

// ready waits for the server and makes the role.
func (s *server) ready() error {
	return answering(s.url("postgres", "postgres"), "CREATE ROLE "+role+" LOGIN")
}

// answering waits until the server takes a statement.
func answering(url, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, url)
		if err == nil {
			_, err = conn.Exec(ctx, statement)
			return errors.Join(err, conn.Close(ctx))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for postgres: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// findPostgres looks where distributions put the server, newest first, then in PATH.
func findPostgres() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(found, func(a, b int) bool {
		return len(found[a]) > len(found[b]) || len(found[a]) == len(found[b]) && found[a] > found[b]
	})
	if len(found) > 0 {
		return filepath.Dir(found[0]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errNoPostgres
	}
	return filepath.Dir(path), nil
}

// unprivileged gives the folder to a user who may run PostgreSQL; nil when we may.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("find a user for postgres: %w", err)
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, int(uid), int(gid))
}

const leftover = "coulisse-pg-"

// removeLeftovers deletes the folders of test processes that have ended.
func removeLeftovers() {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), leftover+"*"))
	for _, dir := range found {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), leftover), "-")
		pid, err := strconv.Atoi(number)
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
}
