package console

import (
	"net/http"
	"slices"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

// follows is what would follow from a change of a case, as the API says before it is made:
// what goes when, before and after.
type follows struct {
	Goes   turn // the case as a whole
	Why    string
	Things []turn // each class that the case is of, or would be
	Flags  []disclosure.Flag
}

// turn is when something goes as the case stands, and when it would.
type turn struct {
	What, Before, After string
	Why                 string // after
}

// Same reports whether nothing would change.
func (t turn) Same() bool { return t.Before == t.After }

func followsOf(tried client.CaseTried) *follows {
	f := &follows{Goes: turn{Before: goesBy(tried.Before), After: goesBy(tried.Retention)}, Why: tried.Retention.Reason, Flags: tried.Flags}
	for _, now := range tried.Before.Classes {
		one := turn{What: now.What, Before: dueIn(now), After: "No more of this case: what it is has changed"}
		for _, then := range tried.Retention.Classes {
			if then.Class == now.Class {
				one.After, one.Why = dueIn(then), then.Reason
			}
		}
		f.Things = append(f.Things, one)
	}
	for _, then := range tried.Retention.Classes {
		if !slices.ContainsFunc(tried.Before.Classes, func(now client.Due) bool { return now.Class == then.Class }) {
			f.Things = append(f.Things, turn{then.What, "Not of this case", dueIn(then), then.Reason})
		}
	}
	return f
}

// dueIn says when the things of a class go.
func dueIn(d client.Due) string {
	switch d.Clock {
	case "held":
		return "Not while a hold stands"
	case "not-started":
		return "Its time has not begun"
	case "review":
		return "Not before a review has said so"
	}
	if d.DueOn.IsZero() {
		return capital(plain(d.Clock))
	}
	return inWords(d.DueOn)
}

// standsIn is sent for a reason that is not written yet, where what follows does not depend
// on it. A change that is asked about is not recorded, and its reason not kept.
const standsIn = "Asked what would follow"

// anyHold is a hold, where what follows does not depend on whose it is.
func (v *visit) anyHold() disclosure.HoldPlaced {
	return disclosure.HoldPlaced{By: standsIn, Reason: standsIn, ReviewOn: disclosure.DateOf(v.console.config.Now()).AddDays(30)}
}

// foresee shows in the form what would follow, to whoever sees the case whole. What would
// be refused is said so before anything is typed.
func (v *visit) foresee(t task, f *form, change func(*client.Client) error) error {
	if !v.seesAll() {
		return nil
	}
	tried, err := v.api.TryCase(t.Why, change)
	switch {
	case err == nil:
		f.Follows = followsOf(tried)
	case f.Errors != nil || f.Detail != "": // what was typed is to be put right first
	case statusOf(err) == http.StatusNotFound || !f.refused(err):
		return err
	}
	return nil
}

// weighed shows what would follow from what was typed, until exactly that has been seen: then
// it is to be done. What is typed otherwise, or would follow otherwise since somebody else
// changed the case, is shown anew. What is wrong with it is said in the form.
func (v *visit) weighed(t task, f *form, change func(*client.Client) error) (done bool, err error) {
	if !v.seesAll() {
		return true, nil
	}
	act := f.Values["do"] == "act" && f.Values["seen"] != ""
	tried, err := v.api.TryCase(t.Why, change)
	switch {
	case err == nil:
	case act && statusOf(err) != http.StatusUnauthorized && statusOf(err) != 0:
		return true, nil // done already, by the same form, or to be refused: the change itself says which
	case f.refused(err):
		return false, nil
	default:
		return false, err
	}
	said := map[string]any{"follows": tried}
	for name, value := range f.Values {
		if !slices.Contains([]string{"form", "key", "do", "seen"}, name) {
			said["typed "+name] = value
		}
	}
	digest := digestOf(said)
	if act && f.Values["seen"] == digest {
		return true, nil
	}
	f.Follows, f.Seen = followsOf(tried), digest
	return false, nil
}
