package policy

import (
	"strings"

	"disclosure-register/pkg/disclosure"
)

// contract flags a contract that the register knows not to have been in force on
// the day, or not to hand the service to the provider. A contract of which the
// register holds nothing is believed.
func (s *scene) contract() {
	ref, _ := s.d.Evidence["contractRef"].(string)
	if strings.TrimSpace(ref) == "" {
		return
	}
	known, inForce, handedOver := false, false, false
	for _, f := range s.q.Facts {
		if f.Kind != disclosure.FactContract || f.About.Dimension != disclosure.FactsOfContract || f.About.Reference != ref {
			continue
		}
		known = true
		if f.Holds(s.on) {
			inForce = true
			handedOver = handedOver || f.Outsourced
		}
	}
	switch {
	case known && !inForce:
		s.out.flag("ukgdpr-28", "/evidence/contractRef", "The register holds this contract, and it was not in force on the day.", "A correction names the contract in force on the day, or the register learns of its renewal.")
	case inForce && !handedOver && s.d.Evidence["outsourcedOrCommissioned"] == true:
		s.out.flag("ukgdpr-28", "/evidence/outsourcedOrCommissioned", "The register holds this contract as one that does not hand the service to the provider.", "A correction says which contract does, or the register learns that this one does.")
	}
}
