package ledger_test

import (
	"bytes"
	"errors"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
)

// extension is what a log answers to whoever kept its checkpoint of a size.
func extension(t testing.TB, log *ledgertest.Log, older int64) []byte {
	t.Helper()
	c := log.Checkpoint()
	proof, err := ledger.ProveConsistency(c.N, older, ledger.OpenPublished(c.Tree, log.Fetch))
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Extension{Proof: proof, Signed: c.Signed}.Bytes()
}

func TestExtensionOfACheckpointThatWasKept(t *testing.T) {
	log := ledgertest.New(t)
	kept := map[int64]ledger.Checkpoint{}
	for range 20 {
		log.Grow(1)
		kept[log.Edge.Size()] = log.Checkpoint()
	}
	for size, older := range kept {
		if got, err := ledgertest.Keys(t).OpenExtension(extension(t, log, size), older); err != nil || got.N != 20 {
			t.Errorf("since %d: got %d leaves, %v", size, got.N, err)
		}
	}
	fork := ledgertest.New(t)
	fork.Append(ledger.NewLeaf(ledger.Salt{}, []byte("another")))
	fork.Grow(19)
	shrunk := ledgertest.New(t)
	shrunk.Grow(3)
	stranger := ledgertest.New(t)
	stranger.Signers[0] = ledgertest.Signer(t, ledgertest.Key(2))
	stranger.Grow(20)
	good := extension(t, log, 5)
	for name, tt := range map[string]struct {
		answer []byte
		want   error
	}{
		"a forked log":                 {extension(t, fork, 5), ledger.ErrForked},
		"a shrunk log":                 {bytes.Replace(extension(t, shrunk, 3), []byte("old 3"), []byte("old 5"), 1), ledger.ErrForked},
		"another key's log":            {bytes.Replace(good, log.Files["checkpoint"], stranger.Files["checkpoint"], 1), ledger.ErrNotSigned},
		"the proof of another size":    {extension(t, log, 6), nil},
		"a proof cut short":            {append(bytes.Split(good, []byte("\n\n"))[0], '\n'), nil},
		"a checkpoint without a proof": {log.Files["checkpoint"], nil},
		"nothing":                      {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ledgertest.Keys(t).OpenExtension(tt.answer, kept[5]); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func FuzzExtension(f *testing.F) {
	log := ledgertest.New(f)
	log.Grow(7)
	old := log.Checkpoint()
	log.Grow(6)
	tree := log.Edge.Tree()
	f.Add(extension(f, log, 7))
	keys := ledgertest.Keys(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := ledger.ParseExtension(b); err == nil && !bytes.Equal(e.Bytes(), b) {
			t.Errorf("read %q, wrote %q", b, e.Bytes())
		}
		if c, err := keys.OpenExtension(b, old); err == nil && c.Tree != tree && c.Tree != old.Tree {
			t.Errorf("an extension was forged: %q", b)
		}
	})
}
