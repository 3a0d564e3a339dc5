package answering

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// dpoPost is the post in which answers are decided.
const dpoPost = "Data Protection Officer"

// sayWhoDecided completes what the door judged, for the Data Protection Officer alone:
// with their decision that stands, who made it, when and why, and on which ground a
// withholding rests until when; and with the markers that the person was not told of. It
// is after the answer was made, and is no part of it. It is one batch read of
// a list, where anything in it was decided.
func (r *Answers) sayWhoDecided(ctx context.Context, asks door.Question, list []door.Judged) error {
	stands := func(j door.Judged, d door.Decision) bool {
		cause := door.DPOWithholds
		if d.Show {
			cause = door.DPOShows
		}
		return d.Entry == j.Root && d.On == j.Entry && d.To == asks.As && !d.Open && because(j, cause)
	}
	var keys []store.Key
	for _, j := range list {
		for _, d := range asks.Decisions {
			if stands(j, d) {
				keys = append(keys, store.EntryKey(asks.Register.String(), d.Recorded.String()))
			}
		}
	}
	items, err := r.desk.Items(ctx, "load decisions on an answer", keys)
	if err != nil {
		return err
	}
	for i := range list {
		j := &list[i]
		var first []policy.Withholding
		for _, d := range asks.Decisions {
			item, there := items[store.EntryKey(asks.Register.String(), d.Recorded.String())]
			if !there || !stands(*j, d) {
				continue
			}
			e, err := desk.EntryIn(item)
			if err != nil {
				return err
			}
			said, err := desk.DecisionOf(e)
			if err != nil {
				return err
			}
			j.DecidedBy = disclosure.Officer{Name: e.RecordedBy.Name, Post: dpoPost}
			j.DecidedOn, j.DecidedWhy = disclosure.DateOf(e.RecordedAt), said.Reason
			if !d.Show {
				first = append(first, policy.Withholding{
					Ground: said.Ground, Provisions: said.Provisions, Reason: said.Reason, ReviewBy: said.ReviewOn, Effect: policy.WithheldEntry,
					Why: "The Data Protection Officer decided to withhold it from this answer.",
				})
			}
		}
		if because(*j, door.OwnMarker) {
			first = append(first, r.untoldMarkers(asks)...)
		}
		j.Grounds = append(first, j.Grounds...)
	}
	return nil
}

func because(j door.Judged, cause door.Cause) bool {
	return slices.ContainsFunc(j.Because, func(b door.Because) bool { return b.Cause == cause })
}

// untoldMarkers are the markers that the person was not told of, as what keeps back that
// which tells of them.
func (r *Answers) untoldMarkers(asks door.Question) []policy.Withholding {
	var keep []policy.Withholding
	for _, k := range asks.Known {
		if k.Kind != disclosure.FactMarker || k.SubjectTold == disclosure.Told || !disclosure.Same(k.About.Reference, asks.Subject) {
			continue
		}
		w := policy.Withholding{
			Ground: k.Ground, Reason: k.Reason, ReviewBy: k.ReviewBy, Effect: policy.WithheldEntry,
			Why: "It tells of a marker that the person has not been told of.",
		}
		if due, ok := r.desk.Law().MarkerDue(asks.Register, k.Fact); ok && !asks.AsOf.Before(due) {
			w.Due = "The review of the marker is overdue."
		}
		keep = append(keep, w)
	}
	return keep
}
