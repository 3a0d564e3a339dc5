package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// SilentTo returns the row of a notice by which a disclosure is left out of
// everything the subject may see, or "" when none does: a warning marker of which
// the person was not told, and every disclosure of it. The facts are those the
// register now holds about the subject, ones that have ended included: a marker
// taken off is no more told than one that stands. What is left out leaves no
// trace, so that no count or gap shows it.
//
// Every notice that the register ran under on the day of the disclosure is
// asked, since a marker may travel in a case of another notice.
func (l *Law) SilentTo(register disclosure.Register, d *disclosure.Disclosure, subject string, facts []disclosure.Fact) string {
	on := disclosure.DateOf(d.DisclosedAt)
	for _, n := range l.Notices(register) {
		if !n.Effective.Covers(on) {
			continue
		}
		for _, silence := range n.Silences {
			if silence.covers(d, subject) && silence.stands(subject, facts) {
				return silence.Row
			}
		}
	}
	return ""
}

func (w Silence) covers(d *disclosure.Disclosure, subject string) bool {
	return slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool {
		return slices.Contains(w.Categories, i.Category) && i.IsOf(subject)
	})
}

func (w Silence) stands(subject string, facts []disclosure.Fact) bool {
	return slices.ContainsFunc(facts, func(f disclosure.Fact) bool {
		return f.Kind == w.While && disclosure.Same(f.About.Reference, subject) && f.SubjectTold == disclosure.NotTold
	})
}
