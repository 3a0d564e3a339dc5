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
	Figure
	// Exact is how many there are, for an internal audit; nil in what may be published.
	Exact *int `json:"exact,omitempty" doc:"How many there are exactly, where that was asked for: not to be published"`
}

// Tally sums weights. The zero Tally has counted nothing. It is not for
// concurrent use.
type Tally struct {
	total   int
	sums    map[cell]int
	counted int
	counts  map[cell]int
}

// Add counts a disclosure by its weight.
func (t *Tally) Add(weight int, d Counted) {
	if t.sums == nil {
		t.sums, t.counts = map[cell]int{}, map[cell]int{}
	}
	t.total += weight
	t.counted++
	for _, c := range d.cells() {
		t.sums[c] += weight
		t.counts[c]++
	}
}

// Total is the number of disclosures, as published.
func (t *Tally) Total() Figure { return Publish(t.total) }

// Counted is the number of disclosures exactly. It is not to be published.
func (t *Tally) Counted() int { return t.counted }

// ExactRows are the tables with every value that has any, each with its number as
// published and exactly. They are not to be published: the exact numbers give away
// what the others hide.
func (t *Tally) ExactRows(always map[Table][]string) []Line {
	rows := t.rows(always, true, func(cell) bool { return true })
	for i := range rows {
		exact := t.counts[cell{rows[i].Table, rows[i].Value, rows[i].And}]
		rows[i].Exact = &exact
	}
	return rows
}

// Rows are the tables as published, in order. Every value of always is shown,
// however few it has; of others those with a weight at all, so that a value left
// out may have had disclosures of no weight. Kinds of data are shown when asked
// for.
func (t *Tally) Rows(always map[Table][]string, withData bool) []Line {
	return t.rows(always, withData, func(c cell) bool { return t.sums[c] > 0 })
}

func (t *Tally) rows(always map[Table][]string, withData bool, show func(cell) bool) []Line {
	shown := map[cell]bool{}
	for c := range t.sums {
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
			rows = append(rows, Line{Table: c.table, Value: c.value, And: c.and, Figure: Publish(t.sums[c])})
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
