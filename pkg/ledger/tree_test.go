package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

func TestEmptyTree(t *testing.T) {
	got := ledger.Edge{}.Tree()
	// SHA-256 of nothing: RFC 6962, section 2.1.
	if want := "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; got.N != 0 || got.Hash.String() != want {
		t.Errorf("got %d leaves, root %s; want 0, %s", got.N, got.Hash, want)
	}
}

// However a log's leaves are divided into batches, it is one tree, with the same
// tiles: those of its final size at least, and the whole ones.
func TestBatchesMakeNoDifference(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		batches := rapid.SliceOfN(rapid.IntRange(1, 600), 1, 6).Draw(r, "batches")
		log := ledgertest.New(t)
		total := 0
		for _, n := range batches {
			log.Grow(n)
			total += n
		}
		once := ledgertest.New(t)
		once.Grow(total)

		if got, want := log.Edge.Tree(), once.Edge.Tree(); got != want {
			r.Errorf("in batches of %v the tree is %v, at once %v", batches, got, want)
		}
		for path, want := range once.Files {
			if got := log.Files[path]; !bytes.Equal(got, want) {
				r.Errorf("in batches of %v, %s differs", batches, path)
			}
		}
	})
}

func TestEdgeReadBack(t *testing.T) {
	for size := range 70 {
		edge, _ := ledger.Edge{}.Append(ledgertest.Leaves(0, size))
		got, err := ledger.ParseEdge(int64(size), edge.Bytes())
		if err != nil || got.Tree() != edge.Tree() {
			t.Errorf("an edge of %d leaves is read back as %v, %v", size, got.Tree(), err)
		}
		if _, err := ledger.ParseEdge(int64(size), append(edge.Bytes(), 0)); err == nil {
			t.Errorf("an edge of %d leaves is read with a byte too many", size)
		}
	}
	if e, err := ledger.ParseEdge(1<<48, make([]byte, 32)); err != nil || e.Size() != 1<<48 {
		t.Errorf("the largest tree there can be: %v", err)
	}
	if _, err := ledger.ParseEdge(1<<48+1, make([]byte, 64)); err == nil {
		t.Error("a tree is larger than any can be")
	}
	if _, err := ledger.ParseEdge(-1, nil); err == nil {
		t.Error("an edge of -1 leaves is read")
	}
}

func TestAppendLeavesTheEdgeAlone(t *testing.T) {
	edge, _ := ledger.Edge{}.Append(ledgertest.Leaves(0, 5))
	before := edge.Tree()
	edge.Append(ledgertest.Leaves(5, 5))
	if got := edge.Tree(); got != before {
		t.Errorf("appending changed the edge from %v to %v", before, got)
	}
}

func TestPublishedLeaves(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(300)
	log.Grow(30)
	published := ledger.OpenPublished(log.Edge.Tree(), log.Fetch)
	for _, index := range []int64{0, 255, 256, 329} {
		leaves, err := published.Leaves(index)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := leaves[index%256], log.Leaves[index]; got != want {
			t.Errorf("leaf %d is %s, want %s", index, got, want)
		}
	}
	for _, index := range []int64{-1, 330, 512} {
		if _, err := published.Leaves(index); err == nil {
			t.Errorf("leaf %d of 330 was read", index)
		}
	}
}

// An old checkpoint asks for partial tiles, which a log may have dropped when
// the tiles filled up.
func TestOldTreeIsReadFromWholeTiles(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(100)
	old := log.Edge.Tree()
	log.Grow(500)
	for path := range log.Files {
		if strings.Contains(path, ".p/") {
			delete(log.Files, path)
		}
	}
	leaves, err := ledger.OpenPublished(old, log.Fetch).Leaves(99)
	if err != nil || len(leaves) != 100 || leaves[99] != log.Leaves[99] {
		t.Errorf("got %d leaves, %v; want the 100 of the old tree", len(leaves), err)
	}
}

func TestEveryChangedTileIsFoundOut(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(600)
	for _, path := range slices.Sorted(maps.Keys(log.Files)) {
		if !strings.HasPrefix(path, "tile/") {
			continue
		}
		bad := log.Clone()
		bad.Files[path] = bytes.Clone(bad.Files[path])
		bad.Files[path][40] ^= 1
		if err := readAll(bad); !errors.Is(err, ledger.ErrInconsistent) {
			t.Errorf("%s changed: got %v, want ErrInconsistent", path, err)
		}
		delete(bad.Files, path)
		if err := readAll(bad); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s removed: got %v, want ErrNotExist", path, err)
		}
	}
}

func readAll(log *ledgertest.Log) error {
	published := ledger.OpenPublished(log.Edge.Tree(), log.Fetch)
	for first := int64(0); first < log.Edge.Size(); first += 256 {
		if _, err := published.Leaves(first); err != nil {
			return err
		}
	}
	return nil
}

func TestObjectsWantTheUnfilledBundle(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(300)
	_, growth := log.Edge.Append(ledgertest.Leaves(300, 10))
	old := ledger.OpenPublished(log.Edge.Tree(), log.Fetch)
	if _, err := growth.Objects(old, log.Leaves[257:]); err == nil {
		t.Error("objects were made of too few leaves")
	}
	other := slices.Clone(log.Leaves[256:])
	other[3], other[4] = other[4], other[3]
	if _, err := growth.Objects(old, other); err == nil {
		t.Error("a bundle was made of leaves in another order than the tree's")
	}
}

func TestPathOfAKeptCheckpoint(t *testing.T) {
	for size, want := range map[int64]string{0: "checkpoints/000", 98: "checkpoints/098", 1234067: "checkpoints/x001/x234/067"} {
		if got := ledger.KeptPath(size); got != want {
			t.Errorf("the checkpoint of %d leaves is kept at %s, want %s", size, got, want)
		}
		if got, err := ledger.ParseKeptPath(want); got != size || err != nil {
			t.Errorf("%s is read as %d, %v", want, got, err)
		}
	}
	for _, path := range []string{"", "checkpoint", "checkpoints/", "checkpoints/1", "checkpoints/000.p/1", "tile/0/000"} {
		if _, err := ledger.ParseKeptPath(path); err == nil {
			t.Errorf("%q is read as the path of a kept checkpoint", path)
		}
	}
}

func TestConsistencyOfEverySize(t *testing.T) {
	const most = 40
	var trees []tlog.Tree
	for size := range most + 1 {
		edge, _ := ledger.Edge{}.Append(ledgertest.Leaves(0, size))
		trees = append(trees, edge.Tree())
	}
	_, all := ledger.Edge{}.Append(ledgertest.Leaves(0, most))
	fork, _ := ledger.Edge{}.Append(ledgertest.Leaves(1, 20))
	for newer := range most + 1 {
		for older := range newer + 1 {
			c, err := ledger.ProveConsistency(int64(newer), int64(older), all.Over(ledger.Edge{}))
			if err != nil {
				t.Fatal(err)
			}
			if c, err = ledger.ParseConsistency(c.Bytes()); err != nil {
				t.Fatal(err)
			}
			if err := c.Check(trees[newer], trees[older]); err != nil {
				t.Errorf("%d extends %d: %v", newer, older, err)
			}
			if older == 0 {
				continue
			}
			if err := c.Check(trees[newer], tlog.Tree{N: int64(older), Hash: fork.Tree().Hash}); !errors.Is(err, ledger.ErrForked) {
				t.Errorf("%d extends a fork of %d: got %v", newer, older, err)
			}
			if newer > older {
				if err := (ledger.Consistency{OldSize: int64(newer)}).Check(trees[older], trees[newer]); !errors.Is(err, ledger.ErrForked) {
					t.Errorf("a log shrunk from %d to %d: got %v", newer, older, err)
				}
			}
		}
	}
}

func TestConsistencyProofOfAnotherSize(t *testing.T) {
	empty := ledger.Edge{}.Tree()
	if err := (ledger.Consistency{}).Check(tlog.Tree{Hash: tlog.Hash{1}}, empty); !errors.Is(err, ledger.ErrForked) {
		t.Errorf("an empty tree with another root: %v", err)
	}
	err := ledger.Consistency{OldSize: 3}.Check(tlog.Tree{N: 9}, tlog.Tree{N: 4})
	if err == nil || !strings.Contains(err.Error(), "3 leaves, not 4") {
		t.Errorf("got %v", err)
	}
}

func ExampleEdge_Append() {
	edge, growth := ledger.Edge{}.Append(ledgertest.Leaves(0, 3))
	objects, err := growth.Objects(nil, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(edge.Tree().N, "leaves, root", edge.Tree().Hash)
	for _, o := range objects {
		fmt.Println(o.Path, len(o.Data), "bytes")
	}
	// Output:
	// 3 leaves, root rDzGHrsUd8ykrXcz/IEKHUKgyQTXVhHDZhn0zTBdoQo=
	// tile/0/000.p/3 96 bytes
	// tile/entries/000.p/3 105 bytes
}

// What a growth adds can be read up to its end, and no further.
func TestAGrowthHasNoHashBeyondItsEnd(t *testing.T) {
	_, growth := ledger.Edge{}.Append(ledgertest.Leaves(0, 2))
	hashes := growth.Over(nil)
	if got, err := hashes.ReadHashes([]int64{0, 1, 2}); err != nil || len(got) != 3 {
		t.Errorf("its own: %d, %v", len(got), err)
	}
	for _, beyond := range []int64{3, 4} {
		if _, err := hashes.ReadHashes([]int64{beyond}); err == nil {
			t.Errorf("hash %d is there", beyond)
		}
	}
}

// The whole tile stands in for a partial one that was dropped, and for nothing else: a
// store that fails is not taken for one that has no such tile.
func TestTheWholeTileStandsInOnlyForAPartialOneThatIsGone(t *testing.T) {
	log := ledgertest.New(t)
	log.Append(ledgertest.Leaves(0, 5)...)
	of := log.Edge.Tree()
	log.Append(ledgertest.Leaves(5, 295)...)
	down := errors.New("down")
	for name, tt := range map[string]struct {
		partial error
		want    error
		whole   bool // is asked for
	}{
		"it is there":      {nil, nil, false},
		"it was dropped":   {fs.ErrNotExist, nil, true},
		"the store is out": {down, down, false},
	} {
		whole := false
		leaves, err := ledger.OpenPublished(of, func(path string) ([]byte, error) {
			if strings.HasSuffix(path, ".p/5") && tt.partial != nil {
				return nil, tt.partial
			}
			whole = whole || !strings.Contains(path, ".p/")
			return log.Fetch(path)
		}).Leaves(3)
		if !errors.Is(err, tt.want) || err == nil && len(leaves) == 0 || whole != tt.whole {
			t.Errorf("%s: %d leaves, %v; the whole tile was asked for: %v", name, len(leaves), err, whole)
		}
	}
}
