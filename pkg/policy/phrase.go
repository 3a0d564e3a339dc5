package policy

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// folded is a text as the words of the law are looked for in it: " word word . word ", in
// small letters without accents, with one space wherever there was anything but letters and
// digits, or where digits follow letters, and a full stop where a sentence ends. Letters of
// another script are the Latin ones that they look like.
// "P.O.C.A.", "IPA2016" and "gender‑recognition" are " p o c a ", " ipa 2016 " and
// " gender recognition ".
func folded(text string) string {
	var out strings.Builder
	out.WriteByte(' ')
	letters := []rune(disclosure.Canonical(disclosure.LooksLike(text)))
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

// phrases are phrases to look for in a folded text, by the space and the three letters that
// they begin with: made when they are first asked for, as [lazily] says.
type phrases func() map[string][]string

// inAnySpelling makes them of words as they are spoken. They are found in one word too
// ("childprotection"), and a word of capitals letter by letter ("P.O.C.A."). One that ends
// in a star is the beginning of words.
func inAnySpelling(spoken ...string) phrases {
	return sync.OnceValue(func() map[string][]string { return spellings(spoken) })
}

func spellings(spoken []string) map[string][]string {
	all := map[string][]string{}
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
		for _, way := range append(ways, " "+strings.Join(spelt, " ")+after) {
			if begins := way[:beginning]; !slices.Contains(all[begins], way) {
				all[begins] = append(all[begins], way)
			}
		}
	}
	return all
}

// beginning is how many letters phrases are kept by.
const beginning = 4

// in reports whether one of the phrases is in a folded text.
func (p phrases) in(text string) bool {
	if p == nil {
		return false
	}
	all := p()
	for at := 0; at+beginning <= len(text); at++ {
		if text[at] != ' ' {
			continue
		}
		for _, way := range all[text[at:at+beginning]] {
			if strings.HasPrefix(text[at:], way) {
				return true
			}
		}
	}
	return false
}

// Texts are what somebody said of a disclosure in words of their own, read once: all of
// them, whoever asks and whatever is known.
type Texts struct {
	printed string // what an answer could print; but what a marker is, which is judged by the item
	all     string
	why     string // why it was corrected
	contact bool   // data is that somebody has one contact alone
	// everyday: what is free of what an answer could print is in words of every day.
	everyday bool
}

// Read reads the texts of a disclosure as it stands by one entry. why is the reason that
// the entry itself gives: of a correction, what was wrong.
func Read(d *disclosure.Disclosure, why string) Texts {
	printed, others := written(d)
	t := Texts{printed: sentences(printed), why: folded(why), everyday: areEveryday(sentences(freely(d)))}
	t.all = t.printed + sentences(others)
	t.contact = slices.ContainsFunc(d.Data, func(item disclosure.DataItem) bool { return item.Category == oneContact })
	return t
}

// ToLookAt says, for who is to judge them, which of the texts that an answer could print
// sound of a marker or, where none does, of a restriction of contact, each by what it says;
// and which words of them are not of every day.
func ToLookAt(d *disclosure.Disclosure) (sounding, words []string) {
	texts := []struct{ what, says string }{
		{"what it was for", d.Purpose}, {"who received it", d.Recipient.Organisation + ". " + d.Recipient.Person}, {"the post there", d.Recipient.Post},
	}
	for _, item := range d.Data {
		texts = append(texts, struct{ what, says string }{"what was written of the data", item.Description})
	}
	if d.Transfer != nil {
		texts = append(texts, struct{ what, says string }{"the country", d.Transfer.Country})
	}
	if d.Share != nil {
		texts = append(texts, struct{ what, says string }{"by what rule people were in it", d.Share.HowToTell})
	}
	for _, sounds := range []func(Texts) bool{Texts.SoundsOfMarker, Texts.SoundsOfRestriction} {
		for _, text := range texts {
			said := sentences([]string{text.says})
			if sounds(Texts{printed: said, all: said}) && !slices.Contains(sounding, text.what) {
				sounding = append(sounding, text.what)
			}
		}
		if len(sounding) > 0 {
			break
		}
	}
	return sounding, unusual(sentences(freely(d)))
}

// freely are the texts that an answer could print and that are no names: what a marker is
// among them is judged by the item.
func freely(d *disclosure.Disclosure) []string {
	texts := []string{d.Purpose, d.Recipient.Post}
	for _, item := range d.Data {
		if !IsMarkerData(item.Category) {
			texts = append(texts, item.Description)
		}
	}
	if d.Share != nil {
		texts = append(texts, d.Share.HowToTell)
	}
	return texts
}

// sentences are texts as one folded text, each a sentence at least.
func sentences(texts []string) string {
	var out strings.Builder
	for _, text := range texts {
		if text != "" {
			out.WriteString(folded(text))
			out.WriteString(". ")
		}
	}
	return out.String()
}

// written is every text of a disclosure in which somebody may have said, in words of their
// own, what it was about: those that an answer could print, and the others. References and
// days are none, but a breach's, and nor is the name of who authorised it.
func written(d *disclosure.Disclosure) (printed, others []string) {
	r, j := d.Recipient, d.Justification
	printed = []string{d.Purpose, r.Organisation, r.Person, r.Post}
	others = []string{d.Reason, j.Necessity, d.AuthorisedBy.Post}
	for _, item := range d.Data {
		if IsMarkerData(item.Category) {
			others = append(others, item.Description)
		} else {
			printed = append(printed, item.Description)
		}
		others = append(others, item.Source)
	}
	if t := d.Transfer; t != nil {
		printed = append(printed, t.Country)
		others = append(others, t.Mechanism, t.Instrument)
	}
	if s := d.Share; s != nil { // its rule is printed where nobody can tell who was in the share
		printed = append(printed, s.HowToTell)
		others = append(others, s.Occasion, s.Series)
	}
	for _, e := range j.Exemptions {
		others = append(append(others, e.Reason), e.Provisions...)
	}
	for _, s := range d.Subjects {
		others = append(others, s.AllRoles()...)
	}
	if p := j.PolicyDocument; p != nil {
		others = append(others, p.Reference)
	}
	if a := d.Agreement; a != nil {
		others = append(others, a.Reference)
	}
	if m := d.Method; m != nil {
		others = append(others, m.Channel, m.Security, m.RecipientVerified)
	}
	if p := d.Departure; p != nil {
		others = append(others, p.Reason, p.NoBreachReason, p.BreachReference)
	}
	if o := d.Override; o != nil {
		others = append(others, o.Reason, o.Provision, o.AuthorisedBy.Post)
	}
	for _, value := range d.Evidence {
		others = textsIn(others, value)
	}
	return printed, others
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
