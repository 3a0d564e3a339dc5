package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// Hinted is whose answers, and which disclosures in them, an entry gives reason to
// look at; all of them where it names none.
type Hinted struct {
	People []string
	Roots  []disclosure.EntryID
}

// Hinted reads the entries of hints. One that is gone gives no reason.
func (f Files) Hinted(ctx context.Context, register disclosure.Register, hints []store.Item) (map[disclosure.EntryID]Hinted, error) {
	entries, err := f.entriesOf(ctx, register, hints)
	if err != nil {
		return nil, err
	}
	reasons := map[disclosure.EntryID]Hinted{}
	for _, e := range entries {
		if reasons[e.entry.ID], err = f.hintedBy(ctx, register, e.entry, hints); err != nil {
			return nil, err
		}
	}
	return reasons, nil
}

func (r *Registrar) hintedBy(ctx context.Context, register disclosure.Register, e *disclosure.Entry, hints []store.Item) (why Hinted, err error) {
	switch e.Kind {
	case disclosure.KindFact:
		fact, err := facts.Of(e)
		return Hinted{People: []string{fact.About.Reference}}, err
	case disclosure.KindAnswerDecided:
		d, err := DecisionOf(e)
		return Hinted{People: []string{d.Subject}}, err
	case disclosure.KindDuplicateDecided:
		return r.hintedByPair(ctx, register, e)
	case disclosure.KindJoinDecided:
		join, _, err := r.entry(ctx, register, e.About)
		if err != nil {
			return why, err // they go together
		}
		j, err := joinOf(join)
		return Hinted{People: j.References}, err
	case disclosure.KindSharePart, disclosure.KindMemberRemoved:
		item, err := r.entryItem(ctx, register, e.ID)
		if err != nil {
			return why, err
		}
		n := slices.IndexFunc(hints, func(hint store.Item) bool { return entryOf(hint) == e.ID })
		people, err := r.hintedMembers(ctx, register, item, hints[n])
		return Hinted{people, []disclosure.EntryID{e.About}}, err
	default:
		return r.hintedByWord(ctx, register, e)
	}
}

// hintedByPair is of a decision about two records.
func (r *Registrar) hintedByPair(ctx context.Context, register disclosure.Register, decision *disclosure.Entry) (why Hinted, err error) {
	decided, err := duplicateDecidedOf(decision)
	if err != nil {
		return why, err
	}
	for _, word := range []disclosure.EntryID{decision.About, decided.Of} {
		e, _, err := r.entry(ctx, register, word)
		if IsNotFound(err) {
			continue // of another case than the decision, and destroyed with it
		}
		if err != nil {
			return why, err
		}
		d, root, err := e.Disclosed()
		if err != nil {
			return why, err
		}
		why.Roots = append(why.Roots, root)
		for _, ref := range d.SubjectReferences() {
			why.People = withElement(why.People, ref)
		}
	}
	return why, nil
}

// hintedByWord is of a disclosure, or of a correction and all that it may bear on.
func (r *Registrar) hintedByWord(ctx context.Context, register disclosure.Register, e *disclosure.Entry) (why Hinted, err error) {
	d, root, err := e.Disclosed()
	if err != nil {
		return why, err
	}
	why = Hinted{d.SubjectReferences(), []disclosure.EntryID{root}}
	if e.Kind != disclosure.KindCorrection {
		return why, nil
	}
	people, words, err := r.everAbout(ctx, register, root)
	if err != nil {
		return why, err
	}
	also, err := r.everOneWith(ctx, register, words)
	return Hinted{people, append(why.Roots, also...)}, err
}

// everAbout is everybody whom any word on the disclosure is about: whoever a
// correction took out as well. It also returns the words.
func (r *Registrar) everAbout(ctx context.Context, register disclosure.Register, root disclosure.EntryID) (people []string, ids []disclosure.EntryID, err error) {
	words, err := r.wordsOn(ctx, register, root)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range words {
		ids = append(ids, e.ID)
		d, _, err := e.Disclosed()
		if err != nil {
			return nil, nil, err
		}
		for _, ref := range d.SubjectReferences() {
			people = withElement(people, ref)
		}
	}
	return people, ids, nil
}

// wordsOn are the original entry of the disclosure and its corrections.
func (r *Registrar) wordsOn(ctx context.Context, register disclosure.Register, root disclosure.EntryID) ([]*disclosure.Entry, error) {
	original, _, err := r.entry(ctx, register, root)
	if err != nil {
		return nil, err
	}
	words := []*disclosure.Entry{original}
	query := store.Query{Partition: store.IndexPartition(register.String(), store.ByEntry, root.String()), From: "0", Limit: store.MaxBatch}
	for page, err := range r.pages(ctx, "query corrections", query) {
		if err != nil {
			return nil, err
		}
		said, err := r.entriesOf(ctx, register, page)
		if err != nil {
			return nil, err
		}
		for _, f := range said {
			if f.entry.Kind == disclosure.KindCorrection {
				words = append(words, f.entry)
			}
		}
	}
	return words, nil
}

// Undecided hints, from a day on, at what the Data Protection Officer has to decide.
func (d *Draft) Undecided(from disclosure.Date) {
	d.Put(store.UndecidedKey(d.Entry.Register.String(), from.String(), d.Entry.ID.String()), hint(d.at), store.Condition{})
}

// hintUndecided hints at a disclosure that is undecided, as it is recorded, for any
// of its people or who acts for them, and at every correction: what came before it
// is not read; and where not all that is kept of its people was. The hint goes with the
// disclosure.
func (r *Registrar) hintUndecided(draft *Draft, known []facts.Known, more bool, d *disclosure.Disclosure) {
	may := r.keptMayLeaveUndecided(draft.Entry.Register, d)
	waits := draft.Entry.Kind == disclosure.KindCorrection || more && may
	asks := door.Question{
		Register: draft.Entry.Register, AsOf: disclosure.DateOf(draft.at),
		Histories: []door.History{{{Entry: draft.Entry.ID, RecordedAt: draft.at, Flags: draft.Entry.Flags, Disclosure: d}}},
	}
	for _, k := range known {
		// Nearly every text may be of being in contact, and has a word that is not of every
		// day: what a restriction of contact keeps back, and a marker beside such words, is
		// found when it is recorded, and when somebody asks. To hint at it here would take room
		// in every recording, or tell of it.
		if k.Kind != disclosure.FactContactRestriction && (may || k.Kind != disclosure.FactMarker) {
			asks.Known = append(asks.Known, door.Known{Entry: k.Entry, Fact: k.Fact})
		}
	}
	for _, asks.As = range []door.As{door.Person, door.Representative} {
		waits = r.door.Waits(asks, d.SubjectReferences()...) || waits
	}
	if waits {
		draft.Undecided(disclosure.DateOf(draft.at))
	}
}

// keptMayLeaveUndecided reports whether a marker or an opinion that is kept from
// departments could make the disclosure undecided in an answer, by what anybody may know
// of it.
func (r *Registrar) keptMayLeaveUndecided(register disclosure.Register, d *disclosure.Disclosure) bool {
	return r.law.ToOutsiders(d) && (r.mayBeOfMarker(register, d) || policy.Read(d, "").SoundsOfMarker() ||
		slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return policy.ConcernsHealth(i.Category) }))
}

// bearsOnAnswers reports whether the fact may make undecided what was not, or asks
// for an answer.
func bearsOnAnswers(f disclosure.Fact) bool {
	return f.Kind == disclosure.FactMarker || f.Kind == disclosure.FactContactRestriction || f.Kind == disclosure.FactHealthOpinion || f.Kind == disclosure.FactAccessRequest && f.Until.IsZero()
}
