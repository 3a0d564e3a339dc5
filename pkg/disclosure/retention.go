package disclosure

import "time"

// Kinds of entry about how long a case is kept.
const (
	KindCaseDated       Kind = "case-dated"
	KindCaseReviewed    Kind = "case-reviewed"
	KindDisposalStopped Kind = "disposal-stopped"
)

// CaseDates is the body of an entry that says from which days a case's periods
// run, whole: a day left out is not known. It replaces what was said before, so
// that a corrected birth or death recomputes every clock.
type CaseDates struct {
	TenancyEnded       Date `json:"tenancyEnded,omitzero" format:"date" doc:"The day the tenancy ended"`
	Born               Date `json:"born,omitzero" format:"date" doc:"The child's birth"`
	Died               Date `json:"died,omitzero" format:"date" doc:"The child's death"`
	AdoptionOrder      Date `json:"adoptionOrder,omitzero" format:"date" doc:"The adoption order"`
	ApprovalTerminated Date `json:"approvalTerminated,omitzero" format:"date" doc:"The end of a foster carer's approval"`
	// Classes are the retention classes that the case is of.
	Classes []string `json:"classes,omitempty" maxItems:"20" doc:"Retention classes the case is of, such as kc-child-in-care; the default of its notices when left out"`
	Reason  string   `json:"reason" minLength:"1" maxLength:"2000" doc:"How the dates and classes are known, or what was wrong"`
}

// ReviewOutcome is what a review of a case decided.
type ReviewOutcome string

// The outcomes.
const (
	Keep    ReviewOutcome = "keep"    // look again on the next day of review
	Destroy ReviewOutcome = "destroy" // disposal may begin
)

// Review is how a case kept for at least a period was reviewed. The zero Review
// means that nobody has.
type Review struct {
	On      Date          `json:"on"`
	Outcome ReviewOutcome `json:"outcome"`
	NextOn  Date          `json:"nextOn,omitzero"`
}

// CaseReviewed is the body of a review.
type CaseReviewed struct {
	Outcome ReviewOutcome `json:"outcome" enum:"keep,destroy" doc:"destroy lets disposal begin; keep sets the next review"`
	NextOn  Date          `json:"nextOn,omitzero" format:"date" doc:"When it is looked at again; needed to keep"`
	Reason  string        `json:"reason" minLength:"1" maxLength:"2000"`
}

// DisposalStopped is the body of an entry by which a disposal was stopped during
// its cooling-off. A stop is a hold: it stands until it is released.
type DisposalStopped = HoldPlaced

// Certificate is the body of a disposal: what was destroyed, under which rule,
// on whose authority, and when it was seen to be gone. It holds nothing
// personal, and outlives what it certifies. docs/retention.md shows one.
type Certificate struct {
	// Disposal is shared by the certificate and the lists that go on from it.
	Disposal  string          `json:"disposal" doc:"The disposal's own id"`
	Classes   []DisposedClass `json:"classes"`
	Authority string          `json:"authority" doc:"On whose authority: the notice's rule, or a review, or an earlier certificate"`
	// Replays is the disposal that was carried out again after a restore.
	Replays string `json:"replays,omitempty" doc:"The disposal that was carried out again after a restore from a backup"`

	BegunAt     time.Time `json:"begunAt" doc:"When the case was fenced, or erasing began"`
	ReleasedAt  time.Time `json:"releasedAt,omitzero" doc:"When the last letter's legal hold was off"`
	AbsentAt    time.Time `json:"absentAt,omitzero" doc:"When every letter had been seen to be absent"`
	ErasedAt    time.Time `json:"erasedAt" doc:"When the last entry had been erased"`
	CertifiedAt time.Time `json:"certifiedAt"`

	Letters int `json:"letters" doc:"Letters, e-mails and recordings destroyed"`
	Entries int `json:"entries" doc:"Entries erased; their leaves stay in the log"`
	Exports int `json:"exports,omitempty" doc:"Requests for exports erased; they are no entries and have no leaf"`

	// Kept is of a share whose file stays for them.
	Kept int `json:"kept,omitempty" doc:"Of a share: how many of its people are still listed, since a hold stands on a case of one of them, or of somebody in the same part. The share and its letters stay with them"`

	// Person is of one person of a share that stays; nothing else is then destroyed.
	Person *ErasedPerson `json:"person,omitempty" doc:"Of one person of a share, whom the Data Protection Officer had erased while the share stays. It names nobody"`

	// RecoverableUntil is the day from which no backup of the table holds it.
	RecoverableUntil Date   `json:"recoverableUntil,omitzero" doc:"Until this day it can still be brought back from the table's own backups"`
	Remains          string `json:"remains" doc:"What still exists, and where"`

	// Parts is how many entries say which leaves they were: the certificate, the
	// first, and a [DestroyedLeaves] for each other. All are in the register
	// before the certificate is.
	Parts int `json:"parts" doc:"Entries that name the leaves, this one included"`
	// Leaves are the commitments of the entries erased, by which the log shows
	// that this certificate covers each.
	Leaves []string `json:"leaves,omitempty" doc:"Leaves of the entries erased, in hexadecimal; not shown in a report"`
}

// ErasedPerson is what a certificate says of one person of a share whose item was destroyed
// before the share's time. The part and its leaf stay: the commitment in it says that it is
// this person who has gone, and nothing can be learned from that without the item's salt.
type ErasedPerson struct {
	Share      EntryID   `json:"share"`
	Part       EntryID   `json:"part" doc:"The entry that listed the person: it stays as it is, and so does its leaf"`
	Commitment string    `json:"commitment" doc:"The person's, in the part. Nothing can be learned from it: the salt was destroyed with what it commits to"`
	OrderedBy  EntryID   `json:"orderedBy" doc:"The entry by which the Data Protection Officer asked for it, with the reason. It goes with the share"`
	OrderedAt  time.Time `json:"orderedAt"`
}

// DestroyedLeaves is the body of a disposal entry that goes on with the leaves
// of a [Certificate] too long for one entry.
type DestroyedLeaves struct {
	Disposal string   `json:"disposal"`
	Part     int      `json:"part"` // 2 to Parts
	Parts    int      `json:"parts"`
	Leaves   []string `json:"leaves"`
}

// DisposedClass is a class a destroyed case was of, and its clock at the fence.
type DisposedClass struct {
	Class     string `json:"class"`
	Row       string `json:"row"`
	Rule      string `json:"rule" doc:"Notice and version"`
	Trigger   string `json:"trigger"`
	TriggerOn Date   `json:"triggerOn,omitzero" doc:"Left out where the day is about a person: a birth, a death, an order"`
	DueOn     Date   `json:"dueOn,omitzero"`
}
