package policy

import (
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// saysNothing reports whether a text is blank, or only says that something is to come
// or is not known: "n/a", "T.B.C. - ask Pat", "see file". It answers no question.
func saysNothing(text string) bool {
	said := bareWords(text)
	if said == "" || slices.Contains(notKnown, said) || slices.Contains(notKnown, strings.ReplaceAll(said, " ", "")) {
		return true
	}
	// What follows says when it will come or who would know, and not what it is.
	begins, _, more := strings.Cut(disclosure.Canonical(text), " - ")
	if !more {
		begins, _, more = strings.Cut(begins, ",")
	}
	return more && slices.Contains(toCome, bareWords(begins))
}

// saysNo reports whether a text says that there is none of what is asked for, or not yet:
// "none held", "no request", "not received", "awaiting form".
func saysNo(text string) bool {
	words := strings.Fields(bareWords(text))
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	switch first := words[0]; {
	case slices.Contains([]string{"none", "nil", "nothing", "never"}, first), first == "no" && len(words) <= 3:
		return true
	case first == "not" && len(words) > 1:
		return slices.Contains(notDone, words[1])
	}
	return slices.Contains([]string{"awaiting", "awaited", "outstanding", "missing", "chasing"}, words[0])
}

// onlySaysYes reports whether a text says yes, or where the answer would be found, and
// answers no question of what or which: "yes", "done", "as discussed", "see email".
func onlySaysYes(text string) bool {
	said := bareWords(text)
	first, rest, _ := strings.Cut(said, " ")
	return slices.Contains(yesAlone, said) || slices.Contains([]string{"see", "as", "ask"}, first) && slices.Contains(whereFound, rest)
}

// yesAlone are words that say that there is something, and not what; whereFound, behind "see",
// "as" or "ask", where or with whom it would be found.
var (
	yesAlone   = strings.Fields("yes yep ok okay done tick ticked true")
	whereFound = []string{"email", "e mail", "emails", "attached", "attachment", "letter", "notes", "file", "system", "crm", "case", "discussed", "agreed", "requested", "required", "usual", "normal", "me", "them", "team", "manager"}
)

// saysItIsNecessary reports whether a text says that it was necessary, and not why.
func saysItIsNecessary(text string) bool {
	words := strings.Fields(bareWords(text))
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(necessaryAlone, w) })
}

var necessaryAlone = strings.Fields("it this that all is was were are been be needed needs required requires necessary necessity proportionate relevant asked requested for by to and the them law request public task yes")

// notDone are what was not done of what would be evidence.
var notDone = strings.Fields("received signed given held made obtained asked sought provided seen known yet confirmed recorded applicable available checked sent requested found stated agreed supplied issued shown done")

// standsForAName reports whether a text stands where a name or a reference is to come,
// or is a word for any recipient: "TBC", "the contractor", "somebody".
func standsForAName(text string) bool {
	said := bareWords(text)
	if begins, _, more := strings.Cut(disclosure.Canonical(text), " - "); more && isAnyRecipient(bareWords(begins)) {
		return true // "contractor - name to follow"
	}
	return saysNothing(text) || saysNo(text) || strings.Trim(said, "x") == "" || slices.Contains(noName, said) || isAnyRecipient(said) || pointsElsewhere(said)
}

// pointsElsewhere reports whether the words say where a name would be found: "see contract".
func pointsElsewhere(said string) bool {
	first, _, more := strings.Cut(said, " ")
	return more && slices.Contains([]string{"see", "per", "whoever", "whichever", "refer"}, first) || strings.HasPrefix(said, "as per ") || strings.HasPrefix(said, "as in ")
}

// isAnyRecipient reports whether the words are for any recipient, one or several.
func isAnyRecipient(said string) bool {
	return slices.Contains(anyRecipient, said) || slices.Contains(anyRecipient, strings.TrimSuffix(said, "s"))
}

// meansAnybody reports whether a recipient's name, word for word, could be said of
// many: "several contractors", "the council's gas contractor", "name withheld".
func meansAnybody(name string) bool {
	words := strings.Fields(bareWords(strings.NewReplacer("'s", "", "’s", "").Replace(name)))
	if len(words) == 0 || slices.ContainsFunc(words, func(w string) bool {
		return !slices.Contains(besides, w) && !slices.Contains(trades, w) && !isAnyRecipient(w) && !slices.Contains(noName, w)
	}) {
		return false
	}
	// "Legal Services" may well be somebody; a contractor for gas is any.
	return isAnyRecipient(words[len(words)-1]) || !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(trades, w) })
}

// bareWords folds a text to its words, without what stands before a noun and means
// nobody in particular.
func bareWords(text string) string {
	words := strings.FieldsFunc(disclosure.Canonical(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	for len(words) > 0 && slices.Contains([]string{"a", "an", "the", "our", "some", "any", "one", "another"}, words[0]) && strings.Join(words, " ") != "another" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// toCome are words for what is to come or is not known, whatever follows them.
var toCome = []string{"n a", "na", "n k", "nk", "tbc", "tba", "tbd", "to be confirmed", "to follow", "awaited", "pending", "unknown", "not known"}

// notKnown are words for what is to come, is left out or is not known.
var notKnown = append([]string{
	"to be advised", "to be added", "to be decided", "don t know", "do not know", "not stated", "not recorded", "not given", "not applicable", "not specified", "not available", "not provided",
	"not yet known", "unspecified", "null", "ditto", "as above", "as before", "as below", "see above", "see below", "see file", "see notes", "on file", "same", "same as above", "same as before",
	"redacted", "withheld", "blank",
}, toCome...)

// noName are words that stand where a name is not.
var noName = []string{
	"x", "xx", "xxx", "test", "etc", "none", "nil", "no", "nothing", "misc", "miscellaneous", "confidential", "anonymous", "anon", "unnamed", "name", "withheld", "no ref", "no reference", "as no 1",
	"various", "several", "multiple", "many", "somebody", "someone", "anybody", "anyone", "nobody", "everybody", "everyone", "external", "internal", "mr", "mrs", "ms", "miss", "dr",
}

// anyRecipient are words for any recipient, or for any of a kind.
var anyRecipient = []string{
	"person", "individual", "party", "parties", "third party", "third parties", "other", "other organisation", "recipient", "organisation", "organization", "company", "companies",
	"body", "public body", "agency", "agencies", "authority", "supplier", "provider", "service provider", "contractor", "subcontractor",
	"partner", "partner organisation", "department", "dept", "team", "service", "officer", "police", "police officer", "force", "police force", "court", "tribunal", "judge",
	"ombudsman", "regulator", "council", "local authority", "solicitor", "lawyer", "insurer", "insurance company", "councillor", "mp", "advocate", "representative",
	"nhs", "nhs trust", "gp", "hospital", "school", "social services", "charity", "interpreter", "translator", "mailing house", "printer", "bailiff", "enforcement agent", "mediator",
	"energy company", "water company", "agent", "engineer", "plumber", "electrician", "builder", "surveyor", "consultant", "auditor", "investigator", "vendor", "processor", "landlord", "letting agent",
	"foreman", "caller", "manager", "receptionist", "operative", "driver", "visitor", "male", "female", "man", "woman", "lady", "gentleman", "claimant", "defendant", "applicant", "complainant",
	"doctor", "surgery", "gp surgery", "clinic", "care home", "nursing home", "care provider", "carer", "support worker", "social worker", "housing association", "housing provider", "energy supplier", "utility",
	"bank", "employer", "college", "university", "academy", "nursery", "media", "press", "newspaper", "journalist", "government department", "local mp", "caseworker", "advice agency", "counsel", "barrister",
}

// besides are words that stand beside those and single nobody out.
var besides = []string{
	"a", "an", "the", "our", "your", "their", "some", "any", "all", "each", "both", "two", "three", "different", "usual", "same", "relevant", "appropriate", "approved", "appointed", "responsible", "outside",
	"commissioned", "private", "local", "main", "third", "3rd", "of", "by", "for", "and", "or", "to", "from", "as", "not", "given", "known", "unknown", "unnamed", "named", "specify", "specified", "name", "who", "has",
	"ltd", "limited", "plc", "llp", "co", "claimant", "defendant", "1", "2", "3", "4", "5",
}

// trades are words for what a contractor does.
var trades = []string{
	"gas", "electrical", "energy", "water", "heating", "boiler", "plumbing", "roofing", "repair", "repairs", "maintenance", "building", "lift", "damp", "housing", "waste", "recycling", "refuse", "cleaning",
	"grounds", "parking", "enforcement", "bailiff", "debt", "collection", "tracing", "letting", "advice", "support", "nursing", "medical", "security", "removals", "storage", "printing", "mailing", "it", "software", "telephone", "transcription", "translation", "legal", "insurance", "care", "transport",
}
