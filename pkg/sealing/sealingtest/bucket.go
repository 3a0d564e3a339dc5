// Package sealingtest stands in for the logs' bucket in tests. Only tests may
// import it.
package sealingtest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
)

// Bucket keeps published logs in memory. It fails the test when an object that
// must never change is written over, or a checkpoint goes back, and may be used
// concurrently.
type Bucket struct {
	t     testing.TB
	mu    sync.Mutex
	files map[string]file
	tags  int
}

type file struct {
	data []byte
	tag  string
	made bool // by Create: it never changes
}

var _ sealing.Objects = (*Bucket)(nil)

// NewBucket returns an empty bucket.
func NewBucket(t testing.TB) *Bucket { return &Bucket{t: t, files: map[string]file{}} }

// Read implements [sealing.Objects].
func (b *Bucket) Read(_ context.Context, key string) ([]byte, string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, found := b.files[key]
	if !found {
		return nil, "", fmt.Errorf("read %s: %w", key, fs.ErrNotExist)
	}
	return bytes.Clone(f.data), f.tag, nil
}

// Create implements [sealing.Objects].
func (b *Bucket) Create(_ context.Context, key string, data []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, found := b.files[key]; found {
		return fmt.Errorf("create %s: %w", key, fs.ErrExist)
	}
	b.put(key, data, true)
	return nil
}

// Replace implements [sealing.Objects].
func (b *Bucket) Replace(_ context.Context, key string, data []byte, tag string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.files[key].made {
		b.t.Errorf("%s, which must never change, is replaced", key)
	}
	if b.files[key].tag != tag {
		return "", fmt.Errorf("replace %s: %w", key, sealing.ErrReplaced)
	}
	if older, err := ledger.ReadTree(b.files[key].data); err == nil {
		if newer, err := ledger.ReadTree(data); err != nil || newer.N < older.N {
			b.t.Errorf("%s goes back from %d leaves to %d, %v", key, older.N, newer.N, err)
		}
	}
	return b.put(key, data, false), nil
}

func (b *Bucket) put(key string, data []byte, made bool) string {
	b.tags++
	f := file{bytes.Clone(data), strconv.Itoa(b.tags), made}
	b.files[key] = f
	return f.tag
}

// Files returns a copy of a register's log, by path.
func (b *Bucket) Files(register string) map[string][]byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	files := map[string][]byte{}
	for key, f := range b.files {
		if path, found := strings.CutPrefix(key, register+"/"); found {
			files[path] = f.data
		}
	}
	return files
}

// Tamper changes an object as somebody might who has the bucket: change gets
// what is there, nil when nothing is, and returns what is to be, nil for
// nothing.
func (b *Bucket) Tamper(key string, change func(data []byte) []byte) {
	b.mu.Lock()
	was := bytes.Clone(b.files[key].data)
	b.mu.Unlock()
	data := change(was) // which may read the bucket
	b.mu.Lock()
	defer b.mu.Unlock()
	if data == nil {
		delete(b.files, key)
		return
	}
	b.put(key, data, b.files[key].made)
}

// Clone returns a bucket with the same objects, that reports to t.
func (b *Bucket) Clone(t testing.TB) *Bucket {
	b.mu.Lock()
	defer b.mu.Unlock()
	return &Bucket{t: t, files: maps.Clone(b.files), tags: b.tags}
}
