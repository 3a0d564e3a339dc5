package policy

import (
	"disclosure-register/pkg/disclosure"
)

// contract flags a contract that the register knows not to have been in force on
// the day, or not to hand the service to the provider. A contract of which the
// register holds nothing is believed.
func (s *scene) contract() {
	known, inForce, handedOver := s.contractKnown()
	lapsed := known && !inForce
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-28", at: "/evidence/contractRef", detail: "The register holds this contract, and it was not in force on the day.",
		clears: "A correction names the contract in force on the day, or the register learns of its renewal.",
	}, !lapsed, func() Need {
		return s.knownContractNeed("it was in force on the day")
	})
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-28", at: "/evidence/outsourcedOrCommissioned", detail: "The register holds this contract as one that does not hand the service to the provider.",
		clears: "A correction says which contract does, or the register learns that this one does.",
	}, !inForce || handedOver || s.d.Evidence["outsourcedOrCommissioned"] != true, func() Need {
		return anyOf(s.anyEvidence("outsourcedOrCommissioned").noneOf(true), s.knownContractNeed("it hands the service to the provider", "outsourced"))
	})
}

// knownContractNeed asks something of the contract that is named, where one is and the
// register knows it.
func (s *scene) knownContractNeed(test string, given ...string) Need {
	known := &FactTest{Kind: disclosure.FactContract, OrNone: true, Given: given}
	return anyOf(s.anyEvidence("contractRef").opposite(), known.need().testing("Where the register knows the contract that is named, "+test+"."))
}

// contractKnown says what the register knows of the contract that is named: whether it
// holds it, as in force on the day, and as handing the service to the provider.
func (s *scene) contractKnown() (known, inForce, handedOver bool) {
	ref, _ := s.d.Evidence["contractRef"].(string)
	if disclosure.Blank(ref) {
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
