// Package verifier is the command that verifies evidence bundles and published
// logs, in plain English and without trust in the register. It imports nothing
// of the register but package ledger and those below it.
package verifier

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/audit"
	"disclosure-register/pkg/ledger/bundle"
)

// Command is what to verify, and against what. At least one of Bundle and Log
// is given.
type Command struct {
	// Bundle is the path of an evidence bundle.
	Bundle string
	// Log is the URL of a published log, or the directory of a copy of one.
	Log string
	// Keys are verifier keys, or files of them, of the log and perhaps of
	// witnesses. A log needs one; a bundle brings its own, which is no proof of
	// who made it.
	Keys []string
	// Witnesses is how many of the witnesses must have cosigned.
	Witnesses int
	// Since is the path of an older checkpoint, kept from before.
	Since string
}

// Run says on out what holds and what does not, and on notes how far it has got.
// It reports whether all holds; an error means that this could not be found out.
func (c Command) Run(out, notes io.Writer) (holds bool, err error) {
	if c.Bundle == "" && c.Log == "" {
		return false, errors.New("give a bundle, or --log with the URL or directory of a published log")
	}
	keys, err := c.keys()
	if err != nil {
		return false, err
	}
	if keys == nil && c.Log != "" {
		return false, errors.New("a published log needs --key: its public key, from somewhere you trust")
	}
	var since [][]byte
	if c.Since != "" {
		kept, err := os.ReadFile(c.Since)
		if err != nil {
			return false, fmt.Errorf("read the older checkpoint: %w", err)
		}
		since = append(since, kept)
	}
	r := &report{out: out, notes: notes, known: keys != nil}
	if c.Bundle != "" {
		// The published log must extend the bundle's checkpoint too.
		if since, err = c.bundle(r, keys, since); err != nil {
			return false, err
		}
	}
	if c.Log != "" && r.problems == 0 {
		if err := c.log(r, *keys, since); err != nil {
			return false, err
		}
	}
	return r.end(), nil
}

// keys reads the trusted keys; nil when none are given.
func (c Command) keys() (*ledger.Keys, error) {
	if len(c.Keys) == 0 {
		return nil, nil
	}
	keys, err := ReadKeys(c.Keys...)
	keys.Quorum = c.Witnesses
	return &keys, err
}

// ReadKeys reads verifier keys, each given as it is or as a file of them.
func ReadKeys(given ...string) (ledger.Keys, error) {
	var text string
	for _, key := range given {
		// Each verifier key has a plus sign; a file's name with one is tried first.
		if file, err := os.ReadFile(key); err == nil {
			key = string(file)
		} else if !strings.Contains(key, "+") {
			return ledger.Keys{}, fmt.Errorf("--key is neither a verifier key nor a file of them: %w", err)
		}
		text += key + "\n"
	}
	keys, err := ledger.ParseKeys(text)
	if err != nil {
		return ledger.Keys{}, fmt.Errorf("read the trusted keys: %w", err)
	}
	return keys, nil
}

// bundle verifies the bundle, and returns the checkpoints that a published log
// must extend.
func (c Command) bundle(r *report, keys *ledger.Keys, since [][]byte) ([][]byte, error) {
	file, err := os.Open(c.Bundle)
	if err != nil {
		return nil, fmt.Errorf("open the bundle: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the bundle: %w", err)
	}
	o := bundle.Options{Keys: keys, Progress: func(done, all int) { r.progress("rows", int64(done), int64(all), 10_000) }}
	if c.Log == "" && len(since) > 0 {
		o.Since = since[0] // a published log shows it without a proof in the bundle
	}
	v := bundle.Verify(file, info.Size(), o)
	r.say("bundle "+c.Bundle, v.Holds, v.Notes)
	for _, p := range v.Problems {
		r.fails(p.String())
	}
	return append(since, v.Checkpoint.Signed), nil
}

func (c Command) log(r *report, keys ledger.Keys, since [][]byte) error {
	source, err := Open(c.Log)
	if err != nil {
		return err
	}
	kept, err := source.Kept()
	if err != nil {
		return err
	}
	v, err := audit.Log(source.Fetch, keys, audit.Options{
		Since: since, Kept: kept,
		Progress: func(done, all int64) { r.progress("leaves", done, all, 1<<16) },
	})
	if err != nil {
		return err
	}
	r.say("published log "+c.Log, v.Holds, nil)
	for _, p := range v.Problems {
		r.fails(p.String())
	}
	return nil
}

// plain is the text with a mark in place of whatever would not print as it stands:
// names in a bundle are its maker's, who could otherwise write lines of their own on
// the auditor's screen.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// report writes lines as they are found.
type report struct {
	out, notes io.Writer
	known      bool // whose key it is
	problems   int
}

func (r *report) say(subject string, holds, notes []string) {
	fmt.Fprintf(r.out, "%s\n", subject)
	for _, s := range holds {
		fmt.Fprintf(r.out, "  holds  %s\n", plain(s))
	}
	for _, s := range notes {
		fmt.Fprintf(r.out, "  note   %s\n", plain(s))
	}
}

func (r *report) fails(what string) {
	r.problems++
	fmt.Fprintf(r.out, "  FAILS  %s\n", plain(what))
}

func (r *report) progress(what string, done, all, every int64) {
	if done%every == 0 && done < all {
		fmt.Fprintf(r.notes, "%d of %d %s\n", done, all, what)
	}
}

func (r *report) end() (holds bool) {
	switch {
	case r.problems == 0 && r.known:
		fmt.Fprintln(r.out, "VERIFIED")
	case r.problems == 0:
		fmt.Fprintln(r.out, "VERIFIED, but for whose key it is: give the log's key with --key")
	case r.problems == 1:
		fmt.Fprintln(r.out, "NOT VERIFIED: 1 thing does not hold")
	default:
		fmt.Fprintf(r.out, "NOT VERIFIED: %d things do not hold\n", r.problems)
	}
	return r.problems == 0
}
