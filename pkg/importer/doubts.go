package importer

import (
	"regexp"
	"strconv"
	"strings"

	"disclosure-register/pkg/sheet"
)

var (
	digit = regexp.MustCompile(`[0-9]`)
	// more is what says that a cell holds more, or less, than one reference.
	more = regexp.MustCompile(`[,;&()?*\n]| [/+] |(^| )(and|or|plus|with|x ?\d+|children|child|tenants?|partners?|wife|husband|family|families|couples?|residents?|people|persons?|adults?|occupants?|others?|various|several|multiple|all|both|staff|unknown|tbc|tba)( |$)|^(as|see|same) `)
	// word is one as names, streets and sentences have it, and references do not.
	word = regexp.MustCompile(`\b[A-Z][a-z]{2,}\b|(^| )[a-z]{3,}( |$)|[A-Z]{3,} [A-Z]{3,}`)
	// fraction is a number that no council counts people by: what a formula or an
	// export has made of one.
	fraction = regexp.MustCompile(`^\d*[.,]\d+$`)
	// sign begins a formula, or says to a spreadsheet that a text follows.
	sign = regexp.MustCompile("^['’‘\"=+@]|\"$")
	// role is what somebody is, and perhaps which of several: child 2.
	role = regexp.MustCompile(`^(adult|applicant|baby|brother|caller|carer|child|claimant|client|complainant|customer|daughter|driver|father|female|male|mother|mum|dad|neighbour|occupier|offender|owner|partner|patient|person|resident|sibling|sister|son|subject|suspect|tenant|victim|witness)[ ._-]?\d{1,2}$`)
	// letters is a word, digits and year are what may stand beside it.
	letters = regexp.MustCompile(`^\pL{3,}[.]?$`)
	digits  = regexp.MustCompile(`\d`)
	year    = regexp.MustCompile(`^(19|20)\d\d$`)
)

// doubts returns what in the row is not what it should be, though it can be read:
// what stands where a person's or a case's reference belongs and is none, which nobody
// who asks about either would find; and several recipients in one cell, who would be
// found as one that does not exist. Whom the row is about is remembered in a dry
// run, to tell who is in unusually many.
func (i *Import) doubts(at where, made sheet.Made) []sheet.Problem {
	var found []sheet.Problem
	people, _ := made.Body["subjects"].([]any)
	for n, person := range people {
		person, _ := person.(map[string]any)
		reference, _ := person["reference"].(string)
		if reference == "" {
			continue
		}
		column := made.Column("/subjects/" + strconv.Itoa(n) + "/reference")
		if detail := i.doubt(reference); detail != "" {
			found = append(found, sheet.Problem{
				Column: column, Detail: detail,
				Do: "Write the council's own reference, look it up (lookups), or leave such rows out by the mapping. If the council's references are written so, say it in the mapping (references).",
			})
		} else if i.DryRun {
			i.meet(at, column, reference)
		}
	}
	if file, _ := made.Body["case"].(string); file != "" {
		if detail := i.doubtOfCase(file); detail != "" {
			found = append(found, sheet.Problem{
				Column: made.Column("/case"), Detail: detail,
				Do: "Write the council's own reference for the case, or leave such rows out by the mapping. If the council's cases are referred to so, say it in the mapping (case-references).",
			})
		}
	}
	recipient, _ := made.Body["recipient"].(map[string]any)
	organisation, _ := recipient["organisation"].(string)
	if column := made.OfCell("/recipient/organisation"); column != "" && !i.Mapping.OneRecipient(organisation) {
		if detail := i.NotOne(organisation); detail != "" {
			found = append(found, sheet.Problem{
				Column: column, Detail: detail,
				Do: "Give each a row, or say in the mapping that each is an entry (one-entry-for-each). Where nobody is named, write who they are, or leave out such rows (leave-out). If it is the name of one, say so in the mapping (one-recipient).",
			})
		}
	}
	return found
}

// doubt says why the text is probably no reference of the council's; "" when it may
// be one.
func (i *Import) doubt(reference string) string {
	if form := i.Mapping.References; form != nil {
		if !form.MatchString(reference) {
			return "This is not written as the council's references for people are (references)."
		}
		return ""
	}
	return NoReference(reference, i.LooksLike)
}

// doubtOfCase is doubt of what stands where a case's reference belongs. Those of cases
// are more various than those of people: what is only unusual is let pass.
func (i *Import) doubtOfCase(reference string) string {
	if form := i.Mapping.CaseReferences; form != nil {
		if !form.MatchString(reference) {
			return "This is not written as the council's references for cases are (case-references)."
		}
		return ""
	}
	if what := i.LooksLike(reference); what != "" {
		return "This looks like " + what + ", and not like the council's own reference for a case."
	}
	return ""
}

// NoReference says why the text is probably no reference of a council's for one person,
// where nobody has said how these are written; "" when it may be one. What else it may
// look like, looksLike says.
func NoReference(reference string, looksLike func(string) string) string {
	switch what := looksLike(reference); {
	case what != "":
		return "This looks like " + what + ", and not like the council's own reference for a person."
	case more.MatchString(strings.ToLower(reference)):
		return "This says more than one reference for one person."
	case word.MatchString(reference):
		return "There are words in this, as in a name or an address, and not in a reference for a person."
	case !digit.MatchString(reference):
		return "This has no number in it, and is probably no reference for a person."
	case fraction.MatchString(reference):
		return "This is a number with a fraction, as a spreadsheet makes one of a reference."
	case sign.MatchString(reference):
		return "This begins or ends with a sign that is a spreadsheet's, and no part of a reference for a person."
	case role.MatchString(strings.ToLower(reference)):
		return "This says what somebody is, and not who."
	case alike(reference):
		return "This says more than one reference for one person."
	case wordBeside(reference):
		return "There are words in this, as in a name or an address, and not in a reference for a person."
	}
	return ""
}

// alike reports whether the text is several references with something between them:
// parts that are long enough to be one, and of one form.
func alike(reference string) bool {
	parts := strings.FieldsFunc(reference, func(r rune) bool { return strings.ContainsRune(" /|+&", r) })
	for n, part := range parts {
		if n > 0 && len(part) >= 5 && form(part) == form(parts[n-1]) {
			return true
		}
	}
	first, last, between := strings.Cut(strings.ReplaceAll(reference, "–", "-"), "-")
	return between && len(first) >= 5 && form(first) == form(last) && strings.Trim(form(first), "0") == ""
}

// form is the text with every digit alike, and every letter.
func form(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return '0'
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			return 'a'
		}
		return r
	}, text)
}

// wordBeside reports whether a word stands where references have none: behind their
// number, before a year, or beside another word.
func wordBeside(reference string) bool {
	words, numbered := 0, false
	parts := strings.Fields(reference)
	for n, part := range parts {
		switch {
		case letters.MatchString(part):
			if words++; numbered {
				return true
			}
		case strings.EqualFold(part, "c/o"), strings.EqualFold(part, "of"):
			return true
		case digits.MatchString(part):
			numbered = true
		case words > 0 && len(parts[n-1]) > 3 && letters.MatchString(parts[n-1]):
			return true // an initial
		}
	}
	return words > 1 || words > 0 && year.MatchString(parts[len(parts)-1])
}
