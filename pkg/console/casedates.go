package console

import (
	"slices"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// caseDates is the page that says from which days a case's periods run, and which
// classes of record it is of.
type caseDates struct {
	Case   disclosure.CaseRef
	Sets   []fieldset
	Button string
}

// dateFields are the fields of the page. A class that only a review is for is no class
// of record.
func (v *visit) dateFields() []fieldset {
	classes := field{Name: "classes", Label: "What the case is", Type: "checks", Hint: "None means what its notices say of every case."}
	for _, n := range v.words.policy.Notices {
		for _, c := range n.Retention {
			known := slices.ContainsFunc(classes.Options, func(o choice) bool { return o.Value == c.ID })
			if c.Bound != "recurring-review" && !known {
				classes.Options = append(classes.Options, choice{Value: c.ID, Title: c.What})
			}
		}
	}
	return []fieldset{
		{Fields: []field{classes}},
		{Legend: "Days from which a time may run", Hint: "Leave out what does not apply, and what has not happened yet.", Fields: []field{
			{Name: "tenancyEnded", Label: "The tenancy ended", Type: "date"},
			{Name: "born", Label: "The child was born", Type: "date"},
			{Name: "died", Label: "The child died", Type: "date"},
			{Name: "adoptionOrder", Label: "The adoption order", Type: "date"},
			{Name: "approvalTerminated", Label: "A foster carer’s approval ended", Type: "date"},
		}},
		{Fields: []field{because("How the days and what it is are known, or what was wrong")}},
	}
}

// dateCase shows the form, as the case stands.
func (v *visit) dateCase(t task) error {
	c, err := v.api.Case(v.r.Context(), t.Why, t.Case, "")
	if err != nil {
		return err
	}
	f := newForm()
	is := c.Triggers
	spread(f.Values, "", bodyIn(written(disclosure.CaseDates{
		TenancyEnded: is.TenancyEnded, Born: is.Born, Died: is.Died, AdoptionOrder: is.AdoptionOrder, ApprovalTerminated: is.ApprovalTerminated, Classes: c.Classes,
	})))
	return v.dateForm(t, f)
}

func (v *visit) dateForm(t task, f *form) error {
	body := caseDates{Case: t.Case, Sets: v.dateFields(), Button: "Record the dates"}
	for i := range body.Sets {
		body.Sets[i].fill(f)
	}
	return v.on(t, "case-dates", &page{Title: "Dates of the case", Nav: "search", Form: f, Body: body, Back: v.session.path(v.toCase(t))})
}

func (v *visit) recordDates(t task) error {
	f := v.typed()
	d := disclosure.CaseDates{
		TenancyEnded: f.day("tenancyEnded", "", false), Born: f.day("born", "", false), Died: f.day("died", "", false),
		AdoptionOrder: f.day("adoptionOrder", "", false), ApprovalTerminated: f.day("approvalTerminated", "", false), Reason: f.Values["reason"],
	}
	for _, o := range v.dateFields()[0].Fields[0].Options {
		if f.Values["classes."+o.Value] != "" {
			d.Classes = append(d.Classes, o.Value)
		}
	}
	v.wantsReason(f)
	return v.weighedFirst(t, f, v.dateForm, "The dates are on record.", func(api *client.Client) error {
		_, err := api.DateCase(v.r.Context(), f.Key, t.Case, d)
		return err
	})
}
