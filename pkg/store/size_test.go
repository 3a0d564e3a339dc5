package store_test

import (
	"testing"

	"disclosure-register/pkg/store"
)

// Names and values count, the key's included, each in bytes of UTF-8.
func TestSize(t *testing.T) {
	key := store.Key{Partition: "abc", Sort: "é"} // pk + abc, sk + 2 bytes
	for _, tt := range []struct {
		name  string
		attrs store.Attrs
		want  int
	}{
		{"a key alone", nil, 9},
		{"a text", store.Attrs{"note": "Ŵyn"}, 9 + 4 + 4},
		{"an empty text", store.Attrs{"note": ""}, 9 + 4},
		{"bytes", store.Attrs{"salt": make([]byte, 32)}, 9 + 4 + 32},
		{"a number, at its longest", store.Attrs{"n": int64(1)}, 9 + 1 + 12},
		{"a bool", store.Attrs{"held": true}, 9 + 4 + 1},
		{"several", store.Attrs{"a": "b", "c": "d"}, 9 + 2 + 2},
	} {
		if got := (store.Item{Key: key, Attrs: tt.attrs}).Size(); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}
