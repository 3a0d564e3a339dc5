package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// CaseFilter says which cases are meant. Every part given must match; the zero CaseFilter
// means all of them.
type CaseFilter struct {
	State      string
	Department string
	// Limit is how many a page has at most, up to [caseRows], which it is when it is zero.
	Limit int
}

// The states that a filter may ask for, beside those of a case: a department may ask for
// the two of a case alone.
const (
	caseDue     = "due"
	caseHeld    = "held"
	caseStopped = "stopped"
)

// CaseRow is a case in a list. A department is told of it what it may know: its state, and
// since when the department works on it.
type CaseRow struct {
	Case        disclosure.CaseRef   `json:"case"`
	State       disclosure.CaseState `json:"state" enum:"open,closed,disposing"`
	Since       disclosure.Date      `json:"since" format:"date" doc:"To a department: the day of the disclosure, or refusal, that it recorded first in the case. To others: the day on which the register heard of the case"`
	ClosedOn    disclosure.Date      `json:"closedOn,omitzero" format:"date" doc:"Not to a department"`
	Departments []string             `json:"departments,omitempty" doc:"Who has recorded in it; not to a department"`
	Clock       policy.Clock         `json:"clock,omitempty" enum:"not-started,running,due,held,review" doc:"Not to a department"`
	BeginsOn    disclosure.Date      `json:"beginsOn,omitzero" format:"date" doc:"First day on which its disposal may begin; not to a department"`
	Reason      string               `json:"reason,omitempty" doc:"Why it is kept, or goes; not to a department"`
	Held        bool                 `json:"held,omitempty" doc:"A hold stands; not to a department"`
	Stopped     bool                 `json:"stopped,omitempty" doc:"A destruction of it was stopped, and a hold stands; not to a department"`
}

// CaseRows is a page of cases.
type CaseRows struct {
	Cases []CaseRow `json:"cases"`
	// Cursor asks for the next page. A page may be short, or empty, and still have
	// one: there is no more only when there is no cursor.
	Cursor string `json:"cursor,omitempty"`
}

// caseRows bounds a page: the cases of its rows are one batch read, or two where their
// references could be older ones.
const caseRows = store.MaxBatch

// CaseList lists the register's cases.
//
// Nothing is kept for it. Retention reminds of every case that is not destroyed, of each
// that is not held by one reminder, and of each hold by one: they are the list, the open
// cases first, then those whose clock has not started, those that will be due, by the day,
// those to review, and those that are held. A page is a query and a batch read; where that
// finds less than a page, as by a filter, it is read on, at most [emptyReads] times in all.
//
// A department's are found by what it has recorded alone, in the order of what it shared
// first in each, the latest first: see [Registrar.ownCases].
func (r *Registrar) CaseList(ctx context.Context, by Looking, filter CaseFilter, cursor string) (CaseRows, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-cases")
	if err != nil {
		return CaseRows{}, err
	}
	if filter.Limit <= 0 || filter.Limit > caseRows {
		filter.Limit = caseRows
	}
	page := CaseRows{Cases: []CaseRow{}}
	if reach == power.Own {
		err = r.ownCases(ctx, by.Caller, filter, cursor, &page)
	} else {
		err = r.allCases(ctx, by.Caller, filter, cursor, &page)
	}
	if err != nil {
		return CaseRows{}, err
	}
	asked := map[string]string{}
	for name, value := range map[string]string{"state": filter.State, "department": filter.Department} {
		if value != "" {
			asked[name] = value
		}
	}
	return seen(page, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-cases", Asked: asked, Results: len(page.Cases)}))
}

// casesUnder are the reminders that lead to the cases of a state, in the order of the list.
func casesUnder(state string) []store.Reminder {
	all := []store.Reminder{store.StillOpen, store.Unstarted, store.ToDispose, store.ToReview, store.HoldEnds}
	switch state {
	case string(disclosure.CaseClosed):
		return all[1:]
	case caseDue:
		return all[2:3]
	case caseHeld, caseStopped:
		return all[4:]
	}
	return all
}

func (r *Registrar) allCases(ctx context.Context, by disclosure.Caller, filter CaseFilter, cursor string, page *CaseRows) error {
	p := plan{partition: store.DuePartition(by.Register.String()), term: term{store.ByCase, filter.State}, filter: []term{{store.ByDepartment, disclosure.Canonical(filter.Department)}}}
	after, err := r.openCursor(by, p, cursor)
	if err != nil {
		return err
	}
	kinds := casesUnder(filter.State)
	if begun := slices.IndexFunc(kinds, func(k store.Reminder) bool { return strings.HasPrefix(after, store.DueFrom(k)) }); begun >= 0 {
		kinds = kinds[begun:]
	} else {
		after = ""
	}
	today := disclosure.DateOf(r.at())
	through := ""
	if filter.State == caseDue {
		through = today.String()
	}
	for reads := 0; len(kinds) > 0 && len(page.Cases) < filter.Limit && reads < emptyReads; reads++ {
		items, files, next, err := r.remindersOf(ctx, by.Register, kinds[0], through, after, filter.Limit-len(page.Cases))
		if err != nil {
			return err
		}
		for i, item := range items {
			row, listed, err := r.caseRow(by.Register, kinds[0], item, files[i], today)
			if err != nil {
				return err
			}
			again := slices.ContainsFunc(page.Cases, func(c CaseRow) bool { return c.Case == row.Case })
			if listed && !again && filter.means(row) {
				page.Cases = append(page.Cases, row)
			}
		}
		if after = next; next == "" {
			if kinds = kinds[1:]; len(kinds) > 0 {
				after = store.DueFrom(kinds[0])
			}
		}
	}
	if len(kinds) > 0 {
		page.Cursor = r.closeCursor(by, p, after)
	}
	return nil
}

// means reports whether the filter means the case.
func (f CaseFilter) means(c CaseRow) bool {
	if f.Department != "" && !slices.ContainsFunc(c.Departments, func(d string) bool { return disclosure.Same(d, f.Department) }) {
		return false
	}
	switch f.State {
	case string(disclosure.CaseOpen), string(disclosure.CaseClosed):
		return string(c.State) == f.State
	case caseStopped:
		return c.Stopped
	}
	return true
}

// caseRow is the case as the reminder of a kind lists it, and whether it does: of a case
// that is not held the one of its clock as it now is, and of one that is, of the first of
// its holds to be looked at.
func (r *Registrar) caseRow(register disclosure.Register, kind store.Reminder, item store.Item, file *caseFile, today disclosure.Date) (row CaseRow, listed bool, err error) {
	_, on, _, id, err := store.ParseDueSort(item.Sort)
	if err != nil || file == nil || file.State == disclosure.CaseDisposed {
		return CaseRow{}, false, err
	}
	now := r.law.Retention(register, file.Case, today)
	switch due, day := reminderOf(now, file.Case, today); {
	case file.State == disclosure.CaseDisposing:
		listed = kind == store.ToDispose
	case file.Held():
		listed = kind == store.HoldEnds && id == file.firstHold().ID.String()
	default:
		// The clock that has not started is as of today, whenever it was reminded of.
		listed = kind == due && (kind == store.Unstarted || on == day.String())
	}
	return CaseRow{
		Case: file.Ref, State: file.State, Since: disclosure.DateOf(file.OpenedAt), ClosedOn: file.Triggers.Closed, Departments: file.Departments,
		Clock: now.Clock, BeginsOn: now.BeginsOn, Reason: now.Reason, Held: file.Held(), Stopped: file.Held() && file.Spared,
	}, listed, nil
}

// firstHold is the hold that stands and is to be looked at first.
func (f *caseFile) firstHold() (first disclosure.Hold) {
	for _, h := range f.Holds {
		sooner := h.ReviewOn.Before(first.ReviewOn) || h.ReviewOn == first.ReviewOn && h.ID < first.ID
		if h.ReleasedOn.IsZero() && (first.ID == "" || sooner) {
			first = h
		}
	}
	return first
}

// ownCases lists the cases that a department works on. It reads the partition of what the
// department has recorded, as [Registrar.Search] does for one, so that no row, cursor or
// end of a page depends on what others record. A case is listed where the department's
// first entry in it stands, which the case remembers; of an older case, which does not, it
// is listed where any does, and once a page. What is being destroyed is not listed.
//
// A page is a query, and a batch read of the cases or two; where that finds nothing, it is
// read on, at most [emptyReads] times in all.
func (r *Registrar) ownCases(ctx context.Context, by disclosure.Caller, filter CaseFilter, cursor string, page *CaseRows) error {
	switch disclosure.CaseState(filter.State) {
	case "", disclosure.CaseOpen, disclosure.CaseClosed:
	default:
		return badQuestion(formFinding("/state", "A department lists open or closed cases. When a case is destroyed is for the Data Protection Officer to say."))
	}
	if filter.Department != "" && !disclosure.Same(filter.Department, by.Department) {
		return nil // as of a department that has recorded nothing
	}
	if err := r.findable(ctx, by.Register); err != nil {
		return err
	}
	own := term{store.ByDepartment, by.Department}
	p := plan{partition: indexPartition(by.Register, own, ""), term: own, own: true, filter: []term{{store.ByCase, filter.State}}}
	for reads := 1; ; reads++ {
		items, next, err := r.listed(ctx, "query a department's cases", by, p, store.Query{Descending: true, Limit: filter.Limit}, cursor)
		if err != nil {
			return err
		}
		if err := r.addOwnCases(ctx, by, filter, items, page); err != nil {
			return err
		}
		if page.Cursor, cursor = next, next; next == "" || len(page.Cases) > 0 || reads == emptyReads {
			return nil
		}
	}
}

// addOwnCases adds the cases that are listed at the department's rows.
func (r *Registrar) addOwnCases(ctx context.Context, by disclosure.Caller, filter CaseFilter, items []store.Item, page *CaseRows) error {
	rows := make([]Row, 0, len(items))
	var keys []store.Key
	for _, item := range items {
		row, err := rowOf(item)
		if err != nil {
			return err
		}
		rows, keys = append(rows, row), append(keys, caseKeys(by.Register, row.Case)...)
	}
	found, err := r.itemsAt(ctx, "load a department's cases", keys)
	if err != nil {
		return err
	}
	shown := map[string]bool{} // by the cases' names in keys
	for _, row := range rows {
		file, err := r.caseAmong(ctx, by.Register, row.Case, found, briefly)
		if errors.Is(err, errSeveralCases) {
			continue
		}
		if err != nil {
			return err
		}
		if file == nil || file.refuseIfFenced() != nil || shown[file.name] || filter.State != "" && string(file.State) != filter.State {
			continue
		}
		if first, known := file.Begun[disclosure.Canonical(by.Department)]; known && first != row.ID {
			continue
		}
		shown[file.name] = true
		page.Cases = append(page.Cases, CaseRow{Case: row.Case, State: file.State, Since: disclosure.DateOf(row.DisclosedAt)})
	}
	return nil
}
