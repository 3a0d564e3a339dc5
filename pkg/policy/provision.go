package policy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// lifts reports whether the exemption could lift the provision on the day. Where a
// paragraph is all that tells two provisions apart, as it is for purpose
// limitation, the catalogue says so; otherwise articles are compared, since
// officers write "15", "Article 15" and "15(1)-(3)" for the same thing.
func (i *Item) lifts(provision string, on disclosure.Date) bool {
	for _, was := range i.Formerly {
		if names(provision, was.Lifted) {
			return !on.After(was.Until)
		}
	}
	wanted := listed(provision)
	if wanted == nil {
		words := strings.ToLower(strings.TrimSpace(provision))
		return words != "" && slices.ContainsFunc(i.Lifts, func(l string) bool { return strings.HasPrefix(strings.ToLower(l), words) })
	}
	if !i.reads(provision) && !liftsAccess(provision) {
		return false // it names articles, and more that nobody can read
	}
	lifted := func(place int) bool {
		return slices.ContainsFunc(i.Lifts, func(l string) bool {
			have, ok := articlesOf(l)
			return ok && have.holds(place)
		})
	}
	for _, want := range wanted {
		if slices.ContainsFunc(want.places(), func(place int) bool { return !lifted(place) }) {
			return false
		}
	}
	return true
}

// names reports whether the text has the paragraph, and not one of another article
// whose number ends alike: 15(1)(b) is not 5(1)(b).
func names(text, paragraph string) bool {
	text = strings.ReplaceAll(text, " ", "")
	return regexp.MustCompile(`(^|[^0-9])` + regexp.QuoteMeta(paragraph)).MatchString(text)
}

// liftsAccess reports whether a provision is or holds Article 15: "15",
// "15(1)-(3)", "Articles 13 to 15", "13, 14 and 15", "Chapter III".
func liftsAccess(provision string) bool {
	return slices.ContainsFunc(listed(provision), func(a articles) bool { return a.holds(article(15, "")) })
}

// listed returns every run of articles that one text names, such as "13(1)-(3),
// 14(1)-(4) and 15", or nil when it begins with none.
func listed(provision string) []articles {
	var all []articles
	for _, part := range between().Split(strings.ToLower(inBrackets().ReplaceAllString(provision, "")), -1) {
		named, ok := articlesOf(part)
		switch {
		case ok:
			all = append(all, named)
		case all == nil:
			return nil
		}
	}
	return all
}

// articles are a run of the UK GDPR's, the first and the last included, as places
// in it: see [article].
type articles struct{ first, last int }

func (a articles) holds(place int) bool { return a.first <= place && place <= a.last }

// places returns the first, the last and every whole article between.
func (a articles) places() []int {
	all := []int{a.first, a.last}
	for place := a.first - a.first%100 + 100; place < a.last; place += 100 {
		all = append(all, place)
	}
	return all
}

// article is the place of an article, after those before it and before those
// after: 22 and its letters 22A to 22D come before 23.
func article(number int, letter string) int {
	place := number * 100
	if letter != "" {
		place += 1 + int(letter[0]-'a')
	}
	return place
}

// chapters are those of the UK GDPR, by their articles.
var chapters = map[string]articles{
	"ii": {article(5, ""), article(11, "z")}, "iii": {article(12, ""), article(23, "z")}, "iv": {article(24, ""), article(43, "z")},
	"v": {article(44, ""), article(50, "z")}, "vi": {article(51, ""), article(59, "z")}, "viii": {article(77, ""), article(84, "z")},
}

var (
	inBrackets = lazily(`(?: ?[-–]? ?\([^)]*\))+`) // paragraphs: (1)-(3)
	between    = lazily(`[,;&/+]|\band\b|\bor\b`)
	inChapter  = lazily(`^chapter ([ivx]+)\b`)
	inArticle  = lazily(`^(?:arts?\.?|articles?)? ?(\d{1,2})([a-z]?)\b(?: ?(?:to|-|–) ?(\d{1,2})([a-z]?)\b)?`)
)

// articlesOf returns the articles that a provision names, as an exemption or a
// record of it writes them; ok is false when it names none, as "DPA 170" does.
func articlesOf(provision string) (named articles, ok bool) {
	words := strings.Join(strings.Fields(strings.ToLower(provision)), " ")
	words = strings.TrimPrefix(strings.TrimPrefix(words, "uk "), "gdpr ")
	if m := inChapter().FindStringSubmatch(words); m != nil {
		named, ok = chapters[m[1]]
		return named, ok
	}
	m := inArticle().FindStringSubmatch(words)
	if m == nil {
		return articles{}, false
	}
	number := func(digits string) int { n, _ := strconv.Atoi(digits); return n } // two digits at most
	named.first = article(number(m[1]), m[2])
	named.last = named.first
	if m[3] != "" {
		named.last = article(number(m[3]), m[4])
	}
	return named, named.first <= named.last
}
