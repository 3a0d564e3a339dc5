package witness

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"disclosure-register/pkg/ledger"
)

// largestRequest bounds a request in bytes: 63 hashes and a checkpoint with many
// signatures.
const largestRequest = 64 << 10

// ServeHTTP answers add-checkpoint (C2SP tlog-witness).
func (w *Witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/add-checkpoint") {
		http.Error(rw, "this is a witness: POST a checkpoint to add-checkpoint", http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, largestRequest))
	if err != nil {
		http.Error(rw, "the request cannot be read, or is too long", http.StatusBadRequest)
		return
	}
	lines, err := w.add(body)
	var stale *Stale
	switch {
	case err == nil:
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = rw.Write(lines)
	case errors.As(err, &stale):
		rw.Header().Set("Content-Type", "text/x.tlog.size")
		rw.WriteHeader(http.StatusConflict)
		fmt.Fprintf(rw, "%d\n", stale.Size)
	case errors.Is(err, ErrUnknownLog):
		http.Error(rw, ErrUnknownLog.Error(), http.StatusNotFound)
	case errors.Is(err, ledger.ErrNotSigned):
		http.Error(rw, ledger.ErrNotSigned.Error(), http.StatusForbidden)
	case errors.Is(err, errSameSize):
		http.Error(rw, errSameSize.Error(), http.StatusConflict)
	case errors.Is(err, ledger.ErrForked):
		http.Error(rw, ledger.ErrForked.Error(), http.StatusUnprocessableEntity)
	case errors.Is(err, errKeeping):
		http.Error(rw, "the witness cannot keep checkpoints", http.StatusInternalServerError)
	default:
		http.Error(rw, "the request is not an old size, a proof and a checkpoint", http.StatusBadRequest)
	}
}

// add reads the body of a request and cosigns.
func (w *Witness) add(body []byte) ([]byte, error) {
	head, signed, found := strings.Cut(string(body), "\n\n")
	if !found {
		return nil, errors.New("no blank line")
	}
	proof, err := ledger.ParseConsistencyLines(head + "\n")
	if err != nil {
		return nil, err
	}
	return w.Cosign([]byte(signed), proof)
}
