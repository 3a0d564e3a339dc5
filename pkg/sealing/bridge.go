package sealing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// unnamed begins what stands in a batch's item in place of the id of an entry
// that a restore has lost and nobody could name. No entry's id begins so.
const unnamed = "lost-"

// unnamedID is unlike any other entry's, so that several may be looked for, in
// vain, at once.
func unnamedID(index int64) string { return unnamed + strconv.FormatInt(index, 10) }

// Bridge moves the table's head over the gap, so that sealing can go on from the
// log that is published. It signs nothing. Every entry of the gap that the table
// has gets the place that the log has given it; each that is lost keeps its place
// in the log, and under it no entry will ever be found again. Whoever calls it
// has decided that nothing more can be recovered, and says how many entries that
// gives up: it does nothing when it is another number.
//
// It goes in batches of one transaction each, as sealing does, in which the head
// moves from what it was. A crash leaves the head at the end of a batch: compare
// again, and bridge what is left. No other process seals meanwhile, since sealing
// refuses a head that is behind the checkpoint.
func (c *Comparer) Bridge(ctx context.Context, g *Gap, givenUp int) error {
	if givenUp != len(g.Lost) {
		return fmt.Errorf("bridge the gap: %d entries are lost, and it was decided to give up %d", len(g.Lost), givenUp)
	}
	entries := slices.Concat(g.Here, g.Lost)
	slices.SortFunc(entries, func(a, b Placed) int { return int(a.Index - b.Index) })
	lost := map[int64]bool{}
	for _, p := range g.Lost {
		lost[p.Index] = true
	}
	// What is about to be written is computed whole first, and must be the very
	// tree that was signed.
	if whole, _ := g.head.edge.Append(leavesOf(entries)); whole.Tree() != g.checkpoint.Tree {
		return &Refusal{g.Register, Forked, g.Head, g.Published, nil}
	}
	h := g.head
	for part := range slices.Chunk(entries, MaxBatch) {
		edge, _ := h.edge.Append(leavesOf(part))
		next := head{edge: edge, from: h.edge.Size(), leaves: leavesOf(part)}
		var ids batch
		var placings []store.Write
		for _, p := range part {
			id := p.ID
			if id == "" {
				id = unnamedID(p.Index)
			} else {
				placings = append(placings, bridged(g.Register, p, lost[p.Index])...)
			}
			ids = append(ids, id)
		}
		writes := append([]store.Write{next.write(g.Register, h), ids.write(g.Register, h.edge.Size())}, placings...)
		if err := c.table.Transact(ctx, writes); err != nil {
			var cancelled *store.Cancelled
			if errors.As(err, &cancelled) && cancelled.Reasons[1] == store.ConditionFailed {
				// The head alone was set back: which entries are from there on is known.
				err = errBatchTaken
			}
			return fmt.Errorf("bridge the gap at place %d: %w", h.edge.Size(), err)
		}
		h = next
		h.stored = true
	}
	return nil
}

// bridged are the writes that give an entry its place. The leaf of one that is
// lost comes back, so that its receipt can still be had.
func bridged(register string, p Placed, lost bool) []store.Write {
	writes := row{key: store.LeafKey(register, p.ID), leaf: p.Leaf}.writes(register, p.Index)
	if lost {
		writes[0].If = store.Absent()
	}
	return writes
}

func leavesOf(entries []Placed) []ledger.Leaf {
	leaves := make([]ledger.Leaf, len(entries))
	for i, p := range entries {
		leaves[i] = p.Leaf
	}
	return leaves
}
