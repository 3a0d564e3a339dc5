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

// DuplicateDecided is the body of a decision on two disclosures that look alike. The
// entry is about the last word on the one that was recorded once too often; it holds as
// long as both read so.
type DuplicateDecided struct {
	Of       EntryID          `json:"of" doc:"The other disclosure, by the entry that is its last word. Where the two are one, this is the one that counts"`
	Decision DuplicateVerdict `json:"decision" enum:"one,two" doc:"One sharing recorded twice, or two. The last decision on a pair stands"`
	Reason   string           `json:"reason" minLength:"1" maxLength:"2000" doc:"How it was found out"`
}
