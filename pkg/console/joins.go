package console

import (
	"net/http"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// joinReaches say how far a join goes. What shows nothing comes first, and is chosen
// where nothing else is.
var joinReaches = []choice{
	{Value: string(disclosure.JoinProtects), Title: "Protection only", Hint: "What protects the person under one reference counts for the other. Nothing more is shown to anybody."},
	{Value: string(disclosure.JoinAnswers), Title: "Protection, and answers to the person", Hint: "What is found under one is in the answer to the person under the other as well, until the day below."},
}

var newIdentities = listed(
	string(disclosure.ByAdoption), "Adoption", string(disclosure.ByGenderRecognition), "Gender recognition",
	string(disclosure.ByWitnessProtection), "Witness protection", string(disclosure.ByDomesticAbuse), "Domestic abuse",
)

var joinAsks = []field{
	{Name: "references-1", Label: "The other reference of the person", Hint: "As the council’s index has it. Capitals do not matter.", Type: "text"},
	{Name: "evidence", Label: "How is it known that they are one person, and where is that kept?", Type: "area"},
	{Name: "reach", Label: "How far does it go?", Type: "pick", Options: joinReaches},
	{Name: "newIdentity", Label: "If the person has a new identity: why", Hint: "Such a join is never more than protection. Leave it empty otherwise.", Type: "list", Options: newIdentities},
	{Name: "until", Label: "Day on which it is looked at again", Hint: "From the day after, it reaches no answer. What it protects goes on until somebody ends it.", Type: "date"},
}

// aJoinForm is the page on which a join is asked for.
type aJoinForm struct{ Sets []fieldset }

func (v *visit) askJoin(t task) error {
	f := newForm()
	f.Values["reach"] = string(disclosure.JoinProtects)
	return v.joinForm(t, f)
}

func (v *visit) joinForm(t task, f *form) error {
	set := fieldset{Fields: append([]field{}, joinAsks...)}
	for i, one := range set.Fields { // what is chosen is of this form alone
		set.Fields[i].Options = append([]choice{}, one.Options...)
	}
	set.fill(f)
	return v.on(t, "join", &page{Title: "Join with another reference", Nav: "search", Form: f, Body: aJoinForm{[]fieldset{set}}, Back: v.session.path(t.to(person))})
}

func (v *visit) proposeJoin(t task) error {
	f := v.typed()
	j := disclosure.Join{
		References: []string{t.Subject, f.Values["references-1"]}, Reach: disclosure.JoinReach(f.Values["reach"]),
		NewIdentity: disclosure.NewIdentity(f.Values["newIdentity"]), Evidence: f.Values["evidence"], Until: f.day("until", "Give the day on which it is looked at again.", true),
	}
	if j.References[1] == "" || !isReference(j.References[1], 128) {
		f.wrong("references-1", "Give the council’s other reference for the person: at most 128 letters, digits and signs in one line.")
	}
	if j.Evidence == "" {
		f.wrong("evidence", "Say how it is known.")
	}
	f.inOrder("references-1", "evidence", "reach", "newIdentity", "until")
	if f.Errors != nil {
		return v.joinForm(t, f)
	}
	recorded, err := v.api.ProposeJoin(v.r.Context(), f.Key, j)
	if f.refused(err) {
		return v.joinForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(joinOf)
	next.Entry, next.View, next.Done = recorded.ID, j.References[1], "It is on record, and counts for nothing until somebody else has confirmed it."
	return v.goTo(next)
}

// joins lists the joins of the register.
func (v *visit) joins(t task) error {
	found, err := v.api.Joins(v.r.Context(), t.Why, "", t.View == "all", t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "Two references that are one person’s, as the Data Protection Officer has said, the latest first. No department is told of any. A new one is begun on the page of the person.",
		None:  map[bool]string{true: "No two references have been joined.", false: "No join waits for a second person, and none stands."}[t.View == "all"],
		Tabs:  v.tabs(t, [][2]string{{"", "Waiting, or standing"}, {"all", "Ended and refused ones too"}}),
	}
	for _, j := range found.Joins {
		// Each is about a person, so why is asked again, and stands in its field.
		of := t.to(joinOf)
		of.Subject, of.View, of.Entry, of.Said = j.References[0], j.References[1], j.Entry, 0
		body.Rows = append(body.Rows, joinRow(j, v.session.path(of)))
	}
	return v.list(t, "Two references of one person", found.Before.String(), nil, body)
}

// joinRow is a join in words.
func joinRow(j client.Join, open string) listRow {
	row := listRow{Title: strings.Join(j.References, " and "), Open: open, Says: j.Evidence}
	switch j.State {
	case "proposed":
		row.Tag, row.Kept = "Waits for a second person", true
	case "stands":
		row.Tag = "Stands"
		if j.Overdue {
			row.Tag, row.Kept = "Stands, and is to be looked at again", true
		}
	default:
		row.Tag = capital(j.State)
	}
	for _, reach := range joinReaches {
		if reach.Value == string(j.Reach) {
			row.with("How far", reach.Title)
		}
	}
	for _, why := range newIdentities {
		if why.Value == string(j.NewIdentity) {
			row.with("New identity", why.Title)
		}
	}
	row.with("To be looked at again", inWords(j.Until))
	row.with("Asked for by", j.ProposedBy+", "+moment(j.ProposedAt))
	if d := j.Decided; d != nil {
		row.with(map[bool]string{true: "Refused by", false: "Confirmed by"}[j.State == "refused"], d.By+", "+moment(d.At)+": "+d.Reason)
	}
	if e := j.Ended; e != nil {
		row.with("Ended by", e.By+", "+moment(e.At)+": "+e.Reason)
	}
	return row
}

// aJoin is the page of one join, and what a second person may do with it.
type aJoin struct {
	Row     listRow
	Under   []underReference
	Answers bool
	Decide  bool // confirmed or refused
	End     bool
	Own     bool // this person asked for it
}

// underReference is what is known under one of the two references.
type underReference struct {
	someone
	Known []fact
}

func (v *visit) join(t task) error { return v.joinPage(t, newForm()) }

func (v *visit) joinPage(t task, f *form) error {
	ctx := v.r.Context()
	var found client.Joins
	var known [2][]client.Fact
	err := together(
		func() (err error) { found, err = v.api.Join(ctx, t.Why, t.Entry); return err },
		func() (err error) { known[0], err = v.api.FactsOf(ctx, t.Why, t.Subject); return err },
		func() (err error) { known[1], err = v.api.FactsOf(ctx, t.Why, t.View); return err },
	)
	if err != nil {
		return err
	}
	if len(found.Joins) == 0 {
		none := &client.Problem{}
		none.Status, none.Title, none.Detail = http.StatusNotFound, "There is no such join", "It has been destroyed since you opened the page that led here."
		return none
	}
	j := found.Joins[0]
	body := aJoin{Row: joinRow(j, ""), Answers: j.Reach == disclosure.JoinAnswers, Own: j.ProposedBy == v.session.who.Name}
	body.Decide = v.isDPO() && !body.Own && j.State == "proposed"
	body.End = v.isDPO() && !body.Own && j.State == "stands"
	for i, reference := range v.others(t, []string{t.Subject, t.View}) {
		under := underReference{someone: reference}
		for _, k := range known[i] {
			if k.Until.IsZero() {
				under.Known = append(under.Known, v.factOf(k))
			}
		}
		body.Under = append(body.Under, under)
	}
	f.inOrder("outcome", "reason")
	all := t.to(joinsOf)
	all.Subject, all.Entry, all.View = "", "", ""
	return v.on(t, "one-join", &page{Title: "Are they one person’s?", Nav: "more", Form: f, Body: body, Back: v.session.path(all)})
}

// decideJoin confirms, refuses or ends the join: which is in the form.
func (v *visit) decideJoin(t task) error {
	f := v.typed()
	reason, outcome := f.Values["reason"], f.Values["outcome"]
	if f.Values["do"] != "end" && outcome == "" {
		f.wrong("outcome", "Say whether they are one person’s.")
	}
	if reason == "" {
		f.wrong("reason", "Say why, and what was looked at.")
	}
	if f.Errors != nil {
		return v.joinPage(t, f)
	}
	var err error
	done := "The join is ended: each reference is by itself again."
	if f.Values["do"] == "end" {
		_, err = v.api.EndJoin(v.r.Context(), f.Key, t.Entry, disclosure.JoinEnded{Reason: reason})
	} else {
		done = map[bool]string{true: "The join is confirmed, and counts from now on.", false: "The join is refused, and never counts."}[outcome == string(disclosure.JoinConfirmed)]
		_, err = v.api.ConfirmJoin(v.r.Context(), f.Key, t.Entry, disclosure.JoinDecided{Outcome: disclosure.JoinOutcome(outcome), Reason: reason})
	}
	if f.refused(err) {
		return v.joinPage(t, f)
	} else if err != nil {
		return err
	}
	t.Done = done
	return v.goTo(t)
}
