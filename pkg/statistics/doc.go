// Package statistics counts disclosures for publication, in such a way that no
// small number can be worked out from what is published: not from the rest of a
// table and its total, not from two tables, and not from two periods that
// overlap.
//
// It is pure: it reads nothing, and is given the weight of each disclosure.
//
// # Method
//
// First each disclosure gets a weight of its own, for ever: none, one or two
// ([Weigh]). Every number anywhere is a sum of the weights of the disclosures it
// counts. Then a sum is published to the nearest five, and one under five as
// "fewer than 5" ([Publish]).
//
// Rounding and suppression alone do not protect. Of two values that four
// disclosures each have, a table says "fewer than 5" twice and a total of 10: the
// total is at least 8, so that both are 4. Any rule that fixes a number between
// bounds has such corners, and a corner of one table may lie in another, or in
// another period.
//
// The weights are what subtraction cannot undo. Whoever adds and subtracts sums
// of weights gets sums of weights: at the very best the weights in a cell, and
// any weights stand for at least two numbers of disclosures between one and
// four. docs/statistics.md has the sources, the proof and what it costs in
// precision.
package statistics
