package desk

import (
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
)

// Approval is who approved something of a disclosure, and whether they were
// entitled to.
type Approval struct {
	Of string `json:"of" enum:"disclosure,override" doc:"The disclosure itself, or that the law went before the notice"`
	disclosure.Officer
	Entitled Entitled `json:"entitled" enum:"yes,no,not-known" doc:"Whether the register held, on the day of the disclosure, that the post may approve; not-known when it has never been told of the post"`
	// Learned tells a power that was held when it was shared from one that was put on record
	// afterwards.
	Learned disclosure.Date `json:"learnedOn,omitzero" format:"date" doc:"Of a post that was entitled: the day on which the register was told of it, which may be after the disclosure"`
	Own     bool            `json:"own" doc:"True when the person who recorded it also approved it"`
}

// Entitled says whether a post might approve on a day.
type Entitled string

// What the register knows of a post.
const (
	EntitledYes   Entitled = "yes"
	EntitledNo    Entitled = "no" // it is known to have had authority, though not on that day
	EntitledNever Entitled = "not-known"
)

// approversOf lists who approved, before anything is known of them.
func approversOf(d *disclosure.Disclosure) []Approval {
	approvals := []Approval{{Of: "disclosure", Officer: d.AuthorisedBy}}
	if d.Override != nil {
		approvals = append(approvals, Approval{Of: "override", Officer: d.Override.AuthorisedBy})
	}
	return approvals
}

// approvedOwn reports whether it was flagged, when recorded, that the person who
// recorded it gave this approval (XX-9).
func approvedOwn(e *disclosure.Entry, a Approval) bool {
	for _, f := range e.Flags {
		if f.Rule == ownApprovalRule && strings.Contains(f.Pointer, "/override/") == (a.Of == "override") {
			return true
		}
	}
	return false
}

const ownApprovalRule = "XX-9"

// authorityOf is under what it is known whether the officer's post may approve.
func authorityOf(o disclosure.Officer) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfPost, Reference: o.Post}
}

// entitled says whether the post might approve on the day and, where it might, when the
// register first learned of it.
func entitled(facts []facts.Known, on disclosure.Date) (Entitled, disclosure.Date) {
	answer, learned := EntitledNever, disclosure.Date{}
	for _, f := range facts {
		if f.Kind != disclosure.FactAuthority {
			continue
		}
		switch at, err := f.Entry.RecordedAt(); {
		case !f.Holds(on):
			if answer == EntitledNever {
				answer = EntitledNo
			}
		case err != nil:
			answer = EntitledYes
		default:
			if day := disclosure.DateOf(at); learned.IsZero() || day.Before(learned) {
				learned = day
			}
			answer = EntitledYes
		}
	}
	return answer, learned
}
