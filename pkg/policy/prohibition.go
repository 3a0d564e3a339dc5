package policy

import (
	"regexp"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// prohibition is a law that forbids giving something, by the words that name it. An
// exemption lets a council withhold; these leave it no choice.
type prohibition struct {
	law   string
	words phrases
	// or is what no list of words says. It is tried where one at least of each of needs is in
	// the text: to look for those costs a hundredth.
	or    *regexp.Regexp
	needs [][]string
	// named and namedOr are those of these words that leave no doubt. Others may be of a
	// council's everyday: an adopted highway, a purchase order, a flat in a Court.
	named   phrases
	namedOr *regexp.Regexp
}

// Who forbids, and the words by which they do, in whichever order they stand. Courts that
// are named as such forbid in more words than an order, which may be any.
const (
	courts      = `(?:courts?|judges?|justice|tribunals?|injunctions?|injuncted)`
	orders      = `(?:orders?|ordered|` + courts + `)`
	given       = `(?:tell|told|disclos\w*|given?|shown?|inform\w*|know|learn|see|seen|reveal\w*|share\w*|releas\w*)`
	forbids     = `(?:forbid\w*|forbade|prohibit\w*|non ?disclosure|(?:not to|must not|mustnt|may not|shall not|should not|is never to|never to|never be) (?:be )?(?:\w+ )?` + given + `)`
	forbidsMore = `(?:(?:keep|keeps|keeping|kept) (?:\w+ ){0,6}?from|withh[eo]ld\w*|restrain\w*|gagg?\w*|reporting restriction\w*|secret|secrecy|anonymity|bars|barred|nobody may|no one may|cannot be ` + given + `)`
	forbidsAlso = `(?:(?:do|does|did|can|could|will|would|is|are|was|were)(?: not|nt) (?:be )?(?:\w+ ){0,2}?` + given + `|(?:cannot|cant) (?:be )?(?:\w+ ){0,2}?` + given + `|prevents?|preventing|bans|banned|(?:does not|doesnt) allow|confidential)`
	near        = ` (?:\w+ ){0,14}?`
	ordersMade  = `(?:court orders?|orders? (?:of|dated|made on) \d+|orders? (?:of|by|from|made by|made in) (?:\w+ ){0,4}?(?:courts?|judges?|tribunals?|justice)|(?:courts?|judges?|tribunals?|justice) (?:\w+ ){0,3}?(?:orders?|ordered|forbade|forbids?|forbidden|prohibits?|prohibited)|injunctions?|injuncted)`
)

// people are who are adopted, where roads, plans and policies are too.
const people = `(?:child|children|son|daughter|boy|girl|baby|babies|person|adult|brother|sister|siblings?|twins?|grandchild)`

var prohibitions = []prohibition{
	{law: "Proceeds of Crime Act 2002", words: inAnySpelling("POCA", "proceeds of crime", "suspicious activity", "money laundering", "laundering of money", "tipping off", "DAML", "333 a", "MLRO", "AML report*", "AML disclosure*"), named: inAnySpelling("POCA", "proceeds of crime", "suspicious activity report*")},
	{law: "Investigatory Powers Act 2016", words: inAnySpelling("IPA 2016", "IPA act", "IPA notice", "IPA warrant", "IPA authorisation", "IPA request", "IPA s", "IPA section", "investigatory power*", "RIPA", "interception", "intercept warrant", "communications data", "equipment interference", "RIP act", "CHIS", "phone tap*", "comms data", "intercepted call*"), named: inAnySpelling("IPA 2016", "investigatory power*", "RIPA")},
	{law: "Gender Recognition Act 2004", words: inAnySpelling("gender recogni*", "recognition of gender", "recognition of her gender", "recognition of his gender", "recognition of their gender", "GRA 2004", "GRC", "acquired gender", "gender history", "legal gender", "gender reassign*", "assigned male at birth", "assigned female at birth", "previous sex"), named: inAnySpelling("gender recogni*", "GRA 2004")},
	{
		law:   "Adoption and Children Act 2002",
		words: inAnySpelling("adoption*", "adoptive*", "adopter*", "adoptee*", "pre adopti*", "post adopti*", "adopting parent*", "adopting famil*", "adopted by birth", "adopted from", "adopted into", "adopted out", "adopted as a", "adopted at birth", "adopted child*", "adopted in infancy", "ACA 2002", "shes adopted", "hes adopted", "theyre adopted", "placement order*"),
		or: regexp.MustCompile(` adopt(?:s|ed|ing)? (?:(?:an?|the|her|his|their|our|two|three|this|that|young|elder|older|younger|half|little|second|third|other) ){0,3}` + people + ` | adopt(?:s|ed|ing)? (?:him|her|them) | ` +
			`(?:` + people + `|he|she|they|who) (?:was|were|is|are|been|being|(?:has|had|have) (?:since |later |then )?been) (?:\w+ )?adopted |` + people + ` (?:since |later |now |then |newly )?adopted `),
		needs: [][]string{{" adopt"}},
		named: inAnySpelling("adoption and children act", "adoption order*", "adoption file*", "adoption record*", "adoption paper*", "adoption agenc*", "adoption panel*", "adoption support", "adoption team", "adoption placement*", "placed for adoption", "adoptive*", "adopter*", "adoptee*", "pre adopti*", "post adopti*", "adopted child*", "adopted son", "adopted daughter", "adopted person", "adopted adult", "placement order*"),
	},
	{
		law: "An order of a court",
		or:  regexp.MustCompile(` ` + orders + near + forbids + ` | ` + forbids + near + orders + ` | (?:` + courts + `|orders? of court)` + near + forbidsMore + ` | ` + forbidsMore + near + courts + ` | ` + courts + near + forbidsAlso + ` | ` + forbidsAlso + near + courts + ` `),
		needs: [][]string{
			{" order", " court", " judge", " justice", " tribunal", " injunct"},
			{" forb", " prohibit", " non disclos", " nondisclos", " not ", " mustnt ", " never ", " keep", " kept ", " withh", " restrain", " gag", " reporting restr", " secre", " anonymity ", " bars ", " barred ", " nobody may ", " no one may ", " cannot ", "nt ", " prevent", " bans ", " banned ", " confidential "},
		},
		namedOr: regexp.MustCompile(` ` + ordersMade + ` (?:(?:\w+ ){0,14}?)?` + forbids + ` | ` + forbids + near + ordersMade + ` | (?:courts?|judges?|tribunals?|justice) (?:forbade|forbids?|forbidden|prohibits?|prohibited) | (?:forbidden|prohibited|barred) by (?:\w+ ){0,3}?(?:courts?|judges?|tribunals?|justice) `),
	},
}

// in reports whether the words are in the folded text.
func (p prohibition) in(text string) bool {
	if p.words.in(text) {
		return true
	}
	for _, needs := range p.needs {
		if !slices.ContainsFunc(needs, func(need string) bool { return strings.Contains(text, need) }) {
			return false
		}
	}
	return p.or != nil && p.or.MatchString(strings.ReplaceAll(text, " in order ", " ")) // which is nobody's order
}

// Forbids reports whether the ground is a prohibition of another law or a court's:
// Schedule 4 of the DPA 2018, and what Schedule 3 leaves to courts.
func Forbids(ground string) bool {
	return strings.HasPrefix(ground, "dpa18-sch4-") || strings.HasPrefix(ground, "dpa18-sch3-") && strings.HasSuffix(ground, "-court")
}

// Prohibition returns another law that forbids giving the disclosure to whoever
// asks, where the record names it in any of its words, or "". It is named beyond doubt, and
// nobody may show it; or what is written may be of something else, and two people may.
func Prohibition(d *disclosure.Disclosure) (law string, named bool) {
	texts := written(d)
	for i, text := range texts {
		texts[i] = folded(text)
	}
	for _, p := range prohibitions {
		if !slices.ContainsFunc(texts, p.in) {
			continue
		}
		if slices.ContainsFunc(texts, p.isNamed) {
			return p.law, true
		}
		law = p.law
	}
	return law, false
}

// isNamed reports whether the folded text names it beyond doubt.
func (p prohibition) isNamed(text string) bool {
	return p.named.in(text) || p.namedOr != nil && p.namedOr.MatchString(strings.ReplaceAll(text, " in order ", " "))
}
