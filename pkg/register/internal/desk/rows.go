package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/titles"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store"
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
		return "As each disclosure now reads: what has been corrected is left out, and its last correction stands for it."
	}
	return "As recorded: every entry, those included that have been corrected since. The column Corrected by tells them."
}

// rowsOf makes the rows of at most [MaxReadings] index items, in their order: a batch
// read or a few, and a query of the letters of each case among them.
func (r *Registrar) rowsOf(ctx context.Context, register disclosure.Register, items []store.Item, reading RowsRead, s Search) ([]*report.Row, error) {
	words, err := r.everyWordOf(ctx, register, items)
	if err != nil {
		return nil, err
	}
	if reading == AsItReads {
		wanted := r.wanted(register, s)
		words = slices.DeleteFunc(words, func(w word) bool { return w.correctedBy != "" || !w.reads(wanted, s) })
	}
	var keys []store.Key
	for _, w := range words {
		for n, f := range w.entry.Flags {
			keys = append(keys, openKey(w.entry, n, f), clearedKey(register, w.entry.ID, n))
		}
		if w.correctedBy != "" {
			keys = append(keys, store.EntryKey(register.String(), w.correctedBy.String()))
		}
	}
	found, err := r.itemsAt(ctx, "load flags and corrections", keys)
	if err != nil {
		return nil, err
	}
	clearings, err := r.clearings(ctx, register, found)
	if err != nil {
		return nil, err
	}
	letters := map[string][]*document{} // by the case's name in keys
	rows := make([]*report.Row, 0, len(words))
	for _, w := range words {
		row := &report.Row{
			Version: report.RowVersion, Entry: w.bytes, Leaf: w.leaf.String(),
			Flags: make([]report.RowFlag, 0, len(w.entry.Flags)), Letters: []report.RowLetter{}, Asks: r.noticeAsks(register, w.disclosure),
			Titles: r.titlesFor(register, w.disclosure),
		}
		if row.Corrected, err = correctedIn(found, register, w.correctedBy); err != nil {
			return nil, err
		}
		notice := r.law.Notice(register, w.disclosure.Notice, disclosure.DateOf(w.disclosure.DisclosedAt))
		for n, f := range w.entry.Flags {
			flag := report.RowFlag{Number: n, Flag: f, Name: r.law.RuleName(notice, f.Rule), State: report.FlagMet}
			if _, open := found[openKey(w.entry, n, f)]; open {
				flag.State = report.FlagOpen
			}
			if c := clearings[clearedKey(register, w.entry.ID, n)]; c != nil {
				flag.State, flag.Cleared = report.FlagCleared, &report.RowCleared{Entry: c.Entry, At: c.At, By: c.By, Reason: c.Reason}
			}
			row.Flags = append(row.Flags, flag)
		}
		if _, read := letters[w.file]; !read {
			if letters[w.file], err = r.documentsIn(ctx, register, w.file); err != nil {
				return nil, err
			}
		}
		for _, doc := range letters[w.file] {
			if doc.belongsTo(w) {
				row.Letters = append(row.Letters, doc.row())
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func correctedIn(found map[store.Key]store.Item, register disclosure.Register, by disclosure.EntryID) (*report.RowCorrected, error) {
	if by == "" {
		return nil, nil
	}
	corrected := &report.RowCorrected{By: by}
	item, there := found[store.EntryKey(register.String(), by.String())]
	if !there { // destroyed since
		return corrected, nil
	}
	entry, _, err := decodeEntry(item)
	if err != nil {
		return nil, err
	}
	var c disclosure.Correction
	if err := json.Unmarshal(entry.Body, &c); err != nil {
		return nil, fmt.Errorf("decode a correction: %w", err)
	}
	corrected.At, corrected.Reason = entry.RecordedAt, c.Reason
	return corrected, nil
}

// documentsIn reads every letter of a case, by its name in keys.
func (r *Registrar) documentsIn(ctx context.Context, register disclosure.Register, file string) ([]*document, error) {
	all := []*document{}
	for page, err := range r.pages(ctx, "query the letters of a case", lettersIn(register, file)) {
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			doc, err := decodeDocument(item)
			if err != nil {
				return nil, err
			}
			all = append(all, doc)
		}
	}
	return all, nil
}

// belongsTo reports whether the letter was sent or answered by the disclosure: the
// disclosure names it, or it was archived for the disclosure.
func (d *document) belongsTo(w word) bool {
	if slices.Contains(w.disclosure.Documents, d.ID) {
		return true
	}
	return d.State == stateArchived && d.Disclosure != "" && (d.Disclosure == w.entry.ID || d.Disclosure == w.root)
}

func (d *document) row() report.RowLetter {
	if d.State != stateArchived {
		return report.RowLetter{Document: d.ID, State: d.State}
	}
	return report.RowLetter{
		Document: d.ID, State: d.State, Title: d.Title, SHA256: d.SHA256, Size: d.Size, ArchivedAt: d.ArchivedAt, Entry: d.Entry,
	}
}

// noticeAsks says what the notice of the day asks of such a recipient, row by row, in
// its own plain words: the rows of the kind, or else those for any other kind.
func (r *Registrar) noticeAsks(register disclosure.Register, d *disclosure.Disclosure) []string {
	asks, others := []string{}, []string{}
	notice := r.law.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
	if notice == nil {
		return asks
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
	if len(asks) == 0 {
		return others
	}
	return asks
}

// titlesFor are plain words for every id in the disclosure.
func (r *Registrar) titlesFor(register disclosure.Register, d *disclosure.Disclosure) report.Titles {
	pick := func(words titles.Vocabulary, ids ...string) map[string]string {
		picked := map[string]string{}
		for _, id := range ids {
			if title := r.titles[words][id]; title != "" {
				picked[id] = title
			}
		}
		return picked
	}
	evidence := make([]string, 0, len(d.Evidence))
	for name := range d.Evidence {
		evidence = append(evidence, name)
	}
	t := report.Titles{
		Recipients: pick(titles.Recipients, d.Recipient.Category, d.Recipient.Category+"/"+d.Recipient.Kind),
		Law:        pick(titles.Law, append(d.LegalItems(), d.TellSubject.Ground)...),
		Data:       pick(titles.Data, categories(nil, d)...),
		Evidence:   pick(titles.Fields, evidence...),
		Decision:   r.titles.Of(titles.Decisions, string(d.Decision)),
	}
	if d.RefusedFor != "" {
		t.RefusedFor = r.titles.Of(titles.Refusals, string(d.RefusedFor))
	}
	if notice := r.law.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt)); notice != nil {
		t.Notice = notice.Title
		for _, p := range notice.Purposes {
			if p.ID == d.PurposeID {
				t.Purpose = p.Title
			}
		}
	}
	return t
}

// relied says what has to be shown by who relies on a basis, a condition, an exemption
// or a gateway, as the catalogue now says it.
func (r *Registrar) relied(id string) report.Relied {
	says := report.Relied{ID: id, Title: r.titles.Of(titles.Law, id)}
	catalogue := r.law.Catalogue()
	named := func(fields []string) string {
		var words []string
		for _, name := range fields {
			words = append(words, r.titles.Of(titles.Fields, name)+" ["+name+"]")
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
			add("It covers only what is necessary.", " ")
		}
		add("The harm that has to be shown: ", item.Prejudice)
		add("To be shown: ", item.Test)
		for _, need := range item.Evidence {
			add("Evidence: ", named(need.Fields))
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

// inWords says what a search asks for, a part to each.
func (s Search) inWords() []string {
	var parts []string
	add := func(what, value string) {
		if value != "" {
			parts = append(parts, what+": "+value)
		}
	}
	add("Person", s.Subject)
	add("Case", s.Case.String())
	add("Recipient", s.Recipient)
	add("Recipient category", s.RecipientCategory)
	add("Basis, condition, exemption or gateway", s.Basis)
	add("Department", s.Department)
	add("Decision", s.Decision)
	add("Flag", s.Flag)
	add("Aspect", s.Aspect)
	add("Disclosed from", s.From.String())
	add("Disclosed to", s.To.String())
	return parts
}
