package desk

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// OpenBreaches is a page of the breaches of which something has to be done by a
// deadline.
type OpenBreaches struct {
	Breaches []OpenBreach `json:"breaches" doc:"By when the council became aware, the earliest first"`
	// Cursor asks for the next page. A page may be short, or empty, and still have a
	// cursor.
	Cursor string `json:"cursor,omitempty"`
}

// OpenBreach is a breach whose clock is running or overdue, of which people at high
// risk are still to be told, or of which a department has given an account since the
// Data Protection Officer's.
type OpenBreach struct {
	Reference string               `json:"reference"`
	Clock     policy.BreachClock   `json:"clock"`
	Recorded  bool                 `json:"recorded" doc:"False while only a disclosure names the breach, and nobody has recorded the breach itself"`
	Retrieved disclosure.Retrieved `json:"retrieved,omitempty"`
	Others    int                  `json:"others,omitempty" doc:"Other accounts of it that departments have given, still to be put together with how it stands"`
}

// clocksPage bounds the breaches of one page.
const clocksPage = 50

// attrBreach is, in a hint, the reference in the breach register. It is the
// council's own, and names nobody.
const attrBreach = "breach"

func hintOf(at time.Time, reference string) store.Attrs {
	attrs := hint(at)
	attrs[attrBreach] = reference
	return attrs
}

// hintOfBreach hints at a breach that the disclosure says it was and that the
// register does not know yet: its clock runs all the same.
func (r *Registrar) hintOfBreach(draft *Draft, known []facts.Known, d *disclosure.Disclosure) {
	reference := astrayUnder(d)
	if reference == "" {
		return
	}
	for _, k := range known {
		if k.Kind == disclosure.FactBreach && disclosure.Same(k.About.Reference, reference) {
			return
		}
	}
	key := store.ClockKey(draft.Entry.Register.String(), d.Departure.DiscoveredOn.Start(), draft.Entry.ID.String())
	draft.Put(key, hintOf(draft.at, reference), store.Condition{})
}

// OpenBreaches shows, over the whole register, the breaches whose 72 hours are
// running or over, and those of which people at high risk are still to be told. It
// is one query of the breaches that may be, one read of what is known of them, and
// for each that only disclosures name, those disclosures; and as much again while
// nothing is found ([EmptyReads]).
func (r *Registrar) OpenBreaches(ctx context.Context, by Looking, cursor string) (OpenBreaches, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-open-breaches"); err != nil {
		return OpenBreaches{}, err
	}
	answer := OpenBreaches{Breaches: []OpenBreach{}, Cursor: cursor}
	at := r.at()
	var spent []store.Item
	err := ReadOn(EmptyReads, func() (bool, error) {
		some, err := r.openBreachesOn(ctx, by.Caller, at, &answer)
		spent = append(spent, some...)
		return len(answer.Breaches) > 0 || answer.Cursor == "", err
	})
	if err != nil {
		return OpenBreaches{}, err
	}
	if err := r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-open-breaches", Results: len(answer.Breaches)}); err != nil {
		return OpenBreaches{}, err
	}
	r.tidy(ctx, at, spent)
	return answer, nil
}

// openBreachesOn reads the breaches after the answer's cursor to what it has already, and
// which hints say nothing any more.
func (r *Registrar) openBreachesOn(ctx context.Context, by disclosure.Caller, at time.Time, answer *OpenBreaches) (spent []store.Item, err error) {
	register := by.Register
	p := plan{partition: store.ClockPartition(register.String())}
	var hints []store.Item
	if hints, answer.Cursor, err = r.listed(ctx, "query breaches with a clock", by, p, store.Query{Limit: clocksPage}, answer.Cursor); err != nil {
		return nil, err
	}
	var breaches []disclosure.FactKey
	for _, item := range hints {
		breaches = append(breaches, facts.OfBreach(text(item, attrBreach)))
	}
	known, err := r.knownOfEach(ctx, register, breaches)
	if err != nil {
		return nil, err
	}
	shown := map[string]bool{}
	for _, item := range hints {
		reference := text(item, attrBreach)
		spelt := disclosure.Canonical(reference)
		now := breachNow(known[spelt])
		if now != nil && facts.Find(known[spelt], entryOf(item)) == nil {
			spent = append(spent, item) // other entries say how the breach stands
			continue
		}
		if shown[spelt] {
			continue
		}
		var words []Word
		if now == nil || now.Breach == nil {
			if words, err = r.breachWords(ctx, register, reference); err != nil {
				return nil, err
			}
		}
		v := viewBreach(reference, known[spelt], words, at)
		if now == nil && len(v.Disclosures) == 0 {
			spent = append(spent, item) // corrected since, or gone with its case
			continue
		}
		shown[spelt] = true
		answer.Breaches = append(answer.Breaches, OpenBreach{Reference: reference, Clock: *v.Clock, Recorded: now != nil, Retrieved: v.Retrieved, Others: len(v.Others)})
	}
	return spent, nil
}
