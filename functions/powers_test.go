package functions_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
)

// A function has no way to what another is for, even were it called with it.
func TestAFunctionServesNoRouteOfAnother(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	template := lambdatest.ReadTemplate(t)
	fill := strings.NewReplacer(
		"{register}", "E07000107", "{id}", sampleEntry, "{case}", openCase, "{document}", sampleArchived, "{hold}", sampleHold, "{flag}", "0", "{n}", "1",
	)
	for name, function := range template {
		for _, route := range template.Routes() {
			if slices.Contains(function.Routes, route) {
				continue
			}
			request := lambdatest.Request{By: &dpo, Method: route.Method, Target: fill.Replace(route.Path), Headers: map[string]string{
				"Content-Type": "application/json", "Idempotency-Key": "none",
			}}
			if function.Pages {
				// It has no way to the API but by its address, with the token of a session.
				answer, failed := r.Invoke(t, name, encode(t, lambdatest.Event(route, nil, request, time.Now())))
				if failed {
					t.Errorf("%s failed at %s: %s", name, route.Key(), answer)
				} else if got := lambdatest.ResponseOf(t, answer); got.Status != http.StatusForbidden && !strings.HasPrefix(got.Header.Get("Location"), "/sign-in?") {
					t.Errorf("%s answered %s with %d to nobody: %s", name, route.Key(), got.Status, got.Body)
				}
				continue
			}
			answer, failed := r.Invoke(t, name, encode(t, lambdatest.Event(route, nil, request, time.Now())))
			if len(function.Routes) == 0 {
				// It faces no web: it refuses what is not its own, or takes it for the
				// schedule's, and says nothing.
				if !failed && string(answer) != "null" {
					t.Errorf("%s answered %s: %s", name, route.Key(), answer)
				}
				continue
			}
			if failed {
				t.Errorf("%s failed at %s: %s", name, route.Key(), answer)
				continue
			}
			// An address that it answers by another method is no secret: 405.
			got := lambdatest.ResponseOf(t, answer)
			if (got.Status != http.StatusNotFound || !strings.Contains(string(got.Body), "nothing at this address")) &&
				(got.Status != http.StatusMethodNotAllowed || !strings.Contains(string(got.Body), "does not have that method")) {
				t.Errorf("%s answered %s with %d: %s", name, route.Key(), got.Status, got.Body)
			}
		}
	}
}
