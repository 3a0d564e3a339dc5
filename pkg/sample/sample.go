// Package sample draws disclosures at random, so that whoever knows the seed and
// the population draws the same. It needs nothing but SHA-256, and
// docs/sample.md repeats it with a shell.
//
// # Method
//
// Each member has as many lots as its weight. A lot is the SHA-256 of the text
//
//	disclosure-register/sample/1␊SEED␊ID␊NUMBER␊
//
// where lots are numbered from 1 and ␊ is a line feed. A member's place is its
// lowest lot, as bytes compare; the sample is the members with the lowest places,
// in their order.
//
// It is the weighted sampling without replacement of Efraimidis and Spirakis
// (Weighted random sampling with a reservoir, Information Processing Letters 97,
// 2006) for whole weights: the highest of w numbers between nought and one is
// distributed as one of them to the power of 1/w. Lots need no floating point, in
// which two machines may differ.
//
// A member's place depends on nothing but the seed and itself, so that one member
// more or less in the population changes at most one of the sample.
package sample

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Member is one of a population: an id, and how many lots it has (1 or more).
type Member struct {
	ID     string
	Weight int
}

// Drawn is a member of the sample, with the lot that drew it.
type Drawn struct {
	Member
	Lot [sha256.Size]byte
}

// Lot returns the numbered lot of a member.
func Lot(seed, id string, number int) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "disclosure-register/sample/1\n%s\n%s\n%d\n", seed, id, number))
}

// Draw returns the sample of the given size, or the whole population where it is
// no larger. The population's order does not matter; its ids are distinct.
func Draw(seed string, size int, population []Member) []Drawn {
	drawn := make([]Drawn, 0, len(population))
	for _, m := range population {
		lowest := Drawn{Member: m, Lot: Lot(seed, m.ID, 1)}
		for number := 2; number <= m.Weight; number++ {
			if lot := Lot(seed, m.ID, number); bytes.Compare(lot[:], lowest.Lot[:]) < 0 {
				lowest.Lot = lot
			}
		}
		drawn = append(drawn, lowest)
	}
	slices.SortFunc(drawn, func(a, b Drawn) int { return bytes.Compare(a.Lot[:], b.Lot[:]) })
	return drawn[:min(size, len(drawn))]
}

// Fingerprint tells whether two populations are the same: the SHA-256, in
// hexadecimal, of a line "ID WEIGHT␊" for each member, in the order of the ids.
func Fingerprint(population []Member) string {
	sorted := slices.Clone(population)
	slices.SortFunc(sorted, func(a, b Member) int { return cmp.Compare(a.ID, b.ID) })
	hash := sha256.New()
	for _, m := range sorted {
		fmt.Fprintf(hash, "%s %d\n", m.ID, m.Weight)
	}
	return hex.EncodeToString(hash.Sum(nil))
}
