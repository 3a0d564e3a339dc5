package main_test

import (
	"net/http"
	"strings"
	"testing"
)

// The reports are asked of the running service.
func TestRetentionReports(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	says := func(want string, args ...string) {
		t.Helper()
		if out, code := r.tool(t, append([]string{"retention"}, args...)...); code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("%s: got %q (%d), want %q in it", args[0], out, code, want)
		}
	}
	says("SAMPLE-5 State closed Clock running", "due")
	says("No hold stands.", "holds")
	says("No case is up for review.", "reviews")
	says("SAMPLE-3 State open Clock not started", "not-started") // it is open
	says("No fact is to go", "facts")
	says("Nothing was destroyed in 2026-01.", "certificates", "--month", "2026-01")

	for path, body := range map[string]string{
		"/cases/SAMPLE-1/holds": `{"by":"County Court","reason":"A sample claim.","reviewOn":"2099-01-31"}`,
		"/cases/SAMPLE-2/dates": `{"classes":["dc-tenancy-file"],"reason":"On the tenancy file."}`,
	} {
		if status, answer, err := r.send(r.token(t, "dpo", ""), http.MethodPost, path, path, []byte(body)); err != nil || status != http.StatusCreated {
			t.Fatalf("%s: %d, %v: %s", path, status, err, answer)
		}
	}
	says("SAMPLE-1 By County Court", "holds")
	says(`"case":"SAMPLE-1"`, "holds", "--json")
	says("SAMPLE-2 State open Clock not started", "not-started")
}
