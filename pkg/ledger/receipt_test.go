package ledger_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

func TestReceiptOfEveryLeaf(t *testing.T) {
	for _, size := range []int{1, 2, 3, 255, 256, 257, 300} {
		log := ledgertest.New(t)
		log.Grow(size)
		for index, leaf := range log.Leaves {
			r := log.Receipt(int64(index))
			got, c, err := ledgertest.Keys(t).OpenReceipt(r.Bytes())
			if err != nil || got.Leaf != leaf || got.Index != int64(index) || c.Tree != log.Edge.Tree() {
				t.Fatalf("receipt of leaf %d of %d: got %d %s, %v", index, size, got.Index, got.Leaf, err)
			}
		}
	}
}

// A receipt outlives the checkpoint it was given under.
func TestOldReceiptStillVerifies(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	old := log.Receipt(3).Bytes()
	log.Grow(300)
	if _, c, err := ledgertest.Keys(t).OpenReceipt(old); err != nil || c.N != 7 {
		t.Errorf("got a checkpoint of %d leaves, %v; want 7", c.N, err)
	}
}

func TestNoReceiptForAnotherLeaf(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	c := log.Checkpoint()
	published := ledger.OpenPublished(c.Tree, log.Fetch)
	if _, err := ledger.NewReceipt(c, 3, log.Leaves[4], published); !errors.Is(err, ledger.ErrInconsistent) {
		t.Errorf("leaf 4 at place 3: got %v, want ErrInconsistent", err)
	}
	for _, index := range []int64{-1, 7} {
		if _, err := ledger.NewReceipt(c, index, log.Leaves[0], published); err == nil {
			t.Errorf("a receipt was made for leaf %d of 7", index)
		}
	}
}

// No bit of a receipt is without meaning.
func TestEveryChangedBitOfAReceiptIsFoundOut(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	good := log.Receipt(3).Bytes()
	keys := ledgertest.Keys(t)
	for i := range good {
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			// A signature whose key's name or number has changed is by a key the
			// reader does not know, and is then the only one.
			if _, _, err := keys.OpenReceipt(bad); err == nil {
				t.Errorf("bit %d of byte %d changed (%q): accepted", bit, i, good[max(0, i-8):i+1])
			}
		}
	}
}

func TestReceiptWithAnotherPath(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	r := log.Receipt(3)
	r.Index = 2
	if _, _, err := ledgertest.Keys(t).OpenReceipt(r.Bytes()); !errors.Is(err, ledger.ErrNotProved) {
		t.Errorf("at another place: got %v, want ErrNotProved", err)
	}
	r = log.Receipt(3)
	r.Leaf = log.Leaves[4]
	if _, _, err := ledgertest.Keys(t).OpenReceipt(r.Bytes()); !errors.Is(err, ledger.ErrNotProved) {
		t.Errorf("with another leaf: got %v, want ErrNotProved", err)
	}
	if _, _, err := ledgertest.Keys(t, ledgertest.Key(2)).OpenReceipt(log.Receipt(3).Bytes()); !errors.Is(err, ledger.ErrNotSigned) {
		t.Errorf("to whoever knows another key: got %v, want ErrNotSigned", err)
	}
}

func TestMalformedReceipt(t *testing.T) {
	log := ledgertest.New(t)
	log.Grow(7)
	good := string(log.Receipt(3).Bytes())
	for name, text := range map[string]string{
		"empty":                   "",
		"another version":         strings.Replace(good, "@v1", "@v2", 1),
		"no leaf":                 strings.Replace(good, "extra ", "extra AA==\n", 1),
		"leaf of unknown version": strings.Replace(good, "extra AQ", "extra Ag", 1),
		"index with a sign":       strings.Replace(good, "index 3", "index +3", 1),
		"index below nothing":     strings.Replace(good, "index 3", "index -3", 1),
		"path too long":           strings.Replace(good, "index 3\n", "index 3\n"+strings.Repeat(strings.Repeat("A", 43)+"=\n", 60), 1),
		"half a hash":             strings.Replace(good, "index 3\n", "index 3\nAAAA\n", 1),
		"cut short":               good[:40],
	} {
		if _, err := ledger.ParseReceipt([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Every receipt holds the edge of the tree before its leaf, whatever the sizes.
func TestBeforeALeafIsItsReceiptsToTell(t *testing.T) {
	log := ledgertest.New(t)
	edges := []ledger.Edge{{}}
	for size := range 70 {
		log.Grow(1)
		edges = append(edges, log.Edge)
		for index := range size + 1 {
			got, err := log.Receipt(int64(index)).Before()
			if want := edges[index]; err != nil || got.Size() != want.Size() || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("before leaf %d of %d: got %v, %v; want %v", index, size+1, got.Tree(), err, want.Tree())
			}
		}
	}
	for name, change := range map[string]func(*ledger.Receipt){
		"a path too short": func(r *ledger.Receipt) { r.Path = r.Path[1:] },
		"a path too long":  func(r *ledger.Receipt) { r.Path = append(r.Path, r.Path[0]) },
		"no checkpoint":    func(r *ledger.Receipt) { r.Signed = nil },
	} {
		r := log.Receipt(33)
		change(&r)
		if edge, err := r.Before(); err == nil {
			t.Errorf("%s: got an edge of %d", name, edge.Size())
		}
	}
}

func TestAReceiptsPathHasABound(t *testing.T) {
	log := ledgertest.New(t)
	log.Append(ledgertest.Leaves(0, 1)...)
	r := log.Receipt(0)
	for lines, want := range map[int]bool{48: true, 49: false} { // as deep as a tree can be
		r.Path = make(tlog.RecordProof, lines)
		if _, err := ledger.ParseReceipt(r.Bytes()); (err == nil) != want {
			t.Errorf("a path of %d lines: %v", lines, err)
		}
	}
}
