package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest"
)

const ownProducts = `Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Variant Inventory Tracker,Status
cup,Cup,<p>Holds tea.</p>,Nord,Kitchen,"new,tea",true,Colour,Blue,CUP-B,12.50,10,shopify,active
cup,,,,,,,,Red,CUP-R,13,0,shopify,
lamp,Lamp,,Sud,Light,,true,,,LAMP,89.00,3,shopify,draft
`

func TestCommandsOfAShop(t *testing.T) {
	p := newPlace(t)
	steps := []struct{ words, says string }{
		{"shop list", "HANDLE"},
		{"shop create --name Tea --email owner@example.com --country FR", "tea"},
		{"shop create --name Coal --email owner@example.com --country GB --handle coal --currency GBP", "coal"},
		{"shop list", "GBP"},
		{"token create --shop tea --scopes orders.view,catalog.edit", "coulisse_"},
		{"verify", "2 shops verified, no differences"},
		{"verify --shop tea", "1 shops verified"},
		{"export books --shop tea --format hledger", ""},
		{"export books --shop tea --format beancount --from 2026-01-01 --to 2026-12-31", ""},
		{"export books --shop tea --format csv", "debit,credit"},
		{"migrate", "this version"},
	}
	for _, s := range steps {
		if out := p.ok(s.words); !strings.Contains(out, s.says) {
			t.Errorf("coulisse %s says %q, without %q", s.words, out, s.says)
		}
	}
	if out := p.ok("shop list"); strings.Count(out, "\n") != 3 {
		t.Errorf("the list of shops: %q", out)
	}
}

func TestImportProducts(t *testing.T) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com")
	file := write(t, "own.csv", ownProducts)
	steps := []struct{ more, says string }{
		{"--dry-run", "2 products would be imported: 2 new, 0 changed, 0 unchanged, 0 refused; 3 lines read"},
		{"", "2 products imported: 2 new, 0 changed, 0 unchanged, 0 refused; 3 lines read"},
		{"", "0 products imported: 0 new, 0 changed, 2 unchanged, 0 refused; 3 lines read"},
	}
	for _, s := range steps {
		if out := p.ok("import products --shop tea --from shopify "+s.more, file); !strings.Contains(out, s.says) {
			t.Errorf("import %s says %q, without %q", s.more, out, s.says)
		}
	}
	piped := command(ownProducts, append([]string{"import", "products", "-", "--shop", "tea", "--from", "shopify"}, p.storage...)...)
	if piped.code != 0 || !strings.Contains(piped.out, "2 unchanged") {
		t.Errorf("from standard input: %+v", piped)
	}
	apparel := shared(t, "shopify-apparel.csv")
	if out := p.ok("import products --shop tea --from shopify", apparel); !strings.Contains(out, "20 products imported: 20 new, 0 changed, 0 unchanged, 0 refused") {
		t.Errorf("the apparel file: %s", out)
	}
	p.ok("verify")
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{}, {"help"}, {"--help"}, {"help", "serve"}, {"import", "orders", "--help"}, {"version"}} {
		got := command("", args...)
		if got.code != 0 || got.out == "" || got.err != "" {
			t.Errorf("coulisse %v: %+v", args, got)
		}
	}
	all := command("", "help").out
	for _, name := range []string{"serve", "demo", "shop create", "shop list", "token create", "import products", "import orders",
		"export books", "verify", "backup", "restore", "migrate", "version"} {
		if !strings.Contains(all, "\n  "+name) {
			t.Errorf("help does not list %s", name)
		}
	}
	if !strings.Contains(command("", "shop", "create", "--help").out, "$COULISSE_COUNTRY") {
		t.Error("a flag without its environment variable")
	}
}

// oneSentence is what every refusal looks like.
var oneSentence = regexp.MustCompile(`^coulisse: \S[^\n]*\S\n$`)

func TestRefusals(t *testing.T) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com")
	file, empty := write(t, "own.csv", ownProducts), write(t, "empty.json", "{}")
	there := filepath.Join(t.TempDir(), "there.db")
	p.ok("backup", there)
	cases := []struct {
		code  int
		words string
		says  string
	}{
		{2, "frobnicate", "unexpected argument frobnicate"},
		{2, "shop create", "missing flags: --email=E, --name=N"},
		{2, "shop list extra", "unexpected argument extra"},
		{2, "verify --nosuch", "unknown flag --nosuch"},
		{2, "import products " + file + " --shop tea --from amazon", "--from must be one of"},
		{2, "export books --shop tea --format xml", "--format must be one of"},
		{2, "shop create --name X --email new@example.com --password-stdin", "no password came"},
		{1, "shop create --name X --email nonsense", "email: Enter an e-mail address"},
		{1, "shop create --name X --email a@example.com --country XX", "country: Unknown country"},
		{1, "shop create --name X --email a@example.com --currency ZZZ", "currency: Unknown currency"},
		{1, "shop create --name X --email a@example.com --handle tea", "already used"},
		{1, "shop create --name X --email a@example.com --handle admin", "reserved"},
		{1, "token create --shop nobody", "There is no shop “nobody”"},
		{1, "token create --shop tea --scopes gold.dig", "Unknown scope"},
		{1, "import products nothing.csv --shop tea --from shopify", "the file nothing.csv does not exist"},
		{1, "import products " + file + " --shop nobody --from shopify", "There is no shop"},
		{1, "import orders nothing.csv --shop tea --from csv --map " + empty, "the file nothing.csv does not exist"},
		{1, "import orders " + file + " --shop tea --from csv --map nothing.json", "the file nothing.json does not exist"},
		{1, "import orders " + file + " --shop tea --from csv --map " + empty, "Name the column"},
		{1, "import orders " + file + " --shop tea --from csv --map " + file, "not the JSON expected"},
		{1, "export books --shop tea --format csv --from 2026-02-30", "This date does not exist"},
		{1, "export books --shop tea --format csv --from 2026-02-01 --to 2026-01-01", "ends before it begins"},
		{1, "verify --shop nobody", "There is no shop"},
		{1, "backup " + there, "exists already"},
		{1, "backup /nowhere/at/all.db", "the folder /nowhere/at does not exist"},
		{1, "serve --listen nonsense", "cannot listen on nonsense"},
		{1, "serve --mail nonsense", "--mail is not an address"},
		{1, "serve --proxies nonsense", "--proxies"},
	}
	for _, c := range cases {
		got := p.run(c.words)
		if got.code != c.code || !oneSentence.MatchString(got.err) || !strings.Contains(got.err, c.says) {
			t.Errorf("coulisse %s: exit code %d, want %d and %q\n%s", c.words, got.code, c.code, c.says, got.err)
		}
	}
	p.ok("verify")
}

// TestRefusedPlaces names data that cannot be used.
func TestRefusedPlaces(t *testing.T) {
	file := write(t, "file", "x")
	cases := []struct {
		code int
		args []string
		says string
	}{
		{2, []string{"shop"}, "expected one of"},
		{1, []string{"verify", "--data", filepath.Join(file, "sub")}, "cannot be made"},
		{1, []string{"verify", "--data", t.TempDir(), "--database", "mysql://somewhere"}, "must start with postgres://"},
		{1, []string{"verify", "--data", t.TempDir(), "--database", "postgres://127.0.0.1:1/x?sslmode=disable"}, "reach the database"},
		{1, []string{"restore", file, "--data", t.TempDir()}, "not a backup of this program"},
		{1, []string{"restore", "nothing", "--data", t.TempDir()}, "the file nothing does not exist"},
		{2, []string{"demo", "--listen", "0.0.0.0:0"}, "must be a loopback address"},
		{2, []string{"demo", "--listen", "nonsense"}, "is not an address"},
	}
	if os.Getuid() != 0 {
		closed := t.TempDir()
		if err := os.Chmod(closed, 0o500); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, struct {
			code int
			args []string
			says string
		}{1, []string{"shop", "list", "--data", closed}, "data folder"})
	}
	for _, c := range cases {
		got := command("", c.args...)
		if got.code != c.code || !oneSentence.MatchString(got.err) || !strings.Contains(got.err, c.says) {
			t.Errorf("coulisse %v: exit code %d, want %d and %q\n%s", c.args, got.code, c.code, c.says, got.err)
		}
	}
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := newPlace(t).run("serve --listen", l.Addr().String())
	if got.code != 1 || !oneSentence.MatchString(got.err) || !strings.Contains(got.err, "Is the program running already?") {
		t.Errorf("%+v", got)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	p := newPlace(t)
	p.tamper(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (209912312359, TRUE)`)
	for _, words := range []string{"verify", "migrate", "shop list"} {
		got := p.run(words)
		if got.code != 1 || !oneSentence.MatchString(got.err) || !strings.Contains(got.err, "newer version of Coulisse") {
			t.Errorf("coulisse %s: %+v", words, got)
		}
	}
}

func TestBackupAndRestore(t *testing.T) {
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country GB --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "own.csv", ownProducts))
	p.ok("import orders --shop tea --from csv --map ../../docs/examples/online-retail-map.json", write(t, "history.csv", ownHistory))
	picture := filepath.Join(p.data, "files", "1", "picture")
	if err := os.MkdirAll(filepath.Dir(picture), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, []byte("pixels"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "all.backup")
	p.ok("backup", file)

	elsewhere := emptyPlace(t)
	elsewhere.ok("restore", file)
	if out := elsewhere.ok("verify"); !strings.Contains(out, "1 shops verified, no differences") {
		t.Error(out)
	}
	for _, words := range []string{"shop list", "export books --shop tea --format csv", "export books --shop tea --format hledger"} {
		if before, after := p.ok(words), elsewhere.ok(words); before != after || before == "" {
			t.Errorf("coulisse %s differs after the restore:\n%s\n%s", words, before, after)
		}
	}
	if text, err := os.ReadFile(filepath.Join(elsewhere.data, "files", "1", "picture")); string(text) != "pixels" {
		t.Errorf("the picture after the restore: %q %v", text, err)
	}
	again := elsewhere.run("restore", file)
	if again.code != 1 || !oneSentence.MatchString(again.err) || !strings.Contains(again.err, "in use already") {
		t.Errorf("a second restore: %+v", again)
	}
	elsewhere.ok("verify")
}

const ownHistory = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,A,Heart,6,12/1/10 8:26,2.55,17850,United Kingdom
1,POST,Postage,1,12/1/10 8:26,18,17850,United Kingdom
2,B,Warmer,6,12/2/10 8:28,1.85,17851,EIRE
3,B,Warmer,1,12/3/10 8:28,1.85,17850,United Kingdom
C4,A,Heart,-1,12/4/10 9:34,2.55,17850,United Kingdom
`

// emptyPlace has no database yet; on PostgreSQL it has one without tables.
func emptyPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, data: filepath.Join(t.TempDir(), "new")}
	p.storage = []string{"--data", p.data}
	if url := kittest.EmptyURL(t); url != "" {
		p.storage = append(p.storage, "--database", url)
	}
	return p
}
