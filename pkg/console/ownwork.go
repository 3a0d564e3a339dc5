package console

import (
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// ownOnToday is how many lines of each queue an officer's Today shows.
const ownOnToday = 5

// ownWork is what an officer's department has left to do, as queues.
type ownWork struct {
	Queues []ownQueue
	Empty  []string // the titles of those in which nothing waits
	All    bool     // there is more than is shown
	Next   string
	First  string
}

// ownQueue is one of them.
type ownQueue struct {
	ID, Title, How string
	Count          int
	More           bool
	Lines          []ownLine
}

// ownLine is a line that leads to the act that ends it.
type ownLine struct {
	Says, Open, Tag string
	Kept            bool // the tag is a warning
	Fine            string
}

// leftToDo shows all that is left to do, a page at a time.
func (v *visit) leftToDo(t task) error {
	left, err := v.api.OwnWork(v.r.Context(), t.Why, t.Cursor)
	if err != nil {
		return err
	}
	body := v.ownWorkOf(t, left, 0)
	body.Next, body.First = v.pages(t, left.Cursor)
	return v.on(t, "left", &page{Title: "What is left to do", Nav: "today", Body: body})
}

// ownWorkOf puts what is left to do into queues of so many lines each; 0 is all. A line
// leads to what ends it: a letter to where it is sent, a flag and a telling to the
// correction of what was recorded, or where that has one already, to the record.
func (v *visit) ownWorkOf(t task, left client.OwnWork, most int) *ownWork {
	letters := ownQueue{ID: "letters", Title: "Letters that have not arrived", How: "Each is finished on its page, or given up by itself.", More: left.MoreLetters}
	tellings := ownQueue{ID: "tellings", Title: "People to be told", How: "A correction says that they were told, or why not.", More: left.Cursor != ""}
	flags := ownQueue{ID: "flags", Title: "Flags that wait", How: "A correction gives what was left out. What stays is the Data Protection Officer’s to clear.", More: left.Cursor != ""}
	for _, l := range left.Letters {
		line := ownLine{Says: l.Title, Open: v.toFinish(t, l.Case, l), Tag: "Given up on " + l.Lapses.In(disclosure.London).Format("2 January"), Fine: "case " + l.Case.String()}
		line.Kept = l.Lapses.Sub(v.console.config.Now()) < 48*time.Hour
		letters.Lines = append(letters.Lines, line)
	}
	for _, d := range left.Disclosures {
		of := t.to(mending)
		if of.Entry = d.ID; d.Corrected {
			of.Kind = record
		}
		of.Search = client.Search{}
		line := ownLine{Open: v.session.path(of), Fine: inWords(disclosure.DateOf(d.DisclosedAt)) + ", " + v.words.sort(disclosure.Recipient{Category: d.RecipientCategory, Kind: d.RecipientKind}) + ", case " + d.Case.String()}
		if !d.TellBy.IsZero() {
			telling := line
			telling.Says, telling.Tag = "The person was to be told by now.", "By "+inWords(d.TellBy)
			if d.Overdue > 0 {
				telling.Tag, telling.Kept = "Overdue by "+count(d.Overdue, "day", "days"), true
			}
			tellings.Lines = append(tellings.Lines, telling)
		}
		for _, f := range d.Waiting {
			waits := line
			waits.Says = inProse(f.Detail)
			if f.Departure {
				waits.Tag, waits.Kept = "Breaks a rule", true
			}
			flags.Lines = append(flags.Lines, waits)
		}
	}
	work := &ownWork{}
	for _, q := range []ownQueue{letters, tellings, flags} {
		if q.Count = len(q.Lines); q.Count == 0 {
			work.Empty = append(work.Empty, q.Title)
			continue
		}
		if most > 0 && len(q.Lines) > most {
			q.Lines, work.All = q.Lines[:most], true
		}
		work.Queues = append(work.Queues, q)
	}
	work.All = work.All || left.Cursor != "" || left.MoreLetters
	return work
}
