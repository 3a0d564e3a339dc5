package disclosure

import "slices"

// JoinReach is how far a join of two references goes.
type JoinReach string

// The reaches.
const (
	// JoinProtects: what protects the person under one reference is asked of the other
	// too, and nothing is shown by it.
	JoinProtects JoinReach = "protection"
	// JoinAnswers: what is found under the one is in the answer to the person under the
	// other as well.
	JoinAnswers JoinReach = "answers"
)

// NewIdentity is why somebody has another reference who must not be found by the first.
type NewIdentity string

// Reasons for a new identity. A join with one is never more than protection.
const (
	ByAdoption          NewIdentity = "adoption"
	ByGenderRecognition NewIdentity = "gender-recognition"
	ByWitnessProtection NewIdentity = "witness-protection"
	ByDomesticAbuse     NewIdentity = "domestic-abuse"
)

// NewIdentities are all of them.
var NewIdentities = []NewIdentity{ByAdoption, ByGenderRecognition, ByWitnessProtection, ByDomesticAbuse}

// Join is the body of what the Data Protection Officer says of two references: that they
// are one person's. It counts once a second person has confirmed it.
type Join struct {
	References  []string    `json:"references" minItems:"2" maxItems:"2" doc:"The council's two references for the person"`
	Reach       JoinReach   `json:"reach,omitempty" enum:"protection,answers" doc:"protection, which it is when left out: what protects the person under one reference is asked of the other too. answers: what is found under the one is in the answer to the person under the other as well"`
	NewIdentity NewIdentity `json:"newIdentity,omitempty" enum:"adoption,gender-recognition,witness-protection,domestic-abuse" doc:"Why the person has a new identity, where that is how there came to be two references. Such a join is never more than protection"`
	Evidence    string      `json:"evidence" minLength:"1" maxLength:"2000" doc:"How it is known that they are one person, and where that is kept"`
	Until       Date        `json:"until" format:"date" doc:"Last day on which it reaches answers, and the day on which it is to be looked at again. What it protects goes on until somebody ends it"`
}

// Names reports whether one of the two references is the given one, however it is spelt.
func (j Join) Names(reference string) bool {
	return slices.ContainsFunc(j.References, func(ref string) bool { return Same(ref, reference) })
}

// JoinOutcome is what a second person says of a join.
type JoinOutcome string

// The outcomes.
const (
	JoinConfirmed JoinOutcome = "confirmed"
	JoinRefused   JoinOutcome = "refused"
)

// JoinDecided is the body of what a second person says of a join, which the entry is
// about.
type JoinDecided struct {
	Outcome JoinOutcome `json:"outcome" enum:"confirmed,refused" doc:"Refused, it never counts"`
	Reason  string      `json:"reason" minLength:"1" maxLength:"2000" doc:"What was looked at"`
}

// JoinEnded is the body of what undoes a join, which the entry is about.
type JoinEnded struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"Why it no longer counts"`
}
