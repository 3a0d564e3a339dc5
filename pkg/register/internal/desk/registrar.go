package desk

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/titles"
	"disclosure-register/pkg/store"
)

// Registrar answers requests about any register in one table. Its methods may be
// called concurrently.
type Registrar struct {
	table   store.Table
	law     *policy.Law
	keys    *Keyring
	letters Letters
	log     Log
	now     func() time.Time
	random  io.Reader
	pause   func(context.Context, int)
	ids     entryIDs
	titles  titles.Titles
	door    *door.Door
	// spelt are the registers of which this process knows that every entry is listed by
	// canonical forms.
	spelt sync.Map

	counted int
}

// Letters is the archive of correspondence: [archive.Correspondence].
type Letters interface {
	// Ticket presigns one upload of exactly this letter. It calls nothing.
	Ticket(ctx context.Context, letter archive.Letter, at time.Time, validFor time.Duration) (archive.Ticket, error)
	// Inspect says what is stored at the key, or [archive.ErrNotUploaded]. It
	// changes nothing.
	Inspect(ctx context.Context, key string) (archive.Stored, error)
	// Examine says what is stored of one version, and of its bytes where there are
	// at most so many, or [archive.ErrNoVersion]. It changes nothing.
	Examine(ctx context.Context, key, version string, most int64) (archive.Examined, error)
	// Link presigns a download of one version. It calls nothing.
	Link(ctx context.Context, d archive.Download, at time.Time, validFor time.Duration) (string, error)
}

// Reports is where exports are written: [archive.Reports].
type Reports interface {
	// Write stores the body under the key. When it returns an error there is no
	// object, or one that nothing refers to and that expires by itself.
	Write(ctx context.Context, key, contentType string, body io.Reader) (archive.Written, error)
	// Link presigns a download. It calls nothing.
	Link(ctx context.Context, d archive.Download, at time.Time, validFor time.Duration) (string, error)
}

// Options are what not every function needs. The zero value is useful: the
// system's clock and randomness, no archive, no reports and no log.
type Options struct {
	Letters Letters
	Reports Reports
	Log     Log
	Now     func() time.Time
	Random  io.Reader
	// Pause waits before the given retry (1, 2, …) of a contended commit. Nil
	// waits 20 ms, doubled each time, with full jitter.
	Pause func(ctx context.Context, retry int)
	// LeavesInPart is how many leaves one entry of a certificate of disposal
	// names; zero means 2,000. It must not change while a disposal is under way.
	LeavesInPart int
	// BundleRows is how many rows one evidence bundle may have; zero means 200,000.
	BundleRows int
	// Counted is how many disclosures one answer may count, and five times as many as it
	// may read whole; zero means 100,000. More are counted by an export.
	Counted int
	// Spill is the folder to which workbooks spill while they are written, in folders
	// of their own; "" is the system's for temporary files.
	Spill string
	// ExportsTakeTurns lets an export that waits for the log end with an error, to be
	// begun again later: for a service in which it would hold up what others asked for.
	ExportsTakeTurns bool
}

// New returns a registrar over the table, under the law, with the registers'
// keys.
func New(table store.Table, law *policy.Law, keys *Keyring, options Options) *Registrar {
	r := &Registrar{
		table: table, law: law, keys: keys, titles: titles.New(law.Catalogue()), door: door.New(law),
		letters: options.Letters, log: options.Log,
		now: options.Now, random: options.Random, pause: options.Pause,
		counted: options.Counted,
	}
	if r.counted == 0 {
		r.counted = mostCounted
	}
	if r.now == nil {
		r.now = time.Now
	}
	if r.random == nil {
		r.random = rand.Reader
	}
	if r.pause == nil {
		r.pause = pauseWithJitter
	}
	return r
}

// mostCounted is how many disclosures one answer may count, unless told otherwise: some
// two seconds' work, here and on AWS, of the thirty that a gateway waits.
const mostCounted = 100_000

// Counted is how many disclosures one answer may count.
func (r *Registrar) Counted() int { return r.counted }

// Titles are the ids of the law in plain words.
func (r *Registrar) Titles() titles.Titles { return r.titles }

// Random is what the registrar draws from.
func (r *Registrar) Random() io.Reader { return r.random }

// Law returns the law and the notices in force.
func (r *Registrar) Law() *policy.Law { return r.law }

// at returns the instant of a change: UTC, to the millisecond that index keys
// are ordered by.
func (r *Registrar) at() time.Time { return r.now().UTC().Truncate(time.Millisecond) }

// Now is the instant of a change, as the desk records one.
func (r *Registrar) Now() time.Time { return r.at() }

// Pause waits before the given retry (1, 2, …): see [Options].
func (r *Registrar) Pause(ctx context.Context, retry int) { r.pause(ctx, retry) }

// Today is the civil day in London by the registrar's clock.
func (r *Registrar) Today() disclosure.Date { return disclosure.DateOf(r.now()) }
