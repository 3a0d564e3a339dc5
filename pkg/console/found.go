package console

import (
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// rowsOnPage is how many disclosures a page lists.
const rowsOnPage = 25

// foundPage is the disclosures that a search finds: of a recorder, its own department's.
type foundPage struct {
	Department string // of a recorder
	Sets       []fieldset
	Filters    []filter
	Rows       []listRow
	Near       []someone // references that come near what was asked
	Next       string
	First      string
	Case       string // where one case is looked at
	Close      string // address of the page that closes it; empty for who may not
	Digest     string // of the rows, where all of them are here and they may be exported
}

// aspects are what no one part of a disclosure says, in words, by the API's names.
var aspects = listed(
	"outside-notice", "The privacy notice does not name the recipient or the purpose", "no-footing", "Nothing that allowed it is given",
	"emergency", "An emergency", "consent-first", "Shared though consent had to come first", "left-uk", "It left the United Kingdom",
	"marker", "It holds a warning marker", "equality-data", "It holds equalities data",
)

// searched is one part of a search as the form asks for it.
type searched struct {
	field
	most int // how long it may be, in characters, where it is written
	at   func(*client.Search) *string
}

// searchFields are what disclosures may be searched by.
func (v *visit) searchFields() []searched {
	sorts := field{Name: "category", Label: "Sort of recipient", Type: "list"}
	for _, r := range v.words.policy.Catalogue.Recipients {
		sorts.Options = append(sorts.Options, choice{Value: r.ID, Title: r.Title.Title})
	}
	law := field{Name: "basis", Label: "What allowed it, or kept it from the person", Type: "list"}
	for _, i := range slices.Concat(v.words.policy.Catalogue.Items, v.words.policy.Catalogue.Gateways) {
		law.Options = append(law.Options, choice{Value: i.ID, Title: v.words.word(i.ID)})
	}
	slices.SortFunc(law.Options, func(a, b choice) int { return strings.Compare(a.Title, b.Title) })
	all := []searched{
		{field{Name: "case", Label: "Case", Type: "text"}, 64, func(s *client.Search) *string { return &s.Case }},
		{field{Name: "subject", Label: "Reference of a person", Type: "text"}, 128, func(s *client.Search) *string { return &s.Subject }},
		{field{Name: "recipient", Label: "Recipient, in full", Type: "text"}, 200, func(s *client.Search) *string { return &s.Recipient }},
		{sorts, 0, func(s *client.Search) *string { return &s.RecipientCategory }},
		{law, 0, func(s *client.Search) *string { return &s.Basis }},
		{field{Name: "department", Label: "Department", Type: "text"}, 64, func(s *client.Search) *string { return &s.Department }},
		{field{Name: "decision", Label: "What was done", Type: "list", Options: titled([]string{
			string(disclosure.Disclosed), string(disclosure.PartlyDisclosed), string(disclosure.RefusedToShare),
		}, func(id string) string { return happened(disclosure.Decision(id)) })}, 0, func(s *client.Search) *string { return &s.Decision }},
		{field{Name: "aspect", Label: "Besides", Type: "list", Options: aspects}, 0, func(s *client.Search) *string { return &s.Aspect }},
		{field{Name: "from", Label: "Shared from", Type: "date"}, 0, func(s *client.Search) *string { return &s.From }},
		{field{Name: "to", Label: "Shared to", Type: "date"}, 0, func(s *client.Search) *string { return &s.To }},
	}
	if !v.seesAll() { // its own department is the only one
		all = slices.DeleteFunc(all, func(s searched) bool { return s.Name == "department" })
	}
	return all
}

func (v *visit) found(t task) error { return v.foundForm(t, newForm()) }

// foundForm shows what is found. What is wrong with the form is shown beside what was
// found before.
func (v *visit) foundForm(t task, f *form) error {
	rows, err := v.api.SearchWithDigest(v.r.Context(), t.Why, t.Search, rowsOnPage, t.Cursor)
	if err != nil {
		return err
	}
	body := foundPage{Digest: rows.RowsSHA256}
	if !v.seesAll() {
		body.Department = v.session.who.Department
	}
	set := fieldset{}
	for _, one := range v.searchFields() {
		value := *one.at(&t.Search)
		if f.Errors == nil {
			f.Values[one.Name] = value
		}
		set.Fields = append(set.Fields, one.field)
		if value == "" {
			continue
		}
		without := t.to(finding)
		*one.at(&without.Search) = ""
		shown := value
		for _, o := range one.Options {
			if o.Value == value {
				shown = o.Title
			}
		}
		body.Filters = append(body.Filters, filter{one.Label, shown, v.session.path(without)})
	}
	set.fill(f)
	body.Sets = []fieldset{set}
	body.Near = v.near(t, t.Search.Subject, t.Search.Case, rows.Nothing)
	body.Next, body.First = v.pages(t, rows.Cursor)
	for _, r := range rows.Rows {
		body.Rows = append(body.Rows, v.foundRow(t, r))
	}
	if t.Search.Case != "" {
		body.Case = t.Search.Case
		if v.session.who.MayRecord() && !v.seesAll() && len(rows.Rows) > 0 {
			of := t.to(closing)
			of.Case, of.Search = disclosure.CaseRef(t.Search.Case), client.Search{}
			body.Close = v.session.path(of)
		}
	}
	return v.on(t, "found", &page{Title: foundTitle(v), Nav: "found", Form: f, Body: body})
}

func foundTitle(v *visit) string {
	if v.seesAll() {
		return "Disclosures"
	}
	return "Own work"
}

// foundRow is a disclosure as a search lists it.
func (v *visit) foundRow(t task, r client.Row) listRow {
	of := t.to(record)
	of.Entry, of.Search = r.ID, client.Search{}
	what := happened(r.Decision)
	row := listRow{Title: inWords(disclosure.DateOf(r.DisclosedAt)) + ": " + what + ", " + v.words.sort(disclosure.Recipient{Category: r.RecipientCategory, Kind: r.RecipientKind}), Open: v.session.path(of)}
	if len(r.Flags) > 0 {
		row.Tag = "Flagged when it was recorded"
	}
	if r.Corrects != "" {
		row.Says = "A correction: it takes the place of what was recorded first."
	}
	row.with("Case", r.Case.String())
	row.with("Resting on", strings.Join(v.words.words(r.Legal), "; "))
	if v.seesAll() {
		row.with("Department", r.Department)
	}
	return row
}

// narrow narrows what is found.
func (v *visit) narrow(t task) error {
	f := v.typed()
	next := t.to(finding)
	next.Search = client.Search{}
	for _, one := range v.searchFields() {
		value := f.Values[one.Name]
		switch one.Type {
		case "date":
			f.day(one.Name, "", false)
		case "list":
			if value != "" && !slices.ContainsFunc(one.Options, func(o choice) bool { return o.Value == value }) {
				f.wrong(one.Name, "Choose one of the list.")
			}
		default:
			if !isReference(value, one.most) {
				f.wrong(one.Name, "Write it as it is on record: at most "+strconv.Itoa(one.most)+" characters, in one line.")
			}
		}
		*one.at(&next.Search) = value
	}
	if f.Errors != nil {
		return v.foundForm(t, f)
	}
	return v.goTo(next)
}
