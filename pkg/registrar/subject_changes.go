package registrar

import (
	"cmp"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
)

// plainChange says in plain words what was done.
var plainChange = map[disclosure.ChangeKind]string{
	disclosure.Rectification: "We corrected it",
	disclosure.Erasure:       "We erased it",
	disclosure.Restriction:   "We restricted what we do with it",
	disclosure.MarkerRemoved: "We removed a warning marker",
}

// plainOutcome says in plain words whether a recipient was told. One to whom
// Article 19 does not reach is in no answer.
var plainOutcome = map[disclosure.TellingOutcome]string{
	disclosure.NotYetTold:       "We have still to tell them",
	disclosure.RecipientTold:    "We told them",
	disclosure.Acknowledged:     "We told them, and they confirmed it",
	disclosure.Impossible:       "We could not tell them",
	disclosure.Disproportionate: "Telling them would have taken a disproportionate effort",
}

// changesTo is every change to the person's data by the day of the answer, as the
// Data Protection Officer sees it.
func (r *Registrar) changesTo(register disclosure.Register, q SubjectQuestion, known []Known, words []lastWord) []ChangeView {
	views := []ChangeView{}
	for _, k := range known {
		if isChange(k) && !k.From.After(q.AsOf) {
			views = append(views, r.viewChange(register, k, upTo(known, q.AsOf), words, q.AsOf))
		}
	}
	slices.SortStableFunc(views, func(a, b ChangeView) int { return b.On.Compare(a.On) })
	return views
}

// changesShown is what the person is told of the changes to their data, and of
// whom was told of them (UK GDPR Article 19). It is worked out from the disclosures
// that the person is shown, and from nothing else: a recipient that is left out of
// the answer is left out here, and leaves no trace.
func (r *Registrar) changesShown(register disclosure.Register, q SubjectQuestion, known []Known, shown []shownWord) []report.Changed {
	facts := factsOf(known)
	changes := []report.Changed{}
	for _, k := range known {
		if !isChange(k) || k.From.After(q.AsOf) {
			continue
		}
		marker := markerOf(k, known)
		if why, _ := r.law.ChangeWithheld(register, k.Fact, marker, facts, q.AsOf); why != "" {
			continue
		}
		change := report.Changed{On: k.From, What: plainChange[k.Change.What], Data: []string{}, Told: []report.Told{}}
		for _, category := range r.law.ToldCategories(register, k.Fact, marker, facts, q.AsOf) {
			change.Data = append(change.Data, r.titles.of(ofData, category))
		}
		var listed []shownWord
		for _, w := range shown {
			if !r.law.MustBeTold(k.Fact, w.sharedWith()) || slices.ContainsFunc(listed, w.toSameAs) {
				continue
			}
			listed = append(listed, w)
			if told, ok := r.toldShown(k.Entry, w, upTo(known, q.AsOf)); ok && !slices.Contains(change.Told, told) {
				change.Told = append(change.Told, told)
			}
		}
		changes = append(changes, change)
	}
	return changes
}

// sharedWith is the disclosure with nothing about the person but what they are
// shown.
func (w shownWord) sharedWith() *disclosure.Disclosure {
	d := *w.disclosure
	d.Data = nil
	for _, i := range w.items {
		d.Data = append(d.Data, w.disclosure.Data[i])
	}
	return &d
}

// toSameAs reports whether the person is shown both as having gone to one recipient,
// however each spells it.
func (w shownWord) toSameAs(other shownWord) bool {
	a, b := w.disclosure.Recipient.Told(), other.disclosure.Recipient.Told()
	return a.Same(b) && (a.Organisation != "" || w.withoutPeople == other.withoutPeople)
}

// toldShown is a recipient as the person is shown it, and whether it was told.
func (r *Registrar) toldShown(change disclosure.EntryID, w shownWord, known []Known) (report.Told, bool) {
	who := w.disclosure.Recipient.Told()
	view := ChangeView{}
	view.named(who)
	for _, k := range known {
		if k.Kind == disclosure.FactTelling && k.Telling.Change == change && slices.ContainsFunc(k.Telling.Recipients, who.Same) {
			view.told(k.Fact)
		}
	}
	one := view.named(who)
	outcome, ok := plainOutcome[one.Outcome]
	told := report.Told{Outcome: outcome, On: cmp.Or(one.AcknowledgedOn, one.ToldOn)}
	told.Recipient, told.Kind = r.recipientShown(who, w.withoutPeople)
	return told, ok
}

// upTo is what was known of by the end of the day.
func upTo(known []Known, day disclosure.Date) []Known {
	return slices.DeleteFunc(slices.Clone(known), func(k Known) bool { return k.From.After(day) })
}
