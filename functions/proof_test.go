package functions_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// prove has the first entry sealed, and verifies what an auditor is given with
// nothing but the log's public key.
func (s *story) prove(first string) {
	s.t.Helper()
	s.get(dpo, base+"/checkpoint", http.StatusServiceUnavailable)
	s.get(housing, base+"/receipts/"+first, http.StatusServiceUnavailable)
	s.to.seal(s.t)

	keys := s.logKeys()
	checkpoint, err := keys.Open(s.plain(auditor, base+"/checkpoint"))
	if err != nil {
		s.t.Fatalf("open the checkpoint: %v", err)
	}
	receipt, under, err := keys.OpenReceipt(s.plain(housing, base+"/receipts/"+first))
	if err != nil {
		s.t.Fatalf("open the receipt: %v", err)
	}
	if under.Tree != checkpoint.Tree {
		s.t.Errorf("the receipt is under the tree %v, want the checkpoint's %v", under.Tree, checkpoint.Tree)
	}
	s.note("log", checkpoint.N, receipt.Index)
	s.get(revenues, base+"/receipts/"+first, http.StatusNotFound)

	// The entry is in the log, so the repeat that waits for its receipt has it.
	repeated := s.to.send(s.t, lambdatest.Request{
		By: &housing, Method: http.MethodPost, Target: base + "/disclosures", Body: encode(s.t, toOmbudsman(s.t)),
		Headers: map[string]string{"Content-Type": "application/json", "Idempotency-Key": "first", "Prefer": "wait=2"},
	})
	var recorded struct{ ID, Leaf, Receipt string }
	if err := json.Unmarshal(repeated.Body, &recorded); err != nil || repeated.Status != http.StatusCreated {
		s.t.Fatalf("the repeat that waits: %d, %v", repeated.Status, err)
	}
	waited, _, err := keys.OpenReceipt([]byte(recorded.Receipt))
	if err != nil || recorded.ID != first || waited.Leaf != receipt.Leaf || waited.Leaf.String() != recorded.Leaf {
		s.t.Errorf("the receipt that was waited for is of %s, leaf %v: %v; want of %s, leaf %s", recorded.ID, waited.Leaf, err, first, recorded.Leaf)
	}
}

// proveTheRest seals what has happened since, looking included.
func (s *story) proveTheRest() {
	s.t.Helper()
	keys := s.logKeys()
	before, err := keys.Open(s.plain(dpo, base+"/checkpoint"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.to.seal(s.t)
	after, err := keys.Open(s.plain(dpo, base+"/checkpoint"))
	if err != nil || after.N <= before.N {
		s.t.Errorf("the log went from %d leaves to %d, %v; want more", before.N, after.N, err)
	}
	s.note("log", before.N, after.N)
}

// plain gets an answer that is text, and must not be kept by anything between.
func (s *story) plain(by disclosure.Caller, target string) []byte {
	s.t.Helper()
	got := s.to.send(s.t, lambdatest.Request{By: &by, Method: http.MethodGet, Target: target})
	if kind := got.Header.Get("Content-Type"); got.Status != http.StatusOK || kind != "text/plain; charset=utf-8" {
		s.t.Fatalf("%s: got %d and %s: %s\nlog:\n%s", target, got.Status, kind, got.Body, s.to.logged())
	}
	s.note(got.Status, got.Header.Get("Cache-Control"))
	wantNothingPrivate(s.t, string(got.Body))
	return got.Body
}

func (s *story) logKeys() ledger.Keys {
	s.t.Helper()
	origin, err := ledger.NewOrigin(lambdatest.LogSite, housing.Register.String())
	if err != nil {
		s.t.Fatal(err)
	}
	line, err := ledger.VerifierKey(origin, s.to.logKey())
	if err != nil {
		s.t.Fatal(err)
	}
	keys, err := ledger.ParseKeys(line + "\n")
	if err != nil {
		s.t.Fatal(err)
	}
	return keys
}

// The schedule seals what the stream never told of, for every register at once.
func TestTheSweepSealsWithoutTheStream(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	if !lambdatest.ReadTemplate(t)["seal"].Scheduled {
		t.Error("template.yaml has no schedule for seal")
	}
	s := &story{t: t, to: r}
	id := text(s.post(housing, base+"/disclosures", "one", toOmbudsman(t), http.StatusCreated), "id")
	if answer, failed := r.Invoke(t, "seal", lambdatest.ScheduleEvent(moment)); failed {
		t.Fatalf("the sweep failed: %s", answer)
	}
	if _, _, err := s.logKeys().OpenReceipt(s.plain(housing, base+"/receipts/"+id)); err != nil {
		t.Errorf("open the receipt: %v", err)
	}
	kent := caller("", "D. P. Example", disclosure.DPO)
	kent.Register = "E10000016"
	if got := s.plain(kent, "/v1/registers/E10000016/checkpoint"); !strings.HasPrefix(string(got), lambdatest.LogSite+"/E10000016\n0\n") {
		t.Errorf("the log of another register begins %q, want an empty log of its own", got)
	}
}

// The stream tells of a leaf more than once, and of leaves that were sealed long
// ago; the log has each entry once all the same.
func TestTheStreamTellsOfTheSameLeavesAgain(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	s := &story{t: t, to: r}
	ids := []string{}
	tell := func(times int) {
		t.Helper()
		var records []json.RawMessage
		for _, id := range slices.Repeat(ids, times) {
			records = append(records, lambdatest.StreamRecord("INSERT", "leaf#E07000107#"+id, "leaf"))
		}
		for range times {
			if answer, failed := r.Invoke(t, "seal", lambdatest.StreamEvent(records...)); failed {
				t.Fatalf("seal failed: %s", answer)
			}
		}
	}
	for n := range 3 {
		ids = append(ids, text(s.post(housing, base+"/disclosures", fmt.Sprint(n), toOmbudsman(t), http.StatusCreated), "id"))
		tell(n + 1)
	}
	checkpoint, err := s.logKeys().Open(s.plain(auditor, base+"/checkpoint"))
	if err != nil || checkpoint.N != 3 {
		t.Fatalf("the log has %d leaves, %v; want 3", checkpoint.N, err)
	}
	for n, id := range ids {
		receipt, _, err := s.logKeys().OpenReceipt(s.plain(housing, base+"/receipts/"+id))
		if err != nil || receipt.Index != int64(n) {
			t.Errorf("entry %d is at place %d, %v", n, receipt.Index, err)
		}
	}
}

// Somebody who may write leaves puts a sealed one back as pending.
func TestALeafMadePendingAgainRaisesTheAlarmAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	table := sqlitetest.New(t)
	r := onLambda{lambdatest.Deploy(t, lambdatest.NewInfrastructure(t, dynamotest.Serve(t, table).URL, dynamotest.TableName))}
	s := &story{t: t, to: r}
	first := text(s.post(housing, base+"/disclosures", "one", toOmbudsman(t), http.StatusCreated), "id")
	r.seal(t)
	leaf, err := table.Get(t.Context(), store.LeafKey("E07000107", first))
	if err != nil {
		t.Fatal(err)
	}
	delete(leaf.Attrs, sealing.IndexAttr)
	leaf.Attrs[store.PendingAttr], leaf.Attrs[store.PendingSinceAttr] = "E07000107", store.IndexSort(moment, first)
	if err := table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: leaf}}); err != nil {
		t.Fatal(err)
	}
	second := text(s.post(housing, base+"/disclosures", "two", toOmbudsman(t), http.StatusCreated), "id")
	if answer, failed := r.Invoke(t, "seal", lambdatest.ScheduleEvent(moment)); failed {
		t.Fatalf("the sweep failed: %s", answer)
	}
	receipt, under, err := s.logKeys().OpenReceipt(s.plain(housing, base+"/receipts/"+second))
	if err != nil || receipt.Index != 1 || under.N != 2 {
		t.Errorf("the second entry is at place %d of %d, %v; want 1 of 2", receipt.Index, under.N, err)
	}
	if log := r.logged(); !strings.Contains(log, "ALARM") || !strings.Contains(log, first) || !strings.Contains(log, `"OverwrittenLeaves":1`) {
		t.Error("the log of seal does not say which leaf was changed")
	}
}
