package console

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// newDisclosure begins the recording of a disclosure, which is four pages: what was
// shared and with whom, on what footing, everything that those need, and the receipt.
// What is chosen travels in the address of the page, sealed; what is typed in its form.
func (v *visit) newDisclosure() error {
	if !v.session.who.MayRecord() {
		return v.render(http.StatusForbidden, "refused", &page{Title: "You do not record disclosures", Body: "An officer of a department does, or the Data Protection Officer. Your role reads."})
	}
	return v.goTo(task{Kind: beginning})
}

// shared is the page that asks what was shared, and with whom.
type shared struct {
	Sets       []fieldset
	Recipients []recipients
	Wrong      string // of the recipient
	Corrects   bool
}

// recipients are those of one category.
type recipients struct {
	Title   string
	Options []choice
}

func (v *visit) begin(t task) error { return v.beginAgain(t, newForm()) }

// beginAgain shows the first page as it was chosen.
func (v *visit) beginAgain(t task, f *form) error {
	s := t.Sought
	spread(f.Values, "", map[string]any{"notice": s.Notice, "decision": string(s.Decision), "urgency": string(s.Urgency), "on": orNothing(s.On), "recipient": s.Category + "/" + s.Kind})
	for _, category := range s.Data {
		f.Values["data."+category] = category
	}
	return v.beginForm(t, f)
}

func (v *visit) beginForm(t task, f *form) error {
	body := shared{Sets: v.whatWasShared(), Wrong: f.Wrong("recipient"), Corrects: t.Entry != ""}
	for i := range body.Sets {
		body.Sets[i].fill(f)
	}
	for _, r := range v.words.policy.Catalogue.Recipients {
		one := recipients{Title: r.Title.Title}
		for _, k := range r.Kinds {
			if value := r.ID + "/" + k.ID; k.Now == "" || value == f.Values["recipient"] {
				one.Options = append(one.Options, choice{Value: value, Title: k.Title.Title, Chosen: value == f.Values["recipient"]})
			}
		}
		other := choice{Value: r.ID + "/", Title: r.Title.Title, Chosen: r.ID+"/" == f.Values["recipient"]}
		if one.Options != nil {
			other.Title = "Another of these: " + r.Title.Title
		}
		one.Options = append(one.Options, other)
		body.Recipients = append(body.Recipients, one)
	}
	return v.on(t, "share", &page{Title: "What was shared, and with whom", Nav: "disclose", Form: f, Body: body, Action: v.session.path(t.to(beginning))})
}

// whatWasShared are the fields of the first page.
func (v *visit) whatWasShared() []fieldset {
	p := v.words.policy
	var notices []choice
	for _, n := range p.Notices {
		var purposes []string
		for _, p := range n.Purposes {
			purposes = append(purposes, p.Title)
		}
		notices = append(notices, choice{Value: n.ID, Title: n.Title, Hint: "For work to: " + strings.Join(purposes, "; ") + "."})
	}
	first := fieldset{Fields: []field{
		{Name: "notice", Label: "Which privacy notice does the work fall under?", Type: "pick", Options: notices},
		{Name: "decision", Label: "What was done?", Type: "pick", Options: []choice{
			{Value: string(disclosure.Disclosed), Title: "Data was shared"},
			{Value: string(disclosure.PartlyDisclosed), Title: "Part of what was asked for was shared"},
			{Value: string(disclosure.RefusedToShare), Title: "It was refused: nothing was shared", Hint: "A refusal is recorded as well."},
		}},
		{Name: "on", Label: "On which day?", Hint: "The law and the notice of that day govern.", Type: "date"},
	}}
	data := field{Name: "data", Label: "What data?", Type: "checks", Hint: "Every kind that was in it, or was asked for."}
	for _, of := range []struct{ kind, says string }{
		{"personal", ""}, {"special", " (special category)"}, {"criminal", " (criminal offence)"}, {"equalities", " (equalities)"},
	} {
		for _, d := range p.Catalogue.DataCategories {
			if d.Kind == of.kind {
				data.Options = append(data.Options, choice{Value: d.ID, Title: d.Title.Title + of.says})
			}
		}
	}
	sets := []fieldset{first, {Fields: []field{data}}}
	return append(sets, fieldset{Fields: []field{{Name: "urgency", Label: "How fast did it have to be?", Type: "pick", Options: []choice{
		{Value: string(disclosure.Routine), Title: "Routine"},
		{Value: string(disclosure.Urgent), Title: "Urgent"},
		{Value: string(disclosure.Emergency), Title: "An emergency", Hint: "What may follow later is then flagged, and not refused."},
	}}}})
}

// chooseRecipient takes the first page and goes on to the footing.
func (v *visit) chooseRecipient(t task) error {
	f := v.typed()
	s := client.Sought{
		Notice: f.Values["notice"], Decision: disclosure.Decision(f.Values["decision"]), Urgency: disclosure.Urgency(f.Values["urgency"]),
		On: f.day("on", "Give the day on which it was shared or refused.", true),
	}
	s.Category, s.Kind, _ = strings.Cut(f.Values["recipient"], "/")
	for _, d := range v.words.policy.Catalogue.DataCategories {
		if f.Values["data."+d.ID] != "" {
			s.Data = append(s.Data, d.ID)
		}
	}
	if s.Notice == "" {
		f.wrong("notice", "Say which privacy notice the work falls under.")
	}
	if s.Decision == "" {
		f.wrong("decision", "Say what was done.")
	}
	if s.Category == "" {
		f.wrong("recipient", "Say who received it, or asked for it.")
	}
	if s.Data == nil && s.Decision != disclosure.RefusedToShare {
		f.wrong("data", "Say what data was shared: one kind at least.")
	}
	f.carry(func(name string) bool {
		return slices.Contains([]string{"notice", "decision", "on", "recipient", "urgency"}, name) || name == "data" || strings.HasPrefix(name, "data.")
	})
	if f.Errors != nil {
		return v.beginForm(t, f)
	}
	f.reorder(t.Sought.Data, &s)
	// What was chosen on the next page stays, where the recipient is another too: it is
	// asked again there, with what it needs.
	was := t.Sought
	s.Bases, s.Conditions, s.Gateway, s.Exemptions, s.Telling = was.Bases, was.Conditions, was.Gateway, was.Exemptions, was.Telling
	if _, err := v.api.Requirements(v.r.Context(), s); f.refused(err) {
		for i := range f.Errors { // the API names its parameters
			if name := map[string]string{"category": "recipient", "kind": "recipient"}[f.Errors[i].Field]; name != "" {
				f.Errors[i].Field = name
			}
		}
		return v.beginForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(founding)
	next.Sought = s
	if s.Decision == disclosure.RefusedToShare { // which rests on nothing
		return v.goOn(next.to(filling), f, v.fillInTyped)
	}
	return v.goOn(next, f, v.footingAgain)
}

// foundation is the page on which a footing is chosen.
type foundation struct {
	Corrects bool
	Whom     string
	Choices  []footingChoice
	Always   []client.Needed // what nothing can help, whatever is chosen
	Exempt   field
	Exempted bool
}

// footingChoice is one thing to choose, with what may be.
type footingChoice struct {
	Name, Label string
	Several     bool
	Wrong       string
	Needed      string // what is said where none is chosen
	Groups      []footingGroup
}

// footingGroup are the options that the same names.
type footingGroup struct {
	Title   string
	Options []footingOption
	Folded  bool
}

type footingOption struct {
	Value, Title, Citation, Test, Covers, Never string
	Chosen                                      bool
}

func (v *visit) footing(t task) error { return v.footingAgain(t, newForm()) }

// footingAgain shows the second page as it was chosen.
func (v *visit) footingAgain(t task, f *form) error {
	for _, id := range slices.Concat(t.Sought.Bases, t.Sought.Conditions, []string{t.Sought.Gateway, string(t.Sought.Telling)}) {
		f.Values["chosen."+id] = id
	}
	if len(t.Sought.Exemptions) > 0 {
		f.Values["exemption"] = t.Sought.Exemptions[0]
	}
	return v.footingForm(t, f)
}

// open is what was sought before any footing was chosen, so that every choice is there.
func (v *visit) open(s client.Sought) client.Sought {
	s.Bases, s.Conditions, s.Gateway, s.Exemptions, s.Telling = nil, nil, "", nil, ""
	return s
}

func (v *visit) footingForm(t task, f *form) error {
	needs, err := v.api.Requirements(v.r.Context(), v.open(t.Sought))
	if err != nil {
		return err
	}
	body := foundation{Whom: v.whom(t.Sought), Corrects: t.Entry != ""}
	for _, n := range needs.Fixed {
		if n.Unavoidable {
			body.Always = append(body.Always, n)
		}
	}
	for _, c := range needs.Choices {
		if c.Of != "kind" {
			body.Choices = append(body.Choices, v.footingChoice(c, f))
		}
	}
	body.Exempt = field{Name: "exemption", Label: "An exemption that keeps it from the person", Type: "list", Hint: "Only where the council relies on one. It is asked for again, with why, on the next page."}
	for _, e := range v.exemptionsOn(t.Sought.On, f.Values["exemption"]) {
		body.Exempt.Options = append(body.Exempt.Options, choice{Value: e.ID, Title: e.Title.Title + " (" + e.Citation + ")", Chosen: e.ID == f.Values["exemption"]})
	}
	body.Exempted = f.Values["exemption"] != ""
	return v.on(t, "footing", &page{Title: "On what footing", Nav: "disclose", Form: f, Body: body, Action: v.session.path(t.to(founding)), Back: v.session.path(t.to(beginning))})
}

// exemptionsOn are the exemptions that were the law on the day, and those chosen already,
// which say it where they were not.
func (v *visit) exemptionsOn(on disclosure.Date, chosen ...string) []client.LawItem {
	var all []client.LawItem
	for _, e := range v.words.exemptions {
		was := !on.Before(e.From) && (e.Until.IsZero() || !on.After(e.Until))
		if !was && !slices.Contains(chosen, e.ID) {
			continue
		}
		if !was {
			e.Title.Title = "Not the law on that day: " + e.Title.Title
		}
		all = append(all, e)
	}
	return all
}

// whom says with whom something was shared, in words.
func (v *visit) whom(s client.Sought) string {
	return v.words.sort(disclosure.Recipient{Category: s.Category, Kind: s.Kind})
}

func (v *visit) footingChoice(c client.Choice, f *form) footingChoice {
	shown := footingChoice{Name: c.Of, Label: c.Label, Several: strings.HasSuffix(c.Pointer, "s"), Wrong: f.Wrong(c.Of)}
	for _, n := range c.Needed {
		shown.Needed = n.Detail
	}
	for _, of := range []struct{ by, title string }{
		{"notice", "The notice names"}, {"recipient", "For such a recipient"}, {"law", "The law has besides"},
	} {
		group := footingGroup{Title: of.title}
		for _, o := range c.Options {
			if o.NamedBy != of.by {
				continue
			}
			one := footingOption{
				Value: strings.Join(o.Put, " "), Title: o.Title, Citation: o.Citation, Test: strings.TrimPrefix(o.Test, o.Title+". "), Covers: strings.Join(v.words.words(o.Covers), "; "),
				Chosen: !slices.ContainsFunc(o.Put, func(id string) bool { return f.Values["chosen."+id] == "" }),
			}
			for _, n := range o.Needs {
				if o.Never && n.Unavoidable && n.Lack == "refuse" && one.Never == "" {
					one.Never = n.Detail
				}
			}
			group.Options = append(group.Options, one)
			group.Folded = group.Folded || one.Chosen
		}
		// Where nothing comes before, there is nothing to fold it under.
		group.Folded = of.by == "law" && len(shown.Groups) > 0 && !group.Folded
		if group.Options != nil {
			shown.Groups = append(shown.Groups, group)
		}
	}
	if len(shown.Groups) == 1 {
		shown.Groups[0].Title = ""
	}
	return shown
}

// chooseFooting takes the footing and goes on to what it needs.
func (v *visit) chooseFooting(t task) error {
	f := v.typed()
	needs, err := v.api.Requirements(v.r.Context(), v.open(t.Sought))
	if err != nil {
		return err
	}
	s := v.open(t.Sought)
	for _, c := range needs.Choices {
		var put []string
		for _, value := range v.r.PostForm[c.Of] {
			for id := range strings.FieldsSeq(value) {
				if !slices.Contains(put, id) {
					put = append(put, id)
					f.Values["chosen."+id] = id
				}
			}
		}
		if put == nil {
			if i := slices.IndexFunc(c.Needed, func(n client.Needed) bool { return n.Lack == "refuse" }); i >= 0 && c.Of != "kind" {
				f.wrong(c.Of, c.Needed[i].Detail)
			}
			continue
		}
		switch c.Pointer {
		case "/justification/lawfulBases":
			s.Bases = put
		case "/justification/conditions":
			s.Conditions = append(s.Conditions, put...)
		case "/justification/gateway":
			s.Gateway = put[0]
		case "/tellSubject/outcome":
			s.Telling = disclosure.TellOutcome(put[0])
		}
	}
	if e := f.Values["exemption"]; e != "" {
		s.Exemptions = []string{e}
	}
	f.carry(func(name string) bool {
		return name == "exemption" || strings.HasPrefix(name, "chosen.") || slices.ContainsFunc(needs.Choices, func(c client.Choice) bool { return c.Of == name })
	})
	if f.Errors != nil {
		return v.footingForm(t, f)
	}
	next := t.to(filling)
	next.Sought = s
	return v.goOn(next, f, v.fillInTyped)
}

// goOn goes on to the next page of the form: by its address where nothing has been typed
// on it yet, and with what has been where there is something.
func (v *visit) goOn(next task, f *form, show func(task, *form) error) error {
	if len(f.Carried) == 0 {
		return v.goTo(next)
	}
	typed := newForm()
	typed.Values, typed.Carried, typed.Key = maps.Clone(f.Carried), f.Carried, f.Key
	return show(next, typed)
}

// carry takes along what was typed, but for the fields of the page itself.
func (f *form) carry(ours func(name string) bool) {
	f.Carried = map[string]string{}
	for name, value := range f.Values {
		if value != "" && name != "form" && name != "key" && name != "do" && !ours(name) {
			f.Carried[name] = value
		}
	}
}

// reorder moves what was typed about each kind of data to where the kind now stands. A
// kind that stood there several times stays so.
func (f *form) reorder(was []string, s *client.Sought) {
	if slices.Equal(was, s.Data) {
		return
	}
	var now []string
	moved := map[string]string{}
	base := bodyIn(f.Carried["base"])
	items, _ := base["data"].([]any)
	var kept []any
	for _, category := range s.Data {
		from := -1
		for i, old := range was {
			if old != category {
				continue
			}
			from = i
			for name, value := range f.Carried {
				if rest, of := strings.CutPrefix(name, "data-"+strconv.Itoa(i)+"-"); of {
					moved["data-"+strconv.Itoa(len(now))+"-"+rest] = value
				}
			}
			if i < len(items) {
				kept = append(kept, items[i])
			} else {
				kept = append(kept, nil)
			}
			now = append(now, category)
		}
		if from < 0 {
			now, kept = append(now, category), append(kept, nil)
		}
	}
	for name := range f.Carried {
		if strings.HasPrefix(name, "data-") {
			delete(f.Carried, name)
		}
	}
	maps.Copy(f.Carried, moved)
	if base != nil {
		for i, one := range kept {
			if one == nil {
				kept[i] = map[string]any{}
			}
		}
		base["data"] = kept
		f.Carried["base"] = written(base)
	}
	s.Data = now
}
