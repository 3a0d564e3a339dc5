//go:build bench

package bench_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"
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
// none, the controls. Each round has an order of its own, drawn by lot, so that all meet
// the same machine and nobody always comes after the same one: what the controls differ
// by is chance. What is taken is the processor's
// time, which others who want the machine disturb least.
func benchSilence(b *testing.B) {
	const rounds, recordings = 2000, 600
	desk := registrartest.New(b, sqlitetest.New(b), registrar.Options{})
	people := []struct {
		name    string
		markers int
		alike   bool
	}{{name: "a control"}, {name: "another control"}, {name: "none"}, {name: "1", markers: 1}, {name: "20", markers: 20}, {name: "150", markers: 150, alike: true}, {name: "150, each of its own day", markers: 150}}
	reference := func(who int) string { return fmt.Sprint("BENCH-P-marked-", who) }
	for who, p := range people {
		progress("a person with %d markers", p.markers)
		for n := range p.markers {
			set := disclosure.NewDate(2026, 1, 5)
			if !p.alike {
				set = set.AddDays(-n)
			}
			_, err := desk.LearnFact(b.Context(), registrar.Asking{Caller: dpo, IdempotencyKey: fmt.Sprint("marker-", who, "-", n)}, disclosure.Fact{
				Kind: disclosure.FactMarker, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: reference(who)},
				From: set, Reason: "Threats to staff on a visit", ReviewBy: disclosure.NewDate(2026, 7, 1),
				SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: set,
			})
			must(b, err)
		}
	}
	about := func(d disclosure.Disclosure, who, round int) disclosure.Disclosure {
		d.Case = disclosure.CaseRef(fmt.Sprint("silence-", who, "-", round))
		d.Subjects[0].Reference = reference(who)
		return d
	}
	complaint := example(b, "silence")
	var ofMarker disclosure.Disclosure
	body, err := os.ReadFile("../pkg/policy/testdata/dartford-contact-marker.json")
	must(b, err)
	must(b, json.Unmarshal(body, &ofMarker))
	objection := func(who int) disclosure.Fact {
		return disclosure.Fact{Kind: disclosure.FactSPoC, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: reference(who)}, From: disclosure.NewDate(2026, 1, 5), Reason: "efficiency", DecidedBy: "Service Manager"}
	}
	calls := []struct {
		name   string
		rounds int
		call   func(who, round int) error
		took   [][]time.Duration
	}{
		{name: "dry run", rounds: rounds, call: func(who, round int) error {
			_, err := desk.Explain(b.Context(), housing, about(complaint, who, round))
			return err
		}},
		{name: "recorded", rounds: recordings, call: func(who, round int) error {
			_, err := desk.Record(b.Context(), registrar.Asking{Caller: housing, IdempotencyKey: fmt.Sprint("silence-", who, "-", round)}, about(complaint, who, round))
			return err
		}},
		{name: "a marker recorded", rounds: recordings, call: func(who, round int) error {
			_, err := desk.Record(b.Context(), registrar.Asking{Caller: housing, IdempotencyKey: fmt.Sprint("marked-", who, "-", round)}, about(ofMarker, who, round))
			return err
		}},
		{name: "a fact recorded", rounds: 40, call: func(who, round int) error {
			_, err := desk.LearnFact(b.Context(), registrar.Asking{Caller: housing, IdempotencyKey: fmt.Sprint("fact-", who, "-", round)}, objection(who))
			return err
		}},
	}
	header := []any{"untold markers"}
	for c := range calls {
		call := &calls[c]
		progress("%d times: %s", call.rounds, call.name)
		call.took = make([][]time.Duration, len(people))
		lots := rand.New(rand.NewPCG(1, uint64(c)))
		for round := range call.rounds {
			for _, who := range lots.Perm(len(people)) {
				began := processorTime(b)
				must(b, call.call(who, round))
				call.took[who] = append(call.took[who], processorTime(b)-began)
			}
		}
		header = append(header, call.name, "ratio")
	}
	lines := []string{row(header...)}
	for who, p := range people {
		columns := []any{p.name}
		for _, call := range calls {
			columns = append(columns, median(call.took[who]), times(median(call.took[who]), median(call.took[0])))
		}
		lines = append(lines, row(columns...))
	}
	table("What time tells of untold markers (SQLite, medians of processor time)", lines...)
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
