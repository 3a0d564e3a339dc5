package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// ownAuthority applies XX-9: nobody approves their own disclosure.
func (s *scene) ownAuthority() {
	const clears = "Another officer with authority confirms the decision."
	own := func(o disclosure.Officer) bool {
		return o.Name != "" && disclosure.SameName(o.Name, s.q.RecordedBy.Name)
	}
	other := func(at string) Need {
		return place(at, "who authorised it", TextNeed).testing("Somebody other than who records it.").ifGiven()
	}
	s.hold(ask{
		severity: Flag, rule: "XX-9", at: "/authorisedBy/name", detail: "The person who recorded this also authorised it. Somebody else should look at it.", clears: clears,
	}, !own(s.d.AuthorisedBy), func() Need { return other("/authorisedBy/name") })
	s.hold(ask{
		severity: Flag, rule: "XX-9", at: "/override/authorisedBy/name", detail: "The person who recorded this also said that the law goes before the notice. Somebody else should look at it.", clears: clears,
	}, s.d.Override == nil || !own(s.d.Override.AuthorisedBy), func() Need { return other("/override/authorisedBy/name") })
}

// OutsideRule is the rule on what the notice does not name: a recipient, a basis or a
// purpose.
const OutsideRule = "XX-10"

// outsideNotice applies XX-10 to bases and purposes the notice does not name.
func (s *scene) outsideNotice() {
	const clears = "The Data Protection Officer accepts it, and the notice is looked at again."
	for _, c := range s.once() {
		if s.law.items[c.id].Kind == LawfulBasis {
			named := slices.ContainsFunc(s.notice.Bases, func(b NoticeBasis) bool { return b.ID == c.id })
			s.hold(ask{
				severity: Flag, rule: OutsideRule, at: c.pointer, detail: "The privacy notice does not name this lawful basis. The law applies in full all the same.", clears: clears, aspect: OutsideNotice,
			}, named, chosen(named))
		}
	}
	s.hold(ask{
		severity: Flag, rule: OutsideRule, at: "/purpose", detail: s.purposesInWords(), clears: clears, aspect: OutsideNotice,
	}, len(s.purposes()) > 0 || s.text(PlacePurpose) == "", func() Need {
		var ids []string
		for _, p := range s.notice.Purposes {
			ids = append(ids, p.ID)
		}
		return s.purposeNeed(ids)
	})
}

// purposesInWords says that the notice does not name the purpose, and which it names.
func (s *scene) purposesInWords() string {
	var titles []string
	for _, p := range s.notice.Purposes {
		titles = append(titles, "“"+p.Title+"”")
	}
	says := "The privacy notice “" + s.notice.Title + "” does not name this purpose, or not in words that were recognised."
	if len(titles) == 0 {
		return says + " It names none."
	}
	return says + " It names: " + strings.Join(titles, "; ") + "."
}

// silentNotice applies XX-11 to special category and criminal offence data of
// which the notice says nothing.
func (s *scene) silentNotice() {
	for i, item := range s.d.Data {
		kind := s.kindOf(item)
		spoken := !(kind == SpecialData && s.notice.SpecialSilent || kind == CriminalData && s.notice.CriminalSilent)
		s.hold(ask{
			severity: Flag, rule: "XX-11", at: "/data/" + itoa(i) + "/category", detail: "The privacy notice says nothing of data of this kind. The law's condition is needed all the same.",
			clears: "The Data Protection Officer accepts it, and the notice is looked at again.", aspect: OutsideNotice,
		}, spoken, func() Need { return anyOf(settled(spoken), s.nobodysNeed()) })
	}
}

// forbidden purposes: those that are refused, word for word or as a phrase, and
// single words that only make somebody look.
var forbidden = []struct {
	purpose          string
	phrases, mention []string
}{
	{
		"sale",
		[]string{"sale of data", "sale of personal data", "sale of the data", "sell data", "sell the data", "sell personal data", "selling data", "selling personal data", "data sale", "sale of the list", "sell the list", "selling the list", "sale of contact details", "sell contact details", "selling contact details", "sale of addresses", "sell addresses", "selling addresses"},
		[]string{"sale", "sell", "selling", "sold"},
	},
	{
		"marketing",
		[]string{"direct marketing", "marketing purposes", "for marketing", "marketing campaign", "marketing list", "marketing of", "advertising purposes", "for advertising", "promotional mailing", "promotional offers"},
		[]string{"marketing", "advertising"},
	},
}

// neverFor refuses sale and marketing: by the notice's own row where it has one,
// and by XX-12 where it is silent. A purpose that only mentions the word, such as
// a complaint about a sale, is flagged.
func (s *scene) neverFor() {
	said := disclosure.SearchName(s.d.Purpose)
	for _, f := range forbidden {
		rule := "XX-12"
		for _, p := range s.notice.Prohibited {
			if p.Purpose == f.purpose {
				rule = p.Row
			}
		}
		in := func(words string) bool { return hasPhrase(said, words) }
		forIt := said == f.purpose || slices.ContainsFunc(f.phrases, in)
		leaf := place("/purpose", placeLabels[PlacePurpose], TextNeed)
		s.hold(ask{
			severity: Refuse, rule: rule, at: "/purpose", detail: "Personal data is not shared for sale or for marketing.", clears: "The Data Protection Officer deals with it as a breach.", aspect: OutsideNotice,
		}, !forIt, func() Need { return leaf.noneOf(asAny(append([]string{f.purpose}, f.phrases...))...) })
		s.hold(ask{
			severity: Flag, rule: rule, at: "/purpose", detail: "The purpose mentions sale or marketing. Personal data is not shared for either.",
			clears: forNeither,
		}, forIt || !slices.ContainsFunc(f.mention, in), func() Need { return leaf.noneOf(asAny(f.mention)...) })
	}
}
