package functions_test

import (
	"net/http"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
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
