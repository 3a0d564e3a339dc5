package sealing_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/sealingtest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

const (
	register = "E07000107"
	site     = "log.example.gov.uk"
)

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// office is a register with its table, its bucket and its key, and what it has
// promised so far: the entries it acknowledged and the receipts it gave.
type office struct {
	table  store.Table
	file   string
	bucket *sealingtest.Bucket
	key    *key
	next   *key // signs beside it, while keys are changed over

	mu       sync.Mutex
	leaves   map[string]ledger.Leaf // acknowledged, by entry id
	receipts [][]byte
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{
		file:   filepath.Join(t.TempDir(), "register.db"),
		bucket: sealingtest.NewBucket(t),
		key:    newKey(t, 1),
		leaves: map[string]ledger.Leaf{},
	}
	o.open(t)
	return o
}

func (o *office) open(t *testing.T) {
	t.Helper()
	table, err := sqlite.Open(o.file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	o.table = table
}

// comparer compares the office's table with its log.
func (o *office) comparer() *sealing.Comparer {
	return sealing.NewComparer(o.table.(sealing.Table), o.bucket)
}

// copied returns an office in the same state that goes its own way.
func (o *office) copied(t *testing.T) *office {
	t.Helper()
	c := &office{
		file:     filepath.Join(t.TempDir(), "register.db"),
		bucket:   o.bucket.Clone(t),
		key:      o.key.clone(t),
		leaves:   maps.Clone(o.leaves),
		receipts: slices.Clone(o.receipts),
	}
	if o.next != nil {
		c.next = o.next.clone(t)
	}
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(o.file + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(c.file+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.open(t)
	return c
}

// record acknowledges so many entries, as package registrar writes their leaves.
func (o *office) record(t testing.TB, count int) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	for count > 0 {
		var writes []store.Write
		batch := map[string]ledger.Leaf{}
		for range min(count, store.MaxWrites) {
			n := len(o.leaves) + len(batch)
			id := fmt.Sprintf("%08d", n)
			leaf := ledgertest.Leaves(n, 1)[0]
			batch[id] = leaf
			writes = append(writes, store.Write{
				Action: store.Put,
				Item: store.Item{Key: store.LeafKey(register, id), Attrs: store.Attrs{
					store.LeafAttr:         leaf[:],
					store.PendingAttr:      register,
					store.PendingSinceAttr: store.IndexSort(start.Add(time.Duration(n)*time.Second), id),
				}},
				If: store.Absent(),
			})
		}
		if err := o.table.Transact(context.Background(), writes); err != nil {
			t.Fatal(err)
		}
		maps.Copy(o.leaves, batch)
		count -= len(batch)
	}
}

func (o *office) config() sealing.Config {
	config := sealing.Config{Site: site}
	if o.next != nil {
		config.Also = []sealing.Signer{o.next}
	}
	return config
}

// sealer returns the sealer of a process that has just started.
func (o *office) sealer() *sealing.Sealer {
	return sealing.New(o.table, o.bucket, o.key, o.config()).Impatient()
}

// seal runs a fresh sealer, which must succeed.
func (o *office) seal(t *testing.T) sealing.Report {
	t.Helper()
	report, err := o.sealer().Seal(t.Context(), register)
	if err != nil {
		t.Fatalf("seal: %v", err)
	}
	return report
}

func (o *office) keys(t *testing.T) ledger.Keys { return ledgertest.Keys(t, o.key.private) }

// checkpoint opens the published checkpoint.
func (o *office) checkpoint(t *testing.T) ledger.Checkpoint {
	t.Helper()
	c, err := o.keys(t).Open(o.bucket.Files(register)[ledger.CheckpointPath])
	if err != nil {
		t.Fatalf("open the checkpoint: %v", err)
	}
	return c
}

// giveReceipts gives out a receipt for the first, the middle and the last entry.
func (o *office) giveReceipts(t *testing.T) {
	t.Helper()
	reader := sealing.NewReader(o.table, o.bucket)
	ids := slices.Sorted(maps.Keys(o.leaves))
	if len(ids) == 0 {
		return
	}
	for _, id := range []string{ids[0], ids[len(ids)/2], ids[len(ids)-1]} {
		r, err := reader.Receipt(t.Context(), register, id)
		if err != nil {
			t.Fatalf("receipt of entry %s: %v", id, err)
		}
		o.receipts = append(o.receipts, r.Bytes())
	}
}

// check reads the whole log, when nothing is waiting, and tests all that the
// register has promised.
func (o *office) check(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	files := o.bucket.Files(register)
	c := o.checkpoint(t)
	if got, want := c.N, int64(len(o.leaves)); got != want {
		t.Fatalf("the log has %d leaves, and %d entries were acknowledged", got, want)
	}

	// Every acknowledged entry has a place, and no two the same.
	order := make([]ledger.Leaf, c.N)
	for id, leaf := range o.leaves {
		item, err := o.table.Get(ctx, store.LeafKey(register, id))
		if err != nil {
			t.Fatalf("leaf %s: %v", id, err)
		}
		index, sealed := item.Attrs[sealing.IndexAttr].(int64)
		if !sealed || index < 0 || index >= c.N {
			t.Fatalf("entry %s has no place in the log: %v", id, item.Attrs[sealing.IndexAttr])
		}
		if _, pending := item.Attrs[store.PendingAttr]; pending {
			t.Errorf("entry %s is in the log and pending", id)
		}
		if !bytes.Equal(item.Attrs[store.LeafAttr].([]byte), leaf[:]) {
			t.Errorf("the leaf of entry %s has changed", id)
		}
		place, err := o.table.Get(ctx, store.PlaceKey(register, id))
		if err != nil || place.Attrs[sealing.IndexAttr] != index || !bytes.Equal(place.Attrs[store.LeafAttr].([]byte), leaf[:]) {
			t.Errorf("the place of entry %s is written down as %v, %v; want %d", id, place.Attrs[sealing.IndexAttr], err, index)
		}
		if order[index] != (ledger.Leaf{}) {
			t.Errorf("two entries are at place %d", index)
		}
		order[index] = leaf
	}

	// Each entry is found by its place.
	if c.N > 0 {
		ids, err := sealing.NewReader(o.table, o.bucket).Entries(ctx, register, 0, c.N)
		if err != nil {
			t.Fatal(err)
		}
		for index, id := range ids {
			if o.leaves[id] != order[index] {
				t.Errorf("at place %d is entry %s, by its batch", index, id)
			}
		}
	}

	// The tiles, the head and the checkpoint are of one tree: that of these leaves.
	edge, growth := ledger.Edge{}.Append(order)
	if c.Tree != edge.Tree() {
		t.Errorf("the checkpoint is of the tree %v, not %v", c.Tree, edge.Tree())
	}
	if c.N > 0 {
		head, err := o.table.Get(ctx, store.HeadKey(register))
		if err != nil {
			t.Fatal(err)
		}
		if got := head.Attrs["size"]; got != c.N {
			t.Errorf("the head is of %v leaves, the checkpoint of %d", got, c.N)
		}
	}
	objects, err := growth.Objects(ledger.Edge{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range objects {
		if !bytes.Equal(files[want.Path], want.Data) {
			t.Errorf("%s is not the tree's", want.Path)
		}
	}

	// Every checkpoint ever signed is kept, and was of the same log.
	small := ledger.Edge{}
	roots := map[int64]tlog.Hash{0: small.Tree().Hash}
	for _, leaf := range order {
		small, _ = small.Append([]ledger.Leaf{leaf})
		roots[small.Tree().N] = small.Tree().Hash
	}
	for size, hash := range o.key.signed() {
		if roots[size] != hash {
			t.Errorf("a checkpoint of %d leaves was signed that is not of this log", size)
		}
		if kept, err := o.keys(t).Open(files[ledger.KeptPath(size)]); err != nil || kept.Hash != hash {
			t.Errorf("the checkpoint of %d leaves is not kept: %v", size, err)
		}
	}

	// Every receipt ever given verifies, under a checkpoint of this same log.
	for _, b := range o.receipts {
		r, under, err := o.keys(t).OpenReceipt(b)
		if err != nil {
			t.Errorf("a receipt no longer verifies: %v", err)
			continue
		}
		if roots[under.N] != under.Hash || order[r.Index] != r.Leaf {
			t.Errorf("the receipt of leaf %d of %d is of another log", r.Index, under.N)
		}
	}
	o.giveReceipts(t)
}

// key is a log's key that fails the test when it signs two trees of one size.
type key struct {
	t       testing.TB
	private ed25519.PrivateKey
	mu      sync.Mutex
	trees   map[int64]tlog.Hash
}

func newKey(t testing.TB, n byte) *key {
	return &key{t: t, private: ledgertest.Key(n), trees: map[int64]tlog.Hash{}}
}

func (k *key) clone(t testing.TB) *key {
	return &key{t: t, private: k.private, trees: k.signed()}
}

func (k *key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

func (k *key) Sign(_ context.Context, message []byte) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	tree, err := ledger.ReadTree(append(bytes.Clone(message), '\n'))
	if err != nil {
		k.t.Errorf("asked to sign what is no checkpoint: %q", message)
	}
	if hash, found := k.trees[tree.N]; found && hash != tree.Hash {
		k.t.Errorf("two trees of %d leaves were signed", tree.N)
	}
	k.trees[tree.N] = tree.Hash
	return ed25519.Sign(k.private, message), nil
}

func (k *key) signed() map[int64]tlog.Hash {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.trees)
}
