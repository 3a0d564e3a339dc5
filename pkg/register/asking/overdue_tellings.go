package asking

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// OverdueTelling is a disclosure, or a refusal, of which telling the person was put off to a day
// that has come.
type OverdueTelling struct {
	OverdueDisclosure
	DisclosedAt time.Time `json:"disclosedAt"`
	// PutOffTo is zero where the record gives no day: somebody has to say one.
	PutOffTo disclosure.Date `json:"putOffTo,omitzero" format:"date" doc:"The day that was put down for telling; left out where the record gives none, and since is then the day of the disclosure"`
	Ground   string          `json:"ground,omitempty" doc:"The exemption by which telling was put off"`
}

// OverdueTellings is a page, the longest overdue first.
type OverdueTellings struct {
	AsOf     disclosure.Date  `json:"asOf" format:"date"`
	Tellings []OverdueTelling `json:"tellings"`
	Cursor   string           `json:"cursor,omitempty"`
}

// OverdueTellings reports of which disclosures the person was to be told by now: each
// comes back on the day that was put down for it, and stays until a correction says
// that they were told, on what ground they are not, or by which later day they will
// be. A page is one query and one batch read.
func (a *Room) OverdueTellings(ctx context.Context, by desk.Looking, cursor string) (OverdueTellings, error) {
	page, err := a.overdue(ctx, by, "show-overdue-tellings", desk.ListTellings, cursor, desk.SightOf, nil)
	if err != nil {
		return OverdueTellings{}, err
	}
	answer := OverdueTellings{AsOf: page.today, Tellings: make([]OverdueTelling, 0, len(page.lines)), Cursor: page.cursor}
	var shown []desk.Sight
	for _, l := range page.lines {
		o, d, err := overdueDisclosure(l, page.today)
		if err != nil {
			return OverdueTellings{}, err
		}
		o.Days-- // the day of telling, on which it comes back, is still in time
		answer.Tellings = append(answer.Tellings, OverdueTelling{OverdueDisclosure: o, DisclosedAt: d.DisclosedAt, PutOffTo: d.TellSubject.On, Ground: d.TellSubject.Ground})
		shown = append(shown, l.Sight)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-overdue-tellings", Results: len(answer.Tellings)}, shown...)
}
