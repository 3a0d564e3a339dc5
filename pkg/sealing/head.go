package sealing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// headVersion is the version of the head item's format (docs/ledger.md).
const headVersion = 1

// Attributes of the head item, and of a leaf's item once it is sealed.
const (
	attrVersion = "version"
	attrSize    = "size"   // leaves in the tree
	attrEdge    = "edge"   // right edge, 32 bytes a hash
	attrFrom    = "from"   // size before the last batch: all before it was published
	attrLeaves  = "leaves" // the last batch, 33 bytes a leaf
	attrSince   = "since"  // pendingSince of the batch's oldest leaf

	// IndexAttr is a sealed leaf's place in the log, counted from 0. A leaf
	// without it is pending.
	IndexAttr = "index"
)

// head is where the log has got to. The zero head is of an empty log.
type head struct {
	edge   ledger.Edge
	from   int64
	leaves []ledger.Leaf
	since  string
	stored bool // there is an item
}

// loadHead reads the head; none yet is the zero head.
func loadHead(ctx context.Context, table store.Table, register string) (head, error) {
	item, err := table.Get(ctx, store.HeadKey(register))
	if errors.Is(err, store.ErrNoItem) {
		return head{}, nil
	}
	if err != nil {
		return head{}, fmt.Errorf("load the head: %w", err)
	}
	h, err := readHead(item)
	if err != nil {
		return head{}, &Refusal{Register: register, Reason: Damaged, Cause: err}
	}
	return h, nil
}

func readHead(item store.Item) (head, error) {
	version, _ := item.Attrs[attrVersion].(int64)
	size, sized := item.Attrs[attrSize].(int64)
	from, started := item.Attrs[attrFrom].(int64)
	edge, _ := item.Attrs[attrEdge].([]byte)
	batch, _ := item.Attrs[attrLeaves].([]byte)
	since, _ := item.Attrs[attrSince].(string)
	if version != headVersion {
		return head{}, fmt.Errorf("its version is %d; this program knows %d", version, headVersion)
	}
	if !sized || !started {
		return head{}, errors.New("it has no size")
	}
	h := head{from: from, since: since, stored: true}
	var err error
	if h.edge, err = ledger.ParseEdge(size, edge); err != nil {
		return head{}, err
	}
	for ; len(batch) >= len(ledger.Leaf{}); batch = batch[len(ledger.Leaf{}):] {
		leaf, err := ledger.LeafFromBytes(batch[:len(ledger.Leaf{})])
		if err != nil {
			return head{}, err
		}
		h.leaves = append(h.leaves, leaf)
	}
	if len(batch) > 0 || from < 0 || from+int64(len(h.leaves)) != size {
		return head{}, errors.New("its last batch does not fit its size")
	}
	return h, nil
}

// append returns the head after the rows' leaves.
func (h head) append(rows []row) head {
	leaves := make([]ledger.Leaf, len(rows))
	for i, r := range rows {
		leaves[i] = r.leaf
	}
	edge, _ := h.edge.Append(leaves)
	return head{edge: edge, from: h.edge.Size(), leaves: leaves, since: rows[0].since}
}

// write stores the head in place of one of the given size, or where there was
// none.
func (h head) write(register string, over head) store.Write {
	var batch []byte
	for _, leaf := range h.leaves {
		batch = append(batch, leaf[:]...)
	}
	condition := store.Absent()
	if over.stored {
		condition = store.Attr(attrSize, over.edge.Size())
	}
	return store.Write{
		Action: store.Put,
		If:     condition,
		Item: store.Item{Key: store.HeadKey(register), Attrs: store.Attrs{
			attrVersion: int64(headVersion),
			attrSize:    h.edge.Size(),
			attrEdge:    h.edge.Bytes(),
			attrFrom:    h.from,
			attrLeaves:  batch,
			attrSince:   h.since,
		}},
	}
}

// recordedAt reads the instant that a pendingSince begins with; ok is false when
// there is none.
func recordedAt(since string) (at time.Time, ok bool) {
	text, _, _ := strings.Cut(since, "#")
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, err == nil
}
