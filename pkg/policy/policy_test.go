package policy_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// recordedAt is when every disclosure of these tests is recorded.
var recordedAt = time.Date(2026, time.November, 9, 15, 0, 0, 0, time.UTC)

const dartford = disclosure.Register("E07000107")

// read returns an example of testdata as the API takes it.
func read(t testing.TB, name string) *disclosure.Disclosure {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	d := &disclosure.Disclosure{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(d); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

func ask(d *disclosure.Disclosure, facts ...disclosure.Fact) policy.Question {
	return policy.Question{
		Register: dartford, Disclosure: d, Facts: facts, At: recordedAt,
		RecordedBy: disclosure.RecordedBy{Name: "B. Recorder", Department: "housing"},
	}
}

// outcome writes a decision in short, one finding to a line: what happened, the
// rule and the place. Details are for people and are not compared.
func outcome(d policy.Decision) []string {
	var lines []string
	for _, f := range d.Malformed {
		lines = append(lines, "malformed "+f.Rule+" "+f.Pointer)
	}
	for _, f := range d.Refusals {
		lines = append(lines, "refuse "+f.Rule+" "+f.Pointer)
	}
	for _, f := range d.Flags {
		kind := "flag "
		if f.Departure {
			kind = "departure "
		}
		if f.Kept {
			kind = "kept "
		}
		lines = append(lines, kind+f.Rule+" "+f.Pointer)
	}
	return lines
}

// expect compares a decision with what is wanted, line by line.
func expect(t *testing.T, d policy.Decision, want ...string) {
	t.Helper()
	if got := outcome(d); !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// says reports whether the decision has the line among its findings.
func says(d policy.Decision, line string) bool { return slices.Contains(outcome(d), line) }

// The examples are shared with the events, the CLI and the docs.
func TestExamples(t *testing.T) {
	for name, want := range map[string][]string{
		"dartford-housing-ombudsman": nil,
		"dartford-lgsco":             nil,
		"dartford-contractor":        nil,
		"dartford-councillor":        nil,
		"dartford-mp":                nil,
		"dartford-social-services":   nil,
		"dartford-internal":          nil,
		"dartford-refused-police":    nil,
		"dartford-departure": {
			"departure DC-B6 /justification/lawfulBases", "departure DC-B2 /data/1/category",
			"departure DC-R2 /evidence/serviceId", "departure DC-R2 /evidence/outsourcedOrCommissioned",
			"departure DC-R2 /evidence/contractRef",
		},
		"dartford-emergency": {
			"flag ukgdpr-6-1-d /evidence/riskDescription", "flag ukgdpr-6-1-d /evidence/whoseLife",
			"flag ukgdpr-6-1-d /justification/necessity",
			"flag DC-R3 /evidence/concernSummary", "flag DC-R3 /evidence/whoseWellbeing",
			"flag XX-10 /justification/lawfulBases/0", "flag XX-14 /urgency",
		},
		"bad-no-basis": {
			"refuse DC-B6 /justification/lawfulBases",
			"flag dpa18-sch2-para5-2 /justification/exemptions/0/id",
			"flag dpa18-sch2-para5-2 /evidence/statutoryProvision",
		},
		"bad-no-case-reference":        {"refuse DC-R5 /evidence/ombudsmanCaseRef", "refuse DC-R5 /evidence/investigationRequestDate"},
		"bad-health-without-condition": {"refuse DC-B2 /data/4/category"},
		"bad-malformed": {
			"malformed form /notice", "malformed form /recipient/kind", "malformed form /subjects/1/reference",
			"malformed form /evidence/ombudsmanCaseRef", "malformed form /evidence",
			"refuse ukgdpr-13-14 /tellSubject/ground", "refuse ukgdpr-5-2 /recipient/organisation", "flag ukgdpr-5-2 /evidence/ombudsmanCaseRef",
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, policy.Load().Decide(ask(read(t, name))), want...)
		})
	}
}

func TestVersionsArePinned(t *testing.T) {
	got := policy.Load().Decide(ask(read(t, "dartford-lgsco"))).Versions
	want := disclosure.PolicyVersions{Catalogue: policy.Load().Catalogue().Version, Notice: "dartford-complaints", NoticeVersion: "2026-11", Engine: policy.EngineVersion}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func BenchmarkDecide(b *testing.B) {
	l, q := policy.Load(), ask(read(b, "dartford-social-services"))
	for b.Loop() {
		l.Decide(q)
	}
}
