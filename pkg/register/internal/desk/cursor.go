package desk

import (
	"crypto/hmac"
	"encoding/base64"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// A cursor is the sort key of the last item read, and a signature over it, the
// caller and the question, in base64url. It gives nobody else a page and fits no
// other question.

func (r *Registrar) closeCursor(by disclosure.Caller, p plan, after string) string {
	return base64.RawURLEncoding.EncodeToString(append(r.signCursor(by, p, after), after...))
}

// openCursor returns "" for no cursor, and refuses one that it did not sign for
// this caller and question.
func (r *Registrar) openCursor(by disclosure.Caller, p plan, cursor string) (after string, err error) {
	if cursor == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil && len(b) > cursorMAC {
		after = string(b[cursorMAC:])
		if hmac.Equal(b[:cursorMAC], r.signCursor(by, p, after)) {
			return after, nil
		}
	}
	return "", &disclosure.Error{Kind: disclosure.Malformed, Detail: "The cursor is not one that this register gave you for this question. Ask again without it."}
}

const cursorMAC = 16

func (r *Registrar) signCursor(by disclosure.Caller, p plan, after string) []byte {
	var filter strings.Builder
	for _, t := range p.filter {
		filter.WriteString(string(t.by) + "=" + t.value + "\n")
	}
	return r.keys.mac(by.Register, useCursor, by.Subject, p.partition, p.from, p.to, filter.String(), after)[:cursorMAC]
}
