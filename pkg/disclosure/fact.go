package disclosure

// FactKind is a kind of thing the council knows that a rule may need.
type FactKind string

// The kinds of fact. Each is dated, and is checked against the day of the
// disclosure.
const (
	FactObjection FactKind = "objection" // UK GDPR Article 21, by a subject
	FactAgreement FactKind = "agreement" // a sharing agreement's version and signatories
)

// Fact is one thing known about a subject, an agreement or a contract, from a
// day until a day.
type Fact struct {
	Kind  FactKind `json:"kind"`
	About FactKey  `json:"about"`
	From  Date     `json:"from"`
	Until Date     `json:"until,omitzero" doc:"Last day it holds; still in force when left out"`
	// Version and Signatories belong to an agreement. A signatory is compared as
	// [SearchName] folds it.
	Version     string   `json:"version,omitempty"`
	Signatories []string `json:"signatories,omitempty"`
}

// Holds reports whether the fact is in force on the day.
func (f Fact) Holds(on Date) bool {
	return !on.Before(f.From) && (f.Until.IsZero() || !on.After(f.Until))
}

// FactKey says where facts are found. It is computable from a disclosure's body
// alone, so that recording is one read and one write.
type FactKey struct {
	Dimension string `json:"dimension" enum:"subject,agreement,contract"`
	Reference string `json:"reference"`
}

// Dimensions of a [FactKey].
const (
	FactsOfSubject   = "subject"
	FactsOfAgreement = "agreement"
	FactsOfContract  = "contract"
)
