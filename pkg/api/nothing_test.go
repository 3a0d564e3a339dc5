package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
)

// narrowed are what a question is narrowed by that stands in the register under a
// reference or a name: what is on record, how somebody may write it by a slip, and
// whether what comes near is looked for.
var narrowed = map[string]struct {
	slip, near string
}{
	"subject":    {"DBC/P/550193", "DBC-P-550193"},
	"case":       {"DBC C 2026 0141", "DBC-C-2026-0141"},
	"department": {"house-services", "House Services"},
	"series":     {"Satisfaction/survey", "Satisfaction survey"},
	"reference":  {"ISA/2026/7", "ISA-2026-7"},
	"entry":      {"019abcde-0000-7000-8000-000000000000", ""},
	"document":   {"019abcde-0000-7000-8000-000000000000", "DBC-C-2026-0141"}, // with its case
}

// notFound are questions about one thing, which is there or is answered 404.
var notFound = []string{"show-breach"}

// A question by the reference of a person or a case, or by the name of a department or a
// series, that finds nothing says what was looked for and, to the Data Protection Officer
// alone, which come near: whichever operation it is. A department, which may know of its
// own alone, is answered nothing in one way.
func TestEveryQuestionThatFindsNothingSaysWhatWasLookedFor(t *testing.T) {
	s := nearlyKnown(t)
	described, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var contract struct {
		Paths map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
			Parameters  []struct {
				Name, In string
				Required bool
				Schema   struct{ Enum []string }
			}
		}
	}
	if err := yaml.Unmarshal(described, &contract); err != nil {
		t.Fatal(err)
	}
	calls := map[string]power.Call{}
	for _, c := range power.Table {
		calls[c.Name] = c
	}
	asked := map[string]bool{}
	for path, methods := range contract.Paths {
		operation, is := methods["get"]
		call := calls[operation.OperationID]
		if !is || call.Does != power.Looks || strings.Contains(strings.TrimPrefix(path, "/v1/registers/{register}"), "{") || slices.Contains(notFound, call.Name) {
			continue
		}
		path := strings.TrimPrefix(path, "/v1/registers/{register}")
		for _, p := range operation.Parameters {
			slip, by := narrowed[p.Name]
			if p.In != "query" || !by {
				continue
			}
			asked[p.Name] = true
			query := url.Values{p.Name: {slip.slip}}
			for _, other := range operation.Parameters {
				if needed := other.Required || call.Name == "show-unfinished-letters"; other.In != "query" || other.Name == p.Name || !needed {
					continue
				}
				switch {
				case other.Name == "dimension":
					query.Set("dimension", disclosure.FactsOfAgreement)
				case len(other.Schema.Enum) > 0:
					query.Set(other.Name, other.Schema.Enum[0])
				case narrowed[other.Name].slip != "":
					query.Set(other.Name, narrowed[other.Name].slip)
				}
			}
			if call.Name == "show-accesses" {
				query.Set("month", "2020-01") // the questions of this test are looks themselves
			}
			t.Run(call.Name+"/"+p.Name, func(t *testing.T) { s.saysWhatWasLookedFor(t, call, path+"?"+query.Encode(), p.Name) })
		}
	}
	if len(asked) != len(narrowed) {
		t.Errorf("asked by %v, want each of %v", slices.Sorted(maps.Keys(asked)), slices.Sorted(maps.Keys(narrowed)))
	}
}

// saysWhatWasLookedFor asks as everybody who may, and compares with what each may know.
func (s *service) saysWhatWasLookedFor(t *testing.T, call power.Call, path, by string) {
	for _, tt := range []struct {
		who   disclosure.Caller
		reach power.Reach
		near  string
	}{{dpo, call.DPO, narrowed[by].near}, {auditor, call.Auditor, ""}, {recorder, call.Recorder, ""}} {
		if tt.reach == power.None {
			continue
		}
		got := s.send(t, tt.who, http.MethodGet, path, nil)
		if got.status != http.StatusOK {
			t.Errorf("%s: %d %s", tt.who.Name, got.status, got.body)
			continue
		}
		body, header := string(got.body), got.header.Get("Nothing-Found")
		var said struct {
			Nothing *struct {
				LookedFor map[string]string
				Near      []string
			}
		}
		encoded := got.body
		if header != "" { // what comes near, the review says
			tt.near = ""
			encoded = []byte(`{"nothing":` + header + `}`)
			if strings.Contains(body, narrowed[by].near) {
				t.Errorf("%s: what the person is told names another: %s", tt.who.Name, body)
			}
		}
		if err := json.Unmarshal(encoded, &said); err != nil && header == "" && got.header.Get("Content-Type") == "application/json" {
			t.Fatal(err)
		}
		if tt.reach == power.Own {
			if said.Nothing != nil {
				t.Errorf("%s is told %+v, want nothing", tt.who.Name, said.Nothing)
			}
			continue
		}
		if said.Nothing == nil {
			t.Errorf("%s is told nothing of what was looked for", tt.who.Name)
			continue
		}
		if said.Nothing.LookedFor[by] != narrowed[by].slip {
			t.Errorf("%s: looked for %v, want %s %q", tt.who.Name, said.Nothing.LookedFor, by, narrowed[by].slip)
		}
		if near := strings.Join(said.Nothing.Near, ","); near != tt.near && !(tt.near != "" && slices.Contains(said.Nothing.Near, tt.near)) {
			t.Errorf("%s: near are %q, want %q", tt.who.Name, near, tt.near)
		}
	}
}

// nearlyKnown has, under the references that come near those of [narrowed], something for
// every question.
func nearlyKnown(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	post := func(by disclosure.Caller, path string, body any) {
		t.Helper()
		encoded, is := body.([]byte)
		if !is {
			encoded = encode(t, body)
		}
		if got := s.send(t, by, http.MethodPost, path, encoded); got.status != http.StatusCreated {
			t.Fatalf("%s: %d %s", path, got.status, got.body)
		}
	}
	house := recorder
	house.Department = "House Services"
	post(house, "/disclosures", example(t))
	post(dpo, "/facts", map[string]any{"kind": "agreement", "about": map[string]any{"dimension": "agreement", "reference": "ISA-2026-7"}, "from": "2026-01-01", "version": "2", "signatories": []string{"Sample Mailing Ltd"}})
	share, err := os.ReadFile("../../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	post(house, "/shares", share)
	return s
}
