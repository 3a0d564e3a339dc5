package door

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// markers keeps back what tells of a marker, unless a marker of the asker's says
// that they were told and none of anybody's says that they were not. What one
// disclosure says of telling opens nothing.
func (j *judging) markers(v *verdict, others []string) {
	d := v.word.Disclosure
	row := j.law.SilentTo(j.Register, d, j.Subject, j.factsOf(j.Subject))
	own := j.markersOf(j.Subject)
	untold, restricted := own == policy.MarkerUntold, policy.UntoldRestriction(j.factsOf(j.Subject))
	for _, ref := range others { // all of them, whatever is known of the first
		untold = j.markersOf(ref) == policy.MarkerUntold || untold
		restricted = policy.UntoldRestriction(j.factsOf(ref)) || restricted
	}
	holds := slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return policy.IsMarkerData(i.Category) })
	mine := slices.ContainsFunc(v.items, func(i int) bool { return policy.IsMarkerData(d.Data[i].Category) })
	// Both are asked, whatever is known, so that a recording takes as long.
	told, may, sounds := j.law.TellsOfMarker(j.Register, d), j.law.MayTellOfMarker(j.Register, d), j.read(v.word).sounds
	unusual := j.read(v.word).unusual
	contact := j.law.ForContact(j.Register, d) || j.read(v.word).contact
	anothers := j.anothersUntold(d, told && !holds)
	tells := mine || told || untold && may
	v.touched = v.touched || (holds || tells) && own != policy.MarkerTold
	switch {
	case row != "", mine && own == policy.MarkerUntold:
		v.say(OwnMarker, row)
	case tells && (untold || own != policy.MarkerTold):
		v.say(TellsOfMarker, "")
	case anothers:
		v.say(TellsOfMarker, "")
	case untold && sounds, restricted && (sounds || contact), (untold || restricted) && unusual && !v.touched:
		j.sayWhichWords(v) // the words may be about something else: somebody looks
		v.ofStaff = true
	default:
		v.ofStaff = (untold || restricted) && unusual // if it is decided to print them
	}
}

// sayWhichWords says which words may tell of what somebody was not told of.
func (j *judging) sayWhichWords(v *verdict) {
	sounding, words := policy.ToLookAt(v.word.Disclosure)
	which := sounding
	const most = 5
	if n := len(words); n > 0 {
		more := ""
		if n > most {
			words, more = words[:most], ", and others"
		}
		which = append(which, "“"+strings.Join(words, "”, “")+"”"+more)
	}
	if len(which) == 0 {
		which = []string{"what no letter prints, such as the reason; what it was for and which data it was, as the notice and the law call them"}
	}
	v.sayUnseen(soundOfIt, which...)
}

// anothersUntold reports whether somebody else, whose marker the disclosure holds, has not
// been told of it. One of which it is not said whose it is may be of each of its people; so
// may one of which the words alone tell.
func (j *judging) anothersUntold(d *disclosure.Disclosure, words bool) bool {
	not, whom := false, d.SubjectReferences()
	for _, i := range d.Data {
		if i.Subject != "" && !isOf(whom, i.Subject) {
			whom = append(whom, i.Subject)
		}
	}
	for _, ref := range whom { // all of them, whatever is known of the first
		untold := !same(ref, j.Subject) && j.markersOf(ref) != policy.MarkerTold
		theirs := slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return policy.IsMarkerData(i.Category) && i.IsOf(ref) })
		not = untold && (theirs || words) || not
	}
	return not
}

// markersOf is what is known of one person's markers. An untold one counts for every
// spelling; one that was told, for its own alone where another may be another person's.
func (j *judging) markersOf(subject string) policy.MarkerStanding {
	standing := policy.MarkersOf(j.factsOf(subject))
	if standing == policy.MarkerTold && j.spellingsTell() {
		standing = policy.MarkersOf(j.factsAsSpelt(subject))
	}
	return standing
}
