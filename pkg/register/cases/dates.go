package cases

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
)

// DateCase says from which days the case's periods run, and of which classes it
// is, whole: what is left out is not known. Every clock follows at once.
func (r *Retention) DateCase(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, d disclosure.CaseDates) (desk.Recorded, error) {
	change := desk.CaseChange{Asked: "date-case", Case: ref, Kind: disclosure.KindCaseDated, Body: d}
	return r.desk.ChangeCase(ctx, by, change, func(dating *desk.Changing) error {
		file := dating.File
		if wrong := r.checkDates(by.Caller.Register, d, dating.Today); wrong != nil {
			return form.NotWellFormed(wrong...)
		}
		t := &file.Triggers
		t.TenancyEnded, t.Born, t.Died = d.TenancyEnded, d.Born, d.Died
		t.AdoptionOrder, t.ApprovalTerminated = d.AdoptionOrder, d.ApprovalTerminated
		file.Classes = d.Classes
		return nil
	})
}

func (r *Retention) checkDates(register disclosure.Register, d disclosure.CaseDates, today disclosure.Date) form.Findings {
	var wrong form.Findings
	for _, given := range []struct {
		name string
		on   disclosure.Date
	}{
		{"tenancyEnded", d.TenancyEnded},
		{"born", d.Born},
		{"died", d.Died},
		{"adoptionOrder", d.AdoptionOrder},
		{"approvalTerminated", d.ApprovalTerminated},
	} {
		wrong.Refuse(given.on.After(today), "/"+given.name, "This day cannot be later than today. Leave it out until it has come.")
	}
	wrong.Refuse(!d.Died.IsZero() && d.Died.Before(d.Born), "/died", "The death is before the birth: one of the two is wrong.")
	for i, class := range d.Classes {
		if !wrong.Refuse(slices.Contains(d.Classes[:i], class), form.Pointer("classes", i), "This class is given twice.") {
			wrong.Refuse(!r.mayBeOf(register, class, today), form.Pointer("classes", i), "This register's notices have no such class of record.")
		}
	}
	return wrong
}

// mayBeOf reports whether a case of the register may be of the class. A review
// that comes round is no class of record.
func (r *Retention) mayBeOf(register disclosure.Register, class string, today disclosure.Date) bool {
	for _, n := range r.desk.Law().Notices(register) {
		for _, c := range r.desk.Law().Classes(register, []string{n.ID}, today) {
			if c.ID == class && c.Bound != policy.Recurring {
				return true
			}
		}
	}
	return false
}

// ReviewCase records what a review decided about a case kept for at least a
// period: to keep it until another day, or that it may be destroyed.
func (r *Retention) ReviewCase(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, v disclosure.CaseReviewed) (desk.Recorded, error) {
	change := desk.CaseChange{Asked: "review-case", Case: ref, Kind: disclosure.KindCaseReviewed, Body: v}
	return r.desk.ChangeCase(ctx, by, change, func(reviewing *desk.Changing) error {
		file, today := reviewing.File, reviewing.Today
		if v.Outcome == disclosure.Keep && !v.NextOn.After(today) {
			return form.NotWellFormed(form.Finding("/nextOn", "Give a day after today on which the case is looked at again."))
		}
		now := r.desk.Law().Retention(by.Caller.Register, file.Case, today)
		if v.Outcome == disclosure.Destroy && now.Clock != policy.ForReview {
			return disclosure.Fail(disclosure.Conflict, "This case is not up for review: no class of it has been kept for its least period, or a hold stands.")
		}
		file.Review = disclosure.Review{On: today, Outcome: v.Outcome, NextOn: v.NextOn}
		return reviewing.Queue(policy.ReviewDay("/nextOn", v.NextOn, today, "The case is reviewed again, with an earlier day.")...)
	})
}
