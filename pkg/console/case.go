package console

import (
	"context"
	"net/http"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// aCase is a case: what keeps it, when it goes and why, and its letters.
type aCase struct {
	client.Case
	State   string
	Goes    string // when it is destroyed, in words
	Holds   []aHold
	Past    []aHold
	Hold    string // address of the page that places a hold; empty for who may not
	Stop    string // address of the page that stops its destruction; empty when it cannot be
	Close   string // address of the page that closes it; empty for who may not
	Reopen  string
	Dates   string // address of the page that says from which days its periods run
	Review  string // empty where no review is due
	Looks   string // address of who looked at it
	Shared  string // address of the disclosures in it
	Export  string // address of the form that asks for an export of them
	Letters []caseLetter
	Next    string // address of the next page of letters
	First   string
}

// caseLetter is a letter of a case, with the address that opens it where it is archived.
type caseLetter struct {
	client.CaseLetter
	Open string
}

// aHold is a hold that stands, or stood.
type aHold struct {
	disclosure.Hold
	Release string // address of the page that releases it
}

// caseFile shows a case.
func (v *visit) caseFile(t task) error {
	c, err := v.api.Case(v.r.Context(), t.Why, t.Case, t.Cursor)
	if statusOf(err) == http.StatusNotFound && v.seesAll() {
		return v.goTo(t.to(caseless))
	}
	if err != nil {
		return err
	}
	body := aCase{Case: c, State: map[disclosure.CaseState]string{
		disclosure.CaseOpen: "Open", disclosure.CaseClosed: "Closed on " + inWords(c.Triggers.Closed),
		disclosure.CaseDisposing: "Being destroyed: nothing can be added", disclosure.CaseDisposed: "Destroyed",
	}[c.State], Goes: goes(c)}
	for _, l := range c.Letters {
		body.Letters = append(body.Letters, caseLetter{l, v.toLetter(t, t.Case, l.Document)})
	}
	body.Next, body.First = v.pages(t, c.Cursor)
	for _, h := range c.Case.Holds {
		hold := aHold{Hold: h}
		if !h.ReleasedOn.IsZero() {
			body.Past = append(body.Past, hold)
			continue
		}
		if v.isDPO() {
			of := t.to(unholding)
			of.Entry = h.ID
			hold.Release = v.session.path(of)
		}
		body.Holds = append(body.Holds, hold)
	}
	v.changesOfCase(t, c, &body)
	looks := t.to(looked)
	looks.Looks = client.AccessFilter{Case: t.Case}
	body.Looks = v.session.path(looks)
	shared := t.to(finding)
	shared.Search = client.Search{Case: t.Case.String()}
	body.Shared, body.Export = v.session.path(shared), v.session.path(t.to(asking))
	if v.isDPO() {
		body.Hold = v.session.path(t.to(holding))
		// While its letters are being released, it is not known yet until when.
		if d := c.Disposal; d != nil && !isStopped(c) && (d.StopBy.After(v.console.config.Now()) || d.StopBy.IsZero() && d.Phase == "releasing") {
			body.Stop = v.session.path(t.to(stopping))
		}
	}
	p := &page{Title: "Case " + c.Case.Ref.String(), Nav: "search", Body: body}
	if t.Done != "" { // mostly one of several that are gone through
		p.Then, p.ThenSays = v.session.path(task{Kind: retention, Why: t.Why, Said: t.Said}), "What else is due for destruction"
	}
	return v.on(t, "case", p)
}

// noCase says that there is none, and which references come near it.
func (v *visit) noCase(t task) error {
	rows, err := v.api.Search(v.r.Context(), t.Why, client.Search{Case: t.Case.String()}, 1, "")
	if err != nil {
		return err
	}
	return v.on(t, "no-case", &page{Title: "There is no case " + t.Case.String(), Nav: "search", Status: http.StatusNotFound, Body: v.nearCases(t, rows.Nothing)})
}

// isStopped reports whether the case's destruction was stopped, and is being undone.
func isStopped(c client.Case) bool { return c.Disposal != nil && c.Disposal.Phase == "stopping" }

// goes says when the case is destroyed.
func goes(c client.Case) string {
	switch {
	case isStopped(c):
		return "Its destruction was stopped: what was not destroyed yet is being put back, and is kept while a hold stands"
	case c.Disposal != nil && c.Disposal.Late:
		return "It is being destroyed, and that has waited longer than it should: whoever runs the service finds why in its log"
	case c.Disposal != nil:
		return "It is being destroyed"
	case c.Held:
		return "Not while a hold stands"
	}
	return goesBy(c.Retention)
}

// goesBy says when a case whose destruction has not begun is destroyed.
func goesBy(r client.Retention) string {
	switch {
	case r.Clock == "held":
		return "Not while a hold stands"
	case r.Clock == "not-started":
		return "Its time has not begun"
	case r.Clock == "review":
		return "Not before a review has said so"
	case !r.BeginsOn.IsZero():
		return "From " + inWords(r.BeginsOn)
	}
	return capital(plain(r.Clock))
}

// holdForm is the page of one change of a case.
type holdForm struct {
	Case    disclosure.CaseRef
	Says    string // what follows, before it does
	Asks    bool   // who asked for it, and until when
	Button  string
	Because string
	Note    string // label of a reason that need not be given
	Choices []choice
	// Day is the field of a day beside the reason, and its label.
	Day, DayLabel string
	// Confirm is whether to offer to say that what looks wrong has been checked.
	Confirm      bool
	ConfirmLabel string
	// Typed is whether what follows depends on what is typed: then it is asked about first.
	Typed bool
}

func (v *visit) holdPage(t task, title string, f *form, body holdForm) error {
	body.Case = t.Case
	f.inOrder("by", "outcome", body.Day, "reason", "confirmed", "reviewOn")
	return v.on(t, "hold", &page{Title: title, Nav: "search", Form: f, Body: body, Back: v.session.path(v.toCase(t))})
}

// toCase is the page of the case, or for who does not see it whole, of what is their
// department's own in it.
func (v *visit) toCase(t task) task {
	if v.seesAll() {
		return t.to(caseOf)
	}
	return t.to(ownCase)
}

func (v *visit) hold(t task) error { return v.holdForm(t, newForm()) }

func (v *visit) holdForm(t task, f *form) error {
	if err := v.foresee(t, f, func(api *client.Client) error {
		_, err := api.PlaceHold(v.r.Context(), "", t.Case, v.anyHold())
		return err
	}); err != nil {
		return err
	}
	return v.holdPage(t, "Hold the case", f, holdForm{
		Says: "Nothing in the case is destroyed until the hold is released, not its letters either.", Asks: true, Button: "Place the hold", Because: "Why it is held",
	})
}

func (v *visit) placeHold(t task) error {
	return v.holds(t, v.holdForm, "The case is held.", (*client.Client).PlaceHold)
}

// holds makes a change that leaves a hold on the case.
func (v *visit) holds(t task, again func(task, *form) error, done string, place func(*client.Client, context.Context, string, disclosure.CaseRef, disclosure.HoldPlaced) (client.Recorded, error)) error {
	f := v.typed()
	h := disclosure.HoldPlaced{By: f.Values["by"], Reason: f.Values["reason"], ReviewOn: f.day("reviewOn", "Give the day on which the hold is looked at again.", true)}
	return v.changed(t, f, again, done, func() error {
		_, err := place(v.api, v.r.Context(), f.Key, t.Case, h)
		return err
	})
}

func (v *visit) unhold(t task) error { return v.unholdForm(t, newForm()) }

func (v *visit) unholdForm(t task, f *form) error {
	if err := v.foresee(t, f, func(api *client.Client) error {
		_, err := api.ReleaseHold(v.r.Context(), "", t.Case, t.Entry, disclosure.HoldReleased{Reason: standsIn})
		return err
	}); err != nil {
		return err
	}
	return v.holdPage(t, "Release the hold", f, holdForm{
		Says: "Once no hold stands, what is due is destroyed by the next nights, and nobody can bring it back.", Button: "Release the hold", Because: "Why it is released",
	})
}

func (v *visit) releaseHold(t task) error {
	f := v.typed()
	return v.changed(t, f, v.unholdForm, "The hold is released.", func() error {
		_, err := v.api.ReleaseHold(v.r.Context(), f.Key, t.Case, t.Entry, disclosure.HoldReleased{Reason: f.Values["reason"]})
		return err
	})
}

func (v *visit) stop(t task) error { return v.stopForm(t, newForm()) }

func (v *visit) stopForm(t task, f *form) error {
	if err := v.foresee(t, f, func(api *client.Client) error {
		_, err := api.StopDisposal(v.r.Context(), "", t.Case, v.anyHold())
		return err
	}); err != nil {
		return err
	}
	return v.holdPage(t, "Stop the destruction", f, holdForm{
		Says: "What has not been destroyed yet is kept, under a hold that stands until it is released.", Asks: true, Button: "Stop it", Because: "Why it is stopped",
	})
}

func (v *visit) stopDisposal(t task) error {
	return v.holds(t, v.stopForm, "The destruction is stopped, and the case is held.", (*client.Client).StopDisposal)
}

// changed makes a change of a case and goes back to it; what is wrong is shown in the
// form, with everything typed in it.
func (v *visit) changed(t task, f *form, again func(task, *form) error, done string, change func() error) error {
	v.wantsReason(f)
	return v.done(t, f, again, done, change)
}

// wantsReason says what is missing of who asked for a change, and why.
func (v *visit) wantsReason(f *form) {
	if by, asked := v.r.PostForm["by"]; asked && (len(by) == 0 || f.Values["by"] == "") {
		f.wrong("by", "Say who asked for it.")
	}
	if f.Values["reason"] == "" {
		f.wrong("reason", "Say why.")
	}
}

// weighedFirst is done where what follows depends on what was typed: it is shown before
// the change is made.
func (v *visit) weighedFirst(t task, f *form, again func(task, *form) error, done string, change func(*client.Client) error) error {
	if f.Errors == nil {
		if seen, err := v.weighed(t, f, change); err != nil {
			return err
		} else if !seen {
			return again(t, f)
		}
	}
	return v.done(t, f, again, done, func() error { return change(v.api) })
}

// done makes a change that needs no reason, and is changed otherwise.
func (v *visit) done(t task, f *form, again func(task, *form) error, done string, change func() error) error {
	if f.Errors != nil {
		return again(t, f)
	}
	err := change()
	if f.refused(err) {
		return again(t, f)
	} else if err != nil {
		return err
	}
	next := v.toCase(t)
	next.Entry, next.Done = "", done
	return v.goTo(next)
}
