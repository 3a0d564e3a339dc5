package ledger

import (
	"fmt"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

// Edge is the right edge of a tree: the roots of the complete subtrees it is
// made of, largest first. It is all that appending needs, and its length grows
// with the logarithm of the tree's. The zero Edge is of the empty tree.
type Edge struct {
	size   int64
	hashes []tlog.Hash
}

// ParseEdge reads what [Edge.Bytes] wrote, for a tree of so many leaves.
func ParseEdge(size int64, b []byte) (Edge, error) {
	if size < 0 || size > maxSize {
		return Edge{}, fmt.Errorf("edge: no tree has %d leaves", size)
	}
	e := Edge{size: size, hashes: make([]tlog.Hash, len(torchwood.RightEdge(size)))}
	if len(b) != len(e.hashes)*tlog.HashSize {
		return Edge{}, fmt.Errorf("edge: %d bytes; a tree of %d leaves has %d", len(b), size, len(e.hashes)*tlog.HashSize)
	}
	for i := range e.hashes {
		e.hashes[i] = tlog.Hash(b[i*tlog.HashSize:])
	}
	return e, nil
}

// maxSize bounds a tree's size so that no arithmetic on it overflows.
const maxSize = 1 << 48

// ReadEdge reads the edge of a tree of the given size from its hashes.
func ReadEdge(size int64, from tlog.HashReader) (Edge, error) {
	if size == 0 {
		return Edge{}, nil
	}
	hashes, err := from.ReadHashes(torchwood.RightEdge(size))
	if err != nil {
		return Edge{}, fmt.Errorf("read the right edge: %w", err)
	}
	return Edge{size: size, hashes: hashes}, nil
}

// Bytes returns the hashes one after another, 32 bytes each.
func (e Edge) Bytes() []byte {
	b := make([]byte, 0, len(e.hashes)*tlog.HashSize)
	for _, h := range e.hashes {
		b = append(b, h[:]...)
	}
	return b
}

// Size is the number of leaves in the tree.
func (e Edge) Size() int64 { return e.size }

// Tree returns the tree's size and root hash.
func (e Edge) Tree() tlog.Tree {
	root, err := tlog.TreeHash(e.size, e)
	if err != nil {
		panic("ledger: an edge does not hold its own tree: " + err.Error())
	}
	return tlog.Tree{N: e.size, Hash: root}
}

// ReadHashes implements [tlog.HashReader] for the hashes that the edge holds,
// and refuses any other.
func (e Edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	held := torchwood.RightEdge(e.size)
	hashes := make([]tlog.Hash, len(indexes))
next:
	for i, wanted := range indexes {
		for j, index := range held {
			if index == wanted {
				hashes[i] = e.hashes[j]
				continue next
			}
		}
		return nil, fmt.Errorf("the right edge of %d leaves does not hold hash %d", e.size, wanted)
	}
	return hashes, nil
}

// Append adds leaves in order. It returns the edge of the larger tree and what
// was added, and leaves the receiver as it was.
func (e Edge) Append(leaves []Leaf) (Edge, Growth) {
	g := Growth{From: e.size, To: e.size, Leaves: leaves, first: tlog.StoredHashCount(e.size)}
	g.hashes = make([]tlog.Hash, 0, 2*len(leaves)+1)
	both := g.over(e)
	for _, leaf := range leaves {
		added, err := tlog.StoredHashesForRecordHash(g.To, leaf.RecordHash(), both)
		if err != nil {
			panic("ledger: an edge does not suffice to append: " + err.Error())
		}
		g.hashes = append(g.hashes, added...)
		g.To++
	}
	larger, err := ReadEdge(g.To, g.over(e))
	if err != nil {
		panic("ledger: an edge does not suffice to append: " + err.Error())
	}
	return larger, g
}
