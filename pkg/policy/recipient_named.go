package policy

import (
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// accountable is the provision that findings on what makes a record a record cite.
const accountable = "ukgdpr-5-2"

// namedBy are the fields that name a body or a person who received the data, and of which
// category each names the recipient.
var namedBy = []struct {
	field      string
	categories []string
}{
	{"force", []string{"police"}},
	{"courtName", []string{"court"}},
	{"partyIdentity", []string{"court"}},
	{"representativeName", []string{"elected-representative", "advocate-representative"}},
	{"rightHolderIdentity", []string{"statutory-access-holder", "other-public-body"}},
	{"nhsBodyName", []string{"nhs"}},
	{"odsCode", []string{"nhs"}},
	{"identity", []string{"other-organisation", "other-public-body", "partner-organisation"}},
}

// namedBy are those that name a recipient of the category.
func (s *scene) namedBy() []string {
	var fields []string
	for _, by := range namedBy {
		if slices.Contains(by.categories, s.d.Recipient.Category) {
			fields = append(fields, by.field)
		}
	}
	return fields
}

// evidenceNames reports whether the evidence names the recipient.
func (s *scene) evidenceNames() bool {
	return slices.ContainsFunc(s.namedBy(), func(field string) bool {
		name, _ := s.d.Evidence[field].(string)
		return s.hasEvidence(field) && s.namesSomebody(name)
	})
}

// named asks who received the data, whatever the notice: a body or a person, or a
// kind of which there is only one. Nobody is named by a placeholder, and what obliges
// the council does not say to whom. A department of the council is asked for as such;
// the public has no name, and the person's own is not written down.
func (s *scene) named() {
	const clears = "A correction names who received the data."
	body, person := s.text(PlaceOrganisation) != "", s.text(PlacePerson) != ""
	switch {
	case s.class == "" || s.class == Public || s.class == Access || s.unique():
	case s.class == Internal:
		ownKind := s.ownCouncil() && s.d.Recipient.Kind != ""
		s.hold(ask{
			severity: Refuse, rule: accountable, at: "/evidence/department", detail: "Name the department of the council that received the data. The council's own name is not a department's.",
			clears: clears, forgiveness: inEmergency, unlessSpoken: true,
		}, body || s.hasEvidence(departmentField, "distributionList") || ownKind, func() Need {
			return anyOf(s.anyEvidence(departmentField, "distributionList"), s.placeNeed(PlaceOrganisation), settled(ownKind))
		})
	default:
		s.hold(ask{
			severity: Refuse, rule: accountable, at: "/recipient/organisation",
			detail: "Name the organisation or the person that received the data. A word that stands in for a name, such as unknown or the kind of recipient, names nobody.", clears: clears, forgiveness: inEmergency,
		}, body || person || s.evidenceNames(), func() Need {
			return anyOf(s.placeNeed(PlaceOrganisation), s.placeNeed(PlacePerson), s.anyEvidence(s.namedBy()...))
		})
		s.hold(ask{
			severity: Refuse, rule: accountable, at: "/recipient/organisation",
			detail: "The council itself, or a department of it, is named as the body that received the data, and the recipient is of a kind that the council is not. Name the body, or pick a department of the council.", clears: clears, forgiveness: inEmergency, unlessSpoken: true,
		}, !s.ownForAnother(), func() Need {
			return s.placeNeed(PlaceOrganisation).ifGiven().testing("Not the council itself, nor a department of it.")
		})
	}
}

// departmentField is the evidence of which department received the data.
const departmentField = "department"

// namesDepartment reports whether the evidence names a department: the council's own
// name is none, and neither is a word for any.
func (s *scene) namesDepartment() bool {
	name, isText := s.d.Evidence[departmentField].(string)
	return !isText || !standsForAName(name) && !anyDepartment(name) && !s.law.controllerOf(s.d, name)
}

// unique reports whether there is only one such body, so that its kind names it.
func (s *scene) unique() bool {
	category, kind := s.law.recipients[s.d.Recipient.Category], s.law.recipientKind(s.d.Recipient)
	return category != nil && category.Unique || kind != nil && kind.Unique
}

// NameOf is what the catalogue calls the recipient, where its kind is of one body; ""
// where only an officer's words name it.
func (l *Law) NameOf(r disclosure.Recipient) string {
	if kind := l.recipientKind(r); kind != nil && kind.Unique {
		return kind.Title
	}
	if category := l.recipients[r.Category]; category != nil && category.Unique {
		return category.Title
	}
	return ""
}

// namesSomebody reports whether what is written as a recipient's name is one: no
// placeholder, not the recipient's own kind in other words and, for a department of
// the council, not the council.
func (s *scene) namesSomebody(name string) bool {
	if standsForAName(name) || !strings.ContainsFunc(name, unicode.IsLetter) || s.class != Internal && meansAnybody(name) || s.class == Internal && (s.law.controllerOf(s.d, name) || anyDepartment(name)) {
		return false
	}
	r := s.d.Recipient
	category, kind := s.law.recipients[r.Category], s.law.recipientKind(r)
	if category == nil || category.Unique || kind != nil && kind.Unique {
		return true
	}
	titles := []string{category.ID, category.Title}
	for _, k := range category.Kinds {
		if !k.Unique {
			titles = append(titles, k.ID, k.Title)
		}
	}
	// A department is often called by the words of its kind: "Internal audit".
	said := bareWords(name)
	return s.class == Internal && !s.ownCouncil() || !slices.ContainsFunc(titles, func(t string) bool { return bareWords(t) == said })
}

// alwaysNeeded flags what a recipient of the kind always needs and the record does
// not hold, one flag for each piece. What a rule of the notice or of the law has
// found already is not found again.
func (s *scene) alwaysNeeded() {
	needs := s.law.alwaysNeeds(s.d.Recipient)
	for i := range needs {
		need := &needs[i]
		if s.asks == nil && (need.When != nil && !need.When.holds(s) || need.Need.holds(s)) {
			continue
		}
		at, detail, clears := s.words(need)
		s.hold(ask{severity: Flag, rule: accountable, at: at, detail: detail, clears: clears, aspect: OutsideNotice, unlessSpoken: true},
			false, func() Need { return need.whole(s) })
	}
	s.processorTerms(s.law.recipientKind(s.d.Recipient))
}

// alwaysNeeds are the requirements of the recipient's category and kind, whatever a notice
// says of it.
func (l *Law) alwaysNeeds(r disclosure.Recipient) (needs []Requirement) {
	if category := l.recipients[r.Category]; category != nil {
		needs = category.Requires
	}
	if kind := l.recipientKind(r); kind != nil {
		needs = slices.Concat(needs, kind.Requires)
	}
	return needs
}

// fields are the evidence that the condition is about, any one of which meets it.
func (c *Condition) fields() (names []string) {
	if c.Evidence != nil {
		names = append(names, c.Evidence.Field)
	}
	for i := range c.Any {
		names = append(names, c.Any[i].fields()...)
	}
	return names
}

// AlwaysAsked says in words what is asked of every sharing with a recipient of the kind,
// whatever a notice says of it: one sentence or two for each.
func (l *Law) AlwaysAsked(r disclosure.Recipient) (asked []string) {
	for _, need := range l.alwaysNeeds(r) {
		says, test := need.Detail, need.Need.Evidence
		switch {
		case test != nil && test.IsNot != nil: // what is found there would be read as if it had been
			says = "Flagged where it says otherwise: " + l.fields[test.Field].Says + "."
		case says == "" && test != nil:
			says = l.askFor(test)
		}
		if fields := need.Need.fields(); len(fields) > 0 {
			says += " [" + strings.Join(fields, "], or [") + "]"
		}
		if need.When != nil {
			says = "Where it applies: " + says
		}
		asked = append(asked, says)
	}
	if kind := l.recipientKind(r); kind != nil && kind.Processor {
		for _, term := range processorsGive {
			asked = append(asked, term.wants+" ["+term.name+"]")
		}
	}
	return asked
}

// processorsGive is what a record gives of a processor's contract.
var processorsGive = []struct{ name, wants, is string }{
	{name: "roleDecision", wants: "Say what the contract makes it: processor.", is: "processor"},
	{name: "contractRef", wants: "Give the reference of the contract."},
	{name: "processorTermsArt28OrSharingAgreement", wants: "Say where the processor terms are written (UK GDPR Article 28)."},
}

// processorTerms flags what a processor's contract has to have and the record does
// not give, for a supplier that by its nature is one.
func (s *scene) processorTerms(kind *RecipientKind) {
	if kind == nil || !kind.Processor {
		return
	}
	const clears = "A correction gives the contract and its terms, or says that the supplier decides for itself."
	for _, asked := range processorsGive {
		met := s.hasEvidence(asked.name)
		if asked.is != "" {
			met = s.d.Evidence[asked.name] == asked.is
		}
		s.hold(ask{
			severity: Flag, rule: "ukgdpr-28", at: "/evidence/" + asked.name, detail: "A supplier of this kind acts for the council. " + asked.wants, clears: clears, unlessSpoken: true,
		}, met, func() Need {
			leaf := s.anyEvidence(asked.name)
			if asked.is != "" {
				leaf = leaf.oneOf(asked.is)
			}
			return leaf
		})
	}
}
