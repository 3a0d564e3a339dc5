package policy

import (
	"slices"
	"strings"
)

// permits are provisions, in the words of a folded text, that let a council share and
// oblige it to nothing: exemptions and conditions of data protection law, section 29 of the
// Act of 1998 among them; powers of general competence; and gateways that are powers.
var permits = lazily(`(?:` + strings.Join([]string{
	`(?:section|sec|s) (?:29|35)(?: \d+)* (?:of )?(?:the )?(?:data protection act|dpa)(?: \d{4})?`,
	`(?:data protection act|dpa)(?: \d{4})? (?:section|sec|s) (?:29|35)\b(?: \d+)*`,
	`(?:data protection act|dpa)(?: \d{4})? ` + exemptParagraph,
	exemptParagraph + ` (?:of |to )?(?:the )?(?:data protection act|dpa)(?: \d{4})?`,
	`(?:uk )?gdpr (?:article|articles|art) (?:6|9|10|23)\b(?: \d+| [a-z]{1,2})*`,
	`(?:article|articles|art) (?:6|9|10|23)\b(?: \d+| [a-z]{1,2})* (?:of )?(?:the )?(?:uk )?gdpr`,
	`crime (?:and )?disorder act(?: \d{4})? (?:section|sec|s) (?:115|17)\b(?: a)?(?: \d+)*`,
	`(?:section|sec|s) (?:115|17)\b(?: a)?(?: \d+)* (?:of )?(?:the )?crime (?:and )?disorder act(?: \d{4})?`,
	`local government act 1972 (?:section|sec|s) 111\b(?: \d+)*`, `(?:section|sec|s) 111(?: \d+)* (?:of )?(?:the )?local government act 1972`,
	`local government act 2000 (?:section|sec|s) 2\b(?: \d+)*`, `(?:section|sec|s) 2 (?:of )?(?:the )?local government act 2000`,
	`localism act(?: \d{4})?(?: (?:section|sec|s) [12]\b(?: \d+)*)?`,
	`digital economy act(?: \d{4})?(?: (?:section|sec|s|part|chapter) \d+)*`,
	`common law(?: (?:policing|police))?(?: powers?| duty)?`,
}, "|") + `)`)

// exemptParagraph is a place in a Schedule of exemptions or conditions, and exemptAlone one
// of which no Act is named.
const exemptParagraph = `(?:schedule|sch|sched) [1234]\b(?: (?:part|pt|paragraph|paragraphs|para|paras|p)\b| \d+| [a-z]\b)*`

var (
	exemptAlone = lazily(`^ ` + exemptParagraph + ` $`)
	// ofLaw is what a text has in it that names law, and noLaw what council and police have
	// beside it that is none.
	ofLaw = lazily(` (?:acts?|regulations?|regs|rules?|orders?|warrant|statute|statutory|statutes|si|cpr|pace|schedule|sch|section|sections|sec|s|articles?|art|directions?|injunction|summons|subpoena|notice|law|laws|code|charter|byelaws?|treaty|convention|duty|powers?|ripa|ipa|poca) `)
	noLaw = lazily(` (?:request|requests|form|forms|dp|policy|policies|agreement|agreements|protocol|protocols|procedure|procedures|consent|email|e mail|letter|phone|call|isa|dsa|kmisa|gdpr|dpa|data protection|mou) `)
)

// obligesNobody reports whether all that a text names as what obliged the council is known
// to oblige it to nothing.
func obligesNobody(text string) bool {
	words := strings.ReplaceAll(folded(text), ".", "")
	words = " " + strings.Join(strings.Fields(words), " ") + " "
	if exemptAlone().MatchString(words) {
		return true
	}
	rest := permits().ReplaceAllString(words, " ")
	return rest != words && !ofLaw().MatchString(" "+strings.Join(strings.Fields(rest), " ")+" ")
}

// namesNoLaw reports whether a text that stands where a power in law belongs names a form, a
// policy or an agreement, and no law.
func namesNoLaw(text string) bool {
	words := " " + strings.Join(strings.Fields(strings.ReplaceAll(folded(text), ".", "")), " ") + " "
	return noLaw().MatchString(words) && !ofLaw().MatchString(words) && !permits().MatchString(words)
}

// isOfPower reports whether a field is of the power relied on.
func (f *Field) isOfPower() bool { return f != nil && (f.Name == provision || f.Instead == provision) }

// obligingPower reports whether the evidence names a provision that may oblige the council.
func (s *scene) obligingPower() bool {
	return slices.ContainsFunc(append([]string{provision}, s.law.formerly[provision]...), func(name string) bool {
		text, _ := s.d.Evidence[name].(string)
		return s.law.fields[name].present(s.d.Evidence[name]) && !obligesNobody(text)
	})
}

// obligesNothing holds a reliance on legal obligation to a provision that obliges: what only
// lets the council share is no ground for it, whatever the evidence says of it.
func (s *scene) obligesNothing(c cited) {
	severity, aspect := s.reliance(c.id)
	other := s.compelled || s.hasEvidence("orderNumber", "noticeNumber") || s.duty() || !s.hasEvidence(provision)
	s.hold(ask{
		severity: severity, rule: c.id, at: "/evidence/" + provision, aspect: aspect,
		detail: "What is cited lets the council share, and obliges it to nothing: an exemption, a condition, a power. Name what obliged the council, or rest this on another basis.",
		clears: "A correction names the provision that obliged the council, or what the sharing rested on instead.",
	}, other || s.obligingPower(), func() Need {
		return s.anyEvidence(provision).ifGiven().testing("Not an exemption, a condition or a mere power to share: none of them obliges the council.")
	})
}
