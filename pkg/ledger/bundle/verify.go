package bundle

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
)

// Options say what a bundle is verified against. The zero Options ask whether
// it holds together by itself.
type Options struct {
	// Keys are the log's, from elsewhere than the bundle. Without them the
	// bundle's own are used, which whoever forged the one would have forged too.
	Keys *ledger.Keys
	// Since is an older checkpoint, kept from before, that the bundle's must
	// extend; its keys may be among Keys or the bundle's.
	Since []byte
	// Progress, when not nil, is told of rows as they are done.
	Progress func(done, all int)
}

// Problem is something that does not hold, in one member of the bundle.
type Problem struct {
	Member string
	What   string
}

// String says it in a line.
func (p Problem) String() string { return p.Member + ": " + p.What }

// Verdict is what was found.
type Verdict struct {
	Checkpoint ledger.Checkpoint
	Complete   Range
	Entries    int // rows whose entry is there and proved
	Destroyed  int // rows whose leaf is proved, and whose entry is gone
	// Holds and Notes are for a person: what is proved, and what is stated and
	// not proved.
	Holds, Notes []string
	// Problems are what does not hold; none means that all does.
	Problems []Problem
}

// mostProblems bounds how many are reported: after these, what else is wrong
// does not matter.
const mostProblems = 20

var errEnough = errors.New("enough problems were found")

// check is a bundle being verified.
type check struct {
	files   map[string]*zip.File
	order   []string
	sums    map[string]string
	options Options
	keys    ledger.Keys
	verdict Verdict
}

// Verify reads the whole bundle. It needs no network and trusts nothing in the
// bundle but what the keys prove.
func Verify(r io.ReaderAt, size int64, o Options) Verdict {
	c := &check{files: map[string]*zip.File{}, options: o}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		c.problem("the file", "it is not a zip, or is cut short")
		return c.verdict
	}
	if err := c.all(archive); err != nil && !errors.Is(err, errEnough) {
		c.problem("the file", "%v", err)
	}
	return c.verdict
}

func (c *check) problem(member, format string, args ...any) {
	c.verdict.Problems = append(c.verdict.Problems, Problem{member, fmt.Sprintf(format, args...)})
}

func (c *check) holds(format string, args ...any) {
	c.verdict.Holds = append(c.verdict.Holds, fmt.Sprintf(format, args...))
}

func (c *check) all(archive *zip.Reader) error {
	for _, f := range archive.File {
		if c.files[f.Name] != nil {
			c.problem(f.Name, "it is there twice")
			return errEnough
		}
		c.files[f.Name] = f
		c.order = append(c.order, f.Name)
	}
	if !c.text(formatName, format, "the bundle is of a version this program does not know") || !c.readSums() {
		return errEnough
	}
	c.read(formatName) // once more, now that its digest is known
	c.text(readmeName, readme, "it is not the text of this version")
	if !c.readKeys() || !c.readCheckpoint() {
		return errEnough
	}
	if err := c.readRows(); err != nil {
		return err
	}
	c.readProofs()
	return nil
}

// Bounds of what is read, in bytes, so that a small zip cannot fill the memory:
// an entry has at most 400,000, and a line of a list 100.
const (
	largestRow  = 8 << 20
	largestList = 1 << 30
)

// read returns a member's content, and compares its digest.
func (c *check) read(name string) ([]byte, bool) {
	f := c.files[name]
	if f == nil {
		c.problem(name, "it is missing")
		return nil, false
	}
	in, err := f.Open()
	if err != nil {
		c.problem(name, "it cannot be read")
		return nil, false
	}
	defer in.Close()
	most := int64(largestRow)
	if name == rowsName || name == sumsName {
		most = largestList
	}
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if int64(len(data)) > most {
		c.problem(name, "it is larger than %d bytes", most)
		return nil, false
	}
	if err != nil {
		c.problem(name, "its content has changed since the zip was made")
		return nil, false
	}
	if want, listed := c.sums[name]; listed && fmt.Sprintf("%x", sha256.Sum256(data)) != want {
		c.problem(name, "its content is not what %s says it is", sumsName)
		return nil, false
	}
	return data, true
}

func (c *check) text(name, want, otherwise string) bool {
	data, ok := c.read(name)
	if ok && string(data) != want {
		c.problem(name, "%s", otherwise)
	}
	return ok && string(data) == want
}

// readSums demands that the digests name every member, in order, and no other.
func (c *check) readSums() bool {
	data, ok := c.read(sumsName)
	if !ok {
		return false
	}
	c.sums = map[string]string{}
	var order []string
	var again strings.Builder
	for text := range strings.Lines(string(data)) {
		sum, name, found := strings.Cut(strings.TrimSuffix(text, "\n"), "  ")
		if !found || len(sum) != 2*sha256.Size {
			c.problem(sumsName, "a line is not a digest and a name")
			return false
		}
		c.sums[name] = sum
		order = append(order, name)
		fmt.Fprintf(&again, "%s  %s\n", sum, name)
	}
	order = append(order, sumsName)
	if again.String() != string(data) {
		c.problem(sumsName, "it is not in its canonical form")
		return false
	}
	for i := range max(len(order), len(c.order)) {
		switch {
		case i >= len(order):
			c.problem(c.order[i], "it is not one of the bundle's members")
		case i >= len(c.order):
			c.problem(order[i], "it is missing")
		case order[i] != c.order[i]:
			c.problem(c.order[i], "it stands where %s should be", order[i])
		default:
			continue
		}
		return false
	}
	return true
}

// readKeys takes the keys from the options, and the bundle's to compare.
func (c *check) readKeys() bool {
	data, ok := c.read(keysName)
	if !ok {
		return false
	}
	own, err := ledger.ParseKeys(string(data))
	if err != nil || own.String() != string(data) {
		c.problem(keysName, "it does not hold the keys of one log")
		return false
	}
	c.keys = own
	if c.options.Keys == nil {
		c.verdict.Notes = append(c.verdict.Notes, "The key that the log is signed with is the bundle's own. Compare keys.txt with a copy from elsewhere, or name one with --key.")
		return true
	}
	c.keys = *c.options.Keys
	if !c.keys.Trusts(own) {
		c.problem(keysName, "it holds a key of %s that is not one you trust", own.Origin)
		return false
	}
	return true
}

func (c *check) readCheckpoint() bool {
	data, ok := c.read(checkpointName)
	if !ok {
		return false
	}
	var err error
	if c.verdict.Checkpoint, err = c.keys.Open(data); err != nil {
		c.problem(checkpointName, "%v", err)
		return false
	}
	if c.verdict.Checkpoint.Unknown > 0 {
		c.verdict.Notes = append(c.verdict.Notes, "The checkpoint has more signatures, by keys that are not known here.")
	}
	c.holds("The checkpoint of %d leaves is signed by %s.", c.verdict.Checkpoint.N, strings.Join(c.verdict.Checkpoint.By, " and "))
	return true
}

// readRows verifies every row, and that there is one for every leaf of the range.
func (c *check) readRows() error {
	data, ok := c.read(rowsName)
	if !ok {
		return errEnough
	}
	complete, lines, err := parseRows(string(data))
	if err != nil {
		c.problem(rowsName, "%v", err)
		return errEnough
	}
	expected := map[string]bool{formatName: true, readmeName: true, keysName: true, checkpointName: true, rowsName: true, sumsName: true}
	entries := map[int64][]byte{}
	wanted := map[int64]bool{}
	for _, l := range lines {
		wanted[l.certificate] = wanted[l.certificate] || l.destroyed
	}
	leaves := map[int64]ledger.Leaf{}
	for i, l := range lines {
		leaf, entry, ok := c.row(l)
		expected[receiptName(l.index)], expected[entryName(l.index)] = true, !l.destroyed
		if len(c.verdict.Problems) >= mostProblems {
			return errEnough
		}
		if ok && l.destroyed {
			c.verdict.Destroyed++
			leaves[l.index] = leaf
		} else if ok {
			c.verdict.Entries++
			if wanted[l.index] {
				entries[l.index] = entry
			}
		}
		if c.options.Progress != nil {
			c.options.Progress(i+1, len(lines))
		}
	}
	for _, name := range c.order {
		if !expected[name] && !strings.HasPrefix(name, "consistency/") {
			c.problem(name, "rows.txt has no such row")
		}
	}
	c.certificates(lines, leaves, entries)
	c.complete(complete, lines)
	if c.verdict.Entries > 0 && len(c.verdict.Problems) == 0 {
		c.holds("Each of the %d entries is in the log, byte for byte.", c.verdict.Entries)
	}
	return nil
}

// row verifies one row: the entry and its salt make the leaf, and the leaf is in
// the checkpoint's tree at its place.
func (c *check) row(l line) (leaf ledger.Leaf, entry []byte, ok bool) {
	name := receiptName(l.index)
	data, found := c.read(name)
	if !found {
		return leaf, nil, false
	}
	r, err := ledger.ParseReceipt(data)
	tree := c.verdict.Checkpoint.Tree
	switch {
	case err != nil:
		c.problem(name, "%v", err)
		return leaf, nil, false
	case r.Index != l.index:
		c.problem(name, "it is the receipt of leaf %d", r.Index)
		return leaf, nil, false
	case string(r.Signed) != string(c.verdict.Checkpoint.Signed):
		c.problem(name, "it is of another checkpoint than the bundle's")
		return leaf, nil, false
	case tlog.CheckRecord(r.Path, tree.N, tree.Hash, r.Index, r.Leaf.RecordHash()) != nil:
		c.problem(name, "its leaf is not in the log at that place")
		return leaf, nil, false
	case l.destroyed:
		return r.Leaf, nil, true
	}
	if entry, found = c.read(entryName(l.index)); !found {
		return leaf, nil, false
	}
	if ledger.NewLeaf(l.salt, entry) != r.Leaf {
		c.problem(entryName(l.index), "the entry, with its salt in %s, is not what the log committed to", rowsName)
		return leaf, nil, false
	}
	return r.Leaf, entry, true
}

// certificates demands that each destroyed entry's certificate is here and is
// proved. Whether the certificate is of that very entry is proved when it names
// the leaf, and is the register's word otherwise.
func (c *check) certificates(lines []line, leaves map[int64]ledger.Leaf, entries map[int64][]byte) {
	stated := 0
	for _, l := range lines {
		leaf, destroyed := leaves[l.index]
		if !destroyed {
			continue
		}
		certificate, found := entries[l.certificate]
		if !found || l.certificate < l.index {
			c.problem(rowsName, "entry %d was destroyed, and its certificate %d is not in the bundle", l.index, l.certificate)
			continue
		}
		if !strings.Contains(string(certificate), leaf.String()) {
			stated++
		}
	}
	if c.verdict.Destroyed > 0 {
		c.holds("%d entries were destroyed; the leaf of each is in the log, and so is the certificate the bundle gives for it.", c.verdict.Destroyed)
	}
	if stated > 0 {
		c.verdict.Notes = append(c.verdict.Notes, fmt.Sprintf("That %d of them were destroyed under those certificates is the register's statement: a certificate counts entries and does not name them.", stated))
	}
}

func (c *check) complete(complete Range, lines []line) {
	c.verdict.Complete = complete
	switch {
	case !complete.stated():
		c.verdict.Notes = append(c.verdict.Notes, "The bundle is a selection: it does not show that nothing was left out.")
	case complete.End > c.verdict.Checkpoint.N:
		c.problem(rowsName, "it states leaves up to %d, and the log has %d", complete.End-1, c.verdict.Checkpoint.N)
	default:
		if err := missing(complete, lines); err != nil {
			c.problem(rowsName, "a row was left out: %v", err)
			return
		}
		c.holds("Every leaf from %d to %d is here: nothing was left out.", complete.First, complete.End-1)
	}
}

// readProofs verifies that the log extends the older checkpoint, if one is given.
func (c *check) readProofs() {
	proofs := map[int64]ledger.Consistency{}
	for _, name := range c.order {
		if !strings.HasPrefix(name, "consistency/") {
			continue
		}
		data, ok := c.read(name)
		if !ok {
			continue
		}
		proof, err := ledger.ParseConsistency(data)
		if err != nil || consistencyName(proof.OldSize) != name {
			c.problem(name, "it is not the proof its name says")
			continue
		}
		proofs[proof.OldSize] = proof
	}
	if c.options.Since == nil {
		if len(proofs) > 0 {
			c.verdict.Notes = append(c.verdict.Notes, "The bundle can prove that the log extends an older one. Give the checkpoint you kept with --since.")
		}
		return
	}
	const member = "the checkpoint you kept"
	old, err := c.keys.Open(c.options.Since)
	if err != nil {
		c.problem(member, "%v", err)
		return
	}
	proof, found := proofs[old.N]
	now := c.verdict.Checkpoint.Tree
	if !found && old.N != 0 && old.N != now.N && old.N < now.N {
		c.problem(member, "it has %d leaves, and the bundle holds no proof from there: ask for a bundle since %d, or verify the published log", old.N, old.N)
		return
	}
	if !found {
		proof = ledger.Consistency{OldSize: old.N} // shrunk, or of the same size: no path is needed
	}
	if err := proof.Check(now, old.Tree); err != nil {
		c.problem(checkpointName, "%v", err)
		return
	}
	c.holds("The log extends the one you kept a checkpoint of, which had %d leaves.", old.N)
}
