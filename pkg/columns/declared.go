package columns

import (
	"net/url"
	"slices"
	"strings"
)

// with joins several runs of columns.
func with(runs ...[]string) []string { return slices.Concat(runs...) }

var (
	aRecipient = []string{"recipient=recipient.organisation|recipient.person", "kind=recipient.kind"}
	// Nothing here is a list with two columns: a disclosure is one row, however much was said
	// against it or flagged in it.
	aSharing = []string{
		"disclosed=disclosedAt", "decision", "recipient=recipient.organisation", "person=recipient.person", "kind=recipient.kind", "what=data", "what for=purpose", "series", "occasion", "legal footing=legal", "law that went before the notice=override", "relies on consent=reliesOnConsent",
		"said against it by then=against.says", "recorded as gone wrong=departure", "no longer about the person since=notSince", "reason", "department", "flags that wait=openFlags", "flags and what became of them=becameOfFlags.became",
		"in an answer to the person=toPerson", "why not all is in it=because", "left out of it=leftOut.category", "counted as one with=oneWith", "case", "entry",
	}
	aFound   = []string{"disclosed=disclosedAt", "decision", "recipient=recipientKind", "category of recipient=recipientCategory", "footing=legal", "department", "flags", "besides=aspects", "recorded=recordedAt", "corrects", "case", "entry=id"}
	aReading = []string{"disclosed=disclosure.disclosedAt", "decision=disclosure.decision", "recipient=disclosure.recipient.organisation|disclosure.recipient.person", "kind=disclosure.recipient.kind", "what=disclosure.data.category", "of a share, people=disclosure.share.people", "occasion=disclosure.share.occasion", "series=disclosure.share.series", "basis=disclosure.justification.lawfulBases", "condition=disclosure.justification.conditions", "department", "flag=flags.detail", "rule=flags.rule", "about=flags.name", "waits=flags.open", "flagged on another entry=flags.standsOn|flags.before", "cleared by=flags.cleared.by", "cleared because=flags.cleared.reason", "met by the correction of=flags.metBy.by", "corrected because=flags.metBy.reason", "case=disclosure.case", "entry"}
	aChange  = []string{"on", "what", "data", "to be told=recipients.organisation|recipients.person", "outcome=recipients.outcome", "told on=recipients.toldOn", "with the next on=recipients.by", "overdue=recipients.overdue", "why not=recipients.reason", "left=outstanding", "why changed=reason", "kept from the person=withheld", "to do=due"}
	aJudged  = []string{"disclosed=disclosedAt", "outcome", "because=because.says", "left out of it=items.category|items.because.says", "without individuals=withoutPeople", "ground=grounds.ground", "provisions=grounds.provisions", "why=grounds.why", "reason=grounds.reason", "review=grounds.reviewBy", "to do=grounds.due", "decided by=decidedBy.name?nobody is on record", "post=decidedBy.post", "decided on=decidedOn", "decided because=decidedWhy", "what became of flags=flags.became", "case", "entry"}
	aFlag    = with([]string{"waits since=recordedAt", "days", "rule", "about=name", "says=detail", "what clears it=clears", "breaks a rule=departure", "flagged=kind~", "case", "person=subjects.reference"}, aRecipient,
		[]string{"disclosed=disclosedAt", "department", "recorded by=recordedBy", "entry", "number=flag"})
	aLetter = []string{"letter=title", "state~", "size", "digest=sha256", "promised=ticketedAt", "archived=archivedAt", "given up on=lapses", "legal hold=legalHold", "of disclosure=disclosure", "document"}
	// Of several lists of a row only the flags have more than one column, so that a row is
	// one of them and not a flag beside a letter that it has nothing to do with.
	aSampled = with(
		[]string{"lots"},
		ofDisclosed("disclosed=disclosedAt", "decision=decision", "recipient=recipient.organisation|recipient.person", "kind=recipient.kind", "what=data.category", "came in as=intake.recordKind~", "came in by=intake.channel~", "asked for=evidence.scopeRequested|evidence.specificDataRequested|evidence.offenceOrPurpose", "what for=purpose"),
		[]string{"why=entry.body.disclosure.reason>entry.body.reason"}, // a correction's own is why it was corrected
		ofDisclosed("refused for=refusedFor~", "basis=justification.lawfulBases", "condition=justification.conditions", "exemption=justification.exemptions.id|justification.exemptions.reason", "gateway=justification.gateway"),
		[]string{"flag=flags.detail", "rule=flags.rule", "about=flags.name", "waits=flags.open", "cleared by=flags.cleared.by", "cleared because=flags.cleared.reason", "met by the correction of=flags.metBy.by", "corrected because=flags.metBy.reason", "case=entry.case", "letters=correspondence.title|correspondence.document", "entry=entry.id"},
	)
	aDue     = []string{"case", "state~", "clock~", "due on=dueOn", "may begin on=beginsOn", "why=reason", "classes", "destruction=disposal.phase~", "begun=disposal.begunAt", "can be stopped until=disposal.stopBy", "letters looked for on=disposal.lookOn", "late=disposal.late"}
	aBreach  = []string{"breach=reference", "clock=clock.says", "state=clock.state~", "aware since=clock.awareAt", "nobody said when=clock.assumed", "notify by=clock.deadline", "people to tell=clock.peopleToTell", "retrieved"}
	aFact    = []string{"what=kind~", "about=about.reference", "from", "until", "department", "why=reason", "the council's record=reference", "look at by=reviewBy", "recipient", "data", "decided", "decided on=decidedOn", "last looked at=lastReview", "person told=subjectTold", "told on=toldOn", "ground", "confirm by=awaits.by", "fact=entry"}
	aTellBy  = []string{"for the request=request.entry", "last day=request.lastDay", "decide by=decideBy", "days overdue=overdue"}
	unlisted = listOf("unlisted", "Shares of which not everybody is known to be listed: look where each says whether the person was in it",
		"disclosed=disclosedAt", "recipient=recipient.organisation|recipient.person", "what=data", "series=share.series", "occasion=share.occasion", "people=share.people", "from=share.from", "to=share.to", "how to tell=share.howToTell", "decided", "entry")

	sharing = Answer{Lists: []List{
		listOf("disclosures", "", aSharing...),
		listOf("joined", "The person is also known under other references, of which the answer to them has what is found there and this has not: ask for each too", "reference="),
		unlisted,
		listOf("recipients", "Everyone outside the council who received anything", "recipient=organisation|person", "times", "last", "what=data"),
	}}

	police  = []string{"disclosed=disclosure.disclosedAt", "decision=disclosure.decision", "force=disclosure.recipient.organisation|disclosure.evidence.force", "officer=disclosure.recipient.person|disclosure.evidence.officerNameRankNumber", "offence=disclosure.evidence.offenceOrPurpose", "offence type=disclosure.evidence.offenceType", "reference=disclosure.evidence.crimeOrIncidentRef", "basis=disclosure.justification.lawfulBases", "condition=disclosure.justification.conditions", "provision=disclosure.justification.exemptions.id", "gateway=disclosure.justification.gateway", "legal power=disclosure.evidence.legalPower|disclosure.evidence.statutoryProvision|disclosure.evidence.statutoryProvisionOrOrder|disclosure.evidence.provision", "obliged by=disclosure.evidence.legalCompulsion", "order=disclosure.evidence.orderNumber", "order of=disclosure.evidence.orderDate", "authorised there by=disclosure.evidence.authorisingOfficer", "authoriser=disclosure.authorisedBy.name", "why=disclosure.reason", "case=disclosure.case", "entry"}
	consent = []string{"disclosed=disclosure.disclosedAt", "recipient=disclosure.recipient.organisation|disclosure.recipient.person", "consent", "whose=consents.subject", "stood=consents.standing", "given on=consents.on", "last day=consents.until", "days late=consents.daysLate", "override=disclosure.override.reason", "provision=disclosure.override.provision", "case=disclosure.case", "entry"}
	abroad  = []string{"disclosed=disclosure.disclosedAt", "country=disclosure.transfer.country", "beyond the EEA=abroad.beyondEEA", "mechanism=disclosure.transfer.mechanism", "instrument=disclosure.transfer.instrument", "what the law knows it as=abroad.mechanisms?nothing", "adequacy regulations of the day=abroad.adequacy.says", "recipient=disclosure.recipient.organisation|disclosure.recipient.person", "case=disclosure.case", "entry"}
	approve = []string{"disclosed=disclosure.disclosedAt", "decision=disclosure.decision", "recipient=disclosure.recipient.organisation|disclosure.recipient.person", "what=disclosure.data.category", "approved by=approvals.name", "post=approvals.post", "entitled=approvals.entitled", "the register learned that on=approvals.learnedOn", "approved own=approvals.own", "recorded by=recordedBy.name", "department", "case=disclosure.case", "entry"}
)

// ofDisclosed are columns of the disclosure in an entry, which is its body or, of a
// correction, stands in it.
func ofDisclosed(columns ...string) (all []string) {
	for _, c := range columns {
		heading, places, _ := strings.Cut(c, "=")
		places, plain := strings.CutSuffix(places, "~")
		var both []string
		for place := range strings.SplitSeq(places, "|") {
			both = append(both, "entry.body."+place, "entry.body.disclosure."+place)
		}
		c = heading + "=" + strings.Join(both, "|")
		if plain {
			c += "~"
		}
		all = append(all, c)
	}
	return all
}

func always(lists ...List) func(url.Values) Answer {
	return func(url.Values) Answer { return Answer{Lists: lists} }
}

// read has the columns of what was asked for: of the police, of consent, of what went
// abroad, of what is wrong with a disclosure; and where nothing of these, of who approved.
func read(asked url.Values) Answer {
	columns, answering := approve, ""
	switch {
	case asked.Get("aspect") == "consent-first":
		columns = consent
	case asked.Get("aspect") == "left-uk":
		columns = abroad
	case asked.Get("aspect") == "equality-data":
		// What is equality data by its kind, or by the form's questions it came from, is told apart.
		columns = slices.Clone(aReading)
		columns[slices.Index(columns, "what=disclosure.data.category")] = "what, and where it came from=disclosure.data.category&disclosure.data.source"
	case asked.Get("aspect") == "no-footing":
		columns, answering = aReading, "no-footing"
	case asked.Get("aspect") == "outside-notice":
		columns, answering = slices.Clone(aReading), "outside-notice"
		columns[slices.Index(columns, "flag=flags.detail")] += "?None of its own. What the notice does not name is flagged once for each recipient in a case: look in the flags of the case."
	case asked.Get("aspect") != "":
		columns = aReading
	case asked.Get("recipientCategory") == "police":
		columns = police
	}
	list := listOf("disclosures", "", columns...)
	list.Answering = answering
	return Answer{Lists: []List{list}}
}

func aboutThem(columns ...string) (all []Column) {
	for _, c := range columns {
		all = append(all, columnOf(c))
	}
	return all
}

// declared are the answers, by their addresses below the register.
var declared = map[string]func(url.Values) Answer{
	"/sharing": func(url.Values) Answer { return sharing },
	"/subject-report": func(url.Values) Answer {
		return Answer{
			About: aboutThem("statement"),
			Lists: []List{
				listOf("shared", "", "on", "recipient", "kind", "what=data.category&data.description", "purpose", "what allowed it=bases?nothing that counts is on record", "why nothing allowed it=nothingAllowed~"),
				listOf("perhaps", "Sharing about many people of which nobody can tell whether the person was in it", "on", "recipient", "kind", "what=data", "from", "to", "rule"),
				listOf("changes", "What was changed, and who was told", "on", "what", "data", "recipient=told.recipient", "outcome=told.outcome", "told on=told.on"),
			},
		}
	},
	"/subject-report/review": func(url.Values) Answer {
		return Answer{Earliest: "grounds.reviewBy", Lists: []List{
			listOf("about", "", aJudged...),
			listOf("perhapsOne", "Decide first: what may be one sharing recorded twice, kept back in one record and shown in the other", "says", "kept back=kept", "outcome", "because=because.says", "shown", "cases"),
			listOf("perhaps", "Shares of which it was decided that nobody can tell whether the person was in them", aJudged...),
			unlisted,
			listOf("changes", "Changes to the person's data", aChange...),
			listOf("differences", "What answers that were released before showed, and this would not, and the reverse", "request", "as of=asOf", "no longer=noLonger", "shown since=shownSince", "otherwise=otherwise.entry", "no longer in it=otherwise.noLonger", "in it since=otherwise.shownSince"),
		}}
	},
	"/answers/undecided": always(
		listOf("undecided", "", with([]string{"person=subject", "towards=to", "undecided since=since", "disclosed=disclosedAt", "recipient=prints.recipient", "person there=prints.person", "outcome", "because=because.says", "ground=grounds.ground", "why=grounds.why", "could reach=couldReach", "department", "recorded by=recordedBy", "asked whom=asked.who", "asked on=asked.on", "they said=asked.said", "decided last=last.decision~", "decided last by=last.by", "decided last on=last.on"}, aTellBy, []string{"case", "entry"})...),
		listOf("shares", "Shares of many people that somebody who asks was perhaps in", with([]string{"person=subject", "towards=to", "undecided since=since", "disclosed=disclosedAt"}, aRecipient, []string{"what=data", "series=share.series", "occasion=share.occasion", "how to tell=share.howToTell", "decided", "holds it up=holdsUp"}, aTellBy, []string{"entry"})...),
		listOf("perhapsOne", "What may be one sharing recorded twice, kept back in one record and shown in the other", with([]string{"person=subject", "towards=to", "undecided since=since", "says", "kept back=kept", "shown", "outcome", "because=because.says", "cases"}, aTellBy)...),
	),
	"/overdue/withholdings": always(listOf("withholdings", "", "due since=since", "days", "person=subjects.reference", "of a share, people=share.people", "occasion=share.occasion", "series=share.series", "department", "ground=grounds.ground", "provisions=grounds.provisions", "reason=grounds.reason", "why=grounds.why", "review=grounds.reviewBy", "to do=grounds.due", "recipient=recipient.organisation|recipient.person", "case", "entry")),
	"/overdue/markers":      always(listOf("markers", "", "person=subject", "since=from", "review overdue from=overdueSince", "told=subjectTold", "ground", "held by=copies.recipient.organisation|copies.recipient.person", "fact")),
	"/overdue/emergencies":  always(listOf("emergencies", "", "shared=disclosedAt", "days ago=sharedDaysAgo", "recorded after (days)=recordedAfter", "person=subjects.reference", "of a share, people=share.people", "occasion=share.occasion", "series=share.series", "department", "recipient=recipient.organisation|recipient.person", "missing=missing.field", "case", "entry")),
	"/overdue/tellings":     always(listOf("tellings", "", "to be told on=putOffTo?no day is given", "waits since=since", "days since=days", "ground", "disclosed=disclosedAt", "recipient=recipient.organisation|recipient.person", "person=subjects.reference", "of a share, people=share.people", "occasion=share.occasion", "series=share.series", "department", "case", "entry")),
	"/changes":              always(listOf("changes", "", aChange...)),
	"/changes/untold":       always(listOf("changes", "", with([]string{"person=subject"}, aChange, []string{"entry"})...)),
	"/breach": always(
		listOf("", "", "breach=reference", "clock=says", "retrieved", "whose=subjects", "went to=disclosures.recipient.organisation|disclosures.recipient.person", "what=disclosures.data.category", "letters=disclosures.letters.title", "digest=disclosures.letters.sha256", "case=disclosures.case", "entry=disclosures.entry"),
		listOf("notices", "Who was told of the breach", "disclosed=disclosedAt", "recipient=recipient.organisation|recipient.person", "kind=recipient.kind", "entry"),
		listOf("others", "Other accounts of it that departments have given", "department", "aware at=breach.awareAt", "risk=breach.risk", "why=breach.riskReason", "reason", "entry"),
	),
	"/breaches":            always(listOf("breaches", "", with(aBreach, []string{"on record=recorded", "accounts of departments=others"})...)),
	"/breaches/closed":     always(listOf("breaches", "", with(aBreach, []string{"so since=from", "fact"})...)),
	"/disclosures/current": read,
	"/disclosures":         always(listOf("rows", "", aFound...)),
	"/disclosures/{entry}/law": always(listOf("", "", "disclosed=disclosedAt", "recorded=recordedAt", "catalogue=applied.catalogue", "notice=applied.notice", "version=applied.noticeVersion", "rules not met=rules.rule", "about=rules.name", "says=rules.detail", "found besides=aspects", "law of the day=now.items.citation", "still told the same=same", "entry"),
		listOf("asked", "What is asked of such a record, and what stands in this one. The register has not checked that what was written is so", "about=name", "what it asks=detail", "the record says=says", "flagged")),
	"/cases/{case}/correspondence/{document}/check": always(listOf("", "", "in the archive=outcome", "SHA-256=sha256", "size", "bytes read=bytesRead", "differs in=differences.what", "logged=differences.logged", "found=differences.found", "legal hold=legalHold", "certificate", "entry")),
	"/sample": func(url.Values) Answer {
		return Answer{
			About: aboutThem("seed", "from", "to", "drawn from=population.size", "of them with exemptions=population.withExemptions", "fingerprint of them=population.fingerprint"),
			Lists: []List{listOf("items", "", aSampled...)},
		}
	},
	"/statistics": func(asked url.Values) Answer {
		counted := []string{"counted by=tableTitle", "what is counted=title", "and by=andTitle", "number, to the nearest five=shown"}
		if asked.Get("exact") == "true" {
			counted = append(counted, "exact number=exact")
		}
		return Answer{About: aboutThem("warning", "how to read them=howToRead"), Lists: []List{listOf("rows", "", counted...)}}
	},
	"/retention/records": always(listOf("records", "", "what", "case", "on", "by", "why", "due on=dueOn", "review on=reviewOn", "letters", "entries", "people", "certificate")),
	"/retention/due": func(url.Values) Answer {
		return Answer{About: aboutThem("halted=halted.reason"), Lists: []List{listOf("cases", "", aDue...)}}
	},
	"/retention/reviews":      always(listOf("cases", "", aDue...)),
	"/retention/not-started":  always(listOf("cases", "", aDue...)),
	"/retention/holds":        always(listOf("holds", "", "case", "by", "why=reason", "placed on=placedOn", "review on=reviewOn", "overdue", "stopped a destruction=stopped", "hold=id")),
	"/retention/certificates": always(listOf("certificates", "", "certified=certifiedAt", "case", "by authority of=authority", "class=classes.class", "rule=classes.rule", "begun=begunAt", "erased=erasedAt", "gone=absentAt", "letters", "entries", "exports", "person erased from a share=person.orderedAt", "people kept=kept", "recoverable until=recoverableUntil", "what remains=remains", "certificate=id")),
	"/retention/facts":        always(listOf("facts", "", "what=kind~", "about=about.reference", "class", "clock~", "ended on=endedOn", "due on=dueOn", "why=reason", "assumption", "fact=entry")),
	"/access":                 always(listOf("accesses", "", "at", "who=by.name", "role=by.roles", "department=by.department", "action", "purpose", "results", "case", "entry")),
	"/access-requests":        always(listOf("requests", "", "person=subject", "received", "last day=clock.lastDay", "days overdue=overdue", "ended~", "asked by=askedBy", "as~", "authority", "identity settled=identitySettled", "extended to=extended.to", "why extended=extended.because", "told of that on=extended.told", "why no answer=noAnswer", "released as of=released.asOf", "digest=released.digest", "the council's record=reference", "entry")),
	"/agreements":             always(listOf("agreements", "", "agreement=reference", "version", "parties=signatories", "covers", "from", "until", "days left=daysLeft", "fact")),
	"/flags":                  always(listOf("flags", "", aFlag...)),
	"/flags/cleared":          always(listOf("flags", "", with([]string{"cleared by=cleared.by", "cleared=cleared.at", "because=cleared.reason"}, aFlag)...)),
	"/objections/undecided":   always(listOf("objections", "", "person=subject", "made", "decide by=decideBy", "days overdue=overdue", "holds until=until", "why=reason", "the council's record=reference", "department", "recorded by=recordedBy", "fact")),
	"/letters/unfinished":     always(listOf("letters", "", with([]string{"case", "department"}, aLetter)...)),
	"/cases":                  always(listOf("cases", "", "case", "state~", "since", "closed on=closedOn", "departments", "clock~", "may begin on=beginsOn", "why=reason", "held", "stopped a destruction=stopped")),
	"/cases/{case}/own":       always(listOf("disclosures", "", aFound...), listOf("correspondence", "Letters", aLetter...)),
	"/own-work":               always(listOf("disclosures", "", with([]string{"tell by=tellBy", "days overdue=overdue", "flags that wait=waiting.detail", "corrected already=corrected"}, aFound)...), listOf("letters", "Letters that have not arrived", with([]string{"case"}, aLetter)...)),
	"/duplicates":             always(listOf("pairs", "", "case", "people=subjects", "records=entries.entry", "same", "differs", "decided=decided.decision", "by=decided.by", "on=decided.at", "why=decided.reason", "stands=decided.stands")),
	"/exports":                always(listOf("exports", "", "asked for=requestedAt", "format", "status~", "purpose", "rows", "digest of the rows=rowsSha256", "digest of the file=sha256", "size", "kept until=fileExpires", "went wrong=problem", "export=id")),
	"/facts":                  always(listOf("facts", "", aFact...)),
	"/facts/pending":          always(listOf("facts", "", with([]string{"decide by=by", "overdue", "recorded=recordedAt", "recorded by=recordedBy", "takes away=weakens~"}, aFact)...)),
	"/joins":                  always(listOf("joins", "", "references", "reach~", "state~", "new identity=newIdentity~", "evidence", "until", "proposed by=proposedBy", "proposed=proposedAt", "decided by=decided.by", "decided on=decided.at", "why=decided.reason", "ended by=ended.by", "ended on=ended.at", "why ended=ended.reason", "overdue", "join=entry")),
	"/shares":                 always(listOf("shares", "", with([]string{"series", "occasion", "from", "to", "people"}, aFound)...)),
	"/shares/{id}/people":     always(listOf("people", "", "person", "part", "taken out=takenOut")),
}
