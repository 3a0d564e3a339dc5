package disclosure

import "slices"

// Role is a power the council's identity provider gives a person or a system.
type Role string

// The roles. A caller may hold several.
const (
	// Recorder logs its own department's disclosures and reads only those.
	Recorder Role = "recorder"
	// DPO is the Data Protection Officer (UK GDPR Articles 37 to 39).
	DPO Role = "dpo"
	// Auditor reads everything in the register and writes nothing.
	Auditor Role = "auditor"
	// Admin sets the register up and has no power over its contents.
	Admin Role = "admin"
)

// Caller is who asks, from verified token claims and nothing else. The zero
// Caller may do nothing.
type Caller struct {
	Register   Register
	Subject    string // the identity provider's own id; never shown, logged or used in a key as it is
	Name       string
	Roles      []Role
	Department string // "" for a caller of the whole register
}

// Has reports whether the caller holds any of the roles.
func (c Caller) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(c.Roles, r) })
}
