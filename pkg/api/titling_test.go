package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Whoever reads an answer in JSON needs no catalogue beside it: each id of data, of the law
// and of a sort of recipient has its title in the same answer, wherever it stands.
func TestEveryAnswerHasTheTitlesOfItsIDs(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	f.fill()
	known := policy.Load().Catalogue().Titles()
	words := disclosure.InWords()
	law, data, recipients := 0, 0, 0
	seen := map[string]int{}
	for name := range describedQuestions(t) {
		if slices.Contains(forThePerson, name) || slices.Contains(aboutNobody, name) {
			continue
		}
		attempt, is := attempts[name]
		if !is {
			t.Errorf("nobody tries %s", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			by := dpo
			if name == "show-own-work" || name == "show-own-case" {
				by = recorder
			}
			got := s.send(t, by, http.MethodGet, attempt.path(f), nil)
			var answer map[string]any
			if got.status != http.StatusOK || json.Unmarshal(got.body, &answer) != nil {
				return // it is tried elsewhere, or is no JSON
			}
			titles, _ := answer["idTitles"].(map[string]any)
			delete(answer, "idTitles")
			delete(answer, "titles")
			has := func(list, id, title string) {
				if of, _ := titles[list].(map[string]any); of[id] != title {
					t.Errorf("%s of %s is called %v, want %q", id, list, of[id], title)
				}
			}
			told := func(list, id, title string) {
				if title != "" {
					has(list, id, title)
					seen[list]++
				}
			}
			var walk func(value any, at string)
			walk = func(value any, at string) {
				switch v := value.(type) {
				case map[string]any:
					of := func(member string) string { text, _ := v[member].(string); return text }
					told("channels", of("channel"), words.Channels[of("channel")])
					told("records", of("recordKind"), words.Records[of("recordKind")])
					told("notices", of("notice"), map[string]string{"dartford-complaints": "Complaints process"}[of("notice")])
					if at == "tellSubject" {
						told("tellings", of("outcome"), words.Tellings[of("outcome")])
					}
					for name := range v {
						if at == "evidence" {
							told("evidence", name, known.Evidence[name])
							told("evidence", name+"/"+of(name), known.Evidence[name+"/"+of(name)])
						}
					}
					for _, prefix := range []string{"", "recipient"} {
						category, kind := "category", "kind"
						if prefix != "" {
							category, kind = "recipientCategory", "recipientKind"
						}
						of, _ := v[category].(string)
						sort, _ := v[kind].(string)
						if title := known.Recipients[of+"/"+sort]; title != "" {
							has("recipients", of+"/"+sort, title)
							has("recipients", of, known.Recipients[of])
							recipients++
						}
					}
					for member, one := range v {
						if v["title"] != nil && (member == "value" || member == "and") {
							continue // a number has the title of what it counts beside it
						}
						walk(one, member)
					}
				case []any:
					for _, one := range v {
						walk(one, at)
					}
				case string:
					if title := known.Law[v]; title != "" {
						has("law", v, title)
						law++
					}
					// An id of one word is an ordinary word too.
					if title := known.Data[v]; title != "" && (strings.Contains(v, "-") || at == "data" || at == "category") && known.Recipients[v] == "" {
						has("data", v, title)
						data++
					}
				}
			}
			walk(answer, "")
		})
	}
	for _, list := range []string{"channels", "records", "notices", "tellings", "evidence"} {
		if seen[list] < 5 {
			t.Errorf("only %d ids of %s are seen", seen[list], list)
		}
	}
	if law < 20 || data < 20 || recipients < 20 {
		t.Errorf("seen are %d ids of the law, %d of data and %d of recipients", law, data, recipients)
	}
}

// Who opens a disclosure reads what each rule is about that its flags name, and that was
// cleared.
func TestAnOpenedDisclosureNamesItsRules(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	f.have("dartford-departure.json")
	queue := s.send(t, dpo, http.MethodGet, "/flags", nil)
	var flags struct {
		Flags []struct {
			Entry, Kind, Rule, Name string
			Flag                    int
		}
	}
	if err := json.Unmarshal(queue.body, &flags); err != nil || len(flags.Flags) == 0 {
		t.Fatalf("%s: %v", queue.body, err)
	}
	for _, one := range flags.Flags {
		if one.Kind != "disclosure" {
			continue
		}
		for _, cleared := range []bool{false, true} {
			if cleared {
				if got := s.send(t, dpo, http.MethodPost, fmt.Sprintf("/disclosures/%s/flags/%d/clear", one.Entry, one.Flag), []byte(`{"reason": "Looked into."}`)); got.status != http.StatusCreated {
					t.Fatalf("%d %s", got.status, got.body)
				}
			}
			var opened struct {
				Titles map[string]string
				Others []any
			}
			got := s.send(t, dpo, http.MethodGet, "/disclosures/"+one.Entry, nil)
			if err := json.Unmarshal(got.body, &opened); err != nil || one.Name == "" || opened.Titles[one.Rule] != one.Name || cleared && len(opened.Others) == 0 {
				t.Errorf("%s is called %q, want %q; %d others: %v", one.Rule, opened.Titles[one.Rule], one.Name, len(opened.Others), err)
			}
		}
	}
}
