package api

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// Huma keeps these for the whole process: arrays are never null, names match
// their case, and its own errors are the register's problems.
func init() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewError = schemaProblem
}

// schemaProblem makes a problem of what Huma found wrong. Huma's details carry
// the offending value, which may be anyone's data: it is dropped.
func schemaProblem(status int, _ string, errs ...error) huma.StatusError {
	var findings []disclosure.Finding
	for _, err := range errs {
		detailer, ok := err.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		detail := detailer.ErrorDetail()
		findings = append(findings, disclosure.Finding{
			Rule: disclosure.FormRule, Pointer: pointerOf(detail.Location), Detail: sentence(detail.Message),
		})
	}
	switch {
	case status >= http.StatusInternalServerError:
		p, _ := problem.From(errInternal)
		return p
	case len(findings) > 0:
		return problem.Of(http.StatusUnprocessableEntity, "The request is not well formed. Nothing was recorded.", findings)
	case status == http.StatusBadRequest:
		return problem.Of(status, "This request needs a body.", nil) // strictBodies has read any other
	}
	return problem.Of(status, http.StatusText(status), nil)
}

// pointerOf turns Huma's "body.subjects[0].reference" into
// "/subjects/0/reference". A location elsewhere keeps its name: "/limit".
func pointerOf(location string) string {
	if header, ok := strings.CutPrefix(location, "header."); ok {
		return "/" + header // named by this service, not by the caller
	}
	for _, prefix := range []string{"body", "query", "path"} {
		if rest, ok := strings.CutPrefix(location, prefix); ok {
			location = rest
			break
		}
	}
	location = strings.NewReplacer("[", ".", "]", "").Replace(location)
	var out strings.Builder
	for part := range strings.SplitSeq(location, ".") {
		if part != "" {
			out.WriteString("/" + escape(part))
		}
	}
	return out.String()
}

// sentence keeps what Huma says of the schema and leaves out anything it may
// have taken from the body.
func sentence(message string) string {
	switch {
	case strings.HasPrefix(message, "unexpected property"):
		return "There is no such field here. Check its spelling and capitals."
	case strings.HasPrefix(message, "expected required property"):
		return "A required field is missing: " + escape(strings.Fields(message + " ?")[3]) + "."
	case strings.HasPrefix(message, "expected "), strings.HasPrefix(message, "required "):
		return strings.ToUpper(message[:1]) + message[1:] + "."
	}
	return "This is not a value that the field can hold."
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

// schemaName keeps the law's Recipient from being a disclosure's.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if strings.HasSuffix(t.PkgPath(), "/policy") {
		return "Policy" + name
	}
	return name
}

func operation(method, id, path, summary, description string, statuses ...int) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: root + path, Summary: summary, Description: description,
		Errors:   append(statuses, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusServiceUnavailable),
		Security: []map[string][]string{{"token": {}}},
		// The body has been bounded and read already.
		MaxBodyBytes: MaxBody,
	}
}

func post(id, path, summary, description string) huma.Operation {
	o := operation(http.MethodPost, id, path, summary, description, http.StatusBadRequest, http.StatusConflict)
	o.DefaultStatus = http.StatusCreated
	return o
}

func get(id, path, summary, description string) huma.Operation {
	return operation(http.MethodGet, id, path, summary, description)
}

// jsonResponse describes a response whose body is a T.
func jsonResponse[T any](api huma.API, description string) *huma.Response {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// OpenAPI returns the description of the whole service, OpenAPI 3.1 in YAML:
// docs/openapi.yaml.
func OpenAPI() ([]byte, error) {
	mux := http.NewServeMux()
	api := humago.New(mux, configuration())
	for _, add := range []operations{recording, archiving, querying, exporting} {
		add(&service{}, api)
	}
	boundDays(api)
	return api.OpenAPI().YAML()
}
