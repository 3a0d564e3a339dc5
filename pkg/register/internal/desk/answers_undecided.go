package desk

import (
	"cmp"
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
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
	HoldsUp  bool            `json:"holdsUp" doc:"True where it was decided that it cannot be told whether they were in it, and something keeps it undecided: then it is left out of an answer by name alone. The review says why"`
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
// what a draft of their answer takes.
func (r *Registrar) Undecided(ctx context.Context, by Looking, cursor string) (Undecided, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-undecided"); err != nil {
		return Undecided{}, err
	}
	register, at := by.Caller.Register, r.at()
	p := plan{partition: store.UndecidedPartition(register.String())}
	query := store.Query{To: store.WatchThrough(disclosure.DateOf(at).String()), Limit: undecidedPage}
	hints, next, err := r.listed(ctx, "query what may be undecided", by.Caller, p, query, cursor)
	if err != nil {
		return Undecided{}, err
	}
	reasons, err := r.hintedPeople(ctx, register, hints)
	if err != nil {
		return Undecided{}, err
	}
	s := r.deciding(register)
	var spent []store.Item
	people := 0
	for i, item := range hints {
		why := reasons[entryOf(item)]
		if people += len(why.people); i > 0 && people > maxShown {
			next = r.closeCursor(by.Caller, p, hints[i-1].Sort)
			break
		}
		waits := false
		for _, subject := range why.people {
			some, err := s.look(ctx, subject, why.roots)
			if err != nil {
				return Undecided{}, err
			}
			waits = waits || some
		}
		if !waits {
			spent = append(spent, item)
		}
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
		fact, err := factOf(e)
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
		if isNotFound(err) {
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
func (r *Registrar) hintUndecided(draft *draft, known []Known, more bool, d *disclosure.Disclosure) {
	waits := draft.entry.Kind == disclosure.KindCorrection || more && r.keptMayLeaveUndecided(draft.entry.Register, d)
	asks := door.Question{
		Register: draft.entry.Register, AsOf: disclosure.DateOf(draft.at),
		Histories: []door.History{{{Entry: draft.entry.ID, RecordedAt: draft.at, Flags: draft.entry.Flags, Disclosure: d}}},
	}
	for _, k := range known {
		asks.Known = append(asks.Known, door.Known{Entry: k.Entry, Fact: k.Fact})
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
	return r.law.ToOutsiders(d) && (r.mayBeOfMarker(register, d) ||
		slices.ContainsFunc(d.Data, func(i disclosure.DataItem) bool { return policy.ConcernsHealth(i.Category) }))
}

// bearsOnAnswers reports whether the fact may make undecided what was not, or asks
// for an answer.
func bearsOnAnswers(f disclosure.Fact) bool {
	return f.Kind == disclosure.FactMarker || f.Kind == disclosure.FactHealthOpinion || f.Kind == disclosure.FactAccessRequest && f.Until.IsZero()
}

// deciding works out what is undecided, and reads what is kept for one person once.
type deciding struct {
	*Registrar
	register disclosure.Register
	today    disclosure.Date
	about    map[string]toAnswer

	unlisted []UnlistedShare // shares of which not everybody is listed, whoever was in them

	// What was found.
	lines  []UndecidedWord
	pairs  []UndecidedPair
	shares []UndecidedShare
}

func (r *Registrar) deciding(register disclosure.Register) *deciding {
	return &deciding{Registrar: r, register: register, today: disclosure.DateOf(r.at()), about: map[string]toAnswer{}}
}

func (s *deciding) answersTo(ctx context.Context, subject string) (toAnswer, error) {
	if about, read := s.about[subject]; read {
		return about, nil
	}
	about, err := s.Registrar.answersTo(ctx, s.register, subject)
	s.about[subject] = about
	return about, err
}

// look finds what is undecided in answers to the person, of the disclosures named by
// their original entries, or of all; and says whether anything is.
func (s *deciding) look(ctx context.Context, subject string, roots []disclosure.EntryID) (some bool, err error) {
	about, err := s.answersTo(ctx, subject)
	if err != nil {
		return false, err
	}
	asks, err := s.asks(ctx, s.register, SubjectQuestion{Subject: subject, To: door.Person, AsOf: s.today}, about, about.perhapsIn()...)
	if err != nil {
		return false, err
	}
	if err := s.partPerhaps(ctx, &asks); err != nil {
		return false, err
	}
	asked := func(root disclosure.EntryID) bool { return roots == nil || slices.Contains(roots, root) }
	for _, to := range about.askers() {
		asks.As = door.As(to)
		_, review := s.door.Judge(asks)
		for _, j := range review.Disclosures {
			if !waiting(j) || !asked(j.Root) {
				continue
			}
			some = true
			line := UndecidedWord{Subject: subject, To: to, Judged: j, Others: []OtherOutcome{}}
			if line.Others, err = s.othersIn(ctx, asks, j.Root); err != nil {
				return false, err
			}
			s.lines = append(s.lines, line)
		}
		for _, j := range review.Perhaps {
			if waiting(j) && asked(j.Root) {
				some = true
				s.shares = append(s.shares, UndecidedShare{Subject: subject, To: to, UnlistedShare: UnlistedShare{Entry: j.Root}, HoldsUp: true})
			}
		}
		for _, p := range review.PerhapsOne {
			if asked(p.Roots[0]) || asked(p.Roots[1]) {
				some = true
				s.pairs = append(s.pairs, UndecidedPair{Subject: subject, To: to, PerhapsOne: p})
			}
		}
	}
	return some, nil
}

// sharesOfRequests finds the shares of which nobody has said whether they were in them,
// for the people of the requests whose last day comes first: a query of each, and nothing
// where every share is wholly listed.
func (s *deciding) sharesOfRequests(ctx context.Context, by disclosure.Caller) (err error) {
	if s.unlisted, err = s.allUnlisted(ctx, s.register); err != nil || s.unlisted == nil {
		return err
	}
	open, _, err := s.List(ctx, by, PageOf{List: ListRequests})
	if err != nil {
		return err
	}
	for _, request := range open[:min(len(open), undecidedPage)] {
		f, err := factOf(request.Entry)
		if err != nil {
			return err
		}
		if _, err := s.answersTo(ctx, f.About.Reference); err != nil {
			return err
		}
		s.askedOfShares(f.About.Reference)
	}
	return nil
}

// askedOfShares finds the shares of which nobody has said whether the person was in them,
// for each capacity in which somebody asks.
func (s *deciding) askedOfShares(subject string) {
	about := s.about[subject]
	for _, to := range []disclosure.Asker{disclosure.AskerPerson, disclosure.AskerRepresentative} {
		if about.heldUp(to) == nil {
			continue
		}
		for _, share := range about.perhapsOf(s.unlisted) {
			if share.Decided == "" {
				s.shares = append(s.shares, UndecidedShare{Subject: subject, To: to, UnlistedShare: share})
			}
		}
	}
}

// askers are those to whom an answer may go: the person always, and who acts for
// them once somebody has asked.
func (a toAnswer) askers() []disclosure.Asker {
	askers := []disclosure.Asker{disclosure.AskerPerson}
	if slices.ContainsFunc(a.requests, func(k Known) bool { return k.Request.As == disclosure.AskerRepresentative }) {
		askers = append(askers, disclosure.AskerRepresentative)
	}
	return askers
}

// othersIn says what the disclosure does in the own answers of its other people.
func (s *deciding) othersIn(ctx context.Context, asks door.Question, root disclosure.EntryID) ([]OtherOutcome, error) {
	others := []OtherOutcome{}
	for _, h := range asks.Histories {
		if h.Root() != root {
			continue
		}
		for _, ref := range h.Last().Disclosure.SubjectReferences() {
			if ref == asks.Subject {
				continue
			}
			about, err := s.answersTo(ctx, ref)
			if err != nil {
				return nil, err
			}
			_, review := s.door.Judge(door.Question{
				Register: s.register, Subject: ref, As: door.Person, AsOf: s.today, One: asks.One, WereOne: asks.WereOne,
				Histories: withOne(asks, h), Known: asks.Known, Decisions: about.decisions(ref, s.today),
			})
			for _, j := range review.Disclosures {
				if j.Root == root {
					others = append(others, OtherOutcome{ref, j.Outcome})
				}
			}
		}
	}
	return others, nil
}

// withOne is the disclosure and every other that may be one sharing with it.
func withOne(asks door.Question, h door.History) []door.History {
	if len(asks.WereOne) > 0 {
		return asks.Histories
	}
	if len(asks.One) == 0 {
		return []door.History{h}
	}
	on := disclosure.DateOf(h.Last().Disclosure.DisclosedAt)
	return slices.DeleteFunc(slices.Clone(asks.Histories), func(other door.History) bool {
		return disclosure.DateOf(other.Last().Disclosure.DisclosedAt) != on
	})
}

// list completes the lines with who recorded them, what was decided last and what
// they hold up, and puts them in order. It also returns what a look at them is found
// by.
func (s *deciding) list(ctx context.Context) (Undecided, []term, error) {
	answer := Undecided{AsOf: s.today, PerhapsOne: []UndecidedPair{}, Undecided: []UndecidedWord{}, Shares: []UndecidedShare{}}
	shown, err := s.listPairs(ctx, &answer)
	if err != nil {
		return Undecided{}, nil, err
	}
	ofShares, err := s.listShares(ctx, &answer)
	if err != nil {
		return Undecided{}, nil, err
	}
	shown = append(shown, ofShares...)
	var keys []store.Key
	for _, l := range s.lines {
		keys = append(keys, store.EntryKey(s.register.String(), l.Entry.String()))
		if last, decided := s.about[l.Subject].decided[decidedOf{l.To, l.Root}]; decided {
			for _, id := range []disclosure.EntryID{last.Entry, last.Asked} {
				if id != "" {
					keys = append(keys, store.EntryKey(s.register.String(), id.String()))
				}
			}
		}
	}
	items, err := s.itemsAt(ctx, "load what is undecided", keys)
	if err != nil {
		return Undecided{}, nil, err
	}
	for _, l := range s.lines {
		if slices.ContainsFunc(answer.Undecided, func(o UndecidedWord) bool { return o.Root == l.Root && o.Subject == l.Subject && o.To == l.To }) {
			continue
		}
		item, there := items[store.EntryKey(s.register.String(), l.Entry.String())]
		if !there {
			continue // disposed of since
		}
		e, _, err := decodeEntry(item)
		if err != nil {
			return Undecided{}, nil, err
		}
		l.Department, l.RecordedBy, l.Since = e.Owner(), e.RecordedBy.Name, disclosure.DateOf(e.RecordedAt)
		about := s.about[l.Subject]
		if last, decided := about.decided[decidedOf{l.To, l.Root}]; decided {
			if item, there := items[store.EntryKey(s.register.String(), last.Entry.String())]; there {
				if l.Last, err = lastDecision(item, last, s.today); err != nil {
					return Undecided{}, nil, err
				}
				if l.Last.Lapsed.After(l.Since) {
					l.Since = l.Last.Lapsed
				}
				l.Asked = l.Last.Asked // of a decision made before such things were kept by themselves
			}
			if item, there := items[store.EntryKey(s.register.String(), last.Asked.String())]; there {
				if l.Asked, err = askedIn(item); err != nil {
					return Undecided{}, nil, err
				}
			}
		}
		l.Request, l.DecideBy, l.Overdue = s.due(about, l.To, l.Since)
		answer.Undecided = append(answer.Undecided, l)
		shown = append(shown, term{byOpened, l.Entry.String()}, term{store.ByCase, l.Case.String()})
		shown = append(shown, s.showingPeople(s.register, l.Subject)...)
	}
	slices.SortStableFunc(answer.Undecided, func(a, b UndecidedWord) int {
		return cmp.Or(a.DecideBy.Compare(b.DecideBy), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.To, b.To))
	})
	return answer, shown, nil
}

// listPairs completes the pairs, and puts them in order.
func (s *deciding) listPairs(ctx context.Context, answer *Undecided) (shown []term, err error) {
	if s.pairs == nil {
		return nil, nil
	}
	decided, err := s.pairsDecided(ctx, s.register)
	if err != nil {
		return nil, err
	}
	for _, p := range s.pairs {
		if slices.ContainsFunc(answer.PerhapsOne, func(o UndecidedPair) bool {
			return o.Kept == p.Kept && o.Shown == p.Shown && o.Subject == p.Subject && o.To == p.To
		}) {
			continue
		}
		at, err := max(p.Kept, p.Shown).RecordedAt()
		if err != nil {
			return nil, err
		}
		p.Since, p.Proposed = disclosure.DateOf(at), decided.proposed[pairOf(p.Kept, p.Shown)].entry
		p.Request, p.DecideBy, p.Overdue = s.due(s.about[p.Subject], p.To, p.Since)
		answer.PerhapsOne = append(answer.PerhapsOne, p)
		shown = append(shown, term{byOpened, p.Kept.String()}, term{byOpened, p.Shown.String()}, term{store.ByCase, p.Cases[0].String()}, term{store.ByCase, p.Cases[1].String()})
		shown = append(shown, s.showingPeople(s.register, p.Subject)...)
	}
	slices.SortStableFunc(answer.PerhapsOne, func(a, b UndecidedPair) int {
		return cmp.Or(a.DecideBy.Compare(b.DecideBy), cmp.Compare(a.Shown, b.Shown), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.To, b.To))
	})
	return shown, nil
}

// listShares completes the shares, and puts them in order.
func (s *deciding) listShares(ctx context.Context, answer *Undecided) (shown []term, err error) {
	if s.shares != nil && s.unlisted == nil {
		if s.unlisted, err = s.allUnlisted(ctx, s.register); err != nil {
			return nil, err
		}
	}
	for _, u := range s.shares {
		at := slices.IndexFunc(s.unlisted, func(share UnlistedShare) bool { return share.Entry == u.Entry })
		if at < 0 || slices.ContainsFunc(answer.Shares, func(o UndecidedShare) bool { return o.Entry == u.Entry && o.Subject == u.Subject && o.To == u.To }) {
			continue // listed wholly since, or on the list
		}
		u.UnlistedShare = s.unlisted[at]
		if u.HoldsUp {
			u.Decided = disclosure.CannotBeTold
		}
		recorded, err := u.Entry.RecordedAt()
		if err != nil {
			return nil, err
		}
		u.Since = disclosure.DateOf(recorded)
		u.Request, u.DecideBy, u.Overdue = s.due(s.about[u.Subject], u.To, u.Since)
		answer.Shares = append(answer.Shares, u)
		shown = append(shown, term{byOpened, u.Entry.String()})
		shown = append(shown, s.showingPeople(s.register, u.Subject)...)
	}
	slices.SortStableFunc(answer.Shares, func(a, b UndecidedShare) int {
		return cmp.Or(a.DecideBy.Compare(b.DecideBy), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.To, b.To))
	})
	return shown, nil
}

// due is the request that something undecided holds up, the day by which it is to be
// decided, and how many days ago that was.
func (s *deciding) due(about toAnswer, to disclosure.Asker, since disclosure.Date) (held *HeldUp, by disclosure.Date, overdue int) {
	held = about.heldUp(to)
	var last disclosure.Date
	if held != nil {
		last = held.LastDay
	}
	if by = policy.DecideBy(since, last); s.today.After(by) {
		overdue = s.today.DaysSince(by)
	}
	return held, by, overdue
}

// heldUp is the open request, made in the capacity, whose last day comes first.
func (a toAnswer) heldUp(to disclosure.Asker) *HeldUp {
	var first *HeldUp
	for _, k := range a.requests {
		if !k.Until.IsZero() || k.Request.As != to {
			continue
		}
		if last := policy.ClockOfRequest(k.Fact).LastDay; first == nil || last.Before(first.LastDay) {
			first = &HeldUp{k.Entry, last}
		}
	}
	return first
}

// askedIn reads what a decision on an answer says of the recording department.
func askedIn(item store.Item) (*disclosure.Asked, error) {
	e, _, err := decodeEntry(item)
	if err != nil {
		return nil, err
	}
	d, err := decisionOf(e)
	return d.Asked, err
}

func lastDecision(item store.Item, s decidedLast, today disclosure.Date) (*LastDecision, error) {
	e, _, err := decodeEntry(item)
	if err != nil {
		return nil, err
	}
	d, err := decisionOf(e)
	if err != nil {
		return nil, err
	}
	last := &LastDecision{
		Entry: e.ID, On: s.On, By: e.RecordedBy.Name, Decision: d.Decision, Reason: d.Reason, Asked: d.Asked, Proposed: s.Proposed,
	}
	if !s.ReviewOn.IsZero() && !s.ReviewOn.After(today) {
		last.Lapsed = s.ReviewOn
	}
	return last, nil
}
