package cases

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
)

// DisposedCase is a member of the list by which disposals are carried out again
// after a restore from a backup. It holds nothing personal: of a case whose reference
// looks like none of the council's, and might be somebody's name, it has the key
// (version 2, docs/adr/0066-the-disposed-list-names-cases.md). Of one person who was erased
// from a share it has what the certificate says of them, which names nobody (version 3,
// docs/adr/0073-the-disposed-list-has-people-of-shares.md).
type DisposedCase struct {
	Version  int                        `json:"v"`
	Disposal string                     `json:"disposal"`
	Register disclosure.Register        `json:"register"`
	Case     disclosure.CaseRef         `json:"case,omitempty"`
	CaseKey  string                     `json:"caseKey,omitempty"`
	Classes  []disclosure.DisposedClass `json:"classes"`
	Person   *disclosure.ErasedPerson   `json:"person,omitempty"`
}

// memberOf is what the list says of a person who was erased from a share. It is called by
// the order, of which there is one.
func memberOf(register disclosure.Register, p *disclosure.ErasedPerson) DisposedCase {
	return DisposedCase{Version: 3, Disposal: p.OrderedBy.String(), Register: register, Classes: []disclosure.DisposedClass{}, Person: p}
}

// member returns what the list says of the disposal.
func (d *disposal) member() DisposedCase {
	m := DisposedCase{Version: 1, Disposal: d.ID, Register: d.Register, Case: d.Case, Classes: d.Certificate.Classes}
	// A case of before 29 November 2026 is named by its reference in keys as well, and is
	// found by nothing else.
	if d.file == d.Case.Key() && policy.LooksLikeNoReference(d.Case.String()) != "" {
		m.Version, m.Case, m.CaseKey = 2, "", d.file
	}
	return m
}

// Readable reports whether the member says which case, or which person of a share, it is of.
func (m DisposedCase) Readable() bool {
	p := m.Person
	return m.Version == 1 && m.Case != "" || m.Version == 2 && m.CaseKey != "" ||
		m.Version == 3 && p != nil && p.Share != "" && p.Part != "" && p.Commitment != "" && p.OrderedBy != ""
}

// beginAgain fences a case that has been destroyed before and that a restored
// backup has brought back. It returns nil when the table has no such case, or
// has its tombstone. A case under a hold, or that is not due by its own clock today,
// is left as it is, and kept is true: a line of the list is no reason to destroy it.
// Where the day is not known for sure nothing is begun, and back is true of a case that
// would be.
func (r *Retention) beginAgain(ctx context.Context, m DisposedCase, sure bool) (d *disposal, kept, back bool, err error) {
	d, err = desk.Afresh(ctx, func(d **disposal) error {
		kept, back = false, false
		name, err := m.CaseKey, error(nil)
		if name == "" {
			name, err = r.desk.NameOf(ctx, m.Register, m.Case)
		}
		if err != nil {
			return err
		}
		file, under, err := r.disposalOf(ctx, m.Register, name)
		switch {
		case err != nil:
			return err
		case file == nil || file.State == disclosure.CaseDisposed:
			return nil
		case under != nil && under.Phase != Stopping:
			*d = under
			return nil
		}
		today := disclosure.DateOf(r.desk.Now())
		now, _, err := r.retentionNow(ctx, m.Register, file, today)
		if err != nil {
			return err
		}
		if file.Held() || !now.MayBegin(today) {
			kept = true
			return nil
		}
		people, err := r.peopleOf(ctx, m.Register, file)
		if err != nil {
			return err
		}
		if people.allKept() {
			kept = true
			return nil
		}
		if !sure {
			back = true
			return nil
		}
		if under != nil {
			if err := r.endStop(ctx, under); err != nil {
				return err
			}
		}
		c := disclosure.Certificate{
			BegunAt: r.desk.Now(), Replays: m.Disposal, Classes: m.Classes,
			Authority: "disposal " + m.Disposal + ", carried out again after a restore from a backup",
		}
		*d, err = r.fence(ctx, m.Register, file, people, "", c, false)
		return err
	})
	return d, kept, back, err
}
