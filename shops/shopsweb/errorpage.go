package shopsweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// ErrorPage draws a refusal in the look of the admin, for web.Config.
func ErrorPage(r *web.Request, p web.Problem) templ.Component {
	props := plainProps(r, errorTitle(r.Text, p.Status))
	props.Text = p.Detail
	return ui.PlainPage(props, errorView(p.RequestID, p.Status >= 500))
}

func errorTitle(t *text.Printer, status int) string {
	switch {
	case status == 404:
		return t.T("Not found")
	case status == 403:
		return t.T("Not allowed")
	case status == 409:
		return t.T("This does not work now")
	case status == 429:
		return t.T("Too many attempts")
	case status >= 500:
		return t.T("Something went wrong")
	}
	return t.T("Please check what you sent")
}
