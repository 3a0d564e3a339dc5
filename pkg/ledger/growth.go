package ledger

import (
	"errors"
	"fmt"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

// Growth is what one append added to a tree.
type Growth struct {
	From, To int64  // sizes of the tree before and after
	Leaves   []Leaf // those added

	first  int64       // storage index of the first of hashes
	hashes []tlog.Hash // those the append stored, in storage order
}

// Over reads the larger tree: its new hashes from the growth, and the others
// from old, which reads the tree as it was.
func (g Growth) Over(old tlog.HashReader) tlog.HashReader { return g.over(old) }

// over takes a pointer, so that an append can read what it has just added.
func (g *Growth) over(old tlog.HashReader) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		var older []int64
		var places []int
		for i, index := range indexes {
			switch at := index - g.first; {
			case at < 0:
				older, places = append(older, index), append(places, i)
			case at < int64(len(g.hashes)):
				hashes[i] = g.hashes[at]
			default:
				return nil, fmt.Errorf("hash %d is beyond a tree of %d leaves", index, g.To)
			}
		}
		if len(older) == 0 {
			return hashes, nil
		}
		found, err := old.ReadHashes(older)
		if err != nil {
			return nil, err
		}
		if len(found) != len(older) {
			return nil, errors.New("a hash reader returned too few hashes")
		}
		for i, h := range found {
			hashes[places[i]] = h
		}
		return hashes, nil
	})
}

// Object is one static object of a published log.
type Object struct {
	Path string // below the log's prefix, such as tile/0/000.p/5
	Data []byte
}

// Objects returns every tile and entry bundle that publishing the growth needs,
// none of which the tree before it had. Old reads the tree before. Edge are the
// leaves of its unfilled bundle, oldest first: the last From mod 256; they are
// checked against old.
func (g Growth) Objects(old tlog.HashReader, edge []Leaf) ([]Object, error) {
	if want := g.From % torchwood.TileWidth; int64(len(edge)) != want {
		return nil, fmt.Errorf("an unfilled bundle of %d leaves, not %d", len(edge), want)
	}
	all := g.Over(old)
	leaves := append(edge[:len(edge):len(edge)], g.Leaves...)
	var objects []Object
	for _, tile := range tlog.NewTiles(torchwood.TileHeight, g.From, g.To) {
		data, err := tlog.ReadTileData(tile, all)
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", torchwood.TilePath(tile), err)
		}
		objects = append(objects, Object{torchwood.TilePath(tile), data})
		if tile.L > 0 {
			continue
		}
		bundle := tile
		bundle.L = -1
		first := tile.N*torchwood.TileWidth - (g.From - int64(len(edge)))
		entries, err := formatBundle(leaves[first:first+int64(tile.W)], data)
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", torchwood.TilePath(bundle), err)
		}
		objects = append(objects, Object{torchwood.TilePath(bundle), entries})
	}
	return objects, nil
}

// formatBundle writes an entry bundle, whose leaves must be those of the tile.
func formatBundle(leaves []Leaf, tile []byte) ([]byte, error) {
	var bundle []byte
	for i, leaf := range leaves {
		if leaf.RecordHash() != tlog.Hash(tile[i*tlog.HashSize:]) {
			return nil, fmt.Errorf("its leaf %d is not the tree's", i)
		}
		var err error
		if bundle, err = torchwood.AppendTileEntry(bundle, leaf[:]); err != nil {
			return nil, err
		}
	}
	return bundle, nil
}

// ParseBundle reads an entry bundle (C2SP tlog-tiles) of exactly so many leaves.
func ParseBundle(data []byte, leaves int) ([]Leaf, error) {
	bundle := make([]Leaf, 0, max(0, min(leaves, torchwood.TileWidth)))
	for len(data) > 0 {
		entry, rest, err := torchwood.ReadTileEntry(data)
		if err != nil {
			return nil, fmt.Errorf("entry bundle: cut short at entry %d", len(bundle))
		}
		if len(bundle) >= leaves {
			return nil, fmt.Errorf("entry bundle: more than %d entries", leaves)
		}
		leaf, err := LeafFromBytes(entry)
		if err != nil {
			return nil, fmt.Errorf("entry bundle: entry %d: %w", len(bundle), err)
		}
		bundle, data = append(bundle, leaf), rest
	}
	if len(bundle) != leaves {
		return nil, fmt.Errorf("entry bundle: %d entries, not %d", len(bundle), leaves)
	}
	return bundle, nil
}
