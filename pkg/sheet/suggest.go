package sheet

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/disclosure"
)

const (
	// looksAt is how many rows a suggestion is made from.
	looksAt = 1000
	// mostWords is how many words a column may have for them to be listed.
	mostWords = 12
)

// Asked is what a suggestion is made with beside the log.
type Asked struct {
	Log     string   // its name; "" for one made of the department's
	Notices []string // ids of the council's privacy notices
	// LooksLike says what a text looks like that is probably a person, or says
	// something of one; "" for what does not.
	LooksLike func(text string) string
}

// seen is a column as its first rows have it.
type seen struct {
	name   string
	filled int
	counts map[string]int // of the cells, as written; nil once there are too many
	days   []string       // patterns by which it can be read
	texts  int            // cells that are no serial number
	unique bool           // on each sheet no cell stands twice
	sheet  string         // that was read last
	own    map[string]bool
	twin   bool // another column has the same name
	// mayRefer is how many cells may be a reference for a person; nil for a column that
	// is not called as one of them is.
	mayRefer *int
}

// suggest makes a first mapping of the names of the log's columns and of its first
// rows. What it cannot tell is a question mark, which [ReadMapping] refuses and
// names. Of the cells it repeats only words that repeat, are few, stand in a column
// that is for words and look like no person: whoever writes the mapping has to say
// what they mean.
func suggest(path string, asked Asked) ([]line, error) {
	place, err := guessPlace(path)
	if err != nil {
		return nil, err
	}
	s, err := Open(path, place)
	if err != nil {
		return nil, err
	}
	columns, err := s.look(asked)
	if err := errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	lines := []line{{Field: "log", Otherwise: asked.Log}}
	notRead := ""
	if place.hidden != nil {
		notRead = hiddenSheets(place.hidden)
	}
	switch {
	case place.EverySheet:
		lines = append(lines, line{Field: "sheets", Otherwise: "all"}, line{Field: "identity-per-sheet", Otherwise: "yes"})
	case place.Sheets != nil:
		lines = append(lines, line{Field: "sheets", Example: notRead, Otherwise: strings.Join(place.Sheets, ", ")}, line{Field: "identity-per-sheet", Otherwise: "yes"})
	case place.Sheet != "":
		lines = append(lines, line{Field: "sheet", Example: notRead, Otherwise: place.Sheet})
	}
	if place.Header > 0 {
		lines = append(lines, line{Field: "header", Otherwise: strconv.Itoa(place.Header)})
	}
	lines = append(lines, line{Field: "leave-out", Words: []string{"filled at most 1 = A heading, or a line of totals."}})
	for _, t := range s.tabs {
		for _, name := range t.merged {
			l := line{Column: name, Field: "merged"}
			if !slices.ContainsFunc(lines, func(other line) bool { return other.Field == l.Field && other.Column == l.Column }) {
				lines = append(lines, l)
			}
		}
	}
	taken := map[string]bool{}
	var unused []line
	before, refer := "", ofPeople(columns)
	for _, c := range columns {
		l, more := c.guess(taken, refer, before)
		if before = l.Field; l.Field == "" {
			unused = append(unused, l)
			continue
		}
		lines = append(append(lines, l), more...)
	}
	if !taken["identity"] { // a case that no two rows have tells them apart
		for i, l := range lines {
			if l.Field == "case" && slices.ContainsFunc(columns, func(c *seen) bool { return c.name == l.Column && c.unique && c.filled > 1 }) {
				taken["identity"] = true
				lines = slices.Insert(lines, i, line{Column: l.Column, Field: "identity"})
				break
			}
		}
	}
	lines = append(lines, still(taken, columns, asked)...)
	return append(lines, unused...), nil
}

func hiddenSheets(names []string) string {
	return "Not read: hidden sheets that name the same columns (" + strings.Join(names, ", ") + "). If they are parts of the log, name them too (sheets)."
}

// guessPlace finds which sheets hold the log and which row names its columns: the
// one of the first with the most names in it. Sheets that name the same columns are
// read together; of others the one with the most rows.
func guessPlace(path string) (Place, error) {
	type found struct {
		name, names string
		header      int
		rows        int
		hidden      bool
		unnamed     bool
	}
	var all []found
	s, err := Open(path, Place{EverySheet: true, guess: true})
	if err != nil {
		return Place{}, err
	}
	for _, t := range s.tabs {
		_, rows := t.source.share(0)
		all = append(all, found{t.name, foldName(strings.Join(t.names, "\x00")), t.header, int(rows), t.hidden, t.unnamed})
	}
	if err := s.Close(); err != nil {
		return Place{}, err
	}
	hidden := slices.DeleteFunc(slices.Clone(all), func(f found) bool { return !f.hidden })
	shown := slices.DeleteFunc(slices.Clone(all), func(f found) bool { return f.hidden })
	if len(shown) == 0 {
		shown, hidden = all, nil
	}
	best := slices.MaxFunc(shown, func(a, b found) int { return a.rows - b.rows })
	if best.unnamed {
		return Place{}, errUnnamed
	}
	if len(all) == 1 {
		return Place{Header: best.header, guess: true}, nil
	}
	alike := Place{Header: best.header, guess: true}
	for _, f := range hidden { // a copy of last year's, or a part of the log: nobody has said
		if f.names == best.names {
			alike.hidden = append(alike.hidden, f.name)
		}
	}
	for _, f := range shown {
		if f.names != best.names {
			continue
		}
		alike.Sheets = append(alike.Sheets, f.name)
		if f.header != best.header {
			alike.Header = 0 // it is found on each
		}
	}
	switch len(alike.Sheets) {
	case len(all):
		alike.Sheets, alike.EverySheet = nil, true
	case 1:
		alike.Sheets, alike.Sheet = nil, best.name
	}
	return alike, nil
}

// namesIn counts the cells that could name columns: text that is short and no number.
// Cells with digits in them, of which names have few, count against the row: one of data
// has more of them, and may well have more text than the names of its columns.
func namesIn(cells []string) (n int) {
	for _, cell := range cells {
		switch cell = clean(cell); {
		case strings.ContainsAny(cell, "0123456789"):
			n--
		case cell != "" && len(cell) < 100 && strings.ContainsFunc(cell, unicode.IsLetter):
			n++
		}
	}
	return n
}

// errUnnamed is of a log in which no row names the columns. Its first row is somebody's.
var errUnnamed = errors.New("no row among the first 30 seems to name the columns: they look like rows of the log. Put a row above them that says what each column is, such as No, Date, Person ref, Sent to, and run this again")

// headers finds the row, counted from 1, with the most names in it that is no row of the
// log; 0 when there is none.
func (t *tab) headers(rows [][]string) int {
	best, most := 0, 0
	for i := range rows {
		cells := t.headed(rows, i+1)
		if n := namesIn(cells); n > most && !t.isOfLog(rows, i) {
			best, most = i+1, n
		}
	}
	return best
}

// isOfLog reports whether a row has in it what no name of a column is: a day, a number by
// itself, a long number, an e-mail address, a word for yes; or a reference like that of the
// row below it or above.
func (t *tab) isOfLog(rows [][]string, i int) bool {
	b := &building{row: Row{tab: t}}
	for at, cell := range rows[i] {
		if cell = clean(cell); cell == "" {
			continue
		}
		if _, reads := b.read(dayPatterns, cell); reads || aDatum.MatchString(cell) {
			return true
		}
		for _, other := range []int{i - 1, i + 1} {
			if other >= 0 && other < len(rows) && at < len(rows[other]) && strings.ContainsAny(cell, "0123456789") && outline(cell) == outline(clean(rows[other][at])) {
				return true
			}
		}
	}
	return false
}

// outline is a text with its digits alike, and its letters.
func outline(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '0'
		case unicode.IsLetter(r):
			return 'a'
		}
		return r
	}, text)
}

// look reads the first rows.
func (s *Sheet) look(asked Asked) ([]*seen, error) {
	var columns []*seen
	names := s.tabs[0].names
	for i, name := range names {
		places := s.tabs[0].columns[foldName(name)]
		switch {
		case name == "":
			name = "column " + columnLetter(i+1)
		case len(places) > 1:
			name = fmt.Sprintf("%s #%d", name, slices.Index(places, i)+1)
		}
		c := &seen{name: strings.Join(strings.Fields(name), " "), counts: map[string]int{}, unique: true, twin: len(places) > 1}
		for _, g := range guesses {
			if g.field == aReference && g.name.MatchString(c.called()) {
				c.mayRefer = new(int)
			}
		}
		columns = append(columns, c)
	}
	rows := 0
	for row, err := range s.Rows() {
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", row.Number, err)
		}
		if rows++; rows > looksAt {
			break
		}
		if row.filled() < 2 || row.tab.isHeader(row.cells) {
			continue
		}
		for i, c := range columns {
			if i >= len(row.cells) {
				continue
			}
			cell := clean(row.cells[i])
			if c.add(row, cell); c.mayRefer != nil && cell != "" && asked.LooksLike(cell) == "" {
				*c.mayRefer++
			}
		}
	}
	return slices.DeleteFunc(columns, func(c *seen) bool { return c.filled == 0 && strings.HasPrefix(c.name, "column ") }), nil
}

func (c *seen) add(row Row, cell string) {
	if cell == "" {
		return
	}
	c.filled++
	if c.own == nil || c.sheet != row.Sheet() {
		c.sheet, c.own = row.Sheet(), map[string]bool{}
	}
	c.unique, c.own[cell] = c.unique && !c.own[cell], true
	if c.counts != nil {
		c.counts[cell]++
		if len(c.counts) > looksAt/2 {
			c.counts = nil
		}
	}
	if _, serial := row.tab.source.serial(cell); serial {
		return
	}
	c.texts++
	if !c.reads(row, cell, dayPatterns) {
		c.reads(row, cell, monthFirst)
	}
}

// reads reports whether the cell is a day as one of the patterns has it, and remembers
// each that has.
func (c *seen) reads(row Row, cell string, patterns []string) (one bool) {
	b := &building{row: row}
	for _, pattern := range patterns {
		if _, reads := b.read([]string{pattern}, cell); reads {
			if one = true; !slices.Contains(c.days, pattern) {
				c.days = append(c.days, pattern)
			}
		}
	}
	return one
}

// aReference is the field of a person's reference, and days are those that are days.
const aReference = "subjects.reference"

var days = map[string]bool{"disclosedAt": true, "tellSubject.on": true, "evidence.investigationRequestDate": true}

// called is the column's name without what it says of its words, and without which it is
// of several.
func (c *seen) called() string {
	name := foldName(c.name)
	if parts := nth.FindStringSubmatch(name); c.twin && parts != nil {
		name = parts[1]
	}
	return strings.Trim(yesOrNo.ReplaceAllString(name, ""), "?: ")
}

// ofPeople finds the column of references for people among those that are called as
// though they were: one whose cells are mostly none, such as names, gives way to another.
func ofPeople(columns []*seen) (best *seen) {
	most := -1.0
	for _, c := range columns {
		if c.mayRefer == nil {
			continue
		}
		share := 0.0
		if c.filled > 0 {
			share = float64(*c.mayRefer) / float64(c.filled)
		}
		if numbered.MatchString(c.called()) {
			share += 0.01 // where the cells do not tell, the name does
		}
		if share > most {
			best, most = c, share
		}
	}
	return best
}

// guess says what the column probably is, which stands beside that of the field before,
// and what else is to be read of it.
func (c *seen) guess(taken map[string]bool, refer *seen, before string) (line, []line) {
	name := c.called()
	for _, g := range guesses {
		if !g.name.MatchString(name) || taken[g.field] {
			continue
		}
		switch {
		case g.field == aReference && refer != nil && c != refer:
			continue // another column has references
		case c.twin && days[g.field]:
			continue // of two columns with one name nobody can tell whose day is which
		case g.field == "identity" && !c.unique:
			continue
		case whenOrWhat.MatchString(name) && (g.field == "disclosedAt") != (c.texts == 0 || c.days != nil):
			continue // "Sent" may be when, or what
		case (g.field == "recipient.person" && name == "officer" || g.field == "recipient.post" && name != "rank") && !strings.HasPrefix(before, "recipient."),
			g.field == "authorisedBy.post" && before != "authorisedBy.name":
			continue // whose officer, and whose post, the column beside it says
		}
		taken[g.field] = true
		l := line{Column: c.name, Field: g.field, Example: g.example}
		switch g.field {
		case "identity":
			if totals := c.totals(); totals != nil {
				return l, []line{{Column: c.name, Field: "leave-out", Words: totals}}
			}
		case "disclosedAt", "tellSubject.on", "evidence.investigationRequestDate":
			if l.Written = c.days; l.Written == nil {
				l.Written = []string{"dd/mm/yyyy"}
			}
		case "recipient.organisation":
			return l, []line{
				{c.name, "recipient.category", "ombudsman", nil, c.words("recipient.category"), ""},
				{c.name, "recipient.kind", "housing-ombudsman", nil, c.words("recipient.kind"), ""},
			}
		case "decision", "justification.lawfulBases", "justification.conditions", "method.channel", "tellSubject.outcome":
			l.Words = c.words(g.field)
		}
		return l, nil
	}
	return line{Column: c.name}, nil
}

// totals are the words of the column by which a line of totals is known.
func (c *seen) totals() (words []string) {
	for _, word := range slices.Sorted(maps.Keys(c.counts)) {
		if total.MatchString(disclosure.SearchName(word)) {
			words = append(words, word+" = A line of totals.")
		}
	}
	return words
}

var total = regexp.MustCompile(`^((grand|sub)[ -]?)?(totals?|sum)( (ytd|requests?|disclosures?|entries|rows|records))?:?$`)

// words lists the words of the column, with what each probably means: those alone
// that repeat, where they are few, and that mean something here, or may be listed. Whatever
// else stands in the column is one question.
func (c *seen) words(field string) []string {
	rest := "* = ?"
	if c.counts == nil || people.MatchString(foldName(c.name)) && field != "recipient.category" && field != "recipient.kind" {
		return []string{rest}
	}
	var repeated []string
	for word, times := range c.counts {
		if times > 1 && !strings.ContainsAny(word, "=\n*?") && len(word) <= 60 {
			repeated = append(repeated, word)
		}
	}
	slices.Sort(repeated)
	var words []string
	others := len(repeated) != len(c.counts)
	for _, word := range repeated {
		if title := titled.FindString(word); title != "" { // and then a person's name
			word = strings.TrimSpace(title) + "*"
			if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, word+" = ") }) {
				continue
			}
		}
		folded := disclosure.SearchName(word)
		means := "?"
		for _, m := range meanings[field] {
			if m.word.MatchString(folded) {
				means = m.means
				break
			}
		}
		if !mayBeListed(field, word, means != "?") {
			others = true
			continue
		}
		words = append(words, word+" = "+means)
	}
	if len(words) > mostWords {
		return []string{rest}
	}
	if others || words == nil {
		words = append(words, rest)
	}
	return words
}

// mayBeListed reports whether a word may be repeated: one whose whole meaning is known,
// the name of a body in a column of them, a way of sending, a provision of an Act.
// Whatever else it is, it may say something of a person.
func mayBeListed(field, word string, known bool) bool {
	folded := disclosure.SearchName(word)
	switch field {
	case "recipient.category", "recipient.kind":
		return (known || bodies.MatchString(folded)) && !strings.ContainsAny(word, ",()0123456789") && !ofAPerson.MatchString(folded) || officeAlone.MatchString(word)
	case "method.channel":
		return known && ways.MatchString(folded)
	case "justification.lawfulBases", "justification.conditions":
		return known || provision.MatchString(folded)
	}
	return known
}

// still are the fields that no column was found for, as questions.
func still(taken map[string]bool, columns []*seen, asked Asked) []line {
	notice := "?"
	if len(asked.Notices) == 1 {
		notice = asked.Notices[0]
	}
	lines := []line{{Field: "notice", Example: strings.Join(asked.Notices, " or "), Otherwise: notice}}
	for _, ask := range []line{
		{Field: "identity", Column: "?"},
		{Field: "case", Example: "DBC-C-2026-0141"},
		{Field: "decision", Example: "disclosed, partly-disclosed or refused"},
		{Field: "disclosedAt", Example: "2026-11-09T14:05:00Z"},
		{Field: "reason", Example: "The ombudsman asked for the complaint file."},
		{Field: "purpose", Example: "answer the ombudsman's investigation of the complaint"},
		{Field: "recipient.organisation", Example: "Housing Ombudsman Service"},
		{Field: "subjects.reference", Example: "DBC-P-410022"},
		{Field: "subjects.role", Example: "complainant"},
		{Field: "data.category", Example: "complaint-nature"},
		{Field: "data.description", Example: "The complaint form"},
		{Field: "justification.lawfulBases", Example: "ukgdpr-6-1-e"},
		{Field: "tellSubject.outcome", Example: "told, not-told, deferred or not-due"},
		{Field: "authorisedBy.name", Example: "B. Example"},
		{Field: "authorisedBy.post", Example: "Complaints Manager"},
	} {
		if !taken[ask.Field] {
			if ask.Column == "" {
				ask.Otherwise = "?"
			}
			lines = append(lines, ask)
		}
	}
	if !taken["recipient.organisation"] {
		lines = append(lines, line{Field: "recipient.category", Example: "ombudsman", Otherwise: "?"})
	}
	return lines
}

// question is a question mark that is written bare, which not every reader of YAML
// takes for text.
var question = regexp.MustCompile(`(?m)(: |- )\?$`)

// yesOrNo is what a column's name says of its words.
var yesOrNo = regexp.MustCompile(`\??\s*\(?y(es)? ?/ ?n(o)?\)?$`)

var notInAName = regexp.MustCompile(`[^a-z0-9]+`)

// Suggest returns a first mapping of the log, as YAML or as a workbook (the
// name ends in .xlsx) in which an officer says what each column is.
func Suggest(log, as string, asked Asked) ([]byte, error) {
	if asked.Log == "" {
		base := strings.TrimSuffix(filepath.Base(log), filepath.Ext(log))
		asked.Log = strings.Trim(notInAName.ReplaceAllString(strings.ToLower(base), "-"), "-")
	}
	lines, err := suggest(log, asked)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(filepath.Ext(as), ".xlsx") {
		return workbookOf(lines)
	}
	mapping, wrong := mappingOf(lines)
	if wrong != nil {
		return nil, errors.Join(wrong...)
	}
	text, err := yaml.MarshalWithOptions(mapping, yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("write the mapping: %w", err)
	}
	text = question.ReplaceAll(text, []byte(`$1"?"`))
	var unused []string
	for _, l := range lines {
		if l.Field == "" {
			unused = append(unused, strconv.Quote(l.Column))
		}
	}
	head := "# A first mapping, guessed from the names of the columns (docs/import.md). Look at\n# each line, and answer every question mark.\n"
	for _, l := range lines {
		if l.Example != "" && (l.Field == "sheet" || l.Field == "sheets") {
			head += "# " + l.Example + "\n"
		}
	}
	if unused != nil {
		head += "# Not used: " + strings.Join(unused, ", ") + "\n"
	}
	return append([]byte(head), text...), nil
}
