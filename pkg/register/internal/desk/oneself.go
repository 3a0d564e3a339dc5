package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
)

// Nobody decides on what they recorded, or asked for, themselves. Who somebody is the
// identity provider says; but one person may have two accounts there, and on one machine
// tokens are made for whatever name and role is given. So whoever has the same name is
// taken for the same person. Of two who share a name the one then cannot decide on what
// the other recorded, and a third has to: that is the safe side.

// recordedIt reports whether the caller recorded it, in whichever role, or somebody of the
// caller's name did.
func (r *Registrar) recordedIt(by disclosure.Caller, it disclosure.RecordedBy) bool {
	return it.Caller == r.recordedBy(by).Caller || disclosure.SameName(it.Name, by.Name)
}

// refuseAbout refuses who has asked for the data of one of the people, under whichever
// reference of theirs: nobody decides about themselves.
func (r *Registrar) refuseAbout(ctx context.Context, by disclosure.Caller, references ...string) error {
	known, err := r.together(ctx, by.Register, references...)
	if err != nil {
		return err
	}
	people := slices.Clone(references)
	for _, ref := range references {
		for _, other := range known.Others(ref, facts.AnyJoin) {
			people = withElement(people, other)
		}
	}
	for _, ref := range people {
		asked, _, err := r.answersTo(ctx, by.Register, ref)
		if err != nil {
			return err
		}
		// Who asks is known by name alone, so names are compared.
		if slices.ContainsFunc(asked, func(k facts.Known) bool { return disclosure.SameName(k.Request.AskedBy, by.Name) }) {
			return disclosure.Fail(disclosure.Forbidden, "Nobody decides about an answer that they asked for themselves, or that somebody of their name did: ask another Data Protection Officer.")
		}
	}
	return nil
}
