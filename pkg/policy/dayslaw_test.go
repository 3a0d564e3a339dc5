package policy_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// The law of the day of the disclosure is told, whatever it is now.
func TestTheLawOfADay(t *testing.T) {
	// Ex-MPs had four weeks until 4 February 2026 and thirty days since: paragraph
	// 24 of Schedule 1 is the same paragraph, amended.
	amended := func(on disclosure.Date) int {
		d := read(t, "dartford-mp")
		d.DisclosedAt = on.Start()
		d.Justification.Conditions = []string{"dpa18-sch1-para24"}
		for _, item := range policy.Load().DaysLaw(dartford, d).Items {
			if item.ID == "dpa18-sch1-para24" {
				if !item.InForce {
					t.Errorf("on %s: not in force", on)
				}
				return len(item.Amended)
			}
		}
		t.Fatal("the condition is not shown")
		return 0
	}
	before, after := amended(disclosure.NewDate(2026, time.February, 4)), amended(disclosure.NewDate(2026, time.February, 5))
	if before >= after {
		t.Errorf("%d amendments on the eve of the change, %d on its day", before, after)
	}

	d := read(t, "dartford-mp")
	d.DisclosedAt = disclosure.NewDate(2018, time.May, 24).Start()
	d.Justification.LawfulBases = append(d.Justification.LawfulBases, "nothing-such")
	got := policy.Load().DaysLaw(dartford, d)
	if got.NoticeVersion != "" || got.Catalogue == "" {
		t.Errorf("before any notice: version %q by catalogue %q", got.NoticeVersion, got.Catalogue)
	}
	for _, item := range got.Items {
		if item.InForce {
			t.Errorf("%s is said to have been in force the day before the Data Protection Act 2018", item.ID)
		}
	}
}
