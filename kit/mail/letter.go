package mail

import (
	"html/template"
	"strings"
)

// Letter is the content of a message in words; it becomes text and HTML.
type Letter struct {
	Lang       string
	Shop       string // heading: who writes
	Title      string
	Paragraphs []string
	Button     string // its label …
	URL        string // … and where it leads
	Rows       []Row  // lines of an order, sums
	After      []string
	Foot       string
}

// Row is one line of a table: what, and how much. Strong rows are sums.
type Row struct {
	Label, Value string
	Strong       bool
}

// Message makes the message to a person.
func (l Letter) Message(to, subject string) Message {
	return Message{To: to, Subject: subject, FromName: l.Shop, Text: l.Text(), HTML: l.HTML()}
}

// Text is the letter for programs without HTML.
func (l Letter) Text() string {
	var b strings.Builder
	part := func(text string) {
		if text != "" {
			b.WriteString(text + "\n\n")
		}
	}
	part(l.Title)
	for _, p := range l.Paragraphs {
		part(p)
	}
	if l.URL != "" {
		part(l.Button + ":\n" + l.URL)
	}
	for _, row := range l.Rows {
		b.WriteString(row.Label + "  " + row.Value + "\n")
	}
	if len(l.Rows) > 0 {
		b.WriteString("\n")
	}
	for _, p := range l.After {
		part(p)
	}
	if l.Foot != "" || l.Shop != "" {
		part("-- \n" + strings.TrimSpace(l.Shop+"\n"+l.Foot))
	}
	return b.String()
}

// HTML is the letter with a calm look that old mail programs draw too: inline styles
// and a table, no script, no pictures, nothing fetched.
func (l Letter) HTML() string {
	var b strings.Builder
	if err := letterPage.Execute(&b, l); err != nil {
		return "" // the text stands alone; the template is a constant and is tested
	}
	return b.String()
}

var letterPage = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title></head>
<body style="margin:0;padding:24px 12px;background:#f4f5f7;color:#1d2129;font:15px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<table role="presentation" align="center" width="100%" style="max-width:560px;margin:0 auto;border-collapse:collapse">
{{with .Shop}}<tr><td style="padding:0 4px 12px;font-weight:600">{{.}}</td></tr>{{end}}
<tr><td style="background:#ffffff;border:1px solid #e3e5e9;border-radius:10px;padding:28px">
{{with .Title}}<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">{{.}}</h1>{{end}}
{{range .Paragraphs}}<p style="margin:0 0 14px;white-space:pre-line">{{.}}</p>{{end}}
{{if .URL}}<p style="margin:20px 0"><a href="{{.URL}}" style="display:inline-block;background:#2b3a67;color:#ffffff;text-decoration:none;font-weight:600;padding:11px 20px;border-radius:8px">{{.Button}}</a></p>{{end}}
{{if .Rows}}<table width="100%" style="border-collapse:collapse;margin:8px 0 16px">
{{range .Rows}}<tr><td style="padding:7px 0;border-top:1px solid #eceef1{{if .Strong}};font-weight:600{{end}}">{{.Label}}</td><td align="right" style="padding:7px 0 7px 12px;border-top:1px solid #eceef1;white-space:nowrap{{if .Strong}};font-weight:600{{end}}">{{.Value}}</td></tr>
{{end}}</table>{{end}}
{{range .After}}<p style="margin:0 0 14px;white-space:pre-line">{{.}}</p>{{end}}
</td></tr>
{{with .Foot}}<tr><td style="padding:14px 4px;color:#667085;font-size:13px;white-space:pre-line">{{.}}</td></tr>{{end}}
</table></body></html>
`))
