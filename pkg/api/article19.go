package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

func changes(s *service, api huma.API) {
	huma.Register(api, get("show-changes", "/changes", "Who has to be told of a change",
		"What was rectified, erased, restricted or taken off about the person, every recipient who had been given it by then, and how far telling each is (UK GDPR Article 19). Changes and tellings are recorded as facts."),
		func(ctx context.Context, in *struct {
			Sight
			Subject string `query:"subject" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]([ -~]*[!-~])?$" patternDescription:"printable ASCII with no space at either end, as it is recorded" doc:"The council's reference for the person"`
			What    string `query:"what" enum:"rectification,erasure,restriction,marker-removed" doc:"Changes of this kind alone"`
		},
		) (*shown[registrar.Changes], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Changes(ctx, by, in.Subject, disclosure.ChangeKind(in.What))
			return show(body, err, s)
		})
}

// untold lists what is waiting. It is apart from [changes] because it takes off
// the list what has nothing to say any more, and whoever answers questions may
// delete nothing.
func untold(s *service, api huma.API) {
	huma.Register(api, get("show-untold-changes", "/changes/untold", "Changes of which somebody is still to be told",
		"Over the whole register, the oldest first: every change with a recipient who has not been told and for whom no reason not to tell is recorded. A page may be short, or empty, and still have a cursor."),
		func(ctx context.Context, in *struct {
			Sight
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (*shown[registrar.UntoldChanges], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.UntoldChanges(ctx, by, in.Cursor)
			return show(body, err, s)
		})
}
