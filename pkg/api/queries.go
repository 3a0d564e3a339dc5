package api

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// queries are the names that the operation's query may have.
func (r *ready) queries() map[string]bool {
	names := map[string]bool{}
	for _, p := range r.operation.Parameters {
		if p.In == "query" {
			names[p.Name] = true
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
func (s *service) strictQueries(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.mux.Handler(r)
		operation, ours := s.prepared[pattern]
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
		names := operation.ready().queries()
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
