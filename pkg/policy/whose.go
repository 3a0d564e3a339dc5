package policy

import "disclosure-register/pkg/disclosure"

// whose asks of special category and criminal offence data, where a disclosure is about
// several people, whose it is. An item that names nobody is of everybody in it, so that
// each would be told what was said of one of them.
func (s *scene) whose() {
	if s.asks != nil {
		return // of one person alone
	}
	for i := range s.d.Data {
		s.hold(ask{
			severity: Flag, rule: accountable, at: "/data/" + itoa(i) + "/subject",
			detail: "This is special category or criminal offence data, and the disclosure is about several people. Say whose it is, or list it once for each whom it is about.",
			clears: "A correction says whose it is. Until then the Data Protection Officer decides whether each person is told of it.",
		}, !s.law.WhoseIsUnsaid(s.d, i), nil)
	}
}

// WhoseIsUnsaid reports whether an item of the disclosure's data is of special category or
// about criminal offences, and names none of several people. People who have died count:
// what is said of them may be of who lives. In a share of many, everything is of each.
func (l *Law) WhoseIsUnsaid(d *disclosure.Disclosure, place int) bool {
	if d.Share != nil || len(d.Subjects) < 2 || d.Data[place].Subject != "" {
		return false
	}
	kind := l.dataKind(d.Data[place].Category)
	return kind == SpecialData || kind == CriminalData
}
