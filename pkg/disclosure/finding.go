package disclosure

import "strings"

// Finding is one broken rule: which, where in the body, and a sentence an
// officer understands. It never repeats a value from the body.
type Finding struct {
	// Rule is a notice row ("DC-R4"), a catalogue id ("dpa18-s10") or "form"
	// for what is not well formed.
	Rule string `json:"rule" doc:"Notice row, catalogue id, or 'form' for what is not well formed" example:"DC-R4"`
	// Pointer is an RFC 6901 JSON pointer into the body, "" for the whole.
	Pointer string `json:"pointer" doc:"JSON pointer to the place in the body" example:"/evidence/ombudsmanCaseRef"`
	// Detail says what is wrong and what would put it right.
	Detail string `json:"detail" doc:"What is wrong and what would put it right"`
}

// FormRule is the rule of findings about form: what is malformed is refused for
// ever, with or without a departure.
const FormRule = "form"

// Flag is a rule that an accepted entry does not meet. It waits in the DPO's
// queue until an entry clears it.
type Flag struct {
	Finding
	// Clears says what the DPO would need in order to clear the flag.
	Clears string `json:"clears" doc:"What would clear the flag. Where a correction that gives what the record lacked would, it begins so: A correction gives"`
	// Departure is true when the rule would have refused the disclosure, had it
	// not already happened. Such flags come first in the queue.
	Departure bool `json:"departure" doc:"True when the rule would have refused a disclosure that had not already happened"`
	// Kept is true of a flag that rests on a marker of which the person was not told.
	// It is for the DPO and the auditor: a department would learn of the marker from it.
	Kept bool `json:"kept,omitempty" doc:"True of what rests on a marker that the person was not told of: departments are not shown it"`
}

// correctionGives begins what a rule says would clear a flag, where a correction that
// gives what the record lacked would. Entries hold it.
const correctionGives = "A correction gives "

// GivenByCorrection reports whether the rule that raised the flag lacked something in the
// record, which a correction gives. What was wrong when it happened is not put right so.
func (f Flag) GivenByCorrection() bool { return strings.HasPrefix(f.Clears, correctionGives) }

// ShownFlags returns the flags that a department may see. It is never nil.
func ShownFlags(flags []Flag) []Flag {
	shown := []Flag{}
	for _, f := range flags {
		if !f.Kept {
			shown = append(shown, f)
		}
	}
	return shown
}
