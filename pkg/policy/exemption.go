package policy

import (
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// exemptions holds each reliance to the provisions the exemption can lift, and
// to a day on which it is looked at again where its ground fades.
func (s *scene) exemptions() {
	for i, e := range s.d.Justification.Exemptions {
		item := s.law.items[e.ID]
		if item == nil || item.Kind != ExemptionItem {
			continue
		}
		at := "/justification/exemptions/" + itoa(i)
		if len(e.Provisions) == 0 {
			s.out.flag(e.ID, at+"/provisions", "Say which provisions the exemption is relied on to lift, such as 15(1)-(3).", "A correction names the provisions.")
		}
		for n, p := range e.Provisions {
			if !item.lifts(p) {
				s.out.flag(e.ID, at+"/provisions/"+itoa(n), "This exemption does not lift that provision. GET /policy lists what it lifts.", "A correction takes the provision out, or names an exemption that lifts it.")
			}
		}
		for n, category := range e.Data {
			if !slices.ContainsFunc(s.d.Data, func(i disclosure.DataItem) bool { return i.Category == category }) {
				s.out.broken(at+"/data/"+itoa(n), "None of the data of this disclosure is of this category.")
			}
		}
		s.review(item, e, at)
	}
}

func (s *scene) review(item *Item, e disclosure.Exemption, at string) {
	switch {
	case item.Fades && e.ReviewBy.IsZero():
		s.out.refuse(e.ID, at+"/reviewBy", "This exemption rests on likely harm, which fades. Say by which day reliance on it is looked at again.", "A correction gives the day of review.", inEmergency)
	case !e.ReviewBy.IsZero() && e.ReviewBy.Before(s.on):
		s.out.flag(e.ID, at+"/reviewBy", "The day of review lies before the disclosure, so nobody would look at it again.", "A correction gives a later day of review.")
	}
}

// lifts reports whether the exemption bears on the provision, by its article:
// officers write "15", "Article 15" and "15(1)-(3)" for the same thing.
func (i *Item) lifts(provision string) bool {
	want := article(provision)
	return slices.ContainsFunc(i.Lifts, func(lifted string) bool {
		have := article(lifted)
		return have == want || have == "chapter" && want != ""
	})
}

// article returns the number of the article a provision begins with, such as
// "15" or "45a", or "chapter" for a whole chapter.
func article(provision string) string {
	text := strings.ToLower(strings.TrimSpace(provision))
	for _, prefix := range []string{"uk gdpr", "article", "articles", "art.", "art"} {
		text = strings.TrimSpace(strings.TrimPrefix(text, prefix))
	}
	if strings.HasPrefix(text, "chapter") || strings.HasPrefix(text, "dpa") {
		return text[:min(len(text), len("chapter"))]
	}
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) && !('a' <= r && r <= 'z') })
	if end < 0 {
		return text
	}
	return text[:end]
}
