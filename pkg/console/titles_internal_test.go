package console

import "testing"

// What the API says in a sentence is read by people: days as they write them, and no id of
// a sort of recipient. What only looks like one stays.
func TestASentenceIsReadByPeople(t *testing.T) {
	words := titles{kinds: map[[2]string]string{{"police", "own-report"}: "A report of its own motion"}}
	for says, want := range map[string]string{
		"that the kind is own-report.":                                                            "that the kind is “A report of its own motion”.",
		"No such purpose. GET /policy lists its purposes.":                                        "No such purpose. The form lists its purposes.",
		"a well-known address, of 2026-11-02":                                                     "a well-known address, of 2026-11-02",
		"If it has already happened, record it with a departure, and it will be flagged instead.": "If it has already happened, say so below, under “It has happened, though a rule does not allow it”, and it will be flagged instead.",
		"on what ground: the catalogue id of an exemption.":                                       "on what ground.",
		"kept for 2 years; rule dartford-complaints 2026-11.":                                     "kept for 2 years; version 2026-11 of the notice.",
		"my-own-report and own-report-2 are others":                                               "my-own-report and own-report-2 are others",
	} {
		if got := words.inProse(says); got != want {
			t.Errorf("%q is read %q, want %q", says, got, want)
		}
	}
	if got, want := inProse("closed on 2026-11-02, rule x 2026-11, not 2026-02-31"), "closed on 2 November 2026, rule x 2026-11, not 2026-02-31"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
