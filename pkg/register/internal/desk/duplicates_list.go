package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Duplicates is a page of pairs of disclosures that look alike, oldest disclosure
// first; or of what was decided of pairs, newest decision first.
type Duplicates struct {
	AsOf  disclosure.Date `json:"asOf" format:"date"`
	Pairs []LookAlikes    `json:"pairs"`
	// Cursor asks for the next page. A page may be short, or empty, and still have one.
	Cursor  string        `json:"cursor,omitempty"`
	Nothing *NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// LookAlikes are two disclosures, as they now read, that may be one sharing recorded
// twice: of one case, day, recipient and people, and with some of the same data.
type LookAlikes struct {
	Case     disclosure.CaseRef `json:"case"`
	Subjects []string           `json:"subjects" doc:"The council's references for the people, as the first has them"`
	Entries  []LookAlike        `json:"entries" doc:"Both, the one recorded first before the other; none once they are destroyed"`
	Same     []string           `json:"same" doc:"Parts of a disclosure in which they say the same, by the names that they have in its body"`
	Differs  []string           `json:"differs" doc:"Parts in which they do not"`
	Decided  *PairDecided       `json:"decided,omitempty" doc:"What was decided of them"`
	Proposed disclosure.EntryID `json:"proposed,omitempty" doc:"Of a pair of which it was not decided: entry of a first person's decision that they are two, where a second has to confirm it"`
}

// LookAlike is one of two.
type LookAlike struct {
	Entry       disclosure.EntryID   `json:"entry" doc:"The last word: the original, or its latest correction"`
	Corrects    disclosure.EntryID   `json:"corrects,omitempty" doc:"The original entry, when this is a correction"`
	RecordedAt  time.Time            `json:"recordedAt"`
	RecordedBy  string               `json:"recordedBy" doc:"Name of who recorded it"`
	Department  string               `json:"department,omitempty"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Decision    disclosure.Decision  `json:"decision"`
	Recipient   disclosure.Recipient `json:"recipient"`
	Data        []string             `json:"data" doc:"Categories of data"`
	Purpose     string               `json:"purpose"`
	Reason      string               `json:"reason"`
}

// PairDecided is a decision on two disclosures.
type PairDecided struct {
	Entry    disclosure.EntryID          `json:"entry" doc:"The entry of the decision"`
	At       time.Time                   `json:"at"`
	By       string                      `json:"by" doc:"Name of who decided"`
	Decision disclosure.DuplicateVerdict `json:"decision" enum:"one,two"`
	Counts   disclosure.EntryID          `json:"counts,omitempty" doc:"Of two that are one: the entry that counts"`
	Reason   string                      `json:"reason"`
	Stands   bool                        `json:"stands" doc:"False of what a later decision or a correction has taken the place of, and of what a second person has to confirm"`
	Proposed bool                        `json:"proposed,omitempty" doc:"True of what one person said where it takes two"`
}

// duplicatePairs is after how many pairs a page ends.
const duplicatePairs = 20

// duplicateItems is after how many items of the index a page ends, at a day's end.
const duplicateItems = 4 * store.MaxPage

// Duplicates lists, of the days on which they were disclosed, disclosures that look alike
// and of which it was not decided whether they are one. Nothing was kept when they were
// recorded: recording a second one takes no longer and leaves nothing that a first would
// not. Without days it is the year that ends today. So it reads what lists the period, whole
// days at a time, and of each day the entries of a case and a category of recipient that has
// several.
func (r *Registrar) Duplicates(ctx context.Context, by Looking, from, to disclosure.Date, cursor string) (Duplicates, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-duplicates"); err != nil {
		return Duplicates{}, err
	}
	register := by.Caller.Register
	if to.IsZero() {
		to = disclosure.DateOf(r.at())
	}
	if from.IsZero() {
		from = to.AddYears(-1)
	}
	pl := plan{
		partition: store.IndexPartition(register.String(), store.ByAll, ""),
		from:      store.IndexFrom(from.Start()), to: store.IndexTo(to.AddDays(1).Start()),
		filter: []term{{store.ByDuplicate, ""}},
	}
	after, err := r.openCursor(by.Caller, pl, cursor)
	if err != nil {
		return Duplicates{}, err
	}
	decided, err := r.pairsDecided(ctx, register)
	if err != nil {
		return Duplicates{}, err
	}
	found, shown, next, err := r.lookAlikes(ctx, register, pl, after, decided)
	if err != nil {
		return Duplicates{}, err
	}
	page := Duplicates{AsOf: disclosure.DateOf(r.at()), Pairs: found}
	if next != "" {
		page.Cursor = r.closeCursor(by.Caller, pl, next)
	}
	return seen(page, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: "show-duplicates", Asked: map[string]string{"from": from.String(), "to": to.String()}, Results: len(page.Pairs),
	}, shown...))
}

// DuplicatesOf lists the pairs of which one is the entry, all of them. It reads what lists
// its day, and the entries that may look like it.
func (r *Registrar) DuplicatesOf(ctx context.Context, by Looking, id disclosure.EntryID) (Duplicates, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-duplicates"); err != nil {
		return Duplicates{}, err
	}
	register := by.Caller.Register
	page := Duplicates{AsOf: disclosure.DateOf(r.at()), Pairs: []LookAlikes{}}
	look := disclosure.Access{Action: "show-duplicates", Entry: id}
	e, _, err := r.entry(ctx, register, id)
	if IsNotFound(err) || err == nil && e.Kind != disclosure.KindDisclosure && e.Kind != disclosure.KindCorrection {
		return r.noDuplicate(ctx, by, page, look)
	}
	if err != nil {
		return Duplicates{}, err
	}
	d, _, err := e.Disclosed()
	if err != nil {
		return Duplicates{}, err
	}
	decided, err := r.pairsDecided(ctx, register)
	if err != nil {
		return Duplicates{}, err
	}
	on := disclosure.DateOf(d.DisclosedAt)
	query := store.Query{
		Partition: store.IndexPartition(register.String(), store.ByAll, ""),
		From:      store.IndexFrom(on.Start()), To: store.IndexTo(on.AddDays(1).Start()), Limit: store.MaxPage,
	}
	var day []store.Item
	for some, err := range r.pages(ctx, "query what may be recorded twice", query) {
		if err != nil {
			return Duplicates{}, err
		}
		for _, item := range some {
			row, err := rowOf(item)
			if err != nil {
				return Duplicates{}, err
			}
			if disclosure.Same(row.Case.String(), d.Case.String()) && row.RecipientCategory == d.Recipient.Category {
				day = append(day, item)
			}
		}
	}
	pairs, err := r.alikeOn(ctx, register, day, decided)
	if err != nil {
		return Duplicates{}, err
	}
	var shown []term
	for _, p := range pairs {
		if p.first.Entry.ID != id && p.second.Entry.ID != id {
			continue
		}
		view, err := p.view()
		if err != nil {
			return Duplicates{}, err
		}
		view.Proposed = decided.proposed[pairOf(p.first.Entry.ID, p.second.Entry.ID)].entry
		page.Pairs, shown = append(page.Pairs, view), append(shown, r.showingBoth(register, p)...)
	}
	if len(page.Pairs) == 0 {
		return r.noDuplicate(ctx, by, page, look)
	}
	look.Results = len(page.Pairs)
	return seen(page, r.recordAccess(ctx, by, "", look, shown...))
}

// noDuplicate answers that nothing looks like the entry.
func (r *Registrar) noDuplicate(ctx context.Context, by Looking, page Duplicates, look disclosure.Access) (_ Duplicates, err error) {
	if page.Nothing, _, err = r.nothing(ctx, by.Caller, soughtEntry(look.Entry)); err != nil {
		return Duplicates{}, err
	}
	return seen(page, r.recordAccess(ctx, by, "", look))
}

// lookAlikes goes on after a pair ([alikePair.sort]), and returns where the next page
// does.
func (r *Registrar) lookAlikes(ctx context.Context, register disclosure.Register, pl plan, after string, decided pairsDecided) (found []LookAlikes, shown []term, next string, err error) {
	found = []LookAlikes{}
	query := store.Query{Partition: pl.partition, From: pl.from, To: pl.to, Limit: store.MaxPage}
	if after != "" { // its whole day again: it may look like what comes before it
		at, err := instantOf(store.Item{Key: store.Key{Sort: after}})
		if err != nil {
			return nil, nil, "", err
		}
		query.From = max(query.From, store.IndexFrom(disclosure.DateOf(at).Start()))
	}
	var day []store.Item
	var on disclosure.Date
	read, last := 0, ""
	// closeDay looks at a day that is whole, and says whether the page is full.
	closeDay := func() (full bool, err error) {
		pairs, err := r.alikeOn(ctx, register, day, decided)
		if err != nil {
			return false, err
		}
		for i, p := range pairs {
			if p.sort() <= after {
				continue
			}
			more := unique(append(slices.Clone(shown), r.showingBoth(register, p)...))
			if len(found) > 0 && (len(found) == duplicatePairs || len(more) > MaxShown) {
				next = pairs[i-1].sort()
				return true, nil
			}
			view, err := p.view()
			if err != nil {
				return false, err
			}
			view.Proposed = decided.proposed[pairOf(p.first.Entry.ID, p.second.Entry.ID)].entry
			found, shown = append(found, view), more
		}
		if len(day) > 0 {
			last = day[len(day)-1].Sort + afterPairs
		}
		day = nil
		return false, nil
	}
	for page, err := range r.pages(ctx, "query what may be recorded twice", query) {
		if err != nil {
			return nil, nil, "", err
		}
		for _, item := range page {
			at, err := instantOf(item)
			if err != nil {
				return nil, nil, "", err
			}
			if d := disclosure.DateOf(at); d != on {
				if full, err := closeDay(); err != nil || full {
					return found, shown, next, err
				}
				if read >= duplicateItems {
					return found, shown, last, nil
				}
				on = d
			}
			day = append(day, item)
			read++
		}
	}
	_, err = closeDay()
	return found, shown, next, err
}

// alikePair is two disclosures that look alike, in the order of the index.
type alikePair struct{ first, second listedWord }

// sort orders pairs as the index has the first of each, and then the second. Whatever
// is [afterPairs] of a disclosure comes after all of which it is the first.
func (p alikePair) sort() string { return p.first.sort + "|" + p.second.sort }

const afterPairs = "~"

// alikeOn finds, among what one day lists, the pairs that look alike and of which it
// was not decided, in the order of the index.
func (r *Registrar) alikeOn(ctx context.Context, register disclosure.Register, day []store.Item, decided pairsDecided) ([]alikePair, error) {
	type group struct{ ref, category string }
	groups := map[group][]store.Item{}
	for _, item := range day {
		row, err := rowOf(item)
		if err != nil {
			return nil, err
		}
		g := group{disclosure.Canonical(row.Case.String()), row.RecipientCategory}
		groups[g] = append(groups[g], item)
	}
	var pairs []alikePair
	for _, items := range groups {
		if len(items) < 2 {
			continue
		}
		var words []listedWord
		for some := range slices.Chunk(items, MaxReadings) {
			read, err := r.wordsOf(ctx, register, some)
			if err != nil {
				return nil, err
			}
			words = append(words, read...)
		}
		counting, err := r.notTwice(ctx, register, words, decided)
		if err != nil {
			return nil, err
		}
		for i, a := range counting {
			for _, b := range counting[i+1:] {
				if _, already := decided.last[pairOf(a.Entry.ID, b.Entry.ID)]; !already && isLike(a.Disclosure, b.Disclosure) && someSameData(a.Disclosure, b.Disclosure) {
					pairs = append(pairs, alikePair{a, b})
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b alikePair) int { return cmp.Compare(a.sort(), b.sort()) })
	return pairs, nil
}

// notTwice leaves out of words what was recorded once too often: what looks like it
// looks like the one that counts as well.
func (r *Registrar) notTwice(ctx context.Context, register disclosure.Register, words []listedWord, decided pairsDecided) ([]listedWord, error) {
	twice, err := r.twice(ctx, register, words, decided)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(words, func(w listedWord) bool { return twice[w.Entry.ID] != "" }), nil
}

// notTwiceFound leaves out of what a search found what was recorded once too often, where
// the search finds the one that counts as well. It need not: the other may be of another
// department, or alone rest on what was asked for, such as an exemption.
func (r *Registrar) notTwiceFound(ctx context.Context, register disclosure.Register, words []listedWord, decided pairsDecided, wanted []term, s Search) ([]listedWord, error) {
	twice, err := r.twice(ctx, register, words, decided)
	if err != nil || len(twice) == 0 {
		return words, err
	}
	counts := map[store.Key]disclosure.EntryID{}
	var keys []store.Key
	for _, of := range twice {
		key := store.EntryKey(register.String(), decided.counts(of).String())
		counts[key], keys = decided.counts(of), append(keys, key)
	}
	items, err := r.itemsAt(ctx, "load what counts", keys)
	if err != nil {
		return nil, err
	}
	found := map[disclosure.EntryID]bool{}
	for key, item := range items {
		a, err := alikeIn(item)
		if err != nil {
			return nil, err
		}
		w := listedWord{Word: a.Word, terms: r.terms(register, a.Disclosure, a.Entry.Owner(), a.Entry.Flags, aspectsOf(item))}
		found[counts[key]] = w.reads(wanted, s)
	}
	return slices.DeleteFunc(words, func(w listedWord) bool { return twice[w.Entry.ID] != "" && found[decided.counts(w.Entry.ID)] }), nil
}

// twice says of the words that were recorded once too often which counts in their
// place: one batch read where there are any.
func (r *Registrar) twice(ctx context.Context, register disclosure.Register, words []listedWord, decided pairsDecided) (map[disclosure.EntryID]disclosure.EntryID, error) {
	var counting []disclosure.EntryID
	for _, w := range words {
		if of, is := decided.one[w.Entry.ID]; is {
			counting = append(counting, of)
		}
	}
	if counting == nil {
		return nil, nil
	}
	corrected, err := r.correctedAmong(ctx, register, counting)
	if err != nil {
		return nil, err
	}
	twice := map[disclosure.EntryID]disclosure.EntryID{}
	for _, w := range words {
		if of, is := decided.one[w.Entry.ID]; is && !corrected(of) {
			twice[w.Entry.ID] = of
		}
	}
	return twice, nil
}

// someSameData reports whether both say that some category of data went, or neither
// says of any.
func someSameData(a, b *disclosure.Disclosure) bool {
	return len(a.Data) == 0 && len(b.Data) == 0 || slices.ContainsFunc(a.Data, func(item disclosure.DataItem) bool {
		return slices.ContainsFunc(b.Data, func(other disclosure.DataItem) bool { return item.Category == other.Category })
	})
}

func (r *Registrar) showingBoth(register disclosure.Register, p alikePair) []term {
	return append(r.showing(register, p.first.Entry.ID, p.first.Disclosure), r.showing(register, p.second.Entry.ID, p.second.Disclosure)...)
}

// view shows a pair, the one recorded first before the other.
func (p alikePair) view() (LookAlikes, error) {
	both := []listedWord{p.first, p.second}
	slices.SortStableFunc(both, func(a, b listedWord) int { return a.Entry.RecordedAt.Compare(b.Entry.RecordedAt) })
	v := LookAlikes{Case: both[0].Disclosure.Case, Subjects: both[0].Disclosure.SubjectReferences(), Entries: []LookAlike{}}
	for _, w := range both {
		v.Entries = append(v.Entries, lookAlike(w.Entry, w.root, w.Disclosure))
	}
	var err error
	v.Same, v.Differs, err = compared(both[0].Disclosure, both[1].Disclosure)
	return v, err
}

func lookAlike(e *disclosure.Entry, root disclosure.EntryID, d *disclosure.Disclosure) LookAlike {
	l := LookAlike{
		Entry: e.ID, RecordedAt: e.RecordedAt, RecordedBy: e.RecordedBy.Name, Department: e.Owner(), DisclosedAt: d.DisclosedAt,
		Decision: d.Decision, Recipient: d.Recipient, Data: Categories([]string{}, d), Purpose: d.Purpose, Reason: d.Reason,
	}
	if root != e.ID {
		l.Corrects = root
	}
	return l
}

// compared names the parts of two disclosures in which they say the same, and those in
// which they do not, byte for byte.
func compared(a, b *disclosure.Disclosure) (same, differs []string, err error) {
	var parts [2]map[string]json.RawMessage
	for i, d := range []*disclosure.Disclosure{a, b} {
		written, err := json.Marshal(d)
		if err != nil {
			return nil, nil, fmt.Errorf("write a disclosure: %w", err)
		}
		if err := json.Unmarshal(written, &parts[i]); err != nil {
			return nil, nil, fmt.Errorf("read the parts of a disclosure: %w", err)
		}
	}
	same, differs = []string{}, []string{}
	for _, name := range slices.Sorted(maps.Keys(parts[0])) {
		if string(parts[0][name]) == string(parts[1][name]) {
			same = append(same, name)
		} else {
			differs = append(differs, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts[1])) {
		if _, both := parts[0][name]; !both {
			differs = append(differs, name)
		}
	}
	slices.Sort(differs)
	return same, differs, nil
}

// decidedPage bounds a page of decisions: the entry of each and those of two
// disclosures, with whether they were corrected, are two batch reads.
const decidedPage = 20

// DuplicatesDecided lists what was decided of disclosures that look alike, the newest
// first: what stands, and what a later decision or a correction has taken the place of.
func (r *Registrar) DuplicatesDecided(ctx context.Context, by Looking, cursor string) (Duplicates, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-duplicates"); err != nil {
		return Duplicates{}, err
	}
	register := by.Caller.Register
	pl := plan{partition: store.IndexPartition(register.String(), store.ByDuplicate, "")}
	items, next, err := r.listed(ctx, "query decisions on duplicates", by.Caller, pl, store.Query{Descending: true, Limit: decidedPage}, cursor)
	if err != nil {
		return Duplicates{}, err
	}
	entries, err := r.entriesOf(ctx, register, items)
	if err != nil {
		return Duplicates{}, err
	}
	all, err := r.pairsDecided(ctx, register)
	if err != nil {
		return Duplicates{}, err
	}
	var words []disclosure.EntryID
	var keys []store.Key
	for _, item := range items {
		for _, word := range []string{text(item, attrDuplicate), text(item, attrOf)} {
			words, keys = append(words, disclosure.EntryID(word)), append(keys, store.EntryKey(register.String(), word))
		}
	}
	corrected, err := r.correctedAmong(ctx, register, words)
	if err != nil {
		return Duplicates{}, err
	}
	found, err := r.itemsAt(ctx, "load disclosures that look alike", keys)
	if err != nil {
		return Duplicates{}, err
	}
	page := Duplicates{AsOf: disclosure.DateOf(r.at()), Pairs: []LookAlikes{}, Cursor: next}
	var shown []term
	for _, f := range entries {
		decided, err := duplicateDecidedOf(f.entry)
		if err != nil {
			return Duplicates{}, err
		}
		view := LookAlikes{Case: f.entry.Case, Subjects: []string{}, Entries: []LookAlike{}, Same: []string{}, Differs: []string{}}
		var both []listedWord
		for _, id := range []disclosure.EntryID{f.entry.About, decided.Of} {
			item, there := found[store.EntryKey(register.String(), id.String())]
			if !there {
				continue
			}
			a, err := alikeIn(item)
			if err != nil {
				return Duplicates{}, err
			}
			both = append(both, listedWord{Word: a.Word, root: a.root})
			shown = append(shown, r.showing(register, a.Entry.ID, a.Disclosure)...)
		}
		if len(both) == 2 {
			if view, err = (alikePair{both[0], both[1]}).view(); err != nil {
				return Duplicates{}, err
			}
		}
		view.Decided = &PairDecided{
			Entry: f.entry.ID, At: f.entry.RecordedAt, By: f.entry.RecordedBy.Name, Decision: decided.Decision, Reason: decided.Reason,
			Stands:   all.last[pairOf(f.entry.About, decided.Of)].entry == f.entry.ID && !corrected(f.entry.About) && !corrected(decided.Of),
			Proposed: decided.Proposed,
		}
		if decided.Decision == disclosure.AreOne {
			view.Decided.Counts = decided.Of
		}
		page.Pairs = append(page.Pairs, view)
	}
	return seen(page, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-duplicates", Asked: map[string]string{"decided": "true"}, Results: len(page.Pairs)}, unique(shown)...))
}
