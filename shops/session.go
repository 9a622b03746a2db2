package shops

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// A session ends after SessionIdle without a request and after SessionLife in any case.
const (
	SessionIdle = 7 * 24 * time.Hour
	SessionLife = 30 * 24 * time.Hour
)

// Session is one browser in which a person is signed in.
type Session struct {
	ID        id.ID
	AccountID id.ID
	Address   string
	Agent     string
	CreatedAt db.Time
	SeenAt    db.Time
}

// OpenSession signs the account in and returns the token for the cookie; it is shown
// this once and stored hashed. Each sign-in makes a new one.
func OpenSession(tx *db.Tx, account id.ID, address, agent string) (string, error) {
	token := id.Secret()
	_, err := db.System(tx, "sign-in").Exec(`INSERT INTO session
		(token_hash, id, account_id, address, agent, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		hashToken(token), tx.NewID(), account, address, clip(agent, 300), tx.Now, tx.Now)
	return token, err
}

// SessionByToken finds a session that still runs. Unknown, idle or old: false.
func SessionByToken(tx *db.Tx, token string) (Session, bool, error) {
	return db.Maybe[Session](db.System(tx, "sign-in"), `SELECT id, account_id, address, agent, created_at, seen_at
		FROM session WHERE token_hash = $1 AND seen_at > $2 AND created_at > $3`,
		hashToken(token), ago(tx, SessionIdle), ago(tx, SessionLife))
}

// TouchSession notes that the session is in use.
func TouchSession(tx *db.Tx, token string) error {
	_, err := db.System(tx, "sign-in").Exec(`UPDATE session SET seen_at = $2 WHERE token_hash = $1`, hashToken(token), tx.Now)
	return err
}

// SessionsOf lists the running sessions of an account, newest use first.
func SessionsOf(tx *db.Tx, account id.ID) ([]Session, error) {
	return db.All[Session](db.System(tx, "sign-in"), `SELECT id, account_id, address, agent, created_at, seen_at
		FROM session WHERE account_id = $1 AND seen_at > $2 AND created_at > $3 ORDER BY seen_at DESC, id DESC`,
		account, ago(tx, SessionIdle), ago(tx, SessionLife))
}

// EndSession ends one session of the account. Not hers or over: errs.NotFound.
func EndSession(tx *db.Tx, account, session id.ID) error {
	hit, err := db.System(tx, "sign-in").Exec(`DELETE FROM session WHERE account_id = $1 AND id = $2`, account, session)
	if err == nil && hit == 0 {
		return errs.NotFound("This session has already ended.")
	}
	return err
}

// EndSessionByToken signs out; an unknown token is no error.
func EndSessionByToken(tx *db.Tx, token string) error {
	_, err := db.System(tx, "sign-in").Exec(`DELETE FROM session WHERE token_hash = $1`, hashToken(token))
	return err
}

// EndSessions ends all sessions of the account, as a new password must.
func EndSessions(tx *db.Tx, account id.ID) error {
	_, err := db.System(tx, "sign-in").Exec(`DELETE FROM session WHERE account_id = $1`, account)
	return err
}

// EndOtherSessions ends all but the one of the token.
func EndOtherSessions(tx *db.Tx, account id.ID, token string) error {
	_, err := db.System(tx, "sign-in").Exec(`DELETE FROM session WHERE account_id = $1 AND token_hash <> $2`,
		account, hashToken(token))
	return err
}

// SweepSessions removes sessions that are over and links that expired; a periodic job
// calls it.
func SweepSessions(tx *db.Tx) error {
	sys := db.System(tx, "sign-in")
	if _, err := sys.Exec(`DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2`,
		ago(tx, SessionIdle), ago(tx, SessionLife)); err != nil {
		return err
	}
	_, err := sys.Exec(`DELETE FROM account_link WHERE expires_at < $1`, ago(tx, SessionLife))
	return err
}

// hashToken is how tokens are stored. They have 160 random bits: a fast hash is enough.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func ago(tx *db.Tx, d time.Duration) db.Time { return tx.Now - db.Time(d.Milliseconds()) }

func clip(text string, n int) string {
	if len(text) > n {
		text = text[:n]
	}
	return strings.ToValidUTF8(text, "")
}
