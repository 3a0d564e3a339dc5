package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Joins is a page of joins, newest first.
type Joins struct {
	AsOf  disclosure.Date `json:"asOf" format:"date"`
	Joins []JoinShown     `json:"joins"`
	// Before asks for the next page.
	Before  disclosure.EntryID `json:"before,omitempty" doc:"Where there are more: what to give as before for the next page"`
	Nothing *NothingFound      `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// JoinState is how a join stands.
type JoinState string

// The states.
const (
	JoinProposed JoinState = "proposed" // somebody else has still to confirm it
	JoinStands   JoinState = "stands"
	JoinRefused  JoinState = "refused"
	JoinEnded    JoinState = "ended"
)

// JoinShown is a join and what became of it.
type JoinShown struct {
	Entry disclosure.EntryID `json:"entry"`
	disclosure.Join
	State      JoinState `json:"state" enum:"proposed,stands,refused,ended"`
	ProposedBy string    `json:"proposedBy" doc:"Name of who recorded it"`
	ProposedAt time.Time `json:"proposedAt"`
	Decided    *JoinSaid `json:"decided,omitempty" doc:"Who confirmed or refused it"`
	Ended      *JoinSaid `json:"ended,omitempty" doc:"Who ended it"`
	Overdue    bool      `json:"overdue" doc:"True of one that waits or stands once its last day is over: it reaches no answer any more, and what it protects goes on until somebody ends it"`
}

// JoinSaid is an entry about a join.
type JoinSaid struct {
	Entry  disclosure.EntryID `json:"entry"`
	By     string             `json:"by" doc:"Name of who said so"`
	At     time.Time          `json:"at"`
	Reason string             `json:"reason"`
}

// joinsPage bounds a page: each is three entries and two people.
const joinsPage = 30

// Joins lists joins over the whole register, or those that name a reference: those that
// wait or stand, or all of them, and those that were asked for before one. It is a query
// of all that was ever said of any, and a batch read or a few. There are few: a person
// makes each.
func (r *Registrar) Joins(ctx context.Context, by Looking, subject string, ended bool, before disclosure.EntryID) (Joins, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-joins"); err != nil {
		return Joins{}, err
	}
	register, today := by.Caller.Register, disclosure.DateOf(r.at())
	all, err := r.everyJoin(ctx, register, today)
	if err != nil {
		return Joins{}, err
	}
	list := Joins{AsOf: today, Joins: []JoinShown{}}
	var shown []term
	for _, j := range slices.Backward(all) {
		closed := j.State == JoinRefused || j.State == JoinEnded
		if closed && !ended || subject != "" && !j.Names(subject) || before != "" && j.Entry >= before {
			continue
		}
		if len(list.Joins) == joinsPage {
			list.Before = list.Joins[joinsPage-1].Entry
			break
		}
		list.Joins = append(list.Joins, j)
		shown = append(shown, r.showingPeople(register, j.References...)...)
	}
	look := disclosure.Access{Action: "show-joins", Results: len(list.Joins)}
	if subject != "" {
		look.Asked = map[string]string{"subject": r.keys.subject(register, subject)}
	}
	if len(list.Joins) == 0 && before == "" {
		if list.Nothing, shown, err = r.nothing(ctx, by.Caller, Sought{Subject: subject}); err != nil {
			return Joins{}, err
		}
	}
	return seen(list, r.recordAccess(ctx, by, "", look, unique(shown)...))
}

// JoinOf is the list of the one join that the entry asked for, whatever became of it; empty
// where there is none.
func (r *Registrar) JoinOf(ctx context.Context, by Looking, entry disclosure.EntryID) (Joins, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-joins"); err != nil {
		return Joins{}, err
	}
	register, today := by.Caller.Register, disclosure.DateOf(r.at())
	all, err := r.everyJoin(ctx, register, today)
	if err != nil {
		return Joins{}, err
	}
	list := Joins{AsOf: today, Joins: []JoinShown{}}
	var shown []term
	for _, j := range all {
		if j.Entry == entry {
			list.Joins = append(list.Joins, j)
			shown = r.showingPeople(register, j.References...)
		}
	}
	look := disclosure.Access{Action: "show-joins", Entry: entry, Results: len(list.Joins)}
	if len(list.Joins) == 0 {
		if list.Nothing, shown, err = r.nothing(ctx, by.Caller, soughtEntry(entry)); err != nil {
			return Joins{}, err
		}
	}
	return seen(list, r.recordAccess(ctx, by, "", look, shown...))
}

// everyJoin reads every join of the register with what became of it, oldest first.
func (r *Registrar) everyJoin(ctx context.Context, register disclosure.Register, today disclosure.Date) ([]JoinShown, error) {
	var joins []JoinShown
	at := map[disclosure.EntryID]int{}
	query := store.Query{Partition: store.IndexPartition(register.String(), store.ByJoin, ""), Limit: store.MaxBatch}
	for page, err := range r.pages(ctx, "query joins", query) {
		if err != nil {
			return nil, err
		}
		entries, err := r.entriesOf(ctx, register, page)
		if err != nil {
			return nil, err
		}
		for _, f := range entries {
			if f.entry.Kind == disclosure.KindJoin {
				j, err := joinOf(f.entry)
				if err != nil {
					return nil, err
				}
				at[f.entry.ID] = len(joins)
				joins = append(joins, JoinShown{
					Entry: f.entry.ID, Join: j, State: JoinProposed, ProposedBy: f.entry.RecordedBy.Name, ProposedAt: f.entry.RecordedAt, Overdue: today.After(j.Until),
				})
				continue
			}
			if n, there := at[f.entry.About]; there {
				if err := joins[n].became(f.entry); err != nil {
					return nil, err
				}
			}
		}
	}
	return joins, nil
}

// became takes what an entry says of the join.
func (j *JoinShown) became(e *disclosure.Entry) error {
	var body struct {
		Outcome disclosure.JoinOutcome
		Reason  string
	}
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return fmt.Errorf("decode what was said of a join: %w", err)
	}
	said := &JoinSaid{e.ID, e.RecordedBy.Name, e.RecordedAt, body.Reason}
	switch {
	case e.Kind == disclosure.KindJoinEnded:
		j.State, j.Ended, j.Overdue = JoinEnded, said, false
	case body.Outcome == disclosure.JoinConfirmed:
		j.State, j.Decided = JoinStands, said
	default:
		j.State, j.Decided, j.Overdue = JoinRefused, said, false
	}
	return nil
}
