package cases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// Letters is the power to let letters go: [archive.Disposal]. Every method may
// be repeated.
type Letters interface {
	Versions(ctx context.Context, key string) ([]string, error)
	Release(ctx context.Context, key, version string, lockedUntil time.Time) error
	Keep(ctx context.Context, key, version string) error
	Absent(ctx context.Context, key, version string) (bool, error)
}

// List is what is replayed after a restore: [archive.Disposed].
type List interface {
	Add(ctx context.Context, register, id string, member []byte) error
	Each(ctx context.Context, register string, visit func(member []byte) error) error
}

// Config is what a run may be told. The zero value is right for AWS.
type Config struct {
	// Now is the clock; nil means the system's.
	Now func() time.Time
	// Today is the day that it is, as whoever runs the service has confirmed it: a run
	// on that day is made however far the clock has jumped. Zero where nobody has.
	Today disclosure.Date
	// CoolingOff is how long released letters stay locked; zero means seven days.
	// It may be no longer than fits in the fortnight by which a maximum class
	// begins early.
	CoolingOff time.Duration
	// StopMargin is how long before the locks lapse a disposal can no longer be
	// stopped, so that a run comes in time to hold the letters again; zero means
	// two days.
	StopMargin time.Duration
	// Scrub leaves no copy of what was erased in the table's own files, and is
	// needed where the table is a file; nil on AWS.
	Scrub func(context.Context) error
	// Remains says what still exists after a disposal, for its certificate.
	Remains string
	// Backups is for how many days the table's own backups can bring back what
	// was erased; zero where it has none.
	Backups int
	// Workers is how many cases, and letters of a case, are worked on at once;
	// zero means eight.
	Workers int
	// Log gets counts and errors, never a case.
	Log *slog.Logger
	// Metrics is the namespace of what a night counts, on AWS.
	Metrics string
}

// Runner runs retention over registers.
type Runner struct {
	retention *Retention
	letters   Letters
	list      List
	config    Config
}

// NewRunner returns a runner.
func NewRunner(retention *Retention, letters Letters, list List, config Config) *Runner {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.CoolingOff == 0 {
		config.CoolingOff = 7 * 24 * time.Hour
	}
	if config.StopMargin == 0 {
		config.StopMargin = 2 * 24 * time.Hour
	}
	if config.Workers == 0 {
		config.Workers = 8
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Remains == "" {
		config.Remains = "The leaves of the erased entries stay in the log; nothing personal can be recovered from them."
	}
	return &Runner{retention: retention, letters: letters, list: list, config: config}
}

// Report is what a run did. Failed cases are tried again by the next.
type Report struct {
	Begun     int `json:"begun"`     // cases fenced or taken up again
	Waiting   int `json:"waiting"`   // cases whose letters S3 has still to destroy
	Certified int `json:"certified"` // disposals ended, each with its certificate
	Stopped   int `json:"stopped"`   // disposals undone at the DPO's word
	Uploads   int `json:"uploads"`   // unfinished uploads forgotten
	People    int `json:"people"`    // people erased from shares at the DPO's word
	// PeopleKept counts people on the list whom a hold keeps in a share.
	PeopleKept int `json:"peopleKept"`
	Exports    int `json:"exports"`  // export requests erased
	Facts      int `json:"facts"`    // facts erased that had ended
	Accesses   int `json:"accesses"` // records of looking erased
	Failed     int `json:"failed"`   // cases and uploads that an error stopped
	Late       int `json:"late"`     // disposals that have waited longer than planned
	Kept       int `json:"kept"`     // cases on the list that are held or not due
	Listed     int `json:"listed"`   // older entries listed anew by canonical forms
}

// Run takes everything of the register that is due as far as it can go now. It
// stops early, with the context's error, when the context ends; what is left is
// done by the next run. An error in one case stops no other: the errors come
// back together, and name no case. When the clock has jumped nothing is destroyed,
// and the error wraps [ErrClockJumped].
func (r *Runner) Run(ctx context.Context, register disclosure.Register) (Report, error) {
	run := &run{Runner: r, register: register}
	spelt := run.spellings(ctx)
	if err := r.SeeClock(ctx, register); err != nil {
		err = errors.Join(spelt, err, run.spare(ctx))
		return run.report, err
	}
	err := errors.Join(spelt, run.revise(ctx), run.people(ctx), run.cases(ctx), run.uploads(ctx), run.rest(ctx), run.certify(ctx))
	run.report.Failed = int(run.failed.Load())
	if run.report.Late > 0 {
		r.config.Log.Error("disposals have waited longer than planned: something keeps their letters, or what is stored of them; see docs/retention.md", "register", register.String(), "disposals", run.report.Late)
	}
	return run.report, err
}

type run struct {
	*Runner
	register disclosure.Register

	mu     sync.Mutex
	report Report
	erased []*disposal // that only lack their certificates
	gone   []gone      // people of shares of whom the same is true
	failed atomic.Int64
}

func (r *run) count(add func(*Report)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	add(&r.report)
}

// spellings lists older entries by canonical forms, before it is asked which people's
// facts are held by a case. When the time is over in the midst of it, the next run goes
// on.
func (r *run) spellings(ctx context.Context) error {
	var errs []error
	for more := true; more && ctx.Err() == nil; {
		listed, again, err := r.retention.desk.ListAnew(ctx, r.register)
		more = again
		errs = append(errs, err)
		r.count(func(report *Report) { report.Listed += listed })
	}
	return errors.Join(errs...)
}

// revise brings the reminders under the retention rules of the day, before they
// are followed. When the time is over in the midst of it, the next run goes on.
func (r *run) revise(ctx context.Context) error {
	var errs []error
	for more := true; more && ctx.Err() == nil; {
		var err error
		more, err = r.retention.reviseReminders(ctx, r.register)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// people erases those of shares whom the Data Protection Officer has ordered to be erased.
func (r *run) people(ctx context.Context) error {
	var err error
	r.gone, err = r.retention.eraseOrdered(ctx, r.register)
	r.count(func(p *Report) { p.People = len(r.gone) })
	if err != nil {
		r.failed.Add(1)
	}
	return err
}

// cases follows every reminder for today or earlier.
func (r *run) cases(ctx context.Context) error {
	return r.reminded(ctx, r.follow, func() error {
		if r.config.Scrub != nil {
			return nil
		}
		// A day with many due may take several calls, each cut off by its time: what
		// is erased is certified before more is begun.
		return r.certify(ctx)
	})
}

// reminded does something with every reminder for today or earlier, those of several
// cases at once and those of one case one after another, and something else after each
// page. The next page is read before a page is worked on, since a case that must wait
// gets a new reminder for a later day.
func (r *run) reminded(ctx context.Context, do func(context.Context, dueCase) error, then func() error) error {
	today := disclosure.DateOf(r.config.Now())
	var errs []error
	for after, more := "", true; more && ctx.Err() == nil; {
		due, next, err := r.retention.dueCases(ctx, r.register, today, after)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		cases := byCase(due)
		errs = append(errs, r.each(ctx, len(cases), func(i int) (err error) {
			for _, reminder := range cases[i] {
				// An error may be an outcome that is not known. Read again, and go on
				// from what is stored.
				if err = do(ctx, reminder); err != nil && ctx.Err() == nil {
					err = do(ctx, reminder)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}), then())
		after, more = next, next != ""
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// byCase puts the reminders of each case together, in their order.
func byCase(due []dueCase) (cases [][]dueCase) {
	place := map[string]int{}
	for _, reminder := range due {
		n, known := place[reminder.Case]
		if !known {
			n = len(cases)
			place[reminder.Case] = n
			cases = append(cases, nil)
		}
		cases[n] = append(cases[n], reminder)
	}
	return cases
}

func (r *run) follow(ctx context.Context, due dueCase) error {
	d, err := r.retention.begin(ctx, r.register, due)
	if err != nil || d == nil {
		return err
	}
	return r.advance(ctx, d)
}

// each calls do for 0 to n-1, Workers at a time, and joins what went wrong.
func (r *run) each(ctx context.Context, n int, do func(int) error) error {
	var group sync.WaitGroup
	errs := make([]error, n)
	places := make(chan struct{}, r.config.Workers)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			if errs[i] = do(i); errs[i] != nil {
				r.failed.Add(1)
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// certify lists and certifies everything of which nothing is left, after one
// scrub for it all, since that takes time in proportion to the whole table. A
// crash before it leaves disposals erased and without
// certificates, and the next run begins here.
func (r *run) certify(ctx context.Context) error {
	if len(r.erased) == 0 && r.report.Uploads == 0 && len(r.gone) == 0 {
		return nil
	}
	if r.config.Scrub != nil {
		if err := r.config.Scrub(ctx); err != nil {
			return fmt.Errorf("scrub the table, so nothing is certified: %w", err)
		}
	}
	erased, people := r.erased, r.gone
	r.erased, r.gone = nil, nil
	certified := r.each(ctx, len(people), func(i int) error {
		member := memberOf(r.register, people[i].Erased)
		if err := r.enlist(ctx, member); err != nil {
			return err
		}
		id, err := r.retention.certifyPerson(ctx, r.register, people[i], r.remains())
		if err == nil && id != "" {
			r.count(func(p *Report) { p.Certified++ })
		}
		return err
	})
	return errors.Join(certified, r.each(ctx, len(erased), func(i int) error {
		d := erased[i]
		if d.Case != "" { // what belongs to no case, a restore brings back under its own clock
			if err := r.enlist(ctx, d.member()); err != nil {
				return err
			}
		}
		id, err := r.retention.certify(ctx, d)
		if err == nil && id != "" {
			r.count(func(p *Report) { p.Certified++ })
		}
		return err
	}))
}

// enlist adds to the list of what was destroyed, before there is a certificate.
func (r *run) enlist(ctx context.Context, m DisposedCase) error {
	member, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode a member of the disposed list: %w", err)
	}
	return r.list.Add(ctx, m.Register.String(), m.Disposal, member)
}

// uploads gives up what was begun and never completed: its hold comes off and
// S3 destroys it, and once nothing is there it is forgotten.
func (r *run) uploads(ctx context.Context) error {
	var errs []error
	for after, more := "", true; more && ctx.Err() == nil; {
		lapsed, next, err := r.retention.desk.LapsedUploads(ctx, r.register, after)
		errs = append(errs, err, r.each(ctx, len(lapsed), func(i int) error { return r.forgetUpload(ctx, lapsed[i]) }))
		after, more = next, next != ""
	}
	return errors.Join(errs...)
}

func (r *run) forgetUpload(ctx context.Context, u desk.LapsedUpload) error {
	versions, err := r.letters.Versions(ctx, u.Key)
	if err != nil {
		return err
	}
	for _, version := range versions {
		if err := r.letters.Release(ctx, u.Key, version, time.Time{}); err != nil {
			return err
		}
	}
	if len(versions) > 0 {
		return nil
	}
	if err := r.retention.desk.ForgetUpload(ctx, u); err != nil {
		return err
	}
	r.count(func(p *Report) { p.Uploads++ })
	return nil
}

// remains is what a certificate of the run's says of what still exists.
func (r *run) remains() remains { return remains{Says: r.config.Remains, Days: r.config.Backups} }

// rest erases what belongs to no case and has had its time. What an error leaves
// half erased, the next run goes on with; what is damaged stops nothing else.
func (r *run) rest(ctx context.Context) error {
	still := r.remains()
	exports, errExports := r.retention.purgeExports(ctx, r.register, still)
	facts, errFacts := r.retention.purgeFacts(ctx, r.register, still)
	accesses, errAccesses := r.retention.purgeAccesses(ctx, r.register, still)
	if exports != nil {
		r.erased = append(r.erased, exports)
		r.report.Exports = exports.Certificate.Exports
	}
	if facts != nil {
		r.erased = append(r.erased, facts)
		r.report.Facts = facts.Certificate.Entries
	}
	r.erased = append(r.erased, accesses...)
	for _, d := range accesses {
		r.report.Accesses += d.Certificate.Entries
	}
	errs := []error{errExports, errFacts, errAccesses}
	for after, more := "", true; more && ctx.Err() == nil; more = after != "" {
		var err error
		after, err = r.retention.tidyReminders(ctx, r.register, after)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Replay carries out again, after a restore from a backup, every disposal on the
// list that the restore has undone. A case that the table does not have, or that
// is a tombstone, is left alone, and so is one that is held or not due. Run goes on
// with what Replay begins. Where the clock is doubted nothing is destroyed, and a case
// that would be is an error: nobody may be shown it meanwhile.
func (r *Runner) Replay(ctx context.Context, register disclosure.Register, members []DisposedCase) (Report, error) {
	members = slices.DeleteFunc(slices.Clone(members), func(m DisposedCase) bool { return m.Register != register })
	if len(members) == 0 {
		return Report{}, nil
	}
	run := &run{Runner: r, register: register}
	doubt := r.SeeClock(ctx, register)
	var again atomic.Int64
	members, people := run.peopleAgain(ctx, members, doubt)
	err := run.each(ctx, len(members), func(i int) error {
		d, kept, back, err := r.retention.beginAgain(ctx, members[i], doubt == nil)
		if kept {
			run.count(func(p *Report) { p.Kept++ })
		}
		if back {
			again.Add(1)
		}
		if err != nil || d == nil || doubt != nil {
			return err
		}
		return run.advance(ctx, d)
	})
	err = errors.Join(people, err)
	if n := again.Load(); n > 0 {
		err = errors.Join(err, fmt.Errorf("%d cases that were destroyed are back, and are neither destroyed again nor shown to anybody as long as the day is in doubt: %w", n, doubt))
	}
	if doubt == nil {
		err = errors.Join(err, run.certify(ctx))
	}
	run.report.Failed = int(run.failed.Load())
	if run.report.Kept > 0 {
		r.config.Log.Error("cases on the list of what was destroyed are under a hold or not due, and are kept: the Data Protection Officer is to look at each, and to release the hold if it may go; see docs/runbooks/restore.md", "register", register.String(), "cases", run.report.Kept)
	}
	return run.report, err
}

// peopleAgain erases the people of shares among the members whom the backup has brought back,
// and returns the other members.
func (r *run) peopleAgain(ctx context.Context, members []DisposedCase, doubt error) ([]DisposedCase, error) {
	var people []disclosure.ErasedPerson
	members = slices.DeleteFunc(members, func(m DisposedCase) bool {
		if m.Person != nil {
			people = append(people, *m.Person)
		}
		return m.Person != nil
	})
	if len(people) == 0 {
		return members, nil
	}
	erased, kept, back, err := r.retention.eraseAgain(ctx, r.register, people, doubt == nil)
	r.gone = erased
	r.count(func(p *Report) { p.PeopleKept, p.People = kept, len(erased) })
	if err != nil {
		r.failed.Add(1)
	}
	if back > 0 {
		err = errors.Join(err, fmt.Errorf("%d people who were erased from shares are back, and are neither erased again nor shown to anybody as long as the day is in doubt: %w", back, doubt))
	}
	if kept > 0 {
		r.config.Log.Error("people on the list of what was destroyed are back in shares, and a hold on a case of theirs keeps them: the Data Protection Officer is to look at it; once no hold stands, carry the list out again; see docs/runbooks/restore.md", "register", r.register.String(), "people", kept)
	}
	return members, err
}

// Members returns the list of what has been destroyed in the register.
func (r *Runner) Members(ctx context.Context, register disclosure.Register) ([]DisposedCase, error) {
	var members []DisposedCase
	err := r.list.Each(ctx, register.String(), func(text []byte) error {
		var m DisposedCase
		if err := json.Unmarshal(text, &m); err != nil || !m.Readable() {
			return errors.New("a member of the disposed list cannot be read")
		}
		members = append(members, m)
		return nil
	})
	return members, err
}
