package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// NothingFound says what was looked for where nothing was found, so that a slip of the
// pen is not filed as "none".
type NothingFound struct {
	LookedFor map[string]string `json:"lookedFor" doc:"What was asked, by the names of its parts"`
	// Near is for the Data Protection Officer alone.
	Near []string `json:"near,omitempty" doc:"To the Data Protection Officer: references of people and cases, or names, in the register that come near what was asked, with other marks or none between letters and digits and where a year or a group of digits may end, a letter for a digit like it, or two characters exchanged. There may be others"`
}

// Sought is what a question was narrowed by: what stands in the register under a
// reference or a name, and whatever else was given.
type Sought struct {
	Subject    string
	Asks       bool // what was asked for answers to the subject may be it, too
	Case       disclosure.CaseRef
	Department string
	Series     string
	About      disclosure.FactKey // another thing than a subject, of which facts are known
	Also       map[string]string
}

// parts are what was given, by the names of its parts.
func (s Sought) parts() map[string]string {
	parts := map[string]string{"subject": s.Subject, "case": s.Case.String(), "department": s.Department, "series": s.Series, "dimension": s.About.Dimension, "reference": s.About.Reference}
	maps.Copy(parts, s.Also)
	maps.DeleteFunc(parts, func(_, value string) bool { return value == "" })
	return parts
}

// soughtEntry is a question about one entry.
func soughtEntry(id disclosure.EntryID) Sought {
	return Sought{Also: map[string]string{"entry": id.String()}}
}

// maxNear bounds how many near references are looked for, and maxMarked those of them
// that differ in marks, so that what a slip costs is some dozens of small reads at most.
const (
	maxNear   = 72
	maxMarked = 56
)

// nothing says what was looked for, and to the Data Protection Officer what comes near:
// a query for each spelling that might have been meant, of a person, a department or a
// series, and a batch read or two of cases and of what is known. Anybody else's question
// costs no more than it did, whatever there is. It also returns what a look that showed
// them is found by. Of a question that nothing narrowed there is nothing to say.
//
// It is not for who sees a department's own alone: they are answered nothing in one way.
func (r *Registrar) nothing(ctx context.Context, by disclosure.Caller, s Sought) (*NothingFound, []term, error) {
	found := &NothingFound{LookedFor: s.parts()}
	if len(found.LookedFor) == 0 {
		return nil, nil, nil
	}
	if !by.Has(disclosure.DPO) {
		return found, nil, nil
	}
	var shown []term
	if s.Subject != "" {
		people, err := r.nearPeople(ctx, by.Register, s)
		if err != nil {
			return nil, nil, err
		}
		found.Near, shown = people, r.showingPeople(by.Register, people...)
	}
	if s.Case != "" {
		cases, err := r.nearCases(ctx, by.Register, s.Case)
		if err != nil {
			return nil, nil, err
		}
		for _, near := range cases {
			found.Near, shown = append(found.Near, near), append(shown, term{store.ByCase, near})
		}
	}
	for _, look := range []func(context.Context, disclosure.Register, Sought) ([]string, error){r.nearDepartments, r.nearSeries, r.nearKnown} {
		near, err := look(ctx, by.Register, s)
		if err != nil {
			return nil, nil, err
		}
		found.Near = append(found.Near, near...)
	}
	return found, shown, nil
}

// atSpellings reads, for each of the near spellings, the latest item of the partition in
// which its like would be listed.
func (r *Registrar) atSpellings(ctx context.Context, reference string, partition func(near string) string, seen func(near string, latest []store.Item) error) error {
	for _, near := range nearSpellings(reference) {
		page, err := r.table.Query(ctx, store.Query{Partition: partition(near), Descending: true, Limit: 1})
		if err != nil {
			return read("look for near references", err)
		}
		if err := seen(near, page.Items); err != nil {
			return err
		}
	}
	return nil
}

// nearDepartments are those of which the one asked for may be a slip: none, where it has
// recorded something.
func (r *Registrar) nearDepartments(ctx context.Context, register disclosure.Register, s Sought) (names []string, err error) {
	if s.Department == "" {
		return nil, nil
	}
	partition := func(near string) string { return store.IndexPartition(register.String(), store.ByDepartment, near) }
	own, err := r.table.Query(ctx, store.Query{Partition: partition(disclosure.Canonical(s.Department)), Limit: 1})
	if err != nil {
		return nil, read("look for near references", err)
	}
	if len(own.Items) > 0 {
		return nil, nil
	}
	return names, r.atSpellings(ctx, s.Department, partition, func(near string, latest []store.Item) error {
		for _, item := range latest {
			for _, t := range decodeTerms(text(item, attrTerms)) {
				if t.by == store.ByDepartment && disclosure.Same(t.value, near) {
					names = withElement(names, t.value)
				}
			}
		}
		return nil
	})
}

func (r *Registrar) nearSeries(ctx context.Context, register disclosure.Register, s Sought) (names []string, err error) {
	partition := func(near string) string {
		return store.IndexPartition(register.String(), store.ByShare, r.seriesOf(register, "", near))
	}
	return names, r.atSpellings(ctx, s.Series, partition, func(near string, latest []store.Item) error {
		entries, err := r.entriesOf(ctx, register, latest)
		if err != nil {
			return err
		}
		for _, f := range entries {
			d, _, err := f.entry.Disclosed()
			if err != nil {
				return err
			}
			if d.Share != nil && disclosure.Same(d.Share.Series, near) {
				names = withElement(names, d.Share.Series)
			}
		}
		return nil
	})
}

// nearKnown are the references under which something is known, of the dimension asked for.
func (r *Registrar) nearKnown(ctx context.Context, register disclosure.Register, s Sought) ([]string, error) {
	if s.About.Reference == "" {
		return nil, nil
	}
	return r.knownNear(ctx, register, s.About.Dimension, s.About.Reference)
}

func (r *Registrar) knownNear(ctx context.Context, register disclosure.Register, dimension, reference string) ([]string, error) {
	var keys []store.Key
	var places []facts.Place
	for _, near := range nearSpellings(reference) {
		place := r.factPlace(register, disclosure.FactKey{Dimension: dimension, Reference: near})
		places, keys = append(places, place), append(keys, place.Keys(facts.Wholly)...)
	}
	items, err := r.itemsAt(ctx, "look for near references", keys)
	if err != nil {
		return nil, err
	}
	var near []string
	for _, place := range places {
		about, err := facts.In(items, place)
		if err != nil {
			return nil, err
		}
		for _, k := range about.Known {
			near = withElement(near, k.About.Reference)
		}
	}
	return near, nil
}

// nearPeople are people of whom something was disclosed or is known, or who asked for an
// answer.
func (r *Registrar) nearPeople(ctx context.Context, register disclosure.Register, s Sought) (people []string, err error) {
	partition := func(near string) string {
		return store.IndexPartition(register.String(), store.BySubject, r.keys.subject(register, near))
	}
	err = r.atSpellings(ctx, s.Subject, partition, func(near string, latest []store.Item) error {
		if len(latest) == 1 && isMember(latest[0]) {
			people = withElement(people, text(latest[0], attrReference))
			return nil
		}
		entries, err := r.entriesOf(ctx, register, latest)
		if err != nil {
			return err
		}
		for _, f := range entries {
			d, _, err := f.entry.Disclosed()
			if err != nil {
				return err
			}
			for _, ref := range d.SubjectReferences() {
				if disclosure.Same(ref, near) {
					people = withElement(people, ref)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	dimensions := []string{disclosure.FactsOfSubject}
	if s.Asks {
		dimensions = append(dimensions, disclosure.FactsOfAnswers)
	}
	for _, dimension := range dimensions {
		known, err := r.knownNear(ctx, register, dimension, s.Subject)
		if err != nil {
			return nil, err
		}
		for _, ref := range known {
			people = withElement(people, ref)
		}
	}
	return people, nil
}

// nearCases are the cases of near references, and older ones that are spellings of the
// same.
func (r *Registrar) nearCases(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef) ([]string, error) {
	var keys []store.Key
	for _, near := range append([]string{ref.String()}, nearSpellings(ref.String())...) {
		keys = append(keys, caseKeys(register, disclosure.CaseRef(near))...)
	}
	items, err := r.itemsAt(ctx, "look for near references", keys)
	if err != nil {
		return nil, err
	}
	var cases []string
	for _, key := range Distinct(keys) {
		item, there := items[key]
		if !there {
			continue
		}
		if older := text(item, attrElsewhere); older != "" {
			for name := range strings.SplitSeq(older, "\n") {
				cases = withElement(cases, name)
			}
			continue
		}
		file, err := decodeCase(item, facts.Briefly)
		if err != nil {
			return nil, err
		}
		if !disclosure.Same(file.Ref, ref) {
			cases = withElement(cases, file.Ref.String())
		}
	}
	return cases, nil
}

// marks stand between the parts of a reference. The first few are also tried one beside
// another, as in 46-123/26.
var (
	marks     = []string{"-", "/", " ", "", ".", "_", ":", ",", "#", "\\", "+"}
	mostMixed = 4
)

// nearSpellings are at most [maxNear] references that may have been meant by one, in
// canonical form: nothing says which marks a reference in the register has, so that the
// likelier ones are tried.
func nearSpellings(reference string) []string {
	asked := disclosure.Canonical(reference)
	var near []string
	add := func(spelling string, most int) {
		if spelling != asked && spelling != "" && len(near) < most {
			near = withElement(near, spelling)
		}
	}
	ways := [][]string{partsOf(asked, false), partsOf(asked, true)}
	for _, parts := range ways {
		for _, mark := range marks[:mostMixed+2] {
			add(strings.Join(parts, mark), maxMarked)
		}
	}
	add(strings.Map(func(c rune) rune { return swap(c, "oil", "011") }, asked), maxMarked)
	add(strings.Map(func(c rune) rune { return swap(c, "01", "oi") }, asked), maxMarked)
	for _, parts := range slices.Concat(ways, lastLetterApart(ways[1]), digitsApart(ways[1])) {
		for _, mark := range marks[:mostMixed] {
			add(strings.Join(parts, mark), maxMarked)
			for _, other := range marks[:mostMixed] {
				if last := len(parts) - 1; last > 1 {
					add(parts[0]+other+strings.Join(parts[1:], mark), maxMarked)
					add(strings.Join(parts[:last], mark)+other+parts[last], maxMarked)
				}
			}
		}
	}
	for _, parts := range ways {
		for _, mark := range marks {
			add(strings.Join(parts, mark), maxMarked)
		}
	}
	letters := []rune(asked)
	for i := len(letters) - 1; i > 0; i-- {
		exchanged := slices.Clone(letters)
		exchanged[i], exchanged[i-1] = exchanged[i-1], exchanged[i]
		add(disclosure.Canonical(string(exchanged)), maxNear)
	}
	return near
}

// lastLetterApart is the way in which the letters that come first end with a letter of
// their own, as in DBC-P-1.
func lastLetterApart(parts []string) [][]string {
	if len(parts) < 2 {
		return nil
	}
	letters := []rune(parts[0])
	last := len(letters) - 1
	if last < 2 || unicode.IsNumber(letters[0]) {
		return nil
	}
	return [][]string{append([]string{string(letters[:last]), string(letters[last:])}, parts[1:]...)}
}

// digitsApart are the ways in which the longest run of digits among the parts may be
// written apart: a year of two or of four digits before the number, one after it, one at
// either end, and groups of three.
func digitsApart(parts []string) [][]string {
	at := -1
	for i, part := range parts {
		if unicode.IsNumber([]rune(part)[0]) && (at < 0 || len(part) > len(parts[at])) {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	digits := parts[at]
	n := len(digits)
	if strings.ContainsFunc(digits, func(c rune) bool { return c < '0' || c > '9' }) || n < 4 {
		return nil
	}
	var ways [][]string
	apart := func(cuts ...int) {
		way, from := slices.Clone(parts[:at]), 0
		for _, cut := range append(cuts, n) {
			way, from = append(way, digits[from:cut]), cut
		}
		ways = append(ways, append(way, parts[at+1:]...))
	}
	if n > 4 && (strings.HasPrefix(digits, "19") || strings.HasPrefix(digits, "20")) {
		apart(4)
	}
	apart(2)
	if n == 4 {
		return ways
	}
	apart(n - 2)
	if n == 8 || n == 9 {
		apart(n-6, n-3)
	}
	if n > 6 {
		apart(2, n-2)
	}
	return ways
}

func swap(c rune, from, to string) rune {
	if i := strings.IndexRune(from, c); i >= 0 {
		return rune(to[i])
	}
	return c
}

// partsOf are the letters and digits that stand together, and where it is asked for
// letters apart from digits.
func partsOf(reference string, apart bool) []string {
	var parts []string
	var was rune
	for _, c := range reference {
		switch {
		case !unicode.IsLetter(c) && !unicode.IsNumber(c) && !unicode.IsMark(c):
			was = 0
			continue
		case was == 0, apart && unicode.IsNumber(c) != unicode.IsNumber(was):
			parts = append(parts, "")
		}
		parts[len(parts)-1] += string(c)
		was = c
	}
	return parts
}
