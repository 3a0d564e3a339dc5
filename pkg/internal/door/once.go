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
	differs := slices.ContainsFunc(others, func(i int) bool { return keepsMore(&verdicts[i], &verdicts[head]) })
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

// keepsMore reports whether of two that are shown the first keeps something back that
// the second has. What the Data Protection Officer decided to show of the second is
// shown.
func keepsMore(a, b *verdict) bool {
	switch {
	case b.has(func(c Cause) bool { return c == DPOShows }):
		return false
	case a.people && !b.people, a.touched && !b.touched:
		return true
	}
	return slices.ContainsFunc(b.items, func(i int) bool {
		return slices.ContainsFunc(a.left, func(l JudgedItem) bool { return l.Category == b.word.Disclosure.Data[i].Category })
	})
}
