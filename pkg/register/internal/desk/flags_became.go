package desk

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// flagsRead is what was read of flags: which are on the queue, and what cleared others.
type flagsRead struct {
	found     map[store.Key]store.Item
	clearings map[store.Key]*Clearing
}

// flagKeys are where it is said of each flag of the entry whether it waits, and what
// cleared it.
func flagKeys(e *disclosure.Entry) (keys []store.Key) {
	for n, f := range e.Flags {
		keys = append(keys, openKey(e, n, f), clearedKey(e.Register, e.ID, n))
	}
	return keys
}

// flagsAt reads what became of flags: one call, and a second where any was cleared. The
// keys are those of [flagKeys], and of whatever else is read with them.
func (r *Registrar) flagsAt(ctx context.Context, register disclosure.Register, keys []store.Key) (read flagsRead, err error) {
	if read.found, err = r.itemsAt(ctx, "load flags", keys); err != nil {
		return read, err
	}
	read.clearings, err = r.clearings(ctx, register, read.found)
	return read, err
}

// flagsOfWord says what became of each flag of one word on a disclosure. The correction is
// zero of the last word. A correction leaves a flag that it met where it is listed: the
// queue passes over it too.
func (r *Registrar) flagsOfWord(w, correction Word, notice *policy.Notice, read flagsRead) (flags []ReadFlag, err error) {
	for n, f := range w.Entry.Flags {
		_, listed := read.found[openKey(w.Entry, n, f)]
		met := metBy(f, w.Disclosure, correction)
		flag := ReadFlag{
			Number: n, Flag: f, Name: r.law.RuleName(notice, f.Rule), Open: listed && !met,
			Answers: r.law.Answers(w.Entry.Register, w.Disclosure, f),
			Cleared: read.clearings[clearedKey(w.Entry.Register, w.Entry.ID, n)],
		}
		if met && flag.Cleared == nil {
			if flag.Met, err = metIn(correction.Entry); err != nil {
				return nil, err
			}
		}
		flag.Became = flag.became()
		flags = append(flags, flag)
	}
	return flags, nil
}

// becameOf says what became of the flags of a disclosure, by all its words: of the last,
// and then of those before it, in the order in which they were said. What a correction
// carries itself is the correction's.
func (r *Registrar) becameOf(history []Word, read flagsRead) ([]ReadFlag, error) {
	last := history[len(history)-1]
	notice := r.law.Notice(last.Entry.Register, last.Disclosure.Notice, disclosure.DateOf(last.Disclosure.DisclosedAt))
	flags, err := r.flagsOfWord(last, Word{}, notice, read)
	if err != nil {
		return nil, err
	}
	for i, was := range history[:len(history)-1] {
		before, err := r.flagsOfWord(was, history[i+1], notice, read)
		if err != nil {
			return nil, err
		}
		for _, f := range before {
			if f.Met == nil || !carries(history[i+1].Entry, f.Flag) {
				f.Before = was.Entry.ID
				flags = append(flags, f)
			}
		}
	}
	return append([]ReadFlag{}, flags...), nil
}

// became says in words what was wrong and what became of it.
func (f ReadFlag) became() string {
	says := f.Rule
	if f.Name != "" {
		says += " (" + f.Name + ")"
	}
	says += ": " + f.Detail + " It"
	on := func(at time.Time) string { return at.In(disclosure.London).Format(" on 2 January 2006: ") }
	switch {
	case f.Cleared != nil:
		return says + " was cleared by " + f.Cleared.By + on(f.Cleared.At) + f.Cleared.Reason
	case f.Met != nil:
		return says + " was met by the correction of " + f.Met.By + on(f.Met.At) + f.Met.Reason
	case f.Open:
		return says + " waits for the Data Protection Officer."
	}
	return says + " waits no more."
}

// FlagsOf reads what became of the flags of each entry, which is the last word on a
// disclosure, and of those of the words before it, as [Registrar.Read] shows them: whether
// they wait, and who cleared them and why, or which correction met them. Nothing is read
// where there are none.
func (r *Registrar) FlagsOf(ctx context.Context, register disclosure.Register, entries []Stored) ([][]ReadFlag, error) {
	var words []listedWord
	for _, e := range entries {
		d, root, err := e.Entry.Disclosed()
		if err != nil {
			return nil, err
		}
		words = append(words, listedWord{Word: Word{e.Entry, d}, root: root})
	}
	histories, err := r.historiesOf(ctx, register, words)
	if err != nil {
		return nil, err
	}
	return r.flagsOfHistories(ctx, register, histories)
}

// flagsOfHistories reads what became of the flags of each disclosure, in their order.
func (r *Registrar) flagsOfHistories(ctx context.Context, register disclosure.Register, histories [][]Word) ([][]ReadFlag, error) {
	var keys []store.Key
	for _, history := range histories {
		keys = append(keys, flagKeysOf(history)...)
	}
	read, err := r.flagsAt(ctx, register, keys)
	if err != nil {
		return nil, err
	}
	of := make([][]ReadFlag, 0, len(histories))
	for _, history := range histories {
		flags, err := r.becameOf(history, read)
		if err != nil {
			return nil, err
		}
		of = append(of, flags)
	}
	return of, nil
}

func flagKeysOf(history []Word) (keys []store.Key) {
	for _, w := range history {
		keys = append(keys, flagKeys(w.Entry)...)
	}
	return keys
}

// FlagsOfAnswer reads what became of the flags of the disclosures that an answer rests on,
// by their original entries. Nothing is read of those that have none.
func (f Files) FlagsOfAnswer(ctx context.Context, register disclosure.Register, histories []door.History) (map[disclosure.EntryID][]ReadFlag, error) {
	var ids, roots []disclosure.EntryID
	var flagged []door.History
	for _, h := range histories {
		if !slices.ContainsFunc(h, func(w door.Word) bool { return len(w.Flags) > 0 }) {
			continue
		}
		flagged, roots = append(flagged, h), append(roots, h.Root())
		for _, w := range h {
			if !w.Removes {
				ids = append(ids, w.Entry)
			}
		}
	}
	words := map[disclosure.EntryID]Word{}
	err := f.EachEntry(ctx, register, ids, func(e Stored) error {
		d, _, err := e.Entry.Disclosed()
		words[e.Entry.ID] = Word{e.Entry, d}
		return err
	})
	if err != nil {
		return nil, err
	}
	var read [][]Word
	var of []disclosure.EntryID
	for i, h := range flagged {
		var history []Word
		for _, w := range h {
			if word, there := words[w.Entry]; there {
				history = append(history, word)
			}
		}
		if history != nil { // not destroyed meanwhile
			read, of = append(read, history), append(of, roots[i])
		}
	}
	flags, err := f.flagsOfHistories(ctx, register, read)
	if err != nil {
		return nil, err
	}
	byRoot := map[disclosure.EntryID][]ReadFlag{}
	for i, root := range of {
		byRoot[root] = flags[i]
	}
	return byRoot, nil
}
