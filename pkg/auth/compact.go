package auth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// compact is a JWS in compact serialisation (RFC 7515 section 3.1), signed: a JWT
// has no other form (RFC 7519 section 3).
var compact = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)

var errNotStrict = errors.New("the token is not one compact JWT in which everything is said once")

// strict refuses a token that two readers may read differently: any form but the
// compact one, a part with bits left over in its last letter, which make another token
// of the same signature, and a header or claims in which a name stands twice, in whatever
// capitals (RFC 7519 section 4 leaves which of the two counts to the reader; Go
// matches names without case, and takes ſ for s and the Kelvin sign for k).
func strict(raw string) error {
	if !compact.MatchString(raw) {
		return errNotStrict
	}
	for i, part := range strings.SplitN(raw, ".", 3) {
		text, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			return errNotStrict
		}
		if i == 2 {
			break // the signature
		}
		d := json.NewDecoder(bytes.NewReader(text))
		if err := once(d); err != nil {
			return errNotStrict
		}
		if _, err := d.Token(); err != io.EOF {
			return errNotStrict
		}
	}
	return nil
}

// once reads one JSON value in which no object has a name twice.
func once(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('{') && token != json.Delim('[') {
		return nil
	}
	names := map[string]bool{}
	for d.More() {
		if token == json.Delim('{') {
			name, err := d.Token()
			if err != nil {
				return err
			}
			folded := strings.Map(foldRune, name.(string)) // a member's name is always a string
			if names[folded] {
				return errNotStrict
			}
			names[folded] = true
		}
		if err := once(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// foldRune returns the least of the characters that differ in case alone, as
// encoding/json compares names.
func foldRune(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}
