//go:build race

package twoworlds

const pairs = 100
