package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// A hold on a person's case keeps the part of a share that lists them, after the share has
// had its time. Who is held is what the holds that stand come to when people go, and each
// transaction in which some do depends on no hold having been placed since
// (docs/adr/0069-a-hold-keeps-a-part.md).

// holdPlaced says that the hold is the last that was placed.
func holdPlaced(register disclosure.Register, id disclosure.EntryID) store.Write {
	return store.Write{Action: store.Put, Item: store.Item{Key: store.HoldsKey(register.String()), Attrs: store.Attrs{attrLast: id.String()}}}
}

// attrLast is the entry that placed the last hold, or stopped a disposal by one.
const attrLast = "last"

// heldPeople are those of whom anything was disclosed in a case on which a hold stands, and
// what fails once another has been placed. A held case that cannot be read is an error: then
// nobody knows who is held.
func (r *Retention) heldPeople(ctx context.Context, register disclosure.Register) (held map[desk.Token]bool, unheld store.Write, err error) {
	last, there, err := r.desk.Item(ctx, "load which hold was placed last", store.HoldsKey(register.String()))
	if err != nil {
		return nil, store.Write{}, err
	}
	unheld = store.Write{Action: store.Check, Item: store.Item{Key: store.HoldsKey(register.String())}, If: store.Absent()}
	if there {
		unheld.If = store.Attr(attrLast, last.Attrs[attrLast])
	}
	held = map[desk.Token]bool{}
	seen := map[string]bool{}
	for after, more := "", true; more; more = after != "" {
		var cases []reminded
		if cases, _, after, err = r.followed(ctx, register, store.HoldEnds, "", after); err != nil {
			return nil, store.Write{}, err
		}
		for _, f := range cases {
			if seen[f.file.Name()] || !f.file.Held() {
				continue
			}
			seen[f.file.Name()] = true
			if err := r.desk.PeopleIn(ctx, register, f.file.Name(), func(t desk.Token) { held[t] = true }); err != nil {
				return nil, store.Write{}, err
			}
		}
	}
	return held, unheld, nil
}

// sharePeople is what holds keep of a share's people; of any other case, nothing.
type sharePeople struct {
	kept, going int
	unheld      []store.Write // what it depends on
}

// allKept reports whether nobody is listed who may go.
func (p sharePeople) allKept() bool { return p.kept > 0 && p.going == 0 }

// keptIn has the file say how many are kept. Decided holds the file as it was decided.
func (p sharePeople) keptIn(register disclosure.Register, file *desk.CaseFile, decided store.Write) (store.Write, error) {
	if file.Kept == p.kept {
		return decided, nil
	}
	file.Kept = p.kept
	return file.Write(register)
}

// keptSays says how many are kept, and never who.
func keptSays(kept int) []string {
	if kept == 0 {
		return nil
	}
	return []string{fmt.Sprintf("of its people, %d are still listed, since holds stand on cases of theirs or of somebody in the same part", kept)}
}

// why the case is due when it is, and what is left of one that has had its time.
func (f reminded) why() string {
	return strings.Join(append([]string{f.now.Reason}, keptSays(f.file.Kept)...), "; ")
}

// peopleOf counts them.
func (r *Retention) peopleOf(ctx context.Context, register disclosure.Register, file *desk.CaseFile) (p sharePeople, err error) {
	if !desk.OfShare(file.Ref) {
		return p, nil
	}
	held, unheld, err := r.heldPeople(ctx, register)
	if err != nil {
		return p, err
	}
	p.unheld = []store.Write{unheld}
	err = r.eachEvent(ctx, register, file.Name(), func(page []desk.Going) error {
		for _, g := range page { // of whom was erased nothing is left to hold
			if holds(held, g.Lists) {
				p.kept += len(g.Lists)
			} else {
				p.going += len(g.Lists)
			}
		}
		return nil
	})
	return p, err
}

func holds(held map[desk.Token]bool, people []desk.Token) bool {
	return slices.ContainsFunc(people, func(t desk.Token) bool { return held[t] })
}

func (r *Retention) eachEvent(ctx context.Context, register disclosure.Register, file string, visit func([]desk.Going) error) error {
	for after, more := "", true; more; more = after != "" {
		var page []desk.Going
		var err error
		if page, after, err = r.desk.EventsAfter(ctx, register, file, after); err != nil {
			return err
		}
		if err := visit(page); err != nil {
			return err
		}
	}
	return nil
}

// erasePeople destroys the parts of a share in which nobody is held, and who was taken out
// of them, and returns how many people are in those that stay. It may be stopped anywhere
// and repeated: what has gone is not found again.
func (r *Retention) erasePeople(ctx context.Context, d *disposal) (kept int, err error) {
	held, unheld, err := r.heldPeople(ctx, d.Register)
	if err != nil {
		return 0, err
	}
	stay := map[desk.Token]bool{}
	erase := func(goes func(desk.Going) bool) error {
		return r.eachEvent(ctx, d.Register, d.file, func(page []desk.Going) error {
			return r.eraseEntries(ctx, d, slices.DeleteFunc(page, func(g desk.Going) bool { return !goes(g) }), unheld)
		})
	}
	err = erase(func(g desk.Going) bool {
		if holds(held, g.Lists) {
			for _, t := range g.Lists {
				stay[t] = true
			}
			return false
		}
		return len(g.Lists) > 0
	})
	if err != nil {
		return 0, err
	}
	return len(stay), erase(func(g desk.Going) bool { return g.Takes != "" && !stay[g.Takes] })
}
