package policy

import (
	"reflect"
	"slices"
	"strings"
)

// cardNumbers returns the places of the body in which something looks like the
// number of a payment card, evidence included. Nothing is kept of the number.
func (s *scene) cardNumbers() []string {
	var places []string
	note := func(at, text string) {
		if hasCardNumber(text) && !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	s.walk("", reflect.ValueOf(s.d).Elem(), unbounded, func(at, text string, _ *bounds) { note(at, text) })
	names := make([]string, 0, len(s.d.Evidence))
	for name := range s.d.Evidence {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text, _ := s.d.Evidence[name].(string)
		if at := "/evidence/" + name; s.law.fields[name] != nil {
			note(at, text)
		} else {
			note("/evidence", name+" "+text)
		}
	}
	return places
}

// ForbidsCards reports whether a need is that nothing looks like a card number.
func (c *Condition) ForbidsCards() bool { return c.Not != nil && c.Not.CardNumber }

// hasCardNumber reports whether the text holds 13 to 19 digits, in groups with a
// space or a hyphen between them or in none, that begin as card numbers do and
// end with the right check digit (ISO/IEC 7812, the Luhn sum).
func hasCardNumber(text string) bool {
	for _, run := range digitRuns(text) {
		groups := strings.FieldsFunc(run, func(r rune) bool { return r == ' ' || r == '-' })
		for from := range groups {
			number := ""
			for _, group := range groups[from:] {
				if number += group; len(number) > 19 {
					break
				}
				if len(number) >= 13 && issued(number) && luhn(number) {
					return true
				}
			}
		}
	}
	return false
}

// digitRuns returns the stretches of digits, single spaces and hyphens.
func digitRuns(text string) []string {
	digit := func(i int) bool { return i < len(text) && text[i] >= '0' && text[i] <= '9' }
	var runs []string
	for from := 0; from < len(text); from++ {
		if !digit(from) {
			continue
		}
		to := from + 1
		for digit(to) || to < len(text) && (text[to] == ' ' || text[to] == '-') && digit(to+1) {
			to++
		}
		runs = append(runs, text[from:to])
		from = to
	}
	return runs
}

// issued reports whether the number begins as the card schemes' numbers do.
func issued(number string) bool {
	switch four := number[:4]; {
	case number[0] == '4', number[0] == '5', number[0] == '6':
		return true
	case four[:2] == "30", four[:2] == "34", four[:2] == "35", four[:2] == "36", four[:2] == "37", four[:2] == "38":
		return true
	default:
		return four >= "2221" && four <= "2720"
	}
}

func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		n := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}
