package console

import (
	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// changesOfCase are the addresses at which the visitor may change the case: empty where
// it is not theirs to, or the case does not stand so.
func (v *visit) changesOfCase(t task, c client.Case, body *aCase) {
	if !v.isDPO() {
		return
	}
	if c.State == disclosure.CaseOpen || c.State == disclosure.CaseClosed {
		body.Dates = v.session.path(t.to(dating))
		if c.Retention.Clock == "review" { // from whatever day its time ran, closing or another
			body.Review = v.session.path(t.to(reviewing))
		}
	}
	switch c.State {
	case disclosure.CaseOpen:
		body.Close = v.session.path(t.to(closing))
	case disclosure.CaseClosed:
		body.Reopen = v.session.path(t.to(reopening))
	}
}

func (v *visit) closeCase(t task) error { return v.closeForm(t, newForm()) }

func (v *visit) closeForm(t task, f *form) error {
	return v.holdPage(t, "Close the case", f, holdForm{
		Says: "The time for which each thing in it is kept runs from the day that it was closed. Once that is over, and no hold stands, it is destroyed without anybody being asked again.",
		Day:  "closedOn", DayLabel: "Day on which the case was closed", Button: "Close the case", Note: "Note",
		Confirm: f.Values["closedOn"] != "", ConfirmLabel: "The day has been checked and is right", Typed: v.seesAll(),
	})
}

func (v *visit) recordClosure(t task) error {
	f := v.typed()
	closed := disclosure.Closure{ClosedOn: f.day("closedOn", "Give the day on which the case was closed.", true), Note: f.Values["reason"], Confirmed: f.Values["confirmed"] == "yes"}
	return v.weighedFirst(t, f, v.closeForm, "The case is closed.", func(api *client.Client) error {
		_, err := api.CloseCase(v.r.Context(), f.Key, t.Case, closed)
		return err
	})
}

func (v *visit) reopenCase(t task) error { return v.reopenForm(t, newForm()) }

func (v *visit) reopenForm(t task, f *form) error {
	if err := v.foresee(t, f, func(api *client.Client) error {
		_, err := api.ReopenCase(v.r.Context(), "", t.Case, disclosure.Reopening{Reason: standsIn})
		return err
	}); err != nil {
		return err
	}
	return v.holdPage(t, "Reopen the case", f, holdForm{
		Says: "Its clocks stop: nothing in it is due until it is closed again, and its time then begins afresh.", Button: "Reopen the case", Because: "Why it is reopened",
	})
}

func (v *visit) recordReopening(t task) error {
	f := v.typed()
	return v.changed(t, f, v.reopenForm, "The case is open again.", func() error {
		_, err := v.api.ReopenCase(v.r.Context(), f.Key, t.Case, disclosure.Reopening{Reason: f.Values["reason"]})
		return err
	})
}

func (v *visit) reviewCase(t task) error { return v.reviewForm(t, newForm()) }

func (v *visit) reviewForm(t task, f *form) error {
	return v.holdPage(t, "Review the case", f, holdForm{
		Says: "Kept, it is looked at again on the day that you give. Otherwise its destruction may begin with the next nights; it can be stopped for five days, and nobody can bring it back after.",
		Choices: []choice{
			{Value: string(disclosure.Keep), Title: "Keep it", Chosen: f.Values["outcome"] == string(disclosure.Keep)},
			{Value: string(disclosure.Destroy), Title: "Let it be destroyed", Chosen: f.Values["outcome"] == string(disclosure.Destroy)},
		}, Button: "Record the review", Because: "Why",
		Day: "nextOn", DayLabel: "If it is kept: day on which it is looked at again", Typed: true,
	})
}

func (v *visit) recordReview(t task) error {
	f := v.typed()
	review := disclosure.CaseReviewed{Outcome: disclosure.ReviewOutcome(f.Values["outcome"]), Reason: f.Values["reason"]}
	switch review.Outcome {
	case disclosure.Keep:
		review.NextOn = f.day("nextOn", "Give the day on which it is looked at again.", true)
	case disclosure.Destroy:
		if f.Values["nextOn"] != "" {
			f.wrong("nextOn", "What is destroyed is not looked at again: leave the day empty.")
		}
	default:
		f.wrong("outcome", "Say whether it is kept.")
	}
	v.wantsReason(f)
	return v.weighedFirst(t, f, v.reviewForm, "The review is on record.", func(api *client.Client) error {
		_, err := api.ReviewCase(v.r.Context(), f.Key, t.Case, review)
		return err
	})
}
