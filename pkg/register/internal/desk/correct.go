package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// correctedSort is the place, in the partition about an entry, that the entry's
// one correction takes. It sorts before every instant.
const (
	correctedSort = "#corrected"
	attrBy        = "by"
	attrReplaces  = "replaces" // of a superseded item: the entry that no longer counts
)

// correctedKey is where an item stands once the entry has been corrected.
func correctedKey(register disclosure.Register, id disclosure.EntryID) store.Key {
	return store.Key{Partition: store.IndexPartition(register.String(), store.ByEntry, id.String()), Sort: correctedSort}
}

// Correct adds a correction of the entry: the disclosure as it should read. The
// original stays as it is, and the correction is found under everything that
// either of them says, so that a search by what was wrong finds what put it
// right. An entry is corrected once; a second correction corrects the first, so
// that there is always one last word.
//
// It costs one read more than [Registrar.Record]: of the entry it corrects.
func (r *Registrar) Correct(ctx context.Context, by Asking, id disclosure.EntryID, c disclosure.Correction) (Recorded, error) {
	reach, err := power.May(by.Caller, "correct-disclosure")
	if err != nil {
		return Recorded{}, err
	}
	normalise(&c.Disclosure)
	o, err := r.once(by, "correct", struct {
		ID   disclosure.EntryID
		Body disclosure.Correction
	}{id, c})
	if err != nil {
		return Recorded{}, err
	}
	return Afresh(ctx, func(answer *Recorded) error {
		return r.correct(ctx, by.Caller, reach, o, id, &c, answer)
	})
}

func (r *Registrar) correct(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, id disclosure.EntryID, c *disclosure.Correction, answer *Recorded) error {
	d := &c.Disclosure
	known, err := r.load(ctx, by, reach, o, d, facts.Briefly)
	if err != nil {
		return err
	}
	if known.first != nil {
		return o.First(*known.first, answer)
	}
	item, wrong, err := r.wrongEntry(ctx, by, reach, id)
	if err != nil {
		return err
	}
	before, file, root := wrong.disclosed, wrong.file, wrong.root

	at := r.at()
	decision := r.decideCorrection(by, wrong, d, known, at)
	if !decision.Accepted() {
		return refused(decision)
	}
	var counted disclosure.Date
	if known.file != nil && wrong.RecordedAt.After(known.file.ConfirmedAt) {
		counted = disclosure.DateOf(before.DisclosedAt)
	}
	outside := r.outside(by.Register, wrong.Owner(), known.file, d, decision.Flags)
	draft, err := r.draft(by, at, disclosure.Entry{
		Kind: disclosure.KindCorrection, Case: d.Case, About: root, Department: wrong.Owner(),
		Policy: &decision.Versions, Flags: decision.Flags,
	}, c)
	if err != nil {
		return err
	}
	joined, err := r.join(draft, by, reach, known.file, d, outside, counted)
	if err != nil {
		return err
	}
	draft.File = file
	draft.aspects, draft.consent = decision.Aspects, decision.Consent
	r.addWhatElseIsKnown(draft, joined, known, d)
	if err := draft.Unwatch(item, store.WatchPrefix); err != nil {
		return err
	}
	r.watchDisclosure(draft, d)
	draft.exclusive(correctedKey(by.Register, id), store.Attrs{attrBy: draft.Entry.ID.String()},
		disclosure.Fail(disclosure.Conflict, "This entry has been corrected already. Open it, and correct its latest correction."))
	draft.index(at, []term{{store.ByEntry, root.String()}}, store.Attrs{attrKind: string(disclosure.KindCorrection)})

	draft.index(before.DisclosedAt, []term{{store.BySuperseded, ""}}, store.Attrs{attrReplaces: id.String()})

	terms := append(r.terms(by.Register, d, wrong.Owner(), decision.Flags, decision.Aspects), keptAspects(decision.KeptAspects)...)
	terms = append(terms, r.seriesTerms(by.Register, d, wrong.Owner())...)
	replaced := r.terms(by.Register, before, wrong.Owner(), wrong.Flags, aspectsOf(item))
	replaced = slices.DeleteFunc(replaced, func(t term) bool { return slices.Contains(terms, t) })
	draft.spare(append(slices.Clone(terms), replaced...), known.again)
	room := r.roomForKept(by.Register, d)
	if !r.keptMayLeaveUndecided(by.Register, d) {
		room++ // every correction is hinted at, whatever is kept
	}
	if r.law.KeptMayBear(by.Register, before) {
		room += policy.MaxKept // what the word before was found by
	}
	return r.indexAndCommit(ctx, o, draft, d, terms, replaced, room, answer)
}

// toCorrect is an entry that a correction is of.
type toCorrect struct {
	*disclosure.Entry
	disclosed *disclosure.Disclosure
	root      disclosure.EntryID // the original
	file      string             // the case's name in keys
}

// wrongEntry reads the entry that is to be corrected. One that the caller's reach does
// not take in is as one that does not exist.
func (r *Registrar) wrongEntry(ctx context.Context, by disclosure.Caller, reach power.Reach, id disclosure.EntryID) (item store.Item, wrong toCorrect, err error) {
	if item, err = r.entryItem(ctx, by.Register, id); err != nil {
		return item, wrong, err
	}
	entry, _, err := decodeEntry(item)
	switch {
	case err != nil:
		return item, wrong, err
	case !reach.Opens(by, entry):
		return item, wrong, noEntry()
	}
	wrong.Entry = entry
	if wrong.disclosed, wrong.root, err = entry.Disclosed(); err != nil {
		return item, wrong, err
	}
	wrong.file, err = nameIn(item)
	return item, wrong, err
}

// decideCorrection applies the rules to the disclosure as it should read. What is found
// stands where the correction has it.
func (r *Registrar) decideCorrection(by disclosure.Caller, wrong toCorrect, d *disclosure.Disclosure, known *loaded, at time.Time) policy.Decision {
	decision := r.decide(by, wrong.Owner(), d, wrong.disclosed, known, at)
	if wrong.file != known.name(d.Case) {
		decision.Malformed = append(decision.Malformed, formFinding("/case", "A correction stays in the case of the entry it corrects. If the case was wrong, record the disclosure in the right case and correct this one to say so."))
	}
	if (wrong.disclosed.Share == nil) != (d.Share == nil) {
		decision.Malformed = append(decision.Malformed, formFinding("/share", "A correction of a share is a share, and of a disclosure of people by name is none."))
	}
	return within("/disclosure", decision)
}

// within moves findings about a disclosure to where it stands in the body.
func within(prefix string, d policy.Decision) policy.Decision {
	for _, findings := range [][]disclosure.Finding{d.Malformed, d.Refusals} {
		for i := range findings {
			findings[i].Pointer = prefix + strings.TrimPrefix(findings[i].Pointer, prefix)
		}
	}
	for i := range d.Flags {
		d.Flags[i].Pointer = prefix + d.Flags[i].Pointer
	}
	return d
}
