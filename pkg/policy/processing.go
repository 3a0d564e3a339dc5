package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// Processing is what a record of processing activities says of one disclosure:
// UK GDPR Article 30 and DPA 2018 Schedule 1 paragraph 41.
type Processing struct {
	// Purposes are the titles of the notice's purposes that the disclosure's own
	// words meet; none when it meets none.
	Purposes []string
	Relied   []ReliedOn // each condition once, in the order of the body
}

// ReliedOn is a condition that a disclosure relies on, and how Article 6 is met for
// the data that it covers.
type ReliedOn struct {
	Condition     string
	Bases         []string // sorted and once each
	NeedsDocument bool     // whether it counts only with an appropriate policy document (Schedule 1 paragraph 38)
}

// Processing reads a disclosure as a record of processing does. It judges
// nothing: a disclosure without a basis has none here.
func (l *Law) Processing(register disclosure.Register, d *disclosure.Disclosure) Processing {
	on := disclosure.DateOf(d.DisclosedAt)
	s := &scene{law: l, d: d, on: on, notice: l.Notice(register, d.Notice, on)}
	var p Processing
	if s.notice != nil {
		met := s.purposes()
		for _, purpose := range s.notice.Purposes {
			if slices.Contains(met, purpose.ID) {
				p.Purposes = append(p.Purposes, purpose.Title)
			}
		}
	}
	relied := func(conditions, bases []string) {
		for _, id := range conditions {
			item := l.items[id]
			if item == nil {
				continue
			}
			n := slices.IndexFunc(p.Relied, func(r ReliedOn) bool { return r.Condition == id })
			if n < 0 {
				n = len(p.Relied)
				p.Relied = append(p.Relied, ReliedOn{Condition: id, NeedsDocument: s.needsDocument(item)})
			}
			all := slices.Concat(p.Relied[n].Bases, bases)
			slices.Sort(all)
			p.Relied[n].Bases = slices.Compact(all)
		}
	}
	relied(d.Justification.Conditions, d.Justification.LawfulBases)
	for _, item := range d.Data {
		relied(item.Conditions, basesOf(s.d, item))
	}
	return p
}
