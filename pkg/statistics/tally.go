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
}

// Tally sums weights. The zero Tally has counted nothing. It is not for
// concurrent use.
type Tally struct {
	total int
	sums  map[cell]int
}

// Add counts a disclosure by its weight.
func (t *Tally) Add(weight int, d Counted) {
	if t.sums == nil {
		t.sums = map[cell]int{}
	}
	t.total += weight
	for _, c := range d.cells() {
		t.sums[c] += weight
	}
}

// Total is the number of disclosures, as published.
func (t *Tally) Total() Figure { return Publish(t.total) }

// Rows are the tables as published, in order. Every value of always is shown,
// however few it has; of others those with a weight at all, so that a value left
// out may have had disclosures of no weight. Kinds of data are shown when asked
// for.
func (t *Tally) Rows(always map[Table][]string, withData bool) []Line {
	shown := map[cell]bool{}
	for c, sum := range t.sums {
		if sum > 0 {
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
