package answering

import (
	"context"
	"maps"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Release says which draft is released.
type Release struct {
	Digest   string          `json:"digest" pattern:"^[0-9a-f]{64}$" patternDescription:"a SHA-256 in lower-case hexadecimal" doc:"The digest of the draft that was reviewed"`
	AsOf     disclosure.Date `json:"asOf,omitzero" format:"date" doc:"The day of that draft; today when left out"`
	LeaveOut []LeftOut       `json:"leaveOut,omitempty" maxItems:"200" doc:"Everything of the person's that is undecided, each by name: a decision to withhold it for this answer, looked at again within 28 days"`
}

// LeftOut is a disclosure that is left out of one answer.
type LeftOut struct {
	Entry  disclosure.EntryID `json:"entry" doc:"The entry that is its last word"`
	Reason string             `json:"reason" minLength:"1" maxLength:"2000"`
}

// ReleasedAnswer is the answer to a release.
type ReleasedAnswer struct {
	desk.Recorded
	Released disclosure.Released `json:"released"`
}

// Release records that the answer to a request went out as the draft that was
// reviewed, and ends the request. It is refused where the draft reads otherwise by
// now, and while anything of the person's is undecided that is not left out by name.
//
// What is left out is decided first, each with an entry of its own. If the process
// ends before the release is recorded, that much is decided and the request is open;
// the same call sent again goes on: of what is shown in part, that much is withheld whole by
// then, and the draft is judged as it was before. What is recorded about the person between the
// judgement and the commit is no part of this answer, and is listed first in the
// review of the next.
func (r *Answers) Release(ctx context.Context, by desk.Asking, id disclosure.EntryID, q Release) (ReleasedAnswer, error) {
	if _, err := power.May(by.Caller, "release-answer"); err != nil {
		return ReleasedAnswer{}, err
	}
	o, err := r.desk.Request(by, "release-answer", struct {
		ID disclosure.EntryID
		Release
	}{id, q})
	if err != nil {
		return ReleasedAnswer{}, err
	}
	return desk.Afresh(ctx, func(answer *ReleasedAnswer) error {
		return r.release(ctx, by, o, id, q, answer)
	})
}

func (r *Answers) release(ctx context.Context, by desk.Asking, o desk.Request, id disclosure.EntryID, q Release, answer *ReleasedAnswer) error {
	register, today := by.Caller.Register, disclosure.DateOf(r.desk.Now())
	key := store.EntryKey(register.String(), id.String())
	items, err := r.desk.Items(ctx, "load a request for access", []store.Key{o.Key, key})
	if err != nil {
		return err
	}
	if earlier, there := items[o.Key]; there {
		return o.First(earlier, answer)
	}
	f, err := requestIn(items[key])
	if err != nil {
		return err
	}
	asks, about, err := r.draftOf(ctx, register, SubjectQuestion{Subject: f.About.Reference, To: door.As(f.Request.As), AsOf: orToday(q.AsOf, today)})
	if err != nil {
		return err
	}
	switch now := facts.Find(about.requests, id); {
	case now == nil:
		return disclosure.Fail(disclosure.Conflict, "This request has been changed since. Look it up in the list of requests, and release by the entry that it now has.")
	case !now.Until.IsZero():
		return disclosure.Fail(disclosure.Conflict, "This request has ended.")
	case f.Request.IdentitySettled.IsZero():
		return disclosure.Fail(disclosure.Conflict, "It is not settled who asks. Record the day on which it was, and release after that.")
	case asks.AsOf.Before(f.From), asks.AsOf.After(today):
		return form.NotWellFormed(form.Finding("/asOf", "The day of the draft is before the request was received, or later than today."))
	}
	if err := r.desk.RefuseAbout(ctx, by.Caller, f.About.Reference); err != nil {
		return err
	}
	draft, review := r.door.Judge(asks)
	if draft.Digest() != q.Digest { // an attempt before this one may have decided what is left out
		asks.Decisions = slices.DeleteFunc(asks.Decisions, func(d door.Decision) bool {
			return about.decided[decidedOf{f.Request.As, d.Entry}].Request == id
		})
		draft, review = r.door.Judge(asks)
	}
	if draft.Digest() != q.Digest {
		return disclosure.Fail(disclosure.Conflict, "The draft has changed since it was reviewed. Review it as it reads now, and release that.")
	}
	released := disclosure.Released{Digest: q.Digest, AsOf: asks.AsOf, Shown: []disclosure.EntryID{}, Printed: []disclosure.PrintedLine{}}
	if err := r.leaveOut(ctx, by, id, q, f, review, about, &released); err != nil {
		return err
	}
	for _, j := range review.Disclosures {
		if j.Outcome == door.Shown {
			released.Shown = append(released.Shown, j.Root)
		}
	}
	slices.Sort(released.Shown)
	for _, line := range review.Printed {
		released.Printed = append(released.Printed, line.PrintedLine)
	}
	f.Until, f.Replaces, f.Released = today, id, &released
	answer.Released = released
	return r.desk.Learn(ctx, by.Caller, o, f, &answer.Recorded, answer)
}

// requestIn returns the request that the entry in an item records.
func requestIn(item store.Item) (disclosure.Fact, error) {
	none := disclosure.Fail(disclosure.NotFound, "There is no such request for access.")
	if len(item.Attrs) == 0 {
		return disclosure.Fact{}, none
	}
	e, err := desk.EntryIn(item)
	if err != nil {
		return disclosure.Fact{}, err
	}
	if e.Kind != disclosure.KindFact {
		return disclosure.Fact{}, none
	}
	f, err := facts.Of(e)
	if err == nil && f.Request == nil {
		err = none
	}
	return f, err
}

func orToday(day, today disclosure.Date) disclosure.Date {
	if day.IsZero() {
		return today
	}
	return day
}

// leaveOut decides to withhold, for this answer, what is undecided and named; and
// refuses the release while anything is undecided and not named, and while what is shown
// may be one sharing with something that is kept back.
func (r *Answers) leaveOut(ctx context.Context, by desk.Asking, id disclosure.EntryID, q Release, f disclosure.Fact, review door.Review, about toAnswer, released *disclosure.Released) error {
	var wrong []disclosure.Finding
	named := map[disclosure.EntryID]string{}
	var left []door.Judged
	for i, l := range q.LeaveOut {
		perhaps := slices.IndexFunc(review.Perhaps, func(j door.Judged) bool { return j.Entry == l.Entry && waiting(j) })
		if perhaps >= 0 { // nothing is decided of whether they were in it
			released.WithoutShares = append(released.WithoutShares, disclosure.LeftShare{Entry: review.Perhaps[perhaps].Root, Reason: l.Reason})
			named[l.Entry] = l.Reason
			continue
		}
		at := slices.IndexFunc(review.Disclosures, func(j door.Judged) bool { return j.Entry == l.Entry })
		switch {
		case at < 0:
			wrong = append(wrong, form.Finding(form.Pointer("leaveOut", i), "No disclosure that is or was about this person now reads by this entry."))
			continue
		case waiting(review.Disclosures[at]):
			left = append(left, review.Disclosures[at])
		case about.decided[decidedOf{f.Request.As, review.Disclosures[at].Root}].Request != id: // not by an attempt of this release
			wrong = append(wrong, form.Finding(form.Pointer("leaveOut", i), "This is not undecided."))
		}
		released.LeftOut = append(released.LeftOut, review.Disclosures[at].Root)
		named[l.Entry] = l.Reason
	}
	for _, j := range review.Disclosures {
		if _, is := named[j.Entry]; waiting(j) && !is {
			wrong = append(wrong, form.Finding("/leaveOut", "The disclosure that reads by entry "+j.Entry.String()+" is undecided. Decide on it, or leave it out by name with a reason."))
		}
	}
	for _, j := range review.Perhaps {
		if _, is := named[j.Entry]; waiting(j) && !is {
			wrong = append(wrong, form.Finding("/leaveOut", "The share that reads by entry "+j.Entry.String()+", which this person was perhaps in, is undecided. Decide to show or to withhold it, or that they were not in it; or leave it out by name with a reason."))
		}
	}
	for _, p := range review.PerhapsOne { // another record of it may be in an answer of before: it is not left out
		wrong = append(wrong, form.Finding("/digest", "The disclosure that reads by entry "+p.Shown.String()+" may be one sharing with the one that reads by entry "+p.Kept.String()+", which is kept back. Decide whether they are one or two, or decide to withhold the first by itself."))
	}
	if wrong != nil {
		return &disclosure.Error{
			Kind: disclosure.Conflict, Findings: wrong,
			Detail: "Something of this person's is undecided. Nothing was released.",
		}
	}
	for _, j := range left {
		decision := disclosure.AnswerDecision{
			Subject: f.About.Reference, To: f.Request.As, Entries: []disclosure.EntryID{j.Entry}, Decision: disclosure.DecideWithhold,
			Reason: named[j.Entry], ReviewOn: disclosure.DateOf(r.desk.Now()).AddDays(policy.LeftOutFor), Request: id,
		}
		each := desk.Asking{Caller: by.Caller, IdempotencyKey: by.IdempotencyKey + "/" + j.Entry.String()}
		if _, err := r.decideOnce(ctx, each, decision); err != nil {
			return err
		}
	}
	return nil
}

// released reports whether the very answer of the digest was released in the capacity.
// It is a word of what the Data Protection Officer did, and no word of what is kept.
func (a toAnswer) released(to door.As, digest string) bool {
	return slices.ContainsFunc(a.requests, func(k facts.Known) bool {
		return k.Released != nil && door.As(k.Request.As) == to && k.Released.Digest == digest
	})
}

// Differences are what two answers, side by side, would tell.
type Differences struct {
	Request    disclosure.EntryID   `json:"request" doc:"Entry of the request that was answered"`
	AsOf       disclosure.Date      `json:"asOf" format:"date" doc:"The day of that answer"`
	NoLonger   []disclosure.EntryID `json:"noLonger" doc:"Disclosures, by their original entries, and changes, by theirs, that it told of and this would not"`
	ShownSince []disclosure.EntryID `json:"shownSince" doc:"Those of that day or before that this would tell of and it did not"`
	Otherwise  []Otherwise          `json:"otherwise" doc:"Those of which both tell, and not the same. An answer released before 30 November 2026 is not compared so"`
}

// Otherwise is what two answers tell differently.
type Otherwise struct {
	Entry      disclosure.EntryID `json:"entry" doc:"Original entry of the disclosure, or the entry of the change"`
	NoLonger   []string           `json:"noLonger" doc:"Categories of the items that the answer released before gave and this would not"`
	ShownSince []string           `json:"shownSince" doc:"Categories of the items that this would give and it did not. Where both are empty, words, a name or a day differ"`
}

// differences compares a draft with every answer that was released in the same
// capacity, the latest first, line by line.
func (a toAnswer) differences(to door.As, review door.Review) []Differences {
	out := []Differences{}
	for _, k := range slices.Backward(a.requests) {
		if k.Released == nil || door.As(k.Request.As) != to {
			continue
		}
		d := Differences{Request: k.Entry, AsOf: k.Released.AsOf, NoLonger: []disclosure.EntryID{}, ShownSince: []disclosure.EntryID{}, Otherwise: []Otherwise{}}
		then, byLine := map[disclosure.EntryID]disclosure.PrintedLine{}, k.Released.Printed != nil
		for _, id := range k.Released.Shown {
			then[id] = disclosure.PrintedLine{}
		}
		for _, line := range k.Released.Printed {
			then[line.Entry] = line
		}
		for _, now := range review.Printed {
			was, told := then[now.Entry]
			delete(then, now.Entry)
			switch {
			case told && byLine && was.Words != now.Words:
				d.Otherwise = append(d.Otherwise, Otherwise{now.Entry, without(was.Data, now.Data), without(now.Data, was.Data)})
			case !told && !now.On.After(k.Released.AsOf) && (byLine || showsOf(review, now.Entry)):
				d.ShownSince = append(d.ShownSince, now.Entry)
			}
		}
		d.NoLonger = slices.AppendSeq(d.NoLonger, maps.Keys(then))
		slices.Sort(d.NoLonger)
		if len(d.NoLonger)+len(d.ShownSince)+len(d.Otherwise) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// showsOf reports whether the entry is a disclosure's that the draft shows.
func showsOf(review door.Review, root disclosure.EntryID) bool {
	return slices.ContainsFunc(review.Disclosures, func(j door.Judged) bool { return j.Root == root && j.Outcome == door.Shown })
}

// without returns what the first has and the second has not, each as often.
func without(all, of []string) []string {
	left := []string{}
	of = slices.Clone(of)
	for _, one := range all {
		if at := slices.Index(of, one); at >= 0 {
			of = slices.Delete(of, at, at+1)
			continue
		}
		left = append(left, one)
	}
	return left
}
