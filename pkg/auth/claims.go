package auth

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"disclosure-register/pkg/disclosure"
)

// Claims are a verified token's claims, as far as the register reads them:
//
//	{"sub": "6f1c…", "name": "A. N. Officer", "register": "E07000107",
//	 "roles": ["recorder"], "department": "housing"}
//
// API Gateway hands arrays on as one string, "[recorder dpo]"; both forms are
// read.
type Claims map[string]any

var department = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._&-]{0,63}$`)

// maxName bounds a person's name, in characters.
const maxName = 200

// CheckName refuses what cannot be the name of a person: nothing, a number, more than
// 200 characters, and what does not stand in one line ([disclosure.OneLine]). A name is
// kept with everything that its owner records, for as long as that is. The error does
// not repeat it.
func CheckName(name string) error {
	switch {
	case !strings.ContainsFunc(name, unicode.IsLetter):
		return errors.New("a name has a letter in it")
	case utf8.RuneCountInString(name) > maxName:
		return fmt.Errorf("a name has at most %d characters", maxName)
	case !disclosure.OneLine(name):
		return errors.New("a name is one line of characters that can be seen, with no space before or after it")
	}
	return nil
}

// CheckDepartment refuses what cannot be the name of a department: more than 64
// characters, any but letters, digits, spaces and . _ & -, and what does not stand in one
// line ([disclosure.OneLine]).
func CheckDepartment(name string) error {
	if !department.MatchString(name) || !disclosure.OneLine(name) {
		return errors.New("a department is 1 to 64 letters, digits, spaces and . _ & -, a letter or a digit first and no space last")
	}
	return nil
}

// maxSubject bounds an identity provider's own id of a person, in characters:
// OpenID Connect Core 1.0, section 2, gives it 255, and a development token's is made of
// its role, department and name.
const maxSubject = 300

// checkSubject refuses an id that is blank, too long or not one line: two that look
// alike would be two people.
func checkSubject(id string) error {
	if id == "" || utf8.RuneCountInString(id) > maxSubject || !disclosure.OneLine(id) {
		return fmt.Errorf("1 to %d characters that can be seen, on one line, with no space before or after", maxSubject)
	}
	return nil
}

// Caller refuses claims that name no register, no subject, no person or no known role.
func (c Claims) Caller() (disclosure.Caller, error) {
	register, err := disclosure.ParseRegister(c.text("register"))
	if err != nil {
		return disclosure.Caller{}, fmt.Errorf("claim register: %w", err)
	}
	caller := disclosure.Caller{
		Register: register, Subject: c.text("sub"), Name: c.text("name"),
		Department: c.text("department"), Roles: c.roles(),
	}
	if err := CheckName(caller.Name); err != nil {
		return disclosure.Caller{}, fmt.Errorf("claim name: %w", err)
	}
	if err := checkSubject(caller.Subject); err != nil {
		return disclosure.Caller{}, fmt.Errorf("claim sub: %w", err)
	}
	if len(caller.Roles) == 0 {
		return disclosure.Caller{}, fmt.Errorf("claim roles: none that the register knows")
	}
	if caller.Department != "" {
		if err := CheckDepartment(caller.Department); err != nil {
			return disclosure.Caller{}, fmt.Errorf("claim department: %w", err)
		}
	}
	return caller, nil
}

// Issuer is who signed the token, as it stands in its iss claim; "" is nobody.
func (c Claims) Issuer() string { return c.text("iss") }

// Ends is when the token ends (RFC 7519, section 4.1.4); zero where it does not say.
// API Gateway hands numbers on as text.
func (c Claims) Ends() time.Time {
	seconds, is := c["exp"].(float64)
	if text := c.text("exp"); text != "" {
		parsed, err := strconv.ParseFloat(text, 64)
		seconds, is = parsed, err == nil
	}
	if !is || !(seconds >= 1 && seconds <= maxEnd) { // which no NaN is
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// checkInstants refuses a token whose end, beginning or making is no instant that there
// is: a number that is too large would be taken for one long ago.
func (c Claims) checkInstants() error {
	for _, name := range []string{"exp", "nbf", "iat"} {
		said, is := c[name]
		if seconds, number := said.(float64); is && !(number && seconds >= 0 && seconds <= maxEnd) {
			return fmt.Errorf("claim %s: no instant", name)
		}
	}
	return nil
}

// maxEnd is the last second of the year 9999, after which no instant can be written.
const maxEnd = 253402300799

func (c Claims) text(name string) string {
	s, _ := c[name].(string)
	return s
}

// roles leaves out roles that the register does not know: an identity provider
// may give people others.
func (c Claims) roles() []disclosure.Role {
	var given []string
	switch v := c["roles"].(type) {
	case string:
		given = strings.FieldsFunc(strings.Trim(v, "[]"), func(r rune) bool { return r == ' ' || r == ',' })
	case []any:
		for _, role := range v {
			if s, ok := role.(string); ok {
				given = append(given, s)
			}
		}
	}
	var known []disclosure.Role
	for _, role := range []disclosure.Role{disclosure.Recorder, disclosure.DPO, disclosure.Auditor, disclosure.Admin} {
		if slices.Contains(given, string(role)) {
			known = append(known, role)
		}
	}
	return known
}
