package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// factTask is the fact that a form is of.
type factTask struct {
	Kind  disclosure.FactKind `json:"k,omitempty"`
	About string              `json:"a,omitempty"` // its reference, where it is about no person
	// Replaces is the fact that it takes the place of.
	Replaces disclosure.EntryID `json:"r,omitempty"`
}

// reference is what the fact is about.
func (t task) factAbout() disclosure.FactKey {
	key := disclosure.FactKey{Dimension: factKindOf(t.Fact.Kind).dim, Reference: t.Fact.About}
	if key.Dimension == disclosure.FactsOfSubject {
		key.Reference = t.Subject
	}
	return key
}

// toPut is the page that asks what is put on record, and about what.
type toPut struct {
	Sets []fieldset
}

func (v *visit) putOnRecord() error {
	if !v.session.who.MayRecord() {
		return v.render(http.StatusForbidden, "refused", &page{Title: "You put nothing on record", Body: "An officer of a department does, or the Data Protection Officer. Your role reads."})
	}
	return v.goTo(task{Kind: putting})
}

func (v *visit) choosePut(t task) error { return v.putForm(t, newForm()) }

func (v *visit) putForm(t task, f *form) error {
	kinds := field{Name: "kind", Label: "What is it?", Type: "pick"}
	for _, k := range factKinds {
		if (!k.dpo || v.isDPO()) && (t.Subject == "" || k.dim == disclosure.FactsOfSubject) {
			kinds.Options = append(kinds.Options, choice{Value: string(k.kind), Title: k.title, Hint: k.says})
		}
	}
	set := fieldset{Fields: []field{kinds}}
	if t.Subject == "" {
		set.Fields = append(set.Fields, field{Name: "about", Label: "Whom or what is it about?", Hint: "The council’s reference for the person; or that of the breach, the agreement, the contract or the document; or the name of the post.", Type: "text"})
	}
	set.fill(f)
	back := ""
	if t.Subject != "" {
		back = v.session.path(t.to(person))
	}
	return v.on(t, "put", &page{Title: "Put something on record", Nav: "put", Form: f, Body: toPut{[]fieldset{set}}, Back: back})
}

func (v *visit) goPut(t task) error {
	f := v.typed()
	kind := factKindOf(disclosure.FactKind(f.Values["kind"]))
	about := f.Values["about"]
	if kind == nil {
		f.wrong("kind", "Say what you put on record.")
	}
	if t.Subject == "" && !isReference(about, 128) || t.Subject == "" && about == "" {
		f.wrong("about", "Give the reference of whom or what it is about: at most 128 letters, digits and signs in one line.")
	}
	if f.Errors != nil {
		return v.putForm(t, f)
	}
	next := t.to(learning)
	next.Fact = factTask{Kind: kind.kind}
	switch {
	case t.Subject != "":
	case kind.dim == disclosure.FactsOfSubject:
		next.Subject = about
	default:
		next.Fact.About = about
	}
	if needsLooking(kind.kind) {
		next = next.to(replacing)
	}
	return v.goTo(next)
}

// needsLooking reports whether the form of the kind shows what is on record already.
func needsLooking(kind disclosure.FactKind) bool {
	return kind == disclosure.FactChange || kind == disclosure.FactTelling
}

// aFactForm is the form of one fact.
type aFactForm struct {
	About    string // in words
	Says     string
	Replaces bool
	Sets     []fieldset
	None     bool   // of a telling: nothing has to be told
	Breach   string // address of the page of the breach that it is about
}

func (v *visit) learn(t task) error {
	if factKindOf(t.Fact.Kind) == nil {
		return v.lost()
	}
	return v.learnForm(t, newForm(), true)
}

// learnForm shows the form. At first, what is on record already stands in it.
func (v *visit) learnForm(t task, f *form, first bool) error {
	kind := factKindOf(t.Fact.Kind)
	set, err := v.factFields(&t, f, first)
	if err != nil {
		return err
	}
	body := aFactForm{Says: kind.says, Replaces: t.Fact.Replaces != "", Sets: []fieldset{set}}
	if kind.dim != disclosure.FactsOfSubject {
		body.About = t.Fact.About
	} else {
		body.About = "Person " + t.Subject
	}
	for _, one := range set.Fields {
		body.None = body.None || one.Name == "telling-change" && one.Options == nil
	}
	title := kind.title
	if body.Replaces {
		title += ": " + strings.ToLower(kind.again[:1]) + kind.again[1:]
	}
	if t.Fact.Kind == disclosure.FactBreach && t.Why != "" && v.seesAll() {
		of := t.to(breachOf)
		of.View = t.Fact.About
		body.Breach = v.session.path(of)
	}
	back := ""
	if t.Subject != "" && t.Why != "" {
		back = v.session.path(t.to(person))
	}
	return v.on(t, "fact", &page{Title: title, Nav: "put", Form: f, Body: body, Action: v.session.path(t), Back: back})
}

// asItStands reads what the register has for the form.
func (v *visit) asItStands(t task, first bool) (known []client.Fact, changes []client.Changed, breach client.Breach, err error) {
	if t.Kind != replacing || !v.seesAll() {
		return nil, nil, breach, nil
	}
	ctx := v.r.Context()
	err = together(
		func() (err error) { known, err = v.api.Facts(ctx, t.Why, t.factAbout()); return err },
		func() (err error) {
			if t.Fact.Kind == disclosure.FactTelling {
				changes, err = v.api.Changes(ctx, t.Why, t.Subject)
			}
			return err
		},
		func() (err error) {
			if t.Fact.Kind == disclosure.FactBreach && first {
				breach, err = v.api.Breach(ctx, t.Why, t.Fact.About)
			}
			return err
		},
	)
	return known, changes, breach, err
}

// factFields are the fields of the task's kind, with what the register has for them.
func (v *visit) factFields(t *task, f *form, first bool) (fieldset, error) {
	kind, set := factKindOf(t.Fact.Kind), fieldset{}
	known, changes, breach, err := v.asItStands(*t, first)
	if err != nil {
		return set, err
	}
	if first {
		for _, k := range known { // what is known of a breach, and the like, takes the place of what was
			if t.Fact.Replaces == "" && kind.dim != disclosure.FactsOfSubject && k.Kind == kind.kind && k.Awaits == nil {
				t.Fact.Replaces = k.Entry
			}
		}
		for _, k := range known {
			if k.Entry == t.Fact.Replaces && k.Kind == kind.kind {
				spread(f.Values, "", bodyIn(written(k.Fact)))
			}
		}
	}
	if c := breach.Clock; c != nil && c.Assumed && f.Values["from"] == "" { // the start of the day of discovery, as a disclosure has it
		f.Values["from"] = disclosure.DateOf(c.AwareAt).String()
	}
	for _, one := range kind.asks {
		if !v.isDPO() && strings.HasPrefix(one.Name, "breach-") && one.Name != "breach-awareAt" {
			continue // the Data Protection Officer's to record
		}
		switch one.Name {
		case "data", "change-data":
			for _, d := range v.words.policy.Catalogue.DataCategories {
				one.Options = append(one.Options, choice{Value: d.ID, Title: d.Title.Title})
			}
		case "ground":
			one.Options = v.untoldGrounds(f.Values["ground"])
		case "change-fact":
			for _, k := range known {
				if k.Kind == disclosure.FactMarker || k.Kind == disclosure.FactRestriction {
					said := v.factOf(k)
					one.Options = append(one.Options, choice{Value: k.Entry.String(), Title: said.What + ". " + said.When})
				}
			}
		case "telling-change":
			for _, c := range changes {
				one.Options = append(one.Options, choice{Value: c.Entry.String(), Title: capital(plain(string(c.What))) + ", " + inWords(c.On)})
			}
			if first && t.Entry != "" {
				f.Values[one.Name] = t.Entry.String()
			}
		case "telling-recipients":
			one.Options = v.toTell(changes)
		}
		if one.Type == "moment" && first {
			if at, err := time.Parse(time.RFC3339, f.Values[one.Name]); err == nil {
				f.Values[one.Name], f.Values[one.Name+".time"] = disclosure.DateOf(at).String(), at.In(disclosure.London).Format("15:04")
			}
		}
		set.Fields = append(set.Fields, one)
	}
	set.fill(f)
	return set, nil
}

// untoldGrounds are the exemptions that can be why somebody is not told: those of today's law
// that relieve the council of telling, and the one that is on record already.
func (v *visit) untoldGrounds(chosen string) []choice {
	var all []choice
	for _, e := range v.exemptionsOn(disclosure.DateOf(v.console.config.Now()), chosen) {
		if relieves := e.Telling.Relieves; relieves != "full" && relieves != "partly" && e.ID != chosen {
			continue
		}
		one := choice{Value: e.ID, Title: e.Title.Title + " (" + e.Citation + ")"}
		if e.Telling.Relieves == "partly" {
			one.Title += ", only to an extent"
		}
		all = append(all, one)
	}
	return all
}

// toTell are the recipients that a telling may name, by change and place in it.
func (v *visit) toTell(changes []client.Changed) []choice {
	var all []choice
	for _, c := range changes {
		for i, r := range c.Recipients {
			name := named(disclosure.Recipient{Category: r.Category, Kind: r.Kind, Organisation: r.Organisation, Person: r.Person})
			title := joined(name, "("+v.words.sort(disclosure.Recipient{Category: r.Category, Kind: r.Kind})+")") + ", " + plain(string(r.Outcome))
			if len(changes) > 1 {
				title += ": " + plain(string(c.What)) + " of " + inWords(c.On)
			}
			all = append(all, choice{Value: c.Entry.String() + "." + strconv.Itoa(i), Title: title})
		}
	}
	return all
}

func (v *visit) recordFact(t task) error {
	kind := factKindOf(t.Fact.Kind)
	if kind == nil {
		return v.lost()
	}
	f := v.typed()
	body := map[string]any{}
	put(body, []fieldset{{Fields: kind.asks}}, f)
	set(body, "data", v.picked(f, "data", kind))
	set(body, "change-data", v.picked(f, "change-data", kind))
	if t.Fact.Kind == disclosure.FactTelling {
		told, err := v.told(t, f)
		if err != nil {
			return err
		}
		set(body, "telling-recipients", told)
	}
	if t.Fact.Kind == disclosure.FactBreach && t.Fact.Replaces != "" {
		if err := v.keepRetrieval(t, body); err != nil {
			return err
		}
	}
	body["kind"] = string(kind.kind)
	about := t.factAbout()
	body["about"] = map[string]any{"dimension": about.Dimension, "reference": about.Reference}
	if t.Fact.Replaces != "" {
		body["replaces"] = t.Fact.Replaces.String()
	}
	if body["from"] == nil {
		f.wrong("from", "Give the day.")
	}
	if f.Errors != nil {
		return v.learnForm(t, f, false)
	}
	recorded, err := v.api.LearnFact(v.r.Context(), f.Key, body)
	if f.refused(err) {
		return v.learnForm(t, f, false)
	} else if err != nil {
		return err
	}
	next := t.to(noted)
	next.Entry, next.Done = recorded.ID, "It is on record: "+strings.ToLower(kind.title[:1])+kind.title[1:]+"."
	return v.goTo(next)
}

// picked are the data categories that were ticked.
func (v *visit) picked(f *form, name string, kind *factKind) any {
	var all []any
	for _, one := range kind.asks {
		if one.Name != name {
			continue
		}
		for _, d := range v.words.policy.Catalogue.DataCategories {
			if f.Values[name+"."+d.ID] != "" {
				all = append(all, d.ID)
			}
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// told are the recipients that were ticked, named as the list of whom to tell has them.
func (v *visit) told(t task, f *form) (any, error) {
	changes, err := v.api.Changes(v.r.Context(), t.Why, t.Subject)
	if err != nil {
		return nil, err
	}
	var all []any
	for _, c := range changes {
		for i, r := range c.Recipients {
			if f.Values["telling-recipients."+c.Entry.String()+"."+strconv.Itoa(i)] == "" {
				continue
			}
			if c.Entry.String() != f.Values["telling-change"] {
				f.wrong("telling-recipients", "Tick those of the change that you have chosen.")
				return nil, nil
			}
			all = append(all, bodyIn(written(r.ToldRecipient)))
		}
	}
	if all == nil {
		f.wrong("telling-recipients", "Tick whom it was: one at least.")
		return nil, nil
	}
	return all, nil
}

// keepRetrieval puts what was done to get the data back, which the form does not ask,
// into how a breach stands: a fact that takes another's place has to be whole.
func (v *visit) keepRetrieval(t task, body map[string]any) error {
	known, err := v.api.Facts(v.r.Context(), t.Why, t.factAbout())
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.Entry == t.Fact.Replaces && k.Breach != nil && len(k.Breach.Retrieval) > 0 {
			was := bodyIn(written(k.Breach))
			set(body, "breach-retrieval", was["retrieval"])
		}
	}
	return nil
}

// aConfirmation is the page on which the Data Protection Officer decides on what a
// department's fact takes away of a protection.
type aConfirmation struct {
	Fact  fact
	Gone  bool
	About string
}

func (v *visit) confirm(t task) error { return v.confirmForm(t, newForm()) }

func (v *visit) confirmForm(t task, f *form) error {
	key := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: t.Subject}
	body := aConfirmation{Gone: true, About: "Person " + t.Subject}
	if t.Fact.About != "" {
		key = disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: t.Fact.About}
		body.About = "Breach " + t.Fact.About
	}
	known, err := v.api.Facts(v.r.Context(), t.Why, key)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.Entry == t.Entry && k.Awaits != nil && !k.Awaits.Refused {
			body.Fact, body.Gone = v.factOf(k), false
		}
	}
	return v.on(t, "confirm", &page{Title: "Is it so?", Nav: "today", Form: f, Body: body})
}

func (v *visit) recordConfirmation(t task) error {
	f := v.typed()
	said := disclosure.FactConfirmed{Outcome: disclosure.WeakeningOutcome(f.Values["outcome"]), Reason: f.Values["reason"]}
	if said.Outcome == "" {
		f.wrong("outcome", "Say whether it is so.")
	}
	if said.Reason == "" {
		f.wrong("reason", "Say why, and what was looked at.")
	}
	if f.Errors != nil {
		return v.confirmForm(t, f)
	}
	recorded, err := v.api.ConfirmFact(v.r.Context(), f.Key, t.Entry, said)
	if f.refused(err) {
		return v.confirmForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(noted)
	next.Fact.Kind = "confirmed"
	next.Entry, next.Done = recorded.ID, "The decision is on record."
	return v.goTo(next)
}
