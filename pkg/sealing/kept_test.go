package sealing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/sealing"
)

// kept returns how many kept checkpoints are what they should be, and what is found of
// the others.
func (o *office) kept(t *testing.T) (whole int, found []string) {
	t.Helper()
	whole, err := o.comparer().KeptCheckpoints(t.Context(), register, o.keys(t), func(size int64, what string) {
		found = append(found, fmt.Sprintf("%d: %s", size, what))
	})
	if err != nil {
		t.Fatal(err)
	}
	return whole, found
}

// Each checkpoint that was kept is looked at: one that is gone, damaged, another's or of
// another log is named by its size.
func TestAKeptCheckpointThatIsGoneOrAnotherIsNamed(t *testing.T) {
	o := newOffice(t)
	for _, n := range []int{3, 250, 3, 2 * sealing.MaxBatch, 1} { // to 3, 253, 256 and beyond, in full batches too
		o.record(t, n)
		o.seal(t)
	}
	whole, found := o.kept(t)
	if want := len(o.keptSizes(t)); whole != want || len(found) > 0 || want < 8 {
		t.Fatalf("%d are whole, %v; want %d", whole, found, want)
	}
	harm := func(size int64, change func([]byte) []byte) {
		o.bucket.Tamper(register+"/"+ledger.KeptPath(size), change)
	}
	last := o.checkpoint(t).N - 1 // at the end of two full batches
	for _, size := range []int64{0, 3, 256, last, last - sealing.MaxBatch} {
		harm(size, func([]byte) []byte { return nil })
	}
	harm(253, func(b []byte) []byte { b[len(b)-8] ^= 1; return b })
	whole, found = o.kept(t)
	slices.Sort(found)
	want := []string{"0: it is gone", "253: it is not signed by the log's keys, or is of another size", "256: it is gone", "3: it is gone"}
	for _, size := range []int64{last, last - sealing.MaxBatch} {
		if size%256 != 0 { // else nothing tells a bridge from a batch
			want = append(want, fmt.Sprintf("%d: it is gone", size))
		}
	}
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("of %d found %v, want %v", whole, found, want)
	}
	harm(253, func([]byte) []byte { return o.bucket.Files(register)[ledger.CheckpointPath] })
	if _, found := o.kept(t); !strings.Contains(strings.Join(found, "; "), "253: it is not signed by the log's keys, or is of another size") {
		t.Errorf("another checkpoint in its place: %v", found)
	}
	forked, err := ledger.Sign(ledgertest.Origin, tlog.Tree{N: 253, Hash: tlog.Hash{1}}, ledgertest.Signer(t, o.key.private))
	if err != nil {
		t.Fatal(err)
	}
	harm(253, func([]byte) []byte { return forked })
	if _, found := o.kept(t); !strings.Contains(strings.Join(found, "; "), "253: the log does not extend it") {
		t.Errorf("one of another log in its place: %v", found)
	}
}

// The one of the published size itself may not be kept yet; where it is, it is looked at.
func TestTheNewestKeptCheckpointIsLookedAtWhereItIsThere(t *testing.T) {
	o := newOffice(t)
	for range 2 {
		o.record(t, 3)
		o.seal(t)
	}
	for name, tt := range map[string]struct {
		change func([]byte) []byte
		want   []string
	}{
		"altered": {func(b []byte) []byte { b[len(b)-8] ^= 1; return b }, []string{"6: it is not signed by the log's keys, or is of another size"}},
		"emptied": {func([]byte) []byte { return []byte{} }, []string{"6: it is not signed by the log's keys, or is of another size"}},
		"older":   {func([]byte) []byte { return o.bucket.Files(register)[ledger.KeptPath(3)] }, []string{"6: it is not signed by the log's keys, or is of another size"}},
		"gone":    {func([]byte) []byte { return nil }, nil},
	} {
		whole := o.bucket.Files(register)[ledger.KeptPath(6)]
		o.bucket.Tamper(register+"/"+ledger.KeptPath(6), tt.change)
		if _, found := o.kept(t); !slices.Equal(found, tt.want) {
			t.Errorf("%s: found %v, want %v", name, found, tt.want)
		}
		o.bucket.Tamper(register+"/"+ledger.KeptPath(6), func([]byte) []byte { return whole })
	}
}

// Within a gap that was bridged there were other batches before: nothing is missed there
// that never was.
func TestABridgedGapMissesNoCheckpoint(t *testing.T) {
	was := newOffice(t)
	was.record(t, 250)
	was.seal(t)
	o := was.copied(t)
	for range 6 { // in other batches than those that a bridge makes of them
		was.record(t, sealing.MaxBatch-10)
		was.seal(t)
	}
	o.bucket, o.key = was.bucket, was.key
	gap := o.compare(t)
	if err := gap.NameLost(t.Context(), was.table); err != nil {
		t.Fatal(err)
	}
	o.bridge(t, gap)
	o.leaves = was.leaves
	o.record(t, 2)
	o.seal(t)
	if whole, found := o.kept(t); len(found) > 0 || whole < 6 {
		t.Errorf("%d are whole, and %v", whole, found)
	}
}

// keptSizes are of what trees the bucket has checkpoints.
func (o *office) keptSizes(t *testing.T) (sizes []int64) {
	t.Helper()
	for path := range o.bucket.Files(register) {
		if size, err := ledger.ParseKeptPath(path); err == nil {
			sizes = append(sizes, size)
		}
	}
	return sizes
}
