package console

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// span is the time that a report is of, and how a sample is drawn.
type span struct {
	From disclosure.Date `json:"f,omitzero"`
	To   disclosure.Date `json:"t,omitzero"`
	Year int             `json:"y,omitempty"`
	Seed string          `json:"s,omitempty"`
	Size int             `json:"n,omitempty"`
}

// aReport is a report over the whole register.
type aReport struct {
	Intro    string
	Sets     []fieldset // of the form that asks what it is of
	Button   string
	File     string // address of the same as a spreadsheet
	FileSays string
	Facts    []said
	Parts    []reportPart
	None     string // what is said where there are no parts
	Proof    string // the log's checkpoint
}

// reportPart is a part of a report: a table, or things with what is said of each.
type reportPart struct {
	ID, Title string
	Heads     []string
	Lines     [][]string
	Rows      []listRow
	Folded    bool
}

// report shows a report, or the form alone where what it asks is wrong.
func (v *visit) report(t task, title string, f *form, fields []field, body aReport) error {
	set := fieldset{Fields: fields}
	set.fill(f)
	body.Sets = []fieldset{set}
	return v.on(t, "report", &page{Title: title, Nav: "more", Form: f, Body: body})
}

// sheetOf is the address of the report as a spreadsheet.
func (v *visit) sheetOf(t task) string {
	of := t.to(sheet)
	of.View = string(t.Kind)
	return v.session.path(of)
}

// The fields that reports ask.
var (
	askYear = []field{{Name: "year", Label: "Year", Hint: "A calendar year, such as 2026.", Type: "text"}}
	askSpan = []field{{Name: "from", Label: "First day", Type: "date"}, {Name: "to", Label: "Last day", Type: "date"}}
	askDraw = []field{
		askSpan[0], askSpan[1],
		{Name: "size", Label: "How many", Hint: "At most 100.", Type: "text"},
		{Name: "seed", Label: "The auditor’s own seed", Hint: "At most 64 letters, digits, full stops, hyphens and underscores: the same seed draws the same sample. Empty, one is drawn.", Type: "text"},
	}
)

// annual shows the annual return.
func (v *visit) annual(t task) error {
	if t.Span.Year == 0 {
		t.Span.Year = v.console.config.Now().In(disclosure.London).Year()
	}
	return v.annualForm(t, newForm())
}

const annualIntro = "A year’s disclosures in numbers that may be published, each beside the year before."

func (v *visit) annualForm(t task, f *form) error {
	body := aReport{Intro: annualIntro, Button: "Show the year"}
	if f.Errors != nil {
		return v.report(t, "Annual return", f, askYear, body)
	}
	f.Values["year"] = strconv.Itoa(t.Span.Year)
	r, err := v.api.AnnualReturn(v.r.Context(), t.Why, t.Span.Year)
	if err != nil {
		return err
	}
	body.File, body.FileSays = v.sheetOf(t), "The same as a spreadsheet (CSV)"
	body.Facts = []said{{"Council", r.Controller}, {"Year", strconv.Itoa(r.Year)}, {"Disclosures and refusals", r.Disclosures.ThisYear.Shown}, {"The year before", r.Disclosures.YearBefore.Shown}, {"How to read it", r.Note}}
	if !r.Complete {
		body.Facts = append(body.Facts, said{"Not over", "It is as of " + inWords(r.AsOf) + "."})
	}
	for _, row := range r.Rows {
		if n := len(body.Parts); n == 0 || body.Parts[n-1].ID != row.Table {
			body.Parts = append(body.Parts, reportPart{ID: row.Table, Title: row.TableTitle, Heads: []string{row.TableTitle, "This year", "Year before"}})
		}
		part := &body.Parts[len(body.Parts)-1]
		title := row.Title
		if row.Table == "month" {
			title = monthInWords(title)
		}
		if row.AndTitle != "" {
			title += ", " + row.AndTitle
		}
		part.Lines = append(part.Lines, []string{title, row.ThisYear.Shown, row.YearBefore.Shown})
	}
	return v.report(t, "Annual return", f, askYear, body)
}

// chooseYear goes to another year.
func (v *visit) chooseYear(t task) error {
	f := v.typed()
	year, err := strconv.Atoi(f.Values["year"])
	if err != nil || year < 2000 || year > 2999 {
		f.wrong("year", "Write the year in four digits, such as 2026.")
		return v.annualForm(t, f)
	}
	next := t.to(yearly)
	next.Span = span{Year: year}
	return v.goTo(next)
}

// processing shows the extract for the record of processing.
func (v *visit) processing(t task) error {
	if t.Span.From.IsZero() {
		t.Span.To = disclosure.DateOf(v.console.config.Now())
		t.Span.From = disclosure.NewDate(v.console.config.Now().In(disclosure.London).Year(), time.January, 1)
	}
	return v.processingForm(t, newForm())
}

func (v *visit) processingForm(t task, f *form) error {
	const title = "Record of processing"
	body := aReport{
		Intro:  "What the register adds to the council’s record of processing activities (UK GDPR Article 30), and to what is kept of each condition relied on (DPA 2018 Schedule 1 paragraph 41): from the disclosures as they now read, and from the notices in force.",
		Button: "Show the period",
	}
	if f.Errors != nil {
		return v.report(t, title, f, askSpan, body)
	}
	f.Values["from"], f.Values["to"] = t.Span.From.String(), t.Span.To.String()
	r, err := v.api.ProcessingRecord(v.r.Context(), t.Why, t.Span.From, t.Span.To)
	if statusOf(err) == http.StatusUnprocessableEntity && f.refused(err) {
		return v.report(t, title, f, askSpan, body)
	} else if err != nil {
		return err
	}
	body.File, body.FileSays = v.sheetOf(t), "The same as a spreadsheet (CSV)"
	recipients := reportPart{ID: "recipients", Title: "To whom data was disclosed"}
	for _, one := range r.Recipients {
		row := listRow{Title: one.Title}
		row.with("Which", strings.Join(one.Kinds, "; "))
		row.with("For what", strings.Join(one.Purposes, "; "))
		row.with("What data", strings.Join(one.Data, "; "))
		recipients.Rows = append(recipients.Rows, row)
	}
	if recipients.Rows == nil {
		recipients.Rows = []listRow{{Title: "Nobody outside the council in this period"}}
	}
	transfers := reportPart{ID: "transfers", Title: "What left the United Kingdom"}
	for _, one := range r.Transfers {
		row := listRow{Title: one.Country}
		row.with("On what mechanism", one.Mechanism)
		row.with("By which instrument", one.Instrument)
		row.with("To", strings.Join(one.Recipients, "; "))
		transfers.Rows = append(transfers.Rows, row)
	}
	if transfers.Rows == nil {
		transfers.Rows = []listRow{{Title: "Nothing in this period"}}
	}
	body.Parts = append(body.Parts, recipients, transfers)
	conditions := reportPart{ID: "conditions", Title: "Conditions relied on"}
	for _, one := range r.Conditions {
		row := listRow{Title: one.Title}
		row.with("How Article 6 was met", strings.Join(one.Bases, "; "))
		if one.NeedsDocument {
			row.with("Policy documents", strings.Join(one.Documents, "; "))
			if len(one.Documents) == 0 {
				row.Tag, row.Kept = "It needs a policy document, and none is named", true
			}
		}
		row.with("Retention policy", map[bool]string{true: "Followed", false: "Not followed"}[one.RetentionFollowed])
		for _, late := range one.KeptLonger {
			row.with("Kept longer: case "+late.Case.String(), "Due on "+inWords(late.DueOn)+". "+late.Why)
		}
		conditions.Rows = append(conditions.Rows, row)
	}
	if conditions.Rows != nil {
		body.Parts = append(body.Parts, conditions)
	}
	for i, n := range r.Notices {
		part := reportPart{ID: "notice-" + strconv.Itoa(i), Title: n.Title + ", version " + n.Version, Folded: true}
		row := listRow{Title: "What the notice says"}
		row.with("Purposes", strings.Join(n.Purposes, "; "))
		row.with("Data", strings.Join(n.Data, "; "))
		row.with("Recipients", strings.Join(n.Recipients, "; "))
		row.with("Outside the United Kingdom", strings.Join(n.Transfers, "; "))
		part.Rows = []listRow{row}
		part.Heads = []string{"What is kept", "How long", "From when"}
		for _, kept := range n.Retention {
			part.Lines = append(part.Lines, []string{kept.What, kept.Period, kept.Trigger})
		}
		body.Parts = append(body.Parts, part)
	}
	return v.report(t, title, f, askSpan, body)
}

// spanOf reads the first and the last day.
func (f *form) spanOf() span {
	s := span{From: f.day("from", "Give the first day.", true), To: f.day("to", "Give the last day.", true)}
	if f.Errors == nil && s.To.Before(s.From) {
		f.wrong("to", "The last day is before the first.")
	}
	return s
}

func (v *visit) chooseSpan(t task) error {
	f := v.typed()
	s := f.spanOf()
	if f.Errors != nil {
		return v.processingForm(t, f)
	}
	next := t.to(processed)
	next.Span = s
	return v.goTo(next)
}

// sampleSize is how many a sample draws unless it is asked otherwise.
const sampleSize = 25

// sample shows the form, and once it was sent the sample.
func (v *visit) sample(t task) error {
	if !v.seesAll() {
		return v.nothingHere()
	}
	return v.sampleForm(t, newForm())
}

func (v *visit) sampleForm(t task, f *form) error {
	const title = "Random sample"
	body := aReport{
		Intro:  "Disclosures and refusals of a period drawn at random, for an auditor to look through: each that relies on an exemption has four lots, any other one. The same seed and period give the same sample to whoever draws it.",
		Button: "Draw the sample",
	}
	if f.Errors != nil || t.Span.Size == 0 {
		if f.Errors == nil {
			f.Values["size"] = strconv.Itoa(sampleSize)
		}
		return v.report(t, title, f, askDraw, body)
	}
	s := t.Span
	f.Values["from"], f.Values["to"], f.Values["size"], f.Values["seed"] = s.From.String(), s.To.String(), strconv.Itoa(s.Size), s.Seed
	drawn, err := v.api.Sample(v.r.Context(), t.Why, s.Seed, s.Size, s.From, s.To)
	if statusOf(err) == http.StatusUnprocessableEntity && f.refused(err) {
		return v.report(t, title, f, askDraw, body)
	} else if err != nil {
		return err
	}
	body.Facts = []said{
		{"Seed", drawn.Seed + " (keep it: it draws the same sample again)"},
		{"Drawn from", count(drawn.Population.Size, "disclosure or refusal", "disclosures and refusals") + ", of which " + number(drawn.Population.WithExemptions) + " rely on an exemption"},
		{"Fingerprint of those", drawn.Population.Fingerprint},
	}
	body.Proof, body.None = drawn.Checkpoint, "Nothing was shared or refused in the period."
	part := reportPart{ID: "drawn", Title: "Drawn, in the order of their lots"}
	for _, one := range drawn.Items {
		d, err := disclosureOf(one.Entry)
		if err != nil {
			return err
		}
		of := t.to(record)
		of.Entry, of.Span = one.Entry.ID, span{}
		row := listRow{Title: inWords(disclosure.DateOf(d.DisclosedAt)) + ": " + happened(d.Decision) + ", " + v.words.called(d.Recipient), Open: v.session.path(of)}
		row.with("Case", one.Entry.Case.String())
		row.with("Lot", one.Lot+", of "+count(one.Lots, "lot", "lots"))
		row.with("Leaf", one.Leaf)
		for _, letter := range one.Letters {
			if letter.Own {
				row.with("Letter", letter.Title)
			}
		}
		part.Rows = append(part.Rows, row)
	}
	if part.Rows != nil {
		body.Parts = []reportPart{part}
	}
	return v.report(t, title, f, askDraw, body)
}

func (v *visit) drawSample(t task) error {
	f := v.typed()
	s := f.spanOf()
	size, err := strconv.Atoi(f.Values["size"])
	if err != nil || size < 1 || size > 100 {
		f.wrong("size", "Write a number from 1 to 100.")
	}
	if !isReference(f.Values["seed"], 64) {
		f.wrong("seed", "A seed is at most 64 letters, digits, full stops, hyphens and underscores.")
	}
	if f.Errors != nil {
		return v.sampleForm(t, f)
	}
	next := t.to(sampled)
	// A seed that the register drew would be another at each refresh of the page.
	s.Size, s.Seed = size, cmp.Or(f.Values["seed"], "drawn-"+secret())
	next.Span = s
	return v.goTo(next)
}

// spreadsheet sends a report as a file.
func (v *visit) spreadsheet(t task) error {
	var text []byte
	var err error
	name := "annual-return.csv"
	switch kind(t.View) {
	case yearly:
		text, err = v.api.AnnualReturnFile(v.r.Context(), t.Why, t.Span.Year)
	case processed:
		name = "record-of-processing.csv"
		text, err = v.api.ProcessingRecordFile(v.r.Context(), t.Why, t.Span.From, t.Span.To)
	default:
		return v.lost()
	}
	if err != nil {
		return err
	}
	return v.file(name, text)
}

// file sends a spreadsheet to be saved.
func (v *visit) file(name string, text []byte) error {
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(text) // a browser that hung up needs no answer
	return nil
}
