package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// What the room that answers to people gets of the desk, beside what every room that
// records does (writing.go).

// answersTo reads, in one query, what was asked for answers to the person, each request as
// it now stands and those that have ended among them, and the items that the room of answers
// keeps beside it: what was decided.
func (r *Registrar) answersTo(ctx context.Context, register disclosure.Register, subject string) (asked []facts.Known, decided []store.Item, err error) {
	kept := r.factPlace(register, facts.OfAnswers(subject)).Now
	for page, err := range r.pages(ctx, "query what was decided for answers", store.Query{Partition: kept.Partition, Limit: store.MaxBatch}) {
		if err != nil {
			return nil, nil, err
		}
		for _, item := range page {
			if item.Key != kept {
				decided = append(decided, item)
				continue
			}
			requests, err := facts.In(map[store.Key]store.Item{kept: item}, facts.Place{Now: kept})
			if err != nil {
				return nil, nil, err
			}
			asked = requests.Known
		}
	}
	return asked, decided, nil
}

// AnswersTo reads, in one query, what was asked for answers to the person, each request as
// it now stands and those that have ended among them, and the items of what was decided for
// them.
func (f Files) AnswersTo(ctx context.Context, register disclosure.Register, subject string) (asked []facts.Known, decided []store.Item, err error) {
	return f.answersTo(ctx, register, subject)
}

// AnswersToken is by what all of that is found, however the reference is spelt.
func (f Files) AnswersToken(register disclosure.Register, subject string) string {
	return f.answersToken(register, subject)
}

// SeriesToken is the keyed hash by which a series of shares is found in the whole register.
func (f Files) SeriesToken(register disclosure.Register, series string) string {
	return f.keys.series(register, "", series)
}

// RefuseAbout refuses who has asked for the person's data, under whichever reference.
func (f Files) RefuseAbout(ctx context.Context, by disclosure.Caller, subject string) error {
	return f.refuseAbout(ctx, by, subject)
}

// Insist is [Afresh] for what protects a person or keeps a case: it goes on as long as only
// others stand in its way.
func Insist[T any](ctx context.Context, f Files, change func(answer *T) error) (T, error) {
	return insist(ctx, f.Registrar, change)
}

// Learn records a fact for who may see everything. The answer, of which recorded is a part,
// is what every repeat of the request will get.
func (f Files) Learn(ctx context.Context, by disclosure.Caller, o Request, fact disclosure.Fact, recorded *Recorded, answer any) error {
	return f.learn(ctx, by, power.All, o, fact, recorded, answer)
}

// FactIn returns the entry of a stored item, and the fact that it recorded.
func FactIn(item store.Item) (*disclosure.Entry, disclosure.Fact, error) { return factIn(item) }

// EntryIn is the entry of a stored item.
func EntryIn(item store.Item) (*disclosure.Entry, error) {
	entry, _, err := decodeEntry(item)
	return entry, err
}

// EntryOf is the entry that an item lists.
func EntryOf(item store.Item) disclosure.EntryID { return entryOf(item) }

// DecisionOf returns the decision on an answer that an entry recorded.
func DecisionOf(e *disclosure.Entry) (disclosure.AnswerDecision, error) {
	var d disclosure.AnswerDecision
	if err := json.Unmarshal(e.Body, &d); err != nil {
		return d, fmt.Errorf("decode a decision on an answer: %w", err)
	}
	return d, nil
}

// AllKnown reads all that is known of a thing, what has ended and what awaits the Data
// Protection Officer among it.
func (f Files) AllKnown(ctx context.Context, register disclosure.Register, about disclosure.FactKey) (facts.Item, error) {
	all, _, err := f.factsAbout(ctx, register, about)
	return all, err
}

// KnownAbout reads what stands of a thing: nothing, where nothing was recorded.
func (f Files) KnownAbout(ctx context.Context, register disclosure.Register, about disclosure.FactKey) ([]facts.Known, error) {
	return f.knownAbout(ctx, register, about)
}

// KnownOfEach reads what stands of several things of one dimension, by the canonical forms
// of their references.
func (f Files) KnownOfEach(ctx context.Context, register disclosure.Register, things []disclosure.FactKey) (map[string][]facts.Known, error) {
	return f.knownOfEach(ctx, register, things)
}

// Together reads what is known of some people, and under every other reference of theirs. It
// is for who may know of joins alone.
func (f Files) Together(ctx context.Context, register disclosure.Register, references ...string) (facts.Together, error) {
	return f.together(ctx, register, references...)
}

// ReadTogether reads what is known of more people beside it.
func (f Files) ReadTogether(ctx context.Context, register disclosure.Register, of facts.Together, references ...string) error {
	return f.readTogether(ctx, register, of, references...)
}

// OneSharing reads which of the disclosures in an answer are one or two, and which were
// decided to be one before a correction of either, where any could be.
func (f Files) OneSharing(ctx context.Context, asks *door.Question) error {
	return f.oneSharing(ctx, asks)
}

// ProposedPairs reads of which pairs one person says that they are two and a second has to:
// the entry of what they said, "" of any other pair.
func (f Files) ProposedPairs(ctx context.Context, register disclosure.Register) (func(a, b disclosure.EntryID) disclosure.EntryID, error) {
	decided, err := f.pairsDecided(ctx, register)
	return func(a, b disclosure.EntryID) disclosure.EntryID { return decided.proposed[pairOf(a, b)].entry }, err
}

// WordsOn reads every disclosure that is found under the subject as it reads now, newest
// first, and leaves out those that do not belong there: a correction is found under what it
// says and under what was wrong.
func (f Files) WordsOn(ctx context.Context, register disclosure.Register, subject string, belongs func(*disclosure.Disclosure) bool) ([]Word, error) {
	return f.lastWordsUnder(ctx, register, term{store.BySubject, f.keys.subject(register, subject)}, belongs)
}

// LastOf is how the disclosure that begins with the entry now reads.
func (f Files) LastOf(ctx context.Context, register disclosure.Register, root disclosure.EntryID) (Word, error) {
	return f.lastOf(ctx, register, root)
}

// RootOf is the original entry of what a word is on: itself, or what it is about.
func RootOf(e *disclosure.Entry) disclosure.EntryID { return rootOf(e) }

// Shared is a share as it was recorded.
type Shared struct {
	Entry      *disclosure.Entry
	Disclosure *disclosure.Disclosure
	File       string // the name in keys of its own file
}

// ShareOf reads the share: its original entry.
func (f Files) ShareOf(ctx context.Context, by disclosure.Caller, id disclosure.EntryID) (Shared, error) {
	s, err := f.shareEntry(ctx, by, power.All, id)
	return Shared{s.entry, s.disclosure, s.file}, err
}

// Lists reports whether the share lists the person.
func (f Files) Lists(ctx context.Context, register disclosure.Register, s Shared, subject string) (bool, error) {
	key := memberKey(register, f.keys.subject(register, subject), share{entry: s.Entry, disclosure: s.Disclosure}.sort())
	listed, err := f.itemsAt(ctx, "look who is in a share", []store.Key{key})
	return len(listed) > 0, err
}

// UnlistedShares reads the shares of which not everybody is known to be listed, by their
// original entries.
func (f Files) UnlistedShares(ctx context.Context, register disclosure.Register) (open []disclosure.EntryID, err error) {
	query := store.Query{Partition: store.UnlistedPartition(register.String()), Limit: store.MaxBatch}
	for page, err := range f.pages(ctx, "query shares not wholly listed", query) {
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			open = append(open, entryOf(item))
		}
	}
	return open, nil
}

// ChangesIn are, of a hint at changes of which somebody may have to be told, their entries.
func ChangesIn(hint store.Item) []string { return strings.Split(text(hint, attrChanges), "\n") }

// HintsAtAll reports whether a hint is at every change of the people of those it names.
func HintsAtAll(hint store.Item) bool { return text(hint, attrAll) != "" }

// Tidy takes off hints that had nothing to say, at the instant at which that was found.
func (f Files) Tidy(ctx context.Context, at time.Time, spent []store.Item) { f.tidy(ctx, at, spent) }

// TitlesOfRules adds to the titles those of more rules.
func (f Files) TitlesOfRules(register disclosure.Register, titles RuleTitles, rules ...[]string) RuleTitles {
	return f.titlesOfRules(register, titles, rules...)
}

// Nothing says what was looked for where nothing was found, and to the Data Protection
// Officer what comes near; and what a look that showed that is found by. It is nil of a
// question that nothing narrowed. Whoever sees a department's own alone is not told of it.
func (f Files) Nothing(ctx context.Context, by disclosure.Caller, s Sought) (*NothingFound, Sights, error) {
	return f.nothing(ctx, by, s)
}

// OfEntries is what a look that showed the entries is found by.
func OfEntries(ids ...disclosure.EntryID) (shown Sights) {
	for _, id := range ids {
		shown = append(shown, term{byOpened, id.String()})
	}
	return shown
}

// OfCases is what a look that showed something of the cases is found by.
func OfCases(refs ...disclosure.CaseRef) (shown Sights) {
	for _, ref := range refs {
		shown = append(shown, term{store.ByCase, ref.String()})
	}
	return shown
}

// OfPeople is what a look that showed something of the people is found by.
func (f Files) OfPeople(register disclosure.Register, people ...string) Sights {
	return f.showingPeople(register, people...)
}

// Categories adds the disclosure's categories of data to those known, each once.
func Categories(known []string, d *disclosure.Disclosure) []string {
	for _, item := range d.Data {
		if !slices.Contains(known, item.Category) {
			known = append(known, item.Category)
		}
	}
	return known
}
