package client

import "disclosure-register/pkg/disclosure"

// CaseTried is what would become of a case if it were changed.
type CaseTried struct {
	Held      bool              `json:"held"`
	Before    Retention         `json:"before"` // as the case stands
	Retention Retention         `json:"retention"`
	Flags     []disclosure.Flag `json:"flags"` // that would be raised
}

// trial is a change that is asked about and not made: why, and what was answered.
type trial struct {
	purpose string
	answer  []byte
}

// TryCase asks what would become of a case if it were changed as the function changes it
// through this client's like. Nothing is changed, and what would be refused is refused; what
// the function is told was recorded is nothing. It is a look at the case, with why.
func (c *Client) TryCase(purpose string, change func(*Client) error) (tried CaseTried, err error) {
	asking := *c
	asking.trial = &trial{purpose: purpose}
	if err := change(&asking); err != nil {
		return CaseTried{}, err
	}
	return tried, decode(asking.trial.answer, &tried)
}
