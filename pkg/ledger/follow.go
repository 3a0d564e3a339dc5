package ledger

import (
	"bytes"
	"encoding/base64"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// Follower proves receipts of one checkpoint one after another, as [Keys.OpenReceipt]
// and [ParseReceipt] do, and hashes only what the one before has not proved: of receipts
// in the log's order, two nodes each and not a whole path. The zero Follower proves
// nothing. It is not for concurrent use.
type Follower struct {
	tree   tlog.Tree
	signed []byte
	// The receipt proved last, when there is one: its index, and for each level up to the
	// root its node there and what of its bytes was still to come.
	proved bool
	last   int64
	node   [maxPath + 1]tlog.Hash
	rest   [maxPath + 1]int
	bytes  []byte
	head   []byte
}

// Follow begins with receipts of the checkpoint, which is trusted.
func Follow(c Checkpoint) *Follower { return &Follower{tree: c.Tree, signed: c.Signed} }

// Proves reports whether the receipt is, to the last byte, that of the leaf at the index
// in the checkpoint. Why it is not, [ParseReceipt] and the path say.
func (f *Follower) Proves(receipt []byte, index int64, leaf Leaf) bool {
	rest, is := f.begins(receipt, index, leaf)
	if !is || index < 0 || index >= f.tree.N {
		return false
	}
	before, last := f.proved, f.last
	f.proved = false
	hash := leaf.RecordHash()
	for level := 0; ; level++ {
		if before && index>>level == last>>level { // here the two ways to the root meet
			if hash != f.node[level] || !bytes.Equal(rest, f.bytes[len(f.bytes)-f.rest[level]:]) {
				return false
			}
			break
		}
		f.node[level], f.rest[level] = hash, len(rest)
		if f.tree.N <= 1<<level {
			if hash != f.tree.Hash || len(rest) == 0 || rest[0] != '\n' || !bytes.Equal(rest[1:], f.signed) {
				return false
			}
			break
		}
		node := index >> level
		isRight := node&1 == 1
		if !isRight && (node+1)<<level >= f.tree.N {
			continue // nothing stands to the right of it
		}
		beside, after, is := hashLine(rest)
		if !is {
			return false
		}
		if rest = after; isRight {
			hash = tlog.NodeHash(beside, hash)
		} else {
			hash = tlog.NodeHash(hash, beside)
		}
	}
	f.bytes = append(f.bytes[:0], receipt...)
	f.proved, f.last = true, index
	return true
}

// begins compares the lines before the path, and returns what follows them.
func (f *Follower) begins(receipt []byte, index int64, leaf Leaf) (rest []byte, is bool) {
	f.head = append(f.head[:0], "c2sp.org/tlog-proof@v1\nextra "...)
	f.head = base64.StdEncoding.AppendEncode(f.head, leaf[:])
	f.head = append(f.head, "\nindex "...)
	f.head = strconv.AppendInt(f.head, index, 10)
	f.head = append(f.head, '\n')
	return bytes.CutPrefix(receipt, f.head)
}

// hashLength is how long a hash is in base64.
const hashLength = (tlog.HashSize + 2) / 3 * 4

// hashLine reads a line of a path in its one form.
func hashLine(text []byte) (hash tlog.Hash, rest []byte, is bool) {
	if len(text) <= hashLength || text[hashLength] != '\n' {
		return tlog.Hash{}, nil, false
	}
	var decoded [hashLength]byte // as much as the decoder may write
	n, err := base64.StdEncoding.Strict().Decode(decoded[:], text[:hashLength])
	if err != nil || n != tlog.HashSize {
		return tlog.Hash{}, nil, false
	}
	return tlog.Hash(decoded[:n]), text[hashLength+1:], true
}
