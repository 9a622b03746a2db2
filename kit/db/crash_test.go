package db_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
)

const crashFolder = "COULISSE_TEST_CRASH_FOLDER"

// A process is killed in the middle of many writes; whatever it had acknowledged is
// there afterwards, whole, and the database opens as if nothing had happened.
func TestAKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	if dir := os.Getenv(crashFolder); dir != "" {
		writeUntilKilled(t, dir)
		return
	}
	if kittest.Engine() != "sqlite" {
		return // PostgreSQL outlives its clients; cmd/coulisse kills the server itself
	}
	o := kittest.Options(t, things)
	acknowledged := map[string]bool{}
	for cycle := range 5 {
		child := exec.Command(os.Args[0], "-test.run=^TestAKilledProcessLosesNothingItAcknowledged$", "-test.timeout=60s")
		child.Env = append(os.Environ(), crashFolder+"="+o.Dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); {
			if name, ok := strings.CutPrefix(lines.Text(), "ack "); ok {
				acknowledged[name] = true
				if n++; n == 40+17*cycle {
					_ = child.Process.Kill()
				}
			}
		}
		_ = child.Wait()
		checkAfterCrash(t, o, acknowledged)
	}
	if len(acknowledged) < 300 {
		t.Errorf("only %d writes were acknowledged", len(acknowledged))
	}
}

// writeUntilKilled writes pairs and tells of each after its commit.
func writeUntilKilled(t *testing.T, dir string) {
	d, err := db.Open(t.Context(), db.Options{Dir: dir, Migrations: kittest.Options(t, things).Migrations})
	if err != nil {
		t.Fatal(err)
	}
	var lines = make(chan string)
	for range 8 {
		go func() {
			for {
				name := ""
				err := d.Write(context.Background(), shop(1), func(tx *db.Tx) error {
					name = tx.NewID().Text("x")
					if err := addThing(tx, name, 1); err != nil {
						return err
					}
					return addThing(tx, name+" twin", 1)
				})
				if err != nil {
					panic(err)
				}
				lines <- name
			}
		}()
	}
	for name := range lines {
		fmt.Println("ack " + name)
	}
}

func checkAfterCrash(t *testing.T, o db.Options, acknowledged map[string]bool) {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	stored := map[string]bool{}
	for _, name := range names(t, d, 1) {
		stored[name] = true
	}
	for name := range acknowledged {
		if !stored[name] {
			t.Fatalf("%s was acknowledged and is lost", name)
		}
	}
	for name := range stored {
		if !strings.HasSuffix(name, " twin") && !stored[name+" twin"] {
			t.Fatalf("%s was stored without its twin", name)
		}
	}
}
