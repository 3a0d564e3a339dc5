package door_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
)

// kindOfWork is a sort of disclosure and how many of a thousand are of it.
type kindOfWork struct {
	says   string
	of     int
	body   string
	change func(*disclosure.Disclosure)
}

func exempt(id string, provisions ...string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: id}
		d.Justification.Exemptions = []disclosure.Exemption{{ID: id, Provisions: provisions, Reason: "It would prejudice the inquiry.", ReviewBy: disclosure.NewDate(2099, 1, 31)}}
	}
}

func second(role string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "DBC-P-900001", Role: role})
	}
}

func both(changes ...func(*disclosure.Disclosure)) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		for _, change := range changes {
			change(d)
		}
	}
}

// theYear is a year of a district's work, as an assumption: no council publishes
// such figures. Honest work makes most of it; the rest are slips that officers make.
var theYear = []kindOfWork{
	{"a contractor, told", 340, "dartford-contractor", nil},
	{"an ombudsman, told", 160, "dartford-housing-ombudsman", nil},
	{"a councillor's casework, told", 145, "dartford-councillor", nil},
	{"a Member of Parliament's casework, told", 90, "dartford-mp", nil},
	{"another department", 130, "dartford-internal", nil},
	{"a contractor, about two people", 40, "dartford-contractor", second("third-party")},
	{"the police, withheld on a ground that can be read", 25, "dartford-refused-police", func(d *disclosure.Disclosure) {
		d.Decision, d.RefusedFor, d.Reason = disclosure.Disclosed, "", "Asked for an inquiry."
		exempt("dpa18-sch2-para2", "15(1)-(3)")(d)
	}},
	{"the police, refused", 15, "dartford-refused-police", nil},
	{"social services, told", 20, "dartford-social-services", nil},
	{"a contractor's visit to somebody with a marker", 9, "dartford-contact-marker", nil},
	{"an emergency, told later", 4, "dartford-emergency", nil},
	{"an ombudsman: provisions that cannot be read", 4, "dartford-housing-ombudsman", exempt("dpa18-sch2-para7", "the listed GDPR provisions")},
	{"an ombudsman: an exemption that does not say whose answer it keeps", 4, "dartford-housing-ombudsman", both(second("complained-about"), exempt("dpa18-sch2-para7", "15(1)-(3)"))},
	{"a contractor: another person named in the words", 6, "dartford-contractor", both(second("third-party"), func(d *disclosure.Disclosure) {
		d.Data[0].Description += " of DBC-P-900001"
	})},
	{"a contractor: not told yet, on no ground that bears on an answer", 4, "dartford-contractor", func(d *disclosure.Disclosure) {
		d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, Ground: "dpa18-sch2-para7", On: disclosure.NewDate(2026, 12, 20)}
	}},
	{"a child's social services, shown to the adult beside", 4, "dartford-social-services", func(d *disclosure.Disclosure) {
		exempt("dpa18-sch3-child-abuse", "15(1)-(3)")(d)
	}},
}

// A year of work, judged for each person it is about, says what waits for the Data
// Protection Officer, and why. docs/answers.md has the figures.
func TestAYearOfWorkAndWhatOfItIsUndecided(t *testing.T) {
	law := policy.Load()
	judge := door.New(law)
	random := rand.New(rand.NewPCG(2026, 12))
	total, undecided := 0, 0
	causes, disclosures := map[door.Cause]int{}, 0
	for _, kind := range theYear {
		for n := range kind.of {
			d := bodyOf(t, kind.body)
			d.Subjects[0].Reference = fmt.Sprintf("DBC-P-%06d", random.IntN(8000))
			for i := range d.Data {
				if d.Data[i].Subject != "" {
					d.Data[i].Subject = d.Subjects[0].Reference
				}
			}
			if kind.change != nil {
				kind.change(d)
			}
			d.DisclosedAt = time.Date(2026, time.January, 5+random.IntN(300), 9, 0, 0, 0, time.UTC)
			decision := law.Decide(policy.Question{Register: dartford, Disclosure: d, At: d.DisclosedAt.Add(time.Hour)})
			word := door.Word{Entry: disclosure.EntryID(fmt.Sprint(n)), RecordedAt: d.DisclosedAt, Flags: decision.Flags, Disclosure: d}
			disclosures++
			for _, subject := range d.Subjects {
				_, review := judge.Judge(door.Question{
					Register: dartford, Subject: subject.Reference, As: door.Person, AsOf: disclosure.NewDate(2026, 12, 31), Histories: []door.History{{word}},
				})
				total++
				j := review.Disclosures[0]
				waits := map[door.Cause]bool{}
				if j.Outcome == door.Undecided {
					for _, b := range j.Because {
						waits[b.Cause] = true
					}
				}
				for _, item := range j.Items {
					if item.Outcome == door.Undecided {
						waits[item.Because.Cause] = true
					}
				}
				if len(waits) > 0 {
					undecided++
				}
				// Under the first of its causes, in the list's order.
				for _, known := range door.Causes {
					if waits[known.Cause] {
						causes[known.Cause]++
						break
					}
				}
			}
		}
	}
	share := func(n int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(total)) }
	var table strings.Builder
	fmt.Fprintf(&table, "\n| cause | of %d answers on %d disclosures |\n|---|---|\n", total, disclosures)
	for _, c := range slices.SortedFunc(maps.Keys(causes), func(a, b door.Cause) int { return cmp.Or(causes[b]-causes[a], cmp.Compare(a, b)) }) {
		fmt.Fprintf(&table, "| `%s` | %s |\n", c, share(causes[c]))
	}
	fmt.Fprintf(&table, "| **undecided, for any of these** | **%s** |\n\n", share(undecided))
	if undecided == 0 || undecided == total {
		t.Errorf("%d of %d are undecided: the year says nothing", undecided, total)
	}
	writeBetween(t, "../../../docs/answers.md", "<!-- year: go test ./pkg/internal/door -run TestAYearOfWork -update -->\n", "<!-- end of year -->", table.String())
}

func bodyOf(t *testing.T, name string) *disclosure.Disclosure {
	t.Helper()
	text, err := os.ReadFile("../../policy/testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	d := new(disclosure.Disclosure)
	if err := json.Unmarshal(text, d); err != nil {
		t.Fatal(err)
	}
	return d
}

// writeBetween holds what stands between two marks of a page, or writes it.
func writeBetween(t *testing.T, page, begin, end, want string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	was, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has lost its marks", page)
	}
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if was != want {
		t.Errorf("%s is stale: run this test with -update. Got %s", page, want)
	}
}
