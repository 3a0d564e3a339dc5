package console

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/client"
)

// export is the page of an export: how far it is, and what to do with its file.
type export struct {
	client.Export
	What     string // what sort of file it is
	Of       string // which entries it has, as far as that is known here, without a reference
	Reason   string // what it was asked for
	File     string // the name that the file is downloaded under
	Download string // address that leads to the file; empty until there is one
	Again    string // address of the page itself
}

// exports lists what was asked for, and leads to the form that asks.
func (v *visit) exports(t task) error {
	all, err := v.api.Exports(v.r.Context(), t.Why, t.Cursor)
	if err != nil {
		return err
	}
	body := listing{
		Intro: "Files that were asked for, by whomever, newest first. Each is kept for a week once it is made.",
		None:  "No export was asked for.",
		Tabs:  []tab{{"Asked for", v.session.path(t.to(exportsOf)), true}, {"Ask for one", v.session.path(t.to(asking)), false}},
	}
	for _, e := range all.Exports {
		of := t.to(exported)
		of.View, of.Asked, of.Scope = e.ID, e.Purpose, ""
		row := listRow{Title: whatIs(e) + ", " + moment(e.RequestedAt), Open: v.session.path(of), Says: e.Purpose}
		row.Tag = map[string]string{"queued": "Waiting to be made", "running": "Being made", "failed": "Failed"}[e.Status]
		row.Kept = e.Status == "failed"
		row.with("File kept until", moment(e.FileExpires))
		body.Rows = append(body.Rows, row)
	}
	return v.list(t, "Exports", all.Cursor, nil, body)
}

// fileNames are the formats of exports, and totalNames what some are the total of.
var (
	fileNames  = map[string]string{"csv": "Spreadsheet (CSV)", "xlsx": "Spreadsheet (Excel)", "bundle": "Evidence bundle", "json": "File for programs (JSON)"}
	totalNames = map[string]string{"statistics": "Statistics", "annual-return": "Annual return", "processing-record": "Record of processing"}
)

// whatIs says what sort of file an export is.
func whatIs(e client.Export) string {
	if e.Total != nil {
		return totalNames[e.Total.Of] + ": " + fileNames[e.Format]
	}
	return fileNames[e.Format]
}

// fileOf is the name that the file of an export is downloaded under: as the API gives it.
func fileOf(e client.Export) string {
	name, ending := "disclosures", e.Format
	if e.Format == "bundle" {
		name, ending = "evidence", "zip"
	}
	if e.Total != nil {
		name = e.Total.Of
	}
	return name + "-not-for-the-person-" + e.RequestedAt.UTC().Format(time.DateOnly) + "." + ending
}

// scopeOf says which entries are asked for. It names no person and no case: the page may be
// shown to who was not told of whom it was.
func scopeOf(asked client.ExportAsked) string {
	if asked.Range != nil && asked.Range.First > 0 {
		return "The log, from entry " + number(int(asked.Range.First)) + " on"
	} else if asked.Range != nil {
		return "The whole log"
	}
	var parts []string
	if asked.Filter.Subject != "" {
		parts = append(parts, "one person")
	}
	if asked.Filter.Case != "" {
		parts = append(parts, "one case")
	}
	if !asked.Filter.From.IsZero() {
		parts = append(parts, "disclosed from "+inWords(asked.Filter.From))
	}
	if !asked.Filter.To.IsZero() {
		parts = append(parts, "disclosed up to "+inWords(asked.Filter.To))
	}
	says := capital(cmp.Or(strings.Join(parts, ", "), "all of the register"))
	return says + map[string]string{"current": ": each disclosure as it now reads", "as-recorded": ": every entry as it was recorded"}[asked.Rows]
}

// askExport shows the form in which an export is asked for.
func (v *visit) askExport(t task) error {
	f := newForm()
	// From the page of a person or a case, it is of them.
	f.Values["subject"], f.Values["case"], f.Values["rows"] = t.Subject, t.Case.String(), "current"
	return v.exportForm(t, f)
}

// exportAsks are the fields of the form. What is chosen is of one form alone.
func exportAsks() []fieldset {
	return []fieldset{
		{Fields: []field{{Name: "format", Label: "What the file is for", Type: "pick", Options: []choice{
			{Value: "xlsx", Title: "To read: a workbook"},
			{Value: "csv", Title: "To work on with other tools: CSV"},
			{Value: "bundle", Title: "To prove what is in the register: an evidence bundle", Hint: "For an auditor, a court or the Information Commissioner, who check it without the register’s help. Every entry is proved; that none was left out is proved of the whole log alone."},
		}}}},
		{Legend: "Of what", Hint: "Leave everything empty for all of the register; of a bundle, that is the whole log.", Fields: []field{
			{Name: "subject", Label: "Only about the person", Hint: "The council’s reference. It is not an answer to the person: what is kept from them is in it.", Type: "text"},
			{Name: "case", Label: "Only the case", Type: "text"},
			{Name: "from", Label: "Disclosed from", Type: "date"},
			{Name: "to", Label: "Disclosed to", Type: "date"},
		}},
		{Fields: []field{
			{Name: "rows", Label: "Of a workbook or CSV: which rows", Type: "pick", Options: []choice{
				{Value: "current", Title: "Each disclosure once, as it now reads"},
				{Value: "as-recorded", Title: "Every entry as it was recorded, those corrected since too"},
			}},
			{Name: "since", Label: "Of a bundle: the size of the checkpoint kept from last time", Hint: "Its second line. The bundle then proves that nothing recorded by then was changed or removed; one of the whole log begins there.", Type: "text"},
		}},
	}
}

func (v *visit) exportForm(t task, f *form) error {
	body := struct{ Sets []fieldset }{exportAsks()}
	for i := range body.Sets {
		body.Sets[i].fill(f)
	}
	f.inOrder("format", "subject", "case", "from", "to", "rows", "since")
	return v.on(t, "export-ask", &page{Title: "Ask for an export", Nav: "more", Form: f, Body: body})
}

// requestExport asks for the export. Its purpose is the task's, which is kept with the
// record of who looked.
func (v *visit) requestExport(t task) error {
	f := v.typed()
	asked := client.ExportAsked{Format: f.Values["format"], Purpose: t.Why}
	filter := client.ExportFilter{Subject: f.Values["subject"], Case: f.Values["case"], From: f.day("from", "", false), To: f.day("to", "", false)}
	size, err := strconv.ParseInt(cmp.Or(f.Values["since"], "0"), 10, 64)
	if err != nil || size < 0 {
		f.wrong("since", "Write the number that is the second line of the checkpoint, in digits.")
	}
	if !isReference(filter.Subject, 128) {
		f.wrong("subject", "A reference is at most 128 letters, digits and signs in one line, as the council's index has it.")
	}
	switch asked.Format {
	case "csv", "xlsx":
		if asked.Filter, asked.Rows = &filter, f.Values["rows"]; asked.Rows == "" {
			f.wrong("rows", "Say which rows it has.")
		}
		if f.Values["since"] != "" {
			f.wrong("since", "A checkpoint is of a bundle alone: leave this empty.")
		}
	case "bundle":
		switch {
		case filter == (client.ExportFilter{}):
			asked.Range = &client.ExportRange{First: size}
		case size > 0:
			asked.Filter, asked.Since = &filter, []int64{size}
		default:
			asked.Filter = &filter
		}
	default:
		f.wrong("format", "Say what the file is for.")
	}
	if f.Errors != nil {
		return v.exportForm(t, f)
	}
	made, err := v.api.AskForExport(v.r.Context(), f.Key, asked)
	if f.refused(err) {
		for i := range f.Errors {
			f.Errors[i].Field = strings.TrimPrefix(strings.Replace(f.Errors[i].Field, "range-first", "since", 1), "filter-")
		}
		return v.exportForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(exported)
	next.Subject, next.Case, next.View, next.Done = "", "", made.ID, "The export is asked for."
	next.Asked, next.Scope = t.Why, scopeOf(asked)
	return v.goTo(next)
}

// exported shows how far an export is.
func (v *visit) exported(t task) error {
	e, err := v.api.Export(v.r.Context(), t.Why, t.View)
	if err != nil {
		return err
	}
	body := export{Export: e, What: whatIs(e), Of: t.Scope, Reason: t.Asked, File: fileOf(e), Again: v.session.path(t.to(exported))}
	if r := e.Range; r != nil && r.End > r.First {
		body.Of = "The log, from entry " + number(int(r.First)) + " up to entry " + number(int(r.End-1))
	}
	if e.URL != "" {
		body.Download = v.session.path(t.to(fetching))
	}
	return v.on(t, "export", &page{Title: "Export", Nav: "more", Body: body})
}

// download leads to the file by a link of the API's, made anew: it works for five
// minutes, and the page may have stood open for longer.
func (v *visit) download(t task) error {
	e, err := v.api.Export(v.r.Context(), t.Why, t.View)
	if err != nil {
		return err
	}
	return v.toLink(e.URL, "It is not made yet, or is gone: a file is kept for a few days. Ask for the export again.")
}

// toLink leads the browser to a link of the API's, or says why there is none.
func (v *visit) toLink(to, none string) error {
	link, err := url.Parse(to)
	if err != nil || link.Host == "" || link.Scheme != "https" && link.Scheme != "http" {
		return v.render(http.StatusNotFound, "refused", &page{Title: "The file is not there", Body: none})
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}
