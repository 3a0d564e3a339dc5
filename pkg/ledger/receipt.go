package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

// Receipt is offline proof that one leaf is in the log (C2SP tlog-proof): the
// leaf, its index, its path to the root, and the checkpoint. The leaf is the
// proof's extra data; a leaf put there that is not the log's makes the proof
// fail.
type Receipt struct {
	Index int64
	Leaf  Leaf
	Path  tlog.RecordProof
	// Signed is the checkpoint, whole.
	Signed []byte
}

// NewReceipt proves the leaf at the index to be in the checkpoint's tree, which
// hashes reads. It fails when the leaf is not the one at that index.
func NewReceipt(c Checkpoint, index int64, leaf Leaf, hashes tlog.HashReader) (Receipt, error) {
	path, err := tlog.ProveRecord(c.N, index, hashes)
	if err != nil {
		return Receipt{}, fmt.Errorf("prove leaf %d of %d: %w", index, c.N, err)
	}
	if err := tlog.CheckRecord(path, c.N, c.Hash, index, leaf.RecordHash()); err != nil {
		return Receipt{}, fmt.Errorf("prove leaf %d of %d: %w: the log has another leaf there", index, c.N, ErrInconsistent)
	}
	return Receipt{Index: index, Leaf: leaf, Path: path, Signed: c.Signed}, nil
}

// Bytes returns the receipt in the form c2sp.org/tlog-proof@v1.
func (r Receipt) Bytes() []byte {
	return torchwood.FormatProofWithExtraData(r.Index, r.Leaf[:], r.Path, r.Signed)
}

// ErrNotProved says that a receipt does not prove its leaf.
var ErrNotProved = errors.New("the receipt does not prove its leaf")

// OpenReceipt reads a receipt and verifies it: the signatures of its checkpoint
// and the path from its leaf to the root. Its errors wrap [ErrNotSigned] or
// [ErrNotProved], or say that it is malformed.
func (k Keys) OpenReceipt(b []byte) (Receipt, Checkpoint, error) {
	r, err := ParseReceipt(b)
	if err != nil {
		return Receipt{}, Checkpoint{}, err
	}
	c, err := k.Open(r.Signed)
	if err != nil {
		return Receipt{}, Checkpoint{}, fmt.Errorf("receipt of leaf %d: %w", r.Index, err)
	}
	policy, err := k.policy()
	if err != nil {
		return Receipt{}, Checkpoint{}, err
	}
	if err := torchwood.VerifyProof(policy, r.Leaf.RecordHash(), b); err != nil {
		return Receipt{}, Checkpoint{}, fmt.Errorf("receipt of leaf %d: %w", r.Index, ErrNotProved)
	}
	return r, c, nil
}

// The longest path of a tree of maxSize leaves.
const maxPath = 48

// ParseReceipt reads a receipt and verifies nothing but its form, which must be
// the very bytes that [Receipt.Bytes] writes.
func ParseReceipt(b []byte) (Receipt, error) {
	malformed := func(what string) (Receipt, error) {
		return Receipt{}, fmt.Errorf("receipt: %s", what)
	}
	extra, err := torchwood.ProofExtraData(b)
	if err != nil {
		return malformed("it is not a tlog-proof with a leaf as extra data")
	}
	leaf, err := LeafFromBytes(extra)
	if err != nil {
		return Receipt{}, fmt.Errorf("receipt: %w", err)
	}
	head, signed, _ := strings.Cut(string(b), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || len(lines) > 3+maxPath {
		return malformed("it has no index, or too long a path")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil || index < 0 {
		return malformed("its index is not a number")
	}
	r := Receipt{Index: index, Leaf: leaf, Signed: []byte(signed)}
	for _, line := range lines[3:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return malformed("a line of its path is not a hash")
		}
		r.Path = append(r.Path, tlog.Hash(hash))
	}
	if string(r.Bytes()) != string(b) {
		return malformed("it is not in its canonical form")
	}
	return r, nil
}

// Before returns the edge of the tree of all leaves before this one. The path to
// the root holds it: the nodes on the way's left are the roots of those leaves'
// complete subtrees (RFC 6962, section 2.1.1). What it returns is as true as the
// receipt, which is to be verified first.
func (r Receipt) Before() (Edge, error) {
	tree, err := ReadTree(r.Signed)
	if err != nil {
		return Edge{}, err
	}
	var left []tlog.Hash // the smallest first
	path := r.Path
	for level := 0; tree.N > 1<<level; level++ {
		node := r.Index >> level
		isRight := node&1 == 1
		if !isRight && (node+1)<<level >= tree.N {
			continue // nothing stands to the right of it
		}
		if len(path) == 0 {
			return Edge{}, ErrNotProved
		}
		if isRight {
			left = append(left, path[0])
		}
		path = path[1:]
	}
	if len(path) > 0 {
		return Edge{}, ErrNotProved
	}
	slices.Reverse(left)
	return Edge{size: r.Index, hashes: left}, nil
}
