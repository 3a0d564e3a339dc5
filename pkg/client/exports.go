package client

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
)

// ExportAsked is an export as it is asked for.
type ExportAsked struct {
	Format string        `json:"format"` // csv, xlsx or bundle
	Filter *ExportFilter `json:"filter,omitempty"`
	Rows   string        `json:"rows,omitempty"`  // of a spreadsheet: current or as-recorded
	Range  *ExportRange  `json:"range,omitempty"` // of a bundle, in place of a filter
	// Since are sizes of older checkpoints that a bundle of what a filter finds proves the
	// log to extend.
	Since   []int64 `json:"since,omitempty"`
	Purpose string  `json:"purpose"`
}

// ExportFilter says which disclosures are meant. Zero is all.
type ExportFilter struct {
	Subject string          `json:"subject,omitempty"`
	Case    string          `json:"case,omitempty"`
	From    disclosure.Date `json:"from,omitzero"`
	To      disclosure.Date `json:"to,omitzero"`
}

// ExportRange is a range of the log, from a leaf up to the record of the request
// itself.
type ExportRange struct {
	First int64 `json:"first"`
}

// Export is an export and how far it is.
type Export struct {
	ID          string    `json:"id"`
	Status      string    `json:"status"` // queued, running, done or failed
	Format      string    `json:"format"`
	RequestedAt time.Time `json:"requestedAt"`
	Rows        int       `json:"rows"`
	Warnings    []string  `json:"warnings"`
	SHA256      string    `json:"sha256"`
	RowsSHA256  string    `json:"rowsSha256"` // of a spreadsheet: the same whatever the format
	Size        int64     `json:"size"`       // bytes
	URL         string    `json:"url"`        // works for five minutes
	FileExpires time.Time `json:"fileExpires"`
	Problem     string    `json:"problem"`
	Purpose     string    `json:"purpose"` // in a list
	// Range is what of the log a bundle over a range has.
	Range *struct {
		First int64 `json:"first"`
		End   int64 `json:"end"` // the first that it has not; 0 where that is not known yet
	} `json:"range"`
	Total *struct {
		Of string `json:"of"` // statistics, annual-return or processing-record
	} `json:"total"`
}

// Exports are those that were asked for, newest first.
type Exports struct {
	Exports []Export `json:"exports"`
	Cursor  string   `json:"cursor"`
}

// Exports asks for the exports that were asked for, by whomever.
func (c *Client) Exports(ctx context.Context, purpose, cursor string) (Exports, error) {
	return look[Exports](ctx, c, purpose, "/exports", set("cursor", cursor))
}

// AskForExport asks for an export, which is made after the answer.
func (c *Client) AskForExport(ctx context.Context, key string, e ExportAsked) (Export, error) {
	return change[Export](ctx, c, key, "/exports", e)
}

// Export asks how far an export is, and for a link to its file once it is done.
func (c *Client) Export(ctx context.Context, purpose, id string) (Export, error) {
	return look[Export](ctx, c, purpose, "/exports"+segment(id), nil)
}
