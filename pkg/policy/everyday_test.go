package policy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// What the examples say, as officers would, is in words of every day, or sounds of keeping
// staff safe: an untold marker makes little else wait.
func TestTheExamplesAreInWordsOfEveryDay(t *testing.T) {
	names, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, "../../docs/examples/housing-ombudsman.json", "../../docs/examples/kent-highways.json", "../../cmd/disclosures/sample/1-housing-ombudsman.json")
	read := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var d disclosure.Disclosure
		if json.Unmarshal(text, &d) != nil || d.Purpose == "" || d.Recipient.Category == "police" {
			continue
		}
		read++
		if texts := policy.Read(&d, ""); !texts.Everyday() && !texts.SoundsOfMarker() {
			t.Errorf("%s: %q, for the %q, %+v", name, d.Purpose, d.Recipient.Post, d.Data)
		}
	}
	if read < 20 {
		t.Errorf("%d examples read", read)
	}
}
