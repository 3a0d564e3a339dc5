// Package audit checks a whole published log from its tiles: that they are,
// byte for byte, those of the entries, and that the signed checkpoint commits
// to them. It reads through a [ledger.Fetch] and does no input or output of its
// own.
package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
)

// Options say what a log is checked against, beside its keys.
type Options struct {
	// Since are older checkpoints, kept from before, that the log must extend.
	Since [][]byte
	// Kept are the paths of checkpoints that the log keeps, when they can be
	// listed. Each is checked to be of this log.
	Kept []string
	// Progress, when not nil, is told of leaves as they are read.
	Progress func(done, all int64)
}

// Problem is something that does not hold, at one path of the log.
type Problem struct {
	Path string
	What string
}

// String says it in a line.
func (p Problem) String() string { return p.Path + ": " + p.What }

// Verdict is what was found.
type Verdict struct {
	Checkpoint ledger.Checkpoint
	Holds      []string  // what is proved, for a person
	Problems   []Problem // none means that all holds
}

// most bounds how many problems are reported.
const most = 20

// check is a log being checked.
type check struct {
	fetch   ledger.Fetch
	keys    ledger.Keys
	options Options
	verdict Verdict
	roots   map[int64]tlog.Hash // by size, of the trees that are asked about
}

// Log reads and checks every tile and every leaf. An error means that something
// could not be read, such as a network that is down, and says nothing of the
// log; an object that is missing is a problem of the log.
func Log(fetch ledger.Fetch, keys ledger.Keys, o Options) (Verdict, error) {
	c := &check{fetch: fetch, keys: keys, options: o, roots: map[int64]tlog.Hash{}}
	err := c.all()
	return c.verdict, err
}

func (c *check) problem(path, format string, args ...any) {
	if len(c.verdict.Problems) < most {
		c.verdict.Problems = append(c.verdict.Problems, Problem{path, fmt.Sprintf(format, args...)})
	}
}

func (c *check) holds(format string, args ...any) {
	c.verdict.Holds = append(c.verdict.Holds, fmt.Sprintf(format, args...))
}

func (c *check) all() error {
	signed, err := c.read(ledger.CheckpointPath)
	if err != nil || signed == nil {
		return err
	}
	if c.verdict.Checkpoint, err = c.keys.Open(signed); err != nil {
		c.problem(ledger.CheckpointPath, "%v", err)
		return nil
	}
	head := c.verdict.Checkpoint
	c.holds("The checkpoint of %d leaves is signed by %s.", head.N, strings.Join(head.By, " and "))

	older, err := c.older()
	if err != nil {
		return err
	}
	rebuilt, err := c.rebuild(older)
	if err != nil || len(c.verdict.Problems) > 0 {
		return err
	}
	if rebuilt != head.Tree {
		c.problem(ledger.CheckpointPath, "it commits to other leaves than those published: a forked log, or a rewritten one")
		return nil
	}
	c.holds("All %d leaves and every tile are those the checkpoint commits to.", head.N)
	c.compare(older)
	return nil
}

// read returns an object, or nil when it is missing, which is noted.
func (c *check) read(path string) ([]byte, error) {
	data, err := c.fetch(path)
	if errors.Is(err, fs.ErrNotExist) {
		c.problem(path, "it is missing")
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data, nil
}

// sinceName names an older checkpoint in a problem.
func sinceName(i int) string {
	if i == 0 {
		return "the checkpoint you kept"
	}
	return fmt.Sprintf("the checkpoint you kept (%d)", i+1)
}

// older opens the checkpoints that the log must extend, by where they are from.
func (c *check) older() (map[string]ledger.Checkpoint, error) {
	older := map[string]ledger.Checkpoint{}
	open := func(from string, signed []byte) {
		k, err := c.keys.Open(signed)
		switch {
		case err != nil:
			c.problem(from, "%v", err)
		case k.N > c.verdict.Checkpoint.N:
			c.problem(ledger.CheckpointPath, "the log has shrunk: it has %d leaves, and by %s it had %d", c.verdict.Checkpoint.N, from, k.N)
		default:
			older[from] = k
		}
	}
	for i, signed := range c.options.Since {
		open(sinceName(i), signed)
	}
	for _, path := range c.options.Kept {
		size, err := ledger.ParseKeptPath(path)
		if err != nil {
			c.problem(path, "it is not the path of a kept checkpoint")
			continue
		}
		signed, err := c.read(path)
		if err != nil {
			return nil, err
		}
		open(path, signed)
		if k, opened := older[path]; opened && k.N != size {
			c.problem(path, "it is a checkpoint of %d leaves", k.N)
		}
	}
	return older, nil
}

// rebuild reads the leaves, makes every tile from them anew, and compares. It
// notes the roots of the trees that the older checkpoints are of.
func (c *check) rebuild(older map[string]ledger.Checkpoint) (tlog.Tree, error) {
	sizes := map[int64]bool{}
	for _, k := range older {
		sizes[k.N] = true
	}
	c.roots[0] = ledger.Edge{}.Tree().Hash

	size := c.verdict.Checkpoint.N
	b := &builder{}
	for first := int64(0); first < size; first += torchwood.TileWidth {
		bundle := tlog.Tile{H: torchwood.TileHeight, L: -1, N: first / torchwood.TileWidth, W: int(min(torchwood.TileWidth, size-first))}
		path := torchwood.TilePath(bundle)
		data, err := c.read(path)
		if err != nil || data == nil {
			return tlog.Tree{}, err
		}
		leaves, err := ledger.ParseBundle(data, bundle.W)
		if err != nil {
			c.problem(path, "%v", err)
			return tlog.Tree{}, nil
		}
		if err := c.roundOf(b, leaves, sizes); err != nil {
			return tlog.Tree{}, err
		}
		if c.options.Progress != nil {
			c.options.Progress(b.edge.Size(), size)
		}
		if len(c.verdict.Problems) >= most {
			return tlog.Tree{}, nil
		}
	}
	return b.edge.Tree(), c.compareTiles(b.unfilled())
}

// roundOf appends the leaves of one bundle and compares the tiles they fill.
func (c *check) roundOf(b *builder, leaves []ledger.Leaf, sizes map[int64]bool) error {
	before := b.edge
	filled := b.append(leaves)
	for size := range sizes {
		if at := size - before.Size(); at > 0 && at <= int64(len(leaves)) {
			then, _ := before.Append(leaves[:at])
			c.roots[size] = then.Tree().Hash
		}
	}
	return c.compareTiles(filled)
}

func (c *check) compareTiles(tiles []ledger.Object) error {
	for _, want := range tiles {
		data, err := c.read(want.Path)
		if err != nil {
			return err
		}
		if data != nil && !bytes.Equal(data, want.Data) {
			c.problem(want.Path, "the tile is not the one that the leaves make: it, or its leaves, were rewritten")
		}
	}
	return nil
}

// compare holds the older checkpoints against the trees of their sizes.
func (c *check) compare(older map[string]ledger.Checkpoint) {
	for _, from := range slices.Sorted(maps.Keys(older)) {
		if k := older[from]; c.roots[k.N] != k.Hash {
			c.problem(from, "%v: its %d leaves are not the first %d of this log", ledger.ErrForked, k.N, k.N)
		}
	}
	for i := range c.options.Since {
		if k := older[sinceName(i)]; c.roots[k.N] == k.Hash {
			c.holds("The log extends the one you kept a checkpoint of, which had %d leaves.", k.N)
		}
	}
	if kept := len(c.options.Kept); kept > 0 && len(c.verdict.Problems) == 0 {
		c.holds("Each of the %d checkpoints it keeps is of this same log.", kept)
	}
}
