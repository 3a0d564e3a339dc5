package report

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// Labels of the parts of a cover's filter.
const (
	FilterPerson     = "Person"
	FilterCase       = "Case"
	FilterRecipient  = "Recipient"
	FilterCategory   = "Recipient category"
	FilterLaw        = "Basis, condition, exemption or gateway"
	FilterDepartment = "Department"
	FilterDecision   = "Decision"
	FilterFlag       = "Flag"
	FilterAspect     = "Aspect"
	FilterFrom       = "Disclosed from"
	FilterTo         = "Disclosed to"
)

// Filter is what a cover states of which rows are in the file.
type Filter struct {
	// Parts are those that a row is compared with, by their labels, and Others those that no
	// row tells: the name of a recipient, of which there are several spellings, an aspect,
	// which is settled when the entry is recorded, a flag, and what this program does not know.
	Parts, Others []string
	holds         []func(*Line) bool
	current       bool
}

// AsItReads begins what a cover says of rows that are as each disclosure now reads.
const AsItReads = "As each disclosure now reads"

// ReadFilter reads the filter on a cover, and what it says of how the rows read.
func ReadFilter(stated, reading string) *Filter {
	f := &Filter{current: strings.HasPrefix(reading, AsItReads)}
	for part := range strings.Lines(stated) {
		label, value, ok := strings.Cut(strings.TrimSuffix(part, "\n"), ": ")
		if !ok {
			continue // all of them, in words
		}
		id := value
		if at := strings.LastIndexByte(value, '['); at >= 0 && strings.HasSuffix(value, "]") {
			id = value[at+1 : len(value)-1]
		}
		switch holds := holdsOf(label, value, id); {
		case holds != nil:
			f.Parts, f.holds = append(f.Parts, label), append(f.holds, holds)
		case slices.Contains([]string{FilterRecipient, FilterAspect, FilterFlag}, label):
			f.Others = append(f.Others, label)
		default:
			f.Others = append(f.Others, "a part that this program does not know")
		}
	}
	return f
}

func holdsOf(label, value, id string) func(*Line) bool {
	day := func(of *Line) disclosure.Date { return disclosure.DateOf(of.d.DisclosedAt) }
	switch label {
	case FilterPerson:
		return func(l *Line) bool { return l.d.IsAbout(value) }
	case FilterCase:
		return func(l *Line) bool { return disclosure.Same(l.d.Case.String(), value) }
	case FilterCategory:
		return func(l *Line) bool { return l.d.Recipient.Category == id }
	case FilterLaw:
		return func(l *Line) bool { return slices.Contains(l.d.LegalItems(), id) }
	case FilterDepartment:
		return func(l *Line) bool { return disclosure.Same(l.entry.Owner(), value) }
	case FilterDecision:
		return func(l *Line) bool { return string(l.d.Decision) == id }
	case FilterFrom, FilterTo:
		bound, err := disclosure.ParseDate(value)
		if err != nil {
			return nil
		}
		if label == FilterFrom {
			return func(l *Line) bool { return !day(l).Before(bound) }
		}
		return func(l *Line) bool { return !day(l).After(bound) }
	}
	return nil
}

// Tells reports whether the row can be compared: a share does not say whom it is about, and
// a correction is found by what it put right, too, unless the rows are as they now read.
func (f *Filter) Tells(l *Line) bool {
	corrects := l.entry.Kind == disclosure.KindCorrection
	return !(corrects && !f.current) && !(l.d.Share != nil && (corrects || slices.Contains(f.Parts, FilterPerson)))
}

// Misses returns the labels of the parts that the row does not have.
func (f *Filter) Misses(l *Line) (labels []string) {
	for i, holds := range f.holds {
		if !holds(l) {
			labels = append(labels, f.Parts[i])
		}
	}
	return labels
}
