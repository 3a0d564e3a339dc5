package bundle_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger/bundle"
)

// Not one byte of the file itself can be otherwise, headers of the zip included.
// What the members hold is tried bit by bit elsewhere.
func TestAChangedBitInAnyByteOfTheFileIsFound(t *testing.T) {
	good := newRegister(t).bundle(t, bundle.Range{First: 3, End: 5}, 3, 4, 9)
	if got := verify(good, trusted(t)); len(got.Problems) > 0 {
		t.Fatal(got.Problems)
	}
	for at := range good {
		bit := at % 8
		if got := verify(flip(good, 8*at+bit), trusted(t)); len(got.Problems) == 0 {
			t.Errorf("bit %d of byte %d changed: no problem", bit, at)
		}
	}
}

func TestNothingHidesInTheZip(t *testing.T) {
	r := newRegister(t)
	good := r.good(t)
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"before it":     {slices.Concat([]byte("a"), good), "from about byte 0, in the zip's own headers of format.txt"},
		"packed anew":   {pack(t, read(t, good)), "in the zip's own headers of format.txt"},
		"compressed":    {compressed(t, read(t, good)), "its member format.txt is compressed"},
		"after its end": {slices.Concat(good, []byte("a note")), "6 bytes follow the end of the zip"},
		"cut short":     {good[:len(good)-1], "not a zip, or is cut short"},
		"empty":         {nil, "not a zip, or is cut short"},
	} {
		t.Run(name, func(t *testing.T) {
			got := verify(tt.file, trusted(t))
			if len(got.Problems) == 0 || !strings.Contains(got.Problems[0].String(), tt.want) {
				t.Errorf("problems %v, want %q", got.Problems, tt.want)
			}
		})
	}
	if !bytes.HasPrefix(good, []byte("PK\x03\x04")) {
		t.Error("the file does not begin with its first member")
	}
}

// compressed makes a zip of the members as most programs would.
func compressed(t *testing.T, all members) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range all {
		to, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(m.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
