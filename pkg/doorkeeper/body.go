package doorkeeper

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// lingers is for how long the server may read on once the answer is on its way, up to 256 KB:
// who is still sending would otherwise meet a closed connection before they have read it.
// As long as the server itself waits after it has written more than it will read.
const lingers = 500 * time.Millisecond

// Impatient gives each request's body the time given to arrive, and half a second to what
// the handler has left unread: then the connection is closed, since whoever was refused may
// send the rest as slowly as they like.
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
		body := &timed{ReadCloser: r.Body, line: deadline}
		r.Body = body
		next.ServeHTTP(&refusing{ResponseWriter: w, body: body}, r)
		body.enough()
		if !body.whole() {
			// A read that a proxy has left behind ends here, by the deadline: the server would
			// end it by taking the deadline off, and then read what is left for ever.
			_, _ = body.ReadCloser.Read(nil)
			_ = deadline.SetReadDeadline(time.Now().Add(lingers))
		}
	})
}

// Within gives what is left of a body that [Impatient] has in hand another time to
// arrive in, unless the request has been answered: who was refused is given none, though
// a proxy reads the body beside its handler. Of any other body it does nothing.
func Within(body io.Reader, within time.Duration) {
	if b, is := body.(*timed); is {
		b.mu.Lock()
		defer b.mu.Unlock()
		if !b.ended && !b.answered {
			_ = b.line.SetReadDeadline(time.Now().Add(within))
		}
	}
}

// timed is a body with a deadline, which is taken off when all of it has been read.
type timed struct {
	io.ReadCloser
	line *http.ResponseController

	mu              sync.Mutex // a proxy reads it beside its handler
	ended, answered bool
}

func (b *timed) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		b.mu.Lock()
		defer b.mu.Unlock()
		if !b.ended {
			b.ended = true
			_ = b.line.SetReadDeadline(time.Time{})
		}
	}
	return n, err
}

// enough has nothing more be read of the body.
func (b *timed) enough() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended {
		b.answered = true
		_ = b.line.SetReadDeadline(time.Now())
	}
}

func (b *timed) whole() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended
}

// refusing closes the connection of an answer that is given before the body has been
// read: of a refusal at once, and of any other when the handler is done. A connection
// that went on would pass a deadline on to the request that comes next on it.
type refusing struct {
	http.ResponseWriter
	body  *timed
	begun bool
}

func (w *refusing) WriteHeader(status int) {
	w.begun = w.begun || status >= http.StatusOK
	if !w.body.whole() && status >= http.StatusOK {
		w.Header().Set("Connection", "close")
		if status >= http.StatusMultipleChoices {
			w.body.enough()
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
