package registrar

import (
	"cmp"
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/report"
)

// SubjectQuestion asks what one person may be told of who has had their data.
type SubjectQuestion struct {
	Subject        string          // the council's reference for the person
	AsOf           disclosure.Date // the day of the answer; today when zero
	Representative bool            // the answer goes to somebody acting for the person, such as a parent
}

// SubjectReview is both versions of an answer: what the person gets, and every
// disclosure about them with what each ground does to it.
type SubjectReview struct {
	Report report.SubjectReport `json:"report" doc:"What the person gets, to the letter"`
	About  []SubjectDecision    `json:"about" doc:"Every disclosure and refusal about the person, newest first"`
	// Changes are those of which recipients are told (UK GDPR Article 19).
	Changes []ChangeView `json:"changes" doc:"Every change to the person's data, newest first, with all its recipients; withheld says why the person is not told of it"`
}

// SubjectDecision is what became of one disclosure in the answer.
type SubjectDecision struct {
	Entry       disclosure.EntryID   `json:"entry" doc:"The last word on the disclosure: the original, or its latest correction"`
	Case        disclosure.CaseRef   `json:"case"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Outcome     string               `json:"outcome" enum:"shown,shown-without-people,shown-without-items,withheld,not-a-disclosure" doc:"Without people, and without some of the data too where the grounds say both"`
	Grounds     []policy.Withholding `json:"grounds,omitempty"`
	Why         string               `json:"why,omitempty"`
}

// What becomes of a disclosure in an answer.
const (
	outcomeShown    = "shown"
	outcomeRedacted = "shown-without-people"
	outcomeNoItems  = "shown-without-items"
	outcomeWithheld = "withheld"
	outcomeNone     = "not-a-disclosure"
)

// SubjectReport is the answer to the person. It is byte for byte what it would be
// had nothing that it leaves out ever been recorded.
func (r *Registrar) SubjectReport(ctx context.Context, by Looking, q SubjectQuestion) (report.SubjectReport, error) {
	review, err := r.reviewSubject(ctx, by, q, "subject-report")
	return review.Report, err
}

// ReviewSubject shows the Data Protection Officer both versions, and why.
func (r *Registrar) ReviewSubject(ctx context.Context, by Looking, q SubjectQuestion) (SubjectReview, error) {
	return r.reviewSubject(ctx, by, q, "review-subject-report")
}

func (r *Registrar) reviewSubject(ctx context.Context, by Looking, q SubjectQuestion, asked call) (SubjectReview, error) {
	if _, err := maySee(by, asked); err != nil {
		return SubjectReview{}, err
	}
	if q.AsOf.IsZero() {
		q.AsOf = disclosure.DateOf(r.at())
	}
	register := by.Caller.Register
	known, last, err := r.everythingAbout(ctx, register, q.Subject)
	if err != nil {
		return SubjectReview{}, err
	}
	review := r.composeReview(register, q, last, known)
	return seen(review, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: string(asked), Asked: map[string]string{"subject": r.keys.subject(register, q.Subject), "asOf": q.AsOf.String()}, Results: len(review.About),
	}))
}

// composeReview decides. It reads nothing.
func (r *Registrar) composeReview(register disclosure.Register, q SubjectQuestion, words []lastWord, known []Known) SubjectReview {
	review := SubjectReview{Report: r.cover(register, q), About: []SubjectDecision{}}
	facts := factsOf(known)
	var shown []shownWord
	for _, w := range words {
		decision, as := r.decideFor(register, q, w, facts)
		review.About = append(review.About, decision)
		if as != nil {
			shown = append(shown, *as)
			review.Report.Shared = append(review.Report.Shared, r.shared(*as))
		}
	}
	review.Changes = r.changesTo(register, q, known, words)
	review.Report.Changes = r.changesShown(register, q, known, shown)
	review.Report.Sort()
	return review
}

// shownWord is a disclosure that the person is shown, and how.
type shownWord struct {
	lastWord
	withoutPeople bool
	items         []int // places, in the disclosure's data, of what is about the person and shown
}

// decideFor says what becomes of one disclosure in the answer, and how it is
// shown; nil when it is not.
func (r *Registrar) decideFor(register disclosure.Register, q SubjectQuestion, w lastWord, facts []disclosure.Fact) (SubjectDecision, *shownWord) {
	d := w.disclosure
	decision := SubjectDecision{Entry: w.entry.ID, Case: d.Case, DisclosedAt: d.DisclosedAt, Outcome: outcomeNone}
	class := r.law.RecipientClass(d.Recipient.Category)
	switch {
	case !d.Shares():
		decision.Why = "Nothing was shared: the request was refused."
		return decision, nil
	case disclosure.DateOf(d.DisclosedAt).After(q.AsOf):
		decision.Why = "It was shared after the day of the answer."
		return decision, nil
	case class == policy.Internal || class == policy.Access:
		decision.Why = "It stayed within the council, or went to the person."
		return decision, nil
	}
	decision.Grounds = r.law.Withholdings(register, d, q.Subject, facts, q.AsOf, q.Representative)
	as := shownWord{lastWord: w}
	if health, ok := r.law.HealthWithheld(d, q.Subject, facts, q.AsOf); ok {
		decision.Grounds = append(decision.Grounds, health)
	}
	keeps := func(effect policy.Withheld) bool {
		return slices.ContainsFunc(decision.Grounds, func(w policy.Withholding) bool { return w.Effect == effect })
	}
	for i, item := range d.Data {
		mine := item.Subject == "" || item.Subject == q.Subject
		if mine && !slices.ContainsFunc(decision.Grounds, func(w policy.Withholding) bool {
			return w.Effect == policy.WithheldItems && slices.Contains(w.Data, item.Category)
		}) {
			as.items = append(as.items, i)
		}
	}
	as.withoutPeople = keeps(policy.WithheldPeople)
	switch {
	case keeps(policy.WithheldEntry), keeps(policy.WithheldItems) && len(as.items) == 0:
		// An entry that showed none of its data would be the trace of what it had.
		decision.Outcome = outcomeWithheld
		return decision, nil
	case as.withoutPeople:
		decision.Outcome = outcomeRedacted
	case keeps(policy.WithheldItems):
		decision.Outcome = outcomeNoItems
	default:
		decision.Outcome = outcomeShown
	}
	return decision, &as
}

// shared is a disclosure as the person is shown it. Other people's references
// and data, who authorised it and who recorded it are left out of every answer, and
// so is what allowed the sharing of data that are not shown.
func (r *Registrar) shared(as shownWord) report.Shared {
	d := as.disclosure
	s := report.Shared{On: disclosure.DateOf(d.DisclosedAt), Purpose: d.Purpose, Data: []report.SharedData{}, Bases: []string{}}
	s.Recipient, s.Kind = r.recipientShown(d.Recipient.Told(), as.withoutPeople)
	if !as.withoutPeople {
		if s.Post = d.Recipient.Post; d.Recipient.Organisation != "" {
			s.Person = d.Recipient.Person
		}
	}
	for _, i := range as.items {
		s.Data = append(s.Data, report.SharedData{Category: r.titles.of(ofData, d.Data[i].Category), Description: d.Data[i].Description})
	}
	footing := r.law.FootingOf(d, as.items)
	for _, item := range r.law.Catalogue().Items {
		if item.Kind != policy.ExemptionItem && slices.Contains(footing, item.ID) {
			s.Bases = append(s.Bases, r.titles.of(ofLaw, item.ID))
		}
	}
	if gateway := r.titles[ofLaw][d.Justification.Gateway]; gateway != "" {
		s.Bases = append(s.Bases, gateway)
	}
	if d.Transfer != nil {
		s.Country = d.Transfer.Country
	}
	return s
}

// recipientShown names a recipient to the person, and says what sort of recipient
// it is. Where individuals are left out, one who acts for no organisation is shown
// as that sort alone.
func (r *Registrar) recipientShown(who disclosure.ToldRecipient, withoutPeople bool) (name, sort string) {
	sort = cmp.Or(r.titles[ofRecipients][who.Category+"/"+who.Kind], r.titles[ofRecipients][who.Category])
	if withoutPeople {
		who.Person = ""
	}
	return cmp.Or(who.Organisation, who.Person, sort), sort
}

// complaintsFrom is the day from which people may complain to a controller under
// DPA 2018 section 164A, and Article 77 of the UK GDPR is gone (Data (Use and
// Access) Act 2025 section 103).
var complaintsFrom = disclosure.NewDate(2026, time.June, 19)

// cover is all of an answer that does not depend on what was shared: the
// contacts of every notice of the register, whichever the person's data was under.
func (r *Registrar) cover(register disclosure.Register, q SubjectQuestion) report.SubjectReport {
	entry, _ := r.law.Register(register)
	s := report.SubjectReport{
		Controller: entry.Controller, Reference: q.Subject, AsOf: q.AsOf,
		Shared: []report.Shared{}, Changes: []report.Changed{}, Contacts: []report.Contact{}, Complaints: []report.Contact{},
	}
	regulator := "Information Commissioner"
	for _, notice := range r.law.Notices(register) {
		if notice.Control.Regulator != "" {
			regulator = notice.Control.Regulator
		}
		for _, c := range notice.Contacts {
			if contact := (report.Contact{For: c.For, Where: c.Where}); !slices.Contains(s.Contacts, contact) {
				s.Contacts = append(s.Contacts, contact)
			}
		}
	}
	if q.AsOf.Before(complaintsFrom) {
		s.Complaints = append(s.Complaints,
			report.Contact{For: "To us", Where: "Write to " + entry.Controller + "."},
			report.Contact{For: "To the " + regulator, Where: "Under Article 77 of the UK GDPR and section 165 of the Data Protection Act 2018."})
	} else {
		s.Complaints = append(s.Complaints,
			report.Contact{For: "To us", Where: "Under section 164A of the Data Protection Act 2018, by an electronic form or in another way. " + entry.Controller + " acknowledges a complaint within 30 days, and tells you how it gets on and how it ends without undue delay."},
			report.Contact{For: "To the " + regulator, Where: "Under section 165 of the Data Protection Act 2018."})
	}
	return s
}
