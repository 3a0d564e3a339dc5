package auth_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
)

func claims(changes ...func(auth.Claims)) auth.Claims {
	c := auth.Claims{"sub": "6f1c", "name": "A. N. Officer", "register": "E07000107", "roles": []any{"recorder"}, "department": "housing"}
	for _, change := range changes {
		change(c)
	}
	return c
}

func with(name string, value any) func(auth.Claims) {
	return func(c auth.Claims) { c[name] = value }
}

func TestRolesAsIdentityProvidersAndAPIGatewayGiveThem(t *testing.T) {
	for name, tt := range map[string]struct {
		roles any
		want  []disclosure.Role
	}{
		"a list":                    {[]any{"recorder", "dpo"}, []disclosure.Role{disclosure.Recorder, disclosure.DPO}},
		"a list, flattened":         {"[recorder dpo]", []disclosure.Role{disclosure.Recorder, disclosure.DPO}},
		"one role":                  {"auditor", []disclosure.Role{disclosure.Auditor}},
		"separated by commas":       {"dpo,auditor", []disclosure.Role{disclosure.DPO, disclosure.Auditor}},
		"with ones nobody knows":    {[]any{"mayor", "admin", 7}, []disclosure.Role{disclosure.Admin}},
		"a role is never a part":    {"[recorders]", nil},
		"in capitals it is another": {"[DPO]", nil},
		"none":                      {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			caller, err := claims(with("roles", tt.roles)).Caller()
			if (err != nil) != (tt.want == nil) || !slices.Equal(caller.Roles, tt.want) {
				t.Errorf("roles = %v, %v; want %v", caller.Roles, err, tt.want)
			}
		})
	}
}

// API Gateway hands the number on as text; where it cannot be read, nothing is said of it.
func TestWhenATokenEnds(t *testing.T) {
	at := time.Date(2026, 11, 9, 9, 30, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		says any
		want time.Time
	}{
		"a number":        {float64(at.Unix()), at},
		"text":            {"1794216600", at},
		"with a fraction": {"1794216600.9", at},
		"in powers":       {"1.7942166E9", at},
		"nothing":         {nil, time.Time{}},
		"words":           {"tomorrow", time.Time{}},
		"no number":       {"NaN", time.Time{}},
		"before 1970":     {"-5", time.Time{}},
		"never":           {"1e300", time.Time{}},
	} {
		if got := claims(with("exp", tt.says)).Ends(); !got.Equal(tt.want) {
			t.Errorf("%s: it ends at %s, want %s", name, got, tt.want)
		}
	}
}

func TestClaimsThatNameNobodyAreRefused(t *testing.T) {
	for name, change := range map[string]func(auth.Claims){
		"no subject":              with("sub", ""),
		"a subject of numbers":    with("sub", 7),
		"a blank subject":         with("sub", " "),
		"a subject turned round":  with("sub", "6f\u202e1c"),
		"a subject with a line":   with("sub", "6f1c\n"),
		"a subject with a nought": with("sub", "6f\x001c"),
		"a subject too long":      with("sub", strings.Repeat("s", 301)),
		"a space after it":        with("department", "housing "),
		"a space before it":       with("department", " housing"),
		"a line break after it":   with("department", "housing\n"),
		"a line break in it":      with("department", "hous\ning"),
		"a department of a space": with("department", " "),
		"no register":             with("register", ""),
		"a register by name":      with("register", "Dartford"),
		"a department with a key": with("department", "housing#x"),
		"a department too long":   with("department", strings.Repeat("h", 65)),
		"no name":                 with("name", nil),
		"an empty name":           with("name", ""),
		"a blank name":            with("name", "   "),
		"a name of a number":      with("name", 42),
		"a name of digits":        with("name", "42"),
		"a name too long":         with("name", strings.Repeat("n", 201)),
		"a name of 100,000":       with("name", strings.Repeat("n", 100_000)),
		"a name with a new line":  with("name", "A. N.\nOfficer"),
		"a name with a nought":    with("name", "A. N.\x00Officer"),
		"a name turned round":     with("name", "A. N.\u202eOfficer"),
		"a name with nothing":     with("name", "A. N.\u200bOfficer"),
		"a name after a space":    with("name", " A. N. Officer"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := claims(change).Caller(); err == nil {
				t.Error("accepted")
			}
		})
	}
	for _, name := range []string{"Zoë Ó Súilleabháin", "李 小龍", strings.Repeat("é", 200)} {
		if _, err := claims(with("name", name)).Caller(); err != nil {
			t.Errorf("a name of %d characters: %v", len([]rune(name)), err)
		}
	}
	for _, accepted := range []auth.Claims{claims(with("sub", strings.Repeat("é", 300))), claims(with("department", "Waste & Parks No. 2")), claims(with("department", nil))} {
		if _, err := accepted.Caller(); err != nil {
			t.Error(err)
		}
	}
	caller, err := claims().Caller()
	if want := (disclosure.Caller{Register: "E07000107", Subject: "6f1c", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}); err != nil ||
		caller.Register != want.Register || caller.Subject != want.Subject || caller.Name != want.Name || caller.Department != want.Department {
		t.Errorf("caller = %+v, %v", caller, err)
	}
}
