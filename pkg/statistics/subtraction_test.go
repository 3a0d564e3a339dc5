package statistics_test

import (
	"fmt"
	"slices"
	"testing"

	"disclosure-register/pkg/statistics"
)

// shape is a small register: kinds of disclosure, each of which there may be
// any number of, and the periods that are asked for.
type shape struct {
	kinds   []statistics.Counted
	periods [][]string // the months of each
}

func refusal(month, recipient, reason string) statistics.Counted {
	return statistics.Counted{
		Month: month, Decision: "refused", Refused: true, RefusedFor: reason, Recipient: recipient, Kind: recipient, Department: "housing",
		Exemptions: []string{"dpa18-sch2-para2"},
	}
}

var shapes = map[string]shape{
	"two recipients over two months, asked month by month and together": {
		kinds:   []statistics.Counted{refusal("2026-01", "mp", "exempt"), refusal("2026-01", "police", "exempt"), refusal("2026-02", "mp", "exempt"), refusal("2026-02", "police", "exempt")},
		periods: [][]string{{"2026-01"}, {"2026-02"}, {"2026-01", "2026-02"}},
	},
	"two recipients and two reasons, by each, by both and in total": {
		kinds:   []statistics.Counted{refusal("2026-01", "mp", "exempt"), refusal("2026-01", "police", "exempt"), refusal("2026-01", "mp", "no-power"), refusal("2026-01", "police", "no-power")},
		periods: [][]string{{"2026-01"}},
	},
	"one recipient over four months, in every period that can be asked for": {
		kinds: []statistics.Counted{refusal("2026-01", "mp", "exempt"), refusal("2026-02", "mp", "exempt"), refusal("2026-03", "mp", "exempt"), refusal("2026-04", "mp", "exempt")},
		periods: [][]string{
			{"2026-01"},
			{"2026-02"},
			{"2026-03"},
			{"2026-04"},
			{"2026-01", "2026-02"},
			{"2026-02", "2026-03"},
			{"2026-03", "2026-04"},
			{"2026-01", "2026-02", "2026-03"},
			{"2026-02", "2026-03", "2026-04"},
			{"2026-01", "2026-02", "2026-03", "2026-04"},
		},
	},
}

// most is the most disclosures there are of any kind.
const most = 4

// place is one number that is published: a cell of a table, or a total, of a
// period.
type place struct {
	period int
	row    statistics.Line
}

// publish is everything that is published of a register, given the sum of the
// weights of each kind.
func (s shape) publish(sums []int) (everything string) {
	for _, months := range s.periods {
		var tally statistics.Tally
		for i, kind := range s.kinds {
			if slices.Contains(months, kind.Month) {
				tally.Add(sums[i], kind)
			}
		}
		everything += tally.Total().Shown
		for _, row := range tally.Rows(nil, true) {
			everything += fmt.Sprintf("|%s %s %s %s", row.Table, row.Value, row.And, row.Shown)
		}
		everything += "\n"
	}
	return everything
}

// places lists every number that may be published, and which kinds it counts.
func (s shape) places() map[place][]int {
	at := map[place][]int{}
	for p, months := range s.periods {
		for i, kind := range s.kinds {
			if !slices.Contains(months, kind.Month) {
				continue
			}
			var alone statistics.Tally
			alone.Add(statistics.Base, kind)
			for _, row := range append(alone.Rows(nil, true), statistics.Line{Table: "total"}) {
				where := place{p, statistics.Line{Table: row.Table, Value: row.Value, And: row.And}}
				at[where] = append(at[where], i)
			}
		}
	}
	return at
}

// numbers are the numbers of disclosures that a sum of weights may stand for.
type numbers func(sum int) []int

// byWeight allows each disclosure a weight of none, one or two.
func byWeight(sum int) (of []int) {
	for n := range most + 1 {
		if sum <= n*maxWeight {
			of = append(of, n)
		}
	}
	return of
}

// asTheyAre is rounding and suppression alone.
func asTheyAre(sum int) []int {
	if sum <= most {
		return []int{sum}
	}
	return nil
}

// recovered plays the adversary, who has everything that is published and the
// method, and no key: it goes through every register there can be, and returns
// the suppressed places of which fewer than two numbers remain possible. Where
// one kind of disclosure is counted, both have to be from one to four. Where
// several are, each of which is listed, "fewer than 5" may stand for more than
// four, and then more than four count.
func (s shape) recovered(meaning numbers) (known []string) {
	worlds := map[string][][]int{} // what is published -> the sums it may come from
	var each func(sums []int)
	each = func(sums []int) {
		if len(sums) == len(s.kinds) {
			published := s.publish(sums)
			worlds[published] = append(worlds[published], slices.Clone(sums))
			return
		}
		for sum := 0; len(meaning(sum)) > 0; sum++ {
			each(append(sums, sum))
		}
	}
	each(nil)
	places := s.places()
	for published, possible := range worlds {
		for where, kinds := range places {
			total := 0
			for _, k := range kinds {
				total += possible[0][k]
			}
			if statistics.Publish(total).Count != nil {
				continue
			}
			remain := map[int]bool{}
			for _, sums := range possible {
				for n := range numbersOf(sums, kinds, meaning) {
					if 1 <= n && (n < statistics.Base || len(kinds) > 1) {
						remain[n] = true
					}
				}
			}
			if len(remain) < 2 {
				known = append(known, fmt.Sprintf("%s %s %s of period %d in\n%s", where.row.Table, where.row.Value, where.row.And, where.period, published))
			}
		}
	}
	return known
}

// numbersOf are the numbers of disclosures that the kinds may come to together.
func numbersOf(sums, kinds []int, meaning numbers) map[int]bool {
	together := map[int]bool{0: true}
	for _, k := range kinds {
		more := map[int]bool{}
		for n := range together {
			for _, m := range meaning(sums[k]) {
				more[n+m] = true
			}
		}
		together = more
	}
	return together
}

// Whatever is added to and subtracted from whatever, at least two numbers of
// disclosures remain possible behind every "fewer than 5".
func TestNoSmallNumberIsRecovered(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			if known := s.recovered(byWeight); len(known) > 0 {
				t.Errorf("%d small numbers can be worked out, such as %s", len(known), known[0])
			}
		})
	}
}

// The same adversary takes rounding and suppression apart, so that it would have
// taken the method apart had it been able to.
func TestRoundingAloneWouldNotDo(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			if known := s.recovered(asTheyAre); len(known) == 0 {
				t.Error("the adversary recovers nothing: it does not try hard enough")
			}
		})
	}
}

// In which month of a year a kind of data was shared is in nothing that is
// published of kinds of data, however periods are subtracted: of every period
// there can be, a register says the same as one where it all was in another month.
func TestKindsOfDataAreTheSameInWhateverMonthOfAYear(t *testing.T) {
	var all []string
	for year := 2024; year <= 2026; year++ {
		for month := 1; month <= 12; month++ {
			all = append(all, fmt.Sprintf("%d-%02d", year, month))
		}
	}
	const over = 24 // the first of them are over: 2026 is not
	published := func(shared string) (everything string) {
		for from := range all {
			for to := from; to < len(all); to++ {
				var tally statistics.Tally
				if all[from] <= shared && shared <= all[to] {
					tally.Add(100, statistics.Counted{Month: shared, Data: []string{"health"}})
				}
				for _, row := range tally.Rows(nil, statistics.CountsData(all[from:to+1], to < over)) {
					if row.Table == statistics.ByData {
						everything += fmt.Sprintf("%s to %s: %s %s\n", all[from], all[to], row.Value, row.Shown)
					}
				}
			}
		}
		return everything
	}
	for n, shared := range all {
		got, want := published(shared), published(all[n/12*12])
		if got != want {
			t.Errorf("shared in %s, not in %s: got\n%swant\n%s", shared, all[n/12*12], got, want)
		}
		if (got != "") != (n < over) {
			t.Errorf("shared in %s: %q is published", shared, got)
		}
	}
}

// Not even the sums of the weights give a small number away, for whoever might
// come by them.
func TestASumOfWeightsIsNoNumber(t *testing.T) {
	for sum := range statistics.Base {
		possible := slices.DeleteFunc(byWeight(sum), func(n int) bool { return n == 0 })
		if len(possible) < 2 {
			t.Errorf("a sum of %d stands for %v alone", sum, possible)
		}
	}
}
