package asking

import (
	"cmp"
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/register/recording"
)

// WhatWaits is everything that waits for the Data Protection Officer, queue by queue.
type WhatWaits struct {
	AsOf   disclosure.Date `json:"asOf" format:"date"`
	Queues []WaitingQueue  `json:"queues" doc:"Every queue, the empty ones too, each with its first rows; or the one that was to be counted, with none"`
}

// WaitingQueue is one queue and its first rows.
type WaitingQueue struct {
	Queue string `json:"queue" enum:"access-requests,undecided,undecided-objections,flags,overdue-withholdings,overdue-tellings,overdue-markers,overdue-emergencies,open-breaches,untold-changes,pending-facts,agreements,duplicates,joins,unfinished-letters,due,reviews,holds" doc:"Which; the operation that lists it whole is show- and this"`
	Count int    `json:"count" doc:"How many: exact to 1,000. What is undecided, changes and what may be recorded twice take long to count: of them it is as many as were counted in two seconds, where that is fewer"`
	More  bool   `json:"more" doc:"True where there may be more than were counted"`
	// Oldest is zero where nothing waits.
	Oldest disclosure.Date `json:"oldest,omitzero" format:"date" doc:"Since when the one waits that has waited longest of those counted"`
	Rows   []WaitingRow    `json:"rows" doc:"The first of them, at most five"`
}

// WaitingRow is one thing that waits. What does not apply is left out.
type WaitingRow struct {
	Entry     disclosure.EntryID    `json:"entry,omitempty" doc:"The entry that it is about: a disclosure as it now reads, or a fact as it stands. A breach has none"`
	With      disclosure.EntryID    `json:"with,omitempty" doc:"Of two records that may be of one sharing: the other, which is kept back"`
	Share     bool                  `json:"share,omitempty" doc:"Of what is undecided: a share of many people that the person was perhaps in"`
	Flag      *int                  `json:"flag,omitempty" doc:"Of a flag: which of the entry's, counted from 0"`
	Case      disclosure.CaseRef    `json:"case,omitempty"`
	Document  disclosure.DocumentID `json:"document,omitempty" doc:"Of a letter that has not arrived"`
	Subjects  []string              `json:"subjects,omitempty" doc:"The council's references for the people"`
	To        disclosure.Asker      `json:"to,omitempty" doc:"Of a request or what is undecided: towards whom"`
	Recipient *disclosure.Recipient `json:"recipient,omitempty"`
	Reference string                `json:"reference,omitempty" doc:"Of a breach or an agreement: the council's reference for it"`
	Says      string                `json:"says" doc:"What it is, in words"`
	Since     disclosure.Date       `json:"since,omitzero" format:"date" doc:"Since when it waits"`
	Due       disclosure.Date       `json:"due,omitzero" format:"date" doc:"The day by which it is to be done"`
	Overdue   int                   `json:"overdue" doc:"Days since then; 0 while it is not past"`
	Breaks    bool                  `json:"departure,omitempty" doc:"Of a flag: a rule that would have refused the disclosure, had it not already happened"`
}

// waitingRows is how many rows of each queue are shown.
const waitingRows = 5

// endingWithin is for how many days ahead agreements that end are listed.
const endingWithin = 90

// dueWithin is for how many days ahead cases that are due for destruction are listed.
const dueWithin = 30

// lapsingWithin is for how many days ahead letters are listed that have not arrived and
// are then given up: a new one is mostly on its way.
const lapsingWithin = 3

// alikeFor is for how many days back disclosures that look alike are listed: what is
// read for them grows with those days, and any others are asked for by their own
// operation.
const alikeFor = 28

// WhatWaits looks at every queue once, and is put on record as one look: at the people,
// the cases and the entries of the rows that it shows, and at no others. Each queue is
// read as its own list reads its pages. Of one queue that is to be counted, no row is shown.
//
// The queues are read one after the other: what changes meanwhile may be in two of
// them, or in none.
func (a *Room) WhatWaits(ctx context.Context, by desk.Looking, count string) (WhatWaits, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-waiting"); err != nil {
		return WhatWaits{}, err
	}
	w := &waitingNow{room: a, desk: a.desk, cases: a.cases, ctx: ctx, by: by.Partly(), today: a.desk.Today(), now: a.desk.Now()}
	answer, look, shown := WhatWaits{AsOf: w.today, Queues: []WaitingQueue{}}, disclosure.Access{Action: "show-waiting"}, []desk.Sight{}
	if count != "" {
		look.Asked = map[string]string{"count": count}
	}
	for _, queue := range queues {
		if count != "" && count != queue.name {
			continue
		}
		rows, next, err := queue.read(w)
		if err != nil {
			return WhatWaits{}, err
		}
		q := queueOf(queue.name, rows, next)
		if count == "" {
			q.Rows = append(q.Rows, rows[:min(len(rows), waitingRows)]...)
		}
		look.Results += len(q.Rows)
		for _, row := range q.Rows {
			shown = append(shown, desk.Sight{Entry: row.Entry, Case: row.Case, People: row.Subjects})
		}
		answer.Queues = append(answer.Queues, q)
	}
	return desk.Shown(ctx, a.desk, by, answer, look, shown...)
}

// queues are all of them, in the order in which they are shown.
var queues = []struct {
	name string
	read func(*waitingNow) (rows []WaitingRow, next string, err error)
}{
	{"access-requests", (*waitingNow).requests},
	{"undecided", (*waitingNow).undecided},
	{"undecided-objections", (*waitingNow).objections},
	{"flags", (*waitingNow).flags},
	{"overdue-withholdings", (*waitingNow).withholdings},
	{"overdue-tellings", (*waitingNow).tellings},
	{"overdue-markers", (*waitingNow).markers},
	{"overdue-emergencies", (*waitingNow).emergencies},
	{"open-breaches", (*waitingNow).breaches},
	{"untold-changes", (*waitingNow).changes},
	{"pending-facts", (*waitingNow).facts},
	{"agreements", (*waitingNow).agreements},
	{"duplicates", (*waitingNow).duplicates},
	{"joins", (*waitingNow).joins},
	{"unfinished-letters", (*waitingNow).letters},
	{"due", (*waitingNow).due},
	{"reviews", (*waitingNow).reviews},
	{"holds", (*waitingNow).holds},
}

// queueOf is a queue of which no row is shown.
func queueOf(name string, rows []WaitingRow, next string) WaitingQueue {
	q := WaitingQueue{Queue: name, Count: len(rows), More: next != "", Rows: []WaitingRow{}}
	for _, row := range rows {
		if q.Oldest.IsZero() || !row.Since.IsZero() && row.Since.Before(q.Oldest) {
			q.Oldest = row.Since
		}
	}
	return q
}

// mostCounted is how many rows of a queue are counted one by one: beyond, there are more.
const mostCounted = 1_000

// countOn reads a queue page by page until so many have been counted or there are no more.
// It returns the cursor of what is left.
func countOn(rows *[]WaitingRow, page func(cursor string) (next string, err error)) (next string, err error) {
	for {
		counted := len(*rows)
		// A page that adds nothing has read on already, behind much that waits no more.
		if next, err = page(next); err != nil || next == "" || len(*rows) == counted || len(*rows) >= mostCounted {
			return next, err
		}
	}
}

// dearFor is for how long a queue is counted of which each row costs a draft of an answer or
// a query: whoever has so much waiting is told that there is more, and not kept waiting.
const dearFor = 2 * time.Second

// countDear is countOn of such a queue, of which what two things gave reason to look at may
// be on two pages: it is counted once. page adds its rows by add.
func (w *waitingNow) countDear(page func(cursor string, add func(key string, row WaitingRow)) (next string, err error)) (rows []WaitingRow, next string, err error) {
	counted, begun := map[string]bool{}, w.desk.Now()
	for {
		read := 0
		next, err = page(next, func(key string, row WaitingRow) {
			if read++; !counted[key] {
				counted[key], rows = true, append(rows, row)
			}
		})
		if err != nil || next == "" || read == 0 || len(rows) >= mostCounted || w.desk.Now().Sub(begun) > dearFor {
			return rows, next, err
		}
	}
}

// mostPages bounds the pages of a list in which much is none of a queue.
const mostPages = 10

// countAmong is countOn of a list in which much is none of the queue: a page that adds
// nothing is no reason to stop.
func countAmong(rows *[]WaitingRow, page func(cursor string) (next string, err error)) (next string, err error) {
	for range mostPages {
		if next, err = page(next); err != nil || next == "" || len(*rows) >= mostCounted {
			break
		}
	}
	return next, err
}

// waitingNow gathers the queues.
type waitingNow struct {
	room  *Room
	desk  *desk.Registrar
	cases *cases.Retention
	ctx   context.Context // of the one call that it serves
	by    desk.Looking
	today disclosure.Date
	now   time.Time
}

func (w *waitingNow) past(due disclosure.Date) int {
	if due.IsZero() || !w.today.After(due) {
		return 0
	}
	return w.today.DaysSince(due)
}

func (w *waitingNow) requests() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.AccessRequests(w.ctx, w.by, false, cursor)
		if err != nil {
			return "", err
		}
		for _, a := range page.Requests {
			says := a.AskedBy
			if a.IdentitySettled.IsZero() {
				says += "; who asks is not settled"
			}
			rows = append(rows, WaitingRow{
				Entry: a.Entry, Subjects: []string{a.Subject}, To: a.As, Says: says, Since: a.Received, Due: a.Clock.LastDay, Overdue: a.Overdue,
			})
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) objections() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.UndecidedObjections(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, o := range page.Objections {
			rows = append(rows, WaitingRow{
				Entry: o.Fact, Subjects: []string{o.Subject}, Since: o.Made, Due: o.DecideBy, Overdue: o.Overdue,
				Says: "The person has objected, and nobody has decided on it.",
			})
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) undecided() (rows []WaitingRow, next string, err error) {
	return w.countDear(w.undecidedOn)
}

func (w *waitingNow) undecidedOn(cursor string, add func(string, WaitingRow)) (next string, err error) {
	page, err := w.room.answers.Undecided(w.ctx, w.by, cursor)
	if err != nil {
		return "", err
	}
	for _, p := range page.PerhapsOne {
		add(keyOf(p.Subject, p.To, p.Shown, p.Kept), WaitingRow{
			Entry: p.Shown, With: p.Kept, Case: p.Cases[1], Subjects: []string{p.Subject}, To: p.To, Since: p.Since, Due: p.DecideBy, Overdue: p.Overdue, Says: p.Says,
		})
	}
	for _, u := range page.Undecided {
		row := WaitingRow{Entry: u.Entry, Case: u.Case, Subjects: []string{u.Subject}, To: u.To, Since: u.Since, Due: u.DecideBy, Overdue: u.Overdue}
		if u.Prints != nil {
			row.Says = u.Prints.Recipient + ": "
		}
		if len(u.Because) > 0 { // the first cause says enough for a list
			row.Says += u.Because[0].Says
		}
		add(keyOf(u.Subject, u.To, u.Entry), row)
	}
	for _, u := range page.Shares {
		row := WaitingRow{
			Entry: u.Entry, Share: true, Subjects: []string{u.Subject}, To: u.To, Recipient: &u.Recipient, Since: u.Since, Due: u.DecideBy, Overdue: u.Overdue,
			Says: "Nobody has said whether the person was in this share of many people. It is in no answer while nobody has.",
		}
		if u.HoldsUp {
			row.Says = "It cannot be told whether the person was in this share, and something keeps it undecided."
		}
		add(keyOf(u.Subject, u.To, u.Entry), row)
	}
	return page.Cursor, nil
}

// keyOf is by what something undecided in the answer to somebody is counted once.
func keyOf(subject string, to disclosure.Asker, entries ...disclosure.EntryID) string {
	key := disclosure.Canonical(subject) + "\n" + string(to)
	for _, id := range entries {
		key += "\n" + id.String()
	}
	return key
}

func (w *waitingNow) flags() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.records.Queue(w.ctx, w.by, recording.FlagFilter{}, cursor)
		if err != nil {
			return "", err
		}
		for _, f := range page.Flags {
			rows = append(rows, WaitingRow{
				Entry: f.Entry, Flag: &f.Number, Case: f.Case, Subjects: references(f.Subjects), Recipient: &f.Recipient, Says: f.Detail,
				Since: disclosure.DateOf(f.RecordedAt), Breaks: f.Departure,
			})
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

// again is a disclosure that has to be looked at again, by the day before it is overdue.
func again(o OverdueDisclosure, says string) WaitingRow {
	return WaitingRow{Entry: o.Entry, Case: o.Case, Subjects: references(o.Subjects), Recipient: &o.Recipient, Says: says, Since: o.Since, Due: o.Since.AddDays(-1), Overdue: o.Days}
}

func references(people []disclosure.Subject) []string {
	var all []string
	for _, p := range people {
		all = append(all, p.Reference)
	}
	return all
}

func (w *waitingNow) withholdings() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.OverdueWithholdings(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, o := range page.Withholdings {
			rows = append(rows, again(o.OverdueDisclosure, o.Grounds[0].Due))
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) tellings() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.OverdueTellings(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, o := range page.Tellings {
			row := again(o.OverdueDisclosure, "The person was to be told by now.")
			if row.Due = row.Since; o.PutOffTo.IsZero() {
				row.Due, row.Overdue, row.Says = disclosure.Date{}, 0, "Telling the person was put off, and to no day."
			}
			rows = append(rows, row)
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) markers() (rows []WaitingRow, next string, err error) {
	// Who holds copies of each is a query, and not shown.
	none := func(context.Context, disclosure.Register, string) ([]MarkerCopy, error) { return nil, nil }
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.overdueMarkers(w.ctx, w.by, cursor, none)
		if err != nil {
			return "", err
		}
		for _, m := range page.Markers {
			row := WaitingRow{Entry: m.Fact, Subjects: []string{m.Subject}, Since: m.From, Due: m.ReviewBy, Overdue: w.past(m.ReviewBy), Says: "The person has not been told of it."}
			if !m.OverdueSince.IsZero() {
				// Months may end before the day that it names.
				row.Since, row.Due, row.Says = m.OverdueSince, m.OverdueSince.AddDays(-1), "Its review is overdue."
				row.Overdue = w.past(row.Due)
			}
			rows = append(rows, row)
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) emergencies() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.OverdueEmergencies(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, o := range page.Emergencies {
			row := again(o.OverdueDisclosure, "It was recorded in short, and is to be recorded in full.")
			row.Since = row.Due // the law names no day: it is to be done at once
			rows = append(rows, row)
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) breaches() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.desk.OpenBreaches(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, b := range page.Breaches {
			due := disclosure.DateOf(b.Clock.Deadline)
			row := WaitingRow{Reference: b.Reference, Says: b.Reference + ": " + b.Clock.Says, Since: disclosure.DateOf(b.Clock.AwareAt), Due: due, Overdue: w.past(due)}
			if b.Clock.State == policy.ClockOverdue && row.Overdue == 0 {
				row.Due = disclosure.Date{} // the hours are over, and the day is not: what it says has it
			}
			rows = append(rows, row)
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) changes() (rows []WaitingRow, next string, err error) {
	return w.countDear(func(cursor string, add func(string, WaitingRow)) (string, error) {
		page, err := w.room.answers.UntoldChanges(w.ctx, w.by, cursor)
		for _, c := range page.Changes {
			add(c.Entry.String(), WaitingRow{Entry: c.Entry, Subjects: []string{c.Subject}, Says: changesInWords[c.What], Since: c.On})
		}
		return page.Cursor, err
	})
}

// changesInWords say what was done.
var changesInWords = map[disclosure.ChangeKind]string{
	disclosure.Rectification: "Data was put right, and recipients are still to be told.",
	disclosure.Erasure:       "Data was erased, and recipients are still to be told.",
	disclosure.Restriction:   "Use of data was restricted, and recipients are still to be told.",
	disclosure.MarkerRemoved: "A marker was taken off, and recipients are still to be told.",
}

func (w *waitingNow) facts() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.desk.PendingFacts(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, f := range page.Facts {
			row := WaitingRow{
				Entry: f.Entry, Since: disclosure.DateOf(f.RecordedAt), Due: f.By, Overdue: w.past(f.By),
				Says: "What a department recorded takes away of a protection: " + string(f.Kind) + ".",
			}
			if f.Department == "" {
				row.Says = "What was recorded takes away of a protection, and somebody else confirms or refuses it: " + string(f.Kind) + "."
			}
			switch f.About.Dimension {
			case disclosure.FactsOfSubject:
				row.Subjects = []string{f.About.Reference}
			case disclosure.FactsOfBreach:
				row.Reference = f.About.Reference
			}
			rows = append(rows, row)
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) agreements() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.room.Agreements(w.ctx, w.by, endingWithin, cursor)
		if err != nil {
			return "", err
		}
		for _, a := range page.Agreements {
			since := a.Until.AddDays(-endingWithin)
			if since.Before(a.From) {
				since = a.From
			}
			rows = append(rows, WaitingRow{Entry: a.Fact, Reference: a.Reference, Says: a.Reference, Since: since, Due: a.Until, Overdue: w.past(a.Until)})
		}
		return page.Cursor, nil
	})
	slices.SortStableFunc(rows, func(a, b WaitingRow) int { return a.Due.Compare(b.Due) })
	return rows, next, err
}

func (w *waitingNow) duplicates() (rows []WaitingRow, next string, err error) {
	return w.countDear(func(cursor string, add func(string, WaitingRow)) (string, error) {
		page, err := w.desk.Duplicates(w.ctx, w.by, w.today.AddDays(-alikeFor), w.today, cursor)
		for _, p := range page.Pairs {
			first, second := p.Entries[0], p.Entries[1]
			says := "It looks like an entry of " + cmp.Or(first.Department, first.RecordedBy) + ", of the same case, day, recipient and people."
			add(keyOf("", "", first.Entry, second.Entry), WaitingRow{
				Entry: second.Entry, Case: p.Case, Subjects: p.Subjects, Recipient: &second.Recipient, Says: says, Since: disclosure.DateOf(second.RecordedAt),
			})
		}
		return page.Cursor, err
	})
}

// joins are those that a second person has still to confirm, and those that stand though
// their last day is over.
func (w *waitingNow) joins() (rows []WaitingRow, next string, err error) {
	next, err = countAmong(&rows, func(before string) (string, error) {
		page, err := w.desk.Joins(w.ctx, w.by, "", false, disclosure.EntryID(before))
		if err != nil {
			return "", err
		}
		for _, j := range page.Joins {
			row := WaitingRow{Entry: j.Entry, Subjects: j.References, Since: disclosure.DateOf(j.ProposedAt)}
			switch {
			case j.State == desk.JoinProposed:
				row.Says = j.ProposedBy + " says that two references are one person's. Somebody else confirms or refuses it."
			case j.Overdue:
				row.Says, row.Due, row.Overdue = "A join of two references is to be looked at again. It goes on protecting until it is ended.", j.Until, w.past(j.Until)
			default:
				continue
			}
			rows = append(rows, row)
		}
		return string(page.Before), nil
	})
	slices.Reverse(rows) // the oldest first
	return rows, next, err
}

// letters are those that have not arrived and are soon given up. They come by that day.
func (w *waitingNow) letters() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.desk.UnfinishedLetters(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, l := range page.Letters {
			lapses := disclosure.DateOf(l.Lapses)
			if lapses.After(w.today.AddDays(lapsingWithin)) {
				return "", nil // the others are given up later still
			}
			rows = append(rows, WaitingRow{
				Case: l.In, Document: l.Document, Since: disclosure.DateOf(l.TicketedAt), Due: lapses,
				Says: "A letter of " + cmp.Or(l.Department, "the Data Protection Officer") + " has not arrived: “" + l.Title + "”. After this day its place is given up.",
			})
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

// due are the cases whose destruction begins soon, or is under way: whoever wants one kept
// has so long to say so.
func (w *waitingNow) due() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.cases.DueWithin(w.ctx, w.by, dueWithin, cursor)
		if err != nil {
			return "", err
		}
		if h := page.Halted; h != nil && cursor == "" {
			rows = append(rows, WaitingRow{Since: h.LastRun, Says: h.Reason})
		}
		for _, c := range page.Cases {
			row := WaitingRow{Case: c.Case, Due: c.BeginsOn.AddDays(-1), Says: c.Case.String() + ": its destruction begins by itself, unless it is held before."}
			if d := c.Disposal; d != nil {
				row.Since, row.Due = disclosure.DateOf(d.BegunAt), disclosure.Date{}
				switch {
				case d.Phase == cases.Stopping:
					row.Says = c.Case.String() + ": its destruction was stopped, and is being undone."
				case d.Late:
					row.Says = c.Case.String() + ": its destruction has waited longer than planned."
				case !d.StopBy.IsZero() && w.now.Before(d.StopBy):
					row.Due = disclosure.DateOf(d.StopBy)
					row.Says = c.Case.String() + ": it is being destroyed, and that can still be stopped."
				default:
					row.Says = c.Case.String() + ": it is being destroyed."
				}
			}
			rows = append(rows, row)
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

func (w *waitingNow) reviews() (rows []WaitingRow, next string, err error) {
	next, err = countOn(&rows, func(cursor string) (string, error) {
		page, err := w.cases.Reviews(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, c := range page.Cases {
			rows = append(rows, WaitingRow{Case: c.Case, Since: c.DueOn, Says: c.Case.String() + ": it has been kept for as long as it has to be. Nothing in it is destroyed until a review says so."})
		}
		return page.Cursor, nil
	})
	return rows, next, err
}

// holds are those that somebody has to look at: those whose day of review has come, and
// those of a case whose destruction was stopped, which is due as soon as none stands.
func (w *waitingNow) holds() (rows []WaitingRow, next string, err error) {
	next, err = countAmong(&rows, func(cursor string) (string, error) {
		page, err := w.cases.Holds(w.ctx, w.by, cursor)
		if err != nil {
			return "", err
		}
		for _, h := range page.Holds {
			row := WaitingRow{Entry: h.ID, Case: h.Case, Since: h.PlacedOn, Due: h.ReviewOn, Overdue: w.past(h.ReviewOn)}
			switch {
			case h.Stopped:
				row.Says = h.Case.String() + ": its destruction was stopped. It is due once no hold stands."
			case !h.ReviewOn.After(w.today):
				row.Says = h.Case.String() + ": its hold is to be looked at again."
			default:
				continue
			}
			rows = append(rows, row)
		}
		return page.Cursor, nil
	})
	return rows, next, err
}
