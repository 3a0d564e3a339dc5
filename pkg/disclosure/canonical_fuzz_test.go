package disclosure_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"disclosure-register/pkg/disclosure"
)

// Whatever is written, its canonical form is a fixed point and that of every other
// way to write it; and what may stand in one line is never compared as nothing.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"DBC-P-1", " a  b ", "Café", "Cafe\u0301", "ＤＢＣ", "STRASSE", "Straße", "\ufb01sh", "\u13a0\uab70", "\u1fb7\u0345", "\u00ad", "\u0130i\u0307"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		form := disclosure.Canonical(s)
		if again := disclosure.Canonical(form); again != form {
			t.Errorf("%q becomes %q, and that %q", s, form, again)
		}
		if !utf8.ValidString(s) {
			return
		}
		for how, other := range map[string]string{
			"composed": norm.NFC.String(s), "decomposed": norm.NFD.String(s), "compatible": norm.NFKC.String(s),
			"with spaces around it": "\u00a0 " + s + "\t", "with a soft hyphen": "\u00ad" + s,
		} {
			if got := disclosure.Canonical(other); got != form {
				t.Errorf("%q is %q, and %s %q", s, form, how, got)
			}
		}
		if s != "" && disclosure.OneLine(s) && form == "" {
			t.Errorf("%q may stand in one line, and is compared as nothing", s)
		}
	})
}
