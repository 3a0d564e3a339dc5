package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// Need is what a rule asks, as a tree: all of some needs, any of some, or a leaf. A
// leaf is a place of the body, or a fact on the register. The zero value asks nothing.
type Need struct {
	All []Need `json:"all,omitempty" doc:"Each of these"`
	Any []Need `json:"any,omitempty" doc:"One of these, at least"`

	Pointer string   `json:"pointer,omitempty" doc:"JSON pointer to the place in the body" example:"/evidence/ombudsmanCaseRef"`
	Label   string   `json:"label,omitempty" doc:"What to give there, or what the register has to hold"`
	Type    NeedType `json:"type,omitempty" enum:"text,date,instant,boolean,statement,choice,number,id,ids,object,fact,term" doc:"What stands there; fact: nothing in the body, but a fact on the register; term: something that several needs ask, put once"`
	Values  []any    `json:"values,omitempty" doc:"Answers that will do; any where left out. Of ids, one of these among them"`
	Not     []any    `json:"not,omitempty" doc:"Answers that will not do. Of ids, none of these among them"`
	// Optional is true of a place that may be left empty, and meets the need so.
	Optional  bool            `json:"optional,omitempty" doc:"May be left out; what is given has to pass"`
	Absent    bool            `json:"absent,omitempty" doc:"Has to be left out; of a fact, that the register holds none"`
	NotBefore disclosure.Date `json:"notBefore,omitzero" format:"date" doc:"The first day that will do"`
	NotAfter  disclosure.Date `json:"notAfter,omitzero" format:"date" doc:"The last day that will do"`
	Test      string          `json:"test,omitempty" doc:"In plain words, what is asked of it beyond being given"`
	Fact      *FactTest       `json:"fact,omitempty" doc:"The fact that is asked for"`
	Term      string          `json:"term,omitempty" doc:"The term, of those beside the needs, that has to hold; with absent, that does not"`

	known answered
}

// NeedType is what stands in the place of a leaf.
type NeedType string

// The types, beside those of evidence.
const (
	TextNeed    NeedType = NeedType(TextField)
	DayNeed     NeedType = NeedType(DayField)
	YesNoNeed   NeedType = NeedType(YesNoField)
	ChoiceNeed  NeedType = NeedType(ChoiceField)
	NumberNeed  NeedType = "number"
	IDNeed      NeedType = "id"  // one id of the catalogue or the notice
	IDsNeed     NeedType = "ids" // a list of them
	InstantNeed NeedType = "instant"
	ObjectNeed  NeedType = "object" // a part of the body
	FactNeed    NeedType = "fact"
	TermNeed    NeedType = "term"
)

// answered says whether a need is met, or cannot be, whatever is given.
type answered int8

const (
	open answered = iota
	met
	unmeetable
)

// settled returns a need of which nothing is left to ask.
func settled(holds bool) Need {
	if holds {
		return Need{known: met}
	}
	return Need{known: unmeetable}
}

// allOf is met where each need is.
func allOf(needs ...Need) Need {
	var asked []Need
	for _, n := range needs {
		switch {
		case n.known == unmeetable:
			return n
		case n.known == met:
		case len(n.All) > 0:
			asked = append(asked, n.All...)
		default:
			asked = append(asked, n)
		}
	}
	return group(asked, settled(true), func(several []Need) Need { return Need{All: several} })
}

// anyOf is met where one need is, at least.
func anyOf(needs ...Need) Need {
	var asked []Need
	for _, n := range needs {
		switch {
		case n.known == met:
			return n
		case n.known == unmeetable:
		case len(n.Any) > 0:
			asked = append(asked, n.Any...)
		default:
			asked = append(asked, n)
		}
	}
	return group(asked, settled(false), func(several []Need) Need { return Need{Any: several} })
}

// group puts needs together, each once.
func group(needs []Need, none Need, several func([]Need) Need) Need {
	var once []Need
	for _, n := range needs {
		if !slices.ContainsFunc(once, n.same) {
			once = append(once, n)
		}
	}
	switch len(once) {
	case 0:
		return none
	case 1:
		return once[0]
	}
	return several(once)
}

// same reports whether two needs ask the same, however they put it.
func (n Need) same(other Need) bool {
	each := func(a, b []Need) bool { return slices.EqualFunc(a, b, Need.same) }
	return each(n.All, other.All) && each(n.Any, other.Any) && n.Pointer == other.Pointer && n.Type == other.Type &&
		slices.Equal(n.Values, other.Values) && slices.Equal(n.Not, other.Not) && n.Optional == other.Optional && n.Absent == other.Absent &&
		n.NotBefore == other.NotBefore && n.NotAfter == other.NotAfter && n.Test == other.Test && n.Term == other.Term && n.known == other.known &&
		(n.Fact == other.Fact || n.Fact != nil && other.Fact != nil && n.Label == other.Label)
}

// simply settles a need of which one way is the opposite of others, so that one of them
// is always met.
func (n Need) simply() Need {
	among := func(way Need) bool { return slices.ContainsFunc(n.Any, way.same) }
	for _, way := range n.Any {
		others := []Need{way.opposite()}
		if len(others[0].Any) > 0 {
			others = others[0].Any
		}
		if !slices.ContainsFunc(others, func(other Need) bool { return !among(other) }) {
			return settled(true)
		}
	}
	return n
}

// opposite is met where the need is not.
func (n Need) opposite() Need {
	turn := func(needs []Need) []Need {
		turned := make([]Need, len(needs))
		for i, each := range needs {
			turned[i] = each.opposite()
		}
		return turned
	}
	switch {
	case n.known == met:
		return settled(false)
	case n.known == unmeetable:
		return settled(true)
	case len(n.All) > 0:
		return anyOf(turn(n.All)...)
	case len(n.Any) > 0:
		return allOf(turn(n.Any)...)
	}
	return n.turned()
}

// turned is the opposite of a leaf.
func (n Need) turned() Need {
	bare := n
	bare.Values, bare.Not, bare.NotBefore, bare.NotAfter, bare.Optional, bare.Absent = nil, nil, disclosure.Date{}, disclosure.Date{}, false, false
	without := bare
	without.Absent, without.Test = true, ""
	var ways []Need
	if !n.Optional && !n.Absent && n.Type != FactNeed && n.Type != TermNeed {
		ways = append(ways, without)
	}
	with := func(change func(*Need)) {
		other := bare
		change(&other)
		ways = append(ways, other)
	}
	switch {
	case n.Type == FactNeed, n.Type == TermNeed:
		with(func(o *Need) { o.Absent = !n.Absent })
	case n.Absent:
		with(func(*Need) {})
	case len(n.Values) > 0:
		// Another answer and none at all are one leaf.
		bare.Not, bare.Optional = n.Values, !n.Optional
		return bare
	case len(n.Not) > 0:
		with(func(o *Need) { o.Values = n.Not })
	}
	if !n.NotAfter.IsZero() {
		with(func(o *Need) { o.NotBefore = n.NotAfter.AddDays(1) })
	}
	if !n.NotBefore.IsZero() {
		with(func(o *Need) { o.NotAfter = n.NotBefore.AddDays(-1) })
	}
	return anyOf(ways...)
}

// ifGiven is the need of a place that may be left out.
func (n Need) ifGiven() Need { n.Optional = true; return n }

// oneOf is the need with these answers alone.
func (n Need) oneOf(values ...any) Need { n.Values = values; return n }

// noneOf is met by any answer but these, and by none.
func (n Need) noneOf(values ...any) Need { n.Not, n.Optional = values, true; return n }

func (n Need) by(last disclosure.Date) Need     { n.NotAfter = last; return n }
func (n Need) since(first disclosure.Date) Need { n.NotBefore = first; return n }

// testing says in words what else is asked of the leaf.
func (n Need) testing(words string) Need { n.Test = words; return n }

func asAny[T any](list []T) []any {
	all := make([]any, len(list))
	for i, v := range list {
		all[i] = v
	}
	return all
}

// metByNothing reports whether the need is met where nothing of it is given: it asks
// something only of a body that gives more.
func (n Need) metByNothing() bool {
	switch {
	case len(n.All) > 0:
		return !slices.ContainsFunc(n.All, func(each Need) bool { return !each.metByNothing() })
	case len(n.Any) > 0:
		return slices.ContainsFunc(n.Any, Need.metByNothing)
	case n.Fact != nil:
		return n.Absent || n.Fact.OrNone
	}
	return n.Optional || n.Absent
}
