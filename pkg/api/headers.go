package api

import "net/http"

// pageStyle is the SHA-256 of what stands between <style> and </style> in the page
// that answers a person: the one thing that a browser may take from any answer. A
// page loads nothing, runs nothing, sends nothing and stands in no frame, whatever
// text of anybody's comes to stand in it.
const pageStyle = "sha256-fOSecD27+Ai01Tvqs9KTQmZLQugkggXJ1ymUEH+aMH4="

// headers are of every answer. Addresses hold references, so no page tells another
// site where a reader came from, and no cache keeps what was read.
var headers = map[string]string{
	"Cache-Control":                "no-store",
	"Content-Security-Policy":      "default-src 'none'; style-src '" + pageStyle + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
}

func setHeaders(h http.Header) {
	for name, value := range headers {
		h.Set(name, value)
	}
}
