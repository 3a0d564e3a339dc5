package disclosure

// Asker is in what capacity somebody asks for a person's data. A child's answer is
// not the parent's, nor a person's their deputy's.
type Asker string

// The capacities. The zero Asker is nobody.
const (
	AskerPerson         Asker = "person"
	AskerRepresentative Asker = "representative" // with parental responsibility, or appointed by a court
)

// AccessRequest is a fact's own part of kind [FactAccessRequest]: somebody asked for
// a person's data (UK GDPR Article 15). The fact's first day is the day it was
// received, and its last the day it was answered or ended.
type AccessRequest struct {
	AskedBy   string `json:"askedBy" minLength:"1" maxLength:"200" doc:"Who asks, by name"`
	As        Asker  `json:"as" enum:"person,representative" doc:"In what capacity: the person whose data it is, or somebody acting for them"`
	Authority string `json:"authority,omitempty" maxLength:"200" doc:"Of a representative: what lets them ask, such as parental responsibility or an order"`
	// IdentitySettled is zero until the council is sure who asks.
	IdentitySettled Date       `json:"identitySettled,omitzero" format:"date" doc:"The day on which it was settled who asks. The month runs from it where it is later than the day of receipt; nothing is released before"`
	Extended        *Extension `json:"extended,omitempty" doc:"Where the month was extended (Article 12(3))"`
	NoAnswer        string     `json:"noAnswer,omitempty" maxLength:"2000" doc:"Of a request that ends without an answer: why, such as that it was withdrawn or refused under Article 12(5)"`
}

// Extension is more time for an answer.
type Extension struct {
	To      Date   `json:"to" format:"date" doc:"The last day: at most two months after the month"`
	Because string `json:"because" minLength:"1" maxLength:"2000" doc:"Why: how complex the request is, or how many there are"`
	Told    Date   `json:"told" format:"date" doc:"The day on which whoever asks was told, with the reason: within the month"`
}

// Released is an answer as it was released.
type Released struct {
	Digest  string    `json:"digest" doc:"SHA-256 of the answer, in lower-case hexadecimal"`
	AsOf    Date      `json:"asOf" format:"date" doc:"The day of the answer"`
	Shown   []EntryID `json:"shown" doc:"The disclosures that it shows, by their original entries"`
	LeftOut []EntryID `json:"leftOut,omitempty" doc:"Those that were undecided and left out by name"`
	// WithoutShares are shares of which nobody can tell whether the person was in them.
	WithoutShares []LeftShare `json:"withoutShares,omitempty" doc:"Shares that the person was perhaps in, undecided and left out by name"`
	// Printed is nil of what was released before 30 November 2026.
	Printed []PrintedLine `json:"printed,omitzero" doc:"How it reads, line by line: the disclosures that it shows, the shares of which nobody can tell whether the person was in them, and the changes that it tells of"`
}

// LeftShare is a share that one answer did not tell of.
type LeftShare struct {
	Entry  EntryID `json:"entry" doc:"Its original entry"`
	Reason string  `json:"reason"`
}

// PrintedLine is a line of an answer, as far as another answer is compared with it.
type PrintedLine struct {
	Entry EntryID  `json:"entry" doc:"Original entry of the disclosure, or the entry of the change"`
	Data  []string `json:"data" doc:"Categories of the data that it gives, one for each item"`
	Words string   `json:"words" doc:"The first 16 hexadecimal digits of the SHA-256 of all that the line says"`
}

// AnswerDecision is the body of a decision on what is told to one person, or to
// whoever acts for them, of some disclosures. The entry is of their case.
type AnswerDecision struct {
	Subject string `json:"subject" minLength:"1" maxLength:"128" doc:"Whose answer: the council's reference for the person"`
	To      Asker  `json:"to" enum:"person,representative" doc:"Towards whom"`
	// Entries are the words decided on. A later word opens the question again.
	Entries  []EntryID `json:"entries" minItems:"1" maxItems:"20" doc:"The disclosures, each by the entry that is its last word. Several only where they are of one case and undecided for one cause on one ground"`
	Decision Verdict   `json:"decision" enum:"show,withhold,ask,not-in-it,cannot-be-told" doc:"ask decides nothing: it puts on record that the recording department was asked, and what is decided stands as it did. The last two answer, of a share of which not everybody is listed, whether this person was in it: then the share is the one entry named. Somebody who was in it is listed in a further part. Where that cannot be told, it may be decided besides to show or to withhold the share"`
	Ground   string    `json:"ground,omitempty" maxLength:"64" doc:"Catalogue id of the exemption relied on to withhold"`
	// Provisions are what the ground lifts.
	Provisions []string `json:"provisions,omitempty" maxItems:"20" doc:"The provisions that the ground lifts, such as Article 15(1)-(3)"`
	Reason     string   `json:"reason" minLength:"1" maxLength:"2000"`
	ReviewOn   Date     `json:"reviewOn,omitzero" format:"date" doc:"Of a withholding: the day on which it is looked at again, and from which it is undecided"`
	Asked      *Asked   `json:"asked,omitempty" doc:"Whether the recording department was asked, and its word. Needed to show what went to the police or for safeguarding, and what tells of a marker"`
	// Confirms is the proposal that a second person confirms.
	Confirms EntryID `json:"confirms,omitempty" doc:"Entry of the same decision by somebody else, where two have to decide"`
	// Request is the answer that it was decided for.
	Request EntryID `json:"request,omitempty" doc:"The request for access for whose answer alone it was left out; then it is looked at again within 28 days"`
}

// Verdict is what is decided.
type Verdict string

// The verdicts.
const (
	DecideShow     Verdict = "show"
	DecideWithhold Verdict = "withhold"
	// AskDepartment decides nothing: it says that the recording department was asked.
	AskDepartment Verdict = "ask"

	// NotInIt and CannotBeTold say of a [Share] whether the person was in it, whoever
	// asks.
	NotInIt      Verdict = "not-in-it"
	CannotBeTold Verdict = "cannot-be-told"
)

// OfShare reports whether it is decided whether somebody was in a share.
func (v Verdict) OfShare() bool { return v == NotInIt || v == CannotBeTold }

// Asked is that the department that recorded a disclosure was asked, and what it said.
type Asked struct {
	Who  string `json:"who" minLength:"1" maxLength:"200" doc:"Who was asked, by name or post"`
	On   Date   `json:"on" format:"date"`
	Said string `json:"said,omitempty" maxLength:"2000" doc:"Left out while there is no answer, in a decision to ask; needed in any other"`
}
