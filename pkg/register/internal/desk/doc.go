// Package desk keeps a council's register: it loads what a request needs,
// has package policy decide, and commits the outcome as one transaction.
//
// Every change is load, decide, commit. Loading is one strongly consistent
// batch read at keys computed from the request. Deciding is pure. Committing is
// one conditional transaction, so that a reader sees all of an entry or none,
// and a racing writer or a second delivery changes nothing.
//
// # What a failure leaves behind
//
// A commit that is cancelled wrote nothing. A commit whose outcome is unknown is
// tried again as it is: its idempotency item can be written once only, so that
// whichever attempt is applied, exactly one entry exists, and the item holds the
// answer. A caller who never got an answer repeats the request with the same
// key and gets the first one. A crash at any point leaves either the whole entry
// or nothing.
package desk
