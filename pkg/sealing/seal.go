package sealing

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// MaxBatch is how many leaves one transaction takes: two writes each, and with
// the head and the batch's own item, 100.
const MaxBatch = (store.MaxWrites - 2) / rowWrites

// Config says how logs are named and signed. The zero Config is complete but
// for Site.
type Config struct {
	// Site begins the origin of every log, which goes on with a slash and the
	// register: where the bucket is published, without the scheme, such as
	// log.example.gov.uk. It must never change.
	Site string
	// Also signs every checkpoint too, while keys are changed over.
	Also []Signer
	// Former are keys that no longer sign. A last checkpoint of theirs is
	// accepted, to be extended.
	Former []ed25519.PublicKey
	// Witnesses are asked to cosign every checkpoint.
	Witnesses []Witness
}

// Check refuses a site that could not begin an origin.
func (c Config) Check() error {
	_, err := ledger.ParseOrigin(c.Site)
	return err
}

// Sealer orders entries into logs and signs them. It may be used concurrently,
// and several may work on one table and bucket.
type Sealer struct {
	table   store.Table
	objects Objects
	signers []Signer
	config  Config
	pause   func(ctx context.Context, n int)
}

// New returns a sealer. It makes no call.
func New(table store.Table, objects Objects, signer Signer, config Config) *Sealer {
	return &Sealer{
		table:   table,
		objects: objects,
		signers: append([]Signer{signer}, config.Also...),
		config:  config,
		pause:   pauseWithJitter,
	}
}

// Report says what a run did and what it left.
type Report struct {
	Sealed int   // entries this run put into the log
	Size   int64 // leaves in the published log
	// Damaged counts pending leaves that are of no version this program knows, or
	// of no entry. They stay pending.
	Damaged int
	// Overwritten are the entries whose leaf somebody has changed since it was
	// recorded: sealed and made pending again, or taken out of what is pending.
	// They are not sealed, and stay as they are until a person has looked
	// (docs/runbooks/log-overwritten.md). The rest is sealed all the same.
	Overwritten []string
	// Unwitnessed are the witnesses that did not cosign, and why.
	Unwitnessed []error
	// Oldest is when the oldest entry was recorded that is not in the published
	// log, or zero: the register's promise is measured by it.
	Oldest time.Time
}

// errRace says that another run was faster, or that it is not known whether a
// step was done. Beginning again finds out.
var errRace = errors.New("another run moved the log")

// raceTries is how often in a row a run begins again.
const raceTries = 6

// Seal publishes what is not published, then takes and publishes all that is
// pending: when it returns nil, every entry that was acknowledged before, and
// that the index shows, is in the published log. What is recorded meanwhile may wait
// for the next run, so that each ends and a busy register is sealed by many at a time.
// It may be called at any time, by any number of processes at once, and does nothing
// when there is nothing to do.
//
// The error is a *[Refusal] when a person must look; after any other, calling
// again is the remedy. The report holds with an error too.
func (s *Sealer) Seal(ctx context.Context, register string) (Report, error) {
	var report Report
	aside := map[store.Key]bool{}
	err := s.run(ctx, register, &report, aside)
	if err == nil && report.Damaged == 0 {
		return report, nil
	}
	var lookErr error
	report.Oldest, lookErr = s.waiting(ctx, register, aside)
	if err != nil {
		return report, fmt.Errorf("seal: %w", err)
	}
	return report, lookErr
}

// run seals what it can. Aside collects the rows that turned out not to be
// pending: each is tried once in a run.
func (s *Sealer) run(ctx context.Context, register string, report *Report, aside map[store.Key]bool) error {
	log, err := s.open(register)
	if err != nil {
		return err
	}
	all := false // that was pending is taken
	for tries := 1; ; tries++ {
		progress, err := s.step(ctx, log, report, aside, &all)
		switch {
		case errors.Is(err, errRace) && tries < raceTries && ctx.Err() == nil:
			s.pause(ctx, tries)
		case err != nil:
			return err
		case !progress:
			return nil
		default:
			tries = 0
		}
	}
}

// step publishes the head and takes one batch, unless all is taken, which it says of a
// batch that is not full. Progress is false when nothing was left to do.
func (s *Sealer) step(ctx context.Context, log published, report *Report, aside map[store.Key]bool, all *bool) (progress bool, err error) {
	h, err := loadHead(ctx, s.table, log.register)
	if err != nil {
		return false, err
	}
	if report.Unwitnessed, err = s.publish(ctx, log, h); err != nil {
		return false, err
	}
	report.Size = h.edge.Size()
	if !*all {
		taken, err := s.take(ctx, log.register, h, report, aside)
		*all = err == nil && taken < MaxBatch
		if taken > 0 || err != nil {
			return taken > 0, err
		}
	}
	// Nothing is pending, perhaps because another run took it just now. Should
	// that run have stopped there, nobody but this one would publish it soon.
	now, err := loadHead(ctx, s.table, log.register)
	return now.edge.Size() != h.edge.Size(), err
}

// take moves the head past a batch of pending leaves. When it returns nil the
// leaves taken are in the tree.
func (s *Sealer) take(ctx context.Context, register string, h head, report *Report, aside map[store.Key]bool) (taken int, err error) {
	for conflicts := 0; ; {
		var rows []row
		rows, report.Damaged, err = s.pending(ctx, register, aside)
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		next := h.append(rows)
		writes := []store.Write{next.write(register, h), batchOf(rows).write(register, h.edge.Size())}
		for i, r := range rows {
			writes = append(writes, r.writes(register, h.edge.Size()+int64(i))...)
		}
		// From here the batch is in the tree, or nothing has changed. If we stop
		// now, the next run publishes it from the head, and never makes another
		// tree of this size.
		err = s.table.Transact(ctx, writes)
		var cancelled *store.Cancelled
		switch {
		case err == nil:
			report.Sealed += len(rows)
			return len(rows), nil
		case errors.Is(err, store.ErrInvalid), errors.Is(err, store.ErrDenied):
			return 0, fmt.Errorf("take a batch: %w", err)
		case !errors.As(err, &cancelled):
			// Throttled, or of unknown outcome: the head will tell.
			return 0, fmt.Errorf("take a batch: %w: %w", errRace, err)
		case cancelled.Reasons[0] == store.ConditionFailed:
			return 0, fmt.Errorf("take a batch: %w: %w", errRace, err)
		case cancelled.Reasons[1] == store.ConditionFailed:
			return 0, &Refusal{Register: register, Reason: Damaged, Head: h.edge.Size(), Cause: errBatchTaken}
		case cancelled.Retryable():
			if conflicts++; conflicts >= raceTries || ctx.Err() != nil {
				return 0, fmt.Errorf("take a batch: %w: %w", errRace, err)
			}
			s.pause(ctx, conflicts)
		default:
			// The rest is tried again.
			stale, overwritten := setAside(rows, cancelled.Reasons[2:])
			for _, r := range append(stale, overwritten...) {
				aside[r.key] = true
			}
			for _, r := range overwritten {
				report.Overwritten = append(report.Overwritten, r.id())
			}
		}
	}
}

// pauseWithJitter waits a random time of at most 20 ms, doubled each time.
func pauseWithJitter(ctx context.Context, n int) {
	select {
	case <-time.After(rand.N(20 * time.Millisecond << (n - 1))):
	case <-ctx.Done():
	}
}

// published is a register's log as its bucket and its keys have it.
type published struct {
	register string
	origin   ledger.Origin
	keys     ledger.Keys // all that may have signed the last checkpoint
	current  ledger.Keys // those that sign the next
	kept     *string     // tag of the checkpoint that this run has kept, or found kept
}

func (s *Sealer) open(register string) (published, error) {
	origin, err := ledger.NewOrigin(s.config.Site, register)
	if err != nil {
		return published{}, err
	}
	var current []ed25519.PublicKey
	for _, signer := range s.signers {
		current = append(current, signer.Public())
	}
	log := published{register: register, origin: origin, kept: new(string)}
	if log.current, err = keysOf(origin, current...); err != nil {
		return published{}, err
	}
	if log.keys, err = keysOf(origin, append(current, s.config.Former...)...); err != nil {
		return published{}, err
	}
	for _, w := range s.config.Witnesses {
		if log.keys, err = ledger.ParseKeys(log.keys.String() + w.Key()); err != nil {
			return published{}, fmt.Errorf("name a witness: %w", err)
		}
	}
	return log, nil
}
