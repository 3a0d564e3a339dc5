package desk_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
)

func (d *office) pendingFacts(t *testing.T) []desk.PendingFact {
	t.Helper()
	page, err := d.PendingFacts(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	return page.Facts
}

func (d *office) confirms(t *testing.T, by disclosure.Caller, id disclosure.EntryID, outcome disclosure.WeakeningOutcome) error {
	t.Helper()
	_, err := d.ConfirmFact(t.Context(), asks(by), id, disclosure.FactConfirmed{Outcome: outcome, Reason: "Seen on the file."})
	return err
}

// facts returns what the Data Protection Officer is shown of a thing, by entry.
func (d *office) facts(t *testing.T, about disclosure.FactKey) map[disclosure.EntryID]facts.Known {
	t.Helper()
	known, err := d.Facts(t.Context(), looking(dpo), about)
	if err != nil {
		t.Fatal(detail(err))
	}
	out := map[disclosure.EntryID]facts.Known{}
	for _, k := range known.Facts {
		out[k.Entry] = k
	}
	return out
}

var (
	overridden = func(f *disclosure.Fact) { f.Decided = "overridden" }
	ended      = func(f *disclosure.Fact) { f.Until = theDay(5) }
	saidTold   = func(f *disclosure.Fact) {
		f.SubjectTold, f.ToldOn, f.Ground, f.DPOConsulted = disclosure.Told, theDay(3), "", disclosure.Date{}
	}
)

// What a department takes away of a protection that it recorded itself is taken, and
// counts for its own rules alone until the Data Protection Officer has confirmed it.
func TestAWeakeningCountsForItsDepartmentUntilItIsConfirmed(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	first := d.learn(t, housing, objection())
	weaker := d.learn(t, housing, objection(func(f *disclosure.Fact) { f.Replaces = first; overridden(f) }))

	flags := func(by disclosure.Caller) (shown bool, kept int) {
		t.Helper()
		got := d.record(t, by, toOmbudsman(t))
		for _, open := range d.queue(t) {
			if open.Entry == got.ID && open.Kept && open.Rule == "DC-G1" {
				kept++
			}
		}
		return flagged(got, "DC-G1"), kept
	}
	if shown, kept := flags(housing); shown || kept != 1 {
		t.Errorf("its own disclosure is flagged %v, with %d kept flags", shown, kept)
	}
	if shown, kept := flags(revenue); !shown || kept != 0 {
		t.Errorf("another department's disclosure is flagged %v, with %d kept flags", shown, kept)
	}
	sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures[0].Against) != 1 || sharing.Disclosures[0].Against[0].Decided != "undecided" {
		t.Errorf("sharing shows %+v, %v", sharing.Disclosures, err)
	}

	pending := d.pendingFacts(t)
	if len(pending) != 1 || pending[0].Entry != weaker || pending[0].Stands == nil || pending[0].Stands.Entry != first || pending[0].Department != "housing" || pending[0].Overdue {
		t.Fatalf("pending: %+v", pending)
	}
	d.turnClock(15 * 24 * time.Hour)
	if pending = d.pendingFacts(t); len(pending) != 1 || !pending[0].Overdue {
		t.Errorf("after fifteen days: %+v", pending)
	}
	if err := d.confirms(t, dpo, weaker, disclosure.WeakeningConfirmed); err != nil {
		t.Fatal(detail(err))
	}
	if shown, kept := flags(revenue); shown || kept != 0 || len(d.pendingFacts(t)) != 0 {
		t.Errorf("once confirmed, another department's disclosure is flagged %v, with %d kept flags", shown, kept)
	}
	if err := d.confirms(t, dpo, weaker, disclosure.WeakeningRefused); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("decided twice: %v", err)
	}
	sharing, err = d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sharing.Disclosures {
		if len(s.Against) == 0 {
			t.Errorf("sharing shows nothing of the objection: %+v", s)
		}
	}
	if got := d.checkWhole(t, disclosure.KindFactConfirmed); got != 1 {
		t.Errorf("%d decisions in the register", got)
	}
}

// A refused weakening goes on to count for its department, and for nobody else.
func TestARefusedWeakeningLeavesWhatProtected(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	marker := d.learn(t, housing, untoldMarker(complainant, "Threats at a visit"))
	as := untoldMarker(complainant, "Threats at a visit")
	as.Replaces = marker
	saidTold(&as)
	said := d.learn(t, housing, as)
	inHousing := housing
	inHousing.Roles = append(inHousing.Roles, disclosure.DPO)
	if err := d.confirms(t, inHousing, said, disclosure.WeakeningConfirmed); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("whoever recorded it confirms it: %v", err)
	}
	if err := d.confirms(t, housing, said, disclosure.WeakeningConfirmed); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("a department confirms it: %v", err)
	}
	if err := d.confirms(t, dpo, unusedID, disclosure.WeakeningConfirmed); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("no such fact: %v", err)
	}
	if err := d.confirms(t, dpo, said, disclosure.WeakeningRefused); err != nil {
		t.Fatal(detail(err))
	}
	known := d.facts(t, aboutSubject(complainant))
	if k := known[said]; k.Awaits == nil || !k.Awaits.Refused || k.Confirmation == "" {
		t.Errorf("the weakening is shown as %+v", k)
	}
	if k := known[marker]; k.Awaits != nil || k.SubjectTold != disclosure.NotTold {
		t.Errorf("what protected is shown as %+v", k)
	}
	// Replaced again by its department, it is asked about again; by the Data
	// Protection Officer, it is settled.
	as.Replaces = said
	again := d.learn(t, housing, as)
	if pending := d.pendingFacts(t); len(pending) != 1 || pending[0].Entry != again || pending[0].Stands == nil || pending[0].Stands.Entry != marker {
		t.Errorf("pending: %+v", pending)
	}
	as.Replaces = marker
	settled := d.learn(t, dpo, as)
	if err := d.confirms(t, secondDPO, settled, disclosure.WeakeningConfirmed); err != nil {
		t.Fatal(detail(err))
	}
	if known := d.facts(t, aboutSubject(complainant)); len(known) != 1 || known[settled].SubjectTold != disclosure.Told {
		t.Errorf("settled by the Data Protection Officer: %+v", known)
	}
	if pending := d.pendingFacts(t); len(pending) != 0 {
		t.Errorf("pending: %+v", pending)
	}
	d.checkWhole(t, disclosure.KindFact)
}

// Every way in which a department may take something away awaits the Data Protection
// Officer, and what strengthens takes effect at once.
func TestWhatAwaitsTheDataProtectionOfficer(t *testing.T) {
	marker := func(changes ...func(*disclosure.Fact)) disclosure.Fact {
		f := untoldMarker(complainant, "Threats at a visit")
		for _, change := range changes {
			change(&f)
		}
		return f
	}
	with := func(f disclosure.Fact, changes ...func(*disclosure.Fact)) disclosure.Fact {
		for _, change := range changes {
			change(&f)
		}
		return f
	}
	contact := disclosure.Fact{Kind: disclosure.FactSPoC, About: aboutSubject(complainant), From: theDay(1), Reason: "efficiency", DecidedBy: "Service Manager", Reference: "Four complaints"}
	const solicitor = "Sample Solicitors LLP"
	for name, c := range map[string]struct {
		first  *disclosure.Fact // nil where the second is the first
		second disclosure.Fact
		want   string
	}{
		"an objection overridden":                     {ref(objection()), objection(overridden), "overridden"},
		"an objection ended":                          {ref(objection()), objection(ended), "ended"},
		"an objection of a later day":                 {ref(objection()), objection(func(f *disclosure.Fact) { f.From = theDay(2) }), "ended"},
		"an objection upheld":                         {ref(objection()), objection(func(f *disclosure.Fact) { f.Decided = "upheld" }), ""},
		"an objection revived":                        {ref(objection(ended)), objection(), ""},
		"a restriction ended":                         {ref(restriction()), with(restriction(), ended), "ended"},
		"a restriction prolonged":                     {ref(with(restriction(), ended)), restriction(), ""},
		"a marker told":                               {ref(marker()), marker(saidTold), "told"},
		"a first marker told":                         {nil, marker(saidTold), "told"},
		"a marker taken off, still untold":            {ref(marker()), marker(ended), ""},
		"a marker untold again":                       {ref(marker(saidTold)), marker(), ""},
		"a first consent":                             {nil, consent(solicitor), ""},
		"a consent withdrawn":                         {ref(consent(solicitor)), with(consent(solicitor), ended), ""},
		"a withdrawal taken back":                     {ref(with(consent(solicitor), ended)), consent(solicitor), "revived"},
		"a consent made explicit":                     {ref(consent(solicitor)), with(consent(solicitor), func(f *disclosure.Fact) { f.Explicit = true }), "widened"},
		"a consent of earlier days":                   {ref(consent(solicitor)), with(consent(solicitor), func(f *disclosure.Fact) { f.From = disclosure.NewDate(2026, 1, 1) }), "widened"},
		"a consent to somebody else":                  {ref(consent(solicitor)), consent("Example Advocacy"), "widened"},
		"a consent to the same, spelt otherwise":      {ref(consent(solicitor)), consent("Sample Solicitors L.L.P."), ""},
		"a contact for efficiency, now for conduct":   {ref(contact), with(contact, func(f *disclosure.Fact) { f.Reason = "behaviour" }), "behaviour"},
		"a contact for conduct, now for efficiency":   {ref(with(contact, func(f *disclosure.Fact) { f.Reason = "behaviour" })), contact, ""},
		"a contract prolonged, which protects nobody": {ref(disclosure.Fact{Kind: disclosure.FactContract, About: disclosure.FactKey{Dimension: disclosure.FactsOfContract, Reference: "K-1"}, From: theDay(1), Until: theDay(2), Service: "Repairs"}), disclosure.Fact{Kind: disclosure.FactContract, About: disclosure.FactKey{Dimension: disclosure.FactsOfContract, Reference: "K-1"}, From: theDay(1), Service: "Repairs"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			if c.first != nil {
				c.second.Replaces = d.learn(t, inTheSame(housing), *c.first)
			}
			id := d.learn(t, housing, c.second)
			k := d.facts(t, c.second.About)[id]
			got := ""
			if k.Awaits != nil {
				got = string(k.Awaits.Weakens)
			}
			if got != c.want {
				t.Errorf("awaits %q, want %q", got, c.want)
			}
			if pending := len(d.pendingFacts(t)); (pending == 1) != (c.want != "") {
				t.Errorf("%d are pending", pending)
			}
		})
	}
}

// A new consent after a withdrawal, whoever recorded that, is taken at its word by its
// department, and asked about. The withdrawal is shown as having been.
func TestAConsentAfterAWithdrawal(t *testing.T) {
	relies := func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{"ukgdpr-6-1-a"} }
	answers := map[string]string{}
	for _, known := range []string{"nothing known", "withdrawn"} {
		d := newDeskWith(t, desk.Options{})
		to := consent("Housing Ombudsman Service")
		to.From = disclosure.NewDate(2026, 10, 1)
		if known == "withdrawn" {
			first := d.learn(t, revenue, to)
			withdrawn := to
			withdrawn.Replaces, withdrawn.Until = first, theDay(5)
			d.learn(t, revenue, withdrawn)
		}
		said := d.learn(t, housing, to)
		got, err := d.Record(t.Context(), asks(housing), toOmbudsman(t, relies))
		answers[known] = saysOf(got, err)
		if known == "nothing known" {
			continue
		}
		if pending := d.pendingFacts(t); len(pending) != 1 || pending[0].Entry != said || pending[0].Weakens != "revived" {
			t.Errorf("pending: %+v", pending)
		}
		kept := 0
		for _, open := range d.queue(t) {
			if open.Kept {
				kept++
			}
		}
		if kept == 0 {
			t.Error("nothing is kept for the Data Protection Officer")
		}
		withdrawnThen := func(when string) {
			t.Helper()
			sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
			if err != nil || len(sharing.Disclosures) != 1 || len(sharing.Disclosures[0].Against) == 0 || sharing.Disclosures[0].Against[0].What != "consent-withdrawn" {
				t.Errorf("%s, sharing shows %+v, %v", when, sharing.Disclosures, err)
			}
		}
		withdrawnThen("awaiting")
	}
	if answers["withdrawn"] != answers["nothing known"] {
		t.Errorf("answered %v", answers)
	}
}

// A withdrawal that its own department takes back, and the Data Protection Officer
// confirms, is still shown as having been.
func TestAWithdrawalTakenBackIsShownAsHavingBeen(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	to := consent("Housing Ombudsman Service")
	withdrawn := to
	withdrawn.Replaces, withdrawn.Until = d.learn(t, housing, to), theDay(5)
	to.Replaces = d.learn(t, housing, withdrawn)
	d.record(t, housing, toOmbudsman(t))
	again := d.learn(t, housing, to)
	for _, when := range []string{"awaiting", "confirmed"} {
		if when == "confirmed" {
			if err := d.confirms(t, dpo, again, disclosure.WeakeningConfirmed); err != nil {
				t.Fatal(detail(err))
			}
		}
		sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
		if err != nil || len(sharing.Disclosures[0].Against) != 1 {
			t.Fatalf("%s: %+v, %v", when, sharing.Disclosures, err)
		}
		if a := sharing.Disclosures[0].Against[0]; a.What != "consent-withdrawn" || a.From != theDay(6) || (when == "confirmed") == a.Replaced.IsZero() {
			t.Errorf("%s: %+v", when, a)
		}
	}
}

func ref(f disclosure.Fact) *disclosure.Fact { return &f }

// inTheSame is somebody else of the same
// department.
func inTheSame(c disclosure.Caller) disclosure.Caller { c.Subject = "sub-colleague"; return c }

// No one person shows a marker to the person whom it is about, also not the Data Protection
// Officer: not by what they record, nor by confirming their own words or deciding on their
// own data.
func TestNoOnePersonTellsOfAMarker(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	told := untoldMarker(complainant, "Threats at a visit")
	saidTold(&told)
	told.Replaces = d.learn(t, housing, untoldMarker(complainant, "Threats at a visit"))
	first := d.learn(t, dpo, told)
	told.Replaces = first
	now := d.learn(t, dpo, told) // once more, in its own place
	known := d.facts(t, told.About)
	if k := known[now]; k.Awaits == nil || k.Awaits.Weakens != policy.ToldOfMarker || len(known) != 2 {
		t.Fatalf("the Data Protection Officer's word alone counts: %+v", known)
	}
	if got := d.pendingFacts(t); len(got) != 1 || got[0].Entry != now || got[0].Stands == nil {
		t.Errorf("what waits for a second person is %+v", got)
	}
	d.request(t, asksFor(told.About.Reference, theDay(3)))
	asker := secondDPO
	asker.Name = "A. Sample"
	for name, tt := range map[string]struct {
		by   disclosure.Caller
		says string
	}{"who recorded it": {dpo, "recorded themselves"}, "the person": {asker, "asked for themselves"}} {
		if err := d.confirms(t, tt.by, now, disclosure.WeakeningConfirmed); !strings.Contains(against(err), tt.says) {
			t.Errorf("%s confirms it: %q", name, against(err))
		}
	}
	if err := d.confirms(t, secondDPO, now, disclosure.WeakeningConfirmed); err != nil {
		t.Fatal(detail(err))
	}
	if known := d.facts(t, told.About); len(known) != 1 || known[now].Awaits != nil {
		t.Errorf("confirmed, what is known is %+v", known)
	}
	checkListed(t, d)
}

// Nor does it help to put a first word that the person knows in its own place, also once
// that was refused.
func TestAFirstWordThatTheyKnowWaitsInItsOwnPlaceToo(t *testing.T) {
	for name, by := range map[string]disclosure.Caller{"the Data Protection Officer": dpo, "a recorder": housing} {
		d := newDeskWith(t, desk.Options{})
		told := untoldMarker(complainant, "Threats at a visit")
		saidTold(&told)
		for range 2 {
			told.Replaces = d.learn(t, by, told)
		}
		if err := d.confirms(t, secondDPO, told.Replaces, disclosure.WeakeningRefused); err != nil {
			t.Fatal(detail(err))
		}
		now := d.learn(t, by, told)
		if k := d.facts(t, told.About)[now]; k.Awaits == nil || k.Awaits.Weakens != policy.ToldOfMarker {
			t.Errorf("%s: the word of one counts: %+v", name, k)
		}
	}
}
