package asking

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
)

// ProcessingRecord draws up what the register adds to the council's record of
// processing activities for a period, from its entries as they now read and from
// the notices in force. Refusals are no processing of this kind and are left out.
//
// It reads the period's index partition, each of its entries once and the case of
// each that relies on a condition, a hundred at a time. Where there is too much for an
// answer, it says to ask for a file.
func (a *Room) ProcessingRecord(ctx context.Context, by desk.Looking, from, to disclosure.Date) (report.ProcessingRecord, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "processing-record"); err != nil {
		return report.ProcessingRecord{}, err
	}
	p := desk.Period{From: from, To: to}
	if err := inOrder(p); err != nil {
		return report.ProcessingRecord{}, err
	}
	record, count, err := a.processingRecord(ctx, by.Caller.Register, p, awaited(a.desk.Counted()/wholeIsDearer))
	if err != nil {
		return report.ProcessingRecord{}, err
	}
	return desk.Shown(ctx, a.desk, by, record, disclosure.Access{
		Action: "processing-record", Asked: map[string]string{"from": from.String(), "to": to.String()}, Results: count,
	})
}

// wholeIsDearer is how many disclosures can be counted from the index while one is read
// whole.
const wholeIsDearer = 5

// processingRecord returns the record, and of how many disclosures it is.
func (a *Room) processingRecord(ctx context.Context, register disclosure.Register, p desk.Period, at *pace) (report.ProcessingRecord, int, error) {
	at.part(20)
	var ids []disclosure.EntryID
	err := a.desk.EachLastWord(ctx, register, p, func() func(desk.Summary) error {
		ids = nil
		count := at.over(p)
		return func(s desk.Summary) error {
			ids = append(ids, s.ID)
			return count(s)
		}
	})
	if err != nil {
		return report.ProcessingRecord{}, 0, err
	}
	at.part(90)
	c, read := compile(register, a.desk.Law(), a.desk.Titles()), int64(0)
	err = a.desk.EachDisclosure(ctx, register, ids, func(d *disclosure.Disclosure) error {
		c.add(d)
		read++
		return at.done(read, int64(len(ids)))
	})
	if err != nil {
		return report.ProcessingRecord{}, 0, err
	}
	today := a.desk.Today()
	late, err := a.keptLonger(ctx, register, c.allCases(), today)
	if err != nil {
		return report.ProcessingRecord{}, 0, err
	}
	entry, _ := a.desk.Law().Register(register)
	record := report.ProcessingRecord{Register: register, Controller: entry.Controller, From: p.From, To: p.To, AsOf: today, Notices: a.processingNotices(register, p)}
	c.write(&record, late)
	return record, len(ids), nil
}

// casesAtOnce is how many cases are held in memory at a time.
const casesAtOnce = 1_000

// keptLonger returns those of the cases that would have gone by now, had nothing
// stood in the way, and why they have not.
func (a *Room) keptLonger(ctx context.Context, register disclosure.Register, refs []disclosure.CaseRef, today disclosure.Date) (map[disclosure.CaseRef]report.ProcessingLate, error) {
	late := map[disclosure.CaseRef]report.ProcessingLate{}
	for some := range slices.Chunk(refs, casesAtOnce) {
		cases, err := a.desk.Cases(ctx, register, some)
		if err != nil {
			return nil, err
		}
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
