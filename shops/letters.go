package shops

import (
	"fmt"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/mail"
	"github.com/coulisse/coulisse/kit/text"
)

// Letter is the job that writes a letter to a person and posts it. Links are made only
// then, so that no token waits in a job.
type Letter struct {
	Kind       string `json:"kind"`
	Account    id.ID  `json:"account,omitempty"`
	Email      string `json:"email,omitempty"`
	Invitation id.ID  `json:"invitation,omitempty"`
}

// JobKind names the job.
func (Letter) JobKind() string { return "shops.letter" }

// Kinds of letters.
const (
	letterWelcome    = "welcome"
	letterReset      = "reset"
	letterInvitation = "invitation"
)

// Jobs registers the letters and the sweeping of what has expired. Base is the address
// of the admin host, such as https://admin.example.com: links never follow a request.
func Jobs(r *job.Runner, phrases *text.Catalog, base string) {
	job.Handle(r, func(c *job.Ctx, l Letter) error {
		return c.Write(func(tx *db.Tx) error { return l.write(tx, phrases, base) })
	})
	job.Every(r, "shops.sweep", time.Hour, func(c *job.Ctx) error {
		return c.Write(func(tx *db.Tx) error {
			if err := SweepAttempts(tx); err != nil {
				return err
			}
			return SweepSessions(tx)
		})
	})
}

func (l Letter) write(tx *db.Tx, phrases *text.Catalog, base string) error {
	switch l.Kind {
	case letterWelcome:
		return writeWelcome(tx, phrases, base, l.Account)
	case letterReset:
		return writeReset(tx, phrases, base, l.Email)
	case letterInvitation:
		return writeInvitation(tx, phrases, base, l.Invitation)
	}
	return fmt.Errorf("unknown letter %q", l.Kind)
}

func writeWelcome(tx *db.Tx, phrases *text.Catalog, base string, account id.ID) error {
	a, err := AccountOf(tx, account)
	if err != nil || a.HasPassword() {
		return err
	}
	token, err := makeLink(tx, a.ID, linkChoose, chooseLife)
	if err != nil {
		return err
	}
	p := phrases.For(a.Locale, time.UTC)
	return post(tx, p.Locale, a.Email, p.T("Your shop is open"), []string{
		p.T("Welcome! Your shop is open and the trial runs for seven days, with everything in it."),
		p.T("Choose a password to come back whenever you like. The link works for seven days and once."),
	}, p.T("Choose a password"), base+"/password/"+token)
}

// writeReset writes nothing to an address nobody has.
func writeReset(tx *db.Tx, phrases *text.Catalog, base, email string) error {
	a, known, err := AccountByEmail(tx, email)
	if err != nil || !known {
		return err
	}
	token, err := makeLink(tx, a.ID, linkReset, resetLife)
	if err != nil {
		return err
	}
	p := phrases.For(a.Locale, time.UTC)
	return post(tx, p.Locale, a.Email, p.T("A new password"), []string{
		p.T("Someone, probably you, asked for a new password. The link works for one hour and once."),
		p.T("If it was not you, do nothing: your password stays as it is."),
	}, p.T("Choose a new password"), base+"/password/"+token)
}

func writeInvitation(tx *db.Tx, phrases *text.Catalog, base string, invitation id.ID) error {
	i, found, err := db.Maybe[Invitation](tx, `SELECT id, email, role, invited_by, created_at, expires_at
		FROM invitation WHERE shop_id = $1 AND id = $2`, invitation)
	if err != nil || !found {
		return err
	}
	s, err := Get(tx)
	if err != nil {
		return err
	}
	secret := id.Secret()
	if _, err = tx.Exec(`UPDATE invitation SET token_hash = $3 WHERE shop_id = $1 AND id = $2`, i.ID, hashToken(secret)); err != nil {
		return err
	}
	p := phrases.For(s.Locale, time.UTC)
	return post(tx, p.Locale, i.Email, p.T("Join %s", s.Name), []string{
		p.T("You are invited to work in the shop %s.", s.Name),
		p.T("The link works for seven days and once."),
	}, p.T("Accept the invitation"), base+"/invitations/"+s.ShopID.Text(ShopPrefix)+"."+secret)
}

// post sends one letter of short paragraphs and one link.
func post(tx *db.Tx, lang, to, subject string, paragraphs []string, label, link string) error {
	letter := mail.Letter{Lang: lang, Title: subject, Paragraphs: paragraphs, Button: label, URL: link}.Message(to, subject)
	letter.FromName = "Coulisse"
	return mail.Enqueue(db.System(tx, "letter to a person").InShop(letterShop(tx)), letter)
}

func letterShop(tx *db.Tx) id.ID {
	if tx.Shop != 0 {
		return tx.Shop
	}
	return house
}
