package desk

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// OwnCase is a case as far as a department may know of it: its state, and what the
// department itself has recorded and archived in it.
type OwnCase struct {
	Case        disclosure.CaseRef   `json:"case"`
	State       disclosure.CaseState `json:"state" enum:"open,closed"`
	Disclosures []Row                `json:"disclosures" doc:"The department's own, newest first"`
	Letters     []CaseLetter         `json:"correspondence" doc:"The department's own, newest first, the unfinished among them; on the first page alone"`
	Titles      RuleTitles           `json:"titles,omitempty" doc:"What the rules that rows name by their ids are about"`
	MoreLetters bool                 `json:"moreLetters,omitempty" doc:"True where the department has more letters in the case than are shown"`
	Cursor      string               `json:"cursor,omitempty" doc:"Asks for the next page of disclosures"`
}

// CaseLetter is a letter of the department's.
type CaseLetter struct {
	Letter
	Lapses time.Time `json:"lapses,omitzero" doc:"Of one that has not arrived: when it is given up"`
}

// ownRowsShown and ownLettersShown bound a page of [OwnCase].
const (
	ownRowsShown    = 25
	ownLettersShown = 50
)

// OwnCase shows a department what is its own in a case. One in which it has recorded
// nothing is not found, as though there were none.
//
// It reads what lists the case and its letters, others' too, and shows the caller's own: a
// page ends after so many of those, and its cursor is a place of theirs, so that no byte
// depends on another department's.
func (r *Registrar) OwnCase(ctx context.Context, by Looking, ref disclosure.CaseRef, cursor string) (OwnCase, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-own-case")
	if err != nil {
		return OwnCase{}, err
	}
	looked := disclosure.Access{Action: "show-own-case"}
	found, err := r.loadCase(ctx, by.Caller.Register, ref, facts.Briefly, Request{})
	file := found.File
	if err == nil && (file == nil || !file.MayHandle(by.Caller, reach)) {
		err = NoCase()
	}
	if IsNotFound(err) {
		return OwnCase{}, r.unseen(ctx, by, ref, looked, err)
	}
	if err != nil {
		return OwnCase{}, err
	}
	if err := file.RefuseIfFenced(); err != nil {
		return OwnCase{}, err
	}
	view := OwnCase{Case: ref, State: file.State, Disclosures: []Row{}, Letters: []CaseLetter{}}
	if err := r.ownRows(ctx, by.Caller, file, cursor, &view); err != nil {
		return OwnCase{}, err
	}
	if cursor == "" {
		if err := r.ownLetters(ctx, by.Caller, file, &view); err != nil {
			return OwnCase{}, err
		}
	}
	looked.Results = len(view.Disclosures) + len(view.Letters)
	return seen(view, r.recordAccess(ctx, by, ref, looked))
}

// ownRows adds a page of what the department disclosed in the case.
func (r *Registrar) ownRows(ctx context.Context, by disclosure.Caller, file *CaseFile, cursor string, view *OwnCase) error {
	own := term{store.ByDepartment, by.Department}
	p := plan{partition: indexPartition(by.Register, term{store.ByCase, ""}, file.name), filter: []term{own}}
	after, err := r.openCursor(by, p, cursor)
	if err != nil {
		return err
	}
	query := store.Query{Partition: p.partition, After: after, Descending: true, Limit: store.MaxPage}
	last := ""
	for page, err := range r.pages(ctx, "query a case's disclosures", query) {
		if err != nil {
			return err
		}
		for _, item := range page {
			if !matches(item.Attrs, own) {
				continue
			}
			if len(view.Disclosures) == ownRowsShown {
				view.Cursor = r.closeCursor(by, p, last)
				return nil
			}
			row, err := rowOf(item)
			if err != nil {
				return err
			}
			view.Disclosures, last = append(view.Disclosures, row), item.Sort
			view.Titles = r.titlesOfRules(by.Register, view.Titles, row.Flags)
		}
	}
	return nil
}

// ownLetters adds the department's letters, the newest first.
func (r *Registrar) ownLetters(ctx context.Context, by disclosure.Caller, file *CaseFile, view *OwnCase) error {
	documents, err := r.documentsIn(ctx, by.Register, file.name)
	if err != nil {
		return err
	}
	for _, doc := range documents {
		letter := doc.own()
		// One that is given up is gone by its day, whenever retention gets to it.
		gone := doc.State == LetterDestroyed || doc.State == LetterLapsed || doc.State == LetterAwaiting && !r.at().Before(letter.Lapses)
		if gone || !disclosure.Same(doc.Department, by.Department) {
			continue
		}
		view.Letters = append(view.Letters, letter)
	}
	slices.SortStableFunc(view.Letters, func(a, b CaseLetter) int { return b.TicketedAt.Compare(a.TicketedAt) })
	if len(view.Letters) > ownLettersShown {
		view.Letters, view.MoreLetters = view.Letters[:ownLettersShown], true
	}
	return nil
}

func (d *Document) own() CaseLetter {
	l := CaseLetter{Letter: d.letter()}
	if d.State == LetterAwaiting {
		l.Lapses = d.TicketedAt.Add(TicketLapses)
	}
	return l
}
