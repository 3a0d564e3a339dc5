package main_test

import (
	"strings"
	"testing"
)

// The auditor's five minutes are run as they are written, but for where the
// service and the scratch files are, and for the key that the council publishes.
func TestTheAuditorsFiveMinutesWork(t *testing.T) {
	t.Parallel()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	r, _, key := published(t)
	r.waitForEntry(t, "before-the-first-visit")
	command := func(name string) string { return path + " " + name + " --data " + r.data }
	out := follow(t, fileText(t, "../../docs/runbooks/audit.md"),
		"http://127.0.0.1:8080", r.url,
		"go run ./cmd/disclosures token", command("token"),
		"go run ./cmd/disclosures ask", command("ask")+" --url "+r.url,
		"KEY-THAT-THE-COUNCIL-PUBLISHES", key,
		"/tmp/", t.TempDir()+"/",
	)
	for what, want := range map[string]string{
		"whether the log only grew":   "holds  It extends the log you kept a checkpoint of",
		"the new checkpoint":          "this-year.checkpoint for next time",
		"whether everything is there": "nothing was left out",
		"the bundle since last year":  "The log extends the one you kept a checkpoint of",
		"the verdict":                 "\nVERIFIED\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s: no %q in\n%s", what, want, out)
		}
	}
}
