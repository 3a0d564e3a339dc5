package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// mostAtOnce is how many flags are cleared together, each of which the confirmation
// lists.
const mostAtOnce = 25

// flagRow is a flag that waits.
type flagRow struct {
	client.OpenFlag
	Title      string // of its card
	Name, Sort string // the recipient; empty of what is no disclosure
	People     string
	Open       string // address of the disclosure, or of the case or person that it is about
	Own        bool   // of what the visitor recorded, as it is named
	Choice     string // the value of its box; empty where it is cleared by itself alone
	Chosen     bool
}

// flaggedKinds are what may be flagged beside a disclosure.
var flaggedKinds = map[disclosure.Kind]string{
	disclosure.KindFact:            "Something put on record",
	disclosure.KindJoin:            "Two references said to be one person’s",
	disclosure.KindHoldPlaced:      "A hold on a case",
	disclosure.KindDisposalStopped: "A hold that stopped a destruction",
	disclosure.KindCaseReviewed:    "A review that kept a case",
	disclosure.KindCaseClosed:      "The closing of a case",
}

// flagQueue is the page of flags.
type flagQueue struct {
	Of      []flagged
	Filters []filter
	Rules   []choice // those of the flags that are listed, by what they are about
	Next    string
	First   string
	Cleared string    // address of those that were cleared, filtered alike but for the days
	MayAct  bool      // some of the flags can be chosen
	Near    []someone // references that come near what was asked
}

// flagged is a disclosure with those of its flags that a page lists.
type flagged struct {
	flagRow
	Flags []flagRow
}

// byDisclosure puts flags of one disclosure together, where the first of them stood.
func byDisclosure(rows []flagRow) []flagged {
	var all []flagged
	for _, row := range rows {
		i := slices.IndexFunc(all, func(f flagged) bool { return f.Entry == row.Entry })
		if i < 0 {
			i, all = len(all), append(all, flagged{flagRow: row})
		}
		all[i].Departure = all[i].Departure || row.Departure
		all[i].Flags = append(all[i].Flags, row)
	}
	return all
}

// filter is a filter in force, with the address without it.
type filter struct{ Label, Value, Without string }

// flags shows the flags that wait.
func (v *visit) flags(t task) error { return v.flagPage(t, nil) }

func (v *visit) flagPage(t task, f *form) error {
	open, err := v.api.Flags(v.r.Context(), t.Why, t.Filter, t.Cursor)
	if err != nil {
		return err
	}
	if f == nil {
		f = newForm()
		for name, value := range filterFields(&t.Filter) {
			f.Values[name] = *value
		}
	}
	rows := flagRows(v, t, open.Flags)
	done := t.to(clearedOf)
	done.Filter.From, done.Filter.To = "", ""
	body := flagQueue{Cleared: v.session.path(done)}
	for i := range rows {
		row := &rows[i]
		body.MayAct = body.MayAct || row.Choice != ""
		row.Chosen = row.Choice != "" && slices.Contains(v.r.PostForm["flag"], row.Choice)
	}
	body.Of = byDisclosure(rows)
	body.Rules = rulesOf(open.Flags, f.Values["rule"])
	for _, name := range filterNames {
		if value := *filterFields(&t.Filter)[name]; value != "" {
			if name == "rule" {
				value = titleIn(body.Rules, value)
			}
			without := t.to(queue)
			*filterFields(&without.Filter)[name] = ""
			body.Filters = append(body.Filters, filter{filterLabels[name], value, v.session.path(without)})
		}
	}
	body.Near = v.near(t, t.Filter.Subject, t.Filter.Case, open.Nothing)
	body.Next, body.First = v.pages(t, open.Cursor)
	return v.on(t, "flags", &page{Title: "Flags", Nav: "flags", Form: f, Body: body})
}

// rulesOf are the rules of the flags, each once by what it is about, and the one that is chosen
// already. Two rules may be about the same: then each is offered.
func rulesOf(flags []client.OpenFlag, chosen string) []choice {
	var all []choice
	for _, o := range flags {
		if !slices.ContainsFunc(all, func(c choice) bool { return c.Value == o.Rule }) {
			all = append(all, choice{Value: o.Rule, Title: cmp.Or(o.Name, "A rule without a name"), Chosen: o.Rule == chosen})
		}
	}
	slices.SortFunc(all, func(a, b choice) int { return strings.Compare(a.Title, b.Title) })
	if chosen != "" && !slices.ContainsFunc(all, func(c choice) bool { return c.Value == chosen }) {
		all = append(all, choice{Value: chosen, Title: "The rule chosen before", Chosen: true})
	}
	return all
}

func titleIn(options []choice, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Title
		}
	}
	return value
}

var filterNames = []string{"rule", "case", "subject", "recipient", "department", "recordedBy", "from", "to"}

var filterLabels = map[string]string{
	"rule": "Rule", "case": "Case", "subject": "Person", "recipient": "Recipient", "department": "Department",
	"recordedBy": "Recorded by", "from": "Recorded from", "to": "Recorded to",
}

func filterFields(f *client.FlagFilter) map[string]*string {
	return map[string]*string{
		"rule": &f.Rule, "case": &f.Case, "subject": &f.Subject, "recipient": &f.Recipient, "department": &f.Department,
		"recordedBy": &f.RecordedBy, "from": &f.From, "to": &f.To,
	}
}

func flagRows(v *visit, t task, flags []client.OpenFlag) []flagRow {
	var rows []flagRow
	for _, o := range flags {
		of := t.to(record)
		of.Entry, of.Subject = o.Entry, ""
		row := flagRow{OpenFlag: o, Name: v.words.called(o.Recipient), Sort: v.words.sort(o.Recipient), Own: v.isDPO() && o.RecordedBy == v.session.who.Name, Open: v.session.path(of)}
		row.Detail, row.Clears = v.words.inProse(o.Detail), v.words.inProse(o.Clears)
		var people []string
		for _, s := range o.Subjects {
			people = append(people, s.Reference)
		}
		row.People = strings.Join(people, ", ")
		row.Title = row.Name + ", " + inWords(disclosure.DateOf(o.DisclosedAt))
		if what := flaggedKinds[o.Kind]; what != "" {
			row.Title, row.Name, row.Sort, row.Open = what, "", "", ""
			switch {
			case o.Case != "":
				of.Kind, of.Case, of.Entry = caseOf, o.Case, ""
				row.Open = v.session.path(of)
			case len(people) > 0:
				of.Kind, of.Subject, of.Entry = person, people[0], ""
				row.Open = v.session.path(of)
			}
		}
		// A departure is cleared from its own page alone, where it has been opened, and
		// what is of no case is put right and not cleared.
		if v.isDPO() && !row.Own && !o.Departure && o.Case != "" {
			row.Choice = o.Entry.String() + "." + strconv.Itoa(o.Number)
		}
		rows = append(rows, row)
	}
	return rows
}

// chooseFlags filters the queue, or goes on with the flags that were chosen to the
// page that confirms.
func (v *visit) chooseFlags(t task) error {
	if v.value("do") == "filter" {
		next := t.to(queue)
		for name, value := range filterFields(&next.Filter) {
			*value = v.value(name)
		}
		return v.goTo(next)
	}
	f := newForm()
	next := t.to(clearing)
	next.Flags, next.Entry = nil, "" // they were chosen from a list, and no disclosure of theirs was opened
	for _, choice := range v.r.PostForm["flag"] {
		id, number, _ := strings.Cut(choice, ".")
		n, err := strconv.Atoi(number)
		entry, wrong := disclosure.ParseEntryID(id)
		if err != nil || wrong != nil {
			return v.lost()
		}
		next.Flags = append(next.Flags, client.FlagRef{Entry: entry, Flag: n})
	}
	switch {
	case len(next.Flags) == 0:
		f.wrong("flag", "Choose the flags that you want to clear.")
	case len(next.Flags) > mostAtOnce:
		f.wrong("flag", "Choose 25 flags at most, so that you can look through them before they go.")
	default:
		return v.goTo(next)
	}
	return v.flagPage(t, f)
}

// unread is said of what breaks a rule, or is too much at once, where it comes from a list.
const unread = "What breaks a rule is cleared from the page of its disclosure, once that has been read. Open it from the list of flags."

// mayClear reports whether the flags may be cleared by the task: a departure only by an
// address that the page of its own disclosure made, and so by somebody who has opened it. The
// address is sealed, and what a form sends besides cannot make it.
func (t task) mayClear(flags []client.OpenFlag) bool {
	return t.Entry != "" || len(t.Flags) <= mostAtOnce && !slices.ContainsFunc(flags, func(o client.OpenFlag) bool { return o.Departure })
}

// clearedAsks are the fields of the filter of the flags that were cleared.
func clearedAsks() []field {
	return []field{
		{Name: "clearedBy", Label: "Cleared by", Type: "text"},
		{Name: "from", Label: "Cleared from", Type: "date"},
		{Name: "to", Label: "Cleared to", Type: "date"},
		{Name: "case", Label: "Case", Type: "text"},
		{Name: "subject", Label: "Reference of a person", Type: "text"},
		{Name: "recipient", Label: "Recipient, in full", Type: "text"},
		{Name: "department", Label: "Department", Type: "text"},
		{Name: "recordedBy", Label: "Recorded by", Type: "text"},
		{Name: "rule", Label: "Rule", Hint: "Of those that are listed.", Type: "list"},
	}
}

// mostOfFlags is how long what is filtered by may be, where that is not 200 characters.
var mostOfFlags = map[string]int{"rule": 64, "case": 64, "subject": 128, "department": 64}

// clearedField is where the task has a field of that filter.
func clearedField(t *task, name string) *string {
	if name == "clearedBy" {
		return &t.ClearedBy
	}
	return filterFields(&t.Filter)[name]
}

// clearedFlags shows the flags that somebody cleared.
func (v *visit) clearedFlags(t task) error { return v.clearedForm(t, newForm()) }

// filterCleared filters them.
func (v *visit) filterCleared(t task) error {
	f, next := v.typed(), t.to(clearedOf)
	for _, one := range clearedAsks() {
		if one.Type == "date" {
			f.day(one.Name, "", false)
		} else if most := cmp.Or(mostOfFlags[one.Name], 200); !isReference(f.Values[one.Name], most) {
			f.wrong(one.Name, "Write it as it is on record: at most "+strconv.Itoa(most)+" characters, in one line.")
		}
		*clearedField(&next, one.Name) = f.Values[one.Name]
	}
	if f.Errors != nil {
		return v.clearedForm(t, f)
	}
	return v.goTo(next)
}

// clearedForm shows the list. What is wrong with the filter is shown beside what was found
// before.
func (v *visit) clearedForm(t task, f *form) error {
	done, err := v.api.ClearedFlags(v.r.Context(), t.Why, client.ClearedFilter{FlagFilter: t.Filter, ClearedBy: t.ClearedBy}, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "Flags that somebody cleared, the latest first. Each stays in its disclosure. What a correction met was not cleared, and is shown there.",
		None:  "No flag has been cleared.", Sets: []fieldset{{Fields: clearedAsks()}},
	}
	body.Near = v.near(t, t.Filter.Subject, t.Filter.Case, done.Nothing)
	var flags []client.OpenFlag
	for _, c := range done.Flags {
		flags = append(flags, c.OpenFlag)
	}
	for i := range body.Sets[0].Fields {
		one := &body.Sets[0].Fields[i]
		if one.Type == "list" {
			one.Options = rulesOf(flags, t.Filter.Rule)
		}
		value := *clearedField(&t, one.Name)
		if f.Errors == nil {
			f.Values[one.Name] = value
		}
		if value != "" {
			without := t.to(clearedOf)
			*clearedField(&without, one.Name) = ""
			if one.Type == "list" {
				value = titleIn(one.Options, value)
			}
			body.Filters = append(body.Filters, filter{one.Label, value, v.session.path(without)})
			body.None = "No flag has been cleared that these filters mean."
		}
	}
	body.Sets[0].fill(f)
	for _, c := range done.Flags {
		of := flagRows(v, t, []client.OpenFlag{c.OpenFlag})[0]
		row := listRow{Title: of.Title, Open: of.Open, Says: inProse(of.Detail)}
		if c.Departure {
			row.Tag = "Broke a rule"
		}
		row.with("Cleared by", c.Cleared.By)
		row.with("On", moment(c.Cleared.At))
		row.with("Because", c.Cleared.Reason)
		if c.Days > 0 {
			row.with("Had waited", count(c.Days, "day", "days"))
		}
		row.with("People", of.People)
		row.with("Case", c.Case.String())
		row.with("Department", c.Department)
		row.with("Recorded by", c.RecordedBy)
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Flags that were cleared", done.Cursor, f, body)
}

// toClear is the page that lists each flag before it is cleared.
type toClear struct {
	Of   []flagged
	All  int      // flags that are listed
	Left []string // why some were not cleared
	Gone int      // flags chosen that do not wait any more
}

func (v *visit) clear(t task) error { return v.clearForm(t, newForm(), nil) }

func (v *visit) clearForm(t task, f *form, left []string) error {
	body := toClear{Left: left}
	chosen, err := v.chosen(t)
	if err != nil {
		return err
	}
	if !t.mayClear(chosen) {
		return v.render(http.StatusForbidden, "refused", &page{Title: "Open the disclosure first", Body: unread})
	}
	body.Of, body.All, body.Gone = byDisclosure(flagRows(v, t, chosen)), len(chosen), len(t.Flags)-len(chosen)
	back := t.to(queue)
	back.Flags = nil
	if t.Entry != "" {
		back = t.to(record)
	}
	return v.on(t, "clear", &page{Title: "Clear " + count(body.All, "flag", "flags"), Nav: "flags", Form: f, Body: body, Back: v.session.path(back)})
}

// chosen reads the chosen flags from the queue, so that the page confirms what waits
// now and not what did.
func (v *visit) chosen(t task) ([]client.OpenFlag, error) {
	var entries []disclosure.EntryID
	for _, ref := range t.Flags {
		if !slices.Contains(entries, ref.Entry) {
			entries = append(entries, ref.Entry)
		}
	}
	open, err := v.api.FlagsOn(v.r.Context(), t.Why, entries)
	return slices.DeleteFunc(open.Flags, func(o client.OpenFlag) bool {
		return !slices.Contains(t.Flags, client.FlagRef{Entry: o.Entry, Flag: o.Number})
	}), err
}

func (v *visit) clearFlags(t task) error {
	f := v.typed()
	if f.Values["reason"] == "" {
		f.wrong("reason", "Say what cleared them. It is kept with each of the disclosures.")
		return v.clearForm(t, f, nil)
	}
	if t.Entry == "" { // what is a departure the register says, and no form
		if chosen, err := v.chosen(t); err != nil {
			return err
		} else if !t.mayClear(chosen) {
			return v.clearForm(t, f, nil)
		}
	}
	done, err := v.api.ClearFlags(v.r.Context(), f.Key, t.Flags, f.Values["reason"])
	if again := f.refused(err); again {
		return v.clearForm(t, f, nil)
	} else if err != nil {
		return err
	}
	if len(done.Left) > 0 {
		var left []string
		for _, l := range done.Left {
			left = append(left, l.Why)
		}
		f = newForm()
		f.Detail = count(done.Count, "flag was", "flags were") + " cleared, and " + count(len(done.Left), "was not.", "were not.")
		for _, why := range left {
			f.Errors = append(f.Errors, formError{Says: why})
		}
		return v.clearForm(t, f, left)
	}
	next := t.to(queue)
	next.Flags = nil
	if t.Entry != "" {
		next = t.to(record)
		next.Flags = nil
	}
	next.Done = count(done.Count, "flag was cleared.", "flags were cleared.")
	return v.goTo(next)
}

// since says for how long something has waited.
func since(days int) string {
	switch days {
	case 0:
		return "since today"
	case 1:
		return "since yesterday"
	}
	return "for " + count(days, "day", "days")
}
