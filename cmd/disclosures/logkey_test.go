package main_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
)

// What KMS gives out of a key becomes what auditors are given: the vector of
// docs/ledger.md, and of another register another line.
func TestAKeyOfKMSIsNamed(t *testing.T) {
	t.Parallel()
	public := func(key any) string {
		t.Helper()
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(der)
	}
	key := public(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize)).Public())
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	out, code := ends(t, "log", "key", "name", "--log-site", "log.example.gov.uk", "--register", "E07000107,E07000108", key+"\n")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) != 2 || lines[0] != "log.example.gov.uk/E07000107+5c3de0be+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c" ||
		!strings.HasPrefix(lines[1], "log.example.gov.uk/E07000108+") || strings.Contains(lines[1], "+5c3de0be+") {
		t.Errorf("ended with %d: %s", code, out)
	}
	for name, given := range map[string]struct{ site, register, key, says string }{
		"a key of another kind":  {"log.example.gov.uk", "E07000107", public(other.Public()), "ECC_NIST_EDWARDS25519"},
		"what is no key":         {"log.example.gov.uk", "E07000107", "bm9uZQ==", "public half"},
		"what is no base64":      {"log.example.gov.uk", "E07000107", "-----BEGIN", "base64"},
		"a site with its scheme": {"https://log.example.gov.uk", "E07000107", key, "without its scheme"},
		"what is no register":    {"log.example.gov.uk", "Dartford", key, "register"},
		"a register left out":    {"log.example.gov.uk", "", key, "register"},
	} {
		if out, code := ends(t, "log", "key", "name", "--log-site", given.site, "--register", given.register, "--", given.key); code == 0 || !strings.Contains(out, given.says) {
			t.Errorf("%s: ended with %d: %s", name, code, out)
		}
	}
}

// docs/runbooks/log-key.md on one machine.
func TestTheLogsKeyIsChangedOnOneMachine(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	log := filepath.Join(data, "s3", "objects", "log", "E07000107")
	signs := func(key string, want bool) {
		t.Helper()
		signed, err := os.ReadFile(filepath.Join(log, "checkpoint"))
		if err != nil {
			t.Fatal(err)
		}
		keys, err := ledger.ParseKeys(key + "\n")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := keys.Open(signed); (err == nil) != want {
			t.Errorf("the newest checkpoint is signed by %s: %v, want it to be: %v", key, err, want)
		}
	}
	// live runs the service until something new is in its log, and returns the
	// keys that it names.
	lives := 0
	live := func() (keys []string) {
		t.Helper()
		r := start(t, data)
		lives++
		r.waitForEntry(t, fmt.Sprint("life-", lives))
		_, after, _ := strings.Cut(r.output.String(), "  Log key ")
		for _, word := range strings.Fields(after) {
			if !strings.HasPrefix(word, "one-machine.invalid/") {
				break
			}
			keys = append(keys, word)
		}
		r.kill()
		return keys
	}

	first := live()
	if len(first) != 1 {
		t.Fatalf("the service names the keys %q, want one", first)
	}
	old := first[0]
	signs(old, true)
	if out, code := ends(t, "log", "key", "finish", "--data", data); code == 0 {
		t.Errorf("a change that never began was ended: %s", out)
	}

	printed, notes, code := run(t, "log", "key", "begin", "--data", data)
	if code != 0 {
		t.Fatalf("begin: %s", notes)
	}
	if out, code := ends(t, "log", "key", "begin", "--data", data); code == 0 || !strings.Contains(out, "finish") {
		t.Errorf("begun again: ended with %d: %s", code, out)
	}
	both := live()
	if len(both) != 2 || both[0] != old || !strings.Contains(printed, both[1]) {
		t.Fatalf("the service names the keys %q, want the first and one that begin printed: %s", both, printed)
	}
	next := both[1]
	signs(old, true)
	signs(next, true)

	if out, code := ends(t, "log", "key", "finish", "--data", data); code != 0 {
		t.Fatalf("finish: %s", out)
	}
	if last := live(); len(last) != 1 || last[0] != next {
		t.Errorf("the service names the keys %q, want the new one alone", last)
	}
	signs(old, false)
	signs(next, true)

	// Lost, it is replaced; the log goes on from its last checkpoint.
	if out, code := ends(t, "log", "key", "lost", next, "--data", data); code == 0 {
		t.Errorf("a key that is there was replaced: %s", out)
	}
	if err := os.Remove(filepath.Join(data, "log.key")); err != nil {
		t.Fatal(err)
	}
	for what, key := range map[string]string{
		"nothing": "", "a space": " ", "nonsense": "nonsense", "two keys": old + "\n" + next, "another log's key": anothersKey(t),
	} {
		if out, code := ends(t, "log", "key", "lost", key, "--data", data); code == 0 {
			t.Errorf("%s was taken for the lost key: %s", what, out)
		}
		if _, err := os.Stat(filepath.Join(data, "log.key")); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("given %s, a new key was made: %v", what, err)
		}
		if former, err := os.ReadFile(filepath.Join(data, "log-former.keys")); err != nil || string(former) != old+"\n" {
			t.Fatalf("given %s, the former keys are %q, %v", what, former, err)
		}
	}
	if out, code := ends(t, "log", "key", "lost", next, "--data", data); code != 0 {
		t.Fatalf("lost: %s", out)
	}
	newest := live()[0]
	signs(next, false)
	signs(newest, true)

	// One log through it all, for whoever trusts all three.
	if out, code := ends(t, "verify", "--log", log, "--key", old, "--key", next, "--key", newest); code != 0 {
		t.Errorf("the whole log: ended with %d: %s", code, out)
	}
}

// anothersKey is the verifier key of a log that is nobody's here.
func anothersKey(t *testing.T) string {
	t.Helper()
	origin, err := ledger.NewOrigin("one-machine.invalid", "E07000107")
	if err != nil {
		t.Fatal(err)
	}
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	line, err := ledger.VerifierKey(origin, public)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func TestKeysAreNotChangedUnderARunningService(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	if out, code := ends(t, "log", "key", "begin", "--data", r.data); code == 0 || !strings.Contains(out, "another service is using") {
		t.Errorf("ended with %d: %s", code, out)
	}
	if out, code := ends(t, "log", "key", "begin", "--data", filepath.Join(t.TempDir(), "none")); code == 0 {
		t.Errorf("a directory that is not there: %s", out)
	}
}
