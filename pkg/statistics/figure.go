package statistics

import "strconv"

// Base is what published numbers are multiples of, and the least of them.
const Base = 5

// Figure is a number as published.
type Figure struct {
	// Count is nil for a number under [Base], which may be none.
	Count *int   `json:"count" doc:"To the nearest 5; null when fewer than 5, or none"`
	Shown string `json:"shown" doc:"The count as people read it" example:"fewer than 5"`
}

// TooFew is how a number under [Base] reads.
const TooFew = "fewer than 5"

// Weigh turns a keyed hash of a disclosure into its weight: of eight
// disclosures, on average, one counts for none, one for two and six for one. It
// looks at three bits of the first byte.
//
// The expected weight is one, so that sums lean neither way; that of n
// disclosures has a standard deviation of √n/2.
func Weigh(hash []byte) int {
	switch hash[0] & 7 {
	case 0:
		return 0
	case 1:
		return 2
	}
	return 1
}

// Publish rounds a sum of weights to the nearest [Base], and says of one under
// it no more than that.
func Publish(sum int) Figure {
	if sum < Base {
		return Figure{Shown: TooFew}
	}
	count := (sum + Base/2) / Base * Base
	return Figure{Count: &count, Shown: strconv.Itoa(count)}
}
