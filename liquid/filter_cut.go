package liquid

import (
	"strings"
	"unicode/utf8"
)

func (e *Env) cutFilters() {
	e.add("slice", 1, 2, slice)
	e.add("truncate", 0, 2, truncate)
	e.add("truncatewords", 0, 2, truncateWords)
	e.add("split", 1, 1, split)
	e.add("strip_html", 0, 0, stripHTML)
}

// cut keeps a piece of HTML text HTML only where it holds no tag that may have
// been cut in two; otherwise the piece is plain text and escaped in the output.
func cut(in any, piece string) any {
	if isSafe(in) && strings.IndexByte(piece, '<') < 0 {
		return Safe(piece)
	}
	return piece
}

func slice(c *Call, in any, args []any) (any, error) {
	from, err := integer(args[0])
	if err != nil {
		return nil, err
	}
	length := 1
	if len(args) > 1 && truthy(args[1]) {
		if length, err = integer(args[1]); err != nil {
			return nil, err
		}
	}
	if seq, ok := in.(Array); ok {
		if _, isDrop := in.(Drop); !isDrop {
			if _, isRange := in.(Range); !isRange {
				return sliceList(c, seq, from, length)
			}
		}
	}
	if l, ok := in.([]any); ok {
		return sliceList(c, list(l), from, length)
	}
	t := c.s.toText(in)
	if err := c.s.step(len(t) >> 6); err != nil {
		return nil, err
	}
	i, j := window(runes(t), from, length)
	piece := t[runeAt(t, i):runeAt(t, j)]
	return cut(in, piece), nil
}

func sliceList(c *Call, seq Array, from, length int) (any, error) {
	i, j := window(seq.Len(), from, length)
	if err := c.s.Grow(16 * (j - i)); err != nil {
		return nil, err
	}
	out := make([]any, 0, j-i)
	for ; i < j; i++ {
		out = append(out, normal(seq.At(i)))
	}
	return out, nil
}

// window turns offset and length into bounds within n elements.
func window(n, from, length int) (int, int) {
	if from < 0 {
		from += n
	}
	if from < 0 || from > n || length < 0 {
		return 0, 0
	}
	if length > n-from {
		length = n - from
	}
	return from, from + length
}

// runeAt is the byte offset of the i-th letter.
func runeAt(s string, i int) int {
	at := 0
	for ; i > 0 && at < len(s); i-- {
		if s[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, n := utf8.DecodeRuneInString(s[at:])
		at += n
	}
	return at
}

func truncate(c *Call, in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	length, err := argInt(args, 0, 50)
	if err != nil {
		return nil, err
	}
	t := c.s.toText(in)
	if err := c.s.step(len(t) >> 6); err != nil {
		return nil, err
	}
	if len(t) <= length || runes(t) <= length {
		if isText(in) {
			return in, nil
		}
		return t, nil
	}
	tail := c.tail(args)
	head := t[:runeAt(t, max(0, length-runes(toText(tail))))]
	if isSafe(in) {
		head = wholeEntities(head, t)
	}
	return c.ellipsis(in, head, tail)
}

func argInt(args []any, i, def int) (int, error) {
	if i >= len(args) {
		return def, nil
	}
	return integer(args[i])
}

// wholeEntities drops the half of an entity at the end of the head of a text.
func wholeEntities(head, t string) string {
	i := strings.LastIndexByte(head, '&')
	if i >= 0 && strings.IndexByte(head[i:], ';') < 0 && entity(t[i:min(len(t), i+32)]) {
		return head[:i]
	}
	return head
}

// tail is what stands for the text cut off.
func (c *Call) tail(args []any) any {
	if len(args) < 2 {
		return "..."
	}
	if t, ok := textOf(args[1]); ok && len(t) == 0 {
		return ""
	}
	return args[1]
}

// ellipsis puts the tail behind the kept head of a text.
func (c *Call) ellipsis(in any, head string, tail any) (any, error) {
	safe := isSafe(in) && strings.IndexByte(head, '<') < 0
	t := c.part(tail, safe)
	if err := c.s.Grow(len(head) + len(t)); err != nil {
		return nil, err
	}
	if safe {
		return Safe(head + t), nil
	}
	return head + t, nil
}

// truncateWords keeps the first words, with one space between them.
func truncateWords(c *Call, in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	words, err := argInt(args, 0, 15)
	if err != nil {
		return nil, err
	}
	words = max(1, words)
	t := c.s.toText(in)
	if err := c.s.step(len(t) >> 6); err != nil {
		return nil, err
	}
	end, tidy, more := firstWords(t, words)
	if !more {
		if isText(in) {
			return in, nil
		}
		return t, nil
	}
	head := t[:end]
	if !tidy {
		head = strings.Join(strings.FieldsFunc(head, isSpaceRune), " ")
	}
	return c.ellipsis(in, head, c.tail(args))
}

func isSpaceRune(r rune) bool { return r < 128 && isSpace(byte(r)) || r == 0 }

// firstWords finds where the n-th word ends, whether single spaces stand
// between the words before, and whether another word follows.
func firstWords(t string, n int) (end int, tidy, more bool) {
	tidy = true
	seen := 0
	for i := 0; i < len(t); {
		if c := t[i]; isSpace(c) || c == 0 {
			if c != ' ' || i == 0 || i+1 < len(t) && (isSpace(t[i+1]) || t[i+1] == 0) {
				tidy = tidy && seen >= n
			}
			i++
			continue
		}
		if seen == n {
			return end, tidy, true
		}
		for i < len(t) && !isSpace(t[i]) && t[i] != 0 {
			i++
		}
		seen++
		end = i
	}
	return end, tidy, false
}

// split cuts a text at a separator. Empty pieces at the end are dropped; one
// space as separator means any white space, none at all every letter.
func split(c *Call, in any, args []any) (any, error) {
	t, sep := c.s.toText(in), c.s.toText(args[0])
	n := strings.Count(t, sep) + 1
	if err := c.s.Grow(48 * n); err != nil {
		return nil, err
	}
	var pieces []string
	switch sep {
	case " ":
		pieces = strings.FieldsFunc(t, isSpaceRune)
	default:
		pieces = strings.Split(t, sep)
	}
	for len(pieces) > 0 && pieces[len(pieces)-1] == "" {
		pieces = pieces[:len(pieces)-1]
	}
	out := make([]any, len(pieces))
	for i, p := range pieces {
		out[i] = keep(in, p)
	}
	return out, nil
}

// stripHTML drops tags, comments, scripts and styles. What is left of HTML text
// is still HTML: its entities stay, any stray bracket is escaped.
func stripHTML(c *Call, in any, _ []any) (any, error) {
	t := c.s.toText(in)
	if err := c.s.Grow(len(t)); err != nil {
		return nil, err
	}
	t = dropBetween(t, "<script", "</script>")
	t = dropBetween(t, "<!--", "-->")
	t = dropBetween(t, "<style", "</style>")
	t = dropBetween(t, "<", ">")
	if isSafe(in) {
		return Safe(escapedOnce(t)), nil
	}
	return t, nil
}

func dropBetween(s, from, to string) string {
	i := strings.Index(s, from)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i >= 0 {
		j := strings.Index(s[i+len(from):], to)
		if j < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i+len(from)+j+len(to):]
		i = strings.Index(s, from)
	}
	b.WriteString(s)
	return b.String()
}
