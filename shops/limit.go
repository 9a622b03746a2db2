package shops

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
)

// limit is how often something may be tried within a window.
type limit struct {
	what   string
	times  int64
	window time.Duration
}

// The limits against guessing. The one per account and address stops a guesser without
// locking the person out of her own account from elsewhere; the one per account alone is
// high enough that only a spread-out attack meets it.
var (
	logInByBoth    = limit{"log-in of account from address", 10, 15 * time.Minute}
	logInByAccount = limit{"log-in of account", 50, 15 * time.Minute}
	logInByAddress = limit{"log-in from address", 100, 15 * time.Minute}
	signUpBy       = limit{"sign-up from address", 30, time.Hour}
	resetByAccount = limit{"reset of account", 5, time.Hour}
	resetByAddress = limit{"reset from address", 20, time.Hour}
	inviteByShop   = limit{"invitation by shop", 50, 24 * time.Hour}
)

// count adds one attempt and says errs.TooMany when the limit is passed. The caller must
// let the transaction commit, also when the attempt fails: see Refused.
func (l limit) count(tx *db.Tx, keys ...string) (*errs.Error, error) {
	start := tx.Now - db.Time(l.window.Milliseconds())
	row, err := db.One[struct {
		Times int64
		Since db.Time
	}](db.System(tx, "limits against guessing"), `INSERT INTO attempt (what, since, times) VALUES ($1, $2, 1)
		ON CONFLICT (what) DO UPDATE SET
			times = CASE WHEN attempt.since <= $3 THEN 1 ELSE attempt.times + 1 END,
			since = CASE WHEN attempt.since <= $3 THEN excluded.since ELSE attempt.since END
		RETURNING times, since`, l.key(keys), tx.Now, start)
	if err != nil || row.Times <= l.times {
		return nil, err
	}
	wait := int(int64(row.Since-start)/1000) + 1
	return errs.TooMany(wait, "Too many attempts. Please try again in %d minutes.", wait/60+1), nil
}

// forget takes the attempts back, after a success.
func (l limit) forget(tx *db.Tx, keys ...string) error {
	_, err := db.System(tx, "limits against guessing").Exec(`DELETE FROM attempt WHERE what = $1`, l.key(keys))
	return err
}

// key hides addresses and e-mails: the table is not a list of visitors.
func (l limit) key(keys []string) string {
	sum := sha256.Sum256([]byte(l.what + "\x00" + strings.Join(keys, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// network is the part of an address one guesser owns: a /64 of IPv6, the address of IPv4.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// SweepAttempts removes what no limit looks at any more; a periodic job calls it.
func SweepAttempts(tx *db.Tx) error {
	old := tx.Now - db.Time((24 * time.Hour).Milliseconds())
	_, err := db.System(tx, "limits against guessing").Exec(`DELETE FROM attempt WHERE since < $1`, old)
	return err
}
