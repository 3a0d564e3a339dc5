package desk

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// NothingFound says what was looked for where nothing was found, so that a slip of the
// pen is not filed as "none".
type NothingFound struct {
	LookedFor map[string]string `json:"lookedFor" doc:"What was asked, by the names of its parts"`
	// Near is for the Data Protection Officer alone.
	Near []string `json:"near,omitempty" doc:"To the Data Protection Officer: references of people and cases in the register that come near what was asked, with other marks or none between letters and digits, a letter for a digit like it, or two characters exchanged. There may be others"`
}

// maxNear bounds how many near references are looked for, so that what a slip costs is
// a few dozen small reads at most.
const maxNear = 24

// nothing says what was looked for, and to the Data Protection Officer what comes near:
// a query for each spelling that might have been meant, of a person, and one batch read
// of cases. Anybody else's question costs no more than it did, whatever there is. It
// also returns what a look that showed them is found by.
func (r *Registrar) nothing(ctx context.Context, by disclosure.Caller, lookedFor map[string]string, subject string, ref disclosure.CaseRef) (*NothingFound, []term, error) {
	found := &NothingFound{LookedFor: lookedFor}
	if !by.Has(disclosure.DPO) {
		return found, nil, nil
	}
	var shown []term
	if subject != "" {
		people, err := r.nearPeople(ctx, by.Register, subject)
		if err != nil {
			return nil, nil, err
		}
		found.Near, shown = people, r.showingPeople(by.Register, people...)
	}
	if ref != "" {
		cases, err := r.nearCases(ctx, by.Register, ref)
		if err != nil {
			return nil, nil, err
		}
		for _, near := range cases {
			found.Near, shown = append(found.Near, near), append(shown, term{store.ByCase, near})
		}
	}
	return found, shown, nil
}

func (r *Registrar) nearPeople(ctx context.Context, register disclosure.Register, subject string) ([]string, error) {
	var people []string
	for _, near := range nearSpellings(subject) {
		page, err := r.table.Query(ctx, store.Query{
			Partition: store.IndexPartition(register.String(), store.BySubject, r.keys.subject(register, near)), Descending: true, Limit: 1,
		})
		if err != nil {
			return nil, read("look for near references", err)
		}
		if len(page.Items) == 1 && isMember(page.Items[0]) {
			people = withElement(people, text(page.Items[0], attrReference))
			continue
		}
		entries, err := r.entriesOf(ctx, register, page.Items)
		if err != nil {
			return nil, err
		}
		for _, f := range entries {
			d, _, err := f.entry.Disclosed()
			if err != nil {
				return nil, err
			}
			for _, ref := range d.SubjectReferences() {
				if disclosure.Same(ref, near) {
					people = withElement(people, ref)
				}
			}
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
	for _, key := range distinct(keys) {
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
		file, err := decodeCase(item)
		if err != nil {
			return nil, err
		}
		if !disclosure.Same(file.Ref, ref) {
			cases = withElement(cases, file.Ref.String())
		}
	}
	return cases, nil
}

// marks stand between the parts of a reference.
var marks = []string{"-", "/", " ", ".", "_", ""}

// nearSpellings are at most [maxNear] references that may have been meant by one, in
// canonical form.
func nearSpellings(reference string) []string {
	asked := disclosure.Canonical(reference)
	var near []string
	add := func(spelling string) {
		if spelling != asked && spelling != "" && len(near) < maxNear {
			near = withElement(near, spelling)
		}
	}
	for _, parts := range [][]string{partsOf(asked, false), partsOf(asked, true)} {
		for _, mark := range marks {
			add(strings.Join(parts, mark))
		}
	}
	add(strings.Map(func(c rune) rune { return swap(c, "oil", "011") }, asked))
	add(strings.Map(func(c rune) rune { return swap(c, "01", "oi") }, asked))
	letters := []rune(asked)
	for i := len(letters) - 1; i > 0; i-- {
		exchanged := slices.Clone(letters)
		exchanged[i], exchanged[i-1] = exchanged[i-1], exchanged[i]
		add(disclosure.Canonical(string(exchanged)))
	}
	return near
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
