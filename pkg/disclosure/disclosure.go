package disclosure

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Decision is what was done with a request, or of the council's own motion.
type Decision string

// The decisions. A refusal is evidence as much as a disclosure is.
const (
	Disclosed       Decision = "disclosed"
	PartlyDisclosed Decision = "partly-disclosed"
	RefusedToShare  Decision = "refused"
)

// RefusalGround is the sort of reason for which a request was refused. "" means
// that the record does not say.
type RefusalGround string

// The sorts of reason. They follow what the ICO's data sharing code asks a
// council to weigh before it shares.
const (
	NoLawfulBasis    RefusalGround = "no-lawful-basis"    // no Article 6 basis, or no condition for special or criminal data
	NoPower          RefusalGround = "no-power"           // no law obliges or allows it
	NotNecessary     RefusalGround = "not-necessary"      // not shown to be needed, or more was asked for than was
	IdentityNotShown RefusalGround = "identity-not-shown" // who asked could not be checked
	RequestUnclear   RefusalGround = "request-unclear"    // what was asked for, or why, was not said
	ConsentWithheld  RefusalGround = "consent-withheld"
	Objected         RefusalGround = "objection"
	Exempt           RefusalGround = "exempt"         // privileged, confidential or otherwise protected
	OutsideNotice    RefusalGround = "outside-notice" // the council's own notice does not allow it
	OtherGround      RefusalGround = "other"
)

// RefusalGrounds lists every sort, in the order in which they are shown.
var RefusalGrounds = []RefusalGround{
	NoLawfulBasis, NoPower, NotNecessary, IdentityNotShown, RequestUnclear, ConsentWithheld, Objected, Exempt, OutsideNotice, OtherGround,
}

// Disclosure is what a department logs: personal data shared, partly shared or
// refused, with one recipient, on one occasion, and what justified it.
//
// Text is kept as written. Names live here only: never in a key, an index, a
// log line or an error. docs/openapi.yaml has an example.
type Disclosure struct {
	Case        CaseRef   `json:"case" maxLength:"64" minLength:"1" pattern:"[\\p{L}\\p{N}]" patternDescription:"characters on one line, with a letter or digit among them" doc:"The council's reference for the file, on one line of characters that can be seen; the first entry on an unknown case opens it. Never a person's name." example:"DBC-C-2026-0141"`
	Notice      string    `json:"notice" maxLength:"64" doc:"The privacy notice the register runs under for this process" example:"dartford-complaints"`
	Decision    Decision  `json:"decision" enum:"disclosed,partly-disclosed,refused"`
	DisclosedAt time.Time `json:"disclosedAt" doc:"When the data was shared, or the refusal given" example:"2026-11-09T14:05:00Z"`
	Reason      string    `json:"reason" minLength:"1" maxLength:"4000" doc:"Why it was shared, or why not"`
	// RefusedFor is the sort of reason a refusal had, for statistics.
	RefusedFor RefusalGround `json:"refusedFor,omitempty" enum:"no-lawful-basis,no-power,not-necessary,identity-not-shown,request-unclear,consent-withheld,objection,exempt,outside-notice,other" doc:"For a refusal: the sort of reason, by which refusals are counted; the reason says it in words"`
	Purpose    string        `json:"purpose" minLength:"1" maxLength:"500" doc:"The specific purpose, in words"`
	// PurposeID is the notice's own purpose, picked by its id.
	PurposeID string `json:"purposeId,omitempty" maxLength:"64" doc:"Id of the notice's purpose that this was for, as GET /policy lists them; left out where none fits" example:"handle-complaint"`

	Recipient     Recipient     `json:"recipient"`
	Subjects      []Subject     `json:"subjects" required:"false" maxItems:"60" doc:"The people the data is about; none only in figures that identify nobody, for a recipient of such figures"`
	Data          []DataItem    `json:"data" required:"false" maxItems:"60" doc:"What was shared, or asked for"`
	Justification Justification `json:"justification"`

	Departure    *Departure     `json:"departure,omitempty" doc:"Given when what has already happened breaks a rule: it is then recorded and flagged, not refused"`
	Override     *Override      `json:"override,omitempty" doc:"Given when the law is above the notice: the notice's own rules then flag and do not refuse"`
	TellSubject  TellSubject    `json:"tellSubject"`
	Evidence     map[string]any `json:"evidence,omitempty" doc:"Evidence the recipient's conditions ask for, by field name; see GET /policy"`
	Method       *Method        `json:"method,omitempty" doc:"How it was sent"`
	Documents    []DocumentID   `json:"documents,omitempty" maxItems:"20" doc:"Archived letters this disclosure sent or answered"`
	Transfer     *Transfer      `json:"transfer,omitempty" doc:"Given when the data left the United Kingdom"`
	Agreement    *VersionedRef  `json:"agreement,omitempty" doc:"The sharing agreement relied on"`
	Intake       *Intake        `json:"intake,omitempty" doc:"How the matter reached the council"`
	Urgency      Urgency        `json:"urgency,omitempty" enum:"routine,urgent,emergency" doc:"Routine when left out"`
	AuthorisedBy Officer        `json:"authorisedBy"`

	// Share is given of a share: it lists its people in parts, and names none here.
	Share *Share `json:"share,omitempty" doc:"Of many people at once, in the place of subjects; recorded with POST /shares alone, and kept by each correction"`
}

// Urgency is how fast the decision had to be made. "" means routine.
type Urgency string

// The urgencies.
const (
	Routine   Urgency = "routine"
	Urgent    Urgency = "urgent"
	Emergency Urgency = "emergency"
)

// Recipient is who got the data: a category, a kind within it, and the body or
// person.
type Recipient struct {
	Category     string       `json:"category" maxLength:"64" doc:"Recipient category" example:"ombudsman"`
	Kind         string       `json:"kind,omitempty" maxLength:"64" doc:"Kind within the category" example:"housing-ombudsman"`
	Organisation string       `json:"organisation,omitempty" maxLength:"200" doc:"The body that received it" example:"Housing Ombudsman Service"`
	Identifiers  []Identifier `json:"identifiers,omitempty" maxItems:"5" doc:"Public identifiers of the body"`
	Person       string       `json:"person,omitempty" maxLength:"200" doc:"Who received it there"`
	Post         string       `json:"post,omitempty" maxLength:"200" doc:"That person's post"`
}

// SearchName returns the organisation's name as searches compare it; see [Canonical].
func (r Recipient) SearchName() string { return SearchName(r.Organisation) }

// SearchName folds a name so that every spelling of it finds the same recipient.
func SearchName(name string) string { return Canonical(name) }

// legalForms are how the name of a body ends that is often written without.
var legalForms = []string{
	"llp", "lp", "ltd", "limited", "plc", "cic", "cio", "inc", "incorporated",
	"limited liability partnership", "limited partnership", "public limited company", "community interest company", "charitable incorporated organisation",
}

// inFull are words of a body's name that are written in short too, by how they are then. "St"
// is a saint or a street, which the rest of the name says.
var inFull = map[string]string{
	"company": "co", "companies": "cos", "corporation": "corp", "brothers": "bros", "saint": "st", "saints": "sts", "street": "st", "mount": "mt", "doctor": "dr", "doctors": "drs",
	"association": "assoc", "assn": "assoc", "associates": "assocs", "department": "dept", "university": "uni", "univ": "uni", "services": "svcs", "service": "svc", "government": "govt",
	"international": "intl", "national": "natl", "solrs": "solicitors", "slrs": "solicitors", "centre": "ctr", "center": "ctr", "road": "rd", "avenue": "ave", "hospital": "hosp", "management": "mgmt",
}

// LikeName folds a name further than [SearchName], to find those that are probably
// of one body: without punctuation, accents, a legal form at its end or a "the" or "Messrs"
// before it, in letters that look the same, and with what is written in short or in full.
// "Sample & Co LLP." and "The Sample and Company Limited Liability Partnership" are alike.
// Names that are alike may still be of two: whoever decides by it alone asks a person.
func LikeName(name string) string {
	folded := strings.NewReplacer("&", " and ", "+", " and ", ".", "", "'", "", "’", "").Replace(withoutMarks(SearchName(LooksLike(SearchName(LooksLike(name))))))
	words := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for len(words) > 1 && (words[0] == "the" || words[0] == "messrs") {
		words = words[1:]
	}
	for n := len(legalForms) - 1; n >= 0; n-- { // the longest first
		if form := strings.Fields(legalForms[n]); len(words) > len(form) && slices.Equal(words[len(words)-len(form):], form) {
			words, n = words[:len(words)-len(form)], len(legalForms)
		}
	}
	for n, word := range words {
		if short, is := inFull[word]; is {
			words[n] = short
		}
	}
	return strings.Join(words, " ")
}

// Identifier is a public identifier of a body, such as a Companies House number.
type Identifier struct {
	Scheme string `json:"scheme" minLength:"1" maxLength:"64" example:"companies-house"`
	Value  string `json:"value" minLength:"1" maxLength:"64"`
}

// Subject is a person the data is about, by the council's own opaque reference.
type Subject struct {
	Reference string `json:"reference" minLength:"1" maxLength:"128" doc:"The council's own reference for the person, on one line of characters that can be seen; never a name"`
	Role      string `json:"role,omitempty" maxLength:"64" doc:"One role, written freely, such as complainant. Either this or roles is given"`
	// Roles are several roles of one person, from SubjectRoles.
	Roles []string `json:"roles,omitempty" maxItems:"8" enum:"complainant,complained-about,child,deceased,third-party,tenant,representative,parent,carer,household-member,witness,alleged-victim,alleged-offender,staff,looked-after-child,child-in-care,young-person" doc:"Every role the person is in"`
	// Child is nil where it is not known.
	Child *bool `json:"child,omitempty" doc:"Whether the person is a child; left out where it is not known"`
}

// SubjectRoles are the roles that can be picked for a person.
var SubjectRoles = []string{
	"complainant", "complained-about", "child", "deceased", "third-party", "tenant", "representative", "parent", "carer", "household-member", "witness",
	"alleged-victim", "alleged-offender", "staff", "looked-after-child", "child-in-care", "young-person",
}

// AllRoles returns every role the person is in.
func (p Subject) AllRoles() []string {
	if strings.TrimSpace(p.Role) == "" {
		return p.Roles
	}
	return append([]string{p.Role}, p.Roles...)
}

// DataItem is one category of data, in words, and what justified sharing it
// when that differs from the disclosure as a whole.
type DataItem struct {
	Category    string   `json:"category" maxLength:"64" doc:"Data category" example:"complaint-nature"`
	Description string   `json:"description" minLength:"1" maxLength:"1000"`
	Subject     string   `json:"subject,omitempty" maxLength:"128" doc:"Reference of the subject this item is about, when not all of them"`
	Source      string   `json:"source,omitempty" maxLength:"64" doc:"Where the data came from. complaint: what the person wrote or said in the complaint. other-department: another department of the council. about-you: the answers to the equality questions of a form, such as its About You section, and nothing else: whatever has this source counts as equality data. Any other word is the council's own"`
	LawfulBases []string `json:"lawfulBases,omitempty" maxItems:"10"`
	Conditions  []string `json:"conditions,omitempty" maxItems:"10"`
}

// Justification is the lawful basis and any condition and any exemption. An
// exemption never replaces the Article 6 basis.
type Justification struct {
	LawfulBases    []string      `json:"lawfulBases" required:"false" maxItems:"10" doc:"UK GDPR Article 6(1) bases" example:"[\"ukgdpr-6-1-e\"]"`
	Conditions     []string      `json:"conditions" required:"false" maxItems:"10" doc:"Special category and criminal offence conditions"`
	Exemptions     []Exemption   `json:"exemptions" required:"false" maxItems:"10"`
	Gateway        string        `json:"gateway,omitempty" maxLength:"64" doc:"Legal gateway: the power or duty to share" example:"gw-ha96-s51"`
	PolicyDocument *VersionedRef `json:"policyDocument,omitempty" doc:"Appropriate policy document, DPA 2018 Sch 1 Part 4"`
	Necessity      string        `json:"necessity,omitempty" maxLength:"2000" doc:"Why this much was needed and no less would do"`
}

// Exemption is one exemption relied on, for which provisions and why, and when
// the reliance is looked at again.
type Exemption struct {
	ID         string   `json:"id" maxLength:"64" example:"dpa18-sch2-para2"`
	Provisions []string `json:"provisions" required:"false" maxItems:"20" doc:"UK GDPR provisions it is relied on to lift" example:"[\"15(1)-(3)\"]"`
	Data       []string `json:"data,omitempty" maxItems:"40" doc:"Data categories of this disclosure that it keeps from the person; the whole disclosure when left out"`
	// People and Items narrow it: naming nobody, it covers the only subject there is.
	People   []string `json:"people,omitempty" maxItems:"60" doc:"References of the subjects whose answer it keeps; needed where there are several" example:"[\"DBC-P-204417\"]"`
	Items    []int    `json:"items,omitempty" maxItems:"60" doc:"Places in data, from 0, of what it keeps from them; the whole disclosure when neither these nor categories are given"`
	Reason   string   `json:"reason" minLength:"1" maxLength:"2000"`
	ReviewBy Date     `json:"reviewBy,omitzero" format:"date"`
}

// VersionedRef names a document and the version relied on.
type VersionedRef struct {
	Reference string `json:"reference" minLength:"1" maxLength:"128"`
	Version   string `json:"version" minLength:"1" maxLength:"32"`
}

// Departure records that what happened broke a rule, so that the register can
// hold it. Every rule it breaks becomes a flag at the top of the DPO's queue.
type Departure struct {
	Reason          string `json:"reason" minLength:"1" maxLength:"2000"`
	BreachReference string `json:"breachReference,omitempty" maxLength:"64" doc:"Reference in the breach register"`
	NoBreachReason  string `json:"noBreachReason,omitempty" maxLength:"2000" doc:"Why it is not a breach, when there is no reference"`
	DiscoveredOn    Date   `json:"discoveredOn" format:"date"`
}

// Override records that the law went before the council's own notice: a court's
// order where the notice promises to ask for consent first. It sets aside rules of
// the notice that yield to the law, and none of the law's own; it is always flagged.
type Override struct {
	Reason       string  `json:"reason" minLength:"1" maxLength:"2000" doc:"Why the law went before the notice"`
	Provision    string  `json:"provision" minLength:"1" maxLength:"200" doc:"The provision, order or power relied on, in words" example:"Order of the County Court of 3 November 2026 under CPR 31.17"`
	AuthorisedBy Officer `json:"authorisedBy"`
}

// TellOutcome says whether the subject was told of the disclosure.
type TellOutcome string

// The outcomes.
const (
	Told      TellOutcome = "told"
	NotTold   TellOutcome = "not-told"
	Deferred  TellOutcome = "deferred"
	NoTelling TellOutcome = "not-due" // of a refusal: nothing was shared, so there is nothing to tell
)

// TellSubject records whether the subject was told, when, or on what ground not.
type TellSubject struct {
	Outcome TellOutcome `json:"outcome" enum:"told,not-told,deferred,not-due" doc:"not-due is of a refusal alone: nothing was shared"`
	On      Date        `json:"on,omitzero" format:"date" doc:"The day the subject was told, or is to be told"`
	Ground  string      `json:"ground,omitempty" maxLength:"64" doc:"Exemption relied on for not telling"`
}

// Method is how the data travelled.
type Method struct {
	Channel           string `json:"channel" minLength:"1" maxLength:"64" example:"secure-email"`
	Security          string `json:"security,omitempty" maxLength:"500"`
	RecipientVerified string `json:"recipientVerified,omitempty" maxLength:"500" doc:"How the recipient's identity and address were checked"`
}

// Transfer is a transfer out of the United Kingdom (UK GDPR Chapter V).
type Transfer struct {
	Country    string `json:"country" minLength:"2" maxLength:"64"`
	Mechanism  string `json:"mechanism,omitempty" maxLength:"128"`
	Instrument string `json:"instrument,omitempty" maxLength:"200"`
}

// Intake is how the matter reached the council.
type Intake struct {
	Channel          string `json:"channel,omitempty" enum:"telephone,email,letter,in-person,website,online-form,social-media" doc:"How the person got in touch"`
	RecordKind       string `json:"recordKind,omitempty" enum:"complaint,comment,compliment,enquiry"`
	IdentityWithheld bool   `json:"identityWithheld,omitempty" doc:"True when the person chose not to say who they are"`
}

// Officer is a named person and the post that gives them authority.
type Officer struct {
	Name string `json:"name" minLength:"1" maxLength:"200"`
	Post string `json:"post" minLength:"1" maxLength:"200"`
}

// Shares reports whether data left: anything but a refusal.
func (d *Disclosure) Shares() bool { return d.Decision != RefusedToShare }

// LegalItems returns every basis, condition, exemption and gateway the
// disclosure relies on, for the whole or for one data item, sorted and once
// each: what a search by basis or exemption looks for.
func (d *Disclosure) LegalItems() []string {
	j := d.Justification
	items := slices.Concat(j.LawfulBases, j.Conditions)
	for _, e := range j.Exemptions {
		items = append(items, e.ID)
	}
	if j.Gateway != "" {
		items = append(items, j.Gateway)
	}
	for _, item := range d.Data {
		items = append(items, item.LawfulBases...)
		items = append(items, item.Conditions...)
	}
	slices.Sort(items)
	return slices.Compact(items)
}

// IsAbout reports whether the person is among those that the data is about, however
// the reference is spelt.
func (d *Disclosure) IsAbout(subject string) bool {
	return slices.ContainsFunc(d.Subjects, func(s Subject) bool { return Same(s.Reference, subject) })
}

// IsOf reports whether the item holds data of the subject, of whom the disclosure
// is: it names them, however spelt, or nobody.
func (i DataItem) IsOf(subject string) bool { return i.Subject == "" || Same(i.Subject, subject) }

// References returns every reference of a person in the disclosure, as it stands: of its
// subjects, of whom items are about, "" where that is not said, and of whom exemptions name.
func (d *Disclosure) References() []string {
	refs := d.SubjectReferences()
	for _, item := range d.Data {
		refs = append(refs, item.Subject)
	}
	for _, e := range d.Justification.Exemptions {
		refs = append(refs, e.People...)
	}
	return refs
}

// SubjectReferences returns the references of the people the data is about,
// sorted and once each.
func (d *Disclosure) SubjectReferences() []string {
	refs := make([]string, 0, len(d.Subjects))
	for _, s := range d.Subjects {
		refs = append(refs, s.Reference)
	}
	slices.Sort(refs)
	return slices.Compact(refs)
}
