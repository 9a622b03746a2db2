// Package mail sends letters after the transaction that caused them.
//
// Enqueue writes a job in the business transaction; the job hands the message to a
// Sender: a folder of .eml files (the default, so that a new installation loses no
// letter) or an SMTP server. A letter is text and HTML; Letter makes both from the
// same words. Addresses and headers with line breaks are refused. A letter that is
// sent twice keeps its Message-ID, so that mailboxes show it once.
package mail

import (
	"context"
	"fmt"
	"net/mail"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/job"
)

// Message is one letter to one person.
type Message struct {
	To, Subject, Text, HTML string
	ReplyTo                 string // the shop's address, usually
	FromName                string // the shop's name; the address is the installation's
	Attachments             []Attachment
	// ID names the letter; set when it is sent.
	ID string
}

// Attachment is a file of a letter.
type Attachment struct {
	Name string
	Type string
	Data []byte
}

// Sender carries letters out of the program.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// send is the job that hands a letter to the Sender.
type send struct{ Message Message }

// JobKind names the job.
func (send) JobKind() string { return "mail.send" }

// Enqueue sends the letter after the commit. A wrong address or a line break in a
// header is errs.Invalid.
func Enqueue(tx *db.Tx, m Message) error {
	if err := Check(m); err != nil {
		return err
	}
	return job.Enqueue(tx, send{m})
}

// Handle registers the job; app calls it with the configured Sender.
func Handle(r *job.Runner, s Sender, domain string) {
	job.Handle(r, func(c *job.Ctx, a send) error {
		m := a.Message
		m.ID = c.Shop.Text("shp") + "." + c.Job.Text("job") + "@" + domain
		return s.Send(c, m)
	})
}

// Check says what is wrong with a letter before it is kept.
func Check(m Message) error {
	if err := CheckAddress(m.To); err != nil {
		return err
	}
	if m.ReplyTo != "" && CheckAddress(m.ReplyTo) != nil {
		return errs.Invalid("The reply address of the shop is not an e-mail address.")
	}
	for _, header := range []string{m.Subject, m.FromName} {
		if strings.ContainsAny(header, "\r\n\x00") {
			return errs.Invalid("The subject of an e-mail is one line.")
		}
	}
	if m.Text == "" {
		return fmt.Errorf("mail %q has no text", m.Subject)
	}
	return nil
}

// CheckAddress says whether text is one plain e-mail address, without a name around it.
func CheckAddress(text string) error {
	parsed, err := mail.ParseAddress(text)
	at := strings.LastIndexByte(text, '@')
	if err != nil || parsed.Address != text || strings.ContainsAny(text, "\r\n\x00<>\" ") || len(text) > 254 ||
		at < 1 || at > 64 || !strings.Contains(text[at:], ".") && !strings.HasSuffix(text, "@localhost") {
		return errs.InvalidField("email", "“%s” is not an e-mail address. Write it like name@example.com.", text).WithCause(err)
	}
	return nil
}
