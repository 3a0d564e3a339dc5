package gateway

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/problem"
)

const (
	// longestBody is how long an answer's body may be as it is handed to Lambda, which
	// takes 6,291,556 bytes of all: the rest is for the headers.
	longestBody = 6_291_556 - 64<<10
	// longBody is from how many bytes it is looked whether a body fits.
	longBody = 1 << 20
)

// fitting is the answer as Lambda takes it: one that is too long compressed, where the
// request takes that, since an answer to one person is one answer, which a release names by
// its digest, and never parts (docs/adr/0062-a-long-answer-is-compressed.md). What does not
// fit is refused in words, where Lambda would fail without any. The API sees to that itself,
// on one machine too; this is for the console's pages.
func (a *answer) fitting(r *http.Request) events.APIGatewayV2HTTPResponse {
	if a.body.Len() < longBody {
		return a.response()
	}
	response := a.response()
	if handed(response.Body) <= longestBody {
		return response
	}
	detail := "This answer is longer than can be sent as it is. Ask again with the header Accept-Encoding: gzip: it is then compressed."
	if takesGzip(r) && a.header.Get("Content-Encoding") == "" {
		a.compress()
		if response = a.response(); handed(response.Body) <= longestBody {
			return response
		}
		detail = "This answer is longer than can be sent, compressed too, and part of it would mislead. Ask for less, where the question can."
	}
	refused := &answer{header: a.header}
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition"} {
		refused.header.Del(name)
	}
	problem.Write(refused, r, problem.Of(http.StatusUnprocessableEntity, detail, nil))
	return refused.response()
}

// takesGzip reports whether the request says that it takes an answer compressed.
func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") && !strings.Contains(strings.ReplaceAll(weight, " ", "")+"$", "q=0$") {
			return true
		}
	}
	return false
}

func (a *answer) compress() {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(a.body.Bytes()); err != nil {
		return // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		return
	}
	a.body = packed
	a.header.Del("Content-Length")
	a.header.Set("Content-Encoding", "gzip")
	a.header.Add("Vary", "Accept-Encoding")
}

// handed is the length of a body within the answer that Lambda takes, which is JSON.
func handed(body string) int {
	if len(body) > longestBody {
		return len(body)
	}
	var length counted
	e := json.NewEncoder(&length)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return len(body)
	}
	return int(length)
}

// counted counts what is written to it.
type counted int

func (n *counted) Write(b []byte) (int, error) { *n += counted(len(b)); return len(b), nil }
