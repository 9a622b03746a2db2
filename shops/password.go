package shops

import (
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/coulisse/coulisse/kit/errs"
)

// MinPassword is the shortest password taken; length is the only rule that helps
// (NIST SP 800-63B 5.1.1), besides refusing the most used ones.
const MinPassword = 10

const maxPassword = 200

// nobody is the hash of a password nobody has. A log-in for an unknown address verifies
// against it, so that the time of the answer does not tell which addresses exist. Its
// parameters are those of HashPassword.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$j+lD7aQ4nEghKtJ6LzaMyw$YOnpQEIIaDz+/CHirUkeiAbaJXlzCogqZPEqXaRhs3U"

// commonPasswords are refused whatever their length; compared folded and without digits
// at the end.
var commonPasswords = map[string]bool{
	"password": true, "passwort": true, "motdepasse": true, "azertyuiop": true, "qwertyuiop": true,
	"qwertzuiop": true, "iloveyou": true, "jetaime": true, "administrator": true, "letmein": true,
	"welcome": true, "bienvenue": true, "changeme": true, "football": true, "baseball": true,
	"sunshine": true, "princess": true, "superman": true, "coulisse": true, "doudou": true,
	"abcdefghij": true, "azerty": true, "qwerty": true, "qwertz": true, "soleil": true, "": true,
}

// HashPassword returns the argon2id hash with the parameters OWASP names (19 MiB, two
// passes). It takes some 30 ms: call it outside a transaction where that is possible.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, &argon2id.Params{
		Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32})
}

// VerifyPassword says whether the password is the account's. It does the same work for
// an unknown account or one without password, and then says no.
func VerifyPassword(a Account, known bool, password string) bool {
	hash := a.PasswordHash
	real := known && hash != ""
	if !real {
		hash = nobody
	}
	if len(password) > maxPassword {
		password = password[:maxPassword]
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	return match && err == nil && real
}

// CheckPassword says what is wrong with a password to be chosen, on field "password".
func CheckPassword(password, email string) error {
	folded := strings.ToLower(password)
	bare := strings.TrimRight(folded, "0123456789!?.*-_ ")
	name, _, _ := strings.Cut(strings.ToLower(email), "@")
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return errs.InvalidField("password", "Use at least %d characters; several words are fine.", MinPassword)
	case len(password) > maxPassword:
		return errs.InvalidField("password", "Use at most %d characters.", maxPassword)
	case commonPasswords[bare], bare == name, folded == strings.ToLower(email):
		return errs.InvalidField("password", "This password is too easy to guess. Use several words only you would put together.")
	case strings.Count(password, password[:1]) == len(password):
		return errs.InvalidField("password", "This password is too easy to guess. Use several words only you would put together.")
	}
	return nil
}
