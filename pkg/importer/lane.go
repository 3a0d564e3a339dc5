package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// lane sends batches one after the other, beside other lanes.
type lane struct {
	run     *Import
	batches chan []pending
	batch   []pending // being filled, by the reader of the sheet alone
	bytes   int
}

// add puts the row into the batch, and sends it on when it is full.
func (l *lane) add(ctx context.Context, row pending) error {
	if len(l.batch) == perBatch || len(l.batch) > 0 && l.bytes+len(row.item.Disclosure) > batchBytes {
		if err := l.flush(ctx); err != nil {
			return err
		}
	}
	l.batch, l.bytes = append(l.batch, row), l.bytes+len(row.item.Disclosure)
	return nil
}

func (l *lane) flush(ctx context.Context) error {
	if len(l.batch) == 0 {
		return nil
	}
	select {
	case l.batches <- l.batch:
		l.batch, l.bytes = nil, 0
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// work sends the batches until each of their rows has an answer. When one has none
// for good, every lane stops.
func (l *lane) work(ctx context.Context, stop func()) {
	for batch := range l.batches {
		if err := l.deliver(ctx, batch); err != nil {
			l.run.mu.Lock()
			if l.run.stopped == nil {
				l.run.stopped = fmt.Errorf("stopped before %s was done: %w", batch[0].at, err)
			}
			l.run.mu.Unlock()
			stop()
			return
		}
	}
}

func (l *lane) deliver(ctx context.Context, waiting []pending) error {
	for try := 1; len(waiting) > 0; {
		left, err := l.run.send(ctx, waiting)
		switch {
		case err == nil:
			waiting = left
			continue
		case !errors.Is(err, errNotNow) || try == tries || ctx.Err() != nil:
			return err
		}
		waiting = left
		l.run.count(func(*Tally) { fmt.Fprintf(l.run.Progress, "%v: trying again\n", err) })
		l.run.Pause(ctx, try)
		try++
	}
	return nil
}

// send sends the rows once and returns those that are to be sent again: with an
// error where they have no answer yet, and without one where they are to be sent
// otherwise, without the rows that spoilt the batch or with a departure.
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
	var again, departing []pending
	for n, r := range results {
		switch {
		case r.Status == http.StatusServiceUnavailable || r.Status == http.StatusInternalServerError:
			again = append(again, rows[n])
		case rows[n].mayDepart(r):
			departed, err := rows[n].depart()
			if err != nil {
				return rows, err
			}
			departing = append(departing, departed)
		default:
			i.settle(n, rows[n], r)
		}
	}
	if again != nil {
		return append(again, departing...), fmt.Errorf("%w: %d rows of a batch have no answer", errNotNow, len(again))
	}
	return departing, nil
}

// mayDepart reports whether the row is to be tried with the mapping's departure:
// it would be refused, or it is in the register and reads differently without one.
func (p pending) mayDepart(r result) bool {
	if p.departed || p.made.Departure == nil || p.wrong != nil {
		return false
	}
	return r.Changed || r.Status == http.StatusUnprocessableEntity || r.Explanation != nil && r.Explanation.Outcome == "refuse"
}

func (p pending) depart() (pending, error) {
	body := map[string]any{"departure": p.made.Departure}
	for name, part := range p.made.Body {
		body[name] = part
	}
	text, err := json.Marshal(body)
	if err != nil {
		return p, fmt.Errorf("encode the row: %w", err)
	}
	p.item.Disclosure, p.departed = text, true
	return p, nil
}

// without leaves out the rows for which a batch was refused whole, and returns
// the others, to be sent without them.
func (i *Import) without(rows []pending, refused *refusal) ([]pending, error) {
	var left []pending
	for n, row := range rows {
		found := within(refused.Errors, n)
		spoils := func(f finding) bool { return f.Rule == "form" }
		if !slices.ContainsFunc(found, spoils) { // what the rules say of it is asked without the others
			left = append(left, row)
			continue
		}
		if row.made.Departure != nil { // what the rules refuse may be recorded with it
			found = slices.DeleteFunc(found, func(f finding) bool { return !spoils(f) })
		}
		i.refuse(row, found)
	}
	if len(left) == len(rows) {
		return rows, refused
	}
	return left, nil
}

// refuse counts the row as wrong, once, and says why.
func (i *Import) refuse(row pending, found []finding) {
	if row.wrong == nil {
		i.count(func(t *Tally) { t.Wrong++ })
	}
	i.sayAll(row, found)
}

// settle counts what became of a row, and says what is wrong with it.
func (i *Import) settle(n int, row pending, r result) {
	switch {
	case row.wrong != nil: // it was only asked what else is wrong
		if r.Explanation != nil {
			var refusing []finding
			for _, f := range within(r.Explanation.Rules, n) {
				if f.Severity != "flag" {
					refusing = append(refusing, f)
				}
			}
			i.sayAll(row, refusing)
		}
	case r.Changed:
		i.count(func(t *Tally) { t.Changed++ })
		i.say(row.at, kind{"", "This row was imported before and reads differently now, here or by the mapping. The register keeps what was imported.", "Correct the entry there, or put the row back.", refused})
	case r.Problem != nil:
		found := within(r.Problem.Errors, n)
		if found == nil {
			found = []finding{{Rule: "form", Detail: r.Problem.Detail}}
		}
		i.refuse(row, found)
	case r.Earlier:
		i.count(func(t *Tally) { t.Earlier++ })
	case r.Explanation != nil && r.Explanation.Outcome == "refuse":
		i.refuse(row, within(r.Explanation.Rules, n))
	case r.Explanation != nil:
		i.recorded(row, r.Explanation.Outcome == "flag")
		i.sayAll(row, within(r.Explanation.Rules, n))
	default:
		i.recorded(row, r.Recorded != nil && len(r.Recorded.Flags) > 0)
	}
}

func (i *Import) recorded(row pending, flagged bool) {
	i.count(func(t *Tally) {
		t.Recorded++
		if flagged {
			t.Flagged++
		}
		if row.departed {
			t.Departed++
		}
	})
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

// sayAll says the findings, by their columns. Of a row whose columns have problems
// it leaves out what those columns would explain.
func (i *Import) sayAll(row pending, found []finding) {
	for _, f := range found {
		column := row.made.Column(f.Pointer)
		explained := false
		for name := range strings.SplitSeq(column, ", ") {
			explained = explained || row.wrong[name]
		}
		if explained {
			continue
		}
		if column == "" && f.Pointer != "" {
			column = "no column for " + strings.ReplaceAll(strings.TrimPrefix(f.Pointer, "/"), "/", ".")
		}
		k := kind{column: column, detail: f.Detail, do: "Give what is asked for, in the row or by the mapping.", severity: refused}
		if f.Rule != "form" && f.Rule != "" {
			k.detail += " (" + f.Rule + ")"
		}
		if f.Severity == "flag" {
			k.severity = flagged
			if k.do = f.Clears; k.do == "" {
				k.do = "It is recorded, and waits for the Data Protection Officer."
			}
		}
		i.say(row.at, k)
	}
}
