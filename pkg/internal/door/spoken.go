package door

import (
	"regexp"
	"strings"
)

// spoken are digits as they are said, and how often a digit is said to come. "To" and "for"
// are words of every day, and no digits.
var spoken = map[string]string{
	"nought": "0", "naught": "0", "zero": "0", "oh": "0", "nil": "0",
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
	"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
	"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}

var times = map[string]int{"double": 2, "treble": 3, "triple": 3}

// saidDigits are such words in a row, in the canonical form. A digit may be written between
// them.
var saidDigits = func() *regexp.Regexp {
	var words []string
	for word := range spoken {
		words = append(words, word)
	}
	one := `(?:(?:double|treble|triple)[ -]+)?(?:` + strings.Join(words, "|") + `|o|\d)`
	return regexp.MustCompile(`\b` + one + `(?:[ ,./-]+` + one + `)*\b`)
}()

// inDigits is a text in which digits that are spelt out stand as digits, where as many words
// as that are in a row: with commas between them, as many as tell by themselves. An "o" alone
// is none.
func inDigits(text string, atLeast int) string {
	return saidDigits.ReplaceAllStringFunc(text, func(run string) string {
		words := strings.FieldsFunc(run, func(r rune) bool { return strings.ContainsRune(" ,./-", r) })
		var digits strings.Builder
		said, often, ten := 0, 1, false
		for _, word := range words {
			if n, is := times[word]; is {
				often = n
				continue
			}
			digit, is := spoken[word]
			switch {
			case is:
				said++
			case word == "o":
				digit = "0"
			default:
				digit = word
			}
			if ten && len(digit) == 1 && digit != "0" { // "fifty five" is 55
				text := strings.TrimSuffix(digits.String(), "0")
				digits.Reset()
				digits.WriteString(text)
			}
			digits.WriteString(strings.Repeat(digit, often))
			said += often - 1
			often, ten = 1, len(digit) == 2 && digit[1] == '0' && digit != "10"
		}
		if said < atLeast || said < tellingDigits && strings.Contains(run, ",") { // "two, four and six years old"
			return run
		}
		return digits.String()
	})
}

// drawnTogether are two letters that are read as one, beside it.
var drawnTogether = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")
