package api

import (
	"cmp"
	"maps"
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

// titles are what the ids that answers name are called: by the catalogue, by the notices,
// and by the words that disclosures are written in.
type titles struct {
	policy.Titles
	disclosure.Words
	notices map[string]string
}

func (s *service) titles() titles {
	law := s.registrar.Law()
	all := titles{Titles: law.Catalogue().Titles(), Words: disclosure.InWords(), notices: map[string]string{}}
	for _, council := range law.Registers() {
		for _, n := range law.Notices(council.ID) {
			all.notices[n.ID] = n.Title
		}
	}
	return all
}

// inWords are the ids of a register in words.
func (s *service) inWords(register disclosure.Register) columns.Words {
	known := s.titles()
	words := columns.Words{Recipients: known.Recipients, Law: known.Law, Data: known.Data, Notices: map[string]string{}, Evidence: known.Evidence}
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
	evidenceIDs  = "evidence"
	noticeIDs    = "notices"
	channelIDs   = "channels"
	recordIDs    = "records"
	tellingIDs   = "tellings"
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
	case last == "evidence" && above == "disclosure":
		return evidenceIDs
	case last == "notice":
		return noticeIDs
	case last == "channel":
		return channelIDs
	case last == "recordKind":
		return recordIDs
	case last == "outcome" && above == "tellSubject":
		return tellingIDs
	}
	return ""
}

// titled is what stands beside a value.
func titled(words titles, of any, path []string, value any) string {
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
	case evidenceIDs:
		given, _ := value.(map[string]any)
		return words.evidence(given)
	case noticeIDs:
		known = words.notices
	case channelIDs:
		known = words.Channels
	case recordIDs:
		known = words.Records
	case tellingIDs:
		known = words.Tellings
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

// evidence is what was given as evidence in words, a piece to each line: what it is, and the
// answer, which of one of a few has its title.
func (t titles) evidence(given map[string]any) string {
	var says []string
	for _, name := range slices.Sorted(maps.Keys(given)) {
		answer := inCell(t, name, given[name])
		says = append(says, cmp.Or(t.Evidence[name], name)+": "+cmp.Or(t.Evidence[name+"/"+answer], answer))
	}
	return strings.Join(says, "\n")
}
