package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"disclosure-register/pkg/disclosure"
)

const (
	// MaxBody is the longest body read, in bytes. Longer text belongs in the
	// archive.
	MaxBody  = 256 << 10
	maxDepth = 16
)

// nullable are the members that may be null, meaning the same as left out.
// Everywhere else null is refused.
var nullable = map[string]bool{
	"gateway": true, "policyDocument": true, "agreement": true, "transfer": true,
	"departure": true, "method": true, "intake": true, "kind": true,
}

var errNotJSON = errors.New("not JSON")

// strictJSON checks what encoding/json lets pass: member names given twice,
// invalid UTF-8, text that a person reads as something else than it is, and
// numbers that lose digits. It returns the body without nullable nulls.
func strictJSON(body []byte) ([]byte, []disclosure.Finding, error) {
	if !utf8.Valid(body) {
		return nil, nil, fmt.Errorf("%w: the body is not UTF-8", errNotJSON)
	}
	s := &scanner{decoder: json.NewDecoder(bytes.NewReader(body))}
	s.decoder.UseNumber()
	value, err := s.value("", 0)
	if err == nil {
		if _, end := s.decoder.Token(); end != io.EOF {
			err = errNotJSON
		}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the body cannot be read as one JSON value", errNotJSON)
	}
	clean, err := json.Marshal(value)
	return clean, s.findings, err
}

type scanner struct {
	decoder  *json.Decoder
	findings []disclosure.Finding
}

func (s *scanner) find(pointer, detail string) {
	s.findings = append(s.findings, disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointer, Detail: detail})
}

func (s *scanner) value(pointer string, depth int) (any, error) {
	token, err := s.decoder.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if depth == maxDepth {
			return nil, errNotJSON
		}
		if t == '{' {
			return s.object(pointer, depth)
		}
		return s.array(pointer, depth)
	case string:
		s.text(pointer, t)
	case json.Number:
		s.number(pointer, t)
	}
	return token, nil
}

func (s *scanner) object(pointer string, depth int) (any, error) {
	members := map[string]any{}
	for s.decoder.More() {
		token, err := s.decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // a member's name is always a string
		value, err := s.value(pointer+"/"+escape(name), depth+1)
		if err != nil {
			return nil, err
		}
		if _, twice := members[name]; twice {
			s.find(pointer, "A name is given twice in this object. Give each once.")
		}
		s.text(pointer, name)
		if value == nil && nullable[name] {
			continue
		}
		members[name] = value
	}
	_, err := s.decoder.Token()
	return members, err
}

func (s *scanner) array(pointer string, depth int) (any, error) {
	items := []any{}
	for s.decoder.More() {
		value, err := s.value(pointer+"/"+strconv.Itoa(len(items)), depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, value)
	}
	_, err := s.decoder.Token()
	return items, err
}

// text refuses what would make a reader see something else than was written:
// control characters, and the overrides and isolates that reorder text (Unicode
// UAX 9).
func (s *scanner) text(pointer, text string) {
	if text != "" && strings.TrimSpace(text) == "" {
		s.find(pointer, "This is blank. Write it, or leave it out where it is not needed.")
		return
	}
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
		case r < ' ' || r >= 0x7f && r <= 0x9f:
			s.find(pointer, "The text holds a control character. Remove it.")
			return
		case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			s.find(pointer, "The text holds a character that reorders what a reader sees. Remove it.")
			return
		case r == utf8.RuneError:
			s.find(pointer, "The text holds a character that could not be read. Write it again.")
			return
		}
	}
}

// maxNumber is the greatest magnitude at which every whole number is exact in
// JSON's number type (RFC 8785, I-JSON).
const maxNumber = 1<<53 - 1

func (s *scanner) number(pointer string, n json.Number) {
	f, err := n.Float64()
	if err != nil || math.Abs(f) > maxNumber || len(n) > 24 {
		s.find(pointer, "The number is too large or too long to be kept exactly. Write it as text.")
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
