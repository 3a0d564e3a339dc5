package asking

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
)

// Agreement is a sharing agreement as it now stands.
type Agreement struct {
	Fact        disclosure.EntryID `json:"fact" doc:"The entry that holds it"`
	Reference   string             `json:"reference" doc:"By which disclosures name it"`
	Version     string             `json:"version"`
	Signatories []string           `json:"signatories" doc:"Its parties"`
	Covers      string             `json:"covers,omitempty" doc:"What sharing it is for"`
	From        disclosure.Date    `json:"from" format:"date"`
	Until       disclosure.Date    `json:"until,omitzero" format:"date" doc:"Its last day; left out while it has none"`
	DaysLeft    *int               `json:"daysLeft,omitempty" doc:"Civil days until its last day; negative once it has lapsed; left out where it has none"`
}

// Agreements is a page, what lapses or has lapsed first before the others.
type Agreements struct {
	AsOf       disclosure.Date `json:"asOf" format:"date"`
	Agreements []Agreement     `json:"agreements"`
	Cursor     string          `json:"cursor,omitempty"`
}

// MaxAgreementsAhead is how many days ahead a list of what lapses looks at most.
const MaxAgreementsAhead = 3660

// Agreements lists the sharing agreements with their parties, what they cover and
// when they end: those that end within so many days, what has lapsed among them, or
// all when within is negative. One that another has taken the place of is not among
// them. A department sees those that it recorded. A page is one query and one batch read.
func (a *Room) Agreements(ctx context.Context, by desk.Looking, within int, cursor string) (Agreements, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-agreements")
	if err != nil {
		return Agreements{}, err
	}
	if within > MaxAgreementsAhead {
		return Agreements{}, form.BadQuestion(form.Finding("/within", "Ask for at most 3,660 days ahead."))
	}
	today := a.desk.Today()
	page := desk.PageOf{List: desk.ListAgreements, Cursor: cursor}
	if reach == power.Own {
		page.List = desk.ListAgreementsOf(by.Caller.Department)
	}
	if within >= 0 {
		page.Through, page.Asked = today.AddDays(within), true
	}
	listed, next, err := a.desk.List(ctx, by.Caller, page)
	if err != nil {
		return Agreements{}, err
	}
	answer := Agreements{AsOf: today, Agreements: []Agreement{}, Cursor: next}
	for _, l := range listed {
		f, err := desk.FactOf(l.Entry)
		if err != nil {
			return Agreements{}, err
		}
		one := Agreement{Fact: l.Entry.ID, Reference: f.About.Reference, Version: f.Version, Signatories: f.Signatories, Covers: f.Covers, From: f.From, Until: f.Until}
		if !f.Until.IsZero() {
			left := f.Until.DaysSince(today)
			one.DaysLeft = &left
		}
		answer.Agreements = append(answer.Agreements, one)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-agreements", Results: len(answer.Agreements)})
}
