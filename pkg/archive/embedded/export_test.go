package embedded

import "time"

// WithReadWithin returns the settings with another time in which some of an answer is to
// be read.
func (c Config) WithReadWithin(d time.Duration) Config {
	c.readWithin = d
	return c
}
