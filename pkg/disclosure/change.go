package disclosure

// ChangeKind is what was done to a person's data.
type ChangeKind string

// The kinds of change. Article 19 of the UK GDPR has every recipient told of the
// first three; a marker taken off is erased, and whoever holds a copy deletes it.
const (
	Rectification ChangeKind = "rectification" // Article 16
	Erasure       ChangeKind = "erasure"       // Article 17(1)
	Restriction   ChangeKind = "restriction"   // Article 18
	MarkerRemoved ChangeKind = "marker-removed"
	// Withdrawn replaces a change that was recorded by mistake: nothing was changed,
	// and nobody has to be told.
	Withdrawn ChangeKind = "withdrawn"
)

// Change is a fact's own part of kind [FactChange]. It was made on the fact's one
// day, for the fact's reason.
type Change struct {
	What ChangeKind `json:"what" enum:"rectification,erasure,restriction,marker-removed,withdrawn" doc:"What was done; withdrawn replaces a change recorded by mistake"`
	Data []string   `json:"data,omitempty" maxItems:"40" doc:"Data categories that were changed; all of the person's data when left out"`
	Fact EntryID    `json:"fact,omitempty" doc:"Of a marker removed or a restriction: the entry of the marker or the restriction, as it now stands"`
	// Exemption is why the person is not told of the change.
	Exemption *Exemption `json:"exemption,omitempty" doc:"Relied on to leave the change out of what the person is told"`
}

// TellingOutcome is how far the telling of one recipient is.
type TellingOutcome string

// The outcomes. Only the first two leave the recipient to be told.
const (
	NotYetTold       TellingOutcome = "not-yet"       // also to take back an outcome recorded by mistake
	NextOccasion     TellingOutcome = "next-occasion" // they are told with what they are given next as a routine
	RecipientTold    TellingOutcome = "told"
	Acknowledged     TellingOutcome = "acknowledged"
	Impossible       TellingOutcome = "impossible"       // Article 19: telling proves impossible
	Disproportionate TellingOutcome = "disproportionate" // Article 19: it involves disproportionate effort
	// NotDue: Article 19 does not reach it. A public authority that had the data for
	// a particular inquiry is no recipient (Article 4(9)), and one that never had what
	// was changed has nothing to put right.
	NotDue TellingOutcome = "not-due"
)

// Telling is a fact's own part of kind [FactTelling]: what became, on the fact's
// day, of telling some recipients of one change. The last one that names a
// recipient stands.
type Telling struct {
	Change     EntryID         `json:"change" doc:"Entry of the change, as it now stands"`
	Recipients []ToldRecipient `json:"recipients" minItems:"1" maxItems:"60" doc:"Recipients of the same outcome, named as the list of whom to tell names them"`
	Outcome    TellingOutcome  `json:"outcome" enum:"not-yet,next-occasion,told,acknowledged,impossible,disproportionate,not-due"`
	By         Date            `json:"by,omitzero" format:"date" doc:"Of next-occasion: its day. Until they are told they stand on the list of whom to tell, from the day after as overdue"`
	How        string          `json:"how,omitempty" maxLength:"200" doc:"How they were told, such as a letter of that day"`
}

// ToldRecipient names a recipient as the disclosures to it do.
type ToldRecipient struct {
	Category     string `json:"category" minLength:"1" maxLength:"64"`
	Kind         string `json:"kind,omitempty" maxLength:"64"`
	Organisation string `json:"organisation,omitempty" maxLength:"200"`
	Person       string `json:"person,omitempty" maxLength:"200" doc:"Only where no organisation is named"`
}

// Told names the recipient as a telling does: the organisation, or a person who
// acts for none.
func (r Recipient) Told() ToldRecipient {
	t := ToldRecipient{Category: r.Category, Kind: r.Kind, Organisation: r.Organisation}
	if t.Organisation == "" {
		t.Person = r.Person
	}
	return t
}

// Same reports whether both name the same recipient; capitals and spacing do not
// matter.
func (t ToldRecipient) Same(other ToldRecipient) bool {
	return t.Category == other.Category && t.Kind == other.Kind &&
		SearchName(t.Organisation) == SearchName(other.Organisation) && SearchName(t.Person) == SearchName(other.Person)
}
