package api

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// queriesOf returns the names that each operation's query may have, by the
// operation's pattern.
func queriesOf(api huma.API) map[string]map[string]bool {
	names := map[string]map[string]bool{}
	for path, item := range api.OpenAPI().Paths {
		for method, operation := range map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post} {
			if operation == nil {
				continue
			}
			known := map[string]bool{}
			for _, p := range operation.Parameters {
				if p.In == "query" {
					known[p.Name] = true
				}
			}
			names[method+" "+path] = known
		}
	}
	return names
}

// strictQueries refuses a query that means something else than it says: a name
// that is not asked for (a filter misspelt would find everything), one given
// twice, and one without a value. A cursor may be empty: that is the first page.
//
// Of the headers that say what a request means none is given twice either. API Gateway
// joins such a pair with a comma before a function sees it.
func strictQueries(mux *http.ServeMux, known map[string]map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := mux.Handler(r)
		names, ours := known[pattern]
		for _, name := range []string{"Idempotency-Key", "Access-Purpose"} {
			if len(r.Header.Values(name)) > 1 {
				problem.Write(w, r, problem.Of(http.StatusBadRequest, "Send one "+name+" header.", nil))
				return
			}
		}
		if r.URL.RawQuery == "" || !ours {
			next.ServeHTTP(w, r)
			return
		}
		given, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			problem.Write(w, r, problem.Of(http.StatusBadRequest, "The query cannot be read.", nil))
			return
		}
		var findings problem.Findings
		find := func(name, detail string) {
			findings.Add(disclosure.Finding{Rule: disclosure.FormRule, Pointer: "/" + escape(name), Detail: detail})
		}
		for name, values := range given {
			switch {
			case !names[name]:
				find(name, "There is no such parameter here."+didYouMean(name, slices.Collect(maps.Keys(names))))
			case len(values) > 1:
				find(name, "Give this parameter once.")
			case values[0] == "" && name != "cursor":
				find(name, "Give this parameter a value, or leave it out.")
			}
		}
		if found := findings.List(); found != nil {
			problem.Write(w, r, notWellFormed(r.Method, found))
			return
		}
		next.ServeHTTP(w, r)
	})
}
