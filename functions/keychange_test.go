package functions_test

import (
	"crypto/ed25519"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// docs/runbooks/log-key.md on AWS: the application is deployed over the same
// table, bucket and keys with the parameters of each step.
func TestTheLogsKeyIsChangedByDeploying(t *testing.T) {
	t.Parallel()
	server := dynamotest.Serve(t, sqlitetest.New(t))
	on := lambdatest.NewInfrastructure(t, server.URL, dynamotest.TableName)
	_, next, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	on.NextLogKey = next
	verifierOf := func(key ed25519.PrivateKey) string {
		t.Helper()
		origin, err := ledger.NewOrigin(lambdatest.LogSite, housing.Register.String())
		if err != nil {
			t.Fatal(err)
		}
		line, err := ledger.VerifierKey(origin, key.Public().(ed25519.PublicKey))
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	keysOf := func(lines ...string) (keys ledger.Keys) {
		t.Helper()
		text := ""
		for _, line := range lines {
			text += line + "\n"
		}
		keys, err := ledger.ParseKeys(text)
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	old, new := keysOf(verifierOf(on.LogKey)), keysOf(verifierOf(next))

	var receipts [][]byte
	for i, step := range []struct {
		name     string
		arns     []string
		former   string
		old, new bool // whose key the checkpoint opens with
	}{
		{"the stack's own key", nil, "", true, false},
		{"both, from the next run on", []string{lambdatest.KeyARN, lambdatest.NextKeyARN}, "", true, true},
		{"the new one alone", []string{lambdatest.NextKeyARN}, verifierOf(on.LogKey), false, true},
	} {
		on.LogSigningKeyArns, on.LogFormerKeys = step.arns, step.former
		r := onLambda{lambdatest.Deploy(t, on)}
		s := &story{t: t, to: r}
		sweep := func() {
			t.Helper()
			if answer, failed := r.Invoke(t, "seal", lambdatest.ScheduleEvent(moment)); failed {
				t.Fatalf("%s: the sweep failed: %s", step.name, answer)
			}
		}
		opens := func(what string) {
			t.Helper()
			signed := s.plain(dpo, base+"/checkpoint")
			for key, want := range map[*ledger.Keys]bool{&old: step.old, &new: step.new} {
				if _, err := key.Open(signed); (err == nil) != want {
					t.Errorf("%s, %s: the checkpoint opens with %s: %v, want it to: %v", step.name, what, key, err, want)
				}
			}
		}
		if i == 1 {
			sweep()
			opens("with nothing new")
		}
		id := text(s.post(housing, base+"/disclosures", fmt.Sprint("step ", i), toOmbudsman(t), http.StatusCreated), "id")
		sweep()
		opens("with a new entry")
		receipts = append(receipts, s.plain(housing, base+"/receipts/"+id))
	}

	// Receipts of each time verify with the key of that time, for ever.
	for i, keys := range [][]ledger.Keys{{old}, {old, new}, {new}} {
		for _, k := range keys {
			if _, _, err := k.OpenReceipt(receipts[i]); err != nil {
				t.Errorf("receipt %d: %v", i, err)
			}
		}
	}
}

// A new key that nobody told of the old one's signs nothing.
func TestANewKeyAloneIsRefused(t *testing.T) {
	t.Parallel()
	server := dynamotest.Serve(t, sqlitetest.New(t))
	on := lambdatest.NewInfrastructure(t, server.URL, dynamotest.TableName)
	first := onLambda{lambdatest.Deploy(t, on)}
	s := &story{t: t, to: first}
	s.post(housing, base+"/disclosures", "one", toOmbudsman(t), http.StatusCreated)
	first.seal(t)
	before := s.plain(dpo, base+"/checkpoint")

	_, next, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	on.NextLogKey, on.LogSigningKeyArns = next, []string{lambdatest.NextKeyARN}
	second := onLambda{lambdatest.Deploy(t, on)}
	s = &story{t: t, to: second}
	s.post(housing, base+"/disclosures", "two", toOmbudsman(t), http.StatusCreated)
	if answer, failed := second.Invoke(t, "seal", lambdatest.ScheduleEvent(moment)); failed {
		t.Fatalf("the sweep failed, which only tries again what a person must mend: %s", answer)
	}
	if got := s.plain(dpo, base+"/checkpoint"); string(got) != string(before) {
		t.Errorf("the checkpoint is now\n%s\nwant it as it was", got)
	}
	if !strings.Contains(second.logged(), "ALARM") {
		t.Error("nothing in the log says so")
	}
}
