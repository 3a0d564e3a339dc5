package policy

import "disclosure-register/pkg/disclosure"

// Notice is one version of a council's privacy notice for one process, as data:
// what it says may be shared, with whom, on which conditions, and for how long
// records are kept. notices/schema.json describes the file.
type Notice struct {
	ID        string          `yaml:"id" json:"id" example:"dartford-complaints"`
	Version   string          `yaml:"version" json:"version" example:"2026-11"`
	Title     string          `yaml:"title" json:"title"`
	Register  string          `yaml:"register" json:"register" example:"E07000107"`
	Prefix    string          `yaml:"prefix" json:"prefix" doc:"What the ids of its rows begin with" example:"DC"`
	Effective Span            `yaml:"effective" json:"effective"`
	Assumed   string          `yaml:"assumed" json:"assumed,omitempty" doc:"What was assumed where the notice is silent"`
	Control   Control         `yaml:"controller" json:"controller"`
	Contacts  []Contact       `yaml:"contacts" json:"contacts,omitempty"`
	Purposes  []NoticePurpose `yaml:"purposes" json:"purposes"`
	Channels  []string        `yaml:"channels" json:"channels,omitempty" doc:"How people may get in touch"`

	Bases          []NoticeBasis     `yaml:"lawfulBases" json:"lawfulBases"`
	Conditions     []NoticeBasis     `yaml:"conditions" json:"conditions,omitempty"`
	SpecialSilent  bool              `yaml:"silentOnSpecialCategory" json:"silentOnSpecialCategory,omitempty"`
	CriminalSilent bool              `yaml:"silentOnCriminalOffence" json:"silentOnCriminalOffence,omitempty"`
	Recipients     []NoticeRecipient `yaml:"recipients" json:"recipients"`
	// OtherRecipients is what the notice says of every recipient it does not name.
	// Where it says nothing, XX-10 flags them.
	OtherRecipients *Rule              `yaml:"otherRecipients" json:"otherRecipients,omitempty"`
	DataCategories  []NoticeData       `yaml:"dataCategories" json:"dataCategories"`
	Transfers       []NoticeTransfer   `yaml:"transfers" json:"transfers,omitempty" doc:"Transfers out of the United Kingdom that the notice names"`
	Prohibited      []NoticeProhibited `yaml:"prohibited" json:"prohibited,omitempty"`
	LawRows         []LawRow           `yaml:"lawRows" json:"lawRows,omitempty" doc:"Rows that say what the law says anyway"`
	Rules           []Rule             `yaml:"rules" json:"rules,omitempty"`
	Retention       []Class            `yaml:"retention" json:"retention"`
	Silences        []Silence          `yaml:"silences" json:"silences,omitempty" doc:"What is left out of everything the person sees, and while what holds"`
	Statements      []Told             `yaml:"statements" json:"statements,omitempty" doc:"Rows that are told rather than enforced: rights, contacts, ways of working"`
}

// Control is who decides about the data, and who oversees it.
type Control struct {
	Name            string `yaml:"name" json:"name"`
	ICORegistration string `yaml:"icoRegistration" json:"icoRegistration,omitempty"`
	Regulator       string `yaml:"regulator" json:"regulator" doc:"The name of the regulator as shown to people"`
}

// Contact is somebody a person can turn to.
type Contact struct {
	Row   string `yaml:"row" json:"row,omitempty"`
	For   string `yaml:"for" json:"for"`
	Where string `yaml:"where" json:"where"`
}

// NoticePurpose is a purpose the notice names. A disclosure's purpose in an
// officer's own words counts as this one when it is the id or the title, or
// contains one of the words.
type NoticePurpose struct {
	ID      string   `yaml:"id" json:"id"`
	Row     string   `yaml:"row" json:"row,omitempty"`
	Title   string   `yaml:"title" json:"title"`
	Section string   `yaml:"section" json:"section"`
	Words   []string `yaml:"words" json:"words,omitempty"`
	// Unless are words beside which a single one of Words says nothing: safeguarding an
	// adult is no protection of a child.
	Unless []string `yaml:"unless" json:"unless,omitempty"`
}

// NoticeBasis is a basis or condition the notice names, by catalogue id. Where
// the notice cites it wrongly, AsCited keeps what it says.
type NoticeBasis struct {
	Row     string `yaml:"row" json:"row"`
	ID      string `yaml:"id" json:"id"`
	Section string `yaml:"section" json:"section"`
	AsCited string `yaml:"asCited" json:"asCited,omitempty"`
	Says    string `yaml:"says" json:"says,omitempty"`
}

// NoticeRecipient is a recipient the notice names, and on which conditions.
type NoticeRecipient struct {
	Row      string   `yaml:"row" json:"row"`
	Title    string   `yaml:"title" json:"title"`
	Section  string   `yaml:"section" json:"section"`
	Category string   `yaml:"category" json:"category,omitempty"`
	Kinds    []string `yaml:"kinds" json:"kinds,omitempty" doc:"Kinds within the category; all when left out"`
	// OtherKinds is true of a row for the kinds that no other row of the category
	// names, and for a recipient that does not say its kind.
	OtherKinds bool `yaml:"otherKinds" json:"otherKinds,omitempty"`
	// Classes stand in place of a category where the notice speaks of
	// organisations in general.
	Classes []RecipientClass `yaml:"classes" json:"classes,omitempty"`
	// Processors is true of a row that speaks as well of who acts for the council.
	// Any other speaks of third parties.
	Processors bool `yaml:"processors" json:"processors,omitempty"`
	// When says in which disclosures the row speaks of the recipient; in all when
	// left out.
	When      *Condition `yaml:"when" json:"when,omitempty"`
	Condition string     `yaml:"condition" json:"condition" doc:"The notice's condition, in plain words"`
	// Requires must all hold. Where the law obliges the sharing, those that do not
	// hold are flagged and never refused.
	Requires []Requirement `yaml:"requires" json:"requires,omitempty"`
}

// Requirement is what must hold, and what is said when it does not.
type Requirement struct {
	// Severity is a refusal when left out.
	Severity Severity   `yaml:"severity" json:"severity,omitempty"`
	When     *Condition `yaml:"when" json:"when,omitempty"`
	Need     Condition  `yaml:"need" json:"need"`
	// Pointer and Detail may be left out where the need is one piece of evidence.
	Pointer string `yaml:"pointer" json:"pointer,omitempty"`
	Detail  string `yaml:"detail" json:"detail,omitempty"`
	Clears  string `yaml:"clears" json:"clears,omitempty"`
}

// Rule is a requirement of its own row, whoever the recipient.
type Rule struct {
	Row     string `yaml:"row" json:"row"`
	Section string `yaml:"section" json:"section"`
	// YieldsToLaw is true of a rule that does not stand in the way of sharing the
	// law obliges.
	YieldsToLaw bool `yaml:"yieldsToLaw" json:"yieldsToLaw,omitempty"`
	// ConsentFirst is true of a rule by which the notice promises to ask for
	// consent before sharing: what meets it is any of what its need lists.
	ConsentFirst bool `yaml:"consentFirst" json:"consentFirst,omitempty"`
	// Form is true of a rule about what may stand in a record at all: what breaks
	// it is refused for ever, and refusals to share are held to it as well.
	Form        bool `yaml:"form" json:"form,omitempty"`
	Requirement `yaml:",inline"`
}

// NoticeData is a data category the notice names.
type NoticeData struct {
	Row        string   `yaml:"row" json:"row"`
	Section    string   `yaml:"section" json:"section"`
	Title      string   `yaml:"title" json:"title"`
	Categories []string `yaml:"categories" json:"categories"`
}

// NoticeTransfer is a transfer out of the United Kingdom that the notice names.
// What the law calls its mechanism has changed, so each is dated.
type NoticeTransfer struct {
	Row        string           `yaml:"row" json:"row"`
	Section    string           `yaml:"section" json:"section"`
	Title      string           `yaml:"title" json:"title"`
	Instrument string           `yaml:"instrument" json:"instrument,omitempty"`
	AsCited    string           `yaml:"asCited" json:"asCited,omitempty" doc:"What the notice cites, where the right provision is another"`
	Mechanisms []DatedProvision `yaml:"mechanisms" json:"mechanisms"`
}

// DatedProvision is a provision and the days for which it is the right one.
type DatedProvision struct {
	Citation string `yaml:"citation" json:"citation"`
	Span     `yaml:",inline"`
}

// NoticeProhibited is a purpose the notice rules out.
type NoticeProhibited struct {
	Row     string `yaml:"row" json:"row"`
	Section string `yaml:"section" json:"section"`
	Purpose string `yaml:"purpose" json:"purpose" enum:"sale,marketing"`
}

// LawRow is a row that says what the law says anyway: findings under the
// provision carry the row's id.
type LawRow struct {
	Row       string `yaml:"row" json:"row"`
	Section   string `yaml:"section" json:"section"`
	Provision string `yaml:"provision" json:"provision" doc:"A provision of the catalogue, or a basis, condition or exemption"`
	// When says in which disclosures findings carry this row. Of several rows with
	// one provision the first that fits is used.
	When *Condition `yaml:"when" json:"when,omitempty"`
	Says string     `yaml:"says" json:"says"`
}

// Silence leaves entries that hold data of these categories out of everything
// that a person sees, while the register holds a fact of the kind about the
// person of which the person was not told.
type Silence struct {
	Row        string              `yaml:"row" json:"row"`
	Section    string              `yaml:"section" json:"section"`
	Categories []string            `yaml:"categories" json:"categories"`
	While      disclosure.FactKind `yaml:"while" json:"while"`
	Says       string              `yaml:"says" json:"says"`
}

// Told is a row told to people and enforced, if at all, elsewhere.
type Told struct {
	Row     string `yaml:"row" json:"row"`
	Section string `yaml:"section" json:"section"`
	Says    string `yaml:"says" json:"says"`
}

// RegisterEntry is a register this deployment knows.
type RegisterEntry struct {
	ID         disclosure.Register `yaml:"id" json:"id"`
	Name       string              `yaml:"name" json:"name"`
	Controller string              `yaml:"controller" json:"controller"`
	Notices    []string            `yaml:"notices" json:"notices"`
	// CapitalsTell is true where two references of people that differ in their capitals
	// alone may be two people's. What protects counts for every spelling all the same.
	CapitalsTell bool `yaml:"capitalsTell" json:"capitalsTell,omitempty" doc:"True where references that differ in capitals alone may be two people's: then one person is shown nothing that stands under another spelling until the Data Protection Officer has decided"`
	// Retention sets the periods of classes of the register's own; the rest have
	// their defaults.
	Retention []OwnPeriod `yaml:"retention" json:"retention,omitempty" doc:"Periods the council has set for what belongs to no case"`
}
