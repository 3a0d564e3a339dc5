package door

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// history judges a disclosure by everything that was ever recorded of it. For the
// answer, the more protective of its words holds until the Data Protection Officer
// has decided on the last.
func (j *judging) history(h History) verdict {
	others := j.others(h)
	decided, show, open := j.decided(h)
	last := j.asWord(h.Last(), others)
	about := isOf(h.Last().Disclosure.SubjectReferences(), j.Subject)
	if !about && !j.neverWent(h, others) {
		last.outcome, last.because, last.items = Undecided, nil, nil
		last.say(CorrectionTakes, "")
	}
	// What was said before a word that it was decided to show no longer counts, but of what
	// that word had not.
	from := 0
	if decided >= 0 && show {
		from = decided
	}
	for n, w := range h[:len(h)-1] {
		was := j.asWord(w, others)
		if n >= from {
			j.open(&last, was, about, isOf(w.Disclosure.SubjectReferences(), j.Subject))
		} else if last.outcome == Shown && last.putsBack(was, h[from].Disclosure) {
			j.undecide(&last, CorrectionOpens)
		}
	}
	if last.outcome == Shown && j.opensTogether(last, h[from:], others) {
		j.undecide(&last, CorrectionOpens)
	}
	if last.outcome == Shown && rewords(last.word.Disclosure, h[0].Disclosure, h[from].Disclosure, decided >= 0 && show) {
		j.undecide(&last, CorrectionRewords)
	}
	switch {
	case decided < 0:
	case decided < len(h)-1 && !show:
		j.undecide(&last, DecidedOnEarlier)
	case decided < len(h)-1:
	case open:
		if last.outcome == Shown {
			j.undecide(&last, DecisionOpen)
		}
	case !show && last.outcome != NotInIt:
		last.outcome = Withheld
		last.say(DPOWithholds, "")
	case show && about:
		j.showDecided(&last)
	}
	if last.outcome == Shown && len(last.because) == 0 {
		last.say(NothingAgainst, "")
	}
	return last
}

// neverWent reports whether by the last word, and by every one that was about the person,
// nothing went to anybody outside: so that nobody has to decide who was in it.
func (j *judging) neverWent(h History, others []string) bool {
	return !slices.ContainsFunc(h, func(w Word) bool {
		if w.Entry != h.Last().Entry && !isOf(w.Disclosure.SubjectReferences(), j.Subject) {
			return false
		}
		v := j.asWord(w, others)
		return !v.has(func(c Cause) bool { return c == Inside || c == NotShared })
	})
}

// representatives is the judgement of what who acts for the person is shown: no more than
// the person is, but what of a child's it was decided to show them.
func (j *judging) representatives(h History) verdict {
	v := j.history(h)
	if j.As != Representative || v.outcome != Shown || j.isChild(h.Last().Disclosure) && v.has(func(c Cause) bool { return c == DPOShows }) {
		return v
	}
	them := *j
	them.As = Person
	own := them.history(h)
	theirs := func(i int) bool { return own.outcome == Shown && slices.Contains(own.items, i) }
	v.touched, v.people = v.touched || own.touched, v.people || own.people
	v.leave(KeptFromThem, "", func(i int) bool { return !theirs(i) })
	if v.items = slices.DeleteFunc(v.items, func(i int) bool { return !theirs(i) }); len(v.items) == 0 {
		j.undecide(&v, KeptFromThem)
	}
	return v
}

// others are everybody but the asker whom any word is about.
func (j *judging) others(h History) []string {
	var refs []string
	for _, w := range h {
		for _, ref := range w.Disclosure.SubjectReferences() {
			if !same(ref, j.Subject) && !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	return refs
}

// decided returns the place of the latest word on which the Data Protection Officer
// decided this answer, and how; -1 where they did on none. One that is open shows
// nothing, and withholds for no longer.
func (j *judging) decided(h History) (place int, show, open bool) {
	place = -1
	for _, d := range j.Decisions {
		if d.Entry != h.Root() || d.To != j.As || !same(d.Subject, j.Subject) {
			continue
		}
		asks := d.Open || d.Show && d.Subject != j.Subject && j.spellingsTell() // or to somebody who may be another
		n := slices.IndexFunc(h, func(w Word) bool { return w.Entry == d.On })
		if n > place {
			place, show, open = n, d.Show && !asks, asks
		} else if n == place && n >= 0 {
			show, open = show && d.Show && !asks, open && asks // two that contradict each other withhold
		}
	}
	return place, show, open
}

// undecide keeps back what would have been shown.
func (j *judging) undecide(v *verdict, c Cause) {
	v.say(c, "")
	if v.outcome == Shown || v.outcome == NotInIt {
		v.outcome = Undecided
	}
}

// open keeps back what an earlier word kept from the asker, and the last does not.
func (j *judging) open(last *verdict, was verdict, about, wasAbout bool) {
	if !about {
		return // undecided already
	}
	if !wasAbout {
		j.undecide(last, CorrectionAdds)
		return
	}
	if j.takesAway(last, was) {
		j.undecide(last, CorrectionOpens)
	}
}

// takesAway reports whether the last word shows more than an earlier one, says less
// than was once in the answer, or says it of another recipient.
func (j *judging) takesAway(last *verdict, was verdict) bool {
	now, then := last.word.Disclosure, was.word.Disclosure
	switch {
	case last.outcome == NotInIt && was.outcome == NotInIt:
		return false
	case last.outcome == NotInIt || was.outcome == NotInIt:
		return true
	case last.outcome != Shown:
		return false
	case was.outcome != Shown, was.people && !last.people, was.touched && !last.touched:
		return true
	case !sameRecipient(now.Recipient, then.Recipient):
		return true
	}
	gone, before := was.keptIsGone(now), textsOf(then)
	for _, text := range textsOf(now) { // what was kept may be put into them
		if !slices.Contains(before, text) && (gone || was.keptIsIn(text)) {
			return true
		}
	}
	for _, i := range last.items {
		if !slices.ContainsFunc(was.items, func(n int) bool { return then.Data[n].Category == now.Data[i].Category }) {
			return true // a category that was not shown before
		}
		if was.mayHaveKept(now.Data[i]) {
			return true
		}
		if gone && !slices.ContainsFunc(was.items, func(n int) bool { return alike(then.Data[n], now.Data[i]) }) {
			return true // it may be what has gone, under another category and in other words
		}
	}
	return false
}

// opensTogether reports whether the last word shows what it would not show if each field that
// protects still said what protects most of what the words say: the grounds of all of them,
// and nobody a child but whom each says to be one. A ground against representatives and who
// is the child may each have been taken away by a correction that alone shows nothing.
func (j *judging) opensTogether(last verdict, words History, others []string) bool {
	d := *last.word.Disclosure
	grown := false
	for _, w := range words[:len(words)-1] {
		if !isOf(w.Disclosure.SubjectReferences(), j.Subject) {
			continue
		}
		for _, e := range w.Disclosure.Justification.Exemptions {
			e, keeps := moved(e, w.Disclosure, &d)
			if keeps && !slices.ContainsFunc(d.Justification.Exemptions, func(cited disclosure.Exemption) bool { return keepsAlike(cited, e) }) {
				d.Justification.Exemptions = append(slices.Clip(d.Justification.Exemptions), e)
				grown = true
			}
		}
		if j.isChild(&d) && !j.isChild(w.Disclosure) {
			d.Subjects = slices.Clone(d.Subjects)
			for i, s := range d.Subjects {
				if same(s.Reference, j.Subject) {
					d.Subjects[i].Child = new(bool)
				}
			}
			grown = true
		}
	}
	if !grown {
		return false
	}
	guarded := last.word
	guarded.Disclosure = &d
	j.texts[&d] = j.read(last.word)
	v := j.asWord(guarded, others)
	return v.outcome != Shown || len(v.items) < len(last.items) || v.people && !last.people
}

// moved is a ground of one word as it is of another: an item that it keeps may stand at
// another place there. It keeps nothing of the other where all that it names is gone.
func moved(e disclosure.Exemption, from, to *disclosure.Disclosure) (of disclosure.Exemption, keeps bool) {
	if len(e.Items) == 0 {
		return e, true
	}
	var items []int
	for i, item := range to.Data {
		if slices.ContainsFunc(e.Items, func(n int) bool { return n >= 0 && n < len(from.Data) && alike(from.Data[n], item) }) {
			items = append(items, i)
		}
	}
	e.Items = items
	return e, len(items) > 0 || len(e.Data) > 0
}

// keepsAlike reports whether two grounds are one, and keep the same from the same people.
func keepsAlike(a, b disclosure.Exemption) bool {
	return a.ID == b.ID && slices.Equal(a.Provisions, b.Provisions) && slices.Equal(a.Data, b.Data) && slices.Equal(a.People, b.People) && slices.Equal(a.Items, b.Items)
}

// rewords reports whether the last word would print words of an officer's that nobody has
// looked at: a review covers the words that were reviewed, and no later ones. Of a share
// nobody looks at each person's answer when it is recorded, and who is listed in it is not
// known to whoever judges one of them, and may be a hundred thousand: nobody is listed in one
// of which the first words name them, and whatever a correction puts into it may.
func rewords(now, first, seen *disclosure.Disclosure, decided bool) bool {
	if now.Share == nil && !decided {
		return false
	}
	known := wordsOf(seen)
	if now.Share != nil {
		known = append(known, wordsOf(first)...)
	}
	return slices.ContainsFunc(wordsOf(now), func(text string) bool { return !slices.Contains(known, text) })
}

// wordsOf are all the texts of an officer's that may be printed of a disclosure, without
// their capitals and spaces.
func wordsOf(d *disclosure.Disclosure) []string {
	var texts []string
	for _, w := range writtenIn(d) {
		if text := disclosure.Canonical(disclosure.LooksLike(strings.Join(strings.Fields(w.text), " "))); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// putsBack reports whether the last word shows what an earlier one may have kept, and a
// word that was decided to be shown between them had not.
func (v *verdict) putsBack(was verdict, decided *disclosure.Disclosure) bool {
	kept, seen := was.outcome == Withheld || was.outcome == Undecided, textsOf(decided)
	gone := was.keptIsGone(v.word.Disclosure)
	for _, text := range textsOf(v.word.Disclosure) {
		if !slices.Contains(seen, text) && (kept || gone || was.keptIsIn(text)) {
			return true
		}
	}
	return slices.ContainsFunc(v.items, func(i int) bool {
		item := v.word.Disclosure.Data[i]
		if slices.ContainsFunc(decided.Data, func(one disclosure.DataItem) bool { return alike(one, item) }) {
			return false
		}
		return kept || was.mayHaveKept(item)
	})
}

// keptIsGone reports whether an item that was another's or was left out is not among the
// items of a later word.
func (v *verdict) keptIsGone(now *disclosure.Disclosure) bool {
	for n, kept := range v.word.Disclosure.Data {
		if !slices.Contains(v.items, n) && !slices.ContainsFunc(now.Data, func(item disclosure.DataItem) bool { return alike(kept, item) }) {
			return true
		}
	}
	return false
}

// keptIsIn reports whether the words of an item that was another's or was left out are in
// the text.
func (v *verdict) keptIsIn(text string) bool {
	for n, kept := range v.word.Disclosure.Data {
		said := disclosure.SearchName(kept.Description)
		if !slices.Contains(v.items, n) && said != "" && strings.Contains(text, said) {
			return true
		}
	}
	return false
}

// textsOf are the texts of a disclosure, beside its data and the body that had them, that
// are printed where nothing touches it, as names are compared; and what it rests on, whose
// title may say as much.
func textsOf(d *disclosure.Disclosure) []string {
	texts := append([]string{d.Justification.Gateway}, d.Justification.LawfulBases...)
	texts = append(texts, d.Justification.Conditions...)
	for _, item := range d.Data {
		texts = append(texts, item.Conditions...)
	}
	for _, w := range writtenIn(d) {
		if w.in != inBody && w.in != inItem {
			texts = append(texts, w.text)
		}
	}
	for i, text := range texts {
		texts[i] = disclosure.SearchName(text)
	}
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// alike reports whether two items are of one category and in the same words.
func alike(a, b disclosure.DataItem) bool {
	return a.Category == b.Category && disclosure.SearchName(a.Description) == disclosure.SearchName(b.Description)
}

// mayHaveKept reports whether an item may be one that was another's or was left out, also
// in other words: one such was of its category or stands in its words, and none that is shown
// is in its words.
func (v *verdict) mayHaveKept(item disclosure.DataItem) bool {
	words, other := disclosure.SearchName(item.Description), false
	for n, one := range v.word.Disclosure.Data {
		said := disclosure.SearchName(one.Description)
		same := said == words
		if !slices.Contains(v.items, n) {
			other = other || said != "" && strings.Contains(words, said) || one.Category == item.Category
		} else if same {
			return false
		}
	}
	return other
}

func sameRecipient(a, b disclosure.Recipient) bool {
	return a.Category == b.Category && a.Kind == b.Kind && disclosure.SearchName(a.Organisation) == disclosure.SearchName(b.Organisation) &&
		(a.Organisation != "" || disclosure.SearchName(a.Person) == disclosure.SearchName(b.Person))
}

// showDecided shows what the Data Protection Officer decided to show, as it is
// written: all of the asker's data but what may not be given whoever decides. What was
// decided is what was undecided: data that a ground keeps surely, beside it, stay kept, and
// so does who individuals are. Words that came to sound of a marker since one person
// decided wait for two.
func (j *judging) showDecided(v *verdict) {
	barred := func(c Cause) bool { return c == Forbidden || c == TellsOfMarker || c == OwnMarker }
	if v.outcome == NotInIt || v.has(barred) {
		return
	}
	stays := func(l JudgedItem) bool {
		return barred(l.Because.Cause) || l.Because.Cause == HealthUnshown || l.Because.Cause == OpinionsDiffer || v.keepsBeside(l)
	}
	for _, l := range v.left {
		kept := slices.ContainsFunc(v.left, func(other JudgedItem) bool { return other.Place == l.Place && stays(other) })
		if !kept && !slices.Contains(v.items, l.Place) {
			v.items = append(v.items, l.Place)
		}
	}
	slices.Sort(v.items)
	v.left = slices.DeleteFunc(slices.Clone(v.left), func(l JudgedItem) bool { return !stays(l) })
	if len(v.items) == 0 {
		return
	}
	v.people = v.staysWithoutPeople()
	v.outcome, v.touched = Shown, false
	v.say(DPOShows, "")
	if v.ofStaff && !j.decidedByTwo(v.word) {
		j.sayWhichWords(v)
		v.outcome = Undecided
	}
	// Two references may be joined after somebody decided on words that have the other:
	// nobody decides to tell of a join, and a correction takes it out of the words.
	inTexts, inWords, inItem := naming(v.word.Disclosure, j.joined())
	if inTexts || inWords || slices.ContainsFunc(v.items, func(i int) bool { return inItem[i] }) {
		j.undecide(v, NamesAnother)
	}
}

// staysWithoutPeople reports whether who individuals are stays out of it where it is decided
// to show it. Of what is shown already without them nothing else can be decided.
func (v *verdict) staysWithoutPeople() bool { return v.people && (v.outcome != Shown || v.waits()) }

// decidedByTwo reports whether two people decided on these words, and knew by then of every
// marker and restriction of contact that somebody was not told of. One under way is of now.
func (j *judging) decidedByTwo(w Word) bool {
	return slices.ContainsFunc(j.Decisions, func(d Decision) bool {
		unknown := func(k Known) bool {
			of := k.Kind == disclosure.FactMarker || k.Kind == disclosure.FactContactRestriction
			return of && k.SubjectTold != disclosure.Told && d.Recorded != "" && k.Entry > d.Recorded
		}
		return d.On == w.Entry && d.To == j.As && same(d.Subject, j.Subject) && d.Show && d.Two && !slices.ContainsFunc(j.Known, unknown)
	})
}

// keepsBeside reports whether a ground surely keeps the item, of a disclosure of which
// other data of the asker's wait to be decided.
func (v *verdict) keepsBeside(l JudgedItem) bool {
	kept := func(l JudgedItem) bool { return l.Because.Cause == OnAGround }
	others := len(v.items) > 0 || slices.ContainsFunc(v.left, func(l JudgedItem) bool {
		return l.Outcome == Undecided && !slices.ContainsFunc(v.left, func(k JudgedItem) bool { return k.Place == l.Place && kept(k) })
	})
	return v.waits() && kept(l) && others
}
