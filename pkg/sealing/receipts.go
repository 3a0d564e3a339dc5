package sealing

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// Reads is what reading a published log needs of a bucket: see [Objects].
type Reads interface {
	Read(ctx context.Context, key string) (data []byte, tag string, err error)
}

// Reader answers from published logs. It needs to read the leaf items of the
// table and the logs' bucket, and holds no private key. It may be used
// concurrently.
type Reader struct {
	table   store.Table
	objects Reads
	site    string
	public  []ed25519.PublicKey
}

// NewReader returns a reader. It makes no call.
func NewReader(table store.Table, objects Reads) *Reader {
	return &Reader{table: table, objects: objects}
}

// KnownBy returns a reader that also says, by [Reader.Keys], by which public keys
// the logs of the site are known: those that sign them.
func (r *Reader) KnownBy(site string, public ...ed25519.PublicKey) *Reader {
	known := *r
	known.site, known.public = site, public
	return &known
}

// Keys are the keys that sign the register's log, to check what the bucket holds
// and to pass on. The error is of a reader that was not told them.
func (r *Reader) Keys(register string) (ledger.Keys, error) {
	origin, err := ledger.NewOrigin(r.site, register)
	if err != nil {
		return ledger.Keys{}, fmt.Errorf("name the log of %s: %w", register, err)
	}
	return keysOf(origin, r.public...)
}

// What a [Reader] may not find. Test with [errors.Is].
var (
	// ErrNoLeaf: no entry of this id was ever recorded in the register.
	ErrNoLeaf = errors.New("no such entry")
	// ErrNotYet: the entry or the register is recorded and not yet in the
	// published log. It will be within a second or so.
	ErrNotYet = errors.New("not yet in the published log")
)

// Checkpoint returns the newest checkpoint of the register's log (C2SP
// tlog-checkpoint), or [ErrNotYet] when it has none. What lies there and is none wraps
// [ledger.ErrInconsistent].
func (r *Reader) Checkpoint(ctx context.Context, register string) ([]byte, error) {
	signed, _, err := r.objects.Read(ctx, objectKey(register, ledger.CheckpointPath))
	if isAbsent(err) {
		return nil, fmt.Errorf("read the checkpoint: %w", ErrNotYet)
	}
	if err != nil {
		return nil, fmt.Errorf("read the checkpoint: %w", err)
	}
	if _, err := treeOf(signed); err != nil {
		return nil, err
	}
	return signed, nil
}

func treeOf(signed []byte) (tlog.Tree, error) {
	tree, err := ledger.ReadTree(signed)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%w: %w", ledger.ErrInconsistent, err)
	}
	return tree, nil
}

// Receipt returns proof that the entry is in the log, under its newest
// checkpoint. The entry may have been destroyed. The error is [ErrNoLeaf],
// [ErrNotYet], or wraps [ledger.ErrInconsistent] when the log has another leaf
// where the entry's should be.
func (r *Reader) Receipt(ctx context.Context, register, id string) (ledger.Receipt, error) {
	// The leaf is read first: a checkpoint read later is never too old for it.
	item, err := r.table.Get(ctx, store.LeafKey(register, id))
	if errors.Is(err, store.ErrNoItem) {
		return ledger.Receipt{}, ErrNoLeaf
	}
	if err != nil {
		return ledger.Receipt{}, fmt.Errorf("read the leaf: %w", err)
	}
	index, sealed := item.Attrs[IndexAttr].(int64)
	if !sealed {
		return ledger.Receipt{}, ErrNotYet
	}
	bytes, _ := item.Attrs[store.LeafAttr].([]byte)
	leaf, err := ledger.LeafFromBytes(bytes)
	if err != nil {
		return ledger.Receipt{}, fmt.Errorf("read the leaf: %w", err)
	}
	signed, err := r.Checkpoint(ctx, register)
	if err != nil {
		return ledger.Receipt{}, err
	}
	tree, err := treeOf(signed)
	if err != nil {
		return ledger.Receipt{}, err
	}
	if index >= tree.N {
		return ledger.Receipt{}, ErrNotYet
	}
	// Whoever gets the receipt verifies its signatures; here they are passed on.
	c := ledger.Checkpoint{Tree: tree, Signed: signed}
	return ledger.NewReceipt(c, index, leaf, ledger.OpenPublished(tree, fetch(ctx, r.objects, register)))
}

// View is a register's log as of one checkpoint, for many receipts of one tree:
// an evidence bundle. It is for one operation, and not for concurrent use.
type View struct {
	Checkpoint ledger.Checkpoint // not verified: see [ledger.ReadTree]
	published  *ledger.Published
	hashes     *ledger.Remembered
	first      int64 // index of the first of leaves
	leaves     []ledger.Leaf
}

// View reads the newest checkpoint, and what else of the log is asked for as
// long as ctx lasts. It returns [ErrNotYet] when there is none.
func (r *Reader) View(ctx context.Context, register string) (*View, error) {
	signed, err := r.Checkpoint(ctx, register)
	if err != nil {
		return nil, err
	}
	tree, err := treeOf(signed)
	if err != nil {
		return nil, err
	}
	published := ledger.OpenPublished(tree, fetch(ctx, r.objects, register))
	return &View{
		Checkpoint: ledger.Checkpoint{Tree: tree, Signed: signed}, published: published, hashes: ledger.Remember(tree, published),
	}, nil
}

// Receipt proves the leaf at the index, which the published log has. In the
// log's order, each tile is read once.
func (v *View) Receipt(index int64) (ledger.Receipt, error) {
	if v.leaves == nil || index < v.first || index >= v.first+int64(len(v.leaves)) {
		leaves, err := v.published.Leaves(index)
		if err != nil {
			return ledger.Receipt{}, err
		}
		v.first, v.leaves = index-index%torchwood.TileWidth, leaves
	}
	return ledger.NewReceipt(v.Checkpoint, index, v.leaves[index-v.first], v.hashes)
}

// Extends proves that the log extends its own first oldSize leaves.
func (v *View) Extends(oldSize int64) (ledger.Consistency, error) {
	return ledger.ProveConsistency(v.Checkpoint.N, oldSize, v.published)
}
