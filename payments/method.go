package payments

import (
	"encoding/json"
	"hash/fnv"
	"math/big"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// The methods the program knows; each is its own kind.
const (
	BankTransfer   = "bank-transfer"
	CashOnDelivery = "cash-on-delivery"
	TestCard       = "test-card"
)

// TestPay is the name of the built-in test provider.
const TestPay = "testpay"

// Method is a way to pay as a buyer sees it.
type Method struct {
	ID           string // bank-transfer, cash-on-delivery, test-card
	Name         string // the merchant's, else English and the key of its translation
	Kind         string
	Instructions string
}

// Setting is a method as the merchant set it.
type Setting struct {
	Method       string
	Name         string
	Instructions string
	AccountName  string
	IBAN         string
	BIC          string
	Capture      string
	Active       bool
	Position     int64
}

// MethodsInput says for what a buyer may choose a method.
type MethodsInput struct {
	Country  string
	Amount   int64
	Currency string
}

const settingColumns = `method, name, instructions, account_name, iban, bic, capture, active, position`

// KnownMethods lists the methods the program knows, in their first order.
func KnownMethods() []string { return []string{BankTransfer, TestCard, CashOnDelivery} }

// DefaultName is the English name of a method.
func DefaultName(method string) string {
	switch method {
	case BankTransfer:
		return "Bank transfer"
	case CashOnDelivery:
		return "Cash on delivery"
	case TestCard:
		return "Card (test)"
	}
	return method
}

// providerOf is the provider behind a method; empty for manual ones.
func providerOf(method string) string {
	if method == TestCard {
		return TestPay
	}
	return ""
}

// Methods lists what a buyer may choose, in the merchant's order. Cash on delivery is
// offered in the shop's own country only: the carrier must bring the money back.
func Methods(tx *db.Tx, in MethodsInput) ([]Method, error) {
	settings, err := Settings(tx)
	if err != nil {
		return nil, err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return nil, err
	}
	var methods []Method
	for _, s := range settings {
		abroad := in.Country != "" && in.Country != shop.Country
		if !s.Active || s.Method == CashOnDelivery && abroad {
			continue
		}
		methods = append(methods, Method{ID: s.Method, Name: s.name(), Kind: s.Method, Instructions: s.Instructions})
	}
	return methods, nil
}

func (s Setting) name() string {
	if s.Name != "" {
		return s.Name
	}
	return DefaultName(s.Method)
}

// Settings lists all methods with the merchant's settings, those never set included.
func Settings(tx *db.Tx) ([]Setting, error) {
	list, err := db.All[Setting](tx, `SELECT `+settingColumns+` FROM payment_method WHERE shop_id = $1 ORDER BY position, method`)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, s := range list {
		known[s.Method] = true
	}
	for _, method := range KnownMethods() {
		if !known[method] {
			list = append(list, Setting{Method: method, Capture: "automatic", Position: int64(len(list) + 1)})
		}
	}
	return list, nil
}

// SettingOf returns the setting of one method; errs.NotFound for an unknown one.
func SettingOf(tx *db.Tx, method string) (Setting, error) {
	list, err := Settings(tx)
	if err != nil {
		return Setting{}, err
	}
	for _, s := range list {
		if s.Method == method {
			return s, nil
		}
	}
	return Setting{}, errs.NotFound("This way to pay does not exist.")
}

// SaveSetting changes a method. Texts that are too long and an IBAN with wrong check
// digits are errs.Invalid.
func SaveSetting(tx *db.Tx, s Setting) error {
	before, err := SettingOf(tx, s.Method)
	if err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	s.Position = before.Position
	if s == before {
		return nil
	}
	if err := putSetting(tx, s); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: "payment_method", ID: settingID(s.Method), Title: s.name(), Verb: "updated", Before: before, After: s, Undoable: true})
}

func (s *Setting) check() error {
	wrong := errs.Invalid("Please check the marked fields.")
	s.Name, s.Instructions, s.AccountName = strings.TrimSpace(s.Name), strings.TrimSpace(s.Instructions), strings.TrimSpace(s.AccountName)
	s.IBAN = strings.ToUpper(strings.Join(strings.Fields(s.IBAN), ""))
	s.BIC = strings.ToUpper(strings.Join(strings.Fields(s.BIC), ""))
	if len(s.Name) > 80 {
		wrong.With("name", "This name is too long. Keep it below 80 letters.")
	}
	if len(s.Instructions) > 2000 {
		wrong.With("instructions", "This text is too long. Keep it below 2000 letters.")
	}
	if len(s.AccountName) > 100 {
		wrong.With("account_name", "This name is too long. Keep it below 100 letters.")
	}
	if s.IBAN != "" && !validIBAN(s.IBAN) {
		wrong.With("iban", "The check digits of this IBAN are wrong. Please compare it with the original.")
	}
	if s.BIC != "" && len(s.BIC) != 8 && len(s.BIC) != 11 {
		wrong.With("bic", "A BIC has 8 or 11 letters.")
	}
	if s.Capture != "automatic" && s.Capture != "manual" {
		s.Capture = "automatic"
	}
	return wrong.OrNil()
}

// validIBAN is ISO 13616: the first four letters moved to the end, letters as 10 to
// 35, the whole number leaves 1 when divided by 97.
func validIBAN(iban string) bool {
	if len(iban) < 15 || len(iban) > 34 {
		return false
	}
	var digits strings.Builder
	for _, r := range iban[4:] + iban[:4] {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			digits.WriteString(big.NewInt(int64(r - 'A' + 10)).String())
		default:
			return false
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

// settingID gives a method a number for change sets, which know things by id.
func settingID(method string) id.ID {
	h := fnv.New32a()
	_, _ = h.Write([]byte(method)) // never fails
	return id.ID(h.Sum32())
}

// MoveMethod changes places with the neighbour above (up) or below.
func MoveMethod(tx *db.Tx, method string, up bool) error {
	list, err := Settings(tx)
	if err != nil {
		return err
	}
	for i, s := range list {
		j := i + 1
		if up {
			j = i - 1
		}
		if s.Method != method || j < 0 || j >= len(list) {
			continue
		}
		list[i], list[j] = list[j], list[i]
		return renumber(tx, list)
	}
	return nil
}

func renumber(tx *db.Tx, list []Setting) error {
	for i, s := range list {
		if s.Position == int64(i+1) {
			continue
		}
		before := s
		s.Position = int64(i + 1)
		if err := putSetting(tx, s); err != nil {
			return err
		}
		if err := shops.Record(tx, shops.Change{Object: "payment_method", ID: settingID(s.Method), Title: s.name(), Verb: "moved", Before: before, After: s, Undoable: true}); err != nil {
			return err
		}
	}
	return nil
}

func putSetting(tx *db.Tx, s Setting) error {
	_, err := tx.Exec(`INSERT INTO payment_method (shop_id, method, name, instructions, account_name, iban, bic, capture, active, position, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (shop_id, method) DO UPDATE SET name = excluded.name, instructions = excluded.instructions, account_name = excluded.account_name,
			iban = excluded.iban, bic = excluded.bic, capture = excluded.capture, active = excluded.active, position = excluded.position, updated_at = excluded.updated_at`,
		s.Method, s.Name, s.Instructions, s.AccountName, s.IBAN, s.BIC, s.Capture, s.Active, s.Position, tx.Now)
	return err
}

// Restorers bring methods back as they were before a change set.
func Restorers() shops.Restorers {
	return shops.Restorers{"payment_method": func(tx *db.Tx, _ id.ID, before []byte) error {
		var s Setting
		if before == nil {
			return nil
		}
		if err := json.Unmarshal(before, &s); err != nil {
			return err
		}
		return putSetting(tx, s)
	}}
}

// Ready says whether buyers can pay: some method is active.
func Ready(tx *db.Tx) (bool, error) {
	n, err := db.One[int64](tx, `SELECT COUNT(*) FROM payment_method WHERE shop_id = $1 AND active = TRUE`)
	return n > 0, err
}
