package policy

import (
	"cmp"
	"maps"
	"slices"

	"disclosure-register/pkg/disclosure"
)

// MaxBrief bounds a [Brief].
const MaxBrief = 10

// Of each sort, how many a brief has; they add up to [MaxBrief]. Opinions need no
// bound: the latest that says one thing, and the latest that says the other, count as
// all do.
var inBrief = map[disclosure.FactKind]int{
	disclosure.FactMarker: 4, disclosure.FactContactRestriction: 2, disclosure.FactChange: 2, disclosure.FactBreach: MaxBrief,
}

// Brief is, of the facts of one person or breach that are kept from departments, what
// has to be known of them while a disclosure is recorded: never more than [MaxBrief], so
// that the time of a recording does not grow with what is kept. It says so where it
// leaves out what might count: then the Data Protection Officer is asked.
type Brief struct {
	// Facts are places among those given.
	Facts []int
	// Markers, restrictions of contact or accounts of a breach are left out: rules might
	// have found more.
	Markers bool
	// Changes, of earlier days than those in it, are left out.
	Changes bool
}

// BriefOf makes the brief of facts that stand. Of those that say the same to every rule
// it has one; of the rest, of each sort, the latest.
func BriefOf(facts []disclosure.Fact) Brief {
	var b Brief
	latest := make([]int, len(facts))
	for i := range latest {
		latest[i] = i
	}
	slices.SortStableFunc(latest, func(a, c int) int { return facts[c].From.Compare(facts[a].From) })
	count := map[disclosure.FactKind]int{}
	opinions := map[string]bool{}
	said := map[ruled]bool{}
	for _, i := range latest {
		f := facts[i]
		same := said[ruledBy(f)]
		said[ruledBy(f)] = true
		switch f.Kind {
		case disclosure.FactMarker, disclosure.FactContactRestriction, disclosure.FactBreach:
			if same {
				continue
			}
			if count[f.Kind]++; count[f.Kind] > inBrief[f.Kind] {
				b.Markers = true
				continue
			}
		case disclosure.FactHealthOpinion:
			if opinions[f.Opinion] {
				continue
			}
			opinions[f.Opinion] = true
		case disclosure.FactChange:
			if f.Change == nil || f.Change.What == disclosure.Withdrawn {
				continue
			}
			if count[f.Kind]++; count[f.Kind] > inBrief[f.Kind] {
				b.Changes = true
				continue
			}
		default:
			continue // a telling: whoever follows a hint at a change reads it
		}
		b.Facts = append(b.Facts, i)
	}
	slices.SortFunc(b.Facts, cmp.Compare)
	return b
}

// ruled is all that a rule can ask of a marker, a restriction of contact or a breach:
// [FactTest.fits] and [FactTest.among] are what asks. Facts that are equal in it count
// as one.
type ruled struct {
	kind                              disclosure.FactKind
	about                             disclosure.FactKey
	from, until, reviewBy, lastReview disclosure.Date
	told                              disclosure.TellOutcome
	ground, given                     string
}

func ruledBy(f disclosure.Fact) ruled {
	r := ruled{kind: f.Kind, about: f.About, from: f.From, until: f.Until, reviewBy: f.ReviewBy, lastReview: f.LastReview, told: f.SubjectTold, ground: f.Ground}
	for _, name := range slices.Sorted(maps.Keys(factFields)) {
		if factFields[name](f) {
			r.given += name + " "
		}
	}
	return r
}

// wordsGiven stands, in a bare fact, for words that no rule reads: that there are some
// is all that one can ask.
const wordsGiven = "given"

// Bare is the fact without its words, which no rule reads of one that is kept from
// departments.
func Bare(f disclosure.Fact) disclosure.Fact {
	bare := disclosure.Fact{
		Kind: f.Kind, About: f.About, From: f.From, Until: f.Until, ReviewBy: f.ReviewBy, LastReview: f.LastReview,
		SubjectTold: f.SubjectTold, ToldOn: f.ToldOn, Ground: f.Ground, DPOConsulted: f.DPOConsulted, Opinion: f.Opinion,
		Outsourced: f.Outsourced, Change: f.Change,
	}
	for _, words := range []struct {
		of   string
		into *string
	}{{f.Reference, &bare.Reference}, {f.Reason, &bare.Reason}, {f.DecidedBy, &bare.DecidedBy}, {f.Protocol, &bare.Protocol}} {
		if words.of != "" {
			*words.into = wordsGiven
		}
	}
	if bare.Change != nil && bare.Change.Exemption != nil {
		change := *bare.Change
		change.Exemption = nil // bears on what the person is told, and on no recipient
		bare.Change = &change
	}
	return bare
}

// MayBeKept reports whether a fact of the kind that a department may record may be one
// that is kept from departments.
func MayBeKept(kind disclosure.FactKind) bool {
	return kind == disclosure.FactMarker || kind == disclosure.FactContactRestriction || kind == disclosure.FactBreach
}

// KeptMayBear reports whether what is kept from departments could bear on how the
// disclosure is judged, by what anybody may know of it: it shares a marker, names a
// breach, or is under a notice whose rules ask about markers or restrictions of contact.
func (l *Law) KeptMayBear(register disclosure.Register, d *disclosure.Disclosure) bool {
	if !d.Shares() {
		return false
	}
	if len(BreachReferences(d)) > 0 || slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return IsMarkerData(i.Category) }) {
		return true
	}
	notice := l.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
	return notice != nil && slices.ContainsFunc(notice.Rules, func(r Rule) bool {
		asks := false
		ask := func(t *FactTest) {
			asks = asks || MayBeKept(t.Kind) && dimensionOf[t.Kind] == disclosure.FactsOfSubject
		}
		r.Need.eachFact(ask)
		if r.When != nil {
			r.When.eachFact(ask)
		}
		return asks
	})
}

// moreIsKept flags, for the Data Protection Officer, that more is kept of the people or
// the breach than the rules were applied to.
func (s *scene) moreIsKept() {
	if s.q.More && s.law.KeptMayBear(s.q.Register, s.d) {
		s.out.flag(disclosure.FormRule, "/subjects", "More is recorded of these people, or of the breach, than rules were applied to when this was recorded: so many warning markers, restrictions of contact or accounts that it is for a person to look at them.", "The Data Protection Officer has looked at everything known of its people.")
	}
}
