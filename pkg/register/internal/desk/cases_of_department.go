package desk

import (
	"context"
	"errors"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// DepartmentCase is a case that a department works on, as it may know of it.
type DepartmentCase struct {
	Case  disclosure.CaseRef
	State disclosure.CaseState
	Since disclosure.Date // of what the department recorded first in it
}

// CasesOfDepartment lists the cases that the caller's department works on, in the state
// where one is given. It reads the partition of what the
// department has recorded, as [Registrar.Search] does for one, so that no row, cursor or
// end of a page depends on what others record. A case is listed where the department's
// first entry in it stands, which the case remembers; of an older case, which does not, it
// is listed where any does, and once a page. What is being destroyed is not listed.
//
// A page is a query, and a batch read of the cases or two; where that finds nothing, it is
// read on, at most [EmptyReads] times in all.
func (f Files) CasesOfDepartment(ctx context.Context, by disclosure.Caller, state string, most int, cursor string) (cases []DepartmentCase, next string, err error) {
	if err := f.findable(ctx, by.Register); err != nil {
		return nil, "", err
	}
	own := term{store.ByDepartment, by.Department}
	p := plan{partition: indexPartition(by.Register, own, ""), term: own, own: true, filter: []term{{store.ByCase, state}}}
	err = ReadOn(EmptyReads, func() (bool, error) {
		var items []store.Item
		items, cursor, err = f.listed(ctx, "query a department's cases", by, p, store.Query{Descending: true, Limit: most}, cursor)
		if err != nil {
			return false, err
		}
		cases, err = f.departmentCases(ctx, by, state, items)
		return cursor == "" || len(cases) > 0, err
	})
	return cases, cursor, err
}

// departmentCases are the cases that are listed at the department's rows.
func (f Files) departmentCases(ctx context.Context, by disclosure.Caller, state string, items []store.Item) (cases []DepartmentCase, err error) {
	rows := make([]Row, 0, len(items))
	var keys []store.Key
	for _, item := range items {
		row, err := rowOf(item)
		if err != nil {
			return nil, err
		}
		rows, keys = append(rows, row), append(keys, caseKeys(by.Register, row.Case)...)
	}
	found, err := f.itemsAt(ctx, "load a department's cases", keys)
	if err != nil {
		return nil, err
	}
	shown := map[string]bool{} // by the cases' names in keys
	for _, row := range rows {
		file, err := f.caseAmong(ctx, by.Register, row.Case, found, facts.Briefly)
		if errors.Is(err, errSeveralCases) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if file == nil || file.RefuseIfFenced() != nil || shown[file.name] || state != "" && string(file.State) != state {
			continue
		}
		if first, known := file.Begun[disclosure.Canonical(by.Department)]; known && first != row.ID {
			continue
		}
		shown[file.name] = true
		cases = append(cases, DepartmentCase{row.Case, file.State, disclosure.DateOf(row.DisclosedAt)})
	}
	return cases, nil
}
