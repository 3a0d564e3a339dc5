package console

import (
	"cmp"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// casesPage is the register's cases, or those that a department works on.
type casesPage struct {
	Department string // of a recorder
	Tabs       []tab
	Sets       []fieldset // of who sees them all
	Filters    []filter
	Rows       []listRow
	None       string
	Next       string
	First      string
	Near       []someone // departments that come near the one asked for
}

// caseLists are the lists of the page, by the API's words for them. A department asks for
// the first three.
var caseLists = [][2]string{{"", "All"}, {"open", "Open"}, {"closed", "Closed"}, {"due", "Due for destruction"}, {"held", "Held"}, {"stopped", "Stopped"}}

// cases shows a list of cases.
func (v *visit) cases(t task) error { return v.casesForm(t, newForm()) }

func (v *visit) casesForm(t task, f *form) error {
	found, err := v.api.Cases(v.r.Context(), t.Why, t.View, t.Search.Department, rowsOnPage, t.Cursor)
	if err != nil {
		return err
	}
	body := casesPage{None: "There is none."}
	lists := caseLists
	if !v.seesAll() {
		body.Department, lists = v.session.who.Department, caseLists[:3]
	} else {
		if f.Errors == nil {
			f.Values["department"] = t.Search.Department
		}
		set := fieldset{Fields: []field{{Name: "department", Label: "Department", Type: "text", Hint: "Cases in which it has recorded something."}}}
		set.fill(f)
		body.Sets = []fieldset{set}
		if t.Search.Department != "" {
			without := t.to(casesOf)
			without.Search = client.Search{}
			body.Filters = []filter{{"Department", t.Search.Department, v.session.path(without)}}
		}
	}
	body.Tabs = v.tabs(t, lists)
	for _, c := range found.Cases {
		body.Rows = append(body.Rows, v.caseRow(t, c))
	}
	body.Near = v.near(t, "", "", found.Nothing)
	body.Next, body.First = v.pages(t, found.Cursor)
	return v.on(t, "cases", &page{Title: "Cases", Nav: v.navOfCases(), Form: f, Body: body})
}

// navOfCases is the part of the console that cases belong to.
func (v *visit) navOfCases() string {
	if v.seesAll() {
		return "more"
	}
	return "cases"
}

// caseRow is a case of a list, in words.
func (v *visit) caseRow(t task, c client.CaseRow) listRow {
	of := t.to(caseOf)
	if !v.seesAll() {
		of = t.to(ownCase)
	}
	of.Case, of.View, of.Search = c.Case, "", client.Search{}
	row := listRow{Title: "Case " + c.Case.String(), Open: v.session.path(of), Says: inProse(c.Reason)}
	switch {
	case c.State == disclosure.CaseDisposing:
		row.Tag, row.Kept = "Being destroyed", true
	case c.Stopped:
		row.Tag, row.Kept = "Held: its destruction was stopped", true
	case c.Held:
		row.Tag = "Held"
	case c.State == disclosure.CaseClosed:
		row.Tag = "Closed"
	default:
		row.Tag = "Open"
	}
	if !v.seesAll() {
		row.with("What your department recorded first in it is of", inWords(c.Since))
		return row
	}
	row.with("Department", strings.Join(c.Departments, "; "))
	row.with("Known since", inWords(c.Since))
	row.with("Closed on", inWords(c.ClosedOn))
	row.with("Destruction may begin", inWords(c.BeginsOn))
	return row
}

// chooseCases goes to the cases of another department.
func (v *visit) chooseCases(t task) error {
	f := v.typed()
	if !isReference(f.Values["department"], 64) {
		f.wrong("department", "Write it as it is on record: at most 64 characters, in one line.")
		return v.casesForm(t, f)
	}
	next := t.to(casesOf)
	next.Search = client.Search{Department: f.Values["department"]}
	return v.goTo(next)
}

// anOwnCase is what is a department's own in a case.
type anOwnCase struct {
	Department string
	State      string
	Close      string // address of the page that closes it; empty where it is closed
	Attach     string // address of the page that archives a letter in it
	Rows       []listRow
	Letters    []ownLetter
	More       bool // there are more letters
	Next       string
	First      string
}

// ownLetter is a letter, with the address of the page that finishes it where it has not
// arrived.
type ownLetter struct {
	client.OwnLetter
	Finish string
	Open   string // address that opens it, once it has
}

// ownCase shows an officer what is the own department's in a case.
func (v *visit) ownCase(t task) error {
	c, err := v.api.OwnCase(v.r.Context(), t.Why, t.Case, t.Cursor)
	if err != nil {
		return err
	}
	body := anOwnCase{Department: v.session.who.Department, State: "Open", Attach: v.toAttach(t, "", c.Case), More: c.MoreLetters}
	if c.State == disclosure.CaseClosed {
		body.State = "Closed"
	} else {
		of := t.to(closing)
		of.Search = client.Search{}
		body.Close = v.session.path(of)
	}
	for _, r := range c.Disclosures {
		body.Rows = append(body.Rows, v.foundRow(t, r))
	}
	for _, l := range c.Letters {
		body.Letters = append(body.Letters, ownLetter{l, v.toFinish(t, c.Case, l), v.toLetter(t, c.Case, l.Document)})
	}
	body.Next, body.First = v.pages(t, c.Cursor)
	return v.on(t, "own-case", &page{Title: "Case " + c.Case.String(), Nav: "cases", Body: body})
}

// toFinish is the address of the page that finishes a letter that has not arrived.
func (v *visit) toFinish(t task, of disclosure.CaseRef, l client.OwnLetter) string {
	if l.State == "archived" {
		return ""
	}
	t = t.to(finishing)
	t.Case, t.Document, t.Entry, t.Search = cmp.Or(l.Case, of), l.Document, "", client.Search{}
	return v.session.path(t)
}
