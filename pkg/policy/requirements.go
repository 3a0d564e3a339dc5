package policy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Sought says of which disclosure the needs are asked, as far as it is decided. What is
// left out has still to be chosen.
type Sought struct {
	Register   disclosure.Register
	Notice     string
	Category   string // of recipient
	Kind       string
	Data       []string // categories
	Decision   disclosure.Decision
	Urgency    disclosure.Urgency
	Bases      []string
	Conditions []string
	Gateway    string
	Exemptions []string
	Telling    disclosure.TellOutcome
	On         disclosure.Date // the day of the disclosure, and of recording it
}

// Requirements is what a disclosure needs: what is asked whatever it rests on, and the
// choices that have still to be made, with what each asks in turn. It is a function of
// the law, the notice, the day and the choices alone.
type Requirements struct {
	Versions disclosure.PolicyVersions `json:"versions"`
	On       disclosure.Date           `json:"on" format:"date" doc:"The day of the disclosure: its law and its notice govern"`
	// Skeleton holds what was chosen, and nothing else: no footing is proposed.
	Skeleton map[string]any `json:"skeleton" doc:"The body as far as it is chosen. What is not in it has still to be given or chosen"`
	Fixed    []Needed       `json:"fixed" doc:"What is needed whatever the choices"`
	// IfGiven is what is asked only of a body that gives something more.
	IfGiven []Needed        `json:"ifGiven" doc:"What is asked only of a body that gives something more, such as a transfer, and of what the register holds"`
	Terms   map[string]Term `json:"terms" doc:"What several needs ask, put once, by its name"`
	// Titles are those of the answers that evidence which is asked for can have, by its name.
	Titles  map[string][]FieldChoice `json:"titles" doc:"Of evidence that is asked for and is one of a few answers: what each is called, by the name of the evidence"`
	Choices []Choice                 `json:"choices" doc:"What has still to be chosen. Nobody but the person who decides chooses; the order says nothing of which is right"`
}

// Choice is one thing to choose.
type Choice struct {
	Of      string   `json:"of" enum:"kind,lawful-basis,special-condition,criminal-condition,gateway,telling"`
	Pointer string   `json:"pointer" doc:"Where what is chosen is put" example:"/justification/lawfulBases"`
	Label   string   `json:"label"`
	Needed  []Needed `json:"needed" doc:"What is found where none is chosen; empty where it may be left"`
	Options []Option `json:"options" doc:"First what the notice names, then what is usual for the recipient, then the rest"`
	named   func(*Option) NamedBy
}

// NamedBy says who names an option, and so where it stands.
type NamedBy string

// The namedOrder.
const (
	OfNotice    NamedBy = "notice"    // the notice names it
	OfRecipient NamedBy = "recipient" // it is for such a recipient
	OfLaw       NamedBy = "law"       // the law has it
)

// Option is one of the things that may be chosen, and what it needs in turn.
type Option struct {
	Put      []string `json:"put" doc:"The ids to put there" example:"[\"ukgdpr-6-1-e\"]"`
	Title    string   `json:"title"`
	Citation string   `json:"citation,omitempty"`
	Test     string   `json:"test" doc:"In plain words, when it is the right one"`
	NamedBy  NamedBy  `json:"namedBy" enum:"notice,recipient,law" doc:"Whether the notice names it, it is for such a recipient, or the law has it besides"`
	Row      string   `json:"row,omitempty" doc:"The notice's row that names it"`
	Covers   []string `json:"covers,omitempty" doc:"The data categories that it covers, where that is not all"`
	Never    bool     `json:"never,omitempty" doc:"Cannot be accepted, whatever is given: needs say why, and what it would take"`
	Needs    []Needed `json:"needs" doc:"What it needs beside what is fixed"`
}

const kindPlace = "/recipient/kind"

// The choices, as findings ask for them.
const (
	choiceOfKind      = "kind"
	choiceOfBasis     = "lawful-basis"
	choiceOfCondition = "condition"
	choiceOfTelling   = "telling"
)

// Requirements says what a disclosure of the kind needs. What is asked for that is not
// in the catalogue, or not of the register, is found, with pointers into the body.
func (l *Law) Requirements(of Sought) (Requirements, []disclosure.Finding) {
	settled := map[key]bool{}
	s := l.ask(of, &asking{met: settled})
	if len(s.out.malformed) > 0 {
		return Requirements{}, s.out.malformed
	}
	r := Requirements{On: of.On, Skeleton: of.body(), Fixed: []Needed{}, IfGiven: []Needed{}, Choices: []Choice{}, Terms: s.asks.terms}
	r.Versions = disclosure.PolicyVersions{Catalogue: l.catalogue.Version, Engine: EngineVersion, Notice: of.Notice}
	if s.notice != nil {
		r.Versions.NoticeVersion = s.notice.Version
	}
	asked, before := map[string][]Needed{}, make(map[key]Needed, len(s.asks.needs))
	for _, n := range s.asks.needs {
		before[n.key] = n
		switch {
		case n.choice != "":
			asked[n.choice] = append(asked[n.choice], n)
		case n.Need.metByNothing() && !n.Unavoidable:
			r.IfGiven = append(r.IfGiven, n)
		default:
			r.Fixed = append(r.Fixed, n)
		}
	}
	r.bearing()
	for _, c := range s.choices(of, asked) {
		for i := range c.Options {
			c.Options[i].NamedBy = c.named(&c.Options[i])
			c.Options[i].Needs = l.inTurn(of.choosing(c.Of, c.Options[i].Put), &asking{before: before, met: settled, chosen: c.Pointer})
			c.Options[i].Never = slices.ContainsFunc(c.Options[i].Needs, func(n Needed) bool { return n.Unavoidable && n.Lack == Refuse && !n.Yields })
		}
		slices.SortStableFunc(c.Options, func(a, b Option) int { return cmp.Compare(namedOrder[a.NamedBy], namedOrder[b.NamedBy]) })
		r.Choices = append(r.Choices, c)
	}
	r.Titles = map[string][]FieldChoice{}
	for _, name := range r.fields() {
		if field := l.fields[name]; field != nil && len(field.Titles) > 0 {
			r.Titles[name] = field.Titles
		}
	}
	return r, nil
}

var namedOrder = map[NamedBy]int{OfNotice: 0, OfRecipient: 1, OfLaw: 2}

// bearing puts what is asked of words that have to be given anyway beside what asks for
// them: what turns an answer bad is said where the answer is asked for.
func (r *Requirements) bearing() {
	filled := map[string]bool{}
	for _, n := range r.Fixed {
		n.Need.places(func(leaf Need) { filled[leaf.Pointer] = true })
	}
	r.IfGiven = slices.DeleteFunc(r.IfGiven, func(n Needed) bool {
		bears := false
		n.Need.places(func(leaf Need) {
			words := strings.HasPrefix(leaf.Pointer, "/evidence/") || leaf.Type == TextNeed
			bears = bears || words && (leaf.Absent || leaf.Optional) && filled[leaf.Pointer]
		})
		if bears {
			r.Fixed = append(r.Fixed, n)
		}
		return bears
	})
}

// places visits every place of the body that the need asks for.
func (n Need) places(visit func(leaf Need)) {
	for _, each := range slices.Concat(n.All, n.Any) {
		each.places(visit)
	}
	if n.Pointer != "" {
		visit(n)
	}
}

// inTurn returns what is needed beside what is fixed once a choice is made: what was
// not asked before, and what the choice makes unavoidable.
func (l *Law) inTurn(of Sought, asks *asking) []Needed {
	return append([]Needed{}, l.ask(of, asks).asks.needs...)
}

// choosing is what is sought with one choice more.
func (of Sought) choosing(choice string, put []string) Sought {
	switch choice {
	case choiceOfKind:
		of.Kind = put[0]
	case choiceOfBasis:
		of.Bases = put
	case "special-condition", "criminal-condition":
		of.Conditions = append(slices.Clone(of.Conditions), put...)
	case "gateway":
		of.Gateway = put[0]
	case "exemption":
		of.Exemptions = put
	case choiceOfTelling:
		of.Telling = disclosure.TellOutcome(put[0])
	}
	return of
}

// body is the body as far as it is chosen.
func (of Sought) body() map[string]any {
	recipient, justification, data := map[string]any{"category": of.Category}, map[string]any{}, []any{}
	body := map[string]any{"notice": of.Notice, "decision": or(of.Decision, disclosure.Disclosed), "recipient": recipient, "justification": justification}
	for _, category := range of.Data {
		data = append(data, map[string]any{"category": category})
	}
	var exemptions []any
	for _, id := range of.Exemptions {
		exemptions = append(exemptions, map[string]any{"id": id})
	}
	put := func(in map[string]any, name string, given bool, value any) {
		if given {
			in[name] = value
		}
	}
	put(recipient, "kind", of.Kind != "", of.Kind)
	put(body, "data", len(data) > 0, data)
	put(body, "urgency", of.Urgency != "", of.Urgency)
	put(justification, "lawfulBases", len(of.Bases) > 0, of.Bases)
	put(justification, "conditions", len(of.Conditions) > 0, of.Conditions)
	put(justification, "gateway", of.Gateway != "", of.Gateway)
	put(justification, "exemptions", len(exemptions) > 0, exemptions)
	put(body, "tellSubject", of.Telling != "", map[string]any{"outcome": of.Telling})
	return body
}

// skeleton is what the rules are asked about: a body that holds what is sought, and
// nothing else.
func (of Sought) skeleton() *disclosure.Disclosure {
	d := &disclosure.Disclosure{
		Notice: of.Notice, Decision: or(of.Decision, disclosure.Disclosed), Urgency: of.Urgency,
		Recipient:   disclosure.Recipient{Category: of.Category, Kind: of.Kind},
		Subjects:    []disclosure.Subject{{}},
		TellSubject: disclosure.TellSubject{Outcome: of.Telling},
		Justification: disclosure.Justification{
			LawfulBases: slices.Clone(of.Bases), Conditions: slices.Clone(of.Conditions), Gateway: of.Gateway,
		},
	}
	if !d.Shares() && of.Telling == "" {
		d.TellSubject.Outcome = disclosure.NoTelling
	}
	for _, category := range of.Data {
		d.Data = append(d.Data, disclosure.DataItem{Category: category})
	}
	for _, id := range of.Exemptions {
		d.Justification.Exemptions = append(d.Justification.Exemptions, disclosure.Exemption{ID: id})
	}
	return d
}

// ask applies every rule to the skeleton, to be asked and not to judge.
func (l *Law) ask(of Sought, asks *asking) *scene {
	s := l.scene(Question{Register: of.Register, Disclosure: of.skeleton(), At: of.On.Start().Add(12 * time.Hour)})
	s.on, s.notice = of.On, l.Notice(of.Register, of.Notice, of.On)
	asks.bases, asks.conditions, asks.exemptions = len(of.Bases) == 0, len(of.Conditions) == 0, len(of.Exemptions) == 0
	asks.gateway, asks.telling, asks.terms = of.Gateway == "", of.Telling == "", map[string]Term{}
	s.asks = asks
	s.out.rows = s.lawRows()
	s.judge()
	return s
}

// choices returns what has still to be chosen, with what may be.
func (s *scene) choices(of Sought, asked map[string][]Needed) []Choice {
	var all []Choice
	add := func(c Choice) {
		if c.Needed == nil {
			c.Needed = []Needed{}
		}
		if len(c.Options) > 0 {
			all = append(all, c)
		}
	}
	if category := s.law.recipients[s.d.Recipient.Category]; category != nil && of.Kind == "" {
		c := Choice{Of: choiceOfKind, Pointer: kindPlace, Label: "The kind of recipient", Needed: asked[choiceOfKind], named: s.kindNamed}
		for _, k := range category.Kinds {
			if k.Now == "" && (k.Until.IsZero() || !s.on.After(k.Until)) {
				c.Options = append(c.Options, Option{Put: []string{k.ID}, Title: k.Title, Test: or(k.Note, k.Title+".")})
			}
		}
		add(c)
	}
	if !s.d.Shares() {
		return all
	}
	if s.asks.bases {
		c := Choice{Of: choiceOfBasis, Pointer: "/justification/lawfulBases", Label: "The lawful basis: UK GDPR Article 6(1)", Needed: asked[choiceOfBasis], named: s.itemNamed}
		for i := range s.law.catalogue.Items {
			if item := &s.law.catalogue.Items[i]; s.hasBasis([]string{item.ID}) {
				c.Options = append(c.Options, s.option(item))
			}
		}
		add(c)
	}
	if s.asks.conditions {
		s.conditionChoices(asked[choiceOfCondition], add)
	}
	if s.asks.gateway {
		c := Choice{Of: "gateway", Pointer: gatewayPlace, Label: "The power or duty to share that another law gives", named: s.gatewayNamed}
		for i := range s.law.catalogue.Gateways {
			if g := &s.law.catalogue.Gateways[i]; g.Covers(s.on) {
				c.Options = append(c.Options, Option{Put: []string{g.ID}, Title: g.Title, Citation: g.Citation, Test: g.Test})
			}
		}
		add(c)
	}
	if s.asks.telling {
		all = append(all, Choice{
			Of: choiceOfTelling, Pointer: "/tellSubject/outcome", Label: "Whether the person was told", Needed: asked[choiceOfTelling],
			named: func(*Option) NamedBy { return OfLaw },
			Options: []Option{
				{Put: []string{string(disclosure.Told)}, Title: "The person was told", Test: "They know of this sharing, from whatever was said or sent to them."},
				{Put: []string{string(disclosure.NotTold)}, Title: "The person was not told", Test: "An exemption relieves the council of telling them."},
				{Put: []string{string(disclosure.Deferred)}, Title: "Telling was put off", Test: "They are to be told, by a day that is set."},
			},
		})
	}
	return all
}

// conditionChoices adds the choice of a condition for each kind of data that needs one.
func (s *scene) conditionChoices(asked []Needed, add func(Choice)) {
	for _, kind := range []struct {
		of, label string
		data      DataKind
		item      ItemKind
	}{
		{"special-condition", "The condition for special category data: UK GDPR Article 9(2)", SpecialData, SpecialCondition},
		{"criminal-condition", "The condition for criminal offence data: DPA 2018 Schedule 1", CriminalData, CriminalCondition},
	} {
		c := Choice{Of: kind.of, Pointer: "/justification/conditions", Label: kind.label, named: s.itemNamed}
		var categories []string
		covers := map[string][]string{}
		for i, item := range s.d.Data {
			if s.law.dataKind(item.Category) != kind.data || slices.Contains(categories, item.Category) {
				continue
			}
			categories = append(categories, item.Category)
			for _, n := range asked {
				if n.Pointer == s.conditionsPointer(i) {
					c.Needed = append(c.Needed, n)
				}
			}
			for _, footing := range s.footings(item, kind.item) {
				key := strings.Join(footing, " ")
				if covers[key] == nil {
					o := s.option(s.law.items[footing[0]])
					if o.Put = footing; len(footing) > 1 {
						paragraph := s.option(s.law.items[footing[1]])
						o.Title, o.Citation, o.Test = o.Title+", with "+paragraph.Title, o.Citation+"; "+paragraph.Citation, paragraph.Test
					}
					c.Options = append(c.Options, o)
				}
				covers[key] = append(covers[key], item.Category)
			}
		}
		for i := range c.Options {
			if covered := covers[strings.Join(c.Options[i].Put, " ")]; len(covered) < len(categories) {
				c.Options[i].Covers = covered
			}
		}
		add(c)
	}
}

// option puts an item of the catalogue in words.
func (s *scene) option(item *Item) Option {
	test := item.Test
	if test == "" {
		test = item.Title + "."
	}
	if item.Prejudice != "" {
		test += " The harm that has to be shown: " + strings.TrimSuffix(item.Prejudice, ".") + "."
	}
	if item.Necessity {
		test += " It covers only what is necessary."
	}
	return Option{Put: []string{item.ID}, Title: item.Title, Citation: item.Citation, Test: test}
}

func (s *scene) itemNamed(o *Option) NamedBy {
	last := o.Put[len(o.Put)-1]
	if s.notice != nil {
		for _, b := range slices.Concat(s.notice.Bases, s.notice.Conditions) {
			if b.ID == last || b.ID == o.Put[0] && len(o.Put) == 1 {
				o.Row = b.Row
				return OfNotice
			}
		}
	}
	return s.recipientNamed(s.law.items[last].Recipients)
}

func (s *scene) gatewayNamed(o *Option) NamedBy {
	return s.recipientNamed(s.law.gateways[o.Put[0]].Recipients)
}

func (s *scene) recipientNamed(recipients []string) NamedBy {
	if isAny(s.d.Recipient, recipients) || isAny(s.q.Disclosure.Recipient, recipients) {
		return OfRecipient
	}
	return OfLaw
}

func (s *scene) kindNamed(o *Option) NamedBy {
	if s.notice == nil {
		return OfLaw
	}
	for _, row := range s.notice.Recipients {
		if row.Category == s.d.Recipient.Category && slices.Contains(row.Kinds, o.Put[0]) {
			o.Row = row.Row
			return OfNotice
		}
	}
	return OfLaw
}
