package desk_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// readBody reads a disclosure that a file holds.
func readBody(t *testing.T, path string, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var d disclosure.Disclosure
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(&d)
	}
	return d
}

func ofPolicy(name string) string { return "../../../policy/testdata/" + name + ".json" }

const policeInquiry = "testdata/police-inquiry.json"

// inquirySubject is whom the police ask about, and markedTenant who has a marker.
const (
	inquirySubject = "DBC-P-tip"
	markedTenant   = "DBC-P-310577"
)

// keptBack wants the whole of what was recorded kept from the asker: no word of it
// printed, the answer that of an empty register, and the review with the outcome.
func keptBack(t *testing.T, d *office, q answering.SubjectQuestion, outcome door.Outcome, cause door.Cause) {
	t.Helper()
	empty := newDeskWith(t, desk.Options{})
	if got, want := printed(t, answered(t, d, q)), printed(t, answered(t, empty, q)); got != want {
		t.Errorf("something is printed:\n%s", got)
	}
	about := d.reviewed(t, q).About
	if len(about) == 0 {
		t.Fatal("the Data Protection Officer sees nothing of it")
	}
	for _, one := range about {
		found := cause == ""
		for _, b := range one.Because {
			found = found || b.Cause == cause && b.Says != ""
		}
		for _, item := range one.Items {
			found = found || item.Because.Cause == cause
		}
		if one.Outcome != outcome || !found {
			t.Errorf("reviewed as %s because %v, want %s because of %s", one.Outcome, one.Because, outcome, cause)
		}
		if outcome == door.Undecided && (one.Prints == nil || len(one.CouldReach) == 0) {
			t.Errorf("undecided, and the review lacks what would be printed or which grounds could reach: %+v", one)
		}
	}
}

func untoldMarkerOf(who string) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject(who), From: disclosure.NewDate(2026, 9, 1), Reason: "Threats at a visit", LastReview: disclosure.NewDate(2026, 9, 1),
		ReviewBy: disclosure.NewDate(2027, 3, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: disclosure.NewDate(2026, 9, 1),
	}
}

// The address alone went to somebody who visits because of a marker.
func TestAnAddressSentBecauseOfAnUntoldMarker(t *testing.T) {
	for name, change := range map[string]func(*disclosure.Disclosure){
		"as it is": func(*disclosure.Disclosure) {},
		"to another sort of contractor": func(b *disclosure.Disclosure) {
			b.Recipient.Kind = ""
		},
		"to another sort, for another purpose": func(b *disclosure.Disclosure) {
			b.Recipient.Kind, b.Purpose = "", "Deal with a person through a single point of contact"
		},
		"a post that tells": func(b *disclosure.Disclosure) {
			b.Recipient.Kind, b.Purpose, b.Recipient.Post, b.Justification.Gateway = "", "Manage complaints", "Lead for warning markers", ""
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			d.learn(t, dpo, untoldMarkerOf(markedTenant))
			d.record(t, housing, readBody(t, ofPolicy("dartford-contact-marker"), happened, change, func(b *disclosure.Disclosure) {
				b.Data = []disclosure.DataItem{{Category: "address", Description: "Address of the home"}}
			}))
			// Nor is it told who was told of her new address.
			d.learn(t, dpo, told(markedTenant, d.learn(t, dpo, changed(markedTenant, disclosure.Rectification, 10, "address")), disclosure.RecipientTold, 11,
				disclosure.ToldRecipient{Category: "contractor", Kind: "visiting-contractor-marker", Organisation: "Example Repairs Ltd"}))
			q := answering.SubjectQuestion{Subject: markedTenant}
			if got := printed(t, answered(t, d, q)); strings.Contains(got, "Example Repairs") || strings.Contains(strings.ToLower(got), "marker") || strings.Contains(got, "visit") {
				t.Errorf("the answer tells:\n%s", got)
			}
			if about := d.reviewed(t, q).About; len(about) != 1 || about[0].Outcome != door.Undecided {
				t.Errorf("reviewed %+v", about)
			}
		})
	}
}

// A third party whose address went with a marker is not told of it.
func TestAThirdPartyIsNotToldOfAMarker(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.learn(t, dpo, untoldMarkerOf(markedTenant))
	d.record(t, housing, readBody(t, ofPolicy("dartford-contact-marker"), happened, func(b *disclosure.Disclosure) {
		b.Subjects = append(b.Subjects, disclosure.Subject{Reference: "DBC-P-B", Role: "third-party"})
	}))
	keptBack(t, d, answering.SubjectQuestion{Subject: "DBC-P-B"}, door.Undecided, door.TellsOfMarker)
}

// One officer's word that the person was told opens no marker; the marker's does.
func TestAMarkerIsShownWhenTheMarkerSaysTold(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, readBody(t, ofPolicy("dartford-contact-marker"), happened))
	q := answering.SubjectQuestion{Subject: markedTenant}
	keptBack(t, d, q, door.Undecided, door.TellsOfMarker)
	told := untoldMarkerOf(markedTenant)
	told.SubjectTold, told.ToldOn, told.Ground, told.DPOConsulted = disclosure.Told, told.From, "", disclosure.Date{}
	marker := d.learn(t, dpo, told)
	keptBack(t, d, q, door.Withheld, door.OwnMarker) // one person's word: meanwhile it is one that they were not told of
	if err := d.confirms(t, secondDPO, marker, disclosure.WeakeningConfirmed); err != nil {
		t.Fatal(detail(err))
	}
	if got := answered(t, d, q).Shared; len(got) != 1 {
		t.Errorf("once the marker says told: %+v", got)
	}
}

// Consent to "Sample Solicitors LLP" is withdrawn, and data go to "Sample Solicitors LLP."
// on consent: the name is spelt otherwise, or is another's, and the disclosure is flagged.
func TestAWithdrawalCountsForANameThatIsSpeltOtherwise(t *testing.T) {
	const alike, others = "withdrawn consent to a recipient whose name is like this one's", "consent to others only"
	for sent, says := range map[string]string{"Sample Solicitors LLP.": alike, "Sample Solicitors": alike, "The Sample Solicitors, LLP": alike, "Sample Barristers LLP": others} {
		d := newDeskWith(t, desk.Options{})
		body := toOmbudsman(t, happened, func(b *disclosure.Disclosure) {
			b.Recipient.Organisation = sent
			b.Justification.LawfulBases = []string{"ukgdpr-6-1-a"}
			b.Evidence["consentRecordId"] = "C-1"
		})
		flags := func() int {
			n := 0
			for _, f := range d.record(t, housing, body).Flags {
				if strings.Contains(f.Detail, says) {
					n++
				}
			}
			return n
		}
		if got := flags(); got != 0 {
			t.Fatalf("to %s, with no consent known: %d flags say that it was withdrawn", sent, got)
		}
		d.learn(t, revenuesIn("complaints"), disclosure.Fact{
			Kind: disclosure.FactConsent, About: aboutSubject(body.Subjects[0].Reference), From: disclosure.NewDate(2026, 5, 1), Until: disclosure.NewDate(2026, 10, 1), Recipient: "Sample Solicitors LLP",
		})
		if got := flags(); got == 0 {
			t.Errorf("to %s: no flag says %q", sent, says)
		}
	}
}

func TestOpinionsThatContradictEachOther(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	body := readBody(t, ofPolicy("dartford-social-services"), happened, func(b *disclosure.Disclosure) {
		b.Data = []disclosure.DataItem{{Category: "health", Description: "Her diagnosis"}}
		b.Subjects = b.Subjects[:1]
		b.Justification.Exemptions, b.TellSubject = nil, disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(b.DisclosedAt)}
	})
	d.record(t, housing, body)
	who := body.Subjects[0].Reference
	for day, says := range map[int]string{2: "harm-likely", 20: "harm-unlikely"} {
		d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(who), From: theDay(day), Opinion: says, DecidedBy: "General practitioner"})
	}
	q := answering.SubjectQuestion{Subject: who}
	if got := answered(t, d, q).Shared; len(got) != 0 {
		t.Errorf("shown %+v", got)
	}
	if about := d.reviewed(t, q).About; len(about) != 1 || about[0].Outcome != door.Undecided {
		t.Errorf("reviewed %+v", about)
	}
}

// A ground against representatives does not reach the father's own answer, and
// another might.
func TestAFatherAndTheChildAbuseGround(t *testing.T) {
	for name, change := range map[string]func(*disclosure.Disclosure){
		"naming nobody":         func(*disclosure.Disclosure) {},
		"naming the child":      func(b *disclosure.Disclosure) { b.Justification.Exemptions[0].People = []string{"DBC-P-child"} },
		"for one item":          func(b *disclosure.Disclosure) { b.Justification.Exemptions[0].Items = []int{0} },
		"for one sort of data":  func(b *disclosure.Disclosure) { b.Justification.Exemptions[0].Data = []string{"other"} },
		"without the provision": func(b *disclosure.Disclosure) { b.Justification.Exemptions[0].Provisions = nil },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			d.record(t, housing, readBody(t, ofPolicy("dartford-social-services"), happened, func(b *disclosure.Disclosure) {
				b.Subjects = []disclosure.Subject{{Reference: "DBC-P-father", Role: "complained-about"}, {Reference: "DBC-P-child", Role: "child"}}
				b.Data = []disclosure.DataItem{{Category: "other", Description: "What the neighbour saw"}}
				b.Justification.Exemptions = []disclosure.Exemption{liftingAccess("dpa18-sch3-child-abuse")}
				b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(b.DisclosedAt)}
			}, change))
			father, child := answering.SubjectQuestion{Subject: "DBC-P-father"}, answering.SubjectQuestion{Subject: "DBC-P-child"}
			keptBack(t, d, father, door.Undecided, "")
			asParent := child
			asParent.To = door.Representative
			if name == "without the provision" {
				keptBack(t, d, asParent, door.Undecided, door.Unreadable)
				return
			}
			keptBack(t, d, asParent, door.Withheld, door.OnAGround)
			if got := answered(t, d, child).Shared; len(got) != 1 {
				t.Errorf("the child's own answer: %+v", got)
			}
		})
	}
}

// A ground that names the suspect does not silence who complained.
func TestAGroundThatNamesTheSuspect(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, happened, about(mrsA, "DBC-P-suspect"), func(b *disclosure.Disclosure) {
		e := liftingAccess("dpa18-sch2-para2")
		e.People = []string{"DBC-P-suspect"}
		b.Justification.Exemptions = []disclosure.Exemption{e}
	}))
	keptBack(t, d, answering.SubjectQuestion{Subject: "DBC-P-suspect"}, door.Withheld, door.OnAGround)
	if got := answered(t, d, mrsAsQuestion).Shared; len(got) != 1 {
		t.Errorf("who complained is shown %+v", got)
	}
}

func TestAnExemptionNamesPeopleAndItemsOfTheDisclosure(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	e := liftingAccess("dpa18-sch2-para2")
	e.People, e.Items = []string{"DBC-P-nobody"}, []int{-1, 99}
	_, err := d.Record(t.Context(), asks(housing), toTrust(t, func(b *disclosure.Disclosure) { b.Justification.Exemptions = []disclosure.Exemption{e} }))
	for _, pointer := range []string{"/justification/exemptions/0/people/0", "/justification/exemptions/0/items/0", "/justification/exemptions/0/items/1"} {
		if err == nil || !strings.Contains(detail(err), pointer) {
			t.Errorf("got %v, want %s in it", err, pointer)
		}
	}
}

// An entry that holds none of the asker's data is not in the answer.
func TestAnEntryWithNoneOfTheirData(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, readBody(t, ofPolicy("dartford-lgsco"), func(b *disclosure.Disclosure) {
		b.Subjects = []disclosure.Subject{{Reference: "DBC-P-A", Role: "complainant"}, {Reference: "DBC-P-B", Role: "third-party"}}
		b.Data = []disclosure.DataItem{{Category: "name", Description: "Her name", Subject: "DBC-P-B"}}
	}))
	keptBack(t, d, answering.SubjectQuestion{Subject: "DBC-P-A"}, door.NotInIt, door.NoneOfTheirs)
}

// A police inquiry of which the person was not told, on a ground that nobody can
// read or that is half filled in, is kept back and waits for a decision.
func TestAPoliceInquiryOnAGroundThatCannotBeRead(t *testing.T) {
	provisions := func(p ...string) func(*disclosure.Disclosure) {
		return func(b *disclosure.Disclosure) { b.Justification.Exemptions[0].Provisions = p }
	}
	told := func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(b.DisclosedAt)}
	}
	none := func(outcome disclosure.TellOutcome, ground string, on disclosure.Date) func(*disclosure.Disclosure) {
		return func(b *disclosure.Disclosure) {
			b.Justification.Exemptions = []disclosure.Exemption{}
			b.TellSubject = disclosure.TellSubject{Outcome: outcome, Ground: ground, On: on}
		}
	}
	for name, tt := range map[string]struct {
		change func(*disclosure.Disclosure)
		cause  door.Cause
	}{
		"the listed GDPR provisions":  {provisions("the listed GDPR provisions"), door.Unreadable},
		"ukgdpr-15-1-c":               {provisions("ukgdpr-15-1-c"), door.Unreadable},
		"15-1-c":                      {provisions("15-1-c"), door.Unreadable},
		"right of access":             {provisions("right of access"), door.Unreadable},
		"nothing":                     {provisions(), door.Unreadable},
		"articles and words":          {provisions("13, 14 and the right of access"), door.Unreadable},
		"one read and one not":        {provisions("13(1)-(3)", "SAR"), door.Unreadable},
		"unreadable, the person told": {func(b *disclosure.Disclosure) { provisions("right of access")(b); told(b) }, door.Unreadable},
		"not told, no exemption":      {none(disclosure.NotTold, "dpa18-sch2-para2", disclosure.Date{}), door.UntoldOnAGround},
		"put off, no ground":          {none(disclosure.Deferred, "", disclosure.Date{}), door.UntoldOnAGround},
		"put off to a day ahead":      {none(disclosure.Deferred, "ukgdpr-13-4", disclosure.NewDate(2099, 1, 1)), door.TellingPutOff},
		"put off to a day that came":  {none(disclosure.Deferred, "ukgdpr-13-4", disclosure.NewDate(2026, 11, 10)), door.TellingDayCome},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			d.record(t, housing, readBody(t, policeInquiry, happened, tt.change))
			keptBack(t, d, answering.SubjectQuestion{Subject: inquirySubject, AsOf: theDay(21)}, door.Undecided, tt.cause)
		})
	}
	t.Run("a ground of Article 13(4) alone", func(t *testing.T) {
		d := newDeskWith(t, desk.Options{})
		d.record(t, housing, readBody(t, policeInquiry, happened, none(disclosure.NotTold, "ukgdpr-13-4", disclosure.Date{})))
		if got := answered(t, d, answering.SubjectQuestion{Subject: inquirySubject, AsOf: theDay(21)}).Shared; len(got) != 1 {
			t.Errorf("it lifts no answer, and is shown %+v", got)
		}
	})
}

// Words about two people tell one of the other.
func TestWordsThatNameAnotherSubject(t *testing.T) {
	for _, text := range []string{"What INF-A said about INF-B", "said of inf-b", "Meeting with (INF B)", "INFB's letter"} {
		d := newDeskWith(t, desk.Options{})
		d.record(t, housing, toTrust(t, about("INF-A", "INF-B"), func(b *disclosure.Disclosure) {
			b.Data = append(b.Data, disclosure.DataItem{Category: "feedback", Description: text})
		}))
		q := answering.SubjectQuestion{Subject: "INF-A"}
		if got := printed(t, answered(t, d, q)); strings.Contains(got, text) {
			t.Errorf("%q is printed", text)
		}
		if about := d.reviewed(t, q).About; len(about[0].Items) != 1 || about[0].Items[0].Because.Cause != door.NamesAnother {
			t.Errorf("%q: reviewed %+v", text, about)
		}
	}
}

// A correction that lets a ground go opens nothing until it is decided.
func TestACorrectionThatLetsAGroundGo(t *testing.T) {
	ground := func(b *disclosure.Disclosure) { b.Justification.Exemptions[0].Provisions = []string{"15(1)-(3)"} }
	open := func(b *disclosure.Disclosure) {
		b.Justification.Exemptions = []disclosure.Exemption{}
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(b.DisclosedAt)}
	}
	for name, change := range map[string]func(*disclosure.Disclosure){
		"no exemption, told": open,
		"other provisions": func(b *disclosure.Disclosure) {
			open(b)
			b.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para2", Provisions: []string{"13(1)-(3)"}, Reason: "x", ReviewBy: theDay(30)}}
		},
		"for other data": func(b *disclosure.Disclosure) {
			ground(b)
			b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(b.DisclosedAt)}
			b.Data = append(b.Data, disclosure.DataItem{Category: "feedback", Description: "A remark"})
			b.Justification.Exemptions[0].Data = []string{"feedback"}
		},
		"another recipient": func(b *disclosure.Disclosure) {
			open(b)
			b.Recipient = disclosure.Recipient{Category: "nhs", Organisation: "Sample Hospital Trust"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			first := d.record(t, housing, readBody(t, policeInquiry, happened, ground))
			q := answering.SubjectQuestion{Subject: inquirySubject, AsOf: theDay(21)}
			keptBack(t, d, q, door.Withheld, door.OnAGround)
			if _, err := d.Correct(t.Context(), asks(housing), first.ID, disclosure.Correction{Reason: "Nobody relies on it.", Disclosure: readBody(t, policeInquiry, happened, change)}); err != nil {
				t.Fatal(detail(err))
			}
			cause := door.CorrectionOpens
			if name == "for other data" { // what it was for may say what is kept still
				cause = door.WordsUnseen
			}
			keptBack(t, d, q, door.Undecided, cause)
			got, err := d.Sharing(t.Context(), looking(dpo), inquirySubject, disclosure.Date{}, answering.SharingPage{})
			if err != nil || len(got.Disclosures) != 1 {
				t.Errorf("what was shared: %+v, %v", got, err)
			}
		})
	}
}

// A person whom a correction takes out stays in the review, and one whom it adds
// waits; also when another correction follows.
func TestACorrectionToAnotherPerson(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	wrong := d.record(t, housing, readBody(t, ofPolicy("dartford-lgsco"), func(b *disclosure.Disclosure) { b.Subjects[0].Reference = "DBC-P-gone" }))
	to := func(id disclosure.EntryID, who string) disclosure.EntryID {
		got, err := d.Correct(t.Context(), asks(housing), id, disclosure.Correction{Reason: "Wrong person.", Disclosure: readBody(t, ofPolicy("dartford-lgsco"), func(b *disclosure.Disclosure) { b.Subjects[0].Reference = who })})
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.ID
	}
	second := to(wrong.ID, "DBC-P-other")
	gone, other, third := answering.SubjectQuestion{Subject: "DBC-P-gone"}, answering.SubjectQuestion{Subject: "DBC-P-other"}, answering.SubjectQuestion{Subject: "DBC-P-third"}
	keptBack(t, d, gone, door.Undecided, door.CorrectionTakes)
	if until := d.reviewed(t, gone).About[0].Until; until.IsZero() {
		t.Error("the review does not say until when it was recorded as about this person")
	}
	keptBack(t, d, other, door.Undecided, door.CorrectionAdds)
	last := to(second, "DBC-P-third")
	for _, q := range []answering.SubjectQuestion{gone, other} {
		keptBack(t, d, q, door.Undecided, door.CorrectionTakes)
		if got := d.reviewed(t, q).About[0].Entry; got != last {
			t.Errorf("%s: the last word is %s, want %s", q.Subject, got, last)
		}
	}
	keptBack(t, d, third, door.Undecided, door.CorrectionAdds)
}

// Nobody is answered who is not said to ask.
func TestWhoAsksIsAlwaysSaid(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for _, to := range []door.As{"", "parent"} {
		if _, err := d.SubjectReport(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: mrsA, To: to}); err == nil {
			t.Errorf("asked as %q: answered", to)
		}
		if _, err := d.ReviewSubject(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: mrsA, To: to}); err == nil {
			t.Errorf("reviewed as %q: answered", to)
		}
	}
}
