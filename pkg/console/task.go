package console

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// kind is a sort of page about one person, disclosure or queue. It is the first part
// of the page's address.
type kind string

const (
	person    kind = "person"
	record    kind = "record" // a disclosure
	answering kind = "answer"
	asked     kind = "request" // a request for access, on record or not yet
	deciding  kind = "decide"
	inShare   kind = "in-share" // whether the person was in a share
	joining   kind = "join"     // two references: asking for it
	joinOf    kind = "joined"   // one join, and what a second person says of it
	joinsOf   kind = "joins"
	lettersOf kind = "letters" // that have not arrived
	releasing kind = "release"
	letter    kind = "letter"
	queue     kind = "flagged"
	objected  kind = "objections" // on which nobody has decided
	clearedOf kind = "cleared"
	pairing   kind = "pair" // two disclosures that look alike
	clearing  kind = "clear"
	requests  kind = "requested"
	caseOf    kind = "case"
	waitsIn   kind = "waits" // in a queue of Today, whole
	caseless  kind = "no-case"
	casesOf   kind = "cases"
	ownCase   kind = "own-case" // what is the department's own in a case
	finishing kind = "finish"   // a letter that has not arrived
	archived  kind = "archived" // a letter, opened
	leftToDo  kind = "left"     // what the department has left to do
	holding   kind = "hold"
	unholding kind = "unhold"
	stopping  kind = "stop"
	beginning kind = "share" // a disclosure that is being recorded: what, and to whom
	founding  kind = "footing"
	filling   kind = "fill"
	mending   kind = "correct"
	attaching kind = "attach" // a letter
	noted     kind = "recorded"

	putting    kind = "put-on-record"
	learning   kind = "learn" // a fact
	replacing  kind = "replace"
	confirming kind = "confirm"

	retention kind = "retained"
	breaches  kind = "breaches"
	breachOf  kind = "breach"
	untold    kind = "untold"
	agreed    kind = "agreed"
	looked    kind = "looked"
	numbers   kind = "numbers"
	exportsOf kind = "exports-of"
	asking    kind = "ask-export"
	exported  kind = "export"
	fetching  kind = "file" // of an export
	rules     kind = "rules"
	finding   kind = "found" // disclosures
	yearly    kind = "annual-return"
	processed kind = "processing"
	sampled   kind = "sample"
	sheet     kind = "spreadsheet" // of one of those
	saving    kind = "list"        // any list, as a spreadsheet
	tabled    kind = "table"       // the same, with the columns of its spreadsheet
	closing   kind = "close"
	reopening kind = "reopen"
	reviewing kind = "review"
	dating    kind = "dates" // of a case
)

// task is what a page is about and why somebody looks at it: what the page's address
// holds, sealed, so that no reference stands in an address, a history or a log. A
// purpose belongs to a person, a disclosure or a queue, and travels with its pages.
type task struct {
	Kind    kind               `json:"k"`
	Subject string             `json:"s,omitempty"`
	To      disclosure.Asker   `json:"t,omitempty"`
	Entry   disclosure.EntryID `json:"e,omitempty"`
	With    disclosure.EntryID `json:"b,omitempty"` // of two records that look alike: the other
	Request disclosure.EntryID `json:"r,omitempty"`
	Case    disclosure.CaseRef `json:"q,omitempty"`
	// Document is of a letter that has not arrived.
	Document disclosure.DocumentID `json:"u,omitempty"`
	AsOf     disclosure.Date       `json:"d,omitzero"`
	Digest   string                `json:"h,omitempty"`
	Filter   client.FlagFilter     `json:"f,omitzero"`
	// ClearedBy is who cleared the flags that are listed.
	ClearedBy string              `json:"cb,omitempty"`
	Flags     []client.FlagRef    `json:"n,omitempty"`
	Ended     bool                `json:"z,omitempty"`
	Fact      factTask            `json:"y,omitzero"`
	Span      span                `json:"i,omitzero"`
	Search    client.Search       `json:"g,omitzero"`
	Sought    client.Sought       `json:"x,omitzero"`  // of a disclosure that is being recorded
	View      string              `json:"v,omitempty"` // which of a page's lists; or a breach's reference; or of two references of one person the other
	Series    string              `json:"p,omitempty"` // of a person's page: the routine whose occasions it shows
	Month     string              `json:"m,omitempty"`
	Looks     client.AccessFilter `json:"l,omitzero"`
	Of        kind                `json:"j,omitempty"` // of a list that is saved: the page that shows it
	Cursor    string              `json:"c,omitempty"`
	// Waits says how many wait in the queue on all its pages, as its first counted them.
	Waits string `json:"aw,omitempty"`
	// Asked and Scope are of an export: what it was asked for, and which entries, in words.
	Asked string `json:"ea,omitempty"`
	Scope string `json:"es,omitempty"`
	Why   string `json:"w,omitempty"` // empty until it is said
	Said  int64  `json:"a,omitempty"` // when, in seconds since 1970
	Done  string `json:"o,omitempty"` // what has just been done
}

// whyLasts is how long a purpose is good for without being asked again.
const whyLasts = 30 * time.Minute

// to is the same task's page of another kind.
func (t task) to(k kind) task {
	t.Kind, t.Cursor, t.Waits, t.Series, t.Done = k, "", "", "", ""
	return t
}

// says reports whether the purpose is known and still good.
func (t task) says(now time.Time) bool {
	return t.Why != "" && now.Sub(time.Unix(t.Said, 0)) < whyLasts
}

// bound keeps handles of one use from being taken for another's.
const bound = "console task v1"

// A long task, such as a choice of many flags, is compressed: its handle has to fit an
// address. A short one is not worth the time, on a page with a hundred links.
const (
	boundSqueezed = "console task v1, compressed"
	mostPlain     = 500 // bytes
)

var errNotOurs = errors.New("a handle that this session did not seal")

// handle seals the task for the session: what another session sealed does not open.
func (s *session) handle(t task) string {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err) // of strings, numbers and days, which always encode
	}
	if len(text) > mostPlain {
		return sealWith(s.seal, boundSqueezed, squeezed(text))
	}
	return sealWith(s.seal, bound, text)
}

func (s *session) open(handle string) (t task, err error) {
	text, ok := openWith(s.seal, bound, handle)
	if ok {
		err = json.Unmarshal(text, &t)
	} else if text, ok = openWith(s.seal, boundSqueezed, handle); ok {
		err = json.NewDecoder(flate.NewReader(bytes.NewReader(text))).Decode(&t)
	}
	if !ok || err != nil {
		return task{}, errNotOurs
	}
	return t, nil
}

// path is the address of the task's page.
func (s *session) path(t task) string { return "/" + string(t.Kind) + "/" + s.handle(t) }

// search is the address of Search, with what the task is for in its field.
func (s *session) search(t task) string {
	return "/search?task=" + s.handle(task{Kind: person, Why: t.Why, Said: t.Said})
}
