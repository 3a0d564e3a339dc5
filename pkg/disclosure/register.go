package disclosure

import (
	"fmt"
	"regexp"
)

// Register identifies one council's register by the council's ONS (GSS) code,
// such as "E07000107" for Dartford Borough Council.
type Register string

var registerCode = regexp.MustCompile(`^[EWSN]\d{8}$`)

// ParseRegister accepts a nine-character ONS code and refuses anything else.
func ParseRegister(s string) (Register, error) {
	if !registerCode.MatchString(s) {
		return "", fmt.Errorf("register: not an ONS code (a letter and eight digits)")
	}
	return Register(s), nil
}

// String returns the ONS code.
func (r Register) String() string { return string(r) }
