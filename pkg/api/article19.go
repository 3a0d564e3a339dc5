package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/registrar"
)

func changes(s *service) {
	addLook(s, get("show-changes", "/changes", "Who has to be told of a change",
		"What was rectified, erased, restricted or taken off about the person, every recipient who had been given it by then, and how far telling each is (UK GDPR Article 19). Changes and tellings are recorded as facts."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Person
			What string `query:"what" enum:"rectification,erasure,restriction,marker-removed" doc:"Changes of this kind alone"`
		},
		) (answering.Changes, error) {
			return s.registrar.Changes(ctx, by, in.Subject, disclosure.ChangeKind(in.What))
		})
}

// untold lists what is waiting. It is apart from [changes] because it takes off
// the list what has nothing to say any more, and whoever answers questions may
// delete nothing.
func untold(s *service) {
	addPages(s, get("show-untold-changes", "/changes/untold", "Changes of which somebody is still to be told",
		"Over the whole register, the oldest first: every change with a recipient who has not been told and for whom no reason not to tell is recorded. A page may be short, or empty, and still have a cursor."),
		s.registrar.UntoldChanges)
}
