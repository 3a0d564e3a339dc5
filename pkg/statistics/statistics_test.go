package statistics_test

import (
	"fmt"
	"slices"
	"testing"

	"disclosure-register/pkg/statistics"
)

func TestPublish(t *testing.T) {
	for sum, want := range map[int]string{0: "fewer than 5", 1: "fewer than 5", 4: "fewer than 5", 5: "5", 7: "5", 8: "10", 12: "10", 13: "15", 102: "100", 103: "105"} {
		got := statistics.Publish(sum)
		if got.Shown != want || (got.Count == nil) != (sum < 5) || got.Count != nil && fmt.Sprint(*got.Count) != want {
			t.Errorf("%d: got %+v, want %s", sum, got, want)
		}
	}
}

// maxWeight is the most that one disclosure counts for.
const maxWeight = 2

// Over every byte that a hash may begin with, the mean weight is exactly one,
// and the variance a quarter, which docs/statistics.md goes by.
func TestWeightsLeanNeitherWay(t *testing.T) {
	sum, squares := 0, 0
	for b := range 256 {
		w := statistics.Weigh([]byte{byte(b), 0xff})
		if w < 0 || w > maxWeight {
			t.Fatalf("byte %d weighs %d", b, w)
		}
		sum += w
		squares += (w - 1) * (w - 1)
	}
	if sum != 256 || squares != 64 {
		t.Errorf("got a mean of %d/256 and a variance of %d/256, want 256 and 64", sum, squares)
	}
}

func TestADisclosureIsCountedOnceInEachOfItsPlaces(t *testing.T) {
	var tally statistics.Tally
	tally.Add(5, statistics.Counted{
		Month: "2026-11", Decision: "disclosed", Recipient: "ombudsman", Kind: "ombudsman/housing-ombudsman", Department: "housing",
		Bases: []string{"ukgdpr-6-1-c", "ukgdpr-6-1-e"}, Exemptions: []string{"dpa18-sch2-para11"}, Data: []string{"name"},
	})
	tally.Add(8, statistics.Counted{
		Month: "2026-11", Decision: "refused", Refused: true, Recipient: "police", Kind: "police", RefusedFor: "no-power",
	})
	tally.Add(5, statistics.Counted{Month: "2026-12", Decision: "refused", Refused: true, Recipient: "police", Kind: "police"})
	tally.Add(0, statistics.Counted{Month: "2026-10", Decision: "partly-disclosed", Recipient: "mp", Kind: "mp"})
	var got []string
	for _, row := range tally.Rows(map[statistics.Table][]string{statistics.ByDecision: {"partly-disclosed"}}, true) {
		got = append(got, fmt.Sprintf("%s %s %s %s", row.Table, row.Value, row.And, row.Shown))
	}
	want := []string{
		"month 2026-11  15", "month 2026-12  5",
		"decision disclosed  5", "decision partly-disclosed  fewer than 5", "decision refused  15",
		"recipient ombudsman  5", "recipient police  15",
		"recipient-kind ombudsman/housing-ombudsman  5", "recipient-kind police  15",
		"department housing  5", "department not-said  15",
		"basis ukgdpr-6-1-c  5", "basis ukgdpr-6-1-e  5",
		"exemption dpa18-sch2-para11  5",
		"refused-recipient police  15",
		"refused-reason no-power  10", "refused-reason not-said  5",
		"refused-recipient-reason police no-power 10", "refused-recipient-reason police not-said 5",
		"exemption-department dpa18-sch2-para11 housing 5",
		"data name  5",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if got := tally.Total().Shown; got != "20" {
		t.Errorf("in total %s, want 20 for 18", got)
	}
	for _, row := range tally.Rows(nil, false) {
		if row.Table == statistics.ByData {
			t.Error("kinds of data are shown where they were not asked for")
		}
	}
}
