package archive_test

import (
	"bytes"
	"crypto/rand"
	"regexp"
	"strings"
	"testing"

	"disclosure-register/pkg/archive"
)

func TestKeysAreRandomAndNameOnlyTheRegister(t *testing.T) {
	form := regexp.MustCompile(`^E07000107/[0-9a-f]{32}$`)
	seen := map[string]bool{}
	for range 1000 {
		key, err := archive.NewKey(rand.Reader, "E07000107")
		if err != nil {
			t.Fatal(err)
		}
		if !form.MatchString(key) {
			t.Fatalf("key %q names more than the register", key)
		}
		if seen[key] {
			t.Fatalf("key %q came twice", key)
		}
		seen[key] = true
	}
}

func TestKeyIsTheRandomBitsGiven(t *testing.T) {
	got, err := archive.NewKey(bytes.NewReader([]byte("0123456789abcdef")), "E07000107")
	if err != nil {
		t.Fatal(err)
	}
	if want := "E07000107/30313233343536373839616263646566"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNoKeyWithoutRandomBitsOrARegister(t *testing.T) {
	if got, err := archive.NewKey(bytes.NewReader(make([]byte, 15)), "E07000107"); err == nil {
		t.Errorf("got key %q from too few random bits, want an error", got)
	}
	for _, register := range []string{"", "Avery Sample", "E07000107/HOU-2026-0012", "../E07000107"} {
		got, err := archive.NewKey(rand.Reader, register)
		if err == nil {
			t.Errorf("got key %q for register %q, want an error", got, register)
			continue
		}
		if register != "" && strings.Contains(err.Error(), register) {
			t.Errorf("the error repeats what was given: %v", err)
		}
	}
}
