package policy

import "disclosure-register/pkg/disclosure"

// Settle answers for one of the classes, as [Law.ClockOf] does.
func Settle(classes []Class, id string, c disclosure.Case, asOf disclosure.Date) Due {
	return settle(classes, *find(classes, id), c, asOf)
}

// LawOf returns a law of one notice with the classes, of which the first default
// is the default.
func LawOf(register disclosure.Register, notice string, classes []Class) *Law {
	n := &Notice{ID: notice, Register: register.String()}
	for i, class := range classes {
		class.Default = class.Default && i == 0
		n.Retention = append(n.Retention, class)
	}
	return &Law{notices: []*Notice{n}}
}
