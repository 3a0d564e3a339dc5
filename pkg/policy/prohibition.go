package policy

import (
	"cmp"
	"slices"
	"strings"
)

// prohibition is a law that forbids giving something, by the words that name it. An
// exemption lets a council withhold; these leave it no choice.
type prohibition struct {
	law   string
	words phrases
	// or is what no list of words says.
	or func([]sentence) bool
	// named and namedOr are those of these words that leave no doubt. Others may be of a
	// council's everyday: an adopted highway, a purchase order, a flat in a Court.
	named   phrases
	namedOr func([]sentence) bool
}

// class is what a word may be part of.
type class uint8

const (
	aCourt   class = 1 << iota
	anOrder        // which may be any
	aNot           // that it is not done
	aTelling       // what is not done
	aKeeping       // that it is kept back, by itself
	aSecret        // that a court keeps it back, whatever else is in the sentence
)

// The words of each class; those that end in a star are beginnings of words.
const (
	courtWords   = "court courts judge judges judicial justice justices magistrate magistrates tribunal tribunals injunction injunctions injuncted injuction injuctions interdict interdicts coroner coroners sheriff hhj"
	orderWords   = "order orders ordered undertaking undertakings warrant warrants ruling rulings ruled"
	notWords     = "not cannot never no nobody without dont doesnt didnt cant couldnt wont wouldnt isnt arent wasnt werent shouldnt hasnt havent hadnt neednt mustnt maynt nothing none refuse* decline* deny denies denied"
	tellingWords = "tell tells telling told disclos* give gives giving given show shows showing shown inform* know knows learn see seen reveal* share shares shared sharing releas* mention* discuss* aware"
	// reachingWords are other words for what is not to be, beside a court.
	reachingWords = "disclosure access copy copied hear hears talk talks talking eyes reach reaches notified notify"
	secretWords   = "secret secrets secrecy secretly seal sealed sealing silent silence embargo* hush gagging unaware undisclosed conceal* suppress* hidden restrict* redact* nondisclosure confidential"
	keepingWords  = "forbid* forbade prohibit* non nondisclosure keep keeps keeping kept withheld withhold* restrain* gag gags gagged gagging reporting secret secrecy seal sealed anonymity bars barred hide hides hiding hidden stop stops stopped stopping prevent* preclud* ban bans banned confidential nobody unaware dark"
)

var classOf, classOfStem = classes()

// stemOf is how many letters a word is looked up by that a star begins.
const stemOf = 5

func classes() (words, stems map[string]class) {
	words, stems = map[string]class{}, map[string]class{}
	for c, all := range map[class]string{aCourt: courtWords, anOrder: orderWords, aNot: notWords, aTelling: tellingWords + " find finds pass passed allow allowed supposed meant permitted knowledge " + reachingWords, aKeeping: keepingWords, aSecret: secretWords} {
		for word := range strings.FieldsSeq(all) {
			if stem, begins := strings.CutSuffix(word, "*"); begins {
				stems[stem[:stemOf]] |= c
			} else {
				words[word] |= c
			}
		}
	}
	return words, stems
}

// sentence is one of a folded text, and what is in it.
type sentence struct {
	text string
	has  class
}

// mayForbid reports whether there is a court or an order in it, and a word of keeping back.
func (s sentence) mayForbid() bool { return s.has&(aCourt|anOrder) != 0 && s.mayKeep() }

func (s sentence) mayKeep() bool {
	return s.has&aKeeping != 0 || s.has&aNot != 0 && s.has&aTelling != 0
}

// sentencesOf takes a folded text apart. What is done in order to is done by nobody's order.
func sentencesOf(text string) []sentence {
	var all []sentence
	for one := range strings.SplitSeq(text, ".") {
		s, before := sentence{text: one}, ""
		for word := range strings.FieldsSeq(one) {
			c := classOf[word]
			if len(word) >= stemOf {
				c |= classOfStem[word[:stemOf]]
			}
			if word == "one" && before == "no" {
				c = aNot | aKeeping
			}
			s.has |= c
			before = word
		}
		if s.has&anOrder != 0 {
			s.text = strings.ReplaceAll(s.text, " in order ", " ")
		}
		all = append(all, s)
	}
	return all
}

// oneOf is a pattern for any of the words of a class.
func oneOf(words string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(words), "|"), "*", `\w*`)
}

// Who forbids, and the words by which they do, in whichever order they stand. Courts that
// are named as such forbid in more words than an order, which may be any.
var (
	courts      = `(?:` + oneOf(courtWords) + `)`
	orders      = `(?:` + oneOf(orderWords) + `|` + courts + `)`
	given       = `(?:` + oneOf(tellingWords) + `|finds? out|pass(?:ed)? (?:it )?on)`
	forbids     = `(?:forbid\w*|forbade|prohibit\w*|non ?disclosure|(?:not to|must not|mustnt|may not|shall not|should not|is never to|never to|never be) (?:be )?(?:\w+ )?` + given + `)`
	hinders     = `(?:(?:stop|stops|stopped|stopping|prevents?|prevented|preventing|bars|barred|restrains?|restrained|restraining|precludes?) (?:\w+ ){0,5}?(?:telling|disclosing|disclosure|sharing|showing|giving|releasing|informing|revealing|letting))`
	forbidsMore = `(?:(?:keep|keeps|keeping|kept) (?:\w+ ){0,6}?from|withheld|withhold\w*|restrain\w*|gag|gags|gagged|gagging|reporting restriction\w*|secret|secrecy|sealed|anonymity|bars|barred|nobody may|no one may|cannot be ` + given + `)`
	forbidsAlso = `(?:(?:do|does|did|can|could|will|would|is|are|was|were|has|have|had|wo|should|may|must|need)(?: not|nt) (?:be )?(?:been )?(?:\w+ ){0,2}?` + given + `|(?:cannot|cant|wont|dont|never|nobody|no one|without) (?:be )?(?:\w+ ){0,2}?` + given + `|without (?:his|her|their|the) (?:\w+ )?knowledge|prevents?|preventing|bans|banned|(?:does not|doesnt) allow|confidential)`
	near        = ` (?:\w+ ){0,14}?`
	ordersMade  = `(?:court orders?|orders? (?:of|dated|made on) \d+|orders? (?:of|by|from|made by|made in) (?:\w+ ){0,4}?(?:courts?|judges?|tribunals?|justice)|(?:courts?|judges?|tribunals?|justice) (?:\w+ ){0,3}?(?:orders?|ordered|forbade|forbids?|forbidden|prohibits?|prohibited)|injunctions?|injuncted)`

	orderForbids = lazily(` ` + orders + near + forbids + ` | ` + forbids + near + orders + ` | ` + orders + near + hinders + ` | ` + hinders + near + orders +
		` | (?:` + courts + `|orders? of court)` + near + forbidsMore + ` | ` + forbidsMore + near + courts + ` | ` + courts + near + forbidsAlso + ` | ` + forbidsAlso + near + courts + ` `)
	surelyForbids = lazily(` ` + ordersMade + near + `(?:` + forbids + `|` + hinders + `) | ` + forbids + near + ordersMade +
		` | (?:courts?|judges?|tribunals?|justice) (?:forbade|forbids?|forbidden|prohibits?|prohibited) | (?:forbidden|prohibited|barred) by (?:\w+ ){0,3}?(?:courts?|judges?|tribunals?|justice) `)
)

// Who judges, and what anybody is told not to tell, where they stand apart. An order, an
// undertaking or a warrant is one of a court by the words beside it. Courts and orders of
// every day are away.
var (
	judging = lazily(` (?:` + courts + `|(?:interim|final|consent|care|supervision|occupation|molestation|contact|residence|freezing|gagging|disclosure|protection|protective|sealing|anonymity|restriction|wardship|private|steps|arrangements|guardianship|an|the|this|that|under|by|made) orders?|` +
		`orders? (?:of|dated|made|granted|in place|in force|was|is|says|said|states|from|by)|(?:an|his|her|their|gave|given) undertakings?|undertakings? (?:to|given|by)|(?:a|the) warrants?|(?:the|a) ruling|ruled that) `)
	toldNot = lazily(` (?:(?:must not|mustnt|may not|shall not|should not|shouldnt|will not|wont|can not|cannot|cant|not to|never|do not|dont|nobody|no one|without) (?:\w+ ){0,4}?` + given + `|` +
		`(?:keep|keeps|keeping|kept|stay|stays|remain|remains|be|is|as) (?:\w+ ){0,3}?(?:secret|sealed)|(?:keep|keeps|keeping|kept|withheld|hide|hides|hiding|hidden) (?:\w+ ){0,4}?from (?:the |his |her |their )?` + persons + `|secrecy|sealed|gagged|gagging|under seal|(?:tell|telling) (?:nobody|no one)|no disclosure|` + hinders + `|without (?:his|her|their|the) (?:\w+ )?knowledge) `)
	ofEveryDay = lazily(` (?:(?:tennis|squash|badminton|food|netball|basketball|padel|sports) courts?|(?:youth|criminal|social|restorative|ministry of|access to) justice|courts? (?:roads?|streets?|lanes?|avenue|close|drive|gardens|way|farm|lodge|yard|hire|flats)|(?:flats?|apartments?|block|residents of|tenants of) (?:\d+ )?(?:[a-z]+ ){0,2}?court|` +
		`(?:purchase|works?|repairs?|standing|mail|postal|delivery|job|running|working|preservation|traffic|regulation|change|sales?|street|money|alphabetical|date|chronological) orders?|orders? (?:forms?|numbers?|no|books?|lines?)) `)
)

const persons = `(?:mothers?|fathers?|mums?|dads?|parents?|husband|wife|partner|ex|him|her|them|she|he|they|son|daughter|child|children|family|brother|sister|sibling|siblings|grandparents?|grandmother|grandfather|subject|subjects|person|tenants?|residents?|complainants?|applicants?|respondents?|claimants?|defendants?|clients?|customers?|householders?|mr \w+|mrs \w+|ms \w+|miss \w+)`

// ofAPerson is that one person is not told, whoever says so.
var ofAPerson = lazily(` (?:must not|mustnt|shall not|should not|shouldnt|not to|never to|do not|dont|never) (?:be )?(?:ever )?(?:` + given + `|let|copy|copied) (?:\w+ ){0,2}?(?:to |with |by )?(?:the |his |her |their )?` + persons + ` | ` +
	persons + ` (?:must not|mustnt|shall not|should not|shouldnt|(?:is |are )?not to|(?:is|are) never to|must never|should never|(?:is |are )?not (?:supposed|allowed|meant|permitted) to|(?:has|have) no right to) (?:be |ever |get to |come to ){0,2}` + given + ` | ` +
	`(?:hes|shes|theyre) not (?:supposed |allowed |meant |permitted )?to (?:be )?` + given + ` | no disclosure to (?:the |his |her |their )?` + persons + ` | not for (?:the |his |her |their )?\w+ eyes | ` +
	`(?:keep|keeping|kept|hide|hidden|hiding|withhold|withholding|withheld|secret) (?:(?:it|this|that|all|them|secret|back|away|information|data) ){0,2}from (?:the |his |her |their )?` + persons + ` | in the dark | ` +
	`(?:mothers?|fathers?|mums?|dads?|parents?|family) (?:is |are )?unaware | without the knowledge of (?:the |his |her |their )?` + persons + ` | (?:tell|telling) (?:nobody|no one) `)

// courtWord is a court, once what is of every day is away.
var courtWord = lazily(` ` + courts + ` `)

// aCourtByName are words of no flats' name.
var aCourtByName = inAnySpelling("county", "crown", "family", "high", "magistrate*", "youth", "supreme", "criminal", "coroner*", "the")

// withoutEveryDay is the text without what is ofEveryDay.
func withoutEveryDay(text string) string {
	return ofEveryDay().ReplaceAllStringFunc(text, func(found string) string {
		if aCourtByName.in(found) {
			return found
		}
		return " "
	})
}

// anOrderForbids reports whether a court or an order is said to forbid, in a sentence or over
// several.
func anOrderForbids(all []sentence) bool {
	judges, kept := false, false
	for _, s := range all {
		if s.has&aCourt != 0 && (s.has&aSecret != 0 || s.has&aNot != 0 && s.has&aTelling != 0) && courtWord().MatchString(withoutEveryDay(s.text)) {
			return true
		}
		if s.mayForbid() && orderForbids().MatchString(s.text) && orderForbids().MatchString(withoutEveryDay(s.text)) {
			return true
		}
		judges, kept = judges || s.has&(aCourt|anOrder) != 0, kept || s.mayKeep()
	}
	if !judges || !kept {
		return false
	}
	return slices.ContainsFunc(all, func(s sentence) bool { return s.mayKeep() && toldNot().MatchString(s.text) }) &&
		slices.ContainsFunc(all, func(s sentence) bool {
			return s.has&(aCourt|anOrder) != 0 && judging().MatchString(withoutEveryDay(s.text))
		})
}

func surely(all []sentence) bool {
	return slices.ContainsFunc(all, func(s sentence) bool {
		return s.mayForbid() && surelyForbids().MatchString(s.text) && !denied().MatchString(s.text)
	})
}

// denied is that nothing forbids it; or that something does, about which somebody looks.
var denied = lazily(` (?:no|not|nothing|never|nor|neither|doesnt|didnt|dont|isnt|wont|cannot) (?:\w+ ){0,5}?(?:stop|prevent|bar|restrain|preclud|forbid|forbad|prohibit)\w* `)

func somebodyIsNotTold(all []sentence) bool {
	return slices.ContainsFunc(all, func(s sentence) bool {
		return s.mayKeep() && ofAPerson().MatchString(s.text)
	})
}

// people are who are adopted, where roads, plans and policies are too.
const people = `(?:child|children|son|daughter|boy|girl|baby|babies|person|adult|brother|sister|siblings?|twins?|grandchild)`

var adopted = lazily(` adopt(?:s|ed|ing)? (?:(?:an?|the|her|his|their|our|two|three|this|that|young|elder|older|younger|half|little|second|third|other) ){0,3}` + people + ` | adopt(?:s|ed|ing)? (?:him|her|them) | ` +
	`(?:` + people + `|he|she|they|who) (?:was|were|is|are|been|being|(?:has|had|have) (?:since |later |then )?been) (?:\w+ )?adopted |` + people + ` (?:since |later |now |then |newly )?adopted `)

// adopts reports whether somebody is adopted in it, and not a road.
func adopts(s sentence) bool {
	return strings.Contains(s.text, " adopt") && adopted().MatchString(s.text)
}

var prohibitions = []prohibition{
	{law: "Proceeds of Crime Act 2002", words: inAnySpelling("POCA", "proceeds of crime", "suspicious activity", "money laundering", "laundering of money", "tipping off", "DAML", "333 a", "MLRO", "AML report*", "AML disclosure*"), named: inAnySpelling("POCA", "proceeds of crime", "suspicious activity report*")},
	{law: "Investigatory Powers Act 2016", words: inAnySpelling("IPA 2016", "IPA act", "IPA notice", "IPA warrant", "IPA authorisation", "IPA request", "IPA s", "IPA section", "investigatory power*", "RIPA", "interception", "intercept warrant", "communications data", "equipment interference", "RIP act", "CHIS", "phone tap*", "comms data", "intercepted call*"), named: inAnySpelling("IPA 2016", "investigatory power*", "RIPA")},
	{law: "Gender Recognition Act 2004", words: inAnySpelling("gender recogni*", "recognition of gender", "recognition of her gender", "recognition of his gender", "recognition of their gender", "GRA 2004", "GRC", "acquired gender", "gender history", "legal gender", "gender reassign*", "assigned male at birth", "assigned female at birth", "previous sex"), named: inAnySpelling("gender recogni*", "GRA 2004")},
	{
		law:   "Adoption and Children Act 2002",
		words: inAnySpelling("adoption*", "adoptive*", "adopter*", "adoptee*", "pre adopti*", "post adopti*", "adopting parent*", "adopting famil*", "adopted by birth", "adopted from", "adopted into", "adopted out", "adopted as a", "adopted at birth", "adopted child*", "adopted in infancy", "ACA 2002", "shes adopted", "hes adopted", "theyre adopted", "placement order*"),
		or:    func(all []sentence) bool { return slices.ContainsFunc(all, adopts) },
		named: inAnySpelling("adoption and children act", "adoption order*", "adoption file*", "adoption record*", "adoption paper*", "adoption agenc*", "adoption panel*", "adoption support", "adoption team", "adoption placement*", "placed for adoption", "adoptive*", "adopter*", "adoptee*", "pre adopti*", "post adopti*", "adopted child*", "adopted son", "adopted daughter", "adopted person", "adopted adult", "placement order*"),
	},
	{
		law:   "An order of a court",
		words: inAnySpelling("family court*", "family division", "family proceedings", "care proceedings", "court of protection order*", "court of protection hearing*", "court of protection proceeding*", "bench directed", "bench ordered", "bench ruled", "bench said", "protected by court", "protected by the court", "protected by order", "order against telling", "wardship", "ward of court", "wards of court", "contempt of court", "in camera", "sub judice", "public interest immunity", "closed material*", "closed order*", "closed hearing*", "administration of justice act", "family procedure rules", "FPR", "rule 14 direction*", "restriction order*", "witness order*", "witness anonymity", "protected witness*", "prohibited steps", "anonymity order*", "gagging order*", "gag order*", "super injunction*", "non disclosure order*", "court order not to", "court forbid*", "court ban*"),
		or:    anOrderForbids, namedOr: surely,
	},
	{
		law: "What somebody said is not told",
		or:  somebodyIsNotTold,
	},
}

// in reports whether the words are in the folded text, of these sentences.
func (p prohibition) in(text string, all []sentence) bool {
	return p.words.in(text) || p.or != nil && p.or(all)
}

// isNamed reports whether the text names it beyond doubt.
func (p prohibition) isNamed(text string, all []sentence) bool {
	return p.named.in(text) || p.namedOr != nil && p.namedOr(all)
}

// Forbids reports whether the ground is a prohibition of another law or a court's:
// Schedule 4 of the DPA 2018, and what Schedule 3 leaves to courts.
func Forbids(ground string) bool {
	return strings.HasPrefix(ground, "dpa18-sch4-") || strings.HasPrefix(ground, "dpa18-sch3-") && strings.HasSuffix(ground, "-court")
}

// Prohibition returns another law that forbids giving the disclosure to whoever
// asks, where the record names it in any of its words, or "". It is named beyond doubt, and
// nobody may show it; or what is written may be of something else, and two people may.
//
// Why it was corrected is read as well. Where that says too that something has gone or was
// wrong, it may be what forbids, and there is doubt.
func (t Texts) Prohibition() (law string, named bool) {
	all, reasons := sentencesOf(t.all), sentencesOf(t.why)
	for _, p := range prohibitions {
		said, why := p.in(t.all, all), p.in(t.why, reasons)
		if !said && !why {
			continue
		}
		if said && p.isNamed(t.all, all) || why && p.isNamed(t.why, reasons) && !hasGone.in(t.why) {
			return p.law, true
		}
		law = cmp.Or(law, p.law)
	}
	return law, false
}

// hasGone says of what was written that it counts no more, or never did.
var hasGone = inAnySpelling(
	"discharg*", "lifted", "lapse*", "expire*", "set aside", "revoke*", "quash*", "ended", "over", "spent", "withdrawn", "varied", "no longer", "has gone", "mistake*", "mistook", "in error", "wrong*", "never", "not an", "not a", "no order", "no such", "nothing to do", "took out", "taken out", "remove*", "delet*", "instead of", "rather than", "should have", "should read", "should say", "typo*", "misread", "misspel*",
)
