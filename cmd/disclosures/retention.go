package main

// retention is what the tool can say about how long things are kept. The clock
// is worked out here; the rest is asked of the service.
type retention struct {
	Clock        retentionClock        `cmd:"" help:"Say when one class of record is due for destruction, and why."`
	Due          retentionDue          `cmd:"" help:"List what is due for destruction in the next 90 days."`
	Facts        retentionFacts        `cmd:"" help:"List the facts that may be destroyed in the next 90 days, and those long in force."`
	Holds        retentionHolds        `cmd:"" help:"List the holds that stand, and those whose review is overdue."`
	Reviews      retentionReviews      `cmd:"" help:"List the cases kept for at least a period that are up for review."`
	NotStarted   retentionNotStarted   `cmd:"" help:"List the cases whose clock has not started: a day or a class is not known, or they are open."`
	Certificates retentionCertificates `cmd:"" help:"List a month's certificates of destruction."`
}
