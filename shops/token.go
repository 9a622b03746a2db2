package shops

import (
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// tokenMark begins every API token, so that people and secret scanners know one.
const tokenMark = "coulisse_"

// tokenStep is how stale the last use may be: one write per five minutes, not per request.
const tokenStep = 5 * 60 * 1000

// Token is the access of a program to one shop.
type Token struct {
	ID        id.ID
	Name      string
	Hint      string // its last letters, to tell tokens apart
	Scopes    string // permissions by spaces, or "all"
	MadeBy    string
	CreatedAt db.Time
	UsedAt    db.Time
}

// Can says whether the token has the scope.
func (t Token) Can(scope string) bool {
	return t.Scopes == "all" || slices.Contains(strings.Fields(t.Scopes), scope)
}

// CreateTokenInput names a token and what it may do.
type CreateTokenInput struct {
	Name   string
	Scopes []string // permissions, or "all"
	// May says what the maker may do; nil is the command line, which may do everything.
	May func(permission string) bool
}

// CreateToken makes an API token of the shop and returns its text, shown this once and
// stored hashed. A token may do no more than its maker, or a developer could make an
// owner's token. Unknown scope or one the maker lacks: errs.Invalid.
func CreateToken(tx *db.Tx, in CreateTokenInput) (Token, string, error) {
	name := strings.TrimSpace(in.Name)
	if name == "" || len(name) > 100 {
		return Token{}, "", errs.InvalidField("name", "Give the token a name of at most 100 characters, such as the program that uses it.")
	}
	scopes, err := checkScopes(in.Scopes, in.May)
	if err != nil {
		return Token{}, "", err
	}
	secret := id.Secret()
	// The shop stands in the token: finding it needs no list of all tokens.
	text := tokenMark + strings.TrimPrefix(tx.Shop.Text(ShopPrefix), ShopPrefix+"_") + "_" + secret
	t := Token{ID: tx.NewID(), Name: name, Hint: secret[len(secret)-4:], Scopes: scopes, MadeBy: tx.Actor.Name, CreatedAt: tx.Now}
	if _, err = tx.Exec(`INSERT INTO api_token (shop_id, id, name, token_hash, hint, scopes, made_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, t.ID, t.Name, hashToken(secret), t.Hint, t.Scopes, t.MadeBy, t.CreatedAt); err != nil {
		return Token{}, "", err
	}
	return t, text, Record(tx, Change{Object: "token", ID: t.ID, Title: t.Name, Verb: "created", After: map[string]string{"scopes": scopes}})
}

// TokenByText finds the token a program presents, and its shop. Unknown or revoked: false.
func TokenByText(tx *db.Tx, text string) (id.ID, Token, bool, error) {
	shopText, secret, ok := strings.Cut(strings.TrimPrefix(text, tokenMark), "_")
	shop, err := id.Parse(ShopPrefix, ShopPrefix+"_"+shopText)
	if !ok || err != nil || !strings.HasPrefix(text, tokenMark) {
		return 0, Token{}, false, nil
	}
	own := db.System(tx, "API token").InShop(shop)
	t, found, err := db.Maybe[Token](own, `SELECT id, name, hint, scopes, made_by, created_at, used_at
		FROM api_token WHERE shop_id = $1 AND token_hash = $2 AND revoked_at = 0`, hashToken(secret))
	return shop, t, found, err
}

// Stale says whether TouchToken is due: last use is kept to some minutes.
func (t Token) Stale(now db.Time) bool { return now-t.UsedAt > tokenStep }

// TouchToken notes that the token is in use.
func TouchToken(tx *db.Tx, token id.ID) error {
	_, err := tx.Exec(`UPDATE api_token SET used_at = $3 WHERE shop_id = $1 AND id = $2`, token, tx.Now)
	return err
}

// Tokens lists the tokens that work, newest first.
func Tokens(tx *db.Tx) ([]Token, error) {
	return db.All[Token](tx, `SELECT id, name, hint, scopes, made_by, created_at, used_at
		FROM api_token WHERE shop_id = $1 AND revoked_at = 0 ORDER BY id DESC`)
}

// RevokeToken ends a token at once.
func RevokeToken(tx *db.Tx, token id.ID) error {
	name, found, err := db.Maybe[string](tx, `UPDATE api_token SET revoked_at = $3
		WHERE shop_id = $1 AND id = $2 AND revoked_at = 0 RETURNING name`, token, tx.Now)
	if err != nil {
		return err
	}
	if !found {
		return errs.NotFound("This token has already been revoked.")
	}
	return Record(tx, Change{Object: "token", ID: token, Title: name, Verb: "deleted"})
}

func checkScopes(scopes []string, may func(string) bool) (string, error) {
	known, wanted := Permissions(), scopes
	if slices.Contains(scopes, "all") {
		scopes, wanted = []string{"all"}, known
	}
	for _, scope := range wanted {
		if !slices.Contains(known, scope) {
			return "", errs.InvalidField("scopes", "Unknown scope %q. Use \"all\" or permissions such as orders.view.", scope)
		}
		if may != nil && !may(scope) {
			return "", errs.InvalidField("scopes", "A token can do no more than you: you do not have %s yourself.", scope)
		}
	}
	if len(scopes) == 0 {
		return "", errs.InvalidField("scopes", "Choose at least one thing the token may do.")
	}
	return strings.Join(scopes, " "), nil
}
