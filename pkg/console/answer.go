package console

import (
	"cmp"
	"slices"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// anAnswer is the way from a request to the answer that goes out, on one page.
type anAnswer struct {
	To       string // who gets it, in words
	Requests []aRequest
	New      string // address of the form that records a request
	Pairs    []aPerhapsOne
	First    []toDecide
	Prints   client.Answer
	Kept     []line   // withheld, or not in it, and why
	Shares   []aShare // in which the person perhaps was
	Of       [3]int   // how many there are in all: to decide first, printed and kept
	Next     string   // address of the next page
	// FirstPage is the address of the first page; empty on it.
	FirstPage string
	Changed   []client.Differences
	Tell      string // address of who is still to be told of the person's changes; empty where nobody is, and for who may not
	Draft     string // address of the page to print
	Digest    string
	MayAct    bool
	Unsettled []line    // printed, and recorded as a departure with which nobody has dealt
	Near      []someone // of a person of whom nothing is on record: references that come near
}

// aRequest is a request for access and its clock, in words.
type aRequest struct {
	client.AccessRequest
	Who       string
	DaysLeft  int
	Change    string // address of the form that changes it
	Release   string // address of the page that releases its answer; empty where it cannot be
	Answer    string // address of its answer
	Letter    string // address of the letter as of the day of its release
	Person    string // address of whom it is about
	Here      bool   // shown on its answer's own page
	Unsettled bool   // it is not settled who asks
}

// toDecide is one line of "decide first".
type toDecide struct {
	client.UndecidedWord
	Because []string
	Reach   []string
	Decide  string // address of the form
	Open    string // address of the disclosure
}

// aPerhapsOne is a line of "decide first" of two records that may be of one sharing.
type aPerhapsOne struct {
	client.PerhapsOne
	Because     []string
	Kept, Shown string // addresses
	Decide      string // address of the form
}

func (v *visit) perhapsOne(t task, p client.PerhapsOne) aPerhapsOne {
	at := func(id disclosure.EntryID) string {
		of := t.to(record)
		of.Entry = id
		return v.session.path(of)
	}
	one := aPerhapsOne{PerhapsOne: p, Kept: at(p.Kept), Shown: at(p.Shown)}
	for _, b := range p.Because {
		one.Because = append(one.Because, b.Says)
	}
	if v.isDPO() {
		of := t.to(pairing)
		of.Entry, of.With = p.Shown, p.Kept
		one.Decide = v.session.path(of)
	}
	return one
}

// answer shows the draft of an answer: the requests of the person and their clocks,
// what has to be decided first, what would be printed, and what would not and why.
func (v *visit) answer(t task) error {
	ctx := v.r.Context()
	var review client.Review
	var first client.ToDecide
	var asks client.AccessRequests
	err := together(
		func() (err error) { review, err = v.api.Review(ctx, t.Why, t.Subject, t.To); return err },
		func() (err error) { first, err = v.api.Undecided(ctx, t.Why, t.Subject, ""); return err },
		func() (err error) { asks, err = v.api.AccessRequestsAbout(ctx, t.Why, t.Subject); return err },
	)
	if err != nil {
		return err
	}
	body := anAnswer{To: toWhom(t.To), Prints: review.Answer, Changed: review.Differences, Digest: review.Digest, MayAct: v.isDPO()}
	for _, p := range first.PerhapsOne {
		if p.To == t.To {
			body.Pairs = append(body.Pairs, v.perhapsOne(t, p))
		}
	}
	for _, w := range first.Undecided {
		if w.To == t.To {
			body.First = append(body.First, v.toDecide(t, w))
		}
	}
	for _, j := range slices.Concat(review.About, review.Perhaps) {
		if j.DepartureOpen && j.Outcome != client.Withheld {
			of := t.to(record)
			of.Entry = j.Entry
			body.Unsettled = append(body.Unsettled, line{At: j.DisclosedAt, Case: j.Case.String(), Open: v.session.path(of)})
		}
		if j.Outcome == client.Shown && len(j.Items) == 0 && !j.People {
			continue
		}
		l := line{At: j.DisclosedAt, Case: j.Case.String()}
		l.judge(v, j)
		if j.Prints != nil {
			l.Recipient, l.Sort, l.Purpose = j.Prints.Recipient, j.Prints.Kind, j.Prints.Purpose
			for _, d := range j.Prints.Data {
				l.Data = append(l.Data, d.Category+": "+d.Description)
			}
		}
		for _, g := range j.Grounds {
			says := v.words.word(g.Ground)
			if len(g.Provisions) > 0 {
				says += " (" + strings.Join(g.Provisions, ", ") + ")"
			}
			if g.Reason != "" {
				says += ": " + g.Reason
			}
			if !g.ReviewBy.IsZero() {
				says += " To be looked at again by " + inWords(g.ReviewBy) + "."
			}
			l.Allowed = append(l.Allowed, strings.TrimPrefix(says, ": ")) // a withholding may need no ground
		}
		if !j.DecidedOn.IsZero() {
			l.Decided = j.DecidedBy.Name + ", " + j.DecidedBy.Post + ", on " + inWords(j.DecidedOn) + ": " + j.DecidedWhy
		}
		of := t.to(record)
		of.Entry = j.Entry
		l.Open = v.session.path(of)
		body.Kept = append(body.Kept, l)
	}
	for _, r := range asks.Requests {
		one := v.aRequest(t, r, asks.AsOf)
		one.Here = r.As == t.To
		if body.MayAct && !one.Unsettled && r.As == t.To {
			of := t.to(releasing)
			of.Request, of.Digest, of.AsOf = r.Entry, review.Digest, review.Answer.AsOf
			one.Release = v.session.path(of)
		}
		body.Requests = append(body.Requests, one)
	}
	// A page shows so many of each part; the letter shows all.
	var next [4]string
	body.Of = [3]int{len(body.First), len(body.Prints.Shared), len(body.Kept)}
	body.First, next[0] = pageOf(body.First, t.Cursor)
	body.Prints.Shared, next[1] = pageOf(body.Prints.Shared, t.Cursor)
	body.Kept, next[2] = pageOf(body.Kept, t.Cursor)
	unlisted, nextShares := pageOf(review.Unlisted, t.Cursor)
	body.Shares, next[3] = v.sharesOf(t, unlisted), nextShares
	body.Next, body.FirstPage = v.pages(t, cmp.Or(next[:]...))
	body.Near = v.nearPeople(t, review.Nothing)
	another := t.to(asked)
	another.Request = "" // the one that the page was opened for stays as it is
	body.New, body.Tell = v.session.path(another), v.toTelling(t, review)
	body.Draft = v.session.path(t.to(letter))
	p := &page{Title: "Answer to " + toWhom(t.To), Nav: "requests", Body: body, Back: v.session.path(t.to(person))}
	if t.Done == answerReleased {
		p.Then, p.ThenSays = body.Draft, "The letter, to print"
	}
	return v.on(t, "answer", p)
}

// toTelling is the address of the page on which recipients are said to have been told of the
// person's changes, and who is still to be; empty where nobody is.
func (v *visit) toTelling(t task, review client.Review) string {
	if !v.isDPO() || !slices.ContainsFunc(review.Changes, func(c client.ChangeOutstanding) bool { return c.Outstanding > 0 }) {
		return ""
	}
	of := t.to(replacing)
	of.To, of.Request, of.Entry, of.Fact = "", "", "", factTask{Kind: disclosure.FactTelling}
	return v.session.path(of)
}

func toWhom(to disclosure.Asker) string {
	if to == disclosure.AskerRepresentative {
		return "somebody acting for the person"
	}
	return "the person"
}

func (v *visit) aRequest(t task, r client.AccessRequest, today disclosure.Date) aRequest {
	of := t.to(asked)
	of.Request, of.Subject, of.To = r.Entry, r.Subject, r.As
	answer := of.to(answering)
	one := aRequest{
		AccessRequest: r, Who: toWhom(r.As), DaysLeft: r.Clock.LastDay.DaysSince(today), Unsettled: r.IdentitySettled.IsZero(),
		Answer: v.session.path(answer), Person: v.session.path(of.to(person)),
	}
	if r.Released != nil {
		as := of.to(letter)
		as.AsOf = r.Released.AsOf
		one.Letter = v.session.path(as)
	}
	if r.Ended.IsZero() && v.isDPO() {
		one.Change = v.session.path(of)
	}
	return one
}

func (v *visit) toDecide(t task, w client.UndecidedWord) toDecide {
	of := t.to(deciding)
	of.Subject, of.To, of.Entry = w.Subject, w.To, w.Entry
	d := toDecide{UndecidedWord: w, Reach: v.words.words(w.CouldReach), Open: v.session.path(of.to(record))}
	for _, b := range w.Judged.Because {
		d.Because = append(d.Because, b.Says)
	}
	for _, i := range w.Items {
		if i.Outcome == client.Undecided && !slices.Contains(d.Because, i.Because.Says) {
			d.Because = append(d.Because, i.Because.Says)
		}
	}
	if v.isDPO() {
		d.Decide = v.session.path(of)
	}
	return d
}

// queued is the page of requests of people.
type queued struct {
	Requests []aRequest
	Ended    bool
	Other    string // address of those that have ended, or are open
	Next     string // of the next page
	First    string
	Find     string // address of Search with the same purpose; empty for who records no request
}

// requests shows the requests of people, the most pressing first.
func (v *visit) requests(t task) error {
	asks, err := v.api.AccessRequests(v.r.Context(), t.Why, t.Ended, t.Cursor)
	if err != nil {
		return err
	}
	body := queued{Ended: t.Ended}
	if v.isDPO() {
		body.Find = v.session.search(t)
	}
	for _, r := range asks.Requests {
		body.Requests = append(body.Requests, v.aRequest(t, r, asks.AsOf))
	}
	other := t.to(requests)
	other.Ended = !t.Ended
	body.Other = v.session.path(other)
	body.Next, body.First = v.pages(t, asks.Cursor)
	return v.on(t, "requests", &page{Title: "Requests of people", Nav: "requests", Body: body})
}
