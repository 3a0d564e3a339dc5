package embedded

import (
	"net/http"
	"slices"
	"strings"
)

// letterHeaders are the headers that a ticket signs and a browser has to ask leave to
// send. It sends the length by itself.
var letterHeaders = []string{"content-type", "if-none-match", "x-amz-checksum-sha256", "x-amz-object-lock-legal-hold"}

// crossOrigin lets a browser on the pages of the origins put letters, with what a ticket
// signs, and do nothing else: the rule that infra/template.yaml gives the bucket on AWS.
// It shows the origin no answer of another kind, and opens nothing: who may put what is
// the ticket's to say.
func crossOrigin(origins []string, bucket string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		ours := slices.Contains(origins, origin) && strings.HasPrefix(r.URL.Path, "/"+bucket+"/")
		asks := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
		switch {
		case asks && ours && r.Header.Get("Access-Control-Request-Method") == http.MethodPut && mayBeSent(r.Header.Get("Access-Control-Request-Headers")):
			h := w.Header()
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Allow-Methods", http.MethodPut)
			h.Set("Access-Control-Allow-Headers", strings.Join(letterHeaders, ", "))
			h.Set("Access-Control-Max-Age", "600")
			h.Set("Vary", "Origin")
			w.WriteHeader(http.StatusNoContent)
			return
		case asks:
			w.WriteHeader(http.StatusForbidden)
			return
		case ours && r.Method == http.MethodPut:
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Vary", "Origin")
		}
		next.ServeHTTP(w, r)
	})
}

// mayBeSent reports whether each of the headers, with commas between, is a letter's.
func mayBeSent(names string) bool {
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(letterHeaders, name) {
			return false
		}
	}
	return true
}
