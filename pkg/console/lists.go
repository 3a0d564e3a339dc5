package console

import (
	"net/http"
	"time"

	"disclosure-register/pkg/disclosure"
)

// listing is a page that lists something over the whole register.
type listing struct {
	Intro string
	Tabs  []tab
	Rows  []listRow
	None  string    // what is said where nothing is listed
	Near  []someone // references that come near what was asked
	Next  string    // address of the next page
	First string
	Month *monthAsked
	// Sets are the fields of the form that filters the list, and Filters those in force.
	Sets    []fieldset
	Filters []filter
}

// tab is one of the lists of a page.
type tab struct {
	Label, Path string
	Here        bool
}

// listRow is one thing of a list.
type listRow struct {
	Title string
	Open  string // address of the page about it; empty where there is none
	Tag   string
	Kept  bool // the tag is a warning
	Says  string
	Facts []said
	More  []string
}

// said is a fact of a listed thing.
type said struct{ Label, Text string }

// with adds a fact where there is something to say.
func (l *listRow) with(label, text string) {
	if text != "" {
		l.Facts = append(l.Facts, said{label, text})
	}
}

// monthAsked is the form of a list that is of one month.
type monthAsked struct{ Month string }

// list writes the page. A page of the API's may be empty and still have a next one.
func (v *visit) list(t task, title, cursor string, f *form, body listing) error {
	body.Next, body.First = v.pages(t, cursor)
	return v.on(t, "list", &page{Title: title, Nav: "more", Form: f, Body: body})
}

// pages are the addresses of the next page of a list and of the first; empty where there
// is none, and on the first.
func (v *visit) pages(t task, cursor string) (next, first string) {
	if cursor != "" {
		of := t
		of.Cursor, of.Done = cursor, ""
		of.Waits, _ = v.waits() // an error is the page's, as it is written
		next = v.session.path(of)
	}
	if t.Cursor != "" {
		of := t
		of.Cursor, of.Waits, of.Done = "", "", ""
		first = v.session.path(of)
	}
	return next, first
}

// tabs are the lists of a page, of which one is shown.
func (v *visit) tabs(t task, names [][2]string) []tab {
	var all []tab
	for _, n := range names {
		of := t.to(t.Kind)
		of.View = n[0]
		all = append(all, tab{n[1], v.session.path(of), t.View == n[0]})
	}
	return all
}

// moment is a time as people say it, or nothing.
func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(disclosure.London).Format("2 January 2006, 15:04")
}

// month reads the month that a form asks for, "2026-11".
func (f *form) month(name string, now time.Time) string {
	text := f.Values[name]
	at, err := time.Parse("2006-01", text)
	switch {
	case err != nil:
		f.wrong(name, "Write the month as 2026-11: year and month.")
	case at.After(now):
		f.wrong(name, "This month has not begun.")
	}
	return text
}

// askFor is the address of a page about the whole register, which asks first what for.
func askFor(t task) shown { return func(v *visit) error { return v.askWhy(t, "") } }

// more lists what else there is.
func (v *visit) more() error {
	if !v.seesAll() {
		return v.nothingHere()
	}
	return v.render(http.StatusOK, "more", &page{Title: "More", Nav: "more"})
}

// listTitles are what the lists are of, in the words of the question why.
var listTitles = map[kind]string{
	retention: "what is kept, and for how long", breaches: "personal data breaches", breachOf: "a personal data breach", untold: "changes that recipients are told of",
	agreed: "sharing agreements", looked: "who looked at the register", numbers: "the statistics", exportsOf: "exports", asking: "an export", exported: "an export", fetching: "an export",
	waitsIn: "what waits", objected: "objections to decide", clearedOf: "flags that were cleared", lettersOf: "letters that have not arrived", joinsOf: "references that are one person’s", finding: "disclosures", casesOf: "cases", yearly: "the annual return", processed: "the record of processing", sampled: "a random sample", sheet: "a report", saving: "a list",
}
