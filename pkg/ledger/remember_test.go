package ledger_test

import (
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

// hashReads counts how often hashes are read.
type hashReads struct {
	tlog.HashReader
	count int
}

func (r *hashReads) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	r.count++
	return r.HashReader.ReadHashes(indexes)
}

// Proofs from what is remembered are those from what is published, in any order and of a
// tree of any size, and a run of leaves is proved with a reading for each tile.
func TestWhatIsRememberedIsWhatIsPublished(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.Int64Range(1, 1500).Draw(r, "size")
		log := ledgertest.New(t)
		log.Append(ledgertest.Leaves(0, int(size))...)
		tree := log.Checkpoint().Tree
		published := ledger.OpenPublished(tree, log.Fetch)
		remembered := ledger.Remember(tree, published)
		for range 5 {
			index := rapid.Int64Range(0, size-1).Draw(r, "index")
			want, err := tlog.ProveRecord(size, index, published)
			if err != nil {
				r.Fatal(err)
			}
			got, err := tlog.ProveRecord(size, index, remembered)
			if err != nil || !slices.Equal(got, want) {
				r.Fatalf("leaf %d of %d: another proof, %v", index, size, err)
			}
		}
	})
	log := ledgertest.New(t)
	log.Append(ledgertest.Leaves(0, 1500)...)
	tree := log.Checkpoint().Tree
	reads := &hashReads{HashReader: ledger.OpenPublished(tree, log.Fetch)}
	remembered := ledger.Remember(tree, reads)
	for index := range tree.N {
		if _, err := tlog.ProveRecord(tree.N, index, remembered); err != nil {
			t.Fatal(err)
		}
	}
	if reads.count > 10 {
		t.Errorf("1,500 proofs read %d times from a log of six tiles", reads.count)
	}
}
