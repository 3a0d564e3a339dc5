package desk

import (
	"cmp"
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// UnfinishedLetters is a page of the letters of the whole register that were promised a
// place and have not arrived.
type UnfinishedLetters struct {
	AsOf    disclosure.Date    `json:"asOf" format:"date"`
	Letters []UnfinishedLetter `json:"letters" doc:"The first to be given up first"`
	// Cursor asks for the next page. A page may be short, or empty, and still have one.
	Cursor  string        `json:"cursor,omitempty"`
	Nothing *NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// UnfinishedLetter is a letter that has not arrived, and whose it is.
type UnfinishedLetter struct {
	AwaitedLetter
	Department string `json:"department,omitempty" doc:"That asked for the place; left out where the Data Protection Officer did"`
}

// UnfinishedLetters lists them, of every department: what retention will give up, by the
// day on which it does. It is one query of those and one batch read, and as much again
// while all that it read have arrived ([EmptyReads]).
func (r *Registrar) UnfinishedLetters(ctx context.Context, by Looking, cursor string) (UnfinishedLetters, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-unfinished-letters"); err != nil {
		return UnfinishedLetters{}, err
	}
	page := UnfinishedLetters{AsOf: disclosure.DateOf(r.at()), Letters: []UnfinishedLetter{}, Cursor: cursor}
	err := ReadOn(EmptyReads, func() (bool, error) {
		err := r.unfinishedOn(ctx, by.Caller, &page)
		return len(page.Letters) > 0 || page.Cursor == "", err
	})
	if err != nil {
		return UnfinishedLetters{}, err
	}
	var shown []term
	for _, l := range page.Letters {
		shown = append(shown, term{store.ByCase, l.In.String()})
	}
	return seen(page, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-unfinished-letters", Results: len(page.Letters)}, unique(shown)...))
}

// UnfinishedLetter is the list of one letter, by its case and its id: empty once it has
// arrived or is given up, and where there is none. It is one batch read.
func (r *Registrar) UnfinishedLetter(ctx context.Context, by Looking, ref disclosure.CaseRef, id disclosure.DocumentID) (UnfinishedLetters, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-unfinished-letters"); err != nil {
		return UnfinishedLetters{}, err
	}
	page := UnfinishedLetters{AsOf: disclosure.DateOf(r.at()), Letters: []UnfinishedLetter{}}
	at := DocumentAt(by.Caller.Register, id)
	found, err := r.loadCase(ctx, by.Caller.Register, ref, facts.Briefly, Request{}, at)
	if err != nil && !IsNotFound(err) {
		return UnfinishedLetters{}, err
	}
	doc, err := found.Document(by.Caller, power.All, at)
	if err != nil && !IsNotFound(err) {
		return UnfinishedLetters{}, err
	}
	if err == nil && doc.State == LetterAwaiting && r.at().Before(doc.own().Lapses) {
		page.Letters = append(page.Letters, UnfinishedLetter{AwaitedLetter{cmp.Or(doc.Case, ref), doc.own()}, doc.Department})
	}
	var shown []term
	if len(page.Letters) == 0 {
		if page.Nothing, shown, err = r.nothing(ctx, by.Caller, Sought{Case: ref, Also: map[string]string{"document": id.String()}}); err != nil {
			return UnfinishedLetters{}, err
		}
	}
	return seen(page, r.recordAccess(ctx, by, ref, disclosure.Access{Action: "show-unfinished-letters", Document: id, Results: len(page.Letters)}, shown...))
}

func (r *Registrar) unfinishedOn(ctx context.Context, by disclosure.Caller, page *UnfinishedLetters) error {
	p := plan{partition: store.DuePartition(by.Register.String()), from: store.DueFrom(store.Lapses), to: store.DueThrough(store.Lapses, noEnd.String())}
	items, next, err := r.listed(ctx, "query unfinished uploads", by, p, store.Query{From: p.from, To: p.to, Limit: workLetters}, page.Cursor)
	if err != nil {
		return err
	}
	page.Cursor = next
	var keys []store.Key
	for _, item := range items {
		_, _, name, id, err := store.ParseDueSort(item.Sort)
		if err != nil {
			return err
		}
		keys = append(keys, store.DocumentKey(by.Register.String(), name, id))
	}
	return r.awaited(ctx, keys, func(doc *Document, letter AwaitedLetter) {
		page.Letters = append(page.Letters, UnfinishedLetter{letter, doc.Department})
	})
}
