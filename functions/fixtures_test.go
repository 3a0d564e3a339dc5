package functions_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// marker stands in every name, reference and text that the story sends. It must
// never be seen in a log or in the answer to a fault.
const marker = "Zzyzx-Private"

func wantNothingPrivate(t *testing.T, written string) {
	t.Helper()
	if strings.Contains(strings.ToLower(written), strings.ToLower(marker)) || strings.Contains(written, caseRef) {
		t.Errorf("personal data was written:\n%s", written)
	}
}

// toOmbudsman breaks no rule, until a test changes it.
func toOmbudsman(t *testing.T, changes ...func(object)) object {
	t.Helper()
	return example(t, "../docs/examples/housing-ombudsman.json", changes...)
}

func refusedToPolice(t *testing.T) object {
	t.Helper()
	return example(t, "../pkg/policy/testdata/dartford-refused-police.json", inCase(otherRef), func(d object) {
		d["disclosedAt"] = "2026-11-12T09:00:00Z"
		d["recipient"].(object)["person"] = "PC " + marker
		d["subjects"] = []any{object{"reference": "someone-else-" + marker, "role": "complained-about"}}
	})
}

// departure broke rules and has happened.
func departure(t *testing.T) object {
	t.Helper()
	return example(t, "../pkg/policy/testdata/dartford-departure.json", inCase(otherRef), func(d object) {
		d["disclosedAt"] = "2026-11-13T09:00:00Z"
		d["subjects"] = []any{object{"reference": "a-third-" + marker, "role": "complainant"}}
	})
}

// example reads a disclosure and marks everything private in it.
func example(t *testing.T, path string, changes ...func(object)) object {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var d object
	if err := json.Unmarshal(file, &d); err != nil {
		t.Fatal(err)
	}
	d["case"] = caseRef
	d["reason"] = "For " + marker
	d["subjects"] = []any{object{"reference": marker, "role": "complainant"}}
	d["authorisedBy"] = object{"name": "B. " + marker, "post": "Manager"}
	if recipient := d["recipient"].(object); recipient["person"] != nil {
		recipient["person"] = "J. " + marker
	}
	for _, change := range changes {
		change(d)
	}
	return d
}

// fromFile reads an example as it is.
func fromFile(t *testing.T, path string) object {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var o object
	if err := json.Unmarshal(file, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func inCase(ref string) func(object) { return func(d object) { d["case"] = ref } }
