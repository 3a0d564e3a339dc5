package disclosure

// FactKind is a kind of thing the council knows that a rule may need.
type FactKind string

// The kinds of fact. Each is dated, and is checked against the day of the
// disclosure.
const (
	FactConsent            FactKind = "consent"             // UK GDPR Article 6(1)(a) or 9(2)(a), by a subject
	FactObjection          FactKind = "objection"           // UK GDPR Article 21, by a subject
	FactRestriction        FactKind = "restriction"         // UK GDPR Article 18, for a subject
	FactRepresentation     FactKind = "representation"      // a subject asked a councillor, an MP or an advocate to act
	FactMarker             FactKind = "marker"              // a warning marker on a subject
	FactSPoC               FactKind = "single-contact"      // a single point of contact for a subject
	FactContactRestriction FactKind = "contact-restriction" // how a subject may contact the council
	FactAgreement          FactKind = "agreement"           // a sharing agreement's version and signatories
	FactPolicyDocument     FactKind = "policy-document"     // an appropriate policy document's version
	FactContract           FactKind = "contract"            // a contract for an outsourced or commissioned service
	FactBreach             FactKind = "breach"              // a reference in the breach register, and how the breach stands
	FactAuthority          FactKind = "authority"           // a post may approve disclosures, by the council's scheme of delegation
	FactChange             FactKind = "change"              // a subject's data was rectified, erased or restricted, or a marker taken off
	FactTelling            FactKind = "telling"             // what became of telling recipients of a change
	FactHealthOpinion      FactKind = "health-opinion"      // a health professional's opinion on an answer to a subject
	FactAccessRequest      FactKind = "access-request"      // UK GDPR Article 15, for a subject's data: it holds until it is answered
)

// Fact is one thing the council knows, from a day until a day. A fact is never
// edited: one that has changed is replaced by another, and both stay in the
// register. For example, that a person agreed to their doctor being told:
//
//	{"kind": "consent", "about": {"dimension": "subject", "reference": "KCC-P-1"},
//	 "from": "2026-05-01", "explicit": true, "recipient": "Sample Surgery",
//	 "reference": "consent form of 1 May 2026"}
type Fact struct {
	Kind  FactKind `json:"kind" enum:"consent,objection,restriction,representation,marker,single-contact,contact-restriction,agreement,policy-document,contract,breach,authority,change,telling,health-opinion"`
	About FactKey  `json:"about"`
	From  Date     `json:"from" format:"date" doc:"First day it holds: consent given, objection made, marker set, version in force"`
	Until Date     `json:"until,omitzero" format:"date" doc:"Last day it holds: the day before consent was withdrawn, a marker removed, an agreement ended. Still in force when left out"`
	// Replaces is the entry of the fact that this one takes the place of.
	Replaces  EntryID `json:"replaces,omitempty" doc:"Entry of the fact that this one takes the place of: a review, a withdrawal, a removal"`
	Reference string  `json:"reference,omitempty" maxLength:"200" doc:"The council's own record of it: a form, a letter, a decision"`
	Reason    string  `json:"reason,omitempty" maxLength:"2000" doc:"Why: an objection's grounds, a marker's or a restriction's cause; for a single point of contact, behaviour or efficiency"`
	ReviewBy  Date    `json:"reviewBy,omitzero" format:"date" doc:"When it is next looked at"`

	Explicit  bool   `json:"explicit,omitempty" doc:"Of consent: explicit, as Article 9(2)(a) wants"`
	Recipient string `json:"recipient,omitempty" maxLength:"200" doc:"Of consent and representation: the recipient named; capitals and spacing do not matter"`
	// Data is what a consent is for; everything when left out.
	Data     []string `json:"data,omitempty" maxItems:"40" doc:"Of consent: the data categories it is for; all when left out"`
	Capacity string   `json:"capacity,omitempty" maxLength:"64" doc:"Of representation: in what capacity they act" example:"constituent-casework"`
	Decided  string   `json:"decided,omitempty" enum:"upheld,overridden" doc:"Of an objection: how it was decided; undecided when left out"`
	// DecidedOn is when that was. Where a fact does not say, it is taken to be the day
	// on which the decision was recorded.
	DecidedOn Date `json:"decidedOn,omitzero" format:"date" doc:"Of an objection: the day on which it was decided; the day of recording when left out"`

	Version     string   `json:"version,omitempty" maxLength:"32" doc:"Of an agreement or a policy document"`
	Signatories []string `json:"signatories,omitempty" maxItems:"200" doc:"Of an agreement: who had signed it; capitals and spacing do not matter"`
	Covers      string   `json:"covers,omitempty" maxLength:"500" doc:"Of an agreement: what sharing it is for"`
	Service     string   `json:"service,omitempty" maxLength:"128" doc:"Of a contract: the service"`
	Outsourced  bool     `json:"outsourced,omitempty" doc:"Of a contract: the council has outsourced or commissioned the service"`
	Protocol    string   `json:"protocol,omitempty" maxLength:"128" doc:"Of a contract: the sharing protocol the contractor accepted"`

	LastReview   Date        `json:"lastReview,omitzero" format:"date" doc:"Of a marker: the day it was last reviewed"`
	SubjectTold  TellOutcome `json:"subjectTold,omitempty" enum:"told,not-told" doc:"Of a marker or a restriction: whether the person was told"`
	ToldOn       Date        `json:"toldOn,omitzero" format:"date" doc:"Of a marker or a restriction: the day the notice of it, with the reason, went to the person"`
	DecidedBy    string      `json:"decidedBy,omitempty" maxLength:"200" doc:"Of a restriction, a marker, a single point of contact or an opinion: the post of who decided, such as Service Manager, Housing"`
	Ground       string      `json:"ground,omitempty" maxLength:"64" doc:"Of a marker not told: the exemption relied on"`
	DPOConsulted Date        `json:"dpoConsulted,omitzero" format:"date" doc:"Of a marker not told: the day the DPO was consulted"`

	Opinion string   `json:"opinion,omitempty" enum:"harm-likely,harm-unlikely" doc:"Of a health professional's opinion: whether telling the person is likely to cause serious harm (DPA 2018 Schedule 3 paragraph 2)"`
	Change  *Change  `json:"change,omitempty" doc:"Of a change: what was done"`
	Telling *Telling `json:"telling,omitempty" doc:"Of a telling: who, and what became of it"`
	Breach  *Breach  `json:"breach,omitempty" doc:"Of a breach: how it stands"`
	// Of a request for access, which has operations of its own.
	Request  *AccessRequest `json:"request,omitempty" hidden:"true"`
	Released *Released      `json:"released,omitempty" hidden:"true"`
}

// Holds reports whether the fact is in force on the day.
func (f Fact) Holds(on Date) bool {
	return !on.Before(f.From) && (f.Until.IsZero() || !on.After(f.Until))
}

// FactKey says where facts are found. It is computable from a disclosure's body
// alone, so that recording is one read and one write.
type FactKey struct {
	Dimension string `json:"dimension" enum:"subject,agreement,policy-document,contract,breach,post"`
	Reference string `json:"reference" minLength:"1" maxLength:"128" doc:"The subject's, agreement's, document's, contract's or breach's reference, or the name of a post"`
}

// Dimensions of a [FactKey].
const (
	FactsOfSubject        = "subject"
	FactsOfAgreement      = "agreement"
	FactsOfPolicyDocument = "policy-document"
	FactsOfContract       = "contract"
	FactsOfBreach         = "breach"
	FactsOfPost           = "post" // capitals and spacing of its name do not matter
	// FactsOfAnswers are of a subject too, and are apart from what the rules ask for:
	// who asked for an answer, and what was released to them.
	FactsOfAnswers = "answers"
)

// FactConfirmed is the body of an entry about a department's fact that takes away of a
// person's protection: whether the Data Protection Officer found it so.
type FactConfirmed struct {
	Outcome WeakeningOutcome `json:"outcome" enum:"confirmed,refused" doc:"Refused leaves what protected in force; the fact counts for its own department's rules alone"`
	Reason  string           `json:"reason" minLength:"1" maxLength:"2000" doc:"Why, and what was looked at"`
}

// WeakeningOutcome is what became of it.
type WeakeningOutcome string

// The outcomes.
const (
	WeakeningConfirmed WeakeningOutcome = "confirmed"
	WeakeningRefused   WeakeningOutcome = "refused"
)
