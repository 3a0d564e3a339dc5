package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// wholeQueue is a queue of Today that has no other page which lists it whole.
type wholeQueue struct {
	intro string
	// read asks the API for a page, as lines of Today, each with what more is to be said.
	read func(ctx context.Context, api *client.Client, t task, v *visit) ([]wholeRow, string, error)
}

// wholeRow is a line of Today, and what its own list says besides.
type wholeRow struct {
	client.WaitingRow
	more []said
}

// wholeQueues are the queues by their names on Today.
var wholeQueues = map[string]wholeQueue{
	"undecided": {
		"What is kept from a person because nobody has decided, what is to be decided by the earliest day first.",
		func(ctx context.Context, api *client.Client, t task, v *visit) (rows []wholeRow, next string, err error) {
			page, err := api.Undecided(ctx, t.Why, "", t.Cursor)
			for _, p := range page.PerhapsOne {
				rows = append(rows, wholeRow{client.WaitingRow{
					Entry: p.Shown, With: p.Kept, Subjects: []string{p.Subject}, To: p.To, Due: p.DecideBy, Overdue: p.Overdue, Says: p.Says,
				}, nil})
			}
			for _, u := range page.Undecided {
				row := wholeRow{client.WaitingRow{
					Entry: u.Entry, Case: u.Case, Subjects: []string{u.Subject}, To: u.To, Since: u.Since, Due: u.DecideBy, Overdue: u.Overdue, Says: "Nobody has decided.",
				}, []said{{"Department", u.Department}, {"Recorded by", u.RecordedBy}}}
				if len(u.Because) > 0 {
					row.Says = u.Because[0].Says
				}
				if u.Prints != nil {
					row.more = append([]said{{"With", u.Prints.Recipient}}, row.more...)
				}
				rows = append(rows, row)
			}
			for _, s := range page.Shares {
				rows = append(rows, wholeRow{client.WaitingRow{
					Entry: s.Entry, Share: true, Subjects: []string{s.Subject}, To: s.To, Recipient: &s.Recipient, Since: s.Since, Due: s.DecideBy, Overdue: s.Overdue,
					Says: map[bool]string{
						false: "Nobody has said whether the person was in this share of many people.",
						true:  "It cannot be told whether the person was in this share, and something keeps it undecided.",
					}[s.HoldsUp],
				}, nil})
			}
			return rows, page.Cursor, err
		},
	},
	"overdue-withholdings": overdueQueue((*client.Client).OverdueWithholdings, "", 1,
		"Disclosures that are kept from a person on a ground whose day of review is over, or that has lost what it rested on, the longest overdue first. Each stays kept until somebody decides."),
	"overdue-tellings": overdueQueue((*client.Client).OverdueTellings, "The person was to be told by now.", 0,
		"People whom the council put off telling to a day that has come, the longest overdue first."),
	"overdue-emergencies": overdueQueue((*client.Client).OverdueEmergencies, "It was recorded in short, and is to be recorded in full.", 1,
		"What was shared in an emergency and recorded in short, the oldest first."),
	"overdue-markers": {
		"Warning markers whose review is overdue, or of which the person has not been told, with everybody who holds a copy.",
		func(ctx context.Context, api *client.Client, t task, v *visit) (rows []wholeRow, next string, err error) {
			page, err := api.OverdueMarkers(ctx, t.Why, t.Cursor)
			for _, m := range page.Markers {
				row := wholeRow{client.WaitingRow{Entry: m.Fact, Subjects: []string{m.Subject}, Since: m.From, Due: m.ReviewBy, Says: "The person has not been told of it."}, []said{{"Why it was put on", m.Reason}}}
				if !m.OverdueSince.IsZero() {
					row.Since, row.Due, row.Says = m.OverdueSince, m.OverdueSince.AddDays(-1), "Its review is overdue."
					row.Overdue = max(disclosure.DateOf(v.console.config.Now()).DaysSince(row.Due), 0)
				}
				var copies []string
				for _, c := range m.Copies {
					copies = append(copies, v.words.called(c.Recipient))
				}
				row.more = append(row.more, said{"Copies are with", strings.Join(copies, "; ")})
				rows = append(rows, row)
			}
			return rows, page.Cursor, err
		},
	},
	"pending-facts": {
		"What was recorded that takes away of what protects a person, and counts for nobody else until a Data Protection Officer who did not record it has confirmed it. What is to be decided first comes first.",
		func(ctx context.Context, api *client.Client, t task, v *visit) (rows []wholeRow, next string, err error) {
			page, err := api.PendingFacts(ctx, t.Why, t.Cursor)
			for _, f := range page.Facts {
				says := v.factOf(f.Fact)
				row := wholeRow{client.WaitingRow{Entry: f.Entry, Since: disclosure.DateOf(f.RecordedAt), Says: says.What + ". " + says.When + "."}, []said{
					{"It says", says.Says}, {"Department", f.Department}, {"Recorded by", f.RecordedBy},
				}}
				if f.Awaits != nil {
					row.Due, row.Overdue = f.Awaits.By, max(disclosure.DateOf(v.console.config.Now()).DaysSince(f.Awaits.By), 0)
				}
				if f.About.Dimension == disclosure.FactsOfBreach {
					row.Reference = f.About.Reference
				} else {
					row.Subjects = []string{f.About.Reference}
				}
				rows = append(rows, row)
			}
			return rows, page.Cursor, err
		},
	},
	"duplicates": {
		"Disclosures of the last twelve months that look alike, of one case, day, recipient and people, the oldest first.",
		func(ctx context.Context, api *client.Client, t task, _ *visit) (rows []wholeRow, next string, err error) {
			page, err := api.Duplicates(ctx, t.Why, disclosure.Date{}, disclosure.Date{}, t.Cursor)
			for _, p := range page.Pairs {
				first, second := p.Entries[0], p.Entries[1]
				rows = append(rows, wholeRow{client.WaitingRow{
					Entry: second.Entry, Case: p.Case, Subjects: p.Subjects, Recipient: &second.Recipient, Since: disclosure.DateOf(second.RecordedAt),
					Says: "It looks like an entry of " + cmp.Or(first.Department, first.RecordedBy) + ".",
				}, []said{{"Shared on", inWords(disclosure.DateOf(second.DisclosedAt))}}})
			}
			return rows, page.Cursor, err
		},
	},
}

// overdueQueue is a queue of disclosures that have to be looked at again, each since so many
// days after the day by which it was to be done.
func overdueQueue(ask func(c *client.Client, ctx context.Context, purpose, cursor string) (client.Overdue, error), says string, after int, intro string) wholeQueue {
	return wholeQueue{intro, func(ctx context.Context, api *client.Client, t task, v *visit) (rows []wholeRow, next string, err error) {
		page, err := ask(api, ctx, t.Why, t.Cursor)
		for _, o := range slices.Concat(page.Withholdings, page.Tellings, page.Emergencies) { // of which a page has one
			row := wholeRow{client.WaitingRow{
				Entry: o.Entry, Case: o.Case, Recipient: &o.Recipient, Since: o.Since, Due: o.Since.AddDays(-after), Overdue: o.Days, Says: says,
			}, []said{{"Department", o.Department}}}
			switch {
			case len(page.Emergencies) > 0:
				row.Since = row.Due // the law names no day: it was to be done at once
			case len(page.Tellings) > 0 && o.PutOffTo.IsZero():
				row.Due, row.Overdue, row.Says = disclosure.Date{}, 0, "Telling the person was put off, and to no day."
			}
			if o.Share != nil {
				row.more = append(row.more, said{"A share of many people", strings.Join(slices.DeleteFunc([]string{o.Share.Series, o.Share.Occasion, count(o.Share.People, "person", "people")}, func(one string) bool { return one == "" }), "; ")})
			}
			for _, s := range o.Subjects {
				row.Subjects = append(row.Subjects, s.Reference)
			}
			for _, g := range o.Grounds {
				row.Says = strings.TrimSpace(row.Says + " " + g.Due)
				row.more = append(row.more, said{"Ground", v.words.word(g.Ground)})
			}
			var missing []string
			for _, m := range o.Missing {
				missing = append(missing, m.Field)
			}
			row.more = append(row.more, said{"Missing", strings.Join(missing, "; ")})
			rows = append(rows, row)
		}
		return rows, page.Cursor, err
	}}
}

// whole shows a queue of Today whole, a page at a time. Each line leads where it leads on
// Today.
func (v *visit) whole(t task) error {
	list, known := wholeQueues[t.View]
	if !known {
		return v.lost()
	}
	rows, next, err := list.read(v.r.Context(), v.api, t, v)
	if err != nil {
		return err
	}
	about := queues[t.View]
	body := listing{Intro: list.intro + " " + about.how, None: "Nothing waits here."}
	for _, r := range rows {
		of := about.leads(v, r.WaitingRow)
		of.Why, of.Said = t.Why, 0 // each is about a person, so why is asked again, and stands in its field
		row := listRow{Title: inProse(r.Says), Open: v.session.path(of)}
		if r.Overdue > 0 {
			row.Tag, row.Kept = "Overdue by "+count(r.Overdue, "day", "days"), true
		} else if !r.Due.IsZero() {
			row.Tag = "By " + inWords(r.Due)
		}
		if r.Recipient != nil {
			row.with("With", v.words.called(*r.Recipient))
		}
		row.with("About", strings.Join(r.Subjects, ", "))
		row.with("Breach", r.Reference)
		row.with("Case", r.Case.String())
		row.with("Waiting since", inWords(r.Since))
		for _, m := range r.more {
			row.with(m.Label, m.Text)
		}
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, about.title, next, nil, body)
}

// saveWhole asks for the queue as a spreadsheet.
func saveWhole(v *visit, ctx context.Context, t task, api *client.Client) error {
	list, known := wholeQueues[t.View]
	if !known {
		return errNotOurs
	}
	_, _, err := list.read(ctx, api, t, v)
	return err
}

// queueOn is which queue of Today the page lists, and, where it lists more than waits, what
// it is of the list that does.
func queueOn(t task) (name, part string) {
	switch {
	case t.Kind == waitsIn && t.View == "duplicates":
		return t.View, "those recorded within the last 28 days"
	case t.Kind == waitsIn:
		return t.View, ""
	case t.Kind == queue && t.Filter != (client.FlagFilter{}):
		return "flags", "every flag, unfiltered"
	case t.Kind == queue:
		return "flags", ""
	case t.Kind == requests && !t.Ended:
		return "access-requests", ""
	case t.Kind == objected:
		return "undecided-objections", ""
	case t.Kind == untold:
		return "untold-changes", ""
	case t.Kind == breaches && t.View == "":
		return "open-breaches", ""
	case t.Kind == agreed && t.View == "":
		return "agreements", ""
	case t.Kind == lettersOf:
		return "unfinished-letters", "those that are given up within three days"
	case t.Kind == joinsOf && t.View == "":
		return "joins", "those that wait for a second person, or whose last day is over"
	case t.Kind == retention && t.View == "held":
		return "holds", "those to look at again, and those that stopped a destruction"
	case t.Kind == retention && t.View == "review":
		return "reviews", ""
	case t.Kind == retention && t.View == "due":
		return "due", "those whose destruction begins within 30 days, or is under way"
	}
	return "", ""
}

// countQueue counts the queue that the page lists, beside what the page itself asks for,
// and returns what says how many wait in it. What the first page counted stands on those
// that follow: a queue of which each thing takes a draft to count is counted once.
func (v *visit) countQueue(t task) func() (string, error) {
	name, part := queueOn(t)
	if name == "" || !v.seesAll() || v.r.Method != http.MethodGet || t.Cursor != "" {
		return func() (string, error) { return t.Waits, nil }
	}
	var counted client.WaitingQueue
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		counted, err = v.api.Waiting(v.r.Context(), t.Why, name)
	}()
	return func() (string, error) {
		<-done
		return inAll(counted, part), err
	}
}

// waits says how many wait in the queue that the page lists; nothing where it lists none.
func (v *visit) waits() (string, error) {
	if v.total == nil {
		return "", nil
	}
	return v.total()
}

// inAll says how many wait.
func inAll(q client.WaitingQueue, part string) string {
	says, rest := count(q.Count, "waits", "wait"), " in all."
	if part != "" {
		says, rest = count(q.Count, "is", "are"), " on Today: "+part+"."
	}
	switch {
	case q.Count == 0:
		return ""
	case q.More:
		return "More than " + says + rest
	}
	return says + rest
}
