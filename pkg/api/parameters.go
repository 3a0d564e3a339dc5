package api

import (
	"net/http"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// Person is somebody whom a query asks about.
type Person struct {
	Subject string `query:"subject" required:"true" minLength:"1" maxLength:"128" doc:"The council's reference for the person"`
}

// Filter is a search as a query string gives it. Its names and values are never
// logged.
type Filter struct {
	Subject           string `query:"subject" minLength:"1" maxLength:"128" doc:"The council's reference for the person"`
	Case              string `query:"case" minLength:"1" maxLength:"64"`
	Recipient         string `query:"recipient" minLength:"1" maxLength:"200" doc:"Name of the organisation or person, in full; capitals and spacing do not matter"`
	RecipientCategory string `query:"recipientCategory" maxLength:"64" example:"ombudsman"`
	Basis             string `query:"basis" maxLength:"64" doc:"Catalogue id of a lawful basis, condition, exemption or gateway" example:"ukgdpr-6-1-e"`
	Department        string `query:"department" minLength:"1" maxLength:"64"`
	Decision          string `query:"decision" enum:"disclosed,partly-disclosed,refused"`
	Flag              string `query:"flag" maxLength:"64" doc:"Rule that raised a flag, cleared or not" example:"DC-B5"`
	Aspect            string `query:"aspect" enum:"consent-first,emergency,equality-data,left-uk,marker,no-footing,outside-notice" doc:"What no one part of a disclosure says, whichever row of whichever notice is concerned" example:"left-uk"`
	From              string `query:"from" doc:"First day of disclosure, in London" example:"2026-04-01"`
	To                string `query:"to" doc:"Last day of disclosure, in London"`
}

func (p Filter) search() (registrar.Search, error) {
	from, to, err := period(p.From, p.To)
	return registrar.Search{
		Subject: p.Subject, Case: disclosure.CaseRef(p.Case), Recipient: p.Recipient, RecipientCategory: p.RecipientCategory,
		Basis: p.Basis, Department: p.Department, Decision: p.Decision, Flag: p.Flag, Aspect: p.Aspect, From: from, To: to,
	}, err
}

// period reads the first and the last day given, and says of each what is wrong
// with it. One left out is the zero Date.
func period(from, to string) (first, last disclosure.Date, err error) {
	var wrong misread
	first, last = wrong.day("from", from), wrong.day("to", to)
	return first, last, wrong.err()
}

// day reads one day given as a parameter. One left out is the zero Date.
func day(name, text string) (disclosure.Date, error) {
	var wrong misread
	on := wrong.day(name, text)
	return on, wrong.err()
}

// misread is what is wrong with a question's parameters.
type misread []disclosure.Finding

func (m *misread) day(name, text string) disclosure.Date {
	if text == "" {
		return disclosure.Date{}
	}
	on, err := disclosure.ParseDate(text)
	if err != nil {
		*m = append(*m, disclosure.Finding{
			Rule: disclosure.FormRule, Pointer: "/" + name, Detail: "Write the day as year-month-day, for example 2026-03-29.",
		})
	}
	return on
}

func (m misread) err() error {
	if m == nil {
		return nil
	}
	return notWellFormed(http.MethodGet, m)
}

// entryID reads an entry's id from a path. One that cannot be is not found,
// like any other that is not.
func entryID(s string) (disclosure.EntryID, error) {
	id, err := disclosure.ParseEntryID(s)
	if err != nil {
		return "", disclosure.Fail(disclosure.NotFound, "There is no such entry.")
	}
	return id, nil
}
