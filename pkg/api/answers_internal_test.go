package api

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// An answer of over 32 MB is refused in words, whoever asks and however small it would be
// compressed; one of just that is sent.
func TestAnAnswerBeyondWhatIsCompressedIsRefusedInWords(t *testing.T) {
	sent := func(size int, encoding string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", encoding)
		boundAnswers(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for piece := bytes.Repeat([]byte("a"), 1<<20); size > 0; size -= len(piece) {
				_, _ = w.Write(piece[:min(size, len(piece))])
			}
		})).ServeHTTP(w, r)
		return w
	}
	if w := sent(mostCompressed, "gzip"); w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("32 MB: %d, %v", w.Code, w.Header())
	}
	for encoding, says := range map[string]string{"gzip": "compressed too", "identity": "Accept-Encoding: gzip"} {
		w := sent(mostCompressed+1, encoding)
		if w.Code != http.StatusUnprocessableEntity || w.Header().Get("Content-Encoding") != "" || w.Body.Len() > 1<<12 {
			t.Errorf("%s: %d, %d bytes, %v", encoding, w.Code, w.Body.Len(), w.Header())
		}
		if said := w.Body.String(); !strings.Contains(said, says) || !strings.Contains(said, "a page at a time") || !strings.Contains(said, "as an export") {
			t.Errorf("%s: it says %s", encoding, said)
		}
	}
}
