package desk_test

import (
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// A department's last word is its own to replace, whatever the Data Protection Officer
// has made of it since: whether they replaced it, or confirmed what it weakens, its
// answer does not tell.
func TestADepartmentsLastWordIsItsOwnWhateverTheDPODid(t *testing.T) {
	account := breachFact("BR-1", &disclosure.Breach{AwareAt: theDay(10).Start().Add(9 * time.Hour)})
	judged := breachFact("BR-1", &disclosure.Breach{AwareAt: theDay(10).Start(), Risk: disclosure.RiskUnlikely, RiskReason: "It was encrypted."})
	takenOff := untoldMarkerOf(complainant)
	takenOff.Until = theDay(6)
	again := func(f disclosure.Fact) disclosure.Fact { f.Reference = "Second form"; return f }
	weaker := func(f disclosure.Fact) disclosure.Fact { saidTold(&f); return f }
	replaces := func(f disclosure.Fact, id disclosure.EntryID) disclosure.Fact { f.Replaces = id; return f }
	for name, c := range map[string]struct {
		first, later disclosure.Fact
		dpo          disclosure.Fact // in place of the first
		awaits       bool            // the later one, in the end
	}{
		"a breach that was judged":          {account, again(account), judged, true},
		"a marker that was taken off":       {untoldMarkerOf(complainant), again(untoldMarkerOf(complainant)), takenOff, false},
		"a marker, said to be told":         {untoldMarkerOf(complainant), weaker(untoldMarkerOf(complainant)), takenOff, true},
		"an objection that was put aside":   {objection(), again(objection()), objection(overridden), false},
		"a restriction that was ended once": {restriction(), again(restriction()), func() disclosure.Fact { f := restriction(); ended(&f); return f }(), false},
	} {
		t.Run(name, func(t *testing.T) {
			var said [2][]string
			for world := range said {
				d := newDeskWith(t, desk.Options{})
				first := d.learn(t, housing, c.first)
				var theirs disclosure.EntryID
				if world == 1 {
					theirs = d.learn(t, dpo, replaces(c.dpo, first))
				}
				try := func(f disclosure.Fact) disclosure.EntryID {
					got, err := d.LearnFact(t.Context(), asks(housing), f)
					said[world] = append(said[world], saysOf(got, err))
					return got.ID
				}
				second := try(replaces(c.later, first))
				try(replaces(c.later, first)) // it has replaced that by now
				third := try(replaces(c.later, second))
				known := d.facts(t, c.first.About)
				if _, stands := known[theirs]; world == 1 && !stands {
					t.Error("what the Data Protection Officer recorded stands no longer")
				}
				if got := known[third].Awaits; world == 1 && (got != nil) != c.awaits || got != nil && world == 1 && got.Protects != theirs {
					t.Errorf("it awaits %+v", got)
				}
			}
			if !slices.Equal(said[0], said[1]) || said[0][0] != "[]" || said[0][1] == "[]" || said[0][2] != "[]" {
				t.Errorf("alone it is answered %q, and after the Data Protection Officer %q", said[0], said[1])
			}
		})
	}
	t.Run("a weakening that was confirmed", func(t *testing.T) {
		var said [2]string
		for world := range said {
			d := newDeskWith(t, desk.Options{})
			first := d.learn(t, housing, objection())
			weakens := d.learn(t, housing, replaces(objection(overridden), first))
			if world == 1 {
				if err := d.confirms(t, dpo, weakens, disclosure.WeakeningConfirmed); err != nil {
					t.Fatal(detail(err))
				}
			}
			said[world] = saysOf(d.LearnFact(t.Context(), asks(housing), replaces(objection(overridden), first)))
		}
		if said[0] != said[1] || said[0] == "[]" {
			t.Errorf("while it awaits, the first is answered %q, and once confirmed %q", said[0], said[1])
		}
	})
}

// A department's first word, which its own second replaces while that awaits, does not come
// back when the Data Protection Officer acts on either: neither to be read nor to be replaced.
func TestAWordThatItsDepartmentReplacedDoesNotComeBack(t *testing.T) {
	account := func(hour int) disclosure.Fact {
		return breachFact("BR-1", &disclosure.Breach{AwareAt: theDay(10).Start().Add(time.Duration(hour) * time.Hour)})
	}
	judged := breachFact("BR-1", &disclosure.Breach{AwareAt: theDay(10).Start(), Risk: disclosure.RiskUnlikely, RiskReason: "It was encrypted."})
	told := untoldMarkerOf(complainant)
	saidTold(&told)
	takenOff := untoldMarkerOf(complainant)
	takenOff.Until = theDay(6)
	for name, c := range map[string]struct{ first, second, dpo disclosure.Fact }{
		"an objection":               {objection(), objection(overridden), objection(overridden)},
		"a marker":                   {untoldMarkerOf(complainant), told, takenOff},
		"a breach, made known later": {account(9), account(15), judged},
	} {
		for act, do := range map[string]func(d *office, first, second disclosure.EntryID){
			"nothing":             func(*office, disclosure.EntryID, disclosure.EntryID) {},
			"replaces the first":  func(d *office, first, _ disclosure.EntryID) { f := c.dpo; f.Replaces = first; d.learn(t, dpo, f) },
			"replaces the second": func(d *office, _, second disclosure.EntryID) { f := c.dpo; f.Replaces = second; d.learn(t, dpo, f) },
		} {
			t.Run(name+", and the DPO "+act, func(t *testing.T) {
				d := newDeskWith(t, desk.Options{})
				first := d.learn(t, housing, c.first)
				c.second.Replaces = first
				second := d.learn(t, housing, c.second)
				do(d, first, second)
				mine, err := d.Facts(t.Context(), looking(housing), c.first.About)
				if err != nil || len(mine.Facts) != 1 || mine.Facts[0].Entry != second {
					t.Errorf("the department reads %d words, %v; want its second alone", len(mine.Facts), detail(err))
				}
				again := c.second
				again.Replaces = first
				if got, err := d.LearnFact(t.Context(), asks(housing), again); err == nil {
					t.Errorf("the first could be replaced again, by %s", got.ID)
				}
			})
		}
	}
}

// Nor does room that the Data Protection Officer made tell of what they did: a department's
// last words fill its own as before.
func TestTheDPOMakesNoRoomForADepartment(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	var first disclosure.EntryID
	for range 50 {
		first = d.learn(t, housing, objection())
	}
	aside := objection(overridden)
	aside.Replaces = first
	d.learn(t, dpo, aside)
	if _, err := d.LearnFact(t.Context(), asks(housing), objection()); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("one more is answered %v", err)
	}
}
