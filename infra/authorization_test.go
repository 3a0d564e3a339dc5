package infra_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// globalKeys are the condition keys of AWS itself that the templates use: the
// reference lists them for no action, because every request has them.
var globalKeys = []string{
	"aws:MultiFactorAuthPresent", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn",
	// Of a token of the identity provider, by its name (infra/deploy-role.yaml).
	"token.actions.githubusercontent.com:aud", "token.actions.githubusercontent.com:sub",
}

// The service authorization reference says which condition keys a request has for
// each action. A statement that asks for one that the request has not allows
// nothing, and this shows first in a real account. testdata/service-authorization.json
// is the part of it that the templates need, dated; `make authorization` takes it
// anew.
func TestStatementsAskOnlyForKeysThatTheirActionsHave(t *testing.T) {
	keys := authorization(t)
	for name, s := range map[string]stack{"template.yaml": application(t), "infra/template.yaml": evidence(t), "infra/restored-table.yaml": restored(t), "infra/check-role.yaml": readYAML(t, "check-role.yaml")} {
		checkAuthorization(t, name, s, keys)
	}
}

func authorization(t *testing.T) map[string][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/service-authorization.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct{ Actions map[string][]string }
	if err := json.Unmarshal(b, &reference); err != nil {
		t.Fatal(err)
	}
	return reference.Actions
}

func checkAuthorization(t *testing.T, template string, s stack, keys map[string][]string) {
	t.Helper()
	statements := 0
	for _, resource := range slices.Sorted(maps.Keys(s.Resources)) {
		for _, statement := range statementsIn(s.Resources[resource].Properties) {
			statements++
			for _, action := range many(statement["Action"]) {
				listed, known := keys[text(action)]
				if !known {
					t.Errorf("%s: %s: %s is not in the reference; run make authorization, which says whether there is such an action",
						template, resource, text(action))
				}
				for _, key := range conditionKeys(statement) {
					if !slices.Contains(globalKeys, key) && !slices.ContainsFunc(listed, func(l string) bool { return isKey(l, key) }) {
						t.Errorf("%s: %s: %s has no condition key %s, so this statement's condition is never met",
							template, resource, text(action), key)
					}
				}
			}
		}
	}
	if statements == 0 {
		t.Errorf("%s: no statements found", template)
	}
}

// statementsIn returns the policy statements anywhere in a resource.
func statementsIn(v any) []object {
	var found []object
	switch v := v.(type) {
	case object:
		if v["Effect"] != nil && v["Action"] != nil {
			return []object{v}
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found = append(found, statementsIn(v[key])...)
		}
	case list:
		for _, value := range v {
			found = append(found, statementsIn(value)...)
		}
	}
	return found
}

func conditionKeys(statement object) []string {
	var keys []string
	tests, _ := statement["Condition"].(object)
	for _, test := range tests {
		keys = append(keys, slices.Collect(maps.Keys(test.(object)))...)
	}
	slices.Sort(keys)
	return keys
}

// isKey reports whether a key is the one that the reference lists, whose last
// part may be open: kms:EncryptionContext:${EncryptionContextKey}.
func isKey(listed, key string) bool {
	if stem, _, open := strings.Cut(listed, "${"); open {
		return strings.HasPrefix(key, stem) && key != stem
	}
	return listed == key
}

// The developer guide has dynamodb:EnclosingOperation on a check; the reference
// has not, and by the reference every second disclosure of a case was refused.
func TestACheckIsNotAskedForItsTransaction(t *testing.T) {
	keys := authorization(t)["dynamodb:ConditionCheckItem"]
	if len(keys) == 0 || slices.Contains(keys, "dynamodb:EnclosingOperation") {
		t.Errorf("the reference lists %v for a check: the reason for having no such condition is gone", keys)
	}
}
