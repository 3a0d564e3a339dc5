package facts

import (
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Power is who may record, replace, weaken and end one kind of fact. The Data
// Protection Officer may do each with any, but for what takes two people ([Awaiting.another]):
// that awaits another. A department replaces and ends what it recorded itself,
// and nothing else is there for it.
type Power struct {
	Refusal string // what a department is told, which may not record it; "" where it may
	// weakens are what a fact of this kind may take away of a person's protection: that
	// awaits the Data Protection Officer.
	Weakens []policy.Weakening
}

const (
	refuseAuthority = "Which posts may approve is only for the Data Protection Officer to record."
	refuseChange    = "Changes to people's data, and who is told of them, are recorded by the Data Protection Officer."
	refuseRequest   = "Requests for a person's data are recorded by the Data Protection Officer."
	refuseOpinion   = "What a health professional thinks of answering a person is recorded by the Data Protection Officer."
)

// Powers stands beside [power.Table], and in docs/facts.md, which a test holds
// against it.
var Powers = map[disclosure.FactKind]Power{
	disclosure.FactConsent:            {Weakens: []policy.Weakening{policy.ConsentRevived, policy.ConsentWidened}},
	disclosure.FactRepresentation:     {Weakens: []policy.Weakening{policy.ConsentRevived, policy.ConsentWidened}},
	disclosure.FactObjection:          {Weakens: []policy.Weakening{policy.ObjectionPutAside, policy.ProtectionShorter}},
	disclosure.FactRestriction:        {Weakens: []policy.Weakening{policy.ProtectionShorter}},
	disclosure.FactMarker:             {Weakens: []policy.Weakening{policy.ToldOfMarker}},
	disclosure.FactContactRestriction: {Weakens: []policy.Weakening{policy.ToldOfMarker}},
	disclosure.FactSPoC:               {Weakens: []policy.Weakening{policy.BehaviourAlleged}},
	disclosure.FactBreach:             {Weakens: []policy.Weakening{policy.BreachBecameLater}},
	disclosure.FactAgreement:          {},
	disclosure.FactPolicyDocument:     {},
	disclosure.FactContract:           {},
	disclosure.FactAuthority:          {Refusal: refuseAuthority},
	disclosure.FactChange:             {Refusal: refuseChange},
	disclosure.FactTelling:            {Refusal: refuseChange},
	disclosure.FactHealthOpinion:      {Refusal: refuseOpinion, Weakens: []policy.Weakening{policy.OpinionTurned}},
	disclosure.FactAccessRequest:      {Refusal: refuseRequest},
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

// Another reports whether it takes two people, whoever records it: that the person knows
// of a marker, the first that is known of too, or of a restriction of contact that they
// were not told of; and that serious harm is no longer likely.
func (a Awaiting) Another() bool {
	return a.Weakens == policy.ToldOfMarker || a.Weakens == policy.OpinionTurned
}

// confirmWithin is how many days the Data Protection Officer has to confirm a
// weakening, from the day on which it was recorded.
const confirmWithin = 14

// Standing is what counts for everybody but the department that recorded otherwise:
// all but what awaits the Data Protection Officer, or was refused.
func Standing(known []Known) []Known {
	return slices.DeleteFunc(slices.Clone(known), func(k Known) bool { return k.Awaits != nil })
}

// UntoldMeanwhile are first markers of which a second person has not confirmed that the
// person knows, as such of which they do not: for the answer to a person, to record more is
// never to protect less.
func UntoldMeanwhile(known []Known) []Known {
	var markers []Known
	for _, k := range known {
		if k.Kind == disclosure.FactMarker && k.Awaits != nil && k.Awaits.Protects == "" {
			k.SubjectTold, k.ToldOn, k.Awaits = disclosure.NotTold, disclosure.Date{}, nil
			markers = append(markers, k)
		}
	}
	return markers
}

// RestsOn is what the answer to a department may rest on: nothing that is kept from
// departments, and its own word where that awaits the Data Protection Officer.
func RestsOn(known []Known, department string) []Known {
	mine := func(k Known) bool { return department != "" && disclosure.Same(k.Department, department) }
	var replaced []disclosure.EntryID
	for _, k := range known {
		if k.Awaits != nil && mine(k) {
			replaced = append(replaced, k.Awaits.Protects)
		}
	}
	return slices.DeleteFunc(slices.Clone(known), func(k Known) bool {
		return Kept(k.Fact) || k.Awaits != nil && !mine(k) || slices.Contains(replaced, k.Entry)
	})
}

// ReplacedByOwn reports whether the department that recorded the fact has replaced it by
// a word that awaits: it is no last word of theirs, though it stands.
func (f Item) ReplacedByOwn(k Known) bool {
	return k.Department != "" && slices.ContainsFunc(f.Known, func(later Known) bool {
		return later.Awaits != nil && later.Awaits.Protects == k.Entry && disclosure.Same(later.Department, k.Department)
	})
}

// PastOf is the fact that the entry recorded and another has replaced; nil where there is none.
func (f Item) PastOf(id disclosure.EntryID) *Past {
	if n := slices.IndexFunc(f.Past, func(p Past) bool { return p.Entry == id }); n >= 0 {
		return &f.Past[n]
	}
	return nil
}

// Named has a department's word, which it has replaced by now, no longer be named.
func (f *Item) Named(id disclosure.EntryID) {
	if past := f.PastOf(id); past != nil {
		past.Department = ""
	}
}

// inPlaceOf returns what stands where a fact stood that was replaced since; nil where
// that has gone as well.
func (f Item) inPlaceOf(id disclosure.EntryID) *Known {
	for range f.Past {
		past := f.PastOf(id)
		if past == nil {
			break
		}
		id = past.Now
	}
	return Find(f.Known, id)
}

// protects returns the fact that stands and that one takes the place of, by itself or
// by one that awaits; nil where there is none.
func (f Item) protects(now Known) *Known {
	replaced := Find(f.Known, now.Replaces)
	if replaced != nil && replaced.Awaits != nil {
		return Find(f.Known, replaced.Awaits.Protects)
	}
	return replaced
}

// Awaiting says what a fact takes away of what stands, or nil where it takes nothing.
func (f Item) Awaiting(now Known, today disclosure.Date) *Awaiting {
	a := Awaiting{By: today.AddDays(confirmWithin)}
	var before disclosure.Fact
	base := f.protects(now)
	if base == nil {
		base = f.inPlaceOf(now.Replaces)
	}
	if base != nil && base.Awaits == nil { // what awaits a second person is no ground to stand on
		before, a.Protects = base.Fact, base.Entry
	}
	if a.Weakens = policy.Weakens(before, now.Fact); a.Weakens == "" && slices.ContainsFunc(Standing(f.Known), func(k Known) bool {
		return k.Entry != a.Protects && policy.Revives(k.Fact, now.Fact)
	}) {
		a.Weakens = policy.ConsentRevived
	}
	if a.Weakens == "" {
		return nil
	}
	return &a
}

// SettledBy lists what goes beside the facts that one names: what it protects no
// longer, and what awaited in the place of what it replaces.
func (f Item) SettledBy(now Known) []disclosure.EntryID {
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
	for _, k := range f.Known {
		if k.Awaits != nil && k.Awaits.Protects == base.Entry && k.Entry != now.Replaces && k.Entry != now.Entry {
			gone = append(gone, k.Entry)
		}
	}
	return gone
}
