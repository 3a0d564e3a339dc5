package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// form finds what is not well formed: text that cannot be shown safely, ids the
// catalogue does not hold, evidence of the wrong type, parts that contradict
// each other. None of it is forgiven for a departure.
func (s *scene) form() {
	if s.asks != nil && s.asks.before != nil { // no choice bears on the rest
		s.tellingForm()
		return
	}
	s.textForm()
	s.referenceForm()
	s.noticeForm()
	s.recipientForm()
	s.purposeForm()
	s.peopleForm()
	s.dataForm()
	s.citationForm()
	s.evidenceForm()
	s.tellingForm()
	s.refusalForm()
}

func (s *scene) referenceForm() {
	_, err := disclosure.ParseCaseRef(s.d.Case.String())
	s.formHolds("/case", "Give the council's reference for the file: 1 to 64 characters on one line, each of which can be seen, with a letter or digit among them, and no name.", err == nil, func() Need {
		return place("/case", "the council's reference for the file", TextNeed).testing("1 to 64 letters, digits, full stops, hyphens or underscores.")
	})
	for i, id := range s.d.Documents {
		if _, err := disclosure.ParseDocumentID(id.String()); err != nil {
			s.out.broken("/documents/"+itoa(i), "This is not the id of an archived document.")
		}
	}
}

func (s *scene) noticeForm() {
	register, known := s.law.Register(s.q.Register)
	switch {
	case !known:
		s.out.broken("", "There is no such register.")
	case len(register.Notices) == 0:
		s.out.broken("/notice", "No privacy notice has been loaded for this register yet, so nothing can be recorded in it.")
	case !s.law.hasNotice(s.q.Register, s.d.Notice):
		s.out.broken("/notice", "This register runs under no notice of that name."+didYouMean(s.d.Notice, idsOf(s.law.Notices(s.q.Register), func(n **Notice) string { return (*n).ID }))+" GET /policy lists its notices.")
	}
}

func (s *scene) recipientForm() {
	r := s.d.Recipient
	category := s.law.recipients[r.Category]
	if category == nil {
		s.out.broken("/recipient/category", "This is not a recipient category in the catalogue."+didYouMean(r.Category, idsOf(s.law.catalogue.Recipients, func(r *Recipient) string { return r.ID }))+" GET /policy lists them.")
		return
	}
	if r.Kind != "" && s.law.recipientKind(r) == nil {
		s.out.broken("/recipient/kind", "This is not a kind of that recipient category."+didYouMean(r.Kind, idsOf(category.Kinds, func(k *RecipientKind) string { return k.ID }))+" GET /policy lists the kinds of each.")
	}
}

// peopleForm checks that each subject is named once, in one spelling unless the
// register says that capitals tell people apart, and that data items point to
// subjects of the same disclosure.
func (s *scene) peopleForm() {
	one := disclosure.Canonical
	if s.law.CapitalsTell(s.q.Register) {
		one = func(ref string) string { return ref }
	}
	seen := map[string]bool{}
	for i, p := range s.d.Subjects {
		if seen[one(p.Reference)] {
			s.out.broken("/subjects/"+itoa(i)+"/reference", "This person is listed twice. List each person once, with the role that fits best.")
		}
		seen[one(p.Reference)] = true
		s.formHolds("/subjects/"+itoa(i)+"/roles", "Say in what role the person is concerned, such as complainant.", len(p.AllRoles()) > 0, func() Need {
			return anyOf(s.roleNeed(disclosure.SubjectRoles), place("/subjects/0/role", "one role, written freely", TextNeed))
		})
		for n, role := range p.Roles {
			if !slices.Contains(disclosure.SubjectRoles, role) {
				s.out.broken("/subjects/"+itoa(i)+"/roles/"+itoa(n), "This is not among the roles that can be picked: "+strings.Join(disclosure.SubjectRoles, ", ")+". In role one can be written freely.")
			}
		}
	}
	for i, item := range s.d.Data {
		if item.Subject != "" && !seen[one(item.Subject)] {
			s.out.broken("/data/"+itoa(i)+"/subject", "This data item is about somebody who is not among the subjects. Add the person to the subjects, or mend the reference.")
		}
	}
	s.shareForm()
	s.formHolds("/subjects", "Say whom the data is about: at least one subject, by the council's own reference.", len(s.d.Subjects) > 0 || s.d.Share != nil || s.aggregate(), func() Need {
		return anyOf(subjectsNeed(), s.aggregateNeed())
	})
}

// shareForm checks that a share of many people is whole, and names nobody by itself.
func (s *scene) shareForm() {
	share := s.d.Share
	switch {
	case share == nil:
		return
	case len(s.d.Subjects) > 0:
		s.out.broken("/subjects", "A share names nobody here: its people are added in parts.")
	case !s.d.Shares():
		s.out.broken("/decision", "A share is of what was shared: disclosed or partly-disclosed.")
	}
	if share.People < 1 {
		s.out.broken("/share/people", "Say how many people it was about.")
	}
	if disclosure.Blank(share.HowToTell) {
		s.out.broken("/share/howToTell", "Say by what rule a person was in it, and in which system that can be looked up.")
	}
	if !share.From.IsZero() && !share.To.IsZero() && share.To.Before(share.From) {
		s.out.broken("/share/to", "The last day that the data is of is before the first.")
	}
}

func (s *scene) dataForm() {
	for i, item := range s.d.Data {
		if s.law.dataKind(item.Category) == "" {
			s.out.broken("/data/"+itoa(i)+"/category", "This is not a data category in the catalogue."+didYouMean(item.Category, idsOf(s.law.catalogue.DataCategories, func(d *DataCategory) string { return d.ID }))+" GET /policy lists them; other takes anything that can be described in words.")
		}
	}
	given := len(s.d.Data) > 0
	if s.d.Shares() {
		s.formHolds("/data", "Say what was shared: at least one data item.", given, func() Need { return s.dataNeed(given) })
	}
}

// dataNeed asks for data, where none was chosen.
func (s *scene) dataNeed(given bool) Need {
	if given {
		return settled(true)
	}
	return place("/data", "what was shared, or asked for: a category and a description of each", ObjectNeed)
}

// citationForm checks that every id cited is in the catalogue and stands where
// ids of its kind belong.
func (s *scene) citationForm() {
	place := func(pointer string) (kinds []ItemKind, want string) {
		switch {
		case strings.Contains(pointer, "/lawfulBases/"):
			return []ItemKind{LawfulBasis}, "lawful basis"
		case strings.Contains(pointer, "/conditions/"):
			return []ItemKind{SpecialCondition, CriminalCondition}, "condition"
		}
		return []ItemKind{ExemptionItem}, "exemption"
	}
	for _, c := range s.reliances() {
		kinds, want := place(c.pointer)
		item := s.law.items[c.id]
		switch {
		case item == nil:
			s.out.broken(c.pointer, "This is not a "+want+" in the catalogue."+didYouMean(c.id, s.law.itemsOf(kinds...))+" GET /policy lists them.")
		case !slices.ContainsFunc(kinds, item.is):
			s.out.broken(c.pointer, "The catalogue holds this, but not as a "+want+". Move it to where it belongs.")
		}
	}
	if id := s.d.Justification.Gateway; id != "" && s.law.gateways[id] == nil {
		s.out.broken("/justification/gateway", "This is not a legal gateway in the catalogue."+didYouMean(id, idsOf(s.law.catalogue.Gateways, func(g *Gateway) string { return g.ID }))+" GET /policy lists them.")
	}
	if id := s.d.TellSubject.Ground; id != "" && s.law.items[id] == nil {
		s.out.broken("/tellSubject/ground", "This ground is not in the catalogue."+didYouMean(id, s.law.itemsOf(ExemptionItem))+" GET /policy lists the exemptions.")
	}
}

func (s *scene) tellingForm() {
	tell := s.d.TellSubject
	today := disclosure.DateOf(s.q.At)
	switch tell.Outcome {
	case disclosure.Told:
		s.formHolds("/tellSubject/on", "The person cannot have been told on a day still to come. If telling is planned, the outcome is deferred.", !tell.On.After(today), func() Need {
			return place("/tellSubject/on", "the day on which the person was told", DayNeed).by(today).ifGiven().testing("Not later than the day of recording.")
		})
	case disclosure.NotTold, disclosure.Deferred:
	case disclosure.NoTelling:
		if s.d.Shares() {
			s.out.broken("/tellSubject/outcome", "Telling is due where something was shared: say told, not-told or deferred.")
		}
		if !tell.On.IsZero() {
			s.out.broken("/tellSubject/on", "Nothing is due to be told, so there is no day of it: leave the day out, or say told or deferred.")
		}
		if tell.Ground != "" {
			s.out.broken("/tellSubject/ground", "Nothing is due to be told, so nothing excuses from it: leave the ground out, or say not-told or deferred.")
		}
	default:
		s.hold(ask{
			rule: disclosure.FormRule, at: "/tellSubject/outcome", detail: "Say whether the person was told: told, not-told or deferred; of a refusal, not-due.", malformed: true, choice: choiceOfTelling,
		}, false, func() Need {
			return place("/tellSubject/outcome", "whether the person was told", ChoiceNeed).oneOf("told", "not-told", "deferred")
		})
	}
}

// refusalForm asks of a refusal what makes it evidence: who asked and for what.
// Why not is the reason, which every disclosure gives.
func (s *scene) refusalForm() {
	d := s.d
	if !slices.Contains([]disclosure.Decision{disclosure.Disclosed, disclosure.PartlyDisclosed, disclosure.RefusedToShare}, d.Decision) {
		s.out.broken("/decision", "Say what was decided: disclosed, partly-disclosed or refused.")
		return
	}
	if d.RefusedFor != "" && !slices.Contains(disclosure.RefusalGrounds, d.RefusedFor) {
		s.out.broken("/refusedFor", "This is not a sort of reason for refusing. The API's description lists them.")
	}
	if d.Shares() {
		s.formHolds("/refusedFor", "Only a refusal has a reason for refusing. Leave it out, or correct the decision.", d.RefusedFor == "", func() Need {
			leaf := place("/refusedFor", "the sort of reason for which a request was refused", ChoiceNeed)
			leaf.Absent = true
			return leaf
		})
		return
	}
	const who = "Say who asked: the organisation or the person."
	asking := []string{"force", "courtName", "representativeName", "rightHolderIdentity", "nhsBodyName", "identity", "department"}
	s.formHolds("/recipient/organisation", who, s.text(PlaceOrganisation) != "" || s.text(PlacePerson) != "" || s.hasEvidence(asking...), func() Need {
		return anyOf(s.placeNeed(PlaceOrganisation), s.placeNeed(PlacePerson), s.anyEvidence(asking...))
	})
	scope := []string{"scopeRequested", "specificDataRequested"}
	s.formHolds("/data", "Say what was asked for: at least one data item.", len(d.Data) > 0 || s.hasEvidence(scope...), func() Need {
		return anyOf(s.dataNeed(len(d.Data) > 0), s.anyEvidence(scope...))
	})
}
