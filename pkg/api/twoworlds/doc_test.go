// Package twoworlds looks, by machine, for what a person or a department could
// learn and must not.
//
// Two worlds live through the same acts of several departments and the Data
// Protection Officer, over the real handler, desk and table. In the second, hidden
// things happen besides. Whoever may not know of them is then answered the same in
// both, byte for byte: each act has its own clock and randomness, functions of its
// number, so that nothing has another name in one world than in the other.
//
// What is hidden from whom is decided by the stories of this package, written by
// hand after the table in docs/law.md, and by nothing of the product. docs/silence.md
// says what was found, how much is tried and what this cannot see.
package twoworlds
