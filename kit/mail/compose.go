package mail

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// compose makes the letter in its wire form.
func compose(m Message, from string, now time.Time) (*mail.Msg, error) {
	out := mail.NewMsg()
	// The library puts the name between quotes as it is: a quote in it must not end them.
	name := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(m.FromName)
	if err := out.FromFormat(name, from); err != nil {
		return nil, fmt.Errorf("name the sender of a letter: %w", err)
	}
	if err := out.To(m.To); err != nil {
		return nil, fmt.Errorf("address a letter: %w", err)
	}
	if m.ReplyTo != "" {
		if err := out.ReplyTo(m.ReplyTo); err != nil {
			return nil, fmt.Errorf("address the reply of a letter: %w", err)
		}
	}
	out.Subject(m.Subject)
	out.SetDateWithValue(now)
	if m.ID != "" {
		out.SetMessageIDWithValue(m.ID)
	}
	out.SetGenHeader("Auto-Submitted", "auto-generated")
	out.SetBodyString(mail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		out.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		if err := out.AttachReader(a.Name, bytes.NewReader(a.Data), mail.WithFileContentType(mail.ContentType(a.Type))); err != nil {
			return nil, fmt.Errorf("attach %s: %w", a.Name, err)
		}
	}
	return out, nil
}
