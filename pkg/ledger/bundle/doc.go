// Package bundle reads and writes evidence bundles: a zip of entries with the
// proof that each is in the register's log, for whoever trusts neither the
// register's database nor its makers. It is pure but for the reader and writer
// it is given; docs/ledger.md has the format.
//
// A bundle holds, for each row, the entry's exact bytes, its salt and its
// receipt; for an entry that was destroyed, its receipt, which holds its leaf,
// and the place of its certificate, which is a row too. All receipts are of one
// checkpoint. When a bundle states a range, it has a row for every leaf of it,
// and so leaves nothing out.
package bundle

import (
	"fmt"

	"disclosure-register/pkg/ledger"
)

// Names of a bundle's members. Those of rows go on with the row's index.
const (
	formatName     = "format.txt"
	readmeName     = "README.txt"
	keysName       = "keys.txt"
	checkpointName = "checkpoint"
	rowsName       = "rows.txt"
	sumsName       = "SHA256SUMS"
)

// format is the version of the whole bundle.
const format = "disclosure-register/bundle@v1\n"

const readme = `Evidence from a Disclosure Register.

entries/N.json         the entry that is leaf N of the register's log, byte for byte
receipts/N.tlog-proof  proof that leaf N is in the log (c2sp.org/tlog-proof)
rows.txt               the entries, their salts, and those that were destroyed
checkpoint             the signed head of the log (c2sp.org/tlog-checkpoint)
keys.txt               the public key of the log, which you should compare with
                       one you have from elsewhere
consistency/N.txt      proof that the log extends the one that had N leaves
SHA256SUMS             digests of all of these; try: sha256sum -c SHA256SUMS

To check it all: verify BUNDLE.zip
The formats are described in the register's docs/ledger.md.
`

func entryName(index int64) string      { return fmt.Sprintf("entries/%d.json", index) }
func receiptName(index int64) string    { return fmt.Sprintf("receipts/%d.tlog-proof", index) }
func consistencyName(size int64) string { return fmt.Sprintf("consistency/%d.txt", size) }

// Row is one leaf of the log, with what it commits to.
type Row struct {
	Receipt ledger.Receipt
	// Entry and Salt are what the leaf commits to. Entry is nil when it was
	// destroyed.
	Entry []byte
	Salt  ledger.Salt
	// Certificate is the index of the entry that certifies the destruction. It is
	// a row of the same bundle.
	Certificate int64
}

// Range states that a bundle has every leaf from First up to, and not
// including, End. The zero Range states nothing.
type Range struct{ First, End int64 }

// stated reports whether the range states anything.
func (r Range) stated() bool { return r != Range{} }
