package bundle

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"disclosure-register/pkg/ledger"
)

// quick verifies rows that are as they should be, which nearly all are, from one reading
// of the file in its order. It says yes or nothing: of any other row, what is wrong is
// found out in the long way.
type quick struct {
	*check
	// window is the part of the file from begins on that was read last.
	window   []byte
	begins   int64
	next     int // the member after those of the last row
	follower *ledger.Follower
	name     []byte
	header   [headerSize]byte
}

const (
	// windowSize is how much of the file is read at once.
	windowSize = 1 << 20
	// headerSize is the length of a member's header in a zip, without its name.
	headerSize = 30
)

// quickBatch is how many rows are verified side by side before they are counted.
const quickBatch = 1 << 14

// quickly verifies rows side by side, and returns the leaves of those that are proved; no
// leaf begins with a zero.
func (c *check) quickly(lines []line) []ledger.Leaf {
	leaves := make([]ledger.Leaf, len(lines))
	each := (len(lines) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	var side sync.WaitGroup
	for first := 0; first < len(lines); first += each {
		some := lines[first:min(first+each, len(lines))]
		side.Go(func() {
			q := &quick{check: c, follower: ledger.Follow(c.verdict.Checkpoint)}
			for i, l := range some {
				leaf, proved := q.row(l)
				if proved {
					leaves[first+i] = leaf
				}
			}
		})
	}
	side.Wait()
	return leaves
}

// row reports whether a row is proved, and its leaf: its entry and its receipt are where
// a bundle has them, in a zip's one form, with the digests of SHA256SUMS; and the receipt
// is that of the leaf which entry and salt make.
func (q *quick) row(l line) (ledger.Leaf, bool) {
	at, found := q.next, true
	if q.name = appendEntryName(q.name[:0], l.index); at == 0 || at >= len(q.members) || q.members[at].Name != string(q.name) {
		at, found = q.at[string(q.name)]
	}
	if !found || l.gone || at+1 >= len(q.members) {
		return ledger.Leaf{}, false
	}
	q.next = at + 2
	entry, is := q.framed(at, q.name)
	if !is {
		return ledger.Leaf{}, false
	}
	leaf := ledger.NewLeaf(l.salt, entry)
	q.name = appendReceiptName(q.name[:0], l.index)
	receipt, is := q.framed(at+1, q.name)
	if !is || !q.follower.Proves(receipt, l.index, leaf) {
		return ledger.Leaf{}, false
	}
	for i := at; i < at+2; i++ {
		q.members[i].framed, q.members[i].expected = true, true
	}
	return leaf, true
}

// framed returns the content of a member, when it has the name and its digest, and its
// header and its content are in the file as [pack] writes them, at the place that
// follows from those before. It is good until the next is asked for.
func (q *quick) framed(at int, name []byte) ([]byte, bool) {
	m := &q.members[at]
	if string(name) != m.Name || m.UncompressedSize64 > largestRow {
		return nil, false
	}
	before := int64(headerSize + len(name))
	there, is := q.bytesAt(m.offset, before+int64(m.UncompressedSize64))
	if !is {
		return nil, false
	}
	content := there[before:]
	sum := crc32.ChecksumIEEE(content)
	header := append(q.header[:0], 'P', 'K', 3, 4)
	header = binary.LittleEndian.AppendUint16(header, zipVersion)
	header = binary.LittleEndian.AppendUint64(header, dosEpoch<<48) // flags, method and time are none
	header = binary.LittleEndian.AppendUint32(header, sum)
	header = binary.LittleEndian.AppendUint32(header, uint32(len(content)))
	header = binary.LittleEndian.AppendUint32(header, uint32(len(content)))
	header = binary.LittleEndian.AppendUint32(header, uint32(len(name))) // and nothing extra
	if sum != m.CRC32 || string(header) != string(there[:headerSize]) || string(name) != string(there[headerSize:before]) {
		return nil, false
	}
	digest := sha256.Sum256(content)
	var written [2 * sha256.Size]byte
	hex.Encode(written[:], digest[:])
	return content, string(written[:]) == m.sum
}

// bytesAt returns a part of the file, which is good until the next is asked for: one
// after another.
func (q *quick) bytesAt(offset, length int64) ([]byte, bool) {
	if offset+length > q.size {
		return nil, false
	}
	if from := offset - q.begins; from < 0 || from+length > int64(len(q.window)) {
		wanted := min(max(windowSize, length), q.size-offset)
		q.window, q.begins = slices.Grow(q.window[:0], int(wanted))[:wanted], offset
		if _, err := q.file.ReadAt(q.window, offset); err != nil && !errors.Is(err, io.EOF) {
			q.window = nil
			return nil, false
		}
	}
	from := offset - q.begins
	return q.window[from : from+length], true
}

func appendEntryName(to []byte, index int64) []byte {
	return append(strconv.AppendInt(append(to, "entries/"...), index, 10), ".json"...)
}

func appendReceiptName(to []byte, index int64) []byte {
	return append(strconv.AppendInt(append(to, "receipts/"...), index, 10), ".tlog-proof"...)
}
