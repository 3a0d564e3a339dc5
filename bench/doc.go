// Package bench measures the register, in ratios, since a machine's speed is its
// own. Run it with `make bench`; docs/benchmarks.md has what one machine gave.
// It is no test: nothing here passes or fails by time.
package bench
