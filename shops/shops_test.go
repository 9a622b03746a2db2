package shops_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
)

// write runs fn in a write transaction of the shop, as Ada.
func write(t *testing.T, d *db.DB, shop id.ID, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.Write(t.Context(), db.Scope{Shop: shop, Actor: db.Actor{Kind: "staff", ID: 5, Name: "Ada"}}, fn)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open makes a shop with its owner.
func open(t *testing.T, d *db.DB, in shops.CreateInput) (s shops.Shop, a shops.Account) {
	t.Helper()
	must(t, d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		var err error
		s, a, err = shops.Create(tx, in)
		return err
	}))
	return s, a
}

func TestSignUpOpensAShopAndSignsIn(t *testing.T) {
	bus := event.NewBus()
	var opened shops.Opened
	event.Inside(bus, "test", func(tx *db.Tx, f shops.Opened) error {
		opened = f
		s, err := shops.Get(tx)
		if err == nil && s.ShopID != f.Shop {
			t.Errorf("listener sees shop %d, fact says %d", s.ShopID, f.Shop)
		}
		return err
	})
	d, clock := kittest.DBAt(t, bus, shops.Migrations)
	var signed shops.Signed
	signUp := func(email string) {
		t.Helper()
		must(t, d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			var err error
			signed, err = shops.SignUp(tx, shops.SignUpInput{Email: email, AcceptLanguage: "de-DE,de;q=0.9", Address: "203.0.113.7", Agent: "test"})
			return err
		}))
	}
	signUp("  Contact@Atelier-Blau.de ")
	if signed.Refused != nil || signed.Known || signed.Token == "" {
		t.Fatalf("sign-up: %+v", signed)
	}
	if opened.Country != "DE" || opened.Currency != "EUR" || opened.Locale != "de" {
		t.Errorf("opened %+v", opened)
	}
	if signed.Shop.Name != "Atelier-blau" && signed.Shop.Handle != "atelier-blau" {
		t.Errorf("name %q, handle %q", signed.Shop.Name, signed.Shop.Handle)
	}
	must(t, d.Read(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		session, found, err := shops.SessionByToken(tx, signed.Token)
		if err != nil || !found || session.AccountID != signed.Account.ID {
			t.Errorf("session %+v %v %v", session, found, err)
		}
		places, err := shops.ShopsOf(tx, signed.Account.ID)
		must(t, err)
		if len(places) != 1 || places[0].Role != shops.RoleOwner || places[0].State(tx.Now) != shops.StateTrial {
			t.Errorf("shops %+v", places)
		}
		a, err := shops.AccountOf(tx, signed.Account.ID)
		if a.TermsVersion != shops.TermsVersion || a.TermsAt == 0 {
			t.Errorf("terms not kept: %+v", a)
		}
		return err
	}))

	first := signed.Shop
	signUp("contact@ATELIER-blau.de")
	if !signed.Known || signed.Token != "" {
		t.Errorf("a known address must create nothing: %+v", signed)
	}
	signUp("not an address")
	if signed.Refused == nil || signed.Refused.Kind != errs.KindInvalid {
		t.Errorf("a wrong address must be refused: %+v", signed)
	}

	if days := first.TrialDays(db.TimeOf(clock.Now())); days != 7 {
		t.Errorf("trial days %d", days)
	}
	clock.Add(shops.TrialLength)
	if state := first.State(db.TimeOf(clock.Now())); state != shops.StateClosed {
		t.Errorf("after the trial the shop is %s", state)
	}
}

func TestSignUpIsLimitedByAddress(t *testing.T) {
	d := kittest.DB(t, nil, shops.Migrations)
	refused := 0
	for i := range 40 {
		must(t, d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			signed, err := shops.SignUp(tx, shops.SignUpInput{Email: "p" + strings.Repeat("x", i) + "@example.com", Address: "2001:db8::" + string(rune('1'+i%9))})
			if signed.Refused != nil && signed.Refused.Kind == errs.KindTooMany {
				refused++
			}
			return err
		}))
	}
	if refused != 10 {
		t.Errorf("%d of 40 sign-ups from one network were refused", refused)
	}
}

func TestHandles(t *testing.T) {
	d := kittest.DB(t, nil, shops.Migrations)
	for _, c := range []struct{ name, email, want string }{
		{"Été à Paris", "a@example.com", "ete-a-paris"},
		{"Été à Paris", "b@example.com", "ete-a-paris-2"},
		{"", "marie.dupont@example.com", "marie-dupont"},
		{"", "contact@maison-rouge.fr", "maison-rouge"},
		{"Admin", "c@example.com", "shop-admin"},
		{"東京", "d@example.com", "d"},
	} {
		if s, _ := open(t, d, shops.CreateInput{Name: c.name, Email: c.email}); s.Handle != c.want {
			t.Errorf("%q %q: handle %q, want %q", c.name, c.email, s.Handle, c.want)
		}
	}
	err := d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		_, _, err := shops.Create(tx, shops.CreateInput{Email: "e@example.com", Handle: "ete-a-paris"})
		return err
	})
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("taken handle: %v", err)
	}
	for _, handle := range []string{"admin", "A", "-a", "a--b", "a.b", strings.Repeat("a", 41)} {
		if shops.CheckHandle(handle) == nil {
			t.Errorf("handle %q was taken", handle)
		}
	}
}

func TestLogIn(t *testing.T) {
	d, clock := kittest.DBAt(t, nil, shops.Migrations)
	open(t, d, shops.CreateInput{Email: "Ada@Example.com", Password: "three blind mice"})
	try := func(email, password, address string) shops.Signed {
		t.Helper()
		signed, err := shops.LogIn(context.Background(), d, shops.LogInInput{Email: email, Password: password, Address: address})
		must(t, err)
		return signed
	}
	if s := try("ada@example.COM", "three blind mice", "198.51.100.1"); s.Refused != nil || s.Token == "" {
		t.Fatalf("right password: %+v", s)
	}
	wrong := try("ada@example.com", "three blind rats", "198.51.100.1")
	unknown := try("eve@example.com", "three blind rats", "198.51.100.1")
	if wrong.Refused == nil || unknown.Refused == nil || wrong.Refused.Error() != unknown.Refused.Error() {
		t.Errorf("known and unknown differ: %v / %v", wrong.Refused, unknown.Refused)
	}
	for range 12 {
		wrong = try("ada@example.com", "guess", "198.51.100.2")
	}
	if wrong.Refused.Kind != errs.KindTooMany {
		t.Errorf("after twelve guesses: %v", wrong.Refused)
	}
	if s := try("ada@example.com", "three blind mice", "198.51.100.3"); s.Refused != nil {
		t.Errorf("a guesser locked the person out: %v", s.Refused)
	}
	clock.Add(16 * time.Minute)
	if s := try("ada@example.com", "three blind mice", "198.51.100.2"); s.Refused != nil {
		t.Errorf("the limit must end: %v", s.Refused)
	}
}

func TestPasswords(t *testing.T) {
	for password, fine := range map[string]bool{
		"short": false, "password123": false, "motdepasse1!": false, "aaaaaaaaaaaa": false, "": false,
		"ada@example.com": false, "correct horse battery": true, "été à la mer!": true,
	} {
		if err := shops.CheckPassword(password, "ada@example.com"); (err == nil) != fine {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	d, clock := kittest.DBAt(t, nil, shops.Migrations)
	_, a := open(t, d, shops.CreateInput{Email: "ada@example.com"})
	var first, second string
	must(t, d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
		if first, err = shops.OpenSession(tx, a.ID, "", ""); err == nil {
			second, err = shops.OpenSession(tx, a.ID, "", "")
		}
		return err
	}))
	runs := func(token string) (found bool) {
		must(t, d.Read(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
			_, found, err = shops.SessionByToken(tx, token)
			return err
		}))
		return found
	}
	must(t, d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) error { return shops.EndOtherSessions(tx, a.ID, first) }))
	if !runs(first) || runs(second) {
		t.Error("only the other session ends")
	}
	clock.Add(shops.SessionIdle)
	if runs(first) {
		t.Error("an idle session runs on")
	}
}

func TestStaffKeepsAnOwner(t *testing.T) {
	d := kittest.DB(t, nil, shops.Migrations)
	s, a := open(t, d, shops.CreateInput{Email: "ada@example.com"})
	err := write(t, d, s.ShopID, func(tx *db.Tx) error {
		m, _, err := shops.MemberOf(tx, a.ID)
		must(t, err)
		return shops.SetRole(tx, m.ID, shops.RoleEditor)
	})
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("the last owner became editor: %v", err)
	}
	if shops.Can(shops.RoleAccountant, "orders.edit") || !shops.Can(shops.RoleAccountant, "books.export") || shops.Can("nobody", "orders.view") {
		t.Error("the accountant reads and exports, nobody may do nothing")
	}
	for _, role := range shops.Roles() {
		for _, p := range shops.PermissionsOf(role) {
			if !strings.Contains(strings.Join(shops.Permissions(), " "), p) {
				t.Errorf("role %s has unknown permission %s", role, p)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	d := kittest.DB(t, nil, shops.Migrations)
	s, _ := open(t, d, shops.CreateInput{Email: "ada@example.com"})
	other, _ := open(t, d, shops.CreateInput{Email: "bob@example.com"})
	var text string
	var token shops.Token
	must(t, write(t, d, s.ShopID, func(tx *db.Tx) (err error) {
		token, text, err = shops.CreateToken(tx, shops.CreateTokenInput{Name: "till", Scopes: []string{"orders.view"}})
		return err
	}))
	find := func(text string) (shop id.ID, got shops.Token, found bool) {
		must(t, d.Read(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
			shop, got, found, err = shops.TokenByText(tx, text)
			return err
		}))
		return
	}
	shop, got, found := find(text)
	if !found || shop != s.ShopID || !got.Can("orders.view") || got.Can("orders.edit") {
		t.Errorf("token %+v of %d, found %v", got, shop, found)
	}
	forged := strings.Replace(text, s.ShopID.Text("")[1:], other.ShopID.Text("")[1:], 1)
	for _, wrong := range []string{"", "coulisse_", text + "x", strings.ToUpper(text), forged} {
		if _, _, found = find(wrong); found {
			t.Errorf("%q was accepted", wrong)
		}
	}
	if err := write(t, d, other.ShopID, func(tx *db.Tx) error { return shops.RevokeToken(tx, token.ID) }); !errs.Is(err, errs.KindNotFound) {
		t.Errorf("another shop revoked the token: %v", err)
	}
	must(t, write(t, d, s.ShopID, func(tx *db.Tx) error { return shops.RevokeToken(tx, token.ID) }))
	if _, _, found = find(text); found {
		t.Error("a revoked token works")
	}
}

func TestSettingsCanBeUndone(t *testing.T) {
	d := kittest.DB(t, nil, shops.Migrations)
	s, _ := open(t, d, shops.CreateInput{Email: "ada@example.com", Name: "Old"})
	rename := func(name string) (set id.ID) {
		must(t, write(t, d, s.ShopID, func(tx *db.Tx) error {
			err := shops.Update(tx, shops.UpdateInput{Name: &name})
			set = shops.CurrentChangeSet(tx)
			return err
		}))
		return set
	}
	undo := func(set id.ID) (done id.ID, err error) {
		err = write(t, d, s.ShopID, func(tx *db.Tx) error {
			done, err = shops.Undo(tx, shops.OwnRestorers(), set)
			return err
		})
		return done, err
	}
	name := func() string {
		var got shops.Shop
		must(t, d.Read(t.Context(), db.Scope{Shop: s.ShopID}, func(tx *db.Tx) (err error) { got, err = shops.Get(tx); return err }))
		return got.Name
	}
	first := rename("New")
	second := rename("Newer")
	if _, err := undo(first); !errs.Is(err, errs.KindConflict) {
		t.Errorf("undo of an overtaken change: %v", err)
	}
	undone, err := undo(second)
	must(t, err)
	if name() != "New" {
		t.Errorf("after undo the name is %q", name())
	}
	if _, err = undo(second); !errs.Is(err, errs.KindConflict) {
		t.Errorf("a second undo: %v", err)
	}
	_, err = undo(first)
	must(t, err)
	if name() != "Old" {
		t.Errorf("after both undos the name is %q", name())
	}
	if _, err = undo(undone); !errs.Is(err, errs.KindConflict) {
		t.Errorf("redo over a later change: %v", err)
	}
	must(t, d.Read(t.Context(), db.Scope{Shop: s.ShopID}, func(tx *db.Tx) error {
		page, err := shops.History(tx, shops.HistoryInput{Limit: 3})
		must(t, err)
		if len(page.Rows) != 3 || page.Next == "" || page.Rows[0].UndoOf != first || page.Rows[0].ActorName != "Ada" {
			t.Errorf("history %+v", page)
		}
		older, err := shops.History(tx, shops.HistoryInput{Limit: 3, After: page.Next})
		must(t, err)
		if len(older.Rows) != 2 || older.Previous == "" {
			t.Errorf("older history: %d rows", len(older.Rows))
		}
		rows, err := shops.Timeline(tx, "shop", s.ShopID)
		if len(rows) != 5 {
			t.Errorf("%d rows in the timeline", len(rows))
		}
		diff, _ := rows[0].Diff()
		if len(diff) != 1 || diff[0] != (shops.Difference{Field: "name", Before: "New", After: "Old"}) {
			t.Errorf("diff %+v", diff)
		}
		return err
	}))
}

func TestUndoRunsBackwardsAndJoinsOneSet(t *testing.T) {
	d := kittest.DB(t, nil, shops.Migrations)
	var set id.ID
	must(t, write(t, d, 1, func(tx *db.Tx) (err error) {
		set, err = shops.OpenChangeSet(tx, "%d pages from %s", 2, "a file")
		return err
	}))
	for n := range 2 {
		must(t, write(t, d, 1, func(tx *db.Tx) error {
			shops.UseChangeSet(tx, set)
			return shops.Record(tx, shops.Change{Object: "page", ID: id.ID(n + 1), Title: "Page", Verb: "created", After: map[string]int{"n": n}, Undoable: true})
		}))
	}
	var order []id.ID
	rs := shops.Restorers{"page": func(tx *db.Tx, row id.ID, before []byte) error {
		order = append(order, row)
		if before != nil {
			t.Errorf("a created page must go, not become %s", before)
		}
		return shops.Record(tx, shops.Change{Object: "page", ID: row, Verb: "deleted"})
	}}
	must(t, write(t, d, 1, func(tx *db.Tx) error { order = nil; _, err := shops.Undo(tx, rs, set); return err }))
	if len(order) != 2 || order[0] != 2 {
		t.Errorf("restored in order %v", order)
	}
	must(t, d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		page, err := shops.History(tx, shops.HistoryInput{})
		if len(page.Rows) != 2 || page.Rows[0].Changes != 2 || page.Rows[1].UndoneBy != page.Rows[0].ID {
			t.Errorf("history %+v", page.Rows)
		}
		if args := page.Rows[1].SummaryArgs(); len(args) != 2 || args[0] != int64(2) || args[1] != "a file" {
			t.Errorf("arguments %v", args)
		}
		return err
	}))
}

func TestSettingsAreChecked(t *testing.T) {
	d := kittest.DB(t, nil, shops.Migrations)
	s, _ := open(t, d, shops.CreateInput{Email: "ada@example.com"})
	for field, in := range map[string]shops.UpdateInput{
		"name": {Name: ptr("")}, "email": {Email: ptr("nope")}, "country": {Country: ptr("XX")}, "currency": {Currency: ptr("EURO")},
		"zone": {Zone: ptr("Mars/Base")}, "locale": {Locale: ptr("tlh")}, "company_id": {CompanyID: ptr("123 456 789")}, "handle": {Handle: ptr("admin")},
	} {
		err := write(t, d, s.ShopID, func(tx *db.Tx) error { return shops.Update(tx, in) })
		if e := errs.As(err); e == nil || len(e.Fields) == 0 || e.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	must(t, write(t, d, s.ShopID, func(tx *db.Tx) error {
		return shops.Update(tx, shops.UpdateInput{CompanyID: ptr("732 829 320"), TaxID: ptr("fr 44 732829320"), Handle: ptr("neu")})
	}))
	must(t, d.Read(t.Context(), db.Scope{Shop: s.ShopID}, func(tx *db.Tx) error {
		got, err := shops.Get(tx)
		if got.TaxID != "FR44732829320" || got.Handle != "neu" {
			t.Errorf("shop %+v", got)
		}
		for _, handle := range []string{"neu", s.Handle} {
			if owner, found, _ := shops.ByHost(tx, handle); !found || owner != s.ShopID {
				t.Errorf("handle %q leads to %v", handle, owner)
			}
		}
		return err
	}))
}

func ptr(s string) *string { return &s }

func TestDiffOfNestedStates(t *testing.T) {
	state := func(v any) string { data, _ := json.Marshal(v); return string(data) }
	row := shops.ChangeRow{
		Before: state(map[string]any{"title": "A", "tags": []string{"x", "y"}, "version": 1, "price": 1999}),
		After:  state(map[string]any{"title": "A", "tags": []string{"x"}, "version": 2, "price": 2499, "note": ""}),
	}
	diff, more := row.Diff()
	want := []shops.Difference{{Field: "price", Before: "1999", After: "2499"}, {Field: "tags[2]", Before: "y"}}
	if more != 0 || len(diff) != 2 || diff[0] != want[0] || diff[1] != want[1] {
		t.Errorf("diff %+v", diff)
	}
}

func TestPlaceFromLanguage(t *testing.T) {
	for accept, want := range map[string]string{
		"fr": "FR EUR fr", "fr-CA": "FR EUR fr", "de": "DE EUR de", "en-GB,en;q=0.8": "GB GBP en", "en": "FR EUR en",
		"": "FR EUR en", "de-CH": "CH CHF de", "nonsense;;q": "FR EUR en", "es": "ES EUR en", "en-US,en;q=0.9": "FR EUR en",
	} {
		p := shops.GuessPlace(accept)
		if got := p.Country + " " + p.Currency + " " + p.Locale; got != want {
			t.Errorf("%q: %s, want %s", accept, got, want)
		}
	}
}
