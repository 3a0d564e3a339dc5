package bundle

import (
	"archive/zip"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"disclosure-register/pkg/ledger"
)

// Writer writes a bundle as it is given its rows. Of each it keeps what rows.txt,
// SHA256SUMS and a zip's directory say of it: under 1 KB. It refuses what a
// reader would, but for what is wrong with the register itself, which a bundle is
// there to show.
type Writer struct {
	zip        *zip.Writer
	checkpoint ledger.Checkpoint
	complete   Range
	lines      []line
	sums       strings.Builder
	proofs     map[int64]ledger.Consistency
}

// NewWriter begins a bundle whose receipts are all of the checkpoint, which the
// keys have opened. Complete may be the zero Range.
func NewWriter(w io.Writer, keys ledger.Keys, checkpoint ledger.Checkpoint, complete Range) (*Writer, error) {
	if complete.stated() && (complete.First < 0 || complete.End <= complete.First || complete.End > checkpoint.N) {
		return nil, fmt.Errorf("write a bundle: there are no leaves %d to %d in a log of %d", complete.First, complete.End, checkpoint.N)
	}
	b := &Writer{zip: zip.NewWriter(w), checkpoint: checkpoint, complete: complete, proofs: map[int64]ledger.Consistency{}}
	return b, errors.Join(
		b.member(formatName, []byte(format)),
		b.member(readmeName, []byte(readme)),
		b.member(keysName, []byte(keys.String())),
		b.member(checkpointName, checkpoint.Signed),
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
	}
	b.lines = append(b.lines, l)
	if !l.gone {
		if err := b.member(entryName(index), r.Entry); err != nil {
			return err
		}
	}
	return b.member(receiptName(index), r.Receipt.Bytes())
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
	return b.member(consistencyName(proof.OldSize), proof.Bytes())
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
	if err := b.member(rowsName, b.rows()); err != nil {
		return err
	}
	if err := b.member(sumsName, []byte(b.sums.String())); err != nil {
		return err
	}
	if err := b.zip.Close(); err != nil {
		return fmt.Errorf("write a bundle: %w", err)
	}
	return nil
}

// rows is rows.txt.
func (b *Writer) rows() []byte {
	rows := []byte(b.complete.firstLine())
	for _, l := range b.lines {
		rows = l.append(rows)
	}
	return rows
}

func (b *Writer) member(name string, content []byte) error {
	if err := pack(b.zip, name, content); err != nil {
		return fmt.Errorf("write %s of a bundle: %w", name, err)
	}
	fmt.Fprintf(&b.sums, "%x  %s\n", sha256.Sum256(content), name)
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
