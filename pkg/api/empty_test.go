package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// What there is nothing to say of is left out of an answer: a reader takes "" for something
// that was said, and a category of nothing for a recipient.
func TestNothingInAnAnswerIsEmpty(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	f.fill()
	past := disclosure.DateOf(time.Now()).AddDays(-400)
	f.post(dpo, "/facts", map[string]any{
		"kind": "marker", "about": map[string]string{"dimension": "subject", "reference": "DBC-P-77"}, "from": past, "reason": "Threats to staff on a visit.",
		"reviewBy": "2044-01-01", "subjectTold": "told", "toldOn": past.AddDays(1), "decidedBy": "Service Manager, Housing", "reference": "Decision 8",
	}, "entry")
	f.post(dpo, "/cases/"+url.PathEscape(f.ref)+"/holds", map[string]any{"reason": "A claim", "by": "Sample Solicitor", "reviewOn": "2044-01-01"}, "id")
	kinds := map[string]bool{}
	for name := range describedQuestions(t) {
		attempt, is := attempts[name]
		if !is {
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
			var walk func(value any, at string)
			walk = func(value any, at string) {
				switch v := value.(type) {
				case map[string]any:
					if kind, is := v["kind"].(string); is && name == "show-flags" {
						kinds[kind] = true
					}
					for member, one := range v {
						walk(one, at+"."+member)
					}
				case []any:
					for _, one := range v {
						walk(one, at)
					}
				case string:
					if strings.TrimSpace(v) == "" {
						t.Errorf("%s is empty", at)
					}
				}
			}
			walk(answer, "")
		})
	}
	for _, kind := range []string{"disclosure", "fact", "hold-placed"} {
		if !kinds[kind] {
			t.Errorf("no flag is of the kind %s: %v", kind, kinds)
		}
	}
}
