package policy

import (
	"strings"

	"disclosure-register/pkg/disclosure"
)

// contract flags a contract that the register knows not to have been in force on
// the day, or not to hand the service to the provider. A contract of which the
// register holds nothing is believed.
func (s *scene) contract() {
	known, inForce, handedOver := s.contractKnown()
	switch {
	case known && !inForce:
		s.out.flag("ukgdpr-28", "/evidence/contractRef", "The register holds this contract, and it was not in force on the day.", "A correction names the contract in force on the day, or the register learns of its renewal.")
	case inForce && !handedOver && s.d.Evidence["outsourcedOrCommissioned"] == true:
		s.out.flag("ukgdpr-28", "/evidence/outsourcedOrCommissioned", "The register holds this contract as one that does not hand the service to the provider.", "A correction says which contract does, or the register learns that this one does.")
	}
}

// contractKnown says what the register knows of the contract that is named: whether it
// holds it, as in force on the day, and as handing the service to the provider.
func (s *scene) contractKnown() (known, inForce, handedOver bool) {
	ref, _ := s.d.Evidence["contractRef"].(string)
	if strings.TrimSpace(ref) == "" {
		return false, false, false
	}
	for _, f := range s.q.Facts {
		if f.Kind != disclosure.FactContract || f.About.Dimension != disclosure.FactsOfContract || !disclosure.Same(f.About.Reference, ref) {
			continue
		}
		known = true
		if f.Holds(s.on) {
			inForce = true
			handedOver = handedOver || f.Outsourced
		}
	}
	return known, inForce, handedOver
}

// contractLapsed reports whether the register knows that the contract named was not in
// force on the day.
func (s *scene) contractLapsed() bool {
	known, inForce, _ := s.contractKnown()
	return known && !inForce
}
