package registrar_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
	"disclosure-register/pkg/statistics"
	"disclosure-register/pkg/store/storetest"
)

// "How many requests refused, by recipient and reason? How often is each
// exemption used, by which service?"
func howManyRefused(t *testing.T) {
	d := newDeskWith(t, registrar.Options{})
	d.many(t, revenue, on(4), refused(disclosure.NotNecessary))
	// Near misses: shared and not refused, of another month, of another reason,
	// and an exemption of another service.
	d.many(t, housing, on(4))
	d.many(t, revenue, at("2026-10-04T09:00:00Z"), refused(disclosure.NotNecessary))
	d.record(t, revenue, toOmbudsman(t, on(4), refused(disclosure.NoPower)))
	d.record(t, housing, toOmbudsman(t, on(4), refused("")))
	d.table.Reset()
	s := d.statistics(t, "2026-11", "2026-11")
	if got, want := d.table.Calls(), (storetest.Calls{Query: 3, Transact: 1}); got != want {
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
