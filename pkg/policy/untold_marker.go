package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// A marker that a person has not been told of is kept from them in whatever
// register, under whatever notice and on whatever day: the council decided, with its
// Data Protection Officer and on a ground, that they are not to know. A notice's
// [Silence] says the same of the days that it covers, and may say it of more.

// markerData are the categories that a marker travels in.
var markerData = []string{"marker", "marker-reason"}

// tellsOfMarker is why something is left out of what the person sees.
const tellsOfMarker = "It tells of a marker that the person has not been told of."

func isMarker(f disclosure.Fact) bool { return f.Kind == disclosure.FactMarker }

func isUntold(f disclosure.Fact) bool { return isMarker(f) && f.SubjectTold != disclosure.Told }

// untoldMarker returns a marker of which the subject has not been told, standing or
// taken off, or nil where none is known.
func untoldMarker(subject string, facts []disclosure.Fact) *disclosure.Fact {
	n := slices.IndexFunc(facts, func(f disclosure.Fact) bool {
		return isUntold(f) && f.About.Reference == subject
	})
	if n < 0 {
		return nil
	}
	return &facts[n]
}

// hasMarkerOf reports whether the disclosure holds a marker of the subject, or its
// reason.
func hasMarkerOf(d *disclosure.Disclosure, subject string) bool {
	return slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool {
		return slices.Contains(markerData, i.Category) && (i.Subject == "" || i.Subject == subject)
	})
}

// SharesMarkerOf reports whether the disclosure shared a warning marker, or its
// reason, of the subject: with anyone, within the council too.
func SharesMarkerOf(d *disclosure.Disclosure, subject string) bool {
	return d.Shares() && slices.Contains(d.SubjectReferences(), subject) && hasMarkerOf(d, subject)
}

// forMarker keeps back a disclosure of a marker of which the person has not been
// told. Where no marker is known, as when its own time is over before the case's,
// nothing shows that they were, unless they were told of the disclosure itself.
func forMarker(d *disclosure.Disclosure, subject string, facts []disclosure.Fact) []Withholding {
	if marker := untoldMarker(subject, facts); marker != nil {
		return []Withholding{{Ground: marker.Ground, Effect: WithheldEntry, Why: tellsOfMarker}}
	}
	known := slices.ContainsFunc(facts, func(f disclosure.Fact) bool { return isMarker(f) && f.About.Reference == subject })
	if known || d.TellSubject.Outcome == disclosure.Told {
		return nil
	}
	return []Withholding{{
		Effect: WithheldEntry, Why: "It holds a marker, and none is known of which the person was told.",
		Due: "No marker of this person is known any more. Record one, with the day the person was told, if they may be shown this.",
	}}
}

// toldOfMarker reports whether the person has been told of what a change did to a
// marker of theirs. A removal names the marker. Any other change does not say which
// it was of, so that every one has to be known to them. A marker that is not known,
// such as one whose own time is over before the change's, was not told: nothing shows
// that it was.
func toldOfMarker(change disclosure.Fact, marker *disclosure.Fact, facts []disclosure.Fact) bool {
	if change.Change.What == disclosure.MarkerRemoved {
		return marker != nil && marker.SubjectTold == disclosure.Told
	}
	return slices.ContainsFunc(facts, isMarker) && untoldMarker(change.About.Reference, facts) == nil
}
