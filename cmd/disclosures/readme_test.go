package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The README's ten minutes are run as they are written, but for where the
// service and the scratch files are.
func TestTheReadmesTenMinutesWork(t *testing.T) {
	t.Parallel()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	_, tour, found := strings.Cut(fileText(t, "../../README.md"), "## Ten minutes with it")
	if !found {
		t.Fatal("the README has no ten minutes")
	}
	tour, _, _ = strings.Cut(tour, "\n## ")
	r := start(t, t.TempDir())
	scratch := t.TempDir()
	out := follow(t, tour,
		"http://127.0.0.1:8080", r.url,
		"go run ./cmd/disclosures login", path+" login --data "+r.data+" --url "+r.url,
		"go run ./cmd/disclosures token", path+" token --data "+r.data,
		"go run ./cmd/disclosures verify", path+" verify",
		"/tmp/", scratch+"/",
	)
	for what, want := range map[string]string{
		"signing in":             "/sign-in#",
		"recording":              `"flags":[]`,
		"breaking a rule":        `"rule":"DC-R5","pointer":"/evidence/ombudsmanCaseRef"`,
		"archiving":              `"version":`,
		"the case":               `"dueOn":"2028-11-21"`,
		"the question":           `"recipientCategory":"ombudsman"`,
		"the entry, opened":      `"correspondence":[{`,
		"who looked":             `"action":"open-disclosure"`,
		"the first export's ask": `"status":"queued"`,
		"the spreadsheet":        "Every cell says what its row's JSON says, in every column",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s: no %s in\n%s", what, want, out)
		}
	}
	if _, err := os.Stat(filepath.Join(scratch, "disclosures.csv")); err != nil {
		t.Error(err)
	}
}
