package web

import (
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
)

// List is a page of a list in JSON; next and previous are null at an end.
type List[T any] struct {
	Data     []T     `json:"data"`
	Next     *string `json:"next" nullable:"true"`
	Previous *string `json:"previous" nullable:"true"`
}

// ListOf turns a page of rows into their outside form.
func ListOf[R, T any](page db.Page[R], out func(R) T) List[T] {
	list := List[T]{Data: make([]T, 0, len(page.Rows))}
	for _, row := range page.Rows {
		list.Data = append(list.Data, out(row))
	}
	if page.Next != "" {
		list.Next = &page.Next
	}
	if page.Previous != "" {
		list.Previous = &page.Previous
	}
	return list
}

// ListInput are the parameters of every list; embed it in the input of an operation.
type ListInput struct {
	Limit  int64  `query:"limit" minimum:"1" maximum:"250" default:"50" doc:"How many at most."`
	After  string `query:"after" doc:"The cursor next of the page before."`
	Before string `query:"before" doc:"The cursor previous of the page after."`
	Sort   string `query:"sort" doc:"Column, with a minus in front for descending."`
	Q      string `query:"q" maxLength:"200" doc:"Words to look for."`
}

// ETag is the entity tag of a version.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Tag sets the ETag of the answer of an operation to the version of its object.
func (r *Request) Tag(version int64) { r.etag = ETag(version) }

// IfMatch compares the If-Match header, when there is one, with the version of the
// object: errs.Conflict with status 412 when somebody has changed it meanwhile.
func IfMatch(r *Request, version int64) error {
	header := r.HTTP.Header.Get("If-Match")
	if header == "" || header == "*" {
		return nil
	}
	for _, tag := range strings.Split(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == ETag(version) {
			return nil
		}
	}
	return errs.Conflict("This was changed by somebody else meanwhile. Load it again and repeat your change.").WithCode("version_conflict")
}
