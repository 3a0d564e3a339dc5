package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// safeguards are those of UK GDPR Article 46 of which a person is told (Article 15(2)), by
// the words under which they are recorded.
var safeguards = []struct {
	words []string
	says  string
}{
	{[]string{"idta", "international data transfer agreement", "addendum", "standard contractual clauses", "standard data protection clauses", "scc", "sccs"}, "A contract, in set words, that makes them keep your data safe"},
	{[]string{"binding corporate rules", "bcr", "bcrs"}, "Rules that bind their whole group of firms to keep your data safe"},
	{[]string{"code of conduct", "codes of conduct", "certification"}, "A set of rules that they signed up to, to keep your data safe"},
	{[]string{"legally binding instrument", "administrative arrangement", "administrative arrangements"}, "A deal between public bodies to keep your data safe"},
}

// SafeguardInWords says to the person what protects data that left the United Kingdom; ""
// where no safeguard of Article 46 was recorded, or the record says that there was none.
func SafeguardInWords(t *disclosure.Transfer) string {
	if !leavesUK(t) || !namesMechanism(t) {
		return ""
	}
	said := disclosure.SearchName(t.Mechanism + " " + t.Instrument)
	for _, s := range safeguards {
		named := func(word string) bool {
			denied := slices.ContainsFunc([]string{"no ", "not ", "without ", "lacks "}, func(no string) bool { return hasPhrase(said, no+word) })
			return hasPhrase(said, word) && !denied
		}
		if slices.ContainsFunc(s.words, named) {
			return s.says
		}
	}
	return ""
}
