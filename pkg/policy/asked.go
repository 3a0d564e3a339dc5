package policy

import (
	"slices"
	"strings"
)

// Asked is one thing that a rule asks of a disclosure on which everything has been chosen,
// and the places of its record that can answer it.
type Asked struct {
	Rule   string // the notice's row, where the rule is one of its own
	At     string // where a finding would be put
	Detail string // what is found where it is lacking
	OneOf  bool   // one of the places is enough
	Places []AskedAt
}

// AskedAt is a place of a record, and what is to stand there.
type AskedAt struct {
	Pointer, Label string
	Optional       bool // it may be empty
}

// Asked says what the law and the notice of the day, as they are told now, ask of the record
// of such a disclosure. It decides nothing: whether what stands in a record met a rule was
// settled when it was recorded. What is asked of the register alone, such as that it holds
// no objection, and what makes any record a record, is left out. None where the catalogue
// does not hold what is chosen.
func (l *Law) Asked(of Sought) []Asked {
	s := l.ask(of, &asking{met: map[key]bool{}})
	if len(s.out.malformed) > 0 {
		return nil
	}
	var all []Asked
	for i := range s.asks.needs {
		n := &s.asks.needs[i]
		rule := or(n.Row, n.Rule)
		if !l.CanRaise(of.Register, rule) || n.Unavoidable || n.Need.metByNothing() {
			continue
		}
		one := Asked{Rule: rule, At: n.Pointer, Detail: n.Detail, OneOf: len(n.Need.Any) > 0}
		n.Need.inRecord(s.asks.terms, func(leaf Need) {
			if !slices.ContainsFunc(one.Places, func(at AskedAt) bool { return at.Pointer == leaf.Pointer }) {
				one.Places = append(one.Places, AskedAt{leaf.Pointer, strings.TrimSuffix(leaf.Label, "."), leaf.Optional})
			}
		})
		if len(one.Places) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// ofEveryRecord are the places without which nothing is a record.
var ofEveryRecord = []string{"/case", "/disclosedAt", "/subjects/0/reference"}

// inRecord visits every place of the record that can meet the need, through the terms that
// it names.
func (n Need) inRecord(terms map[string]Term, visit func(leaf Need)) {
	for _, each := range slices.Concat(n.All, n.Any) {
		each.inRecord(terms, visit)
	}
	switch {
	case n.Absent, slices.Contains(ofEveryRecord, n.Pointer):
	case n.Term != "":
		terms[n.Term].Need.inRecord(terms, visit)
	case n.Pointer != "" && n.Label != "":
		visit(n)
	}
}
