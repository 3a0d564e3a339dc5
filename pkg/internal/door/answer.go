package door

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"

	"disclosure-register/pkg/disclosure"
)

// Answer is what a person, or who represents them, is told. Only [Door.Judge] makes
// one, and it can only be printed. The zero Answer says nothing of anybody.
type Answer struct {
	doc      document
	released bool
}

// AsReleased is the same answer, which was released as it reads: its letter is no draft.
func (a Answer) AsReleased() Answer { return Answer{a.doc, true} }

// Empty reports whether it names nobody who had the person's data: because nobody had, or
// because all of it is left out.
func (a Answer) Empty() bool {
	return len(a.doc.Shared)+len(a.doc.Perhaps)+len(a.doc.Changes) == 0
}

// AnswerVersion is the version of what an answer's digest is taken of.
const AnswerVersion = 1

// document answers a person under UK GDPR Article 15(1)(c): who has had their
// data. It holds nothing by which what was left out could be told: no id, no
// time of recording, no count, no number of a line and no total.
type document struct {
	Version    int             `json:"v" doc:"Version of this form"`
	Controller string          `json:"controller"`
	Reference  string          `json:"reference" doc:"The council's reference for the person"`
	To         As              `json:"to" enum:"person,representative" doc:"Who the answer goes to"`
	AsOf       disclosure.Date `json:"asOf" format:"date"`
	Statement  []string        `json:"statement" doc:"What every answer says, whether or not anything is left out"`
	Shared     []Shared        `json:"shared" doc:"Oldest first"`
	Perhaps    []perhaps       `json:"perhaps,omitempty" doc:"Sharing about many people of which nobody can tell whether this person was in it; oldest first"`
	Changes    []changed       `json:"changes" doc:"What was changed, and which of those recipients were told (Article 19); oldest first"`
	Contacts   []contact       `json:"contacts"`
	Complaints []contact       `json:"complaints" doc:"The ways to complain, and to go to court, that are open on that day"`
}

// Why the letter names nothing that allowed a disclosure.
const (
	breach     = "breach"
	noneCounts = "none-counts"
	unsettled  = "unsettled"
)

// Shared is one occasion on which data was shared, as it is printed.
type Shared struct {
	On        disclosure.Date `json:"on" format:"date"`
	Recipient string          `json:"recipient" doc:"Who received it"`
	Kind      string          `json:"kind" doc:"What sort of recipient that is"`
	Person    string          `json:"person,omitempty"`
	Post      string          `json:"post,omitempty"`
	Data      []SharedData    `json:"data"`
	Purpose   string          `json:"purpose"`
	Bases     []string        `json:"bases" doc:"What allowed it, in plain words, without what a rule flagged openly as not counting; empty where nothing allowed it, or it is not settled what did"`
	// NothingAllowed is empty where something allowed it.
	NothingAllowed string `json:"nothingAllowed,omitempty" enum:"breach,none-counts,unsettled" doc:"Why nothing is said to have allowed it: it was recorded as a personal data breach; nothing that was cited counts; or it was recorded as a departure, or a flag doubts what was cited, and the Data Protection Officer has not dealt with that"`
	Country        string `json:"country,omitempty" doc:"Where it went, when outside the United Kingdom: the country's name, or as an officer wrote it where that is not known"`
	Safeguard      string `json:"safeguard,omitempty" doc:"What the law asks of such a transfer, where it was recorded in the privacy notice's own words"`

	plainly        []string // what each of Bases says, in plain words; "" where there are none
	plainSafeguard string   // what Safeguard, or another that is known, comes to in plain words
	// ownPurpose and ownCountry are set where the words are an officer's own.
	ownPurpose, ownCountry bool
}

// SharedData is one category of data that was shared.
type SharedData struct {
	Category    string `json:"category"`
	Description string `json:"description"`
}

// perhaps is sharing about many people of which it cannot be told whether the person
// was in it.
type perhaps struct {
	On        disclosure.Date `json:"on" format:"date"`
	Recipient string          `json:"recipient"`
	Kind      string          `json:"kind" doc:"What sort of recipient that is"`
	Data      []string        `json:"data" doc:"Categories of data"`
	From      disclosure.Date `json:"from,omitzero" format:"date" doc:"The first day that the data is of"`
	To        disclosure.Date `json:"to,omitzero" format:"date" doc:"The last"`
	Rule      string          `json:"rule,omitempty" doc:"By what rule people were in it"`
}

// changed is something that was done to the person's data, of which those who had
// received the data were to be told.
type changed struct {
	On   disclosure.Date `json:"on" format:"date"`
	What string          `json:"what" doc:"What was done, in plain words"`
	Data []string        `json:"data" doc:"Categories of data; all of the person's data when empty"`
	Told []told          `json:"told"`

	entry      disclosure.EntryID // of the change: not printed
	categories []string           // of Data, by their ids
}

// told is a recipient and whether it was told of a change.
type told struct {
	Recipient string          `json:"recipient"`
	Kind      string          `json:"kind" doc:"What sort of recipient that is"`
	Outcome   string          `json:"outcome" doc:"Whether it was told, in plain words"`
	On        disclosure.Date `json:"on,omitzero" format:"date"`
}

// contact is somebody to turn to, for what, and where.
type contact struct {
	For   string `json:"for"`
	Where string `json:"where"`
}

// Form is the form of an answer in JSON, for the API's description of it. It makes
// no answer.
func Form() reflect.Type { return reflect.TypeFor[document]() }

// MarshalJSON writes the answer in its canonical form.
func (a Answer) MarshalJSON() ([]byte, error) { return json.Marshal(a.doc) }

// Digest is the SHA-256, in hexadecimal, of the answer's canonical form: what a
// release says was reviewed.
func (a Answer) Digest() string {
	sum := sha256.Sum256([]byte(words(a.doc)))
	return hex.EncodeToString(sum[:])
}

// sort puts what was shared and what was changed in an order that depends on
// nothing but what is shown: by day, then by the words of the entry.
func (d *document) sort() {
	slices.SortFunc(d.Shared, func(a, b Shared) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(words(a), words(b))) })
	slices.SortFunc(d.Perhaps, func(a, b perhaps) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(words(a), words(b))) })
	for _, c := range d.Changes {
		slices.SortFunc(c.Told, func(a, b told) int { return cmp.Compare(words(a), words(b)) })
	}
	slices.SortFunc(d.Changes, func(a, b changed) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(words(a), words(b))) })
}

func words(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("door: text could not be written as JSON: " + err.Error())
	}
	return string(b)
}
