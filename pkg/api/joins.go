package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// joining records joins of two references, and what becomes of them.
func joining(s *service) {
	addChange(s, post("propose-join", "/joins", "Join two references of one person",
		"Puts on record that two references are one person's. It counts for nothing until a second person has confirmed it. Then what protects the person under one reference counts for the other: in the rules, whose result no department is told, and in the answer to the person. With reach answers, what is found under one is in the answer under the other as well; never where one is a new identity. Nothing is rewritten."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			Body disclosure.Join
		},
		) (registrar.Recorded, error) {
			return s.registrar.ProposeJoin(ctx, by, in.Body)
		})
	addChange(s, post("confirm-join", "/joins/{id}/confirm", "Confirm or refuse a join",
		"Says, as a second person, whether the two references are one person's. Nobody confirms what they asked for, nor decides about themselves."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			ID   string `path:"id" doc:"The entry that asked for the join"`
			Body disclosure.JoinDecided
		},
		) (registrar.Recorded, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.Recorded{}, err
			}
			return s.registrar.ConfirmJoin(ctx, by, id, in.Body)
		})
	addChange(s, post("end-join", "/joins/{id}/end", "End a join",
		"Undoes a join that was confirmed: each reference is by itself again. The join, and what was decided while it stood, stay on record."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			ID   string `path:"id" doc:"The entry that asked for the join"`
			Body disclosure.JoinEnded
		},
		) (registrar.Recorded, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.Recorded{}, err
			}
			return s.registrar.EndJoin(ctx, by, id, in.Body)
		})
}

// joins lists them.
func joins(s *service) {
	addLook(s, get("show-joins", "/joins", "References that are one person's",
		"Joins of two references that wait for a second person or stand, newest first, with who asked for each, who confirmed it, on what evidence and until when; with ended=true, those that were refused or ended as well. No department is told of any."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Subject string `query:"subject" maxLength:"128" doc:"One of the two references"`
			Entry   string `query:"entry" maxLength:"64" doc:"The entry that asked for a join: that one alone, whatever became of it"`
			Ended   bool   `query:"ended" doc:"Those that were refused or ended as well"`
			Before  string `query:"before" doc:"For the next page, what the last one says"`
		},
		) (registrar.Joins, error) {
			var before disclosure.EntryID
			if in.Before != "" {
				var err error
				if before, err = disclosure.ParseEntryID(in.Before); err != nil {
					return registrar.Joins{}, disclosure.Fail(disclosure.Malformed, "What before gives is no entry's id.")
				}
			}
			if in.Entry != "" {
				id, err := entryID(in.Entry)
				if err != nil {
					return registrar.Joins{}, err
				}
				return s.registrar.JoinOf(ctx, by, id)
			}
			return s.registrar.Joins(ctx, by, in.Subject, in.Ended, before)
		})
}
