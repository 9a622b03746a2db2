package catalog

import (
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/errs"
)

func readCSV(text string) (all [][]string, err error) {
	r := newCSVReader(strings.NewReader(text))
	for {
		record, _, err := r.next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, record)
	}
}

// FuzzCSV reads whatever a standard reader accepts in the same way, never panics and
// answers bad input with a sentence.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "\"a\"\"b\",c\r\n\n,\n", "\"two\nlines\",x", "a\rb", "\"open", "a\"b,c\n", "\ufeffHandle,Title\nx,y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := readCSV(text)
		if err != nil && errs.As(err) == nil {
			t.Fatalf("not a refusal: %v", err)
		}
		standard := csv.NewReader(strings.NewReader(text))
		standard.FieldsPerRecord = -1
		want, wrong := standard.ReadAll()
		if wrong == nil && err == nil && !strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") && len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// FuzzProductFile parses any bytes as a product file.
func FuzzProductFile(f *testing.F) {
	f.Add("Handle,Title,Variant Price,Image Src\na,A,1,http://x\na,,2,\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := openProductFile(strings.NewReader(text))
		if err != nil {
			if errs.As(err) == nil {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		for {
			r, err := file.next()
			if err != nil {
				return
			}
			file.parse("h", []record{r}, "EUR")
		}
	})
}

// endless is a line without end.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.read > 1<<30 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestFilesThatAreNoProductFiles(t *testing.T) {
	line := &endless{}
	cases := []struct {
		name, says string
		file       io.Reader
	}{
		{"empty", "This file is empty.", strings.NewReader("")},
		{"only a mark", "This file is empty.", strings.NewReader("\xef\xbb\xbf")},
		{"semicolons", "separated by semicolons", strings.NewReader("Handle;Title;Vendor\na;b;c\n")},
		{"tabs", "separated by tabs", strings.NewReader("Handle\tTitle\tVendor\n")},
		{"UTF-16", "not UTF-8", strings.NewReader("\xff\xfeH\x00a\x00")},
		{"latin header", "not UTF-8", strings.NewReader("Handle,Title,Pr\xe9nom\n")},
		{"workbook", "workbook", strings.NewReader("PK\x03\x04rest")},
		{"other columns", "“Handle” is missing", strings.NewReader("sku,price\n1,2\n")},
		{"no title", "“Title” is missing", strings.NewReader("Handle,Vendor\n1,2\n")},
		{"column twice", "is there twice", strings.NewReader("Handle,Title,Handle\n1,2\n")},
		{"a gigabyte of one line", "longer than a product can be", line},
	}
	for _, c := range cases {
		_, err := openProductFile(c.file)
		if errs.As(err) == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if line.read > 8<<20 {
		t.Errorf("%d bytes of one line were read", line.read)
	}
}
