package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

const (
	// MaxBody is the longest body read, in bytes. Longer text belongs in the
	// archive.
	MaxBody  = 256 << 10
	maxDepth = 16
	// What is read of a body before the rest of it is not looked at: no list takes as many
	// members, and no body as many values, a full batch included. Each that is wrong costs
	// some ten microseconds, and two megabytes hold a million.
	maxMembers = 1_000
	maxValues  = 100_000
)

// nullable are the members that may be null, meaning the same as left out.
// Everywhere else null is refused.
var nullable = map[string]bool{
	"gateway": true, "policyDocument": true, "agreement": true, "transfer": true,
	"departure": true, "method": true, "intake": true, "kind": true,
}

var (
	errNotJSON = errors.New("not JSON")
	errTooMany = errors.New("too many values")
	errMarked  = errors.New("a byte order mark before the body")
)

// strictJSON checks what encoding/json lets pass: member names given twice,
// invalid UTF-8, text that a person reads as something else than it is, and
// numbers that lose digits. It returns the body without nullable nulls; and none of it,
// with [errTooMany], where it holds more than anything takes.
func strictJSON(body []byte) ([]byte, []disclosure.Finding, error) {
	for _, mark := range []string{"\xef\xbb\xbf", "\xfe\xff", "\xff\xfe"} { // UTF-8's, and UTF-16's two
		if bytes.HasPrefix(body, []byte(mark)) {
			return nil, nil, errMarked
		}
	}
	if !utf8.Valid(body) {
		return nil, nil, fmt.Errorf("%w: the body is not UTF-8", errNotJSON)
	}
	s := &scanner{decoder: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
	err := s.value()
	if err == nil {
		if _, end := s.decoder.ReadToken(); end != io.EOF {
			err = errNotJSON
		}
	}
	if errors.Is(err, errTooMany) {
		return nil, s.findings.List(), errTooMany
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the body cannot be read as one JSON value", errNotJSON)
	}
	return s.clean, s.findings.List(), nil
}

// newLines ends lines in one way, whatever machine the text was written on.
var newLines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n")

type scanner struct {
	decoder  *jsontext.Decoder
	clean    []byte // the body so far, as it is read from here on
	path     []step // where the decoder is
	findings problem.Findings
	values   int
}

// tooMany refuses what goes on after so many members, or has too many values in all.
func (s *scanner) tooMany(members int) error {
	switch {
	case members == maxMembers:
		s.findings = problem.Findings{}
		s.find("This has more than 1,000 members, which nothing here takes. What is in it has not been looked at.")
		return errTooMany
	case s.values == maxValues:
		at := s.path
		s.path, s.findings = nil, problem.Findings{}
		defer func() { s.path = at }()
		s.find("The body has more than 100,000 values, which nothing here takes. What is in it has not been looked at.")
		return errTooMany
	}
	return nil
}

// step is a member's name, or a place in an array. It becomes text only where
// there is something to say of it: most bodies have nothing wrong with them, and
// one may have a million values.
type step struct {
	name  string
	place int
	array bool
}

func (s *scanner) find(detail string) {
	if s.findings.Full() {
		s.findings.Count(1)
		return
	}
	var pointer strings.Builder
	for _, at := range s.path {
		if at.array {
			pointer.WriteString("/" + strconv.Itoa(at.place))
		} else {
			pointer.WriteString("/" + escape(at.name))
		}
	}
	s.findings.Add(disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointer.String(), Detail: detail})
}

// within reads the value at a step further down.
func (s *scanner) within(at step) error {
	s.path = append(s.path, at)
	err := s.value()
	s.path = s.path[:len(s.path)-1]
	return err
}

func (s *scanner) value() error {
	if err := s.tooMany(0); err != nil {
		return err
	}
	s.values++
	token, err := s.decoder.ReadToken()
	if err != nil {
		return err
	}
	switch token.Kind() {
	case '{', '[':
		if len(s.path) == maxDepth {
			return errNotJSON
		}
		if token.Kind() == '{' {
			return s.object()
		}
		return s.array()
	case '"':
		written := newLines.Replace(token.String())
		s.text(written)
		s.quote(written)
	case '0':
		number := token.String()
		s.number(number)
		s.clean = append(s.clean, number...)
	default:
		s.clean = append(s.clean, token.String()...)
	}
	return nil
}

func (s *scanner) object() error {
	s.clean = append(s.clean, '{')
	names := map[string]bool{}
	for members := 0; s.decoder.PeekKind() != '}'; members++ {
		if err := s.tooMany(members); err != nil {
			return err
		}
		token, err := s.decoder.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		before := len(s.clean)
		s.comma('{')
		s.quote(name)
		s.clean = append(s.clean, ':')
		null := s.decoder.PeekKind() == 'n'
		if err := s.within(step{name: name}); err != nil {
			return err
		}
		if names[name] {
			s.find("A name is given twice in this object. Give each once.")
		}
		names[name] = true
		s.text(name)
		if null && nullable[name] {
			s.clean = s.clean[:before]
		}
	}
	_, err := s.decoder.ReadToken()
	s.clean = append(s.clean, '}')
	return err
}

func (s *scanner) array() error {
	s.clean = append(s.clean, '[')
	for place := 0; s.decoder.PeekKind() != ']'; place++ {
		if err := s.tooMany(place); err != nil {
			return err
		}
		s.comma('[')
		if err := s.within(step{place: place, array: true}); err != nil {
			return err
		}
	}
	_, err := s.decoder.ReadToken()
	s.clean = append(s.clean, ']')
	return err
}

// comma parts what comes from what came before, unless it is the first.
func (s *scanner) comma(opened byte) {
	if s.clean[len(s.clean)-1] != opened {
		s.clean = append(s.clean, ',')
	}
}

func (s *scanner) quote(text string) {
	// It fails of invalid UTF-8 alone, and what was read is valid.
	s.clean, _ = jsontext.AppendQuote(s.clean, text)
}

// text refuses what cannot be seen, and what would make a reader see something else than was
// written.
func (s *scanner) text(text string) {
	if text != "" && disclosure.Blank(text) {
		s.find("This is blank. Write it, or leave it out where it is not needed.")
	} else if wrong := disclosure.NotProse(text); wrong != "" {
		s.find(wrong)
	}
}

// maxNumber is the greatest magnitude at which every whole number is exact in
// JSON's number type (RFC 8785, I-JSON).
const maxNumber = 1<<53 - 1

func (s *scanner) number(n string) {
	f, err := strconv.ParseFloat(n, 64)
	if err != nil || math.Abs(f) > maxNumber || len(n) > 24 {
		s.find("The number is too large or too long to be kept exactly. Write it as text.")
	}
}

// escape writes a member's name as RFC 6901 has it in a pointer. A name is the
// caller's own text, so one that no body has is not repeated.
func escape(name string) string {
	if len(name) > 40 || strings.ContainsFunc(name, func(r rune) bool { return !isNameRune(r) }) {
		return "?"
	}
	return name
}

func isNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
