package door

import (
	"slices"
	"strings"
	"unicode"
)

// spelt is where letters and digits that are looked for stand in a text, and how.
type spelt struct {
	text       []rune // all of it
	start, end int
	places     []int // of each letter and digit
	want       []rune
	typed      bool // a letter stands for a digit
	swapped    bool // a digit stands for a letter
}

// takenFor are the letters and marks that are typed, or read, for a digit, and those for
// which it is.
var takenFor = map[rune]string{'0': "oq", '1': "il|!", '2': "z", '5': "s$", '6': "gb", '8': "b", '9': "gq"}

// taking is in what way one character may have been typed for another.
type taking uint8

const (
	forNone taking = iota
	forLike
	forDigit  // a letter or a mark for a digit
	forLetter // a digit for a letter
)

// takings are those of each character of ASCII that is typed, for each that is wanted.
var takings = func() (t [128][128]taking) {
	for c := range t {
		t[c][c] = forLike
	}
	for _, typed := range "il|" {
		t[typed]['i'], t[typed]['l'] = forLike, forLike
	}
	for digit, letters := range takenFor {
		for _, letter := range letters {
			t[letter][digit] = forDigit
			if unicode.IsLetter(letter) {
				t[digit][letter] = forLetter
			}
		}
	}
	return t
}()

// mayBe says in what way what was typed may be what was wanted.
func mayBe(typed, want rune) taking {
	switch {
	case typed|want < 128:
		return takings[typed][want]
	case typed == want:
		return forLike
	}
	return forNone
}

// find calls yes for each place at which the letters stand in a row, whatever marks are
// between them, until it says that this is it.
func find(text, want []rune, yes func(spelt) bool) bool {
	places := make([]int, len(want))
	for start := range text {
		if mayBe(text[start], want[0]) == forNone {
			continue
		}
		s := spelt{text: text, start: start, places: places, want: want}
		at, n := start, 0
		for at < len(text) && n < len(want) {
			switch as := mayBe(text[at], want[n]); {
			case as != forNone:
				places[n] = at
				s.typed, s.swapped = s.typed || as == forDigit, s.swapped || as == forLetter
				n++
			case !notLetter(text[at]):
				at = len(text)
			}
			at++
		}
		if s.end = min(at, len(text)); n == len(want) && yes(s) {
			return true
		}
	}
	return false
}

// before is what stands before it, but for noughts before a number, and after what stands
// after it; 0 at an end of the text.
func (s *spelt) before() rune {
	at := s.from() - 1
	if at < 0 {
		return 0
	}
	return s.text[at]
}

func (s *spelt) after() rune {
	if s.end >= len(s.text) {
		return 0
	}
	return s.text[s.end]
}

// from is where it begins with the noughts before a number.
func (s *spelt) from() int {
	at := s.start
	for unicode.IsDigit(s.want[0]) && at > 0 && s.text[at-1] == '0' {
		at--
	}
	return at
}

// alone reports whether neither a letter nor a digit is beside it.
func (s *spelt) alone() bool {
	return (s.start == 0 || notLetter(s.text[s.start-1])) && notLetter(s.after())
}

// free reports whether what is beside it is no digit that belongs to it.
func (s *spelt) free() bool {
	return !(unicode.IsDigit(s.before()) && unicode.IsDigit(s.want[0])) && !(unicode.IsDigit(s.after()) && unicode.IsDigit(s.want[len(s.want)-1]))
}

// mark is what stands in the text before the letter at the place of those wanted; 0 if
// nothing does.
func (s *spelt) mark(n int) rune {
	if n == 0 || s.places[n] == s.places[n-1]+1 {
		return 0
	}
	return s.text[s.places[n]-1]
}

// hasDigits reports whether each word of it in which a letter stands for a digit has a digit
// too, and lets such a word as this through where but says so: by where it begins and ends.
func (s *spelt) hasDigits(but func(from, to int) bool) bool {
	for from := 0; from < len(s.want); {
		to, digit, typed := from, false, false
		for ; to < len(s.want) && (to == from || s.mark(to) == 0); to++ {
			digit = digit || unicode.IsDigit(s.text[s.places[to]])
			typed = typed || unicode.IsDigit(s.want[to]) && !unicode.IsDigit(s.text[s.places[to]])
		}
		if typed && !digit && !but(from, to) {
			return false
		}
		from = to
	}
	return true
}

func never(int, int) bool { return false }

// whole reports whether the text has the reference: with neither a letter nor a digit before
// and after, or glued to letters where it cannot well be anything else.
func (w *wanted) whole(text []rune, but func(start, end int) bool) bool {
	return find(text, w.letters, func(s spelt) bool {
		switch {
		case s.swapped && !w.staysOne(&s), s.typed && !s.hasDigits(func(from, to int) bool { return w.standsApart(&s, from, to) }):
			return false
		case s.alone():
		case !s.free() || s.typed && !s.hasDigits(never) || !w.glues(&s):
			return false
		}
		return !but(s.from(), s.end)
	})
}

// staysOne reports whether what has a digit for a letter is still more than a number, or a
// long one with the reference's marks.
func (w *wanted) staysOne(s *spelt) bool {
	if slices.ContainsFunc(s.places, func(at int) bool { return unicode.IsLetter(s.text[at]) }) {
		return true
	}
	for n, mark := range w.marks {
		if mark != s.mark(n) {
			return false
		}
	}
	return len(w.letters) >= tellingDigits
}

// standsApart reports whether letters alone stand for digits of the reference, apart from
// the rest of it as the digits are: "INF-B" for INF-8.
func (w *wanted) standsApart(s *spelt, from, to int) bool {
	apart := func(n int) bool {
		if n == 0 || n == len(w.letters) {
			return true
		}
		switch mark := s.mark(n); {
		case w.marks[n] == 0 || mark == 0 || mark == '\'':
			return false
		case len(strings.Join(w.parts, "")) < 2: // "P.S." is not P-5
			return mark == w.marks[n]
		default:
			return !unicode.IsSpace(mark) || !isWord(s, from, to)
		}
	}
	for n := from; n < to; n++ {
		if !unicode.IsDigit(w.letters[n]) {
			return false
		}
	}
	return len(w.parts) > 0 && s.alone() && apart(from) && apart(to)
}

// ofDigits are words that are made of letters which are typed for digits.
var ofDigits = strings.Fields("i is so go s o l oil oils ill big bob bill bills boss boil boils soil soils solo loss lob sob zoo sis gig gigs log logs bog bogs gloss bliss blog blogs logo logos silo silos sill sills goss slob sos oz lb lbs zig obi")

// isWord reports whether some of it is a word of every day.
func isWord(s *spelt, from, to int) bool {
	return slices.Contains(ofDigits, string(s.text[s.places[from]:s.places[to-1]+1]))
}

// glues reports whether it is the reference although letters are beside it: four letters and
// digits at least, as many of them letters as make no word end in them, with a digit or its
// own marks. A space is no mark: in "closed 10 June" is no ED-10.
func (w *wanted) glues(s *spelt) bool {
	marked, numbered, owns := false, false, 0
	for n, r := range w.letters {
		if unicode.IsLetter(r) {
			owns++
		} else {
			numbered = true
		}
		if mark := s.mark(n); mark != 0 && w.marks[n] != 0 && !unicode.IsSpace(mark) {
			marked = true
		} else if mark != 0 && unicode.IsSpace(mark) && !notLetter(s.before()) && len(w.letters) <= tellingDigits {
			return false
		}
	}
	switch {
	case len(w.letters) >= tellingDigits && numbered:
		return true
	case len(w.letters) < 4 || owns == 0:
		return false
	case notLetter(s.before()):
		return numbered || marked
	}
	return owns >= 2 && (numbered || marked)
}

// number reports whether the text has a number of the reference that is long enough to be
// nothing else, also glued to letters.
func (w *wanted) number(text, run []rune, but func(start, end int) bool) bool {
	return find(text, run, func(s spelt) bool {
		said := func(from, to int) bool {
			return !isWord(&s, from, to) && s.alone() && followsANumber(text[:s.from()], w.parts)
		}
		return s.free() && (!s.typed || s.hasDigits(said)) && !but(s.from(), s.end)
	})
}

// shortNumber reports whether the text has a shorter one, where it is said whose it is.
func (w *wanted) shortNumber(text, run []rune) bool {
	return find(text, run, func(s spelt) bool {
		if !s.free() {
			return false
		}
		if !s.typed || s.hasDigits(never) {
			return followsANumber(text[:s.from()], w.parts) || s.alone() && doesSomething(text[s.end:])
		}
		before := text[:s.start]
		joined := len(before) > 0 && strings.ContainsRune("-/_", before[len(before)-1])
		return joined && s.alone() && endsIn(before, w.parts)
	})
}

// followsANumber reports whether what stands before a number ends in a word for one, in "#",
// or in some letters of a reference.
func followsANumber(before []rune, own []string) bool {
	text := strings.TrimRightFunc(string(before), func(r rune) bool { return notLetter(r) && r != '#' })
	if strings.HasSuffix(text, "#") || strings.HasSuffix(text, "a/c") {
		return true
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	for n := len(words) - 1; n >= 0; n-- {
		if slices.Contains(forANumber, words[n]) || slices.Contains(own, words[n]) {
			return true
		}
		if !slices.Contains([]string{"is", "was", "of", "the", "with"}, words[n]) { // number is 1001
			return false
		}
	}
	return false
}

// endsIn reports whether what stands before a number ends in letters of the reference.
func endsIn(before []rune, own []string) bool {
	words := strings.FieldsFunc(string(before), notLetter)
	return len(words) > 0 && slices.Contains(own, words[len(words)-1])
}

// doesSomething reports whether what follows is what somebody says or does, or has.
func doesSomething(after []rune) bool {
	words := strings.FieldsFunc(string(after), notLetter)
	return len(words) > 0 && notLetter(after[0]) && slices.Contains(ofSomebody, words[0])
}

// standsOut reports whether the text has the reference as it was recorded, glued to letters
// that its capitals stand out from.
func (w *wanted) standsOut(text string) bool {
	ref := []rune(w.written)
	if len(ref) < 2 || len(w.letters) < 2 || !unicode.IsUpper(ref[0]) || strings.ContainsFunc(w.written, unicode.IsLower) {
		return false
	}
	first, last := ref[0], ref[len(ref)-1]
	for rest := text; ; {
		at := strings.Index(rest, w.written)
		if at < 0 {
			return false
		}
		before, after := []rune(rest[:at]), []rune(rest[at+len(w.written):])
		more := func(beside []rune, n int, end rune) bool {
			return len(beside) > 0 && (unicode.IsUpper(beside[n]) && unicode.IsUpper(end) || unicode.IsDigit(beside[n]) && unicode.IsDigit(end))
		}
		if !more(before, max(0, len(before)-1), first) && !more(after, 0, last) {
			return true
		}
		rest = rest[at+len(w.written):]
	}
}
