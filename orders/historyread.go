package orders

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/coulisse/coulisse/kit/errs"
)

// historyRow is one line of the file, its cells trimmed.
type historyRow struct {
	line                                                                        int
	document, sku, title, quantity, price, date, country, customer, email, name string
}

// maxCSVLine bounds one line of the file: a file without line ends must not fill the memory.
const maxCSVLine = 1 << 20

// readHistory reads the file row by row in flat memory. Cells that are not UTF-8 are
// read as Windows-1252, which older systems write. A heading without the columns of
// the map is Invalid and names them; a line that cannot be cut is told to bad.
func readHistory(file io.Reader, m *HistoryMap, bad func(line int, err error), each func(historyRow) error) error {
	input := bufio.NewReaderSize(&lineLimit{r: file}, 1<<16)
	if mark, _ := input.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = input.Discard(3)
	}
	// Text of one byte a letter has no zeros; UTF-16 and pictures are full of them.
	if beginning, _ := input.Peek(4096); bytes.IndexByte(beginning, 0) >= 0 {
		return errs.Invalid("This file is not UTF-8 text. Save it again as “CSV UTF-8”.")
	}
	reader := csv.NewReader(input)
	reader.FieldsPerRecord, reader.LazyQuotes, reader.ReuseRecord = -1, true, true
	reader.Comma = m.comma(input)
	heading, err := reader.Read()
	if err != nil {
		return headingProblem(err)
	}
	at, err := m.columnsOf(heading)
	if err != nil {
		return err
	}
	for {
		record, err := reader.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &broken):
			bad(broken.StartLine, err)
			continue
		case err != nil:
			return readProblem(err)
		}
		line, _ := reader.FieldPos(0)
		if err := each(rowOf(record, at, line)); err != nil {
			return err
		}
	}
}

// comma is the delimiter of the map, or the one the heading shows when it differs.
func (m *HistoryMap) comma(input *bufio.Reader) rune {
	if m.Delimiter != "" {
		return rune(m.Delimiter[0])
	}
	heading, _ := input.Peek(4096)
	heading, _, _ = bytes.Cut(heading, []byte("\n"))
	best, most := ',', bytes.Count(heading, []byte(","))
	for _, other := range []byte{';', '\t', '|'} {
		if n := bytes.Count(heading, []byte{other}); n > most {
			best, most = rune(other), n
		}
	}
	return best
}

// columnsOf finds the columns of the map in the heading: word of the map → position.
func (m *HistoryMap) columnsOf(heading []string) (map[string]int, error) {
	positions := map[string]int{}
	for i, name := range heading {
		positions[strings.ToLower(strings.TrimSpace(name))] = i
	}
	at := map[string]int{}
	wanted := m.Columns.needed()
	for word, name := range map[string]string{"title": m.Columns.Title, "customer": m.Columns.Customer, "email": m.Columns.Email, "name": m.Columns.Name} {
		if name != "" {
			wanted[word] = name
		}
	}
	var missing []string
	for _, word := range sorted(wanted) {
		i, found := positions[strings.ToLower(strings.TrimSpace(wanted[word]))]
		if !found {
			missing = append(missing, wanted[word])
			continue
		}
		at[word] = i
	}
	if len(missing) > 0 {
		return nil, errs.Invalid("The file has no column %s. Its columns are: %s.", strings.Join(missing, ", "), strings.Join(heading, ", "))
	}
	return at, nil
}

func rowOf(record []string, at map[string]int, line int) historyRow {
	cell := func(word string) string {
		i, known := at[word]
		if !known || i >= len(record) {
			return ""
		}
		value := strings.TrimSpace(record[i])
		if !utf8.ValidString(value) {
			if decoded, err := charmap.Windows1252.NewDecoder().String(value); err == nil {
				value = decoded
			}
		}
		return strings.Clone(strings.ReplaceAll(value, "\x00", ""))
	}
	return historyRow{line: line, document: cell("document"), sku: cell("sku"), title: cell("title"), quantity: cell("quantity"),
		price: cell("unit_price"), date: cell("date"), country: cell("country"), customer: cell("customer"), email: cell("email"), name: cell("name")}
}

func headingProblem(err error) error {
	if errors.Is(err, io.EOF) {
		return errs.Invalid("The file is empty.")
	}
	return readProblem(err)
}

func readProblem(err error) error {
	if errors.Is(err, errLongLine) {
		return errs.Invalid("A line of the file is longer than %d bytes. Is it really a CSV file?", maxCSVLine).WithCause(err)
	}
	return fmt.Errorf("read the file: %w", err)
}

var errLongLine = errors.New("line too long")

// lineLimit fails on a line longer than maxCSVLine.
type lineLimit struct {
	r      io.Reader
	length int
}

// Read passes on what it reads and counts the bytes since the last line end.
func (l *lineLimit) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if last := bytes.LastIndexByte(p[:n], '\n'); last >= 0 {
		l.length = n - last - 1
	} else {
		l.length += n
	}
	if l.length > maxCSVLine {
		return 0, errLongLine
	}
	return n, err
}
