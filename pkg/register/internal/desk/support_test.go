package desk_test

import (
	"encoding/json"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// withState rewrites a stored case as disposal will.
func withState(t *testing.T, doc []byte, state disclosure.CaseState) []byte {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(doc, &fields); err != nil {
		t.Fatal(err)
	}
	fields["state"] = state
	doc, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
