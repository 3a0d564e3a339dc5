package desk_test

import (
	"errors"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// A published log of which something was changed or is gone is named as damaged, with the
// runbook, and nobody is told to try again: nothing mends it but a person.
func TestADamagedPublishedLogIsNamedAsSuch(t *testing.T) {
	for what, change := range map[string]func([]byte) []byte{
		"zeroed":       func(b []byte) []byte { return make([]byte, len(b)) },
		"emptied":      func([]byte) []byte { return []byte{} },
		"cut off":      func(b []byte) []byte { return b[:len(b)/2] },
		"one bit over": func(b []byte) []byte { b[len(b)/3] ^= 1; return b },
		"gone":         func([]byte) []byte { return nil },
	} {
		for _, part := range []string{"checkpoint", "tile/0/", "tile/entries/"} {
			t.Run(what+"/"+part, func(t *testing.T) {
				l := newLogged(t)
				id := l.record(t, housing, toOmbudsman(t)).ID
				l.seal()
				damaged := 0
				for key := range l.bucket.Files(dartford.String()) {
					if strings.HasPrefix(key, part) || strings.HasPrefix(key, dartford.String()+"/"+part) {
						l.bucket.Tamper(dartford.String()+"/"+strings.TrimPrefix(key, dartford.String()+"/"), change)
						damaged++
					}
				}
				if damaged == 0 {
					t.Fatal("there is no such part")
				}
				asks := map[string]func() error{
					"receipt":    func() error { _, err := l.Receipt(t.Context(), auditor, id); return err },
					"checkpoint": func() error { _, err := l.Checkpoint(t.Context(), auditor); return err },
					"since":      func() error { _, err := l.CheckpointSince(t.Context(), auditor, 1); return err },
				}
				for question, ask := range asks {
					err := ask()
					if err == nil {
						continue // the part is not in the answer, or its signatures are for whoever gets it to check
					}
					var e *disclosure.Error
					if !errors.As(err, &e) {
						t.Errorf("%s: %v is our fault, want that the log is damaged", question, err)
						continue
					}
					if part == "checkpoint" && what == "gone" { // as before anything is sealed: the sealer says that it is gone
						continue
					}
					if !errors.Is(err, desk.ErrBroken) || !strings.Contains(e.Detail, "docs/runbooks/log-overwritten.md") || strings.Contains(strings.ToLower(e.Detail), "try again") {
						t.Errorf("%s: %q (%v)", question, e.Detail, e.Cause)
					}
				}
			})
		}
	}
}
