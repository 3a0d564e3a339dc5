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

// Contact is somebody to turn to, for what, and where.
type Contact struct {
	For   string `json:"for"`
	Where string `json:"where"`
}

// Sort puts what was shared in an order that depends on nothing but what is
// shown: by day, then by the words of the entry.
func (s *SubjectReport) Sort() {
	key := func(e Shared) string {
		b, err := json.Marshal(e)
		if err != nil {
			panic("report: text could not be written as JSON: " + err.Error())
		}
		return string(b)
	}
	slices.SortFunc(s.Shared, func(a, b Shared) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(key(a), key(b)))
	})
}

//go:embed subject.html
var subjectPage string

var subjectTemplate = template.Must(template.New("subject").Parse(subjectPage))

// WriteHTML writes the report as one accessible page that needs nothing else and
// prints well.
func (s *SubjectReport) WriteHTML(w io.Writer) error { return subjectTemplate.Execute(w, s) }
