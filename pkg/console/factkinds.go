package console

import "disclosure-register/pkg/disclosure"

// factKind is one kind of fact, and what its form asks: docs/facts.md in a table.
type factKind struct {
	kind  disclosure.FactKind
	title string
	about string // what it is about, where that is no person
	dim   string
	// dpo is true of what the Data Protection Officer alone records.
	dpo   bool
	says  string // what it is for
	again string // what recording it anew in place of an earlier one is called
	asks  []field
}

// The fields that several kinds ask.
var (
	askFrom   = field{Name: "from", Label: "From which day it holds", Type: "date"}
	askUntil  = field{Name: "until", Label: "Last day it holds", Hint: "Leave it empty while it goes on.", Type: "date"}
	askRecord = field{Name: "reference", Label: "The council’s own record of it", Hint: "Such as a form, a letter or a decision, with its day.", Type: "text"}
	askReview = field{Name: "reviewBy", Label: "Day on which it is looked at again", Type: "date"}
	askTold   = field{Name: "subjectTold", Label: "Was the person told of it?", Type: "pick", Options: []choice{
		{Value: string(disclosure.Told), Title: "They were told"}, {Value: string(disclosure.NotTold), Title: "They were not told"},
	}}
	askToldOn    = field{Name: "toldOn", Label: "Day on which they were told, and why", Type: "date"}
	askDecidedBy = field{Name: "decidedBy", Label: "Post of who decided", Hint: "Such as Service Manager, Housing.", Type: "text"}
)

// labelled is a field that several kinds ask, as one of them puts it.
func (one field) labelled(label string) field { one.Label = label; return one }

func (one field) hinted(hint string) field { one.Hint = hint; return one }

func because(label string) field { return field{Name: "reason", Label: label, Type: "area"} }

// listed are the options of an answer that is one of a few.
func listed(values ...string) []choice {
	var all []choice
	for i := 0; i+1 < len(values); i += 2 {
		all = append(all, choice{Value: values[i], Title: values[i+1]})
	}
	return all
}

// factKinds are in the order in which the page lists them.
var factKinds = []factKind{
	{
		kind: disclosure.FactConsent, title: "Consent", dim: disclosure.FactsOfSubject, again: "Withdraw or change",
		says: "The person agreed to one recipient being told. To record a withdrawal, give the last day on which the consent held: the day before.",
		asks: []field{
			{Name: "recipient", Label: "Whom the person agreed to", Hint: "The recipient, by name.", Type: "text"},
			askFrom.labelled("Day on which it was given"),
			{Name: "explicit", Label: "Was it explicit, in words and for this?", Type: "yesno"},
			{Name: "data", Label: "What data it is for", Hint: "None means all of it.", Type: "checks"},
			askRecord, askUntil.labelled("Last day it held, if it was withdrawn: the day before"),
		},
	},
	{
		kind: disclosure.FactObjection, title: "Objection", dim: disclosure.FactsOfSubject, again: "Decide or change",
		says: "The person objects to sharing that rests on a public task or a legitimate interest (Article 21). Until the council decides to go on, each is flagged.",
		asks: []field{
			askFrom.labelled("Day on which it was made"), because("On what grounds"), askRecord,
			{Name: "decided", Label: "How it was decided", Hint: "Leave it while nobody has decided.", Type: "pick", Options: listed("upheld", "Upheld: the sharing ends", "overridden", "The council goes on, on compelling grounds")},
			{Name: "decidedOn", Label: "Day on which it was decided", Type: "date"},
			askUntil,
		},
	},
	{
		kind: disclosure.FactRestriction, title: "Restriction", dim: disclosure.FactsOfSubject, again: "End or change",
		says: "The person’s data may only be stored (Article 18). Every sharing is flagged.",
		asks: []field{askFrom, because("Why").hinted("Which of these: its accuracy is contested; the processing is unlawful, and they do not want it erased; they need it for a legal claim; they have objected, and it is not decided."), askRecord, askReview, askDecidedBy, askUntil},
	},
	{
		kind: disclosure.FactRepresentation, title: "Request to act for the person", dim: disclosure.FactsOfSubject, again: "End or change",
		says: "The person asked a councillor, a Member of Parliament or an advocate to act.",
		asks: []field{
			{Name: "recipient", Label: "Who was asked to act", Type: "text"},
			{Name: "capacity", Label: "In what capacity", Type: "list", Options: listed("constituent-casework", "For somebody of their ward or constituency", "committee-or-ward-need-to-know", "As a member who needs to know", "other", "In another")},
			askFrom.labelled("Day on which they were asked"), askRecord.labelled("Where the request is kept"), askUntil,
		},
	},
	{
		kind: disclosure.FactMarker, title: "Warning marker", dim: disclosure.FactsOfSubject, again: "Review, tell of or take off",
		says: "It is looked at again every six months. To take it off, give its last day.",
		asks: []field{
			askFrom.labelled("Day on which it was set"), because("Why"), askDecidedBy, askTold, askToldOn,
			{Name: "ground", Label: "On what ground they were not", Type: "list"},
			{Name: "dpoConsulted", Label: "Day on which the Data Protection Officer was asked about not telling", Type: "date"},
			{Name: "lastReview", Label: "Day on which it was last looked at", Type: "date"},
			askReview, askRecord, askUntil.labelled("Last day it stands, if it is taken off"),
		},
	},
	{
		kind: disclosure.FactContactRestriction, title: "Restriction of contact", dim: disclosure.FactsOfSubject, again: "Review, end or change",
		says: "How the person may be in touch with the council. It is always explained to them.",
		asks: []field{askFrom, because("Why"), askDecidedBy, askTold, askToldOn, askReview, askRecord, askUntil},
	},
	{
		kind: disclosure.FactSPoC, title: "Single point of contact", dim: disclosure.FactsOfSubject, again: "End or change",
		says: "All contact with the person goes through one officer.",
		asks: []field{
			askFrom, {Name: "reason", Label: "What for", Type: "pick", Options: listed("behaviour", "Behaviour", "efficiency", "Efficiency: such as several complaints at once")}, askDecidedBy, askRecord, askReview, askUntil,
		},
	},
	{
		kind: disclosure.FactHealthOpinion, title: "Health professional’s opinion", dim: disclosure.FactsOfSubject, dpo: true, again: "Record a new one",
		says: "Whether telling the person of their health data is likely to cause serious harm. It counts for six months.",
		asks: []field{
			askFrom.labelled("Day on which it was given"),
			{Name: "opinion", Label: "The opinion", Type: "pick", Options: listed("harm-unlikely", "Serious harm is not likely", "harm-likely", "Serious harm is likely")},
			askDecidedBy.labelled("Post of the health professional"), askRecord,
		},
	},
	{
		kind: disclosure.FactChange, title: "Change to the person’s data", dim: disclosure.FactsOfSubject, dpo: true, again: "Put right or withdraw",
		says: "Data was put right, erased or restricted, or a marker was taken off: whoever had been given it is told (Article 19).",
		asks: []field{
			askFrom.labelled("Day of the change"),
			{Name: "change-what", Label: "What was done", Type: "pick", Options: listed(
				string(disclosure.Rectification), "Put right", string(disclosure.Erasure), "Erased", string(disclosure.Restriction), "Restricted",
				string(disclosure.MarkerRemoved), "A warning marker was taken off", string(disclosure.Withdrawn), "Nothing: an earlier entry was a mistake")},
			{Name: "change-data", Label: "Which data", Hint: "None means all of it.", Type: "checks"},
			{Name: "change-fact", Label: "Of a marker or a restriction: which", Type: "list"},
			because("Why"), askRecord,
		},
	},
	{
		kind: disclosure.FactTelling, title: "Telling recipients of a change", dim: disclosure.FactsOfSubject, dpo: true, again: "Record another",
		says: "What became, on one day, of telling those who had the data.",
		asks: []field{
			{Name: "telling-change", Label: "Of which change", Type: "pick"},
			{Name: "telling-recipients", Label: "Who", Type: "checks"},
			{Name: "telling-outcome", Label: "What became of it", Type: "pick", Options: listed(
				string(disclosure.RecipientTold), "They were told", string(disclosure.Acknowledged), "They have acknowledged it",
				string(disclosure.Impossible), "Telling proved impossible", string(disclosure.Disproportionate), "Telling would take a disproportionate effort",
				string(disclosure.NotDue), "Article 19 does not reach them", string(disclosure.NextOccasion), "They are told with what they are given next as a routine", string(disclosure.NotYetTold), "Not yet: an earlier entry was a mistake")},
			{Name: "telling-by", Label: "Day on which they are given the next", Type: "date"},
			{Name: "telling-how", Label: "How they were told", Hint: "Such as a letter of that day.", Type: "text"},
			because("Why not, if they were not"), askFrom.labelled("Day"),
		},
	},
	{
		kind: disclosure.FactBreach, title: "Breach", about: "Its reference in the breach register", dim: disclosure.FactsOfBreach, again: "Record how it stands now",
		says: "Personal data went astray. The 72 hours of Article 33 run from when the council was aware of it. The risk, the notification and whether the people were told are the Data Protection Officer’s to record.",
		asks: []field{
			askFrom.labelled("Day on which it was discovered"), because("What happened").hinted("And what it led to, and what was done (Article 33(5))."),
			{Name: "breach-awareAt", Label: "When the council became aware of it", Type: "moment"},
			{Name: "breach-risk", Label: "The risk to people’s rights and freedoms", Hint: "Leave it while nobody has judged it.", Type: "pick", Options: listed(
				string(disclosure.RiskUnlikely), "Unlikely: it is not notified", string(disclosure.RiskLikely), "Likely: the regulator is notified", string(disclosure.RiskHigh), "High: the people are told as well")},
			{Name: "breach-riskReason", Label: "Why the risk is that", Type: "area"},
			{Name: "breach-notified-at", Label: "When the regulator was notified", Type: "moment"},
			{Name: "breach-notified-reference", Label: "The regulator’s reference", Type: "text"},
			{Name: "breach-notified-lateReason", Label: "Why it was late, if it was", Type: "area"},
			{Name: "breach-people-outcome", Label: "Were the people told?", Type: "pick", Options: listed(string(disclosure.Told), "They were told", string(disclosure.NotTold), "They are not told")},
			{Name: "breach-people-on", Label: "Day on which they were told", Type: "date"},
			{Name: "breach-people-ground", Label: "Why they are not told", Type: "list", Options: listed(
				string(disclosure.RiskNotHigh), "The risk is not high", string(disclosure.DataProtected), "Nobody can read the data", string(disclosure.RiskRemoved), "What was done since has removed the risk",
				string(disclosure.PublicNotice), "A public notice instead", string(disclosure.ExemptFromTelling), "An exemption")},
			{Name: "breach-people-reason", Label: "More on that", Type: "area"},
			askRecord,
		},
	},
	{
		kind: disclosure.FactAgreement, title: "Sharing agreement", about: "Its reference, as disclosures name it", dim: disclosure.FactsOfAgreement, again: "Record a new version, or its end",
		says: "One version, and who had signed it.",
		asks: []field{
			{Name: "version", Label: "Version", Type: "text"},
			{Name: "signatories", Label: "Who has signed it", Hint: "One name a line.", Type: "words"},
			{Name: "covers", Label: "What sharing it is for", Type: "text"},
			askFrom.labelled("Day from which it is in force"), askUntil, askRecord,
		},
	},
	{
		kind: disclosure.FactContract, title: "Contract", about: "Its reference, as disclosures name it", dim: disclosure.FactsOfContract, again: "End or change",
		says: "A contract for a service that the council has handed to somebody.",
		asks: []field{
			{Name: "service", Label: "The service", Type: "text"},
			{Name: "outsourced", Label: "Has the council outsourced or commissioned it?", Type: "yesno"},
			{Name: "protocol", Label: "The sharing protocol that the provider accepted", Type: "text"},
			askFrom, askUntil, askRecord,
		},
	},
	{
		kind: disclosure.FactPolicyDocument, title: "Appropriate policy document", about: "Its reference", dim: disclosure.FactsOfPolicyDocument, again: "Record a new version, or its end",
		says: "One version (Data Protection Act 2018 Schedule 1 Part 4).",
		asks: []field{{Name: "version", Label: "Version", Type: "text"}, askFrom.labelled("Day from which it is in force"), askUntil, askRecord},
	},
	{
		kind: disclosure.FactAuthority, title: "A post that may approve disclosures", about: "The post", dim: disclosure.FactsOfPost, dpo: true, again: "End or change",
		says: "By the council’s scheme of delegation.",
		asks: []field{askFrom, askUntil, askRecord.labelled("The scheme or the decision that says so")},
	},
}

// factKindOf is the kind, or nil.
func factKindOf(kind disclosure.FactKind) *factKind {
	for i := range factKinds {
		if factKinds[i].kind == kind {
			return &factKinds[i]
		}
	}
	return nil
}
