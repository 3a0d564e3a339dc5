package api

import (
	"bytes"
	"net/http"

	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
)

// MaxAnswer is the longest answer, in bytes as they travel within the JSON of a
// Lambda function's answer, which may have 6,291,556 of them, headers included
// (headers are at most 10,240 bytes of an HTTP API's answer). One machine has the
// same bound, so that what works there works on AWS.
const MaxAnswer = 6_291_556 - 16<<10

// boundAnswers sends an answer only when it is whole and not too long. Lists are
// cut well below the bound and have a cursor; what is left is an answer about one
// thing that has grown beyond any that was thought of, and half of it would be a
// wrong answer. The look stands on record all the same, as one that may have shown
// what it did not.
func boundAnswers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &heldAnswer{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(answer, r)
		if answer.tooLong() {
			clear(w.Header())
			setHeaders(w.Header())
			problem.Write(w, r, problem.Of(http.StatusUnprocessableEntity,
				"The answer is too long to be sent in one piece, and part of it would mislead. Ask for less, where the question can: a shorter period, fewer at a time, one case. What is on record about one person is to be had a page at a time (GET /sharing), and as an export that names the person (filter.subject).", nil))
			return
		}
		w.WriteHeader(answer.status)
		// The status is out; a client that hung up needs no answer.
		_, _ = w.Write(answer.body.Bytes())
	})
}

// heldAnswer keeps an answer back until it is known to be whole. It keeps no more
// than may be sent.
type heldAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
	weight int // of the body
}

func (a *heldAnswer) WriteHeader(status int) { a.status = status }

func (a *heldAnswer) Write(b []byte) (int, error) {
	a.weight += registrar.Weight(b)
	if !a.tooLong() {
		a.body.Write(b)
	}
	return len(b), nil
}

func (a *heldAnswer) tooLong() bool { return a.weight > MaxAnswer }
