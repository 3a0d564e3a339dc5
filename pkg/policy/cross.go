package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// ownAuthority applies XX-9: nobody approves their own disclosure.
func (s *scene) ownAuthority() {
	const clears = "Another officer with authority confirms the decision."
	recorder := disclosure.SearchName(s.q.RecordedBy.Name)
	own := func(o disclosure.Officer) bool {
		by := disclosure.SearchName(o.Name)
		return by != "" && by == recorder
	}
	if own(s.d.AuthorisedBy) {
		s.out.flag("XX-9", "/authorisedBy/name", "The person who recorded this also authorised it. Somebody else should look at it.", clears)
	}
	if s.d.Override != nil && own(s.d.Override.AuthorisedBy) {
		s.out.flag("XX-9", "/override/authorisedBy/name", "The person who recorded this also said that the law goes before the notice. Somebody else should look at it.", clears)
	}
}

// outsideNotice applies XX-10 to bases and purposes the notice does not name.
func (s *scene) outsideNotice() {
	const clears = "The Data Protection Officer accepts it, and the notice is looked at again."
	for _, c := range s.once() {
		named := func(b NoticeBasis) bool { return b.ID == c.id }
		if s.law.items[c.id].Kind == LawfulBasis && !slices.ContainsFunc(s.notice.Bases, named) {
			s.out.is(OutsideNotice)
			s.out.flag("XX-10", c.pointer, "The privacy notice does not name this lawful basis. The law applies in full all the same.", clears)
		}
	}
	if len(s.purposes()) == 0 && s.text(PlacePurpose) != "" {
		s.out.is(OutsideNotice)
		s.out.flag("XX-10", "/purpose", "The privacy notice does not name this purpose, or not in words that were recognised. GET /policy lists its purposes.", clears)
	}
}

// silentNotice applies XX-11 to special category and criminal offence data of
// which the notice says nothing.
func (s *scene) silentNotice() {
	for i, item := range s.d.Data {
		kind := s.law.dataKind(item.Category)
		if kind == SpecialData && s.notice.SpecialSilent || kind == CriminalData && s.notice.CriminalSilent {
			s.out.is(OutsideNotice)
			s.out.flag("XX-11", "/data/"+itoa(i)+"/category", "The privacy notice says nothing of data of this kind. The law's condition is needed all the same.", "The Data Protection Officer accepts it, and the notice is looked at again.")
		}
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
		[]string{"sale of data", "sale of personal data", "sale of the data", "sell data", "sell the data", "sell personal data", "selling data", "selling personal data", "data sale"},
		[]string{"sale", "sell", "selling", "sold"},
	},
	{
		"marketing",
		[]string{"direct marketing", "marketing purposes", "for marketing", "marketing campaign", "marketing list"},
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
		switch {
		case said == f.purpose || slices.ContainsFunc(f.phrases, in):
			s.out.is(OutsideNotice)
			s.out.refuse(rule, "/purpose", "Personal data is not shared for sale or for marketing.", "The Data Protection Officer deals with it as a breach.", never)
		case slices.ContainsFunc(f.mention, in):
			s.out.flag(rule, "/purpose", "The purpose mentions sale or marketing. Personal data is not shared for either.", "The Data Protection Officer confirms that it was shared for neither.")
		}
	}
}
