package functions_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// What AWS would answer by itself, before a function is asked. The register's own
// bounds are below these, so that who sends too much is told by which rule; only who
// goes round them meets AWS's.
func TestThePlatformTakesNoMoreThanAWSDoes(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	send := func(body int, header int) int {
		t.Helper()
		return r.send(t, lambdatest.Request{By: &housing, Method: http.MethodPost, Target: base + "/disclosures", Headers: map[string]string{
			"Content-Type": "application/json", "Idempotency-Key": "limits", "Prefer": strings.Repeat("x", header),
		}, Body: []byte(strings.Repeat(" ", body))}).Status
	}
	for _, test := range []struct {
		name         string
		body, header int
		want         int
	}{
		{"what the register bounds itself", 3 << 20, 0, http.StatusRequestEntityTooLarge},
		{"more than an event takes", 7 << 20, 0, http.StatusRequestEntityTooLarge},
		{"more than API Gateway takes", 11 << 20, 0, http.StatusRequestEntityTooLarge},
		{"more headers than API Gateway takes", 0, 10_300, http.StatusRequestHeaderFieldsTooLarge},
	} {
		if got := send(test.body, test.header); got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, got, test.want)
		}
	}
}

// An answer to a person that is longer than Lambda takes comes whole to who takes it
// compressed, as browsers do and the clients of the contract, and it is the answer that the
// review gives the digest of. Anybody else is told what to ask with.
func TestAnAnswerLongerThanLambdaTakesComesWhole(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	const person, disclosures, items = "DBC-P-shared-much", 120, 60
	words := strings.Fields("repair damp letter visit boiler window stair landlord notice report survey mould kitchen contractor delay inspection heating roof gutter answer")
	for n := range disclosures {
		d := toOmbudsman(t, inCase(fmt.Sprintf("DBC-C-LONG-%d", n)))
		d["subjects"] = []any{object{"reference": person, "role": "complainant"}}
		var data []any
		for i := range items {
			var text strings.Builder
			for w := 0; text.Len() < 930; w++ {
				fmt.Fprintf(&text, "%s %d ", words[(n*31+i*17+w*w*7+w)%len(words)], (n*1009+i*211+w*97)%9973)
			}
			data = append(data, object{"category": "complaint-nature", "description": strings.TrimSpace(text.String())})
		}
		d["data"] = data
		body, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.send(t, lambdatest.Request{By: &housing, Method: http.MethodPost, Target: base + "/disclosures", Headers: map[string]string{
			"Content-Type": "application/json", "Idempotency-Key": fmt.Sprintf("long-%d", n),
		}, Body: body}); got.Status != http.StatusCreated {
			t.Fatalf("recording answered %d %s", got.Status, got.Body)
		}
	}
	ask := func(what, coding string) lambdatest.Response {
		return r.send(t, lambdatest.Request{By: &officerDPO, Method: http.MethodGet, Target: base + "/subject-report" + what + "?to=person&subject=" + person, Headers: map[string]string{
			"Access-Purpose": "Request of 2 November", "Accept-Encoding": coding,
		}})
	}
	whole := func(what string) []byte {
		t.Helper()
		got := ask(what, "gzip, deflate, br")
		if got.Status != http.StatusOK || got.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s answered %d, %q", what, got.Status, got.Header.Get("Content-Encoding"))
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(unpacked)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes, sent as %d", what, len(body), len(got.Body))
		return body
	}
	for _, what := range []string{"", "/page", "/review"} {
		if got := ask(what, ""); got.Status != http.StatusUnprocessableEntity || !bytes.Contains(got.Body, []byte("Accept-Encoding: gzip")) {
			t.Errorf("%s, as it is, answered %d %.200s", what, got.Status, got.Body)
		}
		if body := whole(what); len(body) < 6_291_556 {
			t.Errorf("%s is %d bytes, which Lambda would have taken", what, len(body))
		}
	}
	if got := bytes.Count(whole("/page"), []byte("<h3>Housing Ombudsman Service")); got != disclosures {
		t.Errorf("the letter has %d of %d disclosures", got, disclosures)
	}
}

// A table that does not answer, or a question of more than can be read in a function's
// time, is told in words by the function, and not by Lambda's end of it: that would be an
// answer without one, and a function that failed.
func TestAQuestionThatOutlastsTheFunctionIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	table := dynamotest.Serve(t, sqlitetest.New(t)).URL
	to, err := url.Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	stuck := atomic.Bool{}
	forward := httputil.NewSingleHostReverseProxy(to)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if stuck.Load() && strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".Query") {
			<-over
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(over) })
	stack := lambdatest.Deploy(t, lambdatest.NewInfrastructure(t, slow.URL, dynamotest.TableName))
	ask := func() lambdatest.Response {
		return stack.Send(t, lambdatest.Request{By: &officerDPO, Method: http.MethodGet, Target: base + "/flags", Headers: map[string]string{"Access-Purpose": "Request of 2 November"}})
	}
	if got := ask(); got.Status != http.StatusOK {
		t.Fatalf("answered %d %s", got.Status, got.Body)
	}
	stuck.Store(true)
	began := time.Now()
	got := ask()
	if took := time.Since(began); got.Status != http.StatusServiceUnavailable || !bytes.Contains(got.Body, []byte("longer than an answer may")) || !bytes.Contains(got.Body, []byte(lambdatest.RequestID)) {
		t.Errorf("answered %d %s after %v", got.Status, got.Body, took)
	}
}
