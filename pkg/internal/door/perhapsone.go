package door

import (
	"cmp"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// PerhapsOne are two records that may be of one sharing, of which the answer would show
// the one and keeps the other back, or some of it.
type PerhapsOne struct {
	Kept    disclosure.EntryID   `json:"kept" doc:"The last word on the record that is kept back, whole or in part"`
	Shown   disclosure.EntryID   `json:"shown" doc:"The last word on the record that would be shown"`
	Cases   []disclosure.CaseRef `json:"cases" doc:"Their cases, in that order"`
	Outcome Outcome              `json:"outcome" enum:"shown,withheld,undecided" doc:"What becomes of the record that is kept back; shown where only some of it is kept"`
	Because []Because            `json:"because" doc:"Why it is kept back"`
	Says    string               `json:"says" doc:"What is to be decided"`
	// Roots are the original entries, in that order.
	Roots [2]disclosure.EntryID `json:"-"`
}

const perhapsOneSays = "Both went to the same recipient on the same day, and one of them is kept back from this asker. Where they are one sharing, showing the other tells of it. Decide whether they are one or two, or decide to withhold the other by itself."

// perhapsOne finds what may be one sharing recorded twice, shown in one record and kept
// back in another. Nothing that is shown rests on it: the answer is what it would be had
// what is kept back never been recorded, and goes out once somebody has looked.
//
// Departments record the same under cases of their own, with other people or data beside,
// and nothing is refused to anybody here: so the day and the recipient are enough.
func (j *judging) perhapsOne(mine, perhaps, beside []verdict) []PerhapsOne {
	found := []PerhapsOne{}
	histories := slices.Concat(j.Histories, j.Perhaps, j.Beside)
	all := slices.Concat(mine, perhaps, beside)
	inAnswer := len(mine) + len(perhaps)
	for i := range mine {
		if !histories[i].wasAbout(j.Subject) {
			all[i].outcome, all[i].because = NotInIt, nil // it was never about them
		}
	}
	for i := range all {
		for n := range all[:inAnswer] {
			kept, shown := &all[i], &all[n]
			words := [2]disclosure.EntryID{histories[i].decidable(), histories[n].decidable()}
			if i == n || words[0] == words[1] || !j.keeps(kept, shown) || !j.mayBeOneSharing(histories[i], histories[n]) {
				continue
			}
			if j.Two[[2]disclosure.EntryID{min(words[0], words[1]), max(words[0], words[1])}] {
				continue
			}
			found = append(found, PerhapsOne{
				Kept: words[0], Shown: words[1], Cases: []disclosure.CaseRef{kept.word.Disclosure.Case, shown.word.Disclosure.Case},
				Outcome: kept.outcome, Because: keptBecause(kept), Says: perhapsOneSays, Roots: [2]disclosure.EntryID{histories[i].Root(), histories[n].Root()},
			})
		}
	}
	slices.SortFunc(found, func(a, b PerhapsOne) int { return cmp.Or(cmp.Compare(a.Shown, b.Shown), cmp.Compare(a.Kept, b.Kept)) })
	return found
}

// decidable is the last word on the disclosure itself, on which it is decided with another:
// that somebody was taken out of a share is a word on that person alone.
func (h History) decidable() disclosure.EntryID {
	for n := len(h) - 1; n > 0; n-- {
		if !h[n].Removes {
			return h[n].Entry
		}
	}
	return h.Root()
}

// wasAbout reports whether any word on the disclosure was about the person.
func (h History) wasAbout(subject string) bool {
	return slices.ContainsFunc(h, func(w Word) bool { return isOf(w.Disclosure.SubjectReferences(), subject) })
}

// mayBeOneSharing compares every word on the one with every word on the other: a
// correction of the day or of whom it was about takes nothing out of anybody's sight.
func (j *judging) mayBeOneSharing(a, b History) bool {
	return slices.ContainsFunc(a, func(one Word) bool {
		return slices.ContainsFunc(b, func(other Word) bool { return j.mayBeOne(one.Disclosure, other.Disclosure) })
	})
}

// keptBecause is why it is kept back, or some of it.
func keptBecause(v *verdict) []Because {
	because := append([]Because{}, v.because...)
	if v.outcome == Shown {
		because = because[:0]
	}
	for _, l := range v.left {
		if !slices.Contains(because, l.Because) {
			because = append(because, l.Because)
		}
	}
	for _, g := range v.grounds {
		if len(because) == 0 && g.Effect != policy.WithheldNone { // it names no individuals
			because = append(because, Because{Cause: OnAGround, Ground: g.Ground, Says: OnAGround.Says()})
		}
	}
	return because
}

// keeps reports whether the one keeps back what the other shows, whole or in part. One of
// whose data none is the asker's, by whoever recorded it, keeps all where something in it
// is on a ground or was not told: of the other record the same may be taken for the asker's.
func (j *judging) keeps(v, shown *verdict) bool {
	switch {
	case shown.outcome != Shown:
		return false
	case v.outcome == NotInIt:
		return v.guarded() && v.has(func(c Cause) bool { return c == NoneOfTheirs })
	}
	return v.outcome != Shown || v.keepsMore(shown, v.guarded())
}

// guarded reports whether whoever recorded it cites an exemption, or did not tell somebody.
func (v *verdict) guarded() bool {
	d := v.word.Disclosure
	return len(d.Justification.Exemptions) > 0 || d.TellSubject.Outcome == disclosure.NotTold || d.TellSubject.Outcome == disclosure.Deferred
}

// mayBeOne reports whether two records may be of one sharing, by the day in London and
// the recipient, however its name is spaced, capitalised and punctuated. Where one names no
// body it may be any of its kind, and where it says no kind any of its category.
func (j *judging) mayBeOne(a, b *disclosure.Disclosure) bool {
	return a.Shares() && b.Shares() && disclosure.DateOf(a.DisclosedAt) == disclosure.DateOf(b.DisclosedAt) &&
		a.Recipient.Category == b.Recipient.Category && j.mayBeSame(a.Recipient, b.Recipient)
}

func (j *judging) mayBeSame(a, b disclosure.Recipient) bool {
	if only := j.law.NameOf(a); only != "" && only == j.law.NameOf(b) {
		return true // there is one such body, whatever it is called
	}
	for _, name := range []string{b.Organisation, b.Person} {
		if name != "" && j.law.Names(j.Register, a, name) {
			return true
		}
	}
	if a.Organisation != "" && b.Organisation != "" || a.Organisation == b.Organisation && a.Person != "" && b.Person != "" {
		return false // both are named, and otherwise
	}
	return a.Kind == b.Kind || a.Kind == "" || b.Kind == ""
}
