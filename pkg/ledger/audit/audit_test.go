package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/audit"
	"disclosure-register/pkg/ledger/ledgertest"
)

func TestLogsThatHold(t *testing.T) {
	log := ledgertest.New(t)
	log.Sign()
	for _, size := range []int{0, 1, 255, 256, 257, 512, 700, 65_536, 65_537, 66_000} {
		log.Grow(size - len(log.Leaves))
		got, err := audit.Log(log.Fetch, ledgertest.Keys(t), audit.Options{})
		if err != nil || len(got.Problems) > 0 || got.Checkpoint.N != int64(size) {
			t.Fatalf("a log of %d leaves: %v, %v", size, got.Problems, err)
		}
	}
}

func TestLogWithItsHistory(t *testing.T) {
	log := ledgertest.New(t)
	log.Sign()
	for range 7 {
		log.Grow(100)
	}
	var told int64
	got, err := audit.Log(log.Fetch, ledgertest.Keys(t), audit.Options{
		Since:    [][]byte{log.Files[ledger.KeptPath(300)]},
		Kept:     kept(log),
		Progress: func(done, _ int64) { told = done },
	})
	if err != nil || len(got.Problems) > 0 || told != 700 {
		t.Fatalf("got %v, %v; told of %d leaves", got.Problems, err, told)
	}
	for _, want := range []string{"checkpoint of 700 leaves", "All 700 leaves", "which had 300 leaves", "8 checkpoints it keeps"} {
		if !strings.Contains(strings.Join(got.Holds, "\n"), want) {
			t.Errorf("it does not say %q: %q", want, got.Holds)
		}
	}
}

func kept(log *ledgertest.Log) []string {
	var paths []string
	for path := range log.Files {
		if strings.HasPrefix(path, "checkpoints/") {
			paths = append(paths, path)
		}
	}
	return slices.Sorted(slices.Values(paths))
}

// One changed bit in the tiles and bundles of the log as it is now is found, and
// the object named.
func TestEveryRewrittenTileIsNamed(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(600)
	for _, path := range slices.Sorted(maps.Keys(log.Files)) {
		if !strings.HasPrefix(path, "tile/") {
			continue
		}
		for _, at := range []int{0, 1, 2, 40, len(log.Files[path]) - 1} {
			bad := log.Clone()
			bad.Files[path] = bytes.Clone(bad.Files[path])
			bad.Files[path][at] ^= 4
			// A changed leaf makes its tile another, which is named after it.
			named := strings.Replace(path, "entries", "0", 1)
			if got := problems(t, bad, audit.Options{}); !strings.Contains(got, path) && !strings.Contains(got, named) {
				t.Errorf("byte %d of %s changed: got %q", at, path, got)
			}
		}
		bad := log.Clone()
		delete(bad.Files, path)
		if got := problems(t, bad, audit.Options{}); !strings.Contains(got, path+": it is missing") {
			t.Errorf("%s removed: got %q", path, got)
		}
	}
}

func problems(t *testing.T, log *ledgertest.Log, o audit.Options) string {
	t.Helper()
	got, err := audit.Log(log.Fetch, ledgertest.Keys(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(got.Problems)
}

func TestTamperingIsNamed(t *testing.T) {
	honest := ledgertest.New(t)
	honest.Grow(300)
	since := honest.Files[ledger.CheckpointPath]
	honest.Grow(200)

	replaced := func(at int, leaf ledger.Leaf) *ledgertest.Log {
		fork := ledgertest.New(t)
		leaves := slices.Clone(honest.Leaves)
		leaves[at] = leaf
		fork.Append(leaves...)
		return fork
	}
	shrunk := ledgertest.New(t)
	shrunk.Append(honest.Leaves[:299]...)
	swapped := slices.Clone(honest.Leaves)
	swapped[7], swapped[8] = swapped[8], swapped[7]
	reordered := ledgertest.New(t)
	reordered.Append(swapped...)
	newest := honest.Clone()
	newest.Files[ledger.CheckpointPath] = since
	other := ledgertest.New(t)
	other.Signers[0] = ledgertest.Signer(t, ledgertest.Key(2))
	other.Append(honest.Leaves...)
	mixed := honest.Clone()
	mixed.Files[ledger.CheckpointPath] = replaced(9, ledger.Leaf{ledger.LeafVersion}).Files[ledger.CheckpointPath]
	badKept := honest.Clone()
	badKept.Files[ledger.KeptPath(300)] = replaced(9, ledger.Leaf{ledger.LeafVersion}).Files[ledger.KeptPath(500)]

	for name, tt := range map[string]struct {
		log  *ledgertest.Log
		o    audit.Options
		want string
	}{
		"a changed leaf, all else made to fit":   {replaced(9, ledger.Leaf{ledger.LeafVersion}), audit.Options{Since: [][]byte{since}}, "the checkpoint you kept: the newer tree does not extend"},
		"a reordered pair, all else made to fit": {reordered, audit.Options{Since: [][]byte{since}}, "the checkpoint you kept: the newer tree does not extend"},
		"a shrunk tree":                          {shrunk, audit.Options{Since: [][]byte{since}}, "the log has shrunk: it has 299 leaves"},
		"a removed newest entry":                 {newest, audit.Options{Since: [][]byte{honest.Files[ledger.CheckpointPath]}}, "the log has shrunk: it has 300 leaves"},
		"a removed newest entry, still kept":     {newest, audit.Options{Kept: kept(honest)}, "the log has shrunk"},
		"a checkpoint signed by another key":     {other, audit.Options{}, "another key signed it"},
		"a checkpoint of another tree":           {mixed, audit.Options{}, "checkpoint: it commits to other leaves"},
		"a kept checkpoint exchanged":            {badKept, audit.Options{Kept: kept(badKept)}, "checkpoints/300: it is a checkpoint of 500 leaves"},
		"a path that keeps nothing":              {honest, audit.Options{Kept: []string{"checkpoints/x"}}, "not the path of a kept checkpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := problems(t, tt.log, tt.o); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want …%s…", got, tt.want)
			}
		})
	}
}

func TestNetworkThatIsDownSaysNothingOfTheLog(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(300)
	down := errors.New("no route to host")
	for _, bad := range []string{ledger.CheckpointPath, "tile/entries/001.p/44", "tile/0/000"} {
		got, err := audit.Log(func(path string) ([]byte, error) {
			if path == bad {
				return nil, down
			}
			return log.Fetch(path)
		}, ledgertest.Keys(t), audit.Options{})
		if !errors.Is(err, down) || len(got.Problems) > 0 {
			t.Errorf("%s: got %v, %v", bad, got.Problems, err)
		}
	}
}

// Nothing of an entry is in its log: a leaf is a version and a digest over a
// salt that is destroyed with the entry.
func TestPublishedLogHoldsNothingPersonal(t *testing.T) {
	entry, salt := []byte(`{"subject":"Ada Example, 1 Fictional Street"}`), ledger.Salt{7, 7, 7, 9}
	log := ledgertest.New(t)
	log.Append(ledger.NewLeaf(salt, entry))
	log.Grow(3)
	for path, data := range log.Files {
		for _, trace := range [][]byte{entry, salt[:], []byte("Ada Example"), []byte("Fictional")} {
			if bytes.Contains(data, trace) {
				t.Errorf("%s holds %q", path, trace)
			}
		}
	}
	// Entry and salt are gone from here. The receipt still proves the leaf.
	if _, _, err := ledgertest.Keys(t).OpenReceipt(log.Receipt(0).Bytes()); err != nil {
		t.Error(err)
	}
	if got := problems(t, log, audit.Options{}); got != "[]" {
		t.Errorf("the log no longer verifies: %s", got)
	}
	if ledger.NewLeaf(ledger.Salt{}, entry) == log.Leaves[0] {
		t.Error("a guess of the entry is confirmed without its salt")
	}
}
