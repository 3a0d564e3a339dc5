package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"disclosure-register/pkg/disclosure"
)

// Law is the catalogue, the registers and their notices. It is read-only and
// may be used by any number of goroutines.
type Law struct {
	catalogue Catalogue
	registers []RegisterEntry
	notices   []*Notice

	items      map[string]*Item
	gateways   map[string]*Gateway
	compat     map[string]*Compatibility
	provisions map[string]*Provision
	recipients map[string]*Recipient
	data       map[string]*DataCategory
	fields     map[string]*Field
	formerly   map[string][]string // evidence field → those whose place it took
	byRegister map[disclosure.Register]*RegisterEntry

	rulesNames *ruleNames // of this law alone; nil remembers none
}

// Parts are what a law is made of: the YAML of catalogue/, notices/ and registers.yaml,
// read and checked by package compile, which writes the program's own as Go
// (law_compiled.go), so that a function that starts has nothing to read. A test fails
// when that is stale, and writes it afresh:
//
//go:generate go test ./compile -run TestLawIsCompiled -update
//go:generate go test . -run TestLawIsDocumented -update
//go:generate go test . -run TestNoticesAreDocumented -update
//go:generate go test . -run TestAVersionReadsTheSameForEver -update
type Parts struct {
	Catalogue Catalogue       `json:"catalogue"`
	Registers []RegisterEntry `json:"registers"`
	Notices   []*Notice       `json:"notices"`
}

// Load returns the law built into the program, which is the same value each time.
var Load = sync.OnceValue(func() *Law {
	l := New(compiled)
	l.rulesNames = &ruleNames{}
	return l
})

// New is the law of the parts, which have been checked: package compile does.
func New(parts Parts) *Law {
	l := &Law{catalogue: parts.Catalogue, registers: parts.Registers, notices: parts.Notices}
	l.index()
	return l
}

// Parts are what the law is made of. The caller must not change them.
func (l *Law) Parts() Parts { return Parts{l.catalogue, l.registers, l.notices} }

// Of is the law of the registers named, in the order of their ids: any other does
// not exist in it. It refuses an id that the law does not have.
func (l *Law) Of(registers []disclosure.Register) (*Law, error) {
	part := *l
	part.rulesNames = &ruleNames{}
	part.registers, part.byRegister = nil, make(map[disclosure.Register]*RegisterEntry, len(registers))
	for _, entry := range l.registers {
		if slices.Contains(registers, entry.ID) {
			part.registers = append(part.registers, entry)
		}
	}
	for i := range part.registers {
		part.byRegister[part.registers[i].ID] = &part.registers[i]
	}
	for _, id := range registers {
		if part.byRegister[id] == nil {
			return nil, fmt.Errorf("the law has no register %s", id)
		}
	}
	return &part, nil
}

// Catalogue returns the law catalogue. The caller must not change it.
func (l *Law) Catalogue() Catalogue { return l.catalogue }

// Registers returns the registers, in the order of their ids. The caller must
// not change them.
func (l *Law) Registers() []RegisterEntry { return l.registers }

// Register returns one register; ok is false when there is none.
func (l *Law) Register(id disclosure.Register) (entry RegisterEntry, ok bool) {
	if r := l.byRegister[id]; r != nil {
		return *r, true
	}
	return RegisterEntry{}, false
}

// CapitalsTell reports whether the register's references of people may be two people's
// though they are spellings of one thing ([disclosure.Canonical]). By default they are
// not.
func (l *Law) CapitalsTell(register disclosure.Register) bool {
	r := l.byRegister[register]
	return r != nil && r.CapitalsTell
}

// Notices returns every version of the notices the register runs under, by id
// and then by the first day in force. The caller must not change them.
func (l *Law) Notices(register disclosure.Register) []*Notice {
	var found []*Notice
	for _, n := range l.notices {
		if n.Register == register.String() {
			found = append(found, n)
		}
	}
	return found
}

// Notice returns the version of a notice that was in force on the day. It
// returns nil when the register has no such notice, or had none yet.
func (l *Law) Notice(register disclosure.Register, id string, on disclosure.Date) *Notice {
	for _, n := range l.notices {
		if n.Register == register.String() && n.ID == id && n.Effective.Covers(on) {
			return n
		}
	}
	return nil
}

// hasNotice reports whether the register runs under the notice in any version.
func (l *Law) hasNotice(register disclosure.Register, id string) bool {
	return slices.ContainsFunc(l.notices, func(n *Notice) bool { return n.Register == register.String() && n.ID == id })
}

// Classes returns the retention classes of the notices, as they were on the day.
// Notices the register does not run under have none.
func (l *Law) Classes(register disclosure.Register, notices []string, on disclosure.Date) []Class {
	var classes []Class
	for _, id := range notices {
		if n := l.Notice(register, id, on); n != nil {
			classes = append(classes, n.Retention...)
		}
	}
	return classes
}

// RecipientClass says how the law sees a recipient of the category: sharing
// inside the council, for one, is logged but is no disclosure. It is "" for a
// category the catalogue does not hold.
func (l *Law) RecipientClass(category string) RecipientClass {
	if r := l.recipients[category]; r != nil {
		return r.Class
	}
	return ""
}

func (l *Law) recipientKind(r disclosure.Recipient) *RecipientKind {
	category := l.recipients[r.Category]
	if category == nil {
		return nil
	}
	for i := range category.Kinds {
		if category.Kinds[i].ID == r.Kind {
			return &category.Kinds[i]
		}
	}
	return nil
}

// dataKind returns "" for a category that the catalogue does not hold.
func (l *Law) dataKind(category string) DataKind {
	if d := l.data[category]; d != nil {
		return d.Kind
	}
	return ""
}

func (l *Law) identifies(category string) bool {
	d := l.data[category]
	return d != nil && d.Identifies
}

// FactKeys returns where the facts a decision needs are found: one key for each
// subject, and for the agreement, the policy document, the contract and the breach
// references. It is computed from the body alone, sorted, each key once, and has
// at most five keys more than subjects.
func FactKeys(d *disclosure.Disclosure) []disclosure.FactKey {
	var keys []disclosure.FactKey
	for _, ref := range d.SubjectReferences() {
		if ref != "" {
			keys = append(keys, disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: ref})
		}
	}
	if d.Agreement != nil && d.Agreement.Reference != "" {
		keys = append(keys, disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: d.Agreement.Reference})
	}
	if document := d.Justification.PolicyDocument; document != nil && document.Reference != "" {
		keys = append(keys, disclosure.FactKey{Dimension: disclosure.FactsOfPolicyDocument, Reference: document.Reference})
	}
	if ref, ok := d.Evidence["contractRef"].(string); ok && strings.TrimSpace(ref) != "" {
		keys = append(keys, disclosure.FactKey{Dimension: disclosure.FactsOfContract, Reference: ref})
	}
	for _, ref := range BreachReferences(d) {
		keys = append(keys, disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: ref})
	}
	slices.SortFunc(keys, func(a, b disclosure.FactKey) int {
		return cmp.Or(strings.Compare(a.Dimension, b.Dimension), strings.Compare(a.Reference, b.Reference))
	})
	return keys
}

// BreachReferences returns the references in the breach register that the body
// names: its departure's, and one given as evidence that somebody was told of a
// breach. Each once.
func BreachReferences(d *disclosure.Disclosure) []string {
	var refs []string
	if d.Departure != nil {
		if ref := strings.TrimSpace(d.Departure.BreachReference); ref != "" {
			refs = append(refs, ref)
		}
	}
	evidence, _ := d.Evidence["breachReference"].(string)
	if ref := strings.TrimSpace(evidence); ref != "" && !slices.ContainsFunc(refs, func(other string) bool { return disclosure.Same(other, ref) }) {
		refs = append(refs, ref)
	}
	return refs
}

// ItemKind returns what an item does in a justification, or "" for a gateway and
// for what the catalogue does not hold.
func (l *Law) ItemKind(id string) ItemKind {
	if item := l.items[id]; item != nil {
		return item.Kind
	}
	return ""
}

// HasLegalItem reports whether the catalogue holds a basis, condition, exemption
// or gateway of the id.
func (l *Law) HasLegalItem(id string) bool { return l.items[id] != nil || l.gateways[id] != nil }

// index builds the lookups.
func (l *Law) index() {
	cat := &l.catalogue
	l.items = make(map[string]*Item, len(cat.Items))
	l.provisions = map[string]*Provision{}
	l.gateways = map[string]*Gateway{}
	l.compat = map[string]*Compatibility{}
	l.recipients = map[string]*Recipient{}
	l.data = map[string]*DataCategory{}
	l.fields = make(map[string]*Field, len(cat.Evidence))
	for i := range cat.Items {
		l.items[cat.Items[i].ID] = &cat.Items[i]
	}
	for i := range cat.Provisions {
		l.provisions[cat.Provisions[i].ID] = &cat.Provisions[i]
	}
	for i := range cat.Gateways {
		l.gateways[cat.Gateways[i].ID] = &cat.Gateways[i]
	}
	for i := range cat.Compatibility {
		l.compat[cat.Compatibility[i].ID] = &cat.Compatibility[i]
	}
	for i := range cat.Recipients {
		l.recipients[cat.Recipients[i].ID] = &cat.Recipients[i]
	}
	l.byRegister = make(map[disclosure.Register]*RegisterEntry, len(l.registers))
	for i := range l.registers {
		l.byRegister[l.registers[i].ID] = &l.registers[i]
	}
	for i := range cat.DataCategories {
		l.data[cat.DataCategories[i].ID] = &cat.DataCategories[i]
	}
	l.formerly = map[string][]string{}
	for i := range cat.Evidence {
		field := &cat.Evidence[i]
		l.fields[field.Name] = field
		if field.Instead != "" {
			l.formerly[field.Instead] = append(l.formerly[field.Instead], field.Name)
		}
	}
}
