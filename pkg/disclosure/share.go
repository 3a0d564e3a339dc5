package disclosure

import "time"

// Kinds of entry about a share. The share itself is a [Disclosure] that has a
// [Share] and names nobody.
const (
	KindSharePart     Kind = "share-part"
	KindShareClosed   Kind = "share-closed"
	KindMemberRemoved Kind = "member-removed"
	KindMemberErased  Kind = "member-erased"
)

// MaxSharePart is how many people one part of a share holds, so that it is one
// transaction.
const MaxSharePart = 80

// Share is what a disclosure of many people at once has in the place of its subjects:
// routine and bulk sharing, such as a yearly return or a mailing.
type Share struct {
	People    int    `json:"people" minimum:"1" maximum:"10000000" doc:"How many people it was about, as the council knows from where the data came; compared with those listed when the share is closed"`
	From      Date   `json:"from,omitzero" format:"date" doc:"First day that the data is of"`
	To        Date   `json:"to,omitzero" format:"date" doc:"Last day that the data is of"`
	Occasion  string `json:"occasion,omitempty" maxLength:"200" doc:"Which of a routine's occasions this was" example:"October 2026 return"`
	Series    string `json:"series,omitempty" maxLength:"100" doc:"The routine that this was an occasion of, by a name that the department gives it and uses of each: its occasions are listed by it. Never a person's name" example:"Yearly survey"`
	HowToTell string `json:"howToTell" minLength:"1" maxLength:"2000" doc:"By what rule a person was in it, and in which system that can be looked up"`
}

// ShareRecorded is what a department logs of a share: a [Disclosure] of no case and
// no named person.
type ShareRecorded struct {
	Share

	Notice        string         `json:"notice" maxLength:"64" doc:"The privacy notice the register runs under for this process" example:"dartford-complaints"`
	Decision      Decision       `json:"decision" enum:"disclosed,partly-disclosed"`
	DisclosedAt   time.Time      `json:"disclosedAt" doc:"When the data was shared" example:"2026-11-09T14:05:00Z"`
	Reason        string         `json:"reason" minLength:"1" maxLength:"4000" doc:"Why it was shared"`
	Purpose       string         `json:"purpose" minLength:"1" maxLength:"500" doc:"The specific purpose, in words"`
	PurposeID     string         `json:"purposeId,omitempty" maxLength:"64" doc:"Id of the notice's purpose that this was for, as GET /policy lists them; left out where none fits" example:"handle-complaint"`
	Recipient     Recipient      `json:"recipient"`
	Data          []DataItem     `json:"data" required:"false" maxItems:"60" doc:"What was shared about each of them"`
	Justification Justification  `json:"justification"`
	Departure     *Departure     `json:"departure,omitempty" doc:"Given when what has already happened breaks a rule: it is then recorded and flagged, not refused"`
	Override      *Override      `json:"override,omitempty" doc:"Given when the law is above the notice: the notice's own rules then flag and do not refuse"`
	TellSubject   TellSubject    `json:"tellSubject" doc:"Whether the people were told of it"`
	Evidence      map[string]any `json:"evidence,omitempty" doc:"Evidence the recipient's conditions ask for, by field name; see GET /policy"`
	Method        *Method        `json:"method,omitempty" doc:"How it was sent"`
	Transfer      *Transfer      `json:"transfer,omitempty" doc:"Given when the data left the United Kingdom"`
	Agreement     *VersionedRef  `json:"agreement,omitempty" doc:"The sharing agreement relied on"`
	Urgency       Urgency        `json:"urgency,omitempty" enum:"routine,urgent,emergency" doc:"Routine when left out"`
	AuthorisedBy  Officer        `json:"authorisedBy"`
}

// Disclosure is the share as it is recorded, in the file that is its own.
func (s ShareRecorded) Disclosure(file CaseRef) Disclosure {
	share := s.Share
	return Disclosure{
		Case: file, Notice: s.Notice, Decision: s.Decision, DisclosedAt: s.DisclosedAt, Reason: s.Reason,
		Purpose: s.Purpose, PurposeID: s.PurposeID, Recipient: s.Recipient, Subjects: []Subject{}, Data: s.Data, Justification: s.Justification,
		Departure: s.Departure, Override: s.Override, TellSubject: s.TellSubject, Evidence: s.Evidence, Method: s.Method,
		Transfer: s.Transfer, Agreement: s.Agreement, Urgency: s.Urgency, AuthorisedBy: s.AuthorisedBy, Share: &share,
	}
}

// Of returns a share as one of its people has it: a disclosure about that person
// alone. "" is somebody whom a correction took out: it is about nobody.
func (d Disclosure) Of(person string) *Disclosure {
	d.Subjects = []Subject{}
	if person != "" {
		d.Subjects = []Subject{{Reference: person}}
	}
	return &d
}

// SharePart is the body of an entry that adds people to the share that the entry is
// about. It holds nobody's reference: a commitment to each, which tells nothing once
// the person's own item, with its salt, is gone. docs/ledger.md has the format.
type SharePart struct {
	Part        int      `json:"part" minimum:"1" doc:"The part's number: with the share, what makes a repeat the same part"`
	Commitments []string `json:"commitments" doc:"One to a person, in hexadecimal: SHA-256 of the item by which the person is found, under a salt of its own"`
}

// ShareClosed is the body of an entry that compares the people listed with the number
// that the share gives. Retention runs from the first.
type ShareClosed struct {
	Stated int `json:"stated" doc:"How many people the share says that it was about"`
	Listed int `json:"listed" doc:"How many were listed in its parts, but for those taken out"`
}

// MemberErased is the body of an entry by which the Data Protection Officer has destroyed
// what lists one person in a share, before the share's time. It holds no reference.
type MemberErased struct {
	Commitment string `json:"commitment" doc:"The person's in the part that lists them"`
	Reason     string `json:"reason" minLength:"1" maxLength:"2000" doc:"Why: such as the right to erasure"`
}

// MemberRemoved is the body of an entry that takes one person out of a share, in which
// they were by mistake. It holds no reference: the person's commitment says who.
type MemberRemoved struct {
	Commitment string `json:"commitment" doc:"The person's in the part that listed them"`
	Reason     string `json:"reason" minLength:"1" maxLength:"2000" doc:"What was wrong and how it was found"`
}
