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
	return door.New(policy.Load())
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

func printed(t *testing.T, a door.Answer) string {
	t.Helper()
	page, err := a.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// That there is nothing to tell is not said above what there is to tell.
func TestWhatThePersonWasPerhapsInIsSomething(t *testing.T) {
	listed := shared(func(d *disclosure.Disclosure) {
		d.Share = &disclosure.Share{People: 9, HowToTell: "Every tenant of Example Court"}
	})
	perhaps := asking()
	perhaps.Perhaps = asking(listed).Histories
	both := asking(shared())
	both.Perhaps = perhaps.Perhaps
	for name, test := range map[string]struct {
		asked                     door.Question
		nothing, tells, only, too bool
	}{
		"nothing at all":        {asking(), true, false, false, false},
		"what was shared alone": {asking(shared()), false, true, false, false},
		"perhaps alone":         {perhaps, false, false, true, false},
		"both":                  {both, false, true, false, true},
	} {
		answer, _ := theDoor(t).Judge(test.asked)
		page := printed(t, answer)
		for words, want := range map[string]bool{"We have nothing to tell you": test.nothing, "We sent these lists": test.only, "We also sent these lists": test.too} {
			if strings.Contains(page, words) != want {
				t.Errorf("%s: %q is in it: %v, want %v", name, words, !want, want)
			}
		}
		if heading := strings.Contains(page, `<h2 id="shared">`); heading != (test.tells || test.nothing) {
			t.Errorf("%s: the heading of what was shared is there: %v", name, heading)
		}
	}
}

// What was shared is said once where its description says no more than its
// category.
func TestTheAnswerSaysWhatWasSharedOnce(t *testing.T) {
	answer, _ := theDoor(t).Judge(asking(shared()))
	page := printed(t, answer)
	if want := `<tr><th scope="row">What we gave them</th><td><ul><li>Name</li><li>Feedback on a service: “A letter of June”</li></ul></td></tr>`; !strings.Contains(page, want) {
		t.Errorf("got %s, want %s in it", page, want)
	}
	if want := "We needed to share it for a job that the law gives us: Public task or official authority"; !strings.Contains(page, want) {
		t.Errorf("got %s, want %s in it", page, want)
	}
}

// Nothing allowed what went to the wrong recipient, and the answer does not say that
// something did.
func TestNothingIsSaidToHaveAllowedABreach(t *testing.T) {
	astray := func(of disclosure.Departure) string {
		answer, _ := theDoor(t).Judge(asking(shared(func(d *disclosure.Disclosure) { d.Departure = &of })))
		return printed(t, answer)
	}
	if page := astray(disclosure.Departure{Reason: "It was sent late.", NoBreachReason: "The recipient was the right one."}); !strings.Contains(page, "What allowed it") {
		t.Error("what is no breach had a footing")
	}
	page := astray(disclosure.Departure{Reason: "It was the wrong address.", BreachReference: "BR-1"})
	if want := `<tr><th scope="row">What allowed it</th><td>Nothing allowed it. It should not have happened. You can complain: the end of this letter says how.</td></tr>`; !strings.Contains(page, want) || !strings.Contains(page, "Sample Trust") {
		t.Errorf("got %s, want %s in it", page, want)
	}
	if strings.Contains(page, "Public task") {
		t.Error("a breach is said to have been allowed")
	}
}

// Whatever a disclosure says stands in the page as text.
func TestNothingThatWasWrittenIsMarkup(t *testing.T) {
	markup := `</dd></style><script>alert("x")</script>`
	answer, _ := theDoor(t).Judge(asking(shared(func(d *disclosure.Disclosure) {
		d.Purpose, d.Recipient.Organisation = markup, markup
	})))
	page := printed(t, answer)
	if got := strings.Count(page, "&lt;/dd&gt;&lt;/style&gt;&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;"); got != 2 || strings.Contains(page, "<script") {
		t.Errorf("it stands %d times as text in %s", got, page)
	}
}

// A letter is a draft until its answer was released, and nothing else of it is otherwise:
// not what is signed for, and no word but the draft's own.
func TestALetterIsADraftUntilItsAnswerIsReleased(t *testing.T) {
	answer, _ := theDoor(t).Judge(asking(shared()))
	draft, released := printed(t, answer), printed(t, answer.AsReleased())
	for _, mark := range []string{` data-draft="Draft"`, `<p class="draft"><strong>Draft.</strong> It has not been released. Do not send it.</p>`} {
		if !strings.Contains(draft, mark) {
			t.Errorf("a draft has no %s", mark)
		}
		draft = strings.Replace(draft, mark, "", 1)
	}
	if draft != released {
		t.Errorf("beside its marks the draft is\n%s\nand what was released is\n%s", draft, released)
	}
	if answer.Digest() != answer.AsReleased().Digest() {
		t.Error("releasing an answer changes its digest")
	}
}
