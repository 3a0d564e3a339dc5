//go:build check && !race

package api_test

const fewOthers, manyOthers = 1_000, 100_000
