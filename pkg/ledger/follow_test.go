package ledger_test

import (
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

// Whatever the size of the tree, and in whatever order receipts are followed, each is
// proved, and none is that is changed in one byte, of another index or another leaf.
func TestAFollowerProvesWhatAReceiptDoes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.IntRange(1, 300).Draw(r, "size")
		log := ledgertest.New(t)
		log.Append(ledgertest.Leaves(0, size)...)
		c := log.Checkpoint()
		follower := ledger.Follow(c)
		for range 12 {
			index := rapid.Int64Range(0, int64(size)-1).Draw(r, "index")
			receipt := log.Receipt(index).Bytes()
			if rapid.Bool().Draw(r, "changed") {
				changed := append([]byte(nil), receipt...)
				at := rapid.IntRange(0, len(changed)-1).Draw(r, "at")
				changed[at] ^= rapid.ByteRange(1, 255).Draw(r, "by")
				if follower.Proves(changed, index, log.Leaves[index]) {
					r.Fatalf("byte %d of the receipt of leaf %d of %d may be another", at, index, size)
				}
				if cut := changed[:at]; follower.Proves(cut, index, log.Leaves[index]) {
					r.Fatalf("the receipt of leaf %d of %d may end at byte %d", index, size, at)
				}
			}
			if other := (index + 1) % int64(size); other != index && (follower.Proves(receipt, other, log.Leaves[index]) || follower.Proves(receipt, index, log.Leaves[other])) {
				r.Fatalf("the receipt of leaf %d of %d proves another", index, size)
			}
			if !follower.Proves(receipt, index, log.Leaves[index]) {
				r.Fatalf("the receipt of leaf %d of %d does not prove it", index, size)
			}
		}
		if follower.Proves(nil, 0, log.Leaves[0]) || ledger.Follow(ledger.Checkpoint{Tree: tlog.Tree{}}).Proves(log.Receipt(0).Bytes(), 0, log.Leaves[0]) {
			r.Fatal("nothing proves something")
		}
	})
}
