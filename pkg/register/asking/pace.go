package asking

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
)

// pace goes with the reading of everything that a total counts: an answer ends when that
// is too much for one, and a file says how far it is. It reads nothing.
type pace struct {
	most int // disclosures that one period may have; none is no bound
	// far is told how far a file is, in per cent; nil where an answer is waited for.
	far func(percent int) error
	// first and last are how far the whole is where the part being read begins and ends.
	first, last int
}

// awaited is the pace of an answer, of whose periods each has so many disclosures at
// most.
func awaited(most int) *pace { return &pace{most: most} }

// filing is the pace of a file, which is as long as it is.
func filing(far func(percent int) error) *pace { return &pace{far: far, last: 100} }

// part is the pace of the next part of a total, at whose end so many per cent are done.
func (p *pace) part(last int) { p.first, p.last = p.last%100, last }

// over returns what is to be called for every disclosure of a period, in the order of
// their instants.
func (p *pace) over(in desk.Period) func(desk.Summary) error {
	count, from := 0, in.From.Start()
	of := in.To.AddDays(1).Start().Sub(from).Milliseconds()
	return func(s desk.Summary) error {
		if count++; p.most > 0 && count > p.most {
			return errTooMuch
		}
		return p.done(s.DisclosedAt.Sub(from).Milliseconds(), of)
	}
}

// done says how much of the part is done.
func (p *pace) done(done, of int64) error {
	if p.far == nil {
		return nil
	}
	return p.far(p.first + int(done*int64(p.last-p.first)/of))
}

// errTooMuch refuses a question whose answer would take longer than a gateway waits.
var errTooMuch error = &disclosure.Error{
	Kind: disclosure.Refused, Detail: "There is too much in the period to answer at once. Ask for a file: it takes as long as it needs, and says how far it is.",
	Findings: []disclosure.Finding{form.Finding("/from", `Ask for a shorter period, or POST /exports with {"format":"json","total":{"of":"statistics", …}}: of is statistics, annual-return or processing-record.`)},
}
