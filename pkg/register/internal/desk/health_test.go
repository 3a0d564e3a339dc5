package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// DPA 2018 Schedule 3 paragraph 6: a council may not give a person data concerning
// their health without a health professional's opinion that serious harm is
// unlikely, unless they know it.
func TestHealthDataInAnAnswer(t *testing.T) {
	opinion := func(says string, given disclosure.Date) disclosure.Fact {
		return disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(mrsA), From: given, Opinion: says, DecidedBy: "Consultant, Sample Hospital Trust"}
	}
	withHealth := func(d *disclosure.Disclosure) {
		d.Data = append(slices.Clone(d.Data), disclosure.DataItem{Category: "health", Description: "Her diagnosis"})
	}
	evidence := func(name string, value any) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Evidence[name] = value }
	}
	given := func(says, day string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Evidence["healthProfessionalOpinion"], d.Evidence["opinionDate"] = says, day
		}
	}
	may := disclosure.NewDate(2026, 5, 21)
	goes := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) // the answer
	ended := opinion("harm-unlikely", theDay(1))
	ended.Until = theDay(10)
	for name, tt := range map[string]struct {
		facts   []disclosure.Fact
		changes []func(*disclosure.Disclosure)
		shown   bool
		due     bool
	}{
		"no opinion":                               {nil, nil, false, true},
		"an opinion that harm is unlikely":         {[]disclosure.Fact{opinion("harm-unlikely", theDay(1))}, nil, true, false},
		"that harm is likely":                      {[]disclosure.Fact{opinion("harm-likely", theDay(1))}, nil, false, false},
		"a later opinion that contradicts another": {[]disclosure.Fact{opinion("harm-unlikely", theDay(2)), opinion("harm-likely", theDay(1))}, nil, false, true},
		"an opinion of six months ago":             {[]disclosure.Fact{opinion("harm-unlikely", may)}, nil, false, true},
		"that harm is likely, of years ago":        {[]disclosure.Fact{opinion("harm-likely", may.AddDays(-2000))}, nil, false, false},
		"and since, that it is not":                {[]disclosure.Fact{opinion("harm-likely", may.AddDays(-2000)), opinion("harm-unlikely", theDay(1))}, nil, false, true},
		"less than six months before that day":     {[]disclosure.Fact{opinion("harm-unlikely", may.AddDays(1))}, nil, false, true},
		"a day less than six months ago":           {[]disclosure.Fact{opinion("harm-unlikely", disclosure.DateOf(goes).AddDays(-181))}, nil, true, false},
		"one that was ended":                       {[]disclosure.Fact{ended}, nil, false, true},
		"an opinion about somebody else": {[]disclosure.Fact{func() disclosure.Fact {
			f := opinion("harm-unlikely", theDay(1))
			f.About = aboutSubject("DBC-P-other")
			return f
		}()}, nil, false, true},
		"evidence of an opinion":                 {nil, []func(*disclosure.Disclosure){given("test-not-met", "2026-11-01")}, false, true},
		"evidence against the register's":        {[]disclosure.Fact{opinion("harm-likely", theDay(1))}, []func(*disclosure.Disclosure){given("test-not-met", "2026-11-01")}, false, true},
		"evidence of one that harm is likely":    {nil, []func(*disclosure.Disclosure){given("test-met", "2026-11-01")}, false, false},
		"evidence of one of years ago":           {nil, []func(*disclosure.Disclosure){given("test-met", "2021-11-01")}, false, false},
		"and the person knows it":                {nil, []func(*disclosure.Disclosure){given("test-met", "2021-11-01"), evidence("alreadyKnownToSubject", true)}, false, false},
		"evidence of an old one":                 {nil, []func(*disclosure.Disclosure){given("test-not-met", "2026-05-21")}, false, true},
		"the person knows it":                    {nil, []func(*disclosure.Disclosure){evidence("alreadyKnownToSubject", true)}, false, true},
		"she knows it, and harm is unlikely":     {[]disclosure.Fact{opinion("harm-unlikely", theDay(1))}, []func(*disclosure.Disclosure){evidence("alreadyKnownToSubject", true)}, true, false},
		"it is recorded that she does not":       {nil, []func(*disclosure.Disclosure){evidence("alreadyKnownToSubject", false)}, false, true},
		"she knows it, and harm is likely":       {[]disclosure.Fact{opinion("harm-likely", theDay(1))}, []func(*disclosure.Disclosure){evidence("alreadyKnownToSubject", true)}, false, false},
		"it is the neighbour's health, not hers": {nil, []func(*disclosure.Disclosure){about(mrsA, "DBC-P-other"), func(d *disclosure.Disclosure) { d.Data[len(d.Data)-1].Subject = "DBC-P-other" }}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			plain, d := newDeskWith(t, desk.Options{}), newDeskWith(t, desk.Options{})
			plain.now, d.now = goes, goes
			if strings.Contains(name, "not hers") {
				plain.record(t, housing, toTrust(t)) // nothing of hers is left out
			} else {
				plain.record(t, housing, toTrust(t, inCatalogueWords(t)))
			}
			d.record(t, housing, toTrust(t, append([]func(*disclosure.Disclosure){withHealth}, tt.changes...)...))
			for _, f := range tt.facts {
				d.learn(t, dpo, f)
			}
			q := answering.SubjectQuestion{Subject: mrsA, AsOf: theDay(21)}
			want, got := printed(t, answered(t, plain, q)), printed(t, answered(t, d, q))
			if shown := strings.Contains(got, "Her diagnosis"); shown != tt.shown {
				t.Errorf("shown = %v, want %v", shown, tt.shown)
			}
			if !tt.shown && got != want {
				t.Errorf("what is left out leaves a trace:\n%s\nwant\n%s", got, want)
			}
			decision := d.reviewed(t, q).About[0]
			due := slices.ContainsFunc(decision.Grounds, func(w policy.Withholding) bool { return w.Due != "" })
			if due != tt.due {
				t.Errorf("grounds %+v: to be looked at = %v, want %v", decision.Grounds, due, tt.due)
			}
		})
	}
}

// An opinion that serious harm is likely keeps data concerning health back however old it
// gets, also from an opinion that it is not, until another takes its place.
func TestHealthDataIsShownByNoTime(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, toTrust(t, func(d *disclosure.Disclosure) {
		d.Data = append(slices.Clone(d.Data), disclosure.DataItem{Category: "health", Description: "Her diagnosis"})
		d.Evidence["alreadyKnownToSubject"] = true
	}))
	opinion := func(says string, given disclosure.Date, replaces disclosure.EntryID) disclosure.EntryID {
		return d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(mrsA), From: given, Opinion: says, DecidedBy: "Consultant", Replaces: replaces})
	}
	shown := func(on disclosure.Date) bool {
		return strings.Contains(printed(t, answered(t, d, answering.SubjectQuestion{Subject: mrsA, AsOf: on})), "Her diagnosis")
	}
	likely := opinion("harm-likely", theDay(1), "")
	opinion("harm-unlikely", theDay(20), "")
	for _, on := range []disclosure.Date{theDay(21), theDay(21).AddMonths(5), theDay(10).AddMonths(6), theDay(21).AddMonths(6), theDay(21).AddMonths(60)} {
		if shown(on) {
			t.Errorf("shown on %s, and nobody took the opinion back", on)
		}
	}
	again := opinion("harm-unlikely", theDay(20), likely)
	if shown(theDay(21)) {
		t.Error("one person put another opinion in its place, and it is shown")
	}
	if err := d.confirms(t, dpo, again, disclosure.WeakeningConfirmed); !strings.Contains(against(err), "recorded themselves") {
		t.Errorf("who recorded it confirms it: %q", against(err))
	}
	if got := d.pendingFacts(t); len(got) != 1 || got[0].Entry != again || got[0].Weakens != policy.OpinionTurned || got[0].Stands == nil || got[0].Stands.Entry != likely {
		t.Errorf("what waits for a second person is %+v", got)
	}
	if err := d.confirms(t, secondDPO, again, disclosure.WeakeningConfirmed); err != nil {
		t.Fatal(detail(err))
	}
	if !shown(theDay(21)) {
		t.Error("another opinion has taken its place, and it is not shown")
	}
}

// What who recorded a disclosure says in its evidence opens no data concerning health:
// the Data Protection Officer decides.
func TestARecordersEvidenceOpensNoHealthData(t *testing.T) {
	for name, evidence := range map[string]map[string]any{
		"an opinion":           {"healthProfessionalOpinion": "test-not-met", "opinionDate": "2026-11-01"},
		"the person knows it":  {"alreadyKnownToSubject": true},
		"both":                 {"healthProfessionalOpinion": "test-not-met", "opinionDate": "2026-11-01", "alreadyKnownToSubject": true},
		"neither, and no more": {},
	} {
		d := newDesk(t)
		entry := d.record(t, housing, toTrust(t, func(d *disclosure.Disclosure) {
			d.Data = append(slices.Clone(d.Data), disclosure.DataItem{Category: "health", Description: "Her diagnosis"})
			for name, value := range evidence {
				d.Evidence[name] = value
			}
		})).ID
		q := answering.SubjectQuestion{Subject: mrsA, AsOf: theDay(21)}
		if got := printed(t, answered(t, d, q)); strings.Contains(got, "Her diagnosis") {
			t.Errorf("%s: shown, and nobody decided", name)
		}
		if _, refused := d.decide(t, dpo, toShow(mrsA, entry)); refused != "" && len(evidence) > 0 {
			t.Fatalf("%s: %s", name, refused)
		}
		if got := strings.Contains(printed(t, answered(t, d, q)), "Her diagnosis"); got != (len(evidence) > 0) {
			t.Errorf("%s: decided to be shown, shown = %v", name, got)
		}
	}
}
