package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

var secondDPO = disclosure.Caller{Register: dartford, Subject: "sub-dpo-2", Name: "S. Econd", Roles: []disclosure.Role{disclosure.DPO}}

// givenToPolice is a disclosure to the police of which the person was not told, on a
// ground whose provisions cannot be read.
func givenToPolice(t *testing.T, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	return toOmbudsman(t, append([]func(*disclosure.Disclosure){happened, func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Kent Police", Person: "PC Sample"}
		d.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para2"}
		d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para2", Provisions: []string{"the listed GDPR provisions"}, Reason: "It would tip him off."}}
	}}, changes...)...)
}

// nobodyTold has the person not told, on a ground whose provisions cannot be read.
func nobodyTold(d *disclosure.Disclosure) {
	d.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para7"}
	d.Justification.Exemptions = []disclosure.Exemption{{
		ID: "dpa18-sch2-para7", Provisions: []string{"the listed GDPR provisions"}, Reason: "It would spoil the inquiry.", ReviewBy: disclosure.NewDate(2099, 1, 31),
	}}
}

func (d *office) undecided(t *testing.T) []answering.UndecidedWord {
	t.Helper()
	got, err := d.Undecided(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.Undecided
}

func (d *office) draft(t *testing.T, subject string, to door.As) answering.SubjectReview {
	t.Helper()
	got, err := d.ReviewSubject(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: subject, To: to})
	if err != nil {
		t.Fatal(detail(err))
	}
	return got
}

// against is what stood against a change, or "".
func against(err error) string {
	if err == nil {
		return ""
	}
	return detail(err)
}

// decide has somebody decide, and returns what stood against it.
func (d *office) decide(t *testing.T, by disclosure.Caller, a disclosure.AnswerDecision) (desk.Decided, string) {
	t.Helper()
	got, err := d.DecideAnswer(t.Context(), asks(by), a)
	return got, against(err)
}

func toShow(subject string, entries ...disclosure.EntryID) disclosure.AnswerDecision {
	return disclosure.AnswerDecision{
		Subject: subject, To: disclosure.AskerPerson, Entries: entries, Decision: disclosure.DecideShow, Reason: "Nothing would be prejudiced.",
	}
}

func toWithhold(d *office, subject string, entries ...disclosure.EntryID) disclosure.AnswerDecision {
	return disclosure.AnswerDecision{
		Subject: subject, To: disclosure.AskerPerson, Entries: entries, Decision: disclosure.DecideWithhold,
		Ground: "dpa18-sch2-para7", Provisions: []string{"15(1)-(3)"}, Reason: "It would prejudice the inquiry.",
		ReviewOn: disclosure.DateOf(d.now).AddDays(60),
	}
}

func outcomeOf(review answering.SubjectReview, entry disclosure.EntryID) door.Outcome {
	for _, j := range review.About {
		if j.Entry == entry {
			return j.Outcome
		}
	}
	return ""
}

func TestWhatIsUndecidedIsListedUntilItIsDecided(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened, nobodyTold)
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	list := d.undecided(t)
	if len(list) != 1 || list[0].Entry != entry || list[0].Subject != subject || list[0].RecordedBy != housing.Name || list[0].Department != "housing" ||
		list[0].Prints == nil || list[0].Prints.Recipient != body.Recipient.Organisation || list[0].Request != nil || list[0].Last != nil {
		t.Fatalf("got %+v, want the disclosure with what would be printed", list)
	}
	today := disclosure.DateOf(d.now)
	if want := today.AddMonths(1); list[0].DecideBy != want || list[0].Overdue != 0 {
		t.Errorf("got to be decided by %s, want %s: a month after it came", list[0].DecideBy, want)
	}

	// A request brings it forward: ten days before its last day.
	d.request(t, asksFor(subject, today))
	if list = d.undecided(t); len(list) != 1 || list[0].Request == nil || list[0].DecideBy != list[0].Request.LastDay.AddDays(-10) {
		t.Fatalf("got %+v, want it to be decided ten days before the last day", list)
	}

	got, refused := d.decide(t, dpo, toShow(subject, entry))
	if refused != "" || !got.Stands {
		t.Fatalf("got %+v, %s", got, refused)
	}
	if list = d.undecided(t); len(list) != 0 {
		t.Errorf("got %+v, want nothing undecided", list)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Errorf("got %s, want it shown", got)
	}
	// Towards who acts for the person, nothing was decided.
	if got := outcomeOf(d.draft(t, subject, door.Representative), entry); got != door.Undecided {
		t.Errorf("got %s for a representative, want undecided", got)
	}

	// A later word opens the question again.
	corrected, err := d.Correct(t.Context(), asks(housing), entry, correction(toOmbudsman(t, happened, nobodyTold, func(d *disclosure.Disclosure) {
		d.Recipient.Organisation = "Another Ombudsman"
	})))
	if err != nil {
		t.Fatal(detail(err))
	}
	if list = d.undecided(t); len(list) != 1 || list[0].Entry != corrected.ID || list[0].Last == nil || list[0].Last.On != entry {
		t.Errorf("got %+v, want the correction, and the decision on the word before", list)
	}
	if _, refused := d.decide(t, dpo, toShow(subject, entry)); !strings.Contains(refused, "correction has taken its place") {
		t.Errorf("got %q, want the earlier word refused", refused)
	}
}

func TestAWithholdingIsUndecidedAgainOnItsDayOfReview(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened, nobodyTold)
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	decision := toWithhold(d, subject, entry)
	if _, refused := d.decide(t, dpo, decision); refused != "" {
		t.Fatal(refused)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Withheld || len(d.undecided(t)) != 0 {
		t.Fatalf("got %s, want it withheld and on no list", got)
	}
	d.now = d.now.Add(60 * 24 * time.Hour)
	list := d.undecided(t)
	if len(list) != 1 || list[0].Last == nil || list[0].Last.Lapsed != decision.ReviewOn || list[0].Since != decision.ReviewOn {
		t.Fatalf("got %+v, want it undecided since its day of review", list)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Undecided {
		t.Errorf("got %s, want undecided: nothing is shown by time", got)
	}
}

func TestWhoMayDecide(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened, nobodyTold)
	subject := body.Subjects[0].Reference
	own := d.record(t, dpo, body).ID
	if _, refused := d.decide(t, dpo, toShow(subject, own)); !strings.Contains(refused, "recorded themselves") {
		t.Errorf("got %q, want that nobody decides about what they recorded", refused)
	}
	for _, by := range []disclosure.Caller{housing, auditor} {
		if _, refused := d.decide(t, by, toShow(subject, own)); !strings.Contains(refused, "only for") {
			t.Errorf("%s: got %q, want it refused", by.Name, refused)
		}
	}
	request := asksFor(subject, disclosure.DateOf(d.now))
	request.AskedBy = "  s. ECOND "
	d.request(t, request)
	if _, refused := d.decide(t, secondDPO, toShow(subject, own)); !strings.Contains(refused, "asked for themselves") {
		t.Errorf("got %q, want that nobody decides about themselves", refused)
	}
	if _, refused := d.decide(t, dpo, toShow("NOBODY", own)); !strings.Contains(refused, "No disclosure that is or was about this person") {
		t.Errorf("got %q, want it not found", refused)
	}
}

func TestWhatWentToThePoliceIsShownByTwoPeopleAlone(t *testing.T) {
	d := newDesk(t)
	body := givenToPolice(t)
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Undecided && got != door.Withheld {
		t.Fatalf("got %s before anybody decided", got)
	}
	decision := toShow(subject, entry)
	if _, refused := d.decide(t, dpo, decision); !strings.Contains(refused, "/asked") {
		t.Errorf("got %q, want the recording department asked", refused)
	}
	decision.Asked = &disclosure.Asked{Who: "Housing Manager", On: disclosure.DateOf(d.now), Said: "The inquiry is closed."}
	proposal, refused := d.decide(t, dpo, decision)
	if refused != "" || proposal.Stands {
		t.Fatalf("got %+v, %s; want a proposal", proposal, refused)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got == door.Shown {
		t.Fatal("one person showed it")
	}
	decision.Confirms = proposal.ID
	if _, refused := d.decide(t, dpo, decision); !strings.Contains(refused, "somebody else") {
		t.Errorf("got %q, want a second person", refused)
	}
	unrelated := decision
	unrelated.Confirms = entry
	if _, refused := d.decide(t, secondDPO, unrelated); !strings.Contains(refused, "not waiting") {
		t.Errorf("got %q, want the proposal named", refused)
	}
	confirmed, refused := d.decide(t, secondDPO, decision)
	if refused != "" || !confirmed.Stands {
		t.Fatalf("got %+v, %s", confirmed, refused)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Errorf("got %s, want it shown once two have decided", got)
	}
}

func TestOneDecisionCoversWhatIsOfOneCaseAndCause(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened, nobodyTold)
	subject := body.Subjects[0].Reference
	first, second := d.record(t, housing, body).ID, d.record(t, housing, body).ID
	elsewhere := toOmbudsman(t, happened, nobodyTold, func(d *disclosure.Disclosure) { d.Case += "-2" })
	other := d.record(t, housing, elsewhere).ID
	told := d.record(t, housing, toOmbudsman(t, happened)).ID
	for name, entries := range map[string][]disclosure.EntryID{"another case": {first, other}, "one that is not undecided": {first, told}} {
		if _, refused := d.decide(t, dpo, toShow(subject, entries...)); !strings.Contains(refused, "/entries/1") {
			t.Errorf("%s: got %q, want the second refused", name, refused)
		}
	}
	if _, refused := d.decide(t, dpo, toWithhold(d, subject, first, second)); refused != "" {
		t.Fatal(refused)
	}
	review := d.draft(t, subject, door.Person)
	for _, entry := range []disclosure.EntryID{first, second} {
		if got := outcomeOf(review, entry); got != door.Withheld {
			t.Errorf("got %s, want both withheld", got)
		}
	}
	if got := d.checkWhole(t, disclosure.KindAnswerDecided); got != 1 {
		t.Errorf("%d entries, want 1", got)
	}
}

// The cause says which words wait, and those of two disclosures are seldom the same: they are
// of one cause all the same.
func TestOneDecisionCoversWordsThatDiffer(t *testing.T) {
	d := newDesk(t)
	saying := func(words string) func(*disclosure.Disclosure) {
		return func(b *disclosure.Disclosure) { b.Data[0].Description = words }
	}
	body := toOmbudsman(t, happened)
	subject := body.Subjects[0].Reference
	d.learn(t, dpo, untoldMarkerOf(subject))
	first, second := d.record(t, housing, toOmbudsman(t, happened, saying("A grizzled letter"))).ID, d.record(t, housing, toOmbudsman(t, happened, saying("A wobbly chair"))).ID
	said := map[disclosure.EntryID]string{}
	for _, j := range d.draft(t, subject, door.Person).About {
		for _, b := range j.Because {
			if b.Cause == door.WordsUnseen {
				said[j.Entry] = b.Says
			}
		}
	}
	if !strings.Contains(said[first], "“grizzled”") || !strings.Contains(said[second], "“wobbly”") {
		t.Fatalf("the causes say %q", said)
	}
	if _, refused := d.decide(t, dpo, toWithhold(d, subject, first, second)); refused != "" {
		t.Error(refused)
	}
}

func TestAnAnswerIsReleasedAsItWasReviewed(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened)
	subject := body.Subjects[0].Reference
	shown := d.record(t, housing, body).ID
	waits := d.record(t, housing, toOmbudsman(t, happened, nobodyTold, on(3))).ID // on another day than what is shown
	q := asksFor(subject, disclosure.DateOf(d.now))
	q.IdentitySettled = disclosure.Date{}
	request := d.request(t, q)
	release := func(by disclosure.Caller, r answering.Release) (answering.ReleasedAnswer, string) {
		got, err := d.Release(t.Context(), asks(by), request, r)
		return got, against(err)
	}
	digest := d.draft(t, subject, door.Person).Digest
	isDraft := func(when string, asOf disclosure.Date, to door.As, want bool) {
		t.Helper()
		letter, err := d.SubjectReport(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: subject, To: to, AsOf: asOf})
		if err != nil {
			t.Fatal(detail(err))
		}
		page, err := letter.HTML()
		if got := strings.Contains(string(page), "Draft"); err != nil || got != want {
			t.Errorf("%s the letter to the %s is a draft: %v (%v), want %v", when, to, got, err, want)
		}
	}
	then := disclosure.DateOf(d.now)
	isDraft("before the release", then, door.Person, true)
	if _, refused := release(dpo, answering.Release{Digest: digest}); !strings.Contains(refused, "not settled who asks") {
		t.Errorf("got %q, want nothing released before it is settled who asks", refused)
	}
	q.IdentitySettled, q.Replaces = disclosure.DateOf(d.now), request
	earlier := request
	request = d.request(t, q)
	if _, err := d.Release(t.Context(), asks(dpo), earlier, answering.Release{Digest: digest}); !strings.Contains(detail(err), "changed since") {
		t.Errorf("got %q, want the request's own entry asked for", detail(err))
	}
	if _, refused := release(dpo, answering.Release{Digest: strings.Repeat("0", 64)}); !strings.Contains(refused, "has changed") {
		t.Errorf("got %q, want another draft refused", refused)
	}
	if _, refused := release(dpo, answering.Release{Digest: digest}); !strings.Contains(refused, waits.String()) {
		t.Errorf("got %q, want what is undecided named", refused)
	}
	if _, refused := release(dpo, answering.Release{Digest: digest, LeaveOut: []answering.LeftOut{{Entry: waits, Reason: "Not now."}, {Entry: shown, Reason: "Nor this."}}}); !strings.Contains(refused, "/leaveOut/1") {
		t.Errorf("got %q, want what is not undecided refused", refused)
	}
	got, refused := release(dpo, answering.Release{Digest: digest, LeaveOut: []answering.LeftOut{{Entry: waits, Reason: "The department has not answered."}}})
	if refused != "" || !slices.Equal(got.Released.Shown, []disclosure.EntryID{shown}) || !slices.Equal(got.Released.LeftOut, []disclosure.EntryID{waits}) {
		t.Fatalf("got %+v, %s", got, refused)
	}
	isDraft("after the release", then, door.Person, false)
	isDraft("after the release", then, door.Representative, true)
	isDraft("of the day before", then.AddDays(-1), door.Person, true)
	ended := d.requests(t, true)
	if len(d.requests(t, false)) != 0 || len(ended) != 1 || ended[0].Released == nil || ended[0].Released.Digest != digest {
		t.Errorf("got %+v, want the request answered", ended)
	}

	// 28 days on it is undecided again, and an answer that shows it differs.
	d.now = d.now.Add(28 * 24 * time.Hour)
	if list := d.undecided(t); len(list) != 1 || list[0].Entry != waits || list[0].Last.Reason != "The department has not answered." {
		t.Fatalf("got %+v, want it undecided after 28 days", list)
	}
	isDraft("while something is undecided again", then, door.Person, false)
	if _, refused := d.decide(t, dpo, toShow(subject, waits)); refused != "" {
		t.Fatal(refused)
	}
	if _, refused := d.decide(t, dpo, toWithhold(d, subject, shown)); refused != "" {
		t.Fatal(refused)
	}
	isDraft("when it reads otherwise", then, door.Person, true)
	differences := d.draft(t, subject, door.Person).Differences
	if len(differences) != 1 || !slices.Equal(differences[0].NoLonger, []disclosure.EntryID{shown}) || !slices.Equal(differences[0].ShownSince, []disclosure.EntryID{waits}) {
		t.Errorf("got %+v, want what two answers side by side would tell", differences)
	}
}

// Two answers that give other items of a disclosure, or other words, are told apart like
// two of which one leaves it out.
func TestTwoAnswersAreComparedItemByItem(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened)
	body.Data = []disclosure.DataItem{{Category: "name", Description: "Name"}, {Category: "feedback", Description: "A letter of June"}}
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	last := entry
	request := d.request(t, asksFor(subject, disclosure.DateOf(d.now)))
	if _, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: d.draft(t, subject, door.Person).Digest}); err != nil {
		t.Fatal(against(err))
	}
	if got := d.draft(t, subject, door.Person).Differences; len(got) != 0 {
		t.Fatalf("the same answer: %+v", got)
	}
	for _, tt := range []struct {
		change          func(*disclosure.Disclosure)
		noLonger, since []string
	}{
		{func(b *disclosure.Disclosure) { b.Data = b.Data[:1] }, []string{"feedback"}, []string{}},
		{func(b *disclosure.Disclosure) { b.Purpose += " again" }, []string{}, []string{}},
	} {
		now := body
		now.Data = slices.Clone(body.Data)
		tt.change(&now)
		last = d.corrects(t, housing, last, now)
		if outcomeOf(d.draft(t, subject, door.Person), last) != door.Shown {
			if _, refused := d.decide(t, dpo, toShow(subject, last)); refused != "" {
				t.Fatal(refused)
			}
		}
		got := d.draft(t, subject, door.Person).Differences
		if len(got) != 1 || len(got[0].NoLonger)+len(got[0].ShownSince) != 0 || len(got[0].Otherwise) != 1 {
			t.Fatalf("got %+v, want the items and words that differ", got)
		}
		if o := got[0].Otherwise[0]; o.Entry != entry || !slices.Equal(o.NoLonger, tt.noLonger) || !slices.Equal(o.ShownSince, tt.since) {
			t.Errorf("got %+v, want %v no longer and %v since", o, tt.noLonger, tt.since)
		}
	}
}

// Whatever fails while an answer is released, a repeat releases it once, with what
// was left out decided once.
func TestAReleaseAfterAnyFaultHappensOnce(t *testing.T) {
	for _, fault := range []storetest.Injection{
		storetest.OnTransact(1, storetest.CrashAfter), storetest.OnTransact(2, storetest.CrashBefore), storetest.OnTransact(2, storetest.CrashAfter),
		storetest.OnTransact(2, storetest.TimeoutApplied), storetest.OnTransact(2, storetest.TimeoutNotApplied),
	} {
		t.Run(fault.String(), func(t *testing.T) {
			d := newDesk(t)
			body := toOmbudsman(t, happened, nobodyTold)
			subject := body.Subjects[0].Reference
			waits := d.record(t, housing, body).ID
			request := d.request(t, asksFor(subject, disclosure.DateOf(d.now)))
			release := answering.Release{Digest: d.draft(t, subject, door.Person).Digest, LeaveOut: []answering.LeftOut{{Entry: waits, Reason: "Not now."}}}
			by := asks(dpo)
			d.table.Inject(fault)
			_, _ = d.Release(t.Context(), by, request, release)
			d.table.Reset()
			first, err := d.Release(t.Context(), by, request, release)
			if err != nil {
				t.Fatal(detail(err))
			}
			again, err := d.Release(t.Context(), by, request, release)
			if err != nil || again.ID != first.ID {
				t.Errorf("got %s, %v; want %s again", again.ID, detail(err), first.ID)
			}
			if got := d.checkWhole(t, disclosure.KindAnswerDecided); got != 1 {
				t.Errorf("%d decisions, want 1", got)
			}
			if got := len(d.requests(t, true)); got != 1 {
				t.Errorf("%d answered requests, want 1", got)
			}
		})
	}
}

// A disclosure that is shown in part and left out is withheld whole once that is decided.
// If the process ends then, the same call goes on all the same, as it was reviewed.
func TestAReleaseThatLeavesOutWhatIsShownInPartGoesOn(t *testing.T) {
	for _, fault := range []storetest.Injection{storetest.OnTransact(1, storetest.CrashAfter), storetest.OnTransact(2, storetest.CrashBefore)} {
		t.Run(fault.String(), func(t *testing.T) {
			d := newDesk(t)
			body := toOmbudsman(t, happened)
			body.Data = []disclosure.DataItem{{Category: "name", Description: "Name"}, {Category: "feedback", Description: "What DBC-P-else said of it"}}
			subject := body.Subjects[0].Reference
			body.Subjects = append(body.Subjects, disclosure.Subject{Reference: "DBC-P-else", Role: "third-party"})
			body.Data[0].Subject, body.Data[1].Subject = subject, subject
			waits := d.record(t, housing, body).ID
			request := d.request(t, asksFor(subject, disclosure.DateOf(d.now)))
			reviewed := d.draft(t, subject, door.Person)
			if got := outcomeOf(reviewed, waits); got != door.Shown {
				t.Fatalf("it is %s, want it shown in part", got)
			}
			release := answering.Release{Digest: reviewed.Digest}
			if _, err := d.Release(t.Context(), asks(dpo), request, release); !strings.Contains(against(err), "undecided") {
				t.Fatalf("nothing of it waits: %q", against(err))
			}
			release.LeaveOut = []answering.LeftOut{{Entry: waits, Reason: "Not now."}}
			by := asks(dpo)
			d.table.Inject(fault)
			_, _ = d.Release(t.Context(), by, request, release)
			d.table.Reset()
			if got := d.draft(t, subject, door.Person); got.Digest == reviewed.Digest {
				t.Fatal("nothing was decided before the process ended")
			}
			released, err := d.Release(t.Context(), by, request, release)
			if err != nil || released.Released.Digest != reviewed.Digest {
				t.Fatalf("got %+v, %v", released.Released, against(err))
			}
			if got := d.checkWhole(t, disclosure.KindAnswerDecided); got != 1 {
				t.Errorf("%d decisions, want 1", got)
			}
		})
	}
}

func TestWhatIsForbiddenIsShownByNobody(t *testing.T) {
	for name, change := range map[string]func(*disclosure.Disclosure){
		"the Proceeds of Crime Act": func(d *disclosure.Disclosure) { d.Reason = "A report under POCA section 330." },
		"adoption records":          func(d *disclosure.Disclosure) { d.Data[0].Description = "Her adoption file" },
		"Schedule 4": func(d *disclosure.Disclosure) {
			d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch4-para3", Provisions: []string{"15(1)-(3)"}, Reason: "Adoption.", ReviewBy: disclosure.NewDate(2099, 1, 31)}}
		},
		"an order of a court": func(d *disclosure.Disclosure) {
			d.Reason = "An order of the Family Court forbids telling her of it."
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			body := toOmbudsman(t, happened, change)
			subject := body.Subjects[0].Reference
			entry := d.record(t, housing, body).ID
			for _, by := range []disclosure.Caller{dpo, secondDPO} {
				decision := toShow(subject, entry)
				decision.Asked = &disclosure.Asked{Who: "Housing Manager", On: disclosure.DateOf(d.now), Said: "Nothing against it."}
				if _, refused := d.decide(t, by, decision); !strings.Contains(refused, "whoever decides") {
					t.Errorf("%s: got %q, want it refused whoever decides", by.Name, refused)
				}
			}
			if got := outcomeOf(d.draft(t, subject, door.Person), entry); got == door.Shown {
				t.Error("it is shown")
			}
		})
	}
}

func TestADepartmentLearnsNothingOfADecision(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened, nobodyTold)
	entry := d.record(t, housing, body).ID
	before, err := d.Open(t.Context(), looking(housing), entry)
	if err != nil {
		t.Fatal(detail(err))
	}
	ofHousing := dpo
	ofHousing.Department = "housing"
	if _, refused := d.decide(t, ofHousing, toShow(body.Subjects[0].Reference, entry)); refused != "" {
		t.Fatal(refused)
	}
	after, err := d.Open(t.Context(), looking(housing), entry)
	if err != nil || len(after.Others) != len(before.Others) {
		t.Errorf("got %+v, %v; want nothing of the decision", after.Others, err)
	}
	if seen, err := d.Open(t.Context(), looking(dpo), entry); err != nil || len(seen.Others) != 1 {
		t.Errorf("got %+v, %v; want the Data Protection Officer to see it", seen.Others, err)
	}
}

// A person whom a correction took out keeps the disclosure in the list, and so does
// one whom it added.
func TestWhomACorrectionTakesOutOrAddsIsOnTheList(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened)
	gone := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	corrected, err := d.Correct(t.Context(), asks(housing), entry, correction(toOmbudsman(t, happened, about("DBC-P-OTHER-1"), func(d *disclosure.Disclosure) {
		for i := range d.Data {
			d.Data[i].Subject = ""
		}
	})))
	if err != nil {
		t.Fatal(detail(err))
	}
	var people []string
	for _, l := range d.undecided(t) {
		if l.Entry == corrected.ID {
			people = append(people, l.Subject)
		}
	}
	slices.Sort(people)
	want := []string{gone, "DBC-P-OTHER-1"}
	slices.Sort(want)
	if !slices.Equal(people, want) {
		t.Errorf("got %v, want %v", people, want)
	}
	// It was never theirs: no ground is needed to leave it out.
	decision := toWithhold(d, gone, corrected.ID)
	decision.Ground, decision.Provisions = "", nil
	if _, refused := d.decide(t, dpo, decision); refused != "" {
		t.Error(refused)
	}
	decision.Subject = "DBC-P-OTHER-1"
	if _, refused := d.decide(t, dpo, decision); !strings.Contains(refused, "/ground") {
		t.Errorf("got %q, want a ground to withhold what is theirs", refused)
	}
}

// Two people decide on what went to the police, also once a correction says that it
// went elsewhere.
func TestACorrectionDoesNotLetOnePersonShowWhatWentToThePolice(t *testing.T) {
	d := newDesk(t)
	body := givenToPolice(t)
	entry := d.record(t, housing, body).ID
	corrected, err := d.Correct(t.Context(), asks(housing), entry, correction(toOmbudsman(t, happened)))
	if err != nil {
		t.Fatal(detail(err))
	}
	if _, refused := d.decide(t, dpo, toShow(body.Subjects[0].Reference, corrected.ID)); !strings.Contains(refused, "/asked") {
		t.Errorf("got %q, want the recording department asked", refused)
	}
}

// What nothing but a decision keeps from somebody is shown neither once its day of
// review has come nor because one person proposes to show it.
func TestADecisionAloneThatLapsesOrIsQuestionedShowsNothing(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened)
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Fatalf("got %s before anybody decided, want it shown", got)
	}
	if _, refused := d.decide(t, dpo, toWithhold(d, subject, entry)); refused != "" {
		t.Fatal(refused)
	}
	d.now = d.now.Add(60 * 24 * time.Hour)
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Undecided {
		t.Errorf("on the day of review got %s, want undecided: nothing is shown by time", got)
	}
	list := d.undecided(t)
	if len(list) != 1 || list[0].Entry != entry || list[0].Last == nil || list[0].Last.Lapsed.IsZero() {
		t.Errorf("the list has %+v, want it with the decision that lapsed", list)
	}
	again := toShow(subject, entry)
	if got, refused := d.decide(t, dpo, again); refused != "" || !got.Stands {
		t.Errorf("to show it: %+v, %s", got, refused)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Errorf("got %s once it was decided to show it", got)
	}

	police := toOmbudsman(t, happened, func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Kent Police", Person: "PC Sample"}
	})
	entry = d.record(t, housing, police).ID
	if _, refused := d.decide(t, dpo, toWithhold(d, subject, entry)); refused != "" {
		t.Fatal(refused)
	}
	proposal := toShow(subject, entry)
	proposal.Asked = &disclosure.Asked{Who: "Housing Manager", On: disclosure.DateOf(d.now), Said: "The inquiry is closed."}
	first, refused := d.decide(t, dpo, proposal)
	if refused != "" || first.Stands {
		t.Fatalf("to show it: %+v, %s; want a proposal", first, refused)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Undecided {
		t.Errorf("got %s while one person proposes to show it, want undecided", got)
	}
	proposal.Confirms = first.ID
	if got, refused := d.decide(t, secondDPO, proposal); refused != "" || !got.Stands {
		t.Errorf("the second person: %+v, %s", got, refused)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Errorf("got %s once two have decided", got)
	}
}

// A ground of which every flag was cleared withholds, and is off the list of what to
// decide first.
func TestAGroundWhoseFlagsWereClearedWithholds(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened, func(d *disclosure.Disclosure) {
		d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para14", Provisions: []string{"15(1)-(3)"}, Reason: "The court's papers."}}
	})
	subject := body.Subjects[0].Reference
	got := d.record(t, housing, body)
	at := slices.IndexFunc(got.Flags, func(f disclosure.Flag) bool { return strings.Contains(f.Pointer, "/justification/exemptions/0") })
	if list := d.undecided(t); at < 0 || len(list) != 1 {
		t.Fatalf("flags %+v; the list has %+v", got.Flags, list)
	}
	for n := range got.Flags {
		if _, err := d.ClearFlag(t.Context(), asks(dpo), got.ID, n, "It is the court's ground, and the court was asked."); err != nil {
			t.Fatal(detail(err))
		}
	}
	if out := outcomeOf(d.draft(t, subject, door.Person), got.ID); out != door.Withheld || len(d.undecided(t)) != 0 {
		t.Errorf("cleared, it is %s, and the list has %+v", out, d.undecided(t))
	}
}

// Before anything is decided, the list says whether the department that recorded it was
// asked, and what it said. Putting that on record decides nothing: what was proposed, or
// is withheld, stands as it did.
func TestTheListSaysWhetherTheDepartmentWasAsked(t *testing.T) {
	d := newDesk(t)
	body := givenToPolice(t)
	body.Justification.Exemptions = nil
	body.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold}
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	if list := d.undecided(t); len(list) != 1 || list[0].Asked != nil {
		t.Fatalf("got %+v, want one line, of which nothing says that anybody was asked", list)
	}
	ask := toShow(subject, entry)
	ask.Decision = disclosure.AskDepartment
	if _, refused := d.decide(t, dpo, ask); !strings.Contains(refused, "/asked") {
		t.Errorf("got %q, want who was asked", refused)
	}
	ask.Asked = &disclosure.Asked{Who: "Housing Manager", On: disclosure.DateOf(d.now)}
	if got, refused := d.decide(t, dpo, ask); refused != "" || got.Stands {
		t.Fatalf("got %+v, %s", got, refused)
	}
	list := d.undecided(t)
	if len(list) != 1 || list[0].Asked == nil || list[0].Asked.Who != "Housing Manager" || list[0].Asked.Said != "" || list[0].Last != nil {
		t.Fatalf("got %+v, want that it was asked and has not answered, and nothing decided", list)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Undecided {
		t.Errorf("got %s: to ask decides nothing", got)
	}

	show := toShow(subject, entry)
	show.Asked = &disclosure.Asked{Who: "Housing Manager", On: disclosure.DateOf(d.now)}
	if _, refused := d.decide(t, dpo, show); !strings.Contains(refused, "/asked/said") {
		t.Errorf("got %q, want the department's word before it is shown", refused)
	}
	show.Asked.Said = "The inquiry is closed."
	proposal, refused := d.decide(t, dpo, show)
	if refused != "" {
		t.Fatal(refused)
	}
	ask.Asked.Said = "The officer confirms."
	if _, refused := d.decide(t, dpo, ask); refused != "" {
		t.Fatal(refused)
	}
	if list = d.undecided(t); len(list) != 1 || list[0].Asked.Said != "The officer confirms." || list[0].Last == nil || !list[0].Last.Proposed || list[0].Last.Entry != proposal.ID {
		t.Fatalf("got %+v, want the last word of the department, and the proposal as it was", list)
	}
	show.Confirms = proposal.ID
	if got, refused := d.decide(t, secondDPO, show); refused != "" || !got.Stands {
		t.Fatalf("got %+v, %s", got, refused)
	}
	if _, refused := d.decide(t, dpo, ask); refused != "" {
		t.Fatal(refused)
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Errorf("got %s, want what two decided to stand", got)
	}
	d.checkWhole(t, disclosure.KindAnswerDecided)
}

// What was decided to be withheld from a person, or is undecided, is not shown to who acts
// for them, whatever was decided for the latter.
func TestWhoActsForThemIsNotShownWhatIsWithheldFromThem(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	e := d.record(t, housing, toOmbudsman(t, happened)).ID
	if got := outcomeOf(d.draft(t, mrsA, door.Representative), e); got != door.Shown {
		t.Fatalf("nothing is against it: %s", got)
	}
	if _, why := d.decide(t, dpo, toWithhold(d, mrsA, e)); why != "" {
		t.Fatal(why)
	}
	toThem := toShow(mrsA, e)
	toThem.To = disclosure.AskerRepresentative
	if _, why := d.decide(t, dpo, toThem); !strings.Contains(why, "who acts for them") {
		t.Errorf("shown to who acts for them: %q", why)
	}
	if got := outcomeOf(d.draft(t, mrsA, door.Representative), e); got != door.Undecided {
		t.Errorf("withheld from the person: %s to who acts for them", got)
	}
}
