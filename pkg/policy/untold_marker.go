package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// A marker that a person has not been told of is kept from them in whatever
// register, under whatever notice and on whatever day: the council decided, with its
// Data Protection Officer and on a ground, that they are not to know. A notice's
// [Silence] says the same of the days that it covers, and may say it of more.

// MarkerStanding is what the markers of one person say of their being told.
type MarkerStanding int

// The standings. Where no marker is known, as when its own time is over before the
// case's, nothing shows that the person was told.
const (
	MarkerUnknown MarkerStanding = iota
	MarkerTold                   // of every one, standing or taken off
	MarkerUntold                 // of one at least
)

// MarkersOf reads what is known of one person.
func MarkersOf(facts []disclosure.Fact) MarkerStanding {
	switch {
	case slices.ContainsFunc(facts, isUntold):
		return MarkerUntold
	case slices.ContainsFunc(facts, isMarker):
		return MarkerTold
	}
	return MarkerUnknown
}

// IsMarkerData reports whether a marker, or its reason, travels in the category.
func IsMarkerData(category string) bool { return slices.Contains(markerData, category) }

// markerData are the categories that a marker travels in.
var markerData = []string{"marker", "marker-reason"}

// tellsOfMarker is why something is left out of what the person sees.
const tellsOfMarker = "It tells of a marker that the person has not been told of."

func isMarker(f disclosure.Fact) bool { return f.Kind == disclosure.FactMarker }

func isUntold(f disclosure.Fact) bool { return isMarker(f) && f.SubjectTold != disclosure.Told }

// untoldWithoutGround flags the sharing of a marker of which a person was not told on
// no ground, under whatever notice. Like all that such a marker flags, it is kept from
// departments.
func (s *scene) untoldWithoutGround() {
	for i, person := range s.d.Subjects {
		groundless := slices.ContainsFunc(s.q.Facts, func(f disclosure.Fact) bool {
			return isUntold(f) && f.Ground == "" && disclosure.Same(f.About.Reference, person.Reference)
		})
		if groundless && hasMarkerOf(s.d, person.Reference) && !s.out.finds("/subjects") {
			s.out.flag("ukgdpr-13-14", "/subjects/"+itoa(i), "The register holds a marker of which this person was not told, and no ground for that.", "The register learns of a ground, or that the person was told.")
		}
	}
}

// hasMarkerOf reports whether the disclosure holds a marker of the subject, or its
// reason.
func hasMarkerOf(d *disclosure.Disclosure, subject string) bool {
	return slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool {
		return slices.Contains(markerData, i.Category) && i.IsOf(subject)
	})
}

// SharesMarkerOf reports whether the disclosure shared a warning marker, or its
// reason, of the subject: with anyone, within the council too.
func SharesMarkerOf(d *disclosure.Disclosure, subject string) bool {
	return d.Shares() && d.IsAbout(subject) && hasMarkerOf(d, subject)
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
	return MarkersOf(facts) == MarkerTold
}
