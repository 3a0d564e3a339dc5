package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// OwnWork is what a department has left to do: a page of it.
type OwnWork struct {
	AsOf        disclosure.Date `json:"asOf" format:"date"`
	Letters     []AwaitedLetter `json:"letters" doc:"Letters that were promised a place and have not arrived, the first to be given up first; on the first page alone"`
	MoreLetters bool            `json:"moreLetters,omitempty" doc:"True where there are more letters than are shown"`
	Disclosures []OwnLeft       `json:"disclosures" doc:"Disclosures of which something is left to do, newest first"`
	Titles      RuleTitles      `json:"titles,omitempty" doc:"What the rules that rows name by their ids are about"`
	// Cursor asks for the next page. A page may be short, or empty, and still have
	// one: there is no more only when there is no cursor.
	Cursor string `json:"cursor,omitempty"`
}

// AwaitedLetter is a letter that has not arrived.
type AwaitedLetter struct {
	In disclosure.CaseRef `json:"case"`
	CaseLetter
}

// OwnLeft is a disclosure of which something is left to do.
type OwnLeft struct {
	Row
	Waiting   []disclosure.Flag `json:"waiting" doc:"Its flags that wait for the Data Protection Officer"`
	TellBy    disclosure.Date   `json:"tellBy,omitzero" format:"date" doc:"The day by which the person was to be told, where it has come and nothing says that they were"`
	Overdue   int               `json:"overdue" doc:"Civil days since then, 0 on that day"`
	Corrected bool              `json:"corrected" doc:"True of one that a correction took the place of, of which something still waits"`
}

// workRows bounds a page of disclosures and ownReads the queries that look for them; a
// page shows at most workLetters.
const (
	workRows    = 20
	workLetters = 20
	ownReads    = 4
)

// OwnWork lists what a department has left to do: its letters that have not arrived, its
// flags that wait, and the people that it was to tell by now.
//
// Letters are a list of the department's own. Disclosures are found among what it has
// recorded, newest first, of which the rows say whether one could have something left:
// those alone are opened, and of those it is looked which flags wait. So nothing is kept
// for it, and a page does not depend on what others record. It is at most [ownReads]
// queries of a department's page each.
func (r *Registrar) OwnWork(ctx context.Context, by Looking, cursor string) (OwnWork, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-own-work"); err != nil {
		return OwnWork{}, err
	}
	if err := r.findable(ctx, by.Caller.Register); err != nil {
		return OwnWork{}, err
	}
	work := OwnWork{AsOf: disclosure.DateOf(r.at()), Letters: []AwaitedLetter{}, Disclosures: []OwnLeft{}}
	var shown []term
	if cursor == "" {
		if err := r.awaitedLetters(ctx, by.Caller, &work); err != nil {
			return OwnWork{}, err
		}
		for _, l := range work.Letters {
			shown = append(shown, term{store.ByCase, l.In.String()})
		}
	}
	if err := r.ownLeft(ctx, by.Caller, cursor, &work); err != nil {
		return OwnWork{}, err
	}
	for _, d := range work.Disclosures {
		work.Titles = r.titlesOfRules(by.Caller.Register, work.Titles, d.Flags)
	}
	return seen(work, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: "show-own-work", Results: len(work.Letters) + len(work.Disclosures),
	}, unique(shown)...))
}

// awaitedLetters adds the department's letters that have not arrived.
func (r *Registrar) awaitedLetters(ctx context.Context, by disclosure.Caller, work *OwnWork) error {
	register := by.Register.String()
	page, err := r.table.Query(ctx, store.Query{
		Partition: store.WatchPartition(register, store.WatchLetters(disclosure.Canonical(by.Department))), Limit: workLetters,
	})
	if err != nil {
		return read("query letters that have not arrived", err)
	}
	work.MoreLetters = page.More
	var keys []store.Key
	for _, item := range page.Items {
		_, id, err := store.ParseWatchSort(item.Sort)
		if err != nil {
			return err
		}
		keys = append(keys, store.DocumentKey(register, text(item, attrCase), id))
	}
	return r.awaited(ctx, keys, func(_ *Document, letter AwaitedLetter) {
		work.Letters = append(work.Letters, letter)
	})
}

// awaited hands over those of the letters that have not arrived and are not given up, in
// one batch read.
func (r *Registrar) awaited(ctx context.Context, keys []store.Key, found func(*Document, AwaitedLetter)) error {
	items, err := r.itemsAt(ctx, "load letters that have not arrived", keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		item, there := items[key]
		if !there {
			continue // gone with its case
		}
		doc, err := DecodeDocument(item)
		if err != nil {
			return err
		}
		if letter := doc.own(); doc.State == LetterAwaiting && r.at().Before(letter.Lapses) {
			found(doc, AwaitedLetter{doc.Case, letter})
		}
	}
	return nil
}

// ownLeft adds a page of the department's disclosures of which something is left to do.
func (r *Registrar) ownLeft(ctx context.Context, by disclosure.Caller, cursor string, work *OwnWork) error {
	own := term{store.ByDepartment, by.Department}
	p := plan{partition: indexPartition(by.Register, own, ""), term: own, own: true, filter: []term{{byLeft, ""}}}
	after, err := r.openCursor(by, p, cursor)
	if err != nil {
		return err
	}
	for range ownReads {
		page, err := r.table.Query(ctx, store.Query{Partition: p.partition, After: after, Descending: true, Limit: departmentPage})
		if err != nil {
			return read("query a department's disclosures", err)
		}
		perhaps := slices.DeleteFunc(page.Items, func(item store.Item) bool { return !mayBeLeft(item, work.AsOf) })
		for some := range slices.Chunk(perhaps, MaxReadings) {
			left, err := r.leftOf(ctx, by.Register, some, work.AsOf)
			if err != nil {
				return err
			}
			for _, l := range left {
				if l == nil {
					continue
				}
				if len(work.Disclosures) == workRows {
					// One more is left: the next page begins after the last one shown.
					work.Cursor = r.closeCursor(by, p, store.IndexSort(work.Disclosures[workRows-1].DisclosedAt, work.Disclosures[workRows-1].ID.String()))
					return nil
				}
				work.Disclosures = append(work.Disclosures, *l)
			}
		}
		if !page.More {
			return nil
		}
		if after = page.Next; len(work.Disclosures) == workRows {
			break
		}
	}
	work.Cursor = r.closeCursor(by, p, after)
	return nil
}

// byLeft says, in a cursor, that it is of what is left to do.
const byLeft store.Dimension = "left"

// mayBeLeft reports whether the row is of an entry of which something may be left to do.
func mayBeLeft(item store.Item, today disclosure.Date) bool {
	if on := text(item, attrTell); on != "" && on <= today.String() {
		return true
	}
	return slices.ContainsFunc(decodeTerms(text(item, attrTerms)), func(t term) bool { return t.by == store.ByFlag })
}

// leftOf says of each row's entry what is left to do, or nil: at most [MaxReadings] of
// them. It is a batch read of the entries, one of the corrections where there are any, and
// one of which flags wait.
func (r *Registrar) leftOf(ctx context.Context, register disclosure.Register, rows []store.Item, today disclosure.Date) ([]*OwnLeft, error) {
	var keys []store.Key
	for _, item := range rows {
		keys = append(keys, store.EntryKey(register.String(), entryOf(item).String()), correctedKey(register, entryOf(item)))
	}
	found, err := r.itemsAt(ctx, "load a department's disclosures", keys)
	if err != nil {
		return nil, err
	}
	var corrections []store.Key
	for _, item := range rows {
		if by, there := found[correctedKey(register, entryOf(item))]; there {
			corrections = append(corrections, store.EntryKey(register.String(), text(by, attrBy)))
		}
	}
	corrected, err := r.itemsAt(ctx, "load corrections of a department's disclosures", corrections)
	if err != nil {
		return nil, err
	}
	left := make([]*OwnLeft, len(rows))
	at := make([][]store.Key, len(rows)) // of the flags that no correction met
	var open []store.Key
	for i, item := range rows {
		stored, there := found[keys[2*i]]
		if !there {
			continue // destroyed meanwhile
		}
		word, err := wordOf(stored)
		if err != nil {
			return nil, err
		}
		l := &OwnLeft{Waiting: []disclosure.Flag{}}
		if l.Row, err = rowOf(item); err != nil {
			return nil, err
		}
		var by Word
		if mark, is := found[keys[2*i+1]]; is {
			l.Corrected = true
			if put, there := corrected[store.EntryKey(register.String(), text(mark, attrBy))]; there {
				if by, err = wordOf(put); err != nil {
					return nil, err
				}
			}
		}
		if on := putOffTo(word.Disclosure); !l.Corrected && !on.IsZero() && !on.After(today) {
			l.TellBy, l.Overdue = on, today.DaysSince(on)
		}
		for n, f := range word.Entry.Flags {
			if !f.Kept && !metBy(f, word.Disclosure, by) {
				l.Waiting, at[i] = append(l.Waiting, f), append(at[i], openKey(word.Entry, n, f))
			}
		}
		left[i], open = l, append(open, at[i]...)
	}
	waits, err := r.itemsAt(ctx, "load which flags wait", open)
	if err != nil {
		return nil, err
	}
	for i, l := range left {
		if l == nil {
			continue
		}
		still := []disclosure.Flag{}
		for n, f := range l.Waiting {
			if _, there := waits[at[i][n]]; there {
				still = append(still, f)
			}
		}
		if l.Waiting = still; len(still) == 0 && l.TellBy.IsZero() {
			left[i] = nil
		}
	}
	return left, nil
}
