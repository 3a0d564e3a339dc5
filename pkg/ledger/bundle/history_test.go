package bundle_test

import (
	"fmt"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/ledger/ledgertest"
)

// A bundle over a range proves every checkpoint of a size in the range by its
// rows alone, and finds every log that is another.
func TestARangeProvesEveryCheckpointWithinIt(t *testing.T) {
	r := newRegister(t)
	o := trusted(t)
	var forks [13][]byte // by size
	for size := range int64(12) {
		forks[size+1] = forked(t, r, size+1)
	}
	for first := int64(0); first < 12; first++ {
		for end := first + 1; end <= 12; end++ {
			var rows []int64
			for index := first; index < 12; index++ {
				if index < end || index >= 9 {
					rows = append(rows, index)
				}
			}
			file := r.bundle(t, bundle.Range{First: first, End: end}, rows...)
			for size := int64(1); size <= 12; size++ {
				o.Since = r.olds[size]
				got := verify(file, o)
				provable := first <= size && size <= end || size == 5 || size == 12
				switch {
				case provable && len(got.Problems) > 0:
					t.Errorf("%d to %d, since %d: %v", first, end, size, got.Problems)
				case !provable && (len(got.Problems) != 1 || !strings.Contains(got.Problems[0].String(), fmt.Sprintf("the checkpoint you kept: it has %d leaves, and the bundle holds no proof from there: ask for a bundle with \"since\": [%d]", size, size))):
					t.Errorf("%d to %d, since %d, which it has no proof from: %v", first, end, size, got.Problems)
				}
				o.Since = forks[size]
				if got := verify(file, o); provable && (len(got.Problems) != 1 || got.Problems[0].Member != "checkpoint" || !strings.Contains(got.Problems[0].What, "The log is not the one you kept a checkpoint of")) {
					t.Errorf("%d to %d, since a forked log of %d: %v", first, end, size, got.Problems)
				}
			}
		}
	}
}

// forked is the checkpoint of a log that differs in its first leaf.
func forked(t *testing.T, r *register, size int64) []byte {
	t.Helper()
	fork := ledgertest.New(t)
	fork.Append(ledger.NewLeaf(ledger.Salt{}, []byte("another")))
	fork.Append(r.Leaves[1:size]...)
	return fork.Files["checkpoint"]
}

func TestSinceWhat(t *testing.T) {
	r := newRegister(t)
	empty := ledgertest.New(t)
	empty.Sign()
	larger := ledgertest.New(t)
	larger.Append(r.Leaves...)
	larger.Grow(1)
	for name, tt := range map[string]struct {
		since   []byte
		problem string
		note    string
	}{
		"nothing":                       {nil, "", "any checkpoint you kept of 2 to 11 leaves"},
		"the same":                      {r.Files["checkpoint"], "", ""},
		"an empty log":                  {empty.Files["checkpoint"], "", ""},
		"a larger log: this one shrank": {larger.Files["checkpoint"], "checkpoint: it is of 12 leaves, and the checkpoint you kept is of 13. If the bundle was asked for before you kept that one, ask for it again. If it was asked for later, entries were removed", ""},
		"nonsense":                      {[]byte("not a checkpoint"), "the checkpoint you kept: checkpoint: not a signed note", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := trusted(t)
			o.Since = tt.since
			got := verify(r.good(t), o)
			if (len(got.Problems) > 0) != (tt.problem != "") || tt.problem != "" && !strings.HasPrefix(got.Problems[0].String(), tt.problem) {
				t.Errorf("problems %v, want %q", got.Problems, tt.problem)
			}
			if !strings.Contains(strings.Join(got.Notes, "\n"), tt.note) {
				t.Errorf("notes %q, want %q", got.Notes, tt.note)
			}
		})
	}
}
