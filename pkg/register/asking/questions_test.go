package asking_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/statistics"
	"disclosure-register/pkg/store/storetest"
)

// The numbers are those of docs/questions.md.
func TestQuestions(t *testing.T) {
	t.Run("19", sampleOfTwentyFive)
	t.Run("23", howManyRefused)
}

// "How many requests refused, by recipient and reason? How often is each
// exemption used, by which service?"
func howManyRefused(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.many(t, revenue, on(4), refused(disclosure.NotNecessary))
	// Near misses: shared and not refused, of another month, of another reason,
	// and an exemption of another service.
	d.many(t, housing, on(4))
	d.many(t, revenue, at("2026-10-04T09:00:00Z"), refused(disclosure.NotNecessary))
	d.record(t, revenue, toOmbudsman(t, on(4), refused(disclosure.NoPower)))
	d.record(t, housing, toOmbudsman(t, on(4), refused("")))
	d.table.Reset()
	s := d.statistics(t, "2026-11", "2026-11")
	if got, want := d.table.Calls(), (storetest.Calls{Query: 4, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
	crowds := figure(s, statistics.RefusedByBoth, "police", "not-necessary")
	if crowds == "" || crowds == statistics.TooFew {
		t.Errorf("refused to the police as not necessary: %q", crowds)
	}
	if got := figure(s, statistics.ExemptionByDepartment, "dpa18-sch2-para2", "revenues"); got == "" || got == statistics.TooFew {
		t.Errorf("the exemption in revenues: %q", got)
	}
	for _, few := range []string{
		figure(s, statistics.RefusedByBoth, "police", "no-power"), figure(s, statistics.RefusedByBoth, "police", statistics.NotSaid),
		figure(s, statistics.RefusedByBoth, "ombudsman", "not-necessary"), figure(s, statistics.ExemptionByDepartment, "dpa18-sch2-para2", "housing"),
	} {
		if few != "" && few != statistics.TooFew {
			t.Errorf("a near miss is counted as %s", few)
		}
	}
	if both := d.statistics(t, "2026-10", "2026-11"); figure(both, statistics.RefusedByBoth, "police", "not-necessary") == crowds {
		t.Errorf("October adds nothing to the %s of November", crowds)
	}
}

// "Sample 25 disclosures at random, weighted to exemptions, with request,
// decision, letter as sent."
func sampleOfTwentyFive(t *testing.T) {
	d := newAuditedDesk(t)
	for i := range 30 {
		d.record(t, housing, toOmbudsman(t, on(1+i%9), inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-%d", i)))))
	}
	d.record(t, housing, toOmbudsman(t, on(4), refused(disclosure.NoPower), inCase("DBC-C-refused")))
	d.record(t, housing, toOmbudsman(t, at("2026-10-31T09:00:00Z"))) // a near miss: the day before
	s := d.sample(t, november("2026-audit"))
	if len(s.Items) != asking.DefaultSample || s.Population.Size != 31 || s.Population.WithExemptions != 1 {
		t.Errorf("%d drawn of %+v", len(s.Items), s.Population)
	}
	for _, item := range s.Items {
		var body disclosure.Disclosure
		if err := json.Unmarshal(item.Entry.Body, &body); err != nil || body.Decision == "" || body.Reason == "" || item.Letters == nil {
			t.Errorf("drawn without its request, decision or letters: %v", err)
		}
		if disclosure.DateOf(body.DisclosedAt).Before(s.From) {
			t.Error("drawn from before the period")
		}
	}
	if again := d.sample(t, november("2026-audit")); !slices.Equal(members(again), members(s)) {
		t.Error("the same seed drew another sample")
	}
}
