package catalog

import (
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
)

// maxBlock bounds what may be pasted at once: 50,000 lines, or fewer of many columns.
const maxBlock = 500_000

// ParseBlock reads the cells of a block copied from a spreadsheet: columns parted by
// tabs, else by semicolons or commas where each line has as many of them. A cell in
// quotes may hold line breaks, marks and doubled quotes; a quote inside a cell is a
// quote. Invalid when it is larger than anybody means.
func ParseBlock(text string) ([][]string, error) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.TrimSuffix(strings.TrimPrefix(text, "\ufeff"), "\n")
	mark := markOf(text)
	var block [][]string
	cells := 0
	for rest, more := text, true; more; {
		var line []string
		line, rest, more = blockLine(rest, mark)
		block = append(block, line)
		if cells += len(line); cells > maxBlock {
			return nil, errs.Invalid("At most %d cells can be pasted at once.", maxBlock)
		}
	}
	return block, nil
}

// blockLine reads one line; more says that another one follows.
func blockLine(text string, mark byte) (cells []string, rest string, more bool) {
	for {
		cell, after := blockCell(text, mark)
		cells = append(cells, cell)
		switch {
		case after == "":
			return cells, "", false
		case after[0] == '\n':
			return cells, after[1:], true
		}
		text = after[1:]
	}
}

// blockCell reads one cell and returns what follows it, beginning with its mark.
func blockCell(text string, mark byte) (cell, rest string) {
	if strings.HasPrefix(text, `"`) {
		if cell, rest, whole := quotedCell(text[1:], mark); whole {
			return cell, rest
		}
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == mark && mark != 0 {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// quotedCell reads up to the closing quote. It is one only before a mark or an end:
// else the cell just begins with an inch sign.
func quotedCell(text string, mark byte) (cell, rest string, whole bool) {
	for from := 0; ; {
		at := strings.IndexByte(text[from:], '"')
		if at < 0 {
			return "", "", false
		}
		at += from
		after := text[at+1:]
		if strings.HasPrefix(after, `"`) {
			from = at + 2
			continue
		}
		if after == "" || after[0] == '\n' || after[0] == mark && mark != 0 {
			return strings.ReplaceAll(text[:at], `""`, `"`), after, true
		}
		return "", "", false
	}
}

// markOf finds what parts the columns; 0 when there is one column.
func markOf(text string) byte {
	lines := strings.Split(unquoted(text), "\n")
	for _, mark := range []string{"\t", ";", ","} {
		count := strings.Count(lines[0], mark)
		if mark == "\t" {
			if strings.Contains(text, mark) {
				return '\t'
			}
			continue
		}
		alike := count > 0
		numbers := true
		for _, line := range lines {
			alike = alike && strings.Count(line, mark) == count
			numbers = numbers && decimalComma(line)
		}
		if alike && !(mark == "," && (numbers || len(lines) == 1 && !strings.Contains(text, `"`))) {
			return mark[0]
		}
	}
	return 0
}

// decimalComma says that the one comma of a line is that of a number: "1 234,50".
func decimalComma(line string) bool {
	whole, part, found := strings.Cut(strings.TrimSpace(line), ",")
	return found && len(part) <= 3 && strings.Trim(part, "0123456789 €%") == "" && strings.Trim(whole, "0123456789 .'-€\u00a0\u202f") == ""
}

// unquoted leaves out what stands in quotes, for counting marks.
func unquoted(text string) string {
	if !strings.Contains(text, `"`) {
		return text
	}
	var b strings.Builder
	inside := false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			inside = !inside
		case !inside:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}
