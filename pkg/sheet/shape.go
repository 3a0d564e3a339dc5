package sheet

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of sign in the code of a format (ECMA-376, part 1, 18.8.31).
const (
	asItIs    = iota // what stands for itself
	aDigit           // a place of a digit: 0, # or ?
	aPoint           // between a number and its fraction
	asKept           // what the cell keeps
	asGeneral        // the number as it is shown without a format
)

// sign is one of them.
type sign struct {
	kind int
	text string
}

// shape is a part of a format's code: what it shows of some of the numbers, or of texts.
type shape struct {
	signs    []sign
	day      bool
	text     bool
	unread   string // how it shows a number, where that is not worked out here
	thousand bool   // with a comma after every three digits
	scale    int    // by which power of ten the number is shown greater, or less
}

const (
	// mostCode is how long the code of a format may be, in bytes: 255 characters, says
	// the standard.
	mostCode = 4 * 255
	// mostScale is by how many places a number may be shown greater or less.
	mostScale = 12
)

var (
	// timeSpan is a time that goes beyond its clock, and language is a language or the
	// sign of a currency.
	timeSpan = regexp.MustCompile(`(?i)^(h+|m+|s+)$`)
	language = regexp.MustCompile(`^\$([^-]*)(-[0-9a-fA-F]+)?$`)
	colour   = regexp.MustCompile(`(?i)^(black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+)$`)
	// overAndUnder is a stroke with a place of a digit on either side: a fraction.
	overAndUnder = regexp.MustCompile(`^/ *[0-9#?]`)
	dayOrTime    = regexp.MustCompile(`(?i)^(am/pm|a/p|[ymdhsbge])`)
)

// shapesOf reads the parts of a code.
func shapesOf(code string) []shape {
	shapes := []shape{{}}
	for rest := code; rest != ""; {
		s := &shapes[len(shapes)-1]
		n := s.read(rest)
		if n == 0 {
			shapes, n = append(shapes, shape{}), 1
		}
		rest = rest[n:]
	}
	for i := range shapes {
		shapes[i].close()
	}
	return shapes
}

// read takes the first sign of the code and returns how long it is, in bytes; 0 for the
// one that ends a part.
func (s *shape) read(code string) int {
	first, size := utf8.DecodeRuneInString(code)
	_, next := utf8.DecodeRuneInString(code[size:])
	second := code[size : size+next]
	add := func(kind int, text string) { s.signs = append(s.signs, sign{kind, text}) }
	switch {
	case first == ';':
		return 0
	case first == '"':
		text, _, _ := strings.Cut(code[1:], `"`)
		add(asItIs, text)
		return min(len(text)+2, len(code))
	case first == '\\':
		add(asItIs, second)
		return 1 + len(second)
	case first == '_': // a space as wide as the next
		add(asItIs, " ")
		return 1 + len(second)
	case first == '*': // the next, as often as there is room
		if second != " " {
			s.unread = "with signs that fill the cell"
		}
		return 1 + len(second)
	case first == '[':
		within, _, _ := strings.Cut(code[1:], "]")
		currency := language.FindStringSubmatch(within)
		switch {
		case timeSpan.MatchString(within):
			s.day = true
		case currency != nil:
			add(asItIs, currency[1])
		case !colour.MatchString(within):
			s.unread = "by a condition"
		}
		return min(len(within)+2, len(code))
	case strings.ContainsRune("0#?", first):
		add(aDigit, string(first))
	case first == '.':
		add(aPoint, ".")
	case first == ',':
		add(aPoint, ",") // until the part is read: it depends on what stands behind it
	case first == '%':
		s.scale += 2
		add(asItIs, "%")
	case first == '@':
		s.text = true
		add(asKept, "")
	case len(code) >= 7 && strings.EqualFold(code[:7], "General"):
		add(asGeneral, "")
		return 7
	case strings.ContainsRune("eE", first) && (second == "+" || second == "-"):
		s.unread = "as a power of ten"
		return 2
	case dayOrTime.MatchString(code):
		s.day = true
		return len(dayOrTime.FindString(code))
	case first == '/' && slices.ContainsFunc(s.signs, func(of sign) bool { return of.kind == aDigit }) && overAndUnder.MatchString(code):
		s.unread = "as a fraction"
	case first < unicode.MaxASCII && unicode.IsLetter(first):
		s.unread = unknownWay
	default:
		add(asItIs, string(first))
	}
	return size
}

// close tells what the commas of a part that has been read are: between places of digits
// every three are parted, and behind the last of them each stands for a thousand.
func (s *shape) close() {
	places := func(signs []sign) bool {
		return slices.ContainsFunc(signs, func(of sign) bool { return of.kind == aDigit })
	}
	var kept []sign
	points := 0
	for i, of := range s.signs {
		switch {
		case of.kind != aPoint:
		case of.text == ".":
			points++
		case !places(s.signs[:i]):
			of.kind = asItIs
		case places(s.signs[i+1:]) && points == 0:
			s.thousand = s.thousand || nextPlace(s.signs[i+1:])
			if !nextPlace(s.signs[i+1:]) {
				s.scale -= 3
			}
			continue
		default:
			s.scale -= 3
			continue
		}
		kept = append(kept, of)
	}
	s.signs = kept
	parted := s.thousand && slices.ContainsFunc(s.signs[min(s.firstPlace(), len(s.signs)):max(s.lastPlace(), 0)], func(of sign) bool { return of.kind == asItIs })
	if s.unread == "" && (points > 1 || parted || max(s.scale, -s.scale) > mostScale || s.text && places(s.signs) || s.mixed()) {
		s.unread = unknownWay
	}
}

// mixed reports whether a place that may be empty stands behind one that may not.
func (s *shape) mixed() bool {
	wanted := false
	for _, of := range s.signs {
		switch {
		case of.kind == aPoint:
			return false
		case of.kind == aDigit && of.text == "0":
			wanted = true
		case of.kind == aDigit && wanted:
			return true
		}
	}
	return false
}

// nextPlace reports whether a place of a digit stands before the fraction.
func nextPlace(signs []sign) bool {
	for _, of := range signs {
		if of.kind == aPoint && of.text == "." {
			return false
		}
		if of.kind == aDigit {
			return true
		}
	}
	return false
}

func (s *shape) firstPlace() int {
	return max(slices.IndexFunc(s.signs, func(of sign) bool { return of.kind == aDigit }), 0)
}

func (s *shape) lastPlace() int {
	for i := len(s.signs) - 1; i >= 0; i-- {
		if s.signs[i].kind == aDigit {
			return i
		}
	}
	return 0
}

// filledIn returns the signs with the value where it belongs.
func filledIn(signs []sign, value string) string {
	var text strings.Builder
	for _, of := range signs {
		if of.kind == asKept {
			text.WriteString(value)
		}
		text.WriteString(of.text)
	}
	return text.String()
}

// number returns what the part shows of a number that is not below nought, or how it
// shows it, where that is not worked out.
func (s *shape) number(of *big.Rat) (text, unread string) {
	if s.unread != "" {
		return "", s.unread
	}
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(s.scale, -s.scale))), nil))
	if s.scale < 0 {
		power.Inv(power)
	}
	number := new(big.Rat).Mul(of, power)
	point := slices.IndexFunc(s.signs, func(of sign) bool { return of.kind == aPoint })
	before, after := s.signs, []sign(nil)
	if point >= 0 {
		before, after = s.signs[:point], s.signs[point+1:]
	}
	decimals := 0
	for _, one := range after {
		if one.kind == aDigit {
			decimals++
		}
	}
	whole, fraction, _ := strings.Cut(number.FloatString(decimals), ".")
	left, ok := s.whole(before, strings.TrimLeft(whole, "0"), number)
	if !ok {
		return "", "as a power of ten"
	}
	if point < 0 {
		return left, ""
	}
	return left + "." + fractionIn(after, fraction), ""
}

// whole puts digits into their places, from the last to the first, which takes all that
// are left.
func (s *shape) whole(signs []sign, digits string, number *big.Rat) (string, bool) {
	first := slices.IndexFunc(signs, func(of sign) bool { return of.kind == aDigit })
	var backwards []string
	put := 0
	digit := func(one string) {
		if s.thousand && put > 0 && put%3 == 0 {
			backwards = append(backwards, ",")
		}
		put++
		backwards = append(backwards, one)
	}
	for i := len(signs) - 1; i >= 0; i-- {
		switch of := signs[i]; of.kind {
		case aDigit:
			for more := true; more; more = i == first && digits != "" {
				switch {
				case digits != "":
					digit(digits[len(digits)-1:])
					digits = digits[:len(digits)-1]
				case of.text == "0":
					digit("0")
				case of.text == "?":
					backwards = append(backwards, " ")
				}
			}
		case asGeneral:
			text, ok := generally(number)
			if !ok {
				return "", false
			}
			backwards = append(backwards, text)
		default:
			backwards = append(backwards, of.text)
		}
	}
	slices.Reverse(backwards)
	return strings.Join(backwards, ""), true
}

// fractionIn puts the digits of a fraction into their places.
func fractionIn(signs []sign, digits string) string {
	last := len(strings.TrimRight(digits, "0"))
	for i, place := len(signs)-1, len(digits); i >= 0; i-- { // a nought that its place wants is one to show
		if signs[i].kind == aDigit {
			if place > last && signs[i].text == "0" {
				last = place
			}
			place--
		}
	}
	var text strings.Builder
	place := 0
	for _, of := range signs {
		switch {
		case of.kind != aDigit:
			text.WriteString(of.text)
			continue
		case place < last:
			text.WriteByte(digits[place])
		case of.text == "?":
			text.WriteByte(' ')
		}
		place++
	}
	return text.String()
}

// generally returns a number as it is shown without a format: with as much of a fraction
// as eleven signs have room for. A whole number is given with all its digits, though a
// spreadsheet shows a long one so only where the column is wide enough. It cannot tell
// what is so small that it is shown as a power of ten.
func generally(of *big.Rat) (string, bool) {
	if of.IsInt() {
		return of.Num().String(), true
	}
	if of.Cmp(big.NewRat(1, 10_000)) < 0 {
		return "", false
	}
	whole := of.FloatString(15)
	room := max(10-strings.IndexByte(whole, '.'), 0)
	text := of.FloatString(room)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text, true
}
