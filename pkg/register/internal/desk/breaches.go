package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// BreachQuestion asks about one breach, by its reference in the breach register or
// by a disclosure that went wrong. Exactly one is given.
type BreachQuestion struct {
	Reference string
	Entry     disclosure.EntryID
}

// BreachView is a breach: what went where, whose it was, whether it came back, and
// where the 72 hours stand.
type BreachView struct {
	Reference   string               `json:"reference,omitempty"`
	Clock       *policy.BreachClock  `json:"clock,omitempty" doc:"Where the 72 hours of Article 33 stand; left out where nothing says that there was a breach"`
	Known       *facts.Known         `json:"breach,omitempty" doc:"How the breach stands; left out while only disclosures name it"`
	Others      []facts.Known        `json:"others,omitempty" doc:"Other accounts of it that departments have given. The Data Protection Officer's next, which replaces the one that stands, takes the place of these too"`
	Retrieved   disclosure.Retrieved `json:"retrieved,omitempty" enum:"asked,returned,destroyed,refused,not-possible" doc:"The last that was heard of getting it back"`
	Subjects    []string             `json:"subjects" doc:"Everyone whose data went wrong, by the council's references"`
	Disclosures []Astray             `json:"disclosures" doc:"What went wrong, as it now reads, newest first"`
	Notices     []BreachNotice       `json:"notices" doc:"Disclosures by which the regulator or the people were told of the breach"`
	Says        string               `json:"says"`
}

// Astray is one disclosure that went wrong.
type Astray struct {
	Entry          disclosure.EntryID      `json:"entry"`
	Case           disclosure.CaseRef      `json:"case"`
	DisclosedAt    time.Time               `json:"disclosedAt"`
	Recipient      disclosure.Recipient    `json:"recipient"`
	Subjects       []disclosure.Subject    `json:"subjects"`
	Data           []disclosure.DataItem   `json:"data"`
	Documents      []disclosure.DocumentID `json:"documents" doc:"Archived letters that were sent"`
	Letters        []AstrayLetter          `json:"letters" doc:"Those letters, and every other archived for the disclosure, with their digests"`
	Reason         string                  `json:"reason,omitempty" doc:"What went wrong, as the department put it"`
	DiscoveredOn   disclosure.Date         `json:"discoveredOn,omitzero" format:"date"`
	NoBreachReason string                  `json:"noBreachReason,omitempty" doc:"Why the department says that it is no breach"`
	root           disclosure.EntryID      // the original entry
}

// AstrayLetter is a letter of a disclosure that went wrong, as it was logged.
type AstrayLetter struct {
	Document   disclosure.DocumentID `json:"document"`
	Title      string                `json:"title"`
	SHA256     string                `json:"sha256" doc:"Lower-case hexadecimal"`
	Size       int64                 `json:"size" doc:"Bytes"`
	ArchivedAt time.Time             `json:"archivedAt"`
	Entry      disclosure.EntryID    `json:"entry" doc:"The entry that logged it"`
}

// BreachNotice is a disclosure that told somebody of the breach.
type BreachNotice struct {
	Entry       disclosure.EntryID   `json:"entry"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Recipient   disclosure.Recipient `json:"recipient"`
}

// Breach answers what is known of a breach, to the DPO or an auditor.
func (r *Registrar) Breach(ctx context.Context, by Looking, q BreachQuestion) (BreachView, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-breach"); err != nil {
		return BreachView{}, err
	}
	if (q.Reference == "") == (q.Entry == "") {
		return BreachView{}, badQuestion(formFinding("/reference", "Give the reference in the breach register, or the entry of a disclosure that went wrong, and not both."))
	}
	looked := disclosure.Access{Action: "show-breach", Entry: q.Entry}
	reference, view := q.Reference, BreachView{}
	if q.Entry != "" {
		word, err := r.lastWordOf(ctx, by.Caller.Register, q.Entry)
		if IsNotFound(err) {
			return BreachView{}, r.unseen(ctx, by, "", looked, err)
		}
		if err != nil {
			return BreachView{}, err
		}
		if reference = astrayUnder(word.Disclosure); reference == "" {
			view = noBreach(word)
		}
	}
	if reference != "" {
		looked.Asked = map[string]string{"reference": reference}
		known, words, err := r.loadBreach(ctx, by.Caller.Register, reference)
		if err != nil {
			return BreachView{}, err
		}
		if len(known) == 0 && len(words) == 0 {
			return BreachView{}, r.unseen(ctx, by, "", looked, disclosure.Fail(disclosure.NotFound, "There is no such breach."))
		}
		view = viewBreach(reference, known, words, r.at())
	}
	for i := range view.Disclosures {
		letters, err := r.lettersAstray(ctx, by.Caller.Register, &view.Disclosures[i])
		if err != nil {
			return BreachView{}, err
		}
		view.Disclosures[i].Letters = letters
	}
	looked.Results = len(view.Disclosures) + len(view.Notices)
	shown := r.showingPeople(by.Caller.Register, view.Subjects...)
	for _, d := range view.Disclosures {
		shown = append(shown, term{byOpened, d.Entry.String()}, term{store.ByCase, d.Case.String()})
	}
	return seen(view, r.recordAccess(ctx, by, "", looked, shown...))
}

// lastWordOf reads how the disclosure that an entry is of now reads.
func (r *Registrar) lastWordOf(ctx context.Context, register disclosure.Register, id disclosure.EntryID) (Word, error) {
	entry, _, err := r.entry(ctx, register, id)
	if err != nil {
		return Word{}, err
	}
	if entry.Kind != disclosure.KindDisclosure && entry.Kind != disclosure.KindCorrection {
		return Word{}, noEntry()
	}
	said := Opened{}
	if err := r.about(ctx, disclosure.Caller{Register: register}, power.All, entry, &said); err != nil {
		return Word{}, err
	}
	for i, c := range said.Corrections {
		if entry.RecordedAt.Before(c.RecordedAt) {
			entry = &said.Corrections[i]
		}
	}
	d, _, err := entry.Disclosed()
	return Word{entry, d}, err
}

// loadBreach reads the facts of a breach, and the disclosures that name it.
func (r *Registrar) loadBreach(ctx context.Context, register disclosure.Register, reference string) ([]facts.Known, []Word, error) {
	known, err := r.knownAbout(ctx, register, facts.OfBreach(reference))
	if err != nil {
		return nil, nil, err
	}
	words, err := r.breachWords(ctx, register, reference)
	return known, words, err
}

func (r *Registrar) breachWords(ctx context.Context, register disclosure.Register, reference string) ([]Word, error) {
	return r.lastWordsUnder(ctx, register, term{store.ByBreach, r.keys.breach(register, reference)}, func(d *disclosure.Disclosure) bool {
		return slices.ContainsFunc(policy.BreachReferences(d), func(named string) bool { return disclosure.Same(named, reference) })
	})
}

// astrayUnder is the breach that a disclosure says it was, or "".
func astrayUnder(d *disclosure.Disclosure) string {
	if d.Departure == nil {
		return ""
	}
	return strings.TrimSpace(d.Departure.BreachReference)
}

// viewBreach decides. It reads nothing.
func viewBreach(reference string, known []facts.Known, words []Word, at time.Time) BreachView {
	v := BreachView{Reference: reference, Known: breachNow(known), Subjects: []string{}, Disclosures: []Astray{}, Notices: []BreachNotice{}}
	for _, w := range words {
		if disclosure.Same(astrayUnder(w.Disclosure), reference) {
			v.Disclosures = append(v.Disclosures, astray(w))
			v.Subjects = append(v.Subjects, w.Disclosure.SubjectReferences()...)
		} else {
			v.Notices = append(v.Notices, BreachNotice{w.Entry.ID, w.Disclosure.DisclosedAt, w.Disclosure.Recipient})
		}
	}
	slices.Sort(v.Subjects)
	v.Subjects = slices.Compact(v.Subjects)
	clock := clockOf(reference, v.Known, words, at)
	v.Clock, v.Says = &clock, clock.Says
	if v.Known != nil {
		v.Others = othersThan(v.Known, known)
	}
	if v.Known != nil && v.Known.Breach != nil {
		for _, step := range v.Known.Breach.Retrieval {
			v.Retrieved = step.Outcome
		}
	}
	return v
}

// breachNow is the breach as it stands: what the Data Protection Officer judged of
// it; before that, of the departments' accounts the one by which the council was
// aware first, since the 72 hours run from there; and where nobody says when, the
// first mention of it.
func breachNow(known []facts.Known) *facts.Known {
	var now *facts.Known
	for i := range known {
		if now == nil || standsBefore(known[i].Fact, now.Fact) {
			now = &known[i]
		}
	}
	return now
}

// standsBefore reports whether a later account says how a breach stands rather than
// an earlier one.
func standsBefore(later, earlier disclosure.Fact) bool {
	switch {
	case earlier.Breach == nil:
		return later.Breach != nil || later.From.Before(earlier.From)
	case later.Breach == nil:
		return false
	case facts.Judged(later) || facts.Judged(earlier):
		return facts.Judged(later)
	}
	return later.Breach.AwareAt.Before(earlier.Breach.AwareAt)
}

// othersThan lists every other account of a breach. They are a department's, and
// nobody has put them together with how the breach stands.
func othersThan(now *facts.Known, known []facts.Known) []facts.Known {
	return slices.DeleteFunc(slices.Clone(known), func(k facts.Known) bool { return k.Entry == now.Entry })
}

// clockOf says where the breach stands. Of one that nobody recorded, discovery is
// the earliest that a disclosure gives; where it is only told of, the telling's day.
func clockOf(reference string, now *facts.Known, words []Word, at time.Time) policy.BreachClock {
	var discovered, toldOn disclosure.Date
	for _, w := range words {
		toldOn = disclosure.DateOf(w.Disclosure.DisclosedAt) // the newest comes first
		if !disclosure.Same(astrayUnder(w.Disclosure), reference) {
			continue
		}
		if on := w.Disclosure.Departure.DiscoveredOn; discovered.IsZero() || on.Before(discovered) {
			discovered = on
		}
	}
	if now != nil {
		return policy.ClockOfBreach(now.Fact, discovered, at)
	}
	if discovered.IsZero() {
		discovered = toldOn
	}
	return policy.ClockOfBreach(disclosure.Fact{}, discovered, at)
}

func astray(w Word) Astray {
	d := w.Disclosure
	a := Astray{
		Entry: w.Entry.ID, Case: d.Case, DisclosedAt: d.DisclosedAt, Recipient: d.Recipient, Subjects: d.Subjects,
		Data: append([]disclosure.DataItem{}, d.Data...), Documents: append([]disclosure.DocumentID{}, d.Documents...),
		Letters: []AstrayLetter{}, root: w.Entry.ID,
	}
	if w.Entry.Kind == disclosure.KindCorrection {
		a.root = w.Entry.About
	}
	if d.Departure != nil {
		a.Reason, a.DiscoveredOn, a.NoBreachReason = d.Departure.Reason, d.Departure.DiscoveredOn, d.Departure.NoBreachReason
	}
	return a
}

// noBreach is the answer about a disclosure that nothing says was a breach.
func noBreach(w Word) BreachView {
	v := BreachView{Subjects: w.Disclosure.SubjectReferences(), Disclosures: []Astray{astray(w)}, Notices: []BreachNotice{}}
	v.Says = "It is not recorded as having gone wrong. Correct it with a departure if it did."
	if w.Disclosure.Departure != nil {
		v.Says = "It went wrong, and the department says that it is no breach. No clock runs."
	}
	return v
}

// lettersAstray reads the letters that were archived for a disclosure that went wrong,
// and those it names: a query of what was said of it, and one batch read.
func (r *Registrar) lettersAstray(ctx context.Context, register disclosure.Register, a *Astray) ([]AstrayLetter, error) {
	documents := slices.Clone(a.Documents)
	for _, id := range slices.Compact([]disclosure.EntryID{a.root, a.Entry}) {
		said := Opened{}
		if err := r.about(ctx, disclosure.Caller{Register: register}, power.All, &disclosure.Entry{ID: id}, &said); err != nil {
			return nil, err
		}
		for _, letter := range said.Letters {
			var archived disclosure.CorrespondenceArchived
			if err := json.Unmarshal(letter.Body, &archived); err != nil {
				return nil, fmt.Errorf("decode what was logged of a letter: %w", err)
			}
			if !slices.Contains(documents, archived.Document) {
				documents = append(documents, archived.Document)
			}
		}
	}
	if len(documents) == 0 {
		return []AstrayLetter{}, nil
	}
	name, err := r.nameOf(ctx, register, a.Case)
	if err != nil {
		return nil, err
	}
	var keys []store.Key
	for _, id := range documents {
		keys = append(keys, store.DocumentKey(register.String(), name, id.String()))
	}
	found, err := r.itemsAt(ctx, "load letters", keys)
	if err != nil {
		return nil, err
	}
	letters := []AstrayLetter{}
	for _, key := range keys {
		item, there := found[key]
		if !there {
			continue
		}
		doc, err := DecodeDocument(item)
		if err != nil {
			return nil, err
		}
		if doc.State == LetterArchived {
			letters = append(letters, AstrayLetter{doc.ID, doc.Title, doc.SHA256, doc.Size, doc.ArchivedAt, doc.Entry})
		}
	}
	return letters, nil
}
