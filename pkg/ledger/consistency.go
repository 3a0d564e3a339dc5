package ledger

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrForked says that one tree does not extend another: leaves that were in the
// log were taken out or changed, or there are two logs of one name.
var ErrForked = errors.New("the newer tree does not extend the older")

// Consistency is proof that a tree extends an older one of OldSize leaves (RFC
// 6962, section 2.1.2).
type Consistency struct {
	OldSize int64
	Path    tlog.TreeProof
}

// ProveConsistency proves that the tree of the given size, which hashes reads,
// extends its own first oldSize leaves.
func ProveConsistency(size, oldSize int64, hashes tlog.HashReader) (Consistency, error) {
	c := Consistency{OldSize: oldSize}
	if oldSize == 0 || oldSize == size {
		return c, nil // nothing needs proof: the path is empty
	}
	var err error
	if c.Path, err = tlog.ProveTree(size, oldSize, hashes); err != nil {
		return Consistency{}, fmt.Errorf("prove that %d leaves extend %d: %w", size, oldSize, err)
	}
	return c, nil
}

// Check verifies that the newer tree extends the older. Its error wraps
// [ErrForked] when it does not.
func (c Consistency) Check(newer, older tlog.Tree) error {
	switch {
	case older.N != c.OldSize:
		return fmt.Errorf("the proof is for a tree of %d leaves, not %d", c.OldSize, older.N)
	case newer.N < older.N:
		return fmt.Errorf("%w: it has %d leaves and the older had %d", ErrForked, newer.N, older.N)
	case (older.N == 0 || older.N == newer.N) && len(c.Path) > 0:
		return errors.New("the proof has a path where none is needed")
	case older.N == newer.N && older.Hash != newer.Hash:
		return fmt.Errorf("%w: two trees of %d leaves", ErrForked, older.N)
	case older.N == 0, older.N == newer.N:
		return nil
	}
	if err := tlog.CheckTree(c.Path, newer.N, newer.Hash, older.N, older.Hash); err != nil {
		return fmt.Errorf("%w: of %d leaves, the first %d are not those it had", ErrForked, newer.N, older.N)
	}
	return nil
}

// The header of a consistency proof. The lines after it are those of a request
// to a witness (C2SP tlog-witness): "old", the size, and the path's hashes.
const consistencyHeader = "disclosure-register/consistency@v1"

// Bytes returns the proof as text.
func (c Consistency) Bytes() []byte { return []byte(consistencyHeader + "\n" + c.Lines()) }

// Lines returns the proof as a request to a witness begins.
func (c Consistency) Lines() string {
	lines := fmt.Sprintf("old %d\n", c.OldSize)
	for _, h := range c.Path {
		lines += h.String() + "\n"
	}
	return lines
}

// ParseConsistency reads what [Consistency.Bytes] writes and nothing else.
func ParseConsistency(b []byte) (Consistency, error) {
	lines, found := strings.CutPrefix(string(b), consistencyHeader+"\n")
	if !found {
		return Consistency{}, errors.New("consistency proof: of no version that is known")
	}
	return ParseConsistencyLines(lines)
}

// ParseConsistencyLines reads what [Consistency.Lines] writes and nothing else.
func ParseConsistencyLines(text string) (Consistency, error) {
	malformed := errors.New("consistency proof: malformed")
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	size, found := strings.CutPrefix(lines[0], "old ")
	n, err := strconv.ParseInt(size, 10, 64)
	if !found || err != nil || n < 0 || n > maxSize || len(lines) > 1+maxConsistency {
		return Consistency{}, malformed
	}
	c := Consistency{OldSize: n}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return Consistency{}, malformed
		}
		c.Path = append(c.Path, hash)
	}
	if c.Lines() != text {
		return Consistency{}, malformed
	}
	return c, nil
}

// The most hashes a request to a witness may hold.
const maxConsistency = 63
