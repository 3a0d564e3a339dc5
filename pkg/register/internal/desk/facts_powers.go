package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// factPower is who may record, replace, weaken and end one kind of fact. The Data
// Protection Officer may do each with any, but for what takes two people ([Awaiting.another]):
// that awaits another. A department replaces and ends what it recorded itself,
// and nothing else is there for it.
type factPower struct {
	refusal string // what a department is told, which may not record it; "" where it may
	// weakens are what a fact of this kind may take away of a person's protection: that
	// awaits the Data Protection Officer.
	weakens []policy.Weakening
}

const (
	refuseAuthority = "Which posts may approve is only for the Data Protection Officer to record."
	refuseChange    = "Changes to people's data, and who is told of them, are recorded by the Data Protection Officer."
	refuseRequest   = "Requests for a person's data are recorded by the Data Protection Officer."
	refuseOpinion   = "What a health professional thinks of answering a person is recorded by the Data Protection Officer."
)

// factPowers stands beside [power.Table], and in docs/facts.md, which a test holds
// against it.
var factPowers = map[disclosure.FactKind]factPower{
	disclosure.FactConsent:            {weakens: []policy.Weakening{policy.ConsentRevived, policy.ConsentWidened}},
	disclosure.FactRepresentation:     {weakens: []policy.Weakening{policy.ConsentRevived, policy.ConsentWidened}},
	disclosure.FactObjection:          {weakens: []policy.Weakening{policy.ObjectionPutAside, policy.ProtectionShorter}},
	disclosure.FactRestriction:        {weakens: []policy.Weakening{policy.ProtectionShorter}},
	disclosure.FactMarker:             {weakens: []policy.Weakening{policy.ToldOfMarker}},
	disclosure.FactContactRestriction: {weakens: []policy.Weakening{policy.ToldOfMarker}},
	disclosure.FactSPoC:               {weakens: []policy.Weakening{policy.BehaviourAlleged}},
	disclosure.FactBreach:             {weakens: []policy.Weakening{policy.BreachBecameLater}},
	disclosure.FactAgreement:          {},
	disclosure.FactPolicyDocument:     {},
	disclosure.FactContract:           {},
	disclosure.FactAuthority:          {refusal: refuseAuthority},
	disclosure.FactChange:             {refusal: refuseChange},
	disclosure.FactTelling:            {refusal: refuseChange},
	disclosure.FactHealthOpinion:      {refusal: refuseOpinion, weakens: []policy.Weakening{policy.OpinionTurned}},
	disclosure.FactAccessRequest:      {refusal: refuseRequest},
}

// Awaiting is what a fact takes away of a person's protection, while the Data Protection
// Officer, another than who recorded it, has not confirmed that. The rules of the department
// that recorded it go on as it did; for everybody else what protected stands.
type Awaiting struct {
	Weakens  policy.Weakening   `json:"weakens" enum:"told,revived,widened,overridden,ended,behaviour,later,unlikely" doc:"What it takes away"`
	Protects disclosure.EntryID `json:"protects,omitempty" doc:"The fact that stays in force meanwhile; left out where none is known by this department"`
	By       disclosure.Date    `json:"by" format:"date" doc:"The day by which it is to be decided; overdue after it"`
	Refused  bool               `json:"refused,omitempty" doc:"The Data Protection Officer did not confirm it: what protected stays"`
}

// another reports whether it takes two people, whoever records it: that the person knows
// of a marker, the first that is known of too, or of a restriction of contact that they
// were not told of; and that serious harm is no longer likely.
func (a Awaiting) another() bool {
	return a.Weakens == policy.ToldOfMarker || a.Weakens == policy.OpinionTurned
}

// confirmWithin is how many days the Data Protection Officer has to confirm a
// weakening, from the day on which it was recorded.
const confirmWithin = 14

// standing is what counts for everybody but the department that recorded otherwise:
// all but what awaits the Data Protection Officer, or was refused.
func standing(known []Known) []Known {
	return slices.DeleteFunc(slices.Clone(known), func(k Known) bool { return k.Awaits != nil })
}

// untoldMeanwhile are first markers of which a second person has not confirmed that the
// person knows, as such of which they do not: for the answer to a person, to record more is
// never to protect less.
func untoldMeanwhile(known []Known) []Known {
	var markers []Known
	for _, k := range known {
		if k.Kind == disclosure.FactMarker && k.Awaits != nil && k.Awaits.Protects == "" {
			k.SubjectTold, k.ToldOn, k.Awaits = disclosure.NotTold, disclosure.Date{}, nil
			markers = append(markers, k)
		}
	}
	return markers
}

// restsOn is what the answer to a department may rest on: nothing that is kept from
// departments, and its own word where that awaits the Data Protection Officer.
func restsOn(known []Known, department string) []Known {
	mine := func(k Known) bool { return department != "" && disclosure.Same(k.Department, department) }
	var replaced []disclosure.EntryID
	for _, k := range known {
		if k.Awaits != nil && mine(k) {
			replaced = append(replaced, k.Awaits.Protects)
		}
	}
	return slices.DeleteFunc(slices.Clone(known), func(k Known) bool {
		return keptFact(k.Fact) || k.Awaits != nil && !mine(k) || slices.Contains(replaced, k.Entry)
	})
}

// nameable returns the facts that the caller may name: all, or the last words of its
// own department. Another is as one that does not exist.
//
// A department's last word is its own whatever the Data Protection Officer made of it
// since, of which its answer must not tell: one that they replaced is still there to be
// replaced by it, which costs the read of its entry, and one that its own weakening
// replaces is not, though it stands until that is confirmed.
func (r *Registrar) nameable(ctx context.Context, by disclosure.Caller, reach power.Reach, about factItem, id disclosure.EntryID) ([]Known, error) {
	if reach == power.All {
		return slices.Clone(about.known), nil
	}
	theirs := slices.DeleteFunc(slices.Clone(about.known), func(k Known) bool {
		return !reach.Covers(by, k.Department) || about.replacedByOwn(k)
	})
	past := about.pastOf(id)
	if past == nil || past.Department == "" || !reach.Covers(by, past.Department) {
		return theirs, nil
	}
	item, err := r.entryItem(ctx, by.Register, id)
	if err != nil {
		return nil, err
	}
	_, f, err := factIn(item)
	return append(theirs, Known{Entry: id, Department: past.Department, Fact: f}), err
}

// ownWords returns the last words of the caller's department on a thing, as it recorded
// them, the first one first: those that it may name ([Registrar.nameable]), whatever the
// Data Protection Officer has recorded in their place, confirmed or refused since. Each is
// read from its own entry, so that it reads the same, and takes as long, whichever of
// these happened.
func (r *Registrar) ownWords(ctx context.Context, by disclosure.Caller, about factItem) ([]Known, error) {
	var ids []disclosure.EntryID
	for _, k := range about.known {
		if power.Own.Covers(by, k.Department) && !about.replacedByOwn(k) {
			ids = append(ids, k.Entry)
		}
	}
	for _, p := range about.past {
		if p.Department != "" && power.Own.Covers(by, p.Department) {
			ids = append(ids, p.Entry)
		}
	}
	slices.Sort(ids)
	var keys []store.Key
	for _, id := range ids {
		keys = append(keys, store.EntryKey(by.Register.String(), id.String()))
	}
	items, err := r.itemsAt(ctx, "load a department's facts", keys)
	if err != nil {
		return nil, err
	}
	var words []Known
	for i, id := range ids {
		item, there := items[keys[i]]
		if !there {
			continue // destroyed since
		}
		_, f, err := factIn(item)
		if err != nil {
			return nil, err
		}
		words = append(words, Known{Entry: id, Department: by.Department, Fact: f})
	}
	return words, nil
}

// replacedByOwn reports whether the department that recorded the fact has replaced it by
// a word that awaits: it is no last word of theirs, though it stands.
func (f factItem) replacedByOwn(k Known) bool {
	return k.Department != "" && slices.ContainsFunc(f.known, func(later Known) bool {
		return later.Awaits != nil && later.Awaits.Protects == k.Entry && disclosure.Same(later.Department, k.Department)
	})
}

func (f factItem) pastOf(id disclosure.EntryID) *pastFact {
	if n := slices.IndexFunc(f.past, func(p pastFact) bool { return p.Entry == id }); n >= 0 {
		return &f.past[n]
	}
	return nil
}

// named has a department's word, which it has replaced by now, no longer be named.
func (f *factItem) named(id disclosure.EntryID) {
	if past := f.pastOf(id); past != nil {
		past.Department = ""
	}
}

// inPlaceOf returns what stands where a fact stood that was replaced since; nil where
// that has gone as well.
func (f factItem) inPlaceOf(id disclosure.EntryID) *Known {
	for range f.past {
		past := f.pastOf(id)
		if past == nil {
			break
		}
		id = past.Now
	}
	return find(f.known, id)
}

// protects returns the fact that stands and that one takes the place of, by itself or
// by one that awaits; nil where there is none.
func (f factItem) protects(now Known) *Known {
	replaced := find(f.known, now.Replaces)
	if replaced != nil && replaced.Awaits != nil {
		return find(f.known, replaced.Awaits.Protects)
	}
	return replaced
}

// awaiting says what a fact takes away of what stands, or nil where it takes nothing.
func (f factItem) awaiting(now Known, today disclosure.Date) *Awaiting {
	a := Awaiting{By: today.AddDays(confirmWithin)}
	var before disclosure.Fact
	base := f.protects(now)
	if base == nil {
		base = f.inPlaceOf(now.Replaces)
	}
	if base != nil && base.Awaits == nil { // what awaits a second person is no ground to stand on
		before, a.Protects = base.Fact, base.Entry
	}
	if a.Weakens = policy.Weakens(before, now.Fact); a.Weakens == "" && slices.ContainsFunc(standing(f.known), func(k Known) bool {
		return k.Entry != a.Protects && policy.Revives(k.Fact, now.Fact)
	}) {
		a.Weakens = policy.ConsentRevived
	}
	if a.Weakens == "" {
		return nil
	}
	return &a
}

// settledBy lists what goes beside the facts that one names: what it protects no
// longer, and what awaited in the place of what it replaces.
func (f factItem) settledBy(now Known) []disclosure.EntryID {
	if now.Awaits != nil {
		return nil
	}
	var gone []disclosure.EntryID
	base := f.protects(now)
	if base == nil {
		return nil
	}
	if base.Entry != now.Replaces {
		gone = append(gone, base.Entry)
	}
	for _, k := range f.known {
		if k.Awaits != nil && k.Awaits.Protects == base.Entry && k.Entry != now.Replaces && k.Entry != now.Entry {
			gone = append(gone, k.Entry)
		}
	}
	return gone
}
