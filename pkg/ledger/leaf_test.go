package ledger_test

import (
	"bytes"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
)

// The vector is worked with other tools:
//
//	(head -c 32 /dev/zero; printf '{"v":1}') | sha256sum
func TestLeafVector(t *testing.T) {
	got := ledger.NewLeaf(ledger.Salt{}, []byte(`{"v":1}`)).String()
	want := "01c65d49300dc2d863463d373af0788206b580c324371d2699e3f2d5cbb2b0b50f"
	if got != want {
		t.Errorf("leaf = %s, want %s", got, want)
	}
}

func TestLeafDependsOnSaltAndEntry(t *testing.T) {
	entry := []byte(`{"v":1}`)
	first := ledger.NewLeaf(ledger.Salt{1}, entry)
	if again := ledger.NewLeaf(ledger.Salt{1}, entry); again != first {
		t.Error("the same salt and entry gave two leaves")
	}
	if other := ledger.NewLeaf(ledger.Salt{2}, entry); other == first {
		t.Error("another salt gave the same leaf")
	}
	if other := ledger.NewLeaf(ledger.Salt{1}, []byte(`{"v":2}`)); other == first {
		t.Error("another entry gave the same leaf")
	}
}

func TestParseLeaf(t *testing.T) {
	leaf := ledger.NewLeaf(ledger.Salt{7}, []byte("entry"))
	got, err := ledger.ParseLeaf(leaf.String())
	if err != nil || got != leaf {
		t.Errorf("ParseLeaf(%s) = %s, %v", leaf, got, err)
	}
	for name, text := range map[string]string{
		"empty":           "",
		"too short":       leaf.String()[2:],
		"unknown version": "02" + leaf.String()[2:],
		"not hexadecimal": strings.Repeat("z", 66),
	} {
		if _, err := ledger.ParseLeaf(text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestNewSaltNeedsAllItsBytes(t *testing.T) {
	if _, err := ledger.NewSalt(bytes.NewReader(make([]byte, ledger.SaltSize-1))); err == nil {
		t.Error("a short read made a salt")
	}
}
