package bundle

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
)

// keptName is what problems with [Options.Since] are reported of.
const keptName = "the checkpoint you kept"

// readSince opens the older checkpoint that the auditor kept.
func (c *check) readSince() bool {
	if c.options.Since == nil {
		return true
	}
	old, err := c.keys.Open(c.options.Since)
	if err != nil {
		c.problem(keptName, "%v", err)
		return false
	}
	c.since = &old
	return true
}

// remembers reports whether leaves of the range are of use for the older checkpoint.
func (c *check) remembers() bool { return c.since != nil && c.verdict.Complete.holds(c.since.N) }

// remember keeps a leaf of the range that the older checkpoint covers. The first
// leaf's receipt holds the edge of all that came before it.
func (c *check) remember(r ledger.Receipt) {
	if !c.remembers() {
		return
	}
	if first := c.verdict.Complete.First; r.Index == first {
		if edge, err := r.Before(); err == nil {
			c.rows.edge = &edge
		}
	}
	if r.Index < c.since.N {
		c.rows.before = append(c.rows.before, r.Leaf)
	}
}

// olderTree is the tree of the older checkpoint's size as the rows of the range
// make it: no proof from the register is needed.
func (c *check) olderTree() (tlog.Tree, bool) {
	if c.rows.edge == nil || c.rows.edge.Size()+int64(len(c.rows.before)) != c.since.N {
		return tlog.Tree{}, false
	}
	edge, _ := c.rows.edge.Append(c.rows.before)
	return edge.Tree(), true
}

// extends verifies that the log extends the older checkpoint, if one is given.
func (c *check) extends() {
	proofs := c.readProofs()
	if c.since == nil {
		c.offer(proofs)
		return
	}
	old, now := c.since.Tree, c.verdict.Checkpoint.Tree
	proof, found := proofs[old.N]
	computed, known := c.olderTree()
	var err error
	switch {
	case found:
		err = proof.Check(now, old)
	case old.N > now.N:
		c.problem(checkpointName, "it is of %d leaves, and the checkpoint you kept is of %d. If the bundle was asked for before you kept that one, ask for it again. If it was asked for later, entries were removed from the log: keep both checkpoints, for together they are evidence", now.N, old.N)
		return
	case old.N == 0 || old.N == now.N:
		err = ledger.Consistency{OldSize: old.N}.Check(now, old) // no path is needed
	case known && computed != old:
		err = fmt.Errorf("%w: of %d leaves, the first %d are not those it had", ledger.ErrForked, now.N, old.N)
	case known:
	default:
		c.problem(keptName, "it has %d leaves, and the bundle holds no proof from there: ask for a bundle with \"since\": [%d], or for a range that begins at leaf %d or before; or verify the published log (--log)", old.N, old.N, old.N)
		return
	}
	if err != nil {
		c.problem(checkpointName, "%v", told(err))
		return
	}
	c.holds("The log extends the one you kept a checkpoint of, which had %s: nothing recorded by then was changed, moved or removed.", plural(int(old.N), "leaf", "leaves"))
}

// told says what it means that the log does not extend the older one.
func told(err error) error {
	if errors.Is(err, ledger.ErrForked) {
		return fmt.Errorf("%w. The log is not the one you kept a checkpoint of: entries were removed or changed, or you are shown another log. Keep both checkpoints: together they are evidence", err)
	}
	return err
}

// readProofs reads every proof that the bundle holds, by its older size.
func (c *check) readProofs() map[int64]ledger.Consistency {
	proofs := map[int64]ledger.Consistency{}
	for i := range c.members {
		name := c.members[i].Name
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
	return proofs
}

// offer says which older checkpoints the bundle could be held against.
func (c *check) offer(proofs map[int64]ledger.Consistency) {
	if len(c.verdict.Problems) > 0 {
		return
	}
	if complete := c.verdict.Complete; complete.stated() {
		c.note("The bundle can prove that the log extends any checkpoint you kept of %d to %d leaves. Give it with --since.", complete.First, complete.End)
	} else if len(proofs) > 0 {
		c.note("The bundle can prove that the log extends an older one. Give the checkpoint you kept with --since.")
	}
}
