package bundle

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"disclosure-register/pkg/ledger"
)

// Writer writes a bundle as it is given its rows. Of each it keeps what rows.txt,
// SHA256SUMS and a zip's directory say of it: some 200 bytes. It refuses what a
// reader would, but for what is wrong with the register itself, which a bundle is
// there to show.
type Writer struct {
	zip        *packer
	checkpoint ledger.Checkpoint
	complete   Range
	opens      bool // people of parts of shares
	lines      []line
	proofs     map[int64]ledger.Consistency
}

// NewWriter begins a bundle whose receipts are all of the checkpoint, which the
// keys have opened. Complete may be the zero Range.
func NewWriter(w io.Writer, keys ledger.Keys, checkpoint ledger.Checkpoint, complete Range) (*Writer, error) {
	return newWriter(w, keys, checkpoint, complete, false)
}

// NewOpeningWriter begins a bundle, as [NewWriter] does, that opens people of parts of
// shares: it is of the second version.
func NewOpeningWriter(w io.Writer, keys ledger.Keys, checkpoint ledger.Checkpoint, complete Range) (*Writer, error) {
	return newWriter(w, keys, checkpoint, complete, true)
}

func newWriter(w io.Writer, keys ledger.Keys, checkpoint ledger.Checkpoint, complete Range, opens bool) (*Writer, error) {
	if complete.stated() && (complete.First < 0 || complete.End <= complete.First || complete.End > checkpoint.N) {
		return nil, fmt.Errorf("write a bundle: there are no leaves %d to %d in a log of %d", complete.First, complete.End, checkpoint.N)
	}
	b := &Writer{zip: newPacker(w), checkpoint: checkpoint, complete: complete, opens: opens, proofs: map[int64]ledger.Consistency{}}
	format, readme := format, readme
	if opens {
		format, readme = formatOpening, readmeOpening
	}
	return b, errors.Join(
		b.member(kindFormat, 0, []byte(format)),
		b.member(kindReadme, 0, []byte(readme)),
		b.member(kindKeys, 0, []byte(keys.String())),
		b.member(kindCheckpoint, 0, checkpoint.Signed),
	)
}

// Add writes a row. Rows come in the log's order. One whose entry is gone counts
// as lost unless [Writer.Destroyed] says otherwise.
func (b *Writer) Add(r Row) error {
	index := r.Receipt.Index
	l := line{index: index, salt: r.Salt, gone: r.Entry == nil}
	switch {
	case len(b.lines) > 0 && b.lines[len(b.lines)-1].index >= index:
		return fmt.Errorf("write a bundle: row %d does not come after row %d", index, b.lines[len(b.lines)-1].index)
	case string(r.Receipt.Signed) != string(b.checkpoint.Signed):
		return fmt.Errorf("write a bundle: the receipt of row %d is of another checkpoint", index)
	case !l.gone && !r.Differs && ledger.NewLeaf(r.Salt, r.Entry) != r.Receipt.Leaf:
		return fmt.Errorf("write a bundle: row %d is not what its leaf commits to", index)
	case len(r.People) > 0 && (!b.opens || l.gone):
		return fmt.Errorf("write a bundle: row %d opens people, and may not", index)
	case len(r.People) > 0 && !r.Differs && !Opens(r.Entry, r.People):
		return fmt.Errorf("write a bundle: row %d opens somebody to whom its entry does not commit", index)
	}
	b.lines = append(b.lines, l)
	if !l.gone {
		if err := b.member(kindEntry, index, r.Entry); err != nil {
			return err
		}
	}
	if err := b.member(kindReceipt, index, r.Receipt.Bytes()); err != nil || len(r.People) == 0 {
		return err
	}
	people, err := encodeOpened(r.People)
	if err != nil {
		return err
	}
	return b.member(kindPeople, index, people)
}

// Destroyed says of a row whose entry is gone that it was destroyed: by the rows
// of the entry that names its leaf and of the certificate, often one and the
// same. They may be added later.
func (b *Writer) Destroyed(index, namedBy, certificate int64) error {
	at, found := b.find(index)
	if !found || !b.lines[at].gone {
		return fmt.Errorf("write a bundle: there is no row %d whose entry is gone", index)
	}
	b.lines[at].certified, b.lines[at].namedBy, b.lines[at].certificate = true, namedBy, certificate
	return nil
}

// Has reports whether the bundle has a row at the index.
func (b *Writer) Has(index int64) bool {
	_, found := b.find(index)
	return found
}

func (b *Writer) find(index int64) (at int, found bool) {
	return slices.BinarySearchFunc(b.lines, index, func(l line, index int64) int { return cmp.Compare(l.index, index) })
}

// Extends adds proof that the checkpoint's tree extends the older one that the
// proof is for.
func (b *Writer) Extends(proof ledger.Consistency) error {
	if _, found := b.proofs[proof.OldSize]; found {
		return nil
	}
	b.proofs[proof.OldSize] = proof
	return b.member(kindConsistency, proof.OldSize, proof.Bytes())
}

// Close ends the bundle. Until then it is no zip; the underlying writer is not
// closed.
func (b *Writer) Close() error {
	if err := missing(b.complete, b.lines); err != nil {
		return fmt.Errorf("write a bundle: %w", err)
	}
	for _, l := range b.lines {
		if l.certified && (!b.Has(l.namedBy) || !b.Has(l.certificate)) {
			return fmt.Errorf("write a bundle: the certificate of row %d is no row", l.index)
		}
	}
	if err := b.zip.made(kindRows, b.writeRows); err != nil {
		return fmt.Errorf("write %s of a bundle: %w", rowsName, err)
	}
	if err := b.zip.made(kindSums, b.zip.writeSums); err != nil {
		return fmt.Errorf("write %s of a bundle: %w", sumsName, err)
	}
	if err := b.zip.close(); err != nil {
		return fmt.Errorf("write a bundle: %w", err)
	}
	return nil
}

// writeRows writes rows.txt.
func (b *Writer) writeRows(w io.Writer) error {
	_, err := io.WriteString(w, b.complete.firstLine())
	var line []byte
	for _, l := range b.lines {
		if err != nil {
			return err
		}
		line = l.append(line[:0])
		_, err = w.Write(line)
	}
	return err
}

func (b *Writer) member(what kind, index int64, content []byte) error {
	if err := b.zip.member(what, index, content); err != nil {
		return fmt.Errorf("write a member of a bundle: %w", err)
	}
	return nil
}

// missing finds a leaf of the range that has no row.
func missing(complete Range, lines []line) error {
	next := complete.First
	for _, l := range lines {
		if l.index == next && next < complete.End {
			next++
		}
	}
	if next < complete.End {
		return fmt.Errorf("it is to be complete from %d to %d and lacks row %d", complete.First, complete.End-1, next)
	}
	return nil
}
