package gateway

import (
	"fmt"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Serving says which registers a stack serves, and whose tokens it believes about
// each. Any other register does not exist here: it has no law, so it is not
// answered, sealed or disposed of.
type Serving struct {
	registers []disclosure.Register
	issuers   map[disclosure.Register]string
}

// ParseServing reads the registers of a stack, with commas between, and the issuer
// of each that does not name its own:
//
//	E07000107,E10000016=https://login.county.example/
//
// It refuses a list of none, what is no register, and a register named twice.
func ParseServing(list, issuer string) (Serving, error) {
	s := Serving{issuers: map[disclosure.Register]string{}}
	for item := range strings.SplitSeq(list, ",") {
		code, own, named := strings.Cut(strings.TrimSpace(item), "=")
		register, err := disclosure.ParseRegister(code)
		switch {
		case err != nil:
			return Serving{}, fmt.Errorf("the registers of this stack: %w", err)
		case s.issuers[register] != "":
			return Serving{}, fmt.Errorf("the registers of this stack: %s is named twice", register)
		case !named:
			own = issuer
		}
		if own == "" {
			return Serving{}, fmt.Errorf("the registers of this stack: %s has no issuer", register)
		}
		s.registers, s.issuers[register] = append(s.registers, register), own
	}
	return s, nil
}

// Law is the built-in law of the registers that are served. It refuses a register
// that the law does not have.
func (s Serving) Law() (*policy.Law, error) {
	return policy.Load().Of(s.registers)
}

// First is the register that the list begins with: a release is tried in it.
func (s Serving) First() disclosure.Register { return s.registers[0] }

// believes tells whether a token of this issuer may speak of the register.
// API Gateway accepts any issuer that an authorizer of the API lists, for any
// register that the token then claims; so a council's own issuer is asked for here.
func (s Serving) believes(issuer string, register disclosure.Register) bool {
	expected, served := s.issuers[register]
	return served && issuer == expected
}
