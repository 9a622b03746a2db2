package liquid

import "unicode/utf8"

// kind is the sort of a token inside a tag or an output. The names are those
// the reference uses in its messages.
type kind uint8

const (
	tEnd kind = iota
	tID
	tString
	tNumber
	tCompare
	tPipe
	tDot
	tDotDot
	tColon
	tComma
	tOpenSquare
	tCloseSquare
	tOpenRound
	tCloseRound
	tQuestion
	tDash
)

var kindNames = [...]string{"end_of_string", "id", "string", "number", "comparison", "pipe", "dot", "dotdot", "colon",
	"comma", "open_square", "close_square", "open_round", "close_round", "question", "dash"}

func (k kind) String() string { return kindNames[k] }

type token struct {
	kind kind
	text string // of a string: without its quotes
	at   int    // offset in the template
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c)
}

var single = [128]kind{'|': tPipe, ':': tColon, ',': tComma, '[': tOpenSquare, ']': tCloseSquare,
	'(': tOpenRound, ')': tCloseRound, '?': tQuestion}

// lex cuts the markup of a tag into tokens. base is where it starts in the template.
func lex(src string, base int) ([]token, *Error) {
	toks := make([]token, 0, 8)
	for i := 0; ; {
		for i < len(src) && isSpace(src[i]) {
			i++
		}
		if i >= len(src) {
			return append(toks, token{tEnd, "", base + len(src)}), nil
		}
		t, n := lexOne(src[i:])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(src[i:])
			return toks, &Error{Kind: ErrSyntax, Message: "Unexpected character " + src[i:i+size], Column: base + i, Text: excerpt(src[i:])}
		}
		if t.kind == tID && t.text == "contains" && (len(toks) == 0 || toks[len(toks)-1].kind != tDot) {
			t.kind = tCompare
		}
		t.at = base + i
		toks = append(toks, t)
		i += n
	}
}

// lexOne answers the token at the start of s and its length, 0 for none.
func lexOne(s string) (token, int) {
	c := s[0]
	next := byte(0)
	if len(s) > 1 {
		next = s[1]
	}
	if c < 128 && single[c] != 0 {
		return token{single[c], s[:1], 0}, 1
	}
	switch {
	case c == '.':
		if next == '.' {
			return token{tDotDot, "..", 0}, 2
		}
		return token{tDot, ".", 0}, 1
	case isDigit(c), c == '-' && isDigit(next):
		n := numberLen(s)
		return token{tNumber, s[:n], 0}, n
	case c == '-':
		return token{tDash, "-", 0}, 1
	case c == '=' || c == '!':
		if next == '=' {
			return token{tCompare, s[:2], 0}, 2
		}
	case c == '<' || c == '>':
		if next == '=' || c == '<' && next == '>' {
			return token{tCompare, s[:2], 0}, 2
		}
		return token{tCompare, s[:1], 0}, 1
	case c == '\'' || c == '"':
		for j := 1; j < len(s); j++ {
			if s[j] == c {
				return token{tString, s[1:j], 0}, j + 1
			}
		}
	case isWord(c):
		n := 1
		for n < len(s) && (isWord(s[n]) || s[n] == '-') {
			n++
		}
		if n < len(s) && s[n] == '?' {
			n++
		}
		return token{tID, s[:n], 0}, n
	}
	return token{}, 0
}

func numberLen(s string) int {
	n := 1
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	if n+1 < len(s) && s[n] == '.' && isDigit(s[n+1]) {
		n += 2
		for n < len(s) && isDigit(s[n]) {
			n++
		}
	}
	return n
}
