package cases

import (
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// Retention keeps the case files of every register. Its methods may be called
// concurrently.
type Retention struct {
	desk         desk.Files
	leavesInPart int
}

// New returns the room over the desk.
func New(d *desk.Registrar, options desk.Options) *Retention {
	r := &Retention{desk.FilesOf(d), options.LeavesInPart}
	if r.leavesInPart == 0 {
		r.leavesInPart = leavesInPart
	}
	return r
}

// Open returns the room over a desk of its own: for the function that destroys, which needs
// no other room and no archive, log or reports.
func Open(table store.Table, law *policy.Law, secret []byte) (*Retention, error) {
	keys, err := desk.NewKeyring(secret)
	if err != nil {
		return nil, err
	}
	return New(desk.New(table, law, keys, desk.Options{}), desk.Options{}), nil
}
