// Package columns says, once, which columns a list of the API has when people read it as
// a table: the command's answer to a question, the console's table and the spreadsheet of
// the same list have these, with these headings and the same words in them.
//
// It makes a table of an answer as it is in JSON, so that whoever reads the API can; it
// asks nothing and decides nothing. Ids are put in the catalogue's words, and instants in
// London's time.
package columns

import (
	"net/url"
	"slices"
	"strings"
)

// Answer is how the answer at an address is shown.
type Answer struct {
	// Lists are shown one after another, the first of which is what was asked for.
	Lists []List
	// Earliest is the place of a day by which the rows of the first list stand where they
	// are read as a table, the earliest first and those without one last; empty leaves them
	// as the answer has them.
	Earliest string
	// About are what the answer says beside its rows: columns of it as a whole.
	About []Column
}

// List is one list of an answer.
type List struct {
	// Name is the member of the answer that has the rows; "" is the answer itself, as one
	// row.
	Name    string
	Title   string // what it is, where it stands beside another; empty of the first
	Columns []Column
	// Answering is an aspect: of the flags of a row only those that are about it are shown.
	// All when empty.
	Answering string
}

// Column is a heading, and where in a row its cell comes from.
type Column struct {
	Heading string
	// Places are dotted: what stands at any of them is shown, each once.
	Places []string
	// First is true where only the first place is shown at which anything stands.
	First bool
	// Paired is true where the places are of one list, and what stands at them in one member
	// belongs together: the kind of data and what it was.
	Paired bool
	// Plain is true of words of the API with hyphens between.
	Plain bool
	// None is what the cell says where nothing stands at any place, and a blank would read
	// as if nobody had looked.
	None string
}

// Of returns how the answer at an address below the register is shown, and whether there
// is anything to show: the address is that of one answer or of all that are like it,
// "/cases/{case}/own". What was asked may choose among the columns of one address.
func Of(path string, asked url.Values) (Answer, bool) {
	at := strings.Split(path, "/")
	for pattern, answer := range declared {
		if like(at, strings.Split(pattern, "/")) {
			return answer(asked), true
		}
	}
	return Answer{}, false
}

// Paths are the addresses of which this package says how they are shown.
func Paths() []string {
	var all []string
	for path := range declared {
		all = append(all, path)
	}
	slices.Sort(all)
	return all
}

func like(at, pattern []string) bool {
	return slices.EqualFunc(at, pattern, func(step, of string) bool { return step == of || strings.HasPrefix(of, "{") })
}

// Headings are those of the list, in order.
func (l List) Headings() []string {
	var all []string
	for _, c := range l.Columns {
		all = append(all, c.Heading)
	}
	return all
}

// listOf reads a list's columns as they are declared: a heading, and after "=" where its
// cell comes from, which may be several places with a bar between, or with > where the first
// counts at which anything stands, or with & where they are of one thing and read together. What has no "=" stands
// at the place that it is named after. A place that ends with ~ has words of the API, and what follows a
// question mark is said where nothing stands there.
func listOf(name, title string, columns ...string) List {
	l := List{Name: name, Title: title}
	for _, c := range columns {
		l.Columns = append(l.Columns, columnOf(c))
	}
	return l
}

func columnOf(declared string) Column {
	declared, none, _ := strings.Cut(declared, "?")
	heading, places, named := strings.Cut(declared, "=")
	if !named {
		places = heading
	}
	places, plain := strings.CutSuffix(places, "~")
	heading = strings.TrimSuffix(heading, "~")
	return Column{
		Heading: strings.ToUpper(heading[:1]) + heading[1:],
		Places:  strings.Split(strings.NewReplacer(">", "|", "&", "|").Replace(places), "|"),
		First:   strings.Contains(places, ">"), Paired: strings.Contains(places, "&"), Plain: plain, None: none,
	}
}
