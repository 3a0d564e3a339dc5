package console

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"net/http"
	"regexp"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

//go:embed pages
var pageFiles embed.FS

// page is what every page is made of.
type page struct {
	Title  string
	Status int    // of the answer; zero is 200, or 422 where something has to be put right
	Nav    string // which part of the console it belongs to
	Form   *form
	Body   any
	Why    string // the purpose of the look, which stands on the page
	Person string // the reference of whom it is about
	Back   string // address of the page that it was opened from
	Done   string // what has just been done
	Waits  string // how many wait in the queue that it lists, on all its pages
	// Then is where to go on from what has just been done, and what that is called.
	Then, ThenSays string
	// Sheet is the address of the list that the page shows as a spreadsheet; empty where it
	// shows none.
	Sheet string
	Table string // and as a table
	// Action is where the form goes; empty where it is the page's own address.
	Action string

	// Of whoever is signed in; zero on a page for nobody in particular.
	Who     *Person
	Council string
	Sealed  string // the session's proof, for every form
	Same    string // address of Search for the same task
}

// All reports whether the visitor sees the whole register.
func (p *page) All() bool {
	return p.Who != nil && (p.Who.has(disclosure.DPO) || p.Who.has(disclosure.Auditor))
}

// form is what was typed into a form and what is wrong with it.
type form struct {
	Values map[string]string
	Errors []formError
	Detail string // of a refusal as a whole
	// Carried is what was typed on another page of the same form, which this one takes
	// along.
	Carried map[string]string
	// Key makes the change once, however often the form is sent. It is made with the
	// form.
	Key string
	// Follows is what would follow from a change of a case; nil where it is not known. Seen
	// is the digest of what was typed when it was shown, where what follows depends on that.
	Follows *follows
	Seen    string
}

// formError is one thing to put right. Field is empty where it is of no one field.
type formError struct {
	Field, Says string
	// Label is what the field is called, where what is said does not name it.
	Label string
	// FromAPI is true of what the API says of a place, which knows no label.
	FromAPI bool
}

func newForm() *form { return &form{Values: map[string]string{}, Key: secret()} }

// typed is the form as it was sent, to be shown again.
func (v *visit) typed() *form {
	f := newForm()
	for name, values := range v.r.PostForm {
		if len(values) > 0 {
			f.Values[name] = strings.TrimSpace(values[0])
		}
	}
	f.Key = v.value("key")
	return f
}

// refuse puts the API's refusal beside the fields that it is about. What was refused
// was not done, so the form gets a new key; where that cannot be said, it keeps its
// own, and sending it again does it once.
func (f *form) refuse(p *client.Problem) {
	f.Detail = strings.Replace(p.Detail, "The request is not well formed.", "Something is missing, or is not as it has to be.", 1)
	for _, e := range p.Errors {
		f.Errors = append(f.Errors, formError{Field: strings.ReplaceAll(strings.TrimPrefix(e.Pointer, "/"), "/", "-"), Says: e.Detail, FromAPI: true})
	}
	if p.Status < http.StatusInternalServerError {
		f.Key = secret()
		return
	}
	f.Detail += sayOf(p.RequestID)
}

// Wrong says what is wrong with the field.
func (f *form) Wrong(field string) string {
	for _, e := range f.Errors {
		if e.Field == field {
			return e.Says
		}
	}
	return ""
}

// input is one field of a form, as the templates draw it.
type input struct {
	Name, Label, Hint, Value, Wrong, Type string
}

var functions = template.FuncMap{
	"input": func(f *form, name, label, hint, kind string) input {
		return input{name, label, hint, f.Values[name], f.Wrong(name), kind}
	},
	"at":    func(t time.Time) string { return t.In(disclosure.London).Format("2 January 2006, 15:04") },
	"day":   inWords,
	"words": inProse,
	"dayOf": func(t time.Time) string { return t.In(disclosure.London).Format("2 January 2006") },
	"count": count,
	"join":  strings.Join,
	"since": since,
	"add":   func(a, b int) int { return a + b },
	"pair":  func(a, b any) []any { return []any{a, b} },
}

func inWords(d disclosure.Date) string {
	if d.IsZero() {
		return ""
	}
	// Noon, so that the day is the same in every zone that Format could mean.
	return d.Start().Add(12 * time.Hour).In(disclosure.London).Format("2 January 2006")
}

// isoDay is a day as the API writes it in a sentence.
var isoDay = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// onFormSays is what a program does, as the form has it.
var onFormSays = strings.NewReplacer(
	"GET /policy lists", "The form lists",
	"record it with a departure, and it will be flagged instead.", "say so below, under “It has happened, though a rule does not allow it”, and it will be flagged instead.",
	": the catalogue id of an exemption.", ".", ", by its catalogue id", "",
	"Give it among the exemptions too, with the reason.", "Change the footing, above: choose it there too, under “It is kept from the person”. Its reason is then asked for here.",
)

// onTheForm sends a person who is told where a program would look to the form, which
// lists the same.
func onTheForm(says string) string {
	return ofRow.ReplaceAllString(byVersion.ReplaceAllString(onFormSays.Replace(says), "; version $1 of the notice"), "")
}

// ofRow is how the API names the row of a notice after what the row is about.
var ofRow = regexp.MustCompile(` \([A-Z]{2}-[A-Z]*[0-9]+[a-z]?\)`)

// byVersion is how the API names the version of a notice that says how long something is
// kept. Whose notice it is, the case says.
var byVersion = regexp.MustCompile(`; rule [a-z0-9-]+ (\d{4}-[0-9.-]*\d)`)

// inProse is a sentence of the API's for people, with its days as they write them.
func inProse(says string) string {
	return isoDay.ReplaceAllStringFunc(onTheForm(says), func(text string) string {
		d, err := disclosure.ParseDate(text)
		if err != nil {
			return text
		}
		return inWords(d)
	})
}

// count writes so many of something: "1 disclosure", "3 disclosures".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number writes a number as people do: 12,345.
func number(n int) string {
	text := ""
	for ; n >= 1000; n /= 1000 {
		text = "," + string([]byte{byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)}) + text
	}
	digits := []byte{}
	for ; n > 0 || len(digits) == 0; n /= 10 {
		digits = append([]byte{byte('0' + n%10)}, digits...)
	}
	return string(digits) + text
}

// layouts are the pages, each in the frame that all have.
var layouts = parse()

func parse() map[string]*template.Template {
	entries, err := pageFiles.ReadDir("pages")
	if err != nil {
		panic(err) // of files that are in this program
	}
	all := map[string]*template.Template{}
	for _, e := range entries {
		name, ours := strings.CutSuffix(e.Name(), ".html")
		if !ours || strings.HasPrefix(name, "part-") || name == "frame" {
			continue
		}
		all[name] = template.Must(template.New("frame.html").Funcs(functions).ParseFS(pageFiles, "pages/frame.html", "pages/part-*.html", "pages/"+e.Name()))
	}
	return all
}

// render writes a page whole, or none of it.
func (c *Console) render(w http.ResponseWriter, status int, name string, p *page) {
	p.Council = cmp.Or(c.config.Look.Name, p.Council)
	var html bytes.Buffer
	if err := layouts[name].Execute(&html, p); err != nil {
		c.config.Log.Error("a page of the console cannot be written", "page", name, "error", err)
		http.Error(w, "Something went wrong. The fault is ours.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(html.Bytes()) // a browser that hung up needs no answer
}

// render writes a page for whoever is signed in.
func (v *visit) render(status int, name string, p *page) error {
	who := v.session.who
	p.Who, p.Sealed, p.Council = &who, v.session.form, v.words.controller
	v.console.render(v.w, status, name, p)
	return nil
}

// on writes a page of a task, on which stands what somebody looks for.
func (v *visit) on(t task, name string, p *page) error {
	p.Why, p.Person, p.Done = t.Why, t.Subject, t.Done
	var err error
	if p.Waits, err = v.waits(); err != nil {
		return err
	}
	if t.Subject != "" {
		p.Same = v.session.search(t)
	}
	status := cmp.Or(p.Status, http.StatusOK)
	if p.Form != nil && (p.Form.Errors != nil || p.Form.Detail != "") {
		status = http.StatusUnprocessableEntity
	}
	if status == http.StatusOK {
		p.Table, p.Sheet = v.asSheet(t)
	}
	return v.render(status, name, p)
}
