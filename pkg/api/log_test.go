package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/keyfile"
	"disclosure-register/pkg/sealing/sealingtest"
	"disclosure-register/pkg/store"
)

// promptLog seals whatever is pending before it answers, so that a test need not
// wait.
type promptLog struct {
	sealer *sealing.Sealer
	*sealing.Reader
}

func newPromptLog(t *testing.T, table store.Table) promptLog {
	t.Helper()
	key, err := keyfile.OpenOrMake(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	bucket := sealingtest.NewBucket(t)
	return promptLog{sealing.New(table, bucket, key, sealing.Config{Site: "log.example"}), sealing.NewReader(table, bucket)}
}

func (l promptLog) Checkpoint(ctx context.Context, register string) ([]byte, error) {
	if _, err := l.sealer.Seal(ctx, register); err != nil {
		return nil, err
	}
	return l.Reader.Checkpoint(ctx, register)
}

func (l promptLog) Receipt(ctx context.Context, register, id string) (ledger.Receipt, error) {
	if _, err := l.sealer.Seal(ctx, register); err != nil {
		return ledger.Receipt{}, err
	}
	return l.Reader.Receipt(ctx, register, id)
}

func TestARecordingThatWaitsGetsItsReceipt(t *testing.T) {
	s := newService(t)
	for prefer, want := range map[string]bool{"wait=2": true, "respond-async, wait=10": true, "": false, "wait=0": false, "wait=soon": false} {
		got := s.send(t, recorder, http.MethodPost, "/disclosures", example(t), "Prefer", prefer)
		var recorded struct{ ID, Leaf, Receipt string }
		if err := json.Unmarshal(got.body, &recorded); err != nil || got.status != http.StatusCreated {
			t.Fatalf("%q: %d %s", prefer, got.status, got.body)
		}
		if (recorded.Receipt != "") != want {
			t.Errorf("%q: a receipt = %t, want %t", prefer, recorded.Receipt != "", want)
		}
		if !want {
			continue
		}
		receipt, err := ledger.ParseReceipt([]byte(recorded.Receipt))
		if err != nil || receipt.Leaf.String() != recorded.Leaf {
			t.Errorf("the receipt is of leaf %s, %v; want %s", receipt.Leaf, err, recorded.Leaf)
		}
	}
}

func TestReceiptsAndCheckpointsAreText(t *testing.T) {
	s := newService(t)
	var recorded struct{ ID, Leaf string }
	if err := json.Unmarshal(s.send(t, recorder, http.MethodPost, "/disclosures", example(t)).body, &recorded); err != nil {
		t.Fatal(err)
	}
	got := s.send(t, recorder, http.MethodGet, "/receipts/"+recorded.ID, nil)
	receipt, err := ledger.ParseReceipt(got.body)
	if got.status != http.StatusOK || err != nil || receipt.Leaf.String() != recorded.Leaf {
		t.Errorf("the receipt: %d, %v", got.status, err)
	}
	checkpoint := s.send(t, auditor, http.MethodGet, "/checkpoint", nil)
	if want := "log.example/E07000107\n1\n"; !strings.HasPrefix(string(checkpoint.body), want) || !strings.HasPrefix(checkpoint.header.Get("Content-Type"), "text/plain") {
		t.Errorf("the checkpoint: %q %s", checkpoint.body, checkpoint.header.Get("Content-Type"))
	}
	revenues := recorder
	revenues.Department = "revenues"
	others := s.send(t, revenues, http.MethodGet, "/receipts/"+recorded.ID, nil)
	none := s.send(t, revenues, http.MethodGet, "/receipts/01990000-0000-7000-8000-000000000000", nil)
	if others.status != http.StatusNotFound || string(others.body) != string(none.body) {
		t.Errorf("another department's receipt answers %d: %s", others.status, others.body)
	}
	kent := dpo
	kent.Register = disclosure.Register("E10000016")
	if got := s.send(t, kent, http.MethodGet, "/receipts/"+recorded.ID, nil); got.status != http.StatusNotFound {
		t.Errorf("another council's receipt answers %d", got.status)
	}
}
