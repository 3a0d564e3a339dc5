package sealing_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// restoredOffice is a register whose table was restored from a backup: of the 60
// entries recorded since, ten had been recorded and not yet sealed at the moment
// of the backup. It returns the table that was restored over as well.
func restoredOffice(t *testing.T) (restored, was *office) {
	t.Helper()
	o := newOffice(t)
	o.record(t, 250)
	o.seal(t)
	o.giveReceipts(t)
	o.record(t, 10)
	backup := o.copied(t)
	o.record(t, 300)
	o.seal(t)
	o.giveReceipts(t)
	backup.bucket, backup.key, backup.receipts = o.bucket, o.key, o.receipts
	return backup, o
}

func (o *office) compare(t *testing.T) *sealing.Gap {
	t.Helper()
	gap, err := o.comparer().Compare(t.Context(), register, o.keys(t))
	if err != nil {
		t.Fatal(err)
	}
	return gap
}

func (o *office) bridge(t *testing.T, gap *sealing.Gap) {
	t.Helper()
	if err := o.comparer().Bridge(t.Context(), gap, len(gap.Lost)); err != nil {
		t.Fatal(err)
	}
}

// wantRefusal checks that sealing refuses the log.
func (o *office) wantRefusal(t *testing.T, want sealing.Reason) {
	t.Helper()
	_, err := o.sealer().Seal(t.Context(), register)
	var refusal *sealing.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != want {
		t.Fatalf("got %v, want a refusal because %s", err, want)
	}
}

// The way from a restored table to one that is sealed again: it is refused, what
// is lost is named, and once that is given up the log goes on.
func TestARestoredTableGoesOnFromThePublishedLog(t *testing.T) {
	restored, was := restoredOffice(t)
	for _, named := range []bool{false, true} {
		t.Run(fmt.Sprintf("lost entries named=%v", named), func(t *testing.T) {
			o := restored.copied(t)
			for n := range 400 {
				o.leaves[fmt.Sprint("lost ", n)] = ledger.Leaf{} // so that new entries are others than those lost
			}
			o.record(t, 5) // recorded since, while nobody knew
			o.wantRefusal(t, sealing.Shrunk)
			gap := o.compare(t)
			if gap.Head != 250 || gap.Published != 560 || len(gap.Here) != 10 || len(gap.Lost) != 300 {
				t.Fatalf("head %d, published %d, %d here and %d lost; want 250, 560, 10 and 300", gap.Head, gap.Published, len(gap.Here), len(gap.Lost))
			}
			for i, p := range gap.Here {
				if want := fmt.Sprintf("%08d", 250+i); p.ID != want || p.Index != int64(250+i) {
					t.Errorf("at place %d is %q, want %q", p.Index, p.ID, want)
				}
			}
			if named {
				if err := gap.NameLost(t.Context(), was.table); err != nil {
					t.Fatal(err)
				}
			}
			o.bridge(t, gap)

			if got := o.seal(t); got.Sealed != 5 || got.Size != 565 {
				t.Errorf("sealed %d, to %d leaves; want the 5 recorded since, to 565", got.Sealed, got.Size)
			}
			o.wantPlaces(t, gap, named)
			if again := o.compare(t); again.Head != again.Published || len(again.Lost)+len(again.Here) != 0 {
				t.Errorf("a gap is left: %+v", again)
			}
			o.record(t, 3)
			o.seal(t)
		})
	}
}

// wantPlaces checks that each entry of the gap is found by its place, and that
// every receipt ever given still verifies and extends into the log as it is.
func (o *office) wantPlaces(t *testing.T, gap *sealing.Gap, named bool) {
	t.Helper()
	reader := sealing.NewReader(o.table, o.bucket)
	ids, err := reader.Entries(t.Context(), register, 0, gap.Published)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range gap.Here {
		if ids[p.Index] != p.ID {
			t.Errorf("at place %d is %q, want %q", p.Index, ids[p.Index], p.ID)
		}
	}
	for _, p := range gap.Lost {
		want := fmt.Sprint("lost-", p.Index)
		if named {
			want = fmt.Sprintf("%08d", p.Index)
			r, err := reader.Receipt(t.Context(), register, want)
			if err != nil || r.Leaf != p.Leaf || r.Index != p.Index {
				t.Errorf("receipt of lost entry %s: index %d, %v", want, r.Index, err)
			}
		}
		if ids[p.Index] != want {
			t.Errorf("at place %d is %q, want %q", p.Index, ids[p.Index], want)
		}
	}
	for _, b := range o.receipts {
		if _, _, err := o.keys(t).OpenReceipt(b); err != nil {
			t.Errorf("a receipt no longer verifies: %v", err)
		}
	}
}

// What was published is what the table's head becomes, whatever the size at which
// the backup was made: sealing it again signs nothing and refuses nothing.
func TestBridgedAtAnySize(t *testing.T) {
	for _, at := range []int{0, 1, 49, 256} {
		for _, more := range []int{1, 50, 300} {
			t.Run(fmt.Sprintf("a backup at %d, %d more", at, more), func(t *testing.T) {
				o := newOffice(t)
				o.record(t, at)
				o.seal(t)
				backup := o.copied(t)
				o.record(t, more)
				o.seal(t)
				backup.bucket, backup.key = o.bucket, o.key
				gap := backup.compare(t)
				if len(gap.Lost) != more {
					t.Fatalf("%d lost, want %d", len(gap.Lost), more)
				}
				if err := gap.NameLost(t.Context(), o.table); err != nil {
					t.Fatal(err)
				}
				backup.bridge(t, gap)
				backup.leaves = maps.Clone(o.leaves)
				backup.seal(t)
				backup.check(t)
			})
		}
	}
}

// Whatever transaction of a bridge fails or is where the process ends, comparing
// and bridging again finishes it, and sealing goes on only then.
func TestABridgeThatStopsHalfway(t *testing.T) {
	restored, was := restoredOffice(t)
	gap := restored.compare(t)
	if err := gap.NameLost(t.Context(), was.table); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 3, 7} {
		for _, fault := range []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter, storetest.TimeoutApplied, storetest.TimeoutNotApplied} {
			t.Run(fmt.Sprintf("transaction %d %s", n, fault), func(t *testing.T) {
				o := restored.copied(t)
				faulty := storetest.NewFaulty(o.table)
				faulty.Inject(storetest.OnTransact(n, fault))
				if err := sealing.NewComparer(faulty, o.bucket).Bridge(t.Context(), gap, len(gap.Lost)); err == nil {
					t.Fatal("want a failure")
				}
				again := o.compare(t)
				if again.Head < again.Published {
					o.wantRefusal(t, sealing.Shrunk)
					if err := again.NameLost(t.Context(), was.table); err != nil {
						t.Fatal(err)
					}
					o.bridge(t, again)
				}
				o.leaves = maps.Clone(was.leaves)
				o.seal(t)
				o.check(t)
			})
		}
	}
}

func TestNothingIsGivenUpByMistake(t *testing.T) {
	o, _ := restoredOffice(t)
	gap := o.compare(t)
	for _, number := range []int{0, len(gap.Lost) - 1, len(gap.Lost) + 1} {
		if err := o.comparer().Bridge(t.Context(), gap, number); err == nil {
			t.Errorf("%d entries were given up of %d that are lost", number, len(gap.Lost))
		}
	}
	// Nor is anything put in its place that was not signed.
	gap.Lost[3].Leaf[5] ^= 1
	var refusal *sealing.Refusal
	if err := o.comparer().Bridge(t.Context(), gap, len(gap.Lost)); !errors.As(err, &refusal) || refusal.Reason != sealing.Forked {
		t.Errorf("another leaf: got %v, want a refusal because %s", err, sealing.Forked)
	}
	o.wantRefusal(t, sealing.Shrunk)
}

// What is no restore is not put right by a tool.
func TestLogsThatAreNotBridged(t *testing.T) {
	restored, _ := restoredOffice(t)
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, o *office)
		want  sealing.Reason
	}{
		"two tables, each sealed by itself": {func(t *testing.T, o *office) {
			other := newOffice(t)
			other.record(t, 100)
			other.seal(t)
			o.table = other.table
		}, ""},
		"entries that are others": {func(t *testing.T, o *office) {
			other := newOffice(t)
			other.leaves["a gap"] = ledger.Leaf{}
			other.record(t, 100)
			other.seal(t)
			o.table = other.table
		}, sealing.Forked},
		"a checkpoint of another key": {func(t *testing.T, o *office) { o.key = newKey(t, 7) }, sealing.Foreign},
		"a tile that was changed": {func(t *testing.T, o *office) {
			o.bucket.Tamper(register+"/tile/0/001", func(b []byte) []byte { b[0] ^= 1; return b })
		}, sealing.Rewritten},
		"leaves that were changed": {func(t *testing.T, o *office) {
			o.bucket.Tamper(register+"/tile/entries/001", func(b []byte) []byte { b[40] ^= 1; return b })
		}, sealing.Rewritten},
		"a head that is damaged": {func(t *testing.T, o *office) {
			put := store.Write{Action: store.Put, Item: store.Item{Key: store.HeadKey(register), Attrs: store.Attrs{"size": int64(12)}}}
			if err := o.table.Transact(t.Context(), []store.Write{put}); err != nil {
				t.Fatal(err)
			}
		}, sealing.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			o := restored.copied(t)
			tt.spoil(t, o)
			gap, err := o.comparer().Compare(t.Context(), register, o.keys(t))
			if tt.want == "" { // it is the same log as far as it goes
				if err != nil || gap.Head != 100 {
					t.Errorf("got %+v, %v", gap, err)
				}
				return
			}
			var refusal *sealing.Refusal
			if !errors.As(err, &refusal) || refusal.Reason != tt.want {
				t.Errorf("got %v, want a refusal because %s", err, tt.want)
			}
		})
	}
}

// A head that is set back alone has its batches: which entries they hold is
// known, and must not be written over.
func TestAHeadThatIsSetBackAloneIsNotBridged(t *testing.T) {
	o := newOffice(t)
	o.record(t, 30)
	o.seal(t)
	before, err := o.table.Get(t.Context(), store.HeadKey(register))
	if err != nil {
		t.Fatal(err)
	}
	o.record(t, 30)
	o.seal(t)
	if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: before}}); err != nil {
		t.Fatal(err)
	}
	gap := o.compare(t)
	if err := o.comparer().Bridge(t.Context(), gap, len(gap.Lost)); err == nil {
		t.Error("it was bridged")
	}
}

func TestNamesComeFromTheSameLogAlone(t *testing.T) {
	o, _ := restoredOffice(t)
	other := newOffice(t)
	other.leaves["a gap"] = ledger.Leaf{}
	other.record(t, 600)
	other.seal(t)
	if err := o.compare(t).NameLost(t.Context(), other.table); err == nil {
		t.Error("another log named what this one lost")
	}
	// A copy that knows no more names nothing, and is no mistake.
	gap := o.compare(t)
	if err := gap.NameLost(t.Context(), o.table); err != nil || gap.Lost[0].ID != "" {
		t.Errorf("named %q, %v", gap.Lost[0].ID, err)
	}
}
