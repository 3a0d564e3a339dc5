package console

import (
	"net/http"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// waiting is everything on Today.
type waiting struct {
	SeesAll    bool
	Department string
	Queues     []waitingQueue // those in which something waits
	Empty      []string       // the titles of the others
	Own        *ownWork       // of a recorder: what its department has left to do
}

// waitingQueue is a queue in words.
type waitingQueue struct {
	client.WaitingQueue
	Title string
	All   string // address of the page that lists it whole; empty where there is none
	How   string // what ends it, where no page of the console does
	Rows  []waitingRow
}

// waitingRow is a line that leads to the page that deals with it.
type waitingRow struct {
	client.WaitingRow
	Open string // empty where there is no page for it
	With string // the recipient
}

// aboutQueue is how a queue is shown.
type aboutQueue struct {
	title, all, how string
	// leads is the page that a line leads to.
	leads func(v *visit, row client.WaitingRow) task
}

// queues are the API's, by its names for them.
var queues = map[string]aboutQueue{
	"access-requests": {title: "Requests of people", all: "/requests", leads: func(_ *visit, row client.WaitingRow) task {
		return task{Kind: answering, Subject: only(row.Subjects), To: row.To, Request: row.Entry}
	}},
	"undecided": {title: "Decide first", all: "/decide-first", leads: func(v *visit, row client.WaitingRow) task {
		t := task{Kind: answering, Subject: only(row.Subjects), To: row.To}
		switch {
		case !v.isDPO():
			return t
		case row.Share:
			t.Kind = inShare
		case row.With != "":
			t.Kind, t.With = pairing, row.With
		default:
			t.Kind = deciding
		}
		t.Entry = row.Entry
		return t
	}},
	"undecided-objections": {title: "Objections to decide", all: "/objections", how: "How each was decided is put on record in its place.", leads: toFact(disclosure.FactObjection)},
	"flags":                {title: "Flags", all: "/flags", leads: toRecord},
	"overdue-withholdings": {title: "Withholdings to look at again", all: "/withholdings", how: "A correction gives a new day of review, or lets the ground go.", leads: toCorrection},
	"overdue-tellings":     {title: "People to be told", all: "/tellings", how: "A correction says that they were told, or why not.", leads: toCorrection},
	"overdue-emergencies":  {title: "Emergencies to record in full", all: "/emergencies", how: "A correction completes the record.", leads: toCorrection},
	"overdue-markers":      {title: "Warning markers to look at again", all: "/markers", how: "The review is put on record in its place.", leads: toFact(disclosure.FactMarker)},
	"untold-changes": {title: "Changes that recipients are to be told of", all: "/changes", how: "What became of telling each is put on record.", leads: func(v *visit, row client.WaitingRow) task {
		if !v.isDPO() {
			return toPerson(v, row)
		}
		return task{Kind: replacing, Subject: only(row.Subjects), Entry: row.Entry, Fact: factTask{Kind: disclosure.FactTelling}}
	}},
	"pending-facts": {title: "Facts to confirm", all: "/facts-to-confirm", leads: func(v *visit, row client.WaitingRow) task {
		if !v.isDPO() {
			return toPerson(v, row)
		}
		return task{Kind: confirming, Subject: only(row.Subjects), Entry: row.Entry, Fact: factTask{About: row.Reference}}
	}},
	"open-breaches": {title: "Breaches with a clock", all: "/breaches", how: "How it stands, and its notification, is put on record.", leads: toBreach},
	"duplicates": {title: "Perhaps recorded twice", all: "/recorded-twice", leads: func(v *visit, row client.WaitingRow) task {
		if !v.isDPO() {
			return toRecord(v, row)
		}
		return task{Kind: pairing, Entry: row.Entry}
	}},
	"joins": {title: "References that may be one person’s", all: "/joins", how: "A second person confirms or refuses a join, and ends one.", leads: func(_ *visit, row client.WaitingRow) task {
		t := task{Kind: joinOf, Subject: only(row.Subjects), Entry: row.Entry}
		if len(row.Subjects) > 1 {
			t.View = row.Subjects[1]
		}
		return t
	}},
	"unfinished-letters": {title: "Letters that have not arrived, and are soon given up", all: "/letters", how: "Each is finished on its page, by whoever has the file, or given up by itself.", leads: func(v *visit, row client.WaitingRow) task {
		if !v.isDPO() {
			return toCaseFile(v, row)
		}
		return task{Kind: finishing, Case: row.Case, Document: row.Document}
	}},
	"due":        {title: "Cases that are due for destruction", all: "/retention", how: "A hold keeps one, and what has begun is stopped on the page of the case. Otherwise it ends by itself.", leads: toCaseFile},
	"reviews":    {title: "Cases to review", all: "/reviews", how: "A review says whether it goes, or is kept longer.", leads: toCaseFile},
	"holds":      {title: "Holds to look at again", all: "/holds", how: "It is released, or held anew.", leads: toCaseFile},
	"agreements": {title: "Agreements that end within 90 days", all: "/agreements", how: "A new version, or its end, is put on record in its place.", leads: toFact(disclosure.FactAgreement)},
}

func toRecord(_ *visit, row client.WaitingRow) task { return task{Kind: record, Entry: row.Entry} }

func toCaseFile(_ *visit, row client.WaitingRow) task { return task{Kind: caseOf, Case: row.Case} }

func toPerson(_ *visit, row client.WaitingRow) task {
	return task{Kind: person, Subject: only(row.Subjects)}
}

// toCorrection leads to the form that corrects the disclosure, for who may.
func toCorrection(v *visit, row client.WaitingRow) task {
	if !v.session.who.MayRecord() {
		return toRecord(v, row)
	}
	return task{Kind: mending, Entry: row.Entry}
}

// toFact leads to the form of what takes the fact's place, for who may.
func toFact(kind disclosure.FactKind) func(*visit, client.WaitingRow) task {
	return func(v *visit, row client.WaitingRow) task {
		if !v.isDPO() {
			return toPerson(v, row)
		}
		return task{Kind: replacing, Subject: only(row.Subjects), Fact: factTask{Kind: kind, About: row.Reference, Replaces: row.Entry}}
	}
}

// toBreach leads to the form that says how the breach stands, or for who may not say so, to
// how it stands.
func toBreach(v *visit, row client.WaitingRow) task {
	if !v.isDPO() {
		return task{Kind: breachOf, View: row.Reference}
	}
	return toFact(disclosure.FactBreach)(v, row)
}

// only is whom a row of one person is about, or nobody.
func only(people []string) string {
	if len(people) == 0 {
		return ""
	}
	return people[0]
}

// lookingAtToday is the purpose of a look that nobody is asked the purpose of.
const lookingAtToday = "Opening the page Today, which shows what waits"

// today shows what waits for whoever is signed in. The look says on the record what it
// is; the page that ends a matter asks why.
func (v *visit) today() error {
	body := waiting{SeesAll: v.seesAll(), Department: v.session.who.Department}
	if body.SeesAll {
		waits, err := v.api.WhatWaits(v.r.Context(), lookingAtToday)
		if err != nil {
			return err
		}
		for _, q := range waits.Queues {
			about, known := queues[q.Queue]
			if !known {
				about.title = capital(plain(q.Queue))
			}
			if q.Count == 0 && !q.More {
				body.Empty = append(body.Empty, about.title)
				continue
			}
			body.Queues = append(body.Queues, v.waitingQueue(q, about))
		}
	}
	if !body.SeesAll && body.Department != "" {
		left, err := v.api.OwnWork(v.r.Context(), lookingAtToday, "")
		if err != nil {
			return err
		}
		body.Own = v.ownWorkOf(task{}, left, ownOnToday)
	}
	return v.render(http.StatusOK, "today", &page{Title: "Today", Nav: "today", Body: body})
}

func (v *visit) waitingQueue(q client.WaitingQueue, about aboutQueue) waitingQueue {
	shown := waitingQueue{WaitingQueue: q, Title: about.title, All: about.all, How: about.how}
	for _, row := range q.Rows {
		line := waitingRow{WaitingRow: row}
		if row.Recipient != nil {
			line.With = v.words.called(*row.Recipient)
		}
		if about.leads != nil {
			if t := about.leads(v, row); t.Subject != "" || t.Case != "" || t.View != "" || t.Entry != "" || t.Fact.About != "" {
				line.Open = v.session.path(t)
			}
		}
		shown.Rows = append(shown.Rows, line)
	}
	return shown
}
