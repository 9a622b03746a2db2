package shops

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Member is a person of the shop's staff.
type Member struct {
	ID        id.ID
	AccountID id.ID
	Role      string
	CreatedAt db.Time
	Email     string
	Name      string
}

// Title is the name, or the address while there is none.
func (m Member) Title() string {
	if m.Name != "" {
		return m.Name
	}
	return m.Email
}

const memberColumns = `m.id, m.account_id, m.role, m.created_at, a.email, a.name
	FROM staff_member m JOIN account a ON a.id = m.account_id`

// Staff lists the people of the shop, first come first.
func Staff(tx *db.Tx) ([]Member, error) {
	return db.All[Member](tx, `SELECT `+memberColumns+` WHERE m.shop_id = $1 ORDER BY m.id`)
}

// MemberOf returns the staff member an account is in this shop; false when she is none.
func MemberOf(tx *db.Tx, account id.ID) (Member, bool, error) {
	return db.Maybe[Member](tx, `SELECT `+memberColumns+` WHERE m.shop_id = $1 AND m.account_id = $2`, account)
}

// Workplace is a shop a person works in, with her role.
type Workplace struct {
	Shop
	Role string
}

// ShopsOf lists the shops an account works in, by name.
func ShopsOf(tx *db.Tx, account id.ID) ([]Workplace, error) {
	return db.All[Workplace](db.System(tx, "shops of a person"), `SELECT s.shop_id, s.handle, s.name, s.currency,
		s.country, s.locale, s.zone, s.plan, s.trial_ends, s.suspended_at, m.role
		FROM account_shop d
		JOIN staff_member m ON m.shop_id = d.shop_id AND m.account_id = d.account_id
		JOIN shop s ON s.shop_id = m.shop_id
		WHERE d.account_id = $1 ORDER BY s.name, s.shop_id`, account)
}

// SetRole gives a staff member another role. The last owner keeps hers: errs.Conflict.
func SetRole(tx *db.Tx, member id.ID, role string) error {
	if !knownRole(role) {
		return errs.InvalidField("role", "Choose one of the roles of the list.")
	}
	m, err := memberByID(tx, member)
	if err != nil || m.Role == role {
		return err
	}
	if m.Role == RoleOwner {
		if err = anotherOwner(tx, member); err != nil {
			return err
		}
	}
	if _, err = tx.Exec(`UPDATE staff_member SET role = $3 WHERE shop_id = $1 AND id = $2`, member, role); err != nil {
		return err
	}
	return Record(tx, Change{Object: "staff", ID: member, Title: m.Title(), Verb: "updated",
		Before: map[string]string{"role": m.Role}, After: map[string]string{"role": role}})
}

// RemoveMember takes a person out of the shop; from the next request on she is nobody
// here. The last owner cannot be removed: errs.Conflict.
func RemoveMember(tx *db.Tx, member id.ID) error {
	m, err := memberByID(tx, member)
	if err != nil {
		return err
	}
	if m.Role == RoleOwner {
		if err = anotherOwner(tx, member); err != nil {
			return err
		}
	}
	if _, err = tx.Exec(`DELETE FROM staff_member WHERE shop_id = $1 AND id = $2`, member); err != nil {
		return err
	}
	if _, err = tx.Exec(`DELETE FROM account_shop WHERE shop_id = $1 AND account_id = $2`, m.AccountID); err != nil {
		return err
	}
	return Record(tx, Change{Object: "staff", ID: member, Title: m.Title(), Verb: "deleted",
		Before: map[string]string{"email": m.Email, "role": m.Role}})
}

func memberByID(tx *db.Tx, member id.ID) (Member, error) {
	m, found, err := db.Maybe[Member](tx, `SELECT `+memberColumns+` WHERE m.shop_id = $1 AND m.id = $2`, member)
	if err == nil && !found {
		err = errs.NotFound("This person does not work here any more.")
	}
	return m, err
}

func anotherOwner(tx *db.Tx, member id.ID) error {
	n, err := db.One[int64](tx, `SELECT COUNT(*) FROM staff_member WHERE shop_id = $1 AND role = $2 AND id <> $3`, RoleOwner, member)
	if err == nil && n == 0 {
		return errs.Conflict("A shop needs an owner. Make another person owner first.")
	}
	return err
}

func insertStaff(tx *db.Tx, account id.ID, role string) error {
	if _, err := tx.Exec(`INSERT INTO staff_member (shop_id, id, account_id, role, created_at) VALUES ($1, $2, $3, $4, $5)`,
		tx.NewID(), account, role, tx.Now); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO account_shop (shop_id, account_id) VALUES ($1, $2) ON CONFLICT (account_id, shop_id) DO NOTHING`, account)
	return err
}
