package disclosure

import "time"

// BreachRisk is how likely a breach is to harm people's rights and freedoms.
type BreachRisk string

// The risks, and what each asks for.
const (
	RiskUnlikely BreachRisk = "unlikely" // recorded here, and not notified (Article 33(1) and (5))
	RiskLikely   BreachRisk = "likely"   // the regulator is notified (Article 33(1))
	RiskHigh     BreachRisk = "high"     // the people are told as well (Article 34(1))
)

// Breach is a fact's own part of kind [FactBreach]: how the breach stands, whole.
// The fact before it is replaced, and stays in the register.
type Breach struct {
	// AwareAt is the moment from which the 72 hours of Article 33(1) run: when the
	// council was reasonably certain that there had been a breach.
	AwareAt    time.Time   `json:"awareAt" doc:"When the council became aware of it; the 72 hours run from then"`
	Risk       BreachRisk  `json:"risk,omitempty" enum:"unlikely,likely,high" doc:"Risk to people's rights and freedoms; not judged yet when left out"`
	RiskReason string      `json:"riskReason,omitempty" maxLength:"2000" doc:"Why the risk is what it is"`
	Notified   *Notified   `json:"notified,omitempty" doc:"When the regulator was notified"`
	Retrieval  []Retrieval `json:"retrieval,omitempty" maxItems:"20" doc:"What was done to get the data back, in order"`
	People     *PeopleTold `json:"people,omitempty" doc:"Whether the people were told of it (Article 34)"`
}

// Notified is the notification of a breach to the regulator.
type Notified struct {
	At         time.Time `json:"at" doc:"When the first notification was made; what was not known then may follow in phases"`
	Reference  string    `json:"reference,omitempty" maxLength:"64" doc:"The regulator's reference"`
	LateReason string    `json:"lateReason,omitempty" maxLength:"2000" doc:"The reasons for the delay, after 72 hours (Article 33(1))"`
}

// Retrieved is what became of the data that went astray.
type Retrieved string

// The outcomes of getting data back.
const (
	AskedBack           Retrieved = "asked"
	Returned            Retrieved = "returned"
	DestroyedConfirmed  Retrieved = "destroyed" // destroyed there, and confirmed in writing
	RefusedReturn       Retrieved = "refused"
	RetrievalImpossible Retrieved = "not-possible"
)

// Retrieval is one step of getting data back.
type Retrieval struct {
	Outcome Retrieved `json:"outcome" enum:"asked,returned,destroyed,refused,not-possible" doc:"destroyed: destroyed there, and confirmed in writing"`
	On      Date      `json:"on" format:"date"`
	From    string    `json:"from,omitempty" maxLength:"200" doc:"Whom it was asked of, where several received it"`
	How     string    `json:"how,omitempty" maxLength:"500" doc:"How, or why not"`
}

// WhyUntold is why people are not told of a breach.
type WhyUntold string

// The reasons: Article 34(1), its paragraph 3, and an exemption.
const (
	RiskNotHigh       WhyUntold = "not-high-risk"
	DataProtected     WhyUntold = "protected"    // Article 34(3)(a): unreadable to whoever has it, as encrypted data is
	RiskRemoved       WhyUntold = "risk-removed" // Article 34(3)(b): measures taken since
	PublicNotice      WhyUntold = "public-notice"
	ExemptFromTelling WhyUntold = "exempt"
)

// PeopleTold says whether the people a breach is about were told of it.
type PeopleTold struct {
	Outcome TellOutcome `json:"outcome" enum:"told,not-told"`
	On      Date        `json:"on,omitzero" format:"date" doc:"The day they were told"`
	Ground  WhyUntold   `json:"ground,omitempty" enum:"not-high-risk,protected,risk-removed,public-notice,exempt" doc:"Of people not told: why. public-notice where telling each takes disproportionate effort (Article 34(3)(c))"`
	Reason  string      `json:"reason,omitempty" maxLength:"2000"`
}
