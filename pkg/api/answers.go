package api

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"net/http"
	"strings"

	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
)

// MaxAnswer is the longest answer, in bytes as they travel within the JSON of a
// Lambda function's answer, which may have 6,291,556 of them, headers included
// (headers are at most 10,240 bytes of an HTTP API's answer). One machine has the
// same bound, so that what works there works on AWS.
const MaxAnswer = 6_291_556 - 16<<10

// mostCompressed is the longest answer, in bytes as a reader has them, that is sent
// compressed to who takes that: what a function has the memory for.
const mostCompressed = 32 << 20

// boundAnswers sends an answer only when it is whole and not too long, as it is or, to who
// takes that, compressed. Lists are
// cut well below the bound and have a cursor; what is left is an answer about one
// thing that has grown beyond any that was thought of, and half of it would be a
// wrong answer. The look stands on record all the same, as one that may have shown
// what it did not.
func boundAnswers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		compressed := takesGzip(r.Header.Get("Accept-Encoding"))
		answer := &heldAnswer{ResponseWriter: w, status: http.StatusOK, compressed: compressed}
		next.ServeHTTP(answer, r)
		body, fits := answer.body.Bytes(), answer.weight <= MaxAnswer
		if !fits && !answer.tooLong() {
			if body = packed(body); base64.StdEncoding.EncodedLen(len(body)) <= MaxAnswer {
				fits = true
				w.Header().Del("Content-Length")
				w.Header().Set("Content-Encoding", "gzip")
				w.Header().Add("Vary", "Accept-Encoding")
			}
		}
		if !fits {
			clear(w.Header())
			setHeaders(w.Header())
			problem.Write(w, r, problem.Of(http.StatusUnprocessableEntity, tooLong(compressed), nil))
			return
		}
		w.WriteHeader(answer.status)
		// The status is out; a client that hung up needs no answer.
		_, _ = w.Write(body)
	})
}

// tooLong says what to ask instead.
func tooLong(compressed bool) string {
	said := "The answer is too long to be sent in one piece, and part of it would mislead. "
	if !compressed {
		said += "With the header Accept-Encoding: gzip it is sent whole, compressed, as browsers ask for it. Or ask "
	} else {
		said = "The answer is too long to be sent in one piece, compressed too, and part of it would mislead. Ask "
	}
	return said + "for less, where the question can: a shorter period, fewer at a time, one case. What is on record about one person is to be had a page at a time (GET /sharing, with a limit), and as an export that names the person (filter.subject)."
}

// takesGzip reports whether the header Accept-Encoding has gzip, with a weight that is not 0.
func takesGzip(accepts string) bool {
	for coding := range strings.SplitSeq(accepts, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		_, q, weighed := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") && (!weighed || strings.Trim(q, "0.") != "") {
			return true
		}
	}
	return false
}

// packed is the body compressed. A buffer takes everything.
func packed(body []byte) []byte {
	var to bytes.Buffer
	w := gzip.NewWriter(&to)
	_, _ = w.Write(body)
	_ = w.Close()
	return to.Bytes()
}

// heldAnswer keeps an answer back until it is known to be whole. It keeps no more
// than may be sent.
type heldAnswer struct {
	http.ResponseWriter
	status     int
	body       bytes.Buffer
	weight     int // of the body
	compressed bool
}

func (a *heldAnswer) WriteHeader(status int) { a.status = status }

func (a *heldAnswer) Write(b []byte) (int, error) {
	a.weight += registrar.Weight(b)
	if !a.tooLong() {
		a.body.Write(b)
	}
	return len(b), nil
}

func (a *heldAnswer) tooLong() bool {
	if a.compressed {
		return a.body.Len() > mostCompressed
	}
	return a.weight > MaxAnswer
}
