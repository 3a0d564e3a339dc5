package desk_test

import (
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
)

// A slip of the pen must not be filed as "none".
func TestAQuestionThatNothingCouldAnswerIsRefused(t *testing.T) {
	d := newDesk(t)
	for pointer, s := range map[string]desk.Search{
		"/case":              {Case: "x\nlooker=0123"},
		"/basis":             {Basis: "ukgdpr-6-1(e)"},
		"/recipientCategory": {RecipientCategory: "ombudsmen"},
		"/decision":          {Decision: "Disclosed"},
		"/department":        {Department: "housing\nrevenues"},
		"/subject":           {Subject: "\xff\xfe"},
		"/flag":              {Flag: "DC-B66"},
		"/aspect":            {Aspect: "left-the-uk"},
	} {
		_, searched := d.Search(t.Context(), looking(dpo), s, 0, "")
		_, exported := d.RequestExport(t.Context(), asks(auditor), exporting.Request{Format: "csv", Filter: &s, Purpose: "Yearly audit"})
		for where, err := range map[string]error{"": searched, "/filter": exported} {
			if kindOf(t, err) != disclosure.Refused || err.(*disclosure.Error).Findings[0].Pointer != where+pointer {
				t.Errorf("want a refusal of %s%s: %v", where, pointer, detail(err))
			}
		}
	}
	if _, err := d.Accesses(t.Context(), looking(dpo), desk.AccessSearch{Case: "x\ny"}, 0, ""); kindOf(t, err) != disclosure.Refused {
		t.Errorf("who looked at a case that is none: %v", err)
	}
}

// The words that the description of a search allows are the law's.
func TestASearchNamesEveryAspect(t *testing.T) {
	var want []string
	for _, a := range policy.Aspects() {
		want = append(want, string(a))
	}
	field, _ := reflect.TypeFor[desk.Search]().FieldByName("Aspect")
	if got := field.Tag.Get("enum"); got != strings.Join(want, ",") {
		t.Errorf("got %s, want %s", got, strings.Join(want, ","))
	}
}
