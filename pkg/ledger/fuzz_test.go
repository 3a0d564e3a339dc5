package ledger_test

import (
	"bytes"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

// A parser never panics, and what it accepts it writes again byte for byte.

func FuzzReceipt(f *testing.F) {
	log := ledgertest.New(f)
	log.Grow(300)
	f.Add(log.Receipt(0).Bytes())
	f.Add(log.Receipt(299).Bytes())
	keys := ledgertest.Keys(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ledger.ParseReceipt(b)
		if err != nil {
			return
		}
		if got := r.Bytes(); !bytes.Equal(got, b) {
			t.Errorf("read %q, wrote %q", b, got)
		}
		if _, _, err := keys.OpenReceipt(b); err == nil && log.Leaves[r.Index] != r.Leaf {
			t.Errorf("a receipt was forged: leaf %s at %d", r.Leaf, r.Index)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	log := ledgertest.New(f)
	trees := map[int64]bool{}
	for range 3 {
		log.Grow(5)
		trees[log.Edge.Size()] = true
		f.Add(log.Files[ledger.CheckpointPath])
	}
	keys := ledgertest.Keys(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = ledger.ReadOrigin(b)
		if c, err := keys.Open(b); err == nil && !trees[c.N] {
			t.Errorf("a checkpoint was forged: %q", b)
		}
	})
}

func FuzzKeys(f *testing.F) {
	f.Add(ledgertest.Keys(f).String())
	for n := range byte(8) { // some with a plus sign in the key itself
		f.Add(ledgertest.Keys(f, ledgertest.Key(n)).String())
	}
	f.Add("# comment\n\n" + ledgertest.Keys(f, ledgertest.Key(1), ledgertest.Key(2)).String())
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ledger.ParseKeys(text)
		if err != nil {
			return
		}
		again, err := ledger.ParseKeys(k.String())
		if err != nil || again.String() != k.String() {
			t.Errorf("read %q, wrote %q, read again: %v", text, k, err)
		}
		// A line that is one key is read for its public half, and is that key's line.
		public, err := ledger.PublicKey(text)
		if err != nil {
			return
		}
		if line, err := ledger.VerifierKey(k.Origin, public); err != nil || line+"\n" != k.String() {
			t.Errorf("%q is of the key %x, whose line is %q, %v", text, public, line, err)
		}
	})
}

func FuzzBundleOfLeaves(f *testing.F) {
	log := ledgertest.New(f)
	log.Grow(3)
	f.Add(log.Files["tile/entries/000.p/3"], 3)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		leaves, err := ledger.ParseBundle(data, n)
		if err == nil && (len(leaves) != n || len(data) != 35*n) {
			t.Errorf("read %d leaves of %d from %d bytes", len(leaves), n, len(data))
		}
	})
}

func FuzzTile(f *testing.F) {
	log := ledgertest.New(f)
	log.Grow(300)
	const path = "tile/0/001.p/44"
	good := log.Files[path]
	f.Add(good)
	f.Fuzz(func(t *testing.T, data []byte) {
		log.Files[path] = data
		_, err := ledger.OpenPublished(log.Edge.Tree(), log.Fetch).Leaves(299)
		if same := len(data) >= len(good) && bytes.Equal(data[:len(good)], good); (err == nil) != same {
			t.Errorf("a tile of %d bytes, the tree's: %v, gave %v", len(data), same, err)
		}
	})
}

func FuzzConsistency(f *testing.F) {
	_, all := ledger.Edge{}.Append(ledgertest.Leaves(0, 20))
	for _, older := range []int64{0, 7, 20} {
		c, err := ledger.ProveConsistency(20, older, all.Over(ledger.Edge{}))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(c.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ledger.ParseConsistency(b)
		if err == nil && !bytes.Equal(c.Bytes(), b) {
			t.Errorf("read %q, wrote %q", b, c.Bytes())
		}
	})
}

func FuzzEdge(f *testing.F) {
	edge, _ := ledger.Edge{}.Append(ledgertest.Leaves(0, 7))
	f.Add(int64(7), edge.Bytes())
	f.Fuzz(func(t *testing.T, size int64, b []byte) {
		e, err := ledger.ParseEdge(size, b)
		if err == nil && !bytes.Equal(e.Bytes(), b) {
			t.Errorf("read %x, wrote %x", b, e.Bytes())
		}
	})
}
