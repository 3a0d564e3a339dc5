package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// What the schema finds is told in words for whoever has to mend the request.
func TestWhatTheSchemaFindsIsSaidInPlainWords(t *testing.T) {
	s := newService(t)
	const day = "Write a day from 1800 to 2999 as year-month-day, for example 2026-03-29."
	for name, tt := range map[string]struct {
		body            []byte
		pointer, detail string
	}{
		"a field left out":      {changed(t, `"notice": "dartford-complaints",`, ``), "/notice", "This is needed, and is missing."},
		"a part left out":       {changed(t, `"category": "ombudsman",`, ``), "/recipient/category", "This is needed, and is missing."},
		"a day in words":        {changed(t, `"on": "2026-11-09"`, `"on": "9 November"`), "/tellSubject/on", day},
		"a day of no month":     {changed(t, `"on": "2026-11-09"`, `"on": "2026-11-31"`), "/tellSubject/on", day},
		"a day for a moment":    {changed(t, "2026-11-09T14:05:00Z", "2026-11-09"), "/disclosedAt", "Write the moment as year-month-day, T and the time, with Z for UTC: for example 2026-03-29T14:05:00Z."},
		"a word of no list":     {changed(t, `"decision": "disclosed"`, `"decision": "shared"`), "/decision", "Write one of these: disclosed, partly-disclosed, refused."},
		"nothing written":       {changed(t, `"answer the ombudsman's investigation of the complaint"`, `""`), "/purpose", "This is empty. Write it, or leave it out where it is not needed."},
		"a number for text":     {changed(t, `"DBC-C-2026-0141"`, `7`), "/case", "Write text, in quotation marks."},
		"text for a list":       {changed(t, `"conditions": []`, `"conditions": "none"`), "/justification/conditions", "Write a list, in square brackets."},
		"text for parts":        {changed(t, `{"reference": "DBC-P-550193", "role": "complainant"}`, `"DBC-P-550193"`), "/subjects/0", "Write its parts, in curly brackets."},
		"a case of dots":        {changed(t, "DBC-C-2026-0141", ".."), "/case", "Write characters on one line, with a letter or digit among them."},
		"a field of no name":    {changed(t, `"decision":`, `"subjectName": "x", "decision":`), "/subjectName", "There is no such field here. Did you mean tellSubject?"},
		"a country of a letter": {changed(t, `"urgency": "routine"`, `"transfer": {"country": "F"}`), "/transfer/country", "Write at least 2 characters."},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.send(t, recorder, http.MethodPost, "/disclosures", tt.body).problem(t)
			want, times := disclosure.Finding{Rule: "form", Pointer: tt.pointer, Detail: tt.detail}, 0
			for _, got := range p.Errors {
				if got == want {
					times++
				}
			}
			if times != 1 {
				t.Errorf("got %+v, want %+v once", p.Errors, want)
			}
		})
	}
	tooLarge := []byte(`{"filename": "a.pdf", "contentType": "application/pdf", "size": 5368709121, "sha256": "` + strings.Repeat("0", 64) + `"}`)
	p := s.send(t, recorder, http.MethodPost, "/cases/DBC-C-2026-0141/correspondence", tooLarge).problem(t)
	if want := (disclosure.Finding{Rule: "form", Pointer: "/size", Detail: "Give a number of at most 5,368,709,120."}); !slices.Contains(p.Errors, want) {
		t.Errorf("got %+v, want %+v", p.Errors, want)
	}
	for query, detail := range map[string]string{
		"/disclosures?limit=0":                 "Give a number of at least 1.",
		"/disclosures?limit=201":               "Give a number of at most 200.",
		"/disclosures?limit=all":               "Write a whole number, without quotation marks.",
		"/retention/certificates?month=2026-1": "Write the month as year-month, for example 2026-11.",
		"/sharing":                             "This is needed, and is missing.",
	} {
		if p := s.send(t, dpo, http.MethodGet, query, nil).problem(t); len(p.Errors) != 1 || p.Errors[0].Detail != detail {
			t.Errorf("%s: got %+v, want %q", query, p.Errors, detail)
		}
	}
}
