// Package bundle reads and writes evidence bundles: a zip of entries with the
// proof that each is in the register's log, for whoever trusts neither the
// register's database nor its makers. It is pure but for the reader and writer
// it is given; docs/ledger.md has the format.
//
// A bundle holds, for each row, the entry's exact bytes, its salt and its
// receipt; for an entry that was destroyed, its receipt, which holds its leaf,
// and the places of the entries that certify its destruction, which are rows
// too; for an entry that is gone and that nothing certifies, its receipt and the
// plain statement that it is lost. All receipts are of one checkpoint. When a
// bundle states a range, it has a row for every leaf of it, and so leaves
// nothing out, and proves by itself that the log extends every older checkpoint
// whose size is in the range.
//
// Nothing in a bundle can be otherwise than it was written: the content of each
// member has a digest and most of it a signature, and the zip around them has
// one form.
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

// ContentType is the media type of a bundle.
const ContentType = "application/zip"

// What begins a bundle: its version, and the text for whoever opens it. The second version
// is that of a bundle that opens people of parts of shares; any other is of the first.
const (
	format        = "disclosure-register/bundle@v1\n"
	formatOpening = "disclosure-register/bundle@v2\n"
)

const (
	readme        = readmeRows + readmeRest
	readmeOpening = readmeRows + readmePeople + readmeRest
)

const readmeRows = `Evidence from a Disclosure Register.

To check it all, offline, with a program that trusts neither the register nor
whoever gave you this file:

    verify --key KEY BUNDLE.zip

KEY is the log's public key, from somewhere other than this file: the council
publishes it. Without --key the one in keys.txt is taken, which proves only that
the bundle holds together. With --since CHECKPOINT, a checkpoint that you kept
from before, it also proves that nothing recorded by then was changed since.

entries/N.json         the entry that is leaf N of the register's log, byte for byte
receipts/N.tlog-proof  proof that leaf N is in the log (c2sp.org/tlog-proof)
`

const readmePeople = `people/N.json          whom leaf N lists, a part of a share that names nobody: those of its
                       people whom this bundle is about, and what it commits to
`

const readmeRest = `rows.txt               what is here: the entries with their salts, those that were
                       destroyed with their certificates, and any that are lost
checkpoint             the signed head of the log (c2sp.org/tlog-checkpoint); keep
                       it: next time, --since shows that the log only grew
keys.txt               the public key of the log
consistency/N.txt      proof that the log extends the one that had N leaves
SHA256SUMS             digests of all of these; try: sha256sum -c SHA256SUMS

Leaves are counted from 0. The register's docs/ledger.md describes the formats,
byte by byte, so that anybody can write the program anew.
`

func entryName(index int64) string      { return string(appendEntryName(nil, index)) }
func receiptName(index int64) string    { return string(appendReceiptName(nil, index)) }
func consistencyName(size int64) string { return fmt.Sprintf("consistency/%d.txt", size) }

// Row is one leaf of the log, with what it commits to.
type Row struct {
	Receipt ledger.Receipt
	// Entry and Salt are what the leaf commits to. Entry is nil when the register
	// has it no more.
	Entry []byte
	Salt  ledger.Salt
	// Differs says that the register's entry is not what the leaf commits to, so
	// that the bundle shows it. Without it such a row is refused, as a mistake of
	// whoever makes the bundle.
	Differs bool
	// People are those whom the entry lists, a part of a share, and the bundle opens. They
	// are in the part's order. Where one is not whom the entry commits to, Differs says so.
	People []Opened
}

// Range states that a bundle has every leaf from First up to, and not
// including, End. The zero Range states nothing.
type Range struct{ First, End int64 }

// stated reports whether the range states anything.
func (r Range) stated() bool { return r != Range{} }

// holds reports whether a checkpoint of so many leaves can be computed from the
// rows of the range.
func (r Range) holds(size int64) bool { return r.stated() && r.First <= size && size <= r.End }
