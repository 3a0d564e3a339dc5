package audit

import (
	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
)

// builder makes the tiles of a log from its leaves, in bundles, and keeps only
// the tiles that are not yet full: one a level.
type builder struct {
	edge   ledger.Edge
	levels [][]byte // the hashes of each level's unfilled tile
	counts []int64  // hashes so far at each level
}

// append adds a bundle and returns the tiles that it filled.
func (b *builder) append(leaves []ledger.Leaf) (filled []ledger.Object) {
	before := b.edge
	edge, growth := before.Append(leaves)
	b.edge = edge
	all := growth.Over(before)
	// A bundle starts at a multiple of 256, so that of each level above its own
	// at most one hash is new, and is the growth's own.
	for level := 0; ; level++ {
		shift := level * torchwood.TileHeight
		from, to := before.Size()>>shift, edge.Size()>>shift
		if from == to {
			return filled
		}
		indexes := make([]int64, 0, to-from)
		for n := from; n < to; n++ {
			indexes = append(indexes, tlog.StoredHashIndex(shift, n))
		}
		hashes, err := all.ReadHashes(indexes)
		if err != nil {
			panic("audit: a growth lacks its own hashes: " + err.Error())
		}
		if tile, full := b.add(level, hashes); full {
			filled = append(filled, tile)
		}
	}
}

// add puts hashes into a level's unfilled tile, and takes it out when it is full.
func (b *builder) add(level int, hashes []tlog.Hash) (tile ledger.Object, full bool) {
	if level == len(b.levels) {
		b.levels, b.counts = append(b.levels, nil), append(b.counts, 0)
	}
	for _, h := range hashes {
		b.levels[level] = append(b.levels[level], h[:]...)
	}
	b.counts[level] += int64(len(hashes))
	if len(b.levels[level]) < torchwood.TileWidth*tlog.HashSize {
		return ledger.Object{}, false
	}
	tile = b.tile(level)
	b.levels[level] = nil
	return tile, true
}

// tile is a level's last tile, as far as it is filled.
func (b *builder) tile(level int) ledger.Object {
	width := len(b.levels[level]) / tlog.HashSize
	at := tlog.Tile{H: torchwood.TileHeight, L: level, N: (b.counts[level] - 1) / torchwood.TileWidth, W: width}
	return ledger.Object{Path: torchwood.TilePath(at), Data: b.levels[level]}
}

// unfilled are the partial tiles at the log's end.
func (b *builder) unfilled() (tiles []ledger.Object) {
	for level := range b.levels {
		if len(b.levels[level]) > 0 {
			tiles = append(tiles, b.tile(level))
		}
	}
	return tiles
}
