package main

import (
	"disclosure-register/pkg/columns"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// titlesOf are the ids of a register in plain words, for a table that people read; JSON
// keeps the ids. They are those of this version of the command. An id that it does not
// know stays as it is.
func titlesOf(register string) columns.Words {
	law := policy.Load()
	known := law.Catalogue().Titles()
	words := columns.Words{Recipients: known.Recipients, Law: known.Law, Data: known.Data, Notices: map[string]string{}, Evidence: known.Evidence}
	if of, err := disclosure.ParseRegister(register); err == nil { // the service says what is wrong with it
		for _, n := range law.Notices(of) {
			words.Notices[n.ID] = n.Title
		}
	}
	return words
}
