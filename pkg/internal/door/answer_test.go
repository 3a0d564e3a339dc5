package door_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
)

const dartford = disclosure.Register("E07000107")

func theDoor(t *testing.T) *door.Door {
	t.Helper()
	law, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	return door.New(law)
}

// What was shared is said once where its description says no more than its
// category.
func TestTheAnswerSaysWhatWasSharedOnce(t *testing.T) {
	answer, _ := theDoor(t).Judge(door.Question{
		Register: dartford, Subject: "A", As: door.Person, AsOf: disclosure.NewDate(2026, 11, 22),
		Histories: []door.History{{{Entry: "1", Disclosure: &disclosure.Disclosure{
			Decision: disclosure.Disclosed, DisclosedAt: time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC), Notice: "dartford-complaints",
			Purpose: "investigate a complaint", Recipient: disclosure.Recipient{Category: "nhs", Organisation: "Sample Trust"},
			Subjects:    []disclosure.Subject{{Reference: "A", Role: "complainant"}},
			Data:        []disclosure.DataItem{{Category: "name", Description: "Name"}, {Category: "feedback", Description: "A letter of June"}},
			TellSubject: disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.NewDate(2026, 11, 9)},
		}}}},
	})
	page, err := answer.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if want := "<dt>What</dt><dd>Name</dd><dd>Feedback on a service: A letter of June</dd>"; !strings.Contains(string(page), want) {
		t.Errorf("got %s, want %s in it", page, want)
	}
}
