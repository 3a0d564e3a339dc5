package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// tokenLasts is how long a development token works.
const tokenLasts = 12 * time.Hour

// token prints a token of the built-in development issuer and nothing else, so
// that a script can keep it in a variable.
type token struct {
	Data       string `help:"Data directory of the service." default:"data" type:"path"`
	Register   string `help:"The council's ONS code, for example E07000107." required:""`
	Role       string `help:"recorder, dpo, auditor or admin." required:"" enum:"recorder,dpo,auditor,admin"`
	Department string `help:"Department; a recorder needs one."`
	Name       string `help:"Name that entries are recorded under; a name for the role where none is given."`
}

func (t token) Run(to streams) error {
	register, err := disclosure.ParseRegister(t.Register)
	if err != nil {
		return err
	}
	if _, there := policy.Load().Register(register); !there {
		return fmt.Errorf("there is no register %s: no token is good for it", register)
	}
	t.Name = cmp.Or(t.Name, developmentName(disclosure.Role(t.Role)))
	if err := auth.CheckName(t.Name); err != nil {
		return fmt.Errorf("--name: %w", err)
	}
	if t.Role == string(disclosure.Recorder) && t.Department == "" {
		return fmt.Errorf("a recorder belongs to a department: add --department, for example --department housing")
	}
	if t.Department != "" {
		if err := auth.CheckDepartment(t.Department); err != nil {
			return fmt.Errorf("--department: %w", err)
		}
	}
	signed, err := issueToken(t.Data, developmentCaller(register, disclosure.Role(t.Role), t.Department, t.Name), tokenLasts)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(to.out, signed)
	return err
}

// issueToken signs a token of the service whose data directory this is.
func issueToken(data string, caller disclosure.Caller, lasts time.Duration) (string, error) {
	key, err := readIssuerKey(filepath.Join(data, issuerFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err != nil {
		return "", fmt.Errorf("there is no issuer key in %s: start the service there first (disclosures serve --data %s)", data, data)
	}
	return auth.Issue(key, caller, time.Now(), lasts)
}

// developmentName is whom a token of the role is for when nobody is named. It is nobody
// that an example says authorised a disclosure, since nobody approves their own; and
// another for each role, since nobody clears their own.
func developmentName(role disclosure.Role) string {
	return map[disclosure.Role]string{
		disclosure.Recorder: "Development Recorder", disclosure.DPO: "Development Data Protection Officer",
		disclosure.Auditor: "Development Auditor", disclosure.Admin: "Development Administrator",
	}[role]
}

// developmentCaller is the same person each time the same words are given, so
// that an idempotency key still fits after a new token. A key is of one role in one
// department; that nobody confirms in one what they recorded in another is held by the name.
func developmentCaller(register disclosure.Register, role disclosure.Role, department, name string) disclosure.Caller {
	return disclosure.Caller{
		Register: register, Roles: []disclosure.Role{role}, Department: department, Name: name,
		Subject: fmt.Sprintf("development:%s:%s:%s", role, department, name),
	}
}
