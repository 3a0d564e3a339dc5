// Package ledgertest makes published logs in memory, for tests of what reads
// them. Only tests may import it.
package ledgertest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"

	"disclosure-register/pkg/ledger"
)

// Origin is the origin of every log made here.
const Origin ledger.Origin = "log.example.gov.uk/E07000107"

// Log is a published log. It fails the test when an object that must never
// change would. It is not safe for concurrent use.
type Log struct {
	// Files are the published objects by path.
	Files map[string][]byte
	// Leaves are the whole log's, in order.
	Leaves []ledger.Leaf
	Edge   ledger.Edge
	// Signers sign the next checkpoint; to begin with, the key of [Key].
	Signers []note.Signer

	t testing.TB
}

// New returns a log with nothing published.
func New(t testing.TB) *Log {
	t.Helper()
	return &Log{Files: map[string][]byte{}, Signers: []note.Signer{Signer(t, Key(1))}, t: t}
}

// Key returns a private key that is the same in every run: one for each number.
func Key(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

// Signer signs for [Origin].
func Signer(t testing.TB, key ed25519.PrivateKey) note.Signer {
	t.Helper()
	signer, err := ledger.NewSigner(Origin, key.Public().(ed25519.PublicKey), func(message []byte) ([]byte, error) {
		return ed25519.Sign(key, message), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// Keys trusts the given keys for [Origin], or without any, the first.
func Keys(t testing.TB, keys ...ed25519.PrivateKey) ledger.Keys {
	t.Helper()
	if len(keys) == 0 {
		keys = append(keys, Key(1))
	}
	var text string
	for _, key := range keys {
		vkey, err := ledger.VerifierKey(Origin, key.Public().(ed25519.PublicKey))
		if err != nil {
			t.Fatal(err)
		}
		text += vkey + "\n"
	}
	parsed, err := ledger.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// Leaves returns leaves that differ, and are the same in every run: those with
// the numbers from first on.
func Leaves(first, count int) []ledger.Leaf {
	leaves := make([]ledger.Leaf, count)
	for i := range leaves {
		leaves[i][0] = ledger.LeafVersion
		binary.BigEndian.PutUint64(leaves[i][1:], uint64(first+i))
	}
	return leaves
}

// Grow appends as many leaves again from [Leaves] as one batch, and publishes.
func (l *Log) Grow(count int) {
	l.t.Helper()
	l.Append(Leaves(len(l.Leaves), count)...)
}

// Append appends the leaves as one batch, and publishes.
func (l *Log) Append(leaves ...ledger.Leaf) {
	l.t.Helper()
	before := l.Edge.Tree()
	edge, growth := l.Edge.Append(leaves)
	open := int(before.N % torchwood.TileWidth)
	objects, err := growth.Objects(ledger.OpenPublished(before, l.Fetch), l.Leaves[len(l.Leaves)-open:])
	if err != nil {
		l.t.Fatal(err)
	}
	for _, o := range objects {
		l.create(o.Path, o.Data)
	}
	l.Edge, l.Leaves = edge, append(l.Leaves, leaves...)
	l.Sign()
}

// Sign publishes a checkpoint of the tree as it is.
func (l *Log) Sign() {
	l.t.Helper()
	signed, err := ledger.Sign(Origin, l.Edge.Tree(), l.Signers...)
	if err != nil {
		l.t.Fatal(err)
	}
	l.Files[ledger.CheckpointPath] = signed
	l.Files[ledger.KeptPath(l.Edge.Size())] = signed
}

func (l *Log) create(path string, data []byte) {
	if old, found := l.Files[path]; found && !bytes.Equal(old, data) {
		l.t.Errorf("%s was published twice and differs", path)
	}
	l.Files[path] = data
}

// Fetch is a [ledger.Fetch] of the log.
func (l *Log) Fetch(path string) ([]byte, error) {
	data, found := l.Files[path]
	if !found {
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	return data, nil
}

// Checkpoint opens the newest checkpoint.
func (l *Log) Checkpoint() ledger.Checkpoint {
	l.t.Helper()
	c, err := Keys(l.t).Open(l.Files[ledger.CheckpointPath])
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

// Receipt proves the leaf at the index in the newest checkpoint.
func (l *Log) Receipt(index int64) ledger.Receipt {
	l.t.Helper()
	c := l.Checkpoint()
	r, err := ledger.NewReceipt(c, index, l.Leaves[index], ledger.OpenPublished(c.Tree, l.Fetch))
	if err != nil {
		l.t.Fatal(err)
	}
	return r
}

// Clone returns a log that goes its own way from here.
func (l *Log) Clone() *Log {
	c := *l
	c.Files = maps.Clone(l.Files)
	c.Leaves = append([]ledger.Leaf(nil), l.Leaves...)
	return &c
}

// Dir writes the log into a new directory, as a copy of its bucket would be.
func (l *Log) Dir() string {
	l.t.Helper()
	dir := l.t.TempDir()
	for path, data := range l.Files {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			l.t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			l.t.Fatal(err)
		}
	}
	return dir
}
