package asking

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
)

// ProcessingRecord draws up what the register adds to the council's record of
// processing activities for a period, from its entries as they now read and from
// the notices in force. Refusals are no processing of this kind and are left out.
//
// It reads the period's index partition, each of its entries once and the case of
// each that relies on a condition, a hundred at a time.
func (a *Room) ProcessingRecord(ctx context.Context, by desk.Looking, from, to disclosure.Date) (report.ProcessingRecord, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "processing-record"); err != nil {
		return report.ProcessingRecord{}, err
	}
	if to.Before(from) {
		return report.ProcessingRecord{}, form.BadQuestion(form.Finding("/to", "The last day is before the first."))
	}
	register, p := by.Caller.Register, desk.Period{From: from, To: to}
	var ids []disclosure.EntryID
	err := a.desk.EachLastWord(ctx, register, p, func() func(desk.Summary) error {
		ids = nil
		return func(s desk.Summary) error {
			ids = append(ids, s.ID)
			return nil
		}
	})
	if err != nil {
		return report.ProcessingRecord{}, err
	}
	c := compile(register, a.desk.Law(), a.desk.Titles())
	err = a.desk.EachDisclosure(ctx, register, ids, c.add)
	if err != nil {
		return report.ProcessingRecord{}, err
	}
	today := a.desk.Today()
	late, err := a.keptLonger(ctx, register, c.allCases(), today)
	if err != nil {
		return report.ProcessingRecord{}, err
	}
	entry, _ := a.desk.Law().Register(register)
	record := report.ProcessingRecord{Register: register, Controller: entry.Controller, From: from, To: to, AsOf: today, Notices: a.processingNotices(register, p)}
	c.write(&record, late)
	return desk.Shown(ctx, a.desk, by, record, disclosure.Access{
		Action: "processing-record", Asked: map[string]string{"from": from.String(), "to": to.String()}, Results: len(ids),
	})
}

// keptLonger returns those of the cases that would have gone by now, had nothing
// stood in the way, and why they have not.
func (a *Room) keptLonger(ctx context.Context, register disclosure.Register, refs []disclosure.CaseRef, today disclosure.Date) (map[disclosure.CaseRef]report.ProcessingLate, error) {
	cases, err := a.desk.Cases(ctx, register, refs)
	if err != nil {
		return nil, err
	}
	late := map[disclosure.CaseRef]report.ProcessingLate{}
	for ref, file := range cases {
		unheld := file
		unheld.Holds = nil
		due := a.desk.Law().Retention(register, unheld, today)
		if due.Clock != policy.DueNow || !today.After(due.DueOn) {
			continue
		}
		one := report.ProcessingLate{Case: ref, DueOn: due.DueOn, Why: a.desk.Law().Retention(register, file, today).Reason}
		if file.State == disclosure.CaseDisposing {
			one.Why = "Its destruction is under way."
		}
		late[ref] = one
	}
	return late, nil
}

// processingNotices says what the notices in force in the period say.
func (a *Room) processingNotices(register disclosure.Register, p desk.Period) []report.ProcessingNotice {
	in := a.noticesIn(register, p)
	notices := make([]report.ProcessingNotice, 0, len(in))
	for _, n := range a.desk.Law().Notices(register) {
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
