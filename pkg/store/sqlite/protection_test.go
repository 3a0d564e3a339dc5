package sqlite

import (
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"disclosure-register/pkg/store"
)

// The bytes are a stored format: a change here needs a new version.
func TestProtection(t *testing.T) {
	item := store.Item{Key: store.Key{Partition: "case#E07000107#1", Sort: "case"}, Attrs: store.Attrs{"a": "é"}}
	attrs, err := encode(item.Attrs)
	if err != nil {
		t.Fatal(err)
	}
	blob := protect(item.Key, attrs)
	if got, want := hex.EncodeToString(blob), "02"+"fb349293"+"01"+"0161"+"53"+"02c3a9"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for name, stored := range map[string][]byte{"protected": blob, "of an earlier release": attrs} {
		if got, err := open(item.Key, stored); err != nil || !reflect.DeepEqual(got, item) {
			t.Errorf("%s: got %v and error %v, want it back", name, got, err)
		}
	}
	for i := range len(blob) * 8 {
		damaged := append([]byte{}, blob...)
		damaged[i/8] ^= 1 << (i % 8)
		if got, err := open(item.Key, damaged); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("bit %d: got %v and error %v, want the damage", i, got, err)
		}
	}
	if _, err := open(store.Key{Partition: "case#E07000107#2", Sort: "case"}, blob); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("under another key: got error %v, want the damage", err)
	}
}
