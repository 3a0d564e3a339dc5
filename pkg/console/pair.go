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
	// Proposed: somebody has said that they are two, which takes two people.
	Proposed bool
	// Kept: the second is kept back from somebody, and the first would be shown.
	Kept bool
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
	body := aPair{Gone: len(p.Entries) < 2, Case: p.Case, Proposed: p.Proposed != "", Kept: t.With != ""}
	for _, part := range p.Differs {
		body.Differs = append(body.Differs, plain(part))
	}
	for _, one := range p.Entries {
		of := t.to(record)
		of.Entry = one.Entry
		shown := oneOfTwo{LookAlike: one, Name: v.words.called(one.Recipient), Open: v.session.path(of)}
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

// keptPair finds the two that the task names among what holds up the person's answer;
// nothing where they no longer do.
func (v *visit) keptPair(t task) (p client.LookAlikes, err error) {
	ctx := v.r.Context()
	var first client.ToDecide
	var both [2]client.Opened
	err = together(
		func() (err error) { first, err = v.api.Undecided(ctx, t.Why, t.Subject, ""); return err },
		func() (err error) { both[0], err = v.api.Open(ctx, t.Why, t.Entry); return err },
		func() (err error) { both[1], err = v.api.Open(ctx, t.Why, t.With); return err },
	)
	if err != nil {
		return p, err
	}
	at := slices.IndexFunc(first.PerhapsOne, func(one client.PerhapsOne) bool { return one.Shown == t.Entry && one.Kept == t.With })
	if at < 0 {
		return p, nil
	}
	p.Proposed = first.PerhapsOne[at].Proposed
	for _, opened := range both {
		d, err := disclosureOf(opened.Entry)
		if err != nil {
			return client.LookAlikes{}, err
		}
		one := client.LookAlike{
			Entry: opened.Entry.ID, RecordedAt: opened.Entry.RecordedAt, RecordedBy: opened.Entry.RecordedBy.Name, Department: opened.Entry.Owner(),
			DisclosedAt: d.DisclosedAt, Recipient: d.Recipient, Purpose: d.Purpose, Reason: d.Reason,
		}
		for _, item := range d.Data {
			if !slices.Contains(one.Data, item.Category) {
				one.Data = append(one.Data, item.Category)
			}
		}
		p.Case, p.Entries = d.Case, append(p.Entries, one)
	}
	return p, nil
}

// pairOf finds the first pair that waits with the disclosure; nothing where none does.
func (v *visit) pairOf(t task) (client.LookAlikes, error) {
	if t.With != "" {
		return v.keptPair(t)
	}
	found, err := v.api.DuplicatesOf(v.r.Context(), t.Why, t.Entry)
	if err != nil || len(found.Pairs) == 0 {
		return client.LookAlikes{}, err
	}
	return found.Pairs[0], nil
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
		said.Decision, said.Confirms = disclosure.AreTwo, p.Proposed
		if f.Values["asked-who"]+f.Values["asked-on"]+f.Values["asked-said"] != "" {
			said.Asked = &disclosure.Asked{Who: f.Values["asked-who"], On: f.day("asked-on", "Give the day on which the departments were asked.", true), Said: f.Values["asked-said"]}
		}
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
	if !recorded.Stands {
		next.Done = "Your decision is on record, and it stands once somebody else has confirmed it. Until then nothing is shown."
	}
	return v.goTo(next)
}
