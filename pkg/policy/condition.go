package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// Condition is one thing that can be true of a disclosure. Exactly one of its
// fields is given. These are all the kinds of condition a notice can use.
type Condition struct {
	All []Condition `yaml:"all" json:"all,omitempty"`
	Any []Condition `yaml:"any" json:"any,omitempty"`
	Not *Condition  `yaml:"not" json:"not,omitempty"`

	// Evidence is given, and says what is asked.
	Evidence *EvidenceTest `yaml:"evidence" json:"evidence,omitempty"`
	// Text is not blank in the named place of the body.
	Text Place `yaml:"text" json:"text,omitempty"`
	// Recipient is of a category, and of a kind where kinds are named.
	Recipient *RecipientTest `yaml:"recipient" json:"recipient,omitempty"`
	// Data includes an item of one of these.
	Data *DataTest `yaml:"data" json:"data,omitempty"`
	// Subject has one of these roles.
	SubjectRole []string `yaml:"subjectRole" json:"subjectRole,omitempty"`
	// ReliesOn is true when one of these bases, conditions, exemptions or
	// gateways is cited.
	ReliesOn []string `yaml:"reliesOn" json:"reliesOn,omitempty"`
	// Ground for not telling the subject is one of these.
	Ground []string `yaml:"ground" json:"ground,omitempty"`
	// Telling the person has one of these outcomes.
	Telling []disclosure.TellOutcome `yaml:"telling" json:"telling,omitempty"`
	// RecordKind is what the matter reached the council as: a complaint, a comment,
	// a compliment or an enquiry.
	RecordKind []string `yaml:"recordKind" json:"recordKind,omitempty"`
	// Purpose is one of these purposes of the notice.
	Purpose []string `yaml:"purpose" json:"purpose,omitempty"`
	// Gateway cited has one of these effects: duty, power or constraint.
	Gateway []GatewayEffect `yaml:"gateway" json:"gateway,omitempty"`
	// RecipientRowMet is true when a row of the notice names the recipient, and all
	// that the row requires is met.
	RecipientRowMet bool `yaml:"recipientRowMet" json:"recipientRowMet,omitempty"`
	// Compelled is true when the law obliges the sharing, and what obliges it is cited.
	Compelled bool `yaml:"compelled" json:"compelled,omitempty"`
	// Child is true when somebody the data is about is said to be a child.
	Child bool `yaml:"child" json:"child,omitempty"`
	// Processor is true when the recipient acts for the council under a contract with
	// the terms of Article 28, and so is no third party.
	Processor bool `yaml:"processor" json:"processor,omitempty"`
	// ActsForSubject is true when the recipient acts for the person: with authority in
	// force on the day, or appointed by law.
	ActsForSubject bool `yaml:"actsForSubject" json:"actsForSubject,omitempty"`
	// AppointedByLaw is true when the recipient was appointed by law for somebody who
	// cannot ask.
	AppointedByLaw bool `yaml:"appointedByLaw" json:"appointedByLaw,omitempty"`
	// Restricted is true when somebody's data was restricted on the day, and no consent
	// since had lifted that for this recipient.
	Restricted bool `yaml:"restricted" json:"restricted,omitempty"`
	// PublicInterest is true when a condition of substantial public interest is cited:
	// Article 9(2)(g), or a paragraph of Schedule 1 Part 2.
	PublicInterest bool `yaml:"publicInterest" json:"publicInterest,omitempty"`
	// Disclosed on a day in the span.
	Disclosed *Days `yaml:"disclosed" json:"disclosed,omitempty"`
	// Decision is one of these.
	Decision []disclosure.Decision `yaml:"decision" json:"decision,omitempty"`
	// Fact of a kind is in force on the day of the disclosure.
	Fact *FactTest `yaml:"fact" json:"fact,omitempty"`
	// Transfer out of the United Kingdom.
	Transfer *TransferTest `yaml:"transfer" json:"transfer,omitempty"`
	// CardNumber is true when something in the body looks like the number of a
	// payment card.
	CardNumber bool `yaml:"cardNumber" json:"cardNumber,omitempty"`
}

// EvidenceTest asks something of one piece of evidence. With nothing asked the
// field has to be given: a text that is not blank, or a statement that is not
// false.
type EvidenceTest struct {
	Field string `yaml:"field" json:"field"`
	// Is asks for this value: true, false, or a choice.
	Is any `yaml:"is" json:"is,omitempty"`
	// IsNot is met by any other value, and when the field is left out.
	IsNot any `yaml:"isNot" json:"isNot,omitempty"`
	// NotAfterDisclosure asks for a day on or before the day of the disclosure.
	NotAfterDisclosure bool `yaml:"notAfterDisclosure" json:"notAfterDisclosure,omitempty"`
	// NotBeforeDisclosure asks for a day on or after the day of the disclosure.
	NotBeforeDisclosure bool `yaml:"notBeforeDisclosure" json:"notBeforeDisclosure,omitempty"`
	// WithinDays asks for a day at most so many days before the disclosure.
	WithinDays int `yaml:"withinDays" json:"withinDays,omitempty"`
}

// RecipientTest names a category, and kinds within it when not all. Every word
// is a catalogue id.
type RecipientTest struct {
	Category string           `yaml:"category" json:"category,omitempty"`
	Kinds    []string         `yaml:"kinds" json:"kinds,omitempty"`
	Classes  []RecipientClass `yaml:"classes" json:"classes,omitempty"`
}

// DataTest names categories, kinds or sources of data. An item passes when it
// meets each of those given.
type DataTest struct {
	Categories []string   `yaml:"categories" json:"categories,omitempty"`
	Kinds      []DataKind `yaml:"kinds" json:"kinds,omitempty"`
	Sources    []string   `yaml:"sources" json:"sources,omitempty"`
	// Identifying asks for an item that by itself says whose it is.
	Identifying bool `yaml:"identifying" json:"identifying,omitempty"`
	// RestsOnlyOn asks for an item that rests on these lawful bases and no others.
	RestsOnlyOn []string `yaml:"restsOnlyOn" json:"restsOnlyOn,omitempty"`
}

// Days is a span of days of disclosure: from the day From, and before the day
// Before. Either may be left out.
type Days struct {
	From   disclosure.Date `yaml:"from" json:"from,omitzero" format:"date"`
	Before disclosure.Date `yaml:"before" json:"before,omitzero" format:"date"`
}

// FactTest asks for a fact of a kind, in force on the day of the disclosure.
type FactTest struct {
	Kind disclosure.FactKind `yaml:"kind" json:"kind"`
	// EverySubject asks for one about each subject, and not about any.
	EverySubject bool `yaml:"everySubject" json:"everySubject,omitempty"`
	// Roles limits EverySubject to the people in these roles; where nobody is in
	// one, it asks of everybody.
	Roles []string `yaml:"roles" json:"roles,omitempty"`
	// OrNone is met as well where the register holds no fact of the kind, in force
	// or not: what it does not know of is taken at the department's word.
	OrNone bool `yaml:"orNone" json:"orNone,omitempty"`
	// NamesRecipient asks for one that names the recipient of the disclosure.
	NamesRecipient bool `yaml:"namesRecipient" json:"namesRecipient,omitempty"`
	// Capacity asks for a representation in this capacity.
	Capacity string `yaml:"capacity" json:"capacity,omitempty"`
	// NamesController asks for one that names the council itself.
	NamesController bool `yaml:"namesController" json:"namesController,omitempty"`
	// Explicit asks for explicit consent.
	Explicit bool `yaml:"explicit" json:"explicit,omitempty"`
	// Overdue asks for one whose day of review had passed by the disclosure.
	Overdue bool `yaml:"overdue" json:"overdue,omitempty"`
	// Ended asks for one that had ended by the disclosure, where none has taken
	// its place: a marker removed, a consent withdrawn.
	Ended bool `yaml:"ended" json:"ended,omitempty"`
	// ReviewMonths makes a fact overdue, too, when so many months have gone by
	// since it began or was last reviewed.
	ReviewMonths int `yaml:"reviewMonths" json:"reviewMonths,omitempty"`
	// Reason asks for one with this reason, such as efficiency.
	Reason string `yaml:"reason" json:"reason,omitempty"`
	// SubjectTold asks for one of which the person was told, or was not.
	SubjectTold disclosure.TellOutcome `yaml:"subjectTold" json:"subjectTold,omitempty"`
	// Ground asks for one of which the person was not told on one of these grounds.
	Ground []string `yaml:"ground" json:"ground,omitempty"`
	// Given asks for one that says each of these, by their names in the API.
	Given []string `yaml:"given" json:"given,omitempty"`
	// Lacking asks for one that leaves out one of these.
	Lacking []string `yaml:"lacking" json:"lacking,omitempty"`
}

// factFields are what a [FactTest] can find given or lacking.
var factFields = map[string]func(disclosure.Fact) bool{
	"reference":    func(f disclosure.Fact) bool { return f.Reference != "" },
	"reason":       func(f disclosure.Fact) bool { return f.Reason != "" },
	"reviewBy":     func(f disclosure.Fact) bool { return !f.ReviewBy.IsZero() },
	"outsourced":   func(f disclosure.Fact) bool { return f.Outsourced },
	"protocol":     func(f disclosure.Fact) bool { return f.Protocol != "" },
	"toldOn":       func(f disclosure.Fact) bool { return !f.ToldOn.IsZero() },
	"decidedBy":    func(f disclosure.Fact) bool { return f.DecidedBy != "" },
	"ground":       func(f disclosure.Fact) bool { return f.Ground != "" },
	"dpoConsulted": func(f disclosure.Fact) bool { return !f.DPOConsulted.IsZero() },
}

// IsFactField reports whether a [FactTest] can ask for it to be given or lacking.
func IsFactField(name string) bool { return factFields[name] != nil }

// TransferTest asks about a transfer out of the United Kingdom. With nothing
// asked any transfer will do.
type TransferTest struct {
	// To names countries, by name or ISO 3166 code; EU and EEA stand for all of
	// theirs.
	To []string `yaml:"to" json:"to,omitempty"`
}

// Place names free text in the body of a disclosure.
type Place string

// The places, with the pointer of each.
const (
	PlaceOrganisation Place = "organisation"
	PlacePerson       Place = "person"
	PlacePost         Place = "post"
	PlaceReason       Place = "reason"
	PlacePurpose      Place = "purpose"
	PlaceNecessity    Place = "necessity"
	PlaceSecurity     Place = "security"
	PlaceVerified     Place = "recipientVerified"
	PlaceAgreement    Place = "agreement"
	PlaceInstrument   Place = "instrument" // of a transfer
)

var placePointers = map[Place]string{
	PlaceOrganisation: "/recipient/organisation",
	PlacePerson:       "/recipient/person",
	PlacePost:         "/recipient/post",
	PlaceReason:       "/reason",
	PlacePurpose:      "/purpose",
	PlaceNecessity:    "/justification/necessity",
	PlaceSecurity:     "/method/security",
	PlaceVerified:     "/method/recipientVerified",
	PlaceAgreement:    "/agreement",
	PlaceInstrument:   "/transfer/instrument",
}

// Known reports whether a disclosure has such a place.
func (p Place) Known() bool { return placePointers[p] != "" }

// holds reports whether the condition is true of the case in hand.
func (c *Condition) holds(s *scene) bool {
	d := s.d
	switch {
	case len(c.All) > 0:
		return !slices.ContainsFunc(c.All, func(c Condition) bool { return !c.holds(s) })
	case len(c.Any) > 0:
		return slices.ContainsFunc(c.Any, func(c Condition) bool { return c.holds(s) })
	case c.Not != nil:
		return !c.Not.holds(s)
	case c.Evidence != nil:
		return c.Evidence.holds(s)
	case c.Text != "":
		return s.text(c.Text) != ""
	case c.Recipient != nil:
		return c.Recipient.matches(s)
	case c.Data != nil:
		return slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return c.Data.matches(s, i) })
	case len(c.SubjectRole) > 0:
		return slices.ContainsFunc(d.Subjects, inRole(c.SubjectRole))
	case len(c.ReliesOn) > 0:
		return slices.ContainsFunc(d.LegalItems(), func(id string) bool { return slices.Contains(c.ReliesOn, id) })
	case len(c.Ground) > 0:
		return slices.Contains(c.Ground, d.TellSubject.Ground)
	case len(c.Telling) > 0:
		return slices.Contains(c.Telling, d.TellSubject.Outcome)
	case len(c.RecordKind) > 0:
		return d.Intake != nil && slices.Contains(c.RecordKind, d.Intake.RecordKind)
	case len(c.Purpose) > 0:
		return slices.ContainsFunc(s.purposes(), func(id string) bool { return slices.Contains(c.Purpose, id) })
	case len(c.Gateway) > 0:
		g := s.law.gateways[d.Justification.Gateway]
		return g != nil && slices.Contains(c.Gateway, g.Effect) && s.reaches(g)
	case c.RecipientRowMet:
		return s.rowMet
	case c.Compelled:
		return s.compelled
	case c.Child:
		return slices.ContainsFunc(d.Subjects, isChild)
	case c.Processor:
		return s.processor()
	case c.ActsForSubject:
		return s.actsForSubject()
	case c.AppointedByLaw:
		return s.appointedByLaw()
	case c.Restricted:
		return len(s.restricted()) > 0
	case c.PublicInterest:
		return s.publicInterest()
	case c.Disclosed != nil:
		return !s.on.Before(c.Disclosed.From) && (c.Disclosed.Before.IsZero() || s.on.Before(c.Disclosed.Before))
	case len(c.Decision) > 0:
		return slices.Contains(c.Decision, d.Decision)
	case c.Fact != nil:
		return c.Fact.holds(s)
	case c.Transfer != nil:
		return c.Transfer.holds(d.Transfer)
	case c.CardNumber:
		return len(s.cardNumbers()) > 0
	}
	return false
}

func (t *EvidenceTest) holds(s *scene) bool {
	value, given := s.d.Evidence[t.Field]
	if t.IsNot != nil {
		return !given || value != t.IsNot
	}
	if t.Is == nil && !t.NotAfterDisclosure && !t.NotBeforeDisclosure && t.WithinDays == 0 {
		return s.hasEvidence(t.Field)
	}
	if !given {
		return false
	}
	if t.Is != nil {
		return value == t.Is
	}
	day, ok := evidenceDay(value)
	if t.NotBeforeDisclosure {
		return ok && !day.Before(s.on)
	}
	return ok && !day.After(s.on) && (t.WithinDays == 0 || !day.Before(s.on.AddDays(-t.WithinDays)))
}

func (t *RecipientTest) matches(s *scene) bool {
	r := s.d.Recipient
	return (t.Category == "" || t.Category == r.Category) &&
		(len(t.Kinds) == 0 || slices.Contains(t.Kinds, r.Kind)) &&
		(len(t.Classes) == 0 || slices.Contains(t.Classes, s.class))
}

func (t *DataTest) matches(s *scene, i disclosure.DataItem) bool {
	return (len(t.Categories) == 0 || slices.Contains(t.Categories, i.Category)) &&
		(len(t.Kinds) == 0 || slices.Contains(t.Kinds, s.kindOf(i))) &&
		(len(t.Sources) == 0 || fromSource(t.Sources, i.Source)) &&
		(!t.Identifying || s.law.identifies(i.Category)) &&
		(len(t.RestsOnlyOn) == 0 || s.restsOnlyOn(i, t.RestsOnlyOn))
}

func (s *scene) restsOnlyOn(i disclosure.DataItem, ids []string) bool {
	bases := basesOf(s.d, i)
	return len(bases) > 0 && !slices.ContainsFunc(bases, func(id string) bool { return !slices.Contains(ids, id) })
}

// hyphenated folds a source or a role, which are written freely: "About You" is
// about-you.
func hyphenated(words string) string {
	notWord := func(r rune) bool { return r == ' ' || r == '-' || r == '_' }
	return strings.Join(strings.FieldsFunc(strings.ToLower(words), notWord), "-")
}

// amongWords reports whether a source or a role is one of the words, however each
// is written.
func amongWords(words []string, said string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return hyphenated(w) == hyphenated(said) })
}

// sourceWords are other words by which a source goes.
var sourceWords = map[string][]string{
	aboutYou: {"equalities", "equality monitoring", "equality form", "equality questions", "equality data", "equal opportunities", "diversity monitoring", "diversity form"},
}

// fromSource reports whether a source is one of the words, or names one among others: the
// "About You" section of the form is about-you. The empty word is for a source of which
// nothing is said.
func fromSource(sources []string, said string) bool {
	in := " " + bareWords(said) + " "
	return slices.ContainsFunc(sources, func(source string) bool {
		if source == "" {
			return saysNothing(said)
		}
		return slices.ContainsFunc(append([]string{source}, sourceWords[source]...), func(w string) bool {
			return strings.Contains(in, " "+bareWords(w)+" ")
		})
	})
}

// inRole returns a test of whether a person has one of the roles.
func inRole(roles []string) func(disclosure.Subject) bool {
	return func(p disclosure.Subject) bool {
		return slices.ContainsFunc(p.AllRoles(), func(role string) bool { return amongWords(roles, role) })
	}
}

func (t *TransferTest) holds(given *disclosure.Transfer) bool {
	if !leavesUK(given) {
		return false
	}
	return len(t.To) == 0 || slices.ContainsFunc(t.To, func(place string) bool { return liesIn(given.Country, place) })
}

func (t *FactTest) holds(s *scene) bool {
	if !t.EverySubject {
		return t.among(s, s.q.Facts)
	}
	if s.d.Share != nil {
		return false // of nobody by name, so that nothing is known of each
	}
	// Nobody who has died is asked.
	asked := slices.DeleteFunc(slices.Clone(s.d.Subjects), hasDied)
	if asks := inRole(t.Roles); slices.ContainsFunc(asked, asks) {
		asked = slices.DeleteFunc(asked, func(p disclosure.Subject) bool { return !asks(p) })
	}
	for _, person := range asked {
		if !t.among(s, s.factsAbout(person)) {
			return false
		}
	}
	return true
}

// factsAbout are what is known of one of the people, however their reference is spelt.
func (s *scene) factsAbout(person disclosure.Subject) []disclosure.Fact {
	return slices.DeleteFunc(slices.Clone(s.q.Facts), func(f disclosure.Fact) bool {
		return f.About.Dimension != disclosure.FactsOfSubject || !disclosure.Same(f.About.Reference, person.Reference)
	})
}

// sameThing reports whether two facts are about one person or thing.
func sameThing(a, b disclosure.FactKey) bool {
	return a.Dimension == b.Dimension && disclosure.Same(a.Reference, b.Reference)
}

// among reports whether the facts include one that is asked for. An ended fact
// does not count where another of the kind still holds of the same person or
// thing.
func (t *FactTest) among(s *scene, facts []disclosure.Fact) bool {
	if t.OrNone && !slices.ContainsFunc(facts, func(f disclosure.Fact) bool { return f.Kind == t.Kind }) {
		return true
	}
	return slices.ContainsFunc(facts, func(f disclosure.Fact) bool {
		if !t.fits(s, f) {
			return false
		}
		if !t.Ended {
			return f.Holds(s.on)
		}
		return !f.Until.IsZero() && f.Until.Before(s.on) && !slices.ContainsFunc(facts, func(other disclosure.Fact) bool {
			return sameThing(other.About, f.About) && t.fits(s, other) && other.Holds(s.on)
		})
	})
}

func (t *FactTest) fits(s *scene, f disclosure.Fact) bool {
	return f.Kind == t.Kind &&
		(!t.NamesRecipient || s.names(f.Recipient)) &&
		(t.Capacity == "" || f.Capacity == t.Capacity) &&
		(!t.NamesController || s.notice != nil && disclosure.SearchName(f.Recipient) == disclosure.SearchName(s.notice.Control.Name)) &&
		(!t.Explicit || f.Explicit) &&
		(!t.Overdue || t.overdue(f, s.on)) &&
		(t.Reason == "" || f.Reason == t.Reason) &&
		(t.SubjectTold == "" || f.SubjectTold == t.SubjectTold) &&
		(len(t.Ground) == 0 || slices.Contains(t.Ground, f.Ground)) &&
		!slices.ContainsFunc(t.Given, func(name string) bool { return !factFields[name](f) }) &&
		(len(t.Lacking) == 0 || slices.ContainsFunc(t.Lacking, func(name string) bool { return !factFields[name](f) }))
}

// overdue reports whether the day on which the fact was to be looked at again had
// passed: the one it names or, where reviews come round every so many months, the
// last day of those months, whichever is earlier.
func (t *FactTest) overdue(f disclosure.Fact, on disclosure.Date) bool {
	day, ever := overdueFrom(f, t.ReviewMonths)
	return ever && !on.Before(day)
}

// names reports whether a name is that of the recipient.
func (s *scene) names(name string) bool { return s.law.Names(s.q.Register, s.d.Recipient, name) }

// Names reports whether a name is that of the recipient's organisation or of the
// person there, however it is spaced, capitalised and punctuated, with its legal form
// or without. The council's own name takes in its departments.
func (l *Law) Names(register disclosure.Register, r disclosure.Recipient, name string) bool {
	like := disclosure.LikeName(name)
	return l.spells(register, r, name) || like != "" && (like == disclosure.LikeName(r.Organisation) || like == disclosure.LikeName(r.Person))
}

// spells is [Law.Names], but for a name that is only like the recipient's.
func (l *Law) spells(register disclosure.Register, r disclosure.Recipient, name string) bool {
	name = disclosure.SearchName(name)
	if council := l.byRegister[register]; council != nil && l.RecipientClass(r.Category) == Internal && name == disclosure.SearchName(council.Controller) {
		return name != ""
	}
	return name != "" && (name == r.SearchName() || name == disclosure.SearchName(r.Person))
}
