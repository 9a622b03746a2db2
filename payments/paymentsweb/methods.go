package paymentsweb

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// methodCard is one way to pay as the list shows it.
type methodCard struct {
	payments.Setting
	Name, Hint, URL string
	First, Last     bool
	Incomplete      bool // active, but buyers lack something
}

func methods(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	settings, err := payments.Settings(tx)
	if err != nil {
		return web.Answer{}, err
	}
	cards := make([]methodCard, 0, len(settings))
	for i, s := range settings {
		name := s.Name
		if name == "" {
			name = r.Text.T(payments.DefaultName(s.Method))
		}
		cards = append(cards, methodCard{Setting: s, Name: name, Hint: r.Text.T(hint(s.Method)), URL: r.Path("/settings/payments", s.Method),
			First: i == 0, Last: i == len(settings)-1, Incomplete: s.Active && s.Method == payments.BankTransfer && s.IBAN == ""})
	}
	frame := r.Frame(tx, "Payments", "payments")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Settings"), URL: r.Path("/settings")}}
	frame.Narrow = true
	return web.Page(ui.Page(frame, methodList(cards, r.Person.May("payments.edit")))), nil
}

func hint(method string) string {
	switch method {
	case payments.BankTransfer:
		return text.Key("The buyer sends the money; you mark it as received.")
	case payments.CashOnDelivery:
		return text.Key("The carrier brings the money back. Offered in your own country only.")
	case payments.TestCard:
		return text.Key("A provider that takes no money, for trying the shop out.")
	}
	return ""
}

type methodForm struct {
	Name         string `form:"name"`
	Instructions string `form:"instructions"`
	AccountName  string `form:"account_name"`
	IBAN         string `form:"iban"`
	BIC          string `form:"bic"`
	Capture      string `form:"capture"`
	Active       bool   `form:"active"`
}

func method(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedMethod(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return methodAgain(tx, r, in, nil)
}

// storedMethod fills the form from what is stored.
func storedMethod(tx *db.Tx, r *web.Request) (methodForm, error) {
	s, err := payments.SettingOf(tx, r.Param("method"))
	return methodForm{Name: s.Name, Instructions: s.Instructions, AccountName: s.AccountName, IBAN: s.IBAN, BIC: s.BIC, Capture: s.Capture, Active: s.Active}, err
}

func methodAgain(tx *db.Tx, r *web.Request, in methodForm, problem *errs.Error) (web.Answer, error) {
	s, err := payments.SettingOf(tx, r.Param("method"))
	if err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, payments.DefaultName(s.Method), "payments")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Payments"), URL: r.Path("/settings/payments")}}
	frame.Subtitle = r.Text.T(hint(s.Method))
	frame.Narrow = true
	return web.Page(ui.Page(frame, methodPage(methodProps{method: s.Method, in: in, f: faultsOf(r, problem), name: r.Text.T(payments.DefaultName(s.Method)),
		action: r.Path("/settings/payments", s.Method), back: r.Path("/settings/payments"), mayEdit: r.Person.May("payments.edit")}))).Holds(r.Path("/settings/payments", s.Method), in), nil
}

func saveMethod(tx *db.Tx, r *web.Request, in methodForm) (web.Answer, error) {
	err := payments.SaveSetting(tx, payments.Setting{Method: r.Param("method"), Name: in.Name, Instructions: in.Instructions,
		AccountName: in.AccountName, IBAN: in.IBAN, BIC: in.BIC, Capture: in.Capture, Active: in.Active})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/payments")).Toast("Settings saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

type stateForm struct {
	Active bool `form:"active"`
}

func switchMethod(tx *db.Tx, r *web.Request, in stateForm) (web.Answer, error) {
	s, err := payments.SettingOf(tx, r.Param("method"))
	if err != nil {
		return web.Answer{}, err
	}
	s.Active = in.Active
	if err := payments.SaveSetting(tx, s); err != nil {
		return web.Answer{}, err
	}
	message := "Buyers can no longer pay this way."
	if in.Active {
		message = "Buyers can pay this way now."
	}
	return web.Redirect(r.Path("/settings/payments")).Toast(message).Undo(shops.CurrentChangeSet(tx)), nil
}

type placeForm struct {
	Up bool `form:"up"`
}

func moveMethod(tx *db.Tx, r *web.Request, in placeForm) (web.Answer, error) {
	if err := payments.MoveMethod(tx, r.Param("method"), in.Up); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/payments")).Toast("The order was changed.").Undo(shops.CurrentChangeSet(tx)), nil
}

// faults are the messages of a refused form.
type faults struct {
	sentence string
	list     []ui.FieldError
}

func faultsOf(r *web.Request, problem *errs.Error) faults {
	if problem == nil {
		return faults{}
	}
	f := faults{sentence: r.Text.Error(problem)}
	for _, one := range r.Text.Fields(problem) {
		f.list = append(f.list, ui.FieldError{Name: one.Name, Message: one.Message})
	}
	return f
}

// of is the message of one field.
func (f faults) of(name string) string {
	for _, one := range f.list {
		if one.Name == name {
			return one.Message
		}
	}
	return ""
}
