package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// acceptance is one run over what was done before.
type acceptance struct {
	region, profile string
	dir             string
	standIn         string // "" in an account
	disclosures     string // the command
	removing        bool
	lost            string // the name of a run whose state is lost, to be removed; "" otherwise
	out             io.Writer
	commit          string // what is deployed and tried, as git knows it
	state           state
}

// state is what is remembered between runs. The key signs tokens that are believed in
// the stacks of this state alone, so the file is for its owner.
type state struct {
	Account string
	Region  string
	// Name begins the name of everything that is made.
	Name  string
	Began time.Time
	// Key is the private half, in DER, of the key that signs tokens.
	Key []byte
	// Issuer and Topic are what the stack of issuer.yaml made.
	Issuer, Topic string
	Done          map[string]result
	// Kept is what one step tells those after it.
	Kept map[string]string
	// Left are ARNs and names of what a deleted stack keeps, for the last step.
	Left []resource
}

type outcome string

const (
	passed   outcome = "passed"
	failed   outcome = "FAILED"
	waiting  outcome = "waits"
	notTried outcome = "not tried"
	removed  outcome = "removed" // of what is left over
)

// result is what a step found, from when to when, and of which commit.
type result struct {
	Outcome outcome
	Said    string
	// Next is what to do, where it failed.
	Next      string `json:",omitempty"`
	Began, At time.Time
	Commit    string
}

// step is a row of the table in steps.go.
type step struct {
	name string
	does string   // for the report
	need []string // steps that have to have passed
	// moto says why a stand-in cannot do it, and which test does instead. A step that
	// has it is not tried there, and the report says so.
	moto string
	// run says what it found. Each may be run again after it was stopped anywhere.
	run  func(*acceptance, context.Context) (string, error)
	next string // what to do when it fails, for the report
}

// later is the error of a step that has to wait for AWS longer than anybody would.
type later struct{ what string }

func (l later) Error() string { return l.what }

// file is one of the state's.
func (a *acceptance) file(name string) string { return filepath.Join(a.dir, name) }

// open reads the state, or begins one.
func (a *acceptance) open() error {
	if err := os.MkdirAll(a.dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the state: %w", err)
	}
	text, err := os.ReadFile(a.file("state.json"))
	switch {
	case errors.Is(err, os.ErrNotExist):
		a.state = state{Region: a.region, Name: prefix + uuid.NewString()[:8], Began: time.Now().UTC()}
		if a.lost != "" {
			a.state.Name = a.lost
		}
	case err != nil:
		return fmt.Errorf("read the state: %w", err)
	default:
		if err := json.Unmarshal(text, &a.state); err != nil {
			return fmt.Errorf("read the state: %w", err)
		}
	}
	if a.lost != "" && a.lost != a.state.Name {
		return fmt.Errorf("%s is of the run %s, and not of %s: give another folder, with -state", a.dir, a.state.Name, a.lost)
	}
	if a.state.Region != a.region {
		return fmt.Errorf("%s is of a run in %s, and not in %s", a.dir, a.state.Region, a.region)
	}
	if a.state.Done == nil {
		a.state.Done = map[string]result{}
	}
	if a.state.Kept == nil {
		a.state.Kept = map[string]string{}
	}
	if a.state.Done["remove"].Outcome == passed && !a.removing {
		return fmt.Errorf("everything of %s is removed, and %s says how it went. Begin another in another folder, with -state", a.state.Name, a.file("report.md"))
	}
	if over := a.state.Began.AddDate(0, 0, mostDays); time.Now().After(over) && !a.removing {
		return fmt.Errorf("the price was said for %d days, and they are over: remove it, with -remove", mostDays)
	}
	if err := a.makeKey(); err != nil {
		return err
	}
	return a.save()
}

// save keeps the state: all of it, or as it was.
func (a *acceptance) save() error {
	text, err := json.MarshalIndent(a.state, "", "\t")
	if err != nil {
		return fmt.Errorf("encode the state: %w", err)
	}
	if err := os.WriteFile(a.file("state.json.new"), text, 0o600); err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	if err := os.Rename(a.file("state.json.new"), a.file("state.json")); err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	return nil
}

// run tries every step that has not passed yet and whose needs have, and reports. It is
// whole when nothing failed and nothing waits.
func (a *acceptance) run(ctx context.Context, steps []step) (whole bool, err error) {
	for _, s := range steps {
		if ctx.Err() != nil {
			break
		}
		before := a.state.Done[s.name].Outcome
		if before == passed || a.removing && !slices.Contains(whileRemoving, s.name) {
			continue
		}
		var found result
		began := time.Now().UTC()
		switch lacks := a.lacks(steps, s); {
		case lacks != "" && !a.removing:
			found = result{Outcome: waiting, Said: "not yet: it needs " + lacks}
		case a.standIn != "" && s.moto != "":
			found = result{Outcome: notTried, Said: "not tried here, because " + s.moto}
		default:
			fmt.Fprintf(a.out, "%s: %s\n", s.name, s.does)
			found = outcomeOf(s.run(a, ctx))
		}
		if found.Outcome == failed {
			found.Next = next(s, found.Said)
		}
		fmt.Fprintf(a.out, "%s: %s. %s\n", s.name, found.Outcome, found.Said)
		found.Began, found.At, found.Commit = began, time.Now().UTC(), a.commit
		a.state.Done[s.name] = found
		if err := a.save(); err != nil {
			return false, err
		}
	}
	whole, report := a.report(steps)
	if err := os.WriteFile(a.file("report.md"), []byte(report), 0o600); err != nil {
		return false, fmt.Errorf("write the report: %w", err)
	}
	fmt.Fprint(a.out, "\n"+report)
	return whole, ctx.Err()
}

func outcomeOf(said string, err error) result {
	var wait later
	switch {
	case errors.As(err, &wait):
		return result{Outcome: waiting, Said: without(wait.what)}
	case err != nil:
		return result{Outcome: failed, Said: without(err.Error())}
	}
	return result{Outcome: passed, Said: without(said)}
}

var query = regexp.MustCompile(`(https?://[^\s"'?]+)\?[^\s"']*`)

// without takes the queries off addresses: whoever has that of a ticket or a link may
// send or read a letter until it ends, and a report is handed on.
func without(said string) string { return query.ReplaceAllString(said, "$1?…") }

// lacks names the steps that have to come first and did not. What a stand-in cannot do
// was done there before.
func (a *acceptance) lacks(steps []step, s step) string {
	var lacks []string
	for _, other := range steps {
		done := a.state.Done[other.name].Outcome
		if slices.Contains(s.need, other.name) && done != passed && done != notTried {
			lacks = append(lacks, other.name)
		}
	}
	return strings.Join(lacks, ", ")
}

// report says what every step found, those that were not tried included.
func (a *acceptance) report(steps []step) (whole bool, text string) {
	var rows, left, todo strings.Builder
	var commits []string
	last := a.state.Began
	whole = true
	counted := map[outcome]int{}
	for _, s := range steps {
		found, known := a.state.Done[s.name]
		if !known {
			found.Outcome, found.Said = waiting, "not begun"
		}
		counted[found.Outcome]++
		whole = whole && (found.Outcome == passed || found.Outcome == notTried)
		fmt.Fprintf(&rows, "| %s | %s | %s | %s | %s |\n", s.name, s.does, found.Outcome, inOneCell(found.Said), whenOf(found))
		if found.Next != "" {
			fmt.Fprintf(&todo, "- **%s**: %s\n", s.name, found.Next)
		}
		if found.At.After(last) {
			last = found.At
		}
		if found.Commit != "" && !slices.Contains(commits, found.Commit) {
			commits = append(commits, found.Commit)
		}
	}
	for _, one := range a.state.Left {
		if one.Said != string(removed) {
			fmt.Fprintf(&left, "- %s %s: %s\n", one.Type, one.Name, one.Said)
		}
	}
	text = fmt.Sprintf("# Acceptance of %s in %s\n\nAccount %s. Commit %s. Begun %s, and last tried %s (UTC).\n\n%d passed, %d failed, %d wait, %d were not tried. Top price: %.0f US dollars, if everything is removed by %s.\n\n",
		a.state.Name, a.state.Region, cmp.Or(a.state.Account, "not known"), cmp.Or(strings.Join(commits, ", then "), "not known"),
		a.state.Began.Format(time.DateTime), last.Format(time.DateTime),
		counted[passed], counted[failed], counted[waiting], counted[notTried],
		topPrice, a.state.Began.AddDate(0, 0, mostDays).Format(time.DateOnly))
	if todo.Len() > 0 {
		text += "What to do next. Then run the same command again: what passed is not tried again.\n\n" + todo.String() + "\n"
	}
	text += "| step | what it does | outcome | what it found | when (UTC) |\n|---|---|---|---|---|\n" + rows.String()
	if left.Len() > 0 {
		text += "\nStill there, after a stack was deleted or because AWS keeps it:\n\n" + left.String()
	}
	return whole, text
}

func whenOf(r result) string {
	if r.At.IsZero() {
		return ""
	}
	return r.Began.Format(time.DateTime) + " to " + r.At.Format(time.TimeOnly)
}

func inOneCell(said string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(said), " "), "|", `\|`)
}

// pause waits for what AWS does by itself, and a stand-in does not do.
func (a *acceptance) pause(ctx context.Context, long time.Duration) error {
	if a.standIn != "" {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(long):
		return nil
	}
}

// until tries something every few seconds, as long as it is patient, until it succeeds.
func (a *acceptance) until(ctx context.Context, patience time.Duration, try func() error) error {
	pause, end := 5*time.Second, time.Now().Add(patience)
	if a.standIn != "" {
		pause, end = 200*time.Millisecond, time.Now().Add(30*time.Second)
	}
	for {
		err := try()
		if err == nil || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}
