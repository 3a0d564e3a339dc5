package registrar

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Looking is who asks to see something, and why, in their own words. The purpose
// is kept with the record of the look.
type Looking struct {
	Caller  disclosure.Caller
	Purpose string
}

// maySee is [may] for a look, which also needs a purpose.
func maySee(by Looking, asked call) (reach, error) {
	reach, err := may(by.Caller, asked)
	if err != nil {
		return none, err
	}
	if strings.TrimSpace(by.Purpose) == "" {
		return none, &disclosure.Error{Kind: disclosure.Refused, Detail: "Say why you are looking.", Findings: []disclosure.Finding{
			formFinding("/Access-Purpose", "Send an Access-Purpose header: why you need to see this. It is kept with the record that you looked."),
		}}
	}
	return reach, nil
}

// recordAccess puts on record that the caller looked, before the caller is
// shown. A crash after it leaves an access that was never answered, which errs
// on the right side; when it fails, nothing is shown.
func (r *Registrar) recordAccess(ctx context.Context, by Looking, ref disclosure.CaseRef, a disclosure.Access) error {
	a.Purpose = by.Purpose
	writes, err := r.accessWrites(by.Caller, ref, a)
	if err != nil {
		return err
	}
	return r.commit(ctx, writes, func(store.Item) error { return nil })
}

// seen is an answer whose look is on record: without the record there is none.
func seen[T any](answer T, unrecorded error) (T, error) {
	if unrecorded != nil {
		var nothing T
		return nothing, unrecorded
	}
	return answer, nil
}

// unseen puts on record a look at something by its name that was not found, and
// answers that it was not. What does not exist and what the caller may not see
// cost the same calls.
func (r *Registrar) unseen(ctx context.Context, by Looking, ref disclosure.CaseRef, a disclosure.Access, notFound error) error {
	if err := r.recordAccess(ctx, by, ref, a); err != nil {
		return err
	}
	return notFound
}

// What an access is found by, beside its month. They share the form of an index
// item's summary, and are no partitions of the index.
const (
	byLooker store.Dimension = "looker" // RecordedBy.Caller
	byAction store.Dimension = "action"
	bySought store.Dimension = "sought" // token of the subject asked for
)

// accessWrites returns the access entry and its leaf. Accesses have a place and
// a retention class of their own.
func (r *Registrar) accessWrites(by disclosure.Caller, ref disclosure.CaseRef, a disclosure.Access) ([]store.Write, error) {
	d, err := r.draft(by, r.at(), disclosure.Entry{Kind: disclosure.KindAccess, Case: ref}, a)
	if err != nil {
		return nil, err
	}
	terms := []term{{byLooker, d.entry.RecordedBy.Caller}, {byAction, a.Action}}
	if ref != "" {
		terms = append(terms, term{store.ByCase, ref.String()})
	}
	if token := a.Asked["subject"]; token != "" {
		terms = append(terms, term{bySought, token})
	}
	attrs := d.attrs()
	attrs[attrTerms], _ = encodeTerms(terms)
	key := store.AccessKey(by.Register.String(), d.at, d.entry.ID.String())
	return []store.Write{
		{Action: store.Put, Item: store.Item{Key: key, Attrs: attrs}, If: store.Absent()},
		d.commitment(),
	}, nil
}

// asked is the search as an access keeps it: a person's reference and a
// recipient's name as the keyed hashes that they are found by.
func (r *Registrar) asked(register disclosure.Register, s Search) map[string]string {
	asked := map[string]string{
		"case": s.Case.String(), "recipientCategory": s.RecipientCategory, "basis": s.Basis, "department": s.Department,
		"decision": s.Decision, "flag": s.Flag, "from": s.From.String(), "to": s.To.String(),
	}
	if s.Subject != "" {
		asked["subject"] = r.keys.subject(register, s.Subject)
	}
	if s.Recipient != "" {
		asked["recipient"] = r.keys.recipient(register, s.Recipient)
	}
	for name, value := range asked {
		if value == "" {
			delete(asked, name)
		}
	}
	return asked
}

// AccessSearch asks who looked. Every part given must match.
type AccessSearch struct {
	Month   string             // "2026-11", in UTC; "" for the current month
	Caller  string             // an entry's recordedBy.caller
	Action  string             // an operation of the API
	Case    disclosure.CaseRef // the case that was shown, or in which an entry or letter was
	Subject string             // the council's reference for the person that was asked for
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
	Cursor   string      `json:"cursor,omitempty"`
}

// Accesses shows who looked at the register in one month, and why. It is one
// query of the month's partition, and a look itself.
func (r *Registrar) Accesses(ctx context.Context, by Looking, s AccessSearch, limit int, cursor string) (AccessRows, error) {
	if _, err := maySee(by, "show-accesses"); err != nil {
		return AccessRows{}, err
	}
	month := r.at()
	if s.Month != "" {
		var err error
		if month, err = time.Parse("2006-01", s.Month); err != nil {
			return AccessRows{}, notWellFormed([]disclosure.Finding{formFinding("/month", "Write the month as year-month, for example 2026-11.")})
		}
	}
	if err := r.askable(Search{Case: s.Case}); err != nil {
		return AccessRows{}, err
	}
	if !oneLine(s.Caller) || !oneLine(s.Action) {
		return AccessRows{}, notWellFormed([]disclosure.Finding{formFinding("", "A caller or an action is one line of text.")})
	}
	register := by.Caller.Register
	p := plan{partition: store.AccessPartition(register.String(), month)}
	asked := map[string]string{"month": month.Format("2006-01")}
	want := func(dimension store.Dimension, name, value string) {
		if value != "" {
			p.filter = append(p.filter, term{dimension, value})
			asked[name] = value
		}
	}
	want(byLooker, "caller", s.Caller)
	want(byAction, "action", s.Action)
	want(store.ByCase, "case", s.Case.String())
	if s.Subject != "" {
		want(bySought, "subject", r.keys.subject(register, s.Subject))
	}
	after, err := r.openCursor(by.Caller, p, cursor)
	if err != nil {
		return AccessRows{}, err
	}
	items, next, err := r.page(ctx, p, after, rowLimit(limit))
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
	return seen(rows, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-accesses", Asked: asked, Results: len(rows.Accesses)}))
}

func accessRow(item store.Item) (AccessRow, error) {
	entry, _, err := decodeEntry(item)
	if err != nil {
		return AccessRow{}, err
	}
	row := AccessRow{ID: entry.ID, At: entry.RecordedAt, By: entry.RecordedBy, Case: entry.Case}
	if err := json.Unmarshal(entry.Body, &row.Access); err != nil {
		return AccessRow{}, fmt.Errorf("decode an access: %w", err)
	}
	return row, nil
}
