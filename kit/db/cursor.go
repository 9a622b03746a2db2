package db

import (
	"encoding/base64"
	"encoding/json"

	"github.com/coulisse/coulisse/kit/errs"
)

// Page is one page of a list; Next and Previous are cursors, empty at the ends.
// Partial says that the page is not full because enough rows were looked at: Next (or
// Previous) goes on from there.
type Page[T any] struct {
	Rows     []T
	Next     string
	Previous string
	Partial  bool
}

// EncodeCursor makes an opaque place in a list from the sort values of a row.
func EncodeCursor(parts ...any) string {
	data, err := json.Marshal(parts)
	if err != nil {
		panic("db: cursor parts must be numbers or text: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// DecodeCursor reads a cursor into pointers of the same kinds; a text that is none
// is errs.Invalid.
func DecodeCursor(text string, parts ...any) error {
	data, err := base64.RawURLEncoding.DecodeString(text)
	var raw []json.RawMessage
	if err == nil {
		err = json.Unmarshal(data, &raw)
	}
	if err != nil || len(raw) != len(parts) {
		return badCursor(err)
	}
	for i, part := range parts {
		if err := json.Unmarshal(raw[i], part); err != nil {
			return badCursor(err)
		}
	}
	return nil
}

func badCursor(cause error) error {
	return errs.InvalidField("cursor", "This place in the list does not exist. Start from the first page.").WithCause(cause)
}
