package policy_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func TestClockOfBreach(t *testing.T) {
	moment := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	aware := moment("2026-11-09T14:05:00Z")
	known := func(edit func(*disclosure.Breach)) disclosure.Fact {
		b := &disclosure.Breach{AwareAt: aware}
		edit(b)
		return disclosure.Fact{Kind: disclosure.FactBreach, From: disclosure.DateOf(aware), Breach: b}
	}
	notified := func(at string) func(*disclosure.Breach) {
		return func(b *disclosure.Breach) {
			b.Risk, b.Notified = disclosure.RiskLikely, &disclosure.Notified{At: moment(at)}
		}
	}
	nothing := func(*disclosure.Breach) {}
	for name, tt := range map[string]struct {
		fact    disclosure.Fact
		at      string
		state   policy.ClockState
		hours   int
		settled bool
		says    string
	}{
		"just aware":                         {known(nothing), "2026-11-09T14:05:00Z", policy.ClockRunning, 72, false, "72 hours left, until 14:05 GMT on Thursday 12 November 2026"},
		"at the last moment":                 {known(nothing), "2026-11-12T14:05:00Z", policy.ClockRunning, 0, false, "less than a minute left"},
		"a moment later":                     {known(nothing), "2026-11-12T14:05:01Z", policy.ClockOverdue, 0, false, "Overdue by less than a minute"},
		"a day later":                        {known(nothing), "2026-11-13T15:35:00Z", policy.ClockOverdue, 25, false, "Overdue by 25 hours 30 minutes"},
		"an hour and a minute later":         {known(nothing), "2026-11-12T15:06:30Z", policy.ClockOverdue, 1, false, "Overdue by 1 hour 1 minute"},
		"four days later":                    {known(nothing), "2026-11-17T16:05:00Z", policy.ClockOverdue, 122, false, "Overdue by 5 days 2 hours"},
		"over a weekend, which counts":       {known(func(b *disclosure.Breach) { b.AwareAt = moment("2026-11-06T17:00:00Z") }), "2026-11-09T17:00:01Z", policy.ClockOverdue, 0, false, "17:00 GMT on Monday 9 November 2026"},
		"over the night clocks go back":      {known(func(b *disclosure.Breach) { b.AwareAt = moment("2026-10-23T09:00:00Z") }), "2026-10-26T09:00:00Z", policy.ClockRunning, 0, false, "until 09:00 GMT on Monday 26 October 2026"},
		"in summer":                          {known(func(b *disclosure.Breach) { b.AwareAt = moment("2026-07-01T09:00:00Z") }), "2026-07-01T10:00:00Z", policy.ClockRunning, 71, false, "10:00 BST on Saturday 4 July 2026"},
		"notified at the last moment":        {known(notified("2026-11-12T14:05:00Z")), "2026-11-20T00:00:00Z", policy.NotifiedInTime, 0, true, "Notified in time"},
		"notified a moment late":             {known(notified("2026-11-12T14:05:01Z")), "2026-11-20T00:00:00Z", policy.NotifiedLate, 0, true, "Notified late"},
		"notified two days late":             {known(notified("2026-11-14T14:05:00Z")), "2026-11-20T00:00:00Z", policy.NotifiedLate, 48, true, "48 hours after"},
		"a risk judged likely, not yet told": {known(func(b *disclosure.Breach) { b.Risk = disclosure.RiskLikely }), "2026-11-10T14:05:00Z", policy.ClockRunning, 48, false, "running"},
		"a risk judged unlikely":             {known(func(b *disclosure.Breach) { b.Risk = disclosure.RiskUnlikely }), "2026-12-10T14:05:00Z", policy.NotNotifiable, 0, true, "stays on record"},
		"notified, and the people at high risk": {known(func(b *disclosure.Breach) {
			notified("2026-11-10T14:05:00Z")(b)
			b.Risk = disclosure.RiskHigh
		}), "2026-11-20T00:00:00Z", policy.NotifiedInTime, 48, false, "the people have to be told"},
		"and the people told": {known(func(b *disclosure.Breach) {
			notified("2026-11-10T14:05:00Z")(b)
			b.Risk, b.People = disclosure.RiskHigh, &disclosure.PeopleTold{Outcome: disclosure.Told}
		}), "2026-11-20T00:00:00Z", policy.NotifiedInTime, 48, true, "Notified in time"},
		"known by its day alone":           {disclosure.Fact{Kind: disclosure.FactBreach, From: disclosure.NewDate(2026, 7, 1)}, "2026-07-03T23:00:00Z", policy.ClockRunning, 0, false, "until 00:00 BST on Saturday 4 July 2026. Nobody has recorded when"},
		"discovered by a department first": {disclosure.Fact{Kind: disclosure.FactBreach, From: disclosure.NewDate(2026, 11, 9)}, "2026-11-09T00:00:00Z", policy.ClockRunning, 0, false, "Monday 9 November 2026"},
	} {
		t.Run(name, func(t *testing.T) {
			got := policy.ClockOfBreach(tt.fact, disclosure.NewDate(2026, 11, 6), moment(tt.at))
			if tt.fact.Breach == nil && tt.fact.From.Before(disclosure.NewDate(2026, 11, 6)) {
				got = policy.ClockOfBreach(tt.fact, disclosure.Date{}, moment(tt.at))
			}
			if got.State != tt.state || got.Hours != tt.hours || got.Settled() != tt.settled || !strings.Contains(got.Says, tt.says) {
				t.Errorf("got %s, %d hours, settled %t: %s", got.State, got.Hours, got.Settled(), got.Says)
			}
			if got.Deadline.Sub(got.AwareAt) != policy.NotifyWithin || got.Assumed != (tt.fact.Breach == nil) {
				t.Errorf("from %s to %s, assumed %t", got.AwareAt, got.Deadline, got.Assumed)
			}
		})
	}
}

func TestWhatABreachMustSay(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	whole := func() disclosure.Breach {
		return disclosure.Breach{
			AwareAt: at.Add(-100 * time.Hour), Risk: disclosure.RiskHigh, RiskReason: "It says where she is.",
			Notified:  &disclosure.Notified{At: at.Add(-90 * time.Hour)},
			Retrieval: []disclosure.Retrieval{{Outcome: disclosure.AskedBack, On: disclosure.DateOf(at)}},
			People:    &disclosure.PeopleTold{Outcome: disclosure.Told, On: disclosure.DateOf(at)},
		}
	}
	tomorrow := disclosure.DateOf(at).AddDays(1)
	for name, tt := range map[string]struct {
		edit func(*disclosure.Breach)
		want string
	}{
		"all that it should":            {func(*disclosure.Breach) {}, ""},
		"no moment of awareness":        {func(b *disclosure.Breach) { b.AwareAt, b.Notified = time.Time{}, nil }, "/breach/awareAt"},
		"aware in a minute":             {func(b *disclosure.Breach) { b.AwareAt, b.Notified = at.Add(time.Minute), nil }, "/breach/awareAt"},
		"a risk and not why":            {func(b *disclosure.Breach) { b.RiskReason = "" }, "/breach/riskReason"},
		"notified before it was known":  {func(b *disclosure.Breach) { b.Notified.At = b.AwareAt.Add(-time.Second) }, "/breach/notified/at"},
		"notified in an hour":           {func(b *disclosure.Breach) { b.Notified.At, b.Notified.LateReason = at.Add(time.Hour), "x" }, "/breach/notified/at"},
		"late, without the reasons":     {func(b *disclosure.Breach) { b.Notified.At = b.AwareAt.Add(72*time.Hour + time.Second) }, "/breach/notified/lateReason"},
		"late, with the reasons":        {func(b *disclosure.Breach) { b.Notified.At, b.Notified.LateReason = at, "The post was closed." }, ""},
		"notified with a risk unlikely": {func(b *disclosure.Breach) { b.Risk = disclosure.RiskUnlikely }, "/breach/risk"},
		"asked back tomorrow":           {func(b *disclosure.Breach) { b.Retrieval[0].On = tomorrow }, "/breach/retrieval/0/on"},
		"not possible, and not why":     {func(b *disclosure.Breach) { b.Retrieval[0].Outcome = disclosure.RetrievalImpossible }, "/breach/retrieval/0/how"},
		"people told on no day":         {func(b *disclosure.Breach) { b.People.On = disclosure.Date{} }, "/breach/people/on"},
		"people not told, on no ground": {func(b *disclosure.Breach) { b.People.Outcome = disclosure.NotTold }, "/breach/people/ground"},
		"people not told, and not why": {func(b *disclosure.Breach) {
			b.People.Outcome, b.People.Ground = disclosure.NotTold, disclosure.DataProtected
		}, "/breach/people/reason"},
		"a high risk said not to be high": {func(b *disclosure.Breach) {
			*b.People = disclosure.PeopleTold{Outcome: disclosure.NotTold, Ground: disclosure.RiskNotHigh, Reason: "x"}
		}, "/breach/people/ground"},
		"people not told, as it was encrypted": {func(b *disclosure.Breach) {
			*b.People = disclosure.PeopleTold{Outcome: disclosure.NotTold, Ground: disclosure.DataProtected, Reason: "Encrypted"}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := whole()
			tt.edit(&b)
			var got []string
			for _, f := range policy.CheckBreach(disclosure.Fact{Kind: disclosure.FactBreach, Breach: &b}, at) {
				got = append(got, f.Pointer)
			}
			if want := strings.Fields(tt.want); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
