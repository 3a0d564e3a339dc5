package sealing_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// overwrite puts a leaf's item as somebody could who may write leaves and leaves
// the conditions out.
func (o *office) overwrite(t *testing.T, id string, leaf ledger.Leaf, pending bool) {
	t.Helper()
	item := store.Item{Key: store.LeafKey(register, id), Attrs: store.Attrs{store.LeafAttr: leaf[:]}}
	if pending {
		item.Attrs[store.PendingAttr] = register
		item.Attrs[store.PendingSinceAttr] = store.IndexSort(start.Add(-time.Hour), id)
	}
	if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		t.Fatal(err)
	}
}

// Whoever makes a sealed leaf pending again does not get its entry into the log
// a second time, under its own leaf or another, and holds up nobody.
func TestSealedLeafMadePendingAgain(t *testing.T) {
	for name, leaf := range map[string]func(ledger.Leaf) ledger.Leaf{
		"as it was":        func(l ledger.Leaf) ledger.Leaf { return l },
		"with other bytes": func(ledger.Leaf) ledger.Leaf { return ledger.NewLeaf(ledger.Salt{}, []byte("another entry")) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.record(t, 5)
			o.seal(t)
			was, err := o.table.Get(t.Context(), store.LeafKey(register, "00000003"))
			if err != nil {
				t.Fatal(err)
			}
			o.overwrite(t, "00000003", leaf(o.leaves["00000003"]), true)
			o.record(t, sealing.MaxBatch+10)
			for run := range 2 {
				got := o.seal(t)
				if want := []string{"00000003"}; !slices.Equal(got.Overwritten, want) {
					t.Errorf("run %d: found %q overwritten, want %q", run+1, got.Overwritten, want)
				}
				if got.Size != 5+sealing.MaxBatch+10 {
					t.Errorf("run %d: the log has %d leaves, want all the others", run+1, got.Size)
				}
			}
			// Put back as its place has it, the log is as if nothing had been.
			if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: was}}); err != nil {
				t.Fatal(err)
			}
			if got := o.seal(t); len(got.Overwritten) > 0 {
				t.Errorf("put back, it is still found: %q", got.Overwritten)
			}
			o.check(t)
		})
	}
}

func TestManyLeavesMadePendingAgain(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3*sealing.MaxBatch)
	o.seal(t)
	for id, leaf := range o.leaves {
		o.overwrite(t, id, leaf, true)
	}
	o.record(t, 7)
	got := o.seal(t)
	if got.Sealed != 7 || len(got.Overwritten) != 3*sealing.MaxBatch {
		t.Errorf("sealed %d and found %d overwritten, want 7 and %d", got.Sealed, len(got.Overwritten), 3*sealing.MaxBatch)
	}
}

// A leaf that is taken out of what is pending before it is sealed is seen when
// the index still shows it.
func TestPendingLeafHiddenFromSealing(t *testing.T) {
	o := newOffice(t)
	o.record(t, 4)
	faulty := storetest.NewFaulty(o.table)
	if err := faulty.FreezePending(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	o.overwrite(t, "00000002", o.leaves["00000002"], false)
	got, err := sealing.New(faulty, o.bucket, o.key, o.config()).Impatient().Seal(t.Context(), register)
	if err != nil || got.Sealed != 3 || !slices.Equal(got.Overwritten, []string{"00000002"}) {
		t.Errorf("got %+v, %v; want the other three sealed, and the entry named", got, err)
	}
}

// Entries that wait are not forgotten for those that only pretend to.
func TestOldestOfThoseThatReallyWait(t *testing.T) {
	o := newOffice(t)
	o.record(t, 2*store.MaxBatch)
	o.seal(t)
	for id, leaf := range o.leaves {
		o.overwrite(t, id, leaf, true)
	}
	// One that really waits: of a version that this program does not know.
	since := start.Add(2 * store.MaxBatch * time.Second)
	strange := store.Attrs{
		store.LeafAttr: append([]byte{99}, make([]byte, 32)...), store.PendingAttr: register,
		store.PendingSinceAttr: store.IndexSort(since, "strange"),
	}
	put := store.Write{Action: store.Put, Item: store.Item{Key: store.LeafKey(register, "strange"), Attrs: strange}}
	if err := o.table.Transact(t.Context(), []store.Write{put}); err != nil {
		t.Fatal(err)
	}
	if got := o.seal(t); !got.Oldest.Equal(since) {
		t.Errorf("the oldest that waits is of %v, want of %v", got.Oldest, since)
	}
}

func TestOverwrittenLeavesAreSaidLoudly(t *testing.T) {
	out := &bytes.Buffer{}
	many := slices.Repeat([]string{"0198"}, 1000)
	sealing.Log(slog.New(slog.NewTextHandler(out, nil)), register, sealing.Report{Overwritten: many}, nil)
	if got := out.String(); !strings.Contains(got, "ALARM") || !strings.Contains(got, "leaves=1000") || len(got) > 500 {
		t.Errorf("the log says %q", got)
	}
}
