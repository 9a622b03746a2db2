// Package shops holds the shops of an installation and the people who work in them.
//
// An account is one person, known by one e-mail address over all shops. A shop is the
// tenant: everything else in the program belongs to exactly one. A staff member ties an
// account to a shop with a role; a role is a fixed set of permissions. People sign in by
// sessions, programs by API tokens; both are random, stored hashed, and can be ended.
//
// A shop begins with a trial of seven days. Its state follows from plan, trial end and
// suspension: trial, active, closed (trial over without a plan: the admin is read-only and
// the storefront says "closed") or suspended.
//
// Every admin write is recorded as a change set: who, when, what, before and after.
// Departments call Record in their own transaction; history and timelines read the rows,
// Undo restores what was before by the Restorers of the departments and is a change set
// itself.
//
// Tables without a shop (global directories): account, account_shop, session,
// account_link, attempt, shop_host. Tables of a shop: shop, staff_member, invitation,
// api_token, change_set, change.
//
// Announces: shops.opened (a shop was created; listeners seed what it needs to sell at
// once) and shops.updated (its settings changed). Hears nothing.
package shops

import (
	"embed"

	"github.com/coulisse/coulisse/kit/id"
)

// Migrations holds the tables of this department.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Prefixes of the ids of this department as shown outside.
const (
	AccountPrefix    = "usr"
	StaffPrefix      = "stf"
	InvitationPrefix = "ivt"
	SessionPrefix    = "ses"
	TokenPrefix      = "tok"
	ChangeSetPrefix  = "chg" // as kit/web writes it behind a toast
	ChangePrefix     = "chl"
	ShopPrefix       = "sho"
)

// Opened says that a shop was created, in the transaction that creates it. Tx is bound to
// the new shop: listeners insert what it needs to sell at once.
type Opened struct {
	Shop     id.ID  `json:"shop"`
	Name     string `json:"name"`
	Country  string `json:"country"`
	Currency string `json:"currency"`
	Locale   string `json:"locale"`
}

// FactName names the fact.
func (Opened) FactName() string { return "shops.opened" }

// Updated says that settings of the shop changed.
type Updated struct {
	Shop id.ID `json:"shop"`
}

// house stands for the installation itself where kit wants a shop: jobs about people.
// Ids of real shops are made of milliseconds since 1970 and never this small.
const house id.ID = 9

// FactName names the fact.
func (Updated) FactName() string { return "shops.updated" }
