package problem

import (
	"fmt"

	"disclosure-register/pkg/disclosure"
)

// MaxFindings is how many findings a problem names one by one. What is wrong with
// a request in thousands of places is seen from the first of them, and an answer
// that named them all would be longer than the request.
const MaxFindings = 50

// Findings gathers findings, each once, and counts those beyond [MaxFindings]. The
// zero value is ready. What it does for each is bounded, however many there are.
type Findings struct {
	named []disclosure.Finding
	more  int
}

// Add adds a finding, unless it is among those named already: two parts of a
// schema may ask for the same.
func (f *Findings) Add(found disclosure.Finding) {
	for _, known := range f.named { // never more than MaxFindings
		if known == found {
			return
		}
	}
	if f.Full() {
		f.more++
		return
	}
	f.named = append(f.named, found)
}

// Full reports whether another finding would only be counted.
func (f *Findings) Full() bool { return len(f.named) == MaxFindings }

// Count counts findings that are not named.
func (f *Findings) Count(n int) { f.more += n }

// List returns the findings and, when there are more, a last one that says how
// many. It is nil when there is none.
func (f *Findings) List() []disclosure.Finding {
	if f.more == 0 {
		return f.named
	}
	return append(f.named[:len(f.named):len(f.named)], andMore(f.more))
}

func andMore(n int) disclosure.Finding {
	return disclosure.Finding{
		Rule: disclosure.FormRule, Detail: fmt.Sprintf("And %d more. Mend those named and send the request again to see what is left.", n),
	}
}

// bounded returns the findings as a problem names them.
func bounded(findings []disclosure.Finding) []disclosure.Finding {
	if len(findings) <= MaxFindings+1 { // the last may be what List added
		return findings
	}
	return append(findings[:MaxFindings:MaxFindings], andMore(len(findings)-MaxFindings))
}
