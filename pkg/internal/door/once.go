package door

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// once makes one of the disclosures that are one sharing recorded twice: the one that
// counts is in the answer, and the others are not. What is kept of any of them from the
// asker is kept of all: the more protective holds.
func (j *judging) once(verdicts []verdict) {
	place := map[disclosure.EntryID]int{}
	for i, h := range j.Histories {
		place[h.Last().Entry] = i
	}
	groups := map[int][]int{} // by the one that counts
	for i := range verdicts {
		head, is := j.countsFor(j.Histories[i].Last().Entry, place)
		if is {
			groups[head] = append(groups[head], i)
		}
	}
	for head, others := range groups {
		j.together(verdicts, head, others)
	}
}

// countsFor finds the one that counts in place of a word, by its place. Each step has
// to be between two last words.
func (j *judging) countsFor(word disclosure.EntryID, place map[disclosure.EntryID]int) (head int, is bool) {
	for {
		of, one := j.One[word]
		at, known := place[of]
		if !one || !known {
			return head, is
		}
		head, is, word = at, true, of
	}
}

// together judges those that are one sharing by the most protective of them.
func (j *judging) together(verdicts []verdict, head int, others []int) {
	all := append([]int{head}, others...)
	one := func(o Outcome) bool {
		return slices.ContainsFunc(all, func(i int) bool { return verdicts[i].outcome == o })
	}
	shown := one(Shown)
	differs := slices.ContainsFunc(others, func(i int) bool { return verdicts[i].keepsMore(&verdicts[head], true) })
	switch {
	case !shown: // nothing of them is in the answer
	case one(Withheld):
		for _, i := range all {
			if v := &verdicts[i]; v.outcome != Withheld && v.outcome != NotInIt {
				v.outcome = Withheld
				v.say(OneWithheld, "")
			}
		}
	case one(Undecided), verdicts[head].outcome == NotInIt, differs:
		for _, i := range all {
			if i == head || verdicts[i].outcome != NotInIt {
				j.undecide(&verdicts[i], OneUndecided)
			}
		}
	default:
		for _, i := range others {
			if v := &verdicts[i]; v.outcome == Shown {
				v.outcome, v.because = NotInIt, nil
				v.say(OneShown, "")
			}
		}
	}
}

// wereOne has a correction of a record open nothing in the other: where two were decided
// to be one sharing, and one has been corrected since, what is kept of either is kept of
// both until the Data Protection Officer has decided again, on the pair or on the one.
// Nothing kept, they are shown as two.
func (j *judging) wereOne(verdicts []verdict) {
	at := map[disclosure.EntryID]int{}
	for i, h := range j.Histories {
		at[h.Root()] = i
	}
	for again := true; again; {
		again = false
		for _, pair := range j.WereOne {
			for n := range pair {
				i, known := at[pair[n]]
				other, alsoKnown := at[pair[1-n]]
				if !known || !alsoKnown || !verdicts[i].opensBeside(&verdicts[other]) {
					continue
				}
				j.undecide(&verdicts[i], OneUndecided)
				again = true
			}
		}
	}
}

// opensBeside reports whether it shows what another record of the sharing keeps back, and
// nobody decided to show it.
func (v *verdict) opensBeside(other *verdict) bool {
	if v.outcome != Shown || v.has(func(c Cause) bool { return c == DPOShows }) {
		return false
	}
	return other.outcome == Withheld || other.outcome == Undecided || other.outcome == Shown && other.keepsMore(v, true)
}

// keepsMore reports whether it keeps something back, where both are shown, that the other
// has; guarded, also what may be of another's item or of one that is left out. That it was
// decided to show the other, on which one person may, opens nothing that this keeps: who
// wants it shown decides on this.
func (v *verdict) keepsMore(other *verdict, guarded bool) bool {
	if v.people && !other.people || v.touched && !other.touched {
		return true
	}
	return slices.ContainsFunc(other.items, func(i int) bool {
		item := other.word.Disclosure.Data[i]
		return guarded && v.mayHaveKept(item) || slices.ContainsFunc(v.left, func(l JudgedItem) bool { return l.Category == item.Category })
	})
}
