package answering

import (
	"cmp"
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// UntoldChanges is a page of the changes of which a recipient is still to be told.
type UntoldChanges struct {
	Changes []ChangeView `json:"changes" doc:"Oldest change first"`
	// Cursor asks for the next page. A page may be short, or empty, and still have a
	// cursor; a change with two reasons to look at it may be on two pages.
	Cursor string `json:"cursor,omitempty"`
}

// untoldPage bounds how many people's disclosures one page reads.
const untoldPage = 20

// UntoldChanges shows, over the whole register, the changes of which a recipient
// is still to be told. It is one query of the changes that may be, two reads of
// what they and their people are, and for each person one of their disclosures; and as
// much again while nothing is found ([desk.DraftReads]): what it costs grows with the answer,
// and not with the register.
func (r *Answers) UntoldChanges(ctx context.Context, by desk.Looking, cursor string) (UntoldChanges, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-untold-changes"); err != nil {
		return UntoldChanges{}, err
	}
	answer, at := UntoldChanges{Changes: []ChangeView{}, Cursor: cursor}, r.desk.Now()
	var shown desk.Sights
	var spent []store.Item
	err := desk.ReadOn(desk.DraftReads, func() (bool, error) {
		more, none, err := r.untoldOn(ctx, by.Caller, at, &answer)
		shown, spent = append(shown, more...), append(spent, none...)
		return len(answer.Changes) > 0 || answer.Cursor == "", err
	})
	if err != nil {
		return UntoldChanges{}, err
	}
	if err := r.desk.Look(ctx, by, "", disclosure.Access{Action: "show-untold-changes", Results: len(answer.Changes)}, shown); err != nil {
		return UntoldChanges{}, err
	}
	r.desk.Tidy(ctx, at, spent)
	return answer, nil
}

// untoldOn reads the changes after the answer's cursor to what it has already, what a look
// that shows them is found by, and which hints say nothing any more.
func (r *Answers) untoldOn(ctx context.Context, by disclosure.Caller, at time.Time, answer *UntoldChanges) (shown desk.Sights, spent []store.Item, err error) {
	register := by.Register
	p := desk.Question{Partition: store.UntoldPartition(register.String())}
	var hints []store.Item
	if hints, answer.Cursor, err = r.desk.Listed(ctx, "query changes to be told", by, p, store.Query{Limit: untoldPage}, answer.Cursor); err != nil {
		return nil, nil, err
	}
	if cut := cutToOneLookAtChanges(hints); len(cut) < len(hints) {
		hints, answer.Cursor = cut, r.desk.CloseCursor(by, p, cut[len(cut)-1].Sort)
	}
	people, known, err := r.hintedChanges(ctx, register, hints)
	if err != nil {
		return nil, nil, err
	}
	views := map[string]ChangeView{}  // by change
	words := map[string][]desk.Word{} // by person
	byPerson := map[string]bool{}     // of those with a change that is to be told
	for change, subject := range people {
		current := facts.Find(known[disclosure.Canonical(subject)], disclosure.EntryID(change))
		if current == nil || !facts.IsChange(*current) {
			continue // replaced, withdrawn, or gone with its retention
		}
		if _, read := words[subject]; !read {
			if words[subject], err = r.desk.WordsOn(ctx, register, subject, isAbout(subject)); err != nil {
				return nil, nil, err
			}
		}
		if v := r.viewChange(register, *current, known[disclosure.Canonical(subject)], words[subject], disclosure.DateOf(at)); v.Outstanding > 0 {
			views[change] = v
			byPerson[disclosure.Canonical(subject)] = true
			answer.Changes = append(answer.Changes, v)
			shown = append(shown, r.desk.OfPeople(register, v.Subject)...)
		}
	}
	slices.SortFunc(answer.Changes, func(a, b ChangeView) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Entry, b.Entry)) })
	for _, item := range hints {
		if !slices.ContainsFunc(desk.ChangesIn(item), func(change string) bool {
			return views[change].Outstanding > 0 || desk.HintsAtAll(item) && byPerson[disclosure.Canonical(people[change])]
		}) {
			spent = append(spent, item)
		}
	}
	return shown, spent, nil
}

// cutToOneLookAtChanges cuts a page of hints to as many changes, each of one
// person, as one record of the look is found by. A hint that names more is a page
// of its own.
func cutToOneLookAtChanges(hints []store.Item) []store.Item {
	changes := 0
	for i, item := range hints {
		if changes += len(desk.ChangesIn(item)); i > 0 && changes > desk.MaxShown {
			return hints[:i]
		}
	}
	return hints
}

// hintedChanges reads whom the changes are about that the hints name, by change,
// and what is known of those people; and all their changes, where a hint is at all. A
// change that has gone with its retention is about nobody.
func (r *Answers) hintedChanges(ctx context.Context, register disclosure.Register, hints []store.Item) (people map[string]string, known map[string][]facts.Known, err error) {
	var entries []store.Key
	var about []disclosure.FactKey
	for _, item := range hints {
		for _, change := range desk.ChangesIn(item) {
			entries = append(entries, store.EntryKey(register.String(), change))
		}
	}
	items, err := r.desk.Items(ctx, "load changes", entries)
	if err != nil {
		return nil, nil, err
	}
	people = map[string]string{}
	for _, item := range items {
		entry, change, err := desk.FactIn(item)
		if err != nil {
			return nil, nil, err
		}
		people[entry.ID.String()] = change.About.Reference
		about = append(about, change.About)
	}
	if known, err = r.desk.KnownOfEach(ctx, register, about); err != nil {
		return nil, nil, err
	}
	for _, item := range hints {
		if !desk.HintsAtAll(item) {
			continue
		}
		for _, change := range desk.ChangesIn(item) {
			subject := people[change]
			for _, k := range known[disclosure.Canonical(subject)] {
				if people[k.Entry.String()] == "" && facts.IsChange(k) {
					people[k.Entry.String()] = subject
				}
			}
		}
	}
	return people, known, nil
}
