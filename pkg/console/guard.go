package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// headers are of every page. It loads our stylesheet and nothing else, runs nothing,
// sends forms to us alone and stands in no frame, whatever text of anybody's comes to
// stand in it. No cache keeps it: after signing out, Back shows nothing.
//
// A form's Origin is checked, and a browser that may send no referrer sends Origin
// null; so the policy is strict-origin and not no-referrer. It sends no path: a page's
// address is long, and once in a request's headers is enough.
var headers = map[string]string{
	"Cache-Control":                "no-store",
	"Content-Security-Policy":      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
	"Referrer-Policy":              "strict-origin",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
}

// withScript is the policy of the page on which a code is spent, which runs a file of
// ours that reads the code out of the address.
const withScript = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// withLetters is the policy of the page that attaches a letter, which runs a file of ours
// that sends it straight to the archive.
func withLetters(archive string) string {
	return withScript + "; connect-src 'self' " + archive
}

func setHeaders(h http.Header) {
	for name, value := range headers {
		h.Set(name, value)
	}
}

// isOurs keeps out a site that has its own name resolve to this machine.
func (c *Console) isOurs(host string) bool {
	return c.config.Hosts == nil || slices.Contains(c.config.Hosts, host)
}

// fromOurselves reports whether a form was sent from a page of the console. Browsers
// say where every form comes from; one that does not is not believed.
func (c *Console) fromOurselves(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	origin, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && strings.EqualFold(origin.Host, r.Host) && (origin.Scheme == "http" || origin.Scheme == "https")
}
