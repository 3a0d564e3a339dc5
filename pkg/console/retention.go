package console

import (
	"context"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// dueWithin is how far ahead the list of what is due looks, in days.
const dueWithin = 90

// retentionLists are the lists of the page, by what they are of.
var retentionLists = [][2]string{{"due", "Due"}, {"held", "Held"}, {"review", "To review"}, {"not-started", "Not begun"}, {"destroyed", "Destroyed"}}

// retained shows what is kept and for how long: what is due, held, up for review, not
// begun, or destroyed. A destruction that was stopped is among what is held, since a
// stop is a hold.
func (v *visit) retained(t task) error {
	ctx := v.r.Context()
	body := listing{Tabs: v.tabs(t, retentionLists)}
	var cursor string
	switch t.View {
	case "held":
		body.Intro, body.None = "Every hold that stands, the earliest review first. A destruction that was stopped is here: a stop is a hold.", "Nothing is held."
		holds, err := v.api.Holds(ctx, t.Why, t.Cursor)
		if err != nil {
			return err
		}
		for _, h := range holds.Holds {
			row := v.ofCase(t, h.Case)
			row.Says = h.Reason
			if h.Overdue {
				row.Tag, row.Kept = "Its review is overdue", true
			}
			if h.Stopped {
				row.More = append(row.More, "A destruction of it was stopped: it is due once no hold stands.")
			}
			row.with("Asked for by", h.By)
			row.with("Since", inWords(h.PlacedOn))
			row.with("To be looked at again", inWords(h.ReviewOn))
			body.Rows = append(body.Rows, row)
		}
		cursor = holds.Cursor
	case "destroyed":
		return v.destroyed(t, newForm(), body)
	default:
		asks, intro, none := v.api.Reviews, "Kept for at least a time that is over. Nothing in them is destroyed until a review says so.", "Nothing waits for a review."
		switch t.View {
		case "not-started":
			asks, intro, none = v.api.NotStarted, "Their time has not begun, so nothing of them is ever due: first those that are closed and of which a class or a first day is not known, then those that are open.", "The time of every case has begun."
		case "due", "":
			asks = func(c context.Context, why, cursor string) (client.DueCases, error) {
				return v.api.DueWithin(c, why, dueWithin, cursor)
			}
			intro, none = "Destruction of these may begin within 90 days, or is under way, the earliest first. Open one to hold it, or to stop its destruction while that can be done.", "Nothing is due within 90 days."
		}
		if !v.isDPO() {
			intro = strings.Replace(intro, "Open one to hold it, or to stop its destruction while that can be done.", "The Data Protection Officer holds one on its page, or stops its destruction there while that can be done.", 1)
		}
		due, err := asks(ctx, t.Why, t.Cursor)
		if err != nil {
			return err
		}
		body.Intro, body.None, cursor = intro, none, due.Cursor
		if due.Halted != nil {
			body.Intro = due.Halted.Reason + " " + body.Intro
		}
		for _, c := range due.Cases {
			body.Rows = append(body.Rows, v.dueRow(t, c))
		}
	}
	return v.list(t, "Retention", cursor, nil, body)
}

// ofCase is a row that leads to a case.
func (v *visit) ofCase(t task, ref disclosure.CaseRef) listRow {
	of := t.to(caseOf)
	of.Case, of.View = ref, ""
	return listRow{Title: "Case " + ref.String(), Open: v.session.path(of)}
}

func (v *visit) dueRow(t task, c client.DueCase) listRow {
	row := v.ofCase(t, c.Case)
	row.Says = inProse(c.Reason)
	switch d := c.Disposal; {
	case d != nil && d.Late:
		row.Tag, row.Kept = "Being destroyed, and later than it should be", true
	case d != nil && d.StopBy.After(v.console.config.Now()):
		row.Tag, row.Kept = "Being destroyed", true
		row.with("It can be stopped until", moment(d.StopBy))
	case d != nil:
		row.Tag, row.Kept = "Being destroyed: it cannot be stopped any more", true
	case c.Clock == "due":
		row.Tag = "Due"
	}
	row.with("Destruction may begin", inWords(c.BeginsOn))
	if c.DueOn != c.BeginsOn {
		row.with("Kept until", inWords(c.DueOn))
	}
	return row
}

// destroyed shows the certificates of a month.
func (v *visit) destroyed(t task, f *form, body listing) error {
	month := t.Month
	body.Intro, body.None, body.Month = "What was destroyed, the latest first: how much, under which rule and on whose authority. Each certificate is in the log.", "Nothing has been destroyed.", &monthAsked{month}
	if month != "" {
		body.None = "Nothing was destroyed in this month."
	}
	if f.Errors == nil {
		f.Values["month"] = month
	}
	if f.Errors != nil {
		body.None = ""
		return v.list(t, "Retention", "", f, body)
	}
	certificates, err := v.api.Certificates(v.r.Context(), t.Why, month, t.Cursor)
	if err != nil {
		return err
	}
	for _, c := range certificates.Certificates {
		row := listRow{Title: "Case " + c.Case.String(), Says: c.Authority}
		if c.Case == "" {
			row.Title = "What belonged to no case"
		}
		if p := c.Person; p != nil {
			of := t.to(record)
			of.Case, of.View, of.Entry = "", "", p.Share
			row = listRow{Title: "One person of a share", Open: v.session.path(of), Says: c.Authority}
			row.with("Asked for", moment(p.OrderedAt))
			row.with("Destroyed", moment(c.ErasedAt))
			row.with("Certified", moment(c.CertifiedAt))
			row.with("Out of the backups from", inWords(c.RecoverableUntil))
			row.with("What still exists", c.Remains)
			body.Rows = append(body.Rows, row)
			continue
		}
		row.with("Destroyed", count(c.Letters, "letter", "letters")+", "+count(c.Entries, "entry", "entries"))
		if c.Kept > 0 {
			row.with("People of a share who are kept by holds", count(c.Kept, "person", "people"))
		}
		row.with("Seen to be gone", moment(c.AbsentAt))
		row.with("Certified", moment(c.CertifiedAt))
		row.with("Out of the backups from", inWords(c.RecoverableUntil))
		row.with("What still exists", c.Remains)
		for _, class := range c.Classes {
			id, version, _ := strings.Cut(class.Rule, " ")
			if title := v.words.of[id]; title != "" {
				row.with("Rule", title+", version "+version)
			} else {
				row.with("Rule", class.Rule)
			}
		}
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Retention", certificates.Cursor, f, body)
}

// chooseMonth goes to another month of what was destroyed.
func (v *visit) chooseMonth(t task) error {
	f := v.typed()
	month := ""
	if f.Values["month"] != "" {
		month = f.month("month", v.console.config.Now())
	}
	t.View = "destroyed"
	if f.Errors != nil {
		return v.destroyed(t, f, listing{Tabs: v.tabs(t, retentionLists)})
	}
	next := t.to(retention)
	next.Month = month
	return v.goTo(next)
}
