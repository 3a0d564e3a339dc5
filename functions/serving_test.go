package functions_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/sealing/trigger"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// A stack serves the registers that it was deployed for: another council of the
// catalogue does not exist in it, whoever signed for it, and no log of it is begun.
func TestAStackServesItsRegistersAlone(t *testing.T) {
	on := lambdatest.NewInfrastructure(t, dynamotest.Serve(t, sqlitetest.New(t)).URL, dynamotest.TableName)
	on.Registers = "E07000107,E10000016=https://login.county.example/"
	stack := lambdatest.Deploy(t, on)

	asks := func(of, about disclosure.Register) int {
		t.Helper()
		return stack.Send(t, lambdatest.Request{
			Method: http.MethodGet, Target: "/v1/registers/" + about.String() + "/policy",
			By: &disclosure.Caller{Register: of, Subject: "auditor-1", Name: "A. N. Auditor", Roles: []disclosure.Role{disclosure.Auditor}},
		}).Status
	}
	for _, test := range []struct {
		of, about disclosure.Register
		want      int
		why       string
	}{
		{"E07000107", "E07000107", http.StatusOK, "a register that is served"},
		{"E07000107", "E07000110", http.StatusNotFound, "one that is not served, asked for by another's auditor"},
		{"E07000110", "E07000110", http.StatusUnauthorized, "one that is not served"},
		{"E10000016", "E10000016", http.StatusUnauthorized, "one whose tokens come from an issuer of its own"},
	} {
		if got := asks(test.of, test.about); got != test.want {
			t.Errorf("%s: got %d, want %d", test.why, got, test.want)
		}
	}

	if answer, failed := stack.Invoke(t, "seal", []byte(`{"source":"aws.events"}`)); failed {
		t.Fatalf("sweep: %s", answer)
	}
	// What a function writes arrives after its answer, and of a sweep how many registers
	// it has left out comes last.
	for until := time.Now().Add(time.Minute); !strings.Contains(stack.Output(), trigger.Unswept) && time.Now().Before(until); {
		time.Sleep(20 * time.Millisecond)
	}
	if got, want := strings.Join(sweptIn(stack.Output()), " "), "E07000107 E10000016"; got != want {
		t.Errorf("got sweeps of %q, want %q", got, want)
	}
}

// sweptIn lists the registers of which sealing has written a metric, sorted.
func sweptIn(output string) []string {
	var swept []string
	for line := range strings.Lines(output) {
		var metric struct {
			Register string
			Oldest   *float64 `json:"OldestPendingLeafAge"`
		}
		if json.Unmarshal([]byte(line), &metric) == nil && metric.Oldest != nil {
			swept = append(swept, metric.Register)
		}
	}
	slices.Sort(swept)
	return swept
}
