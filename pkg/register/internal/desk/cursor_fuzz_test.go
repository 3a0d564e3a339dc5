package desk

import (
	"testing"

	"disclosure-register/pkg/disclosure"
)

// A cursor opens what it was closed over, for whoever asked that question; anything
// else is refused, and the refusal repeats none of it.
func FuzzCursor(f *testing.F) {
	keys, err := NewKeyring([]byte("a secret for tests alone, 32 long"))
	if err != nil {
		f.Fatal(err)
	}
	r := &Registrar{keys: keys}
	by := disclosure.Caller{Register: "E07000107", Subject: "d"}
	asked := plan{partition: "p", from: "a", to: "z"}
	f.Add("", "2026-11-29")
	f.Add(r.closeCursor(by, asked, "after"), "after")
	f.Add("////", "\x00")
	f.Fuzz(func(t *testing.T, cursor, after string) {
		if got, err := r.openCursor(by, asked, cursor); (err != nil) == (cursor == "") || err != nil && got != "" {
			if err == nil && cursor == r.closeCursor(by, asked, got) {
				return // it is one of the register's own
			}
			t.Errorf("%q opens %q, %v", cursor, got, err)
		}
		own := r.closeCursor(by, asked, after)
		if got, err := r.openCursor(by, asked, own); after != "" && (err != nil || got != after) {
			t.Errorf("a cursor over %q opens %q, %v", after, got, err)
		}
		for what, other := range map[string]struct {
			by disclosure.Caller
			p  plan
		}{
			"somebody else":    {disclosure.Caller{Register: "E07000107", Subject: "e"}, asked},
			"another question": {by, plan{partition: "p", from: "a", to: "y"}},
			"another register": {disclosure.Caller{Register: "E07000110", Subject: "d"}, asked},
		} {
			if _, err := r.openCursor(other.by, other.p, own); err == nil {
				t.Errorf("the cursor opens for %s", what)
			}
		}
	})
}
