package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// CanRaise reports whether a flag in the register can name the rule: law of the
// catalogue, a rule that holds whatever a notice says, or a row of one of the
// register's notices, in any version, that something has to meet. Rows that only
// tell people something never raise a flag.
func (l *Law) CanRaise(register disclosure.Register, rule string) bool {
	if acrossNotices[rule] != "" || l.HasLegalItem(rule) || l.provisions[rule] != nil || l.compat[rule] != nil {
		return true
	}
	return slices.ContainsFunc(l.Notices(register), func(n *Notice) bool { return n.enforces(rule) })
}

func (n *Notice) enforces(row string) bool {
	return n.asks(row) || slices.ContainsFunc(n.LawRows, func(r LawRow) bool { return r.Row == row })
}
