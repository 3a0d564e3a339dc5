package registrar

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store"
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
}

// SubjectDecision is what became of one disclosure in the answer.
type SubjectDecision struct {
	Entry       disclosure.EntryID   `json:"entry" doc:"The last word on the disclosure: the original, or its latest correction"`
	Case        disclosure.CaseRef   `json:"case"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Outcome     string               `json:"outcome" enum:"shown,shown-without-people,withheld,not-a-disclosure"`
	Grounds     []policy.Withholding `json:"grounds,omitempty"`
	Why         string               `json:"why,omitempty"`
}

// What becomes of a disclosure in an answer.
const (
	outcomeShown    = "shown"
	outcomeRedacted = "shown-without-people"
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
	known, err := r.knownAbout(ctx, register, q.Subject)
	if err != nil {
		return SubjectReview{}, err
	}
	facts := make([]disclosure.Fact, 0, len(known))
	for _, k := range known {
		facts = append(facts, k.Fact)
	}
	last, err := r.lastWords(ctx, register, q.Subject)
	if err != nil {
		return SubjectReview{}, err
	}
	review := r.composeReview(register, q, last, facts)
	return seen(review, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: string(asked), Asked: map[string]string{"subject": r.keys.subject(register, q.Subject), "asOf": q.AsOf.String()}, Results: len(review.About),
	}))
}

func (r *Registrar) knownAbout(ctx context.Context, register disclosure.Register, subject string) ([]Known, error) {
	key := r.factsKey(register, disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: subject})
	items, err := r.table.BatchGet(ctx, []store.Key{key})
	if err != nil {
		return nil, read("load facts", err)
	}
	if len(items) == 0 {
		return nil, nil
	}
	about, err := decodeFactItem(items[0])
	return about.known, err
}

// lastWord is how a disclosure reads now.
type lastWord struct {
	entry      *disclosure.Entry
	disclosure *disclosure.Disclosure
}

// lastWords reads every disclosure about the subject as it reads now, newest
// first. One that a correction says was not about the subject is left out.
func (r *Registrar) lastWords(ctx context.Context, register disclosure.Register, subject string) ([]lastWord, error) {
	latest := map[disclosure.EntryID]lastWord{}
	query := store.Query{
		Partition:  store.IndexPartition(register.String(), store.BySubject, r.keys.subject(register, subject)),
		Descending: true, Limit: store.MaxBatch,
	}
	for {
		page, err := r.table.Query(ctx, query)
		if err != nil {
			return nil, read("query a subject's disclosures", err)
		}
		entries, err := r.entriesOf(ctx, register, page.Items)
		if err != nil {
			return nil, err
		}
		for _, f := range entries {
			d, root, err := disclosureOf(f.entry)
			if err != nil {
				return nil, err
			}
			if known, ok := latest[root]; !ok || known.entry.RecordedAt.Before(f.entry.RecordedAt) {
				latest[root] = lastWord{f.entry, d}
			}
		}
		if !page.More {
			break
		}
		query.After = page.Next
	}
	var words []lastWord
	for _, w := range latest {
		if slices.Contains(w.disclosure.SubjectReferences(), subject) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b lastWord) int {
		if c := b.disclosure.DisclosedAt.Compare(a.disclosure.DisclosedAt); c != 0 {
			return c
		}
		return b.entry.RecordedAt.Compare(a.entry.RecordedAt)
	})
	return words, nil
}

// composeReview decides. It reads nothing.
func (r *Registrar) composeReview(register disclosure.Register, q SubjectQuestion, words []lastWord, facts []disclosure.Fact) SubjectReview {
	review := SubjectReview{Report: r.cover(register, q), About: []SubjectDecision{}}
	for _, w := range words {
		d := w.disclosure
		decision := SubjectDecision{Entry: w.entry.ID, Case: d.Case, DisclosedAt: d.DisclosedAt, Outcome: outcomeShown}
		switch {
		case !d.Shares():
			decision.Outcome, decision.Why = outcomeNone, "Nothing was shared: the request was refused."
		case disclosure.DateOf(d.DisclosedAt).After(q.AsOf):
			decision.Outcome, decision.Why = outcomeNone, "It was shared after the day of the answer."
		default:
			if class := r.law.RecipientClass(d.Recipient.Category); class == policy.Internal || class == policy.Access {
				decision.Outcome, decision.Why = outcomeNone, "It stayed within the council, or went to the person."
				break
			}
			decision.Grounds = r.law.Withholdings(register, d, q.Subject, facts, q.AsOf, q.Representative)
			keeps := func(effect policy.Withheld) bool {
				return slices.ContainsFunc(decision.Grounds, func(w policy.Withholding) bool { return w.Effect == effect })
			}
			redacted := keeps(policy.WithheldPeople)
			switch {
			case keeps(policy.WithheldEntry):
				decision.Outcome = outcomeWithheld
			case redacted:
				decision.Outcome = outcomeRedacted
			}
			if decision.Outcome != outcomeWithheld {
				review.Report.Shared = append(review.Report.Shared, r.shared(d, q.Subject, redacted))
			}
		}
		review.About = append(review.About, decision)
	}
	review.Report.Sort()
	return review
}

// shared is a disclosure as the person is shown it. Other people's references
// and data, who authorised it and who recorded it are left out of every answer.
func (r *Registrar) shared(d *disclosure.Disclosure, subject string, withoutPeople bool) report.Shared {
	catalogue := r.law.Catalogue()
	s := report.Shared{On: disclosure.DateOf(d.DisclosedAt), Purpose: d.Purpose, Data: []report.SharedData{}, Bases: []string{}}
	for _, category := range catalogue.Recipients {
		if category.ID != d.Recipient.Category {
			continue
		}
		s.Kind = category.Title
		for _, kind := range category.Kinds {
			if kind.ID == d.Recipient.Kind {
				s.Kind = kind.Title
			}
		}
	}
	if s.Recipient = d.Recipient.Organisation; !withoutPeople {
		s.Person, s.Post = d.Recipient.Person, d.Recipient.Post
		if s.Recipient == "" {
			s.Recipient, s.Person = s.Person, ""
		}
	}
	if s.Recipient == "" {
		s.Recipient = s.Kind
	}
	titles := map[string]string{}
	for _, c := range catalogue.DataCategories {
		titles[c.ID] = c.Title
	}
	for _, item := range d.Data {
		if item.Subject == "" || item.Subject == subject {
			s.Data = append(s.Data, report.SharedData{Category: titles[item.Category], Description: item.Description})
		}
	}
	for _, item := range catalogue.Items {
		if item.Kind != policy.ExemptionItem && slices.Contains(d.LegalItems(), item.ID) {
			s.Bases = append(s.Bases, item.Title+" ("+item.Citation+")")
		}
	}
	for _, gateway := range catalogue.Gateways {
		if gateway.ID == d.Justification.Gateway {
			s.Bases = append(s.Bases, gateway.Title+" ("+gateway.Citation+")")
		}
	}
	if d.Transfer != nil {
		s.Country = d.Transfer.Country
	}
	return s
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
		Shared: []report.Shared{}, Contacts: []report.Contact{}, Complaints: []report.Contact{},
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
