package desk

import (
	"context"
	"errors"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store"
)

// ProcessingRecord draws up what the register adds to the council's record of
// processing activities for a period, from its entries as they now read and from
// the notices in force. Refusals are no processing of this kind and are left out.
//
// It reads the period's index partition, each of its entries once and the case of
// each that relies on a condition, a hundred at a time.
func (r *Registrar) ProcessingRecord(ctx context.Context, by Looking, from, to disclosure.Date) (report.ProcessingRecord, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "processing-record"); err != nil {
		return report.ProcessingRecord{}, err
	}
	if to.Before(from) {
		return report.ProcessingRecord{}, badQuestion(formFinding("/to", "The last day is before the first."))
	}
	register, p := by.Caller.Register, period{from, to}
	var keys []store.Key
	err := r.eachLastWord(ctx, register, p, func() func(store.Item) error {
		keys = nil
		return func(item store.Item) error {
			keys = append(keys, store.EntryKey(register.String(), entryOf(item).String()))
			return nil
		}
	})
	if err != nil {
		return report.ProcessingRecord{}, err
	}
	c := compile(register, r.law, r.titles)
	for batch := range slices.Chunk(keys, store.MaxBatch) {
		items, err := r.itemsAt(ctx, "load a period's entries", batch)
		if err != nil {
			return report.ProcessingRecord{}, err
		}
		for _, item := range items {
			entry, _, err := decodeEntry(item)
			if err != nil {
				return report.ProcessingRecord{}, err
			}
			d, _, err := entry.Disclosed()
			if err != nil {
				return report.ProcessingRecord{}, err
			}
			c.add(d)
		}
	}
	today := disclosure.DateOf(r.at())
	late, err := r.keptLonger(ctx, register, c.allCases(), today)
	if err != nil {
		return report.ProcessingRecord{}, err
	}
	entry, _ := r.law.Register(register)
	record := report.ProcessingRecord{Register: register, Controller: entry.Controller, From: from, To: to, AsOf: today, Notices: r.processingNotices(register, p)}
	c.write(&record, late)
	return seen(record, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: "processing-record", Asked: map[string]string{"from": from.String(), "to": to.String()}, Results: len(keys),
	}))
}

// keptLonger returns those of the cases that would have gone by now, had nothing
// stood in the way, and why they have not.
func (r *Registrar) keptLonger(ctx context.Context, register disclosure.Register, refs []disclosure.CaseRef, today disclosure.Date) (map[disclosure.CaseRef]report.ProcessingLate, error) {
	late := map[disclosure.CaseRef]report.ProcessingLate{}
	var keys []store.Key
	for _, ref := range refs {
		keys = append(keys, caseKeys(register, ref)...)
	}
	items, err := r.itemsAt(ctx, "load cases", keys)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		file, err := r.caseAmong(ctx, register, ref, items)
		if errors.Is(err, errSeveralCases) || err == nil && file == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		unheld := file.Case
		unheld.Holds = nil
		due := r.law.Retention(register, unheld, today)
		if due.Clock != policy.DueNow || !today.After(due.DueOn) {
			continue
		}
		one := report.ProcessingLate{Case: ref, DueOn: due.DueOn, Why: r.law.Retention(register, file.Case, today).Reason}
		if file.State == disclosure.CaseDisposing {
			one.Why = "Its destruction is under way."
		}
		late[ref] = one
	}
	return late, nil
}

// processingNotices says what the notices in force in the period say.
func (r *Registrar) processingNotices(register disclosure.Register, p period) []report.ProcessingNotice {
	in := r.noticesIn(register, p)
	notices := make([]report.ProcessingNotice, 0, len(in))
	for _, n := range r.law.Notices(register) {
		if !slices.ContainsFunc(in, func(a report.AnnualNotice) bool { return a.ID == n.ID && a.Version == n.Version }) {
			continue
		}
		said := report.ProcessingNotice{
			ID: n.ID, Version: n.Version, Title: n.Title,
			Purposes: []string{}, Data: []string{}, Recipients: []string{}, Transfers: []string{}, Retention: []report.ProcessingRetention{},
		}
		for _, purpose := range n.Purposes {
			said.Purposes = append(said.Purposes, purpose.Title)
		}
		for _, data := range n.DataCategories {
			said.Data = append(said.Data, data.Title)
		}
		for _, recipient := range n.Recipients {
			said.Recipients = append(said.Recipients, recipient.Title)
		}
		for _, transfer := range n.Transfers {
			said.Transfers = append(said.Transfers, transfer.Title)
		}
		for _, class := range n.Retention {
			said.Retention = append(said.Retention, report.ProcessingRetention{
				What: class.What, Bound: string(class.Bound), Period: class.Period.String(), Trigger: string(class.Trigger),
			})
		}
		notices = append(notices, said)
	}
	return notices
}
