package exporting

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/titles"
	"disclosure-register/pkg/report"
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
	add(report.FilterPerson, s.Subject)
	add(report.FilterCase, s.Case.String())
	add(report.FilterRecipient, s.Recipient)
	id(report.FilterCategory, titles.Recipients, s.RecipientCategory)
	id(report.FilterLaw, titles.Law, s.Basis)
	add(report.FilterDepartment, s.Department)
	id(report.FilterDecision, titles.Decisions, s.Decision)
	if title := j.desk.RuleTitle(register, s.Flag); s.Flag != "" && title != "" {
		add(report.FilterFlag, title+" ["+s.Flag+"]")
	} else {
		add(report.FilterFlag, s.Flag)
	}
	id(report.FilterAspect, titles.Aspects, s.Aspect)
	add(report.FilterFrom, s.From.String())
	add(report.FilterTo, s.To.String())
	return parts
}
