package client

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
)

// InProcess is a transport that hands each request to the handler, in the caller's
// own goroutine. It is for a program that serves the API itself: what it asks passes
// the same checks as what comes by the network.
type InProcess struct{ Handler http.Handler }

// RoundTrip answers as the handler does. It returns no error.
func (t InProcess) RoundTrip(request *http.Request) (*http.Response, error) {
	served := request.Clone(request.Context()) // a RoundTripper leaves the request as it is
	if served.Body == nil {
		served.Body = http.NoBody
	}
	served.RequestURI = served.URL.RequestURI()
	served.Host = served.URL.Host
	answer := &written{header: http.Header{}}
	t.Handler.ServeHTTP(answer, served)
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	return &http.Response{
		Status: strconv.Itoa(answer.status) + " " + http.StatusText(answer.status), StatusCode: answer.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: answer.header,
		Body: io.NopCloser(&answer.body), ContentLength: int64(answer.body.Len()), Request: request,
	}, nil
}

// written is an answer, kept.
type written struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *written) Header() http.Header { return w.header }

func (w *written) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
}

func (w *written) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
