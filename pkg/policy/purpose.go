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
	var met []string
	for _, p := range s.notice.Purposes {
		in := func(w string) bool { return hasPhrase(said, searchNameOfLaw(w)) }
		unless := slices.ContainsFunc(p.Unless, in)
		if said == p.ID || said == searchNameOfLaw(p.Title) ||
			slices.ContainsFunc(p.Words, func(w string) bool { return in(w) && !(unless && !strings.Contains(w, " ")) }) {
			met = append(met, p.ID)
		}
	}
	return met
}

// purposeForm finds a purpose that was picked and that the notice has not.
func (s *scene) purposeForm() {
	if s.d.PurposeID != "" && s.notice != nil && len(s.purposes()) == 0 {
		s.out.broken("/purposeId", "The privacy notice has no purpose of this id. GET /policy lists its purposes; leave it out where none fits, and say the purpose in words.")
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
