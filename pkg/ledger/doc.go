// Package ledger is the register's Merkle log: what goes into it, and how what
// comes out is checked. It is pure: bytes in, bytes out. An entry is opaque
// bytes to it.
//
// An entry is committed to by a [Leaf], which holds no personal data. Leaves
// are the records of an RFC 6962 tree. Its right [Edge] is all that appending
// needs; what an append adds ([Growth]) is published as static objects, the
// tiles and entry bundles of C2SP tlog-tiles. A signed [Checkpoint] (C2SP
// tlog-checkpoint) commits to the whole tree, and a [Receipt] (C2SP tlog-proof)
// proves offline that one leaf is in it.
//
// The mathematics and the formats are those of golang.org/x/mod/sumdb and
// filippo.io/torchwood; nothing of them is written again here. docs/ledger.md
// gives every format byte by byte, with the vectors that this package's tests
// check.
package ledger
