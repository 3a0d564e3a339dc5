package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// healthGround is the catalogue's id of DPA 2018 Schedule 3 paragraphs 5 and 6.
const healthGround = "dpa18-sch3-health-harm"

// healthData are the categories whose contents are data concerning health: they
// reveal something of a person's health (UK GDPR Article 4(15)).
var healthData = []string{"health", "health-adjustment", "disability"}

func concernsHealth(category string) bool { return slices.Contains(healthData, category) }

// Answers that an opinion gives.
const (
	harmLikely   = "harm-likely"
	harmUnlikely = "harm-unlikely"
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

// opinionOf returns what the latest health professional's opinion on an answer to
// the person says on the day, or "" where none counts.
func opinionOf(facts []disclosure.Fact, asOf disclosure.Date) string {
	var latest disclosure.Fact
	for _, f := range facts {
		if f.Kind == disclosure.FactHealthOpinion && opinionCounts(f.From, asOf) && f.From.Compare(latest.From) >= 0 {
			latest = f
		}
	}
	return latest.Opinion
}

// healthOpinion is [opinionOf] or, where the register knows of none, the opinion
// that stands in the evidence of one disclosure.
func healthOpinion(d *disclosure.Disclosure, facts []disclosure.Fact, asOf disclosure.Date) string {
	if known := opinionOf(facts, asOf); known != "" {
		return known
	}
	if given, ok := evidenceDay(d.Evidence["opinionDate"]); !ok || !opinionCounts(given, asOf) {
		return ""
	}
	switch d.Evidence["healthProfessionalOpinion"] {
	case "test-met":
		return harmLikely
	case "test-not-met":
		return harmUnlikely
	}
	return ""
}

// HealthWithheld returns what is left out of an answer on the day because it is
// data concerning health (DPA 2018 Schedule 3 paragraph 6), and why; ok is false
// where nothing is. A council is no health professional: it may give such data only
// with an opinion under six months old that serious harm is unlikely, or where it
// is satisfied that the person knows it already.
//
// The rule holds for the item, not for the entry: who received it, when and why is
// no health data, and is shown. What an officer wrote as the purpose is not
// searched; the Data Protection Officer reads it.
func (l *Law) HealthWithheld(d *disclosure.Disclosure, subject string, facts []disclosure.Fact, asOf disclosure.Date) (w Withholding, ok bool) {
	w = Withholding{Ground: healthGround, Provisions: []string{"15(1)-(3)"}, Effect: WithheldItems}
	for _, item := range d.Data {
		if concernsHealth(item.Category) && (item.Subject == "" || item.Subject == subject) && !slices.Contains(w.Data, item.Category) {
			w.Data = append(w.Data, item.Category)
		}
	}
	opinion := healthOpinion(d, facts, asOf)
	switch {
	case w.Data == nil:
		return Withholding{}, false
	case opinion == harmLikely:
		w.Why = "A health professional's opinion is that serious harm is likely."
	case opinion == harmUnlikely || d.Evidence["alreadyKnownToSubject"] == true:
		return Withholding{}, false
	default:
		w.Why = "It is data concerning health, and nothing shows that the person may be given it."
		w.Due = "Get a health professional's opinion, good for six months, or record by a correction that the person knows it already."
	}
	return w, true
}
