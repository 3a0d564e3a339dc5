package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Recorded is the answer to every request that adds an entry.
type Recorded struct {
	ID         disclosure.EntryID `json:"id"`
	RecordedAt time.Time          `json:"recordedAt"`
	Flags      []disclosure.Flag  `json:"flags" doc:"Rules the record does not meet, now in the DPO's queue"`
	Leaf       string             `json:"leaf" doc:"The entry's salted commitment in the log, in hexadecimal"`
}

// Decided is the answer to a decision.
type Decided struct {
	Recorded
	// Stands is false of what a second person has still to confirm, and of what decides
	// nothing.
	Stands bool `json:"stands" doc:"False while somebody else has still to confirm it, in a decision that names this entry: until then it is undecided. False also of what decides nothing"`
}

// Limits of one entry, so that it and everything it is found by fit in one
// transaction, with what [Registrar.addWhatElseIsKnown] adds.
const (
	maxSubjects = 60
	maxLegal    = 25
	maxActions  = store.MaxWrites - maxBeside
)

// Record adds a disclosure: one batch read and one transaction. It returns a
// [disclosure.Error] of kind Refused with every broken rule, and then nothing
// was written.
func (r *Registrar) Record(ctx context.Context, by Asking, d disclosure.Disclosure) (Recorded, error) {
	reach, err := power.May(by.Caller, "record-disclosure")
	if err != nil {
		return Recorded{}, err
	}
	if err := notByItself(&d); err != nil {
		return Recorded{}, err
	}
	normalise(&d)
	o, err := r.once(by, "record", d)
	if err != nil {
		return Recorded{}, err
	}
	answer, _, err := r.recordAfresh(ctx, by.Caller, reach, o, &d)
	return answer, err
}

// recordAfresh also says whether the answer is that of an earlier request.
func (r *Registrar) recordAfresh(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, d *disclosure.Disclosure) (answer Recorded, earlier bool, err error) {
	answer, err = Afresh(ctx, func(answer *Recorded) (err error) {
		earlier, err = r.tryRecording(ctx, by, reach, o, d, answer)
		return err
	})
	return answer, earlier, err
}

func (r *Registrar) tryRecording(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, d *disclosure.Disclosure, answer *Recorded) (earlier bool, err error) {
	known, err := r.load(ctx, by, reach, o, d, facts.Briefly)
	if err != nil {
		return false, err
	}
	if known.first != nil {
		return true, o.First(*known.first, answer)
	}

	at := r.at()
	decision := r.decide(by, by.Department, d, nil, known, at)
	if !decision.Accepted() {
		return false, refused(decision)
	}

	draft, err := r.draft(by, at, disclosure.Entry{
		Kind: disclosure.KindDisclosure, Case: d.Case, Policy: &decision.Versions, Flags: decision.Flags,
	}, d)
	if err != nil {
		return false, err
	}
	outside := r.outside(by.Register, by.Department, known.file, d, decision.Flags)
	joined, err := r.join(draft, by, reach, known.file, d, outside, disclosure.Date{})
	if err != nil {
		return false, err
	}
	draft.File = known.name(d.Case)
	draft.aspects, draft.consent = decision.Aspects, decision.Consent
	terms := append(r.terms(by.Register, d, by.Department, decision.Flags, decision.Aspects), keptAspects(decision.KeptAspects)...)
	terms = append(append(terms, shareTerms(d, by.Department)...), r.seriesTerms(by.Register, d, by.Department)...)
	draft.unlisted(d)
	r.addWhatElseIsKnown(draft, joined, known, d)
	r.watchDisclosure(draft, d)
	draft.spare(terms, known.again)
	return false, r.indexAndCommit(ctx, o, draft, d, terms, nil, r.roomForKept(by.Register, d), answer)
}

// maxBeside is the most writes that an entry may come to on account of what else is
// known: the case, its reminder and three hints; and five kept flags with what they and
// those of the entry corrected are found by, ten at most.
const maxBeside = 5 + 15

// addWhatElseIsKnown adds what goes with a disclosure or a correction on account of what else
// the register knows: of its case, its people and its breach. These writes have room
// of their own in the transaction, so that whether an entry can be recorded never
// depends on what others have recorded.
func (r *Registrar) addWhatElseIsKnown(draft *Draft, joined []store.Write, known *loaded, d *disclosure.Disclosure) {
	before := len(draft.writes)
	for _, w := range joined {
		draft.Also(w)
	}
	hinted := len(draft.writes)
	stands := facts.Standing(known.facts)
	r.reopen(draft, stands, known.more.Changes, d)
	r.hintOfBreach(draft, stands, d)
	r.hintUndecided(draft, append(stands, facts.UntoldMeanwhile(known.facts)...), known.more.Markers || known.more.Joined, d)
	draft.rests += len(draft.writes) - hinted
	draft.beside = len(draft.writes) - before
}

// roomForKept is the most writes that what is kept from departments can add to the
// recording of a disclosure, by what anybody may know of it: hints at a change, at an
// answer and at a breach, and kept flags with what they are found by.
func (r *Registrar) roomForKept(register disclosure.Register, d *disclosure.Disclosure) int {
	room := 0
	if r.law.ToOutsiders(d) {
		room++
	}
	if r.keptMayLeaveUndecided(register, d) {
		room++
	}
	if astrayUnder(d) != "" {
		room++
	}
	switch {
	case r.law.KeptMayBear(register, d):
		room += 2 * policy.MaxKept
	case policy.JoinMayBear(d):
		room++
	}
	return room
}

// indexAndCommit indexes a disclosure or a correction, and commits it.
func (r *Registrar) indexAndCommit(ctx context.Context, o Request, draft *Draft, d *disclosure.Disclosure, terms, replaced []term, room int, answer *Recorded) error {
	summary := summarise(draft, d, terms, replaced)
	if findings := tooLarge(d, draft, withoutKept(append(terms, replaced...)), summary); findings != nil {
		return &disclosure.Error{Kind: disclosure.Refused, Detail: "This is too much for one entry.", Findings: findings}
	}
	for name, ts := range map[string][]term{attrKept: terms, attrKeptWas: replaced} {
		if kept := keptOf(ts); kept != "" {
			summary[name] = kept
		}
	}
	draft.index(d.DisclosedAt, append(terms, replaced...), summary)
	if err := draft.open(); err != nil {
		return err
	}
	draft.fill(room, sizeOf(summary))
	return r.commitRecorded(ctx, o, draft, answer)
}

// commitRecorded answers with what the draft records, and commits it.
func (r *Registrar) commitRecorded(ctx context.Context, o Request, draft *Draft, answer *Recorded) (err error) {
	if *answer, err = draft.AnswerTo(o); err != nil {
		return err
	}
	return r.commitAnswering(ctx, o, draft, answer)
}

// commitAnswering commits the draft with the answer that every repeat will get.
func (r *Registrar) commitAnswering(ctx context.Context, o Request, draft *Draft, answer any) error {
	first, err := o.write(r.random, answer)
	if err != nil {
		return err
	}
	writes, err := draft.transaction(first)
	if err != nil {
		return err
	}
	return draft.explain(r.commit(ctx, writes, o.reading(answer)))
}

// normalise brings the disclosure to the form that is hashed: instants in UTC to
// the millisecond, no null lists, urgency written out.
func normalise(d *disclosure.Disclosure) {
	d.DisclosedAt = d.DisclosedAt.UTC().Truncate(time.Millisecond)
	j := &d.Justification
	for _, list := range []*[]string{&j.LawfulBases, &j.Conditions} {
		if *list == nil {
			*list = []string{}
		}
	}
	if j.Exemptions == nil {
		j.Exemptions = []disclosure.Exemption{}
	}
	for i := range j.Exemptions {
		if j.Exemptions[i].Provisions == nil {
			j.Exemptions[i].Provisions = []string{}
		}
	}
	if d.Data == nil {
		d.Data = []disclosure.DataItem{}
	}
	if d.Subjects == nil {
		d.Subjects = []disclosure.Subject{}
	}
	if d.Urgency == "" {
		d.Urgency = disclosure.Routine
	}
}

// decide applies the rules to a disclosure, and to what it corrects where it is a
// correction. The answer rests on what the department may know whose
// disclosure it is.
func (r *Registrar) decide(by disclosure.Caller, department string, d, corrects *disclosure.Disclosure, known *loaded, at time.Time) policy.Decision {
	decision := r.law.Decide(policy.Question{
		Register: by.Register, Disclosure: d, RecordedBy: r.recordedBy(by), At: at, Corrects: corrects,
		Facts: facts.Alone(facts.RestsOn(known.facts, department)), Whole: facts.Alone(facts.Standing(known.facts)), More: known.more.Markers, Joined: known.more.Joined,
	})
	decision.Malformed = append(decision.Malformed, known.unarchived(d)...)
	decision.Flags, known.again = r.onceACase(by.Register, department, known.file, d, decision.Flags)
	if decision.Flags == nil {
		decision.Flags = []disclosure.Flag{}
	}
	return decision
}

func refused(d policy.Decision) error {
	if len(d.Malformed) > 0 {
		return &disclosure.Error{
			Kind: disclosure.Refused, Detail: "The entry is not well formed. Nothing was recorded.",
			Findings: append(d.Malformed, d.Refusals...),
		}
	}
	return &disclosure.Error{
		Kind:     disclosure.Refused,
		Detail:   "The notice or the law does not allow this as it stands. Nothing was recorded. If it has already happened, record it with a departure.",
		Findings: d.Refusals,
	}
}

func summarise(draft *Draft, d *disclosure.Disclosure, terms, replaced []term) store.Attrs {
	said := terms
	if draft.consent != "" {
		said = append(slices.Clone(terms), term{byConsent, string(draft.consent)})
	}
	lines, subjects := encodeTerms(said)
	summary := store.Attrs{
		attrKind:       string(draft.Entry.Kind),
		attrSpelling:   spellingVersion,
		attrRecordedAt: draft.at.UnixMilli(),
		attrTerms:      lines,
		attrSubjects:   subjects,
	}
	if d.Recipient.Kind != "" {
		summary[attrRecipientKind] = d.Recipient.Kind
	}
	if d.RefusedFor != "" {
		summary[attrRefusedFor] = string(d.RefusedFor)
	}
	if on := putOffTo(d); !on.IsZero() {
		summary[attrTell] = on.String()
	}
	if tags := dataTags(d); len(tags) > 0 {
		summary[attrData] = tags
	}
	if draft.Entry.About != "" {
		summary[attrRoot] = draft.Entry.About.String()
	}
	if open := withoutKept(replaced); len(open) > 0 {
		old, oldSubjects := encodeTerms(open)
		summary[attrWas] = old
		summary[attrSubjects] = append(subjects, oldSubjects...)
	}
	return summary
}

// tooLarge says how to split what does not fit in one transaction.
func tooLarge(d *disclosure.Disclosure, draft *Draft, terms []term, summary store.Attrs) []disclosure.Finding {
	const own = 3 // the request, the leaf and the entry
	actions := len(draft.writes) - draft.beside + draft.spared + own + len(listings(terms)) + len(disclosure.ShownFlags(draft.Entry.Flags))
	var out findings
	out.Refuse(len(d.SubjectReferences()) > maxSubjects, "/subjects", "One entry holds at most %d people. Record the rest as a second disclosure of the same case.", maxSubjects)
	out.Refuse(len(d.LegalItems()) > maxLegal, "/justification", "One entry holds at most %d bases, conditions, exemptions and gateways. Split the data between two disclosures, each with what justifies it.", maxLegal)
	out.Refuse(d.Share != nil && sizeOf(summary) > maxShareSummary, "/justification", "A share has too many legal grounds and flags together: each of its people's items repeats them. Split the data between two shares, each with what justifies it.")
	out.Refuse(actions > maxActions || sizeOf(summary) > maxSummary, "", "This entry has too many people, legal grounds and flags together. Split the people between two disclosures of the same case.")
	return out
}

// loaded is what was read for a disclosure.
type loaded struct {
	first     *store.Item // of an earlier delivery of the same request
	file      *CaseFile
	facts     []facts.Known                  // of all that the disclosure names, what awaits the DPO included
	more      facts.Brief                    // what is left out of those that are kept from departments
	documents map[disclosure.DocumentID]bool // archived in the case, and the caller's to name
	again     []disclosure.Flag              // what the case has been flagged for already
}

// name is the name in keys of the case, which this disclosure may open.
func (k *loaded) name(ref disclosure.CaseRef) string {
	if k.file == nil {
		return ref.Key()
	}
	return k.file.name
}

// unarchived names the documents that are not archived in the disclosure's case.
func (k *loaded) unarchived(d *disclosure.Disclosure) []disclosure.Finding {
	var out findings
	for i, id := range d.Documents {
		out.Refuse(!k.documents[id], pointer("documents", i), "No letter with this id is archived in the case. Archive it first, or leave it out and link it afterwards.")
	}
	return out
}

// load reads, in one call, everything that recording the disclosure depends on.
func (r *Registrar) load(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, d *disclosure.Disclosure, how facts.Reading) (*loaded, error) {
	if _, err := disclosure.ParseCaseRef(d.Case.String()); err != nil {
		return &loaded{}, nil // the decision will say so; there is nothing to load
	}
	keys := append([]store.Key{o.Key}, caseKeys(by.Register, d.Case)...)
	var about []facts.Place
	for _, k := range policy.FactKeys(d) {
		place := r.factPlace(by.Register, k)
		about, keys = append(about, place), append(keys, place.Keys(how)...)
	}
	for _, name := range caseNames(d.Case) {
		keys = append(keys, letterKeys(by.Register, name, d)...)
	}
	items, err := r.itemsAt(ctx, "load the case and facts", keys)
	if err != nil {
		return nil, err
	}
	found := &loaded{documents: map[disclosure.DocumentID]bool{}}
	if item, there := items[o.Key]; there {
		found.first = &item
	}
	found.file, err = r.caseAmong(ctx, by.Register, d.Case, items, min(how, facts.Briefly))
	if errors.Is(err, errSeveralCases) {
		return nil, unusable()
	}
	if err != nil {
		return nil, err
	}
	for _, place := range about {
		if how == facts.Briefly {
			known, left, err := facts.KnownBriefly(items, place)
			if err != nil {
				return nil, err
			}
			found.facts, found.more = append(found.facts, known...), found.more.And(left)
			continue
		}
		thing, err := facts.In(items, place)
		if err != nil {
			return nil, err
		}
		found.facts = append(found.facts, thing.Known...)
	}
	if found.file != nil {
		err = r.loadLetters(ctx, by, reach, d, items, found)
	}
	return found, err
}

// letterKeys are where the letters that the disclosure cites are in the case of that name.
func letterKeys(register disclosure.Register, name string, d *disclosure.Disclosure) (keys []store.Key) {
	for _, id := range d.Documents {
		if _, err := disclosure.ParseDocumentID(id.String()); err == nil {
			keys = append(keys, store.DocumentKey(register.String(), name, id.String()))
		}
	}
	return keys
}

// loadLetters says which of the letters cited are archived in the case, and the caller's
// to name. Items has them, unless the case stands under an older spelling.
func (r *Registrar) loadLetters(ctx context.Context, by disclosure.Caller, reach power.Reach, d *disclosure.Disclosure, items map[store.Key]store.Item, found *loaded) (err error) {
	keys := letterKeys(by.Register, found.file.name, d)
	if !slices.Contains(caseNames(d.Case), found.file.name) {
		if items, err = r.itemsAt(ctx, "load letters of a case under its older spelling", keys); err != nil {
			return err
		}
	}
	for _, key := range Distinct(keys) {
		item, there := items[key]
		if !there {
			continue
		}
		doc, err := DecodeDocument(item)
		if err != nil {
			return err
		}
		found.documents[doc.ID] = doc.State == LetterArchived && reach.Covers(by, doc.Department)
	}
	return nil
}
