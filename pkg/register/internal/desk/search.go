package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Search is a question about disclosures. Every part given must match; the zero
// Search asks for all.
type Search struct {
	Subject           string             `json:"subject,omitempty" doc:"The council's reference for the person"`
	Case              disclosure.CaseRef `json:"case,omitempty"`
	Recipient         string             `json:"recipient,omitempty" doc:"Name of the organisation or person, in full"`
	RecipientCategory string             `json:"recipientCategory,omitempty"`
	Basis             string             `json:"basis,omitempty" doc:"Catalogue id of a basis, condition, exemption or gateway"`
	Department        string             `json:"department,omitempty"`
	Decision          string             `json:"decision,omitempty" enum:"disclosed,partly-disclosed,refused"`
	Flag              string             `json:"flag,omitempty" doc:"Rule that raised a flag, cleared or not"`
	Aspect            string             `json:"aspect,omitempty" enum:"consent-first,emergency,equality-data,left-uk,marker,no-footing,outside-notice" doc:"What no one part of a disclosure says: see docs/questions.md"`
	From              disclosure.Date    `json:"from,omitzero" format:"date" doc:"First day of disclosure, in London"`
	To                disclosure.Date    `json:"to,omitzero" format:"date" doc:"Last day of disclosure, in London"`
}

// Row is one line of an answer: enough to recognise a disclosure, without names
// or text. Opening the entry shows the rest.
type Row struct {
	ID                disclosure.EntryID `json:"id"`
	Kind              disclosure.Kind    `json:"kind" enum:"disclosure,correction"`
	Corrects          disclosure.EntryID `json:"corrects,omitempty" doc:"The original entry, when this is a correction"`
	DisclosedAt       time.Time          `json:"disclosedAt"`
	RecordedAt        time.Time          `json:"recordedAt"`
	Case              disclosure.CaseRef `json:"case"`
	Decision          string             `json:"decision"`
	RecipientCategory string             `json:"recipientCategory"`
	RecipientKind     string             `json:"recipientKind,omitempty"`
	Department        string             `json:"department,omitempty"`
	Legal             []string           `json:"legal" doc:"Bases, conditions, exemptions and gateway"`
	Flags             []string           `json:"flags" doc:"Rules that raised a flag"`
	Aspects           []string           `json:"aspects" doc:"What no one part of a disclosure says, such as left-uk"`
}

// Rows is a page, newest disclosure first.
type Rows struct {
	Rows []Row `json:"rows"`
	// Cursor asks for the next page. A page may be short, or empty, and still
	// have a cursor: there is no more only when there is no cursor.
	Cursor string `json:"cursor,omitempty"`
	// RowsSHA256 is the room's of exports.
	RowsSHA256 string        `json:"rowsSha256,omitempty" doc:"Where it was asked for (digest=true) and this page is the whole: digest of the rows, the same as that of a spreadsheet of the same filter (rows: as-recorded). To who may ask for a spreadsheet"`
	Titles     RuleTitles    `json:"titles,omitempty" doc:"What the rules that rows name by their ids are about"`
	Nothing    *NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// MaxRows and DefaultRows bound a page.
const (
	MaxRows     = 200
	DefaultRows = 50
)

// Search answers one page with one strongly consistent query of one index
// partition, so that it sees every disclosure acknowledged before it was asked. By
// case, it is looked first which case has the reference.
//
// The most selective value given chooses the partition, and the others filter it. Where
// little of a large partition matches, the other values' partitions are read too, at most
// [sparseReads] queries in all: see [Registrar.page]. A recorder's searches are always of
// its own department's partition: no page, cursor or timing depends on another's rows. The
// look is on record before the page is given.
func (r *Registrar) Search(ctx context.Context, by Looking, s Search, limit int, cursor string) (Rows, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "search-disclosures")
	if err != nil {
		return Rows{}, err
	}
	plan, err := r.plan(ctx, by.Caller, reach, s)
	if err != nil {
		return Rows{}, err
	}
	after, err := r.openCursor(by.Caller, plan, cursor)
	if err != nil {
		return Rows{}, err
	}
	items, next, err := r.page(ctx, plan, after, rowLimit(limit))
	if err != nil {
		return Rows{}, err
	}
	rows := Rows{Rows: make([]Row, 0, len(items))}
	for _, item := range items {
		row, err := rowOf(item)
		if err != nil {
			return Rows{}, err
		}
		if reach == power.All {
			for _, t := range decodeTerms(text(item, attrKept)) {
				switch {
				case t.by == store.ByAspect:
					row.Aspects = append(row.Aspects, t.value)
				case !slices.Contains(row.Flags, t.value):
					row.Flags = append(row.Flags, t.value)
				}
			}
		}
		rows.Rows = append(rows.Rows, row)
		rows.Titles = r.titlesOfRules(by.Caller.Register, rows.Titles, row.Flags)
	}
	var shown []term
	switch {
	case next != "":
		rows.Cursor = r.closeCursor(by.Caller, plan, next)
	case len(rows.Rows) == 0 && cursor == "" && reach == power.All: // a department is answered nothing in one way
		if rows.Nothing, shown, err = r.nothing(ctx, by.Caller, s.sought()); err != nil {
			return Rows{}, err
		}
	}
	return seen(rows, r.recordAccess(ctx, by, s.Case, disclosure.Access{
		Action: "search-disclosures", Asked: r.asked(by.Caller.Register, s), Results: len(rows.Rows),
	}, shown...))
}

// sought is what the search asks for.
func (s Search) sought() Sought {
	return Sought{Subject: s.Subject, Case: s.Case, Department: s.Department, Also: map[string]string{
		"recipient": s.Recipient, "recipientCategory": s.RecipientCategory, "basis": s.Basis, "decision": s.Decision,
		"flag": s.Flag, "aspect": s.Aspect, "from": s.From.String(), "to": s.To.String(),
	}}
}

func rowLimit(limit int) int {
	if limit <= 0 || limit > MaxRows {
		return DefaultRows
	}
	return limit
}

// plan is a search made ready: one partition and what must still be filtered.
type plan struct {
	partition string
	term      term // of the partition, of a search
	from, to  string
	filter    []term
	older     string // of looks: the partition of those recorded by what was written
	own       bool   // a department looks among its own
	// before is, of a search by a gateway, the partition of what was listed under the
	// gateway itself. It is read with the other, wherever that is.
	before string
	// also are the partitions of the filter's terms, where each lists all that match.
	also []string
	// dense says that nearly all of the partition matches, mostly: the filter is of usual terms.
	dense bool
}

// departmentPage is how many items a filter reads for a department. Their bytes tell
// of what is kept from it, and DynamoDB ends a page at 1 MB: so many are never cut
// there, and where a page ends tells nothing.
const departmentPage = 250

func (r *Registrar) plan(ctx context.Context, by disclosure.Caller, reach power.Reach, s Search) (plan, error) {
	if err := r.askable(by.Register, s); err != nil {
		return plan{}, err
	}
	if s.Department != "" && !reach.Covers(by, s.Department) {
		// The same answer as for a department that has recorded nothing.
		return plan{partition: store.IndexPartition(by.Register.String(), store.ByDepartment, disclosure.Canonical(s.Department)+"#none")}, nil
	}
	if reach == power.Own {
		s.Department = by.Department
	}
	terms := r.wanted(by.Register, s)
	if slices.ContainsFunc(terms, term.anew) {
		if err := r.findable(ctx, by.Register); err != nil {
			return plan{}, err
		}
	}
	chosen := slices.IndexFunc(terms, func(t term) bool { return !t.usual() })
	if reach == power.Own {
		for i, t := range terms {
			if t.by == store.ByDepartment {
				chosen = i
			}
		}
	}
	file := ""
	if terms[chosen].by == store.ByCase {
		var err error
		if file, err = r.nameOf(ctx, by.Register, s.Case); err != nil {
			return plan{}, err
		}
		// Rows of an older case say by keyed hashes of what was written who received; the
		// recipient's rows have been listed anew.
		if i := slices.IndexFunc(terms, func(t term) bool { return t.by == store.ByRecipient }); i >= 0 && file != s.Case.Key() {
			chosen = i
		}
	}
	p := plan{partition: indexPartition(by.Register, terms[chosen], file), term: terms[chosen], own: reach == power.Own}
	for i, t := range terms {
		if reach == power.Own && (t.by == store.ByFlag || t.by == store.ByAspect) {
			t = term{byShown, string(t.by) + "=" + t.value}
		}
		if i != chosen && t.by != store.ByAll {
			p.filter = append(p.filter, t)
		}
	}
	if reach == power.All && !slices.ContainsFunc(terms, func(t term) bool { return !t.broad() }) {
		for _, t := range listings(p.filter) {
			// A gateway's has not all that was listed before, and is its category's.
			if also := indexPartition(by.Register, t, file); goesTo[t] == "" && also != p.partition {
				p.also = append(p.also, also)
			}
		}
	}
	p.dense = reach == power.All && len(p.filter) > 0 && len(listings(p.filter)) == 0
	if goesTo[p.term] != "" {
		p.before = store.IndexPartition(by.Register.String(), p.term.by, p.term.value)
		p.dense = len(listings(p.filter)) == 0
	}
	if !s.From.IsZero() {
		p.from = store.IndexFrom(s.From.Start())
	}
	if !s.To.IsZero() {
		p.to = store.IndexTo(s.To.AddDays(1).Start())
	}
	if !s.From.IsZero() && !s.To.IsZero() && s.To.Before(s.From) {
		return plan{}, badQuestion(formFinding("/to", "The last day is before the first."))
	}
	return p, nil
}

// wanted lists what the search asks for, the most selective first.
func (r *Registrar) wanted(register disclosure.Register, s Search) []term {
	var ts []term
	add := func(by store.Dimension, given bool, value string) {
		if given {
			ts = append(ts, term{by, value})
		}
	}
	add(store.BySubject, s.Subject != "", r.keys.subject(register, s.Subject))
	add(store.ByCase, s.Case != "", s.Case.String())
	add(store.ByRecipient, s.Recipient != "", r.keys.recipient(register, s.Recipient))
	add(store.ByFlag, s.Flag != "", s.Flag)
	add(store.ByAspect, s.Aspect != "", s.Aspect)
	add(store.ByLegal, s.Basis != "", s.Basis)
	add(store.ByDepartment, s.Department != "", s.Department)
	add(store.ByCategory, s.RecipientCategory != "", s.RecipientCategory)
	add(store.ByDecision, s.Decision != "", s.Decision)
	add(store.ByAll, true, "")
	return ts
}

// broad reports whether the term's partition lists, under the same sort key and with the
// same summary, every entry that has the term. What a person, a case or a recipient is
// found by does more, and lists little.
func (t term) broad() bool {
	switch t.by {
	case store.ByAll, store.ByFlag, store.ByAspect, store.ByLegal, store.ByDepartment, store.ByCategory, store.ByDecision:
		return true
	}
	return false
}

// sparseReads is how many queries a page of little among much is at most.
const sparseReads = 10

// page reads the plan's partition once, and mostly that is all. Where that ends before
// the page is full and there is more, each term's partition is read from there: all list
// what matches, in the same order, so that the one of which a query reaches furthest has
// the least that does not. The page goes on in that one. A disclosure that was
// acknowledged before the question is in every partition it belongs to, and is seen in
// whichever is read.
func (r *Registrar) page(ctx context.Context, p plan, after string, limit int) (matching []store.Item, next string, err error) {
	matching, next, err = r.pageOf(ctx, p, p.partition, after, limit)
	sparsest, reads, enough := "", len(p.readWith(p.partition)), limit
	if p.dense {
		p.dense, sparsest, enough = false, p.partition, (limit+1)/2
	}
	if err != nil || next == "" || sparsest == "" && len(p.also) == 0 {
		return matching, next, err
	}
	for next != "" && len(matching) < enough {
		if reads += len(p.readWith(sparsest)); sparsest == "" {
			reads += len(p.also) + len(p.readWith(p.partition)) - 1
		}
		if reads > sparseReads {
			break
		}
		var more []store.Item
		if sparsest != "" {
			more, next, err = r.pageOf(ctx, p, sparsest, next, limit-len(matching))
		} else {
			sparsest, more, next, err = r.sparsest(ctx, p, next, limit-len(matching))
		}
		if err != nil {
			return nil, "", err
		}
		matching = append(matching, more...)
	}
	return matching, next, nil
}

// readWith are the partitions that are read where that one is.
func (p plan) readWith(partition string) []string {
	if p.before != "" && partition == p.partition {
		return []string{partition, p.before}
	}
	return []string{partition}
}

// sparsest reads each term's partition once, and returns the one that reaches furthest
// with what matches there.
func (r *Registrar) sparsest(ctx context.Context, p plan, after string, limit int) (partition string, matching []store.Item, next string, err error) {
	for _, one := range slices.Concat(p.also, []string{p.partition}) {
		items, reached, err := r.pageOf(ctx, p, one, after, limit)
		if err != nil {
			return "", nil, "", err
		}
		if partition == "" || reached < next { // the newest is read first; "" is the end
			partition, matching, next = one, items, reached
		}
		if next == "" {
			break
		}
	}
	return partition, matching, next, nil
}

// pageOf reads a partition once. Without a filter it reads one item more than asked, to
// know whether there is a next page. With one it reads as many as a query gives and stops
// at the limit.
func (r *Registrar) pageOf(ctx context.Context, p plan, partition, after string, limit int) (matching []store.Item, next string, err error) {
	most := store.MaxPage
	switch {
	case p.own:
		most = departmentPage
	case p.dense:
		most = min(2*(limit+1), store.MaxPage)
	case len(p.filter) == 0 && p.before == "":
		most = min(limit+1, store.MaxPage)
	}
	var page store.Page
	for _, one := range p.readWith(partition) {
		some, err := r.table.Query(ctx, store.Query{
			Partition: one, From: p.from, To: p.to, After: after, Descending: true, Limit: most,
		})
		if err != nil {
			return nil, "", read("query the index", err)
		}
		page = bothPages(page, some)
	}
	for i, item := range page.Items {
		if !matchesAll(item.Attrs, p.filter) || (partition != p.partition || p.term.shared()) && !matches(item.Attrs, p.term) {
			continue
		}
		if len(matching) == limit {
			// One more matches: the next page begins after the item before it.
			return matching, page.Items[i-1].Sort, nil
		}
		matching = append(matching, item)
	}
	if page.More {
		next = page.Next
	}
	return matching, next, nil
}

// bothPages is what two pages have that begin after the same item, the newest first and
// each once: down to where both were read.
func bothPages(a, b store.Page) store.Page {
	reached := "" // "" is the end
	for _, p := range []store.Page{a, b} {
		if p.More {
			reached = max(reached, p.Next)
		}
	}
	items := slices.Concat(a.Items, b.Items)
	slices.SortStableFunc(items, func(a, b store.Item) int { return strings.Compare(b.Sort, a.Sort) })
	items = slices.CompactFunc(items, func(a, b store.Item) bool { return a.Sort == b.Sort })
	items = slices.DeleteFunc(items, func(item store.Item) bool { return item.Sort < reached })
	return store.Page{Items: items, More: reached != "", Next: reached}
}

func matchesAll(summary store.Attrs, wanted []term) bool {
	for _, t := range wanted {
		if !matches(summary, t) {
			return false
		}
	}
	return true
}

func rowOf(item store.Item) (Row, error) {
	disclosedAt, err := instantOf(item)
	if err != nil {
		return Row{}, err
	}
	recordedAt, _ := item.Attrs[attrRecordedAt].(int64)
	row := Row{
		ID: entryOf(item), DisclosedAt: disclosedAt, RecordedAt: time.UnixMilli(recordedAt).UTC(),
		Kind:          disclosure.Kind(text(item, attrKind)),
		Corrects:      disclosure.EntryID(text(item, attrRoot)),
		RecipientKind: text(item, attrRecipientKind),
		Legal:         []string{}, Flags: []string{}, Aspects: []string{},
	}
	for _, t := range decodeTerms(text(item, attrTerms)) {
		switch t.by {
		case store.ByCase:
			row.Case = disclosure.CaseRef(t.value)
		case store.ByDecision:
			row.Decision = t.value
		case store.ByCategory:
			row.RecipientCategory = t.value
		case store.ByDepartment:
			row.Department = t.value
		case store.ByLegal:
			row.Legal = append(row.Legal, t.value)
		case store.ByFlag:
			row.Flags = append(row.Flags, t.value)
		case store.ByAspect:
			row.Aspects = append(row.Aspects, t.value)
		}
	}
	return row, nil
}

func text(item store.Item, name string) string {
	s, _ := item.Attrs[name].(string)
	return s
}

// entryOf and instantOf read an index item's sort key: instant#id.
func entryOf(item store.Item) disclosure.EntryID {
	_, id, _ := strings.Cut(item.Sort, "#")
	return disclosure.EntryID(id)
}

func instantOf(item store.Item) (time.Time, error) {
	instant, _, _ := strings.Cut(item.Sort, "#")
	return time.Parse(time.RFC3339, instant)
}
