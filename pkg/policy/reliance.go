package policy

import (
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// Reliance is what an exemption is relied on for, as far as an answer under
// Article 15 goes.
type Reliance int

// The reliances.
const (
	ReliedOnElsewhere  Reliance = iota // to lift other provisions than Article 15
	ReliedOnForAccess                  // to lift Article 15
	ReliedOnUnreadably                 // nobody can say for what, and it may be Article 15
	ReliedOnWrongly                    // to lift Article 15, which this ground cannot
)

// Reliance reads the provisions that an exemption is relied on to lift. What cannot
// be read, or is left out, is for a person to say.
func (l *Law) Reliance(e disclosure.Exemption) Reliance {
	item := l.items[e.ID]
	switch {
	case item == nil:
		return ReliedOnUnreadably
	case slices.ContainsFunc(e.Provisions, liftsAccess):
		if slices.ContainsFunc(item.Lifts, liftsAccess) {
			return ReliedOnForAccess
		}
		return ReliedOnWrongly
	case len(e.Provisions) == 0:
		if item.bearsOnTellingAlone() {
			return ReliedOnElsewhere
		}
		return ReliedOnUnreadably
	case slices.ContainsFunc(e.Provisions, func(p string) bool { return !item.reads(p) }):
		return ReliedOnUnreadably
	}
	return ReliedOnElsewhere
}

// reads reports whether all of what one text says is understood: it is the
// catalogue's own, or names articles and nothing else. "13 and the right of access"
// is not.
func (i *Item) reads(provision string) bool {
	same := func(text string) bool { return strings.EqualFold(text, strings.TrimSpace(provision)) }
	if slices.ContainsFunc(i.Lifts, same) || slices.ContainsFunc(i.Formerly, func(f Formerly) bool { return same(f.Lifted) }) {
		return true
	}
	parts := between().Split(strings.ToLower(provision), -1)
	return !slices.ContainsFunc(parts, func(part string) bool { return !onlyArticles(strings.TrimSpace(part)) })
}

// onlyArticles reports whether the text names an article, or a run of them, and of each
// nothing but paragraphs and letters that it has. In "13 (15)", "Articles 13 (14) (15)"
// and "13 (ff)" the brackets may mean another article than the one before them.
func onlyArticles(text string) bool {
	m := articlesAlone().FindStringSubmatch(text)
	return m != nil && hasWithin(m[1], m[2]) && (m[3] == "" || hasWithin(m[3], m[4]))
}

// hasWithin reports whether the article has what brackets after its number name.
func hasWithin(number, brackets string) bool {
	if brackets == "" {
		return true
	}
	has, known := within[number]
	paragraph, letter := 0, ""
	for _, m := range inOneBracket().FindAllStringSubmatch(brackets, -1) {
		run, named := m[1] != "", m[2]
		n, err := strconv.Atoi(named)
		switch {
		case err == nil && (run && (paragraph == 0 || letter != "") || n <= paragraph || n > has.paragraphs):
			return false
		case err == nil:
			paragraph, letter = n, ""
		case paragraph == 0 || run && letter == "" || named <= letter || len(named) != 1 && named != has.also || named[:1] > has.letters:
			return false
		default:
			letter = named
		}
	}
	return known
}

// within are how many paragraphs an article of the UK GDPR has, and the last letter in any
// of them, as amended; of an article that is not here no exemption lifts a part by itself.
var within = map[string]struct {
	paragraphs int
	letters    string
	also       string // a letter put in between others
}{
	"5": {2, "f", ""}, "6": {11, "f", "ea"}, "7": {4, "", ""}, "8": {3, "", ""}, "9": {5, "j", ""}, "10": {2, "", ""}, "11": {2, "", ""},
	"12": {8, "b", ""}, "13": {6, "f", ""}, "14": {7, "g", ""}, "15": {4, "h", ""}, "17": {3, "f", ""}, "18": {3, "d", ""}, "20": {4, "b", ""},
	"21": {6, "", ""}, "22": {4, "c", ""}, "33": {5, "d", ""}, "34": {4, "c", ""}, "57": {4, "v", ""},
}

const articleAlone = `(\d{1,2}[a-d]?)((?: ?[-–]? ?\([a-z0-9]{1,2}\))*)`

var (
	articlesAlone = lazily(`^(?:uk )?(?:gdpr )?(?:arts?\.? ?|articles? )?` + articleAlone + `(?: ?(?:to|-|–) ?` + articleAlone + `)?(?: (?:of the )?(?:uk )?gdpr)?$`)
	inOneBracket  = lazily(` ?([-–]?) ?\(([a-z0-9]+)\)`)
)

// AgainstRepresentatives reports whether the ground keeps an answer from whoever
// represents a person, and never from the person (DPA 2018 Schedule 3 paragraphs 4,
// 10 and 21).
func (l *Law) AgainstRepresentatives(ground string) bool {
	item := l.items[ground]
	return item != nil && item.SubjectReport == "withhold-from-representative"
}

// BearsOnTellingAlone reports whether the ground lifts nothing but Articles 13 and
// 14: it lets a council leave a person untold, and never unanswered.
func (l *Law) BearsOnTellingAlone(ground string) bool {
	item := l.items[ground]
	return item != nil && item.bearsOnTellingAlone()
}

func (i *Item) bearsOnTellingAlone() bool {
	telling := articles{article(13, ""), article(14, "z")}
	return len(i.Lifts) > 0 && !slices.ContainsFunc(i.Lifts, func(lifted string) bool {
		all := listed(lifted)
		return all == nil || slices.ContainsFunc(all, func(a articles) bool { return !telling.holds(a.first) || !telling.holds(a.last) })
	})
}

// CouldKeep reports whether an exemption could, on the day, keep anything from who asks.
func (l *Law) CouldKeep(ground string, on disclosure.Date, representative bool) bool {
	item := l.items[ground]
	return item != nil && item.Kind == ExemptionItem && item.Covers(on) && slices.ContainsFunc(item.Lifts, liftsAccess) &&
		item.SubjectReport != "refuse-request" && (representative || !l.AgainstRepresentatives(ground))
}

// AccessGrounds returns the exemptions in force on the day that could keep a
// disclosure to the recipient from who asks, in the catalogue's order: for the Data
// Protection Officer to choose among.
func (l *Law) AccessGrounds(r disclosure.Recipient, on disclosure.Date, representative bool) []string {
	var ids []string
	for i := range l.catalogue.Items {
		item := &l.catalogue.Items[i]
		switch {
		case !l.CouldKeep(item.ID, on, representative):
		case slices.Contains([]string{"show", "escalate"}, item.SubjectReport):
		case len(item.Recipients) > 0 && !slices.Contains(item.Recipients, r.Category) && !slices.Contains(item.Recipients, r.Kind):
		default:
			ids = append(ids, item.ID)
		}
	}
	return ids
}
