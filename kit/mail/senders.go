package mail

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// Folder is a Sender that writes each letter as an .eml file, which every mail program
// opens. The name starts with the time, so that the newest is last.
type Folder struct {
	Dir  string
	From string
	Now  func() time.Time // time.Now when nil
}

// Send writes the file; it appears whole or not at all. A letter sent twice within the
// same second overwrites itself.
func (f Folder) Send(_ context.Context, m Message) error {
	now := time.Now
	if f.Now != nil {
		now = f.Now
	}
	out, err := compose(m, f.From, now())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fmt.Errorf("make the mail folder: %w", err)
	}
	draft, err := os.CreateTemp(f.Dir, ".draft-*")
	if err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	defer os.Remove(draft.Name())
	if _, err := out.WriteTo(draft); err != nil {
		draft.Close()
		return fmt.Errorf("write a letter: %w", err)
	}
	if err := draft.Close(); err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	name := now().UTC().Format("20060102-150405") + "-" + fileName(m.To) + "-" + fileName(m.ID) + ".eml"
	if err := os.Rename(draft.Name(), filepath.Join(f.Dir, name)); err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	return nil
}

// fileName keeps letters, digits and a few marks.
func fileName(text string) string {
	text, _, _ = strings.Cut(text, "@localhost")
	clean := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("@.-_", c) {
			return c
		}
		return '_'
	}, text)
	return strings.Trim(clean[:min(len(clean), 80)], ".")
}

// Server is a Sender that speaks SMTP. TLS is required unless Plain.
type Server struct {
	Host     string
	Port     int
	User     string
	Password string
	From     string
	Plain    bool // a relay on the same machine
}

// Send hands the letter over; an error makes the job try again later.
func (s Server) Send(ctx context.Context, m Message) error {
	out, err := compose(m, s.From, time.Now())
	if err != nil {
		return err
	}
	options := []mail.Option{mail.WithTimeout(15 * time.Second), mail.WithTLSPolicy(mail.TLSMandatory)}
	if s.Port != 0 {
		options = append(options, mail.WithPort(s.Port))
	}
	if s.Plain {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.Port == 465 {
		options = append(options, mail.WithSSL())
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return fmt.Errorf("set up the mail server: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, out); err != nil {
		return fmt.Errorf("hand a letter to the mail server: %w", err)
	}
	return nil
}
