package liquid

import (
	"math/rand"
	"strconv"
	"strings"
)

var (
	generatedNames   = []string{"a", "b", "s", "l", "q", "forloop", "self", "i"}
	generatedFilters = []string{"append: s", "append: s", "prepend: q", "replace: '0', s", "split: ''", "split: ','", "join: s", "concat: l", "concat: l",
		"reverse", "sort", "sort_natural", "uniq", "map: 'x'", "where: 'x', s", "sum", "size", "escape", "escape_once", "url_encode", "base64_encode",
		"newline_to_br", "strip_html", "times: 99999999999", "times: 1.5", "divided_by: 0.001", "modulo: 0", "round: -400", "truncate: 99999999, s",
		"truncatewords: 3", "slice: -5, 9999999999", "date: s", "default: l", "first", "last", "compact", "find: 'x'", "plus: s", "capitalize", "unknown"}
	generatedTexts = []string{"x", "{{", "{%", "%}", "}}", "{% raw %}", "{% endraw %}", "{% comment %}", "{% if", "<p>", "\n", "{%-", "-%}", "\xff", "é"}
)

// generate makes a template out of dangerous pieces, some of it broken.
func generate(r *rand.Rand, depth int) string {
	var b strings.Builder
	for range 1 + r.Intn(5) {
		b.WriteString(generatePiece(r, depth))
	}
	return b.String()
}

func pick(r *rand.Rand, from []string) string { return from[r.Intn(len(from))] }

func generateValue(r *rand.Rand) string {
	v := pick(r, generatedNames)
	switch r.Intn(6) {
	case 0:
		v = "(1.." + strconv.Itoa(1<<r.Intn(40)) + ")"
	case 1:
		v = "'" + strings.Repeat("0,1", 1<<r.Intn(8)) + "'"
	case 2:
		v = strings.Repeat("9", 1+r.Intn(30))
	case 3:
		v += "[" + pick(r, generatedNames) + "]." + pick(r, []string{"size", "first", "last", "index"})
	}
	for range r.Intn(5) {
		v += " | " + pick(r, generatedFilters)
	}
	return v
}

func generatePiece(r *rand.Rand, depth int) string {
	if depth == 0 {
		return pick(r, generatedTexts)
	}
	inner := func() string { return generate(r, depth-1) }
	name := pick(r, generatedNames)
	switch r.Intn(16) {
	case 0, 1, 2:
		return "{% for i in (1.." + strconv.Itoa(1<<r.Intn(18)) + ") %}" + inner() + "{% endfor %}"
	case 3:
		return "{% for i in " + name + " reversed limit: 999 offset: continue %}" + inner() + "{% else %}" + inner() + "{% endfor %}"
	case 4, 5, 6:
		return "{% assign " + name + " = " + generateValue(r) + " %}"
	case 7:
		return "{% capture s %}{{ s }}{{ s }}" + inner() + "{% endcapture %}"
	case 8:
		return "{% if " + name + " contains " + pick(r, generatedNames) + " or s == blank and l != q %}" + inner() + "{% endif %}"
	case 9:
		return "{% render '" + pick(r, []string{"self", "twice"}) + "' for l, s: s %}"
	case 10:
		return "{% include 'again' with " + name + " %}"
	case 11:
		return "{% tablerow i in l cols: 2 %}" + inner() + "{% endtablerow %}"
	case 12:
		return "{% case " + name + " %}{% when 1, s %}" + inner() + "{% else %}" + inner() + "{% endcase %}"
	case 13:
		return "{% ifchanged %}" + inner() + "{% endifchanged %}{% cycle s: 1, l %}{% increment s %}"
	case 14:
		return "{% liquid\nassign s = s | append: s\necho s\nfor i in (1..99)\necho i\nendfor\n%}"
	}
	return "{{ " + generateValue(r) + " }}" + pick(r, generatedTexts)
}
