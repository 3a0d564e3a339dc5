package console

import (
	"net/http"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// aShare is a share of many people of which not everybody is known to be listed: the
// person may have been in it.
type aShare struct {
	client.UnlistedShare
	Name, Sort string
	Data       []string
	Untold     bool   // it was decided that it cannot be told any more
	Decide     string // address of the page that says whether they were; empty for who may not
}

// sharesOf are those beside the review of the person.
func (v *visit) sharesOf(t task, unlisted []client.UnlistedShare) []aShare {
	var all []aShare
	for _, u := range unlisted {
		one := aShare{UnlistedShare: u, Name: v.words.called(u.Recipient), Sort: v.words.sort(u.Recipient), Data: v.words.words(u.Data), Untold: u.Decided == disclosure.CannotBeTold}
		if v.isDPO() {
			of := t.to(inShare)
			of.Entry = u.Entry
			if of.To == "" { // it counts whoever asks
				of.To = disclosure.AskerPerson
			}
			one.Decide = v.session.path(of)
		}
		all = append(all, one)
	}
	return all
}

// wasInShare shows the form that says whether the person was in a share.
func (v *visit) wasInShare(t task) error { return v.wasInShareForm(t, newForm()) }

func (v *visit) wasInShareForm(t task, f *form) error {
	review, err := v.api.Review(v.r.Context(), t.Why, t.Subject, t.To)
	if err != nil {
		return err
	}
	back := t.to(person)
	back.Entry = ""
	for _, one := range v.sharesOf(t, review.Unlisted) {
		if one.Entry == t.Entry {
			return v.on(t, "in-share", &page{Title: "Was the person in it?", Nav: "requests", Form: f, Body: one, Back: v.session.path(back)})
		}
	}
	settled := &client.Problem{}
	settled.Status, settled.Title = http.StatusConflict, "Nobody asks this any more"
	settled.Detail = "It has been decided, the person has been listed in the share, or the share was closed with everybody listed, since you opened this page."
	return settled
}

// recordInShare puts on record what was found. Who was in it is listed in a further part of
// the share, which its department sends.
func (v *visit) recordInShare(t task) error {
	f := v.typed()
	d := disclosure.AnswerDecision{Subject: t.Subject, To: t.To, Entries: []disclosure.EntryID{t.Entry}, Decision: disclosure.Verdict(f.Values["decision"]), Reason: f.Values["reason"]}
	if d.Decision != disclosure.NotInIt && d.Decision != disclosure.CannotBeTold {
		f.wrong("decision", "Say that they were not in it, or that it cannot be told.")
	}
	if d.Reason == "" {
		f.wrong("reason", "Say how that was found out.")
	}
	if f.Errors != nil {
		return v.wasInShareForm(t, f)
	}
	if _, err := v.api.Decide(v.r.Context(), f.Key, d); f.refused(err) {
		return v.wasInShareForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(person)
	next.Entry, next.Done = "", "It is on record that the person was not in it."
	if d.Decision == disclosure.CannotBeTold {
		next.Done = "It is on record that it cannot be told. The person is told so, unless something keeps the share back."
	}
	return v.goTo(next)
}
