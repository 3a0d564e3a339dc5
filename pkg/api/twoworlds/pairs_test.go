//go:build !race

package twoworlds

// pairs of small worlds. With the race detector, under which each takes ten times as
// long, there are fewer: it looks for something else, and these are run without it.
const pairs = 300
