package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// HealthGround is the catalogue's id of DPA 2018 Schedule 3 paragraphs 5 and 6.
const HealthGround = "dpa18-sch3-health-harm"

// healthData are the categories whose contents are data concerning health: they
// reveal something of a person's health (UK GDPR Article 4(15)).
var healthData = []string{"health", "health-adjustment", "disability"}

// StandsAgainstGivingHealth reports whether the fact is an opinion that keeps data
// concerning health from the person as long as it is known.
func StandsAgainstGivingHealth(f disclosure.Fact) bool {
	return f.Kind == disclosure.FactHealthOpinion && f.Opinion != harmUnlikely
}

// ConcernsHealth reports whether the contents of the category are data concerning health.
func ConcernsHealth(category string) bool { return slices.Contains(healthData, category) }

// Answers that an opinion gives.
const (
	harmLikely   = "harm-likely"
	harmUnlikely = "harm-unlikely"
	// opinionsDiffer is no opinion: those that count contradict each other.
	opinionsDiffer = "opinions-differ"
)

// opinionLasts is how long a health professional's opinion is good for, in
// months (DPA 2018 Schedule 3 paragraphs 5 and 6).
const opinionLasts = 6

// OpinionCountsUntil returns the last day on which an opinion given on a day may be
// relied on.
func OpinionCountsUntil(given disclosure.Date) disclosure.Date {
	return given.AddMonths(opinionLasts).AddDays(-1)
}

// opinionCounts reports whether an opinion given on one day may be relied on on
// another.
func opinionCounts(given, asOf disclosure.Date) bool {
	return !given.After(asOf) && !asOf.After(OpinionCountsUntil(given))
}

// OpinionGives reports whether the fact is an opinion on which data concerning health may be
// given on the day: under six months old, and not ended.
func OpinionGives(f disclosure.Fact, on disclosure.Date) bool {
	return f.Kind == disclosure.FactHealthOpinion && f.Opinion == harmUnlikely && opinionCounts(f.From, on) && (f.Until.IsZero() || !on.After(f.Until))
}

// opinionOf returns what the health professionals' opinions on an answer to the
// person say on the day, "" where none counts, and [opinionsDiffer] where those that
// count contradict each other. One that serious harm is likely counts whatever its age,
// until another takes its place: nothing is given because time went by. One that was given
// after the day counts against giving the data, and never for it: whoever answers as of an
// earlier day knows of it.
func opinionOf(facts []disclosure.Fact, asOf disclosure.Date) string {
	said := ""
	for _, f := range facts {
		if StandsAgainstGivingHealth(f) || OpinionGives(f, asOf) {
			said = both(said, f.Opinion)
		}
	}
	return said
}

func both(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return opinionsDiffer
}

// healthOpinion is [opinionOf], with what the evidence of one disclosure says against
// giving the data: an opinion that serious harm is likely, or one that is not, where the
// register knows of one that it is.
func healthOpinion(d *disclosure.Disclosure, facts []disclosure.Fact, asOf disclosure.Date) string {
	known := opinionOf(facts, asOf)
	switch {
	case d.Evidence["healthProfessionalOpinion"] == "test-met":
		return both(known, harmLikely)
	case known == harmLikely && saysUnlikely(d, asOf):
		return opinionsDiffer
	}
	return known
}

// saysUnlikely reports whether the evidence of a disclosure has an opinion that serious
// harm is unlikely, under six months old.
func saysUnlikely(d *disclosure.Disclosure, asOf disclosure.Date) bool {
	return inEvidence(d, "test-not-met", asOf)
}

// saysLikely reports whether there is an opinion under six months old that serious harm is
// likely, on which a ground may be relied on.
func saysLikely(d *disclosure.Disclosure, facts []disclosure.Fact, asOf disclosure.Date) bool {
	return inEvidence(d, "test-met", asOf) || slices.ContainsFunc(facts, func(f disclosure.Fact) bool {
		return StandsAgainstGivingHealth(f) && (opinionCounts(f.From, asOf) || f.From.After(asOf))
	})
}

func inEvidence(d *disclosure.Disclosure, opinion string, asOf disclosure.Date) bool {
	given, ok := evidenceDay(d.Evidence["opinionDate"])
	return ok && opinionCounts(given, asOf) && d.Evidence["healthProfessionalOpinion"] == opinion
}

// HealthStanding is whether data concerning one person's health may be given on the
// day, from best to worst.
type HealthStanding int

// The standings.
const (
	HealthMayBeGiven HealthStanding = iota
	HealthByEvidence                // the evidence of the disclosure alone says that it may
	HealthUnknown
	HealthHarmLikely
	HealthOpinionsDiffer
)

// StandingOfHealth reads the opinions about one person: a council is no health
// professional, and may give such data only with an opinion under six months old
// that serious harm is unlikely, or where it is satisfied that the person knows it
// already (DPA 2018 Schedule 3 paragraph 6). Opinions on an answer are the Data Protection
// Officer's: what who recorded the disclosure says in its evidence opens nothing by itself.
func StandingOfHealth(d *disclosure.Disclosure, facts []disclosure.Fact, asOf disclosure.Date) HealthStanding {
	switch healthOpinion(d, facts, asOf) {
	case harmUnlikely:
		return HealthMayBeGiven
	case harmLikely:
		return HealthHarmLikely
	case opinionsDiffer:
		return HealthOpinionsDiffer
	}
	if d.Evidence["alreadyKnownToSubject"] == true || saysUnlikely(d, asOf) {
		return HealthByEvidence
	}
	return HealthUnknown
}

// HealthWithheld returns what is left out of an answer on the day because it is
// data concerning health (DPA 2018 Schedule 3 paragraph 6), and why; ok is false
// where nothing is.
//
// The rule holds for the item, not for the entry: who received it, when and why is
// no health data, and is shown. What an officer wrote as the purpose is not
// searched; the Data Protection Officer reads it.
func (l *Law) HealthWithheld(d *disclosure.Disclosure, subject string, facts []disclosure.Fact, asOf disclosure.Date) (w Withholding, ok bool) {
	w = Withholding{Ground: HealthGround, Provisions: []string{"15(1)-(3)"}, Effect: WithheldItems}
	for _, item := range d.Data {
		if ConcernsHealth(item.Category) && item.IsOf(subject) && !slices.Contains(w.Data, item.Category) {
			w.Data = append(w.Data, item.Category)
		}
	}
	if w.Data == nil {
		return Withholding{}, false
	}
	switch StandingOfHealth(d, facts, asOf) {
	case HealthMayBeGiven:
		return Withholding{}, false
	case HealthHarmLikely:
		w.Why = "A health professional's opinion is that serious harm is likely."
	case HealthOpinionsDiffer:
		w.Why = "Health professionals' opinions contradict each other."
		w.Due = "Have the health professional whose opinion it is say which stands, and record that in the place of the other."
	case HealthByEvidence:
		w.Why = "It is data concerning health, and nothing but the evidence of the disclosure says that the person may be given it."
		w.Due = "Read the evidence and decide, or record a health professional's opinion."
	default:
		w.Why = "It is data concerning health, and nothing shows that the person may be given it."
		w.Due = "Get a health professional's opinion, good for six months, or decide on the disclosure where its evidence says that the person knows it already."
	}
	return w, true
}
