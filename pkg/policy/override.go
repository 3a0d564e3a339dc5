package policy

// gives reports whether a rule of the notice that yields to the law gives way
// here, and what to say of it: because the law obliges the sharing, or because
// somebody with authority says which provision goes before the notice.
func (s *scene) gives() (words string, ok bool) {
	switch {
	case s.compelled:
		return " The law obliges the sharing, so it is flagged and not refused.", true
	case s.d.Override != nil:
		s.overrode = true
		return " The provision given goes before the notice, so it is flagged and not refused.", true
	}
	return "", false
}

// override flags an override by which no rule of the notice was set aside: each
// is looked at, whatever it did. Where a rule was set aside, its row is the flag.
func (s *scene) override() {
	s.hold(ask{
		severity: Flag, rule: OutsideRule, at: "/override", detail: "The law is said to go before the notice, though no rule of the notice stood in the way.",
		clears: "The Data Protection Officer accepts the provision given, or a correction leaves it out.",
	}, s.d.Override == nil || s.overrode, func() Need {
		leaf := place("/override", "the provision that goes before the notice", ObjectNeed).testing("Only where a rule of the notice stands in the way.")
		leaf.Absent = true
		return leaf
	})
}
