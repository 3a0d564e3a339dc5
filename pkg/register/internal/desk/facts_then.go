package desk

import (
	"cmp"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// FactThen is a fact that a condition of a disclosure may turn on, and how it stood on the
// day.
type FactThen struct {
	facts.Known
	Standing ConsentStanding // of whatever fact
	Then     string          // of an objection: how it had been decided by the day
	Recorded time.Time
}

// factsBeside are where it is said what the people of a disclosure said against it or
// consented to, and what is known of the agreement that it names.
func factsBeside(d *disclosure.Disclosure) (about []disclosure.FactKey) {
	for _, person := range d.SubjectReferences() {
		about = append(about, facts.OfSubject(person))
	}
	if d.Agreement != nil && d.Agreement.Reference != "" {
		about = append(about, disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: d.Agreement.Reference})
	}
	return about
}

// factsThen says of what was found there how each stood on the day of the disclosure, the
// earliest first: objections and restrictions that stood, and every consent to the recipient
// and version of the agreement. Of a marker nothing is said.
func (r *Registrar) factsThen(register disclosure.Register, d *disclosure.Disclosure, found map[store.Key]store.Item) (then []FactThen, err error) {
	day := disclosure.DateOf(d.DisclosedAt)
	for _, about := range factsBeside(d) {
		known, err := facts.In(found, r.factPlace(register, about))
		if err != nil {
			return nil, err
		}
		of := []FactThen{}
		for _, k := range facts.Standing(known.Known) {
			fact := FactThen{Known: k, Standing: ConsentInForce}
			switch {
			case k.From.After(day):
				fact.Standing = ConsentLater
			case !k.Holds(day):
				fact.Standing = ConsentEnded
			}
			switch k.Kind {
			case disclosure.FactObjection, disclosure.FactRestriction:
				a, stood := StoodAgainst(k, nil, day)
				if !stood {
					continue
				}
				fact.Then, fact.DecidedOn = a.Decided, cmp.Or(a.DecidedOn, k.DecidedOn)
			case disclosure.FactConsent:
				if !r.law.Names(register, d.Recipient, k.Recipient) {
					continue
				}
			case disclosure.FactAgreement:
			default:
				continue
			}
			if fact.Recorded, err = k.Entry.RecordedAt(); err != nil {
				return nil, err
			}
			of = append(of, fact)
		}
		slices.SortStableFunc(of, func(a, b FactThen) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Entry, b.Entry)) })
		then = append(then, of...)
	}
	return then, nil
}
