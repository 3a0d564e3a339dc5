package exporting

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/titles"
	"disclosure-register/pkg/report"
)

// RowsRead is which rows of a disclosure a spreadsheet has.
type RowsRead string

// The readings. "" means as recorded.
const (
	AsItReads  RowsRead = "current"     // one row of each disclosure, its last word
	AsRecorded RowsRead = "as-recorded" // every entry, what has been corrected since included
)

func (r RowsRead) inWords() string {
	if r == AsItReads {
		return report.AsItReads + ": what has been corrected is left out, and its last correction stands for it. What was recorded twice is there once."
	}
	return "As recorded: every entry, those included that have been corrected since. The column Corrected by tells them."
}

// rowOf makes the row of an entry.
func (j *Jobs) rowOf(register disclosure.Register, w desk.Whole) *report.Row {
	row := &report.Row{
		Version: report.RowVersion, Entry: w.Bytes, Leaf: w.Leaf.String(),
		Flags: make([]report.RowFlag, 0, len(w.Flags)), Letters: make([]report.RowLetter, 0, len(w.Letters)),
		Asks: j.noticeAsks(register, w.Disclosure), Titles: j.titlesFor(register, w.Disclosure, w.Facts),
	}
	if c := w.Corrected; c != nil {
		row.Corrected = &report.RowCorrected{By: c.Entry, At: c.At, Reason: c.Reason}
	}
	for _, f := range w.Flags {
		flag := report.RowFlag{Number: f.Number, Before: f.Before, Flag: f.Flag, Name: f.Name, State: report.FlagMet}
		if f.Open {
			flag.State = report.FlagOpen
		}
		if c := f.Cleared; c != nil {
			flag.State, flag.Cleared = report.FlagCleared, &report.RowCleared{Entry: c.Entry, At: c.At, By: c.By, Reason: c.Reason}
		}
		if m := f.Met; m != nil {
			flag.Met = &report.RowMet{Entry: m.Entry, At: m.At, By: m.By, Reason: m.Reason}
		}
		row.Flags = append(row.Flags, flag)
	}
	for _, f := range w.Facts {
		row.Facts = append(row.Facts, report.RowFact{
			Fact: f.Entry, Kind: f.Kind, About: f.About.Reference, Standing: report.Standing(f.Standing), Recorded: f.Recorded, From: f.From, Until: f.Until,
			Recipient: f.Recipient, Explicit: f.Explicit, Data: f.Data, Then: f.Then, Decided: f.Decided, DecidedOn: f.DecidedOn,
			Version: f.Version, Signatories: f.Signatories, Covers: f.Covers, Reference: f.Reference, Reason: f.Reason,
		})
	}
	for _, l := range w.Letters {
		letter := report.RowLetter{Document: l.Document, State: l.State}
		if l.Archived() {
			letter.Title, letter.SHA256, letter.Size, letter.ArchivedAt, letter.Entry = l.Title, l.SHA256, l.Size, l.ArchivedAt, l.Entry
		}
		row.Letters = append(row.Letters, letter)
	}
	return row
}

// noticeOf is the notice that was in force when it was disclosed; nil when none was.
func (j *Jobs) noticeOf(register disclosure.Register, d *disclosure.Disclosure) *policy.Notice {
	return j.desk.Law().Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
}

// noticeAsks says what the notice of the day asks of such a recipient, row by row, in
// its own plain words: the rows of the kind, or else those for any other kind. That there
// is none is said, since a blank would read as if it asked for nothing.
func (j *Jobs) noticeAsks(register disclosure.Register, d *disclosure.Disclosure) []string {
	var asks, others []string
	notice := j.noticeOf(register, d)
	if notice == nil {
		return []string{"No notice was in force for it on the day."}
	}
	for _, row := range notice.Recipients {
		said := row.Row + " " + row.Title + ": " + row.Condition
		switch {
		case row.Category != d.Recipient.Category:
		case row.OtherKinds:
			others = append(others, said)
		case len(row.Kinds) == 0 || slices.Contains(row.Kinds, d.Recipient.Kind):
			asks = append(asks, said)
		}
	}
	switch {
	case len(asks) > 0:
		return asks
	case len(others) > 0:
		return others
	}
	return []string{"The notice names no such recipient."}
}

// titlesFor are plain words for every id in the disclosure, and in the facts beside it.
func (j *Jobs) titlesFor(register disclosure.Register, d *disclosure.Disclosure, facts []desk.FactThen) report.Titles {
	pick := func(words titles.Vocabulary, ids ...string) map[string]string {
		picked := map[string]string{}
		for _, id := range ids {
			if title := j.desk.Titles()[words][id]; title != "" {
				picked[id] = title
			}
		}
		return picked
	}
	evidence := make([]string, 0, len(d.Evidence))
	for name, given := range d.Evidence {
		evidence = append(evidence, name)
		if answer, is := given.(string); is {
			evidence = append(evidence, name+"/"+answer)
		}
	}
	var categories []string
	for _, item := range d.Data {
		categories = append(categories, item.Category)
	}
	for _, f := range facts {
		categories = append(categories, f.Data...)
	}
	t := report.Titles{
		Recipients: pick(titles.Recipients, d.Recipient.Category, d.Recipient.Category+"/"+d.Recipient.Kind),
		Law:        pick(titles.Law, append(d.LegalItems(), d.TellSubject.Ground)...),
		Data:       pick(titles.Data, categories...),
		Evidence:   pick(titles.Fields, evidence...),
		Decision:   j.desk.Titles().Of(titles.Decisions, string(d.Decision)),
		Told:       j.desk.Titles()[titles.Tellings][string(d.TellSubject.Outcome)],
		Urgency:    j.desk.Titles()[titles.Urgencies][string(cmp.Or(d.Urgency, disclosure.Routine))],
	}
	var roles []string
	for _, s := range d.Subjects {
		roles = append(roles, s.AllRoles()...)
	}
	t.Roles = pick(titles.Roles, roles...)
	if d.Method != nil {
		t.Method = j.desk.Titles()[titles.Channels][d.Method.Channel]
	}
	if d.Intake != nil {
		t.Intake = pick(titles.Channels, d.Intake.Channel)
		maps.Copy(t.Intake, pick(titles.Records, d.Intake.RecordKind))
	}
	if d.Transfer != nil {
		if name := policy.CountryName(d.Transfer.Country); !strings.EqualFold(name, d.Transfer.Country) {
			t.Country = name
		}
	}
	if d.RefusedFor != "" {
		t.RefusedFor = j.desk.Titles().Of(titles.Refusals, string(d.RefusedFor))
	}
	if notice := j.noticeOf(register, d); notice != nil {
		t.Notice = notice.Title
		for _, p := range notice.Purposes {
			if p.ID == d.PurposeID {
				t.Purpose = p.Title
			}
		}
	}
	return t
}

// alwaysAsked says what is asked of such a recipient whatever the notice says of it, and
// where it names none: a notice only adds.
func (j *Jobs) alwaysAsked(id string) string {
	category, kind, _ := strings.Cut(id, "/")
	asked := j.desk.Law().AlwaysAsked(disclosure.Recipient{Category: category, Kind: kind})
	if len(asked) == 0 {
		return "Nothing is asked of every such recipient. What the notice asks is in the column What the notice asks of such a recipient."
	}
	return "Asked of every such recipient, whatever the notice says:\n" + strings.Join(asked, "\n")
}

// relied says what has to be shown by who relies on a basis, a condition, an exemption
// or a gateway, or shares with such a recipient, as the catalogue now says it.
func (j *Jobs) relied(id string) report.Relied {
	if title := j.desk.Titles()[titles.Recipients][id]; title != "" {
		return report.Relied{ID: id, Title: title, Asks: j.alwaysAsked(id)}
	}
	if id == report.TransferID {
		return report.Relied{ID: id, Title: "Transfers out of the United Kingdom (UK GDPR Chapter V)", Asks: j.desk.Law().TransfersInWords()}
	}
	says := report.Relied{ID: id, Title: j.desk.Titles().Of(titles.Law, id)}
	catalogue := j.desk.Law().Catalogue()
	named := func(fields []string) string {
		var words []string
		for _, name := range fields {
			words = append(words, j.desk.Titles().Of(titles.Fields, name)+" ["+name+"]")
		}
		return strings.Join(words, ", or ")
	}
	var asks []string
	add := func(label, what string) {
		if what != "" {
			asks = append(asks, label+what)
		}
	}
	if i := slices.IndexFunc(catalogue.Items, func(item policy.Item) bool { return item.ID == id }); i >= 0 {
		item := catalogue.Items[i]
		if item.Necessity {
			asks = append(asks, "It covers only what is necessary: the column Necessity, or evidence of why it was, says so.")
		}
		add("The harm that has to be shown: ", item.Prejudice)
		add("To be shown: ", item.Test)
		var beside []string
		for _, id := range item.Needs {
			beside = append(beside, j.desk.Titles().Of(titles.Law, id)+" ["+id+"]")
		}
		add("It counts only with one of these beside it: ", strings.Join(beside, "; or "))
		for _, need := range item.Evidence {
			add(evidenceIs(need), named(need.Fields)+insteadOf(need))
		}
		add("", item.Note)
	}
	if i := slices.IndexFunc(catalogue.Gateways, func(g policy.Gateway) bool { return g.ID == id }); i >= 0 {
		g := catalogue.Gateways[i]
		add("It is a ", string(g.Effect))
		add("To be shown: ", g.Test)
		add("Evidence of what brings it into play: ", named(g.Evidence))
		add("", g.Note)
	}
	says.Asks = strings.Join(asks, "\n")
	return says
}

// evidenceIs says what becomes of a disclosure without the evidence.
func evidenceIs(need policy.EvidenceNeed) string {
	switch need.Missing {
	case policy.Refuse:
		return "Evidence that has to be given: "
	case policy.Flag:
		return "Evidence that is asked for, and whose want is flagged: "
	}
	return "Evidence that may be given: " // the recipient or the condition beside it may ask for it
}

// insteadOf says what does as well, and what answer does not do.
func insteadOf(need policy.EvidenceNeed) (says string) {
	if need.OrDuty {
		says += "; or a duty to share is cited"
	}
	if need.OrFact != nil {
		says += "; or the register holds it as a fact"
	}
	if need.Denied != "" {
		says += ". It is not met where the answer is no"
	}
	return says
}
