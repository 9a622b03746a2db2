package shops

import (
	"regexp"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Host is one name under which buyers reach the shop: its handle (no dot), an older
// handle, or a domain of its own.
type Host struct {
	Host      string
	Kind      string // handle, domain
	Main      bool   // the one pages name as canonical
	CreatedAt db.Time
}

// Kinds of hosts.
const (
	HostHandle = "handle"
	HostDomain = "domain"
)

var (
	handleShape = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$`)
	domainShape = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
)

// reserved are labels the installation uses itself or that would mislead buyers.
const reserved = " admin api www operator files pay mail app apps shop shops store account accounts login signup " +
	"sign-up support help status billing secure static assets cdn media img images docs blog test demo-api ftp smtp " +
	"imap pop ns ns1 ns2 mx webmail autoconfig autodiscover root abuse postmaster hostmaster webmaster security " +
	"coulisse terms privacy legal oauth mcp new "

// ByHost finds which shop a host is: a handle, or a domain in lower case without port.
func ByHost(tx *db.Tx, host string) (id.ID, bool, error) {
	return db.Maybe[id.ID](db.System(tx, "host directory"), `SELECT shop_id FROM shop_host WHERE host = $1`, host)
}

// Hosts lists the hosts of the shop, the main one first.
func Hosts(tx *db.Tx) ([]Host, error) {
	return db.All[Host](tx, `SELECT host, kind, main, created_at FROM shop_host WHERE shop_id = $1 ORDER BY main DESC, host`)
}

// AddDomain takes a domain of the merchant into the directory. Wrong shape: errs.Invalid.
// Taken by any shop: errs.Conflict, without saying whose.
func AddDomain(tx *db.Tx, name, platform string) error {
	name = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")
	if len(name) > 253 || !domainShape.MatchString(name) {
		return errs.InvalidField("host", "Enter a domain like shop.example.com, without https:// and path.")
	}
	if name == platform || strings.HasSuffix(name, "."+platform) {
		return errs.InvalidField("host", "This domain belongs to the platform. Change the handle of the shop instead.")
	}
	if err := insertHost(tx, name, HostDomain, false); err != nil {
		return err
	}
	return Record(tx, Change{Object: "domain", ID: tx.Shop, Title: name, Verb: "created"})
}

// MainDomain makes a host of the shop the one that pages name. Unknown: errs.NotFound.
func MainDomain(tx *db.Tx, name string) error {
	hit, err := tx.Exec(`UPDATE shop_host SET main = TRUE WHERE shop_id = $1 AND host = $2`, name)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.NotFound("This domain does not belong to the shop.")
	}
	if _, err = tx.Exec(`UPDATE shop_host SET main = FALSE WHERE shop_id = $1 AND host <> $2`, name); err != nil {
		return err
	}
	return Record(tx, Change{Object: "domain", ID: tx.Shop, Title: name, Verb: "updated"})
}

// RemoveDomain takes a domain out of the directory; the handle stays.
func RemoveDomain(tx *db.Tx, name string) error {
	hit, err := tx.Exec(`DELETE FROM shop_host WHERE shop_id = $1 AND host = $2 AND kind = 'domain'`, name)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.NotFound("This domain does not belong to the shop.")
	}
	return Record(tx, Change{Object: "domain", ID: tx.Shop, Title: name, Verb: "deleted"})
}

func insertHost(tx *db.Tx, host, kind string, main bool) error {
	hit, err := tx.Exec(`INSERT INTO shop_host (shop_id, host, kind, main, created_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (host) DO NOTHING`, host, kind, main, tx.Now)
	if err == nil && hit == 0 {
		return errs.Conflict("This address is already used by a shop.").With(map[string]string{
			HostHandle: "handle", HostDomain: "host"}[kind], "This address is already used by a shop.")
	}
	return err
}

// CheckHandle says what is wrong with a handle, on field "handle".
func CheckHandle(handle string) error {
	if !handleShape.MatchString(handle) || strings.Contains(handle, "--") {
		return errs.InvalidField("handle", "Use 1 to 40 small letters, digits and single hyphens.")
	}
	if strings.Contains(reserved, " "+handle+" ") {
		return errs.InvalidField("handle", "This name is reserved. Please choose another one.")
	}
	return nil
}
