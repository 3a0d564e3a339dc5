package door

import (
	"cmp"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func titled(titles map[string]string, id string) string { return cmp.Or(titles[id], id) }

// allowed is what allowed it, each basis, condition and gateway with what it says, for a reader who has never
// heard of it, before its title; or that nothing did, or it is not settled, and what the
// reader can do.
func (s Shared) allowed() (said []string) {
	switch s.NothingAllowed {
	case breach:
		return []string{"Nothing allowed it. It should not have happened. You can complain: the end of this letter says how."}
	case noneCounts:
		return []string{"Our records do not show that the law allowed it. You can complain: the end of this letter says how."}
	case unsettled:
		return []string{"We are still checking if the law allowed it. You can ask us what we found. You can complain: the end of this letter says how."}
	}
	for i, title := range s.Bases {
		if s.plainly[i] != "" {
			title = s.plainly[i] + ": " + title
		}
		said = append(said, title)
	}
	return said
}

// print is a disclosure as the asker is shown it. Other people's references and
// data, who authorised it and who recorded it are left out of every answer, and so
// is what allowed the sharing of data that are not shown. Where a ground or a marker
// touches it, only the catalogue's words are printed.
func (j *judging) print(v verdict) Shared {
	d := v.word.Disclosure
	s := Shared{On: disclosure.DateOf(d.DisclosedAt), Purpose: d.Purpose, Data: []SharedData{}, Bases: []string{}}
	s.Recipient, s.Kind = j.recipient(d.Recipient.Told(), v)
	if !v.people && !v.touched {
		if s.Post = d.Recipient.Post; d.Recipient.Organisation != "" {
			s.Person = d.Recipient.Person
		}
	}
	if v.touched {
		s.Purpose = j.purpose(d)
	} else {
		s.ownPurpose = s.Purpose != "" && !slices.ContainsFunc(j.law.Processing(j.Register, d).Purposes, func(title string) bool { return disclosure.SearchName(title) == disclosure.SearchName(s.Purpose) })
	}
	for _, i := range v.items {
		item := SharedData{Category: titled(j.titles.Data, d.Data[i].Category), Description: d.Data[i].Description}
		if v.touched {
			item.Description = item.Category
		}
		s.Data = append(s.Data, item)
	}
	var footing []string
	footing, s.NothingAllowed = j.footing(v)
	for _, item := range j.law.Catalogue().Items {
		if item.Kind != policy.ExemptionItem && slices.Contains(footing, item.ID) {
			s.Bases, s.plainly = append(s.Bases, titled(j.titles.Law, item.ID)), append(s.plainly, item.ToPerson)
		}
	}
	for _, g := range j.law.Catalogue().Gateways {
		if g.ID == d.Justification.Gateway && slices.Contains(footing, g.ID) {
			s.Bases, s.plainly = append(s.Bases, titled(j.titles.Law, g.ID)), append(s.plainly, g.ToPerson)
		}
	}
	if abroad := j.law.Abroad(j.Register, d); abroad != nil {
		if s.Country = j.law.NameOfCountry(d.Transfer.Country); s.Country == "" && !v.touched {
			s.Country, s.ownCountry = d.Transfer.Country, true
		}
		s.plainSafeguard = policy.SafeguardInWords(d.Transfer)
		if s.plainSafeguard == "" && s.Country != "" {
			s.plainSafeguard = j.law.AdequateInWords(d.Transfer, s.On)
		}
		for _, known := range abroad.NoticeMechanisms {
			if disclosure.SearchName(known) == disclosure.SearchName(d.Transfer.Mechanism) {
				s.Safeguard = known
			}
		}
	}
	return s
}

// perhaps is a share as somebody is shown it of whom it cannot be told whether they
// were in it.
func (j *judging) perhaps(v verdict) perhaps {
	s, share := j.print(v), v.word.Disclosure.Share
	p := perhaps{On: s.On, Recipient: s.Recipient, Kind: s.Kind, Data: []string{}, From: share.From, To: share.To}
	for _, item := range s.Data {
		if !slices.Contains(p.Data, item.Category) {
			p.Data = append(p.Data, item.Category)
		}
	}
	if !v.touched {
		p.Rule = share.HowToTell
	}
	return p
}

// recipient names a recipient to the asker, and says what sort of recipient it is.
// Where individuals are left out, one who acts for no organisation is shown as that
// sort alone. Where a ground or a marker touches it, nobody is named who is no body, and a
// body by the catalogue's name where it has one.
func (j *judging) recipient(who disclosure.ToldRecipient, v verdict) (name, sort string) {
	sort = cmp.Or(j.titles.Recipients[who.Category+"/"+who.Kind], j.titles.Recipients[who.Category])
	if v.touched {
		return cmp.Or(j.law.NameOf(disclosure.Recipient{Category: who.Category, Kind: who.Kind}), who.Organisation, sort), sort
	}
	if v.people {
		who.Person = ""
	}
	return cmp.Or(who.Organisation, who.Person, sort), sort
}

// judged is the line of a review.
func (j *judging) judged(h History, v verdict) Judged {
	d := h.Last().Disclosure
	r := Judged{
		Entry: h.Last().Entry, Root: h.Root(), Case: d.Case, DisclosedAt: d.DisclosedAt, DecidedBy: d.AuthorisedBy,
		Outcome: v.outcome, Because: v.because, Grounds: v.grounds, OfStaff: v.ofStaff,
		DepartureOpen: v.outcome != NotInIt && isDepartureOpen(h.Last()),
	}
	if v.outcome != NotInIt {
		r.People, r.Items = v.people && v.outcome == Shown, v.left
	}
	if v.has(func(c Cause) bool { return c == CorrectionTakes }) {
		for n := 1; n < len(h); n++ {
			if isOf(h[n-1].Disclosure.SubjectReferences(), j.Subject) && !isOf(h[n].Disclosure.SubjectReferences(), j.Subject) {
				r.Until = disclosure.DateOf(h[n].RecordedAt)
			}
		}
	}
	if v.waits() || v.outcome == Withheld {
		// As it would read to the asker if it were decided to be shown: as written, all of
		// it that is theirs.
		whole := verdict{word: v.word, people: v.staysWithoutPeople()}
		for i, item := range d.Data {
			keptBeside := slices.ContainsFunc(v.left, func(l JudgedItem) bool { return l.Place == i && v.keepsBeside(l) })
			if (item.Subject == "" || same(item.Subject, j.Subject)) && !keptBeside {
				whole.items = append(whole.items, i)
			}
		}
		prints := j.print(whole)
		r.Prints = &prints
	}
	if v.waits() {
		r.CouldReach = j.law.AccessGrounds(d.Recipient, j.AsOf, j.As == Representative)
	}
	return r
}

// statement is in every answer, so that saying it tells nothing.
var statement = []string{
	"You have a right to know who has had data about you from us (Article 15(1)(c) of the UK GDPR).",
	"You can ask us to put right the data that we have about you, to delete it, or to limit how we use it. You can object to how we use it (Article 15(1)(e) of the UK GDPR). We do not have to say yes each time. If we say no, we will tell you why.",
	"We may leave parts out of a letter like this, and at times the law says that we must. We tell nobody if we did. Every letter says this, even when nothing was left out.",
	"If you think that something is missing or wrong, tell us. You can ask the Information Commissioner’s Office to check. You can complain to us, and you can go to court. The end of this letter says how.",
}

// regulatorIs is how the regulator is reached, whatever a council's notice says of it. No
// postal address is here: offices move, and a letter would send people to the old one.
// Source: notices KC-G5, MS-G7 and NK-G6.
const regulatorIs = "Call 0303 123 1113, or go to ico.org.uk."

// complaintsFrom is the day from which people may complain to a controller under
// DPA 2018 section 164A, and Article 77 of the UK GDPR is gone (Data (Use and
// Access) Act 2025 section 103).
var complaintsFrom = disclosure.NewDate(2026, time.June, 19)

// cover is all of an answer that does not depend on what was shared: the
// contacts of every notice of the register, whichever the person's data was under.
func (j *judging) cover() document {
	entry, _ := j.law.Register(j.Register)
	a := document{
		Version: AnswerVersion, Controller: entry.Controller, Reference: j.Subject, To: j.As, AsOf: j.AsOf, Statement: statement,
		Shared: []Shared{}, Changes: []changed{}, Contacts: []contact{}, Complaints: []contact{},
	}
	regulator := "Information Commissioner"
	for _, notice := range j.law.Notices(j.Register) {
		if notice.Control.Regulator != "" {
			regulator = notice.Control.Regulator
		}
		for _, c := range notice.Contacts {
			if one := (contact{For: c.For, Where: c.Where}); !slices.Contains(a.Contacts, one) {
				a.Contacts = append(a.Contacts, one)
			}
		}
	}
	us, they := contact{For: "To us"}, contact{For: "To the " + regulator}
	if j.AsOf.Before(complaintsFrom) {
		us.Where = "Write, ring or email us: how is at the top of this letter."
		they.Where = "You can ask them to look into what we did (Article 77 of the UK GDPR, and section 165 of the Data Protection Act 2018). " + regulatorIs
	} else {
		us.Where = "Write, ring or email us: how is at the top of this letter. Within 30 days we will say that we have your complaint. We will look into it, keep you up to date, and tell you without undue delay how it ends (section 164A of the Data Protection Act 2018)."
		they.Where = "You can ask them to look into what we did (section 165 of the Data Protection Act 2018). " + regulatorIs
	}
	court := contact{For: "To a court", Where: "A court can order us to keep to the law (section 167 of the Data Protection Act 2018). If we broke it and you were harmed, it can make us pay you (section 168, and Article 82 of the UK GDPR). Citizens Advice or a solicitor can say how to begin."}
	a.Complaints = append(a.Complaints, us, they, court)
	return a
}
