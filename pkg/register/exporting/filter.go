package exporting

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/titles"
)

// filterInWords says what a search asks for, a part to each: an id with its title before it.
func (j *Jobs) filterInWords(register disclosure.Register, s desk.Search) []string {
	var parts []string
	add := func(what, value string) {
		if value != "" {
			parts = append(parts, what+": "+value)
		}
	}
	id := func(what string, words titles.Vocabulary, id string) {
		if title := j.desk.Titles()[words][id]; title != "" {
			add(what, title+" ["+id+"]")
			return
		}
		add(what, id)
	}
	add("Person", s.Subject)
	add("Case", s.Case.String())
	add("Recipient", s.Recipient)
	id("Recipient category", titles.Recipients, s.RecipientCategory)
	id("Basis, condition, exemption or gateway", titles.Law, s.Basis)
	add("Department", s.Department)
	id("Decision", titles.Decisions, s.Decision)
	if title := j.desk.RuleTitle(register, s.Flag); s.Flag != "" && title != "" {
		add("Flag", title+" ["+s.Flag+"]")
	} else {
		add("Flag", s.Flag)
	}
	id("Aspect", titles.Aspects, s.Aspect)
	add("Disclosed from", s.From.String())
	add("Disclosed to", s.To.String())
	return parts
}
