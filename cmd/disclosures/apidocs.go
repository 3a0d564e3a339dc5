package main

import (
	_ "embed" // apidocs.html
	"net/http"
	"slices"
	"strings"

	"github.com/swaggest/swgui/v5/static"
	"github.com/vearutop/statigz"

	"disclosure-register/pkg/api"
)

// docsPath is where the API is documented in a browser, for whoever calls it.
const docsPath = "/docs/"

//go:embed apidocs.html
var docsPage []byte

// docsScript shows the description and nothing to try it with: a call has a token, which
// belongs in no page, and is on record.
const docsScript = `SwaggerUIBundle({
  url: "openapi.yaml", dom_id: "#api", deepLinking: true, docExpansion: "list", supportedSubmitMethods: [], validatorUrl: null,
  plugins: [() => ({ wrapComponents: { authorizeBtn: () => () => null, authorizeOperationBtn: () => () => null } })],
});
`

// docsHeaders keep what was made elsewhere from everything here: its page is sandboxed, so
// that for a browser it is of another origin than the console, whose session it can
// neither send nor read; it may fetch its own files alone.
var docsHeaders = map[string]string{
	"Content-Security-Policy": "sandbox allow-scripts; default-src 'none'; script-src ORIGIN; style-src ORIGIN 'unsafe-inline'; img-src ORIGIN data:; connect-src ORIGIN/docs/; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	// To a page without an origin even these files are another's.
	"Access-Control-Allow-Origin": "null",
	"Referrer-Policy":             "no-referrer",
	"X-Content-Type-Options":      "nosniff",
}

// apiDocs serves Swagger UI over the description of the API, which hosts may ask for. It
// needs no token: what it shows is docs/openapi.yaml.
func apiDocs(hosts []string) (http.Handler, error) {
	description, err := api.OpenAPI()
	if err != nil {
		return nil, err
	}
	made := func(contentType string, content []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write(content) // to nobody, when the reader has gone
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /docs/{$}", made("text/html; charset=utf-8", docsPage))
	mux.HandleFunc("GET /docs/show.js", made("text/javascript; charset=utf-8", []byte(docsScript)))
	mux.HandleFunc("GET /docs/openapi.yaml", made("application/yaml", description))
	mux.Handle("GET /docs/", http.StripPrefix("/docs", statigz.FileServer(static.FS)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := "http://" + hosts[0]
		if slices.Contains(hosts, r.Host) {
			origin = "http://" + r.Host
		}
		for name, value := range docsHeaders {
			w.Header().Set(name, strings.ReplaceAll(value, "ORIGIN", origin))
		}
		mux.ServeHTTP(w, r)
	}), nil
}
