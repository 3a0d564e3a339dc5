package sealing_test

import (
	"crypto/ed25519"
	"errors"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// What no crash and no other run explains stops the sealer before it signs.
func TestRefusals(t *testing.T) {
	path := func(p string) string { return register + "/" + p }
	gone := func([]byte) []byte { return nil }
	flipped := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	forged := func(key ed25519.PrivateKey, leaves []ledger.Leaf) func([]byte) []byte {
		return func([]byte) []byte {
			edge, _ := ledger.Edge{}.Append(leaves)
			signed, err := ledger.Sign(ledgertest.Origin, edge.Tree(), ledgertest.Signer(t, key))
			if err != nil {
				t.Fatal(err)
			}
			return signed
		}
	}
	for name, tt := range map[string]struct {
		tamper func(t *testing.T, o *office)
		want   sealing.Reason
	}{
		"the table is restored from a backup": {func(t *testing.T, o *office) {
			backup := o.copied(t)
			o.record(t, 5)
			o.seal(t)
			o.table, o.leaves = backup.table, backup.leaves
		}, sealing.Shrunk},
		"two tables, each sealed by itself": {func(t *testing.T, o *office) {
			other := o.copied(t)
			o.record(t, 2)
			o.seal(t)
			other.leaves["a gap"] = ledger.Leaf{} // so that its entries are others
			other.record(t, 4)
			other.seal(t)
			o.table, o.leaves = other.table, other.leaves
		}, sealing.Forked},
		"the head is lost": {func(t *testing.T, o *office) {
			deletion := store.Write{Action: store.Delete, Item: store.Item{Key: store.HeadKey(register)}}
			if err := o.table.Transact(t.Context(), []store.Write{deletion}); err != nil {
				t.Fatal(err)
			}
		}, sealing.Shrunk},
		"the head is overwritten": {func(t *testing.T, o *office) {
			put := store.Write{Action: store.Put, Item: store.Item{Key: store.HeadKey(register), Attrs: store.Attrs{"size": int64(12)}}}
			if err := o.table.Transact(t.Context(), []store.Write{put}); err != nil {
				t.Fatal(err)
			}
		}, sealing.Damaged},
		"a leaf in the head is changed": {func(t *testing.T, o *office) {
			head, err := o.table.Get(t.Context(), store.HeadKey(register))
			if err != nil {
				t.Fatal(err)
			}
			// As if sealed and not yet published, with a leaf other than the tree's.
			o.bucket.Tamper(path("checkpoint"), func([]byte) []byte {
				return o.bucket.Files(register)[ledger.KeptPath(7)]
			})
			head.Attrs["leaves"].([]byte)[20] ^= 1
			if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: head}}); err != nil {
				t.Fatal(err)
			}
		}, sealing.Forked},
		"a forged checkpoint of the same size": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(path("checkpoint"), forged(o.key.private, ledgertest.Leaves(90, 12)))
		}, sealing.Forked},
		"a forged checkpoint of an earlier size": {func(t *testing.T, o *office) {
			o.unpublish(t)
			o.bucket.Tamper(path("checkpoint"), forged(o.key.private, ledgertest.Leaves(90, 7)))
		}, sealing.Rewritten},
		"the checkpoint is gone": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(path("checkpoint"), gone)
		}, sealing.Unpublished},
		"the checkpoint is set back": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(path("checkpoint"), forged(o.key.private, nil))
		}, sealing.Unpublished},
		"the checkpoint is signed by another key": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(path("checkpoint"), forged(ledgertest.Key(9), ledgertest.Leaves(0, 12)))
		}, sealing.Foreign},
		"the sealer is given another key": {func(t *testing.T, o *office) {
			o.key = newKey(t, 9)
		}, sealing.Foreign},
		"the checkpoint is damaged": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(path("checkpoint"), flipped)
		}, sealing.Foreign},
		"a tile is rewritten": {func(t *testing.T, o *office) {
			o.unpublish(t)
			o.bucket.Tamper(path("tile/0/000.p/7"), flipped)
		}, sealing.Rewritten},
		"a bundle is rewritten": {func(t *testing.T, o *office) {
			o.unpublish(t)
			o.bucket.Tamper(path("tile/entries/000.p/7"), flipped)
		}, sealing.Rewritten},
		"a tile is gone": {func(t *testing.T, o *office) {
			o.unpublish(t)
			o.bucket.Tamper(path("tile/0/000.p/7"), gone)
		}, sealing.Rewritten},
		"the next tile is there already": {func(t *testing.T, o *office) {
			o.unpublish(t)
			o.bucket.Tamper(path("tile/0/000.p/12"), flipped)
		}, sealing.Rewritten},
		"a kept checkpoint is of another tree": {func(_ *testing.T, o *office) {
			o.bucket.Tamper(path(ledger.KeptPath(12)), forged(o.key.private, ledgertest.Leaves(90, 12)))
		}, sealing.Rewritten},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.record(t, 7)
			o.seal(t)
			o.record(t, 5)
			o.seal(t)
			tt.tamper(t, o)
			o.record(t, 3)
			before := len(o.bucket.Files(register))
			signer := &countingSigner{key: o.key}
			report, err := sealing.New(o.table, o.bucket, signer, o.config()).Impatient().Seal(t.Context(), register)
			var refusal *sealing.Refusal
			if !errors.As(err, &refusal) || refusal.Reason != tt.want || refusal.Register != register {
				t.Fatalf("got %v, want a refusal because %s", err, tt.want)
			}
			if signer.calls != 0 {
				t.Errorf("%d signatures were made", signer.calls)
			}
			if got := len(o.bucket.Files(register)); tt.want != sealing.Rewritten && got != before {
				t.Errorf("%d objects were published", got-before)
			}
			if report.Oldest.IsZero() && tt.want != sealing.Damaged {
				t.Error("entries are waiting and the report does not say since when")
			}
		})
	}
}

// unpublish takes the last batch back out of the bucket, as if the run that took
// it had crashed.
func (o *office) unpublish(t *testing.T) {
	t.Helper()
	files := o.bucket.Files(register)
	o.bucket.Tamper(register+"/checkpoint", func([]byte) []byte { return files[ledger.KeptPath(7)] })
	for _, path := range []string{ledger.KeptPath(12), "tile/entries/000.p/12"} {
		o.bucket.Tamper(register+"/"+path, func([]byte) []byte { return nil })
	}
	// That much is no tampering: the next run would publish it again.
	again := o.copied(t)
	again.seal(t)
	again.check(t)
}

// docs/runbooks/log-key.md, step by step.
func TestKeyChange(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	o.seal(t)
	old, next := o.key, newKey(t, 2)
	run := func(t *testing.T, signer sealing.Signer, config sealing.Config) sealing.Report {
		t.Helper()
		config.Site = site
		report, err := sealing.New(o.table, o.bucket, signer, config).Impatient().Seal(t.Context(), register)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	opens := func(t *testing.T, k *key, want bool) {
		t.Helper()
		_, err := ledgertest.Keys(t, k.private).Open(o.bucket.Files(register)[ledger.CheckpointPath])
		if (err == nil) != want {
			t.Errorf("whoever knows key %x opens the checkpoint: %v, want %v", k.Public()[:2], err, want)
		}
	}

	// First both sign, beginning with the tree as it is.
	run(t, old, sealing.Config{Also: []sealing.Signer{next}})
	opens(t, old, true)
	opens(t, next, true)
	o.check(t)
	o.record(t, 2)
	run(t, old, sealing.Config{Also: []sealing.Signer{next}})
	opens(t, old, true)
	opens(t, next, true)
	o.check(t)

	// Then the new one alone; the old one's checkpoints stay where they are.
	run(t, next, sealing.Config{Former: []ed25519.PublicKey{old.Public()}})
	o.record(t, 2)
	run(t, next, sealing.Config{Former: []ed25519.PublicKey{old.Public()}})
	opens(t, old, false)
	opens(t, next, true)
	for _, size := range []int64{3, 5} {
		if _, err := ledgertest.Keys(t, old.private).Open(o.bucket.Files(register)[ledger.KeptPath(size)]); err != nil {
			t.Errorf("the old key's checkpoint of %d leaves: %v", size, err)
		}
	}
	resigned := 0
	for path := range o.bucket.Files(register) {
		if len(path) > 9 && path[:9] == "resigned/" {
			resigned++
		}
	}
	if resigned != 1 {
		t.Errorf("%d checkpoints were kept that were signed anew, want 1", resigned)
	}
}

// A key that is lost cannot sign beside the new one. The new one's first
// checkpoint extends the last of the lost key.
func TestLostKey(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	o.seal(t)
	lost, next := o.key, newKey(t, 2)
	o.record(t, 2)
	if _, err := sealing.New(o.table, o.bucket, next, o.config()).Seal(t.Context(), register); err == nil {
		t.Fatal("a new key went on with a log it was not told of")
	}
	config := o.config()
	var err error
	vkey := ledgertest.Keys(t, lost.private).String() // from an auditor, or this page's copy
	if config.Former, err = sealing.ParseFormer(vkey); err != nil {
		t.Fatal(err)
	}
	if _, err := sealing.New(o.table, o.bucket, next, config).Seal(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	c, err := ledgertest.Keys(t, next.private).Open(o.bucket.Files(register)[ledger.CheckpointPath])
	if err != nil || c.N != 5 {
		t.Errorf("got %d leaves, %v; want 5", c.N, err)
	}
	// An auditor with the lost key's last checkpoint proves the new one extends it.
	was, err := ledgertest.Keys(t, lost.private).Open(o.bucket.Files(register)[ledger.KeptPath(3)])
	if err != nil {
		t.Fatal(err)
	}
	proof, err := ledger.ProveConsistency(c.N, was.N, ledger.OpenPublished(c.Tree, func(path string) ([]byte, error) {
		data, _, err := o.bucket.Read(t.Context(), register+"/"+path)
		return data, err
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := proof.Check(c.Tree, was.Tree); err != nil {
		t.Error(err)
	}
}
