package doorkeeper

import (
	"net/http"
	"time"
)

// Hurried gives whoever asked the time given to read each piece of an answer, and so much
// for the whole of it from its beginning: who reads nothing keeps no place, though they
// have shown who they are. Once the time is over the connection is closed.
func Hurried(piece, whole time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&hurried{ResponseWriter: w, line: http.NewResponseController(w), piece: piece, whole: whole}, r)
	})
}

type hurried struct {
	http.ResponseWriter
	line         *http.ResponseController
	piece, whole time.Duration
	end          time.Time // of the whole; zero until the answer has begun
}

// renew comes before each piece: what was read of the last one no longer counts.
func (w *hurried) renew() {
	now := time.Now()
	if w.end.IsZero() {
		w.end = now.Add(w.whole)
	}
	next := now.Add(w.piece)
	if next.After(w.end) {
		next = w.end
	}
	_ = w.line.SetWriteDeadline(next) // where there is none, as in a test, there is nobody to wait for
}

func (w *hurried) WriteHeader(status int) {
	if status >= http.StatusOK { // "100 Continue" comes before the body, and begins no answer
		w.renew()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *hurried) Write(p []byte) (int, error) {
	w.renew()
	return w.ResponseWriter.Write(p)
}

// Unwrap is for [http.ResponseController].
func (w *hurried) Unwrap() http.ResponseWriter { return w.ResponseWriter }
