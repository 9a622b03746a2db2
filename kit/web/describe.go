package web

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// describe writes an operation into the OpenAPI description.
func (a *API) describe(op Op, out reflect.Type) huma.Operation {
	described := huma.Operation{
		OperationID: operationID(op), Method: op.Method, Path: op.Path, Summary: op.Summary, Description: op.Description,
		Tags: []string{tagOf(op)}, DefaultStatus: op.Status, MaxBodyBytes: max(op.MaxBody, defaultBody), BodyReadTimeout: -1,
		Responses: map[string]*huma.Response{
			itoa(a.statusOf(op, out)): a.success(op, out),
			"default": {
				Description: "The request was refused.",
				Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: a.schemaOf(reflect.TypeFor[Problem](), "Problem")}},
			},
		},
	}
	if !a.public {
		described.Security = []map[string][]string{{"token": {}}}
		described.Description = strings.TrimSpace(described.Description + "\n\nScope: `" + op.Scope + "`.")
	}
	if op.Method != http.MethodGet {
		described.Parameters = append(described.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: "string"},
			Description: "The same key and request get the same answer, once acted upon. Kept at least 48 hours.",
		})
	}
	return described
}

func (a *API) statusOf(op Op, out reflect.Type) int {
	if out == reflect.TypeFor[struct{}]() {
		return http.StatusNoContent
	}
	return op.Status
}

func (a *API) success(op Op, out reflect.Type) *huma.Response {
	r := &huma.Response{Description: http.StatusText(a.statusOf(op, out))}
	if out != reflect.TypeFor[struct{}]() && out != reflect.TypeFor[Answer]() {
		r.Content = map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(out, "Result")}}
	}
	return r
}

// operationID is "get-orders-order" of GET /orders/{order}.
func operationID(op Op) string {
	path := strings.NewReplacer("{", "", "}", "", "/", "-", "_", "-", ".", "").Replace(op.Path)
	return strings.ToLower(op.Method) + path
}

func tagOf(op Op) string {
	if op.Tag != "" {
		return op.Tag
	}
	tag, _, _ := strings.Cut(strings.TrimPrefix(op.Path, "/"), "/")
	return tag
}
