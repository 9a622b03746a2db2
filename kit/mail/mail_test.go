package mail

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
	"log/slog"
)

func TestAddressesAndHeadersAreChecked(t *testing.T) {
	for _, bad := range []string{"", "anna", "anna@", "@example.com", "anna@example", "a b@example.com", "Anna <anna@example.com>",
		"anna@example.com\r\nBcc: all@example.com", "anna@example.com, bob@example.com", strings.Repeat("a", 65) + "@example.com"} {
		if err := CheckAddress(bad); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, good := range []string{"anna@example.com", "o'neil+shop@mail.example.co.uk", "demo@localhost"} {
		if err := CheckAddress(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	if err := Check(Message{To: "anna@example.com", Subject: "Hello\r\nBcc: all@example.com", Text: "x"}); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("line break in the subject: %v", err)
	}
}

func TestALetterIsSentAfterTheCommitOnly(t *testing.T) {
	d := kittest.DB(t, nil)
	dir := t.TempDir()
	runner := job.NewRunner(d, slog.New(slog.DiscardHandler))
	Handle(runner, Folder{Dir: dir, From: "shop@example.org"}, "example.org")
	shop := db.Scope{Shop: id.ID(1), Actor: db.SystemActor}
	letter := Letter{Lang: "fr", Shop: "Théâtre & Cie", Title: "Merci, Zoë <3", Paragraphs: []string{"Votre commande est partie."},
		Button: "Voir", URL: "https://shop.example.org/orders/x", Rows: []Row{{"Total", "19,99 €", true}}}
	_ = d.Write(t.Context(), shop, func(tx *db.Tx) error {
		if err := Enqueue(tx, letter.Message("zoe@example.com", "Commande expédiée")); err != nil {
			t.Error(err)
		}
		return errs.Conflict("not this time")
	})
	if err := d.Write(t.Context(), shop, func(tx *db.Tx) error {
		return Enqueue(tx, letter.Message("zoe@example.com", "Commande n° 1001 expédiée"))
	}); err != nil {
		t.Fatal(err)
	}
	if err := runner.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	names, _ := filepath.Glob(dir + "/*.eml")
	if len(names) != 1 {
		t.Fatalf("letters: %v", names)
	}
	data, _ := os.ReadFile(names[0])
	for _, want := range []string{"To: <zoe@example.com>", "multipart/alternative", "text/html", "Message-ID: <shp_", "Auto-Submitted: auto-generated"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the letter lacks %q:\n%s", want, data)
		}
	}
}

func TestLetterEscapes(t *testing.T) {
	html := Letter{Title: "<script>alert(1)</script>", URL: "javascript:alert(1)", Button: "x"}.HTML()
	if strings.Contains(html, "<script>") || strings.Contains(html, `href="javascript:`) || html == "" {
		t.Errorf("not escaped: %s", html)
	}
}

// TestServer talks to a mail server of a few lines.
func TestServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	got := make(chan string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		got <- speak(conn)
	}()
	port := listener.Addr().(*net.TCPAddr).Port
	server := Server{Host: "127.0.0.1", Port: port, From: "shop@example.org", Plain: true}
	if err := server.Send(t.Context(), Message{To: "anna@example.com", Subject: "Hello", Text: "Dear Anna"}); err != nil {
		t.Fatal(err)
	}
	select {
	case talk := <-got:
		for _, want := range []string{"RCPT TO:<anna@example.com>", "Subject: Hello", "Dear Anna"} {
			if !strings.Contains(talk, want) {
				t.Errorf("lacks %q:\n%s", want, talk)
			}
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the server heard nothing")
	}
}

func speak(conn net.Conn) string {
	var talk strings.Builder
	say := func(line string) { _, _ = conn.Write([]byte(line + "\r\n")) }
	say("220 test")
	lines, inData := bufio.NewScanner(conn), false
	for lines.Scan() {
		line := lines.Text()
		talk.WriteString(line + "\n")
		switch {
		case inData && line == ".":
			inData = false
			say("250 kept")
		case inData:
		case strings.HasPrefix(line, "DATA"):
			inData = true
			say("354 go on")
		case strings.HasPrefix(line, "QUIT"):
			say("221 bye")
			return talk.String()
		default:
			say("250 fine")
		}
	}
	return talk.String()
}

func TestTheNameOfTheSenderIsOnlyAName(t *testing.T) {
	for _, name := range []string{`Chez "Ada"`, `Bank" <bank@example.org>, "x`, `back\slash`, "Atelier Été", "<script>", "a, b"} {
		out, err := compose(Message{To: "zoe@example.com", Subject: "x", Text: "x", FromName: name}, "shop@coulisse.example", time.Unix(0, 0))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if from := out.GetFrom(); len(from) != 1 || from[0].Address != "shop@coulisse.example" || from[0].Name != name {
			t.Errorf("%s is sent from %v", name, from)
		}
	}
}
