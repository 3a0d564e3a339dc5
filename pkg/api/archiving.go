package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

func archiving(s *service, api huma.API) {
	letters(s, api)
	comparing(s, api)
	cases(s, api)
	clearing(s, api)
	untold(s, api)
	openBreaches(s, api)
}

func letters(s *service, api huma.API) {
	huma.Register(api, post("request-upload", "/cases/{case}/correspondence", "Ask for an upload ticket",
		"Returns a link to put one letter straight into the archive, with the headers to send. The archive refuses any other bytes."),
		func(ctx context.Context, in *struct {
			Target
			CasePlace
			Body registrar.LetterRequest
		},
		) (*created[registrar.UploadTicket], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.RequestUpload(ctx, by, disclosure.CaseRef(in.Case), in.Body)
			return answer(body, err, s)
		})
	huma.Register(api, post("complete-upload", "/cases/{case}/correspondence/{document}/complete", "Complete an upload",
		"Verifies what the archive holds (size, digest, version, legal hold) and records it."),
		func(ctx context.Context, in *struct {
			Target
			CasePlace
			Document string `path:"document"`
		},
		) (*created[registrar.Archived], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.CompleteUpload(ctx, by, disclosure.CaseRef(in.Case), disclosure.DocumentID(in.Document))
			return answer(body, err, s)
		})
	huma.Register(api, get("open-letter", "/cases/{case}/correspondence/{document}", "Open a letter",
		"A link that works for five minutes. Who asked is put on record before the link is given."),
		func(ctx context.Context, in *struct {
			Sight
			CasePlace
			Document string `path:"document"`
		},
		) (*shown[registrar.Link], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.OpenLetter(ctx, by, disclosure.CaseRef(in.Case), disclosure.DocumentID(in.Document))
			return show(body, err, s)
		})
}
