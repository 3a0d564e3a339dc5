package report

import (
	"errors"
	"io"
	"time"

	"disclosure-register/pkg/disclosure"
)

// XLSXType is the media type of what a [Workbook] writes.
const XLSXType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Cover says of a workbook what it is, on the sheet that comes first.
type Cover struct {
	Register   disclosure.Register
	Controller string
	Filter     []string // in words, a part to each
	Reading    string   // in words: as it now reads, or as recorded
	Purpose    string
	Asker      string // name
	AskedAt    time.Time
	TreeSize   int64 // leaves of the log when it was asked for
}

// Relied is a basis, condition, exemption or gateway, or a kind of recipient, and what it
// asks for.
type Relied struct{ ID, Title, Asks string }

// TransferID is what a transfer out of the United Kingdom rests on, among what was relied on.
const TransferID = "ukgdpr-chapter-5"

// RecipientID is a kind of recipient among what was relied on: its category and, with a
// slash between, its kind where one is given.
func RecipientID(r disclosure.Recipient) string {
	if r.Kind == "" {
		return r.Category
	}
	return r.Category + "/" + r.Kind
}

// Workbook is a spreadsheet with a cover. Discard removes what was spilt, and must be
// called.
type Workbook interface {
	Write(*Row) error
	Close() (*Digest, error)
	Discard() error
}

// A maker begins a workbook that is written to w, spilling within the folder spill.
type maker = func(w io.Writer, spill string, cover Cover, relied func(id string) Relied) (Workbook, error)

// makeWorkbook is package workbook's, once a program imports that.
var makeWorkbook maker

// MakeWorkbooks has workbooks be made so. It is called as a program begins, by what makes
// them.
func MakeWorkbooks(how maker) { makeWorkbook = how }

// NewWorkbook begins a workbook. It fails in a program that has not what makes them.
func NewWorkbook(w io.Writer, spill string, cover Cover, relied func(id string) Relied) (Workbook, error) {
	if makeWorkbook == nil {
		return nil, errors.New("this program makes no workbooks: package workbook is not in it")
	}
	return makeWorkbook(w, spill, cover, relied)
}
