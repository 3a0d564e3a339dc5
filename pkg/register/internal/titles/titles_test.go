package titles

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Whatever word of the API a disclosure may have has a title: a new one that has none fails
// here.
func TestEveryWordOfADisclosureHasATitle(t *testing.T) {
	known := New(policy.Load().Catalogue())
	for _, of := range []struct {
		words  Vocabulary
		in     reflect.Type
		member string
	}{
		{Decisions, reflect.TypeFor[disclosure.Disclosure](), "decision"},
		{Refusals, reflect.TypeFor[disclosure.Disclosure](), "refusedFor"},
		{Urgencies, reflect.TypeFor[disclosure.Disclosure](), "urgency"},
		{Tellings, reflect.TypeFor[disclosure.TellSubject](), "outcome"},
		{Roles, reflect.TypeFor[disclosure.Subject](), "roles"},
		{Channels, reflect.TypeFor[disclosure.Intake](), "channel"},
		{Records, reflect.TypeFor[disclosure.Intake](), "recordKind"},
	} {
		ids := enumOf(of.in, of.member)
		if len(ids) < 2 {
			t.Fatalf("%s of %s is no enum", of.member, of.in)
		}
		for _, id := range ids {
			if known[of.words][id] == "" {
				t.Errorf("%s of %s: %s has no title", of.member, of.in, id)
			}
		}
	}
	for _, aspect := range policy.Aspects() {
		if known[Aspects][string(aspect)] == "" {
			t.Errorf("the aspect %s has no title", aspect)
		}
	}
}

// How something was sent is written freely: each way that the examples show has a title.
func TestEveryChannelOfTheExamplesHasATitle(t *testing.T) {
	known := New(policy.Load().Catalogue())
	examples, err := filepath.Glob("../../../../docs/examples/*.json")
	if err != nil || len(examples) == 0 {
		t.Fatalf("%d examples, %v", len(examples), err)
	}
	for _, path := range examples {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var d disclosure.Disclosure
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if d.Method != nil && known[Channels][d.Method.Channel] == "" {
			t.Errorf("%s: %s has no title", path, d.Method.Channel)
		}
	}
}

func enumOf(in reflect.Type, member string) []string {
	for i := range in.NumField() {
		name, _, _ := strings.Cut(in.Field(i).Tag.Get("json"), ",")
		if name == member {
			return strings.Split(in.Field(i).Tag.Get("enum"), ",")
		}
	}
	return nil
}
