package ledger

import (
	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

// Remembered reads the hashes of a tree a tile at a time, and remembers what it has read:
// for proofs of one leaf after another, of which each needs mostly what the last did. It
// holds a megabyte or so. It is not for concurrent use.
type Remembered struct {
	from  tlog.HashReader
	size  int64
	known map[int64]tlog.Hash
}

// Remember reads the hashes of the tree from what proves them.
func Remember(tree tlog.Tree, from tlog.HashReader) *Remembered {
	return &Remembered{from: from, size: tree.N, known: map[int64]tlog.Hash{}}
}

// mostRemembered bounds how many hashes are remembered: those of some thirty tiles.
const mostRemembered = 1 << 14

// ReadHashes implements [tlog.HashReader].
func (r *Remembered) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	if err := r.learn(indexes); err != nil {
		return nil, err
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = r.known[index]
	}
	return hashes, nil
}

// row is the bottom of a tile: nodes of one level, from first on.
type row struct {
	level int
	first int64
}

// learn reads the tiles of those indexes that are not known.
func (r *Remembered) learn(indexes []int64) error {
	var rows []row
	var wanted []int64
	seen := map[row]bool{}
	for pass := range 2 {
		for _, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			bottom := level - level%torchwood.TileHeight
			one := row{bottom, n << (level - bottom) &^ (torchwood.TileWidth - 1)}
			if _, known := r.known[index]; known || seen[one] {
				continue
			}
			seen[one] = true
			rows = append(rows, one)
			for n := one.first; n < min(one.first+torchwood.TileWidth, r.size>>bottom); n++ {
				wanted = append(wanted, tlog.StoredHashIndex(bottom, n))
			}
		}
		if len(rows) == 0 {
			return nil
		}
		if pass > 0 || len(r.known) <= mostRemembered {
			break
		}
		clear(r.known) // and what was known of these is wanted too
		clear(seen)
		rows, wanted = nil, nil
	}
	hashes, err := r.from.ReadHashes(wanted)
	if err != nil {
		return err
	}
	for _, one := range rows {
		width := min(torchwood.TileWidth, r.size>>one.level-one.first)
		nodes := hashes[:width:width]
		hashes = hashes[width:]
		for level, first := one.level, one.first; len(nodes) > 0 && level < one.level+torchwood.TileHeight; level, first = level+1, first/2 {
			above := nodes[:0:0]
			for i, node := range nodes {
				r.known[tlog.StoredHashIndex(level, first+int64(i))] = node
				if i%2 == 1 {
					above = append(above, tlog.NodeHash(nodes[i-1], node))
				}
			}
			nodes = above
		}
	}
	return nil
}
