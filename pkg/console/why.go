package console

import (
	"net/http"
	"strings"

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
	return v.render(status, "why", &page{Title: "Why are you looking?", Form: f, Body: why{v.session.handle(t), aboutWhat(t)}})
}

func aboutWhat(t task) string {
	switch {
	case t.Kind == queue || t.Kind == clearing:
		return "the flags that wait"
	case t.Kind == requests:
		return "requests of people"
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
	reference, why := v.value("reference"), v.value("why")
	f.Values["reference"], f.Values["why"] = reference, why
	switch {
	case reference == "":
		f.Errors = append(f.Errors, formError{Field: "reference", Says: "Give the council's reference for the person."})
	case len(reference) > 128 || strings.ContainsFunc(reference, func(r rune) bool { return r < ' ' || r > '~' }):
		f.Errors = append(f.Errors, formError{Field: "reference", Says: "A reference is at most 128 letters, digits and signs, as the council's index has it."})
	}
	if wrong := checkWhy(why); wrong != "" {
		f.Errors = append(f.Errors, formError{Field: "why", Says: wrong})
	}
	if f.Errors != nil {
		return v.render(http.StatusUnprocessableEntity, "search", &page{Title: "Search", Nav: "search", Form: f})
	}
	return v.goTo(task{Kind: person, Subject: reference, Why: why, Said: v.console.config.Now().Unix()})
}

func (v *visit) askFlags() error { return v.askWhy(task{Kind: queue}, "") }

func (v *visit) askRequests() error { return v.askWhy(task{Kind: requests}, "") }
