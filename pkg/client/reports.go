package client

import (
	"context"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
)

// AnnualReturn is a year's numbers beside those of the year before, in plain words. They
// may be published.
type AnnualReturn struct {
	Controller  string          `json:"controller"`
	Year        int             `json:"year"`
	AsOf        disclosure.Date `json:"asOf"`
	Complete    bool            `json:"complete"` // the year is over
	Disclosures TwoYears        `json:"disclosures"`
	Rows        []struct {
		Table      string `json:"table"`
		TableTitle string `json:"tableTitle"`
		Title      string `json:"title"`
		AndTitle   string `json:"andTitle"`
		TwoYears
	} `json:"rows"`
	Note string `json:"note"`
}

// TwoYears is a number of the year and of the year before.
type TwoYears struct {
	ThisYear   Figure `json:"thisYear"`
	YearBefore Figure `json:"yearBefore"`
}

// AnnualReturn asks for the annual return of a calendar year.
func (c *Client) AnnualReturn(ctx context.Context, purpose string, year int) (AnnualReturn, error) {
	return look[AnnualReturn](ctx, c, purpose, "/annual-return", set("year", strconv.Itoa(year)))
}

// AnnualReturnFile asks for the same as CSV.
func (c *Client) AnnualReturnFile(ctx context.Context, purpose string, year int) ([]byte, error) {
	return c.text(ctx, purpose, "/annual-return/file", set("year", strconv.Itoa(year)))
}

// ProcessingRecord is what the register adds to the council's record of processing
// activities (UK GDPR Article 30) for a period.
type ProcessingRecord struct {
	From    disclosure.Date `json:"from"`
	To      disclosure.Date `json:"to"`
	Notices []struct {
		Title      string   `json:"title"`
		Version    string   `json:"version"`
		Purposes   []string `json:"purposes"`
		Data       []string `json:"data"`
		Recipients []string `json:"recipients"`
		Transfers  []string `json:"transfers"`
		Retention  []struct {
			What    string `json:"what"`
			Period  string `json:"period"`
			Trigger string `json:"trigger"`
		} `json:"retention"`
	} `json:"notices"`
	Recipients []struct {
		Title    string   `json:"title"`
		Kinds    []string `json:"kinds"`
		Purposes []string `json:"purposes"`
		Data     []string `json:"data"`
	} `json:"recipients"`
	Transfers []struct {
		Country    string   `json:"country"`
		Mechanism  string   `json:"mechanism"`
		Instrument string   `json:"instrument"`
		Recipients []string `json:"recipients"`
	} `json:"transfers"`
	Conditions []struct {
		Title             string   `json:"title"`
		Bases             []string `json:"bases"`
		NeedsDocument     bool     `json:"needsPolicyDocument"`
		Documents         []string `json:"policyDocuments"`
		RetentionFollowed bool     `json:"retentionFollowed"`
		KeptLonger        []struct {
			Case  disclosure.CaseRef `json:"case"`
			DueOn disclosure.Date    `json:"dueOn"`
			Why   string             `json:"why"`
		} `json:"keptLonger"`
	} `json:"conditions"`
}

// ProcessingRecord asks for the extract of a period, its first and last day.
func (c *Client) ProcessingRecord(ctx context.Context, purpose string, from, to disclosure.Date) (ProcessingRecord, error) {
	return look[ProcessingRecord](ctx, c, purpose, "/processing-record", set("from", from.String(), "to", to.String()))
}

// ProcessingRecordFile asks for the same as CSV.
func (c *Client) ProcessingRecordFile(ctx context.Context, purpose string, from, to disclosure.Date) ([]byte, error) {
	return c.text(ctx, purpose, "/processing-record/file", set("from", from.String(), "to", to.String()))
}

// Sample is a random sample of disclosures, with what is needed to draw it again.
type Sample struct {
	Seed       string          `json:"seed"`
	SeedDrawn  bool            `json:"seedDrawn"` // by the register
	From       disclosure.Date `json:"from"`
	To         disclosure.Date `json:"to"`
	Population struct {
		Size           int    `json:"size"`
		WithExemptions int    `json:"withExemptions"`
		Fingerprint    string `json:"fingerprint"`
	} `json:"population"`
	Checkpoint string    `json:"checkpoint"`
	Items      []Sampled `json:"items"` // in the order of their lots
}

// Sampled is one disclosure of a sample.
type Sampled struct {
	Entry   disclosure.Entry `json:"entry"` // as it now reads
	Lots    int              `json:"lots"`
	Lot     string           `json:"lot"`
	Leaf    string           `json:"leaf"`
	Letters []struct {
		Title      string    `json:"title"`
		ArchivedAt time.Time `json:"archivedAt"`
		Own        bool      `json:"own"` // of this disclosure
	} `json:"correspondence"`
}

// Sample asks for so many disclosures of a period at random. An empty seed is drawn.
func (c *Client) Sample(ctx context.Context, purpose, seed string, size int, from, to disclosure.Date) (Sample, error) {
	return look[Sample](ctx, c, purpose, "/sample", set("seed", seed, "size", strconv.Itoa(size), "from", from.String(), "to", to.String()))
}
