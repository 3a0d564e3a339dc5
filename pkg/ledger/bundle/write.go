package bundle

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"disclosure-register/pkg/ledger"
)

// Writer writes a bundle as it is given its rows, of which it keeps only their
// salts and digests. It refuses what a reader would.
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
		b.member(formatName, format),
		b.member(readmeName, readme),
		b.member(keysName, keys.String()),
		b.member(checkpointName, string(checkpoint.Signed)),
	)
}

// Add writes a row. Rows come in the log's order.
func (b *Writer) Add(r Row) error {
	index := r.Receipt.Index
	l := line{index: index, salt: r.Salt, destroyed: r.Entry == nil, certificate: r.Certificate}
	switch {
	case len(b.lines) > 0 && b.lines[len(b.lines)-1].index >= index:
		return fmt.Errorf("write a bundle: row %d does not come after row %d", index, b.lines[len(b.lines)-1].index)
	case string(r.Receipt.Signed) != string(b.checkpoint.Signed):
		return fmt.Errorf("write a bundle: the receipt of row %d is of another checkpoint", index)
	case !l.destroyed && ledger.NewLeaf(r.Salt, r.Entry) != r.Receipt.Leaf:
		return fmt.Errorf("write a bundle: row %d is not what its leaf commits to", index)
	}
	b.lines = append(b.lines, l)
	if !l.destroyed {
		if err := b.member(entryName(index), string(r.Entry)); err != nil {
			return err
		}
	}
	return b.member(receiptName(index), string(r.Receipt.Bytes()))
}

// Extends adds proof that the checkpoint's tree extends the older one that the
// proof is for.
func (b *Writer) Extends(proof ledger.Consistency) error {
	if _, found := b.proofs[proof.OldSize]; found {
		return nil
	}
	b.proofs[proof.OldSize] = proof
	return b.member(consistencyName(proof.OldSize), string(proof.Bytes()))
}

// Close ends the bundle. Until then it is no zip; the underlying writer is not
// closed.
func (b *Writer) Close() error {
	if err := missing(b.complete, b.lines); err != nil {
		return fmt.Errorf("write a bundle: %w", err)
	}
	if err := b.member(rowsName, formatRows(b.complete, b.lines)); err != nil {
		return err
	}
	if err := b.member(sumsName, b.sums.String()); err != nil {
		return err
	}
	if err := b.zip.Close(); err != nil {
		return fmt.Errorf("write a bundle: %w", err)
	}
	return nil
}

// member writes one file. Its header holds no time, so that the same rows make
// the same bundle.
func (b *Writer) member(name, content string) error {
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err != nil {
		return fmt.Errorf("write %s of a bundle: %w", name, err)
	}
	fmt.Fprintf(&b.sums, "%x  %s\n", sha256.Sum256([]byte(content)), name)
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
