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

// shared is a disclosure about A that nothing keeps back.
func shared(changes ...func(*disclosure.Disclosure)) *disclosure.Disclosure {
	d := &disclosure.Disclosure{
		Decision: disclosure.Disclosed, DisclosedAt: time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC), Notice: "dartford-complaints",
		Purpose: "Investigate a complaint", Recipient: disclosure.Recipient{Category: "nhs", Organisation: "Sample Trust"},
		Subjects:      []disclosure.Subject{{Reference: "A", Role: "complainant"}},
		Data:          []disclosure.DataItem{{Category: "name", Description: "Name"}, {Category: "feedback", Description: "A letter of June"}},
		Justification: disclosure.Justification{LawfulBases: []string{"ukgdpr-6-1-e"}},
		TellSubject:   disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.NewDate(2026, 11, 9)},
	}
	for _, change := range changes {
		change(d)
	}
	return d
}

// named has it go to a body that the catalogue names.
func named(d *disclosure.Disclosure) {
	d.Recipient = disclosure.Recipient{Category: "ombudsman", Kind: "phso", Organisation: "The Ombudsman for health"}
}

// asking is a question of A's own about disclosures of one history each.
func asking(words ...*disclosure.Disclosure) door.Question {
	q := door.Question{Register: dartford, Subject: "A", As: door.Person, AsOf: disclosure.NewDate(2026, 11, 22)}
	for n, d := range words {
		q.Histories = append(q.Histories, door.History{{Entry: disclosure.EntryID(rune('1' + n)), Disclosure: d}})
	}
	return q
}

// What was shared is said once where its description says no more than its
// category.
func TestTheAnswerSaysWhatWasSharedOnce(t *testing.T) {
	answer, _ := theDoor(t).Judge(asking(shared()))
	page, err := answer.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if want := "<dt>What</dt><dd>Name</dd><dd>Feedback on a service: A letter of June</dd>"; !strings.Contains(string(page), want) {
		t.Errorf("got %s, want %s in it", page, want)
	}
}
