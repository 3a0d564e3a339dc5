package cases_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// A change to a person's data, the telling of it and an opinion go when their six
// years are over, and what waited on a list because of them goes too.
func TestAChangeGoesWithWhatWaitedForIt(t *testing.T) {
	o := newOffice(t) // 20 November 2026
	day := disclosure.NewDate(2026, time.November, 19)
	as := func(f disclosure.Fact) disclosure.EntryID {
		f.From, f.Reason = day, planted+" reason"
		got, err := o.LearnFact(t.Context(), registrar.Asking{Caller: dpo, IdempotencyKey: string(f.Kind)}, f)
		o.must(got, err)
		return got.ID
	}
	change := as(disclosure.Fact{Kind: disclosure.FactChange, About: person, Change: &disclosure.Change{What: disclosure.Erasure}})
	as(disclosure.Fact{Kind: disclosure.FactTelling, About: person, Telling: &disclosure.Telling{
		Change: change, Outcome: disclosure.RecipientTold, How: planted + " how",
		Recipients: []disclosure.ToldRecipient{{Category: "contractor", Organisation: planted + " Ltd"}},
	}})
	as(disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: person, Opinion: "harm-unlikely", DecidedBy: planted + " Surgery"})
	breach := disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: "BR-1"}
	as(disclosure.Fact{Kind: disclosure.FactBreach, About: breach, Until: day.AddDays(1), Breach: &disclosure.Breach{AwareAt: o.now.Add(-time.Hour)}})
	// What may be undecided for a person waits too, until its case goes.
	waiting := func() int {
		n := 0
		for _, partition := range o.partitions() {
			if strings.HasPrefix(partition, "open#") && !strings.HasSuffix(partition, "#undecided") {
				n++
			}
		}
		return n
	}
	if n := waiting(); n != 2 {
		t.Fatalf("%d things wait, want the change and the breach", n)
	}

	o.turnToDay(disclosure.NewDate(2032, time.November, 19))
	if o.run(); o.known(person) != 3 {
		t.Errorf("%d facts are known on the last day of the six years, want 3", o.known(person))
	}
	o.turnToDay(disclosure.NewDate(2032, time.November, 20))
	if o.run(); o.known(person) != 1 || waiting() != 1 {
		t.Errorf("%d facts are known and %d things wait, want the opinion and the breach", o.known(person), waiting())
	}
	o.turnToDay(disclosure.NewDate(2033, time.May, 19)) // six years after the opinion's last day, 18 May 2027
	if o.run(); o.known(person) != 0 || waiting() != 0 || o.known(breach) != 0 {
		t.Errorf("%d facts are known and %d things wait, want none", o.known(person), waiting())
	}
}
