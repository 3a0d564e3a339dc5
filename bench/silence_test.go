//go:build bench

package bench_test

import (
	"fmt"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// BenchmarkSilence measures whether the time of a dry run, or of a recording, tells how
// many markers a person has of which they were not told.
func BenchmarkSilence(b *testing.B) {
	for b.Loop() {
		benchSilence(b)
	}
}

// benchSilence asks about people with ever more untold markers, and about two more with
// none, the controls. They take turns, each round in another order, so that all meet the
// same machine: what the controls differ by is chance.
func benchSilence(b *testing.B) {
	const rounds, recordings = 2000, 400
	desk := registrartest.New(b, sqlitetest.New(b), registrar.Options{})
	people := []struct {
		name    string
		markers int
		dry     []time.Duration
		written []time.Duration
	}{{name: "a control"}, {name: "another control"}, {name: "none"}, {name: "1", markers: 1}, {name: "20", markers: 20}, {name: "150", markers: 150}}
	reference := func(who int) string { return fmt.Sprint("BENCH-P-marked-", who) }
	for who, p := range people {
		progress("a person with %d markers", p.markers)
		for n := range p.markers {
			_, err := desk.LearnFact(b.Context(), registrar.Asking{Caller: dpo, IdempotencyKey: fmt.Sprint("marker-", who, "-", n)}, disclosure.Fact{
				Kind: disclosure.FactMarker, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: reference(who)},
				From: disclosure.NewDate(2026, 1, 5), Reason: "Threats to staff on a visit", ReviewBy: disclosure.NewDate(2026, 7, 1),
				SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: disclosure.NewDate(2026, 1, 5),
			})
			must(b, err)
		}
	}
	about := func(who, round int) disclosure.Disclosure {
		d := example(b, fmt.Sprint("silence-", who, "-", round))
		d.Subjects[0].Reference = reference(who)
		return d
	}
	progress("%d dry runs about each", rounds)
	for round := range rounds {
		for turn := range people {
			who := (turn + round) % len(people)
			d := about(who, round)
			people[who].dry = append(people[who].dry, each(1, func(int) {
				_, err := desk.Explain(b.Context(), housing, d)
				must(b, err)
			})...)
		}
	}
	progress("%d recordings about each", recordings)
	for round := range recordings {
		for turn := range people {
			who := (turn + round) % len(people)
			d, key := about(who, round), fmt.Sprint("silence-", who, "-", round)
			people[who].written = append(people[who].written, each(1, func(int) {
				_, err := desk.Record(b.Context(), registrar.Asking{Caller: housing, IdempotencyKey: key}, d)
				must(b, err)
			})...)
		}
	}
	lines := []string{row("untold markers", "dry run", "ratio", "recorded", "ratio")}
	for _, p := range people {
		lines = append(lines, row(p.name, median(p.dry), times(median(p.dry), median(people[0].dry)), median(p.written), times(median(p.written), median(people[0].written))))
	}
	table("What time tells of untold markers (SQLite, medians)", lines...)
}
