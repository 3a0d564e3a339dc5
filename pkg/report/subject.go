package report

import (
	"cmp"
	_ "embed" // subject.html
	"encoding/json"
	"html/template"
	"io"
	"slices"

	"disclosure-register/pkg/disclosure"
)

// HTMLType is the media type of what [SubjectReport.WriteHTML] writes.
const HTMLType = "text/html; charset=utf-8"

// SubjectReport answers a person under UK GDPR Article 15(1)(c): who has had their
// data. It holds nothing by which what was left out could be told: no id, no
// time of recording, no count, no number of a line and no total.
type SubjectReport struct {
	Controller string          `json:"controller"`
	Reference  string          `json:"reference" doc:"The council's reference for the person"`
	AsOf       disclosure.Date `json:"asOf" format:"date"`
	Shared     []Shared        `json:"shared" doc:"Oldest first"`
	Changes    []Changed       `json:"changes" doc:"What was changed, and which of those recipients were told (Article 19); oldest first"`
	Contacts   []Contact       `json:"contacts"`
	Complaints []Contact       `json:"complaints" doc:"The ways to complain that are open on that day"`
}

// Shared is one occasion on which data was shared.
type Shared struct {
	On        disclosure.Date `json:"on" format:"date"`
	Recipient string          `json:"recipient" doc:"Who received it"`
	Kind      string          `json:"kind" doc:"What sort of recipient that is"`
	Person    string          `json:"person,omitempty"`
	Post      string          `json:"post,omitempty"`
	Data      []SharedData    `json:"data"`
	Purpose   string          `json:"purpose"`
	Bases     []string        `json:"bases" doc:"What allowed it, in plain words"`
	Country   string          `json:"country,omitempty" doc:"Where it went, when outside the United Kingdom"`
}

// SharedData is one category of data that was shared.
type SharedData struct {
	Category    string `json:"category"`
	Description string `json:"description"`
}

// Changed is something that was done to the person's data, of which those who had
// received the data were to be told.
type Changed struct {
	On   disclosure.Date `json:"on" format:"date"`
	What string          `json:"what" doc:"What was done, in plain words"`
	Data []string        `json:"data" doc:"Categories of data; all of the person's data when empty"`
	Told []Told          `json:"told"`
}

// Told is a recipient and whether it was told of a change.
type Told struct {
	Recipient string          `json:"recipient"`
	Kind      string          `json:"kind" doc:"What sort of recipient that is"`
	Outcome   string          `json:"outcome" doc:"Whether it was told, in plain words"`
	On        disclosure.Date `json:"on,omitzero" format:"date"`
}

// Contact is somebody to turn to, for what, and where.
type Contact struct {
	For   string `json:"for"`
	Where string `json:"where"`
}

// Sort puts what was shared and what was changed in an order that depends on
// nothing but what is shown: by day, then by the words of the entry.
func (s *SubjectReport) Sort() {
	slices.SortFunc(s.Shared, func(a, b Shared) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(words(a), words(b))) })
	for _, c := range s.Changes {
		slices.SortFunc(c.Told, func(a, b Told) int { return cmp.Compare(words(a), words(b)) })
	}
	slices.SortFunc(s.Changes, func(a, b Changed) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(words(a), words(b))) })
}

func words(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("report: text could not be written as JSON: " + err.Error())
	}
	return string(b)
}

//go:embed subject.html
var subjectPage string

var subjectTemplate = template.Must(template.New("subject").Funcs(template.FuncMap{"day": inWords}).Parse(subjectPage))

// inWords writes a day as a letter does: 9 November 2026.
func inWords(day disclosure.Date) string {
	return day.Start().In(disclosure.London).Format("2 January 2006")
}

// WriteHTML writes the report as one accessible page that needs nothing else and
// prints well.
func (s *SubjectReport) WriteHTML(w io.Writer) error { return subjectTemplate.Execute(w, s) }
