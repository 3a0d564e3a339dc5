package policy

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is looked for first never leaves out what the words would have found, in
// whatever letters, also those that are others' capitals.
func TestProhibitionsAreFoundAsByTheirWordsAlone(t *testing.T) {
	parts := []string{
		"poca", "POCA", "proceeds of crime", "proceed\u017f of crime", "IPA 2016", "ipa", "Investigatory powers", "gender", "recognition", "Gender-Recognition",
		"adoption", "Adoptive", "adopted child", "adopted Son", "order", "a court", "judge", "tribunal", "forbids", "Forbade", "forbid", "prohibits", "PROHIBITED",
		"not to be", "told", "not to be shown", " ", " ", ".", "-", "\u212Ancil", "x", "é",
	}
	// Each alternative of the words, so that the parts that are needed cover all.
	for _, text := range []string{
		"under PoCA", "Proceeds of Crime", "proceed\u017f of crime", "IPA 2016", "Investigatory Powers", "gender recognition", "Gender-Recognition",
		"adoption", "Adoptive", "adopted child", "adopted son", "adopted daughter", "adopted person", "adopted adult",
		"the order forbids", "a court may forbid", "the judge forbade", "tribunal: prohibit", "order prohibits", "Court prohibited",
		"order not to be told", "order not to be disclosed", "order not to be given", "ORDER NOT TO BE SHOWN",
	} {
		text := folded(text)
		if !slices.ContainsFunc(prohibitions, func(p prohibition) bool { return p.in(text, sentencesOf(text)) }) {
			t.Errorf("%q is of no prohibition", text)
		}
	}
	for _, words := range []string{courtWords, orderWords, notWords, tellingWords, keepingWords, reachingWords, secretWords} {
		for word := range strings.FieldsSeq(strings.ReplaceAll(words, "*", "s")) {
			parts = append(parts, word)
		}
	}
	parts = append(parts, "must", "does", "may", "no", "one", "be", "from", "without her knowledge", "find out", "pass it on", "stops us", "telling", "the mother", "Mrs Sample", "an", "interim", "of 3", "made", "ever", "allow", "non", "disclosure", "in order", "restrictions", "allowed to", "supposed to", "no right to", "in the dark", "hes", "let", "to", "for", "eyes", "hidden", "unaware", "the knowledge of", "no disclosure to")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.StringN(0, 3, 8)), 0, 9).Draw(t, "parts"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
		for _, s := range sentencesOf(folded(text)) {
			for what, holds := range map[string]bool{
				"an order that forbids":    !orderForbids().MatchString(s.text) || s.mayForbid(),
				"one that surely does":     !surelyForbids().MatchString(s.text) || s.mayForbid(),
				"who judges":               !judging().MatchString(s.text) || s.has&(aCourt|anOrder) != 0,
				"that it is not told":      !toldNot().MatchString(s.text) || s.mayKeep(),
				"that somebody is not":     !ofAPerson().MatchString(s.text) || s.mayKeep(),
				"that somebody is adopted": !adopted().MatchString(s.text) || strings.Contains(s.text, " adopt"),
			} {
				if !holds {
					t.Errorf("%s: in %q, and left out", what, s.text)
				}
			}
		}
	})
}

// The phrase is looked for as if both were folded first.
func TestPhrasesAreFoundAsIfFoldedFirst(t *testing.T) {
	fold := func(t string) string {
		return " " + strings.Join(strings.FieldsFunc(t, func(r rune) bool { return !inWord(r) }), " ") + " "
	}
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("ab0é -.")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		text, words := texts.Draw(t, "text"), texts.Draw(t, "words")
		if got, want := hasPhrase(text, words), words != "" && strings.Contains(fold(text), fold(words)); got != want {
			t.Errorf("%q in %q: got %v, want %v", words, text, got, want)
		}
	})
}
