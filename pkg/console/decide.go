package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// decision is the form of a decision on one disclosure.
type decision struct {
	toDecide
	Who     string
	Grounds []ground // those that could reach it first
	// Second is true where somebody has decided and this person confirms it.
	Second bool
}

type ground struct {
	ID, Title, Test string
	Chosen, Reaches bool
}

// decide shows what is undecided about one disclosure, and the form that decides it.
func (v *visit) decide(t task) error { return v.decisionForm(t, nil) }

func (v *visit) decisionForm(t task, f *form) error {
	w, err := v.undecidedWord(t)
	if err != nil {
		return err
	}
	body := decision{toDecide: v.toDecide(t, w), Who: toWhom(w.To), Second: w.Last != nil && w.Last.Proposed}
	if f == nil {
		f = newForm()
		f.Values["provisions"] = "15(1)-(3)"
		if body.Second { // what the first person said, for the second to weigh
			f.Values["decision"] = string(w.Last.Decision)
		}
		if a := w.Asked; a != nil {
			f.Values["asked-who"], f.Values["asked-on"], f.Values["asked-said"] = a.Who, a.On.String(), a.Said
		}
	}
	for _, e := range v.words.exemptions {
		body.Grounds = append(body.Grounds, ground{e.ID, e.Title.Title + " (" + e.Citation + ")", e.Test, f.Values["ground"] == e.ID, slices.Contains(w.CouldReach, e.ID)})
	}
	slices.SortStableFunc(body.Grounds, func(a, b ground) int {
		switch {
		case a.Reaches == b.Reaches:
			return 0
		case a.Reaches:
			return -1
		}
		return 1
	})
	return v.on(t, "decide", &page{Title: "Decide: show or withhold", Nav: "requests", Form: f, Body: body, Back: v.session.path(t.to(answering))})
}

// undecidedWord finds what the task is about among what is undecided.
func (v *visit) undecidedWord(t task) (client.UndecidedWord, error) {
	first, err := v.api.Undecided(v.r.Context(), t.Why, t.Subject, "")
	if err != nil {
		return client.UndecidedWord{}, err
	}
	for _, w := range first.Undecided {
		if w.Entry == t.Entry && w.To == t.To {
			return w, nil
		}
	}
	settled := &client.Problem{}
	settled.Status, settled.Title = http.StatusConflict, "Nothing is undecided here any more"
	settled.Detail = "It has been decided, or a correction has changed how it reads, since you opened this page. Go back to the answer, where it stands as it now is."
	return client.UndecidedWord{}, settled
}

func (v *visit) recordDecision(t task) error {
	f := v.typed()
	d := disclosure.AnswerDecision{
		Subject: t.Subject, To: t.To, Entries: []disclosure.EntryID{t.Entry}, Decision: disclosure.Verdict(f.Values["decision"]), Reason: f.Values["reason"],
	}
	switch d.Decision {
	case disclosure.DecideWithhold:
		d.Ground, d.ReviewOn = f.Values["ground"], f.day("reviewOn", "", false)
		for p := range strings.SplitSeq(f.Values["provisions"], ",") {
			if p = strings.TrimSpace(p); p != "" && d.Ground != "" {
				d.Provisions = append(d.Provisions, p)
			}
		}
	case disclosure.DecideShow, disclosure.AskDepartment:
	default:
		f.wrong("decision", "Say whether it is shown or withheld, or that nothing is decided yet.")
	}
	if f.Values["asked-who"]+f.Values["asked-on"]+f.Values["asked-said"] != "" {
		d.Asked = &disclosure.Asked{Who: f.Values["asked-who"], On: f.day("asked-on", "Give the day on which the department was asked.", true), Said: f.Values["asked-said"]}
	}
	if d.Decision == disclosure.AskDepartment && d.Asked == nil {
		f.wrong("asked-who", "Say who was asked.")
	}
	if d.Reason == "" {
		f.wrong("reason", "Say why.")
	}
	w, err := v.undecidedWord(t)
	if err != nil {
		return err
	}
	if w.Last != nil && w.Last.Proposed && w.Last.Decision == d.Decision {
		d.Confirms = w.Last.Entry
	}
	if f.Errors != nil {
		return v.decisionForm(t, f)
	}
	decided, err := v.api.Decide(v.r.Context(), f.Key, d)
	if again := f.refused(err); again {
		return v.decisionForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(answering)
	next.Entry, next.Done = "", "Decided: it is "+map[disclosure.Verdict]string{disclosure.DecideShow: "shown", disclosure.DecideWithhold: "withheld"}[d.Decision]+"."
	if d.Decision == disclosure.AskDepartment {
		next.Done = "It is on record that the department was asked. Nothing is decided: it is kept back as before."
	} else if !decided.Stands {
		next.Done = "Your decision is on record, and it stands once somebody else has confirmed it. Until then nothing is shown."
	}
	return v.goTo(next)
}

// aRelease is the page on which an answer is released.
type aRelease struct {
	aRequest
	Prints client.Answer
	Left   []toDecide // undecided: to be left out by name
	Kept   int        // withheld
	InPart int        // disclosures of which some is left out
	Stale  bool       // the draft reads otherwise than the one that was reviewed
	Draft  string     // address of the letter as it goes out
	Tell   string     // see [anAnswer]
}

// release shows what goes out, and what is left out of it.
func (v *visit) release(t task) error { return v.releaseForm(t, nil) }

func (v *visit) releaseForm(t task, f *form) error {
	ctx := v.r.Context()
	var review client.Review
	var first client.ToDecide
	var standing client.AccessRequest
	err := together(
		func() (err error) { review, err = v.api.Review(ctx, t.Why, t.Subject, t.To); return err },
		func() (err error) { first, err = v.api.Undecided(ctx, t.Why, t.Subject, ""); return err },
		func() (err error) { standing, err = v.standing(t); return err },
	)
	if err != nil {
		return err
	}
	if f == nil {
		f = newForm()
	}
	body := aRelease{aRequest: v.aRequest(t, standing, review.Answer.AsOf), Prints: review.Answer, Stale: review.Digest != t.Digest, Draft: v.session.path(t.to(letter)), Tell: v.toTelling(t, review)}
	for _, w := range first.Undecided {
		if w.To == t.To {
			body.Left = append(body.Left, v.toDecide(t, w))
		}
	}
	for _, j := range review.Perhaps {
		waits := func(i client.JudgedItem) bool { return i.Outcome == client.Undecided }
		if j.Outcome == client.Undecided || j.Outcome == client.Shown && slices.ContainsFunc(j.Items, waits) {
			body.Left = append(body.Left, v.toDecide(t, client.UndecidedWord{Judged: j, Subject: t.Subject, To: t.To}))
		}
	}
	for _, j := range slices.Concat(review.About, review.Perhaps) {
		if j.Outcome == client.Withheld {
			body.Kept++
		}
		if j.Outcome == client.Shown && (len(j.Items) > 0 || j.People) {
			body.InPart++
		}
	}
	return v.on(t, "release", &page{Title: "Release the answer", Nav: "requests", Form: f, Body: body, Back: v.session.path(t.to(answering))})
}

// answerReleased is what is said once an answer is out.
const answerReleased = "The answer is released, and the request is answered. Print the letter, and send it."

func (v *visit) recordRelease(t task) error {
	f := v.typed()
	r := client.Release{Digest: t.Digest, AsOf: t.AsOf}
	for i := 0; f.Values[fmt.Sprintf("entry-%d", i)] != ""; i++ {
		reason := f.Values[fmt.Sprintf("leaveOut-%d-reason", i)]
		if reason == "" {
			f.wrong(fmt.Sprintf("leaveOut-%d-reason", i), "Say why it is left out of this answer, or go back and decide on it.")
		}
		r.LeaveOut = append(r.LeaveOut, client.LeftOut{Entry: disclosure.EntryID(f.Values[fmt.Sprintf("entry-%d", i)]), Reason: reason})
	}
	if f.Values["read"] != "yes" {
		f.wrong("read", "Say that you have read the draft as it goes out.")
	}
	if f.Errors != nil {
		return v.releaseForm(t, f)
	}
	_, err := v.api.Release(v.r.Context(), f.Key, t.Request, r)
	if again := f.refused(err); again {
		return v.releaseForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(answering)
	next.Request, next.Digest, next.AsOf = "", "", disclosure.Date{}
	next.Done = answerReleased
	return v.goTo(next)
}
