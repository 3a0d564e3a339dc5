package report_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
)

// What was shared is said once where its description says no more than its
// category.
func TestTheAnswerSaysWhatWasSharedOnce(t *testing.T) {
	answer := report.SubjectReport{AsOf: disclosure.NewDate(2026, 11, 22), Shared: []report.Shared{{
		On: disclosure.NewDate(2026, 11, 9), Recipient: "Sample Trust", Data: []report.SharedData{{"Name", "Name"}, {"Health", "A letter of June"}},
	}}}
	var page strings.Builder
	if err := answer.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	if want := "<dt>What</dt><dd>Name</dd><dd>Health: A letter of June</dd>"; !strings.Contains(page.String(), want) {
		t.Errorf("got %s, want %s in it", &page, want)
	}
}
