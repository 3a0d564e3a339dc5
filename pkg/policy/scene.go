package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// scene is one question being judged: the disclosure, the law and notice of its
// day, and the ruling so far.
type scene struct {
	law       *Law
	q         Question
	d         *disclosure.Disclosure
	on        disclosure.Date // the London day of the disclosure
	notice    *Notice         // nil when none was in force
	class     RecipientClass  // how the law sees the recipient; "" when its category is not known
	compelled bool            // the law obliges the sharing
	overrode  bool            // an override set a rule of the notice aside
	rowMet    bool            // a row names the recipient, and all it requires is met
	out       *ruling
	asks      *asking // what the rules ask is gathered here, and nothing is judged; nil when judging
}

// text returns what stands in a place of the body, without white space around it; ""
// for a placeholder.
func (s *scene) text(p Place) string {
	d := s.d
	var text string
	switch p {
	case PlaceOrganisation:
		if s.namesSomebody(d.Recipient.Organisation) {
			text = d.Recipient.Organisation
		}
	case PlacePerson:
		if s.namesSomebody(d.Recipient.Person) {
			text = d.Recipient.Person
		}
	case PlacePost:
		text = d.Recipient.Post
	case PlaceReason:
		text = d.Reason
	case PlacePurpose:
		text = d.Purpose
	case PlaceNecessity:
		if !onlySaysYes(d.Justification.Necessity) && !saysItIsNecessary(d.Justification.Necessity) {
			text = d.Justification.Necessity
		}
	case PlaceSecurity:
		if d.Method != nil {
			text = d.Method.Security
		}
	case PlaceVerified:
		if d.Method != nil {
			text = d.Method.RecipientVerified
		}
	case PlaceInstrument:
		if d.Transfer != nil {
			text = d.Transfer.Instrument
		}
	case PlaceAgreement:
		if d.Agreement != nil {
			text = d.Agreement.Reference
		}
	}
	if saysNothing(text) {
		return ""
	}
	return strings.TrimSpace(text)
}

// basesOf returns the Article 6 bases of a data item: its own, or the
// disclosure's when it gives none.
func basesOf(d *disclosure.Disclosure, i disclosure.DataItem) []string {
	if len(i.LawfulBases) > 0 {
		return i.LawfulBases
	}
	return d.Justification.LawfulBases
}

// conditionsOf returns the conditions of a data item: its own, or the
// disclosure's when it gives none.
func conditionsOf(d *disclosure.Disclosure, i disclosure.DataItem) []string {
	if len(i.Conditions) > 0 {
		return i.Conditions
	}
	return d.Justification.Conditions
}

// inForce returns the catalogue item if it serves as the kind and was in force
// on the day of the disclosure, else nil.
func (s *scene) inForce(id string, kind ItemKind) *Item {
	item := s.law.items[id]
	if item == nil || !item.is(kind) || !item.Covers(s.on) {
		return nil
	}
	return item
}

func (i *Item) is(kind ItemKind) bool { return i.Kind == kind || slices.Contains(i.AlsoKinds, kind) }

// covers reports whether a condition reaches the data category.
func (i *Item) covers(category string) bool {
	return len(i.OnlyFor) == 0 || slices.Contains(i.OnlyFor, category)
}

// cited is one reliance on the catalogue, and where in the body it stands.
type cited struct {
	id      string
	pointer string
}

// reliances returns every basis, condition and exemption cited, in the order of
// the body. The same id may appear more than once.
func (s *scene) reliances() []cited {
	j := s.d.Justification
	var all []cited
	list := func(at string, ids []string) {
		for i, id := range ids {
			all = append(all, cited{id, at + "/" + itoa(i)})
		}
	}
	list("/justification/lawfulBases", j.LawfulBases)
	list("/justification/conditions", j.Conditions)
	for i, e := range j.Exemptions {
		all = append(all, cited{e.ID, "/justification/exemptions/" + itoa(i) + "/id"})
	}
	for i, item := range s.d.Data {
		list("/data/"+itoa(i)+"/lawfulBases", item.LawfulBases)
		list("/data/"+itoa(i)+"/conditions", item.Conditions)
	}
	return all
}

// once returns the first reliance on each item the catalogue holds.
func (s *scene) once() []cited {
	seen := map[string]bool{}
	var first []cited
	for _, c := range s.reliances() {
		if !seen[c.id] && s.law.items[c.id] != nil {
			seen[c.id] = true
			first = append(first, c)
		}
	}
	return first
}

// is reports whether the recipient is of the category or kind.
func is(r disclosure.Recipient, categoryOrKind string) bool {
	return r.Category == categoryOrKind || r.Kind == categoryOrKind
}

func isAny(r disclosure.Recipient, categoriesOrKinds []string) bool {
	return slices.ContainsFunc(categoriesOrKinds, func(id string) bool { return is(r, id) })
}

// citations returns the first reliance on each item, and the ground for not
// telling when it is not among them.
func (s *scene) citations() []cited {
	all := s.once()
	ground := s.d.TellSubject.Ground
	if s.law.items[ground] == nil || slices.ContainsFunc(all, func(c cited) bool { return c.id == ground }) {
		return all
	}
	return append(all, cited{ground, "/tellSubject/ground"})
}
