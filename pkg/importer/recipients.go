package importer

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	// among is what stands between recipients and seldom within the name of one.
	among = regexp.MustCompile(`(?i)\s*(?:;|\n|\+| / |\band/or\b|(?:,|\s)\s*(?:then|cc'?d?|copied to|copy to|and also|as well as|along with)\s)\s*`)
	// stroke is one between words, without spaces, and notAmong what it is a part of.
	stroke   = regexp.MustCompile(`\pL{2,}['’.]?/ ?\pL{2,}`)
	notAmong = regexp.MustCompile(`(?i)\b(c/o|t/a|n/a|n/k|a/c|s/o|d/o|w/c)\b`)
	// joined is what stands between two recipients, and within the name of one.
	joined  = regexp.MustCompile(`(?i)\s+(?:and|&|plus)\s+|(\pL{3,})&(\pL{3,})`)
	apart   = regexp.MustCompile(`,|\s[-–—|]\s`)
	bracket = regexp.MustCompile(`\([^)]*\)`)
	copied  = regexp.MustCompile(`(?i)\(\s*(copy|copied|cc|also|and|plus|then)\b`)
	times   = regexp.MustCompile(`(?i)(^\d+ ?x |\bx ?\d+\)?$)`)
	// group is a word for several, and manyOf a word for each of them.
	group  = regexp.MustCompile(`(?i)^(all|both|various|several|multiple|many|numerous|different|each|every|see|as per|per)\b|\b(etc|et al|and others)\.?$|^(cllrs|councillors|members)\b\.? `)
	manyOf = regexp.MustCompile(`(?i)(^|\s)(cllrs|councillors|mps|members|agencies|parties|contractors|tenants|residents|neighbours|landlords|parents|carers|professionals|organi[sz]ations|recipients|others)$`)
	ofMany = regexp.MustCompile(`(?i)\b(of|for)( \pL+){0,2}$`)

	// oneName are names of one body that have in them what is one by itself.
	oneName = regexp.MustCompile(`(?i)\b(police (and|&) crime|fire (and|&) rescue|courts? (and|&) tribunals?|revenue (and|&) customs|health (and|&) (adult |social )*(care|safety)|social (services|care) (and|&) health|care (and|&) support|disclosure (and|&) barring|council (and|&) democracy|nhs (and|&) social care)\b`)
	// goesOn is what goes on with the name of a firm.
	goesOn = regexp.MustCompile(`(?i)^(partners?|co|company|sons?|daughters?|brothers|bros|associates|family|district|borough)\b`)
	// body is how the name of one ends that is one by itself; section, of a part of one
	// too.
	body    = regexp.MustCompile(`(?i)(^|\s)(police|constabulary|council|ombudsman|trust|ltd|limited|llp|plc|homes|housing|housing association|university|college|school|academy|hospital|commissioner|parliament|cps|nhs|icb|hmrc|dwp|lgsco|ico|kcc|mp|gp|mps|cafcass|dvla|ofsted|citizens advice|age uk|mind|refuge|shelter|women['’]s aid|fire service|fire brigade|fire (and|&) rescue( service)?|probation( service)?|ambulance( service)?|prison service|social services|solicitors?|barristers?|bc|cc|dc|mbc)$`)
	section = regexp.MustCompile(`(?i)(^|\s)(social care|services?|department|team|office|court|tribunal|agency|authority|charity|met|surgery|standards|housing options|tenant|landlord|complainant|neighbour|family|parents?|mother|father|partner|resident|owner|occupier|employer|contractor|insurers?|bailiffs?)$`)
	inBody  = regexp.MustCompile(`(?i)(^|\s)(social services|housing|solicitors?|probation|gp|hospital|school|college|academy)$`)
	// titled is how the name of a person begins.
	titled   = regexp.MustCompile(`(?i)^(mrs?|ms|miss|mx|dr|prof|sir|cllr|councillor|pc|dc|ps|ds|di|insp|inspector|sgt)\.? \S`)
	capitals = regexp.MustCompile(`^\p{Lu}{2,6}$`)
	// noBody are capitals that are no body's.
	noBody = regexp.MustCompile(`(?i)^(hm|uk|gb|hq|cid|po|it|hr|st|hmp|eu|us|usa)$`)
)

// What there is to say of a cell of recipients.
const (
	oneRecipient = iota
	severalRecipients
	manyRecipients // that it does not name
)

// recipientsIn says whether the text names one recipient. It is told by how the text is
// written, and by words that bodies' names end in: where one stands before a comma or an
// "and" and another may stand behind it, they are taken for two, since two that are taken
// for one are found by nobody, and one that is taken for two is asked about.
func recipientsIn(text string) int {
	text = strings.TrimSpace(text)
	bare := strings.Join(strings.Fields(bracket.ReplaceAllString(text, " ")), " ")
	if parts := manyOf.FindStringIndex(bare); group.MatchString(bare) || parts != nil && !ofMany.MatchString(bare[:parts[0]]) {
		return manyRecipients
	}
	if copied.MatchString(text) || times.MatchString(text) {
		return severalRecipients
	}
	// A bracket on a line of its own says more of the line above.
	lines := strings.TrimSpace(bracket.ReplaceAllString(text, ""))
	if words(among.Split(lines, -1)) > 1 || stroke.MatchString(notAmong.ReplaceAllString(lines, "")) {
		return severalRecipients
	}
	loud := strings.ToUpper(bare) == bare // and then capitals say nothing
	if stand := standing(apart.Split(bare, -1), loud); stand > 1 {
		return severalRecipients
	}
	plain := oneName.ReplaceAllString(bare, "One")
	for _, at := range joined.FindAllStringSubmatchIndex(plain, -1) {
		left, right := plain[:at[0]], plain[at[1]:]
		if at[2] >= 0 {
			left, right = plain[:at[3]], plain[at[4]:]
		}
		before := apart.Split(strings.TrimRight(left, ", "), -1)
		if left = strings.TrimSpace(before[len(before)-1]); !goesOn.MatchString(right) && (isBody(left, loud) || section.MatchString(left) || titled.MatchString(left)) {
			return severalRecipients
		}
	}
	return oneRecipient
}

// words counts the parts in which something is named.
func words(parts []string) (n int) {
	for _, part := range parts {
		if strings.ContainsFunc(part, unicode.IsLetter) {
			n++
		}
	}
	return n
}

// standing counts the parts that are a body by itself, and of none before it.
func standing(parts []string, loud bool) (n int) {
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if isBody(part, loud) && (n == 0 || !inBody.MatchString(part)) {
			n++
		}
	}
	return n
}

func isBody(name string, loud bool) bool {
	return body.MatchString(name) || capitals.MatchString(name) && !noBody.MatchString(name) && (!loud || !strings.ContainsAny(name, "AEIOU"))
}
