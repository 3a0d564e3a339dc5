package exporting

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/plain"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/sealing"
)

// mostBundleRows is how many rows one evidence bundle may have, unless told
// otherwise. A zip's directory is kept in memory while it is checked, and most of it
// while it is written: under 1 KB of a row. More is asked for in several bundles.
const mostBundleRows = 200_000

// bundleProgress is how many rows of a bundle are written between two notes of
// progress.
const bundleProgress = 1000

// evidence is an evidence bundle: entries, with proof that each is in the log.
type evidence struct{}

func (evidence) file() file { return file{"evidence", "zip", bundle.ContentType} }

func (evidence) check(ctx context.Context, j *Jobs, by disclosure.Caller, e Request, wrong *form.Findings) error {
	noTotal(e, wrong)
	wrong.Refuse(e.Rows != "", "/rows", "A bundle has every entry as it was recorded: leave this out.")
	wrong.Refuse(e.Filter != nil && e.Range != nil, "/range", "Give a filter or a range, not both: a range has everything in it.")
	wrong.Refuse(e.Filter == nil && e.Range == nil, "/filter", "Say which entries: a filter ({} is every disclosure), or a range of the log.")
	return j.provable(ctx, by, e, wrong)
}

// provable refuses what is beyond the log as it is published now.
func (j *Jobs) provable(ctx context.Context, by disclosure.Caller, e Request, wrong *form.Findings) error {
	size, err := j.treeSize(ctx, by.Register)
	if err != nil {
		return err
	}
	if wanted := e.Range; wanted != nil {
		end := wanted.End
		if end == 0 {
			end = size
		}
		switch {
		case wrong.Refuse(wanted.First < 0, "/range/first", "Leaves are counted from 0."):
		case wrong.Refuse(wanted.End != 0 && wanted.End <= wanted.First, "/range/end", "The range ends before it begins: end is the leaf after the last."):
		case wrong.Refuse(wanted.End > size, "/range/end", "The log has %d entries, so that the highest end is %d. Leave end out for everything up to this request.", size, size):
		case wrong.Refuse(wanted.First > size, "/range/first", "The log has %d entries, and none at %d. If you kept a checkpoint of so many, the log has shrunk: keep it, and tell the Data Protection Officer.", size, wanted.First):
		case wrong.Refuse(end-wanted.First > int64(j.bundleRows), "/range", "A bundle has at most %s rows, and this range %s. Ask for several, each from where the last ended.", plain.Number(j.bundleRows), plain.Number(end-wanted.First)):
		}
	}
	for i, older := range e.Since {
		wrong.Refuse(older < 1 || older > size, form.Pointer("since", i), "The log has %d entries: an older checkpoint is of 1 to %d. If you kept one of more, the log has shrunk: keep it, and tell the Data Protection Officer.", size, size)
	}
	return nil
}

// treeSize is how many leaves the published log has; none while it is not there yet.
func (j *Jobs) treeSize(ctx context.Context, register disclosure.Register) (int64, error) {
	checkpoint, err := j.desk.NewestCheckpoint(ctx, register)
	if checkpoint == "" || err != nil {
		return 0, err
	}
	tree, err := ledger.ReadTree([]byte(checkpoint))
	if err != nil {
		return 0, fmt.Errorf("read the checkpoint: %w", err)
	}
	return tree.N, nil
}

// place is an entry of the log, by its index.
type place struct {
	index int64
	// Place is where the index lists the entry, when a search found it.
	desk.Listed
	// person is where the person is listed for whom a search found the part of a share that
	// this is.
	person desk.Place
}

// chapter is the part of a job that goes into one bundle file.
type chapter struct {
	j        *Jobs
	register disclosure.Register
	view     *sealing.View
	out      *bundle.Writer
	rows     int
	last     int64 // index of the last row
	gone     map[ledger.Leaf]place
	lost     []int64 // leaves without entry or certificate
	changed  []int64 // leaves whose entry is another
	unleaved []int64 // places of certificates whose leaf's item is gone or another
}

// write writes the rows of the job with the proof of each, under one
// checkpoint that has them all. It waits for entries that are on their way into
// the log; what is wrong with the register is in the bundle, and is told, and
// stops nothing. A crash anywhere leaves a file that is never named.
func (evidence) write(ctx context.Context, j *Jobs, register disclosure.Register, asked job, w io.Writer) (filled, error) {
	keys, err := j.log.Keys(register.String())
	if err != nil {
		return filled{}, err
	}
	from, complete, warnings, err := j.sourceOf(ctx, register, asked)
	if err != nil {
		return filled{}, err
	}
	c := &chapter{j: j, register: register, gone: map[ledger.Leaf]place{}}
	if c.view, err = j.sealedUpTo(ctx, register, from.end()); err != nil {
		return filled{}, err
	}
	checkpoint, err := keys.Open(c.view.Checkpoint.Signed)
	if err != nil {
		return filled{}, fmt.Errorf("open the published checkpoint: %w", err)
	}
	var stated bundle.Range
	if complete != nil {
		stated = bundle.Range{First: complete.First, End: complete.End}
	}
	begin := bundle.NewWriter
	if from.opens() {
		begin = bundle.NewOpeningWriter
	}
	if c.out, err = begin(w, keys, checkpoint, stated); err != nil {
		return filled{}, err
	}
	for {
		places, err := from.next(ctx)
		if err != nil {
			return filled{}, err
		}
		if len(places) == 0 {
			break
		}
		if err := c.add(ctx, places); err != nil {
			return filled{}, err
		}
		if err := j.progress(ctx, register, &asked, c.rows, bundleProgress); err != nil {
			return filled{}, err
		}
	}
	if err := c.end(ctx, asked.Since); err != nil {
		return filled{}, err
	}
	return filled{rows: c.rows, complete: complete, warnings: append(warnings, c.warnings()...)}, nil
}

// add writes the rows of at most [desk.EntriesAtOnce] places.
func (c *chapter) add(ctx context.Context, places []place) error {
	found, err := c.j.desk.Kept(ctx, c.register, idsOf(places))
	if err != nil {
		return err
	}
	opened, err := c.opened(ctx, places)
	if err != nil {
		return err
	}
	for _, p := range places {
		receipt, err := c.view.Receipt(p.index)
		if err != nil {
			return fmt.Errorf("prove leaf %d: %w", p.index, err)
		}
		row := bundle.Row{Receipt: receipt}
		kept, there := found[p.ID]
		switch {
		case !there:
			out, err := c.j.disposedMeanwhile(ctx, p)
			if err != nil {
				return err
			}
			if out {
				continue
			}
			c.gone[receipt.Leaf] = p
		default:
			row.Entry, row.Salt = kept.Entry, kept.Salt
			if person, there := opened[p.person]; there {
				row.People = []bundle.Opened{bundle.Opened(person)}
			}
			if row.Differs = ledger.NewLeaf(row.Salt, row.Entry) != receipt.Leaf || len(row.People) > 0 && !bundle.Opens(row.Entry, row.People); row.Differs {
				c.changed = append(c.changed, p.index)
			}
		}
		if err := c.out.Add(row); err != nil {
			return err
		}
		c.rows, c.last = c.rows+1, p.index
	}
	return nil
}

// opened reads whom the parts of shares among the places were found for.
func (c *chapter) opened(ctx context.Context, places []place) (map[desk.Place]desk.Person, error) {
	var people []desk.Place
	for _, p := range places {
		if p.person != (desk.Place{}) {
			people = append(people, p.person)
		}
	}
	return c.j.desk.Opened(ctx, people)
}

// end adds the certificates of what was destroyed, and the proofs that the log
// extends the older sizes.
func (c *chapter) end(ctx context.Context, since []int64) error {
	if err := c.certify(ctx); err != nil {
		return err
	}
	for _, older := range slices.Sorted(slices.Values(since)) {
		proof, err := c.view.Extends(older)
		if err != nil {
			return err
		}
		if err := c.out.Extends(proof); err != nil {
			return err
		}
	}
	return c.out.Close()
}

// warnings say what the bundle shows to be wrong.
func (c *chapter) warnings() []string {
	var all []string
	if len(c.lost) > 0 {
		all = append(all, fmt.Sprintf("LOST, not destroyed: %s. The log has the leaf, and the register has neither the entry nor a certificate that names it. If records were being destroyed just then, ask again tomorrow; otherwise somebody removed it.", leavesInWords(c.lost)))
	}
	if len(c.changed) > 0 {
		all = append(all, fmt.Sprintf("CHANGED since it was recorded: %s. The entry, its salt or whom it lists, as the register has them now, are not what the log committed to.", leavesInWords(c.changed)))
	}
	if len(c.unleaved) > 0 {
		all = append(all, fmt.Sprintf("CHANGED in the table: the leaf's item of %s, a certificate of what was destroyed. It is gone, or does not say its place in the log: somebody removed or changed it. The log has the leaf itself.", leavesInWords(c.unleaved)))
	}
	return all
}

// mostNamed bounds how many leaves a warning names.
const mostNamed = 20

func leavesInWords(indexes []int64) string {
	slices.Sort(indexes)
	var named []string
	for _, index := range indexes[:min(len(indexes), mostNamed)] {
		named = append(named, fmt.Sprint(index))
	}
	switch {
	case len(indexes) == 1:
		return "the entry of leaf " + named[0]
	case len(indexes) > mostNamed:
		return fmt.Sprintf("%d entries, those of leaves %s and more", len(indexes), strings.Join(named, ", "))
	}
	return fmt.Sprintf("%d entries, those of leaves %s", len(indexes), strings.Join(named, ", "))
}

func idsOf(places []place) []disclosure.EntryID {
	ids := make([]disclosure.EntryID, 0, len(places))
	for _, p := range places {
		ids = append(ids, p.ID)
	}
	return ids
}
