package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/kittest"
)

// asProgram makes this test binary play the program itself, so that tests can start
// it as a process of its own and kill it.
const asProgram = "COULISSE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// place is a data folder with an empty, migrated database of the engine under test.
type place struct {
	t       *testing.T
	data    string
	storage []string // the flags that name it
}

func newPlace(t *testing.T) *place {
	t.Helper()
	o := kittest.Options(t, app.Migrations()...)
	p := &place{t: t, data: o.Dir}
	if o.URL != "" {
		p.data = t.TempDir()
		p.storage = []string{"--database", o.URL}
	}
	p.storage = append(p.storage, "--data", p.data)
	return p
}

// answer is what a command said.
type answer struct {
	code     int
	out, err string
}

// run runs a command on the place, by words; an argument with spaces goes through runWith.
func (p *place) run(words string, more ...string) answer {
	return command("", append(append(strings.Fields(words), more...), p.storage...)...)
}

// ok is run for commands that must work; it returns what they printed.
func (p *place) ok(words string, more ...string) string {
	p.t.Helper()
	got := p.run(words, more...)
	if got.code != 0 || got.err != "" {
		p.t.Fatalf("coulisse %s %q: exit code %d\n%s%s", words, more, got.code, got.out, got.err)
	}
	return got.out
}

func command(in string, args ...string) answer {
	var out, problems bytes.Buffer
	code := run(args, strings.NewReader(in), &out, &problems)
	return answer{code, out.String(), problems.String()}
}

// shared is a real file that lies beside the source and is not part of it.
func shared(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join("..", "..", "..", "shared", "real", name)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("the file %s is not here", name)
	}
	return file
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// freeAddress is an address nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
