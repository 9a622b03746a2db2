package shops

import (
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

const invitationLife = 7 * 24 * time.Hour

// Invitation waits for a person to join the staff.
type Invitation struct {
	ID        id.ID
	Email     string
	Role      string
	InvitedBy string
	CreatedAt db.Time
	ExpiresAt db.Time
}

// InviteInput names whom to invite and as what.
type InviteInput struct {
	Email string
	Role  string
}

// Invite asks a person by mail to join the staff with a role; inviting again sends a
// fresh link and ends the old one. Already in the staff: errs.Conflict.
func Invite(tx *db.Tx, in InviteInput) error {
	email, err := CheckEmail(in.Email)
	if err != nil {
		return err
	}
	if !knownRole(in.Role) {
		return errs.InvalidField("role", "Choose one of the roles of the list.")
	}
	refused, err := inviteByShop.count(tx, tx.Shop.Text(ShopPrefix))
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	folded := FoldEmail(email)
	account, known, err := AccountByEmail(tx, email)
	if err != nil {
		return err
	}
	if known {
		email = account.Email // not a spelling that folds alike and is another mailbox
		if _, member, err := MemberOf(tx, account.ID); err != nil || member {
			if err == nil {
				err = errs.Conflict("Please check the marked fields.").With("email", "This person already works in the shop.")
			}
			return err
		}
	}
	invitation, err := db.One[id.ID](tx, `INSERT INTO invitation
		(shop_id, id, email, email_folded, role, invited_by, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (shop_id, email_folded) DO UPDATE SET email = excluded.email, role = excluded.role, token_hash = '',
			invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at
		RETURNING id`, tx.NewID(), email, folded, in.Role, tx.Actor.Name, tx.Now, tx.Now.Add(invitationLife))
	if err != nil {
		return err
	}
	if err = Record(tx, Change{Object: "invitation", ID: invitation, Title: email, Verb: "created",
		After: map[string]string{"role": in.Role}}); err != nil {
		return err
	}
	return job.Enqueue(tx, Letter{Kind: letterInvitation, Invitation: invitation})
}

// Invitations lists those that are still open.
func Invitations(tx *db.Tx) ([]Invitation, error) {
	return db.All[Invitation](tx, `SELECT id, email, role, invited_by, created_at, expires_at
		FROM invitation WHERE shop_id = $1 AND expires_at > $2 ORDER BY id`, tx.Now)
}

// Uninvite takes an invitation back.
func Uninvite(tx *db.Tx, invitation id.ID) error {
	email, found, err := db.Maybe[string](tx, `DELETE FROM invitation WHERE shop_id = $1 AND id = $2 RETURNING email`, invitation)
	if err != nil {
		return err
	}
	if !found {
		return errs.NotFound("This invitation does not exist any more.")
	}
	return Record(tx, Change{Object: "invitation", ID: invitation, Title: email, Verb: "deleted"})
}

// Invited is an invitation looked up by its link.
type Invited struct {
	Invitation
	Shop Shop
}

// InvitationByToken finds the invitation of a link. Unknown, used or expired: errs.NotFound.
func InvitationByToken(tx *db.Tx, text string) (Invited, error) {
	gone := errs.NotFound("This invitation has expired or was taken back. Ask for a new one.")
	shopText, secret, ok := strings.Cut(text, ".")
	shop, err := id.Parse(ShopPrefix, shopText)
	if !ok || err != nil {
		return Invited{}, gone
	}
	own := db.System(tx, "invitation link").InShop(shop)
	i, found, err := db.Maybe[Invitation](own, `SELECT id, email, role, invited_by, created_at, expires_at
		FROM invitation WHERE shop_id = $1 AND token_hash = $2 AND expires_at > $3`, hashToken(secret), tx.Now)
	if err != nil {
		return Invited{}, err
	}
	if !found {
		return Invited{}, gone
	}
	s, err := Get(own)
	return Invited{i, s}, err
}

// AcceptInput joins the person of a link.
type AcceptInput struct {
	Token        string
	PasswordHash string // for an account that has none yet
}

// Accept uses the link up and joins its person to the staff. The link proves that she
// reads the mailbox, so an account without password may take one here, which ends the
// sessions of whoever opened it; an account that has one keeps it and must sign in with
// it. A password for an account that has one: errs.Conflict.
func Accept(tx *db.Tx, in AcceptInput) (Invited, Account, error) {
	i, err := InvitationByToken(tx, in.Token)
	if err != nil {
		return Invited{}, Account{}, err
	}
	own := db.System(tx, "invitation link").InShop(i.Shop.ShopID)
	hit, err := own.Exec(`DELETE FROM invitation WHERE shop_id = $1 AND id = $2`, i.ID)
	if err != nil {
		return Invited{}, Account{}, err
	}
	if hit == 0 {
		return Invited{}, Account{}, errs.NotFound("This invitation has expired or was taken back. Ask for a new one.")
	}
	account, err := accountOfInvited(tx, i, in.PasswordHash)
	if err != nil {
		return Invited{}, Account{}, err
	}
	if _, member, err := MemberOf(own, account.ID); err != nil || member {
		return i, account, err
	}
	if err = insertStaff(own, account.ID, i.Role); err != nil {
		return Invited{}, Account{}, err
	}
	own.Actor = db.Actor{Kind: "staff", ID: account.ID, Name: account.Title()}
	return i, account, Record(own, Change{Object: "staff", ID: account.ID, Title: account.Title(), Verb: "created",
		After: map[string]string{"email": account.Email, "role": i.Role}})
}

// accountOfInvited is the account of the letter's address, made when there is none. Two
// spellings that fold alike (straße, strasse) may be two mailboxes: only the one the
// letter went to counts.
func accountOfInvited(tx *db.Tx, i Invited, hash string) (Account, error) {
	account, known, err := AccountByEmail(tx, i.Email)
	if err != nil {
		return Account{}, err
	}
	if known && (!strings.EqualFold(account.Email, i.Email) || hash != "" && account.HasPassword()) {
		return Account{}, errs.Conflict("This account has a password by now. Open the link again and log in with it.")
	}
	if known && hash != "" {
		// Anybody can open an account for an address: who did so without its mailbox is out.
		if err = EndSessions(tx, account.ID); err != nil {
			return Account{}, err
		}
	}
	return accountFor(tx, i.Email, i.Shop.Locale, hash)
}
