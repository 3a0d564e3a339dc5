package disclosure

// DuplicateVerdict is what was decided of two disclosures that look alike.
type DuplicateVerdict string

// The verdicts.
const (
	// AreOne: one sharing was recorded twice. It counts once.
	AreOne DuplicateVerdict = "one"
	// AreTwo: there were two. It takes back that they are one, too.
	AreTwo DuplicateVerdict = "two"
)

// DuplicateDecided is what is decided of two disclosures that look alike. The entry
// is about the last word on the one that was recorded once too often; it holds as
// long as both read so.
type DuplicateDecided struct {
	Of       EntryID          `json:"of" doc:"The other disclosure, by the entry that is its last word. Where the two are one, this is the one that counts"`
	Decision DuplicateVerdict `json:"decision" enum:"one,two" doc:"One sharing recorded twice, or two. The last decision on a pair stands"`
	Reason   string           `json:"reason" minLength:"1" maxLength:"2000" doc:"How it was found out"`
	Asked    *Asked           `json:"asked,omitempty" doc:"That the departments that recorded them were asked, where two people have to say that they are two"`
	Confirms EntryID          `json:"confirms,omitempty" doc:"Where two people have to say that they are two: entry of the first person's decision, on these words"`
}

// DuplicateRecorded is the body of the entry of such a decision.
type DuplicateRecorded struct {
	DuplicateDecided
	Proposed bool `json:"proposed,omitempty" doc:"True where a second person has to say the same, naming this entry: by itself it decides nothing"`
}
