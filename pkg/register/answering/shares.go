package answering

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/store"
)

// Whether somebody was in a share of which not everybody is listed is found out
// elsewhere, and decided as anything else of that person's answer is. Who was in it is
// listed in a further part. Undecided, the share stands beside the review and in no
// answer.

// decideOfShare records that the person was not in a share, or that it cannot be told.
// It is so for every asker, until it is decided anew or the person is listed.
func (r *Answers) decideOfShare(ctx context.Context, by disclosure.Caller, o desk.Request, d disclosure.AnswerDecision, answer *desk.Decided) error {
	register, at := by.Register, r.desk.Now()
	about, err := r.answersTo(ctx, register, d.Subject)
	if err != nil {
		return err
	}
	if wrong := r.desk.Law().CheckDecision(d, disclosure.DateOf(at), false); wrong != nil {
		return form.NotWellFormed(wrong...)
	}
	root := d.Entries[0]
	s, err := r.desk.ShareOf(ctx, by, root)
	if err != nil {
		return err
	}
	last, err := r.desk.LastOf(ctx, register, root)
	if err != nil {
		return err
	}
	if r.desk.RecordedIt(by, s.Entry.RecordedBy) || r.desk.RecordedIt(by, last.Entry.RecordedBy) {
		return disclosure.Fail(disclosure.Forbidden, "Nobody decides about what they recorded themselves: ask another Data Protection Officer.")
	}
	listed, err := r.desk.Lists(ctx, register, s, d.Subject)
	if err != nil {
		return err
	}
	if listed {
		return form.NotWellFormed(form.Finding("/subject", "This person is listed in the share. Where that is a mistake, take them out of it."))
	}
	draft, err := r.desk.Draft(by, at, disclosure.Entry{Kind: disclosure.KindAnswerDecided, Case: s.Disclosure.Case}, d)
	if err != nil {
		return err
	}
	draft.File = s.File
	now := about.decided[decidedOf{d.To, root}]
	said := decidedLast{Entry: draft.Entry.ID, Subject: d.Subject, On: last.Entry.ID, By: draft.Entry.RecordedBy.Caller, Asked: now.Asked}
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
	draft.Put(store.AnswerDecisionKey(register.String(), r.desk.AnswersToken(register, d.Subject), string(d.To), root.String()),
		store.Attrs{attrDoc: doc, attrVersion: now.version + 1}, unchanged)
	draft.Also(desk.Unfenced(register, s.File))
	draft.Undecided(disclosure.DateOf(at)) // where it would be kept back, that is to be decided too
	draft.Event(root)
	if answer.Recorded, err = draft.AnswerTo(o); err != nil {
		return err
	}
	answer.Stands = true
	return r.desk.CommitAnswering(ctx, o, draft, answer)
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
func (r *Answers) partPerhaps(ctx context.Context, asks *door.Question) error {
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
	open, err := r.desk.UnlistedShares(ctx, asks.Register)
	if err != nil {
		return err
	}
	for _, h := range perhaps {
		as := slices.Clone(h)
		for i := range as {
			as[i].Disclosure = as[i].Disclosure.Of(asks.Subject)
		}
		if !slices.Contains(open, h.Root()) {
			now := h.Last()
			now.Disclosure, now.Removes = now.Disclosure.Of(""), true
			as = append(as, now)
		}
		asks.Perhaps = append(asks.Perhaps, as)
	}
	return nil
}

// UnlistedShare is a share of which not everybody is known to be listed.
type UnlistedShare struct {
	Entry       disclosure.EntryID   `json:"entry"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Recipient   disclosure.Recipient `json:"recipient"`
	Notice      string               `json:"notice"`
	Data        []string             `json:"data" doc:"Categories of data"`
	// Decided is CannotBeTold or empty: of who was not in it the share is not said.
	Decided disclosure.Verdict `json:"decided,omitempty" enum:"cannot-be-told" doc:"Given where the Data Protection Officer has decided that it cannot be told whether this person was in it. The person is told of it as such, unless something keeps it back"`
	Share   disclosure.Share   `json:"share" doc:"How many people, of which period, and how it can be told whether somebody was in it"`
}

// unlistedShares reads the shares of which not everybody is known to be listed: whoever
// answers about a person has to look elsewhere whether they were in one. One that this
// person was not in is left out.
func (r *Answers) unlistedShares(ctx context.Context, register disclosure.Register, about toAnswer) ([]UnlistedShare, error) {
	all, err := r.allUnlisted(ctx, register)
	return about.perhapsOf(all), err
}

// perhapsOf are those of the shares that the person was perhaps in.
func (a toAnswer) perhapsOf(all []UnlistedShare) []UnlistedShare {
	shares, decided := []UnlistedShare{}, a.ofShares()
	for _, share := range all {
		if share.Decided = decided[share.Entry].OfShare; share.Decided != disclosure.NotInIt {
			shares = append(shares, share)
		}
	}
	return shares
}

// allUnlisted reads the shares of which not everybody is known to be listed, whoever was
// in them.
func (r *Answers) allUnlisted(ctx context.Context, register disclosure.Register) ([]UnlistedShare, error) {
	open, err := r.desk.UnlistedShares(ctx, register)
	if err != nil {
		return nil, err
	}
	var shares []UnlistedShare
	for _, id := range open {
		last, err := r.desk.LastOf(ctx, register, id)
		if desk.IsNotFound(err) {
			continue // destroyed since
		}
		if err != nil {
			return nil, err
		}
		d := last.Disclosure
		shares = append(shares, UnlistedShare{
			Entry: id, DisclosedAt: d.DisclosedAt, Recipient: d.Recipient, Notice: d.Notice, Data: desk.Categories([]string{}, d), Share: *d.Share,
		})
	}
	return shares, nil
}
