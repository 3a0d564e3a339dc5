package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// need returns what the condition asks, beside what of it is settled by the choices
// that were made. It and [Condition.holds] are two readings of the same data: what
// one finds lacking the other asks for.
func (c *Condition) need(s *scene) Need {
	each := func(conditions []Condition) []Need {
		needs := make([]Need, len(conditions))
		for i := range conditions {
			needs[i] = conditions[i].need(s)
		}
		return needs
	}
	switch {
	case len(c.All) > 0:
		return allOf(each(c.All)...)
	case len(c.Any) > 0:
		return anyOf(each(c.Any)...)
	case c.Not != nil:
		return c.Not.need(s).opposite()
	case c.Evidence != nil:
		return c.Evidence.need(s)
	case c.Text != "":
		return s.placeNeed(c.Text)
	case c.Data != nil:
		return c.Data.need(s)
	case len(c.SubjectRole) > 0:
		return s.roleNeed(c.SubjectRole)
	case len(c.ReliesOn) > 0:
		return s.citedNeed(c.ReliesOn)
	case len(c.Ground) > 0:
		return place("/tellSubject/ground", "the exemption on which the person was not told", IDNeed).oneOf(asAny(c.Ground)...)
	case len(c.Telling) > 0 && s.asks.telling:
		return place("/tellSubject/outcome", "whether the person was told", ChoiceNeed).oneOf(asAny(c.Telling)...)
	case len(c.RecordKind) > 0:
		return place("/intake/recordKind", "what the matter reached the council as", ChoiceNeed).oneOf(asAny(c.RecordKind)...)
	case len(c.Purpose) > 0:
		return s.purposeNeed(c.Purpose)
	case len(c.Gateway) > 0:
		return s.gatewayNeed(func(g *Gateway) bool { return slices.Contains(c.Gateway, g.Effect) && s.reaches(g) })
	case c.RecipientRowMet:
		return s.asks.rowMet
	case c.Compelled:
		return s.compelledNeed()
	case c.Child:
		return anyOf(place("/subjects/0/child", "whether the person is a child", YesNoNeed).oneOf(true),
			allOf(place("/subjects/0/child", "whether the person is a child", YesNoNeed).noneOf(false), s.roleNeed(childWords)))
	case c.Processor:
		return s.processorNeed()
	case c.ActsForSubject:
		return s.actsForSubjectNeed()
	case c.AppointedByLaw:
		return s.appointedByLawNeed()
	case c.Restricted:
		return s.unrestrictedNeed().opposite()
	case c.PublicInterest:
		return s.citedNeed(s.law.publicInterests())
	case c.Fact != nil:
		return c.Fact.need()
	case c.Transfer != nil:
		return c.Transfer.need()
	case c.CardNumber:
		return place("", "the number of a payment card", TextNeed).testing("Nothing anywhere in the body looks like the number of a payment card.")
	}
	// What is left is settled by the notice, the recipient, the day and the choices.
	return settled(c.holds(s))
}

// place is a leaf: a place of the body that has to be filled in.
func place(pointer, label string, of NeedType) Need {
	return Need{Pointer: pointer, Label: label, Type: of}
}

// evidenceNeed asks for a piece of evidence. Of one whose place another took, the
// other is asked for.
func (l *Law) evidenceNeed(name string) Need {
	field := l.fields[name]
	if field.Instead != "" {
		field = l.fields[field.Instead]
	}
	return place("/evidence/"+field.Name, field.Says, NeedType(field.Type)).oneOf(asAny(field.Choices)...)
}

// anyEvidence asks for one of the pieces of evidence.
func (s *scene) anyEvidence(names ...string) Need {
	needs := make([]Need, len(names))
	for i, name := range names {
		needs[i] = s.law.evidenceNeed(name)
	}
	return anyOf(needs...)
}

func (t *EvidenceTest) need(s *scene) Need {
	leaf := s.law.evidenceNeed(t.Field)
	switch {
	case t.IsNot != nil:
		leaf.Values = nil
		return leaf.noneOf(t.IsNot)
	case t.Is != nil:
		return leaf.oneOf(t.Is)
	case t.NotBeforeDisclosure:
		return leaf.since(s.on)
	case t.WithinDays > 0:
		return leaf.since(s.on.AddDays(-t.WithinDays)).by(s.on)
	case t.NotAfterDisclosure:
		return leaf.by(s.on)
	}
	return leaf
}

// placeLabels say what to give in the places of free text.
var placeLabels = map[Place]string{
	PlaceOrganisation: "the organisation that received the data",
	PlacePerson:       "the person who received the data",
	PlacePost:         "that person's post",
	PlaceReason:       "why it was shared, or why not",
	PlacePurpose:      "the specific purpose, in words",
	PlaceNecessity:    "why this much was needed and no less would do",
	PlaceSecurity:     "how it was protected on the way",
	PlaceVerified:     "how the recipient's identity and address were checked",
	PlaceAgreement:    "the sharing agreement relied on",
	PlaceInstrument:   "the regulations or the agreement that the transfer rests on",
}

func (s *scene) placeNeed(p Place) Need {
	leaf := place(placePointers[p], placeLabels[p], TextNeed)
	switch p {
	case PlaceAgreement:
		leaf.Type = ObjectNeed
	case PlaceOrganisation, PlacePerson:
		leaf = leaf.testing(aName)
	}
	return leaf
}

// aName is what a name of a recipient is held to.
const aName = "A name: no word that stands in for one, such as unknown, various or the kind of recipient."

// need of data asks for nothing of its own: what was shared is among the choices, but
// for where it came from and what it rests on.
func (t *DataTest) need(s *scene) Need {
	var ways []Need
	for i, item := range s.d.Data {
		settledPart := *t
		settledPart.Sources, settledPart.RestsOnlyOn = nil, nil
		if !settledPart.matches(s, item) {
			continue
		}
		way := []Need{settled(true)}
		if kind := s.law.dataKind(item.Category); len(t.Kinds) > 0 && (kind == SpecialData || kind == CriminalData) {
			way = append(way, s.nobodysNeed().opposite())
		}
		if len(t.Sources) > 0 {
			way = append(way, sourceNeed(i, t.Sources))
		}
		if len(t.RestsOnlyOn) > 0 {
			way = append(way, s.restsOnlyNeed(item, t.RestsOnlyOn))
		}
		ways = append(ways, allOf(way...))
	}
	return anyOf(ways...)
}

func sourceNeed(i int, sources []string) Need {
	leaf := place("/data/"+itoa(i)+"/source", "where the data came from", TextNeed)
	if slices.Equal(sources, []string{""}) {
		leaf.Absent = true
		return leaf
	}
	return leaf.oneOf(asAny(sources)...)
}

func (s *scene) restsOnlyNeed(item disclosure.DataItem, ids []string) Need {
	if !s.asks.bases {
		return settled(s.restsOnlyOn(item, ids))
	}
	leaf := s.asks.basesLeaf()
	for i := range s.law.catalogue.Items {
		if basis := &s.law.catalogue.Items[i]; basis.Kind == LawfulBasis && !slices.Contains(ids, basis.ID) {
			leaf.Not = append(leaf.Not, basis.ID)
		}
	}
	return leaf
}

func (s *scene) roleNeed(roles []string) Need {
	return place("/subjects/0/roles", "the roles of the person", IDsNeed).oneOf(asAny(roles)...)
}

// purposeNeed asks for a purpose of the notice: by its id, or in words that it has.
func (s *scene) purposeNeed(ids []string) Need {
	return place("/purposeId", "the purpose of the notice that this was for", IDNeed).oneOf(asAny(ids)...).
		testing("Picked by its id or, where none is picked, said in purpose in the notice's own words.")
}

// citedNeed asks for one of some bases, conditions, exemptions and gateways.
func (s *scene) citedNeed(ids []string) Need {
	if slices.ContainsFunc(s.d.LegalItems(), func(id string) bool { return slices.Contains(ids, id) }) {
		return settled(true)
	}
	var bases, conditions, exemptions []string
	for _, id := range ids {
		switch item := s.law.items[id]; {
		case item == nil:
		case item.Kind == LawfulBasis:
			bases = append(bases, id)
		case item.Kind == ExemptionItem:
			exemptions = append(exemptions, id)
		default:
			conditions = append(conditions, id)
		}
	}
	ways := []Need{s.gatewayNeed(func(g *Gateway) bool { return slices.Contains(ids, g.ID) })}
	if s.asks.bases && len(bases) > 0 {
		ways = append(ways, s.asks.basesLeaf().oneOf(asAny(bases)...))
	}
	if s.asks.conditions && len(conditions) > 0 {
		ways = append(ways, s.asks.conditionsLeaf().oneOf(asAny(conditions)...))
	}
	if s.asks.exemptions && len(exemptions) > 0 {
		ways = append(ways, exemptionsLeaf().oneOf(asAny(exemptions)...))
	}
	return anyOf(ways...)
}

// gatewayNeed asks for a gateway that passes.
func (s *scene) gatewayNeed(passes func(*Gateway) bool) Need {
	if !s.asks.gateway {
		g := s.law.gateways[s.d.Justification.Gateway]
		return settled(g != nil && passes(g))
	}
	leaf := gatewayLeaf()
	for i := range s.law.catalogue.Gateways {
		if g := &s.law.catalogue.Gateways[i]; passes(g) {
			leaf.Values = append(leaf.Values, g.ID)
		}
	}
	return group(leaf.any(), settled(false), nil)
}

// any returns the leaf where it has answers that will do.
func (n Need) any() []Need {
	if len(n.Values) == 0 {
		return nil
	}
	return []Need{n}
}

const gatewayPlace = "/justification/gateway"

func gatewayLeaf() Need {
	return place(gatewayPlace, "the power or the duty to share", IDNeed)
}

func exemptionsLeaf() Need {
	return place("/justification/exemptions", "the exemptions relied on", IDsNeed)
}

func (a *asking) basesLeaf() Need {
	return place("/justification/lawfulBases", "the lawful basis for sharing it: UK GDPR Article 6(1)", IDsNeed)
}

func (a *asking) conditionsLeaf() Need {
	return place("/justification/conditions", "the condition that lets data of this kind be shared", IDsNeed)
}

func (t *TransferTest) need() Need {
	leaf := place("/transfer/country", "the country that the data went to", TextNeed).noneOf("United Kingdom")
	leaf.Optional = false
	if len(t.To) == 0 {
		return leaf
	}
	return leaf.oneOf(asAny(t.To)...).testing("A country of these, by its English name or its ISO code: " + strings.Join(t.To, ", ") + ".")
}

// need of a fact is a leaf about the register. A marker of which a person was not told
// is nobody's to ask for: no answer rests on one.
func (t *FactTest) need() Need {
	if t.Kind == disclosure.FactMarker && t.SubjectTold != "" && t.SubjectTold != disclosure.Told {
		return settled(false)
	}
	return Need{Type: FactNeed, Label: t.inWords(), Fact: t}
}

// inWords says what fact is asked for.
func (t *FactTest) inWords() string {
	words := "a " + strings.ReplaceAll(string(t.Kind), "-", " ")
	if article := map[disclosure.FactKind]string{disclosure.FactObjection: "an objection", disclosure.FactAgreement: "a sharing agreement", disclosure.FactSPoC: "a single point of contact"}[t.Kind]; article != "" {
		words = article
	}
	add := func(given bool, more string) {
		if given {
			words += more
		}
	}
	add(t.Explicit, ", explicit")
	add(t.EverySubject, ", of every person the data is about")
	add(t.NamesRecipient, ", that names the recipient")
	add(t.NamesController, ", that names the council")
	add(t.Capacity != "", ", in the capacity "+t.Capacity)
	add(t.Reason != "", ", with the reason "+t.Reason)
	add(t.SubjectTold != "", ", of which the person was told")
	add(len(t.Given) > 0, ", that says "+strings.Join(t.Given, " and "))
	add(len(t.Lacking) > 0, ", that leaves out "+strings.Join(t.Lacking, " or "))
	add(t.Overdue, ", whose review was overdue on the day")
	switch {
	case t.Ended:
		words += ", that had ended by the day"
	case t.OrNone:
		words += ", in force on the day, or none at all"
	default:
		words += ", in force on the day"
	}
	return words
}
