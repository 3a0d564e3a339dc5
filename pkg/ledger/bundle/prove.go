package bundle

import (
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
)

// proved is what is kept of the rows that were proved, for what rests on many of
// them.
type proved struct {
	gone      map[int64]ledger.Leaf // leaves without an entry
	disposals map[int64]disposal    // entries that certificates are said to be in
	edge      *ledger.Edge          // of the tree before the range's first leaf
	before    []ledger.Leaf         // the range's, up to the size of the older checkpoint
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
	c.verdict.Complete = complete
	c.rows = proved{gone: map[int64]ledger.Leaf{}, disposals: map[int64]disposal{}}
	for _, name := range []string{formatName, readmeName, keysName, checkpointName, rowsName, sumsName} {
		c.expect(name)
	}
	certify := map[int64]bool{}
	for _, l := range lines {
		if l.certified {
			certify[l.namedBy], certify[l.certificate] = true, true
		}
	}
	var quick []ledger.Leaf
	for i, l := range lines {
		if i%quickBatch == 0 {
			quick = c.quickly(lines[i:min(i+quickBatch, len(lines))])
		}
		leaf, certifies := quick[i%quickBatch], certify[l.index]
		switch {
		case leaf == ledger.Leaf{} || certifies || c.remembers() && l.index == complete.First:
			c.expect(receiptName(l.index))
			if !l.gone {
				c.expect(entryName(l.index))
			}
			c.row(l, certifies)
		default:
			c.proved(l.index, leaf)
		}
		c.people(l)
		if len(c.verdict.Problems) >= mostProblems {
			return errEnough
		}
		if c.options.Progress != nil {
			c.options.Progress(i+1, len(lines))
		}
	}
	for i := range c.members {
		if m := &c.members[i]; !m.expected && !strings.HasPrefix(m.Name, "consistency/") {
			c.problem(m.Name, "rows.txt has no such row")
		}
	}
	c.opened()
	c.certificates(lines)
	c.complete(lines)
	if c.verdict.Entries > 0 && len(c.verdict.Problems) == 0 {
		c.holds("%s in the log, byte for byte.", plural(c.verdict.Entries, "entry is", "entries are"))
	}
	return nil
}

// proved counts a row that was verified quickly.
func (c *check) proved(index int64, leaf ledger.Leaf) {
	c.verdict.Entries++
	if c.remembers() && index < c.since.N {
		c.rows.before = append(c.rows.before, leaf)
	}
}

// expect says that a member belongs in the bundle, when it is there.
func (c *check) expect(name string) {
	if at, found := c.at[name]; found {
		c.members[at].expected = true
	}
}

// row verifies one row: the leaf is in the checkpoint's tree at its place, and
// the entry and its salt make the leaf.
func (c *check) row(l line, certifies bool) {
	receipt, ok := c.receipt(l.index)
	if !ok {
		return
	}
	c.remember(receipt)
	if l.gone {
		c.rows.gone[l.index] = receipt.Leaf
		return
	}
	entry, ok := c.read(entryName(l.index))
	if !ok {
		return
	}
	if ledger.NewLeaf(l.salt, entry) != receipt.Leaf {
		c.problem(entryName(l.index), "the entry, with its salt in %s, is not what the log committed to: one of the two was changed", rowsName)
		return
	}
	c.verdict.Entries++
	if certifies {
		if d, is := readDisposal(entry); is {
			c.rows.disposals[l.index] = d
		}
	}
}

// receipt reads the receipt of a leaf, and follows its path to the checkpoint's
// root.
func (c *check) receipt(index int64) (ledger.Receipt, bool) {
	name := receiptName(index)
	data, found := c.read(name)
	if !found {
		return ledger.Receipt{}, false
	}
	r, err := ledger.ParseReceipt(data)
	tree := c.verdict.Checkpoint.Tree
	switch {
	case err != nil:
		c.problem(name, "%v", err)
	case r.Index != index:
		c.problem(name, "it is the receipt of leaf %d", r.Index)
	case string(r.Signed) != string(c.verdict.Checkpoint.Signed):
		c.problem(name, "it is of another checkpoint than the bundle's")
	case tlog.CheckRecord(r.Path, tree.N, tree.Hash, r.Index, r.Leaf.RecordHash()) != nil:
		c.problem(name, "its leaf is not in the log at that place")
	default:
		return r, true
	}
	return ledger.Receipt{}, false
}

// complete demands a row for every leaf of the range that is stated.
func (c *check) complete(lines []line) {
	complete := c.verdict.Complete
	switch {
	case !complete.stated():
		c.note("The bundle is a selection: it does not show that nothing was left out.")
	case complete.End > c.verdict.Checkpoint.N:
		c.problem(rowsName, "it states leaves up to %d, and the log has %d", complete.End-1, c.verdict.Checkpoint.N)
	default:
		if err := missing(complete, lines); err != nil {
			c.problem(rowsName, "a row was left out: %v", err)
			return
		}
		c.holds("Every leaf from %d to %d is here: nothing was left out, nothing put in between, and their order is the log's.", complete.First, complete.End-1)
	}
}
