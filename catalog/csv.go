package catalog

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/coulisse/coulisse/kit/errs"
)

// The sizes a product file keeps; they bound memory whatever comes in.
const (
	maxCell   = 1 << 20
	maxRecord = 4 << 20
	maxCells  = 1000
)

// csvReader reads comma separated records in flat memory and knows the line each one
// starts on. Unlike encoding/csv it bounds a record, so that a file that is one line
// of a gigabyte, or a quote that is never closed, ends with a sentence.
type csvReader struct {
	in   *bufio.Reader
	line int64 // line the next byte is on
	size int   // bytes of the record so far
	cell []byte
}

func newCSVReader(r io.Reader) *csvReader {
	return &csvReader{in: bufio.NewReaderSize(r, 64<<10), line: 1}
}

// next returns the next record that is not an empty line, and its first line; io.EOF
// at the end. Quotes inside an unquoted cell and text behind a closing quote are kept
// as they are, as spreadsheets do.
func (c *csvReader) next() ([]string, int64, error) {
	for {
		start := c.line
		c.size = 0
		record, err := c.record(start)
		if err != nil {
			return nil, start, err
		}
		if len(record) == 1 && record[0] == "" {
			if _, err := c.in.Peek(1); err == io.EOF {
				return nil, c.line, io.EOF
			}
			continue
		}
		return record, start, nil
	}
}

func (c *csvReader) record(start int64) ([]string, error) {
	var record []string
	for {
		if len(record) >= maxCells {
			return nil, errs.Invalid("Line %d has more than %d columns. This is not a product file.", start, maxCells)
		}
		end, err := c.readCell(start)
		if err != nil {
			return nil, err
		}
		record = append(record, string(c.cell))
		if end {
			return record, nil
		}
	}
}

// readCell reads one cell into c.cell and says whether it ends the record.
func (c *csvReader) readCell(start int64) (bool, error) {
	c.cell = c.cell[:0]
	b, err := c.in.ReadByte()
	if err == nil && b == '"' {
		if err := c.readQuoted(start); err != nil {
			return false, err
		}
		b, err = c.in.ReadByte()
	}
	for ; ; b, err = c.in.ReadByte() {
		if errors.Is(err, io.EOF) {
			c.cell = bytes.TrimSuffix(c.cell, []byte("\r"))
			return true, nil
		}
		if err != nil {
			return false, err
		}
		switch b {
		case ',':
			return false, nil
		case '\n':
			c.line++
			c.cell = bytes.TrimSuffix(c.cell, []byte("\r"))
			return true, nil
		case '\r':
			// A carriage return alone ends lines in very old files.
			if next, err := c.in.Peek(1); err == nil && next[0] != '\n' {
				c.line++
				return true, nil
			}
		}
		if err := c.add(b, start); err != nil {
			return false, err
		}
	}
}

// readQuoted reads up to and with the closing quote.
func (c *csvReader) readQuoted(start int64) error {
	opened := c.line
	for {
		b, err := c.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return errs.Invalid("The quote opened on line %d is never closed.", opened)
		}
		if err != nil {
			return err
		}
		switch b {
		case '"':
			next, err := c.in.Peek(1)
			if err != nil || next[0] != '"' {
				return nil
			}
			_, _ = c.in.Discard(1)
		case '\r':
			if next, err := c.in.Peek(1); err == nil && next[0] == '\n' {
				continue
			}
		case '\n':
			c.line++
		}
		if err := c.add(b, start); err != nil {
			return err
		}
	}
}

func (c *csvReader) add(b byte, start int64) error {
	c.size++
	if len(c.cell) >= maxCell || c.size > maxRecord {
		return errs.Invalid("Line %d is longer than a product can be. Check that the file is CSV and that each quote is closed.", start)
	}
	c.cell = append(c.cell, b)
	return nil
}
