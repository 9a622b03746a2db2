// Package disk stands between SQLite and the files of a test and keeps a diary of every
// write, cut, deletion and sync. From the diary it can say what the files would hold had
// the power failed at any moment: writes that were not synced are kept, dropped or torn,
// each for itself, as a disk with a cache may do. It can also make any call fail, as a
// full or dying disk does, and forget what a failed sync left in the cache.
//
// It is an SQLite VFS that passes everything on to the system's own: the files are real,
// locks and shared memory are SQLite's own. Only syncs are not passed on, because the
// diary decides what is durable, and so a test is as quick as without them.
//
// Use it with db.Options.Words: d.Words(). The diary is of the whole Disk; give each
// database a folder of its own.
package disk

import (
	"path/filepath"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/sqlite/lib"

	"github.com/coulisse/coulisse/kit/id"
)

// Kind is what happened to a file.
type Kind string

// The kinds of calls. Noted is what a test wrote into the diary itself.
const (
	Base     Kind = "base" // what a file held when it was met first
	Write    Kind = "write"
	Truncate Kind = "truncate"
	Sync     Kind = "sync"
	Delete   Kind = "delete"
	Noted    Kind = "noted"
	// Forgot is a sync that failed: the system has thrown away what was to be written and
	// will not try again (as Linux does).
	Forgot Kind = "forgot"
)

// Entry is one line of the diary.
type Entry struct {
	Kind Kind
	File string // without its folder
	At   int64  // offset of a write, size of a truncate
	Data []byte // of a write; of a note its text
}

// Answers SQLite gets from a disk that fails.
const (
	Full      = sqlite3.SQLITE_FULL
	CannotPut = sqlite3.SQLITE_IOERR_WRITE
	CannotCut = sqlite3.SQLITE_IOERR_TRUNCATE
	CannotFix = sqlite3.SQLITE_IOERR_FSYNC
)

// Disk is one such file system, registered with SQLite under a name of its own.
type Disk struct {
	name   string
	system *sqlite3.Tsqlite3_vfs // the file system everything is passed on to
	tables map[uintptr]*table    // of calls on files, by the system's own table
	keep   []any                 // functions SQLite holds, safe from the collector

	mu    sync.Mutex
	diary []Entry
	files map[uintptr]string // open files by SQLite's handle
	met   map[string]bool
	calls int
	fail  func(kind Kind, file string, call int) int32
}

// New registers a disk for as long as the test process lives.
func New(t testing.TB) *Disk {
	t.Helper()
	d := &Disk{name: "disk-" + id.Secret(), tables: map[uintptr]*table{}, files: map[uintptr]string{}, met: map[string]bool{}}
	tls := libc.NewTLS()
	defer tls.Close()
	under := sqlite3.Xsqlite3_vfs_find(tls, 0)
	if under == 0 {
		t.Fatal("SQLite has no file system")
	}
	d.system = at[sqlite3.Tsqlite3_vfs](under)
	name, err := libc.CString(d.name)
	if err != nil {
		t.Fatal(err)
	}
	own := memory[sqlite3.Tsqlite3_vfs](tls)
	over := at[sqlite3.Tsqlite3_vfs](own)
	*over = *d.system
	over.FpNext, over.FzName = 0, name
	over.FxOpen = hold(d, d.open)
	over.FxDelete = hold(d, d.delete)
	if code := sqlite3.Xsqlite3_vfs_register(tls, own, 0); code != sqlite3.SQLITE_OK {
		t.Fatalf("register the file system: %d", code)
	}
	return d
}

// Words are what the address of a database needs to be on this disk.
func (d *Disk) Words() string { return "vfs=" + d.name }

// Note writes a line into the diary: what a database acknowledged, and when.
func (d *Disk) Note(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.diary = append(d.diary, Entry{Kind: Noted, Data: []byte(text)})
}

// Diary is everything so far; Forget starts a new one for other files.
func (d *Disk) Diary() Diary {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append(Diary(nil), d.diary...)
}

// Forget starts an empty diary. No file may be open.
func (d *Disk) Forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.diary, d.met, d.calls, d.fail = nil, map[string]bool{}, 0, nil
}

// Fail lets fn decide about each write, truncate and sync, which are counted from 1:
// 0 lets it pass, else SQLite gets that answer and nothing is done. nil mends the disk.
func (d *Disk) Fail(fn func(kind Kind, file string, call int) int32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail, d.calls = fn, 0
}

// Calls is how many writes, truncates and syncs there were since Forget or Fail.
func (d *Disk) Calls() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls
}

// table is a copy of the system's calls on files with ours in some places.
type table struct {
	address uintptr
	system  sqlite3.Tsqlite3_io_methods
}

func (d *Disk) open(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	code := call[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](d.system.FxOpen)(tls, vfs, name, file, flags, out)
	if code != sqlite3.SQLITE_OK || name == 0 {
		return code
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	path := libc.GoString(name)
	short := filepath.Base(path)
	d.files[file] = short
	if !d.met[short] {
		d.met[short] = true
		d.diary = append(d.diary, Entry{Kind: Base, File: short, Data: content(path)})
	}
	methods := &at[sqlite3.Tsqlite3_file](file).FpMethods
	*methods = d.tableOf(tls, *methods).address
	return code
}

// tableOf is our version of a table of the system. SQLite's own code does not look at
// the table of a file again, so that the rest of the file stays the system's.
func (d *Disk) tableOf(tls *libc.TLS, system uintptr) *table {
	if known, ok := d.tables[system]; ok {
		return known
	}
	made := &table{address: memory[sqlite3.Tsqlite3_io_methods](tls), system: *at[sqlite3.Tsqlite3_io_methods](system)}
	ours := at[sqlite3.Tsqlite3_io_methods](made.address)
	*ours = made.system
	ours.FxClose = hold(d, func(tls *libc.TLS, file uintptr) int32 {
		d.mu.Lock()
		delete(d.files, file)
		d.mu.Unlock()
		return call[func(*libc.TLS, uintptr) int32](made.system.FxClose)(tls, file)
	})
	ours.FxWrite = hold(d, func(tls *libc.TLS, file, from uintptr, n int32, offset int64) int32 {
		data := append([]byte(nil), unsafe.Slice(at[byte](from), n)...)
		return d.act(file, Entry{Kind: Write, At: offset, Data: data}, func() int32 {
			return call[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](made.system.FxWrite)(tls, file, from, n, offset)
		})
	})
	ours.FxTruncate = hold(d, func(tls *libc.TLS, file uintptr, size int64) int32 {
		return d.act(file, Entry{Kind: Truncate, At: size}, func() int32 {
			return call[func(*libc.TLS, uintptr, int64) int32](made.system.FxTruncate)(tls, file, size)
		})
	})
	ours.FxSync = hold(d, func(_ *libc.TLS, file uintptr, _ int32) int32 {
		return d.act(file, Entry{Kind: Sync}, func() int32 { return sqlite3.SQLITE_OK })
	})
	d.tables[system] = made
	return made
}

// act does one call, or lets it fail, and writes it into the diary.
func (d *Disk) act(file uintptr, e Entry, do func() int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	e.File = d.files[file]
	d.calls++
	if d.fail != nil {
		if code := d.fail(e.Kind, e.File, d.calls); code != 0 {
			if e.Kind == Sync {
				d.diary = append(d.diary, Entry{Kind: Forgot, File: e.File})
			}
			return code
		}
	}
	code := do()
	if code == sqlite3.SQLITE_OK {
		d.diary = append(d.diary, e)
	}
	return code
}

func (d *Disk) delete(tls *libc.TLS, vfs, name uintptr, sync int32) int32 {
	code := call[func(*libc.TLS, uintptr, uintptr, int32) int32](d.system.FxDelete)(tls, vfs, name, sync)
	if code == sqlite3.SQLITE_OK {
		d.mu.Lock()
		d.diary = append(d.diary, Entry{Kind: Delete, File: filepath.Base(libc.GoString(name))})
		d.mu.Unlock()
	}
	return code
}

// at looks at memory of SQLite's, which Go's collector does not own.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// memory is room for a T that SQLite keeps for good.
func memory[T any](tls *libc.TLS) uintptr {
	var size T
	return libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(size)))
}

// hold gives SQLite a function of ours, as the driver's translated C calls functions.
func hold[F any](d *Disk, fn F) uintptr {
	kept := &fn
	d.keep = append(d.keep, kept)
	return *(*uintptr)(unsafe.Pointer(kept))
}

// call is the other way: a function of SQLite's as Go calls it.
func call[F any](address uintptr) F {
	kept := &address
	return *(*F)(unsafe.Pointer(kept))
}
