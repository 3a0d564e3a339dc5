package desk

import (
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
)

// titlesOfOpened are what the rules are about that the entries name: those not met, and
// those of flags that were cleared. The entries themselves stay as they were recorded.
func (r *Registrar) titlesOfOpened(register disclosure.Register, opened Opened) (RuleTitles, error) {
	entries := append([]disclosure.Entry{opened.Entry}, slices.Concat(opened.Corrections, opened.Letters, opened.Others)...)
	if opened.Original != nil {
		entries = append(entries, *opened.Original)
	}
	var rules []string
	for _, e := range entries {
		for _, f := range e.Flags {
			rules = append(rules, f.Rule)
		}
		if e.Kind == disclosure.KindFlagCleared {
			var cleared disclosure.FlagCleared
			if err := json.Unmarshal(e.Body, &cleared); err != nil {
				return nil, fmt.Errorf("decode the clearing of a flag: %w", err)
			}
			rules = append(rules, cleared.Rule)
		}
	}
	return r.titlesOfRules(register, nil, rules), nil
}
