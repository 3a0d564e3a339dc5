package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

// CheckpointPath is where a log's newest checkpoint is, below its prefix.
const CheckpointPath = "checkpoint"

// KeptPath is where the log keeps for ever the checkpoint it signed for a tree
// of this size. Sizes are written as tile numbers are, so that no directory
// grows large.
func KeptPath(size int64) string {
	return keptDir + strings.TrimPrefix(torchwood.TilePath(keptTile(size)), "tile/0/")
}

// ParseKeptPath is the inverse of [KeptPath].
func ParseKeptPath(path string) (size int64, err error) {
	number, found := strings.CutPrefix(path, keptDir)
	tile, err := torchwood.ParseTilePath("tile/0/" + number)
	if !found || err != nil || tile != keptTile(tile.N) || tile.N > maxSize {
		return 0, errors.New("not the path of a kept checkpoint")
	}
	return tile.N, nil
}

// ResignedPath is where the log keeps a checkpoint of a tree that it had kept
// one of before: with the signature of a new key, or with those of witnesses.
func ResignedPath(size int64, signed []byte) string {
	sum := sha256.Sum256(signed)
	return "resigned/" + strings.TrimPrefix(KeptPath(size), keptDir) + "/" + hex.EncodeToString(sum[:8])
}

const keptDir = "checkpoints/"

func keptTile(size int64) tlog.Tile {
	return tlog.Tile{H: torchwood.TileHeight, N: size, W: torchwood.TileWidth}
}

// Fetch reads an object of a published log by its path below the log's prefix.
// An object that is not there is an error that wraps [fs.ErrNotExist]. It is made
// for one operation and carries that operation's context.
type Fetch func(path string) ([]byte, error)

// ErrInconsistent says that a published log is not the one its checkpoint
// commits to: a tile or bundle was changed, or the checkpoint is of another
// tree.
var ErrInconsistent = errors.New("the published tiles are not those of the checkpoint")

// Published reads one tree of a published log. Each hash it returns is proved
// to be the tree's by way of the tiles above it, up to the root. It fetches a
// tile once; it is not safe for concurrent use.
type Published struct {
	tree  tlog.Tree
	fetch Fetch
	tiles map[tlog.Tile][]byte
}

// OpenPublished reads the tree, which the caller has from a checkpoint that it
// trusts.
func OpenPublished(tree tlog.Tree, fetch Fetch) *Published {
	return &Published{tree: tree, fetch: fetch, tiles: map[tlog.Tile][]byte{}}
}

// ReadHashes implements [tlog.HashReader]. Its error wraps [ErrInconsistent]
// when a tile is not the tree's, and the error of the fetch when that failed.
func (p *Published) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	if p.tree.N == 0 {
		return nil, errors.New("the empty tree has no hashes")
	}
	source := &tileSource{Published: p}
	hashes, err := tlog.TileHashReader(p.tree, source).ReadHashes(indexes)
	switch {
	case err == nil:
		return hashes, nil
	case source.failed != nil:
		return nil, source.failed
	default:
		return nil, fmt.Errorf("%w: %w", ErrInconsistent, err)
	}
}

// Leaves returns the leaves of the entry bundle that holds the given index, as
// far as the tree goes, each proved to be the tree's.
func (p *Published) Leaves(index int64) ([]Leaf, error) {
	if index < 0 || index >= p.tree.N {
		return nil, fmt.Errorf("there is no leaf %d in a tree of %d", index, p.tree.N)
	}
	tile := tlog.Tile{H: torchwood.TileHeight, L: -1, N: index / torchwood.TileWidth}
	first := tile.N * torchwood.TileWidth
	tile.W = int(min(torchwood.TileWidth, p.tree.N-first))
	data, whole, err := p.read(tile)
	if err != nil {
		return nil, err
	}
	width := tile.W
	if whole {
		width = torchwood.TileWidth
	}
	leaves, err := ParseBundle(data, width)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInconsistent, torchwood.TilePath(tile), err)
	}
	leaves = leaves[:tile.W]
	indexes := make([]int64, len(leaves))
	for i := range leaves {
		indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
	}
	hashes, err := p.ReadHashes(indexes)
	if err != nil {
		return nil, err
	}
	for i, leaf := range leaves {
		if leaf.RecordHash() != hashes[i] {
			return nil, fmt.Errorf("%w: %s: leaf %d", ErrInconsistent, torchwood.TilePath(tile), first+int64(i))
		}
	}
	return leaves, nil
}

// read fetches a tile. A log may drop a partial tile once the whole one is
// there, so that is the second place to look; whole says that it was.
func (p *Published) read(tile tlog.Tile) (data []byte, whole bool, err error) {
	path := torchwood.TilePath(tile)
	data, err = p.fetch(path)
	if errors.Is(err, fs.ErrNotExist) && tile.W < torchwood.TileWidth {
		tile.W = torchwood.TileWidth
		if full, again := p.fetch(torchwood.TilePath(tile)); !errors.Is(again, fs.ErrNotExist) {
			data, err, whole = full, again, true
		}
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", path, err)
	}
	return data, whole, nil
}

// tileSource is a [tlog.TileReader] that remembers why a fetch failed, which
// cannot otherwise be told from a tile that is wrong.
type tileSource struct {
	*Published
	failed error
}

func (s *tileSource) Height() int { return torchwood.TileHeight }

func (s *tileSource) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, tile := range tiles {
		if data, known := s.tiles[tile]; known {
			all[i] = data
			continue
		}
		data, _, err := s.read(tile)
		if err != nil {
			s.failed = err
			return nil, err
		}
		if size := tile.W * tlog.HashSize; len(data) > size {
			data = data[:size]
		}
		all[i] = data
	}
	return all, nil
}

// SaveTiles keeps tiles that were proved.
func (s *tileSource) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, tile := range tiles {
		s.tiles[tile] = data[i]
	}
}
