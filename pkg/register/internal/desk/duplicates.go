package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Attributes of what lists a decision on two disclosures that look alike.
const (
	attrVerdict   = "verdict"
	attrDuplicate = "duplicate" // the word that the decision is about
	attrOf        = "of"
	attrProposed  = "proposed" // a second person has to say the same
)

// pair is the last words on two disclosures, the smaller id first.
type pair [2]disclosure.EntryID

func pairOf(a, b disclosure.EntryID) pair { return pair{min(a, b), max(a, b)} }

// pairsDecided is what the Data Protection Officer decided of disclosures that look
// alike.
type pairsDecided struct {
	last map[pair]verdictOn
	// proposed has, of a pair of which one person says that they are two and a second has
	// to, what they said. What was decided before stands meanwhile.
	proposed map[pair]verdictOn
	// one has, by the word of each disclosure that was recorded once too often, the word
	// of the one that counts. It holds while neither has been corrected since, which
	// whoever asks has to see to, and it has no circles.
	one map[disclosure.EntryID]disclosure.EntryID
}

// verdictOn is a decision on a pair.
type verdictOn struct {
	entry         disclosure.EntryID
	duplicate, of disclosure.EntryID
	verdict       disclosure.DuplicateVerdict
	proposed      bool // a second person has to say the same
	sort          string
}

// pairsDecided reads every decision of the register: one query, as long as there are
// not thousands.
func (r *Registrar) pairsDecided(ctx context.Context, register disclosure.Register) (pairsDecided, error) {
	decided := pairsDecided{map[pair]verdictOn{}, map[pair]verdictOn{}, map[disclosure.EntryID]disclosure.EntryID{}}
	query := store.Query{Partition: store.IndexPartition(register.String(), store.ByDuplicate, ""), Limit: store.MaxPage}
	for page, err := range r.pages(ctx, "query decisions on duplicates", query) {
		if err != nil {
			return pairsDecided{}, err
		}
		for _, item := range page { // the oldest first
			v := verdictOn{
				entryOf(item), disclosure.EntryID(text(item, attrDuplicate)), disclosure.EntryID(text(item, attrOf)),
				disclosure.DuplicateVerdict(text(item, attrVerdict)), text(item, attrProposed) != "", item.Sort,
			}
			p := pairOf(v.duplicate, v.of)
			if delete(decided.proposed, p); v.proposed {
				decided.proposed[p] = v
				continue
			}
			decided.last[p] = v
		}
	}
	for _, e := range slices.SortedFunc(maps.Values(decided.last), func(a, b verdictOn) int { return cmp.Compare(b.sort, a.sort) }) {
		if e.verdict != disclosure.AreOne {
			continue
		}
		// Two people who decide at one moment can say more than one of a disclosure, or go
		// in a circle, after which none of it would count. The later decision stands: what it
		// would have been refused for is an earlier one that still stood.
		if _, already := decided.one[e.duplicate]; !already && decided.counts(e.of) != e.duplicate {
			decided.one[e.duplicate] = e.of
		}
	}
	return decided, nil
}

// counts follows a word to the one that counts in its place, itself where that is all.
func (p pairsDecided) counts(word disclosure.EntryID) disclosure.EntryID {
	for {
		of, is := p.one[word]
		if !is {
			return word
		}
		word = of
	}
}

// standing keeps what holds: where neither word is among those corrected since.
func (p pairsDecided) standing(corrected func(disclosure.EntryID) bool) map[disclosure.EntryID]disclosure.EntryID {
	one := map[disclosure.EntryID]disclosure.EntryID{}
	for duplicate, of := range p.one {
		if !corrected(duplicate) && !corrected(of) {
			one[duplicate] = of
		}
	}
	return one
}

// DecideDuplicate records what the Data Protection Officer decided of two disclosures
// that look alike. That they are one takes nothing from the log and hides nothing: the
// one that counts says at least what the other does, and what is kept of either from
// the person is kept of both. A correction of either opens the question again; so does
// a later decision on the same two, which is how it is taken back.
//
// One person says that they are one, also of what they recorded: it opens nothing to
// anybody. That they are two may show the one where the other is kept back: nobody says it
// of what they recorded, and two people do where it would take two to show either.
func (r *Registrar) DecideDuplicate(ctx context.Context, by Asking, id disclosure.EntryID, d disclosure.DuplicateDecided) (Decided, error) {
	if _, err := power.May(by.Caller, "decide-duplicate"); err != nil {
		return Decided{}, err
	}
	if d.Decision != disclosure.AreOne && d.Decision != disclosure.AreTwo {
		return Decided{}, notWellFormed(formFinding("/decision", "Say whether they are one sharing or two."))
	}
	o, err := r.once(by, "decide-duplicate", struct {
		ID disclosure.EntryID
		disclosure.DuplicateDecided
	}{id, d})
	if err != nil {
		return Decided{}, err
	}
	return Afresh(ctx, func(answer *Decided) error {
		return r.decideDuplicate(ctx, by.Caller, o, id, d, answer)
	})
}

// alike is one of two disclosures on which it is decided.
type alike struct {
	Word
	root disclosure.EntryID
	file string // its case's name in keys
}

func (r *Registrar) decideDuplicate(ctx context.Context, by disclosure.Caller, o Request, id disclosure.EntryID, d disclosure.DuplicateDecided, answer *Decided) error {
	register := by.Register
	keys := []store.Key{o.Key}
	for _, word := range []disclosure.EntryID{id, d.Of} {
		if _, err := disclosure.ParseEntryID(word.String()); err != nil {
			return notWellFormed(formFinding("/of", "This is no entry's id."))
		}
		keys = append(keys, store.EntryKey(register.String(), word.String()), correctedKey(register, word))
	}
	items, err := r.itemsAt(ctx, "load disclosures that look alike", keys)
	if err != nil {
		return err
	}
	if first, there := items[o.Key]; there {
		return o.First(first, answer)
	}
	var two [2]alike
	var wrong findings
	for i, where := range []string{"", "/of"} {
		item, there := items[keys[1+2*i]]
		if kind := disclosure.Kind(text(item, attrKind)); !there || kind != disclosure.KindDisclosure && kind != disclosure.KindCorrection {
			if i == 0 {
				return noEntry()
			}
			wrong.Refuse(true, where, "No disclosure has this entry.")
			continue
		}
		if two[i], err = alikeIn(item); err != nil {
			return err
		}
		_, corrected := items[keys[2+2*i]]
		wrong.Refuse(corrected, where, "A correction has taken its place. Look at how the disclosure now reads, and decide on that.")
		wrong.Refuse(two[i].Disclosure.Share != nil && d.Decision == disclosure.AreOne, where, "This is a share of many people, which is closed against its own number.")
	}
	wrong.Refuse(wrong == nil && two[0].root == two[1].root, "/of", "Both are words on one disclosure.")
	if wrong == nil && d.Decision == disclosure.AreOne {
		if err := r.mayBeOne(ctx, register, two, &wrong); err != nil {
			return err
		}
	}
	if wrong != nil {
		return notWellFormed(wrong...)
	}
	at := r.at()
	proposed, err := r.saysTwo(ctx, by, disclosure.DateOf(at), id, d, two)
	if err != nil {
		return err
	}
	decided := disclosure.DuplicateRecorded{DuplicateDecided: d, Proposed: proposed}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindDuplicateDecided, Case: two[0].Disclosure.Case, About: id}, decided)
	if err != nil {
		return err
	}
	draft.File = two[0].file
	draft.Also((&CaseFile{name: draft.File}).Unfenced(register))
	draft.index(at, []term{{store.ByDuplicate, ""}, {store.ByEntry, two[0].root.String()}, {store.ByEntry, two[1].root.String()}, {store.ByCaseEvent, ""}},
		duplicateSummary(id, decided))
	draft.Undecided(disclosure.DateOf(at)) // what is kept of one may now be kept of the other
	// Where either is corrected at this moment the decision is of words that no longer
	// stand, and changes nothing.
	if answer.Recorded, err = draft.AnswerTo(o); err != nil {
		return err
	}
	answer.Stands = !proposed
	return r.commitAnswering(ctx, o, draft, answer)
}

func duplicateSummary(id disclosure.EntryID, d disclosure.DuplicateRecorded) store.Attrs {
	attrs := store.Attrs{
		attrKind: string(disclosure.KindDuplicateDecided), attrVerdict: string(d.Decision), attrDuplicate: id.String(), attrOf: d.Of.String(),
	}
	if d.Proposed {
		attrs[attrProposed] = "true"
	}
	return attrs
}

// saysTwo refuses that somebody says of what they recorded that they are two, and says
// whether it is a first person's proposal, where it takes two. It needs nothing to say that
// they are one.
func (r *Registrar) saysTwo(ctx context.Context, by disclosure.Caller, today disclosure.Date, id disclosure.EntryID, d disclosure.DuplicateDecided, two [2]alike) (proposed bool, err error) {
	if d.Decision == disclosure.AreOne {
		if d.Confirms != "" || d.Asked != nil {
			return false, notWellFormed(formFinding("/decision", "One person may say alone that they are one. Leave out who was asked, and what this confirms."))
		}
		return false, nil
	}
	needs := false
	var people []string
	for _, one := range two {
		words, err := r.wordsOn(ctx, by.Register, one.root)
		if err != nil {
			return false, err
		}
		for _, e := range words {
			if r.recordedIt(by, e.RecordedBy) {
				return false, disclosure.Fail(disclosure.Forbidden, "Nobody says of what they recorded themselves that it is a sharing of its own: that may show what is kept back of the other. Ask another Data Protection Officer.")
			}
			said, _, err := e.Disclosed()
			if err != nil {
				return false, err
			}
			why, err := e.Why()
			if err != nil {
				return false, err
			}
			needs = needs || r.law.NeedsTwo(said, why) || r.mayBeOfMarker(by.Register, said)
			for _, ref := range said.SubjectReferences() {
				people = withElement(people, ref)
			}
		}
	}
	if err := r.refuseAbout(ctx, by, people...); err != nil {
		return false, err
	}
	if a := d.Asked; a != nil && (a.Said == "" || a.On.After(today)) {
		return false, notWellFormed(formFinding("/asked", "Say who was asked, on which day by now, and what they said."))
	}
	switch {
	case !needs && d.Confirms != "":
		return false, notWellFormed(formFinding("/confirms", "One person may decide this alone. Leave this out."))
	case !needs:
		return false, nil
	case d.Asked == nil:
		return false, notWellFormed(formFinding("/asked", "Something in one of them says that it was with the police, for safeguarding or against serious harm, or may tell of a marker. Ask the departments that recorded them, and say who was asked, when, and what they said."))
	case d.Confirms == "":
		return true, nil
	}
	decided, err := r.pairsDecided(ctx, by.Register)
	if err != nil {
		return false, err
	}
	if p, waits := decided.proposed[pairOf(id, d.Of)]; !waits || p.entry != d.Confirms {
		return false, disclosure.Fail(disclosure.Conflict, "The decision that this confirms is not waiting for a second person on these two. Look at the list of what is undecided.")
	}
	first, _, err := r.entry(ctx, by.Register, d.Confirms)
	if err != nil {
		return false, err
	}
	if r.recordedIt(by, first.RecordedBy) {
		return false, disclosure.Fail(disclosure.Forbidden, "Two people have to decide this: somebody else confirms it.")
	}
	return false, nil
}

// mayBeOfMarker reports whether what a disclosure says may tell of a marker, whoever has
// one.
func (r *Registrar) mayBeOfMarker(register disclosure.Register, d *disclosure.Disclosure) bool {
	return r.law.MayTellOfMarker(register, d) || r.law.TellsOfMarker(register, d) ||
		slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return policy.IsMarkerData(i.Category) })
}

func alikeIn(item store.Item) (a alike, err error) {
	if a.Entry, _, err = decodeEntry(item); err != nil {
		return a, err
	}
	if a.Disclosure, a.root, err = a.Entry.Disclosed(); err != nil {
		return a, err
	}
	a.file, err = nameIn(item)
	return a, err
}

// mayBeOne refuses to take for one what would hide some of the other, or go in a
// circle.
func (r *Registrar) mayBeOne(ctx context.Context, register disclosure.Register, two [2]alike, wrong *findings) error {
	duplicate, of := two[0], two[1]
	wrong.Refuse(duplicate.file != of.file, "/of", "They are of two cases.")
	wrong.Refuse(!isLike(duplicate.Disclosure, of.Disclosure), "/of", "They differ in the day, the recipient, the people, or in whether anything was shared. Correct the one that is wrong first.")
	wrong.Refuse(!covers(of.Disclosure, duplicate.Disclosure), "/of", "The one that is to count has not all of the other's data. Name them the other way round, or correct it first.")
	abroad := duplicate.Disclosure.Transfer
	wrong.Refuse(abroad != nil && (of.Disclosure.Transfer == nil || of.Disclosure.Transfer.Country != abroad.Country), "/of", "The one that is to count does not say that it went abroad, or says another country. Name them the other way round, or correct it first.")
	decided, err := r.pairsDecided(ctx, register)
	if err != nil {
		return err
	}
	var words []disclosure.EntryID
	for duplicate, of := range decided.one {
		words = append(words, duplicate, of)
	}
	corrected, err := r.correctedAmong(ctx, register, words)
	if err != nil {
		return err
	}
	for other, counting := range decided.standing(corrected) {
		wrong.Refuse(other == of.Entry.ID && counting != duplicate.Entry.ID, "/of", "This is one with %s already: name that as the one that counts.", counting)
		wrong.Refuse(other == of.Entry.ID && counting == duplicate.Entry.ID, "/of", "It was decided that this one is recorded once too often, and the other counts. Decide first that they are two.")
		wrong.Refuse(counting == duplicate.Entry.ID && other != of.Entry.ID, "", "%s is one with this, which counts. Decide on that first.", other)
		wrong.Refuse(other == duplicate.Entry.ID && counting != of.Entry.ID, "", "This is one with %s already. Decide on that first.", counting)
	}
	return nil
}

// correctedAmong says which of the words have been corrected: some batch reads.
func (r *Registrar) correctedAmong(ctx context.Context, register disclosure.Register, words []disclosure.EntryID) (func(disclosure.EntryID) bool, error) {
	var keys []store.Key
	for _, word := range words {
		keys = append(keys, correctedKey(register, word))
	}
	items, err := r.itemsAt(ctx, "load which words were corrected", keys)
	if err != nil {
		return nil, err
	}
	return func(word disclosure.EntryID) bool {
		_, is := items[correctedKey(register, word)]
		return is
	}, nil
}

// covers reports whether the first says of everybody at least the categories of data
// that the other does.
func covers(a, b *disclosure.Disclosure) bool {
	return !slices.ContainsFunc(b.Data, func(item disclosure.DataItem) bool {
		return !slices.ContainsFunc(a.Data, func(has disclosure.DataItem) bool {
			return has.Category == item.Category && (has.Subject == "" || disclosure.Same(has.Subject, item.Subject))
		})
	})
}

// oneSharing reads which of the disclosures in an answer are one or two, and which were
// decided to be one before a correction of either, where any could be.
func (r *Registrar) oneSharing(ctx context.Context, asks *door.Question) error {
	type occasion struct {
		day      disclosure.Date
		category string
	}
	seen := map[occasion]disclosure.EntryID{}
	may := false
	for _, h := range slices.Concat(asks.Histories, asks.Beside) {
		for _, w := range h {
			o := occasion{disclosure.DateOf(w.Disclosure.DisclosedAt), w.Disclosure.Recipient.Category}
			root, already := seen[o]
			may, seen[o] = may || already && root != h.Root(), h.Root()
		}
	}
	if !may {
		return nil
	}
	decided, err := r.pairsDecided(ctx, asks.Register)
	if err != nil {
		return err
	}
	asks.One, asks.WereOne, asks.Two = decided.one, decided.before(asks.Histories), decided.two()
	return nil
}

// two are the pairs of which it stands that they are two.
func (p pairsDecided) two() map[[2]disclosure.EntryID]bool {
	two := map[[2]disclosure.EntryID]bool{}
	for pair, v := range p.last {
		two[pair] = v.verdict == disclosure.AreTwo
	}
	return two
}

// before are the disclosures that were decided to be one, two and two, of which that was
// decided last and not on how both now read. A correction takes back that they count
// once; it opens nothing of what was kept of either.
func (p pairsDecided) before(histories []door.History) [][2]disclosure.EntryID {
	of := map[disclosure.EntryID]door.History{} // by every word
	for _, h := range histories {
		for _, w := range h {
			of[w.Entry] = h
		}
	}
	last := map[pair]verdictOn{} // by the original entries
	for _, v := range p.last {
		a, b := of[v.duplicate], of[v.of]
		if a == nil || b == nil {
			continue
		}
		two := pairOf(a.Root(), b.Root())
		if last[two].sort < v.sort {
			last[two] = v
		}
	}
	var before [][2]disclosure.EntryID
	for two, v := range last {
		stands := v.duplicate == of[v.duplicate].Last().Entry && v.of == of[v.of].Last().Entry
		if v.verdict == disclosure.AreOne && !stands {
			before = append(before, two)
		}
	}
	return before
}

// everOneWith are the disclosures, by their original entries, of which it was decided
// that they are or are not one sharing with what one of the words is on.
func (r *Registrar) everOneWith(ctx context.Context, register disclosure.Register, words []disclosure.EntryID) ([]disclosure.EntryID, error) {
	decided, err := r.pairsDecided(ctx, register)
	if err != nil {
		return nil, err
	}
	var others []store.Key
	for p := range decided.last {
		for n := range p {
			if slices.Contains(words, p[n]) && !slices.Contains(words, p[1-n]) {
				others = append(others, store.EntryKey(register.String(), p[1-n].String()))
			}
		}
	}
	items, err := r.itemsAt(ctx, "load what was one sharing with a disclosure", others)
	if err != nil {
		return nil, err
	}
	var roots []disclosure.EntryID
	for _, item := range items {
		a, err := alikeIn(item)
		if err != nil {
			return nil, err
		}
		roots = append(roots, a.root)
	}
	return roots, nil
}

// duplicateDecidedOf reads the body of a decision.
func duplicateDecidedOf(e *disclosure.Entry) (d disclosure.DuplicateRecorded, err error) {
	if err := json.Unmarshal(e.Body, &d); err != nil {
		return d, fmt.Errorf("decode a decision on a duplicate: %w", err)
	}
	return d, nil
}
