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
	if _, err := disclosure.ParseCaseRef(s.d.Case.String()); err != nil {
		s.out.broken("/case", "Give the council's reference for the file: 1 to 64 letters, digits, full stops, hyphens or underscores, and no name.")
	}
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
		s.out.broken("/notice", "This register runs under no notice of that name. GET /policy lists its notices.")
	}
}

func (s *scene) recipientForm() {
	r := s.d.Recipient
	category := s.law.recipients[r.Category]
	if category == nil {
		s.out.broken("/recipient/category", "This is not a recipient category in the catalogue. GET /policy lists them.")
		return
	}
	if r.Kind != "" && s.law.recipientKind(r) == nil {
		s.out.broken("/recipient/kind", "This is not a kind of that recipient category. GET /policy lists the kinds of each.")
	}
}

// peopleForm checks that each subject is named once, in one spelling, and that data items point to
// subjects of the same disclosure.
func (s *scene) peopleForm() {
	seen := map[string]bool{}
	for i, p := range s.d.Subjects {
		if seen[disclosure.Canonical(p.Reference)] {
			s.out.broken("/subjects/"+itoa(i)+"/reference", "This person is listed twice. List each person once, with the role that fits best.")
		}
		seen[disclosure.Canonical(p.Reference)] = true
		if len(p.AllRoles()) == 0 {
			s.out.broken("/subjects/"+itoa(i)+"/roles", "Say in what role the person is concerned, such as complainant.")
		}
		for n, role := range p.Roles {
			if !slices.Contains(disclosure.SubjectRoles, role) {
				s.out.broken("/subjects/"+itoa(i)+"/roles/"+itoa(n), "This is not among the roles that can be picked: "+strings.Join(disclosure.SubjectRoles, ", ")+". In role one can be written freely.")
			}
		}
	}
	for i, item := range s.d.Data {
		if item.Subject != "" && !seen[disclosure.Canonical(item.Subject)] {
			s.out.broken("/data/"+itoa(i)+"/subject", "This data item is about somebody who is not among the subjects. Add the person to the subjects, or mend the reference.")
		}
	}
	if len(s.d.Subjects) == 0 && !s.aggregate() {
		s.out.broken("/subjects", "Say whom the data is about: at least one subject, by the council's own reference.")
	}
}

func (s *scene) dataForm() {
	for i, item := range s.d.Data {
		if s.law.dataKind(item.Category) == "" {
			s.out.broken("/data/"+itoa(i)+"/category", "This is not a data category in the catalogue. GET /policy lists them; other takes anything that can be described in words.")
		}
	}
	if len(s.d.Data) == 0 && s.d.Shares() {
		s.out.broken("/data", "Say what was shared: at least one data item.")
	}
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
			s.out.broken(c.pointer, "This is not a "+want+" in the catalogue. GET /policy lists them.")
		case !slices.ContainsFunc(kinds, item.is):
			s.out.broken(c.pointer, "The catalogue holds this, but not as a "+want+". Move it to where it belongs.")
		}
	}
	if id := s.d.Justification.Gateway; id != "" && s.law.gateways[id] == nil {
		s.out.broken("/justification/gateway", "This is not a legal gateway in the catalogue. GET /policy lists them.")
	}
	if id := s.d.TellSubject.Ground; id != "" && s.law.items[id] == nil {
		s.out.broken("/tellSubject/ground", "This ground is not in the catalogue. GET /policy lists the exemptions.")
	}
}

func (s *scene) tellingForm() {
	tell := s.d.TellSubject
	switch tell.Outcome {
	case disclosure.Told:
		if tell.On.After(disclosure.DateOf(s.q.At)) {
			s.out.broken("/tellSubject/on", "The person cannot have been told on a day still to come. If telling is planned, the outcome is deferred.")
		}
	case disclosure.NotTold, disclosure.Deferred:
	case disclosure.NoTelling:
		if s.d.Shares() {
			s.out.broken("/tellSubject/outcome", "Telling is due where something was shared: say told, not-told or deferred.")
		}
	default:
		s.out.broken("/tellSubject/outcome", "Say whether the person was told: told, not-told or deferred; of a refusal, not-due.")
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
		if d.RefusedFor != "" {
			s.out.broken("/refusedFor", "Only a refusal has a reason for refusing. Leave it out, or correct the decision.")
		}
		return
	}
	if s.text(PlaceOrganisation) == "" && s.text(PlacePerson) == "" && !s.hasEvidence("force", "courtName", "representativeName", "rightHolderIdentity", "nhsBodyName", "identity", "department") {
		s.out.broken("/recipient/organisation", "Say who asked: the organisation or the person.")
	}
	if len(d.Data) == 0 && !s.hasEvidence("scopeRequested", "specificDataRequested") {
		s.out.broken("/data", "Say what was asked for: at least one data item.")
	}
}
