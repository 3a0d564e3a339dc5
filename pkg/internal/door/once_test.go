package door_test

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// asOne asks of records of one sharing, of which the first counts.
func asOne(words ...*disclosure.Disclosure) door.Question {
	q := asking(words...)
	q.One = map[disclosure.EntryID]disclosure.EntryID{}
	for n := 1; n < len(words); n++ {
		q.One[q.Histories[n].Last().Entry] = q.Histories[n-1].Last().Entry
	}
	return q
}

// Whatever is recorded of one sharing, twice or three times: what is kept back of any
// record is kept back of all, nothing is shown that was not, and it is shown once at
// most. To take it back leaves no trace.
func TestWhatIsOneIsShownOnceOrNotAtAll(t *testing.T) {
	access := lifting("dpa18-sch2-para2", "15")
	first, second := access, access
	first.Items, second.Items = []int{0}, []int{1}
	ways := map[string]func(*disclosure.Disclosure){
		"shown":                  func(*disclosure.Disclosure) {},
		"in other words":         func(d *disclosure.Disclosure) { d.Purpose = "Answer the ombudsman" },
		"withheld":               relying(access),
		"in part":                relying(first),
		"in another part":        relying(second),
		"without names":          relying(lifting("dpa18-sch2-para16", "15")),
		"a ground that is wrong": relying(lifting("ukgdpr-13-4", "15(1)-(3)")),
		"untold":                 untold(disclosure.NotTold, "dpa18-sch2-para2", disclosure.Date{}),
		"put off":                untold(disclosure.Deferred, "", disclosure.NewDate(2026, 12, 1)),
		"none of theirs": func(d *disclosure.Disclosure) {
			withB(d)
			d.Data = []disclosure.DataItem{{Category: "address", Description: "B's address", Subject: "B-1"}}
		},
	}
	var each []string
	for name := range ways {
		each = append(each, name)
	}
	judges := theDoor(t)
	printed := func(t *rapid.T, q door.Question) ([]string, []door.Judged) {
		answer, review := judges.Judge(q)
		b, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		var read struct{ Shared []json.RawMessage }
		if err := json.Unmarshal(b, &read); err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, s := range read.Shared {
			all = append(all, string(s))
		}
		return all, review.Disclosures
	}
	rapid.Check(t, func(t *rapid.T) {
		var words []*disclosure.Disclosure
		drawn := rapid.SliceOfN(rapid.SampledFrom(each), 2, 3).Draw(t, "records")
		for _, name := range drawn {
			words = append(words, shared(ways[name]))
		}
		q := asOne(words...)
		apart := q
		apart.One = nil
		shownApart, judgedApart := printed(t, apart)
		shown, judged := printed(t, q)
		if len(shown) > 1 {
			t.Fatalf("one sharing is in the answer %d times", len(shown))
		}
		for _, s := range shown {
			if !slices.Contains(shownApart, s) {
				t.Fatalf("it is shown as it was in neither: %s", s)
			}
		}
		outcomes := map[door.Outcome]int{}
		for _, j := range judgedApart {
			outcomes[j.Outcome]++
		}
		kept := outcomes[door.Withheld]+outcomes[door.Undecided] > 0
		if kept && len(shown) > 0 {
			t.Fatalf("%v: something is shown, and of a record of it something is kept back whole", drawn)
		}
		if drawn[0] == "shown" && outcomes[door.Shown] == len(drawn) && !partly(drawn) && len(shown) != 1 {
			t.Fatalf("%v: nothing keeps it back, and it is not shown", drawn)
		}
		if partly(drawn[1:]) && !partly(drawn[:1]) && len(shown) > 0 {
			t.Fatalf("%v: one record keeps some of it back, and it is shown whole", drawn)
		}
		for _, j := range judged {
			if kept && j.Outcome == door.Shown {
				t.Fatalf("%v: %s is shown", drawn, j.Entry)
			}
		}
		again := asOne(words...)
		again.One = map[disclosure.EntryID]disclosure.EntryID{"corrected since": again.Histories[0].Last().Entry}
		if stale, _ := printed(t, again); len(stale) != len(shownApart) {
			t.Fatal("what was decided of a word that no longer stands counts")
		}
	})
}

func partly(drawn []string) bool {
	return slices.Contains(drawn, "in part") || slices.Contains(drawn, "in another part") || slices.Contains(drawn, "without names")
}
