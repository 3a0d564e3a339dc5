package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// The times of an answer to a person.
var (
	// toAnswer is the applicable time period of UK GDPR Article 12(3) and 12A(2).
	toAnswer = Period{Months: 1}
	// toExtend is the most that notice may add to it: Article 12A(3).
	toExtend = Period{Months: 3}
	// toDecide is in which what is undecided has to be decided while nobody asks.
	toDecide = Period{Months: 1}
)

const (
	// decideBefore is how many days before a request's last day what it waits for has
	// to be decided.
	decideBefore = 10
	// LeftOutFor is the most days for which something is left out of one answer
	// before somebody looks at it again.
	LeftOutFor = 28
)

// AnswerClock is where the time for an answer stands.
type AnswerClock struct {
	From    disclosure.Date `json:"from" format:"date" doc:"The day from which the month runs: of receipt, or on which the identity was settled if that is later"`
	Month   disclosure.Date `json:"month" format:"date" doc:"The last day of the month: an extension is told by then"`
	LastDay disclosure.Date `json:"lastDay" format:"date" doc:"The last day for the answer"`
}

// ClockOfRequest says when a request for access has to be answered.
//
// Days are civil days in London, and months end on the corresponding day, or on the
// last day of a shorter month. A last day that is no working day is not put off:
// nothing that the register tells may make an answer late. Until the identity is
// settled, the month runs from the day of receipt, which is never too late.
//
// Source: UK GDPR Articles 12(3) and 12A, the latter inserted by section 76 of the
// Data (Use and Access) Act 2025.
func ClockOfRequest(f disclosure.Fact) AnswerClock {
	c := AnswerClock{From: f.From}
	r := f.Request
	if r.IdentitySettled.After(f.From) {
		c.From = r.IdentitySettled
	}
	c.Month = toAnswer.LastDay(c.From)
	c.LastDay = c.Month
	if r.Extended != nil {
		c.LastDay = r.Extended.To
	}
	return c
}

// DecideBy is the day by which what is undecided since a day has to be decided: ten
// days before the last day of the first request that it holds up, where there is one
// (last is not zero), and a month after it came otherwise.
func DecideBy(since, last disclosure.Date) disclosure.Date {
	if !last.IsZero() {
		return last.AddDays(-decideBefore)
	}
	return toDecide.LastDay(since)
}

// DecideObjectionBy is the last day for telling somebody what was decided on an objection
// that they made on the day: a month, as for an answer.
//
// Source: UK GDPR Articles 12(3) and 21.
func DecideObjectionBy(made disclosure.Date) disclosure.Date { return toAnswer.LastDay(made) }

// checkRequest checks what a request for access has to say.
func checkRequest(f disclosure.Fact, today disclosure.Date, need asker) {
	r := f.Request
	if r == nil {
		need(false, "/request", "Say who asks.")
		return
	}
	need(r.As == disclosure.AskerPerson || r.As == disclosure.AskerRepresentative, "/as", "Say whether the person asks, or somebody acting for them.")
	need(r.As != disclosure.AskerRepresentative || r.Authority != "", "/authority", "Say what lets them ask for the person, such as parental responsibility or an order.")
	need(r.IdentitySettled.IsZero() || !r.IdentitySettled.Before(f.From) && !r.IdentitySettled.After(today), "/identitySettled", "This is before the request was received, or later than today.")
	if e := r.Extended; e != nil {
		clock := ClockOfRequest(f)
		need(e.To.After(clock.Month) && !e.To.After(toExtend.LastDay(clock.From)), "/extended/to", "An extension ends after the month, and at most two months after it.")
		need(!e.Told.Before(f.From) && !e.Told.After(today), "/extended/told", "This is before the request was received, or later than today.")
		need(!e.Told.After(clock.Month), "/extended/told", "An extension of which nobody was told within the month extends nothing. Leave it out.")
	}
}

// CheckDecision returns what is wrong with the form of a decision of the day, with
// pointers into it, or nil. What a correction says is not the person's data at all
// (notTheirs) needs no ground to be left out.
func (l *Law) CheckDecision(d disclosure.AnswerDecision, today disclosure.Date, notTheirs bool) []disclosure.Finding {
	var out []disclosure.Finding
	need := func(holds bool, pointer, detail string) {
		if !holds {
			out = append(out, disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointer, Detail: detail})
		}
	}
	seen := map[disclosure.EntryID]bool{}
	for _, id := range d.Entries {
		need(!seen[id], "/entries", "An entry is named twice.")
		seen[id] = true
	}
	switch d.Decision {
	case disclosure.DecideWithhold:
		need(!d.ReviewOn.IsZero() && d.ReviewOn.After(today), "/reviewOn", "Give a day to come on which this is looked at again.")
		need(d.ReviewOn.IsZero() || !d.ReviewOn.After(farthestReview.LastDay(today)), "/reviewOn", "Look at it again within a year: nothing is withheld for good by time.")
		need(d.Request == "" || !d.ReviewOn.After(today.AddDays(LeftOutFor)), "/reviewOn", "What is left out of one answer is looked at again within 28 days.")
		if d.Request == "" && !notTheirs {
			item := l.items[d.Ground]
			need(item != nil && item.Kind == ExemptionItem, "/ground", "Name the exemption that keeps it from this asker, by its id in the catalogue.")
			need(len(d.Provisions) > 0, "/provisions", "Name the provisions that the exemption lifts.")
		}
	case disclosure.NotInIt, disclosure.CannotBeTold:
		need(len(d.Entries) == 1, "/entries", "Say of one share at a time whether the person was in it.")
		need(d.Asked == nil && d.Confirms == "", "/asked", "One person may decide this alone. Leave this out.")
		fallthrough
	case disclosure.DecideShow:
		need(d.ReviewOn.IsZero(), "/reviewOn", "This belongs to a withholding.")
		need(d.Ground == "" && len(d.Provisions) == 0, "/ground", "This belongs to a withholding.")
		need(d.Request == "", "/request", "This belongs to a withholding.")
	case disclosure.AskDepartment:
		need(d.ReviewOn.IsZero(), "/reviewOn", "This belongs to a withholding.")
		need(d.Ground == "" && len(d.Provisions) == 0, "/ground", "This belongs to a withholding.")
		need(d.Asked != nil, "/asked", "Say who was asked, and when; and what they said, once they have.")
	}
	if a := d.Asked; a != nil {
		need(!a.On.After(today), "/asked/on", "This is later than today.")
		need(a.Said != "" || d.Decision == disclosure.AskDepartment, "/asked/said", "Say what the department said. While it has not answered, put on record that it was asked, and decide afterwards.")
	}
	return out
}

// farthestReview is the longest for which a withholding stands unseen.
var farthestReview = Period{Years: 1}

// NeedsTwo reports whether showing the disclosure to anybody it is about takes two
// people and the recording department's word: anything in it says that it was with the
// police, for safeguarding, or against serious harm, or that another law forbids to give it,
// which a correction may have taken out since. What tells of a marker does too,
// which the disclosure alone does not say. It is told by the catalogue's own titles, so
// that what is added to the catalogue counts, and by the words of the officer; and by why,
// the reason of the correction by which it reads so.
func (l *Law) NeedsTwo(d *disclosure.Disclosure, why string) bool {
	forbids := func(e disclosure.Exemption) bool { return Forbids(e.ID) }
	said := Read(d, why)
	if law, _ := said.Prohibition(); law != "" || slices.ContainsFunc(d.Justification.Exemptions, forbids) {
		return true
	}
	if ofHarm(said.all) || ofHarm(said.why) {
		return true
	}
	texts := []string{d.Recipient.Category, d.Recipient.Kind}
	says := func(id, title string) {
		texts = append(texts, title)
		if slices.Contains(protects, id) {
			texts = append(texts, "police")
		}
	}
	of := func(ids []string) {
		for _, id := range ids {
			says(id, titleOf(l.items[id]))
		}
	}
	for _, r := range []disclosure.Recipient{d.Recipient, l.asNow(d).Recipient} {
		if category := l.recipients[r.Category]; category != nil {
			says(category.ID, category.Title)
		}
		if kind := l.recipientKind(r); kind != nil {
			says(kind.ID, kind.Title)
		}
	}
	if g := l.gateways[d.Justification.Gateway]; g != nil {
		says(g.ID, g.Title)
	}
	of(d.Justification.LawfulBases)
	of(d.Justification.Conditions)
	for _, e := range d.Justification.Exemptions {
		of([]string{e.ID})
	}
	of([]string{d.TellSubject.Ground})
	for _, item := range d.Data {
		of(item.LawfulBases)
		of(item.Conditions)
		if category := l.data[item.Category]; category != nil {
			says(category.ID, category.Title)
			if category.Kind == CriminalData {
				return true
			}
		}
	}
	for name, value := range d.Evidence {
		field := l.fields[name]
		if !field.present(value) || value == false {
			continue
		}
		text, _ := value.(string)
		switch {
		case field == nil:
		case field.Type == ChoiceField:
			says(text, titleOf(l.items[text]))
			if c := l.compat[text]; c != nil {
				says(text, c.Title)
			}
		default:
			says(name, field.Says)
		}
	}
	return slices.ContainsFunc(texts, saysOfHarm)
}

// saysOfHarm reports whether the text says of the police, safeguarding or harm.
func saysOfHarm(text string) bool { return ofHarm(folded(text)) }

// ofHarm is [saysOfHarm] of a folded text.
func ofHarm(text string) bool { return protective.in(text) || ranked().MatchString(text) }

// NameSays reports whether the name of a body, in nobody's words but an officer's, says of
// crime, safeguarding or harm what its kind does not.
func (l *Law) NameSays(r disclosure.Recipient) bool {
	says, sort := saysOfHarm(r.Organisation), false
	if category := l.recipients[r.Category]; category != nil {
		sort = saysOfHarm(category.Title)
	}
	if kind := l.recipientKind(r); kind != nil {
		sort = saysOfHarm(kind.Title) || sort
	}
	return says && !sort && l.NameOf(r) == ""
}

// WhySays reports whether what a disclosure was for, by a purpose's title or its gateway,
// says of the police, safeguarding or harm.
func (l *Law) WhySays(d *disclosure.Disclosure, purpose string) bool {
	g := l.gateways[d.Justification.Gateway]
	return saysOfHarm(purpose) || g != nil && (slices.Contains(protects, g.ID) || saysOfHarm(g.Title))
}

// TellsByItself reports whether a category of data says by itself of offences, the police,
// safeguarding or harm, or that somebody may be in contact in one way alone.
func (l *Law) TellsByItself(category string) bool {
	c := l.data[category]
	return c != nil && (c.ID == oneContact || c.Kind == CriminalData || slices.Contains(protects, c.ID) || saysOfHarm(c.Title))
}

func titleOf(item *Item) string {
	if item == nil {
		return ""
	}
	return item.Title
}

// protective say in a title of the catalogue or in an officer's text that something was
// with the police, for safeguarding or against harm: what it was about, and who deals with
// nothing else.
var protective = inAnySpelling(
	"police*", "policing", "constab*", "detective*", "PCSO", "crime*", "criminal*", "offence*", "offend*", "unlawful act*", "prosecut*", "arrest*", "bail", "prison*", "probation*", "parole",
	"fraud*", "firearm*", "weapon*", "surveillance", "informant*", "NCA", "national security", "security service*", "MI 5", "MI 6", "GCHQ",
	"terror*", "counter terror*", "radicali*", "extremis*", "channel panel*", "channel referral*", "channel programme", "prevent referral*", "prevent duty", "prevent team", "prevent lead",
	"prevent officer*", "prevent panel*", "prevent programme", "prevent coordinator*", "prevent concern*", "prevent strategy", "youth justice", "YOT", "YJS",
	"safeguarding", "safeguard or promote", "safeguard child*", "safeguard adult*", "safeguard her", "safeguard him", "safeguard them", "child protection", "CP conference*", "CP plan*", "CIN plan*", "childrens welfare", "childs welfare", "section 47", "s 47", "s 42 enquir*", "section 42", "strategy meeting*", "strategy discussion*",
	"social services", "social work*", "child in need", "children in need", "looked after child*", "MASH", "LADO", "designated officer*", "DASH", "safe accommodation", "non molestation", "restraining order*", "threat* to kill", "threats to kill", "CPS", "CID", "SOCA", "DBS referral*",
	"abus*", "violen*", "neglect*", "exploitation", "modern slavery", "trafficking", "national referral mechanism", "NRM", "county lines", "gang", "gangs", "missing person*",
	"refuge", "refuges", "womens aid", "IDVA", "ISVA", "SARC", "sexual assault*", "sexual offen*", "rape", "raped", "forced marriage*", "honour based", "FGM", "genital mutilation", "stalk*", "coerciv*",
	"serious harm", "self harm*", "suicid*", "at risk", "risk assessment conference*", "MARAC", "MAPPA", "barring", "witness protection",
)

// ranked is an officer by rank and number.
var ranked = lazily(` (?:(?:pc|dc|ds|di|dci|ps|sgt|sergeant|insp|inspector|wpc) \d{2,6}|(?:dc|dci|sgt|wpc|pcso) [a-z]+) `)

// protects are those of the catalogue whose title does not say so.
var protects = []string{
	"support-service", "gw-ca04-s10-11-16h", "gw-care14-s42-45", "social-services", "childrens-services", "children-complaints-panel", "family",
	"dpa18-s24", "dpa18-s26", "dpa18-sch2-para4", "social-care-record", "warrant", "production-order",
	"officerNameRankNumber", "authorisingOfficer", "force", "whyTellingWouldPrejudice", "concernSummary", "riskSystemId",
	"compat-annex2-public-security", "ukgdpr-annex1-security-defence",
}
