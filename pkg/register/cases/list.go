package cases

import (
	"context"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
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
	Cursor  string             `json:"cursor,omitempty"`
	Nothing *desk.NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
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
// finds less than a page, as by a filter, it is read on, at most [desk.EmptyReads] times in all.
//
// A department's are found by what it has recorded alone, in the order of what it shared
// first in each, the latest first: see [desk.Files.CasesOfDepartment].
func (r *Retention) CaseList(ctx context.Context, by desk.Looking, filter CaseFilter, cursor string) (CaseRows, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-cases")
	if err != nil {
		return CaseRows{}, err
	}
	if filter.Limit <= 0 || filter.Limit > caseRows {
		filter.Limit = caseRows
	}
	var page CaseRows
	if reach == power.Own {
		page, err = r.ownCases(ctx, by.Caller, filter, cursor)
	} else {
		page, err = r.allCases(ctx, by.Caller, filter, cursor)
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
	var shown desk.Sights
	if len(page.Cases) == 0 && cursor == "" && page.Cursor == "" && reach == power.All {
		sought := desk.Sought{Department: filter.Department, Also: map[string]string{"state": filter.State}}
		if page.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, sought); err != nil {
			return CaseRows{}, err
		}
	}
	return desk.ShownOf(ctx, r.desk, by, "", page, disclosure.Access{Action: "show-cases", Asked: asked, Results: len(page.Cases)}, shown)
}

// ownCases lists the cases that the caller's department works on.
func (r *Retention) ownCases(ctx context.Context, by disclosure.Caller, filter CaseFilter, cursor string) (CaseRows, error) {
	page := CaseRows{Cases: []CaseRow{}}
	switch disclosure.CaseState(filter.State) {
	case "", disclosure.CaseOpen, disclosure.CaseClosed:
	default:
		return page, form.BadQuestion(form.Finding("/state", "A department lists open or closed cases. When a case is destroyed is for the Data Protection Officer to say."))
	}
	if filter.Department != "" && !disclosure.Same(filter.Department, by.Department) {
		return page, nil // as of a department that has recorded nothing
	}
	cases, next, err := r.desk.CasesOfDepartment(ctx, by, filter.State, filter.Limit, cursor)
	for _, c := range cases {
		page.Cases = append(page.Cases, CaseRow{Case: c.Case, State: c.State, Since: c.Since})
	}
	page.Cursor = next
	return page, err
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

func (r *Retention) allCases(ctx context.Context, by disclosure.Caller, filter CaseFilter, cursor string) (CaseRows, error) {
	page := CaseRows{Cases: []CaseRow{}}
	q := desk.Question{Partition: store.DuePartition(by.Register.String())}.Within(store.ByDepartment, disclosure.Canonical(filter.Department))
	after, err := r.desk.OpenCursor(by, q, cursor)
	if err != nil {
		return CaseRows{}, err
	}
	kinds := casesUnder(filter.State)
	if begun := slices.IndexFunc(kinds, func(k store.Reminder) bool { return strings.HasPrefix(after, store.DueFrom(k)) }); begun >= 0 {
		kinds = kinds[begun:]
	} else {
		after = ""
	}
	today := disclosure.DateOf(r.desk.Now())
	through := ""
	if filter.State == caseDue {
		through = today.String()
	}
	for reads := 0; len(kinds) > 0 && len(page.Cases) < filter.Limit && reads < desk.EmptyReads; reads++ {
		items, files, next, err := r.remindersOf(ctx, by.Register, kinds[0], through, after, filter.Limit-len(page.Cases))
		if err != nil {
			return CaseRows{}, err
		}
		for i, item := range items {
			row, listed, err := r.caseRow(by.Register, kinds[0], item, files[i], today)
			if err != nil {
				return CaseRows{}, err
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
		page.Cursor = r.desk.CloseCursor(by, q, after)
	}
	return page, nil
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
func (r *Retention) caseRow(register disclosure.Register, kind store.Reminder, item store.Item, file *desk.CaseFile, today disclosure.Date) (row CaseRow, listed bool, err error) {
	_, on, _, id, err := store.ParseDueSort(item.Sort)
	if err != nil || file == nil || file.State == disclosure.CaseDisposed {
		return CaseRow{}, false, err
	}
	now := r.desk.Law().Retention(register, file.Case, today)
	switch due, day := desk.ReminderOf(now, file.Case, today); {
	case file.State == disclosure.CaseDisposing:
		listed = kind == store.ToDispose
	case file.Held():
		listed = kind == store.HoldEnds && id == firstHold(file.Holds).ID.String()
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
func firstHold(holds []disclosure.Hold) (first disclosure.Hold) {
	for _, h := range holds {
		sooner := h.ReviewOn.Before(first.ReviewOn) || h.ReviewOn == first.ReviewOn && h.ID < first.ID
		if h.ReleasedOn.IsZero() && (first.ID == "" || sooner) {
			first = h
		}
	}
	return first
}
