package policy

import "disclosure-register/pkg/disclosure"

// ItemKind is what a catalogue item does in a justification.
type ItemKind string

// The kinds of item.
const (
	LawfulBasis       ItemKind = "lawful-basis"               // UK GDPR Article 6(1)
	SpecialCondition  ItemKind = "special-category-condition" // UK GDPR Article 9(2), DPA 2018 Sch 1 Parts 1 and 2
	CriminalCondition ItemKind = "criminal-offence-condition" // DPA 2018 Sch 1, any Part
	ExemptionItem     ItemKind = "exemption"                  // DPA 2018 Schs 2 to 4; UK GDPR Articles 12 to 15
)

// Catalogue is the law as data: dated, versioned, in the project's own words.
// docs/law.md says how to correct it.
type Catalogue struct {
	Version        string          `json:"version" doc:"Version of the catalogue" example:"2026-11-21"`
	Items          []Item          `json:"items"`
	Provisions     []Provision     `json:"provisions" doc:"Provisions that findings cite and nothing relies on by id"`
	Gateways       []Gateway       `json:"gateways"`
	Compatibility  []Compatibility `json:"purposeCompatibility"`
	Adequacy       []Adequacy      `json:"adequacy" doc:"Where the United Kingdom's own regulations find protection adequate"`
	Recipients     []Recipient     `json:"recipients"`
	DataCategories []DataCategory  `json:"dataCategories"`
	Evidence       []Field         `json:"evidence"`
}

// Span is a stretch of civil days. Until is the last day, and zero while it
// still runs.
type Span struct {
	From  disclosure.Date `yaml:"from" json:"from" format:"date"`
	Until disclosure.Date `yaml:"until,omitempty" json:"until,omitzero" format:"date" doc:"Last day; still in force when left out"`
}

// Covers reports whether the day lies in the span.
func (s Span) Covers(on disclosure.Date) bool {
	return !on.Before(s.From) && (s.Until.IsZero() || !on.After(s.Until))
}

// Item is a lawful basis, a condition or an exemption.
type Item struct {
	ID        string     `yaml:"id" json:"id"`
	Kind      ItemKind   `yaml:"kind" json:"kind"`
	AlsoKinds []ItemKind `yaml:"alsoKinds" json:"alsoKinds,omitempty" doc:"Other kinds it serves as well"`
	Citation  string     `yaml:"citation" json:"citation"`
	Title     string     `yaml:"title" json:"title"`
	Span      `yaml:",inline"`
	Amended   []Amendment `yaml:"amended" json:"amended,omitempty"`

	Necessity bool   `yaml:"necessity" json:"necessity" doc:"Whether it covers only what is necessary"`
	Prejudice string `yaml:"prejudice" json:"prejudice,omitempty" doc:"The harm that has to be shown"`
	Fades     bool   `yaml:"fades" json:"fades,omitempty" doc:"Whether the ground weakens with time, so that reliance needs a review date"`
	Test      string `yaml:"test" json:"test,omitempty" doc:"What else has to be shown"`
	Note      string `yaml:"note" json:"note,omitempty"`
	// ToPerson is for the letter to a person: "you" is whose data it is.
	ToPerson string `yaml:"toPerson" json:"toPerson,omitempty" doc:"Of a lawful basis or a condition: what it says, in plain words to the person"`

	// Needs lists the Schedule 1 conditions of which an Article 9(2) point needs one.
	Needs []string `yaml:"needs" json:"needs,omitempty"`
	// Part is the Part of Schedule 1 a condition stands in.
	Part int `yaml:"part" json:"part,omitempty"`
	// Parent is the basis a sub-condition belongs to; it never stands alone.
	Parent string `yaml:"parent" json:"parent,omitempty"`
	// Extends lists the Part 2 conditions that Schedule 1 paragraph 36 can extend.
	Extends []string `yaml:"extends" json:"extends,omitempty"`
	// OnlyFor lists the data categories it covers, when not all.
	OnlyFor []string `yaml:"onlyFor" json:"onlyFor,omitempty"`

	Lifts            []string   `yaml:"lifts" json:"lifts,omitempty" doc:"UK GDPR provisions the exemption can lift"`
	Formerly         []Formerly `yaml:"formerly" json:"formerly,omitempty" doc:"UK GDPR provisions the exemption lifted until a day"`
	AllowsDisclosure bool       `yaml:"allowsDisclosure" json:"allowsDisclosure,omitempty" doc:"Whether it lifts what stands in the way of disclosing; it never supplies a basis"`
	Telling          Telling    `yaml:"telling" json:"telling,omitzero"`
	SubjectReport    string     `yaml:"subjectReport" json:"subjectReport,omitempty" doc:"What an answer to the subject does with an entry that relies on it"`

	Availability   Availability      `yaml:"availability" json:"availability,omitzero"`
	PolicyDocument PolicyDocumentUse `yaml:"policyDocument" json:"policyDocument,omitempty"`
	Evidence       []EvidenceNeed    `yaml:"evidence" json:"evidence,omitempty"`
	Recipients     []string          `yaml:"recipients" json:"recipients,omitempty" doc:"Recipients it is usually relied on for"`
	Doubts         []Doubt           `yaml:"doubts" json:"doubts,omitempty"`

	Source `yaml:",inline"`
}

// Amendment is a change to a provision while it stayed in force.
type Amendment struct {
	From disclosure.Date `yaml:"from" json:"from" format:"date"`
	What string          `yaml:"what" json:"what"`
}

// Formerly is what an exemption lifted until the law was changed.
type Formerly struct {
	Lifted string `yaml:"lifted" json:"lifted" doc:"To the paragraph, as it is written: 5(1)(b)"`
	// Until is the last day on which it did.
	Until disclosure.Date `yaml:"until" json:"until" format:"date"`
}

// Telling says how far an exemption relieves the council of telling the subject
// of a disclosure (Articles 13 and 14). An answer under Article 15 is another
// matter: see Item.SubjectReport.
type Telling struct {
	Relieves Relief `yaml:"relieves" json:"relieves,omitempty"`
	Extent   string `yaml:"extent" json:"extent,omitempty"`
}

// Relief is how far a duty is lifted.
type Relief string

// The reliefs.
const (
	ReliefNone    Relief = "none"
	ReliefFull    Relief = "full"
	ReliefPartly  Relief = "partly"       // to an extent that has to be shown
	ReliefAccess  Relief = "access-only"  // Article 15, and never Articles 13 and 14
	ReliefRequest Relief = "request-only" // a whole request, and not an entry
)

// Availability says whether a council may rely on an item in its public tasks.
// The zero value means that it may.
type Availability struct {
	// Effect is what relying on it brings: "" nothing, or a refusal, or a flag.
	Effect Severity `yaml:"effect" json:"effect,omitempty"`
	Why    string   `yaml:"why" json:"why,omitempty"`
	// Unless lists evidence that, all given, takes the refusal away; it is then
	// flagged.
	Unless []string `yaml:"unless" json:"unless,omitempty"`
	// OnlyRecipients lists the recipient categories or kinds for which it is open.
	OnlyRecipients []string `yaml:"onlyRecipients" json:"onlyRecipients,omitempty"`
	// OnlyData lists the data categories for which it is open.
	OnlyData []string `yaml:"onlyData" json:"onlyData,omitempty"`
}

// PolicyDocumentUse says when a condition needs an appropriate policy document
// (DPA 2018 Schedule 1 Part 4).
type PolicyDocumentUse string

// When a policy document is needed.
const (
	DocumentNever           PolicyDocumentUse = ""
	DocumentAlways          PolicyDocumentUse = "always"
	DocumentUnlessCompetent PolicyDocumentUse = "unless-competent-authority"
	DocumentAsExtended      PolicyDocumentUse = "as-the-condition-extended"
)

// EvidenceNeed is evidence an item asks for. Any one of Fields will do; a
// gateway that obliges will do as well where OrDuty is set, and a fact that the
// register holds where OrFact asks for it.
type EvidenceNeed struct {
	Fields []string  `yaml:"fields" json:"fields"`
	OrDuty bool      `yaml:"orDuty" json:"orDuty,omitempty" doc:"Whether a gateway that obliges the council will do instead"`
	OrFact *FactTest `yaml:"orFact" json:"orFact,omitempty" doc:"A fact on the register that will do instead"`
	// Missing is what its absence brings: a refusal, a flag, or "" nothing.
	Missing Severity `yaml:"missing" json:"missing,omitempty"`
	// Denied is what it brings when the answer to a yes-or-no field is no.
	Denied Severity `yaml:"denied" json:"denied,omitempty"`
}

// Doubt is a recipient for whom relying on an item is doubtful: it is flagged.
type Doubt struct {
	Recipient string `yaml:"recipient" json:"recipient"`
	Why       string `yaml:"why" json:"why"`
}

// Source says which text an item was checked against, when, and how sure it is.
type Source struct {
	Read      string          `yaml:"read" json:"read,omitempty" doc:"The text it was checked against; from general knowledge when left out"`
	ReadOn    disclosure.Date `yaml:"readOn" json:"readOn,omitzero" format:"date"`
	Certainty string          `yaml:"certainty" json:"certainty" enum:"high,medium,low"`
	Uncertain string          `yaml:"uncertain" json:"uncertain,omitempty" doc:"What is not certain about it"`
}

// Provision is a rule of law that findings cite and nothing relies on by id.
type Provision struct {
	ID       string `yaml:"id" json:"id"`
	Citation string `yaml:"citation" json:"citation"`
	Title    string `yaml:"title" json:"title"`
	Says     string `yaml:"says" json:"says"`
}

// Gateway is a power or duty to share that some other law gives.
type Gateway struct {
	ID       string `yaml:"id" json:"id"`
	Citation string `yaml:"citation" json:"citation"`
	Title    string `yaml:"title" json:"title"`
	// ToPerson is for the letter to a person, after "what allowed it".
	ToPerson string `yaml:"toPerson" json:"toPerson" doc:"What it says, in plain words to the person"`
	Span     `yaml:",inline"`
	// Effect is duty, power or constraint.
	Effect GatewayEffect `yaml:"effect" json:"effect"`
	// Compels is true where citing it means the council is obliged to share.
	Compels    bool     `yaml:"compels" json:"compels"`
	Recipients []string `yaml:"recipients" json:"recipients,omitempty" doc:"Recipient categories or kinds it reaches; any when left out"`
	// Trigger says what brings it into play.
	Trigger GatewayTrigger `yaml:"trigger" json:"trigger" enum:"request,order,event,standing" doc:"What brings it into play"`
	// Evidence shows that: any one of these will do.
	Evidence []string `yaml:"evidence" json:"evidence,omitempty" doc:"Evidence of what brings it into play, any one of which will do; without it citing the gateway compels nothing"`
	Test     string   `yaml:"test" json:"test"`
	Note     string   `yaml:"note" json:"note,omitempty"`
	Doubt    string   `yaml:"doubt" json:"doubt,omitempty" doc:"Why relying on it is flagged"`
	Source   `yaml:",inline"`
}

// GatewayEffect says whether a gateway obliges or permits.
type GatewayEffect string

// The effects.
const (
	Duty       GatewayEffect = "duty"
	Power      GatewayEffect = "power"
	Constraint GatewayEffect = "constraint" // it limits sharing and supplies nothing
)

// GatewayTrigger is what brings a gateway into play.
type GatewayTrigger string

// The triggers.
const (
	OnRequest GatewayTrigger = "request"  // somebody whom the law names asked
	OnOrder   GatewayTrigger = "order"    // an order or a notice was made or served
	OnEvent   GatewayTrigger = "event"    // something came about
	Standing  GatewayTrigger = "standing" // nothing more: it is always there
)

// Compatibility is a reason why a new purpose is compatible with the one the
// data was collected for (UK GDPR Articles 5(1)(b) and 8A, Annex 2).
type Compatibility struct {
	ID       string `yaml:"id" json:"id"`
	Citation string `yaml:"citation" json:"citation"`
	Title    string `yaml:"title" json:"title"`
	Span     `yaml:",inline"`
	Note     string `yaml:"note" json:"note,omitempty"`
	// Availability is as for an [Item].
	Availability Availability `yaml:"availability" json:"availability,omitzero"`
	Source       `yaml:",inline"`
}

// Recipient is a category of recipient.
type Recipient struct {
	ID    string         `yaml:"id" json:"id"`
	Title string         `yaml:"title" json:"title"`
	Class RecipientClass `yaml:"class" json:"class"`
	// CompetentAuthority is true of a category all of whose kinds are competent
	// authorities, who process for law enforcement (DPA 2018 section 30 and
	// Schedule 7).
	CompetentAuthority bool   `yaml:"competentAuthority" json:"competentAuthority,omitempty"`
	Note               string `yaml:"note" json:"note,omitempty"`
	// Unique is true where there is one such body, so that the category names it.
	Unique bool `yaml:"unique" json:"unique,omitempty" doc:"There is one such body, so that it needs no other name"`
	// OwnController is true of who stays a controller of its own in law though it
	// sits in the council.
	OwnController bool `yaml:"ownController" json:"ownController,omitempty"`
	// OwnDepartment is true where a department of the council itself may be such a recipient,
	// of no kind: then the council's own name means the council.
	OwnDepartment bool `yaml:"ownDepartment" json:"ownDepartment,omitempty" doc:"A department of the council itself may be one: its own name then means the council"`
	// Aggregate is true of who may be given figures that are about nobody.
	Aggregate bool `yaml:"aggregate" json:"aggregate,omitempty" doc:"May be given figures that identify nobody, without subjects"`
	// Requires is what such a recipient always needs, whatever a notice says of it.
	// What is missing is flagged, once for each piece.
	Requires []Requirement   `yaml:"requires" json:"requires,omitempty"`
	Kinds    []RecipientKind `yaml:"kinds" json:"kinds,omitempty"`
}

// RecipientKind is a kind within a category.
type RecipientKind struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
	// Until is the last day on which there was such a recipient.
	Until disclosure.Date `yaml:"until" json:"until,omitzero" format:"date"`
	// CompetentAuthority is true of a kind that is one, in a category of others.
	CompetentAuthority bool   `yaml:"competentAuthority" json:"competentAuthority,omitempty"`
	Note               string `yaml:"note" json:"note,omitempty"`
	// Unique, OwnController, OwnDepartment and Aggregate are as for a [Recipient].
	Unique        bool `yaml:"unique" json:"unique,omitempty"`
	OwnDepartment bool `yaml:"ownDepartment" json:"ownDepartment,omitempty"`
	OwnController bool `yaml:"ownController" json:"ownController,omitempty"`
	Aggregate     bool `yaml:"aggregate" json:"aggregate,omitempty"`
	// Processor is true of a supplier that by its nature acts for the council.
	Processor bool `yaml:"processor" json:"processor,omitempty" doc:"A supplier of this kind acts for the council, as its processor"`
	// Now is the category and kind that took this one's place, with a slash between;
	// a disclosure that names this one is judged as that.
	Now string `yaml:"now" json:"now,omitempty" example:"professional-adviser/own-insurer"`
	// Requires is as for a [Recipient].
	Requires []Requirement `yaml:"requires" json:"requires,omitempty"`
}

// RecipientClass is how the law sees a recipient.
type RecipientClass string

// The classes.
const (
	Internal           RecipientClass = "internal"            // the same controller: sharing, but no disclosure
	ByContract         RecipientClass = "by-contract"         // processor or controller, as the contract says
	SeparateController RecipientClass = "separate-controller" // a controller of its own
	ToBeDecided        RecipientClass = "to-be-decided"       // an open class
	Access             RecipientClass = "access"              // the person the data is about
	Public             RecipientClass = "public"              // anybody
)

// DataCategory is a kind of data a disclosure may name.
type DataCategory struct {
	ID    string   `yaml:"id" json:"id"`
	Title string   `yaml:"title" json:"title"`
	Kind  DataKind `yaml:"kind" json:"kind"`
	// Identifies is true of data that by itself says, or may say, whose it is.
	Identifies bool `yaml:"identifies" json:"identifies,omitempty" doc:"Says by itself whose it is, so figures that identify nobody never hold it"`
}

// DataKind decides which conditions the law asks for.
type DataKind string

// The kinds of data.
const (
	PersonalData   DataKind = "personal"
	SpecialData    DataKind = "special"    // UK GDPR Article 9
	CriminalData   DataKind = "criminal"   // UK GDPR Article 10, allegations included (DPA 2018 s.11(2))
	EqualitiesData DataKind = "equalities" // not Article 9 in itself, but handled with the equalities answers
)

// Field is a piece of evidence a disclosure may carry.
type Field struct {
	Name string    `yaml:"name" json:"name" example:"ombudsmanCaseRef"`
	Type FieldType `yaml:"type" json:"type"`
	// Choices are the ids of the answers, and Titles the same with what each is called.
	Choices []string      `yaml:"-" json:"choices,omitempty" doc:"Of a choice: the answers that it can have"`
	Titles  []FieldChoice `yaml:"choices" json:"titles,omitempty" doc:"The same answers, each with what it is called"`
	Says    string        `yaml:"says" json:"says" doc:"What to give"`
	// Instead is the field that took this one's place, which is still read.
	Instead string `yaml:"instead" json:"instead,omitempty" doc:"The field that took this one's place; this one is still read"`
	// Review is true of a day on which something is looked at again.
	Review bool `yaml:"review" json:"review,omitempty" doc:"True of a day on which something is looked at again: one that has passed, or is more than five years ahead, is flagged"`
}

// FieldChoice is one answer that a piece of evidence can have. One that is an id of the
// catalogue is called what that is.
type FieldChoice struct {
	ID    string `yaml:"id" json:"id" example:"subject"`
	Title string `yaml:"title" json:"title" example:"The person's"`
}

// FieldType is the type of a piece of evidence.
type FieldType string

// The types.
const (
	TextField      FieldType = "text"
	DayField       FieldType = "date" // year-month-day
	YesNoField     FieldType = "boolean"
	StatementField FieldType = "statement" // true or false, or a few words that say more
	ChoiceField    FieldType = "choice"
)

// Severity is what a broken rule does: it refuses the record, or flags it.
type Severity string

// The severities.
const (
	Refuse Severity = "refuse"
	Flag   Severity = "flag"
)
