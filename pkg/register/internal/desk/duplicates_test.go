package desk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

var november = desk.Period{From: disclosure.NewDate(2026, 11, 1), To: disclosure.NewDate(2026, 11, 30)}

// lookAlikes lists every page of what looks alike, each pair as "A B" in the order of
// recording.
func (d *office) lookAlikes(t *testing.T, p desk.Period) []string {
	t.Helper()
	var pairs []string
	for cursor := ""; ; {
		page, err := d.Duplicates(t.Context(), looking(dpo), p.From, p.To, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, p := range page.Pairs {
			pairs = append(pairs, p.Entries[0].Entry.String()+" "+p.Entries[1].Entry.String())
		}
		if cursor = page.Cursor; cursor == "" {
			return pairs
		}
	}
}

func (d *office) decidePair(t *testing.T, id, of disclosure.EntryID, verdict disclosure.DuplicateVerdict) string {
	t.Helper()
	_, err := d.DecideDuplicate(t.Context(), asks(dpo), id, disclosure.DuplicateDecided{Of: of, Decision: verdict, Reason: "The same letter, by the department's file."})
	return against(err)
}

// Whoever records what, when, of whom and to whom: every pair of one case, day,
// recipient and people is listed, once, and no other; across pages too.
func TestEveryPairThatLooksAlikeIsListedOnce(t *testing.T) {
	for seed := range uint64(3) {
		d := newDesk(t)
		drawn := rand.New(rand.NewPCG(seed, 15))
		type said struct{ day, ref, to, who, what int }
		known := map[disclosure.EntryID]said{}
		var order []disclosure.EntryID
		for i := range 40 {
			s := said{2 + drawn.IntN(2), drawn.IntN(5) / 4, drawn.IntN(2), 1 + drawn.IntN(2), drawn.IntN(2)}
			by := []disclosure.Caller{housing, revenuesIn("Revenues")}[drawn.IntN(2)]
			body := toOmbudsman(t, on(s.day), inCase([]disclosure.CaseRef{"case-1", "case-2"}[s.ref]), about([]string{"DBC-P-1", "dbc-p-1"}[i%2], "DBC-P-2"), func(b *disclosure.Disclosure) {
				b.Subjects = b.Subjects[:s.who]
				b.Recipient.Organisation = []string{"Sample Ombudsman", "Other Ombudsman"}[s.to]
				b.Data = []disclosure.DataItem{{Category: []string{"address", "telephone"}[s.what], Description: fmt.Sprint("as sent, ", i)}}
			})
			id := d.record(t, by, body).ID
			if drawn.IntN(4) == 0 {
				id = d.corrects(t, by, id, body)
			}
			known[id], order = s, append(order, id)
		}
		var want []string
		for i, a := range order {
			for _, b := range order[i+1:] {
				if known[a] == known[b] {
					want = append(want, a.String()+" "+b.String())
				}
			}
		}
		got := d.lookAlikes(t, november)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(want) < 21 {
			t.Errorf("seed %d: listed %d pairs, want %d, more than one page", seed, len(got), len(want))
		}
		if len(d.lookAlikes(t, desk.Period{From: november.To, To: november.To})) != 0 {
			t.Errorf("seed %d: a day on which nothing was shared has some", seed)
		}
	}
}

// What is decided of two counts everywhere, stays in the log, and can be taken back; a
// correction of either takes it back too.
func TestTwoThatAreOneCountOnce(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, on(2), inCase("case-1"), about("DBC-P-1"))
	first := d.record(t, housing, body).ID
	again := d.record(t, revenuesIn("Revenues"), body).ID
	counted := func() (listed, times, printed int, sum int) {
		t.Helper()
		sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC-P-1", disclosure.Date{}, answering.SharingPage{})
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, r := range sharing.Recipients {
			times += r.Times
		}
		review := d.draft(t, "DBC-P-1", door.Person)
		for _, j := range review.About {
			if j.Outcome == door.Shown {
				printed++
			}
		}
		err = d.EachLastWord(t.Context(), dartford, november, func() func(desk.Summary) error {
			return func(desk.Summary) error { sum++; return nil }
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, about := range sharing.Disclosures {
			if about.OneWith == "" {
				listed++
			}
		}
		rows, all := 0, desk.Search{Case: "case-1"}
		err = d.EachFound(t.Context(), dartford, all, func(f desk.Found) error {
			wholes, err := d.Wholes(t.Context(), dartford, f, all, true)
			rows += len(wholes)
			return err
		})
		if err != nil || rows != listed {
			t.Errorf("%d rows of a spreadsheet, want %d (%v)", rows, listed, err)
		}
		return listed, times, printed, sum
	}
	wantAll := func(when string, want int) {
		t.Helper()
		if listed, times, printed, sum := counted(); listed != want || times != want || printed != want || sum != want {
			t.Errorf("%s: listed %d, times %d, printed %d, in the statistics %d; want %d each", when, listed, times, printed, sum, want)
		}
	}
	wantAll("before", 2)
	if got := d.lookAlikes(t, november); len(got) != 1 || got[0] != first.String()+" "+again.String() {
		t.Errorf("look alike: %v", got)
	}
	if why := d.decidePair(t, again, first, disclosure.AreOne); why != "" {
		t.Fatal(why)
	}
	wantAll("once they are one", 1)
	if got := d.lookAlikes(t, november); len(got) != 0 {
		t.Errorf("what was decided is asked again: %v", got)
	}
	if got := len(d.finds(t, dpo, desk.Search{Case: "case-1"})); got != 2 {
		t.Errorf("%d entries are found, want both", got)
	}
	for _, by := range []disclosure.Caller{housing, revenuesIn("Revenues")} {
		opened, err := d.Open(t.Context(), looking(by), map[string]disclosure.EntryID{"housing": first, "Revenues": again}[by.Department])
		if err != nil || len(opened.Others) != 0 || opened.LooksLike != nil {
			t.Errorf("%s learns of it: %v, %v (%v)", by.Department, opened.Others, opened.LooksLike, err)
		}
	}
	third := d.record(t, housing, body).ID
	if got := d.lookAlikes(t, november); len(got) != 1 || !strings.Contains(got[0], first.String()) {
		t.Errorf("a third looks like %v, want the one that counts alone", got)
	}
	if why := d.decidePair(t, third, again, disclosure.AreOne); !strings.Contains(why, first.String()) {
		t.Errorf("one with what does not count: %q", why)
	}
	if why := d.decidePair(t, first, third, disclosure.AreOne); !strings.Contains(why, again.String()) {
		t.Errorf("what counts for another is one with a third: %q", why)
	}
	if why := d.decidePair(t, first, again, disclosure.AreOne); why == "" {
		t.Error("round in a circle")
	}
	if why := d.decidePair(t, third, first, disclosure.AreOne); why != "" {
		t.Error(why)
	}
	wantAll("three that are one", 1)
	if why := d.decidePair(t, first, third, disclosure.AreTwo); why != "" {
		t.Error(why)
	}
	wantAll("taken back, of one of them", 2)
	mended := d.corrects(t, housing, first, body)
	wantAll("one of the two corrected", 3)
	if why := d.decidePair(t, again, first, disclosure.AreOne); !strings.Contains(why, "A correction has taken its place") {
		t.Errorf("on a word that no longer stands: %q", why)
	}
	if why := d.decidePair(t, again, mended, disclosure.AreOne); why != "" {
		t.Error(why)
	}
	wantAll("decided anew", 2)
	decided, err := d.DuplicatesDecided(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	var stands []bool
	for _, p := range decided.Pairs {
		stands = append(stands, p.Decided.Stands)
	}
	if !slices.Equal(stands, []bool{true, false, false, false}) {
		t.Errorf("of what was decided stands %v, newest first", stands)
	}
	if got := d.checkWhole(t, disclosure.KindDuplicateDecided); got != 4 {
		t.Errorf("%d decisions, want 4", got)
	}
}

// Two are not taken for one where some of either would be hidden.
func TestNothingIsHiddenByTakingTwoForOne(t *testing.T) {
	d := newDesk(t)
	base := []func(*disclosure.Disclosure){on(2), inCase("case-1"), about("DBC-P-1")}
	with := func(changes ...func(*disclosure.Disclosure)) disclosure.EntryID {
		return d.record(t, housing, toOmbudsman(t, append(slices.Clone(base), changes...)...)).ID
	}
	one := with()
	for name, other := range map[string]disclosure.EntryID{
		"another case":      with(inCase("case-2")),
		"another day":       with(on(3)),
		"another recipient": with(func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Other Ombudsman" }),
		"another person":    with(about("DBC-P-2")),
		"one more person":   with(about("DBC-P-1", "DBC-P-2")),
		"more data": with(func(b *disclosure.Disclosure) {
			b.Data = append(slices.Clone(b.Data), disclosure.DataItem{Category: "telephone", Description: "Her telephone number"})
		}),
		"abroad": with(func(b *disclosure.Disclosure) {
			b.Transfer = &disclosure.Transfer{Country: "Ireland", Mechanism: "adequacy regulations"}
		}),
		"no disclosure": d.learn(t, dpo, objection()),
		"not there":     "01990000-0000-7000-8000-000000000000",
		"itself":        one,
	} {
		if why := d.decidePair(t, other, one, disclosure.AreOne); why == "" {
			t.Errorf("%s: taken for one", name)
		}
	}
	if _, err := d.DecideDuplicate(t.Context(), asks(housing), one, disclosure.DuplicateDecided{Of: one, Decision: disclosure.AreTwo, Reason: "x"}); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("a recorder decides: %v", err)
	}
}

// What is kept from the person of one record is kept of both, and is in the list
// "decide first" or withheld.
func TestWhatIsKeptOfOneRecordIsKeptOfBoth(t *testing.T) {
	for name, kept := range map[string]func(*disclosure.Disclosure){
		"undecided": nobodyTold,
		"withheld": func(b *disclosure.Disclosure) {
			b.Justification.Exemptions = []disclosure.Exemption{{
				ID: "dpa18-sch2-para2", Provisions: []string{"15"}, Reason: "It would tip him off.", ReviewBy: disclosure.NewDate(2099, 1, 31),
			}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, keptCounts := range []bool{true, false} {
				d := newDesk(t)
				body := []func(*disclosure.Disclosure){happened, on(2), inCase("case-1"), about("DBC-P-1")}
				open := d.record(t, housing, toOmbudsman(t, body...)).ID
				closed := d.record(t, revenuesIn("Revenues"), toOmbudsman(t, append(body, kept)...)).ID
				outcomes := func() (all []door.Outcome) {
					for _, j := range d.draft(t, "DBC-P-1", door.Person).About {
						all = append(all, j.Outcome)
					}
					return all
				}
				if before := outcomes(); !slices.Contains(before, door.Shown) {
					t.Fatalf("before: %v", before)
				}
				duplicate, of := open, closed
				if !keptCounts {
					duplicate, of = closed, open
				}
				if why := d.decidePair(t, duplicate, of, disclosure.AreOne); why != "" {
					t.Fatal(why)
				}
				if after := outcomes(); slices.Contains(after, door.Shown) {
					t.Errorf("after: %v", after)
				}
				d.turnClock(time.Hour)
				waits := len(d.undecided(t))
				if name == "undecided" && waits != 2 || name == "withheld" && waits != 0 {
					t.Errorf("%d wait", waits)
				}
				d.areTwo(t, duplicate, of)
				if back := outcomes(); !slices.Contains(back, door.Shown) {
					t.Errorf("taken back: %v", back)
				}
			}
		})
	}
}

// A correction of either record, by whoever recorded it and of whatever in it, opens
// nothing that the other keeps: that waits until the Data Protection Officer decides, on
// the two or on the one.
func TestACorrectionOfOneRecordOpensNothingInTheOther(t *testing.T) {
	withheld := func(b *disclosure.Disclosure) {
		b.Justification.Exemptions = []disclosure.Exemption{{
			ID: "dpa18-sch2-para2", Provisions: []string{"15"}, Reason: "It would tip him off.", ReviewBy: disclosure.NewDate(2099, 1, 31),
		}}
	}
	revenues := revenuesIn("Revenues")
	for name, change := range map[string]func(*disclosure.Disclosure){
		"nothing in it":  func(*disclosure.Disclosure) {},
		"its reason":     func(b *disclosure.Disclosure) { b.Reason = "As it should have said." },
		"its day":        on(3),
		"its person":     about("DBC-P-2"),
		"its recipient":  func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Other Ombudsman" },
		"whether at all": func(b *disclosure.Disclosure) { b.Decision = disclosure.RefusedToShare },
	} {
		for _, ofKept := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, of what is kept: %v", name, ofKept), func(t *testing.T) {
				d := newDesk(t)
				body := []func(*disclosure.Disclosure){happened, on(2), inCase("case-1"), about("DBC-P-1")}
				open := d.record(t, housing, toOmbudsman(t, body...)).ID
				closed := d.record(t, revenues, toOmbudsman(t, append(body, withheld)...)).ID
				if why := d.decidePair(t, closed, open, disclosure.AreOne); why != "" {
					t.Fatal(why)
				}
				d.turnClock(2 * time.Hour)
				d.undecided(t) // hints that say nothing by now are gone
				by, id, words := revenues, closed, append(body, withheld, change)
				if !ofKept {
					by, id, words = housing, open, append(body, change)
				}
				if name == "whether at all" {
					words = append(words, func(b *disclosure.Disclosure) { b.TellSubject = disclosure.TellSubject{Outcome: disclosure.NoTelling} })
				}
				mended := d.corrects(t, by, id, toOmbudsman(t, words...))
				if ofKept {
					closed = mended
				} else {
					open = mended
				}
				if got := d.draft(t, "DBC-P-1", door.Person); slices.ContainsFunc(got.About, func(j answering.Reviewed) bool { return j.Outcome == door.Shown }) {
					t.Fatalf("something is shown: %+v", got.About)
				}
				if waits := d.undecided(t); !slices.ContainsFunc(waits, func(w answering.UndecidedWord) bool { return w.Entry == open && w.Subject == "DBC-P-1" }) {
					t.Errorf("what was open before the two were one is not on the list: %+v", waits)
				}
				if _, why := d.decide(t, secondDPO, toShow("DBC-P-1", open)); why != "" && name != "its person" && name != "whether at all" {
					t.Errorf("by itself it cannot be decided: %s", why)
				} else if got := outcomeOf(d.draft(t, "DBC-P-1", door.Person), open); why == "" && ofKept && got != door.Shown {
					t.Errorf("decided to be shown, it is %s", got)
				}
			})
		}
	}
	t.Run("two, as they now read", func(t *testing.T) {
		d := newDesk(t)
		body := []func(*disclosure.Disclosure){happened, on(2), inCase("case-1"), about("DBC-P-1")}
		open := d.record(t, housing, toOmbudsman(t, body...)).ID
		closed := d.record(t, revenues, toOmbudsman(t, append(body, withheld)...)).ID
		if why := d.decidePair(t, closed, open, disclosure.AreOne); why != "" {
			t.Fatal(why)
		}
		closed = d.corrects(t, revenues, closed, toOmbudsman(t, append(body, withheld)...))
		d.areTwo(t, closed, open)
		if got := outcomeOf(d.draft(t, "DBC-P-1", door.Person), open); got != door.Shown {
			t.Errorf("it is %s", got)
		}
	})
}

// A spreadsheet has each sharing once, and loses none: what counts once too often stands
// where the search finds nothing of the one that counts, such as an exemption that only
// the other cites, or the other's department.
func TestASearchThatFindsADuplicateAloneHasIt(t *testing.T) {
	d := newDesk(t)
	body := []func(*disclosure.Disclosure){happened, on(2), inCase("case-1"), about("DBC-P-1")}
	counts := d.record(t, housing, toOmbudsman(t, body...)).ID
	twice := d.record(t, revenuesIn("Revenues"), toOmbudsman(t, append(body, func(b *disclosure.Disclosure) {
		b.Justification.Exemptions = []disclosure.Exemption{liftingAccess("dpa18-sch2-para2")}
	})...)).ID
	if why := d.decidePair(t, twice, counts, disclosure.AreOne); why != "" {
		t.Fatal(why)
	}
	for name, tt := range map[string]struct {
		search desk.Search
		want   disclosure.EntryID
	}{
		"all":                      {desk.Search{}, counts},
		"of the case":              {desk.Search{Case: "case-1"}, counts},
		"of the person":            {desk.Search{Subject: "DBC-P-1"}, counts},
		"on an exemption":          {desk.Search{Basis: "dpa18-sch2-para2"}, twice},
		"of the department":        {desk.Search{Department: "Revenues"}, twice},
		"of the other's":           {desk.Search{Department: "housing"}, counts},
		"on what both rest":        {desk.Search{Basis: "ukgdpr-6-1-e"}, counts},
		"of a department's person": {desk.Search{Department: "revenues", Subject: "DBC-P-1"}, twice},
	} {
		var got []disclosure.EntryID
		err := d.EachFound(t.Context(), dartford, tt.search, func(f desk.Found) error {
			wholes, err := d.Wholes(t.Context(), dartford, f, tt.search, true)
			for _, w := range wholes {
				got = append(got, w.Entry.ID)
			}
			return err
		})
		if err != nil || !slices.Equal(got, []disclosure.EntryID{tt.want}) {
			t.Errorf("%s: %v, want %s (%v)", name, got, tt.want, err)
		}
	}
}
