package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Column is a heading, what it means, and where its cell comes from. CSV and workbooks
// have the same.
type Column struct {
	Heading string
	Says    string
	Width   float64 // in characters
	Cell    func(*Line) Cell
	// Formerly is the heading in spreadsheets of older releases, where it was another,
	// and Before what their cell says: nil where it said the same. Both are read.
	Formerly string
	Before   func(*Line) Cell
	// Since is the version of rows with which the column came; 0 of one that was there
	// from the first.
	Since int
}

// Columns are those of a spreadsheet of disclosures, in their order.
func Columns() []Column { return columns }

// Cell is text, or a number, a day or a moment that a spreadsheet sorts and counts by.
type Cell struct {
	Text   string
	Number bool // a number that the register made, which Text says
	// When has the wall clock's reading, whatever the zone, and is zero for text.
	When  time.Time
	Clock bool // a moment, and no day
}

func words(text string) Cell { return Cell{Text: text} }

func number(n int) Cell { return Cell{Text: strconv.Itoa(n), Number: true} }

func day(on disclosure.Date) Cell {
	if on.IsZero() {
		return Cell{}
	}
	at, _ := time.Parse(time.DateOnly, on.String())
	return Cell{Text: on.String(), When: at}
}

// Moment is the clock's reading in a zone, to the second.
func Moment(at time.Time, zone *time.Location) Cell {
	if at.IsZero() {
		return Cell{}
	}
	at = at.In(zone)
	wall := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
	return Cell{Text: wall.Format(time.DateTime), When: wall, Clock: true}
}

// JSONHeading is the column that has the row whole, of which the digest is made.
const JSONHeading = "Everything as JSON"

// Widths of columns, in characters.
const (
	Narrow, middling, Wide, Prose = 12, 20, 36, 60
)

func text(heading string, width float64, says string, of func(*Line) string) Column {
	return Column{Heading: heading, Says: says, Width: width, Cell: func(l *Line) Cell { return words(of(l)) }}
}

func onDay(heading, says string, of func(*Line) disclosure.Date) Column {
	return Column{Heading: heading, Says: says, Width: Narrow, Cell: func(l *Line) Cell { return day(of(l)) }}
}

// moments are two columns, of London's clock and of UTC.
func moments(heading, says string, of func(*Line) time.Time) []Column {
	return []Column{
		{Heading: heading + " (London time)", Says: says + " Clock time in London. An hour in autumn comes twice: the UTC column tells them apart.", Width: middling, Cell: func(l *Line) Cell { return Moment(of(l), disclosure.London) }},
		{Heading: heading + " (UTC)", Says: says + " Coordinated universal time.", Width: middling, Cell: func(l *Line) Cell { return Moment(of(l), time.UTC) }},
	}
}

// before is a column whose cell said otherwise in spreadsheets of older releases.
func before(c Column, said func(*Line) string) Column {
	c.Before = func(l *Line) Cell { return words(said(l)) }
	return c
}

// titledAndID are two columns, of one id's title and of the id.
func titledAndID(heading string, width float64, says string, title, id func(*Line) string) []Column {
	return []Column{
		text(heading, width, says, func(l *Line) string {
			if id(l) == "" {
				return ""
			}
			return title(l)
		}),
		text(heading+" id", middling, "The id of the same in the catalogue.", id),
	}
}

// lawAndIDs are two columns, of the titles and citations of several ids and of the ids.
func lawAndIDs(heading, says string, ids func(*Line) []string) []Column {
	return []Column{
		text(heading, Prose, says, func(l *Line) string {
			return each(ids(l), func(id string) string { return titled(l.row.Titles.Law, id) })
		}),
		text(heading+" ids", middling, "The ids of the same in the catalogue.", func(l *Line) string { return strings.Join(ids(l), "; ") }),
	}
}

// each joins what is said of each item, every saying once.
func each[T any](items []T, say func(T) string) string {
	var said []string
	for _, item := range items {
		if s := say(item); s != "" && !slices.Contains(said, s) {
			said = append(said, s)
		}
	}
	return strings.Join(said, "; ")
}

// lines puts each of several sayings on a line of its own.
func lines[T any](items []T, say func(T) string) string {
	var said []string
	for _, item := range items {
		if s := say(item); s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, "\n")
}

// sentence joins the parts that there are.
func sentence(between string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), between)
}

// after puts words before what there is of them.
func after(label, said string) string {
	if said == "" {
		return ""
	}
	return label + said
}

func exemptionIDs(l *Line) []string {
	var ids []string
	for _, e := range l.d.Justification.Exemptions {
		ids = append(ids, e.ID)
	}
	return ids
}

// columns are what a spreadsheet of disclosures has, in order.
var columns = slices.Concat(
	[]Column{
		text("Entry", Wide, "The entry's own id in the register.", func(l *Line) string { return l.entry.ID.String() }),
		text("Kind", Narrow, "disclosure, or correction of one. A correction says how the whole disclosure should read. A share of many people is a disclosure too: see People in it.", func(l *Line) string { return string(l.entry.Kind) }),
		text("Corrects", Wide, "Of a correction: the entry first recorded.", func(l *Line) string { return l.entry.About.String() }),
		text("What the correction put right", Prose, "Of a correction: what was wrong, in the words of who corrected it.", func(l *Line) string { return l.why }),
		text("Corrected by", Wide, "The entry that corrects this one. Filled in, this row no longer says how the disclosure reads.", func(l *Line) string {
			if l.row.Corrected == nil {
				return ""
			}
			return l.row.Corrected.By.String()
		}),
		text("What was wrong with this row", Prose, "Why it was corrected, in the words of who did.", func(l *Line) string {
			if l.row.Corrected == nil {
				return ""
			}
			return l.row.Corrected.Reason
		}),
		text("Case", middling, "The council's reference for the file.", func(l *Line) string { return l.d.Case.String() }),
	},
	titledAndID("Decision", middling, "Whether the data was shared, shared in part, or refused.", func(l *Line) string { return l.row.Titles.Decision }, func(l *Line) string { return string(l.d.Decision) }),
	moments("Disclosed at", "When the data was shared, or the refusal given.", func(l *Line) time.Time { return l.d.DisclosedAt }),
	moments("Recorded at", "When the entry was made.", func(l *Line) time.Time { return l.entry.RecordedAt }),
	[]Column{
		text("Recorded by", middling, "The name of who made the entry.", func(l *Line) string { return l.entry.RecordedBy.Name }),
		text("Department", middling, "Whose disclosure it is.", func(l *Line) string { return l.entry.Owner() }),
	},
	titledAndID("Recipient category", Wide, "What sort of body or person received it.", func(l *Line) string {
		return titled(l.row.Titles.Recipients, l.d.Recipient.Category)
	}, func(l *Line) string { return l.d.Recipient.Category }),
	titledAndID("Recipient kind", Wide, "The sort within the category.", func(l *Line) string {
		if title := l.row.Titles.Recipients[l.d.Recipient.Category+"/"+l.d.Recipient.Kind]; title != "" {
			return title
		}
		return l.d.Recipient.Kind
	}, func(l *Line) string { return l.d.Recipient.Kind }),
	[]Column{
		text("Recipient organisation", Wide, "The body that received it.", func(l *Line) string { return l.d.Recipient.Organisation }),
		text("Recipient identifiers", middling, "Public identifiers of the body, such as a company number.", func(l *Line) string {
			return each(l.d.Recipient.Identifiers, func(i disclosure.Identifier) string { return i.Scheme + " " + i.Value })
		}),
		text("Recipient person", middling, "Who received it there.", func(l *Line) string { return l.d.Recipient.Person }),
		text("Recipient post", middling, "That person's post.", func(l *Line) string { return l.d.Recipient.Post }),
		text("What the notice asks of such a recipient", Prose, "The rows of the council's own notice for this recipient, each with its condition. Compare with the evidence and the flags.", func(l *Line) string {
			return strings.Join(l.row.Asks, "\n")
		}),
		before(text("Subjects", Wide, "The people the data is about, by the council's references, and their roles. A share of many people names nobody: see People in it.", func(l *Line) string {
			if l.d.Share != nil {
				return inTheShare(l.d.Share)
			}
			return named(l)
		}), named),
	},
	shareColumns,
	[]Column{
		text("Data", Prose, "What was shared or asked for, item by item.", func(l *Line) string {
			return lines(l.d.Data, func(i disclosure.DataItem) string {
				return titled(l.row.Titles.Data, i.Category) + ": " + i.Description + after(", about ", i.Subject) + after(", from ", i.Source)
			})
		}),
		text("Data category ids", middling, "The ids of those kinds of data in the catalogue.", func(l *Line) string {
			return each(l.d.Data, func(i disclosure.DataItem) string { return i.Category })
		}),
		text("Reason", Prose, "Why it was shared, or why not.", func(l *Line) string { return l.d.Reason }),
	},
	titledAndID("Refused for", Wide, "Of a refusal: the sort of reason.", func(l *Line) string { return l.row.Titles.RefusedFor }, func(l *Line) string { return string(l.d.RefusedFor) }),
	[]Column{
		text("Purpose", Wide, "The purpose, in the officer's words.", func(l *Line) string { return l.d.Purpose }),
	},
	titledAndID("Purpose in the notice", Wide, "The notice's own purpose that the officer picked.", func(l *Line) string { return l.row.Titles.Purpose }, func(l *Line) string { return l.d.PurposeID }),
	lawAndIDs("Lawful bases", "UK GDPR Article 6(1) bases relied on.", func(l *Line) []string { return l.d.Justification.LawfulBases }),
	lawAndIDs("Conditions", "Conditions relied on for special category and criminal offence data.", func(l *Line) []string { return l.d.Justification.Conditions }),
	[]Column{
		text("Bases and conditions of single items", Wide, "Where an item of data rests on others than the whole.", func(l *Line) string {
			return lines(l.d.Data, func(i disclosure.DataItem) string {
				return after(titled(l.row.Titles.Data, i.Category)+": ", each(slices.Concat(i.LawfulBases, i.Conditions), func(id string) string { return titled(l.row.Titles.Law, id) }))
			})
		}),
	},
	lawAndIDs("Exemptions", "Exemptions relied on.", exemptionIDs),
	exemptionColumns,
	titledAndID("Gateway", Prose, "The power or duty to share that some other law gives.", func(l *Line) string {
		return titled(l.row.Titles.Law, l.d.Justification.Gateway)
	}, func(l *Line) string { return l.d.Justification.Gateway }),
	[]Column{
		text("Policy document", middling, "The appropriate policy document relied on, and its version.", func(l *Line) string { return versioned(l.d.Justification.PolicyDocument) }),
		text("Necessity", Prose, "Why so much was needed and no less would do.", func(l *Line) string { return l.d.Justification.Necessity }),
		text("Evidence", Prose, "What the conditions ask for, each with what it is, its name in the catalogue and what the officer gave: an answer of a few with its title.", func(l *Line) string {
			names := make([]string, 0, len(l.d.Evidence))
			for name := range l.d.Evidence {
				names = append(names, name)
			}
			slices.Sort(names)
			return lines(names, func(name string) string {
				return sentence(" ", l.row.Titles.Evidence[name], "["+name+"]") + ": " + l.given(name)
			})
		}),
		text("Subject told", Narrow, "Whether the person was told: told, not-told, deferred, or of a refusal not-due.", func(l *Line) string {
			return beside(l.row.Titles.Told, string(l.d.TellSubject.Outcome))
		}),
		{
			Heading: "Told, or to be told, on", Formerly: "Told on", Width: Narrow,
			Says: "The day on which the person was told or, where that is deferred, is to be: see Subject told.",
			Cell: func(l *Line) Cell { return day(l.d.TellSubject.On) },
		},
	},
	titledAndID("Ground for not telling", Wide, "The exemption relied on for not telling.", func(l *Line) string {
		return titled(l.row.Titles.Law, l.d.TellSubject.Ground)
	}, func(l *Line) string { return l.d.TellSubject.Ground }),
	[]Column{
		text("Departure", Prose, "What went wrong, where it is recorded that something did.", func(l *Line) string {
			return departed(l, func(p *disclosure.Departure) string { return p.Reason })
		}),
		text("Breach reference", middling, "Its reference in the breach register.", func(l *Line) string {
			return departed(l, func(p *disclosure.Departure) string { return p.BreachReference })
		}),
		text("Why it is no breach", Wide, "Where there is no such reference.", func(l *Line) string {
			return departed(l, func(p *disclosure.Departure) string { return p.NoBreachReason })
		}),
		onDay("Departure discovered on", "The day on which it was noticed.", func(l *Line) disclosure.Date {
			if l.d.Departure == nil {
				return disclosure.Date{}
			}
			return l.d.Departure.DiscoveredOn
		}),
		text("Override", Prose, "Why the law went before the council's notice, by which provision, and who authorised that.", func(l *Line) string {
			o := l.d.Override
			if o == nil {
				return ""
			}
			return sentence("\n", o.Provision, o.Reason, officer(o.AuthorisedBy))
		}),
		text("Method", middling, "How it was sent.", func(l *Line) string {
			return sent(l, func(m *disclosure.Method) string { return beside(l.row.Titles.Method, m.Channel) })
		}),
		text("Security", Wide, "How it was protected on the way.", func(l *Line) string {
			return sent(l, func(m *disclosure.Method) string { return m.Security })
		}),
		text("Recipient checked by", Wide, "How the recipient's identity and address were checked.", func(l *Line) string {
			return sent(l, func(m *disclosure.Method) string { return m.RecipientVerified })
		}),
		factsOf("Said against it", "Objections and restrictions of the people that it is about, as the register knows them, that stood on the day: whose, since when, how an objection had been decided by then and how it was decided since, and when the register learned of it.", disclosure.FactObjection, disclosure.FactRestriction),
		factsOf("Consent on the register", "Each consent of the people that it is about to this recipient, as the register knows it: whose, from which day and until which, whether that day was before or after, for which data, and when the register learned of it.", disclosure.FactConsent),
		factsOf("Agreement on the register", "What the register knows of the sharing agreement that is relied on: each version, who had signed it, what it is for, from which day and until which, and whether it was in force on the day.", disclosure.FactAgreement),
		text("Agreement", middling, "The sharing agreement relied on, and its version.", func(l *Line) string { return versioned(l.d.Agreement) }),
		text("Transfer", Wide, "Where it left the United Kingdom: the country, the mechanism and the instrument.", func(l *Line) string {
			if l.d.Transfer == nil {
				return ""
			}
			return sentence("; ", beside(l.row.Titles.Country, l.d.Transfer.Country), l.d.Transfer.Mechanism, l.d.Transfer.Instrument)
		}),
		text("Intake", middling, "How the matter reached the council.", func(l *Line) string {
			if l.d.Intake == nil {
				return ""
			}
			withheld := ""
			if l.d.Intake.IdentityWithheld {
				withheld = "identity withheld"
			}
			words := l.row.Titles.Intake
			return sentence("; ", beside(words[l.d.Intake.Channel], l.d.Intake.Channel), beside(words[l.d.Intake.RecordKind], l.d.Intake.RecordKind), withheld)
		}),
		text("Urgency", Narrow, "routine, urgent or emergency.", func(l *Line) string {
			return beside(l.row.Titles.Urgency, string(cmp.Or(l.d.Urgency, disclosure.Routine)))
		}),
		text("Authorised by", Wide, "Who authorised it, and the post.", func(l *Line) string { return officer(l.d.AuthorisedBy) }),
		text("Flags", Prose, "Every rule that the entry did not meet when it was recorded, whether it is open, cleared or met by a correction, and what the rule says; and, of how it now reads, the flags of the entries that it corrects.", func(l *Line) string {
			return lines(l.row.Flags, func(f RowFlag) string {
				departure := ""
				if f.Departure {
					departure = ", would have refused"
				}
				if f.Before != "" {
					departure += ", on " + f.Before.String()
				}
				return sentence(" ", f.Rule, f.Name) + " (" + strings.ReplaceAll(string(f.State), "-", " ") + departure + "): " + f.Detail
			})
		}),
		before(text("Why flags were cleared", Prose, "Of each flag that was cleared, or met by a correction: the reason, by whom, on which day in London, and the entry that says so.", func(l *Line) string {
			return lines(l.row.Flags, func(f RowFlag) string { return f.ended(sentence(" ", f.Rule, f.Name)) })
		}), func(l *Line) string { return lines(l.row.Flags, func(f RowFlag) string { return f.ended(f.Rule) }) }),
		text("Letters", Prose, "Letters archived with it, each with its title, its document id and its size.", func(l *Line) string {
			return lines(l.row.Letters, func(r RowLetter) string {
				if r.SHA256 == "" {
					return r.Document.String() + " (" + r.State + ")"
				}
				return fmt.Sprintf("%s (%s, %d bytes)", r.Title, r.Document, r.Size)
			})
		}),
		text("Letter digests", Wide, "The SHA-256 of each of those letters, by document id.", func(l *Line) string {
			return lines(l.row.Letters, func(r RowLetter) string { return after(r.Document.String()+": ", r.SHA256) })
		}),
		{
			Heading: "Notice", Says: "The privacy notice that it was recorded under, with its version where one was in force.", Width: Wide,
			Cell: func(l *Line) Cell {
				id := l.d.Notice
				if p := l.entry.Policy; p != nil {
					id = sentence(" ", p.Notice, p.NoticeVersion)
				}
				return words(beside(l.row.Titles.Notice, id))
			},
			Before: func(l *Line) Cell { // where no version was in force
				id := l.d.Notice
				if p := l.entry.Policy; p != nil {
					id = p.Notice + " " + p.NoticeVersion
				}
				return words(sentence(" ", l.row.Titles.Notice, "["+id+"]"))
			},
		},
		text("Law catalogue", Narrow, "The versions of the law catalogue and of the rules that were applied.", func(l *Line) string {
			if l.entry.Policy == nil {
				return ""
			}
			return sentence(", rules ", l.entry.Policy.Catalogue, l.entry.Policy.Engine)
		}),
		text("Leaf", Wide, "The entry's commitment in the log: docs/ledger.md says how to prove it.", func(l *Line) string { return l.row.Leaf }),
		text(JSONHeading, Prose, "The whole row, with every part in its structure, as canonical JSON (RFC 8785). The digest of the rows is made of these.", func(l *Line) string { return string(l.Canonical) }),
	},
)

// factsOf is a column of what the register knows of such facts, one to a line.
func factsOf(heading, says string, kinds ...disclosure.FactKind) Column {
	c := text(heading, Prose, says, func(l *Line) string {
		return lines(l.row.Facts, func(f RowFact) string {
			if !slices.Contains(kinds, f.Kind) {
				return ""
			}
			return f.inWords(l.row.Titles)
		})
	})
	c.Since = 3
	return c
}

func (f RowFact) inWords(words Titles) string {
	what := map[disclosure.FactKind]string{
		disclosure.FactObjection: "Objection of ", disclosure.FactRestriction: "Restriction of ", disclosure.FactConsent: "Consent of ", disclosure.FactAgreement: "Agreement ",
	}[f.Kind] + f.About
	if f.Explicit {
		what = "Explicit consent of " + f.About
	}
	on := func(label string, d disclosure.Date) string {
		if d.IsZero() {
			return ""
		}
		return label + d.String()
	}
	standing := map[Standing]string{InForce: "in force on the day", EndedBefore: "had ended by the day", Later: "came after the day"}[f.Standing]
	decided := ""
	switch {
	case f.Then != "" && f.Decided != "" && f.Then != f.Decided:
		decided = f.Then + " on the day, " + f.Decided + on(" on ", f.DecidedOn)
	case f.Then != "":
		decided = f.Then + " on the day" + on(", decided on ", f.DecidedOn)
	}
	return sentence("; ",
		what, after("to ", f.Recipient), after("version ", f.Version), on("from ", f.From)+on(" to ", f.Until), standing, decided,
		after("for ", each(f.Data, func(id string) string { return titled(words.Data, id) })), after("signed by ", strings.Join(f.Signatories, ", ")), after("covers ", f.Covers),
		after("the council's record: ", f.Reference), after("because: ", f.Reason), "on the register since "+disclosure.DateOf(f.Recorded).String(), f.Fact.String())
}

// ended says what became of a flag that no longer waits.
func (f RowFlag) ended(called string) string {
	if f.Met != nil {
		return fmt.Sprintf("%s: met by a correction: %s (%s, %s, %s)", called, f.Met.Reason, f.Met.By, disclosure.DateOf(f.Met.At), f.Met.Entry)
	}
	if f.Cleared == nil {
		return ""
	}
	return fmt.Sprintf("%s: %s (%s, %s, %s)", called, f.Cleared.Reason, f.Cleared.By, disclosure.DateOf(f.Cleared.At), f.Cleared.Entry)
}

// named are the people whom the disclosure names.
func named(l *Line) string {
	return each(l.d.Subjects, func(s disclosure.Subject) string {
		child := ""
		if s.Child != nil && *s.Child {
			child = "a child"
		}
		roles := each(s.AllRoles(), func(id string) string { return beside(l.row.Titles.Roles[id], id) })
		return s.Reference + " (" + sentence(", ", strings.ReplaceAll(roles, "; ", ", "), child) + ")"
	})
}

func versioned(v *disclosure.VersionedRef) string {
	if v == nil {
		return ""
	}
	return sentence(", version ", v.Reference, v.Version)
}

func officer(o disclosure.Officer) string { return sentence(", ", o.Name, o.Post) }

func departed(l *Line, part func(*disclosure.Departure) string) string {
	if l.d.Departure == nil {
		return ""
	}
	return part(l.d.Departure)
}

func sent(l *Line, part func(*disclosure.Method) string) string {
	if l.d.Method == nil {
		return ""
	}
	return part(l.d.Method)
}

// given writes a piece of evidence as people read it: one of a few answers with its title.
func (l *Line) given(name string) string {
	value := l.d.Evidence[name]
	switch v := value.(type) {
	case string:
		return beside(l.row.Titles.Evidence[name+"/"+v], v)
	case bool:
		if v {
			return "yes"
		}
		return "no"
	}
	b, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(b)
}
