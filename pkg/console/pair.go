package console

import (
	"slices"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// aPair is the page on two disclosures that look alike.
type aPair struct {
	Gone    bool // nothing is to be decided here any more
	Case    disclosure.CaseRef
	Both    []oneOfTwo
	Differs []string // parts of the record, in plain words
}

type oneOfTwo struct {
	client.LookAlike
	Name, Data, Open string
}

// pair shows a disclosure beside one that looks like it, and the form that decides
// whether they are one.
func (v *visit) pair(t task) error { return v.pairForm(t, newForm()) }

func (v *visit) pairForm(t task, f *form) error {
	p, err := v.pairOf(t)
	if err != nil {
		return err
	}
	body := aPair{Gone: len(p.Entries) < 2, Case: p.Case}
	for _, part := range p.Differs {
		body.Differs = append(body.Differs, plain(part))
	}
	for _, one := range p.Entries {
		of := t.to(record)
		of.Entry = one.Entry
		shown := oneOfTwo{LookAlike: one, Name: named(one.Recipient), Open: v.session.path(of)}
		for i, category := range one.Data {
			if i > 0 {
				shown.Data += ", "
			}
			shown.Data += v.words.word(category)
		}
		body.Both = append(body.Both, shown)
	}
	return v.on(t, "pair", &page{Title: "One, or two?", Nav: "today", Form: f, Body: body})
}

// pairOf finds the first pair that waits with the disclosure among those of its day;
// nothing where none does.
func (v *visit) pairOf(t task) (client.LookAlikes, error) {
	opened, err := v.api.Open(v.r.Context(), t.Why, t.Entry)
	if err != nil {
		return client.LookAlikes{}, err
	}
	d, err := disclosureOf(opened.Entry)
	if err != nil {
		return client.LookAlikes{}, err
	}
	on := disclosure.DateOf(d.DisclosedAt)
	for cursor := ""; ; {
		listed, err := v.api.Duplicates(v.r.Context(), t.Why, on, on, cursor)
		if err != nil {
			return client.LookAlikes{}, err
		}
		for _, p := range listed.Pairs {
			if slices.ContainsFunc(p.Entries, func(one client.LookAlike) bool { return one.Entry == t.Entry }) {
				return p, nil
			}
		}
		if cursor = listed.Cursor; cursor == "" {
			return client.LookAlikes{}, nil
		}
	}
}

func (v *visit) recordPair(t task) error {
	f := v.typed()
	p, err := v.pairOf(t)
	if err != nil {
		return err
	}
	if len(p.Entries) < 2 {
		return v.pairForm(t, f)
	}
	id, said := p.Entries[1].Entry, disclosure.DuplicateDecided{Of: p.Entries[0].Entry, Decision: disclosure.AreOne, Reason: f.Values["reason"]}
	switch f.Values["decision"] {
	case string(disclosure.AreTwo):
		said.Decision = disclosure.AreTwo
	case said.Of.String():
	case id.String():
		id, said.Of = said.Of, id
	default:
		f.wrong("decision", "Say whether they are one or two.")
	}
	if said.Reason == "" {
		f.wrong("reason", "Say how it was found out.")
	}
	if f.Errors != nil {
		return v.pairForm(t, f)
	}
	recorded, err := v.api.DecideDuplicate(v.r.Context(), f.Key, id, said)
	if f.refused(err) {
		return v.pairForm(t, f)
	} else if err != nil {
		return err
	}
	next := t.to(noted)
	next.Fact.Kind = "confirmed"
	next.Entry, next.Done = recorded.ID, "The decision is on record."
	return v.goTo(next)
}
