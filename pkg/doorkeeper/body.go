package doorkeeper

import (
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// Impatient gives each request's body the time given to arrive, and reads nothing
// of a body that the handler has left unread: the connection is closed instead,
// since whoever was refused may send the rest as slowly as they like.
func Impatient(within time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 || r.Body == nil {
			next.ServeHTTP(w, r)
			return
		}
		// The deadline is the connection's, so it is taken off once the body is here:
		// the server watches the connection for its end while the handler works.
		deadline := http.NewResponseController(w)
		_ = deadline.SetReadDeadline(time.Now().Add(within)) // where there is none, as in a test, there is nobody to wait for
		body := &timed{ReadCloser: r.Body, whole: func() { _ = deadline.SetReadDeadline(time.Time{}) }}
		r.Body = body
		enough := func() {
			if !body.ended.Load() {
				_ = deadline.SetReadDeadline(time.Now())
			}
		}
		next.ServeHTTP(&refusing{ResponseWriter: w, body: body, enough: enough}, r)
		enough()
	})
}

// timed is a body that says when all of it has been read.
type timed struct {
	io.ReadCloser
	whole func()
	ended atomic.Bool // a proxy reads it beside its handler
}

func (b *timed) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF && b.ended.CompareAndSwap(false, true) {
		b.whole()
	}
	return n, err
}

// refusing closes the connection of an answer that is given before the body has been
// read: of a refusal at once, and of any other when the handler is done. A connection
// that went on would pass a deadline on to the request that comes next on it.
type refusing struct {
	http.ResponseWriter
	body   *timed
	enough func()
	begun  bool
}

func (w *refusing) WriteHeader(status int) {
	w.begun = w.begun || status >= http.StatusOK
	if !w.body.ended.Load() && status >= http.StatusOK {
		w.Header().Set("Connection", "close")
		if status >= http.StatusMultipleChoices {
			w.enough()
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *refusing) Write(p []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for [http.ResponseController].
func (w *refusing) Unwrap() http.ResponseWriter { return w.ResponseWriter }
