package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/disclosure"
)

// found returns the rules of a problem with where each was broken.
func found(findings []disclosure.Finding) (at []string) {
	for _, f := range findings {
		at = append(at, f.Rule+" "+f.Pointer)
	}
	slices.Sort(at)
	return at
}

// What is wrong with the form of a body and what the rules refuse of it come in one
// answer. What the rules would only say because of a fault of form is left out.
func TestFormAndRulesAreToldInOneAnswer(t *testing.T) {
	s := newService(t)
	also := func(body []byte, before, after string) []byte {
		t.Helper()
		if !bytes.Contains(body, []byte(before)) {
			t.Fatalf("the example has no %s", before)
		}
		return bytes.Replace(body, []byte(before), []byte(after), 1)
	}
	noReference := changed(t, `"ombudsmanCaseRef": `, `"courtName": `)
	refusedAlone := found(s.send(t, recorder, http.MethodPost, "/disclosures", noReference).problem(t).Errors)
	if len(refusedAlone) == 0 {
		t.Fatal("the rules do not refuse an ombudsman's disclosure without a case reference")
	}
	const asked, notAsked = "What the rules refuse of the rest is named here too.", "The rules have not been asked"
	for name, tt := range map[string]struct {
		body    []byte
		headers []string
		form    []string
		rules   bool
		says    string
	}{
		"a field of no name":            {also(noReference, `"decision":`, `"subjectName": "x", "decision":`), nil, []string{"form /subjectName"}, true, asked},
		"a text for parts":              {also(noReference, `"method": {`, `"method": "post", "means": {`), nil, []string{"form /means", "form /method"}, true, asked},
		"a reason left out":             {also(noReference, `"reason":`, `"reasons":`), nil, []string{"form /reason", "form /reasons"}, true, asked},
		"a control character":           {also(noReference, "The Housing Ombudsman is", `The\u0007Housing Ombudsman is`), nil, []string{"form /reason"}, true, asked},
		"a control character and more":  {also(also(noReference, "The Housing Ombudsman is", `The\u0007Housing Ombudsman is`), `"decision":`, `"subjectName": "x", "decision":`), nil, []string{"form /reason", "form /subjectName"}, true, asked},
		"no key":                        {noReference, []string{"Idempotency-Key", ""}, []string{"form /Idempotency-Key"}, true, asked},
		"no such decision":              {also(noReference, `"decision": "disclosed"`, `"decision": "shared"`), nil, []string{"form /decision"}, false, notAsked},
		"a departure that is misspelt":  {also(noReference, `"decision":`, `"depature": {"reason": "x", "discoveredOn": "2026-11-10"}, "decision":`), nil, []string{"form /departure/breachReference", "form /depature"}, false, asked},
		"a departure, and wrong in it":  {also(noReference, `"decision":`, `"depature": "yes", "decision":`), nil, []string{"form /depature"}, false, notAsked},
		"a departure, or so it seems":   {also(noReference, `"decision":`, `"departureNote": "x", "decision":`), nil, []string{"form /departureNote"}, false, notAsked},
		"evidence that is misspelt":     {also(noReference, `"evidence":`, `"evidense":`), nil, []string{"form /evidense"}, true, asked},
		"a field like one that counts":  {also(noReference, `"decision":`, `"noticeNote": "x", "decision":`), nil, []string{"form /noticeNote"}, true, asked},
		"a day of no calendar":          {also(noReference, `"urgency":`, `"agreement": {"reference": "SA-1", "version": 7}, "urgency":`), nil, []string{"form /agreement/version"}, true, asked},
		"a name of evidence as well":    {also(also(noReference, `"decision":`, `"noticeNote": "x", "decision":`), `"evidence": {`, `"evidence": {"ombudsmanCaseReff": "1",`), nil, []string{"form /evidence", "form /noticeNote"}, true, asked},
		"which rules, and evidence":     {also(also(noReference, `"decision": "disclosed"`, `"decision": "shared"`), `"evidence": {`, `"evidence": {"ombudsmanCaseReff": "1",`), nil, []string{"form /decision", "form /evidence"}, false, "What is wrong with the evidence is named too."},
		"a notice that is none":         {also(noReference, `"notice": "dartford-complaints"`, `"notice": 7`), nil, []string{"form /notice"}, false, notAsked},
		"form alone, and nothing else":  {changed(t, `"decision":`, `"subjectName": "x", "decision":`), nil, []string{"form /subjectName"}, false, "The request is not well formed. Nothing was recorded."},
		"a huge number, which is no 64": {also(noReference, `"complainantComplainedToIt": true`, `"complainantComplainedToIt": 1e400`), nil, []string{"form /evidence/complainantComplainedToIt"}, true, asked},
	} {
		t.Run(name, func(t *testing.T) {
			for _, query := range []string{"", "?dryRun=true"} {
				if query != "" && tt.headers != nil {
					continue // a dry run needs no key
				}
				p := s.send(t, recorder, http.MethodPost, "/disclosures"+query, tt.body, tt.headers...).problem(t)
				want := slices.Clone(tt.form)
				if tt.rules {
					want = append(want, refusedAlone...)
				}
				slices.Sort(want)
				if got := found(p.Errors); !slices.Equal(got, want) || p.Status != http.StatusUnprocessableEntity {
					t.Errorf("%q: got %d %v, want 422 %v", query, p.Status, got, want)
				}
				if !strings.Contains(p.Detail, tt.says) {
					t.Errorf("%q: it says %q, want %q", query, p.Detail, tt.says)
				}
			}
		})
	}
	s.holdsNothing(t)
}

// A correction is told of both, too, each where it stands in the correction.
func TestFormAndRulesOfACorrectionAreToldInOneAnswer(t *testing.T) {
	s := newService(t)
	recorded := s.send(t, recorder, http.MethodPost, "/disclosures", example(t))
	if recorded.status != http.StatusCreated {
		t.Fatalf("record: %d %s", recorded.status, recorded.body)
	}
	var is struct{ ID string }
	if err := yaml.Unmarshal(recorded.body, &is); err != nil {
		t.Fatal(err)
	}
	body := append(append([]byte(`{"reson": "x", "disclosure": `), changed(t, `"ombudsmanCaseRef": `, `"courtName": `)...), '}')
	for at, rules := range map[string]bool{"/disclosures/" + is.ID + "/corrections": true, "/disclosures/nothing/corrections": false} {
		p := s.send(t, recorder, http.MethodPost, at, body).problem(t)
		got := found(p.Errors)
		if !slices.Contains(got, "form /reson") || !slices.Contains(got, "form /reason") {
			t.Errorf("%s: the form is not told: %v", at, got)
		}
		if told := slices.ContainsFunc(got, func(f string) bool { return strings.HasSuffix(f, " /disclosure/evidence/ombudsmanCaseRef") }); told != rules {
			t.Errorf("%s: got %v, the rules told %v, want %v", at, got, told, rules)
		}
	}
}

// A share of many people is told of both, too.
func TestFormAndRulesOfAShareAreToldInOneAnswer(t *testing.T) {
	s := newService(t)
	share, err := os.ReadFile("../../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	withoutBasis := func(change func(map[string]any)) []byte {
		var body map[string]any
		if err := json.Unmarshal(share, &body); err != nil {
			t.Fatal(err)
		}
		body["justification"].(map[string]any)["lawfulBases"] = []any{}
		change(body)
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	alone := found(s.send(t, recorder, http.MethodPost, "/shares", withoutBasis(func(map[string]any) {})).problem(t).Errors)
	if len(alone) == 0 {
		t.Fatal("the rules do not refuse a share on no basis")
	}
	for name, tt := range map[string]struct {
		change func(map[string]any)
		form   string
		rules  bool
	}{
		"a field of no name":     {func(d map[string]any) { d["foo"] = 1 }, "form /foo", true},
		"an invisible character": {func(d map[string]any) { d["recipient"].(map[string]any)["organisation"] = "A\u200b" }, "form /recipient/organisation", true},
		"no such decision":       {func(d map[string]any) { d["decision"] = "shared" }, "form /decision", false},
		"a period that ends before it begins": {func(d map[string]any) {
			d["from"], d["to"] = "2026-11-03", "2026-11-02"
		}, "form /to", true},
	} {
		t.Run(name, func(t *testing.T) {
			got := found(s.send(t, recorder, http.MethodPost, "/shares", withoutBasis(tt.change)).problem(t).Errors)
			want := []string{tt.form}
			if tt.rules {
				want = append(want, alone...)
			}
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	s.holdsNothing(t)
}

// So is a batch, of each of its disclosures where that stands: what keeps the rules of one
// from being asked keeps nobody from asking those of another.
func TestFormAndRulesOfABatchAreToldInOneAnswer(t *testing.T) {
	s := newService(t)
	noReference := changed(t, `"ombudsmanCaseRef": `, `"courtName": `)
	misspelt := bytes.Replace(noReference, []byte(`"decision":`), []byte(`"subjectName": "x", "decision":`), 1)
	turned := bytes.Replace(noReference, []byte(`"decision": "disclosed"`), []byte(`"decision": "shared"`), 1)
	batch := func(disclosures ...[]byte) []byte {
		var items [][]byte
		for i, d := range disclosures {
			items = append(items, fmt.Appendf(nil, `{"key": "item-%d", "disclosure": %s}`, i, d))
		}
		return slices.Concat([]byte(`{"items": [`), bytes.Join(items, []byte(", ")), []byte(`]}`))
	}
	for name, tt := range map[string]struct {
		body  []byte
		rules []bool // of each item
		says  string
	}{
		"one is misspelt":             {batch(misspelt, noReference, example(t)), []bool{true, true, false}, "What the rules refuse of the rest is named here too."},
		"of one, it turns on what is": {batch(turned, misspelt), []bool{false, true}, "The rules have not been asked of every item"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, query := range []string{"", "?dryRun=true"} {
				p := s.send(t, recorder, http.MethodPost, "/disclosures/batch"+query, tt.body).problem(t)
				got := found(p.Errors)
				for i, rules := range tt.rules {
					told := slices.ContainsFunc(got, func(f string) bool {
						return !strings.HasPrefix(f, "form ") && strings.Contains(f, fmt.Sprintf(" /items/%d/disclosure/", i))
					})
					if told != rules {
						t.Errorf("%q: item %d: the rules are told %v, want %v: %v", query, i, told, rules, got)
					}
				}
				if !strings.Contains(p.Detail, tt.says) {
					t.Errorf("%q: it says %q", query, p.Detail)
				}
			}
		})
	}
	s.holdsNothing(t)
}

// Of a name that is not in the schema the nearest that are there are told.
func TestWhatMayHaveBeenMeantIsTold(t *testing.T) {
	s := newService(t)
	for name, tt := range map[string]struct {
		body            []byte
		pointer, detail string
	}{
		"another case":     {changed(t, `"purpose":`, `"Purpose":`), "/Purpose", "There is no such field here. Did you mean purpose or purposeId?"},
		"a letter left":    {changed(t, `"urgency":`, `"urgncy":`), "/urgncy", "There is no such field here. Did you mean urgency?"},
		"hyphens":          {changed(t, `"lawfulBases":`, `"lawful-bases":`), "/justification/?", "There is no such field here. Did you mean lawfulBases?"},
		"within a list":    {changed(t, `"role": "complainant"`, `"rolle": "complainant"`), "/subjects/0/rolle", "There is no such field here. Did you mean role or roles?"},
		"nothing like any": {changed(t, `"decision":`, `"zebedeeMarker": 1, "decision":`), "/zebedeeMarker", "There is no such field here. Check its spelling and capitals."},
		"too long":         {changed(t, `"purpose": "`, `"purpose": "`+strings.Repeat("long ", 200)), "/purpose", "Write at most 500 characters."},
		"much too long":    {changed(t, `"reason": "`, `"reason": "`+strings.Repeat("long ", 1000)), "/reason", "Write at most 4,000 characters."},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.send(t, recorder, http.MethodPost, "/disclosures", tt.body).problem(t)
			if !slices.Contains(p.Errors, disclosure.Finding{Rule: disclosure.FormRule, Pointer: tt.pointer, Detail: tt.detail}) {
				t.Errorf("got %+v, want %q at %s", p.Errors, tt.detail, tt.pointer)
			}
		})
	}
	p := s.send(t, dpo, http.MethodGet, "/disclosures?recipentCategory=police", nil).problem(t)
	if want := "There is no such parameter here. Did you mean recipientCategory"; len(p.Errors) != 1 || !strings.HasPrefix(p.Errors[0].Detail, want) {
		t.Errorf("got %+v, want %q", p.Errors, want)
	}
}

// One request gets one answer, whatever in it is not in the schema: in the same order.
func TestWhatIsNotInTheSchemaIsToldInOneOrder(t *testing.T) {
	s := newService(t)
	body := changed(t, `"decision":`, `"zulu": 1, "yankee": 1, "alpha": 1, "quebec": 1, "mike": 1, "decision":`)
	var first []disclosure.Finding
	for n := range 12 {
		got := s.send(t, recorder, http.MethodPost, "/disclosures", body).problem(t).Errors
		if n == 0 {
			first = got
		}
		if len(got) < 5 || !slices.Equal(got, first) {
			t.Fatalf("asked again: %+v, and before: %+v", got, first)
		}
	}
}

// A list that may be empty may be left out: only one that needs something in it is
// needed itself.
func TestEmptyListsMayBeLeftOut(t *testing.T) {
	description, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var d map[string]any
	if err := yaml.Unmarshal(description, &d); err != nil {
		t.Fatal(err)
	}
	schemas := d["components"].(map[string]any)["schemas"].(map[string]any)
	seen, lists := map[string]bool{}, 0
	var visit func(value any)
	visit = func(value any) {
		switch v := value.(type) {
		case []any:
			for _, one := range v {
				visit(one)
			}
		case map[string]any:
			if ref, is := v["$ref"].(string); is {
				name, of := strings.CutPrefix(ref, "#/components/schemas/")
				if of && !seen[name] && !strings.Contains(name, "/") {
					seen[name] = true
					visit(schemas[name])
				}
			}
			required, _ := v["required"].([]any)
			properties, _ := v["properties"].(map[string]any)
			for name, property := range properties {
				list, _ := property.(map[string]any)
				if list["type"] != "array" {
					continue
				}
				lists++
				if list["minItems"] == nil && slices.Contains(required, any(name)) {
					t.Errorf("the list %s may be empty, and may not be left out", name)
				}
			}
			for _, one := range v {
				visit(one)
			}
		}
	}
	for _, item := range d["paths"].(map[string]any) {
		for _, operation := range item.(map[string]any) {
			visit(operation.(map[string]any)["requestBody"])
		}
	}
	if lists < 20 {
		t.Errorf("only %d lists were looked at", lists)
	}

	s := newService(t)
	// Of the rules' own, what is left out is as what is empty.
	for _, list := range []string{`"subjects": [{"reference": "DBC-P-550193", "role": "complainant"}],`, `"exemptions": [],`} {
		name, _, _ := strings.Cut(list, ":")
		empty := s.send(t, recorder, http.MethodPost, "/disclosures?dryRun=true", changed(t, list, name+`: [],`))
		left := s.send(t, recorder, http.MethodPost, "/disclosures?dryRun=true", changed(t, list, ``))
		if left.status != http.StatusOK || !bytes.Equal(empty.body, left.body) {
			t.Errorf("%s empty: %d %s; left out: %d %s", name, empty.status, empty.body, left.status, left.body)
		}
	}
	whole := s.send(t, recorder, http.MethodPost, "/disclosures?dryRun=true", example(t))
	without := s.send(t, recorder, http.MethodPost, "/disclosures?dryRun=true", changed(t, `"conditions": [],`, ``))
	if whole.status != http.StatusOK || !bytes.Equal(whole.body, without.body) {
		t.Errorf("with an empty list: %d %s; without: %d %s", whole.status, whole.body, without.status, without.body)
	}
}
