package client

import (
	"context"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
)

// DueCases is a page of cases and when they go.
type DueCases struct {
	AsOf   disclosure.Date `json:"asOf"`
	Cases  []DueCase       `json:"cases"`
	Halted *struct {
		Reason string `json:"reason"`
	} `json:"halted"` // nil unless nothing is destroyed
	Cursor string `json:"cursor"`
}

// DueCase is a case, when it goes and why.
type DueCase struct {
	Case     disclosure.CaseRef   `json:"case"`
	State    disclosure.CaseState `json:"state"`
	Clock    string               `json:"clock"`
	DueOn    disclosure.Date      `json:"dueOn"`
	BeginsOn disclosure.Date      `json:"beginsOn"`
	Reason   string               `json:"reason"`
	Disposal *struct {
		Phase  string          `json:"phase"`
		StopBy time.Time       `json:"stopBy"` // zero when it can no longer be stopped
		LookOn disclosure.Date `json:"lookOn"`
		Late   bool            `json:"late"`
	} `json:"disposal"`
}

// DueWithin asks for the cases whose disposal may begin within so many days, or is
// under way, the earliest first.
func (c *Client) DueWithin(ctx context.Context, purpose string, days int, cursor string) (DueCases, error) {
	return look[DueCases](ctx, c, purpose, "/retention/due", set("days", strconv.Itoa(days), "cursor", cursor))
}

// Reviews asks for the cases that nothing destroys before a review has said so.
func (c *Client) Reviews(ctx context.Context, purpose, cursor string) (DueCases, error) {
	return look[DueCases](ctx, c, purpose, "/retention/reviews", set("cursor", cursor))
}

// NotStarted asks for the cases whose time has not begun.
func (c *Client) NotStarted(ctx context.Context, purpose, cursor string) (DueCases, error) {
	return look[DueCases](ctx, c, purpose, "/retention/not-started", set("cursor", cursor))
}

// Holds is a page of holds that stand, the earliest review first.
type Holds struct {
	Holds []struct {
		Case disclosure.CaseRef `json:"case"`
		disclosure.Hold
		Overdue bool `json:"overdue"`
		Stopped bool `json:"stopped"` // a destruction of the case was
	} `json:"holds"`
	Cursor string `json:"cursor"`
}

// Holds asks for every hold that stands.
func (c *Client) Holds(ctx context.Context, purpose, cursor string) (Holds, error) {
	return look[Holds](ctx, c, purpose, "/retention/holds", set("cursor", cursor))
}

// Certificates is a page of what was destroyed in a month.
type Certificates struct {
	Month        string `json:"month"`
	Certificates []struct {
		Case       disclosure.CaseRef `json:"case"` // empty of what belonged to none
		RecordedAt time.Time          `json:"recordedAt"`
		Leaf       string             `json:"leaf"`
		disclosure.Certificate
	} `json:"certificates"`
	Cursor string `json:"cursor"`
}

// Certificates asks for what was destroyed in a month, "2026-11", or, where it is empty,
// at any time and the latest first.
func (c *Client) Certificates(ctx context.Context, purpose, month, cursor string) (Certificates, error) {
	return look[Certificates](ctx, c, purpose, "/retention/certificates", set("month", month, "cursor", cursor))
}

// BreachClock is where the 72 hours of UK GDPR Article 33 stand.
type BreachClock struct {
	State        string    `json:"state"`
	AwareAt      time.Time `json:"awareAt"`
	Deadline     time.Time `json:"deadline"`
	Assumed      bool      `json:"assumed"` // nobody has said when the council became aware
	PeopleToTell bool      `json:"peopleToTell"`
	Says         string    `json:"says"`
}

// OpenBreaches is a page of breaches with something to do.
type OpenBreaches struct {
	Breaches []struct {
		Reference string      `json:"reference"`
		Clock     BreachClock `json:"clock"`
		Recorded  bool        `json:"recorded"` // false while only a disclosure names it
		Retrieved string      `json:"retrieved"`
		Others    int         `json:"others"`
	} `json:"breaches"`
	Cursor string `json:"cursor"`
}

// OpenBreaches asks for the breaches with something to do.
func (c *Client) OpenBreaches(ctx context.Context, purpose, cursor string) (OpenBreaches, error) {
	return look[OpenBreaches](ctx, c, purpose, "/breaches", set("cursor", cursor))
}

// ClosedBreaches is a page of breaches with nothing left to do.
type ClosedBreaches struct {
	Breaches []struct {
		Reference string          `json:"reference"`
		From      disclosure.Date `json:"from"`
		Clock     BreachClock     `json:"clock"`
		Retrieved string          `json:"retrieved"`
	} `json:"breaches"`
	Cursor string `json:"cursor"`
}

// ClosedBreaches asks for the breaches with nothing left to do.
func (c *Client) ClosedBreaches(ctx context.Context, purpose, cursor string) (ClosedBreaches, error) {
	return look[ClosedBreaches](ctx, c, purpose, "/breaches/closed", set("cursor", cursor))
}

// UndecidedObjections is a page of the objections on which nobody has decided.
type UndecidedObjections struct {
	Objections []struct {
		Fact       disclosure.EntryID `json:"fact"`
		Subject    string             `json:"subject"`
		Made       disclosure.Date    `json:"made"`
		DecideBy   disclosure.Date    `json:"decideBy"`
		Overdue    int                `json:"overdue"` // days
		Until      disclosure.Date    `json:"until"`
		Reason     string             `json:"reason"`
		Reference  string             `json:"reference"`
		Department string             `json:"department"`
		RecordedBy string             `json:"recordedBy"`
	} `json:"objections"`
	Cursor string `json:"cursor"`
}

// UndecidedObjections asks for the objections on which nobody has decided.
func (c *Client) UndecidedObjections(ctx context.Context, purpose, cursor string) (UndecidedObjections, error) {
	return look[UndecidedObjections](ctx, c, purpose, "/objections/undecided", set("cursor", cursor))
}

// Breach is what went where, whose it was, and where the clock stands.
type Breach struct {
	Reference   string       `json:"reference"`
	Clock       *BreachClock `json:"clock"` // nil where nothing says that there was a breach
	Retrieved   string       `json:"retrieved"`
	Subjects    []string     `json:"subjects"`
	Says        string       `json:"says"`
	Disclosures []struct {
		Entry       disclosure.EntryID   `json:"entry"`
		Case        disclosure.CaseRef   `json:"case"`
		DisclosedAt time.Time            `json:"disclosedAt"`
		Recipient   disclosure.Recipient `json:"recipient"`
		Reason      string               `json:"reason"`
	} `json:"disclosures"`
}

// Breach asks about a breach by its reference in the breach register.
func (c *Client) Breach(ctx context.Context, purpose, reference string) (Breach, error) {
	return look[Breach](ctx, c, purpose, "/breach", set("reference", reference))
}

// UntoldChanges is a page of changes of which somebody is still to be told.
type UntoldChanges struct {
	Changes []struct {
		Subject     string          `json:"subject"`
		What        string          `json:"what"`
		On          disclosure.Date `json:"on"`
		Data        []string        `json:"data"`
		Reason      string          `json:"reason"`
		Outstanding int             `json:"outstanding"`
		Withheld    string          `json:"withheld"`
		Due         string          `json:"due"`
		Recipients  []struct {
			disclosure.Recipient
			Outcome string          `json:"outcome"`
			ToldOn  disclosure.Date `json:"toldOn"`
			By      disclosure.Date `json:"by"`
			Overdue int             `json:"overdue"`
			Reason  string          `json:"reason"`
			Says    string          `json:"says"`
		} `json:"recipients"`
	} `json:"changes"`
	Cursor string `json:"cursor"`
}

// UntoldChanges asks for the changes of which somebody is still to be told, the oldest
// first.
func (c *Client) UntoldChanges(ctx context.Context, purpose, cursor string) (UntoldChanges, error) {
	return look[UntoldChanges](ctx, c, purpose, "/changes/untold", set("cursor", cursor))
}

// Agreements is a page of sharing agreements, what lapses first before the others.
type Agreements struct {
	Agreements []struct {
		Reference   string          `json:"reference"`
		Version     string          `json:"version"`
		Signatories []string        `json:"signatories"`
		Covers      string          `json:"covers"`
		From        disclosure.Date `json:"from"`
		Until       disclosure.Date `json:"until"`
		DaysLeft    *int            `json:"daysLeft"` // nil where it has no last day
	} `json:"agreements"`
	Cursor string `json:"cursor"`
}

// Agreements asks for the sharing agreements: those that end within so many days,
// "90", or all where that is empty.
func (c *Client) Agreements(ctx context.Context, purpose, within, cursor string) (Agreements, error) {
	return look[Agreements](ctx, c, purpose, "/agreements", set("within", within, "cursor", cursor))
}

// AccessFilter says which looks are meant: of a person, a case or a month, "2026-11".
type AccessFilter struct {
	Subject  string             `json:"s,omitempty"`
	Case     disclosure.CaseRef `json:"c,omitempty"`
	Month    string             `json:"m,omitempty"`
	Unstated bool               `json:"u,omitempty"` // only those that said not why
}

// Accesses is a page of looks, the latest first.
type Accesses struct {
	Accesses []struct {
		At   time.Time             `json:"at"`
		By   disclosure.RecordedBy `json:"by"`
		Case disclosure.CaseRef    `json:"case"`
		disclosure.Access
	} `json:"accesses"`
	Cursor  string   `json:"cursor"`
	Nothing *Nothing `json:"nothing"` // where nothing was found
}

// Accesses asks who looked, and why. Asking is a look itself.
func (c *Client) Accesses(ctx context.Context, purpose string, f AccessFilter, cursor string) (Accesses, error) {
	unstated := ""
	if f.Unstated {
		unstated = "true"
	}
	return look[Accesses](ctx, c, purpose, "/access", set("subject", f.Subject, "case", f.Case.String(), "month", f.Month, "unstated", unstated, "cursor", cursor))
}

// Figure is a number as it may be published: rounded, or that it is under five.
type Figure struct {
	Count *int   `json:"count"` // nil where it is not shown
	Shown string `json:"shown"`
}

// Statistics are numbers of disclosures over whole months.
type Statistics struct {
	From        string `json:"from"`
	To          string `json:"to"`
	Complete    bool   `json:"complete"` // every month is over
	Disclosures Figure `json:"disclosures"`
	Warning     string `json:"warning"`
	Exact       *int   `json:"exact"` // nil where it was not asked for
	Rows        []struct {
		Table string `json:"table"`
		Value string `json:"value"`
		And   string `json:"and"`
		Exact *int   `json:"exact"` // nil where it was not asked for
		Figure
	} `json:"rows"`
}

// Statistics asks for the numbers of the months, "2026-01" to "2026-12"; the last
// twelve where they are empty. Exact numbers beside them are not to be published.
func (c *Client) Statistics(ctx context.Context, purpose, from, to string, exact bool) (Statistics, error) {
	query := set("from", from, "to", to)
	if exact {
		query.Set("exact", "true")
	}
	return look[Statistics](ctx, c, purpose, "/statistics", query)
}

// CloseCase has retention run from the day given.
func (c *Client) CloseCase(ctx context.Context, key string, ref disclosure.CaseRef, b disclosure.Closure) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/cases"+segment(ref.String())+"/close", b)
}

// ReopenCase stops a case's clocks, which start afresh from the next closure.
func (c *Client) ReopenCase(ctx context.Context, key string, ref disclosure.CaseRef, b disclosure.Reopening) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/cases"+segment(ref.String())+"/reopen", b)
}

// ReviewCase records what a review decided.
func (c *Client) ReviewCase(ctx context.Context, key string, ref disclosure.CaseRef, b disclosure.CaseReviewed) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/cases"+segment(ref.String())+"/review", b)
}

// DateCase says from which days a case's periods run, whole.
func (c *Client) DateCase(ctx context.Context, key string, ref disclosure.CaseRef, b disclosure.CaseDates) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/cases"+segment(ref.String())+"/dates", b)
}
