package api

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// titledIDs are the catalogue's titles of the ids that an answer names, once each, so that
// who reads it need not ask for the catalogue too.
type titledIDs struct {
	Recipients map[string]string `json:"recipients,omitempty" doc:"Sorts of recipient by category, and by category/kind"`
	Law        map[string]string `json:"law,omitempty" doc:"Bases, conditions, exemptions and gateways, each with where it stands"`
	Data       map[string]string `json:"data,omitempty" doc:"Categories of data"`
	Evidence   map[string]string `json:"evidence,omitempty" doc:"What is given as evidence by its name and, where it is one of a few answers, the answer by name/answer"`
	Notices    map[string]string `json:"notices,omitempty" doc:"Privacy notices"`
	Channels   map[string]string `json:"channels,omitempty" doc:"How something was sent, or how a matter reached the council"`
	Records    map[string]string `json:"records,omitempty" doc:"The kinds of record that a matter was taken as"`
	Tellings   map[string]string `json:"tellings,omitempty" doc:"What became of telling the person (tellSubject.outcome)"`
}

const titledIDsSays = "The titles of the ids of data, law, recipients, evidence and notices that this answer names, and of how something was sent, came in and was told of, wherever in it they stand. Left out where it names none"

// titlesIn are the titles of the ids in an answer in JSON. An id of the law is known
// wherever it stands. One of data or of a recipient may be an ordinary word, so that the
// place counts; what the catalogue does not hold has no title.
func titlesIn(body []byte, known titles) (titledIDs, error) {
	t := titling{known: known}
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true))
	err := t.value(d, "", "")
	return t.found, err
}

type titling struct {
	known titles
	found titledIDs
}

// value reads one value, which stands at a member of that name, or in a list there, of an
// object that is called so.
func (t *titling) value(d *jsontext.Decoder, called, name string) error {
	token, err := d.ReadToken()
	if err != nil {
		return err
	}
	switch token.Kind() {
	case '"':
		t.text(called, name, token.String())
	case '[':
		for d.PeekKind() != ']' {
			if err := t.value(d, called, name); err != nil {
				return err
			}
		}
		_, err = d.ReadToken()
	case '{':
		err = t.object(d, name)
	}
	return err
}

// object reads what is left of an object. A category in it is a recipient's where the object
// is called so, or has what recipients have, and otherwise one of data.
func (t *titling) object(d *jsontext.Decoder, called string) error {
	recipient := strings.HasPrefix(called, "recipient")
	texts := map[string]string{}
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		if slices.Contains(recipientPlaces, name) && d.PeekKind() == '"' {
			if token, err = d.ReadToken(); err != nil {
				return err
			}
			texts[name], recipient = token.String(), recipient || name != "category"
			continue
		}
		if called == "evidence" {
			named(&t.found.Evidence, t.known.Evidence, name)
		}
		if err := t.value(d, called, name); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for category, kind := range map[string]string{texts["category"]: texts["kind"], texts["recipientCategory"]: texts["recipientKind"]} {
		switch {
		case !recipient && t.known.Data[category] != "":
			named(&t.found.Data, t.known.Data, category)
		default:
			named(&t.found.Recipients, t.known.Recipients, category)
			named(&t.found.Recipients, t.known.Recipients, category+"/"+kind)
		}
	}
	return nil
}

// recipientPlaces are the members that say what sort of recipient it was, or who.
var recipientPlaces = []string{"category", "kind", "recipientCategory", "recipientKind", "organisation"}

// dataPlaces are the members whose texts, or lists of them, are categories of data.
var dataPlaces = []string{"data", "categories", "noLonger", "shownSince"}

func (t *titling) text(called, name, text string) {
	named(&t.found.Law, t.known.Law, text)
	switch {
	case called == "evidence":
		named(&t.found.Evidence, t.known.Evidence, name+"/"+text)
	case called == "tellSubject" && name == "outcome":
		named(&t.found.Tellings, t.known.Tellings, text)
	case name == "notice":
		named(&t.found.Notices, t.known.notices, text)
	case name == "channel":
		named(&t.found.Channels, t.known.Channels, text)
	case name == "recordKind":
		named(&t.found.Records, t.known.Records, text)
	case name == "field":
		named(&t.found.Evidence, t.known.Evidence, text)
	}
	if slices.Contains(dataPlaces, name) {
		named(&t.found.Data, t.known.Data, text)
	}
}

func named(to *map[string]string, known map[string]string, id string) {
	title := known[id]
	if title == "" {
		return
	}
	if *to == nil {
		*to = map[string]string{}
	}
	(*to)[id] = title
}
