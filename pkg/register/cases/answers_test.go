package cases_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
)

// A decision on an answer goes with the case of what it is about, and never before
// it; a request, with what was released, six years after it was answered.
func TestADecisionGoesWithItsCaseAndARequestSixYearsAfterItsAnswer(t *testing.T) {
	o := newOffice(t)
	d := o.disclosure("C-1")
	d.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para7"}
	d.Departure = &disclosure.Departure{Reason: planted, NoBreachReason: planted, DiscoveredOn: disclosure.DateOf(o.Now())}
	d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para7", Provisions: []string{"unreadable"}, Reason: planted}}
	entry, err := o.Record(t.Context(), o.asks(housing), d)
	o.must(entry, err)
	today := disclosure.DateOf(o.Now())
	request, err := o.RecordRequest(t.Context(), o.asks(dpo), answering.RequestForAccess{
		Subject: person.Reference, Received: today,
		AccessRequest: disclosure.AccessRequest{AskedBy: planted, As: disclosure.AskerPerson, IdentitySettled: today},
	})
	o.must(request, err)
	o.must(o.DecideAnswer(t.Context(), o.asks(dpo), disclosure.AnswerDecision{
		Subject: person.Reference, To: disclosure.AskerPerson, Entries: []disclosure.EntryID{entry.ID}, Decision: disclosure.DecideWithhold,
		Ground: "dpa18-sch2-para7", Provisions: []string{"15(1)-(3)"}, Reason: planted, ReviewOn: today.AddDays(30),
	}))
	review, err := o.ReviewSubject(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: person.Reference, To: "person"})
	o.must(review, err)
	o.must(o.Release(t.Context(), o.asks(dpo), request.ID, answering.Release{Digest: review.Digest}))

	kept := func() (decisions, requests int) {
		for _, key := range o.allKeys() {
			switch {
			case !strings.HasPrefix(key.Partition, "answer#"):
			case strings.HasPrefix(key.Sort, "decision#"):
				decisions++
			default:
				requests++
			}
		}
		return decisions, requests
	}
	o.nights(3)
	if decisions, requests := kept(); decisions != 1 || requests != 1 {
		t.Fatalf("before its time: got %d decisions and %d items of requests, want one of each", decisions, requests)
	}
	o.closeLongAgo("C-1")
	o.nights(12)
	if decisions, requests := kept(); decisions != 0 || requests != 1 {
		t.Errorf("after its case: got %d decisions and %d items of requests, want the request alone", decisions, requests)
	}
	o.turnToDay(today.AddYears(6))
	o.run()
	if _, requests := kept(); requests != 1 {
		t.Error("a request went before its time was over")
	}
	o.turnTo(2032, time.November, 22)
	o.run()
	if _, requests := kept(); requests != 0 || count(o.partitions(), "open#E07000107#undecided") != 0 {
		t.Errorf("after six years: %d items of requests are left, and hints %v", requests, o.partitions())
	}
}
