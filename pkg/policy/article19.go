package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// MustBeTold reports whether the disclosure gave its recipient what the change is
// of, so that the recipient is to be told of it (UK GDPR Article 19).
//
// A processor is a recipient, and so is told (Article 4(9)). A department of the
// council and the person are none. Whoever asked and was refused had nothing;
// whoever had the data only after the day of the change had it as it now is. On
// the day itself it cannot be said which came first, so that recipient is told.
func (l *Law) MustBeTold(change disclosure.Fact, d *disclosure.Disclosure) bool {
	c := change.Change
	if c == nil || c.What == disclosure.Withdrawn || !l.ToOutsiders(d) || disclosure.DateOf(d.DisclosedAt).After(change.From) {
		return false
	}
	subject := change.About.Reference
	if !d.IsAbout(subject) {
		return false
	}
	return len(ChangedData(change)) == 0 || len(SharedOf(change, d)) > 0
}

// ToOutsiders reports whether the disclosure gave data to somebody who is neither the
// council nor the person.
func (l *Law) ToOutsiders(d *disclosure.Disclosure) bool {
	class := l.ClassOf(d)
	return d.Shares() && class != Internal && class != Access
}

// ChangedData returns the categories that the change is of; none means all of the
// person's data.
func ChangedData(change disclosure.Fact) []string {
	if c := change.Change; c.What == disclosure.MarkerRemoved && len(c.Data) == 0 {
		return markerData
	}
	return change.Change.Data
}

// SharedOf returns the categories that the disclosure shared about the change's
// person and that the change is of, each once.
func SharedOf(change disclosure.Fact, d *disclosure.Disclosure) []string {
	changed := ChangedData(change)
	var out []string
	for _, item := range d.Data {
		if !item.IsOf(change.About.Reference) || slices.Contains(out, item.Category) {
			continue
		}
		if len(changed) == 0 || slices.Contains(changed, item.Category) {
			out = append(out, item.Category)
		}
	}
	return out
}

// inquirers are recipients that may have had the data as public authorities in a
// particular inquiry, and then are no recipients in law (Article 4(9)).
var inquirers = []string{"ombudsman", "ico", "police", "court", "statutory-access-holder", "other-public-body"}

// MayBeNoRecipient reports whether a recipient of the category may fall outside
// Article 19 for the reason of its inquiry. Nobody decides that but a person.
func MayBeNoRecipient(category string) bool { return slices.Contains(inquirers, category) }

// ChangeWithheld says why the person is not told of a change on the day, and why
// somebody has to look at that again; both are "" where the person is told. The
// facts are what the register knows of the person, and marker is the one among them
// that the change names: nil where it names none, or none that is known.
//
// As with [Law.Withholdings], a ground that has lapsed still keeps the change back
// and says so.
func (l *Law) ChangeWithheld(register disclosure.Register, change disclosure.Fact, marker *disclosure.Fact, facts []disclosure.Fact, asOf disclosure.Date) (why, due string) {
	data := ChangedData(change)
	nothingTold := len(data) > 0 && len(l.ToldCategories(register, change, marker, facts, asOf)) == 0
	switch {
	case change.Change.What == disclosure.MarkerRemoved && !toldOfMarker(change, marker, facts), nothingTold && !slices.ContainsFunc(data, ConcernsHealth):
		if !slices.ContainsFunc(facts, isMarker) {
			due = "Nothing shows that the person has been told of the marker."
		}
		return tellsOfMarker, due
	case nothingTold:
		return "It is of data concerning health, and nothing shows that the person may be told.", "Get a health professional's opinion, good for six months."
	}
	e := change.Change.Exemption
	if e == nil {
		return "", ""
	}
	item := l.items[e.ID]
	switch {
	case item == nil:
		return "The catalogue does not know this ground: somebody has to decide.", "The catalogue does not know this ground."
	case !item.lifts("19", asOf):
		return "", ""
	case !item.Covers(asOf):
		due = "The ground is not in force on that day."
	case !e.ReviewBy.IsZero() && e.ReviewBy.Before(asOf):
		due = "Its review date has passed."
	case e.ReviewBy.IsZero() && item.Fades:
		due = "The ground fades with time, and nobody has set a day to look at it again."
	}
	return item.Title + ".", due
}

// CheckChange refuses a ground for not telling the person of a change that the catalogue
// knows and that cannot lift Article 19: it would keep nothing from them.
func (l *Law) CheckChange(f disclosure.Fact) []disclosure.Finding {
	if f.Change == nil || f.Change.Exemption == nil {
		return nil
	}
	if item := l.items[f.Change.Exemption.ID]; item == nil || item.lifts("19", f.From) {
		return nil
	}
	return []disclosure.Finding{{
		Rule: disclosure.FormRule, Pointer: "/change/exemption/id",
		Detail: "This exemption cannot lift Article 19, so that the person would be told of the change all the same. Cite one that can, or leave it out.",
	}}
}

// ToldCategories returns the categories of the change that the person is told on
// the day, in the order in which it names them: not those of a marker that they
// have not been told of, nor data concerning health that may not be given.
func (l *Law) ToldCategories(register disclosure.Register, change disclosure.Fact, marker *disclosure.Fact, facts []disclosure.Fact, asOf disclosure.Date) []string {
	silent := l.silentCategories(register, change.About.Reference, facts, change.From)
	told := []string{}
	for _, id := range ChangedData(change) {
		switch {
		case slices.Contains(markerData, id):
			if !toldOfMarker(change, marker, facts) {
				continue
			}
		case slices.Contains(silent, id), ConcernsHealth(id) && opinionOf(facts, asOf) != harmUnlikely:
			continue
		}
		told = append(told, id)
	}
	return told
}

// silentCategories are those by which the notices of the day keep something from
// the person as long as what the register knows stands.
func (l *Law) silentCategories(register disclosure.Register, subject string, facts []disclosure.Fact, on disclosure.Date) []string {
	var out []string
	for _, n := range l.Notices(register) {
		for _, silence := range n.Silences {
			if n.Effective.Covers(on) && silence.stands(subject, facts) {
				out = append(out, silence.Categories...)
			}
		}
	}
	return out
}
