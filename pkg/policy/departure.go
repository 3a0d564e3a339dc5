package policy

import (
	"disclosure-register/pkg/disclosure"
)

// departure checks what a departure must say.
func (s *scene) departure() {
	given := s.d.Departure
	if given == nil {
		return
	}
	today := disclosure.DateOf(s.q.At)
	if disclosure.Blank(given.BreachReference) && disclosure.Blank(given.NoBreachReason) {
		s.out.broken("/departure/breachReference", "Give the reference in the breach register, or say in noBreachReason why it is not a breach.")
	}
	switch {
	case given.DiscoveredOn.IsZero():
		s.out.broken("/departure/discoveredOn", "Say on which day it was discovered.")
	case given.DiscoveredOn.After(today):
		s.out.broken("/departure/discoveredOn", "It cannot have been discovered on a day still to come.")
	}
}
