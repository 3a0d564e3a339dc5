package api

import (
	"net/http"
	"net/url"
	"strings"

	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/power"
)

// permitted lets a request through when its caller may make the call at all, in
// the register that its path names. Anybody else is answered before the query and
// the body are read: what is wrong with them is no concern of theirs, and costs
// nothing to find out. Each call asks again, for what it is about.
func (s *service) permitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.mux.Handler(r)
		operation, ours := s.prepared[pattern]
		if !ours {
			next.ServeHTTP(w, r)
			return
		}
		r.Pattern = pattern // for the log, when the mux is never reached
		caller, err := s.caller(r.Context(), Place{registerOf(r.URL)})
		if err == nil {
			err = power.MayAsk(caller, operation.id)
		}
		if err != nil {
			problem.Write(w, r, s.problem(r.Context(), err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// registerOf returns the register that a path of an operation names, as the mux
// reads it.
func registerOf(address *url.URL) string {
	rest, _ := strings.CutPrefix(address.EscapedPath(), strings.TrimSuffix(root, "{register}"))
	segment, _, _ := strings.Cut(rest, "/")
	register, err := url.PathUnescape(segment)
	if err != nil {
		return "" // no register has this name
	}
	return register
}
