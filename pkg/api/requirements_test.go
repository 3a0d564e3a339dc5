package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/policytest"
)

const ombudsmanNeeds = "/policy/requirements?notice=dartford-complaints&category=ombudsman&kind=lgsco&data=name,complaint-nature&on=2026-11-09"

// What a disclosure needs is the same for everybody, is not sent twice, and is no look.
func TestWhatADisclosureNeedsIsTheSameForEverybody(t *testing.T) {
	s := newService(t)
	looks := func() []byte { return s.send(t, auditor, http.MethodGet, "/access?action=show-requirements", nil).body }
	before := looks()
	first := s.send(t, recorder, http.MethodGet, ombudsmanNeeds, nil)
	tag := first.header.Get("ETag")
	if first.status != http.StatusOK || tag == "" || !bytes.Contains(first.body, []byte("/evidence/ombudsmanCaseRef")) {
		t.Fatalf("got %d, ETag %q: %.300s", first.status, tag, first.body)
	}
	other := recorder
	other.Department, other.Name = "revenues", "O. Ther"
	for name, got := range map[string]answer{
		"another department": s.send(t, other, http.MethodGet, ombudsmanNeeds, nil), "the DPO": s.send(t, dpo, http.MethodGet, ombudsmanNeeds, nil),
		"the auditor, who says no purpose": s.send(t, auditor, http.MethodGet, ombudsmanNeeds, nil, "Access-Purpose", ""),
	} {
		if got.header.Get("ETag") != tag || !bytes.Equal(got.body, first.body) {
			t.Errorf("%s: got %d, %s, another answer", name, got.status, got.header.Get("ETag"))
		}
	}
	for _, known := range []string{tag, `"other", W/` + tag, "*"} {
		if got := s.send(t, recorder, http.MethodGet, ombudsmanNeeds, nil, "If-None-Match", known); got.status != http.StatusNotModified || len(got.body) > 0 || got.header.Get("ETag") != tag {
			t.Errorf("If-None-Match %s: got %d with %d bytes, want 304 and none", known, got.status, len(got.body))
		}
	}
	for _, changed := range []string{strings.Replace(ombudsmanNeeds, "2026-11-09", "2026-11-10", 1), ombudsmanNeeds + "&basis=ukgdpr-6-1-c", ombudsmanNeeds + "&urgency=emergency"} {
		if got := s.send(t, recorder, http.MethodGet, changed, nil, "If-None-Match", tag); got.status != http.StatusOK || got.header.Get("ETag") == tag {
			t.Errorf("%s: got %d, %s, want another answer", changed, got.status, got.header.Get("ETag"))
		}
	}
	if after := looks(); !bytes.Equal(after, before) {
		t.Errorf("a look was recorded: %s", after)
	}
	for path, at := range map[string]string{
		"/policy/requirements?notice=none&category=ombudsman": "/notice", "/policy/requirements?notice=dartford-complaints&category=none": "/category",
		"/policy/requirements?notice=dartford-complaints&category=police&data=name,none": "/data", "/policy/requirements?notice=dartford-complaints&category=police&basis=none": "/basis",
		"/policy/requirements?notice=dartford-complaints&category=police&on=May": "/on", "/policy/requirements?notice=dartford-complaints&category=police&who=me": "/who",
	} {
		if got := s.send(t, recorder, http.MethodGet, path, nil); got.status != http.StatusUnprocessableEntity && got.status != http.StatusBadRequest || !names(got.problem(t), at) {
			t.Errorf("%s: got %d %s, want a finding at %s", path, got.status, got.body, at)
		}
	}
}

// A day's disclosures, each recorded by what one question answered and at most one dry
// run, and nothing else known. What an officer decides is the footing, and whether the
// person was told.
func TestADaysDisclosuresAreRecordedByOneQuestionEach(t *testing.T) {
	s := newService(t)
	task := map[string]string{"lawful-basis": "ukgdpr-6-1-e", "telling": "told"}
	with := func(more map[string]string) map[string]string {
		all := map[string]string{}
		for _, from := range []map[string]string{task, more} {
			for k, v := range from {
				all[k] = v
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		ask     string
		decided map[string]string // by what the choice is of, the last id to put
	}{
		"the ombudsman, who requires it":      {"category=ombudsman&kind=lgsco&data=name,complaint-nature", with(map[string]string{"gateway": "gw-lga74-s29"})},
		"the repairs contractor":              {"category=contractor&kind=housing-repairs&data=name,address", task},
		"a councillor for a resident":         {"category=elected-representative&kind=councillor-casework&data=complaint-nature", task},
		"a Member of Parliament, health too":  {"category=elected-representative&kind=mp&data=complaint-nature,health", with(map[string]string{"special-condition": "dpa18-sch1-para24"})},
		"the police, of an offence":           {"category=police&kind=police-force&data=name,criminal-allegation&exemption=dpa18-sch2-para2&telling=not-told", with(map[string]string{"criminal-condition": "dpa18-sch1-para10"})},
		"adult safeguarding, of somebody ill": {"category=social-services&kind=adult-safeguarding&data=name,health", with(map[string]string{"special-condition": "dpa18-sch1-para18"})},
		"a water company":                     {"category=other-organisation&kind=water-company&data=address", task},
		"the person's own solicitor":          {"category=advocate-representative&kind=solicitor-for-subject&data=complaint-nature", task},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.send(t, recorder, http.MethodGet, "/policy/requirements?notice=dartford-complaints&on=2026-11-09&"+c.ask, nil)
			var r policy.Requirements
			if err := json.Unmarshal(got.body, &r); err != nil || got.status != http.StatusOK {
				t.Fatalf("got %d %.300s (%v)", got.status, got.body, err)
			}
			options := map[string]policy.Option{}
			for _, choice := range r.Choices {
				for _, o := range choice.Options {
					if o.Put[len(o.Put)-1] == c.decided[choice.Of] && len(options[choice.Of].Put) == 0 {
						options[choice.Of] = o
					}
				}
			}
			form := policytest.Choose(r, options, func(int) int { return 0 })
			if !form.Fill() {
				t.Fatalf("it cannot be filled in: %v", form.Body)
			}
			for _, fact := range form.Facts {
				text, err := json.Marshal(fact)
				if err != nil {
					t.Fatal(err)
				}
				if got := s.send(t, recorder, http.MethodPost, "/facts", text); got.status != http.StatusCreated {
					t.Fatalf("the fact: %d %s", got.status, got.body)
				}
			}
			body, err := json.Marshal(form.Body)
			if err != nil {
				t.Fatal(err)
			}
			dry := s.send(t, recorder, http.MethodPost, "/disclosures?dryRun=true", body)
			var said policy.Explanation
			if err := json.Unmarshal(dry.body, &said); err != nil || said.Outcome == policy.NotRecorded {
				t.Fatalf("the dry run: %d %s", dry.status, dry.body)
			}
			for _, rule := range said.Rules {
				if !slices.ContainsFunc(form.Unmet(), func(n policy.Needed) bool {
					return n.Unavoidable && n.Pointer == rule.Pointer && n.Detail == rule.Detail
				}) {
					t.Errorf("the dry run finds what was not announced, in the same words: %+v", rule)
				}
			}
			if recorded := s.send(t, recorder, http.MethodPost, "/disclosures", body); recorded.status != http.StatusCreated {
				t.Errorf("got %d %s, want it recorded", recorded.status, recorded.body)
			}
		})
	}
}

// What a dry run says is missing is what the answer asks for, word for word.
func TestADryRunSpeaksInTheWordsOfTheAnswer(t *testing.T) {
	s := newService(t)
	var body map[string]any
	if err := json.Unmarshal(example(t), &body); err != nil {
		t.Fatal(err)
	}
	body["data"] = []any{map[string]any{"category": "correspondence-ombudsman", "description": "A letter"}}
	var r policy.Requirements
	asked := strings.Replace(ombudsmanNeeds, "name,complaint-nature", "correspondence-ombudsman", 1)
	if err := json.Unmarshal(s.send(t, recorder, http.MethodGet, asked, nil).body, &r); err != nil {
		t.Fatal(err)
	}
	body["recipient"] = map[string]any{"category": "ombudsman", "kind": "lgsco"}
	body["evidence"] = map[string]any{}
	body["justification"].(map[string]any)["gateway"] = ""
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var said policy.Explanation
	if err := json.Unmarshal(s.send(t, recorder, http.MethodPost, "/disclosures?dryRun=true", text).body, &said); err != nil {
		t.Fatal(err)
	}
	missing := 0
	for _, rule := range said.Rules {
		if !strings.HasPrefix(rule.Pointer, "/evidence/") {
			continue
		}
		missing++
		if !slices.ContainsFunc(r.Fixed, func(n policy.Needed) bool {
			return n.Pointer == rule.Pointer && strings.HasPrefix(rule.Detail, n.Detail)
		}) {
			t.Errorf("%s: %q is not in the answer", rule.Pointer, rule.Detail)
		}
	}
	if missing < 2 {
		t.Errorf("got %d findings on evidence, want two at least", missing)
	}
}
