package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Limits of what a browser may send.
const (
	defaultBody  = 1 << 20
	formMemory   = 1 << 20 // of a multipart body; the rest lies in temporary files
	maxRows      = 2500    // of a nested list: a product may have 2,048 variants
	onceField    = "_once"
	maxFormField = 20000
)

// decodeInto reads form and address into In. Wrong values are collected as field
// messages; the input comes back as far as it could be read.
func decodeInto[In any](r *Request) (In, error) {
	var in In
	if err := r.readForm(); err != nil {
		return in, err
	}
	if r.route != nil && r.route.access.raw {
		return in, nil
	}
	r.takeChosen()
	d := decoder{values: r.Form, used: map[string]bool{}, problem: errs.Invalid("Please check the marked fields.")}
	if r.HTTP.MultipartForm != nil {
		d.files = r.HTTP.MultipartForm.File
	}
	d.structure(reflect.ValueOf(&in).Elem(), "")
	if !isRead(r.HTTP.Method) {
		d.refuseUnknown()
	}
	return in, d.problem.OrNil()
}

// readForm reads the body within its limit.
func (r *Request) readForm() error {
	if isRead(r.HTTP.Method) {
		r.Form = r.HTTP.URL.Query()
		return nil
	}
	r.Form = url.Values{}
	limit := int64(defaultBody)
	if r.route != nil && r.route.access.maxBody > 0 {
		limit = r.route.access.maxBody
	}
	if r.HTTP.Body == nil {
		return nil
	}
	r.HTTP.Body = http.MaxBytesReader(nil, r.HTTP.Body, limit)
	var err error
	kind, _, _ := mime.ParseMediaType(r.HTTP.Header.Get("Content-Type"))
	switch {
	case r.route != nil && r.route.access.raw:
		r.body, err = io.ReadAll(r.HTTP.Body)
	case kind == "multipart/form-data":
		err = r.HTTP.ParseMultipartForm(formMemory)
		if err == nil {
			r.Form = r.HTTP.MultipartForm.Value
		}
	case kind == "application/x-www-form-urlencoded":
		r.Form, err = readURLEncoded(r.HTTP.Body)
	case kind != "":
		_, err = io.Copy(io.Discard, io.LimitReader(r.HTTP.Body, 1))
		if r.HTTP.ContentLength != 0 {
			return errs.Invalid("This address takes form fields.").WithCode("unsupported_media_type")
		}
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errs.Invalid("This is too large: at most %d MB are accepted here.", max(1, limit>>20)).WithCode("too_large")
	}
	if err != nil {
		return errs.Invalid("The form did not arrive whole. Please send it again.").WithCause(err)
	}
	return nil
}

func readURLEncoded(body io.Reader) (url.Values, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return url.Values{}, err
	}
	return url.ParseQuery(string(data))
}

type decoder struct {
	values  url.Values
	files   map[string][]*multipart.FileHeader
	used    map[string]bool
	problem *errs.Error
}

func (d *decoder) structure(v reflect.Value, prefix string) {
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			d.structure(v.Field(i), prefix)
			continue
		}
		name := field.Tag.Get("form")
		if name == "" || !field.IsExported() {
			continue
		}
		d.field(v.Field(i), prefix+name)
	}
}

func (d *decoder) field(v reflect.Value, name string) {
	switch {
	case v.Type() == reflect.TypeFor[*multipart.FileHeader]():
		d.used[name] = true
		if files := d.files[name]; len(files) > 0 && files[0].Size+int64(len(files[0].Filename)) > 0 {
			v.Set(reflect.ValueOf(files[0]))
		}
	case v.Type() == reflect.TypeFor[[]*multipart.FileHeader]():
		d.used[name] = true
		v.Set(reflect.ValueOf(d.files[name]))
	case v.Kind() == reflect.Struct:
		d.structure(v, name+".")
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		d.rows(v, name)
	case v.Kind() == reflect.Slice:
		d.used[name] = true
		d.list(v, name)
	default:
		d.used[name] = true
		texts := d.values[name]
		if len(texts) > 0 {
			// The last one counts: a hidden "off" before a checkbox.
			d.scalar(v, name, texts[len(texts)-1])
		}
	}
}

// rows reads lines[0].quantity, lines[1].quantity …
func (d *decoder) rows(v reflect.Value, name string) {
	count := 0
	for key := range d.values {
		count = max(count, indexOf(key, name)+1)
	}
	for key := range d.files {
		count = max(count, indexOf(key, name)+1)
	}
	if count > maxRows {
		d.problem.With(name, "At most %d rows are accepted at once.", maxRows)
		count = 0
	}
	list := reflect.MakeSlice(v.Type(), count, count)
	for i := range count {
		d.structure(list.Index(i), name+"["+strconv.Itoa(i)+"].")
	}
	v.Set(list)
}

// indexOf returns the number in name[N]… or -1.
func indexOf(key, name string) int {
	rest, ok := strings.CutPrefix(key, name+"[")
	if !ok {
		return -1
	}
	digits, _, ok := strings.Cut(rest, "].")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 0 || n > maxFormField || strconv.Itoa(n) != digits {
		return -1
	}
	return n
}

func (d *decoder) list(v reflect.Value, name string) {
	texts := d.values[name]
	list := reflect.MakeSlice(v.Type(), len(texts), len(texts))
	for i, text := range texts {
		d.scalar(list.Index(i), name, text)
	}
	v.Set(list)
}

func (d *decoder) scalar(v reflect.Value, name, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(cleanText(text))
	case reflect.Bool:
		on := text == "on" || text == "true" || text == "1" || text == "yes"
		if !on && text != "" && text != "off" && text != "false" && text != "0" && text != "no" {
			d.problem.With(name, "Answer this with yes or no.")
		}
		v.SetBool(on)
	case reflect.Int64, reflect.Int, reflect.Int32:
		d.number(v, name, strings.TrimSpace(text))
	default:
		panic("web: the form field " + name + " has a type that cannot be decoded: " + v.Type().String())
	}
}

func (d *decoder) number(v reflect.Value, name, text string) {
	if text == "" {
		return
	}
	if v.Type() == reflect.TypeFor[id.ID]() {
		prefix, _, _ := strings.Cut(text, "_")
		number, err := id.Parse(prefix, text)
		if err != nil {
			d.problem.With(name, "This choice does not exist any more.")
			return
		}
		v.SetInt(int64(number))
		return
	}
	n, err := strconv.ParseInt(strings.NewReplacer("\u00a0", "", "\u202f", "", " ", "").Replace(text), 10, 64)
	if err != nil || v.OverflowInt(n) {
		d.problem.With(name, "Write a whole number.")
		return
	}
	v.SetInt(n)
}

// cleanText makes line ends alike and drops what no keyboard types.
func cleanText(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return -1
		}
		return c
	}, text)
}

// refuseUnknown refuses fields a form of ours does not have.
func (d *decoder) refuseUnknown() {
	for name := range d.values {
		if !d.used[name] && name != onceField && name != "csrf" && name != "idempotency_key" && !strings.HasPrefix(name, "_") {
			d.problem.With(name, "This field is not known here.")
		}
	}
	for name := range d.files {
		if !d.used[name] {
			d.problem.With(name, "This field is not known here.")
		}
	}
}
