package desk_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"disclosure-register/pkg/register/internal/desk"
)

// Text of a record is at most as long in the answer as it weighs, and so is an
// answer within the JSON that carries it.
func TestTextWeighsAtLeastWhatItTravelsAs(t *testing.T) {
	encoded := func(t *rapid.T, text string) string {
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[1 : len(b)-1])
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.OneOf(
			rapid.SampledFrom([]rune("\"\\<>&\n\t\r\x01\x7f\u2028\u2029\u2014長é😀a")), rapid.Rune(),
		), 0, 200, -1).Draw(t, "text")
		answer := encoded(t, text)
		if got, want := desk.Weight([]byte(answer)), len(encoded(t, answer)); got < want {
			t.Errorf("an answer of %d bytes weighs %d and travels as %d", len(answer), got, want)
		}
		// A record's bytes are JSON too, in which fewer characters are escaped (RFC 8785).
		if got, want := desk.Weight([]byte(text)), len(encoded(t, answer))-escapes(text); got < want {
			t.Errorf("a record of %d bytes weighs %d and travels as %d", len(text), got, want)
		}
	})
}

// escapes is how much of what text travels as is the escaping that a record has of
// it already.
func escapes(text string) (n int) {
	for _, b := range []byte(text) {
		if b == '"' || b == '\\' || b < ' ' {
			n += 7
		}
	}
	return n
}
