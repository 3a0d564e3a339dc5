package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"
	"sync"
	"time"

	"disclosure-register/pkg/sheet"
)

const (
	// perBatch and batchBytes bound a batch: what the API takes, and half of it.
	perBatch   = 25
	batchBytes = 1 << 20
	// lanes is how many batches are in flight at once. The rows of one case keep to
	// one lane, so that they never contend for it and stay in their order.
	lanes = 4
	// tries is how often a batch is sent that the service cannot answer now.
	tries = 6
	// every is how many rows there are between two lines of progress.
	every = 100
	// mostFirst is how many rows are shown as they would be recorded.
	mostFirst = 3
)

// Import is one run over one sheet.
type Import struct {
	Sheet   *sheet.Sheet
	Mapping *sheet.Mapping
	Service *Service
	// DryRun asks what the rules say of each row, and records nothing.
	DryRun bool
	// LooksLike says what a text looks like that stands where the council's own
	// reference for a person belongs, and is probably none; "" for what may be one.
	LooksLike func(reference string) string
	// NotOne says what is wrong with a recipient's name that is of several; "" for one.
	NotOne func(recipient string) string
	// Out gets the problems by kind, what was left out and, of a dry run, the shape
	// of the first rows and what to look at. Progress gets a line for every 100 rows,
	// and before each further try. Neither ever repeats what stands in a cell.
	Out, Progress io.Writer
	// Report gets every problem, a row each, as a .csv file without a cell of the
	// log; nil for no such file.
	Report io.Writer
	// First gets the first rows of a dry run as they would be recorded, cells and
	// all; nil for no such file.
	First io.Writer
	// Pause waits before the given further try (1, 2, …) of a batch. Nil waits
	// half a second, doubled each time.
	Pause func(ctx context.Context, try int)
	// Now is a clock for the time left; nil for the machine's.
	Now func() time.Time

	began  time.Time
	seen   map[string]bool // keys
	people map[string]*shared
	lanes  [lanes]*lane
	seed   maphash.Seed

	mu      sync.Mutex // of what the lanes share:
	tally   Tally
	said    saying
	stopped error
}

// Tally counts the rows of a run. Of a row that is several entries each counts.
type Tally struct {
	Rows     int
	Recorded int // or would be
	Flagged  int // of those recorded: queued for the DPO
	Departed int // of those recorded: with the mapping's departure, for they would be refused without
	Earlier  int // in the register already
	Changed  int // in the register already, and reading differently now
	LeftOut  int // no disclosure, as the mapping says
	Wrong    int // with something wrong: not recorded
}

// String says the tally as the last line of a run does.
func (t Tally) String() string {
	flagged := fmt.Sprintf("%d of them flagged", t.Flagged)
	if t.Departed > 0 {
		flagged += fmt.Sprintf(", %d with a departure", t.Departed)
	}
	out := ""
	if t.LeftOut > 0 {
		out = fmt.Sprintf("%d left out, ", t.LeftOut)
	}
	return fmt.Sprintf("%d rows: %d recorded (%s), %d in the register already, %d changed since they were imported, %s%d with problems",
		t.Rows, t.Recorded, flagged, t.Earlier, t.Changed, out, t.Wrong)
}

// where is the place of a row.
type where struct {
	nth   int    // of the sheets
	sheet string // its name; "" where there is only one
	row   int
}

// pending is a row that waits for its batch.
type pending struct {
	at       where
	item     item
	made     sheet.Made
	departed bool            // it carries the mapping's departure
	wrong    map[string]bool // columns with problems: it is only asked what else is wrong
}

// Run reads the sheet to its end, or to the first row that it cannot read or the
// service cannot take, and returns what has been done by then. Of the sheet it
// holds no more than a batch a lane, and of every row its key, its problems and, in
// a dry run, whom it is about.
//
// If it is stopped anywhere, every row is in the register or is not, each wholly:
// the next run goes on with those that are not.
func (i *Import) Run(ctx context.Context) (Tally, error) {
	if i.Pause == nil {
		i.Pause = pause
	}
	if i.Now == nil {
		i.Now = time.Now
	}
	if i.LooksLike == nil {
		i.LooksLike = func(string) string { return "" }
	}
	if i.NotOne == nil {
		i.NotOne = func(string) string { return "" }
	}
	if err := i.Mapping.Fits(i.Sheet); err != nil {
		return i.tally, err
	}
	i.seen, i.people, i.seed, i.began = map[string]bool{}, map[string]*shared{}, maphash.MakeSeed(), i.Now()
	within, stop := context.WithCancel(ctx)
	defer stop()
	var working sync.WaitGroup
	for n := range i.lanes {
		l := &lane{run: i, batches: make(chan []pending)}
		i.lanes[n] = l
		working.Go(func() { l.work(within, stop) })
	}
	err := i.read(within)
	for _, l := range i.lanes { // also what stands before a row that cannot be read
		if failed := l.flush(within); err == nil {
			err = failed
		}
	}
	for _, l := range i.lanes {
		close(l.batches)
	}
	working.Wait()
	if i.stopped != nil {
		err = i.stopped
	}
	if err == nil || i.tally.Rows > 0 {
		err = errors.Join(err, i.conclude())
	}
	return i.tally, err
}

// read reads the rows into the lanes.
func (i *Import) read(ctx context.Context) error {
	for n, name := range i.Sheet.Hidden() {
		i.say(where{nth: n, sheet: name, row: 1}, kind{"", "The workbook does not show this sheet. Its rows are read like any others.", "See that it is part of the log, and no copy or older state of it.", look})
	}
	several, nth, name := i.Sheet.Several(), 0, ""
	for row, err := range i.Sheet.Rows() {
		at := where{row: row.Number}
		if several {
			if at.sheet = row.Sheet(); at.sheet != name {
				nth, name = nth+1, at.sheet
			}
			at.nth = nth
		}
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("stopped before %s: %w", at, ctx.Err())
		}
		if detail, do := row.Astray(); detail != "" {
			i.count(func(t *Tally) { t.Rows++; t.Wrong++ })
			i.say(at, kind{"", detail, do, refused})
			continue
		}
		if because := i.Mapping.LeftOut(row); because != "" {
			i.count(func(t *Tally) { t.Rows++; t.LeftOut++ })
			i.say(at, kind{detail: because, severity: leftOut})
			continue
		}
		for _, entry := range i.Mapping.Entries(row) {
			if err := i.take(ctx, at, entry); err != nil {
				return fmt.Errorf("stopped before %s was done: %w", at, err)
			}
		}
	}
	return nil
}

func (w where) String() string {
	if w.sheet != "" {
		return fmt.Sprintf("row %d of the sheet %q", w.row, w.sheet)
	}
	return fmt.Sprintf("row %d", w.row)
}

func (i *Import) count(add func(*Tally)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	add(&i.tally)
}

// take adds the row to a lane, or says what is wrong with it.
func (i *Import) take(ctx context.Context, at where, row sheet.Row) error {
	i.count(func(t *Tally) {
		if t.Rows++; t.Rows%every == 0 {
			i.progress()
		}
	})
	made, problems := i.Mapping.Make(row)
	problems = append(problems, i.doubts(at, made)...)
	key, missing := i.Mapping.Key(row)
	if missing != nil {
		problems = append([]sheet.Problem{*missing}, problems...)
	} else if i.seen[key] {
		problems = append(problems, sheet.Problem{
			Column: strings.Join(i.Mapping.Identity, ", "), Detail: "Another row above has the same, so that the two cannot be told apart. Only the first is taken.",
			Do: "Number them differently; where numbers begin anew on each sheet, say so in the mapping (identity-per-sheet: true).",
		})
	} else {
		i.seen[key] = true
	}
	body, err := json.Marshal(made.Body)
	if err != nil {
		return fmt.Errorf("encode the row: %w", err)
	}
	one := pending{at: at, item: item{key, body}, made: made}
	if problems != nil {
		i.count(func(t *Tally) { t.Wrong++ })
		one.wrong = map[string]bool{}
		for _, p := range problems {
			i.say(at, kind{p.Column, p.Detail, p.Do, refused})
			for name := range strings.SplitSeq(p.Column, ", ") {
				one.wrong[name] = true
			}
		}
		if !i.DryRun {
			return nil
		}
		if made.Departure != nil { // what it lifts is not wrong
			if one, err = one.depart(); err != nil {
				return err
			}
		}
		one.item.Key = fmt.Sprintf("import-asked-%d-%d", i.tally.Rows, at.row) // nothing is recorded under it
	} else if err := i.show(at, made); err != nil {
		return err
	}
	of, _ := made.Body["case"].(string)
	return i.lanes[maphash.String(i.seed, strings.ToLower(of))%lanes].add(ctx, one)
}

// progress says how far the run is, and how long it still takes at this pace.
func (i *Import) progress() {
	left := ""
	if share := i.Sheet.Share(); share > 0 && share < 1 {
		seconds := i.Now().Sub(i.began).Seconds() * (1 - share) / share
		left = fmt.Sprintf(" (%d %% of the file, about %s left)", int(share*100), (time.Duration(seconds) * time.Second).Round(time.Second))
	}
	fmt.Fprintf(i.Progress, "%s so far%s\n", i.tally, left)
}

func pause(ctx context.Context, try int) {
	select {
	case <-time.After(time.Second / 2 << (try - 1)):
	case <-ctx.Done():
	}
}
