package answering

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// DecideAnswer records what the Data Protection Officer decided to show to, or to withhold
// from, one person or who acts for them, of the disclosures as they now read; or that the
// department that recorded them was asked, which decides nothing. A later word on one opens
// the question again; so does the day of review.
//
// The entry belongs to the disclosures' case, and goes with it.
func (r *Answers) DecideAnswer(ctx context.Context, by desk.Asking, d disclosure.AnswerDecision) (desk.Decided, error) {
	if _, err := power.May(by.Caller, "decide-answer"); err != nil {
		return desk.Decided{}, err
	}
	if d.Request != "" {
		return desk.Decided{}, form.NotWellFormed(form.Finding("/request", "What is left out of one answer is named when the answer is released."))
	}
	return r.decideOnce(ctx, by, d)
}

func (r *Answers) decideOnce(ctx context.Context, by desk.Asking, d disclosure.AnswerDecision) (desk.Decided, error) {
	o, err := r.desk.Request(by, "decide-answer", d)
	if err != nil {
		return desk.Decided{}, err
	}
	return desk.Insist(ctx, r.desk, func(answer *desk.Decided) error {
		return r.decideAnswer(ctx, by.Caller, o, d, answer)
	})
}

// decidedWord is a disclosure that a decision names, as it now reads.
type decidedWord struct {
	history door.History
	judged  door.Judged
	now     decidedLast // what was decided of it last; zero where nothing was
	perhaps bool        // it is a share, and nobody can tell whether the person was in it
}

func (r *Answers) decideAnswer(ctx context.Context, by disclosure.Caller, o desk.Request, d disclosure.AnswerDecision, answer *desk.Decided) error {
	register, today := by.Register, disclosure.DateOf(r.desk.Now())
	earlier, err := r.desk.Items(ctx, "load an earlier decision", []store.Key{o.Key})
	if err != nil {
		return err
	}
	if item, there := earlier[o.Key]; there {
		return o.First(item, answer)
	}
	if err := r.desk.RefuseAbout(ctx, by, d.Subject); err != nil {
		return err
	}
	if d.Decision.OfShare() {
		return r.decideOfShare(ctx, by, o, d, answer)
	}
	asks, about, err := r.draftOf(ctx, register, SubjectQuestion{Subject: d.Subject, To: door.As(d.To), AsOf: today})
	if err != nil {
		return err
	}
	_, review := r.door.Judge(asks)
	words, err := named(d, asks, review, about)
	if err != nil {
		return err
	}
	if wrong := append(append(r.desk.Law().CheckDecision(d, today, takenOut(words)), r.reaches(d, words, today)...), oneCause(words)...); wrong != nil {
		return form.NotWellFormed(wrong...)
	}
	file, err := r.refuseOwn(ctx, by, words)
	if err != nil {
		return err
	}
	two := false
	if d.Decision == disclosure.DecideShow {
		if err := r.refuseForbidden(asks, words); err != nil {
			return err
		}
		// A correction that makes it read otherwise takes nobody away.
		needs := func(w door.Word) bool {
			return r.desk.Law().NeedsTwo(w.Disclosure, w.Why) || r.tellsOfMarker(register, w.Disclosure)
		}
		two = slices.ContainsFunc(words, func(w decidedWord) bool {
			return slices.ContainsFunc(w.history, needs) || ofMarker(w.judged) || r.soundsOfMarker(w)
		})
	}
	proposed, err := r.secondOf(ctx, by, d, words, two)
	if err != nil {
		return err
	}
	return r.recordDecision(ctx, by, o, d, words, file, proposed, answer)
}

// recordDecision commits the decision, and what each disclosure's last one now is. It
// stands unless it is proposed, for a second person to confirm.
func (r *Answers) recordDecision(ctx context.Context, by disclosure.Caller, o desk.Request, d disclosure.AnswerDecision, words []decidedWord, file string, proposed bool, answer *desk.Decided) error {
	register, at := by.Register, r.desk.Now()
	ref := words[0].history.Last().Disclosure.Case
	draft, err := r.desk.Draft(by, at, disclosure.Entry{Kind: disclosure.KindAnswerDecided, Case: ref, About: d.Confirms}, d)
	if err != nil {
		return err
	}
	s := decidedLast{
		Entry: draft.Entry.ID, Subject: d.Subject, Show: d.Decision == disclosure.DecideShow, Proposed: proposed, Two: d.Confirms != "", By: draft.Entry.RecordedBy.Caller,
		ReviewOn: d.ReviewOn, Request: d.Request,
	}
	asking := d.Decision == disclosure.AskDepartment
	draft.File = file
	var roots []disclosure.EntryID
	token := r.desk.AnswersToken(register, d.Subject)
	for _, w := range words {
		roots = append(roots, w.history.Root())
		s.On, s.Asked, s.OfShare, s.SaidBy = w.history.Last().Entry, w.now.Asked, "", ""
		if w.perhaps && w.now.OfShare != "" {
			s.OfShare, s.SaidBy = w.now.OfShare, w.now.saidBy()
		}
		if d.Asked != nil {
			s.Asked = draft.Entry.ID
		}
		kept := s
		if asking { // what is decided stands as it did
			kept = w.now
			kept.Asked = s.Asked
		}
		doc, err := json.Marshal(kept)
		if err != nil {
			return fmt.Errorf("encode a decision on an answer: %w", err)
		}
		unchanged := store.Absent()
		if w.now.version > 0 {
			unchanged = store.Attr(attrVersion, w.now.version)
		}
		draft.Put(store.AnswerDecisionKey(register.String(), token, string(d.To), w.history.Root().String()),
			store.Attrs{attrDoc: doc, attrVersion: w.now.version + 1}, unchanged)
	}
	draft.Also(desk.Unfenced(register, file))
	draft.Event(roots...)
	switch {
	case proposed:
		draft.Undecided(disclosure.DateOf(at))
	case !d.ReviewOn.IsZero():
		draft.Undecided(d.ReviewOn)
	}
	if answer.Recorded, err = draft.AnswerTo(o); err != nil {
		return err
	}
	answer.Stands = !proposed && !asking
	return r.desk.CommitAnswering(ctx, o, draft, answer)
}

// named finds the disclosures that the decision names, by the words they now read.
func named(d disclosure.AnswerDecision, asks door.Question, review door.Review, about toAnswer) ([]decidedWord, error) {
	var words []decidedWord
	var wrong, unknown []disclosure.Finding
	histories := slices.Concat(asks.Histories, asks.Perhaps)
	for i, id := range d.Entries {
		at := slices.IndexFunc(histories, func(h door.History) bool {
			return slices.ContainsFunc(h, func(w door.Word) bool { return w.Entry == id })
		})
		if at < 0 {
			unknown = append(unknown, form.Finding(form.Pointer("entries", i), "No disclosure that is or was about this person has this entry."))
			continue
		}
		w := decidedWord{history: histories[at], perhaps: at >= len(asks.Histories)}
		if w.history.Last().Entry != id {
			wrong = append(wrong, form.Finding(form.Pointer("entries", i), "A correction has taken its place. Look at how the disclosure now reads, and decide on that."))
		}
		for _, j := range slices.Concat(review.Disclosures, review.Perhaps) {
			if j.Root == w.history.Root() {
				w.judged = j
			}
		}
		w.now = about.decided[decidedOf{d.To, w.history.Root()}]
		words = append(words, w)
	}
	switch {
	case unknown != nil:
		return nil, &disclosure.Error{Kind: disclosure.NotFound, Detail: "There is no such entry.", Findings: unknown}
	case wrong != nil:
		return nil, form.NotWellFormed(wrong...)
	}
	return words, nil
}

// takenOut reports whether all the person has to do with the disclosures is that a
// correction took them out. Then it is not their data, and no ground is needed to
// leave it out.
func takenOut(words []decidedWord) bool {
	return !slices.ContainsFunc(words, func(w decidedWord) bool {
		return !slices.ContainsFunc(w.judged.Because, func(b door.Because) bool { return b.Cause == door.CorrectionTakes })
	})
}

// reaches refuses to withhold on an exemption that could keep nothing from who asks.
func (r *Answers) reaches(d disclosure.AnswerDecision, words []decidedWord, today disclosure.Date) []disclosure.Finding {
	if d.Decision != disclosure.DecideWithhold || d.Ground == "" || takenOut(words) || r.desk.Law().CouldKeep(d.Ground, today, d.To == disclosure.AskerRepresentative) {
		return nil
	}
	return []disclosure.Finding{form.Finding("/ground", "This exemption keeps nothing from this asker. The list of what is undecided says which could (couldReach).")}
}

// ofOneCase refuses a disclosure that is not of the first one's case and cause.
func ofOneCase(n int) disclosure.Finding {
	return form.Finding(form.Pointer("entries", n), "One decision covers several disclosures only where they are of one case and wait for one cause on one ground. Decide on this one by itself.")
}

// oneCause refuses to decide at once on what is not undecided for the same causes on
// the same grounds. Of one case they are too: [Answers.refuseOwn].
func oneCause(words []decidedWord) []disclosure.Finding {
	first := words[0]
	for i, w := range words[1:] {
		if w.judged.Outcome != first.judged.Outcome || !slices.EqualFunc(w.judged.Because, first.judged.Because, sameCause) {
			return []disclosure.Finding{ofOneCase(i + 1)}
		}
	}
	return nil
}

// sameCause compares causes and grounds, and not which words are to be looked at.
func sameCause(a, b door.Because) bool { return a.Cause == b.Cause && a.Ground == b.Ground }

// refuseOwn refuses to decide on what the caller recorded: any word of it. It returns
// the name in keys of the case that the words are of.
func (r *Answers) refuseOwn(ctx context.Context, by disclosure.Caller, words []decidedWord) (file string, err error) {
	var keys []store.Key
	for _, w := range words {
		for _, word := range w.history {
			keys = append(keys, store.EntryKey(by.Register.String(), word.Entry.String()))
		}
	}
	items, err := r.desk.Items(ctx, "load who recorded a disclosure", keys)
	if err != nil {
		return "", err
	}
	for _, item := range items {
		e, err := desk.EntryIn(item)
		if err != nil {
			return "", err
		}
		if r.desk.RecordedIt(by, e.RecordedBy) {
			return "", disclosure.Fail(disclosure.Forbidden, "Nobody decides about what they recorded themselves, or somebody of their name did: ask another Data Protection Officer.")
		}
	}
	for i, w := range words {
		last, there := items[store.EntryKey(by.Register.String(), w.history.Last().Entry.String())]
		if !there {
			return "", desk.ErrRace // destroyed meanwhile
		}
		stored, err := desk.StoredIn(last)
		if err != nil {
			return "", err
		}
		name, err := stored.CaseName()
		if err != nil {
			return "", err
		}
		if i > 0 && name != file {
			return "", form.NotWellFormed(ofOneCase(i))
		}
		file = name
	}
	return file, nil
}

// refuseForbidden refuses to show what the door would not show whoever decided it:
// what another law forbids, and what tells of a marker that does not say told.
func (r *Answers) refuseForbidden(asks door.Question, words []decidedWord) error {
	// This one takes their place, but for those of who is shown no less.
	asks.Decisions = slices.DeleteFunc(slices.Clone(asks.Decisions), func(d door.Decision) bool { return d.To == asks.As })
	asks.One, asks.WereOne = nil, nil // another record of the same sharing is decided on by itself
	for _, w := range words {
		asks.Decisions = append(asks.Decisions, door.Decision{
			Entry: w.history.Root(), Subject: asks.Subject, To: asks.As, Show: true, Two: true, On: w.history.Last().Entry,
		})
	}
	_, review := r.door.Judge(asks)
	var wrong []disclosure.Finding
	for i, w := range words {
		for _, j := range slices.Concat(review.Disclosures, review.Perhaps) {
			if j.Root != w.history.Root() || j.Outcome == door.Shown {
				continue
			}
			for _, b := range j.Because {
				// The cause's own sentence: what is said of this one may quote an officer's words.
				wrong = append(wrong, disclosure.Finding{Rule: disclosure.FormRule, Pointer: form.Pointer("entries", i), Detail: b.Cause.Says()})
			}
		}
	}
	if wrong != nil {
		return &disclosure.Error{
			Kind: disclosure.Refused, Findings: wrong,
			Detail: "This cannot be shown, whoever decides. What forbids it has to go first, on record: the order discharged, the opinion given, the marker recorded as told.",
		}
	}
	return nil
}

// ofMarker reports whether the disclosure tells of a marker.
func ofMarker(j door.Judged) bool {
	return slices.ContainsFunc(j.Because, func(b door.Because) bool { return b.Cause == door.TellsOfMarker || b.Cause == door.OwnMarker })
}

// tellsOfMarker reports whether the word tells of a marker, by its data or by what would be
// printed of it.
func (r *Answers) tellsOfMarker(register disclosure.Register, d *disclosure.Disclosure) bool {
	return r.desk.Law().TellsOfMarker(register, d) || slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return policy.IsMarkerData(i.Category) })
}

// soundsOfMarker reports whether the words wait that an officer wrote, and any of them
// sound of a marker or of a restriction of contact, or may tell of one in any other words.
func (r *Answers) soundsOfMarker(w decidedWord) bool {
	return w.judged.OfStaff || slices.ContainsFunc(w.judged.Because, func(b door.Because) bool { return b.Cause == door.WordsUnseen }) &&
		slices.ContainsFunc(w.history, func(word door.Word) bool {
			texts := policy.Read(word.Disclosure, word.Why)
			return texts.SoundsOfMarker() || texts.SoundsOfRestriction()
		})
}

// secondOf says whether the decision is a first person's proposal, where two have to
// decide, and refuses one that confirms nothing, or one's own.
func (r *Answers) secondOf(ctx context.Context, by disclosure.Caller, d disclosure.AnswerDecision, words []decidedWord, two bool) (proposed bool, err error) {
	switch {
	case !two && d.Confirms != "":
		return false, form.NotWellFormed(form.Finding("/confirms", "One person may decide this alone. Leave this out."))
	case !two:
		return false, nil
	case d.Asked == nil:
		return false, form.NotWellFormed(form.Finding("/asked", "Something in it says that it was with the police, for safeguarding or against serious harm, or it tells of a marker. Ask the department that recorded it, and say who was asked, when, and what they said."))
	case d.Confirms == "":
		return true, nil
	}
	for _, w := range words {
		if w.now.Entry != d.Confirms || !w.now.Proposed || w.now.On != w.history.Last().Entry {
			return false, disclosure.Fail(disclosure.Conflict, "The decision that this confirms is not waiting for a second person on these words. Look at the list of what is undecided.")
		}
	}
	first, _, err := r.desk.EntryAt(ctx, by.Register, d.Confirms)
	if err != nil {
		return false, err
	}
	if r.desk.RecordedIt(by, first.RecordedBy) {
		return false, disclosure.Fail(disclosure.Forbidden, "Two people have to decide this: somebody else, of another name, confirms it. Ask another Data Protection Officer.")
	}
	return false, nil
}

// draftOf reads all that an answer rests on, with what was decided and asked for it.
func (r *Answers) draftOf(ctx context.Context, register disclosure.Register, q SubjectQuestion) (door.Question, toAnswer, error) {
	about, err := r.answersTo(ctx, register, q.Subject)
	if err != nil {
		return door.Question{}, toAnswer{}, err
	}
	asks, err := r.asks(ctx, register, q, about, about.perhapsIn()...)
	if err != nil {
		return door.Question{}, toAnswer{}, err
	}
	if err := r.partPerhaps(ctx, &asks); err != nil {
		return door.Question{}, toAnswer{}, err
	}
	return asks, about, nil
}
