package desk

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Undecided is a page of the list "decide first".
type Undecided struct {
	AsOf       disclosure.Date  `json:"asOf" format:"date"`
	PerhapsOne []UndecidedPair  `json:"perhapsOne" doc:"First of all: two records that may be of one sharing, of which one is kept back and the other would be shown. No answer that shows it is released until that is decided"`
	Undecided  []UndecidedWord  `json:"undecided" doc:"By the day by which each has to be decided, so that what is overdue comes first"`
	Shares     []UndecidedShare `json:"shares" doc:"Shares that somebody was perhaps in who asks for their data. What nobody has said anything of is in no answer, and holds up none. On the first page, of the requests whose last day comes first"`
	// Cursor asks for the next page. A page may be short, or empty, and still have a
	// cursor; what two things gave reason to look at may be on two pages.
	Cursor string `json:"cursor,omitempty"`
}

// UndecidedPair are two records of which the Data Protection Officer has to decide whether
// they are one sharing, before an answer that shows one of them is released.
type UndecidedPair struct {
	Subject string           `json:"subject" doc:"Whose answer: the council's reference for the person"`
	To      disclosure.Asker `json:"to" enum:"person,representative" doc:"Towards whom"`
	Since   disclosure.Date  `json:"since" format:"date" doc:"The day on which the later of the two was recorded"`
	door.PerhapsOne
	Proposed disclosure.EntryID `json:"proposed,omitempty" doc:"Entry of a first person's decision that they are two, where a second has to confirm it"`
	Request  *HeldUp            `json:"request,omitempty" doc:"The first request that it holds up"`
	DecideBy disclosure.Date    `json:"decideBy" format:"date" doc:"Ten days before the last day of the request that it holds up, and otherwise a month after it came"`
	Overdue  int                `json:"overdue" doc:"Days since then; 0 while it is not past"`
}

// UndecidedShare is a share that a person was perhaps in, beside a request for their data:
// nobody has said whether they were, or it cannot be told and is itself undecided.
type UndecidedShare struct {
	Subject string           `json:"subject" doc:"Whose answer: the council's reference for the person"`
	To      disclosure.Asker `json:"to" enum:"person,representative" doc:"Towards whom"`
	Since   disclosure.Date  `json:"since" format:"date" doc:"The day on which it was recorded"`
	UnlistedShare
	HoldsUp  bool            `json:"holdsUp" doc:"True where it was decided that it cannot be told whether they were in it, and something keeps it undecided: decide on it, or leave it out by name. The review says why"`
	Request  *HeldUp         `json:"request,omitempty" doc:"The request that it belongs to"`
	DecideBy disclosure.Date `json:"decideBy" format:"date" doc:"Ten days before the last day of the request, and otherwise a month after it came"`
	Overdue  int             `json:"overdue" doc:"Days since then; 0 while it is not past"`
}

// UndecidedWord is a disclosure that is kept from one person until the Data
// Protection Officer has decided, whole or in part.
type UndecidedWord struct {
	Subject string           `json:"subject" doc:"Whose answer: the council's reference for the person"`
	To      disclosure.Asker `json:"to" enum:"person,representative" doc:"Towards whom"`
	Since   disclosure.Date  `json:"since" format:"date" doc:"The day on which its last word was recorded, or on which a decision lapsed"`
	door.Judged
	Department string `json:"department,omitempty"`
	RecordedBy string `json:"recordedBy" doc:"Name of who recorded the last word"`
	// Asked is the last that is on record of it.
	Asked    *disclosure.Asked `json:"asked,omitempty" doc:"That the recording department was asked: who, when, and what they said, once they have. Left out where nobody has put on record that it was"`
	Others   []OtherOutcome    `json:"others" doc:"What the same disclosure does in the answers of the other people it is about"`
	Last     *LastDecision     `json:"last,omitempty" doc:"What was decided of it last"`
	Request  *HeldUp           `json:"request,omitempty" doc:"The first request that it holds up"`
	DecideBy disclosure.Date   `json:"decideBy" format:"date" doc:"Ten days before the last day of the request that it holds up, and otherwise a month after it came"`
	Overdue  int               `json:"overdue" doc:"Days since then; 0 while it is not past"`
}

// OtherOutcome is what a disclosure does in another person's own answer.
type OtherOutcome struct {
	Subject string       `json:"subject"`
	Outcome door.Outcome `json:"outcome" enum:"shown,withheld,undecided,not-in-it"`
}

// LastDecision is what was decided of a disclosure last, and why it does not stand.
type LastDecision struct {
	Entry    disclosure.EntryID `json:"entry" doc:"Entry of the decision"`
	On       disclosure.EntryID `json:"on" doc:"The word that it was made on"`
	By       string             `json:"by"`
	Decision disclosure.Verdict `json:"decision" enum:"show,withhold"`
	Reason   string             `json:"reason"`
	Asked    *disclosure.Asked  `json:"asked,omitempty" doc:"What the recording department said"`
	Lapsed   disclosure.Date    `json:"lapsed,omitzero" format:"date" doc:"The day of review, where it has come"`
	Proposed bool               `json:"proposed" doc:"True where a second person has still to confirm it"`
}

// HeldUp is a request whose answer waits.
type HeldUp struct {
	Entry   disclosure.EntryID `json:"entry"`
	LastDay disclosure.Date    `json:"lastDay" format:"date"`
}

// undecidedPage bounds how many hints one page follows.
const undecidedPage = 20

// UndecidedAbout shows what is undecided in answers to one person, and to who asks
// for them where somebody has.
func (r *Registrar) UndecidedAbout(ctx context.Context, by Looking, subject string) (Undecided, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-undecided"); err != nil {
		return Undecided{}, err
	}
	register := by.Caller.Register
	var err error
	s := r.deciding(register)
	if _, err := s.look(ctx, subject, nil); err != nil {
		return Undecided{}, err
	}
	if s.unlisted, err = r.allUnlisted(ctx, register); err != nil {
		return Undecided{}, err
	}
	s.askedOfShares(subject)
	answer, shown, err := s.list(ctx)
	if err != nil {
		return Undecided{}, err
	}
	return seen(answer, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: "show-undecided", Asked: map[string]string{"subject": r.keys.subject(register, subject)}, Results: len(answer.Undecided),
	}, shown...))
}

// Undecided shows, over the whole register, what the Data Protection Officer has to
// decide before anybody is told of it: one query of what may be undecided by today,
// one read of the entries that gave reason to look, and for each of their people
// what a draft of their answer takes; and as much again while nothing is found
// ([draftReads]).
func (r *Registrar) Undecided(ctx context.Context, by Looking, cursor string) (Undecided, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-undecided"); err != nil {
		return Undecided{}, err
	}
	at, s, next := r.at(), r.deciding(by.Caller.Register), cursor
	var spent []store.Item
	err := ReadOn(draftReads, func() (bool, error) {
		waits, following, some, err := r.undecidedOn(ctx, by.Caller, at, s, next)
		next, spent = following, append(spent, some...)
		return waits || next == "", err
	})
	if err != nil {
		return Undecided{}, err
	}
	if cursor == "" {
		if err := s.sharesOfRequests(ctx, by.Caller); err != nil {
			return Undecided{}, err
		}
	}
	answer, shown, err := s.list(ctx)
	if err != nil {
		return Undecided{}, err
	}
	answer.Cursor = next
	if err := r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-undecided", Results: len(answer.Undecided)}, shown...); err != nil {
		return Undecided{}, err
	}
	r.tidy(ctx, at, spent)
	return answer, nil
}

// undecidedOn follows the hints after the cursor, says whether anything waits, where the
// next ones begin, and which say nothing any more.
func (r *Registrar) undecidedOn(ctx context.Context, by disclosure.Caller, at time.Time, s *deciding, cursor string) (waits bool, next string, spent []store.Item, err error) {
	register := by.Register
	p := plan{partition: store.UndecidedPartition(register.String())}
	query := store.Query{To: store.WatchThrough(disclosure.DateOf(at).String()), Limit: undecidedPage}
	hints, next, err := r.listed(ctx, "query what may be undecided", by, p, query, cursor)
	if err != nil {
		return false, "", nil, err
	}
	reasons, err := r.hintedPeople(ctx, register, hints)
	if err != nil {
		return false, "", nil, err
	}
	people := 0
	for i, item := range hints {
		why := reasons[entryOf(item)]
		if people += len(why.people); i > 0 && people > maxShown {
			next = r.closeCursor(by, p, hints[i-1].Sort)
			break
		}
		one := false
		for _, subject := range why.people {
			some, err := s.look(ctx, subject, why.roots)
			if err != nil {
				return false, "", nil, err
			}
			one = one || some
		}
		if waits = waits || one; !one {
			spent = append(spent, item)
		}
	}
	return waits, next, spent, nil
}

// hinted is whose answers, and which disclosures in them, an entry gives reason to
// look at; all of them where it names none.
type hinted struct {
	people []string
	roots  []disclosure.EntryID
}

// hintedPeople reads the entries of hints. One that is gone gives no reason.
func (r *Registrar) hintedPeople(ctx context.Context, register disclosure.Register, hints []store.Item) (map[disclosure.EntryID]hinted, error) {
	entries, err := r.entriesOf(ctx, register, hints)
	if err != nil {
		return nil, err
	}
	reasons := map[disclosure.EntryID]hinted{}
	for _, f := range entries {
		if reasons[f.entry.ID], err = r.hintedBy(ctx, register, f.entry, hints); err != nil {
			return nil, err
		}
	}
	return reasons, nil
}

func (r *Registrar) hintedBy(ctx context.Context, register disclosure.Register, e *disclosure.Entry, hints []store.Item) (why hinted, err error) {
	switch e.Kind {
	case disclosure.KindFact:
		fact, err := facts.Of(e)
		return hinted{people: []string{fact.About.Reference}}, err
	case disclosure.KindAnswerDecided:
		d, err := decisionOf(e)
		return hinted{people: []string{d.Subject}}, err
	case disclosure.KindDuplicateDecided:
		return r.hintedByPair(ctx, register, e)
	case disclosure.KindJoinDecided:
		join, _, err := r.entry(ctx, register, e.About)
		if err != nil {
			return why, err // they go together
		}
		j, err := joinOf(join)
		return hinted{people: j.References}, err
	case disclosure.KindSharePart, disclosure.KindMemberRemoved:
		item, err := r.entryItem(ctx, register, e.ID)
		if err != nil {
			return why, err
		}
		n := slices.IndexFunc(hints, func(hint store.Item) bool { return entryOf(hint) == e.ID })
		people, err := r.hintedMembers(ctx, register, item, hints[n])
		return hinted{people, []disclosure.EntryID{e.About}}, err
	default:
		return r.hintedByWord(ctx, register, e)
	}
}

// hintedByPair is of a decision about two records.
func (r *Registrar) hintedByPair(ctx context.Context, register disclosure.Register, decision *disclosure.Entry) (why hinted, err error) {
	decided, err := duplicateDecidedOf(decision)
	if err != nil {
		return why, err
	}
	for _, word := range []disclosure.EntryID{decision.About, decided.Of} {
		e, _, err := r.entry(ctx, register, word)
		if IsNotFound(err) {
			continue // of another case than the decision, and destroyed with it
		}
		if err != nil {
			return why, err
		}
		d, root, err := e.Disclosed()
		if err != nil {
			return why, err
		}
		why.roots = append(why.roots, root)
		for _, ref := range d.SubjectReferences() {
			why.people = withElement(why.people, ref)
		}
	}
	return why, nil
}

// hintedByWord is of a disclosure, or of a correction and all that it may bear on.
func (r *Registrar) hintedByWord(ctx context.Context, register disclosure.Register, e *disclosure.Entry) (why hinted, err error) {
	d, root, err := e.Disclosed()
	if err != nil {
		return why, err
	}
	why = hinted{d.SubjectReferences(), []disclosure.EntryID{root}}
	if e.Kind != disclosure.KindCorrection {
		return why, nil
	}
	people, words, err := r.everAbout(ctx, register, root)
	if err != nil {
		return why, err
	}
	also, err := r.everOneWith(ctx, register, words)
	return hinted{people, append(why.roots, also...)}, err
}

// everAbout is everybody whom any word on the disclosure is about: whoever a
// correction took out as well. It also returns the words.
func (r *Registrar) everAbout(ctx context.Context, register disclosure.Register, root disclosure.EntryID) (people []string, ids []disclosure.EntryID, err error) {
	words, err := r.wordsOn(ctx, register, root)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range words {
		ids = append(ids, e.ID)
		d, _, err := e.Disclosed()
		if err != nil {
			return nil, nil, err
		}
		for _, ref := range d.SubjectReferences() {
			people = withElement(people, ref)
		}
	}
	return people, ids, nil
}

// wordsOn are the original entry of the disclosure and its corrections.
func (r *Registrar) wordsOn(ctx context.Context, register disclosure.Register, root disclosure.EntryID) ([]*disclosure.Entry, error) {
	original, _, err := r.entry(ctx, register, root)
	if err != nil {
		return nil, err
	}
	words := []*disclosure.Entry{original}
	query := store.Query{Partition: store.IndexPartition(register.String(), store.ByEntry, root.String()), From: "0", Limit: store.MaxBatch}
	for page, err := range r.pages(ctx, "query corrections", query) {
		if err != nil {
			return nil, err
		}
		said, err := r.entriesOf(ctx, register, page)
		if err != nil {
			return nil, err
		}
		for _, f := range said {
			if f.entry.Kind == disclosure.KindCorrection {
				words = append(words, f.entry)
			}
		}
	}
	return words, nil
}

// hintUndecided hints at a disclosure that is undecided, as it is recorded, for any
// of its people or who acts for them, and at every correction: what came before it
// is not read; and where not all that is kept of its people was. The hint goes with the
// disclosure.
func (r *Registrar) hintUndecided(draft *Draft, known []facts.Known, more bool, d *disclosure.Disclosure) {
	waits := draft.Entry.Kind == disclosure.KindCorrection || more && r.keptMayLeaveUndecided(draft.Entry.Register, d)
	asks := door.Question{
		Register: draft.Entry.Register, AsOf: disclosure.DateOf(draft.at),
		Histories: []door.History{{{Entry: draft.Entry.ID, RecordedAt: draft.at, Flags: draft.Entry.Flags, Disclosure: d}}},
	}
	for _, k := range known {
		// Nearly every text may be of being in contact: what a restriction of contact keeps
		// back is found when it is recorded, and when somebody asks.
		if k.Kind != disclosure.FactContactRestriction {
			asks.Known = append(asks.Known, door.Known{Entry: k.Entry, Fact: k.Fact})
		}
	}
	for _, asks.As = range []door.As{door.Person, door.Representative} {
		waits = r.door.Waits(asks, d.SubjectReferences()...) || waits
	}
	if waits {
		draft.undecided(disclosure.DateOf(draft.at))
	}
}

// keptMayLeaveUndecided reports whether a marker or an opinion that is kept from
// departments could make the disclosure undecided in an answer, by what anybody may know
// of it.
func (r *Registrar) keptMayLeaveUndecided(register disclosure.Register, d *disclosure.Disclosure) bool {
	return r.law.ToOutsiders(d) && (r.mayBeOfMarker(register, d) || policy.Read(d, "").SoundsOfMarker() ||
		slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return policy.ConcernsHealth(i.Category) }))
}

// bearsOnAnswers reports whether the fact may make undecided what was not, or asks
// for an answer.
func bearsOnAnswers(f disclosure.Fact) bool {
	return f.Kind == disclosure.FactMarker || f.Kind == disclosure.FactContactRestriction || f.Kind == disclosure.FactHealthOpinion || f.Kind == disclosure.FactAccessRequest && f.Until.IsZero()
}
