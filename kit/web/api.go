package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// API is one JSON API: the admin's on api.<domain> (every operation needs a token and
// its scope) or the storefront's under /api/v1 of a shop's host (no credentials).
type API struct {
	huma   huma.API
	mux    *http.ServeMux
	prefix string
	public bool
	server *Server
	ops    []*route
}

// NewAPI returns the admin API: base path /v1, bearer tokens.
func NewAPI(title, version string) *API { return newAPI(title, version, "/v1", false) }

// NewShopAPI returns the public API of a storefront: base path /api/v1.
func NewShopAPI(title, version string) *API { return newAPI(title, version, "/api/v1", true) }

func newAPI(title, version, prefix string, public bool) *API {
	a := &API{mux: http.NewServeMux(), prefix: prefix, public: public}
	config := huma.DefaultConfig(title, version)
	config.CreateHooks = nil // no $schema in answers
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.RejectUnknownQueryParameters = true
	format := huma.Format{Marshal: func(w io.Writer, v any) error { return encodeJSON(w, v) }, Unmarshal: unmarshalStrict}
	config.Formats = map[string]huma.Format{"application/json": format, "json": format}
	config.Transformers = []huma.Transformer{a.transform}
	config.Servers = []*huma.Server{{URL: prefix}}
	if !public {
		config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
			"token": {Type: "http", Scheme: "bearer", Description: "A token of the shop, made under Settings."},
		}
	}
	a.huma = huma.NewAPI(config, humago.NewAdapter(a.mux, prefix))
	return a
}

// OpenAPI returns the description of the API as JSON (OpenAPI 3.1).
func (a *API) OpenAPI() ([]byte, error) { return json.MarshalIndent(a.huma.OpenAPI(), "", "  ") }

// List returns the operations with their scope.
func (a *API) List() []RouteInfo {
	audience := "token"
	if a.public {
		audience = string(audienceShopper)
	}
	infos := make([]RouteInfo, 0, len(a.ops))
	for _, one := range a.ops {
		infos = append(infos, RouteInfo{
			Method: one.method, Pattern: one.pattern, Audience: audience,
			Permission: one.access.permission, Params: paramsOf(one.pattern), Hot: one.access.hot,
		})
	}
	return infos
}

// mount hangs the API into the mux of its host.
func (a *API) mount(s *Server, mux *http.ServeMux) {
	a.server = s
	// The patterns are written one by one, so that an address without an operation gets
	// our own 404.
	for _, one := range a.ops {
		mux.Handle(one.method+" "+one.pattern, a.mux)
	}
	var description []byte
	describe := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = w.Write(description)
	}
	description, err := a.OpenAPI()
	if err != nil {
		panic(fmt.Sprintf("describe the API: %v", err))
	}
	if a.public {
		mux.HandleFunc("GET /api/v1/openapi.json", describe)
		return
	}
	mux.HandleFunc("GET /openapi.json", describe)
	mux.HandleFunc("GET /v1/openapi.json", describe)
}

// transform turns huma's own errors (validation, unknown types) into our Problem.
func (a *API) transform(ctx huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	r, _ := ctx.Context().Value(apiRequestKey{}).(*Request)
	p := &apiProblem{Problem{
		Type: "about:blank", Title: http.StatusText(model.Status), Status: model.Status, Code: codeOfStatus(model.Status),
		Detail: "The request is not valid: see the list of errors.",
	}}
	if r != nil {
		p.RequestID = r.RequestID
	}
	for _, e := range model.Errors {
		if e == nil {
			continue
		}
		p.Errors = append(p.Errors, ProblemField{Location: e.Location, Message: e.Message})
	}
	if len(p.Errors) == 0 && model.Detail != "" {
		p.Detail = strings.ToUpper(model.Detail[:1]) + model.Detail[1:] + "."
	}
	return p, nil
}

// apiProblem is a Problem as huma wants to be told its content type.
type apiProblem struct{ Problem }

// ContentType is that of RFC 9457.
func (p *apiProblem) ContentType(string) string { return "application/problem+json" }

func codeOfStatus(status int) string {
	switch status {
	case http.StatusUnprocessableEntity:
		return "invalid"
	case http.StatusBadRequest:
		return "bad_request"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusUnsupportedMediaType:
		return "unsupported_media_type"
	case http.StatusNotAcceptable:
		return "not_acceptable"
	}
	return "internal"
}

// schemaOf describes a type in the components of the API.
func (a *API) schemaOf(t reflect.Type, hint string) *huma.Schema {
	return a.huma.OpenAPI().Components.Schemas.Schema(t, true, hint)
}
