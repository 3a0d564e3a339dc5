package api

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/columns"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/report"
)

// sheet is how a list is answered as a spreadsheet, whole, where text/csv is asked for.
type sheet struct {
	// lists are the members of the answer that hold the rows.
	lists []string
	// most is the greatest limit of a page, where it can be chosen: each page is a look.
	most int
	// next is the parameter that asks for the next page, and the member that says so:
	// empty of a list that is answered in one piece.
	next string
}

// sheets are the lists, by their operations. Each is for who works on it: of the answer to a
// person too, whose letter is had from the door alone.
var sheets = map[string]sheet{
	"search-disclosures":        {[]string{"rows"}, 200, "cursor"},
	"read-disclosures":          {[]string{"disclosures"}, 50, "cursor"},
	"show-access-requests":      {[]string{"requests"}, 0, "cursor"},
	"show-accesses":             {[]string{"accesses"}, 200, "cursor"},
	"show-agreements":           {[]string{"agreements"}, 0, "cursor"},
	"show-cleared-flags":        {[]string{"flags"}, 0, "cursor"},
	"show-closed-breaches":      {[]string{"breaches"}, 0, "cursor"},
	"show-undecided-objections": {[]string{"objections"}, 0, "cursor"},
	"show-unfinished-letters":   {[]string{"letters"}, 0, "cursor"},
	"show-cases":                {[]string{"cases"}, 100, "cursor"},
	"show-certificates":         {[]string{"certificates"}, 0, "cursor"},
	"show-changes":              {[]string{"changes"}, 0, ""},
	"show-due":                  {[]string{"cases"}, 0, "cursor"},
	"show-duplicates":           {[]string{"pairs"}, 0, "cursor"},
	"show-exports":              {[]string{"exports"}, 0, "cursor"},
	"show-fact-retention":       {[]string{"facts"}, 0, "cursor"},
	"show-facts":                {[]string{"facts"}, 0, ""},
	"show-flags":                {[]string{"flags"}, 0, "cursor"},
	"show-holds":                {[]string{"holds"}, 0, "cursor"},
	"show-joins":                {[]string{"joins"}, 0, "before"},
	"show-not-started":          {[]string{"cases"}, 0, "cursor"},
	"show-open-breaches":        {[]string{"breaches"}, 0, "cursor"},
	"show-overdue-emergencies":  {[]string{"emergencies"}, 0, "cursor"},
	"show-overdue-markers":      {[]string{"markers"}, 0, "cursor"},
	"show-overdue-tellings":     {[]string{"tellings"}, 0, "cursor"},
	"show-overdue-withholdings": {[]string{"withholdings"}, 0, "cursor"},
	"show-own-case":             {[]string{"disclosures", "correspondence"}, 0, "cursor"},
	"show-own-work":             {[]string{"disclosures", "letters"}, 0, "cursor"},
	"show-pending-facts":        {[]string{"facts"}, 0, "cursor"},
	"show-retention-records":    {[]string{"records"}, 0, "cursor"},
	"show-reviews":              {[]string{"cases"}, 0, "cursor"},
	"show-share-people":         {[]string{"people"}, 0, "cursor"},
	"show-shares":               {[]string{"shares"}, 0, "cursor"},
	"show-sharing":              {[]string{"disclosures", "joined", "recipients", "unlisted"}, 0, "cursor"},
	"show-statistics":           {[]string{"rows"}, 0, ""},
	"show-undecided":            {[]string{"undecided", "shares", "perhapsOne"}, 0, "cursor"},
	"show-untold-changes":       {[]string{"changes"}, 0, "cursor"},
	"subject-report":            {[]string{"shared", "perhaps", "changes"}, 0, ""},
	"review-subject-report":     {[]string{"about", "perhapsOne", "perhaps", "unlisted", "changes", "differences"}, 0, ""},
	"show-breach":               {[]string{"", "notices", "others"}, 0, ""},
	"draw-sample":               {[]string{"items"}, 0, ""},
	"check-letter":              {[]string{""}, 0, ""},
	"show-law":                  {[]string{"", "asked"}, 0, ""},
}

// maxSheetRows is how many rows a spreadsheet of a list has at most. An export has no
// such bound, and does not keep anybody waiting.
const maxSheetRows = 10_000

// toWriteSheet is how long six megabytes take to be written and sent, at the most.
const toWriteSheet = 2 * time.Second

// inSheets answers a list as a spreadsheet where that is asked for. It asks what comes
// next for each page in JSON, with the caller's own token and purpose: who may see the
// list, and what is on record of the look, is what it is of the pages.
func (s *service) inSheets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !prefersCSV(r.Header.Values("Accept")) {
			next.ServeHTTP(w, r)
			return
		}
		_, pattern := s.mux.Handler(r)
		operation := s.prepared[pattern].id
		list, is := sheets[operation]
		if !is {
			next.ServeHTTP(w, r)
			return
		}
		r.Pattern = pattern // for the log
		boundAnswers(s.asSheet(operation, list, next)).ServeHTTP(w, r)
	})
}

// asSheet answers one list so: the columns that it has wherever it is read as a table, and
// after them each member of a row as it is in JSON.
func (s *service) asSheet(operation string, list sheet, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shape := s.shapeOf(operation, list, r)
		rows, refused := list.read(next, r, shape)
		if refused != nil {
			maps.Copy(w.Header(), refused.header)
			w.WriteHeader(refused.status)
			_, _ = w.Write(refused.body.Bytes()) // a client that hung up needs no answer
			return
		}
		w.Header().Set("Content-Type", report.CSVType)
		w.Header().Set("Content-Disposition", `attachment; filename="`+strings.TrimPrefix(operation, "show-")+`-not-for-the-person.csv"`)
		_ = report.WriteCells(w, shape.headings(), rows) // a client that hung up needs no answer
	})
}

// shape is which columns a spreadsheet has, of the list and not of what happens to be in it.
type shape struct {
	lists   []columns.List
	shown   []string // the headings of what people read, of all lists
	members []member // and what is in JSON
	words   columns.Words
	ids     titles
}

// member is a place in a row as it is in JSON.
type member struct {
	path    []string
	heading string
	beside  string // the heading of its words or its time in London; empty where it has none
}

// shapeOf returns the shape of what was asked for.
func (s *service) shapeOf(operation string, list sheet, r *http.Request) shape {
	_, path, _ := strings.Cut(r.Pattern, "{register}")
	_, after, _ := strings.Cut(r.URL.Path, "/registers/")
	register, _, _ := strings.Cut(after, "/")
	answer, _ := columns.Of(path, r.URL.Query())
	of := shape{lists: make([]columns.List, len(list.lists)), words: s.inWords(disclosure.Register(register)), ids: s.titles()}
	for i, name := range list.lists {
		if n := slices.IndexFunc(answer.Lists, func(l columns.List) bool { return l.Name == name }); n >= 0 {
			of.lists[i] = answer.Lists[n]
		}
		for _, heading := range of.lists[i].Headings() {
			if !slices.Contains(of.shown, heading) {
				of.shown = append(of.shown, heading)
			}
		}
	}
	for _, place := range columnsOf(s.listed[operation], list) {
		path := place.path
		if place.plain() && s.shownWith(operation, of.lists, path, func(c columns.Column) bool { return !c.InWords() && len(c.Places) == 1 }) {
			continue // it stands there as it is
		}
		// Of two columns of one heading a spreadsheet's reader would take one for the other,
		// and capitals do not tell them apart there.
		heading := strings.Join(path, ".")
		if slices.ContainsFunc(of.shown, func(shown string) bool { return strings.EqualFold(shown, heading) }) {
			heading += " (as in JSON)"
		}
		m := member{path: path, heading: heading}
		if label := inWordsToo(path); label == inLondon || label != "" && !s.shownWith(operation, of.lists, path, columns.Column.InWords) {
			m.beside = strings.Join(path, ".") + " (" + label + ")"
		}
		of.members = append(of.members, m)
	}
	return of
}

// shownWith reports whether each list whose rows have a member has a column of it that is
// shown so.
func (s *service) shownWith(operation string, lists []columns.List, path []string, so func(columns.Column) bool) bool {
	for _, list := range lists {
		has := slices.ContainsFunc(columnsOf(s.listed[operation], sheet{lists: []string{list.Name}}), func(p place) bool { return slices.Equal(p.path, path) })
		shows := slices.ContainsFunc(list.Columns, func(c columns.Column) bool { return so(c) && slices.Contains(c.Places, strings.Join(path, ".")) })
		if has && !shows {
			return false
		}
	}
	return true
}

// several reports whether rows say of which list they are.
func (s shape) several() bool { return len(s.lists) > 1 }

func (s shape) headings() []string {
	headings := []string{"marking"}
	if s.several() {
		headings = append(headings, "list")
	}
	headings = append(headings, s.shown...)
	for _, m := range s.members {
		headings = append(headings, m.heading)
		if m.beside != "" {
			headings = append(headings, m.beside)
		}
	}
	return headings
}

// row is a row of the list of that number.
func (s shape) row(number int, of any) []report.Cell {
	list := s.lists[number]
	row := []report.Cell{{Text: notForThePerson}}
	if s.several() {
		row = append(row, report.Cell{Text: cmp.Or(list.Name, "answer")})
	}
	said := list.Cells(s.words, of)
	for _, heading := range s.shown {
		cell := report.Cell{}
		if n := slices.Index(list.Headings(), heading); n >= 0 {
			cell = report.Cell{Text: said[n], Number: isNumber(of, list.Columns[n])}
		}
		row = append(row, cell)
	}
	for _, m := range s.members {
		value := under(of, m.path)
		_, counted := value.(json.Number)
		row = append(row, report.Cell{Text: inCell(s.ids, m.path[len(m.path)-1], value), Number: counted})
		if m.beside != "" {
			row = append(row, report.Cell{Text: titled(s.ids, of, m.path, value)})
		}
	}
	return row
}

// isNumber reports whether what the column shows of a row is a number and nothing else.
func isNumber(row any, c columns.Column) bool {
	if len(c.Places) != 1 {
		return false
	}
	_, is := under(row, strings.Split(c.Places[0], ".")).(json.Number)
	return is
}

// piece is an answer that is kept, and sent to nobody as it is.
type piece struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (p *piece) Header() http.Header         { return p.header }
func (p *piece) WriteHeader(status int)      { p.status = status }
func (p *piece) Write(b []byte) (int, error) { return p.body.Write(b) }

// read asks for the list page after page. Where one is not answered, or there are too many
// rows, or more than can be read in the time that the request has, that is what it returns
// instead.
func (l sheet) read(next http.Handler, r *http.Request, as shape) (rows [][]report.Cell, refused *piece) {
	query := r.URL.RawQuery
	if l.most > 0 && !r.URL.Query().Has("limit") {
		query = strings.TrimPrefix(query+"&limit="+strconv.Itoa(l.most), "&")
	}
	weight, slowest := 0, time.Duration(0)
	for {
		// Where a request has to be answered in time, a page more is asked for only while one
		// that took twice as long as any before it would be in time.
		began := time.Now()
		if end, ends := r.Context().Deadline(); ends && slowest > 0 && end.Sub(began) < 2*slowest+toWriteSheet {
			return nil, refusedWith(r, problem.Of(http.StatusUnprocessableEntity,
				"This list takes longer than an answer may as a spreadsheet, and part of it would mislead. Ask for less, such as a shorter period, for its pages in JSON, or for an export (POST /exports), which has every row and keeps nobody waiting.", nil))
		}
		page := &piece{header: http.Header{}, status: http.StatusOK}
		asked := r.Clone(r.Context())
		asked.URL.RawQuery = query
		asked.Header.Set("Accept", "application/json")
		next.ServeHTTP(page, asked)
		slowest = max(slowest, time.Since(began))
		if page.status != http.StatusOK {
			return nil, page
		}
		var body map[string]any
		decoder := json.NewDecoder(&page.body)
		decoder.UseNumber()
		if err := decoder.Decode(&body); err != nil {
			return nil, refusedWith(r, problem.Of(http.StatusInternalServerError, "The list cannot be written as a spreadsheet.", nil))
		}
		as.words = as.words.With(body)
		for number, list := range as.lists {
			for _, of := range list.Rows(body) {
				row := as.row(number, of)
				for _, cell := range row {
					weight += len(cell.Text) + 1
				}
				rows = append(rows, row)
			}
		}
		if len(rows) > maxSheetRows || weight > MaxAnswer {
			return nil, refusedWith(r, problem.Of(http.StatusUnprocessableEntity,
				"This is more than a spreadsheet of a list takes (10,000 rows, or six megabytes), and part of it would mislead. Ask for less, such as a shorter period, or ask for an export (POST /exports), which has every row.", nil))
		}
		cursor, _ := body[l.next].(string)
		if cursor == "" {
			return rows, nil
		}
		following, _ := url.ParseQuery(query) // which has been answered
		following.Set(l.next, cursor)
		query = following.Encode()
	}
}

func refusedWith(r *http.Request, p *problem.Problem) *piece {
	written := &piece{header: http.Header{}, status: http.StatusOK}
	problem.Write(written, r, p)
	return written
}

// prefersCSV reports whether text/csv is asked for before JSON: by a greater weight, or
// by name and no later.
func prefersCSV(accepts []string) bool {
	best, csv := 0.0, false
	for accepted := range strings.SplitSeq(strings.Join(accepts, ","), ",") {
		kind, parameters, err := mime.ParseMediaType(accepted)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, given := parameters["q"]; given {
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		if is := kind == "text/csv"; (is || kind == "application/json") && weight > best {
			best, csv = weight, is
		}
	}
	return csv
}

// under is the value at a path of members, or nil.
func under(value any, path []string) any {
	for _, name := range path {
		object, is := value.(map[string]any)
		if !is {
			return nil
		}
		value = object[name]
	}
	return value
}

// inCell writes the value of a member as people read it: several things that are words
// between "; ", several that have parts on lines of their own, a part that is an id or an
// instant with its words after it.
func inCell(words titles, member string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	case []any:
		between, parts := "; ", []string{}
		for _, one := range v {
			if _, is := one.(map[string]any); is {
				between = "\n"
			}
			parts = append(parts, inCell(words, strings.TrimSuffix(member, "s"), one)) // recipients are each a recipient
		}
		if between == "; " {
			return columns.Joined(member, parts)
		}
		return strings.Join(parts, between)
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			said := inCell(words, name, v[name])
			switch v[name].(type) {
			case map[string]any, []any:
				said = "(" + strings.ReplaceAll(said, "\n", "; ") + ")"
			}
			if at := []string{member, name}; inWordsToo(at) != "" && idsOf(at) != evidenceIDs {
				if in := titled(words, map[string]any{member: v}, at, v[name]); in != "" {
					said += " (" + in + ")"
				}
			}
			parts = append(parts, name+": "+said)
		}
		return strings.Join(parts, ", ")
	}
	return ""
}

// place is where in a row something stands, and what.
type place struct {
	path []string
	of   reflect.Type
}

// plain reports whether what stands there is written the same in a table and in JSON.
func (p place) plain() bool { return p.of.Kind() == reflect.String || p.of.Kind() == reflect.Int }

// columnsOf are the places of what a row of the answer's lists can hold, in the order in
// which it is written. They are of the list, and not of what happens to be in it.
func columnsOf(answer reflect.Type, l sheet) (places []place) {
	seen := map[string]bool{}
	for _, name := range l.lists {
		row := answer
		if name != "" {
			row = memberOf(answer, name)
		}
		for row.Kind() == reflect.Slice || row.Kind() == reflect.Pointer {
			row = row.Elem()
		}
		for _, p := range spread(row, nil) {
			at := strings.Join(p.path, ".")
			if name == "" && slices.Contains(l.lists, at) {
				continue // it has rows of its own
			}
			if at != "" && !seen[at] { // of words there are no members
				seen[at] = true
				places = append(places, p)
			}
		}
	}
	return places
}

// memberOf is the type of a member of an answer. That there is one, a test sees to.
func memberOf(answer reflect.Type, name string) reflect.Type {
	for answer.Kind() == reflect.Pointer {
		answer = answer.Elem()
	}
	for i := range answer.NumField() {
		field := answer.Field(i)
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && tag == "" && field.Type.Kind() == reflect.Struct {
			if t := memberOf(field.Type, name); t != nil {
				return t
			}
		}
		if tag == name {
			return field.Type
		}
	}
	return nil
}

// deepest is how far down a row is spread over columns; what is deeper stands in one cell.
const deepest = 4

var (
	writesJSON = reflect.TypeFor[json.Marshaler]()
	writesText = reflect.TypeFor[encoding.TextMarshaler]()
)

func spread(t reflect.Type, path []string) []place {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	whole := func(as reflect.Type) bool { return t.Implements(as) || reflect.PointerTo(t).Implements(as) }
	if t.Kind() != reflect.Struct || len(path) == deepest || whole(writesJSON) || whole(writesText) {
		return []place{{path, t}}
	}
	var places []place
	for i := range t.NumField() {
		field := t.Field(i)
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case tag == "-" || !field.IsExported() && !field.Anonymous:
		case field.Anonymous && tag == "":
			places = append(places, spread(field.Type, path)...)
		default:
			if tag == "" {
				tag = field.Name
			}
			places = append(places, spread(field.Type, append(slices.Clone(path), tag))...)
		}
	}
	return places
}

// describeSheets says in the description which lists are had as spreadsheets.
func describeSheets(o *huma.Operation) {
	if _, is := sheets[o.OperationID]; !is {
		return
	}
	o.Description += " With Accept: text/csv, the whole list as a spreadsheet, of at most 10,000 rows."
	o.Responses["200"].Content["text/csv"] = &huma.MediaType{Schema: &huma.Schema{
		Type:        huma.TypeString,
		Description: "Not for the person, as its name and its first column say. One row for each thing listed, in UTF-8 with a byte order mark; list says which of several lists the row is of. First the columns that the list has wherever it is read as a table, then what else is in JSON: docs/questions.md. What a spreadsheet would run has an apostrophe before it.",
	}}
}

// keepType keeps what a list is made of, for the columns of its spreadsheet.
func keepType[B any](s *service, operation string) {
	keepTypeOf(s, operation, reflect.TypeFor[B]())
}

func keepTypeOf(s *service, operation string, body reflect.Type) {
	if _, is := sheets[operation]; is {
		if s.listed == nil {
			s.listed = map[string]reflect.Type{}
		}
		s.listed[operation] = body
	}
}
