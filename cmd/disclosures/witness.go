package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/verifier"
	"disclosure-register/pkg/ledger/witness"
	"disclosure-register/pkg/sealing/keyfile"
)

// follow is a witness: another council or the external auditor, who keeps the
// last checkpoint seen and cosigns only what extends it. This is what makes the
// removal of the newest entries visible.
type follow struct {
	Log   string        `arg:"" help:"URL of the published log, or a directory of a copy."`
	Key   string        `help:"The log's key, or a file of it." required:""`
	Name  string        `help:"The witness's own name: a URL without its scheme." required:"" placeholder:"witness.example.gov.uk"`
	Data  string        `help:"Directory for the witness's key and what it has seen." default:"witness" type:"path"`
	Every time.Duration `help:"How often to look." default:"1m"`
	Once  bool          `help:"Look once, and end."`
}

func (f follow) Run(ctx context.Context, to streams) error {
	seen, err := f.open()
	if err != nil {
		return err
	}
	defer seen.close()
	for {
		found, err := seen.witness.Follow(seen.log.Fetch)
		switch {
		case errors.Is(err, ledger.ErrForked):
			// Loud, and final: going on would hide it.
			return fmt.Errorf("THE LOG HAS BEEN CHANGED: it does not extend what this witness saw before. The checkpoint is kept in %s. Tell the auditor: %w", f.Data, err)
		case err != nil && f.Once:
			return err
		case err != nil:
			fmt.Fprintf(to.notes, "%s  could not look: %v\n", time.Now().Format(time.RFC3339), err)
		default:
			fmt.Fprintf(to.notes, "%s  %d entries, %d new: it extends what was seen before\n", time.Now().Format(time.RFC3339), found.Checkpoint.N, found.Checkpoint.N-found.Before)
			if f.Once {
				_, err := fmt.Fprintf(to.out, "%s", found.Lines)
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(f.Every):
		}
	}
}

// watching is a witness at work, which holds its directory.
type watching struct {
	witness *witness.Witness
	log     verifier.Source
	lock    *flock.Flock
}

func (w watching) close() { _ = w.lock.Unlock() } // the process is ending

func (f follow) open() (watching, error) {
	if err := makePrivate(f.Data); err != nil {
		return watching{}, err
	}
	lock := flock.New(filepath.Join(f.Data, lockFile))
	if held, err := lock.TryLock(); err != nil || !held {
		return watching{}, errors.Join(fmt.Errorf("another witness is using %s", f.Data), err)
	}
	key, err := keyfile.OpenOrMake(filepath.Join(f.Data, "witness.key"))
	if err != nil {
		return watching{}, err
	}
	trusted, err := verifier.ReadKeys(f.Key)
	if err != nil {
		return watching{}, err
	}
	w, err := witness.New(f.Name, key.Private(), witness.Dir(f.Data), trusted)
	if err != nil {
		return watching{}, err
	}
	source, err := verifier.Open(f.Log)
	return watching{w, source, lock}, err
}
