package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// AccessSearch asks who looked. Every part given must match.
type AccessSearch struct {
	// Month is in UTC: "2026-11". Left out, it is every month where Caller, Case,
	// Entry, Subject or Unstated is given, and the current month where none is.
	Month    string
	Caller   string             // an entry's recordedBy.caller
	Action   string             // an operation of the API
	Case     disclosure.CaseRef // the case that was shown, or in which an entry or letter was
	Entry    disclosure.EntryID // the entry that was opened
	Subject  string             // the council's reference for the person that was asked for, or that an entry opened is about
	Unstated bool               // looks that did not say why
}

// AccessRow is one look.
type AccessRow struct {
	ID   disclosure.EntryID    `json:"id"`
	At   time.Time             `json:"at"`
	By   disclosure.RecordedBy `json:"by"`
	Case disclosure.CaseRef    `json:"case,omitempty" doc:"The case that was asked for, or that what was shown is of"`
	disclosure.Access
}

// AccessRows is a page of looks, the latest first.
type AccessRows struct {
	Accesses []AccessRow `json:"accesses"`
	// Titles are those of the API, which knows what its operations are called.
	Titles  map[string]string `json:"titles,omitempty" doc:"What the actions that rows name are, in words"`
	Cursor  string            `json:"cursor,omitempty"`
	Nothing *NothingFound     `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// Accesses shows who looked at the register, and why. It is one query, of the
// looks at the person, the entry or the case, by the caller, without a purpose, or
// of the month; the first of these given chooses, so that what is read grows with
// the answer and not with the register. It is a look itself. By person or case it is
// a second query at the end, of looks recorded until 29 November 2026, which are found
// by exactly the spelling that was asked for or shown.
func (r *Registrar) Accesses(ctx context.Context, by Looking, s AccessSearch, limit int, cursor string) (AccessRows, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-accesses"); err != nil {
		return AccessRows{}, err
	}
	p, asked, err := r.accessPlan(by.Caller.Register, s)
	if err != nil {
		return AccessRows{}, err
	}
	after, err := r.openCursor(by.Caller, p, cursor)
	if err != nil {
		return AccessRows{}, err
	}
	items, next, err := r.accessPage(ctx, p, after, rowLimit(limit))
	if err != nil {
		return AccessRows{}, err
	}
	rows := AccessRows{Accesses: make([]AccessRow, 0, len(items))}
	for _, item := range items {
		row, err := accessRow(item)
		if err != nil {
			return AccessRows{}, err
		}
		rows.Accesses = append(rows.Accesses, row)
	}
	if next != "" {
		rows.Cursor = r.closeCursor(by.Caller, p, next)
	}
	var shown []term
	if len(rows.Accesses) == 0 && cursor == "" && next == "" {
		if rows.Nothing, shown, err = r.nothing(ctx, by.Caller, s.sought()); err != nil {
			return AccessRows{}, err
		}
	}
	return seen(rows, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-accesses", Asked: asked, Results: len(rows.Accesses)}, shown...))
}

// sought is what the search asks for.
func (s AccessSearch) sought() Sought {
	also := map[string]string{"month": s.Month, "caller": s.Caller, "action": s.Action, "entry": s.Entry.String()}
	if s.Unstated {
		also["unstated"] = "true"
	}
	return Sought{Subject: s.Subject, Case: s.Case, Also: also}
}

// accessPage reads a page of looks. Those recorded by what was written are all older
// than those found by canonical forms, so that one list follows the other.
func (r *Registrar) accessPage(ctx context.Context, p plan, after string, limit int) (items []store.Item, next string, err error) {
	after, before := strings.CutPrefix(after, olderLooks)
	if !before {
		if items, next, err = r.page(ctx, p, after, limit); err != nil || next != "" || p.older == "" {
			return items, next, err
		}
		after = ""
	}
	p.partition = p.older
	older, next, err := r.page(ctx, p, after, max(1, limit-len(items)))
	switch {
	case err == nil && len(items) == limit && len(older) > 0:
		return items, olderLooks, nil // there is no room for them on this page
	case next != "":
		next = olderLooks + next
	}
	return append(items, older...), next, err
}

// olderLooks begins what a cursor says of looks recorded by what was written. No
// instant begins so.
const olderLooks = "#"

// accessPlan is the search made ready, and as its own access keeps it.
func (r *Registrar) accessPlan(register disclosure.Register, s AccessSearch) (plan, map[string]string, error) {
	month := r.at()
	if s.Month != "" {
		var err error
		if month, err = time.Parse("2006-01", s.Month); err != nil {
			return plan{}, nil, badQuestion(formFinding("/month", "Write the month as year-month, for example 2026-11."))
		}
	}
	if err := r.askable(register, Search{Case: s.Case, Subject: s.Subject}); err != nil {
		return plan{}, nil, err
	}
	for pointer, text := range map[string]string{"/caller": s.Caller, "/action": s.Action} {
		if !disclosure.OneLine(text) {
			return plan{}, nil, badQuestion(formFinding(pointer, disclosure.NotOneLine))
		}
	}
	if _, err := disclosure.ParseEntryID(s.Entry.String()); s.Entry != "" && err != nil {
		return plan{}, nil, badQuestion(formFinding("/entry", "This is not the id of an entry."))
	}

	asked := map[string]string{}
	var wanted []term // the most selective first
	want := func(dimension store.Dimension, name string, given bool, value, kept string) {
		if given {
			wanted, asked[name] = append(wanted, term{dimension, value}), kept
		}
	}
	token := ""
	if s.Subject != "" {
		token = r.keys.subject(register, s.Subject)
	}
	want(bySought, "subject", s.Subject != "", token, token)
	want(byOpened, "entry", s.Entry != "", s.Entry.String(), s.Entry.String())
	want(store.ByCase, "case", s.Case != "", s.Case.String(), s.Case.String())
	want(byUnstated, "unstated", s.Unstated, "", "true")
	want(byLooker, "caller", s.Caller != "", s.Caller, s.Caller)
	chosen := len(wanted)
	want(byAction, "action", s.Action != "", s.Action, s.Action)

	if chosen == 0 {
		asked["month"] = month.Format("2006-01")
		return plan{partition: store.AccessPartition(register.String(), month), filter: wanted}, asked, nil
	}
	p := plan{partition: accessPartition(register, wanted[0]), filter: wanted[1:]}
	switch wanted[0].by {
	case bySought:
		p.older = store.AccessIndexPartition(register.String(), bySoughtV1, r.keys.subjectV1(register, s.Subject))
	case store.ByCase:
		p.older = store.AccessIndexPartition(register.String(), store.ByCase, s.Case.String())
	}
	if s.Month != "" {
		asked["month"] = s.Month
		p.from, p.to = store.IndexFrom(month), store.IndexTo(month.AddDate(0, 1, 0))
	}
	return p, asked, nil
}

// accessRow reads an access, or a copy of one.
func accessRow(item store.Item) (AccessRow, error) {
	encoded, _ := item.Attrs[attrBytes].([]byte)
	var entry disclosure.Entry
	if err := json.Unmarshal(encoded, &entry); err != nil {
		return AccessRow{}, fmt.Errorf("decode an access: %w", err)
	}
	row := AccessRow{ID: entry.ID, At: entry.RecordedAt, By: entry.RecordedBy, Case: entry.Case}
	if err := json.Unmarshal(entry.Body, &row.Access); err != nil {
		return AccessRow{}, fmt.Errorf("decode what an access asked: %w", err)
	}
	return row, nil
}
