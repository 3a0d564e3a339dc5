package api

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"disclosure-register/pkg/internal/plain"
	"disclosure-register/pkg/problem"
)

// longest is how long a body an operation takes, in bytes, where it takes more than
// [MaxBody].
var longest = map[string]int64{"record-batch": MaxBatchBody}

// strictBodies reads the body of a change as strict JSON before anything else
// does, and no more of it than the operation takes.
func (s *service) strictBodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		_, pattern := s.mux.Handler(r)
		operation, ours := s.prepared[pattern]
		most := cmp.Or(longest[operation.id], MaxBody)
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
		var tooLong *http.MaxBytesError
		switch {
		case errors.As(err, &tooLong):
			problem.Write(w, r, problem.Of(http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is longer than %s. Archive long text as a letter.", plain.Size(most)), nil))
			return
		case err != nil:
			problem.Write(w, r, problem.Of(http.StatusBadRequest, "The body did not arrive whole. Send it again with the same Idempotency-Key.", nil))
			return
		}
		if len(body) > 0 {
			if !isJSON(r.Header.Values("Content-Type")) {
				problem.Write(w, r, problem.Of(http.StatusUnsupportedMediaType, "Send the body as Content-Type: application/json, in UTF-8.", nil))
				return
			}
			if coded := r.Header.Values("Content-Encoding"); len(coded) > 0 && !(len(coded) == 1 && strings.EqualFold(coded[0], "identity")) {
				problem.Write(w, r, problem.Of(http.StatusUnsupportedMediaType, "Send the body as it is: without a Content-Encoding.", nil))
				return
			}
			clean, findings, err := strictJSON(body)
			if errors.Is(err, errTooMany) {
				problem.Write(w, r, notWellFormed(http.MethodPost, findings))
				return
			}
			if errors.Is(err, errMarked) {
				problem.Write(w, r, problem.Of(http.StatusBadRequest, "The body begins with a byte order mark, which JSON may not have (RFC 8259). Save it as UTF-8 without one, and send it again.", nil))
				return
			}
			if err != nil {
				problem.Write(w, r, problem.Of(http.StatusBadRequest, "The body cannot be read as one JSON value in UTF-8.", nil))
				return
			}
			read := &sent{service: s, request: r, body: clean}
			if ours {
				read.to = operation.ready()
			}
			if findings != nil {
				problem.Write(w, r, read.refuse(read.malformed(findings)))
				return
			}
			body, r = clean, read.keep()
			r.Header.Set("Content-Type", "application/json") // Huma knows it by no other spelling
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		next.ServeHTTP(w, r)
	})
}

// isJSON reports whether a body is declared as JSON, once, and in no character
// encoding but UTF-8, which JSON is in (RFC 8259). A body that says otherwise of
// itself may have been meant otherwise.
func isJSON(declared []string) bool {
	if len(declared) != 1 {
		return false
	}
	kind, parameters, err := mime.ParseMediaType(declared[0])
	charset, given := parameters["charset"]
	return err == nil && kind == "application/json" && (!given || strings.EqualFold(charset, "utf-8"))
}
