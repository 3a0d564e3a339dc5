package api

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/columns"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

const (
	inTheCatalogue = "title"
	inLondon       = "London time"
)

// titles are the catalogue's.
func (s *service) titles() policy.Titles { return s.registrar.Law().Catalogue().Titles() }

// inWords are the ids of a register in words.
func (s *service) inWords(register disclosure.Register) columns.Words {
	known := s.titles()
	words := columns.Words{Recipients: known.Recipients, Law: known.Law, Data: known.Data, Notices: map[string]string{}}
	for _, n := range s.registrar.Law().Notices(register) {
		words.Notices[n.ID] = n.Title
	}
	return words
}

// inWordsToo says what stands beside a column: the catalogue's title of an id, London's
// time of an instant; "" where nothing does.
func inWordsToo(path []string) string {
	last := path[len(path)-1]
	switch {
	case strings.HasSuffix(last, "At"), slices.Contains(instants, last):
		return inLondon
	case idsOf(path) != "":
		return inTheCatalogue
	}
	return ""
}

// instants are the members that hold one and do not end with At.
var instants = []string{"at", "last", "lapses", "deadline", "stopBy", "notSince", "recoverableUntil", "urlExpires", "fileExpires"}

// The vocabularies of ids.
const (
	recipientIDs = "recipients"
	kindIDs      = "kinds"
	dataIDs      = "data"
	lawIDs       = "law"
)

// idsOf is the vocabulary of the ids that stand at a place.
func idsOf(path []string) string {
	last, above := path[len(path)-1], ""
	if len(path) > 1 {
		above = path[len(path)-2]
	}
	switch {
	case last == "category" && above == "recipient", last == "recipientCategory":
		return recipientIDs
	case last == "kind" && above == "recipient", last == "recipientKind":
		return kindIDs
	case last == "data" && above != "disclosure", last == "category":
		return dataIDs
	case slices.Contains([]string{"legal", "ground", "gateway", "lawfulBases", "conditions"}, last):
		return lawIDs
	}
	return ""
}

// titled is what stands beside a value.
func titled(words policy.Titles, of any, path []string, value any) string {
	if inWordsToo(path) == inLondon {
		text, _ := value.(string)
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil || at.IsZero() {
			return ""
		}
		return at.In(disclosure.London).Format(time.DateTime)
	}
	var known map[string]string
	before := ""
	switch idsOf(path) {
	case recipientIDs:
		known = words.Recipients
	case kindIDs:
		beside := slices.Clone(path)
		beside[len(beside)-1] = strings.Replace(strings.Replace(path[len(path)-1], "kind", "category", 1), "Kind", "Category", 1)
		category, _ := under(of, beside).(string)
		known, before = words.Recipients, category+"/"
	case dataIDs:
		known = words.Data
	case lawIDs:
		known = words.Law
	}
	ids, several := value.([]any)
	if !several {
		ids = []any{value}
	}
	var says []string
	for _, one := range ids {
		id, is := one.(string)
		if title := cmp.Or(known[before+id], words.Recipients[before+id]); is && title != "" { // a row may itself be a recipient
			says = append(says, title)
		}
	}
	return strings.Join(says, "; ")
}
