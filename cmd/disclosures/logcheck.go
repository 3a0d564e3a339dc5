package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/sealing"
)

// checkLog compares a register's table with its published log, and changes
// nothing but what --repair puts back: docs/runbooks/restore.md and
// log-overwritten.md say when.
type checkLog struct {
	logPlace
	Repair       bool   `help:"Write again what a search should find an entry by and does not, where the entry itself proves what it was; on one machine also what the archive notes of a letter whose bytes are those that were logged."`
	LettersAfter string `help:"On one machine: leave out the letters of entries up to this one, which an earlier check has compared." placeholder:"ENTRY"`
	GivenUp      int    `help:"How many entries were given up after restores, as was written down each time: so many may be lost, and no other number." placeholder:"N"`
}

// errGap and errFindings end the command with a failure after its findings are
// printed.
var (
	errGap      = errors.New("the table lacks what its log has published: see above")
	errFindings = errors.New("the table is not what was sealed: see above")
)

// Run prints what is lost, or inspects every sealed entry when nothing is.
func (c checkLog) Run(ctx context.Context, to streams) (err error) {
	l, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	defer func() {
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.Join(err, unlessUnknown(l.register, errLogNotWhole))
		}
	}()
	gap, err := l.gap(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(to.out, "%s: the table knows of %d sealed entries, and the published log has %d.\n", l.register, gap.Head, gap.Published)
	if gap.Head < gap.Published {
		printGap(to, gap)
		return errGap
	}
	var missing []sealing.Finding
	var told int64
	sum, err := l.Inspect(ctx, l.register, l.keys, registrar.SealedEntries{},
		func(f sealing.Finding) {
			if f.Index < 0 {
				fmt.Fprintf(to.out, "ASTRAY  entry %s: %s\n", cmp.Or(f.ID, "(none)"), f.What)
			} else {
				fmt.Fprintf(to.out, "WRONG  place %d, entry %s: %s\n", f.Index, f.ID, f.What)
			}
			if f.PutBack != nil {
				missing = append(missing, f)
			}
		},
		func(done, all int64) {
			switch {
			case all == 0 && done-told >= 100_000:
				told = done
				fmt.Fprintf(to.notes, "  %d items that list entries\n", done)
			case all > 0 && (done == all || done%10_240 == 0):
				fmt.Fprintf(to.notes, "  %d of %d entries\n", done, all)
			}
		})
	if err != nil {
		return err
	}
	fmt.Fprintf(to.out, "%d entries are here and are what was sealed, with all that they are found by.\n", sum.Whole)
	fmt.Fprintf(to.out, "%d are not here: destroyed, as certificates in the log say.\n", sum.Destroyed)
	printLost(to, sum.Lost)
	var wrong error
	if len(sum.Lost) != c.GivenUp {
		fmt.Fprintf(to.out, `%d are gone, no certificate in the log names them, and %d were given up.
If the service stopped while records were being destroyed, start it, wait a minute,
and check again. Otherwise somebody removed them. See docs/runbooks/log-overwritten.md.
`, len(sum.Lost), c.GivenUp)
		wrong = errFindings
	}
	if sum.Wrong > 0 {
		fmt.Fprintf(to.out, "%d are not as they were sealed. See docs/runbooks/log-overwritten.md.\n", sum.Wrong)
		wrong = errFindings
	}
	if sum.Strays > 0 {
		fmt.Fprintf(to.out, "%d items list what they should not. See docs/runbooks/log-overwritten.md.\n", sum.Strays)
		wrong = errFindings
	}
	gone, err := c.kept(ctx, to, l)
	if err != nil {
		return errors.Join(wrong, err)
	}
	if gone > 0 {
		wrong = errFindings
	}
	if l.table != nil {
		if err := c.letters(ctx, to, l); !errors.Is(err, errFindings) && err != nil {
			return errors.Join(wrong, err)
		} else if err != nil {
			wrong = err
		}
	}
	if len(missing) > 0 {
		return errors.Join(wrong, c.putBack(ctx, to, l, missing))
	}
	return wrong
}

// unlessUnknown is the error, or of a register that no law is built in for, what is to be
// said of that: where nothing of it is published, its code was mistyped.
func unlessUnknown(register string, err error) error {
	var known []string
	for _, of := range policy.Load().Registers() {
		if of.ID.String() == register {
			return err
		}
		known = append(known, fmt.Sprintf("%s (%s)", of.ID, of.Controller))
	}
	return fmt.Errorf("no register %s is kept here: is the code mistyped? There are %s", register, strings.Join(known, ", "))
}

// kept looks at the checkpoints that were kept, by which an auditor who has an older one
// proves what came after it.
func (c checkLog) kept(ctx context.Context, to streams, l *openedLog) (wrong int, err error) {
	whole, err := l.KeptCheckpoints(ctx, l.register, l.keys, func(size int64, what string) {
		wrong++
		fmt.Fprintf(to.out, "WRONG  kept checkpoint of %d entries: %s\n", size, what)
	})
	if err != nil {
		return wrong, err
	}
	fmt.Fprintf(to.out, "%d kept checkpoints are here, and the log extends each.\n", whole)
	if wrong > 0 {
		fmt.Fprintf(to.out, "%d are gone or damaged: put them back from a backup. See docs/runbooks/log-overwritten.md.\n", wrong)
	}
	return wrong, nil
}

// putBack writes again what is missing, or says that it can be. It may stop
// anywhere and be run again.
func (c checkLog) putBack(ctx context.Context, to streams, l *openedLog, missing []sealing.Finding) error {
	if !c.Repair {
		fmt.Fprintf(to.out, "%d items that are gone can be put back as they were sealed: keep a copy of the table, and run this again with --repair.\n", len(missing))
		return nil
	}
	for _, f := range missing {
		if err := l.PutBack(ctx, f); err != nil {
			return err
		}
	}
	fmt.Fprintf(to.out, "%d items that were gone have been put back as they were sealed. Run this again.\n", len(missing))
	return nil
}

// gap compares, and names what is lost as far as another copy of the table can.
func (l *openedLog) gap(ctx context.Context) (*sealing.Gap, error) {
	gap, err := l.Compare(ctx, l.register, l.keys)
	if err == nil && l.table != nil {
		err = l.published.refuseIfSetBack(l.register, l.keys, gap.Published)
	}
	if err != nil || l.other == nil {
		return gap, err
	}
	return gap, gap.NameLost(ctx, l.other)
}

// printGap names what is lost and says what can be done.
func printGap(to streams, gap *sealing.Gap) {
	fmt.Fprintf(to.out, "%d entries beyond that are here all the same: they were recorded before the table's moment and sealed after it.\n", len(gap.Here))
	fmt.Fprintf(to.out, "%d ENTRIES ARE LOST from this table:\n", len(gap.Lost))
	printLost(to, gap.Lost)
	fmt.Fprintf(to.out, `
Recover them first, if anything can: a later copy of the table; evidence bundles;
the departments, which were answered with each entry's id and leaf. See
docs/runbooks/restore.md. When nothing more can be recovered, somebody must decide
to go on without them:

  disclosures log bridge --register %s --give-up %d …
`, gap.Register, len(gap.Lost))
}

// printLost names entries that are lost.
func printLost(to streams, lost []sealing.Placed) {
	for _, p := range lost {
		id := p.ID
		if id == "" {
			id = "(not known)"
		}
		fmt.Fprintf(to.out, "LOST  place %d  leaf %s  entry %s\n", p.Index, p.Leaf, id)
	}
}

// bridgeLog lets sealing go on from the published log after a restore.
type bridgeLog struct {
	logPlace
	GiveUp int `help:"How many entries are given up: exactly as many as are lost." required:""`
}

// Run moves the table's head over the gap. It signs nothing; a crash leaves part
// of the gap, and the command to be run again with what is then lost.
func (c bridgeLog) Run(ctx context.Context, to streams) (err error) {
	l, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	gap, err := l.gap(ctx)
	if err != nil {
		return err
	}
	if gap.Head >= gap.Published {
		return errors.New("there is no gap: the table knows all that is published")
	}
	if err := l.Bridge(ctx, gap, c.GiveUp); err != nil {
		return err
	}
	fmt.Fprintf(to.out, "%s goes on from place %d. %d entries have their place again, and %d are given up. Write down who decided it, and when.\n",
		l.register, gap.Published, len(gap.Here), len(gap.Lost))
	return nil
}
