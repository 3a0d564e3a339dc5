package sheet

import "regexp"

// guess is what a column probably is, by what it is called.
type guess struct {
	name    *regexp.Regexp
	field   string
	example string
}

// guesses are tried in their order, each column on its own. What a field is called in
// logs was read from forms that councils publish: the ICO's template of a register of
// requests, logs of requests of the police, records of sharing under an agreement.
var guesses = []guess{
	{regexp.MustCompile(`^((log|our|request|entry|record|serial|enquiry|referral|item|line|disclosure|sar|dsar|dsr|foi|eir)[ /]?)?(ref(erence)?|no|number|entry|id|s/?no)\.?( ?(no|number|id)\.?)?$|^log$`), "identity", ""},
	{regexp.MustCompile(`^(case|file|complaint)( (ref(erence)?|no|number|id))?\.?( (no|number)\.?)?$`), "case", "DBC-C-2026-0141"},
	{regexp.MustCompile(`data subject|^(our )?(people|person|adult|subject|resident|tenant|customer|client|claimant|complainant|service user)('?s)?( (ref(erence)?|id|no|number)(s|\(s\))?)?\.?$|person ref`), "subjects.reference", "DBC-P-410022"},
	{regexp.MustCompile(`date (of sharing|sent|shared|out|of disclosure|disclosed|released)|^(shared|sent|disclosed|released) on$|^(date|day)$|^(sent|released|given)$`), "disclosedAt", "2026-11-09"},
	{regexp.MustCompile(`(date|request).*(rec'?d|received|in$)|^(asked|requested|received)( on)?$|^date (of )?request|^request date`), "evidence.investigationRequestDate", "2026-11-02"},
	{regexp.MustCompile(`^(decision|outcome|result)\b|^(disclosed|shared)$`), "decision", "disclosed, partly-disclosed or refused"},
	{regexp.MustCompile(`reason.*(not|sharing)|^(reason|why)s?$`), "reason", "The ombudsman asked for the complaint file."},
	{regexp.MustCompile(`purpose`), "purpose", "answer the ombudsman's investigation of the complaint"},
	{regexp.MustCompile(`necess|why needed|proportion`), "justification.necessity", "The form alone was asked for."},
	{regexp.MustCompile(`lawful bas|legal bas|^basis$`), "justification.lawfulBases", "ukgdpr-6-1-e"},
	{regexp.MustCompile(`additional condition|special categor|^conditions?$`), "justification.conditions", "dpa18-sch1-para10"},
	{regexp.MustCompile(`(legal|statutory) (power|gateway)|^power$|^gateway$`), "evidence.legalPower", "Social Security Administration Act 1992, section 109B"},
	{regexp.MustCompile(`organi[sz]ation|shared with|^(org|force|agency|authority|member|recipient|requester|requested by|company|who asked|(sent|disclosed|released|given|provided) to|to whom)\b`), "recipient.organisation", "Housing Ombudsman Service"},
	{regexp.MustCompile(`person requesting|^(officer|contact|person there|name of officer)\b`), "recipient.person", "J. Sample"},
	{regexp.MustCompile(`^(rank|position|post|job title)$`), "recipient.post", "Adjudicator"},
	{regexp.MustCompile(`^(position|post|job title)$`), "authorisedBy.post", "Complaints Manager"},
	{regexp.MustCompile(`crime (ref|no|number)|incident (ref|no|number)`), "evidence.crimeOrIncidentRef", "46/123456/26"},
	{regexp.MustCompile(`^offence`), "evidence.offenceType", "Burglary"},
	{regexp.MustCompile(`^their ref`), "evidence.ombudsmanCaseRef", "202500311"},
	{regexp.MustCompile(`(info(rmation)?|data|details|documents?) (requested|sent|shared|disclosed|released|given|provided)|what (information|was (sent|shared|given)|we (sent|shared|gave|disclosed))|^what (was )?(told|said)|^(what|given|sent|released|footage|info(rmation)?)( of)?$|description of data`), "data.description", "The complaint form"},
	{regexp.MustCompile(`how (sent|transferred|shared)|(sent|transferred|shared) how|^method`), "method.channel", "secure-email"},
	{regexp.MustCompile(`^authori[sz](ed|ing) (by|officer) \(?(insp|sgt|sup|rank)|^authori[sz]ing officer`), "evidence.authorisingOfficer", "Inspector Sample"},
	{regexp.MustCompile(`^(authori[sz]ed|approved|sent|released|disclosed|told|given|shared) by$|^ao name$|^(authori[sz]ed|approved|sent) by \((head|manager|dpo|officer|council|name)|decision taken by|signed off by|dealt with by`), "authorisedBy.name", "B. Example"},
	{regexp.MustCompile(`^(subject |person |resident )?told on$|date (subject|person|resident) (was )?told`), "tellSubject.on", "2026-11-09"},
	{regexp.MustCompile(`(subject|person|resident) (was )?(told|informed)|^(told|informed)$`), "tellSubject.outcome", "told, not-told, deferred or not-due"},
	{regexp.MustCompile(`what went wrong`), "departure.reason", "Sent before the reference was written down."},
}

// people is what a column is called that may name somebody: its words are never
// listed.
var people = regexp.MustCompile(`name|subject|officer|person|people|\bby\b|address|dob|birth|born|contact|tenant|resident|customer|client|notes?$|comment`)

// meaning is what a word probably means in a field.
type meaning struct {
	word  *regexp.Regexp
	means string
}

var meanings = map[string][]meaning{
	"decision": {
		{regexp.MustCompile(`^(y|yes|approved?|agreed|shared|disclosed|granted|sent|released|full(y)?)$`), "disclosed"},
		{regexp.MustCompile(`^(part|partial|partly|in part)\b`), "partly-disclosed"},
		{regexp.MustCompile(`^(n|no|refused?|declined?|rejected|denied|not (shared|disclosed|agreed))$`), "refused"},
	},
	"justification.lawfulBases": {
		{regexp.MustCompile(`^(art(icle)? ?)?6\(1\)\(?a\)?$|^consent$`), "ukgdpr-6-1-a"},
		{regexp.MustCompile(`^(art(icle)? ?)?6\(1\)\(?b\)?$|^contract$`), "ukgdpr-6-1-b"},
		{regexp.MustCompile(`^(art(icle)? ?)?6\(1\)\(?c\)?$|^legal obligation$`), "ukgdpr-6-1-c"},
		{regexp.MustCompile(`^(art(icle)? ?)?6\(1\)\(?d\)?$|^vital interests?$`), "ukgdpr-6-1-d"},
		{regexp.MustCompile(`^(art(icle)? ?)?6\(1\)\(?e\)?$|^public (task|interest)$`), "ukgdpr-6-1-e"},
	},
	"recipient.category": {
		{regexp.MustCompile(`ombudsman|lgsco`), "ombudsman"},
		{regexp.MustCompile(`police|constabulary`), "police"},
		{regexp.MustCompile(`^(hmrc|dwp|department for work)`), "statutory-access-holder"},
		{regexp.MustCompile(`^(cllr|councillor|mp)\b`), "elected-representative"},
		{regexp.MustCompile(`\bnhs\b|hospital trust`), "nhs"},
		{regexp.MustCompile(`social services|social care`), "social-services"},
		{regexp.MustCompile(`fire (and|&) rescue`), "other-public-body"},
	},
	"recipient.kind": {
		{regexp.MustCompile(`housing ombudsman`), "housing-ombudsman"},
		{regexp.MustCompile(`lgsco|local government.*ombudsman`), "lgsco"},
		{regexp.MustCompile(`police|constabulary`), "police-force"},
		{regexp.MustCompile(`^hmrc`), "hmrc"},
		{regexp.MustCompile(`^dwp|department for work`), "dwp"},
		{regexp.MustCompile(`^mp\b`), "mp"},
		{regexp.MustCompile(`fire (and|&) rescue`), "fire-rescue"},
	},
	"method.channel": {
		{regexp.MustCompile(`secure e-?mail`), "secure-email"},
		{regexp.MustCompile(`e-?mail`), "email"},
		{regexp.MustCompile(`phone`), "telephone"},
		{regexp.MustCompile(`post|letter`), "post"},
		{regexp.MustCompile(`sftp`), "sftp"},
	},
	"tellSubject.outcome": {
		{regexp.MustCompile(`^(y|yes|told|informed)$`), "told"},
		{regexp.MustCompile(`^(n|no|not told)$`), "not-told"},
	},
	"justification.conditions": nil,
}

// whenOrWhat are columns that hold days, or say what.
var whenOrWhat = regexp.MustCompile(`^(sent|released|given)$`)

// titled is how the name of a person begins who is a recipient by an office.
var titled = regexp.MustCompile(`^(Cllr|Councillor|MP)\.?\s`)

// officeAlone is such a beginning, and nothing of the name.
var officeAlone = regexp.MustCompile(`^(Cllr|Councillor|MP)\.?\*$`)

// bodies are words by which an organisation is told from a person.
var bodies = regexp.MustCompile(`\b(police|constabulary|council|ombudsman|trust|nhs|service|services|court|tribunal|department|dwp|hmrc|ltd|limited|llp|plc|solicitors|university|college|school|association|housing|fire|agency|authority|office|board|commission|lgsco|ico|dept)\b`)

// ofAPerson is in the name of a body that is given with somebody's own.
var ofAPerson = regexp.MustCompile(`\b(mr|mrs|ms|miss|dr|pc|dc|ds|ps|insp|sgt|cllr|mum|dad|mother|father|son|daughter|sister|brother|wife|husband|partner)\b`)

// ways are of sending something, in words that are nobody's.
var ways = regexp.MustCompile(`^((by|via|and|or|secure|encrypted|password[- ]protected|egress|cjsm|e-?mail(ed)?|tele(phone)?|phone|phoned|call|letter|post|posted|first|1st|class|recorded|special|delivery|royal|mail|sftp|portal|upload|teams|fax)([ /,+&]+|$))+$`)

// provision is of an Act, or of the UK GDPR, as a log cites it.
var provision = regexp.MustCompile(`^((uk ?)?gdpr|dpa( ?(19|20)\d\d)?)?[ ,]*((art(icle)?|sch(edule)?|s|ss|sec(tion)?|reg(ulation)?|para(graph)?|pt|part|p|condition)?\.? ?\d{1,3}[a-z]?(\([a-z0-9]{1,4}\))*([ ,]+|$))+$`)

// numbered is in the name of a column of numbers.
var numbered = regexp.MustCompile(`\b(ref(erence)?s?|ids?|no|numbers?|urn)\b`)

// aDatum is what stands in a row of a log, and is the name of no column.
var aDatum = regexp.MustCompile(`(?i)^(yes|y|n/a|n/k|tbc|-?\d+([.,]\d+)*|.*\d{5}.*|[^@\s]+@[^@\s]+\.[^@\s]+)$`)

// dayPatterns are how days are written, as they are tried on a column.
var dayPatterns = []string{
	"dd/mm/yyyy", "dd/mm/yy", "dd-mm-yyyy", "dd.mm.yyyy", "dd.mm.yy", "yyyy-mm-dd", "d-mmm-yy", "d-mmm-yyyy", "d mmm yyyy", "d mmm yy", "'w/c' dd/mm/yy", "'w/c' dd/mm/yyyy",
	"dd/mm/yyyy hh:mm", "dd/mm/yy hh:mm", "yyyy-mm-dd hh:mm", "d-mmm-yy hh:mm", "d mmm yyyy hh:mm", "yyyy/mm/dd", "ddd d mmm yyyy", "dd/mm/yyyy hh:mm:ss", "yyyy-mm-dd hh:mm:ss",
}

// monthFirst are tried on what none of those reads. A column that has some is not to be
// read day first in its other cells: with both patterns these are problems, until
// somebody has said which it is.
var monthFirst = []string{"mm/dd/yyyy", "mm/dd/yy", "mm-dd-yyyy", "mm/dd/yyyy hh:mm"}
