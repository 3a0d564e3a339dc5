//go:build !check || race

package api_test

// How many other disclosures the registers of [TestScale] hold. `make check` has
// another pair.
const fewOthers, manyOthers = 100, 2_000
