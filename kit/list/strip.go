package list

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// strip is the run that the address names, over the rows.
func (s shown[Row]) strip(tx *db.Tx) (templ.Component, error) {
	if s.at.R.Query("run") == "" || len(s.l.Acts) == 0 {
		return nil, nil
	}
	key, err := id.Parse(RunPrefix, s.at.R.Query("run"))
	if err != nil {
		return nil, nil //nolint:nilerr // an old address is no reason to refuse the list
	}
	run, err := getRun(tx, key)
	if errs.Is(err, errs.KindNotFound) || err == nil && run.List != s.l.Name {
		return nil, nil
	}
	return runStrip(s.l.runProps(s.at.R, run)), err
}

// runProps is a run as people see it.
type runProps struct {
	run    Run
	label  string
	words  string
	url    string // the page of the run, which answers script with the strip
	stop   string
	undo   string
	close  string
	rows   []failureRow
	next   string
	failed string
}

type failureRow struct{ name, url, reason string }

func (l Of[Row]) runProps(r *web.Request, run Run) runProps {
	p := r.Text
	props := runProps{run: run, url: l.path(r, "runs", run.key()), close: r.Path(l.Path)}
	if run.Query != "" {
		props.close += "?" + run.Query
	}
	for _, a := range l.Acts {
		if a.ID == run.Act {
			props.label = p.T(a.Label)
		}
	}
	ended := run.Done + run.Failed
	switch {
	case run.State == running && run.Total > 0:
		props.words = p.T("%s of %s", p.Number(min(ended, run.Total)), counted(p, db.Counted{N: run.Total, More: run.More}))
		props.stop = l.path(r, "runs", run.key(), "stop")
	case run.State == running:
		props.words = p.T("%s so far", p.Number(ended))
		props.stop = l.path(r, "runs", run.key(), "stop")
	case run.State == stopped:
		props.words = p.T("Stopped after %s", p.Number(run.Done))
	default:
		props.words = p.T("%s done", p.Number(run.Done))
	}
	if run.Failed > 0 {
		props.failed = p.T("%s refused", p.Number(run.Failed))
	}
	if run.State != running && run.ChangeSet != 0 && run.Done > 0 {
		props.undo = r.Path("/changes", run.ChangeSet.Text("chg"), "undo")
	}
	return props
}

func (l Of[Row]) runOf(tx *db.Tx, r *web.Request) (Run, error) {
	key, err := r.ID("run", RunPrefix)
	if err != nil {
		return Run{}, err
	}
	run, err := getRun(tx, key)
	if err == nil && run.List != l.Name {
		err = errs.NotFound("This does not exist or has been removed.")
	}
	return run, err
}

// showRun is the page of a run with what was refused; script gets the strip alone. Once
// the run is over, the strip asks the list to look at its rows again.
func (l Of[Row]) showRun(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	run, err := l.runOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	props := l.runProps(r, run)
	if r.FromHTMX() {
		answer := web.Page(runStrip(props))
		if run.State != running {
			answer = answer.Header("HX-Trigger", "list-changed")
		}
		return answer, nil
	}
	after := id.ID(0)
	if from := r.Query("after"); from != "" {
		if after, err = id.Parse(l.Prefix, from); err != nil {
			return web.Answer{}, err
		}
	}
	failures, err := failuresOf(tx, run.ID, after)
	if err != nil {
		return web.Answer{}, err
	}
	if len(failures) > failuresAtOnce {
		failures = failures[:failuresAtOnce]
		props.next = props.url + "?after=" + failures[failuresAtOnce-1].ObjectID.Text(l.Prefix)
	}
	for _, f := range failures {
		row := failureRow{name: f.Name, reason: r.Text.T(f.Message, f.Args()...)}
		if l.One != nil {
			row.url = l.path(r, "rows", f.ObjectID.Text(l.Prefix))
		}
		props.rows = append(props.rows, row)
	}
	frame := r.Frame(tx, l.Title, l.Active)
	frame.Title, frame.Narrow = props.label, true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T(l.Title), URL: props.close}}
	answer := web.Page(ui.Page(frame, runPage(props)))
	if run.State == running {
		answer = answer.Header("Refresh", "2") // without script
	}
	return answer, nil
}

// stopRun ends a run; what is done stays done and can be undone.
func (l Of[Row]) stopRun(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	run, err := l.runOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if run.ActorID != r.Person.Account && !r.Person.May("settings.edit") {
		return web.Answer{}, errs.Denied("Only who started it may stop it.")
	}
	if run.State == running {
		run.State = stopped
		if err := run.update(tx); err != nil {
			return web.Answer{}, err
		}
	}
	return web.Redirect(r.Path(l.Path) + "?run=" + run.key()).Status(http.StatusSeeOther), nil
}
