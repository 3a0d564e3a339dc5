package policy

import (
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

var (
	// amongRecipients is what stands between recipients and seldom within the name of one.
	amongRecipients = lazily(`(?i)\s*(?:;|\n|\+| / |\band/or\b|(?:,|\s)\s*(?:then|cc'?d?|copied to|copy to|and also|as well as|along with)\s)\s*`)
	// strokeAmong is one between words, without spaces, and notAmong what it is a part of.
	strokeAmong = lazily(`\pL{2,}['’.]?/ ?\pL{2,}`)
	notAmong    = lazily(`(?i)\b(c/o|t/a|n/a|n/k|a/c|s/o|d/o|w/c)\b`)
	// joinedNames is what stands between two recipients, and within the name of one.
	joinedNames = lazily(`(?i)\s+(?:and|&|plus)\s+|(\pL{3,})&(\pL{3,})`)
	setApart    = lazily(`,|\s[-–—|]\s`)
	bracketed   = lazily(`\([^)]*\)`)
	copiedTo    = lazily(`(?i)\(\s*(copy|copied|cc|also|and|plus|then)\b`)
	counted     = lazily(`(?i)(^\d+ ?x |\bx ?\d+\)?$)`)
	// wordForSeveral is one for all of them, manyOf a word for each, and plain what stands before
	// such a word and makes no name of it.
	wordForSeveral = lazily(`(?i)^(all|both|various|several|multiple|many|numerous|different|each|every|see|as per|per)\b|\b(etc|et al|and others)\.?$|^(cllrs|councillors|members)\b\.? `)
	manyOf         = lazily(`(?i)(^|\s)(cllrs|councillors|mps|members|agencies|parties|contractors|tenants|residents|neighbours|landlords|parents|carers|professionals|organi[sz]ations|recipients|others)$`)
	ofMany         = lazily(`(?i)\b(of|for)( \pL+){0,2}$`)

	// oneName are names of one body that have in them what is one by itself.
	oneName = lazily(`(?i)\b(police (and|&) crime|fire (and|&) rescue|courts? (and|&) tribunals?|revenue (and|&) customs|health (and|&) (adult |social )*(care|safety)|social (services|care) (and|&) health|care (and|&) support|disclosure (and|&) barring|council (and|&) democracy|nhs (and|&) social care)\b`)
	// goesOn is what goes on with the name of a firm.
	goesOn = lazily(`(?i)^(partners?|co|company|sons?|daughters?|brothers|bros|associates|family|district|borough)\b`)
	// bodyEnds is how the name of one ends that is one by itself; sectionEnds, of a part of
	// one too.
	bodyEnds    = lazily(`(?i)(^|\s)(police|constabulary|council|ombudsman|trust|ltd|limited|llp|plc|homes|housing|housing association|university|college|school|academy|hospital|commissioner|parliament|cps|nhs|icb|hmrc|dwp|lgsco|ico|kcc|mp|gp|mps|cafcass|dvla|ofsted|citizens advice|age uk|mind|refuge|shelter|women['’]s aid|fire|fire service|fire brigade|fire (and|&) rescue( service)?|probation( service)?|ambulance( service)?|prison service|social services|solicitors?|barristers?|bc|cc|dc|mbc)$`)
	sectionEnds = lazily(`(?i)(^|\s)(social care|services?|department|team|office|court|tribunal|agency|authority|charity|met|surgery|standards|housing options|tenant|landlord|complainant|neighbour|family|parents?|mother|father|partner|resident|owner|occupier|employer|contractor|insurers?|bailiffs?)$`)
	inBody      = lazily(`(?i)(^|\s)(social services|housing|solicitors?|probation|gp|hospital|school|college|academy)$`)
	// unparted is the name of a public body behind another's, with nothing between: where they
	// are, and what it is, or what it is shortened to.
	unparted = lazily(`^((\pL[\pL'’-]+ ){1,3}(?i:police|constabulary|council|ombudsman|fire|fire service|fire brigade|one|nhs trust|nhs foundation trust|ambulance service)|(?i:dwp|hmrc|kcc|lgsco|cps|cafcass|dvla|kfrs|nhs))$`)
	// ofTheSame begins what is a part of the body before it.
	ofTheSame = lazily(`(?i)^(and|of|for|at|in|on|the|fire|social|adult|adults|children|children['’]s|trading|housing|public|legal|complaints?|services?|parish|town|borough|district|county|city)\b`)
	// titledPerson is how the name of a person begins.
	titledPerson  = lazily(`(?i)^(mrs?|ms|miss|mx|dr|prof|sir|cllr|councillor|pc|dc|ps|ds|di|insp|inspector|sgt)\.? \S`)
	initialsAlone = lazily(`^\p{Lu}{2,6}$`)
	// noBody are capitals that are no body's.
	noBody = lazily(`(?i)^(hm|uk|gb|hq|cid|po|it|hr|st|hmp|eu|us|usa)$`)
)

// publicEnds is how the name of a public body ends; ofSeveralWords are words that stand
// between several, and words for several.
var (
	publicEnds     = strings.Fields("police constabulary council ombudsman hmrc dwp kcc")
	ofSeveralWords = strings.Fields(`and plus then cc ccd cc'd copied copy also well along x all both various several multiple many numerous different each every see as per etc al others cllrs councillors mps
		members agencies parties contractors tenants residents neighbours landlords parents carers professionals organisations organizations recipients`)
)

// How many recipients a text names that stands where one belongs.
const (
	oneNamed = iota
	severalNamed
	manyNamed // and it does not say which
)

// howManyNamed says whether the text names one recipient. It is told by how the text is
// written, and by words that bodies' names end in: where one stands before a comma or an
// "and" and another may stand behind it, they are taken for two, since two that are taken
// for one are found by nobody, and one that is taken for two is asked about.
func howManyNamed(text string) int {
	text = strings.TrimSpace(text)
	if !mayNameSeveral(text) {
		return oneNamed
	}
	lines := text
	if strings.Contains(text, "(") {
		if copiedTo().MatchString(text) {
			return severalNamed
		}
		// A bracket on a line of its own says more of the line above.
		lines = strings.TrimSpace(bracketed().ReplaceAllString(text, ""))
	}
	bare := strings.Join(strings.Fields(lines), " ")
	if parts := manyOf().FindStringIndex(bare); wordForSeveral().MatchString(bare) || parts != nil && !ofMany().MatchString(bare[:parts[0]]) && !isFirmOf(bare, parts[0]) {
		return manyNamed
	}
	if strings.ContainsAny(text, "0123456789") && counted().MatchString(text) ||
		partsInWords(amongRecipients().Split(lines, -1)) > 1 || strings.Contains(lines, "/") && strokeAmong().MatchString(notAmong().ReplaceAllString(lines, "")) {
		return severalNamed
	}
	plain, loud := oneName().ReplaceAllString(bare, "One"), strings.ToUpper(bare) == bare // and then capitals say nothing
	if bodiesIn(setApart().Split(bare, -1), loud) > 1 || besideAnother(plain) || joinedToAnother(plain, loud) {
		return severalNamed
	}
	return oneNamed
}

const (
	severalFound = "This seems to name several recipients: each is a disclosure of its own, or nobody who asks what one of them received finds it."
	manyFound    = "This seems to stand for several recipients without naming each: each is a disclosure of its own, or nobody who asks what one of them received finds it."
)

// NotOneRecipient says what is wrong with a text that stands where one recipient's name
// belongs and seems to name several; "" for one.
func NotOneRecipient(text string) string {
	switch howManyNamed(text) {
	case severalNamed:
		return severalFound
	case manyNamed:
		return manyFound
	}
	return ""
}

// partsInWords counts the parts in which something is named.
func partsInWords(parts []string) (n int) {
	for _, part := range parts {
		if strings.ContainsFunc(part, unicode.IsLetter) {
			n++
		}
	}
	return n
}

// isFirmOf reports whether the name is of a firm that calls itself what it does: "Sample
// Roofing Contractors", and not "approved contractors". at is where the last word begins.
func isFirmOf(name string, at int) bool {
	last := strings.TrimSpace(name[at:])
	return strings.HasPrefix(last, "Contractors") && slices.ContainsFunc(strings.Fields(name[:at]), func(word string) bool {
		folded := bareWords(word)
		return strings.ToUpper(word[:1]) == word[:1] && !slices.Contains(besides, folded) && !slices.Contains(trades, folded) && !isAnyRecipient(folded)
	})
}

// bodiesIn counts the parts that are a body by itself, and of none before it.
func bodiesIn(parts []string, loud bool) (n int) {
	if len(parts) == 1 {
		return 1
	}
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if isBody(part, loud) && (n == 0 || !inBody().MatchString(part)) {
			n++
		}
	}
	return n
}

func isBody(name string, loud bool) bool {
	return bodyEnds().MatchString(name) || initialsAlone().MatchString(name) && !noBody().MatchString(name) && (!loud || !strings.ContainsAny(name, "AEIOU"))
}

// besideAnother reports whether one public body's name stands behind another's, with
// nothing between: "Kent Police Kent Fire".
func besideAnother(plain string) bool {
	words := strings.Fields(plain)
	for i := 1; i < len(words); i++ {
		if !endsPublicBody(words[:i]) {
			continue
		}
		if right := strings.Join(words[i:], " "); unparted().MatchString(right) && !ofTheSame().MatchString(right) {
			return true
		}
	}
	return false
}

// endsPublicBody reports whether the words are so far the name of a public body.
func endsPublicBody(words []string) bool {
	last := strings.ToLower(words[len(words)-1])
	return slices.Contains(publicEnds, last) || last == "service" && len(words) > 1 && strings.EqualFold(words[len(words)-2], "ambulance")
}

// mayNameSeveral reports whether there is anything in the text by which it could name
// several: most names have nothing, and to look closely takes twenty times as long.
func mayNameSeveral(text string) bool {
	if strings.ContainsAny(text, ";\n+/&|,(–—") || strings.Contains(text, " - ") {
		return true
	}
	words := strings.Fields(text)
	for i, word := range words {
		word = strings.ToLower(strings.TrimRight(word, "."))
		if slices.Contains(ofSeveralWords, word) || strings.Contains(word, "x") && strings.ContainsAny(word, "0123456789") || i+1 < len(words) && !strings.EqualFold(words[i+1], "service") && endsPublicBody(words[:i+1]) {
			return true
		}
	}
	return false
}

// joinedToAnother reports whether a name ends before an "and".
func joinedToAnother(plain string, loud bool) bool {
	for _, at := range joinedNames().FindAllStringSubmatchIndex(plain, -1) {
		left, right := plain[:at[0]], plain[at[1]:]
		if at[2] >= 0 {
			left, right = plain[:at[3]], plain[at[4]:]
		}
		before := setApart().Split(strings.TrimRight(left, ", "), -1)
		if left = strings.TrimSpace(before[len(before)-1]); !goesOn().MatchString(right) && (isBody(left, loud) || sectionEnds().MatchString(left) || titledPerson().MatchString(left)) {
			return true
		}
	}
	return false
}

// namesOne asks for an entry of each recipient: under a name of two, neither is found,
// and who asks what went to one of them is not told. A department may be several: what is
// shared within the council is no disclosure to a third party.
func (s *scene) namesOne() {
	if s.class == "" || s.class == Internal || s.class == Public || s.class == Access {
		return
	}
	r := s.d.Recipient
	if r.Organisation != "" || s.asks != nil {
		s.ofOne("/recipient/organisation", r.Organisation, func() Need { return s.placeNeed(PlaceOrganisation) })
	}
	if r.Organisation == "" || s.asks != nil {
		s.ofOne("/recipient/person", r.Person, func() Need { return s.placeNeed(PlacePerson) })
	}
	for _, field := range s.namedBy() {
		if slices.Contains(ofSeveral, field) {
			continue
		}
		name, _ := s.d.Evidence[field].(string)
		if !disclosure.SameName(name, r.Organisation) {
			s.ofOne("/evidence/"+field, name, func() Need { return s.anyEvidence(field) })
		}
	}
}

// ofSeveral is evidence of who received the data that may well be of several people.
var ofSeveral = []string{"partyIdentity", "rightHolderIdentity"}

func (s *scene) ofOne(at, name string, need func() Need) {
	found := NotOneRecipient(name)
	s.hold(ask{
		severity: Flag, rule: accountable, at: at, detail: or(found, severalFound), unlessSpoken: true,
		clears: "Each other recipient is recorded as a disclosure of its own, and a correction of this one names one; or the Data Protection Officer says that this is the name of one.",
	}, found == "", func() Need { return need().ifGiven().testing("The name of one recipient.") })
}
