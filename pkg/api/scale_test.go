package api_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

// asks are the questions of docs/questions.md that are a call with particular
// parameters, beside each call as [attempts] has it. In the fixture each has an
// answer.
var asks = map[string]string{
	"01 who has had her data":                         "/sharing?subject={case}",
	"02 what may be put in her answer":                "/subject-report?subject={case}&to=person",
	"03 what is withheld from her":                    "/subject-report/review?subject={case}&to=person",
	"04 withholdings that are overdue":                "/overdue/withholdings",
	"05 who must be told of a change":                 "/changes?subject={case}",
	"05 changes that somebody is still to be told of": "/changes/untold",
	"06 what was shared after she objected":           "/sharing?subject={case}-known&since=2026-05-03",
	"07 what relied on consent":                       "/sharing?subject={case}-known",
	"08 what went to the wrong contractor":            "/breach?entry={id}",
	"08 breaches that are open":                       "/breaches",
	"09 every police disclosure of the quarter":       "/disclosures/current?recipientCategory=police&from=2026-10-01&to=2026-12-31",
	"10 without a footing":                            "/disclosures/current?aspect=no-footing",
	"11 what our notice does not cover":               "/disclosures/current?aspect=outside-notice",
	"12 equality data":                                "/disclosures/current?aspect=equality-data",
	"14 markers that are overdue":                     "/overdue/markers",
	"16 emergencies recorded in short":                "/overdue/emergencies",
	"17 what left the UK":                             "/disclosures/current?aspect=left-uk",
	"18 the newest checkpoint":                        "/checkpoint",
	"20 whether a letter is what was logged":          "/cases/{case}/correspondence/{document}/check",
	"21 who approved, in November":                    "/disclosures/current?from=2026-11-01&to=2026-11-30",
	"21 who approved their own":                       "/disclosures?flag=XX-9",
	"22 past retention, gone or held":                 "/retention/records",
	"22 holds":                                        "/retention/holds",
	"23 what the police were refused":                 "/disclosures?decision=refused&recipientCategory=police",
	"23 how often, in November":                       "/statistics?from=2026-11&to=2026-11",
	"24 by which law and notice":                      "/disclosures/{id}",
	"24 the law of its day as it is told now":         "/disclosures/{id}/law",
	"25 who looked at her":                            "/access?subject={case}",
	"25 who looked at an entry":                       "/access?entry={id}",
	"25 who looked this month":                        "/access?month={month}",
	"a case":                                          "/disclosures?case={case}",
	"a person":                                        "/disclosures?subject={case}",
	"a recipient":                                     "/disclosures?recipient=Example+Constabulary",
	"a rule that raised a flag":                       "/disclosures?flag=DC-B6",
	"a basis":                                         "/disclosures?basis=ukgdpr-6-1-c",
	"a department":                                    "/disclosures?department=housing",
	"a person, in one department":                     "/disclosures?subject={case}&department=housing",
	"the newest":                                      "/disclosures?limit=10",
	"open cases":                                      "/cases?state=open",
	"closed cases":                                    "/cases?state=closed",
	"cases that are held":                             "/cases?state=held",
}

// byChance is what may differ between two calls by the ids that they meet, which are
// never the same.
var byChance = map[string]storetest.Cost{
	"draw-sample":             {Read: 10},    // an entry that is drawn may bring items with it
	"show-unfinished-letters": {Written: 10}, // a page of letters, in the order of their keys, is of so many cases
}

// What any call reads grows with its answer and not with the register: every call
// of the API, and every question of docs/questions.md, is asked of two registers
// that differ in nothing but the crowd of other disclosures, and costs the same.
func TestScale(t *testing.T) {
	few := costsAmong(t, fewOthers)
	many := costsAmong(t, manyOthers)
	for _, name := range slices.Sorted(maps.Keys(few)) {
		t.Logf("%-42s %+v", name, few[name].cost)
		got, want := many[name], few[name]
		if got.status != want.status || got.status >= http.StatusBadRequest {
			t.Errorf("%s: answered %d among %d others and %d among %d", name, want.status, fewOthers, got.status, manyOthers)
		}
		if !alike(got.cost, want.cost, byChance[name]) {
			t.Errorf("%s: costs %+v among %d others and %+v among %d", name, want.cost, fewOthers, got.cost, manyOthers)
		}
	}
}

// alike reports whether two costs differ by no more than chance.
func alike(a, b, chance storetest.Cost) bool {
	within := func(a, b, most int) bool { return max(a, b)-min(a, b) <= most }
	return a.Calls == b.Calls && within(a.Read, b.Read, chance.Read) && within(a.Written, b.Written, chance.Written)
}

// costed is what an answer took.
type costed struct {
	status int
	cost   storetest.Cost
}

// costsAmong asks everything of a register that holds so many other disclosures.
func costsAmong(t *testing.T, others int) map[string]costed {
	t.Helper()
	table := sqlitetest.New(t)
	addCrowd(t, table, others)
	counting := storetest.NewCounting(table)
	s := newServiceOver(t, counting, api.OneMachine{PurposeRequired: true})
	prepare := func() *file {
		f := s.newFile(t)
		f.fill()
		return f
	}
	f := prepare()
	costs := map[string]costed{}
	ask := func(name, method, path string, body func(*file) any) bool {
		by := dpo
		if power.MayAsk(dpo, name) != nil && attempts[name].method != "" {
			by = recorder // what is a department's own
		}
		counting.Take()
		got := f.send(t, by, dartford, method, path, body)
		costs[name] = costed{got.status, counting.Take()}
		return method == http.MethodPost && got.status < http.StatusMultipleChoices
	}
	for _, name := range slices.Sorted(maps.Keys(attempts)) {
		a := attempts[name]
		if name == "stop-disposal" {
			continue // it succeeds only in the days after a disposal began
		}
		if ask(name, a.method, a.path(f), a.body) && a.once {
			f = prepare()
		}
	}
	month := time.Now().UTC().Format("2006-01")
	for _, name := range slices.Sorted(maps.Keys(asks)) {
		ask(name, http.MethodGet, at(strings.ReplaceAll(asks[name], "{month}", month))(f), nil)
		if costs[name].cost.Read == 0 {
			t.Errorf("%s: finds nothing to read", name)
		}
	}
	return costs
}
