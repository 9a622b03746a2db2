package shops

import (
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

// Purposes of single-use links; a link serves its purpose alone.
const (
	linkChoose = "choose password" // after sign-up
	linkReset  = "reset password"
)

const (
	chooseLife = 7 * 24 * time.Hour
	resetLife  = time.Hour
)

// RequestReset asks for a link to a new password by mail. It does the same, and takes
// the same time, for an address nobody has: the account is looked up by the job.
func RequestReset(tx *db.Tx, email, address string) (*errs.Error, error) {
	refused, err := resetByAddress.count(tx, network(address))
	if err != nil || refused != nil {
		return refused, err
	}
	// Past its own limit the request is dropped in silence: the person has mail already.
	over, err := resetByAccount.count(tx, FoldEmail(email))
	if err != nil || over != nil {
		return nil, err
	}
	return nil, job.Enqueue(db.System(tx, "letter to a person").InShop(house), Letter{Kind: letterReset, Email: clip(email, 254)})
}

// LinkOwner says whose password link this is, to draw the form. Unknown, used or
// expired: errs.NotFound.
func LinkOwner(tx *db.Tx, token string) (Account, error) {
	account, found, err := db.Maybe[id.ID](db.System(tx, "password link"), `SELECT account_id FROM account_link
		WHERE token_hash = $1 AND used_at = 0 AND expires_at > $2`, hashToken(token), tx.Now)
	if err != nil {
		return Account{}, err
	}
	if !found {
		return Account{}, errs.NotFound("This link has expired or was already used. Ask for a new one.")
	}
	return AccountOf(tx, account)
}

// UseLink sets the password by a link, uses up all links of the account and ends its
// sessions: whoever had stolen one is out. The hash comes from HashPassword.
func UseLink(tx *db.Tx, token, passwordHash string) (Account, error) {
	sys := db.System(tx, "password link")
	account, found, err := db.Maybe[id.ID](sys, `UPDATE account_link SET used_at = $2
		WHERE token_hash = $1 AND used_at = 0 AND expires_at > $2 RETURNING account_id`, hashToken(token), tx.Now)
	if err != nil {
		return Account{}, err
	}
	if !found {
		return Account{}, errs.NotFound("This link has expired or was already used. Ask for a new one.")
	}
	if err = setPasswordHash(tx, account, passwordHash); err != nil {
		return Account{}, err
	}
	if err = EndSessions(tx, account); err != nil {
		return Account{}, err
	}
	return AccountOf(tx, account)
}

// ChoosePassword sets the first password of a signed-in person at once, without the
// mail. An account that has one must change it by ChangePassword: errs.Conflict.
func ChoosePassword(tx *db.Tx, account id.ID, passwordHash string) error {
	a, err := AccountOf(tx, account)
	if err != nil {
		return err
	}
	if a.HasPassword() {
		return errs.Conflict("A password has already been chosen. Change it in your profile.")
	}
	return setPasswordHash(tx, account, passwordHash)
}

// ChangePassword replaces the password and ends all other sessions. The caller has
// verified the old one.
func ChangePassword(tx *db.Tx, account id.ID, passwordHash, sessionToken string) error {
	if err := setPasswordHash(tx, account, passwordHash); err != nil {
		return err
	}
	return EndOtherSessions(tx, account, sessionToken)
}

// setPasswordHash stores the hash and ends the links that could set another.
func setPasswordHash(tx *db.Tx, account id.ID, hash string) error {
	sys := db.System(tx, "account directory")
	if _, err := sys.Exec(`UPDATE account SET password_hash = $2 WHERE id = $1`, account, hash); err != nil {
		return err
	}
	_, err := sys.Exec(`UPDATE account_link SET used_at = $2 WHERE account_id = $1 AND used_at = 0`, account, tx.Now)
	return err
}

func makeLink(tx *db.Tx, account id.ID, purpose string, life time.Duration) (string, error) {
	token := id.Secret()
	_, err := db.System(tx, "password link").Exec(`INSERT INTO account_link
		(token_hash, account_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		hashToken(token), account, purpose, tx.Now, tx.Now.Add(life))
	return token, err
}
