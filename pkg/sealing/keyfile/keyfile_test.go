package keyfile_test

import (
	"crypto/ed25519"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"disclosure-register/pkg/sealing/keyfile"
)

func TestKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.key")
	if _, err := keyfile.Open(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before it is made: got %v, want ErrNotExist", err)
	}
	first, err := keyfile.OpenOrMake(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := keyfile.OpenOrMake(path)
	if err != nil || !again.Public().Equal(first.Public()) {
		t.Errorf("opened again it is another key, %v", err)
	}
	if err := keyfile.Make(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made again: got %v, want ErrExist", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("%d files are left, %v; want the key alone", len(files), err)
	}
}

func TestManyMakeOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.key")
	keys := make([]ed25519.PublicKey, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			key, err := keyfile.OpenOrMake(path)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = key.Public()
		})
	}
	all.Wait()
	for _, key := range keys {
		if !key.Equal(keys[0]) {
			t.Fatal("two keys were made")
		}
	}
}

func TestKeySigns(t *testing.T) {
	key, err := keyfile.OpenOrMake(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := key.Sign(t.Context(), []byte("message"))
	if err != nil || !ed25519.Verify(key.Public(), []byte("message"), signature) {
		t.Errorf("the signature does not verify, %v", err)
	}
}

// A key that openssl made.
func TestKeyOfOpenSSL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.key")
	text := "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\n-----END PRIVATE KEY-----\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := keyfile.Open(path)
	if err != nil || key.Private()[0] != 1 {
		t.Errorf("got %v", err)
	}
}

func TestKeyFilesThatAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		mode fs.FileMode
	}{
		"empty":                 {"", 0o600},
		"not PEM":               {"hello", 0o600},
		"of another type":       {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", 0o600},
		"cut short":             {"-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n", 0o600},
		"readable by the group": {"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\n-----END PRIVATE KEY-----\n", 0o640},
	} {
		path := filepath.Join(t.TempDir(), "log.key")
		if err := os.WriteFile(path, []byte(tt.text), tt.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := keyfile.Open(path); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, err := keyfile.OpenOrMake(path); err == nil {
			t.Errorf("%s: accepted, or made anew", name)
		}
	}
}

func FuzzKeyFile(f *testing.F) {
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\n-----END PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "log.key")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if key, err := keyfile.Open(path); err == nil && len(key.Private()) != ed25519.PrivateKeySize {
			t.Errorf("a key of %d bytes was read", len(key.Private()))
		}
	})
}
