package api

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/registrar"
)

// Huma keeps these for the whole process: arrays are never null, names match
// their case, and its own errors are the register's problems.
func init() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
		return schemaProblem("", nil, status, errs)
	}
	huma.NewErrorWithContext = func(request huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return schemaProblem(request.Method(), sentWith(request.Context()), status, errs).In(request.Context())
	}
}

// Version is the version of the API in docs/openapi.yaml.
const Version = "1.0.0"

func configuration() huma.Config {
	config := huma.DefaultConfig("Disclosure Register", Version)
	config.Info.Description = "Who received what about whom, when, and what justified it."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", "" // its pages load a script from elsewhere
	config.CreateHooks = nil                                             // no "$schema" member in answers
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "Claims: register, roles, department, name."},
	}
	return config
}

// renamed are schemas whose own name is a keyword of a language that clients are
// written in, or another schema's.
var renamed = map[reflect.Type]string{
	reflect.TypeFor[disclosure.Override]():    "NoticeOverride",
	reflect.TypeFor[exporting.Export]():       "ExportJob",
	reflect.TypeFor[exporting.Request]():      "ExportRequest",
	reflect.TypeFor[disclosure.FlagCleared](): "FlagClearance",
}

// schemaName keeps the law's Recipient from being a disclosure's.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name := renamed[t]; name != "" {
		return name
	}
	name := joined(huma.DefaultSchemaNamer(t, hint))
	if strings.HasSuffix(t.PkgPath(), "/policy") {
		return "Policy" + name
	}
	return name
}

// joined takes the hyphens out of a name that was made from an operation's.
func joined(name string) string {
	first, rest, found := strings.Cut(name, "-")
	if !found {
		return name
	}
	return first + strings.ToUpper(rest[:1]) + joined(rest[1:])
}

// jsonResponse describes a response whose body is a T.
func jsonResponse[T any](s *service, description string) *huma.Response {
	schema := &huma.Schema{}
	if s.description != nil {
		schema = s.description.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")
	}
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// unasked is the whole service with a register that nobody asks anything.
func unasked() service {
	s := service{registrar: new(registrar.Registrar), description: humago.New(http.NewServeMux(), configuration())}
	for _, addTo := range []operations{records, archiving, querying, exports} {
		addTo(&s)
	}
	boundDays(s.description)
	return s
}

// OpenAPI returns the description of the whole service, OpenAPI 3.1 in YAML:
// docs/openapi.yaml.
func OpenAPI() ([]byte, error) {
	s := unasked()
	listEvidence(s.description)
	if err := complete(s.description); err != nil {
		return nil, err
	}
	return s.description.OpenAPI().YAML()
}
