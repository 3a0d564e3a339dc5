package console

import (
	"cmp"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// closed is the list of breaches that have nothing left to do.
const closed = "closed"

func (v *visit) breachTabs(t task) []tab {
	return v.tabs(t, [][2]string{{"", "Something to do"}, {closed, "Closed"}})
}

// closedBreaches shows the breaches with nothing left to do.
func (v *visit) closedBreaches(t task) error {
	past, err := v.api.ClosedBreaches(v.r.Context(), t.Why, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "Breaches of which the Information Commissioner was told, or need not be, and of which nobody is left to be told. The latest comes first.",
		None:  "No breach is closed.", Tabs: v.breachTabs(t),
	}
	for _, b := range past.Breaches {
		of := t.to(breachOf)
		of.View = b.Reference
		row := listRow{Title: "Breach " + b.Reference, Open: v.session.path(of), Says: b.Clock.Says}
		row.Tag, row.Kept = breachState(b.Clock.State)
		row.with("Aware since", moment(b.Clock.AwareAt))
		row.with("So since", inWords(b.From))
		row.with("Getting it back", plain(b.Retrieved))
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Breaches", past.Cursor, nil, body)
}

// openBreaches shows the breaches with something to do, and where their clocks stand.
func (v *visit) openBreaches(t task) error {
	if t.View == closed {
		return v.closedBreaches(t)
	}
	open, err := v.api.OpenBreaches(v.r.Context(), t.Why, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "The Information Commissioner is told of a personal data breach within 72 hours of the council becoming aware of it, unless it is unlikely to put anybody at risk (UK GDPR Article 33). The earliest comes first.",
		None:  "No breach has anything left to do.", Tabs: v.breachTabs(t),
	}
	for _, b := range open.Breaches {
		of := t.to(breachOf)
		of.View = b.Reference
		row := listRow{Title: "Breach " + b.Reference, Open: v.session.path(of), Says: b.Clock.Says}
		row.Tag, row.Kept = breachState(b.Clock.State)
		row.with("Aware since", moment(b.Clock.AwareAt)+map[bool]string{true: " (nobody has said when: this is the start of the day of discovery)"}[b.Clock.Assumed])
		row.with("Notify by", moment(b.Clock.Deadline))
		if b.Clock.PeopleToTell {
			row.More = append(row.More, "People at high risk are still to be told.")
		}
		if !b.Recorded {
			row.More = append(row.More, "Only a disclosure names it: the breach itself is not on record yet.")
		}
		if b.Others > 0 {
			row.More = append(row.More, count(b.Others, "account of a department", "accounts of departments")+" still to be put together with how it stands.")
		}
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Breaches", open.Cursor, nil, body)
}

// objections shows those on which nobody has decided.
func (v *visit) objections(t task) error {
	open, err := v.api.UndecidedObjections(v.r.Context(), t.Why, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "People who have objected to sharing, and to whom nobody has said yet what comes of it. The council says so within a month (UK GDPR Article 12(3)); until somebody decides, what the person objects to is flagged. The one that was made first comes first.",
		None:  "Every objection has been decided.",
	}
	for _, o := range open.Objections {
		of := toFact(disclosure.FactObjection)(v, client.WaitingRow{Entry: o.Fact, Subjects: []string{o.Subject}})
		of.Why, of.Said = t.Why, t.Said
		row := listRow{Title: "Objection of " + o.Subject, Open: v.session.path(of), Says: o.Reason}
		row.Tag, row.Kept = "Decide by "+inWords(o.DecideBy), false
		if o.Overdue > 0 {
			row.Tag, row.Kept = "Overdue by "+count(o.Overdue, "day", "days"), true
		}
		row.with("Made on", inWords(o.Made))
		row.with("Holds until", inWords(o.Until))
		row.with("The council’s record", o.Reference)
		row.with("Department", cmp.Or(o.Department, "The Data Protection Officer"))
		row.with("Recorded by", o.RecordedBy)
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Objections to decide", open.Cursor, nil, body)
}

// lettersLeft shows the letters of every department that have not arrived.
func (v *visit) lettersLeft(t task) error {
	left, err := v.api.UnfinishedLetters(v.r.Context(), t.Why, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "Letters that were promised a place in the archive and have not arrived, those that are given up first before the others. Whoever has the file finishes one; nothing of one that is given up is kept.",
		None:  "Every letter has arrived.",
	}
	for _, l := range left.Letters {
		row := v.ofCase(t, l.Case)
		row.Title, row.Open = l.Title, map[bool]string{true: v.toFinish(t, l.Case, l.OwnLetter), false: row.Open}[v.isDPO()]
		row.Tag, row.Kept = "Given up on "+l.Lapses.In(disclosure.London).Format("2 January, 15:04"), l.Lapses.Sub(v.console.config.Now()) < 48*time.Hour
		row.with("Case", l.Case.String())
		row.with("Department", cmp.Or(l.Department, "The Data Protection Officer"))
		row.with("Promised", moment(l.TicketedAt))
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Letters that have not arrived", left.Cursor, nil, body)
}

// breachState is how a breach's clock stands, in words, and whether it is a warning.
func breachState(state string) (string, bool) {
	switch state {
	case "running":
		return "The clock is running", false
	case "overdue":
		return "Overdue", true
	}
	return capital(plain(state)), state == "notified-late"
}

// breach shows one breach.
func (v *visit) breach(t task) error {
	b, err := v.api.Breach(v.r.Context(), t.Why, t.View)
	if err != nil {
		return err
	}
	body := listing{Intro: b.Says, None: "No disclosure is recorded of it."}
	about := listRow{Title: "How it stands"}
	if c := b.Clock; c != nil {
		about.Tag, about.Kept = breachState(c.State)
		about.Says = c.Says
		about.with("Aware since", moment(c.AwareAt))
		about.with("Notify by", moment(c.Deadline))
		if c.PeopleToTell {
			about.More = append(about.More, "People at high risk are still to be told.")
		}
	}
	about.with("Whose data", strings.Join(b.Subjects, ", "))
	about.with("Getting it back", plain(b.Retrieved))
	body.Rows = append(body.Rows, about)
	for _, d := range b.Disclosures {
		of := t.to(record)
		of.Entry, of.View = d.Entry, ""
		row := listRow{Title: "Sent to " + v.words.called(d.Recipient) + ", " + moment(d.DisclosedAt), Open: v.session.path(of), Says: d.Reason}
		row.with("Case", d.Case.String())
		body.Rows = append(body.Rows, row)
	}
	return v.on(t, "list", &page{Title: "Breach " + t.View, Nav: "more", Body: body, Back: v.session.path(t.to(breaches))})
}

// untoldChanges shows the changes of which a recipient is still to be told.
func (v *visit) untoldChanges(t task) error {
	untold, err := v.api.UntoldChanges(v.r.Context(), t.Why, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "Whoever was given data that was put right, erased or restricted since is told of it, unless that is impossible or out of proportion (UK GDPR Article 19). The oldest change comes first.",
		None:  "Everybody who has to be told has been, or the reason why not is on record.",
	}
	for _, c := range untold.Changes {
		of := t.to(person)
		of.Subject = c.Subject
		row := listRow{
			Title: capital(plain(c.What)) + " on " + inWords(c.On) + ", about " + c.Subject, Open: v.session.path(of), Says: c.Reason,
			Tag: count(c.Outstanding, "recipient to tell", "recipients to tell"), Kept: true,
		}
		row.with("What was changed", strings.Join(v.words.words(c.Data), "; "))
		for _, r := range c.Recipients {
			says := capital(plain(r.Outcome))
			if !r.ToldOn.IsZero() {
				says += " on " + inWords(r.ToldOn)
			}
			if !r.By.IsZero() {
				says += ", on " + inWords(r.By)
			}
			if r.Overdue > 0 {
				says += ", " + count(r.Overdue, "day", "days") + " overdue"
			}
			if r.Reason != "" {
				says += ": " + r.Reason
			}
			row.with(v.words.called(r.Recipient), says)
		}
		if c.Withheld != "" {
			row.More = append(row.More, "Kept from the person: "+c.Withheld)
		}
		if c.Due != "" {
			row.More = append(row.More, c.Due)
		}
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Changes to tell", untold.Cursor, nil, body)
}

// agreements shows the sharing agreements: what lapses within 90 days, or all.
func (v *visit) agreements(t task) error {
	within := withinOf(t)
	all, err := v.api.Agreements(v.r.Context(), t.Why, within, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "Sharing agreements as they stand, with their parties and what they cover. What lapses first comes first.",
		None:  map[bool]string{true: "No agreement is on record.", false: "No agreement ends within 90 days."}[within == ""],
		Tabs:  v.tabs(t, [][2]string{{"", "Ends within 90 days"}, {"all", "All"}}),
	}
	if !v.seesAll() {
		body.Intro = "Sharing agreements that your department recorded, as they stand. What lapses first comes first."
		body.None = map[bool]string{true: "Your department has recorded no agreement.", false: "No agreement of your department ends within 90 days."}[within == ""]
	}
	for _, a := range all.Agreements {
		row := listRow{Title: a.Reference + ", version " + a.Version, Says: a.Covers}
		switch days := a.DaysLeft; {
		case days == nil:
			row.Tag = "No last day"
		case *days < 0:
			row.Tag, row.Kept = "Lapsed "+count(-*days, "day", "days")+" ago", true
		case *days <= 90:
			row.Tag, row.Kept = "Ends in "+count(*days, "day", "days"), true
		}
		row.with("Parties", strings.Join(a.Signatories, "; "))
		row.with("From", inWords(a.From))
		row.with("Last day", inWords(a.Until))
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Agreements", all.Cursor, nil, body)
}

// looked shows who looked, and why.
func (v *visit) looked(t task) error { return v.lookedForm(t, newForm()) }

func (v *visit) lookedForm(t task, f *form) error {
	body := listing{Intro: "Everybody who looked at the register in a month, the latest first: who, why, and at what. This look is among them.", None: "Nobody looked."}
	filter := v.looksOf(t)
	switch {
	case filter.Subject != "":
		body.Intro = "Everybody who looked at the person " + filter.Subject + ", the latest first: who, why, and at what."
	case filter.Case != "":
		body.Intro = "Everybody who looked at the case " + filter.Case.String() + ", the latest first: who, why, and at what."
	default:
		if f.Values["month"] == "" {
			f.Values["month"] = filter.Month
		}
		body.Month = &monthAsked{filter.Month}
	}
	if f.Errors != nil {
		body.None = ""
		return v.list(t, "Who looked", "", f, body)
	}
	looks, err := v.api.Accesses(v.r.Context(), t.Why, filter, t.Cursor)
	if err != nil {
		return err
	}
	body.Near = v.near(t, filter.Subject, filter.Case.String(), looks.Nothing)
	for _, l := range looks.Accesses {
		row := listRow{Title: l.By.Name + ", " + moment(l.At), Says: l.Purpose}
		if l.Purpose == "" {
			row.Tag, row.Kept = "Did not say why", true
		}
		row.with("Did what", cmp.Or(didWhat[l.Action], capital(plain(l.Action))))
		row.with("As", rolesInWords(l.By.Roles)+map[bool]string{true: ", " + l.By.Department}[l.By.Department != ""])
		row.with("Case", l.Case.String())
		row.with("Shown", count(l.Results, "thing", "things"))
		if l.Entry != "" {
			of := t.to(record)
			of.Entry, of.Looks = l.Entry, client.AccessFilter{}
			row.Open = v.session.path(of)
		}
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Who looked", looks.Cursor, f, body)
}

// chooseLooks goes to another month.
func (v *visit) chooseLooks(t task) error {
	f := v.typed()
	month := f.month("month", v.console.config.Now())
	if f.Errors != nil {
		return v.lookedForm(t, f)
	}
	next := t.to(looked)
	next.Looks.Month = month
	return v.goTo(next)
}

func rolesInWords(roles []disclosure.Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, map[disclosure.Role]string{
			disclosure.Recorder: "recorder", disclosure.DPO: "Data Protection Officer", disclosure.Auditor: "auditor", disclosure.Admin: "admin",
		}[r])
	}
	return strings.Join(all, ", ")
}
