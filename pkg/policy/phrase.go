package policy

import (
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// folded is a text as the words of the law are looked for in it: " word word . word ", in
// small letters without accents, with one space wherever there was anything but letters and
// digits, or where digits follow letters, and a full stop where a sentence ends.
// "P.O.C.A.", "IPA2016" and "gender‑recognition" are " p o c a ", " ipa 2016 " and
// " gender recognition ".
func folded(text string) string {
	var out strings.Builder
	out.WriteByte(' ')
	letters := []rune(disclosure.Canonical(text))
	length, digits := 0, false // of the word so far
	end := func(mark string) {
		if length > 0 {
			out.WriteByte(' ')
			out.WriteString(mark)
		}
		length = 0
	}
	for i, r := range letters {
		switch digit := unicode.IsDigit(r); {
		case unicode.IsLetter(r) || digit:
			if digit != digits {
				end("")
			}
			out.WriteRune(r)
			length++
			digits = digit
		case unicode.IsMark(r) || r == '\'':
		case strings.ContainsRune(".!?", r) && length > 1 && (i+1 == len(letters) || !digits || !unicode.IsDigit(letters[i+1])):
			end(". ") // but not in "s. 333A", "P.O.C.A." or "3.11"
		default:
			end("")
		}
	}
	end("")
	return out.String()
}

// phrases are phrases to look for in a folded text.
type phrases [][]string

// inAnySpelling makes them of words as they are spoken. They are found in one word too
// ("childprotection"), and a word of capitals letter by letter ("P.O.C.A."). One that ends
// in a star is the beginning of words.
func inAnySpelling(spoken ...string) phrases {
	var all phrases
	for _, one := range spoken {
		stem, begins := strings.CutSuffix(one, "*")
		after := " "
		if begins {
			after = ""
		}
		plain := strings.TrimSpace(folded(stem))
		ways := []string{" " + plain + after, " " + strings.ReplaceAll(plain, " ", "") + after}
		var spelt []string
		for word := range strings.FieldsSeq(stem) {
			if letters := strings.TrimSpace(folded(word)); word == strings.ToUpper(word) && !strings.ContainsFunc(word, unicode.IsDigit) {
				word = strings.Join(strings.Split(letters, ""), " ")
			}
			spelt = append(spelt, strings.TrimSpace(folded(word)))
		}
		ways = append(ways, " "+strings.Join(spelt, " ")+after)
		slices.Sort(ways)
		all = append(all, slices.Compact(ways))
	}
	return all
}

// in reports whether one of the phrases is in a folded text.
func (p phrases) in(text string) bool {
	return slices.ContainsFunc(p, func(ways []string) bool {
		return slices.ContainsFunc(ways, func(way string) bool { return strings.Contains(text, way) })
	})
}

// written is every text of a disclosure in which somebody may have said, in words of their
// own, what it was about. References and days are none.
func written(d *disclosure.Disclosure) []string {
	r, j := d.Recipient, d.Justification
	texts := []string{d.Reason, d.Purpose, j.Necessity, r.Organisation, r.Person, r.Post, d.AuthorisedBy.Post}
	for _, e := range j.Exemptions {
		texts = append(append(texts, e.Reason), e.Provisions...)
	}
	for _, item := range d.Data {
		texts = append(texts, item.Description, item.Source)
	}
	for _, s := range d.Subjects {
		texts = append(texts, s.AllRoles()...)
	}
	if p := j.PolicyDocument; p != nil {
		texts = append(texts, p.Reference)
	}
	if a := d.Agreement; a != nil {
		texts = append(texts, a.Reference)
	}
	if m := d.Method; m != nil {
		texts = append(texts, m.Channel, m.Security, m.RecipientVerified)
	}
	if t := d.Transfer; t != nil {
		texts = append(texts, t.Country, t.Mechanism, t.Instrument)
	}
	if s := d.Share; s != nil {
		texts = append(texts, s.HowToTell, s.Occasion)
	}
	if p := d.Departure; p != nil {
		texts = append(texts, p.Reason, p.NoBreachReason)
	}
	if o := d.Override; o != nil {
		texts = append(texts, o.Reason, o.Provision, o.AuthorisedBy.Post)
	}
	for _, value := range d.Evidence {
		texts = textsIn(texts, value)
	}
	return texts
}

func textsIn(texts []string, value any) []string {
	switch value := value.(type) {
	case string:
		return append(texts, value)
	case []any:
		for _, one := range value {
			texts = textsIn(texts, one)
		}
	case map[string]any:
		for _, one := range value {
			texts = textsIn(texts, one)
		}
	}
	return texts
}
