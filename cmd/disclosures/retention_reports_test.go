package main_test

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// The reports are asked of the running service.
func TestRetentionReports(t *testing.T) {
	r := start(t, t.TempDir())
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	says := func(want string, args ...string) {
		t.Helper()
		args = append(append([]string{"retention"}, args...), "--data", r.data, "--url", r.url, "--register", "E07000107")
		out, err := exec.Command(path, args...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: got %q (%v), want %q in it", args[1], out, err, want)
		}
	}
	says("Nothing is due in that time.", "due")
	says("No hold stands.", "holds")
	says("No case is up for review.", "reviews")
	says("SAMPLE-3  not-started", "not-started") // it is open
	says("No fact is to go", "facts")
	says("Nothing was destroyed in 2026-01.", "certificates", "--month", "2026-01")

	for path, body := range map[string]string{
		"/cases/SAMPLE-1/holds": `{"by":"County Court","reason":"A sample claim.","reviewOn":"2099-01-31"}`,
		"/cases/SAMPLE-2/dates": `{"classes":["dc-tenancy-file"],"reason":"On the tenancy file."}`,
	} {
		request, err := http.NewRequest(http.MethodPost, r.url+"/v1/registers/E07000107"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+r.token(t, "dpo", ""))
		request.Header.Set("Idempotency-Key", path)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusCreated {
			t.Fatalf("%s answered %d", path, response.StatusCode)
		}
	}
	says("SAMPLE-1  County Court", "holds")
	says(`"case":"SAMPLE-1"`, "holds", "--json")
	says("SAMPLE-2  not-started", "not-started")
}
