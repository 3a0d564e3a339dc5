package sealing_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

func TestEntriesByTheirPlace(t *testing.T) {
	o := newOffice(t)
	for _, count := range []int{3, 250, 1, 40} {
		o.record(t, count)
		o.seal(t)
	}
	reader := sealing.NewReader(o.table, o.bucket)
	for _, r := range [][2]int64{{0, 1}, {0, 294}, {2, 4}, {99, 101}, {253, 255}, {293, 294}, {100, 100 + sealing.MaxBatch}} {
		var want []string
		for n := r[0]; n < r[1]; n++ {
			want = append(want, fmt.Sprintf("%08d", n))
		}
		got, err := reader.Entries(t.Context(), register, r[0], r[1])
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("entries %d to %d: got %d of %d, %v", r[0], r[1], len(got), len(want), err)
		}
	}
	for _, r := range [][2]int64{{290, 295}, {294, 295}, {400, 500}} {
		if _, err := reader.Entries(t.Context(), register, r[0], r[1]); !errors.Is(err, sealing.ErrNotYet) {
			t.Errorf("entries %d to %d of 294: got %v, want ErrNotYet", r[0], r[1], err)
		}
	}
	for _, r := range [][2]int64{{-1, 3}, {3, 3}, {4, 3}} {
		if _, err := reader.Entries(t.Context(), register, r[0], r[1]); err == nil {
			t.Errorf("entries %d to %d were listed", r[0], r[1])
		}
	}
	if _, err := reader.Entries(t.Context(), "E07000110", 0, 1); !errors.Is(err, sealing.ErrNotYet) {
		t.Errorf("entries of an empty log: got %v, want ErrNotYet", err)
	}
}

func TestEntriesWithABatchGone(t *testing.T) {
	o := newOffice(t)
	o.record(t, 250)
	o.seal(t)
	gone := store.Write{Action: store.Delete, Item: store.Item{Key: store.BatchKey(register, sealing.MaxBatch)}}
	if err := o.table.Transact(t.Context(), []store.Write{gone}); err != nil {
		t.Fatal(err)
	}
	if got, err := sealing.NewReader(o.table, o.bucket).Entries(t.Context(), register, 0, 250); err == nil {
		t.Errorf("got %d entries, of which a batch is gone", len(got))
	}
}

// A head that was set back together with the bucket is given away by the batch
// that was taken from there.
func TestHeadSetBackWithItsBucket(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	o.seal(t)
	head, err := o.table.Get(t.Context(), store.HeadKey(register))
	if err != nil {
		t.Fatal(err)
	}
	before := o.bucket.Clone(t)
	o.record(t, 3)
	o.seal(t)
	if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: head}}); err != nil {
		t.Fatal(err)
	}
	o.bucket = before
	o.record(t, 1)
	_, err = o.sealer().Seal(t.Context(), register)
	var refusal *sealing.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != sealing.Damaged {
		t.Errorf("got %v, want a refusal", err)
	}
}

// A bundle over the whole log, made as an export would make it, with one entry
// destroyed.
func TestBundleOverARange(t *testing.T) {
	o := newOffice(t)
	salt := ledger.Salt{5}
	const destroyed, certificate = 3, 270
	entry := func(n int) []byte {
		if n == certificate {
			return fmt.Appendf(nil, `{"kind":"disposal","body":{"disposal":"d","leaves":["%s"]}}`, o.leaves[fmt.Sprintf("%08d", destroyed)])
		}
		return fmt.Appendf(nil, `{"n":%d}`, n)
	}
	for n := range 300 {
		id := fmt.Sprintf("%08d", n)
		leaf := ledger.NewLeaf(salt, entry(n))
		o.leaves[id] = leaf
		put := store.Write{Action: store.Put, If: store.Absent(), Item: store.Item{Key: store.LeafKey(register, id), Attrs: store.Attrs{
			store.LeafAttr: leaf[:], store.PendingAttr: register, store.PendingSinceAttr: store.IndexSort(start, id),
		}}}
		if err := o.table.Transact(t.Context(), []store.Write{put}); err != nil {
			t.Fatal(err)
		}
	}
	o.seal(t)
	reader := sealing.NewReader(o.table, o.bucket)
	view, err := reader.View(t.Context(), register)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := reader.Entries(t.Context(), register, 0, view.Checkpoint.N)
	if err != nil {
		t.Fatal(err)
	}
	o.record(t, 1)
	o.seal(t) // meanwhile the log goes on, and the bundle is of one checkpoint

	var out bytes.Buffer
	w, err := bundle.NewWriter(&out, o.keys(t), view.Checkpoint, bundle.Range{First: 0, End: 300})
	if err != nil {
		t.Fatal(err)
	}
	for index, id := range ids {
		receipt, err := view.Receipt(int64(index))
		if err != nil || receipt.Leaf != o.leaves[id] {
			t.Fatalf("receipt of entry %s: %v", id, err)
		}
		row := bundle.Row{Receipt: receipt, Entry: entry(index), Salt: salt}
		if index == destroyed {
			row = bundle.Row{Receipt: receipt}
		}
		if err := w.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Destroyed(destroyed, certificate, certificate); err != nil {
		t.Fatal(err)
	}
	proof, err := view.Extends(sealing.MaxBatch)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Extends(proof); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	keys := o.keys(t)
	got := bundle.Verify(bytes.NewReader(out.Bytes()), int64(out.Len()), bundle.Options{
		Keys: &keys, Since: o.bucket.Files(register)[ledger.KeptPath(sealing.MaxBatch)],
	})
	if len(got.Problems) > 0 || got.Entries != 299 || got.Destroyed != 1 {
		t.Errorf("got %d entries, %d destroyed; problems %v", got.Entries, got.Destroyed, got.Problems)
	}
}
