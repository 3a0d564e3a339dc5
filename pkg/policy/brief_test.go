package policy_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// What a recording reads of what is kept from departments is a brief of it, and has the
// rules find what they would in all of it, or the Data Protection Officer asked.
func TestTheBriefOfWhatIsKeptDecidesAsTheWholeDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(10, 7))
	day := func() disclosure.Date {
		return disclosure.NewDate(2025, 10, 1).AddDays(random.IntN(3) * 200)
	}
	oneOf := func(of ...string) string { return of[random.IntN(len(of))] }
	exact, more := 0, 0
	for range 1500 {
		d := read(t, "dartford-contact-marker")
		if random.IntN(2) == 0 {
			d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told}
		}
		if random.IntN(2) == 0 {
			delete(d.Evidence, "dpoConsultation")
		}
		subject := d.Subjects[0].Reference
		var whole []disclosure.Fact
		for n := range random.IntN(12) {
			f := disclosure.Fact{
				Kind:  disclosure.FactKind(oneOf("marker", "marker", "contact-restriction", "health-opinion")),
				About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: oneOf(subject, strings.ToLower(subject))},
				From:  day(), ReviewBy: day(), Reason: fmt.Sprint("Threats ", n), SubjectTold: disclosure.NotTold, Ground: oneOf("", "dpa18-sch2-para2", "dpa18-sch2-para19"),
			}
			switch {
			case f.Kind == disclosure.FactHealthOpinion:
				f = disclosure.Fact{Kind: f.Kind, About: f.About, From: f.From, Opinion: oneOf("harm-likely", "harm-unlikely"), DecidedBy: "General practitioner"}
			case random.IntN(2) == 0:
				f.DPOConsulted = f.From
			}
			if random.IntN(3) == 0 {
				f.Until = f.From.AddDays(100)
			}
			whole = append(whole, f)
		}
		brief := policy.BriefOf(whole)
		few := []disclosure.Fact{}
		for _, i := range brief.Facts {
			few = append(few, policy.Bare(whole[i]))
		}
		if len(few) > policy.MaxBrief {
			t.Fatalf("a brief of %d facts", len(few))
		}
		all, briefly := ask(d), ask(d)
		all.Whole, briefly.Whole, briefly.More = append([]disclosure.Fact{}, whole...), few, brief.Markers
		want, got := policy.Load().Decide(all), policy.Load().Decide(briefly)
		if policy.MarkersOf(whole) != policy.MarkersOf(few) {
			t.Fatalf("the markers of %+v are lost in %+v", whole, few)
		}
		if !brief.Markers {
			exact++
			if !reflect.DeepEqual(want, got) {
				t.Fatalf("with %+v:\n%v\nby its brief:\n%v", whole, outcome(want), outcome(got))
			}
			continue
		}
		more++
		if flags, _ := json.Marshal(got.Flags); !strings.Contains(string(flags), "More is recorded of these people") && !strings.Contains(string(flags), "than there is room for") {
			t.Fatalf("nobody is asked about what the brief leaves out: %s", flags)
		}
		if !reflect.DeepEqual(disclosure.ShownFlags(want.Flags), disclosure.ShownFlags(got.Flags)) {
			t.Fatalf("what the department is shown rests on what is kept")
		}
	}
	if exact < 500 || more < 50 {
		t.Errorf("%d briefs that leave nothing out, and %d that do: too few to tell", exact, more)
	}
}

// The same marker, put on record again and again, is one in a brief; and no word of it
// is in it.
func TestABriefHasNoCopiesAndNoWords(t *testing.T) {
	var whole []disclosure.Fact
	for n := range 150 {
		whole = append(whole, disclosure.Fact{
			Kind: disclosure.FactMarker, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "DBC-P-1"}, From: disclosure.NewDate(2026, 1, 5),
			Reason: fmt.Sprint("Threats to staff ", n), Reference: fmt.Sprint("Letter ", n), DecidedBy: "A manager", ReviewBy: disclosure.NewDate(2026, 7, 1), SubjectTold: disclosure.NotTold,
		})
	}
	brief := policy.BriefOf(whole)
	if len(brief.Facts) != 1 || brief.Markers {
		t.Fatalf("a brief of copies: %+v", brief)
	}
	doc, err := json.Marshal(policy.Bare(whole[brief.Facts[0]]))
	if err != nil || strings.Contains(string(doc), "Threats") || strings.Contains(string(doc), "Letter") || strings.Contains(string(doc), "manager") {
		t.Errorf("a bare fact has words: %s, %v", doc, err)
	}
}

// Wherever a rule asks about what may be kept, a recording leaves room for what it finds.
func TestWhatIsKeptBearsOnWhatRulesAskAbout(t *testing.T) {
	for name, want := range map[string]bool{
		"dartford-contact-marker": true, "dartford-lgsco": false, "dartford-internal": false, "kent-internal": false, "dartford-refused-police": false, "maidstone-advocate": false,
	} {
		d := read(t, name)
		if got := policy.Load().KeptMayBear(ask(d).Register, d); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	d := read(t, "kent-internal")
	d.Evidence["breachReference"] = "BR-9"
	if !policy.Load().KeptMayBear(ask(d).Register, d) {
		t.Error("a disclosure that names a breach")
	}
}
