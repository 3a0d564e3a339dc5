package sqlite

import (
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"disclosure-register/pkg/store"
)

// The bytes are a stored format: a change here needs a new version.
func TestEncoding(t *testing.T) {
	for _, tt := range []struct {
		name  string
		attrs store.Attrs
		want  string
	}{
		{"nothing", store.Attrs{}, "01"},
		{"a text", store.Attrs{"a": "é"}, "01" + "0161" + "53" + "02c3a9"},
		{"bytes", store.Attrs{"a": []byte{0, 255}}, "01" + "0161" + "42" + "0200ff"},
		{"a number below zero", store.Attrs{"a": int64(-2)}, "01" + "0161" + "4e" + "fffffffffffffffe"},
		{"true and false, in order of name", store.Attrs{"b": false, "a": true}, "01" + "0161" + "54" + "0162" + "46"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			blob, err := encode(tt.attrs)
			if err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(blob); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			got, err := decode(blob)
			if err != nil || !reflect.DeepEqual(got, tt.attrs) {
				t.Errorf("got %v and error %v back, want %v", got, err, tt.attrs)
			}
		})
	}
}

func TestCorruptEncoding(t *testing.T) {
	for name, blob := range map[string]string{
		"nothing at all":           "",
		"an unknown version":       "02",
		"a name cut short":         "010261",
		"no type":                  "010161",
		"an unknown type":          "01016158",
		"a text cut short":         "010161530261",
		"a number cut short":       "0101614e00000000000000",
		"names out of order":       "01016254016154",
		"a name twice":             "01016154016154",
		"a length beyond the blob": "010161" + "53" + "ffffffffffffffffff01",
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := hex.DecodeString(blob)
			if err != nil {
				t.Fatal(err)
			}
			if attrs, err := decode(raw); !errors.Is(err, errCorrupt) {
				t.Errorf("got %v and error %v, want %v", attrs, err, errCorrupt)
			}
		})
	}
}

// FuzzDecode: what decodes is exactly what encodes.
func FuzzDecode(f *testing.F) {
	for _, attrs := range []store.Attrs{nil, {"a": "b", "c": int64(3), "d": []byte("e"), "f": true}} {
		blob, err := encode(attrs)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(blob)
	}
	f.Fuzz(func(t *testing.T, blob []byte) {
		attrs, err := decode(blob)
		if err != nil {
			return
		}
		again, err := encode(attrs)
		if err != nil {
			t.Fatalf("encode what was decoded: %v", err)
		}
		back, err := decode(again)
		if err != nil || !reflect.DeepEqual(back, attrs) {
			t.Errorf("got %v and error %v, want %v", back, err, attrs)
		}
	})
}
