package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// lawOfficers are officers of a council who are controllers of their own in law: what one
// of them receives is no use within the council.
var lawOfficers = []string{"electoral registration officer", "returning officer", "superintendent registrar", "coroner"}

// ClassOf says how the law sees the recipient of a disclosure. Whoever belongs to the
// council itself is internal, though the category of another body was picked, where a
// department may be one ([Recipient.OwnDepartment]); but for those who are controllers of their own in
// law, whichever category was picked: an electoral registration officer, a coroner, a
// councillor who acts for a resident. A company that the council owns is not the council.
func (l *Law) ClassOf(d *disclosure.Disclosure) RecipientClass {
	r := d.Recipient
	class := l.RecipientClass(r.Category)
	category, kind := l.recipients[r.Category], l.recipientKind(r)
	switch {
	case category == nil || category.OwnController || kind != nil && kind.OwnController || class == Access || class == Public:
	case class == Internal:
		department, _ := d.Evidence[departmentField].(string)
		if slices.ContainsFunc([]string{r.Organisation, r.Person, r.Post, department}, isLawOfficer) {
			return SeparateController
		}
	case mayBeOwn(category, kind, r.Kind) && l.namesOwn(d, r.Organisation):
		return Internal
	}
	return class
}

// mayBeOwn reports whether a department of the council itself may be such a recipient. A
// kind that the catalogue does not know may not.
func mayBeOwn(category *Recipient, kind *RecipientKind, named string) bool {
	if named == "" {
		return category.OwnDepartment
	}
	return kind != nil && kind.OwnDepartment
}

func isLawOfficer(text string) bool {
	words := " " + bareWords(text) + " "
	return slices.ContainsFunc(lawOfficers, func(office string) bool { return strings.Contains(words, " "+office+" ") })
}

// namesOwn reports whether the name is that of the council whose notice it is, or of one
// of its departments.
func (l *Law) namesOwn(d *disclosure.Disclosure, name string) bool {
	return l.controllerOf(d, name) || l.belongsToController(d, name)
}

// controllerOf reports whether the name is that of the council whose notice it is, in full
// or as its people shorten it.
func (l *Law) controllerOf(d *disclosure.Disclosure, name string) bool {
	name = strings.TrimPrefix(strings.TrimRight(disclosure.SearchName(name), "."), "the ")
	names := l.controllers(d)
	if full, short, found := strings.Cut(name, " ("); found && slices.Contains(names, strings.TrimSuffix(short, ")")) {
		name = full
	}
	return slices.Contains(names, name)
}

// belongsToController reports whether the name is a department's, with the council's
// own before it: "Kent County Council, Highways". A body that is none of its departments
// may have that before it too: "Kent County Council - Example Repairs Ltd".
func (l *Law) belongsToController(d *disclosure.Disclosure, name string) bool {
	name = strings.TrimPrefix(disclosure.SearchName(name), "the ")
	return slices.ContainsFunc(l.controllers(d), func(own string) bool {
		rest, found := strings.CutPrefix(name, own)
		return found && strings.IndexAny(rest, " ,:-–—/(") == 0 && isDepartment(rest)
	})
}

// isDepartment reports whether the words are those of a department, and of nobody outside.
func isDepartment(name string) bool {
	words := strings.Fields(bareWords(name))
	has := func(any []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(any, w) })
	}
	return has(departmentWords) && !has(outsideWords)
}

// departmentWords are words of what departments of councils are called.
var departmentWords = strings.Fields(`
	adult adults children childrens families education send schools highways highway housing homelessness tenancy planning regeneration building benefits revenues tax environmental environment waste refuse
	recycling parks leisure libraries library licensing parking transport finance payroll procurement legal monitoring democratic governance audit communications complaints feedback customer
	safeguarding social care wellbeing community communities safety registration trading standards regulatory property estates growth economy culture heritage digital ict it hr personnel resources corporate
	department dept team teams directorate division service services unit office section desk`)

// outsideWords are words of bodies that are no department, whatever stands before them.
var outsideWords = strings.Fields(`
	ltd limited llp plc cic company co inc group holdings trust charity foundation association advice police constabulary nhs hospital court tribunal ombudsman solicitors solicitor
	contractor contractors federation society church academy college university solutions commercial consulting partners`)

// controllers returns the folded names of the council whose notice the disclosure names:
// "kent county council", and what its people make of that, "kent cc" and "kcc".
func (l *Law) controllers(d *disclosure.Disclosure) []string {
	var names []string
	for _, n := range l.notices {
		if n.ID == d.Notice && n.Control.Name != "" {
			names = append(names, spelt(disclosure.SearchName(n.Control.Name))...)
		}
	}
	return names
}

// spelt is the name of a council, the longest first, as it is shortened.
func spelt(name string) []string {
	words := strings.Fields(name)
	if len(words) < 3 || words[len(words)-1] != "council" {
		return []string{name}
	}
	where, sort := strings.Join(words[:len(words)-2], " "), words[len(words)-2]
	initials := ""
	for _, w := range words {
		initials += w[:1]
	}
	return []string{name, where + " council", where + " " + sort[:1] + "c", initials}
}

// ownCouncil reports whether the recipient belongs to the council, though its
// category is one of others.
func (s *scene) ownCouncil() bool {
	return s.class == Internal && s.law.RecipientClass(s.d.Recipient.Category) != Internal
}

// ownForAnother reports whether the council, or a department, is named as the body that
// received the data, and the recipient is of a kind that it cannot be.
func (s *scene) ownForAnother() bool {
	category, kind := s.law.recipients[s.d.Recipient.Category], s.law.recipientKind(s.d.Recipient)
	return category != nil && !category.OwnController && (kind == nil || !kind.OwnController) && s.class != Internal && s.law.RecipientClass(s.d.Recipient.Category) != Internal &&
		s.law.namesOwn(s.d, s.d.Recipient.Organisation)
}

// anyDepartment reports whether the words could be said of every department.
func anyDepartment(name string) bool {
	return !slices.ContainsFunc(strings.Fields(bareWords(name)), func(w string) bool {
		return !slices.Contains(besides, w) && !isAnyRecipient(w) && !slices.Contains(noName, w) && !slices.Contains([]string{"staff", "colleagues", "employees", "departments"}, w)
	})
}
