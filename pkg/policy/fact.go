package policy

import "disclosure-register/pkg/disclosure"

// dimensionOf says what each kind of fact is about.
var dimensionOf = map[disclosure.FactKind]string{
	disclosure.FactConsent:            disclosure.FactsOfSubject,
	disclosure.FactObjection:          disclosure.FactsOfSubject,
	disclosure.FactRestriction:        disclosure.FactsOfSubject,
	disclosure.FactRepresentation:     disclosure.FactsOfSubject,
	disclosure.FactMarker:             disclosure.FactsOfSubject,
	disclosure.FactSPoC:               disclosure.FactsOfSubject,
	disclosure.FactContactRestriction: disclosure.FactsOfSubject,
	disclosure.FactAgreement:          disclosure.FactsOfAgreement,
	disclosure.FactPolicyDocument:     disclosure.FactsOfPolicyDocument,
	disclosure.FactContract:           disclosure.FactsOfContract,
	disclosure.FactBreach:             disclosure.FactsOfBreach,
	disclosure.FactAuthority:          disclosure.FactsOfPost,
	disclosure.FactChange:             disclosure.FactsOfSubject,
	disclosure.FactTelling:            disclosure.FactsOfSubject,
	disclosure.FactHealthOpinion:      disclosure.FactsOfSubject,
	disclosure.FactAccessRequest:      disclosure.FactsOfAnswers,
}

// FactDimension is what facts of the kind are about; known is false where there is no
// such kind.
func FactDimension(kind disclosure.FactKind) (dimension string, known bool) {
	dimension, known = dimensionOf[kind]
	return dimension, known
}

// CheckFact returns what is wrong with a fact learned on the day, with pointers
// into it, or nil.
func CheckFact(f disclosure.Fact, today disclosure.Date) []disclosure.Finding {
	var out []disclosure.Finding
	need := func(holds bool, pointer, detail string) {
		if !holds {
			out = append(out, disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointer, Detail: detail})
		}
	}
	asks := func(rule string, holds bool, pointer, detail string) {
		if !holds {
			out = append(out, disclosure.Finding{Rule: rule, Pointer: pointer, Detail: detail})
		}
	}
	dimension, known := dimensionOf[f.Kind]
	need(known, "/kind", "There is no such kind of fact.")
	need(!known || f.About.Dimension == dimension, "/about/dimension", "This kind of fact is about something else: see the kinds of fact in the documentation.")
	need(!f.From.IsZero() && !f.From.After(today), "/from", "Give the first day it held. It cannot be later than today.")
	need(f.Until.IsZero() || !f.Until.Before(f.From.AddDays(-1)), "/until", "The last day it held is before the first.")
	need(f.DecidedOn.IsZero() || f.Decided != "" && !f.DecidedOn.Before(f.From) && !f.DecidedOn.After(today), "/decidedOn", "This is the day on which an objection was decided: not before it was made, and not later than today.")
	switch f.Kind {
	case disclosure.FactConsent:
		need(f.Recipient != "", "/recipient", "Name the recipient that the person agreed to.")
	case disclosure.FactRepresentation:
		need(f.Recipient != "", "/recipient", "Name the councillor, MP or advocate who was asked to act.")
		need(f.Capacity != "", "/capacity", "Say in what capacity they act.")
		need(f.Reference != "", "/reference", "Say where the request is recorded.")
	case disclosure.FactMarker, disclosure.FactContactRestriction:
		need(f.Reason != "", "/reason", "Say why.")
		need(!f.ReviewBy.IsZero(), "/reviewBy", "Give the day it is next reviewed.")
		need(f.ReviewBy.IsZero() || !f.ReviewBy.Before(f.From), "/reviewBy", "The day of review lies before it began, when nobody could look at it.")
		need(f.SubjectTold != "", "/subjectTold", "Say whether the person was told.")
		// A marker of which a person was not told, on no ground or without the Data
		// Protection Officer, is wrong and has happened all the same: it is known, and
		// every disclosure of it is flagged.
	case disclosure.FactSPoC:
		need(f.Reason == "behaviour" || f.Reason == "efficiency", "/reason", "Say whether the single point of contact is for behaviour or for efficiency.")
	case disclosure.FactHealthOpinion:
		need(f.Opinion != "", "/opinion", "Say whether serious harm is likely.")
		need(f.DecidedBy != "", "/decidedBy", "Name the post of the health professional who gave the opinion.")
	case disclosure.FactAccessRequest:
		checkRequest(f, today, need)
	case disclosure.FactChange:
		need(f.Reason != "", "/reason", "Say why it was changed.")
		checkChange(f, need)
	case disclosure.FactTelling:
		checkTelling(f, need)
	case disclosure.FactRestriction:
		asks("ukgdpr-18", f.Reason != "", "/reason", "Say why the data is restricted: which of the reasons in UK GDPR Article 18(1) the person gave.")
	case disclosure.FactBreach:
		asks("ukgdpr-33", f.Reason != "", "/reason", "Say what happened, what it led to and what was done: UK GDPR Article 33(5) has it on record, whatever the risk.")
		if b := f.Breach; b != nil && b.Notified != nil {
			asks("ukgdpr-33", b.Risk != "", "/breach/risk", "Say what risk it was notified for: UK GDPR Article 33(3) has the likely consequences in the notification.")
		}
		need(f.Breach == nil || !f.From.After(disclosure.DateOf(f.Breach.AwareAt)), "/from", "The council cannot have been aware of the breach before it was discovered.")
	case disclosure.FactAgreement:
		need(f.Version != "", "/version", "Give the version.")
		need(len(f.Signatories) > 0, "/signatories", "Name who had signed this version.")
	case disclosure.FactPolicyDocument:
		need(f.Version != "", "/version", "Give the version.")
	case disclosure.FactAuthority:
		need(f.Reference != "", "/reference", "Name the scheme of delegation, or the decision, that lets the post approve.")
	case disclosure.FactContract:
		need(f.Service != "", "/service", "Name the service.")
	}
	need(f.Kind == disclosure.FactChange || f.Change == nil, "/change", "This belongs to a change.")
	need(f.Kind == disclosure.FactTelling || f.Telling == nil, "/telling", "This belongs to a telling.")
	need(f.Kind == disclosure.FactBreach || f.Breach == nil, "/breach", "This belongs to a breach.")
	need(f.Kind == disclosure.FactAccessRequest || f.Request == nil && f.Released == nil, "/request", "This belongs to a request for access.")
	need(f.Kind == disclosure.FactHealthOpinion || f.Opinion == "", "/opinion", "This belongs to a health professional's opinion.")
	return out
}
