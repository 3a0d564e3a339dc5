package console

import (
	"errors"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// requestForm is the form of a request for access: new, or as it stands.
type requestForm struct {
	Standing *aRequest // nil of a new one
}

// request shows the form in which a request is recorded, or changed.
func (v *visit) request(t task) error { return v.requestForm(t, nil) }

func (v *visit) requestForm(t task, typed *form) error {
	body := requestForm{}
	title := "Record a request"
	f := typed
	if f == nil {
		f = newForm()
		f.Values["as"] = string(t.To)
	}
	if t.Request != "" {
		title = "Change a request"
		standing, err := v.standing(t)
		if err != nil {
			return err
		}
		one := v.aRequest(t, standing, disclosure.DateOf(v.console.config.Now()))
		body.Standing = &one
		if typed == nil {
			f.Values = map[string]string{
				"askedBy": standing.AskedBy, "as": string(standing.As), "authority": standing.Authority, "reference": standing.Reference,
				"received": standing.Received.String(), "identitySettled": orNothing(standing.IdentitySettled),
			}
			if e := standing.Extended; e != nil {
				f.Values["extended-to"], f.Values["extended-because"], f.Values["extended-told"] = e.To.String(), e.Because, e.Told.String()
			}
		}
	}
	f.inOrder("askedBy", "as", "authority", "received", "identitySettled", "reference", "extended-to", "extended-told", "extended-because", "noAnswer")
	return v.on(t, "request", &page{Title: title, Nav: "requests", Form: f, Body: body, Back: v.session.path(t.to(answering))})
}

func orNothing(d disclosure.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// standing finds the request of the task as it stands.
func (v *visit) standing(t task) (client.AccessRequest, error) {
	asks, err := v.api.AccessRequestsAbout(v.r.Context(), t.Why, t.Subject)
	if err != nil {
		return client.AccessRequest{}, err
	}
	for _, r := range asks.Requests {
		if r.Entry == t.Request {
			return r, nil
		}
	}
	gone := &client.Problem{}
	gone.Status, gone.Title = 409, "This request has changed"
	gone.Detail = "It was changed, answered or ended since you opened this page. Go back to the answer, where it stands as it now is."
	return client.AccessRequest{}, gone
}

func (v *visit) recordRequest(t task) error {
	f := v.typed()
	asks := client.AskForAccess{Subject: t.Subject, Replaces: t.Request, Reference: f.Values["reference"]}
	asks.AskedBy, asks.As, asks.Authority, asks.NoAnswer = f.Values["askedBy"], disclosure.Asker(f.Values["as"]), f.Values["authority"], f.Values["noAnswer"]
	asks.Received = f.day("received", "Give the day on which the request came.", true)
	asks.IdentitySettled = f.day("identitySettled", "", false)
	if f.Values["extended-to"]+f.Values["extended-because"]+f.Values["extended-told"] != "" {
		asks.Extended = &disclosure.Extension{
			To: f.day("extended-to", "Give the last day of the longer time.", true), Because: f.Values["extended-because"],
			Told: f.day("extended-told", "Give the day on which whoever asks was told.", true),
		}
	}
	if asks.AskedBy == "" {
		f.wrong("askedBy", "Give the name of who asks.")
	}
	if asks.As == "" {
		f.wrong("as", "Say whether the person asks, or somebody acting for them.")
	}
	if f.Errors != nil {
		return v.requestForm(t, f)
	}
	recorded, err := v.api.RecordRequest(v.r.Context(), f.Key, asks)
	if again := f.refused(err); again {
		return v.requestForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(answering)
	next.Request, next.To, next.Done = recorded.ID, asks.As, "The request is on record."
	if asks.NoAnswer != "" {
		next.Done = "The request has ended, without an answer."
	}
	return v.goTo(next)
}

// day reads a field that holds a day. Empty is the zero day, and wrong where it is
// needed.
func (f *form) day(name, missing string, needed bool) disclosure.Date {
	text := f.Values[name]
	if text == "" {
		if needed {
			f.wrong(name, missing)
		}
		return disclosure.Date{}
	}
	d, err := disclosure.ParseDate(text)
	if err != nil {
		f.wrong(name, "Write the day as 2026-11-29: year, month and day.")
	}
	return d
}

func (f *form) wrong(field, says string) {
	f.Errors = append(f.Errors, formError{Field: field, Says: says})
}

// refused reports whether the API refused the form, and puts what it said beside the
// fields. Refused is also what could not be said to be done, so that the form with
// everything typed in it is sent again under its own key.
func (f *form) refused(err error) bool {
	var p *client.Problem
	if !errors.As(err, &p) || p.Status == 401 {
		return false
	}
	f.refuse(p)
	return true
}
