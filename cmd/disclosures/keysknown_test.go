package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What is damaged in the file of known keys must not let another key in.
func TestKnownKeysThatAreDamagedAreNamed(t *testing.T) {
	t.Parallel()
	whole := lived(t, 1)
	lines := strings.SplitAfter(fileText(t, filepath.Join(whole, "keys.known")), "\n") // issuer.key, register.db, registers.secret
	if len(lines) != 4 {
		t.Fatalf("keys.known has %d lines", len(lines)-1)
	}
	issuer, table, secret := lines[0], lines[1], lines[2]
	replaced := func(data string) error { return os.Remove(filepath.Join(data, "issuer.key")) }
	kept := func(string) error { return nil }
	for _, tt := range []struct {
		name, known string
		besides     func(data string) error
		says        string // "" when it starts
	}{
		{"as it was", issuer + table + secret, kept, ""},
		{"a name is another", "issuer.kez" + issuer[len("issuer.key"):] + table + secret, kept, "is damaged"},
		{"a name besides", issuer + table + secret + "witness.key" + issuer[len("issuer.key"):], kept, "is damaged"},
		{"a line twice", issuer + issuer + table + secret, kept, "is damaged"},
		{"two digests of one key", issuer + table + secret + "issuer.key" + secret[len("registers.secret"):], kept, "is damaged"},
		{"cut after a line", issuer + table, kept, "lacks a line"},
		{"cut after the first line", issuer, kept, "lacks a line"},
		{"the first line is gone", table + secret, kept, "lacks a line"},
		{"the first line is gone, and its key", table + secret, replaced, "keys.known lacks a line"},
		{"a table that is new", issuer + "register.db new\n" + secret, kept, "is damaged"},
		{"from before tables were marked", issuer + secret, kept, ""},
		{"as the runbook writes it anew", table, kept, ""},
		{"a key that is said to be new", "issuer.key new\n" + table + secret, replaced, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(data, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(data, "keys.known"), []byte(tt.known), 0o600); err != nil {
				t.Fatal(err)
			}
			private(t, data)
			if err := tt.besides(data); err != nil {
				t.Fatal(err)
			}
			r, said := begin(t, data, func(c *exec.Cmd) *exec.Cmd { return c }, "--sample=false")
			if tt.says != "" {
				if r != nil || !strings.Contains(said, tt.says) || !strings.Contains(said, "docs/runbooks/lost-secret.md") {
					t.Errorf("it starts, or says %q", said)
				}
				return
			}
			if r == nil {
				t.Fatalf("it does not start: %s", said)
			}
			if got := strings.Count(fileText(t, filepath.Join(data, "keys.known")), "\n"); got != 3 {
				t.Errorf("then %d lines are known", got)
			}
		})
	}
}
