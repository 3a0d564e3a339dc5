package console

import (
	"net/http"
	"net/url"

	"disclosure-register/pkg/client"
)

// export is the page of an export: how far it is, and what to do with its file.
type export struct {
	client.Export
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
		of.View = e.ID
		row := listRow{Title: fileNames[e.Format] + ", " + moment(e.RequestedAt), Open: v.session.path(of), Says: e.Purpose}
		if e.Total != nil {
			row.Title = totalNames[e.Total.Of] + " (" + row.Title + ")"
		}
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

// askExport shows the form in which an export is asked for.
func (v *visit) askExport(t task) error { return v.exportForm(t, newForm()) }

func (v *visit) exportForm(t task, f *form) error {
	return v.on(t, "export-ask", &page{Title: "Ask for an export", Nav: "more", Form: f})
}

// requestExport asks for the export. Its purpose is the task's, which is kept with the
// record of who looked.
func (v *visit) requestExport(t task) error {
	f := v.typed()
	asked := client.ExportAsked{Format: f.Values["format"], Purpose: t.Why}
	filter := client.ExportFilter{Case: f.Values["case"], From: f.day("from", "", false), To: f.day("to", "", false)}
	switch asked.Format {
	case "csv", "xlsx":
		asked.Filter = &filter
	case "bundle":
		if filter != (client.ExportFilter{}) {
			f.wrong("format", "A bundle of the whole log has every case and every day: leave those empty.")
		}
		asked.Range = &client.ExportRange{}
	default:
		f.wrong("format", "Say what the file is for.")
	}
	if f.Errors != nil {
		return v.exportForm(t, f)
	}
	made, err := v.api.AskForExport(v.r.Context(), f.Key, asked)
	if f.refused(err) {
		return v.exportForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(exported)
	next.View, next.Done = made.ID, "The export is asked for."
	return v.goTo(next)
}

// exported shows how far an export is.
func (v *visit) exported(t task) error {
	e, err := v.api.Export(v.r.Context(), t.Why, t.View)
	if err != nil {
		return err
	}
	body := export{Export: e, Again: v.session.path(t.to(exported))}
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
	link, err := url.Parse(e.URL)
	if err != nil || link.Host == "" || link.Scheme != "https" && link.Scheme != "http" {
		return v.render(http.StatusNotFound, "refused", &page{Title: "The file is not there", Body: "It is not made yet, or is gone: a file is kept for a few days. Ask for the export again."})
	}
	http.Redirect(v.w, v.r, e.URL, http.StatusSeeOther)
	return nil
}
