package main_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// The description of the API is shown to whoever opens it, with what this service itself
// serves, on a page that has no part in the console's session.
func TestTheAPIIsDocumentedInABrowser(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	get := func(path string) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(body)
	}
	response, page := get("/docs")
	rules := response.Header.Get("Content-Security-Policy")
	if response.Request.URL.Path != "/docs/" || !strings.HasPrefix(rules, "sandbox allow-scripts; default-src 'none'; script-src "+r.url+";") {
		t.Errorf("at %s, under %q", response.Request.URL, rules)
	}
	for _, file := range []string{"swagger-ui.css", "swagger-ui-bundle.js", "show.js", "openapi.yaml", "favicon-32x32.png"} {
		response, _ := get("/docs/" + file)
		if named := strings.Contains(page, `"`+file+`"`); response.StatusCode != http.StatusOK || !named {
			t.Errorf("%s: %d; the page names it: %v", file, response.StatusCode, named)
		}
	}
	_, shown := get("/docs/openapi.yaml")
	if printed, code := ends(t, "openapi"); code != 0 || shown != printed {
		t.Errorf("%d bytes are shown, and the command prints %d and ends with %d", len(shown), len(printed), code)
	}
	if response, _ := get("/docs/other"); response.StatusCode != http.StatusNotFound {
		t.Errorf("what is not there: %d", response.StatusCode)
	}
}
