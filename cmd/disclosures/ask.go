package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// ask puts one of the questions of docs/questions.md to the service that runs on
// this machine.
type ask struct {
	asking
	askLog
	List      listFlag `help:"List the questions, and what each is asked with."`
	Question  int      `arg:"" help:"Number of the question: --list shows them all."`
	Subject   string   `help:"The council's reference for the person."`
	Since     string   `help:"First day, for example 2026-05-03; for question 18, the file of the checkpoint you kept, or the number of entries it had."`
	From      string   `help:"First day of disclosure; for numbers, the first month."`
	To        string   `help:"Last day of disclosure; for numbers, the last month; for questions 2 and 3, who asks: person or representative."`
	Entry     string   `help:"Id of an entry."`
	Case      string   `help:"The council's reference for the case."`
	Document  string   `help:"Id of a letter in the case."`
	File      string   `help:"For question 20: the letter as you have it, to be compared with what was logged." type:"existingfile"`
	Seed      string   `help:"Seed of a random sample; drawn, and told, when left out."`
	Size      string   `help:"How many to draw; 25 when left out."`
	Reference string   `help:"Reference in the breach register."`
	Exact     bool     `help:"For question 23: the exact numbers too, which are not to be published."`
	Month     string   `help:"A month, for example 2026-11; the current one when left out."`
}

// question is how one is asked and shown: a row for each member of the list, or
// one for the answer itself where there is no list. A column says where in a row
// it comes from, and what stands above it where that is something else:
// "force=disclosure.recipient.organisation". It may come from several places, with a
// bar between.
type question struct {
	needs   []string
	path    string
	fixed   url.Values
	given   []string
	list    string
	columns []string
	// beside are the other lists of the answer. They are shown after it: an answer whose
	// own list is empty may have something in one of them.
	beside []beside
	// earliest is the place of a day by which the rows stand, the earliest first and those
	// without one last; as the answer has them when it is empty.
	earliest string
	// about is what is said of the answer as a whole, beside its rows.
	about []string
	// none is said of an answer without rows; what was asked, when it is empty.
	none string
}

// beside is a list that an answer has besides its own.
type beside struct {
	title   string
	list    string
	columns []string
}

var (
	anAgainst = []string{"against it=against.what", "from=against.from", "replaced on=against.replaced", "names the recipient=against.namesRecipient", "consent to=against.recipient", "decided then=against.decided", "decided on=against.decidedOn"}
	aSharing  = slices.Concat([]string{"disclosed=disclosedAt", "decision", "recipient=recipient.organisation", "person=recipient.person", "what=data", "why=purpose", "series", "occasion", "footing=legal", "override"}, anAgainst, []string{"went wrong=departure", "about them until=notSince", "reason", "department", "flags", "flags that wait=openFlags", "to the person=toPerson", "because", "left out=leftOut.category", "one with=oneWith", "case", "entry"})
	aReading  = []string{"disclosed=disclosure.disclosedAt", "decision=disclosure.decision", "recipient=disclosure.recipient.organisation|disclosure.recipient.person", "kind=disclosure.recipient.category", "what=disclosure.data.category", "basis=disclosure.justification.lawfulBases", "condition=disclosure.justification.conditions", "department", "flag=flags.detail", "rule=flags.rule", "about=flags.name", "waits=flags.open", "cleared by=flags.cleared.by", "cleared because=flags.cleared.reason", "case=disclosure.case", "entry"}
	aChange   = []string{"on", "what", "data", "to be told=recipients.organisation|recipients.person", "outcome=recipients.outcome", "told on=recipients.toldOn", "with the next on=recipients.by", "overdue=recipients.overdue", "why not=recipients.reason", "left=outstanding"}
	aJudged   = []string{"disclosed=disclosedAt", "outcome", "because=because.says", "left out of it=items.category|items.because.says", "without individuals=withoutPeople", "ground=grounds.ground", "provisions=grounds.provisions", "why=grounds.why", "reason=grounds.reason", "review=grounds.reviewBy", "to do=grounds.due", "decided by=decidedBy.name", "post=decidedBy.post", "decided on=decidedOn", "decided because=decidedWhy", "case", "entry"}

	unlisted       = beside{"Shares of which not everybody is known to be listed: look where each says whether the person was in it", "unlisted", []string{"disclosed=disclosedAt", "recipient=recipient.organisation|recipient.person", "what=data", "series=share.series", "occasion=share.occasion", "people=share.people", "from=share.from", "to=share.to", "how to tell=share.howToTell", "decided", "entry"}}
	besidesSharing = []beside{{"The person is also known under other references, of which the answer to them has what is found there and this has not: ask for each too", "joined", []string{"reference="}}, unlisted, {"Everyone outside the council who received anything", "recipients", []string{"recipient=organisation|person", "times", "last", "what=data"}}}

	questions = map[int]question{
		1: {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}, list: "disclosures", columns: aSharing, beside: besidesSharing},
		2: {needs: []string{"subject", "to"}, path: "/subject-report", given: []string{"subject", "to"}, list: "shared", columns: []string{"on", "recipient", "kind", "what=data.description", "purpose", "bases"}, about: []string{"statement"}, beside: []beside{
			{"Sharing about many people of which nobody can tell whether the person was in it", "perhaps", []string{"on", "recipient", "kind", "what=data", "from", "to", "rule"}},
			{"What was changed, and who was told", "changes", []string{"on", "what", "data", "recipient=told.recipient", "outcome=told.outcome", "told on=told.on"}},
		}},
		3: {needs: []string{"subject", "to"}, path: "/subject-report/review", given: []string{"subject", "to"}, list: "about", columns: aJudged, earliest: "grounds.reviewBy", beside: []beside{
			{"Decide first: what may be one sharing recorded twice, kept back in one record and shown in the other", "perhapsOne", []string{"says", "kept back=kept", "outcome", "because=because.says", "shown", "cases"}},
			{"Shares of which it was decided that nobody can tell whether the person was in them", "perhaps", aJudged},
			unlisted,
			{"Changes to the person's data", "changes", append(slices.Clone(aChange), "kept from the person=withheld", "to do=due")},
			{"What answers that were released before showed, and this would not, and the reverse", "differences", []string{"request", "as of=asOf", "no longer=noLonger", "shown since=shownSince", "otherwise=otherwise.entry", "no longer in it=otherwise.noLonger", "in it since=otherwise.shownSince"}},
		}},
		4: {path: "/overdue/withholdings", list: "withholdings", columns: []string{"due since=since", "days", "person=subjects.reference", "department", "ground=grounds.ground", "provisions=grounds.provisions", "reason=grounds.reason", "why=grounds.why", "review=grounds.reviewBy", "to do=grounds.due", "recipient=recipient.organisation|recipient.person", "case", "entry"}},
		5: {needs: []string{"subject"}, path: "/changes", given: []string{"subject"}, list: "changes", columns: aChange},
		6: {needs: []string{"subject", "since"}, path: "/sharing", given: []string{"subject", "since"}, list: "disclosures", columns: aSharing, beside: besidesSharing},
		7: {needs: []string{"subject"}, path: "/sharing", given: []string{"subject", "since"}, list: "disclosures", columns: slices.Concat([]string{"disclosed=disclosedAt", "decision", "recipient=recipient.organisation|recipient.person", "relies on consent=reliesOnConsent"}, anAgainst, []string{"about them until=notSince", "case", "entry"}), beside: besidesSharing},
		8: {path: "/breach", given: []string{"reference", "entry"}, columns: []string{"breach=reference", "clock=says", "retrieved", "whose=subjects", "went to=disclosures.recipient.organisation|disclosures.recipient.person", "what=disclosures.data.category", "letters=disclosures.letters.title", "digest=disclosures.letters.sha256", "case=disclosures.case", "entry=disclosures.entry"}, beside: []beside{
			{"Who was told of the breach", "notices", []string{"disclosed=disclosedAt", "recipient=recipient.organisation|recipient.person", "kind=recipient.category", "entry"}},
			{"Other accounts of it that departments have given", "others", []string{"department", "aware at=breach.awareAt", "risk=breach.risk", "why=breach.riskReason", "reason", "entry"}},
		}},
		9:  {path: "/disclosures/current", fixed: url.Values{"recipientCategory": {"police"}}, given: []string{"from", "to"}, list: "disclosures", columns: []string{"disclosed=disclosure.disclosedAt", "decision=disclosure.decision", "force=disclosure.recipient.organisation|disclosure.evidence.force", "officer=disclosure.recipient.person|disclosure.evidence.officerNameRankNumber", "offence=disclosure.evidence.offenceOrPurpose", "offence type=disclosure.evidence.offenceType", "reference=disclosure.evidence.crimeOrIncidentRef", "provision=disclosure.justification.exemptions.id", "gateway=disclosure.justification.gateway", "legal power=disclosure.evidence.legalPower", "authoriser=disclosure.authorisedBy.name", "why=disclosure.reason", "case=disclosure.case", "entry"}},
		10: {path: "/disclosures/current", fixed: url.Values{"aspect": {"no-footing"}}, given: []string{"from", "to"}, list: "disclosures", columns: aReading},
		11: {path: "/disclosures/current", fixed: url.Values{"aspect": {"outside-notice"}}, given: []string{"from", "to"}, list: "disclosures", columns: aReading},
		12: {path: "/disclosures/current", fixed: url.Values{"aspect": {"equality-data"}}, given: []string{"from", "to"}, list: "disclosures", columns: aReading},
		13: {path: "/disclosures/current", fixed: url.Values{"aspect": {"consent-first"}}, given: []string{"from", "to"}, list: "disclosures", columns: []string{"disclosed=disclosure.disclosedAt", "recipient=disclosure.recipient.organisation|disclosure.recipient.person", "consent", "whose=consents.subject", "stood=consents.standing", "given on=consents.on", "last day=consents.until", "days late=consents.daysLate", "override=disclosure.override.reason", "provision=disclosure.override.provision", "case=disclosure.case", "entry"}},
		14: {path: "/overdue/markers", list: "markers", columns: []string{"person=subject", "since=from", "review overdue from=overdueSince", "told=subjectTold", "ground", "held by=copies.recipient.organisation|copies.recipient.person", "fact"}},
		15: {needs: []string{"subject"}, path: "/changes", fixed: url.Values{"what": {"marker-removed"}}, given: []string{"subject"}, list: "changes", columns: aChange},
		16: {path: "/overdue/emergencies", list: "emergencies", columns: []string{"shared=disclosedAt", "days ago=sharedDaysAgo", "recorded after (days)=recordedAfter", "person=subjects.reference", "department", "recipient=recipient.organisation|recipient.person", "missing=missing.field", "case", "entry"}},
		17: {path: "/disclosures/current", fixed: url.Values{"aspect": {"left-uk"}}, given: []string{"from", "to"}, list: "disclosures", columns: []string{"disclosed=disclosure.disclosedAt", "country=disclosure.transfer.country", "beyond the EEA=abroad.beyondEEA", "mechanism=disclosure.transfer.mechanism", "instrument=disclosure.transfer.instrument", "recipient=disclosure.recipient.organisation|disclosure.recipient.person", "case=disclosure.case", "entry"}},
		18: {path: "/checkpoint", given: []string{"since", "key", "keep"}}, // answered by [ask.proveLog]
		19: {needs: []string{"from", "to"}, path: "/sample", given: []string{"seed", "size", "from", "to"}, list: "items", columns: []string{"lots", "decision=entry.body.decision", "recipient=entry.body.recipient.organisation|entry.body.recipient.person", "kind=entry.body.recipient.category", "why=entry.body.reason", "case=entry.case", "letters=correspondence.document", "entry=entry.id"}, about: []string{"seed", "from", "to", "population.size", "population.withExemptions", "population.fingerprint"}},
		20: {needs: []string{"case", "document"}, path: "/cases/{case}/correspondence/{document}/check", columns: []string{"outcome", "sha256", "size", "bytes read=bytesRead", "differs in=differences.what", "logged=differences.logged", "found=differences.found", "legal hold=legalHold", "certificate", "entry"}},
		21: {path: "/disclosures/current", given: []string{"from", "to"}, list: "disclosures", columns: []string{"disclosed=disclosure.disclosedAt", "approved by=approvals.name", "post=approvals.post", "entitled=approvals.entitled", "approved own=approvals.own", "case=disclosure.case", "entry"}},
		23: {path: "/statistics", given: []string{"from", "to", "exact"}, list: "rows", columns: []string{"table=tableTitle", "value=title", "and=andTitle", "shown", "exact"}, about: []string{"warning"}},
		22: {path: "/retention/records", given: []string{"since"}, list: "records", columns: []string{"what", "case", "on", "by", "why", "letters", "entries"}},
		24: {needs: []string{"entry"}, path: "/disclosures/{entry}/law", columns: []string{"disclosed=disclosedAt", "recorded=recordedAt", "catalogue=applied.catalogue", "notice=applied.notice", "version=applied.noticeVersion", "rules not met=rules.rule", "about=rules.name", "says=rules.detail", "found besides=aspects", "law of the day=now.items.citation", "still told the same=same", "entry"}},
		25: {path: "/access", given: []string{"subject", "entry", "month"}, list: "accesses", columns: []string{"at", "who=by.name", "role=by.roles", "action", "purpose", "results", "case"}},
		26: {path: "/overdue/tellings", list: "tellings", columns: []string{"due since=since", "days", "ground", "disclosed=disclosedAt", "recipient=recipient.organisation|recipient.person", "person=subjects.reference", "department", "case", "entry"}},
		27: {path: "/agreements", list: "agreements", columns: []string{"agreement=reference", "version", "parties=signatories", "covers", "from", "until", "days left=daysLeft", "fact"}},
	}
)

func (a ask) Run(ctx context.Context, to streams) error {
	q, ok := questions[a.Question]
	if !ok {
		return fmt.Errorf("there is no question %d: they are 1 to %d, and disclosures ask --list shows them", a.Question, len(questions))
	}
	if strings.TrimSpace(a.Purpose) == "" {
		return errors.New("say why you ask: --purpose \"…\" is kept with the record that you looked")
	}
	if a.Question == logUnaltered {
		return a.proveLog(ctx, to)
	}
	if a.File != "" && a.Question != letterAsLogged {
		return fmt.Errorf("question %d is not asked with --file: it would be left out of account (disclosures ask --list)", a.Question)
	}
	answers := map[string]string{
		"subject": a.Subject, "since": a.Since, "from": a.From, "to": a.To, "entry": a.Entry, "reference": a.Reference, "month": a.Month,
		"case": a.Case, "document": a.Document, "seed": a.Seed, "size": a.Size,
	}
	if a.Exact {
		answers["exact"] = "true"
	}
	for _, name := range q.needs {
		if answers[name] == "" {
			return fmt.Errorf("question %d needs --%s", a.Question, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if answers[name] != "" && !slices.Contains(q.needs, name) && !slices.Contains(q.given, name) {
			return fmt.Errorf("question %d is not asked with --%s: it would be left out of account (disclosures ask --list)", a.Question, name)
		}
	}
	query := maps.Clone(q.fixed)
	if query == nil {
		query = url.Values{}
	}
	for _, name := range q.given {
		if answers[name] != "" {
			query.Set(name, answers[name])
		}
	}
	q.path = strings.NewReplacer(
		"{entry}", url.PathEscape(a.Entry), "{case}", url.PathEscape(a.Case), "{document}", url.PathEscape(a.Document),
	).Replace(q.path)
	if err := a.show(ctx, to, q, query); err != nil || a.File == "" {
		return err
	}
	return a.compareFile(ctx, to, q.path)
}
