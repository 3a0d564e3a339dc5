package answering

import (
	"cmp"
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// deciding works out what is undecided, and reads what is kept for one person once.
type deciding struct {
	*Answers
	register disclosure.Register
	today    disclosure.Date
	about    map[string]toAnswer

	unlisted []UnlistedShare // shares of which not everybody is listed, whoever was in them

	// What was found.
	lines  []UndecidedWord
	pairs  []UndecidedPair
	shares []UndecidedShare
}

func (r *Answers) deciding(register disclosure.Register) *deciding {
	return &deciding{Answers: r, register: register, today: disclosure.DateOf(r.desk.Now()), about: map[string]toAnswer{}}
}

func (s *deciding) answersTo(ctx context.Context, subject string) (toAnswer, error) {
	if about, read := s.about[subject]; read {
		return about, nil
	}
	about, err := s.Answers.answersTo(ctx, s.register, subject)
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
	open, _, err := s.desk.List(ctx, by, desk.PageOf{List: desk.ListRequests})
	if err != nil {
		return err
	}
	for _, request := range open[:min(len(open), undecidedPage)] {
		f, err := facts.Of(request.Entry)
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
	if slices.ContainsFunc(a.requests, func(k facts.Known) bool { return k.Request.As == disclosure.AskerRepresentative }) {
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
func (s *deciding) list(ctx context.Context) (Undecided, desk.Sights, error) {
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
	items, err := s.desk.Items(ctx, "load what is undecided", keys)
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
		e, err := desk.EntryIn(item)
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
		shown = append(append(append(shown, desk.OfEntries(l.Entry)...), desk.OfCases(l.Case)...), s.desk.OfPeople(s.register, l.Subject)...)
	}
	slices.SortStableFunc(answer.Undecided, func(a, b UndecidedWord) int {
		return cmp.Or(a.DecideBy.Compare(b.DecideBy), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.To, b.To))
	})
	return answer, shown, nil
}

// listPairs completes the pairs, and puts them in order.
func (s *deciding) listPairs(ctx context.Context, answer *Undecided) (shown desk.Sights, err error) {
	if s.pairs == nil {
		return nil, nil
	}
	proposed, err := s.desk.ProposedPairs(ctx, s.register)
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
		p.Since, p.Proposed = disclosure.DateOf(at), proposed(p.Kept, p.Shown)
		p.Request, p.DecideBy, p.Overdue = s.due(s.about[p.Subject], p.To, p.Since)
		answer.PerhapsOne = append(answer.PerhapsOne, p)
		shown = append(append(append(shown, desk.OfEntries(p.Kept, p.Shown)...), desk.OfCases(p.Cases[:]...)...), s.desk.OfPeople(s.register, p.Subject)...)
	}
	slices.SortStableFunc(answer.PerhapsOne, func(a, b UndecidedPair) int {
		return cmp.Or(a.DecideBy.Compare(b.DecideBy), cmp.Compare(a.Shown, b.Shown), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.To, b.To))
	})
	return shown, nil
}

// listShares completes the shares, and puts them in order.
func (s *deciding) listShares(ctx context.Context, answer *Undecided) (shown desk.Sights, err error) {
	if s.shares != nil && s.unlisted == nil {
		if s.unlisted, err = s.allUnlisted(ctx, s.register); err != nil {
			return nil, err
		}
	}
	type one struct {
		share   disclosure.EntryID
		subject string
		to      disclosure.Asker
	}
	listed := map[one]bool{}
	for _, u := range answer.Shares {
		listed[one{u.Entry, u.Subject, u.To}] = true
	}
	for _, u := range s.shares {
		at := slices.IndexFunc(s.unlisted, func(share UnlistedShare) bool { return share.Entry == u.Entry })
		if at < 0 || listed[one{u.Entry, u.Subject, u.To}] {
			continue // listed wholly since, or on the list
		}
		listed[one{u.Entry, u.Subject, u.To}] = true
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
		shown = append(append(shown, desk.OfEntries(u.Entry)...), s.desk.OfPeople(s.register, u.Subject)...)
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
	e, err := desk.EntryIn(item)
	if err != nil {
		return nil, err
	}
	d, err := desk.DecisionOf(e)
	return d.Asked, err
}

func lastDecision(item store.Item, s decidedLast, today disclosure.Date) (*LastDecision, error) {
	e, err := desk.EntryIn(item)
	if err != nil {
		return nil, err
	}
	d, err := desk.DecisionOf(e)
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
