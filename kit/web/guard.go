package web

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"net/url"
	"reflect"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/ui"
)

// seenField holds what a form showed when it was drawn, so that a save can tell what
// this person changed from what others saved meanwhile.
const (
	seenField    = "_seen"
	takeField    = "_take."
	theirsField  = "_theirs."
	maxSeen      = 8 << 20 // of a form of 2,048 variants
	chosenTheirs = "theirs"
)

// Guard keeps a save from losing what somebody else saved while the form was open.
// stored fills the form from what is stored now, as the page does. Fields only others
// changed are kept as they saved them; fields both changed differently are
// errs.Conflict, and the form is drawn again with both versions to choose from. The
// page says what it showed with Answer.Holds.
func Guard[In any](h Handler, stored func(tx *db.Tx, r *Request) (In, error)) Handler {
	kept, ok := h.(*handler[In])
	if !ok {
		panic("web.Guard: the handler takes another input")
	}
	return &handler[In]{fn: kept.fn, outside: kept.outside, redraw: kept.redraw, stored: stored}
}

// Holds says that the page holds a form, posted to action, that shows in. The form then
// carries what it showed.
func (a Answer) Holds(action string, in any) Answer {
	a.holds = &held{action, in}
	return a
}

type held struct {
	action string
	in     any
}

// clash is a save over somebody else's.
type clash struct {
	merged any        // the input to draw again
	theirs url.Values // what is stored now
	who    string
	fields map[string]ui.ClashField
}

// settle compares what the form showed, what was typed and what is stored now, and
// returns the input to save.
func (h *handler[In]) settle(tx *db.Tx, r *Request, in In) (In, error) {
	packed := r.Form.Get(seenField)
	r.clash = nil
	if h.stored == nil || packed == "" {
		return in, nil
	}
	base, err := unpack(packed)
	if err != nil {
		return in, err
	}
	now, err := h.stored(tx, r)
	if err != nil {
		return in, err
	}
	theirs := valuesOf(now)
	if sameForms(base, theirs) {
		return in, nil
	}
	merged, fields := merge(groupsOf[In](), base, valuesOf(in), theirs)
	var out In
	d := decoder{values: merged, used: map[string]bool{}, problem: errs.Invalid("Please check the marked fields.")}
	d.structure(reflect.ValueOf(&out).Elem(), "")
	if err := d.problem.OrNil(); err != nil {
		return in, err
	}
	for _, f := range fields {
		if f.Both {
			c := &clash{merged: out, theirs: theirs, fields: fields, who: r.lastToChange(tx)}
			r.clash = c
			return in, errs.Conflict("%s saved this while you were editing. Choose for each marked field whose version stays, then save again.", c.who).WithCode("edited_meanwhile")
		}
	}
	return out, nil
}

func (r *Request) lastToChange(tx *db.Tx) string {
	who := ""
	if r.server.config.LastToChange != nil {
		who = r.server.config.LastToChange(tx, r)
	}
	if who == "" {
		who = r.Text.T("Somebody else")
	}
	return who
}

// editing is what ui.Form needs to know, nil for pages without a guarded form.
func (a Answer) editing(r *Request) *ui.Editing {
	if a.holds == nil {
		return nil
	}
	e := &ui.Editing{Action: a.holds.action, Seen: r.Form.Get(seenField)}
	switch {
	case r.clash != nil:
		e.Seen, e.Who, e.Fields = pack(r.clash.theirs), r.clash.who, r.clash.fields
	case e.Seen == "" || isRead(r.HTTP.Method):
		e.Seen = pack(valuesOf(a.holds.in))
	}
	return e
}

// takeChosen puts the other person's version where it was chosen.
func (r *Request) takeChosen() {
	for name := range r.Form {
		field, ok := strings.CutPrefix(name, takeField)
		if !ok || r.Form.Get(name) != chosenTheirs {
			continue
		}
		for key := range r.Form {
			if key == field || strings.HasPrefix(key, field+"[") {
				delete(r.Form, key)
			}
		}
		for key, values := range r.Form {
			if theirs, ok := strings.CutPrefix(key, theirsField); ok && (theirs == field || strings.HasPrefix(theirs, field+"[")) {
				r.Form[theirs] = values
			}
		}
	}
}

// pack makes what a form showed short: the values of a long table repeat a lot.
func pack(values url.Values) string {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestSpeed)
	_, _ = io.WriteString(w, values.Encode()) // a buffer takes everything
	_ = w.Close()
	return base64.RawURLEncoding.EncodeToString(out.Bytes())
}

func unpack(packed string) (url.Values, error) {
	broken := errs.Invalid("The form did not arrive whole. Please send it again.")
	data, err := base64.RawURLEncoding.DecodeString(packed)
	if err != nil {
		return nil, broken.WithCause(err)
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), maxSeen))
	if err != nil {
		return nil, broken.WithCause(err)
	}
	values, err := url.ParseQuery(string(plain))
	if err != nil {
		return nil, broken.WithCause(err)
	}
	return values, nil
}
