package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/sheet"
)

const (
	// perBatch and batchBytes bound a batch: what the API takes, and half of it.
	perBatch   = 25
	batchBytes = 1 << 20
	// tries is how often a batch is sent that the service cannot answer now.
	tries = 6
	// every is how many rows there are between two lines of progress.
	every = 100
)

// Import is one run over one sheet.
type Import struct {
	Sheet   *sheet.Sheet
	Mapping *sheet.Mapping
	Service *Service
	// DryRun asks what the rules say of each row, and records nothing.
	DryRun bool
	// Report gets a line for each row that has something wrong with it; Progress
	// one for every 100 rows, and before each further try. Neither ever repeats what
	// stands in a cell.
	Report, Progress io.Writer
	// Pause waits before the given further try (1, 2, …) of a batch. Nil waits
	// half a second, doubled each time.
	Pause func(ctx context.Context, try int)

	tally Tally
	seen  map[string]int // row, by key
	batch []pending
	bytes int
	lines []line
}

// Tally counts the rows of a run.
type Tally struct {
	Rows     int
	Recorded int // or would be
	Flagged  int // of those recorded: queued for the DPO
	Earlier  int // in the register already
	Changed  int // in the register already, and reading differently now
	Wrong    int // with something wrong: not recorded
}

// String says the tally as the last line of a run does.
func (t Tally) String() string {
	return fmt.Sprintf("%d rows: %d recorded (%d of them flagged), %d in the register already, %d changed since they were imported, %d with problems",
		t.Rows, t.Recorded, t.Flagged, t.Earlier, t.Changed, t.Wrong)
}

// pending is a row that waits for its batch.
type pending struct {
	row  int
	item item
	made sheet.Made
}

// line is something to say of a row.
type line struct {
	row  int
	text string
}

// Run reads the sheet to its end, or to the first row that it cannot read or the
// service cannot take, and returns what has been done by then. Of the sheet it
// holds no more than a batch, and of every row its key.
func (i *Import) Run(ctx context.Context) (Tally, error) {
	if i.Pause == nil {
		i.Pause = pause
	}
	if err := i.Mapping.Fits(i.Sheet); err != nil {
		return i.tally, err
	}
	i.seen = map[string]int{}
	for row, err := range i.Sheet.Rows() {
		if err != nil {
			return i.tally, errors.Join(i.flush(ctx), fmt.Errorf("row %d: %w", row.Number, err))
		}
		if ctx.Err() != nil {
			return i.tally, fmt.Errorf("stopped before row %d: %w", row.Number, ctx.Err())
		}
		if err := i.take(ctx, row); err != nil {
			return i.tally, fmt.Errorf("stopped before row %d was done: %w", row.Number, err)
		}
	}
	return i.tally, i.flush(ctx)
}

// take adds the row to the batch, or says what is wrong with it.
func (i *Import) take(ctx context.Context, row sheet.Row) error {
	if i.tally.Rows++; i.tally.Rows%every == 0 {
		fmt.Fprintf(i.Progress, "%s so far\n", i.tally)
	}
	made, problems := i.Mapping.Make(row)
	key, missing := i.Mapping.Key(row)
	if missing != nil {
		problems = append([]sheet.Problem{*missing}, problems...)
	} else if first, twice := i.seen[key]; twice {
		problems = append(problems, sheet.Problem{
			Column: strings.Join(i.Mapping.Identity, ", "), Detail: "Row " + strconv.Itoa(first) + " has the same, so that the two cannot be told apart. Only the first is taken.",
		})
	} else {
		i.seen[key] = row.Number
	}
	if problems != nil {
		i.tally.Wrong++
		for _, p := range problems {
			i.say(row.Number, p.Column, p.Detail)
		}
		return nil
	}
	body, err := json.Marshal(made.Body)
	if err != nil {
		return fmt.Errorf("encode the row: %w", err)
	}
	if len(i.batch) == perBatch || len(i.batch) > 0 && i.bytes+len(body) > batchBytes {
		if err := i.flush(ctx); err != nil {
			return err
		}
	}
	i.batch, i.bytes = append(i.batch, pending{row.Number, item{key, body}, made}), i.bytes+len(body)
	return nil
}

func (i *Import) say(row int, column, detail string) {
	if column != "" {
		column = ", " + column
	}
	i.lines = append(i.lines, line{row, fmt.Sprintf("row %d%s: %s", row, column, detail)})
}

// flush sends the batch until each of its rows has an answer, and says what there
// is to say in the order of the rows.
func (i *Import) flush(ctx context.Context) error {
	waiting := i.batch
	i.batch, i.bytes = nil, 0
	var stopped error
	for try := 1; len(waiting) > 0; try++ {
		var err error
		if waiting, err = i.send(ctx, waiting); err == nil {
			continue
		}
		if !errors.Is(err, errNotNow) || try == tries || ctx.Err() != nil {
			stopped = err
			break
		}
		fmt.Fprintf(i.Progress, "%v: trying again\n", err)
		i.Pause(ctx, try)
	}
	slices.SortStableFunc(i.lines, func(a, b line) int { return a.row - b.row })
	for _, l := range i.lines {
		fmt.Fprintln(i.Report, l.text)
	}
	i.lines = nil
	return stopped
}

// send sends the rows once and returns those that have no answer yet.
func (i *Import) send(ctx context.Context, rows []pending) ([]pending, error) {
	items := make([]item, 0, len(rows))
	for _, row := range rows {
		items = append(items, row.item)
	}
	results, err := i.Service.send(ctx, items, i.DryRun)
	var refused *refusal
	if errors.As(err, &refused) && refused.Status == http.StatusUnprocessableEntity {
		return i.without(rows, refused)
	}
	if err != nil {
		return rows, err
	}
	var again []pending
	for n, r := range results {
		if r.Status == http.StatusServiceUnavailable || r.Status == http.StatusInternalServerError {
			again = append(again, rows[n])
			continue
		}
		i.settle(n, rows[n], r)
	}
	if again != nil {
		return again, fmt.Errorf("%w: %d rows of a batch have no answer", errNotNow, len(again))
	}
	return nil, nil
}

// without leaves out the rows for which a batch was refused whole, and returns
// the others, to be sent without them.
func (i *Import) without(rows []pending, refused *refusal) ([]pending, error) {
	var left []pending
	for n, row := range rows {
		found := within(refused.Errors, n)
		if found == nil {
			left = append(left, row)
			continue
		}
		i.tally.Wrong++
		i.sayAll(row, found)
	}
	if len(left) == len(rows) {
		return rows, refused
	}
	return left, nil
}

// settle counts what became of a row, and says what is wrong with it.
func (i *Import) settle(n int, row pending, r result) {
	switch {
	case r.Changed:
		i.tally.Changed++
		i.say(row.row, "", "This row was imported before and reads differently now, here or by the mapping. The register keeps what was imported: correct the entry there, or put the row back.")
	case r.Problem != nil:
		i.tally.Wrong++
		if found := within(r.Problem.Errors, n); found != nil {
			i.sayAll(row, found)
		} else {
			i.say(row.row, "", r.Problem.Detail)
		}
	case r.Earlier:
		i.tally.Earlier++
	case r.Explanation != nil:
		i.sayAll(row, within(r.Explanation.Rules, n))
		switch r.Explanation.Outcome {
		case "refuse":
			i.tally.Wrong++
		case "flag":
			i.tally.Flagged++
			fallthrough
		default:
			i.tally.Recorded++
		}
	default:
		i.tally.Recorded++
		if r.Recorded != nil && len(r.Recorded.Flags) > 0 {
			i.tally.Flagged++
		}
	}
}

// within returns the findings about the nth item, with their places in its body.
func within(found []finding, n int) []finding {
	var of []finding
	for _, f := range found {
		rest, ok := strings.CutPrefix(f.Pointer, "/items/"+strconv.Itoa(n))
		if ok && (rest == "" || rest[0] == '/') {
			f.Pointer = strings.TrimPrefix(rest, "/disclosure")
			of = append(of, f)
		}
	}
	return of
}

func (i *Import) sayAll(row pending, found []finding) {
	for _, f := range found {
		column := row.made.Column(f.Pointer)
		if column == "" && f.Pointer != "" {
			column = "which has no column for " + strings.ReplaceAll(strings.TrimPrefix(f.Pointer, "/"), "/", ".")
		}
		detail := f.Detail
		if f.Rule != "form" && f.Rule != "" {
			detail += " (" + f.Rule + ")"
		}
		if f.Severity == "flag" {
			detail = "To be flagged: " + detail
		}
		i.say(row.row, column, detail)
	}
}

func pause(ctx context.Context, try int) {
	select {
	case <-time.After(time.Second / 2 << (try - 1)):
	case <-ctx.Done():
	}
}
