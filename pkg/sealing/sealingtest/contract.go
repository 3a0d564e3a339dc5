package sealingtest

import (
	"errors"
	"io/fs"
	"testing"

	"disclosure-register/pkg/sealing"
)

// Contract tests what [sealing.Objects] promises, in a bucket that is empty.
func Contract(t *testing.T, objects sealing.Objects) {
	t.Helper()
	const prefix = "E07000107/"
	t.Run("an object that is absent", func(t *testing.T) {
		if _, _, err := objects.Read(t.Context(), prefix+"checkpoint"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want ErrNotExist", err)
		}
	})
	t.Run("an object that never changes", func(t *testing.T) {
		key := prefix + "tile/0/000.p/1"
		if err := objects.Create(t.Context(), key, []byte("first")); err != nil {
			t.Fatal(err)
		}
		if err := objects.Create(t.Context(), key, []byte("second")); !errors.Is(err, fs.ErrExist) {
			t.Errorf("created again: got %v, want ErrExist", err)
		}
		if got, _, err := objects.Read(t.Context(), key); err != nil || string(got) != "first" {
			t.Errorf("got %q, %v", got, err)
		}
	})
	t.Run("an object that is replaced", func(t *testing.T) {
		key := prefix + "checkpoint"
		if _, err := objects.Replace(t.Context(), key, []byte("x"), `"0123456789abcdef0123456789abcdef"`); !errors.Is(err, sealing.ErrReplaced) {
			t.Errorf("of which there is none: got %v, want ErrReplaced", err)
		}
		first, err := objects.Replace(t.Context(), key, []byte("first"), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := objects.Replace(t.Context(), key, []byte("another"), ""); !errors.Is(err, sealing.ErrReplaced) {
			t.Errorf("as if there were none: got %v, want ErrReplaced", err)
		}
		second, err := objects.Replace(t.Context(), key, []byte("second"), first)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := objects.Replace(t.Context(), key, []byte("third"), first); !errors.Is(err, sealing.ErrReplaced) {
			t.Errorf("by its old tag: got %v, want ErrReplaced", err)
		}
		got, tag, err := objects.Read(t.Context(), key)
		if err != nil || string(got) != "second" || tag != second {
			t.Errorf("got %q by %s, %v; want second by %s", got, tag, err, second)
		}
	})
}
