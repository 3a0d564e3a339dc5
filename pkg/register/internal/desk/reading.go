package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// MaxReadings bounds a page of readings: two keys for each are one batch read.
const MaxReadings = store.MaxBatch / 2

// Reading is a disclosure as it now reads: the original while nothing has
// corrected it, and otherwise its last correction, whole.
type Reading struct {
	Entry      disclosure.EntryID         `json:"entry" doc:"The last word: the original, or its latest correction"`
	Corrects   disclosure.EntryID         `json:"corrects,omitempty" doc:"The original entry, when this is a correction"`
	RecordedAt time.Time                  `json:"recordedAt"`
	RecordedBy disclosure.RecordedBy      `json:"recordedBy"`
	Department string                     `json:"department,omitempty"`
	Policy     *disclosure.PolicyVersions `json:"policy,omitempty" doc:"Versions of the law and the notice applied"`
	Disclosure disclosure.Disclosure      `json:"disclosure"`
	Flags      []ReadFlag                 `json:"flags"`
	Aspects    []policy.Aspect            `json:"aspects" doc:"What no one part of a disclosure says, such as left-uk"`
	Consent    policy.ConsentFound        `json:"consent,omitempty" enum:"on-register,in-evidence,acts-for-person,set-aside,required-by-law,not-obtained" doc:"Where the notice promises to ask for consent first: what became of it, as the register knew when this was recorded"`
	Consents   []ConsentGiven             `json:"consents,omitempty" doc:"Where the notice promises to ask for consent first: of each person, how their consent to the recipient stood on the day, as the register holds it now"`
	Abroad     *policy.Abroad             `json:"abroad,omitempty" doc:"Where it went, when it left the United Kingdom"`
	Approvals  []Approval                 `json:"approvals" doc:"Who approved it: the disclosure and, where there is one, the override of the notice. Empty to a department, to which nothing is said of what the register knows of posts, of consent, or of who cleared a flag"`
}

// ConsentGiven is what a person's consent to a recipient was on the day of a sharing.
type ConsentGiven struct {
	Subject  string          `json:"subject,omitempty" doc:"Whose consent it is; left out where only the record speaks of one"`
	On       disclosure.Date `json:"on,omitzero" format:"date" doc:"The first day of the consent in force on the day of the sharing or, where none was, of the next after it; of one that had ended by then, where there is none of these. Left out where there never was one"`
	Until    disclosure.Date `json:"until,omitzero" format:"date" doc:"Its last day, where it has ended or is to end"`
	Standing ConsentStanding `json:"standing" enum:"in-force,later,ended-before,none" doc:"in-force: it was there on the day. later: it came after. ended-before: it had ended. none: the register holds none of this person to this recipient"`
	DaysLate int             `json:"daysLate,omitempty" doc:"How many civil days after the sharing it came. Left out of any other, also where it never came or had ended"`
}

// ConsentStanding is how a consent stood to a sharing.
type ConsentStanding string

// The standings.
const (
	ConsentInForce ConsentStanding = "in-force"
	ConsentLater   ConsentStanding = "later"
	ConsentEnded   ConsentStanding = "ended-before"
	ConsentNone    ConsentStanding = "none"
)

// ReadFlag is a flag and whether it still waits for the Data Protection Officer.
type ReadFlag struct {
	Number int `json:"flag" doc:"Which of the entry's flags, counted from 0"`
	disclosure.Flag
	Name string `json:"name,omitempty" doc:"What the rule is about, as it is called now"`
	// Answers are the aspects for which a question finds the disclosure by this flag.
	Answers []policy.Aspect `json:"answers,omitempty" enum:"no-footing,outside-notice" doc:"Which of these aspects it is about: those of a disclosure found by one of them that say it are why it was found"`
	Open    bool            `json:"open" doc:"False once it has been cleared"`
	Cleared *Clearing       `json:"cleared,omitempty" doc:"Who cleared it, when and why"`
	// Met is the record of a flag that nobody cleared and that waits no more.
	Met *MetBy `json:"metBy,omitempty" doc:"Of a flag that a correction met, so that it has left the queue: that correction"`
	// Became is for who reads a list; the rest is for who reads on.
	Became string `json:"became,omitempty" doc:"What became of it, in words: that it waits, who cleared it, when and why, or which correction met it. Left out where the caller is not told"`
	// StandsOn is the first disclosure of the case to the recipient, which is flagged for all.
	StandsOn disclosure.EntryID `json:"standsOn,omitempty" doc:"Where it was asked what the notice does not cover, of a flag that stands on the first disclosure of the department to such a recipient in the case, and for this one too: that entry"`
	// Before is an earlier word on the same disclosure that the flag stands on.
	Before disclosure.EntryID `json:"before,omitempty" doc:"Of a flag that stands on an earlier entry of the same disclosure, which has been corrected since: that entry"`
}

// MetBy is a correction that met a flag.
type MetBy struct {
	Entry  disclosure.EntryID `json:"entry" doc:"The correction"`
	At     time.Time          `json:"at"`
	By     string             `json:"by" doc:"Name of who corrected it"`
	Reason string             `json:"reason" doc:"Why it was corrected"`
}

// metIn is the record of what the correction met.
func metIn(correction *disclosure.Entry) (*MetBy, error) {
	var c disclosure.Correction
	if err := json.Unmarshal(correction.Body, &c); err != nil {
		return nil, fmt.Errorf("decode a correction: %w", err)
	}
	return &MetBy{Entry: correction.ID, At: correction.RecordedAt, By: correction.RecordedBy.Name, Reason: c.Reason}, nil
}

// Readings is a page, newest disclosure first.
type Readings struct {
	Disclosures []Reading `json:"disclosures"`
	// Cursor asks for the next page. A page may be short, or empty, and still have
	// one: there is no more only when there is no cursor.
	Cursor string `json:"cursor,omitempty"`
	// RowsSHA256 is the room's of exports.
	RowsSHA256 string        `json:"rowsSha256,omitempty" doc:"Where it was asked for (digest=true) and this page is the whole: digest of the rows, the same as that of a spreadsheet of the same filter (rows: current). To who may ask for a spreadsheet"`
	Nothing    *NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// Read shows a page of what a search finds as it now reads, whole: what has been
// corrected since is left out, and so is a correction that is found only under
// what it put right.
//
// A page is one query of one partition, and again, at most [EmptyReads] times in all, where
// everything that it found has been corrected; and a few batch reads, of at most 100 keys
// each: the entries with whether each has been corrected, then the words that corrections
// took the place of, then which flags wait and which posts may approve, and what cleared
// the other flags. Of what the notice does not cover, it is a query more of each of at most
// ten cases, where a flag of another disclosure may stand for one, and three batch reads. Those grow with the page and with
// nothing else. A page of many people or cases is cut to what one record of the look is
// found by, and one of long disclosures to [pageWeight].
func (r *Registrar) Read(ctx context.Context, by Looking, s Search, limit int, cursor string) (Readings, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "read-disclosures")
	if err != nil {
		return Readings{}, err
	}
	plan, err := r.plan(ctx, by.Caller, reach, s)
	if err != nil {
		return Readings{}, err
	}
	after, err := r.openCursor(by.Caller, plan, cursor)
	if err != nil {
		return Readings{}, err
	}
	if limit <= 0 || limit > MaxReadings {
		limit = MaxReadings
	}
	complete := r.readings
	if reach == power.Own {
		complete = r.ownReadings
	}
	var words []listedWord
	var next string
	wanted := r.wanted(by.Caller.Register, s)
	err = ReadOn(EmptyReads, func() (bool, error) {
		items, following, err := r.page(ctx, plan, after, limit)
		if err != nil {
			return false, err
		}
		items, next = cutToOneLook(items, following)
		if words, err = r.wordsOf(ctx, by.Caller.Register, items); err != nil {
			return false, err
		}
		if reach == power.Own { // before anything is found by them, and before they are weighed
			for i := range words {
				if err := words[i].hideKept(); err != nil {
					return false, err
				}
			}
		}
		words = slices.DeleteFunc(words, func(w listedWord) bool { return !w.reads(wanted, s) })
		after = next
		// Where nothing matched, the page has been read on already.
		return len(words) > 0 || len(items) == 0 || next == "", nil
	})
	if err != nil {
		return Readings{}, err
	}
	words, next = cutToOneAnswer(words, next)
	page := Readings{}
	if page.Disclosures, err = complete(ctx, by.Caller.Register, words); err != nil {
		return Readings{}, err
	}
	if s.Aspect == string(policy.OutsideNotice) && reach == power.All {
		if err := r.flaggedFirst(ctx, by.Caller.Register, words, page.Disclosures); err != nil {
			return Readings{}, err
		}
	}
	if next != "" {
		page.Cursor = r.closeCursor(by.Caller, plan, next)
	}
	var shown []term
	if len(page.Disclosures) == 0 && cursor == "" && next == "" && reach == power.All {
		if page.Nothing, shown, err = r.nothing(ctx, by.Caller, s.sought()); err != nil {
			return Readings{}, err
		}
	}
	for _, d := range page.Disclosures {
		shown = append(shown, r.showing(by.Caller.Register, d.Entry, &d.Disclosure)...)
	}
	return seen(page, r.recordAccess(ctx, by, s.Case, disclosure.Access{
		Action: "read-disclosures", Asked: r.asked(by.Caller.Register, s), Results: len(page.Disclosures),
	}, shown...))
}

// listedWord is the last word on a disclosure, with the terms of its index item.
type listedWord struct {
	Word
	root   disclosure.EntryID
	terms  []term
	sort   string // of its index item
	weight int    // of its entry
	bytes  []byte // of its entry
	leaf   ledger.Leaf
	file   string // its case's name in keys
	// correctedBy is the entry that corrected this one, which is then no last word.
	correctedBy disclosure.EntryID
	// shown are the terms but for what is kept from departments, and flags, of a word from
	// which that was taken, all that its entry has.
	shown []term
	flags []disclosure.Flag
}

// wordsOf reads the entries of at most [MaxReadings] index items that nothing has
// corrected, in the items' order, in one call.
func (r *Registrar) wordsOf(ctx context.Context, register disclosure.Register, items []store.Item) ([]listedWord, error) {
	words, err := r.everyWordOf(ctx, register, items)
	return slices.DeleteFunc(words, func(w listedWord) bool { return w.correctedBy != "" }), err
}

// everyWordOf reads the entries of at most [MaxReadings] index items, corrected or
// not, in the items' order, in one call, and one more for each correction of a share
// that is listed for one of its people.
func (r *Registrar) everyWordOf(ctx context.Context, register disclosure.Register, items []store.Item) ([]listedWord, error) {
	if len(items) == 0 {
		return nil, nil
	}
	var keys []store.Key
	for _, item := range items {
		id := entryOf(item)
		keys = append(keys, store.EntryKey(register.String(), id.String()), correctedKey(register, id))
	}
	found, err := r.itemsAt(ctx, "load disclosures", keys)
	if err != nil {
		return nil, err
	}
	in, err := r.memberships(ctx, register, items)
	if err != nil {
		return nil, err
	}
	var words []listedWord
	for i, item := range items {
		stored, present := found[keys[2*i]]
		if !present {
			continue
		}
		entry, leaf, err := decodeEntry(stored)
		if err != nil {
			return nil, err
		}
		d, root, err := entry.Disclosed()
		if err != nil {
			return nil, err
		}
		shown := decodeTerms(text(item, attrTerms))
		terms := slices.Concat(shown, decodeTerms(text(item, attrKept)))
		bytes, _ := stored.Attrs[attrBytes].([]byte)
		by := disclosure.EntryID(text(found[keys[2*i+1]], attrBy))
		file, err := nameIn(stored)
		if err != nil {
			return nil, err
		}
		w := listedWord{Word{entry, d}, root, terms, item.Sort, Weight(bytes), bytes, leaf, file, by, shown, nil}
		m, is := in[root]
		if !is {
			words = append(words, w)
			continue
		}
		mine, err := r.memberWords(ctx, register, w, m)
		if err != nil {
			return nil, err
		}
		words = append(words, mine...)
	}
	return words, nil
}

// memberWords makes of the word on a share, as it is listed for one of its people, all the
// words on it for that person, the first one first: a correction of a share is listed for
// nobody.
func (r *Registrar) memberWords(ctx context.Context, register disclosure.Register, w listedWord, m membership) ([]listedWord, error) {
	words := []listedWord{w}
	for w.correctedBy != "" {
		entryKey, corrected := store.EntryKey(register.String(), w.correctedBy.String()), correctedKey(register, w.correctedBy)
		items, err := r.itemsAt(ctx, "load the correction of a share", []store.Key{entryKey, corrected})
		if err != nil {
			return nil, err
		}
		item, there := items[entryKey]
		if !there {
			break // destroyed meanwhile
		}
		if w.Entry, w.leaf, err = decodeEntry(item); err != nil {
			return nil, err
		}
		if w.Disclosure, _, err = w.Entry.Disclosed(); err != nil {
			return nil, err
		}
		w.bytes, _ = item.Attrs[attrBytes].([]byte)
		w.weight, w.correctedBy = Weight(w.bytes), disclosure.EntryID(text(items[corrected], attrBy))
		words = append(words, w)
	}
	if m.removed == nil {
		for i := range words {
			words[i].Disclosure = m.of(words[i].Disclosure)
		}
	}
	return words, nil
}

// cutToOneAnswer cuts words, in the order of their index items, to what one answer
// holds, and never to nothing, and says where the next page begins.
func cutToOneAnswer(words []listedWord, next string) ([]listedWord, string) {
	weight := 0
	for i, w := range words {
		if weight += w.weight; i > 0 && weight > pageWeight {
			return words[:i], words[i-1].sort
		}
	}
	return words, next
}

// reads reports whether the disclosure has, as it now reads, everything that was
// asked for. A person is looked up in the entry itself, since a summary does not
// tell whom a correction took out.
func (w listedWord) reads(wanted []term, s Search) bool {
	if s.Subject != "" && !w.Disclosure.IsAbout(s.Subject) {
		return false
	}
	return !slices.ContainsFunc(wanted, func(t term) bool {
		return t.by != store.ByAll && t.by != store.BySubject && !slices.ContainsFunc(w.terms, t.is)
	})
}

// readings completes the words with what stands elsewhere: what became of their flags and
// of those of the words before them, and which posts may approve.
func (r *Registrar) readings(ctx context.Context, register disclosure.Register, words []listedWord) ([]Reading, error) {
	histories, err := r.historiesOf(ctx, register, words)
	if err != nil {
		return nil, err
	}
	var keys []store.Key
	for i, w := range words {
		keys = append(keys, flagKeysOf(histories[i])...)
		for _, a := range approversOf(w.Disclosure) {
			keys = append(keys, r.factPlace(register, authorityOf(a.Officer)).Keys(facts.Dryly)...)
		}
		if w.consentFirst() {
			for _, person := range w.Disclosure.SubjectReferences() {
				keys = append(keys, r.factPlace(register, facts.OfSubject(person)).Keys(facts.Dryly)...)
			}
		}
	}
	read, err := r.flagsAt(ctx, register, keys)
	if err != nil {
		return nil, err
	}
	readings := make([]Reading, 0, len(words))
	for i, w := range words {
		reading, err := r.reading(register, w, histories[i], read)
		if err != nil {
			return nil, err
		}
		readings = append(readings, reading)
	}
	return readings, nil
}

// reading is a disclosure as it now reads, by the last of its words. What was read has the
// flags of all of them, the authority of who approved it and what its people consented to.
func (r *Registrar) reading(register disclosure.Register, w listedWord, history []Word, read flagsRead) (reading Reading, err error) {
	e, d := w.Entry, w.Disclosure
	reading = Reading{
		Entry: e.ID, RecordedAt: e.RecordedAt, RecordedBy: e.RecordedBy, Department: e.Owner(), Policy: e.Policy, Disclosure: *d,
		Aspects: []policy.Aspect{}, Abroad: r.law.Abroad(register, d),
	}
	if reading.Flags, err = r.becameOf(history, read); err != nil {
		return reading, err
	}
	if w.root != e.ID {
		reading.Corrects = w.root
	}
	for _, t := range w.terms {
		switch t.by {
		case store.ByAspect:
			reading.Aspects = append(reading.Aspects, policy.Aspect(t.value))
		case byConsent:
			reading.Consent = policy.ConsentFound(t.value)
		}
	}
	if w.consentFirst() {
		if reading.Consents, err = r.consentsTo(register, d, read.found); err != nil {
			return reading, err
		}
	}
	for _, a := range approversOf(d) {
		post, err := facts.In(read.found, r.factPlace(register, authorityOf(a.Officer)))
		if err != nil {
			return reading, err
		}
		a.Entitled, a.Learned = entitled(facts.Standing(post.Known), disclosure.DateOf(d.DisclosedAt))
		a.Own = approvedOwn(e, a)
		reading.Approvals = append(reading.Approvals, a)
	}
	return reading, nil
}

// historiesOf reads every word on each disclosure, first to last, by its last. It is a
// batch read for as many corrections as the most often corrected has, and nothing where
// nothing was corrected.
func (r *Registrar) historiesOf(ctx context.Context, register disclosure.Register, words []listedWord) ([][]Word, error) {
	before := map[disclosure.EntryID][]Word{}           // by the last word
	next := map[disclosure.EntryID]disclosure.EntryID{} // of each, the word to read
	for _, w := range words {
		if w.root != w.Entry.ID {
			next[w.Entry.ID] = w.root
		}
	}
	for len(next) > 0 {
		var keys []store.Key
		for _, id := range next {
			keys = append(keys, store.EntryKey(register.String(), id.String()), correctedKey(register, id))
		}
		found, err := r.itemsAt(ctx, "load what was corrected", keys)
		if err != nil {
			return nil, err
		}
		for last, id := range next {
			next[last] = disclosure.EntryID(text(found[correctedKey(register, id)], attrBy))
			item, there := found[store.EntryKey(register.String(), id.String())]
			if !there || next[last] == "" {
				delete(next, last) // destroyed since
				continue
			}
			read, err := wordOf(item)
			if err != nil {
				return nil, err
			}
			before[last] = append(before[last], read)
			if next[last] == last {
				delete(next, last)
			}
		}
	}
	histories := make([][]Word, len(words))
	for i, w := range words {
		last := w.Word
		if before[w.Entry.ID] != nil { // read whole, as those before it are: of a share one person's part may be shown
			var err error
			if last.Disclosure, _, err = w.Entry.Disclosed(); err != nil {
				return nil, err
			}
		}
		histories[i] = append(before[w.Entry.ID], last)
	}
	return histories, nil
}

// wordOf decodes the item of an entry that is a word on a disclosure.
func wordOf(item store.Item) (Word, error) {
	entry, _, err := decodeEntry(item)
	if err != nil {
		return Word{}, err
	}
	d, _, err := entry.Disclosed()
	return Word{entry, d}, err
}

func openKey(e *disclosure.Entry, n int, f disclosure.Flag) store.Key {
	return store.OpenKey(e.Register.String(), f.Departure, e.RecordedAt, e.ID.String(), n)
}

// consentFirst reports whether the notice promised, when the word was recorded, to
// ask for consent first.
func (w listedWord) consentFirst() bool {
	return slices.ContainsFunc(w.terms, func(t term) bool { return t.by == byConsent })
}

// consentsTo says of each person how their consent to the disclosure's recipient stood on
// the day. Where the register holds none of anybody, it is the day that the record gives.
func (r *Registrar) consentsTo(register disclosure.Register, d *disclosure.Disclosure, found map[store.Key]store.Item) ([]ConsentGiven, error) {
	shared := disclosure.DateOf(d.DisclosedAt)
	var consents []ConsentGiven
	held := false
	for _, person := range d.SubjectReferences() {
		about, err := facts.In(found, r.factPlace(register, facts.OfSubject(person)))
		if err != nil {
			return nil, err
		}
		to := slices.DeleteFunc(facts.Standing(about.Known), func(k facts.Known) bool {
			return k.Kind != disclosure.FactConsent || !r.law.Names(register, d.Recipient, k.Recipient)
		})
		consent := consentOn(shared, to)
		consent.Subject, held = person, held || len(to) > 0
		consents = append(consents, consent)
	}
	if written, ok := d.Evidence["consentDate"].(string); ok && !held {
		if on, err := disclosure.ParseDate(written); err == nil {
			return []ConsentGiven{consentOn(shared, []facts.Known{{Fact: disclosure.Fact{From: on}}})}, nil
		}
	}
	return consents, nil
}

// consentOn chooses, of one person's consents to one recipient, the one in force on the
// day; else the next after it, which came late; else the last that had ended.
func consentOn(day disclosure.Date, consents []facts.Known) ConsentGiven {
	chosen := ConsentGiven{Standing: ConsentNone}
	slices.SortStableFunc(consents, func(a, b facts.Known) int { return a.From.Compare(b.From) })
	for _, k := range consents {
		given := ConsentGiven{On: k.From, Until: k.Until, Standing: ConsentEnded}
		switch {
		case k.Holds(day):
			given.Standing = ConsentInForce
			return given
		case k.From.After(day):
			given.Standing, given.DaysLate = ConsentLater, k.From.DaysSince(day)
		}
		if chosen.Standing != ConsentLater {
			chosen = given
		}
	}
	return chosen
}
