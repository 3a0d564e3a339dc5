package ledger_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"filippo.io/torchwood"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

// Code that is not ours reads what we publish: tessera's checker and client,
// torchwood's client and the verifiers of transparency-dev/merkle.
var oracleSizes = []int{0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 1_000_000}

func TestOtherPeoplesCodeReadsOurLog(t *testing.T) {
	log := ledgertest.New(t)
	before := ledgertest.New(t) // the log a little earlier, for consistency
	for _, size := range oracleSizes {
		log.Grow(size - len(log.Leaves))
		o := publish(t, log)
		t.Run(fmt.Sprintf("%d leaves", size), func(t *testing.T) {
			t.Run("tessera checks every tile", o.fsck)
			t.Run("tessera's client proves it extends the log before", func(t *testing.T) { o.tracked(t, before) })
			t.Run("torchwood reads every leaf", o.everyLeaf)
			for _, index := range []int{0, size / 2, size - 2, size - 1} {
				if index >= 0 && index < size {
					t.Run(fmt.Sprintf("receipt of leaf %d", index), func(t *testing.T) { o.receipt(t, index) })
				}
			}
		})
		before = log.Clone()
	}
}

// oracle is a log served as its bucket would serve it.
type oracle struct {
	*ledgertest.Log
	verifier note.Verifier
	fetcher  *client.HTTPFetcher
	base     string
}

func publish(t *testing.T, log *ledgertest.Log) oracle {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := log.Fetch(r.URL.Path[1:])
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(server.Close)
	verifier, err := note.NewVerifier(strings.TrimSpace(vkey(t, ledgertest.Origin, ledgertest.Key(1))))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(server.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	fetcher, err := client.NewHTTPFetcher(base, server.Client())
	if err != nil {
		t.Fatal(err)
	}
	return oracle{log, verifier, fetcher, base.String()}
}

func (o oracle) fsck(t *testing.T) {
	hasher := func(data []byte) ([][]byte, error) {
		var bundle api.EntryBundle
		if err := bundle.UnmarshalText(data); err != nil {
			return nil, err
		}
		var hashes [][]byte
		for _, e := range bundle.Entries {
			hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(e))
		}
		return hashes, nil
	}
	check := fsck.New(ledgertest.Origin.String(), o.verifier, o.fetcher, hasher, fsck.Opts{N: 2})
	if err := check.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func (o oracle) tracked(t *testing.T, before *ledgertest.Log) {
	ctx := t.Context()
	// Without an older checkpoint, the client starts from the one it finds.
	tracker, err := client.NewLogStateTracker(ctx, o.fetcher.ReadTile, before.Files[ledger.CheckpointPath],
		o.verifier, ledgertest.Origin.String(), client.UnilateralConsensus(o.fetcher.ReadCheckpoint))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := tracker.Update(ctx); err != nil {
		t.Fatal(err)
	}
	if got := tracker.Latest(); int64(got.Size) != o.Edge.Size() {
		t.Errorf("the client follows a log of %d leaves, not %d", got.Size, o.Edge.Size())
	}
}

func (o oracle) everyLeaf(t *testing.T) {
	tiles, err := torchwood.NewTileFetcher(o.base)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := torchwood.NewClient(tiles)
	if err != nil {
		t.Fatal(err)
	}
	if o.Edge.Size() == 0 {
		return // there is nothing to read
	}
	n := int64(0)
	for index, entry := range reader.AllEntries(t.Context(), o.Checkpoint().Tree, 0) {
		if index != n || !bytes.Equal(entry, o.Leaves[index][:]) {
			t.Fatalf("entry %d is %x", index, entry)
		}
		n++
	}
	if reader.Err() != nil || n != o.Edge.Size() {
		t.Errorf("read %d leaves, %v; want %d", n, reader.Err(), o.Edge.Size())
	}
}

func (o oracle) receipt(t *testing.T, index int) {
	ours := o.Receipt(int64(index))
	policy := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(ledgertest.Origin.String()), torchwood.SingleVerifierPolicy(o.verifier))
	if err := torchwood.VerifyProof(policy, o.Leaves[index].RecordHash(), ours.Bytes()); err != nil {
		t.Errorf("torchwood: %v", err)
	}

	tree := o.Checkpoint().Tree
	leafHash := rfc6962.DefaultHasher.HashLeaf(o.Leaves[index][:])
	var path [][]byte
	for _, h := range ours.Path {
		path = append(path, h[:])
	}
	if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(tree.N), leafHash, path, tree.Hash[:]); err != nil {
		t.Errorf("merkle: %v", err)
	}
	builder, err := client.NewProofBuilder(t.Context(), uint64(tree.N), o.fetcher.ReadTile)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := builder.InclusionProof(t.Context(), uint64(index))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(path), fmt.Sprint(theirs); got != want {
		t.Errorf("our path is %s, tessera's %s", got, want)
	}
}
