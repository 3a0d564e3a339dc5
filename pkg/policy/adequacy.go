package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// Adequacy is a place for which the United Kingdom's own regulations find that protection is
// adequate: since 5 February 2026, to which they approve transfers.
type Adequacy struct {
	Place    string   `yaml:"place" json:"place" doc:"Folded name of the country; eea is each state of the European Economic Area"`
	Names    []string `yaml:"names" json:"names,omitempty" doc:"What else it is called, folded"`
	Title    string   `yaml:"title" json:"title"`
	Only     string   `yaml:"only" json:"only,omitempty" doc:"What of it the regulations cover, where that is not all"`
	Citation string   `yaml:"citation" json:"citation"`
	Span     `yaml:",inline"`
	Source   `yaml:",inline"`
}

// is reports whether the place goes by the code or folded name.
func (a *Adequacy) is(code string) bool { return a.Place == code || slices.Contains(a.Names, code) }

// NameOfCountry is what the law calls a country to which data went, or "" where it has no
// name for it: then the words are whoever wrote them's.
func (l *Law) NameOfCountry(written string) string {
	if name := CountryName(written); name != "" {
		return name
	}
	codes := slices.Compact(countryCodes(written))
	for i := range l.catalogue.Adequacy {
		if a := &l.catalogue.Adequacy[i]; len(codes) == 1 && a.is(codes[0]) {
			return a.Title
		}
	}
	return ""
}

// AdequateInWords says to the person what protects data that went where adequacy regulations
// covered all of the country on the day, and on nothing else; "" of any other.
func (l *Law) AdequateInWords(t *disclosure.Transfer, on disclosure.Date) string {
	if !slices.Equal(mechanismsOf(t), []string{ofAdequacy.title}) {
		return ""
	}
	if found := l.Adequacy(t, on); found == nil || found.Standing != Covered {
		return ""
	}
	return "The law there. The government looked at it, and found that it keeps data about as safe as ours does"
}

// AdequacyStanding is whether regulations covered where data went, on a day.
type AdequacyStanding string

// The standings, the better first.
const (
	Covered       AdequacyStanding = "covered"
	CoveredInPart AdequacyStanding = "covered-in-part" // whether they cover the recipient is not known
	NotCovered    AdequacyStanding = "not-covered"     // or in words that the register does not know
)

// AdequacyFound is what the regulations of a day said of where data went.
type AdequacyFound struct {
	Standing AdequacyStanding `json:"standing" enum:"covered,covered-in-part,not-covered" doc:"The worst of several countries. covered-in-part: only some recipients or data; whether this one is not known. not-covered: none that the register knows of, by the name that was written"`
	Says     string           `json:"says" doc:"In words, with the regulations"`
}

// adequacyBegan is the first day of which the register knows regulations.
var adequacyBegan = disclosure.NewDate(2021, 1, 1)

// Adequacy returns what the United Kingdom's regulations of the day said of the countries to
// which data went; nil of what stayed, and of a day before there were any.
func (l *Law) Adequacy(t *disclosure.Transfer, on disclosure.Date) *AdequacyFound {
	if !leavesUK(t) || on.Before(adequacyBegan) {
		return nil
	}
	codes := slices.DeleteFunc(countryCodes(t.Country), func(code string) bool { return code == unitedKingdom })
	if len(codes) == 0 {
		codes = []string{""}
	}
	found, said := &AdequacyFound{Standing: Covered}, []string{}
	for _, code := range codes {
		standing, says := NotCovered, "No adequacy regulations that the register knows of covered it on the day."
		for i := range l.catalogue.Adequacy {
			a := &l.catalogue.Adequacy[i]
			if !a.Covers(on) || !a.is(code) && (a.Place != europeanEconomicArea || !codeLiesIn(code, europeanEconomicArea)) {
				continue
			}
			if standing, says = Covered, "Covered: "+a.Title+" ("+a.Citation+")."; a.Only != "" {
				standing, says = CoveredInPart, "Covered in part: "+a.Title+", only "+a.Only+" ("+a.Citation+")."
			}
		}
		if order := []AdequacyStanding{Covered, CoveredInPart, NotCovered}; slices.Index(order, standing) > slices.Index(order, found.Standing) {
			found.Standing = standing
		}
		if !slices.Contains(said, says) {
			said = append(said, says)
		}
	}
	found.Says = strings.Join(said, " ")
	return found
}

// A mechanism is what a transfer may rest on, and the words by which it is known.
type mechanism struct {
	title string // on either side of 5 February 2026
	words []string
}

// ofAdequacy comes first of [mechanisms].
var ofAdequacy = mechanism{
	"Adequacy regulations, or transfers approved by regulations (UK GDPR Article 45, from 5 February 2026 Articles 45A to 45C)",
	[]string{"adequacy", "adequate", "data bridge", "data protection test", "transfers approved by regulations", "article 45", "article 45a", "article 45b", "article 45c", "articles 45a", "art 45"},
}

// mechanisms are what protects a transfer (UK GDPR Chapter V), on either side of 5 February
// 2026. Consent and a contract alone are none: Article 49 asks more of each.
var mechanisms = []mechanism{
	ofAdequacy,
	{
		"An agreement in standard words: the IDTA, the Addendum or standard data protection clauses (UK GDPR Article 46)",
		[]string{"idta", "international data transfer agreement", "addendum", "standard contractual clauses", "standard data protection clauses", "scc", "sccs"},
	},
	{"Binding corporate rules (UK GDPR Article 47)", []string{"binding corporate rules", "bcr", "bcrs", "article 47", "art 47"}},
	{"A code of conduct or a certification (UK GDPR Article 46)", []string{"code of conduct", "codes of conduct", "certification"}},
	{"An instrument or an arrangement between public bodies (UK GDPR Article 46)", []string{"legally binding instrument", "administrative arrangement", "administrative arrangements"}},
	{"Appropriate safeguards (UK GDPR Article 46)", []string{"appropriate safeguards", "article 46", "art 46"}},
	{"An international agreement (UK GDPR Article 48)", []string{"international agreement", "mutual legal assistance", "article 48", "art 48"}},
	{
		"A derogation (UK GDPR Article 49)",
		[]string{
			"derogation", "explicit consent", "performance of a contract", "performance of the contract", "conclusion of a contract", "important reasons of public interest",
			"legal claim", "legal claims", "vital interest", "vital interests", "public register", "compelling legitimate interests", "article 49", "art 49",
		},
	},
}

// named reports whether the record names the mechanism, and does not say that it was not there.
func (m mechanism) named(t *disclosure.Transfer) bool {
	said := disclosure.SearchName(t.Mechanism + " " + t.Instrument)
	return slices.ContainsFunc(m.words, func(word string) bool {
		denied := slices.ContainsFunc([]string{"no ", "not ", "without ", "lacks "}, func(no string) bool { return hasPhrase(said, no+word) })
		return hasPhrase(said, word) && !denied
	})
}

// mechanismsOf are those that the record names, in the order of [mechanisms].
func mechanismsOf(t *disclosure.Transfer) (titles []string) {
	for _, m := range mechanisms {
		if m.named(t) {
			titles = append(titles, m.title)
		}
	}
	return titles
}

// adequate asks of a transfer that rests on adequacy regulations alone whether they cover
// where it went.
func (s *scene) adequate() {
	t := s.d.Transfer
	var found *AdequacyFound
	if leavesUK(t) && slices.Equal(mechanismsOf(t), []string{ofAdequacy.title}) {
		found = s.law.Adequacy(t, s.on)
	}
	is := func(standing AdequacyStanding) bool { return found != nil && found.Standing == standing }
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-chapter-5", at: "/transfer/country",
		detail: "The transfer is said to rest on adequacy regulations, and none that the register knows of covered this country on the day, by the name that is written. Name the country, or what protects the data instead, such as the international data transfer agreement.",
		clears: "A correction names the country or the mechanism, or the Data Protection Officer accepts what is recorded.",
	}, !is(NotCovered), func() Need {
		return anyOf((&TransferTest{}).need().opposite(), place("/transfer/country", "the country that the data went to", TextNeed).testing("Where the transfer rests on adequacy regulations, a country that they covered on the day."))
	})
	detail := "Adequacy regulations cover only a part of what goes to this country. Say which instrument covers this recipient."
	if is(CoveredInPart) {
		detail = found.Says + " Say in the instrument how this recipient is covered."
	}
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-chapter-5", at: "/transfer/instrument", detail: detail,
		clears: "A correction says how the recipient is covered, or the Data Protection Officer finds that it is.",
	}, !is(CoveredInPart) || saysSomething(t.Instrument), func() Need {
		return anyOf((&TransferTest{}).need().opposite(), place("/transfer/instrument", placeLabels[PlaceInstrument], TextNeed).testing("Where the regulations cover a country only in part, how they cover this recipient."))
	})
}

// TransfersInWords says of a transfer what has to be shown: the mechanisms that the law
// knows, and where adequacy regulations reach.
func (l *Law) TransfersInWords() string {
	said := []string{"What left the United Kingdom has to rest on one of these, as it was called on the day:"}
	for _, m := range mechanisms {
		said = append(said, m.title)
	}
	whole, part := []string{}, []string{}
	for _, a := range l.catalogue.Adequacy {
		since := " (from " + inWords(a.From) + ")"
		if a.Only != "" {
			part = append(part, a.Title+since+", only "+a.Only)
			continue
		}
		whole = append(whole, a.Title+since)
	}
	return strings.Join(append(said, "Adequacy regulations cover: "+strings.Join(whole, "; ")+".", "They cover in part: "+strings.Join(part, "; ")+".", "No other country that the register knows of."), "\n")
}
