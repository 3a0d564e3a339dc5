package console

import (
	"net/http"

	"disclosure-register/pkg/disclosure"
)

// maxWhy is how long a purpose may be, as the API takes it, in characters.
const maxWhy = 500

// why is the question put before a page of a task.
type why struct {
	Handle string
	About  string // what the page is about, in words
}

// askWhy asks for what somebody looks, before anything is shown. What was said a
// while ago stands in the field.
func (v *visit) askWhy(t task, wrong string) error {
	f := newForm()
	f.Values["why"] = t.Why
	if wrong != "" {
		f.Errors = []formError{{Field: "why", Says: wrong}}
	}
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	return v.render(status, "why", &page{Title: "Why are you looking?", Form: f, Body: why{v.session.handle(t), v.aboutWhat(t)}})
}

func (v *visit) aboutWhat(t task) string {
	switch {
	case t.Kind == tabled:
		return v.aboutWhat(t.to(t.Of))
	case t.Kind == finding && !v.seesAll():
		return "what your department has recorded"
	case t.Kind == casesOf && !v.seesAll():
		return "the cases that your department works on"
	case t.Kind == leftToDo:
		return "what your department has left to do"
	case t.Kind == queue || t.Kind == clearing:
		return "the flags that wait"
	case t.Kind == requests:
		return "requests of people"
	case t.Fact.About != "":
		return map[bool]string{true: "the agreement ", false: "the breach "}[t.Fact.Kind == disclosure.FactAgreement] + t.Fact.About
	case listTitles[t.Kind] != "":
		return listTitles[t.Kind]
	case t.Case != "":
		return "the case " + t.Case.String()
	case t.Subject != "":
		return "the person " + t.Subject
	}
	return "a disclosure"
}

// sayWhy takes the purpose and goes on to the page that asked for it.
func (v *visit) sayWhy() error {
	t, err := v.session.open(v.r.PostForm.Get("task"))
	if err != nil || places[t.Kind].show == nil {
		return v.lost()
	}
	t.Why = v.value("why")
	if wrong := checkWhy(t.Why); wrong != "" {
		return v.askWhy(t, wrong)
	}
	t.Said = v.console.config.Now().Unix()
	return v.goTo(t)
}

// checkWhy says what is wrong with a purpose, which goes into a header and onto the
// record: one line of words.
func checkWhy(why string) string {
	switch {
	case why == "":
		return "Say why you are looking. It is kept with the record that you looked."
	case len([]rune(why)) > maxWhy:
		return "Say it in 500 characters at most."
	case !disclosure.OneLine(why):
		return "Say it in one line of ordinary characters."
	}
	return ""
}

// askPerson asks for a person's reference, and why.
func (v *visit) askPerson() error {
	f := newForm()
	// Another person, for the same task: what for is there already.
	if t, err := v.session.open(v.r.URL.Query().Get("task")); err == nil && t.says(v.console.config.Now()) {
		f.Values["why"] = t.Why
	}
	return v.render(http.StatusOK, "search", &page{Title: "Search", Nav: "search", Form: f})
}

func (v *visit) search() error {
	f := newForm()
	reference, file, why := v.value("reference"), v.value("case"), v.value("why")
	f.Values["reference"], f.Values["case"], f.Values["why"] = reference, file, why
	switch {
	case reference == "" && file == "":
		f.wrong("reference", "Give the council's reference for the person, or that of a case.")
	case reference != "" && file != "":
		f.wrong("case", "Look for a person or for a case: one of the two.")
	case !isReference(reference, 128):
		f.wrong("reference", "A reference is at most 128 letters, digits and signs in one line, as the council's index has it.")
	case !isReference(file, 64):
		f.wrong("case", "A case's reference is at most 64 letters, digits and signs in one line.")
	}
	if wrong := checkWhy(why); wrong != "" {
		f.Errors = append(f.Errors, formError{Field: "why", Says: wrong})
	}
	if f.Errors != nil {
		return v.render(http.StatusUnprocessableEntity, "search", &page{Title: "Search", Nav: "search", Form: f})
	}
	if file != "" {
		of := map[bool]kind{true: caseOf, false: ownCase}[v.seesAll()]
		return v.goTo(task{Kind: of, Case: disclosure.CaseRef(file), Why: why, Said: v.console.config.Now().Unix()})
	}
	return v.goTo(task{Kind: person, Subject: reference, Why: why, Said: v.console.config.Now().Unix()})
}

// isReference reports whether the API would look for it: nothing, or one line of at
// most so many characters.
func isReference(s string, most int) bool {
	return s == "" || len([]rune(s)) <= most && disclosure.OneLine(s)
}

func (v *visit) askFlags() error { return v.askWhy(task{Kind: queue}, "") }

func (v *visit) askRequests() error { return v.askWhy(task{Kind: requests}, "") }
