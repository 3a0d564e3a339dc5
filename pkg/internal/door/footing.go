package door

import (
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// footing is what the sharing of the data that is shown rested on, and why nothing is said
// to have allowed it, if so. A breach rested on nothing; nor does anything rest on what a
// flag of the entry speaks against, and a condition or a power allows nothing where no
// lawful basis does. While a departure stands open nothing is named as what allowed it: nobody
// has said yet that it was.
func (j *judging) footing(v verdict) (ids []string, nothing string) {
	d := v.word.Disclosure
	if d.Departure != nil && d.Departure.BreachReference != "" {
		return nil, breach
	}
	cited := j.law.FootingOf(d, v.items)
	ids = slices.DeleteFunc(slices.Clone(cited), func(id string) bool { return j.standing(v, id) != policy.Counts })
	if !slices.ContainsFunc(ids, j.isBasis) {
		switch {
		case slices.ContainsFunc(cited, func(id string) bool { return j.isBasis(id) && j.standing(v, id) == policy.Doubted }):
			return nil, unsettled
		case slices.ContainsFunc(cited, j.isBasis), j.standing(v, policy.Article6) != policy.Counts:
			return nil, noneCounts
		}
	}
	if isDepartureOpen(v.word) {
		return nil, unsettled
	}
	return ids, ""
}

func (j *judging) isBasis(id string) bool {
	return slices.ContainsFunc(j.law.Catalogue().Items, func(i policy.Item) bool { return i.ID == id && i.Kind == policy.LawfulBasis })
}

// standing is what the flags of the entry leave of what is cited, for what is shown. What
// is only doubted counts once the Data Protection Officer has cleared the flag.
func (j *judging) standing(v verdict, id string) (worst policy.FootingStanding) {
	for n, f := range v.word.Flags {
		standing := j.law.StandingOf(j.Register, v.word.Disclosure, f, id)
		if standing == policy.Doubted && slices.Contains(v.word.Cleared, n) {
			continue
		}
		if standing > worst && j.isOfShown(v, f, id) {
			worst = standing
		}
	}
	return worst
}

// isDepartureOpen reports whether the entry was recorded as a departure, and nobody has
// dealt with all that is flagged of that. It is asked of the entry as a whole, whichever of
// its people and data the rules spoke of: a departure is always flagged, by another rule
// where the data that brought one is not there, so that what is left out changes nothing.
func isDepartureOpen(w Word) bool {
	for n, f := range w.Flags {
		if f.Departure && !f.Kept && !slices.Contains(w.Cleared, n) {
			return true
		}
	}
	return false
}

// isOfShown reports whether a flag would be there if nobody but the asker, and no data but
// what is shown, were in the entry: what is left out changes nothing.
func (j *judging) isOfShown(v verdict, f disclosure.Flag, id string) bool {
	d, parts := v.word.Disclosure, strings.Split(placeOf(f), "/")
	n := -1
	if len(parts) > 2 {
		if place, err := strconv.Atoi(parts[2]); err == nil {
			n = place
		}
	}
	switch {
	case parts[len(parts)-1] == placeOf(f):
		return true // the whole record
	case parts[1] == "subjects":
		return d.Share == nil && n >= 0 && n < len(d.Subjects) && same(d.Subjects[n].Reference, j.Subject)
	case parts[1] == "data" && len(parts) <= 4: // what an item lacks; deeper is what it cites, like all that cite it
		return slices.Contains(v.items, n)
	case parts[1] == "evidence" && policy.IsConsent(id) && len(d.Subjects) > 1 && (d.Evidence[parts[2]] == nil || parts[2] == "consentRecordId"):
		// No record is cited, or it is not of one of them: it may be another's consent that
		// the register lacked.
		return !slices.ContainsFunc(j.factsOf(j.Subject), func(f disclosure.Fact) bool { return f.Kind == disclosure.FactConsent })
	}
	return true
}
