package api_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/policy"
)

// The description of the API lists every name of evidence.
func TestTheDescriptionListsTheEvidence(t *testing.T) {
	described, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range policy.Load().Catalogue().Evidence {
		if !strings.Contains(string(described), "\n        "+f.Name+":\n") {
			t.Errorf("%s is not among them", f.Name)
		}
	}
}
