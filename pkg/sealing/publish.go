package sealing

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
)

// last is the last checkpoint that was signed and published. Without one, its
// tag is empty and its tree the empty one.
type last struct {
	ledger.Checkpoint
	tag string
}

// publish makes the published log that of the head, or finds that it is.
// Unwitnessed is why witnesses have not cosigned it.
func (s *Sealer) publish(ctx context.Context, log published, h head) (unwitnessed []error, err error) {
	was, err := s.last(ctx, log, h)
	if err != nil {
		return nil, err
	}
	if was.tag != "" && was.tag != *log.kept {
		// A run that stopped after it replaced the checkpoint has not kept it.
		if err := s.keep(ctx, log, was.Checkpoint); err != nil {
			return nil, err
		}
		*log.kept = was.tag
	}
	if err := s.extend(ctx, log, h, was); err != nil {
		return nil, err
	}
	if was.tag == "" || was.N < h.edge.Size() || !log.current.AllSigned(was.Checkpoint) {
		if was, err = s.sign(ctx, log, h, was); err != nil {
			return nil, err
		}
	}
	return s.witness(ctx, log, was)
}

// last reads the published checkpoint and refuses one that cannot be the head's
// or an earlier.
func (s *Sealer) last(ctx context.Context, log published, h head) (last, error) {
	refuse := func(reason Reason, published int64, cause error) (last, error) {
		return last{}, &Refusal{log.register, reason, h.edge.Size(), published, cause}
	}
	signed, tag, err := s.objects.Read(ctx, objectKey(log.register, ledger.CheckpointPath))
	switch {
	case isAbsent(err) && h.stored:
		// The empty log was published before there was a head.
		return refuse(Unpublished, 0, nil)
	case isAbsent(err):
		return last{Checkpoint: ledger.Checkpoint{Origin: log.origin, Tree: ledger.Edge{}.Tree()}}, nil
	case err != nil:
		return last{}, fmt.Errorf("read the checkpoint: %w", err)
	}
	c, err := log.keys.Open(signed)
	if err != nil {
		return refuse(Foreign, 0, err)
	}
	size := h.edge.Size()
	switch {
	case c.N > size:
		// Another run may have moved the head since ours was read; a checkpoint is
		// never ahead of the head itself.
		now, err := loadHead(ctx, s.table, log.register)
		if err != nil {
			return last{}, err
		}
		if now.edge.Size() > size {
			return last{}, errRace
		}
		return refuse(Shrunk, c.N, nil)
	case c.N < h.from:
		// The batch before the head's was published before the head moved.
		return refuse(Unpublished, c.N, nil)
	case c.N == size && c.Hash != h.edge.Tree().Hash:
		return refuse(Forked, c.N, nil)
	}
	return last{c, tag}, nil
}

// extend proves that the head's tree extends the last checkpoint's, and puts up
// the tiles that it adds.
func (s *Sealer) extend(ctx context.Context, log published, h head, was last) error {
	if was.N == h.edge.Size() {
		return nil
	}
	refuse := func(reason Reason, cause error) error {
		return &Refusal{log.register, reason, h.edge.Size(), was.N, cause}
	}
	old := ledger.OpenPublished(was.Tree, fetch(ctx, s.objects, log.register))
	growth, objects, err := s.grow(was.Tree, h, old)
	switch {
	case errors.Is(err, ledger.ErrInconsistent), isAbsent(err):
		return refuse(Rewritten, err)
	case errors.Is(err, ledger.ErrForked):
		return refuse(Forked, err)
	case err != nil:
		return fmt.Errorf("read the published tiles: %w", err)
	}
	// The tree has been computed from the one that was signed. That the new root
	// extends the old is proved once more, by the proof an auditor would ask for
	// and the code that will check it.
	tree := h.edge.Tree()
	proof, err := ledger.ProveConsistency(tree.N, was.N, growth.Over(old))
	if err != nil {
		return fmt.Errorf("prove the extension: %w", err)
	}
	if err := proof.Check(tree, was.Tree); err != nil {
		return refuse(Forked, err)
	}
	return s.putUp(ctx, log, h, was, objects)
}

// grow appends to the published tree what the head says was appended.
func (s *Sealer) grow(was tlog.Tree, h head, old *ledger.Published) (ledger.Growth, []ledger.Object, error) {
	edge, err := ledger.ReadEdge(was.N, old)
	if err != nil {
		return ledger.Growth{}, nil, err
	}
	var unfilled []ledger.Leaf
	if was.N%torchwood.TileWidth > 0 {
		if unfilled, err = old.Leaves(was.N - 1); err != nil {
			return ledger.Growth{}, nil, err
		}
	}
	larger, growth := edge.Append(h.leaves[was.N-h.from:])
	if larger.Tree() != h.edge.Tree() {
		return ledger.Growth{}, nil, ledger.ErrForked
	}
	objects, err := growth.Objects(old, unfilled)
	return growth, objects, err
}

// putUp creates the objects, a few at a time. Those that a run before this one
// put up are the same.
func (s *Sealer) putUp(ctx context.Context, log published, h head, was last, objects []ledger.Object) error {
	errs := make([]error, len(objects))
	var all sync.WaitGroup
	turn := make(chan struct{}, 8)
	for i, o := range objects {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			errs[i] = s.create(ctx, log, o)
		})
	}
	all.Wait()
	for i, err := range errs {
		if errors.Is(err, errDiffers) {
			return &Refusal{log.register, Rewritten, h.edge.Size(), was.N, fmt.Errorf("%s: %w", objects[i].Path, err)}
		}
	}
	return errors.Join(errs...)
}

// errDiffers says that an object that never changes is there with other content.
var errDiffers = errors.New("it is there already, and differs")

// create stores an object that never changes, and accepts one that is there and
// is the same.
func (s *Sealer) create(ctx context.Context, log published, o ledger.Object) error {
	key := objectKey(log.register, o.Path)
	err := s.objects.Create(ctx, key, o.Data)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	there, _, err := s.objects.Read(ctx, key)
	if err != nil {
		return fmt.Errorf("read %s: %w", o.Path, err)
	}
	if string(there) != string(o.Data) {
		return errDiffers
	}
	return nil
}

// sign publishes the checkpoint of the head, whose tiles are all up. It takes
// the place of the last one and of no other.
func (s *Sealer) sign(ctx context.Context, log published, h head, was last) (last, error) {
	signers, err := s.noteSigners(ctx, log.origin)
	if err != nil {
		return last{}, err
	}
	// A checkpoint that is signed and not stored is one that nobody has seen.
	signed, err := ledger.Sign(log.origin, h.edge.Tree(), signers...)
	if err != nil {
		return last{}, err
	}
	return s.replace(ctx, log, was, signed)
}

// replace puts the signed checkpoint in the place of the one that was there, and
// keeps it.
func (s *Sealer) replace(ctx context.Context, log published, was last, signed []byte) (last, error) {
	c, err := log.keys.Open(signed)
	if err != nil {
		return last{}, fmt.Errorf("read back a checkpoint: %w", err)
	}
	// From here the tree is committed to. If we stop now, the next run finds this
	// checkpoint, keeps it, and goes on; until then none can replace it, for a
	// checkpoint is kept before it is replaced.
	tag, err := s.objects.Replace(ctx, objectKey(log.register, ledger.CheckpointPath), signed, was.tag)
	if errors.Is(err, ErrReplaced) {
		return last{}, fmt.Errorf("%w: %w", errRace, err)
	}
	if err != nil {
		return last{}, fmt.Errorf("replace the checkpoint: %w", err)
	}
	if err := s.keep(ctx, log, c); err != nil {
		return last{}, err
	}
	*log.kept = tag
	return last{c, tag}, nil
}

// keep stores the checkpoint for ever: the first of a tree by its size, and one
// of the same tree with other signatures beside it.
func (s *Sealer) keep(ctx context.Context, log published, c ledger.Checkpoint) error {
	first := ledger.Object{Path: ledger.KeptPath(c.N), Data: c.Signed}
	err := s.create(ctx, log, first)
	if errors.Is(err, errDiffers) {
		if err := s.sameTree(ctx, log, c); err != nil {
			return err
		}
		err = s.create(ctx, log, ledger.Object{Path: ledger.ResignedPath(c.N, c.Signed), Data: c.Signed})
	}
	if err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	return nil
}

// sameTree refuses a second tree of one size.
func (s *Sealer) sameTree(ctx context.Context, log published, c ledger.Checkpoint) error {
	signed, _, err := s.objects.Read(ctx, objectKey(log.register, ledger.KeptPath(c.N)))
	if err != nil {
		return fmt.Errorf("read the kept checkpoint: %w", err)
	}
	kept, err := ledger.ReadTree(signed)
	if err != nil || kept != c.Tree {
		return &Refusal{log.register, Rewritten, c.N, c.N, fmt.Errorf("%s is of another tree", ledger.KeptPath(c.N))}
	}
	return nil
}
