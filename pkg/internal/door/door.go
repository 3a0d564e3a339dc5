// Package door makes everything that is released to a person about who has had
// their data (UK GDPR Article 15(1)(c) and Article 19), and nothing else does.
//
// It is pure. It takes the whole question: who asks and as whom, the day, every
// word ever recorded on each disclosure about the person, what is known of every
// subject of those, and the Data Protection Officer's decisions. It judges all
// that would be printed, and gives an [Answer], which only judging makes and which
// prints itself, and a [Review] for the Data Protection Officer.
//
// Doubt keeps back. What is undecided is not in the answer until the Data
// Protection Officer has decided; [Causes] lists every reason. Nothing is shown
// because time went by.
package door

import (
	"cmp"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// As is in what capacity somebody asks. The zero As is nobody, to whom nothing is
// answered.
type As string

// The capacities. A child's answer is not the parent's, nor a person's their
// deputy's.
const (
	Person         As = "person"
	Representative As = "representative" // with parental responsibility, or appointed by a court
)

// Question is what is asked: everything that an answer rests on.
type Question struct {
	Register disclosure.Register
	Subject  string // the council's reference for the person whose data it is
	As       As
	AsOf     disclosure.Date // the day of the answer

	Histories []History
	// Perhaps are shares of which it cannot be told whether the person was in them, each
	// as if they had been.
	Perhaps []History
	// Beside are disclosures about the person by other references of theirs that the answer
	// does not reach, as though by this one. They are in no answer and no review: one that is
	// kept back may be one sharing with what is shown.
	Beside []History
	// Known is what the register knows of every subject of any word, the person
	// among them, in the order in which it was recorded.
	Known []Known
	// Joined are other references of the person, or of anybody whom a word is about. None
	// is printed in a text.
	Joined []string
	// Theirs are the person's own other references, whether or not a join reaches answers: an
	// exemption that names one may keep their answer.
	Theirs []string
	// Reached are other references of the person, what is found under which is in Histories
	// as though it were under this one: an exemption that names one keeps their answer.
	Reached []string
	// Decisions are the Data Protection Officer's, the last for each answer.
	Decisions []Decision
	// One has, by the last word on each disclosure that was recorded once too often, the
	// last word on the one that counts, as the Data Protection Officer decided. One that
	// no longer names two last words says nothing. It has no circles.
	One map[disclosure.EntryID]disclosure.EntryID
	// WereOne are disclosures, two and two by their original entries, of which that was
	// decided last, on words of which a correction has taken the place.
	WereOne [][2]disclosure.EntryID
	// Two are last words of which it was decided that they are two sharings, the smaller
	// id first. Nothing is judged by it.
	Two map[[2]disclosure.EntryID]bool
}

// Known is a fact and the entry that recorded it.
type Known struct {
	Entry disclosure.EntryID
	disclosure.Fact
}

// History is one disclosure that is, or ever was, about the person: the original
// and every correction, in the order in which they were recorded. It is never empty.
type History []Word

// Root is the original entry.
func (h History) Root() disclosure.EntryID { return h[0].Entry }

// Last is how the disclosure reads now.
func (h History) Last() Word { return h[len(h)-1] }

// Word is how a disclosure reads by one of its entries.
type Word struct {
	Entry      disclosure.EntryID
	RecordedAt time.Time
	Flags      []disclosure.Flag
	Cleared    []int  // places of the flags that were cleared
	Removes    bool   // it says only that the person was taken out of a share
	Near       bool   // it spells a joined reference of the person's otherwise, where it has that
	Why        string // why it was corrected, or the person taken out: read, and never printed
	Disclosure *disclosure.Disclosure
}

// Decision is what the Data Protection Officer decided of one disclosure, as a
// whole, for one answer.
type Decision struct {
	Entry   disclosure.EntryID // the disclosure: the original entry
	Subject string             // whose answer
	To      As                 // towards whom
	Show    bool               // withhold when false
	// Open: its day of review has come, or a second person has still to confirm it. It
	// shows nothing, and what it kept is undecided.
	Open bool
	Two  bool // two people decided it
	// Perhaps: it was decided of a share while nobody could tell whether they were in it.
	Perhaps bool
	On      disclosure.EntryID // the last word when it was made; a later word opens the question again
	// Recorded is the entry that says so. Nothing is judged by it.
	Recorded disclosure.EntryID
}

// Door judges by one law.
type Door struct {
	law    *policy.Law
	titles policy.Titles
}

// New returns a door. The law is not changed after.
func New(law *policy.Law) *Door { return &Door{law: law, titles: law.Catalogue().Titles()} }

// Judge answers the question. The answer is byte for byte what it would be had
// nothing that it leaves out ever been recorded.
func (d *Door) Judge(q Question) (Answer, Review) {
	if q.As != Person && q.As != Representative {
		panic("door: nobody was said to ask") // never by default
	}
	j := &judging{d, q, known(q.Known), map[*disclosure.Disclosure]reading{}}
	a := j.cover()
	review := Review{Disclosures: []Judged{}, Perhaps: []Judged{}, PerhapsOne: []PerhapsOne{}}
	var shown []verdict
	verdicts := make([]verdict, len(q.Histories))
	for i, h := range q.Histories {
		verdicts[i] = j.representatives(h)
	}
	j.once(verdicts)
	j.wereOne(verdicts)
	for i, h := range q.Histories {
		v := verdicts[i]
		review.Disclosures = append(review.Disclosures, j.judged(h, v))
		if v.outcome == Shown {
			shown = append(shown, v)
			one := j.print(v)
			a.Shared = append(a.Shared, one)
			review.Printed = append(review.Printed, line(h.Root(), one.On, dataOf(v), one))
		}
	}
	slices.SortStableFunc(review.Disclosures, func(a, b Judged) int {
		return cmp.Or(b.DisclosedAt.Compare(a.DisclosedAt), cmp.Compare(b.Entry, a.Entry))
	})
	var perhaps []verdict
	for _, h := range q.Perhaps {
		v := j.representatives(h)
		perhaps = append(perhaps, v)
		review.Perhaps = append(review.Perhaps, j.judged(h, v))
		if v.outcome == Shown {
			one := j.perhaps(v)
			a.Perhaps = append(a.Perhaps, one)
			review.Printed = append(review.Printed, line(h.Root(), one.On, dataOf(v), one))
		}
	}
	var beside []verdict
	for _, h := range q.Beside {
		beside = append(beside, j.representatives(h))
	}
	review.PerhapsOne = j.perhapsOne(verdicts, perhaps, beside)
	a.Changes = j.changes(shown)
	for _, c := range a.Changes {
		who := make([]string, len(c.Told))
		for n, t := range c.Told { // whether they were told is no secret, and goes on
			who[n] = t.Recipient
		}
		slices.Sort(who)
		review.Printed = append(review.Printed, line(c.entry, c.On, slices.Clone(c.categories), []any{c.On, c.What, c.Data, who}))
	}
	slices.SortFunc(review.Printed, func(a, b Line) int { return cmp.Compare(a.Entry, b.Entry) })
	a.sort()
	return Answer{doc: a}, review
}

// Waits reports whether any of the question's disclosures is undecided for any of the
// subjects, each by itself; or some of it where the rest is shown. Whose answer it is is
// not read of the question. How much there is to work out depends on the disclosures and
// the subjects, and hardly on what is known of anybody or on what is found: whoever records
// must not tell that by the time it takes.
func (d *Door) Waits(q Question, subjects ...string) bool {
	facts, texts, waits := known(q.Known), map[*disclosure.Disclosure]reading{}, false
	for _, q.Subject = range subjects {
		j := &judging{d, q, facts, texts}
		for _, h := range q.Histories {
			v := j.history(h)
			waits = v.waits() || waits
		}
	}
	return waits
}

// waits reports whether it is undecided, or some of it where the rest is shown.
func (v *verdict) waits() bool {
	return v.outcome == Undecided || v.outcome == Shown && slices.ContainsFunc(v.left, func(l JudgedItem) bool { return l.Outcome == Undecided })
}

// judging is one question under way.
type judging struct {
	*Door
	Question
	facts map[string][]disclosure.Fact // of each person, by the canonical form of the reference
	texts map[*disclosure.Disclosure]reading
}

// reading is what the texts of a disclosure say, whoever asks: all of them are read, once.
type reading struct {
	forbids string // the law by which they say, or may say, that it is forbidden, or ""
	named   bool   // that law is named beyond doubt
	sounds  bool   // of a marker, to whoever knows that there is one
	contact bool   // of a restriction of contact, to the same
	ofHarm  bool   // the recipient's name says of harm what its kind does not
	unusual bool   // not all of them are in words of every day, and may tell of anything
}

func (j *judging) read(w Word) reading {
	r, read := j.texts[w.Disclosure]
	if !read {
		texts := policy.Read(w.Disclosure, w.Why)
		law, named := texts.Prohibition()
		r = reading{law, named, texts.SoundsOfMarker(), texts.SoundsOfRestriction(), j.law.NameSays(w.Disclosure.Recipient), !texts.Everyday()}
		j.texts[w.Disclosure] = r
	}
	return r
}

// known is what is known of each person.
func known(all []Known) map[string][]disclosure.Fact {
	facts := map[string][]disclosure.Fact{}
	for _, k := range all {
		if k.About.Dimension == disclosure.FactsOfSubject {
			of := disclosure.Canonical(k.About.Reference)
			facts[of] = append(facts[of], k.Fact)
		}
	}
	return facts
}

// same reports whether two references are one person's, as nearly as can be told
// without a decision: what protects counts for every spelling.
func same(a, b string) bool { return disclosure.Same(a, b) }

// factsOf is what is known of one person. It is not changed.
func (j *judging) factsOf(subject string) []disclosure.Fact {
	return j.facts[disclosure.Canonical(subject)]
}

// factsAsSpelt is what is known of one person under exactly this spelling.
func (j *judging) factsAsSpelt(subject string) []disclosure.Fact {
	return slices.DeleteFunc(slices.Clone(j.factsOf(subject)), func(f disclosure.Fact) bool { return f.About.Reference != subject })
}

func isOf(refs []string, subject string) bool {
	return slices.ContainsFunc(refs, func(ref string) bool { return same(ref, subject) })
}
