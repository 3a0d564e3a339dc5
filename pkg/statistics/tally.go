package statistics

import (
	"cmp"
	"slices"
)

// Line is one published number.
type Line struct {
	Table Table  `json:"table" enum:"month,decision,recipient,recipient-kind,department,basis,condition,exemption,gateway,refused-recipient,refused-reason,refused-recipient-reason,exemption-department,data" doc:"What it is counted by"`
	Value string `json:"value" doc:"A value of the table: a catalogue id, a month, a decision, a department"`
	And   string `json:"and,omitempty" doc:"The second value, in a table of two"`
	// TableTitle, Title and AndTitle are the table and its values in plain words, "" until
	// somebody who has them writes them.
	TableTitle string `json:"tableTitle,omitempty" doc:"The table in plain words"`
	Title      string `json:"title,omitempty" doc:"The value in plain words"`
	AndTitle   string `json:"andTitle,omitempty" doc:"The second value in plain words"`
	Figure
	// Exact is how many there are, for an internal audit; nil in what may be published.
	Exact *int `json:"exact,omitempty" doc:"How many there are exactly, where that was asked for: not to be published"`
}

// Tally sums weights. The zero Tally has counted nothing. It is not for
// concurrent use.
type Tally struct {
	total sum
	in    map[cell]*sum
}

// sum is how many disclosures there are, and what they weigh.
type sum struct{ count, weight int }

func (s *sum) add(weight int) {
	s.count++
	s.weight += weight
}

// Add counts a disclosure by its weight.
func (t *Tally) Add(weight int, d Counted) {
	if t.in == nil {
		t.in = map[cell]*sum{}
	}
	t.total.add(weight)
	for _, c := range d.cells() {
		if t.in[c] == nil {
			t.in[c] = new(sum)
		}
		t.in[c].add(weight)
	}
}

// at is the sum in a cell, of nothing where nothing is counted.
func (t *Tally) at(c cell) sum {
	if s := t.in[c]; s != nil {
		return *s
	}
	return sum{}
}

// Total is the number of disclosures, as published.
func (t *Tally) Total() Figure { return Publish(t.total.weight) }

// Counted is the number of disclosures exactly. It is not to be published.
func (t *Tally) Counted() int { return t.total.count }

// ExactRows are the tables with every value that has any, each with its number as
// published and exactly. They are not to be published: the exact numbers give away
// what the others hide.
func (t *Tally) ExactRows(always map[Table][]string) []Line {
	rows := t.rows(always, true, func(cell) bool { return true })
	for i := range rows {
		exact := t.at(cell{rows[i].Table, rows[i].Value, rows[i].And}).count
		rows[i].Exact = &exact
	}
	return rows
}

// Rows are the tables as published, in order. Every value of always is shown,
// however few it has; of others those with a weight at all, so that a value left
// out may have had disclosures of no weight. Kinds of data are shown when asked
// for.
func (t *Tally) Rows(always map[Table][]string, withData bool) []Line {
	return t.rows(always, withData, func(c cell) bool { return t.at(c).weight > 0 })
}

func (t *Tally) rows(always map[Table][]string, withData bool, show func(cell) bool) []Line {
	shown := map[cell]bool{}
	for c := range t.in {
		if show(c) {
			shown[c] = true
		}
	}
	for table, values := range always {
		for _, value := range values {
			shown[cell{table, value, ""}] = true
		}
	}
	rows := []Line{}
	for c := range shown {
		if c.table != ByData || withData {
			rows = append(rows, Line{Table: c.table, Value: c.value, And: c.and, Figure: Publish(t.at(c).weight)})
		}
	}
	slices.SortFunc(rows, func(a, b Line) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Tables, a.Table), slices.Index(Tables, b.Table)),
			cmp.Compare(a.Value, b.Value), cmp.Compare(a.And, b.And),
		)
	})
	return rows
}
