package sealing_test

import (
	"net/http/httptest"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/ledger/witness"
	"disclosure-register/pkg/sealing"
)

func TestCheckpointsAreCosigned(t *testing.T) {
	o := newOffice(t)
	w, err := witness.New("witness.example", ledgertest.Key(21), witness.Dir(t.TempDir()), o.keys(t))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w)
	defer server.Close()
	down := witness.NewClient("http://127.0.0.1:1", mustWitness(t, o).Key(), nil)
	config := o.config()
	config.Witnesses = []sealing.Witness{witness.NewClient(server.URL, w.Key(), nil), down}
	keys, err := ledger.ParseKeys(o.keys(t).String() + w.Key())
	if err != nil {
		t.Fatal(err)
	}
	keys.Quorum = 1

	for range 3 {
		o.record(t, 4)
		got, err := sealing.New(o.table, o.bucket, o.key, config).Impatient().Seal(t.Context(), register)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Unwitnessed) != 1 {
			t.Errorf("%d witnesses did not answer, want the one that is down: %v", len(got.Unwitnessed), got.Unwitnessed)
		}
		if _, err := keys.Open(o.bucket.Files(register)[ledger.CheckpointPath]); err != nil {
			t.Errorf("the published checkpoint is not cosigned: %v", err)
		}
		o.check(t) // with both forms kept, and receipts that have the cosignature
	}
	if _, _, err := keys.OpenReceipt(o.receipts[len(o.receipts)-1]); err != nil {
		t.Errorf("a receipt lacks the cosignature: %v", err)
	}
	// Nothing to do is nothing to sign, though one witness is still down.
	signer := &countingSigner{key: o.key}
	if _, err := sealing.New(o.table, o.bucket, signer, config).Seal(t.Context(), register); err != nil || signer.calls > 0 {
		t.Errorf("%d signatures, %v", signer.calls, err)
	}
}

// A witness that was down cosigns when it is back, without a new entry.
func TestWitnessThatComesBack(t *testing.T) {
	o := newOffice(t)
	o.record(t, 4)
	o.seal(t)
	w := mustWitness(t, o)
	server := httptest.NewServer(w)
	defer server.Close()
	config := o.config()
	config.Witnesses = []sealing.Witness{witness.NewClient(server.URL, w.Key(), nil)}
	got, err := sealing.New(o.table, o.bucket, o.key, config).Seal(t.Context(), register)
	if err != nil || len(got.Unwitnessed) > 0 {
		t.Fatalf("got %v, %v", got.Unwitnessed, err)
	}
	keys, err := ledger.ParseKeys(o.keys(t).String() + w.Key())
	if err != nil {
		t.Fatal(err)
	}
	c, err := keys.Open(o.bucket.Files(register)[ledger.CheckpointPath])
	if err != nil || !c.CosignedBy(w.Key()) {
		t.Errorf("it is not cosigned, %v", err)
	}
	o.check(t)
}

func mustWitness(t *testing.T, o *office) *witness.Witness {
	t.Helper()
	w, err := witness.New("other.example", ledgertest.Key(22), witness.Dir(t.TempDir()), o.keys(t))
	if err != nil {
		t.Fatal(err)
	}
	return w
}
