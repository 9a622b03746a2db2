package web

import (
	"net/url"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
)

// valuesOf is the inverse of the decoder: what a form that shows in would send. Empty
// fields and boxes that are not ticked are left out.
func valuesOf(in any) url.Values {
	values := url.Values{}
	encode(values, reflect.ValueOf(in), "")
	return values
}

func encode(values url.Values, v reflect.Value, prefix string) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			encode(values, v.Field(i), prefix)
			continue
		}
		name := field.Tag.Get("form")
		if name == "" || !field.IsExported() {
			continue
		}
		encodeField(values, v.Field(i), prefix+name)
	}
}

func encodeField(values url.Values, v reflect.Value, name string) {
	switch {
	case v.Kind() == reflect.Struct:
		encode(values, v, name+".")
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		for i := range v.Len() {
			encode(values, v.Index(i), name+"["+strconv.Itoa(i)+"].")
		}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Pointer:
		for i := range v.Len() {
			if text := scalarText(v.Index(i)); text != "" {
				values.Add(name, text)
			}
		}
	default:
		if text := scalarText(v); text != "" {
			values.Set(name, text)
		}
	}
}

func scalarText(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.String:
		return cleanText(v.String())
	case v.Kind() == reflect.Bool && v.Bool():
		return "on"
	case v.Type() == reflect.TypeFor[id.ID]() && v.Int() != 0:
		return id.ID(v.Int()).Text("row") // the decoder takes any prefix
	case v.CanInt() && v.Int() != 0:
		return strconv.FormatInt(v.Int(), 10)
	}
	return ""
}

// identities are the fields by which the rows of a list are known again.
var identities = []string{"key", "id", "variant"}

// groupsOf names the lists of rows of an input and the field that identifies a row,
// "" where there is none.
func groupsOf[In any]() map[string]string {
	groups := map[string]string{}
	t := reflect.TypeFor[In]()
	for i := range t.NumField() {
		field := t.Field(i)
		name := field.Tag.Get("form")
		if name == "" || field.Type.Kind() != reflect.Slice || field.Type.Elem().Kind() != reflect.Struct {
			continue
		}
		groups[name] = ""
		for j := range field.Type.Elem().NumField() {
			if tag := field.Type.Elem().Field(j).Tag.Get("form"); slices.Contains(identities, tag) {
				groups[name] = tag
			}
		}
	}
	return groups
}

// merge joins two sets of changes to one form. A list whose rows are not the same on
// all sides is one thing; everything else goes field by field.
func merge(groups map[string]string, base, mine, theirs url.Values) (url.Values, map[string]ui.ClashField) {
	out, fields := url.Values{}, map[string]ui.ClashField{}
	for _, unit := range unitsOf(groups, base, mine, theirs) {
		was, my, their := part(base, unit), part(mine, unit), part(theirs, unit)
		take := my
		switch {
		case sameForms(was, their) || sameForms(my, their):
		case sameForms(was, my):
			take = their
			fields[unit] = ui.ClashField{Theirs: flat(their, unit)}
		default:
			fields[unit] = ui.ClashField{Theirs: flat(their, unit), Mine: flat(my, unit), Both: true, Hidden: hidden(their)}
		}
		for key, values := range take {
			out[key] = values
		}
	}
	return out, fields
}

// unitsOf cuts the fields into what is decided as one.
func unitsOf(groups map[string]string, sides ...url.Values) []string {
	whole := map[string]bool{}
	for group, identity := range groups {
		for _, side := range sides[1:] {
			if identity == "" || !slices.Equal(rowsOf(sides[0], group, identity), rowsOf(side, group, identity)) {
				whole[group] = true
			}
		}
	}
	seen := map[string]bool{}
	for _, side := range sides {
		for key := range side {
			group, _, inList := strings.Cut(key, "[")
			if inList && whole[group] {
				key = group
			}
			seen[key] = true
		}
	}
	units := make([]string, 0, len(seen))
	for unit := range seen {
		units = append(units, unit)
	}
	sort.Strings(units)
	return units
}

// rowsOf is who stands in which row; what follows a point is no part of the identity.
func rowsOf(values url.Values, group, identity string) []string {
	var rows []string
	for i := 0; ; i++ {
		key, _, _ := strings.Cut(values.Get(group+"["+strconv.Itoa(i)+"]."+identity), ".")
		if key == "" {
			return rows
		}
		rows = append(rows, key)
	}
}

// part is one unit of a form: a field, or all fields of a list.
func part(values url.Values, unit string) url.Values {
	found := url.Values{}
	if one, ok := values[unit]; ok {
		found[unit] = one
		return found
	}
	for key, list := range values {
		if strings.HasPrefix(key, unit+"[") {
			found[key] = list
		}
	}
	return found
}

// sameForms compares what people see: a comma or a point in an amount is the same.
func sameForms(a, b url.Values) bool {
	if len(a) != len(b) {
		return false
	}
	for key, values := range a {
		if !slices.EqualFunc(values, b[key], func(x, y string) bool { return plainly(x) == plainly(y) }) {
			return false
		}
	}
	return true
}

// plainly writes amounts alike: "3", "3,00" and "3.00" are one.
func plainly(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", ".")
	if whole, part, ok := strings.Cut(text, "."); ok && strings.Trim(whole+part, "0123456789") == "" {
		return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// flat is the unit in words, one line a row.
func flat(values url.Values, unit string) []string {
	if one, ok := values[unit]; ok {
		return one
	}
	var lines []string
	for i := 0; ; i++ {
		prefix := unit + "[" + strconv.Itoa(i) + "]."
		var words []string
		for _, key := range sortedKeys(values) {
			if strings.HasPrefix(key, prefix) && !slices.Contains(identities, strings.TrimPrefix(key, prefix)) {
				words = append(words, values[key]...)
			}
		}
		if words == nil {
			return lines
		}
		lines = append(lines, strings.Join(words, " · "))
	}
}

// hidden are the fields that carry the other version along.
func hidden(values url.Values) []ui.Option {
	var list []ui.Option
	for _, key := range sortedKeys(values) {
		for _, value := range values[key] {
			list = append(list, ui.Option{Label: theirsField + key, Value: value})
		}
	}
	return list
}
