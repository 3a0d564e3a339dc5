package door

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// theirs stands where the council's, the catalogue's or an officer's words would.
const theirs = "§"

// sentences are the fixed words of every letter, sentence by sentence. Headings and labels
// are not among them: a label of one word is no short sentence.
func sentences(t *testing.T) []string {
	t.Helper()
	law := policy.Load()
	on := disclosure.NewDate(2026, 11, 9)
	found := map[string]bool{}
	var all []string
	for _, asOf := range []disclosure.Date{complaintsFrom, complaintsFrom.AddDays(-1)} {
		for _, to := range []As{Person, Representative} {
			cover := (&judging{Door: New(law), Question: Question{Register: "E07000107", Subject: theirs, As: to, AsOf: asOf}}).cover()
			cover.Controller, cover.Contacts = theirs, nil
			full, listed := cover, cover
			full.Shared = []Shared{
				{On: on, Recipient: theirs, Kind: theirs, Person: theirs, Post: theirs, Data: []SharedData{{theirs, theirs}, {theirs, theirs}}, Purpose: theirs, Bases: []string{theirs}, Country: theirs, Safeguard: theirs, plainly: []string{theirs}},
				{On: on, Recipient: theirs, NothingAllowed: breach},
				{On: on, Recipient: theirs, NothingAllowed: noneCounts},
				{On: on, Recipient: theirs, NothingAllowed: unsettled},
			}
			full.Perhaps = []perhaps{{On: on, Recipient: theirs, Kind: theirs, Data: []string{theirs}, From: on, To: on, Rule: theirs}}
			full.Changes = []changed{{On: on, What: theirs, Told: []told{{Recipient: theirs, Kind: theirs, Outcome: theirs, On: on}}}}
			listed.Perhaps = full.Perhaps
			for _, letter := range []Answer{{doc: cover}, {doc: full}, {doc: listed, released: true}} {
				for _, block := range blocks(letter.page()) {
					for _, s := range strings.SplitAfter(block, ". ") {
						s = strings.TrimSpace(s)
						if strings.HasSuffix(s, ".") && !strings.Contains(s, ": "+theirs) && !found[s] {
							found[s] = true
							all = append(all, s)
						}
					}
				}
			}
		}
	}
	return all
}

// blocks are the texts that a reader sees as one.
func blocks(n *html.Node) (all []string) {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode && d.Parent.Data != "style" && !ofOfficer(d):
			b.WriteString(d.Data)
		case d.Type == html.ElementNode && d.Data != "strong" && d.Data != "time":
			all = append(all, b.String())
			b.Reset()
		}
	}
	return append(all, b.String())
}

// ofOfficer reports whether it is said to the officer, and goes to nobody.
func ofOfficer(n *html.Node) bool {
	for of := range n.Ancestors() {
		if slices.ContainsFunc(of.Attr, func(a html.Attribute) bool { return a.Key == "class" && (a.Val == "screen" || a.Val == "draft") }) {
			return true
		}
	}
	return false
}

// readability is how hard words are to read: the age at which somebody is expected to, by
// the Flesch-Kincaid grade (Kincaid and others, 1975), which counts syllables, and by the
// Automated Readability Index (Smith and Senter, 1967), which counts letters. A grade is
// that of a school of the United States, whose first is of six-year-olds.
func readability(sentences []string) (kincaid, automated float64) {
	words, syllables, letters := 0, 0, 0
	for _, s := range sentences {
		for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '.' }) {
			if word = strings.Trim(word, "."); word != "" {
				words++
				syllables += syllablesOf(strings.ToLower(word))
				letters += len([]rune(word))
			}
		}
	}
	perSentence := float64(words) / float64(len(sentences))
	const age = 5
	return 0.39*perSentence + 11.8*float64(syllables)/float64(words) - 15.59 + age, 4.71*float64(letters)/float64(words) + 0.5*perSentence - 21.43 + age
}

// syllablesOf counts the groups of vowels; an e at the end that is not spoken is none.
func syllablesOf(word string) int {
	count, before := 0, false
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !before {
			count++
		}
		before = vowel
	}
	silent := strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") || strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "ted") && !strings.HasSuffix(word, "ded")
	if silent && count > 1 {
		count--
	}
	return max(count, 1)
}

// The words that every letter has can be read by who is eleven.
func TestTheLettersWordsCanBeReadAtEleven(t *testing.T) {
	fixed := sentences(t)
	if len(fixed) < 20 {
		t.Fatalf("%d sentences were found: %q", len(fixed), fixed)
	}
	kincaid, automated := readability(fixed)
	t.Logf("%d sentences: age %.1f by Flesch-Kincaid, %.1f by the Automated Readability Index", len(fixed), kincaid, automated)
	if kincaid > 11 || automated > 11 {
		t.Errorf("age %.1f by Flesch-Kincaid and %.1f by the Automated Readability Index, want 11 at most, of:\n%s", kincaid, automated, strings.Join(fixed, "\n"))
	}
}

// So can what the letter says first of each basis, condition and gateway, before its title;
// and each has such words.
func TestWhatAllowedItCanBeReadAtEleven(t *testing.T) {
	law := policy.Load()
	said := map[string]string{}
	for _, item := range law.Catalogue().Items {
		if item.Kind != policy.ExemptionItem && item.Parent == "" {
			said[item.ID] = item.ToPerson
		}
	}
	for _, g := range law.Catalogue().Gateways {
		said[g.ID] = g.ToPerson
	}
	var all []string
	for id, says := range said {
		if says == "" || strings.HasSuffix(says, ".") {
			t.Errorf("of %s it says %q: want words that a title can follow", id, says)
		}
		all = append(all, says)
	}
	kincaid, automated := readability(all)
	t.Logf("%d sentences: age %.1f by Flesch-Kincaid, %.1f by the Automated Readability Index", len(all), kincaid, automated)
	if len(all) < 40 || kincaid > 11 || automated > 11 {
		t.Errorf("%d sentences, age %.1f by Flesch-Kincaid and %.1f by the Automated Readability Index, want 11 at most", len(all), kincaid, automated)
	}
}
