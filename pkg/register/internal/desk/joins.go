package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// maxJoined is how many references may be one person's. All are read where one is.
const maxJoined = 5

// attrOutcome is, at the place of what was said of a join, what that was.
const attrOutcome = "outcome"

// Places, in the partition about a join, that each one entry can take.
const (
	joinDecidedSort = "#join-decided"
	joinEndedSort   = "#join-ended"
)

func joinKey(register disclosure.Register, id disclosure.EntryID, sort string) store.Key {
	return store.Key{Partition: store.IndexPartition(register.String(), store.ByEntry, id.String()), Sort: sort}
}

// ProposeJoin records that two references are one person's, as the Data Protection
// Officer says. It counts for nothing until somebody else has confirmed it. Who may not,
// a body that breaks a rule and a group of too many are refused, and nothing is written.
func (r *Registrar) ProposeJoin(ctx context.Context, by Asking, j disclosure.Join) (Recorded, error) {
	if _, err := power.May(by.Caller, "propose-join"); err != nil {
		return Recorded{}, err
	}
	if j.Reach == "" {
		j.Reach = disclosure.JoinProtects
	}
	o, err := r.once(by, "propose-join", j)
	if err != nil {
		return Recorded{}, err
	}
	return insist(ctx, r, func(answer *Recorded) error {
		return r.proposeJoin(ctx, by.Caller, o, j, answer)
	})
}

func (r *Registrar) proposeJoin(ctx context.Context, by disclosure.Caller, o Request, j disclosure.Join, answer *Recorded) error {
	items, err := r.itemsAt(ctx, "load an earlier join", []store.Key{o.Key})
	if err != nil {
		return err
	}
	if earlier, there := items[o.Key]; there {
		return o.First(earlier, answer)
	}
	at := r.at()
	if wrong := checkJoin(j, disclosure.DateOf(at)); wrong != nil {
		return notWellFormed(wrong...)
	}
	if err := r.refuseAbout(ctx, by, j.References...); err != nil {
		return err
	}
	about, err := r.together(ctx, by.Register, j.References...)
	if err != nil {
		return err
	}
	if err := mayJoin(about, j); err != nil {
		return err
	}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindJoin}, j)
	if err != nil {
		return err
	}
	flags := policy.ReviewDay("/until", j.Until, disclosure.DateOf(at), "The join is refused or ended, and asked for again with an earlier day.")
	for i, ref := range j.References {
		flags = append(flags, policy.UnlikeReference(pointer("references", i), ref)...)
	}
	if err := draft.queue(flags...); err != nil {
		return err
	}
	draft.index(at, []term{{store.ByJoin, ""}}, joinSummary(&draft.Entry))
	return r.commitRecorded(ctx, o, draft, answer)
}

// checkJoin says what is wrong with a join whatever is known.
func checkJoin(j disclosure.Join, today disclosure.Date) []disclosure.Finding {
	var wrong findings
	if len(j.References) != 2 {
		return []disclosure.Finding{formFinding("/references", "A join is of two references.")}
	}
	for i, ref := range j.References {
		wrong.Refuse(disclosure.Canonical(ref) == "", pointer("references", i), "Give the council's reference for the person.")
	}
	wrong.Refuse(disclosure.Same(j.References[0], j.References[1]), "/references/1", "These are one reference already, however it is spelt.")
	wrong.Refuse(j.Reach != disclosure.JoinProtects && j.Reach != disclosure.JoinAnswers, "/reach", "Say protection, or answers.")
	wrong.Refuse(j.NewIdentity != "" && !slices.Contains(disclosure.NewIdentities, j.NewIdentity), "/newIdentity", "This is no way in which somebody has a new identity: leave it out, or say which it is.")
	wrong.Refuse(j.NewIdentity != "" && j.Reach == disclosure.JoinAnswers, "/reach", "A new identity is never in an answer under the old one, nor the other way round. Leave this at protection.")
	wrong.Refuse(disclosure.Blank(j.Evidence), "/evidence", "Say how it is known that they are one person.")
	wrong.Refuse(!j.Until.After(today), "/until", "Give a day to come, on which the join is to be looked at again.")
	return wrong
}

// ConfirmJoin says, as a second person, whether two references are one person's. From
// then on what protects under the one counts for the other: what was recorded before as
// well as what comes, since nothing is copied. Who proposed it, and a join that does not
// wait, are refused, and nothing is written.
func (r *Registrar) ConfirmJoin(ctx context.Context, by Asking, id disclosure.EntryID, d disclosure.JoinDecided) (Recorded, error) {
	return r.aboutJoin(ctx, by, "confirm-join", id, d, func(draft *Draft, j theJoin) error {
		if d.Outcome != disclosure.JoinConfirmed && d.Outcome != disclosure.JoinRefused {
			return notWellFormed(formFinding("/outcome", "Say whether it is confirmed or refused."))
		}
		switch {
		case j.outcome != "":
			return joinDecided()
		case r.recordedIt(by.Caller, j.by):
			return disclosure.Fail(disclosure.Forbidden, "Two people have to say so: somebody else, of another name, confirms a join or refuses it. Ask another Data Protection Officer.")
		}
		if err := r.refuseAbout(ctx, by.Caller, j.References...); err != nil {
			return err
		}
		register := by.Caller.Register
		draft.Entry.Kind = disclosure.KindJoinDecided
		draft.exclusive(joinKey(register, id, joinDecidedSort), decidedAttrs(draft.Entry.ID, d.Outcome), joinDecided())
		if d.Outcome == disclosure.JoinRefused {
			return nil
		}
		about, err := r.together(ctx, register, j.References...)
		if err != nil {
			return err
		}
		if err := mayJoin(about, j.Join); err != nil {
			return err
		}
		changed := joinBoth(about, j.Join, func(f *facts.Item, other string) {
			f.Joins = append(f.Joins, facts.Joined{Join: id, With: other, Answers: j.Reach == disclosure.JoinAnswers, NewIdentity: j.NewIdentity != "", Until: j.Until})
		})
		draft.Undecided(disclosure.DateOf(draft.at)) // what was shown of one may now be kept
		return writeJoined(about, draft, changed)
	})
}

// EndJoin undoes a join: what was known under each reference is again what counts for
// it alone. What was decided and recorded meanwhile stays. Who proposed it, and a join
// that does not stand, are refused, and nothing is written.
func (r *Registrar) EndJoin(ctx context.Context, by Asking, id disclosure.EntryID, d disclosure.JoinEnded) (Recorded, error) {
	return r.aboutJoin(ctx, by, "end-join", id, d, func(draft *Draft, j theJoin) error {
		switch {
		case disclosure.Blank(d.Reason):
			return notWellFormed(formFinding("/reason", "Say why it no longer counts."))
		case j.outcome != disclosure.JoinConfirmed:
			return disclosure.Fail(disclosure.Conflict, "This join was not confirmed, so there is nothing to end. One that waits is refused instead.")
		case j.ended:
			return joinEnded()
		case r.recordedIt(by.Caller, j.by):
			return disclosure.Fail(disclosure.Forbidden, "Two people have to say so: somebody else than who asked for a join, and of another name, ends it. Ask another Data Protection Officer.")
		}
		if err := r.refuseAbout(ctx, by.Caller, j.References...); err != nil {
			return err
		}
		register := by.Caller.Register
		draft.Entry.Kind = disclosure.KindJoinEnded
		draft.exclusive(joinKey(register, id, joinEndedSort), decidedAttrs(draft.Entry.ID, ""), joinEnded())
		about, err := r.together(ctx, register, j.References...)
		if err != nil {
			return err
		}
		changed := joinBoth(about, j.Join, func(f *facts.Item, _ string) {
			f.Joins = slices.DeleteFunc(f.Joins, func(of facts.Joined) bool { return of.Join == id })
		})
		return writeJoined(about, draft, changed)
	})
}

func noJoin() error { return disclosure.Fail(disclosure.NotFound, "There is no such join.") }

func joinDecided() error {
	return disclosure.Fail(disclosure.Conflict, "This join has been confirmed or refused already.")
}

func joinEnded() error {
	return disclosure.Fail(disclosure.Conflict, "This join has been ended already.")
}

// theJoin is a join, who asked for it and what became of it.
type theJoin struct {
	disclosure.Join
	by      disclosure.RecordedBy
	outcome disclosure.JoinOutcome // "" until somebody has said
	ended   bool
}

// aboutJoin records what is said of a join: one batch read, what the change itself
// needs, and one transaction.
func (r *Registrar) aboutJoin(ctx context.Context, by Asking, what string, id disclosure.EntryID, body any, change func(*Draft, theJoin) error) (Recorded, error) {
	if _, err := power.May(by.Caller, what); err != nil {
		return Recorded{}, err
	}
	o, err := r.once(by, what, struct {
		ID   disclosure.EntryID
		Body any
	}{id, body})
	if err != nil {
		return Recorded{}, err
	}
	return insist(ctx, r, func(answer *Recorded) error {
		register := by.Caller.Register
		keys := []store.Key{o.Key, store.EntryKey(register.String(), id.String()), joinKey(register, id, joinDecidedSort), joinKey(register, id, joinEndedSort)}
		items, err := r.itemsAt(ctx, "load a join", keys)
		if err != nil {
			return err
		}
		if earlier, there := items[o.Key]; there {
			return o.First(earlier, answer)
		}
		item, there := items[keys[1]]
		if !there || disclosure.Kind(text(item, attrKind)) != disclosure.KindJoin {
			return noJoin()
		}
		e, _, err := decodeEntry(item)
		if err != nil {
			return err
		}
		j := theJoin{by: e.RecordedBy, outcome: disclosure.JoinOutcome(text(items[keys[2]], attrOutcome))}
		if j.Join, err = joinOf(e); err != nil {
			return err
		}
		_, j.ended = items[keys[3]]
		at := r.at()
		draft, err := r.draft(by.Caller, at, disclosure.Entry{About: id}, body)
		if err != nil {
			return err
		}
		if err := change(draft, j); err != nil {
			return err
		}
		draft.index(at, []term{{store.ByJoin, ""}, {store.ByEntry, id.String()}}, joinSummary(&draft.Entry))
		return r.commitRecorded(ctx, o, draft, answer)
	})
}

// joinOf returns the join that an entry recorded.
func joinOf(e *disclosure.Entry) (j disclosure.Join, err error) {
	if err := json.Unmarshal(e.Body, &j); err != nil {
		return j, fmt.Errorf("decode a join: %w", err)
	}
	return j, nil
}

// joinSummary is what lists an entry about a join, which is itself where it is about no
// other.
func joinSummary(e *disclosure.Entry) store.Attrs {
	return store.Attrs{attrKind: string(e.Kind), attrOf: e.About.String()}
}

func decidedAttrs(entry disclosure.EntryID, outcome disclosure.JoinOutcome) store.Attrs {
	attrs := store.Attrs{attrBy: entry.String()}
	if outcome != "" {
		attrs[attrOutcome] = string(outcome)
	}
	return attrs
}

// together reads what is known of some people, and under every other reference of theirs: a batch read, and as many more as references are apart. It
// is for who may know of joins alone.
func (r *Registrar) together(ctx context.Context, register disclosure.Register, references ...string) (facts.Together, error) {
	of := facts.Together{}
	return of, r.readTogether(ctx, register, of, references...)
}

// readTogether reads what is known of more people beside it.
func (r *Registrar) readTogether(ctx context.Context, register disclosure.Register, of facts.Together, references ...string) error {
	unread := func(references []string) []string {
		return slices.DeleteFunc(references, func(ref string) bool {
			_, read := of[disclosure.Canonical(ref)]
			return read
		})
	}
	for references = unread(slices.Clone(references)); len(references) > 0; {
		var keys []store.Key
		for _, ref := range references {
			keys = append(keys, r.factPlace(register, facts.OfSubject(ref)).Keys(facts.Wholly)...)
		}
		items, err := r.itemsAt(ctx, "load facts", keys)
		if err != nil {
			return err
		}
		var further []string
		for _, ref := range references {
			about, err := facts.In(items, r.factPlace(register, facts.OfSubject(ref)))
			if err != nil {
				return err
			}
			of[disclosure.Canonical(ref)] = about
			for _, j := range about.Joins {
				further = append(further, j.With)
			}
		}
		references = unread(further)
	}
	return nil
}

// everyReference is the reference, and every other that is the same person's.
func (r *Registrar) everyReference(ctx context.Context, register disclosure.Register, reference string) ([]string, error) {
	person, err := r.together(ctx, register, reference)
	return append([]string{reference}, person.Others(reference, facts.AnyJoin)...), err
}

// mayJoin refuses a join that would be of too many, twice, or of an answer with somebody
// who has a new identity.
func mayJoin(t facts.Together, j disclosure.Join) error {
	group := map[string]bool{}
	newIdentity := false
	for _, ref := range j.References {
		group[disclosure.Canonical(ref)] = true
		for _, other := range t.Others(ref, facts.AnyJoin) {
			group[disclosure.Canonical(other)] = true
		}
	}
	for form := range group {
		newIdentity = newIdentity || slices.ContainsFunc(t[form].Joins, func(of facts.Joined) bool { return of.NewIdentity })
	}
	switch {
	case slices.ContainsFunc(t[disclosure.Canonical(j.References[0])].Joins, func(of facts.Joined) bool { return disclosure.Same(of.With, j.References[1]) }):
		return disclosure.Fail(disclosure.Conflict, "These two references are joined already. End that join first.")
	case len(group) > maxJoined:
		return disclosure.Fail(disclosure.Conflict, fmt.Sprintf("A person has at most %d references here that are joined.", maxJoined))
	case newIdentity && j.Reach == disclosure.JoinAnswers:
		return notWellFormed(formFinding("/reach", "One of the references that this would join is of a new identity. Leave this at protection."))
	}
	return nil
}

// joinBoth changes what is known under each of the two, and returns their canonical forms.
func joinBoth(t facts.Together, j disclosure.Join, change func(about *facts.Item, other string)) []string {
	var forms []string
	for i, ref := range j.References {
		form := disclosure.Canonical(ref)
		about := t[form]
		about.Joins = slices.Clone(about.Joins)
		change(&about, j.References[1-i])
		t[form] = about
		forms = append(forms, form)
	}
	return forms
}

// writeJoined stores what was changed, if all that it was decided on is as it was read.
func writeJoined(t facts.Together, draft *Draft, changed []string) error {
	for form, about := range t {
		if !slices.Contains(changed, form) {
			draft.Also(store.Write{Action: store.Check, Item: store.Item{Key: about.Kept.Key}, If: store.Attr(attrVersion, about.Kept.Version)})
			continue
		}
		writes, err := about.Change()
		if err != nil {
			return err
		}
		for _, w := range writes {
			draft.Also(w)
		}
	}
	return nil
}
