package door

import (
	"cmp"
	"slices"

	"disclosure-register/pkg/disclosure"
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
	disclosure.NotYetTold:       "We have not told them yet. You can ask us when we will",
	disclosure.NextOccasion:     "We will tell them when we next send them their regular information",
	disclosure.RecipientTold:    "We told them",
	disclosure.Acknowledged:     "We told them, and they confirmed it",
	disclosure.Impossible:       "We could not tell them",
	disclosure.Disproportionate: "Telling them would have taken a disproportionate effort",
}

// changes is what the asker is told of the changes to the person's data, and of
// whom was told of them (UK GDPR Article 19). It is worked out from the disclosures
// that are shown, and from nothing else: a recipient that is left out of the answer
// is left out here, and leaves no trace. That data of offences or of social care are kept at
// all, or that there is one contact, is told where an answer says that somebody had them, and not by a change alone.
func (j *judging) changes(shown []verdict) []changed {
	facts := j.factsOf(j.Subject)
	out := []changed{}
	for _, k := range j.Known {
		if !same(k.About.Reference, j.Subject) || k.Kind != disclosure.FactChange || k.Change == nil || k.Change.What == disclosure.Withdrawn || k.From.After(j.AsOf) {
			continue
		}
		if j.isNear(k.About.Reference) && j.spellingsTell() {
			continue // it may be another person's
		}
		marker := j.markerOf(k)
		if why, _ := j.law.ChangeWithheld(j.Register, k.Fact, marker, facts, j.AsOf); why != "" {
			continue
		}
		change := changed{On: k.From, What: plainChange[k.Change.What], Data: []string{}, Told: []told{}, entry: k.Entry, categories: []string{}}
		had := map[string]bool{} // by somebody whom the answer names
		var listed []verdict
		for _, v := range shown {
			if !j.law.MustBeTold(k.Fact, v.shownOf()) {
				continue
			}
			for _, category := range dataOf(v) {
				had[category] = true
			}
			if slices.ContainsFunc(listed, v.toSameAs) {
				continue
			}
			listed = append(listed, v)
			if one, ok := j.told(k.Entry, v); ok && !slices.Contains(change.Told, one) {
				change.Told = append(change.Told, one)
			}
		}
		told := j.law.ToldCategories(j.Register, k.Fact, marker, facts, j.AsOf)
		for _, category := range told {
			if had[category] || !j.law.TellsByItself(category) {
				change.Data, change.categories = append(change.Data, titled(j.titles.Data, category)), append(change.categories, category)
			}
		}
		if len(told) == 0 || len(change.Data) > 0 {
			out = append(out, change)
		}
	}
	return out
}

// markerOf returns the marker that the change names, as it is known, or nil.
func (j *judging) markerOf(change Known) *disclosure.Fact {
	for i, k := range j.Known {
		if k.Entry == change.Change.Fact && k.Kind == disclosure.FactMarker {
			return &j.Known[i].Fact
		}
	}
	return nil
}

// shownOf is the disclosure with nothing about the person but what is shown.
func (v verdict) shownOf() *disclosure.Disclosure {
	d := *v.word.Disclosure
	d.Data = nil
	for _, i := range v.items {
		d.Data = append(d.Data, v.word.Disclosure.Data[i])
	}
	return &d
}

// toSameAs reports whether both are shown as having gone to one recipient, however
// each spells it.
func (v verdict) toSameAs(other verdict) bool {
	a, b := v.word.Disclosure.Recipient.Told(), other.word.Disclosure.Recipient.Told()
	return a.Same(b) && (a.Organisation != "" || v.people == other.people)
}

// told is a recipient as it is shown, and whether it was told by the day. The last
// telling that names it stands; an acknowledgement leaves the one before to be read.
func (j *judging) told(change disclosure.EntryID, v verdict) (told, bool) {
	who := v.word.Disclosure.Recipient.Told()
	outcome := disclosure.NotYetTold
	var toldOn, acknowledged disclosure.Date
	for _, k := range j.Known {
		if k.Kind != disclosure.FactTelling || k.Telling.Change != change || k.From.After(j.AsOf) || !slices.ContainsFunc(k.Telling.Recipients, who.Same) {
			continue
		}
		switch outcome = k.Telling.Outcome; outcome {
		case disclosure.RecipientTold:
			toldOn, acknowledged = k.From, disclosure.Date{}
		case disclosure.Acknowledged:
			acknowledged = k.From
		default:
			toldOn, acknowledged = disclosure.Date{}, disclosure.Date{}
		}
	}
	words, ok := plainOutcome[outcome]
	one := told{Outcome: words, On: cmp.Or(acknowledged, toldOn)}
	one.Recipient, one.Kind = j.recipient(who, v)
	return one, ok
}
