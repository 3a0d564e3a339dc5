package ledger_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
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

// An index beyond the tree, or before it, goes the same ways left and right as one within,
// so that the path alone would prove it.
func TestAFollowerProvesNoIndexOutsideTheTree(t *testing.T) {
	for _, size := range []int64{1, 8} {
		log := ledgertest.New(t)
		log.Append(ledgertest.Leaves(0, int(size))...)
		for index := range size {
			receipt := log.Receipt(index).Bytes()
			for _, other := range []int64{index + size, index - size, index + 2*size} {
				said := bytes.Replace(receipt, fmt.Appendf(nil, "\nindex %d\n", index), fmt.Appendf(nil, "\nindex %d\n", other), 1)
				if ledger.Follow(log.Checkpoint()).Proves(said, other, log.Leaves[index]) {
					t.Errorf("leaf %d of %d is proved at %d", index, size, other)
				}
			}
		}
	}
}

// A hash of a path stands in 44 characters of base64, which may also be those of 31 or 33
// bytes.
func TestAFollowerReadsAHashInItsOneForm(t *testing.T) {
	log := ledgertest.New(t)
	log.Append(ledgertest.Leaves(0, 2)...)
	receipt := log.Receipt(0).Bytes()
	beside := log.Leaves[1].RecordHash()
	line := base64.StdEncoding.EncodeToString(beside[:])
	for name, other := range map[string]string{
		"a byte more": base64.StdEncoding.EncodeToString(append(beside[:], 0)),
		"a byte less": base64.StdEncoding.EncodeToString(beside[:31]),
		"no base64":   line[:43] + "!",
	} {
		changed := bytes.Replace(receipt, []byte("\n"+line+"\n"), []byte("\n"+other+"\n"), 1)
		if bytes.Equal(changed, receipt) || len(changed) != len(receipt) {
			t.Fatalf("%s: the receipt has no such line", name)
		}
		if ledger.Follow(log.Checkpoint()).Proves(changed, 0, log.Leaves[0]) {
			t.Errorf("%s: it is proved", name)
		}
	}
}
