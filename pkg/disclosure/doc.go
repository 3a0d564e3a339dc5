// Package disclosure is the vocabulary of the register: the words a council
// officer, a Data Protection Officer and an auditor use, as Go types.
//
// A council keeps one [Register]. Into it go immutable entries ([Entry]), each
// of one [Kind]. The kind the product exists for is the [Disclosure]: personal
// data shared, partly shared, or refused, with one [Recipient], on one
// occasion, and what justified it. Everything else says something about a
// disclosure or about the [CaseRef] it belongs to.
//
// The package holds shapes and the rules that make a value well formed. It
// holds no law (package policy), does no input or output, and reads no clock.
// Instants are [time.Time] in UTC; the law's days are a [Date].
package disclosure
