package power

// Call is one thing that may be asked of a register: a line of the table.
type Call struct {
	// Name is that of the operation in docs/openapi.yaml.
	Name string
	// Function answers it, in its own role.
	Function Function
	// About is what it looks at or changes: its group in docs/openapi.yaml.
	About About
	// Does says whether it changes the register, and whether it needs a purpose.
	Does Does
	// Recorder, DPO, Auditor and Admin are how far the power of each role goes.
	Recorder, DPO, Auditor, Admin Reach
}

// Function is one of the AWS Lambda functions that answer requests, as its folder in
// functions/ is named.
type Function string

// The functions that answer requests. Each has a role of its own in template.yaml.
const (
	Record  Function = "record"
	Archive Function = "archive"
	Query   Function = "query"
	Export  Function = "export"
)

// About is what a call is about.
type About string

// What calls are about.
const (
	Disclosures About = "Disclosures"
	Shares      About = "Shares"
	Flags       About = "Flags"
	Facts       About = "Facts"
	Cases       About = "Cases"
	Answers     About = "Answers"
	Exports     About = "Exports"
	Retention   About = "Retention"
	Reports     About = "Reports"
	Log         About = "Log"
	Policy      About = "Policy"
	You         About = "You"
)

// Does is what a call does to the register.
type Does int

const (
	// Asks needs no purpose: it shows nothing of anybody.
	Asks Does = iota
	// Looks needs a purpose, which is on record with the look before anything is shown.
	Looks
	// Changes adds to the register, under the caller's key.
	Changes
)

// Reach is how far a power goes.
type Reach int

const (
	// None is no power at all.
	None Reach = iota
	// Own goes as far as the caller's own department: in its name, and about what it has
	// recorded. Anything else is not found, as though it did not exist.
	Own
	// All is everything in the caller's own register. There is no reach beyond it: a
	// caller's register comes from its token, and another's is never looked at.
	All
)

// Table is who may ask what. It is the one place that says so; docs/identity.md is made
// from it (go test ./pkg/register/power -update), and a test of package api holds the
// running service to that page, for every role, department and register. The auditor
// reads and never writes; an export is a file, of what an auditor may read.
//
// Three rules need more than a table, and stand where they are kept: which facts are for
// the Data Protection Officer alone to record, and what of a department's awaits them;
// that nobody clears a flag on what they recorded themselves, nor confirms it; and whose
// a case is, which depends on who has recorded in it.
var Table = []Call{
	{"record-disclosure", Record, Disclosures, Changes, Own, All, None, None},
	{"record-batch", Record, Disclosures, Changes, Own, All, None, None},
	{"correct-disclosure", Record, Disclosures, Changes, Own, All, None, None},
	{"search-disclosures", Query, Disclosures, Looks, Own, All, All, None},
	{"read-disclosures", Query, Disclosures, Looks, Own, All, All, None},
	{"open-disclosure", Query, Disclosures, Looks, Own, All, All, None},
	{"show-law", Query, Disclosures, Looks, Own, All, All, None},
	{"clear-flag", Archive, Disclosures, Changes, None, All, None, None},
	{"decide-duplicate", Archive, Disclosures, Changes, None, All, None, None},

	{"record-share", Record, Shares, Changes, Own, All, None, None},
	{"add-share-people", Record, Shares, Changes, Own, All, None, None},
	{"close-share", Archive, Shares, Changes, Own, All, None, None},
	{"remove-share-person", Archive, Shares, Changes, Own, All, None, None},
	{"show-share", Query, Shares, Looks, Own, All, All, None},
	{"show-shares", Query, Shares, Looks, Own, All, All, None},
	{"show-share-people", Query, Shares, Looks, Own, All, All, None},

	{"show-flags", Query, Flags, Looks, None, All, All, None},
	{"show-cleared-flags", Query, Flags, Looks, None, All, All, None},
	{"show-overdue-withholdings", Query, Flags, Looks, None, All, All, None},
	{"show-overdue-markers", Query, Flags, Looks, None, All, All, None},
	{"show-overdue-emergencies", Query, Flags, Looks, None, All, All, None},
	{"show-overdue-tellings", Query, Flags, Looks, None, All, All, None},
	{"show-duplicates", Query, Flags, Looks, None, All, All, None},
	{"show-waiting", Archive, Flags, Looks, None, All, All, None},
	{"clear-flags", Archive, Flags, Changes, None, All, None, None},

	{"learn-fact", Record, Facts, Changes, Own, All, None, None},
	{"confirm-fact", Archive, Facts, Changes, None, All, None, None},
	{"show-facts", Query, Facts, Looks, Own, All, All, None},
	{"show-pending-facts", Query, Facts, Looks, None, All, All, None},
	{"show-undecided-objections", Query, Facts, Looks, None, All, All, None},
	{"propose-join", Archive, Facts, Changes, None, All, None, None},
	{"confirm-join", Archive, Facts, Changes, None, All, None, None},
	{"end-join", Archive, Facts, Changes, None, All, None, None},
	{"show-joins", Query, Facts, Looks, None, All, All, None},
	{"show-agreements", Query, Facts, Looks, Own, All, All, None},
	{"show-changes", Query, Facts, Looks, None, All, All, None},
	{"show-untold-changes", Archive, Facts, Looks, None, All, All, None},
	{"show-breach", Query, Facts, Looks, None, All, All, None},
	{"show-open-breaches", Archive, Facts, Looks, None, All, All, None},
	{"show-closed-breaches", Query, Facts, Looks, None, All, All, None},

	{"show-cases", Query, Cases, Looks, Own, All, All, None},
	{"show-own-case", Query, Cases, Looks, Own, None, None, None},
	{"show-own-work", Query, Cases, Looks, Own, None, None, None},
	{"show-unfinished-letters", Query, Cases, Looks, None, All, All, None},
	{"request-upload", Archive, Cases, Changes, Own, All, None, None},
	{"complete-upload", Archive, Cases, Changes, Own, All, None, None},
	{"show-ticket", Archive, Cases, Looks, Own, All, None, None},
	{"open-letter", Archive, Cases, Looks, Own, All, All, None},
	{"show-case", Archive, Cases, Looks, None, All, All, None},
	{"close-case", Archive, Cases, Changes, Own, All, None, None},
	{"reopen-case", Archive, Cases, Changes, None, All, None, None},
	{"place-hold", Archive, Cases, Changes, None, All, None, None},
	{"release-hold", Archive, Cases, Changes, None, All, None, None},
	{"date-case", Archive, Cases, Changes, None, All, None, None},
	{"review-case", Archive, Cases, Changes, None, All, None, None},
	{"stop-disposal", Archive, Cases, Changes, None, All, None, None},
	{"check-letter", Archive, Cases, Looks, None, All, All, None},

	{"subject-report", Query, Answers, Looks, None, All, All, None},
	{"print-subject-report", Query, Answers, Looks, None, All, All, None},
	{"review-subject-report", Query, Answers, Looks, None, All, All, None},
	{"record-access-request", Archive, Answers, Changes, None, All, None, None},
	{"show-access-requests", Archive, Answers, Looks, None, All, All, None},
	{"decide-answer", Archive, Answers, Changes, None, All, None, None},
	{"show-undecided", Archive, Answers, Looks, None, All, All, None},
	{"release-answer", Archive, Answers, Changes, None, All, None, None},
	{"show-sharing", Query, Answers, Looks, None, All, All, None},

	{"request-export", Export, Exports, Changes, None, All, All, None},
	{"show-exports", Export, Exports, Looks, None, All, All, None},
	{"show-export", Export, Exports, Looks, None, All, All, None},

	{"show-retention-records", Query, Retention, Looks, None, All, All, None},
	{"show-due", Query, Retention, Looks, None, All, All, None},
	{"show-reviews", Query, Retention, Looks, None, All, All, None},
	{"show-not-started", Query, Retention, Looks, None, All, All, None},
	{"show-holds", Query, Retention, Looks, None, All, All, None},
	{"show-certificates", Query, Retention, Looks, None, All, All, None},
	{"show-fact-retention", Query, Retention, Looks, None, All, All, None},

	{"show-statistics", Query, Reports, Looks, None, All, All, None},
	{"annual-return", Query, Reports, Looks, None, All, All, None},
	{"annual-return-file", Query, Reports, Looks, None, All, All, None},
	{"processing-record", Query, Reports, Looks, None, All, All, None},
	{"processing-record-file", Query, Reports, Looks, None, All, All, None},
	{"draw-sample", Query, Reports, Looks, None, All, All, None},

	{"show-accesses", Query, Log, Looks, None, All, All, None},
	{"show-checkpoint", Query, Log, Asks, Own, All, All, None},
	{"show-receipt", Query, Log, Asks, Own, All, All, None},

	{"show-me", Query, You, Asks, All, All, All, All},

	{"show-policy", Query, Policy, Asks, All, All, All, All},
	{"show-requirements", Query, Policy, Asks, All, All, All, All},
}
