package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Whether somebody was in a share of which not everybody is listed is found out
// elsewhere, and decided as anything else of that person's answer is. Who was in it is
// listed in a further part. Undecided, the share stands beside the review and in no
// answer.

// decideOfShare records that the person was not in a share, or that it cannot be told.
// It is so for every asker, until it is decided anew or the person is listed.
func (r *Registrar) decideOfShare(ctx context.Context, by disclosure.Caller, o Request, d disclosure.AnswerDecision, answer *Decided) error {
	register, at := by.Register, r.at()
	about, err := r.answersTo(ctx, register, d.Subject)
	if err != nil {
		return err
	}
	if about.isSomebodyNamed(by) {
		return notAboutOneself()
	}
	if wrong := r.law.CheckDecision(d, disclosure.DateOf(at), false); wrong != nil {
		return notWellFormed(wrong...)
	}
	root := d.Entries[0]
	s, err := r.shareEntry(ctx, by, power.All, root)
	if err != nil {
		return err
	}
	last, err := r.lastOf(ctx, register, root)
	if err != nil {
		return err
	}
	if r.recordedIt(by, s.entry.RecordedBy) || r.recordedIt(by, last.entry.RecordedBy) {
		return disclosure.Fail(disclosure.Forbidden, "Nobody decides about what they recorded themselves: ask another Data Protection Officer.")
	}
	token := r.keys.subject(register, d.Subject)
	listed, err := r.itemsAt(ctx, "look who is in a share", []store.Key{memberKey(register, token, s.sort())})
	if err != nil {
		return err
	}
	if len(listed) > 0 {
		return notWellFormed(formFinding("/subject", "This person is listed in the share. Where that is a mistake, take them out of it."))
	}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindAnswerDecided, Case: s.disclosure.Case}, d)
	if err != nil {
		return err
	}
	draft.File = s.file
	now := about.decided[decidedOf{d.To, root}]
	said := decidedLast{Entry: draft.Entry.ID, Subject: d.Subject, On: last.entry.ID, By: draft.Entry.RecordedBy.Caller, Asked: now.Asked}
	if now.OfShare != "" && now.Entry != now.saidBy() { // what was decided to be told of it stands
		said = now
	}
	said.OfShare, said.SaidBy = d.Decision, draft.Entry.ID
	doc, err := json.Marshal(said)
	if err != nil {
		return fmt.Errorf("encode a decision on an answer: %w", err)
	}
	unchanged := store.Absent()
	if now.version > 0 {
		unchanged = store.Attr(attrVersion, now.version)
	}
	draft.Put(store.AnswerDecisionKey(register.String(), r.answersToken(register, d.Subject), string(d.To), root.String()),
		store.Attrs{attrDoc: doc, attrVersion: now.version + 1}, unchanged)
	draft.Also((&CaseFile{name: s.file}).Unfenced(register))
	draft.undecided(disclosure.DateOf(at)) // where it would be kept back, that is to be decided too
	draft.index(at, []term{{store.ByCaseEvent, ""}, {store.ByEntry, root.String()}}, store.Attrs{attrKind: string(disclosure.KindAnswerDecided)})
	if answer.Recorded, err = draft.AnswerTo(o); err != nil {
		return err
	}
	answer.Stands = true
	return r.commitAnswering(ctx, o, draft, answer)
}

// perhapsIn are the shares of which it was decided that it cannot be told whether the
// person was in them.
func (a toAnswer) perhapsIn() []disclosure.EntryID {
	var roots []disclosure.EntryID
	for root, s := range a.ofShares() {
		if s.OfShare == disclosure.CannotBeTold {
			roots = append(roots, root)
		}
	}
	slices.Sort(roots)
	return roots
}

// partPerhaps parts what the person was in from what they were perhaps in: shares that
// are about nobody yet. One that is wholly listed by now, without the person, is about
// them no longer, and waits: whoever counts its people anew does not decide for them.
func (r *Registrar) partPerhaps(ctx context.Context, asks *door.Question) error {
	var mine, perhaps []door.History
	for _, h := range asks.Histories {
		d := h.Last().Disclosure
		if d.Share == nil || slices.ContainsFunc(h, func(w door.Word) bool { return len(w.Disclosure.Subjects) > 0 }) {
			mine = append(mine, h)
			continue
		}
		perhaps = append(perhaps, h)
	}
	asks.Histories = mine
	for i, d := range asks.Decisions { // of somebody who is listed since, more is to be shown than was decided on
		listed := d.Perhaps && d.Show && slices.ContainsFunc(mine, func(h door.History) bool { return h.Root() == d.Entry })
		asks.Decisions[i].Open = d.Open || listed
	}
	if perhaps == nil {
		return nil
	}
	open := map[disclosure.EntryID]bool{}
	for page, err := range r.pages(ctx, "query shares not wholly listed", store.Query{Partition: store.UnlistedPartition(asks.Register.String()), Limit: store.MaxBatch}) {
		if err != nil {
			return err
		}
		for _, item := range page {
			open[entryOf(item)] = true
		}
	}
	for _, h := range perhaps {
		as := membership{person: asks.Subject}.history(h)
		if !open[h.Root()] {
			now := h.Last()
			now.Disclosure, now.Removes = now.Disclosure.Of(""), true
			as = append(as, now)
		}
		asks.Perhaps = append(asks.Perhaps, as)
	}
	return nil
}
