package report

import (
	"io"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// ProcessingRecord is what a register adds to the council's record of processing
// activities: to whom data is and has been disclosed, for what and with which
// safeguards (UK GDPR Article 30(1)(b) to (f)), and, of each condition relied on,
// how Article 6 is met and whether the retention policy was followed (DPA 2018
// Schedule 1 paragraph 41). It names categories, and no person or case apart from
// cases kept too long.
type ProcessingRecord struct {
	Register   disclosure.Register   `json:"register"`
	Controller string                `json:"controller"`
	From       disclosure.Date       `json:"from" format:"date"`
	To         disclosure.Date       `json:"to" format:"date"`
	AsOf       disclosure.Date       `json:"asOf" format:"date"`
	Notices    []ProcessingNotice    `json:"notices" doc:"What the notices in force in the period say"`
	Recipients []ProcessingRecipient `json:"recipients" doc:"To whom data was disclosed in the period; sharing within the council and answers to the people themselves are left out"`
	Transfers  []ProcessingTransfer  `json:"transfers" doc:"What left the United Kingdom, and under which safeguards"`
	Conditions []ProcessingCondition `json:"conditions" doc:"Conditions relied on for special category and criminal offence data"`
}

// ProcessingNotice is what a notice says of its processing.
type ProcessingNotice struct {
	ID         string                `json:"id"`
	Version    string                `json:"version"`
	Title      string                `json:"title"`
	Purposes   []string              `json:"purposes"`
	Data       []string              `json:"data" doc:"Categories of data"`
	Recipients []string              `json:"recipients"`
	Transfers  []string              `json:"transfers"`
	Retention  []ProcessingRetention `json:"retention" doc:"Envisaged time limits for erasure"`
}

// ProcessingRetention is a class of records and how long it is kept.
type ProcessingRetention struct {
	What    string `json:"what"`
	Bound   string `json:"bound" enum:"exact,maximum,minimum,follows,recurring-review"`
	Period  string `json:"period"`
	Trigger string `json:"trigger" doc:"What the period runs from"`
}

// ProcessingRecipient is a category of recipient to which data was disclosed.
type ProcessingRecipient struct {
	Category string   `json:"category"`
	Title    string   `json:"title"`
	Kinds    []string `json:"kinds"`
	Purposes []string `json:"purposes" doc:"The notices' purposes that were met; one that no notice names is said to be"`
	Data     []string `json:"data" doc:"Categories of data"`
}

// ProcessingTransfer is a country to which data went, and the safeguards.
type ProcessingTransfer struct {
	Country    string   `json:"country"`
	Mechanism  string   `json:"mechanism"`
	Instrument string   `json:"instrument,omitempty"`
	Recipients []string `json:"recipients"`
}

// ProcessingCondition is a condition relied on in the period.
type ProcessingCondition struct {
	Condition     string   `json:"condition"`
	Title         string   `json:"title"`
	Bases         []string `json:"bases" doc:"How the processing satisfied Article 6"`
	NeedsDocument bool     `json:"needsPolicyDocument" doc:"Whether any of it counted only with an appropriate policy document, so that paragraph 41 asks for this line"`
	Documents     []string `json:"policyDocuments" doc:"Documents named, with their versions"`
	// RetentionFollowed is false when a case with such data has been kept past its
	// day, whatever the reason.
	RetentionFollowed bool             `json:"retentionFollowed" doc:"Whether every case with such data that is still held is within its retention period"`
	KeptLonger        []ProcessingLate `json:"keptLonger" doc:"Cases past their day, and why the policy was not followed"`
}

// ProcessingLate is a case kept past its day.
type ProcessingLate struct {
	Case  disclosure.CaseRef `json:"case"`
	DueOn disclosure.Date    `json:"dueOn" format:"date"`
	Why   string             `json:"why"`
}

// UnnamedPurpose stands for purposes in officers' words that meet none of the
// notice's. The words themselves stay in the entries: they may name somebody.
const UnnamedPurpose = "A purpose that the notice does not name"

// WriteCSV writes the record as a spreadsheet, a row for each recipient, transfer,
// condition and class of each notice.
func (p *ProcessingRecord) WriteCSV(w io.Writer) error {
	many := func(values []string) string { return strings.Join(values, "; ") }
	var rows [][]string
	add := func(part, what, purposes, data, safeguards, retention string) {
		rows = append(rows, []string{part, what, purposes, data, safeguards, retention})
	}
	for _, n := range p.Notices {
		add("Notice "+n.ID+" "+n.Version, many(n.Recipients), many(n.Purposes), many(n.Data), many(n.Transfers), "")
		for _, r := range n.Retention {
			add("Notice "+n.ID+" "+n.Version, r.What, "", "", "", r.Period+" ("+r.Bound+") from "+r.Trigger)
		}
	}
	for _, r := range p.Recipients {
		add("Disclosed to", many(append([]string{r.Title}, r.Kinds...)), many(r.Purposes), many(r.Data), "", "")
	}
	for _, t := range p.Transfers {
		add("Left the United Kingdom", t.Country+": "+many(t.Recipients), "", "", many([]string{t.Mechanism, t.Instrument}), "")
	}
	for _, c := range p.Conditions {
		retention := "followed"
		if !c.RetentionFollowed {
			retention = "not followed:"
			for _, late := range c.KeptLonger {
				retention += " " + late.Case.String() + " was due on " + late.DueOn.String() + ": " + late.Why
			}
		}
		add("Condition relied on", c.Title, "", "", many(append(append([]string{}, c.Bases...), c.Documents...)), retention)
	}
	return WriteTable(w, []string{"Part", "What or whom", "Purposes", "Data", "Safeguards, bases and documents", "Retention"}, rows)
}
