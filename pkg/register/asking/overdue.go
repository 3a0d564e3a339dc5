package asking

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// overduePage is a page of a list of what is overdue: the longest first.
type overduePage struct {
	today  disclosure.Date // in London
	lines  []desk.Waits
	cursor string
}

// overdue reads a page of a list, up to today, for a call that the caller may make. keeps
// says of a line whether it is overdue still; nil where every one is.
func (a *Room) overdue(ctx context.Context, by desk.Looking, call string, list desk.List, cursor string, shows func(*disclosure.Entry) (desk.Sight, error), keeps func(desk.Waits) (bool, error)) (page overduePage, err error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, call); err != nil {
		return overduePage{}, err
	}
	page.today = a.desk.Today()
	page.lines, page.cursor, err = a.desk.List(ctx, by.Caller, desk.PageOf{List: list, Through: page.today, Cursor: cursor, Shows: shows, Keeps: keeps})
	return page, err
}

// OverdueDisclosure is a disclosure that has to be looked at again, as it now
// reads.
type OverdueDisclosure struct {
	Entry      disclosure.EntryID   `json:"entry" doc:"The last word: the original, or its latest correction"`
	Corrects   disclosure.EntryID   `json:"corrects,omitempty" doc:"The original entry, when this is a correction"`
	Case       disclosure.CaseRef   `json:"case"`
	Department string               `json:"department,omitempty"`
	Recipient  disclosure.Recipient `json:"recipient"`
	Subjects   []disclosure.Subject `json:"subjects"`
	Share      *disclosure.Share    `json:"share,omitempty" doc:"Of a share of many people, which names nobody by itself: of how many, when and how it can be told whether somebody was in it"`
	Since      disclosure.Date      `json:"since" format:"date" doc:"The day from which it is overdue; of a telling that was put off, the day that was put down for it"`
	Days       int                  `json:"days" doc:"For how many civil days it has been overdue: 1 on the first; of a telling, since that day: 0 on it"`
}

// overdueDisclosure is a line as shown.
func overdueDisclosure(l desk.Waits, today disclosure.Date) (OverdueDisclosure, *disclosure.Disclosure, error) {
	d, root, err := l.Entry.Disclosed()
	if err != nil {
		return OverdueDisclosure{}, nil, err
	}
	o := OverdueDisclosure{
		Entry: l.Entry.ID, Case: l.Entry.Case, Department: l.Entry.Owner(), Recipient: d.Recipient, Subjects: d.Subjects, Share: d.Share,
		Since: l.Since, Days: today.DaysSince(l.Since) + 1,
	}
	if root != l.Entry.ID {
		o.Corrects = root
	}
	return o, d, nil
}

// OverdueWithholding is a disclosure kept from a person on grounds that somebody
// has to look at again.
type OverdueWithholding struct {
	OverdueDisclosure
	Grounds []policy.Withholding `json:"grounds" doc:"The grounds to look at again, and why"`
}

// OverdueWithholdings is a page, the longest overdue first.
type OverdueWithholdings struct {
	AsOf         disclosure.Date      `json:"asOf" format:"date"`
	Withholdings []OverdueWithholding `json:"withholdings"`
	Cursor       string               `json:"cursor,omitempty"`
}

// OverdueWithholdings reports which withholdings have passed their review date or
// lost their ground, over the whole register: what a review of one person shows
// as due. A correction that gives a new review date, or lets the ground go, takes
// a disclosure off the list. A page is one query and one batch read.
func (a *Room) OverdueWithholdings(ctx context.Context, by desk.Looking, cursor string) (OverdueWithholdings, error) {
	today := a.desk.Today()
	page, err := a.overdue(ctx, by, "show-overdue-withholdings", desk.ListWithholdings, cursor, desk.SightOf, func(l desk.Waits) (bool, error) {
		d, _, err := l.Entry.Disclosed()
		return err == nil && len(a.desk.Law().DueWithholdings(d, today)) > 0, err
	})
	if err != nil {
		return OverdueWithholdings{}, err
	}
	answer := OverdueWithholdings{AsOf: page.today, Withholdings: make([]OverdueWithholding, 0, len(page.lines)), Cursor: page.cursor}
	var shown []desk.Sight
	for _, l := range page.lines {
		o, d, err := overdueDisclosure(l, page.today)
		if err != nil {
			return OverdueWithholdings{}, err
		}
		answer.Withholdings = append(answer.Withholdings, OverdueWithholding{o, a.desk.Law().DueWithholdings(d, today)})
		shown = append(shown, l.Sight)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-overdue-withholdings", Results: len(answer.Withholdings)}, shown...)
}
