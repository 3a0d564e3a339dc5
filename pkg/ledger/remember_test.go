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

// What is remembered is bounded, to the hash: beyond it all is forgotten but what is asked
// for, and until then nothing.
func TestWhatIsRememberedIsBounded(t *testing.T) {
	const tiles, tile, left = 32, 256, 33 // of which 32*510 and 64 hashes are remembered: 1<<14
	log := ledgertest.New(t)
	log.Append(ledgertest.Leaves(0, tiles*tile+left)...)
	tree := log.Checkpoint().Tree
	reads := &hashReads{HashReader: ledger.OpenPublished(tree, log.Fetch)}
	remembered := ledger.Remember(tree, reads)
	ask := func(level int, n int64, want int) {
		t.Helper()
		before := reads.count
		if _, err := remembered.ReadHashes([]int64{tlog.StoredHashIndex(level, n)}); err != nil {
			t.Fatal(err)
		}
		if got := reads.count - before; got != want {
			t.Errorf("node %d of level %d: read %d times, want %d", n, level, got, want)
		}
	}
	for n := range int64(tiles + 1) {
		ask(0, n*tile, 1)
		ask(0, 0, 0) // is known from the first on
	}
	ask(8, 0, 1) // as many as may be are known: they stay
	ask(0, 0, 0)
	ask(0, 5*tile, 0)
	remembered = ledger.Remember(tree, reads)
	for n := range int64(tiles) {
		ask(0, n*tile, 1)
	}
	ask(8, 0, 1)
	ask(0, tiles*tile, 1) // more than may be are known
	ask(16, 0, 1)
	ask(0, 0, 1)
}
