package policy

import (
	"slices"
	"strings"
	"sync"

	"disclosure-register/pkg/disclosure"
)

// purposes returns the ids of the notice's purposes that the disclosure is for: the
// one that was picked or, where none was, those that its own words meet.
func (s *scene) purposes() []string {
	if s.notice == nil {
		return nil
	}
	if picked := s.d.PurposeID; picked != "" {
		if slices.ContainsFunc(s.notice.Purposes, func(p NoticePurpose) bool { return p.ID == picked }) {
			return []string{picked}
		}
		return nil
	}
	said := disclosure.SearchName(s.d.Purpose)
	elsewhere := slices.ContainsFunc(otherMatters, func(w string) bool { return hasPhrase(said, w) })
	var met []string
	for _, p := range s.notice.Purposes {
		in := func(w string) bool { return hasPhrase(said, searchNameOfLaw(w)) }
		unless := slices.ContainsFunc(p.Unless, in)
		if said == p.ID || said == searchNameOfLaw(p.Title) ||
			slices.ContainsFunc(p.Words, func(w string) bool {
				return in(w) && !(unless && !strings.Contains(w, " ")) && !(elsewhere && slices.Contains(ofAnyMatter, w))
			}) {
			met = append(met, p.ID)
		}
	}
	return met
}

// ofAnyMatter are words of purposes that every service uses of its own work. Where the
// text speaks of another matter too, such as an enquiry to collect a debt, they do not say
// that it was for the notice's purpose: whoever recorded it picks the purpose, or it is
// flagged as outside the notice.
var ofAnyMatter = []string{
	"enquiry", "enquiries", "investigation", "investigate", "feedback", "comment", "comments", "represent", "representation", "review", "remedy", "repair",
	"verify", "monitoring", "service", "services", "deliver", "delivery", "reply", "respond", "response", "payment", "transaction", "transactions", "training",
	"visit", "protect", "protection",
}

// otherMatters are what councils and those who ask them deal with beside complaints, folded
// as [disclosure.SearchName] does. One of them in a text is no reason against a purpose
// that the text names by a word of its own, such as a complaint.
var otherMatters = []string{
	"council tax", "business rates", "debt", "debts", "arrears", "bailiff", "bailiffs", "housing benefit", "benefit claim", "benefit claims", "universal credit", "credit check",
	"crime", "crimes", "criminal", "offence", "offences", "police", "assault", "burglary", "theft", "robbery", "fraud", "prosecution", "prosecute",
	"insurance", "insurer", "insurers", "immigration", "visa", "visas", "asylum", "deportation", "parking", "penalty charge", "penalty charges",
	"licensing", "licence application", "election", "elections", "electoral", "marketing", "advertising", "recruitment", "job application", "disciplinary",
	"eviction", "tenancy reference", "divorce", "custody", "planning application", "planning enforcement",
}

// purposeForm finds a purpose that was picked and that the notice has not.
func (s *scene) purposeForm() {
	if s.d.PurposeID != "" && s.notice != nil && len(s.purposes()) == 0 {
		s.out.broken("/purposeId", "The privacy notice has no purpose of this id."+didYouMean(s.d.PurposeID, idsOf(s.notice.Purposes, func(p *NoticePurpose) string { return p.ID }))+" GET /policy lists its purposes; leave it out where none fits, and say the purpose in words.")
	}
}

// hasPhrase reports whether the words stand in the text as a phrase of whole
// words. Both are folded already.
func hasPhrase(text, words string) bool {
	first := strings.IndexFunc(words, inWord)
	if first < 0 {
		return words != "" && !strings.ContainsFunc(text, inWord)
	}
	if word := words[first:]; !strings.Contains(text, word[:wordEnd(word)]) {
		return false // as nearly always, and without a copy
	}
	fold := func(t string) string {
		return " " + strings.Join(strings.FieldsFunc(t, func(r rune) bool { return !inWord(r) }), " ") + " "
	}
	return strings.Contains(fold(text), fold(words))
}

func inWord(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r > 127 }

func wordEnd(text string) int {
	if end := strings.IndexFunc(text, func(r rune) bool { return !inWord(r) }); end >= 0 {
		return end
	}
	return len(text)
}

// searchNameOfLaw is [disclosure.SearchName] of a text of the law, which is asked for
// with each disclosure and worked out once. It is for no other text: what it keeps,
// it keeps for ever.
func searchNameOfLaw(text string) string {
	if name, known := searchNames.Load(text); known {
		return name.(string)
	}
	name := disclosure.SearchName(text)
	searchNames.Store(text, name)
	return name
}

var searchNames sync.Map
