package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

func comparing(s *service, api huma.API) {
	huma.Register(api, get("check-letter", "/cases/{case}/correspondence/{document}/check", "Compare a letter with its record",
		"Whether what the archive holds now, by version, size, SHA-256, bytes and legal hold, is what was logged when the letter was sent: it matches, differs (and in what), is missing, or was destroyed under a certificate."),
		func(ctx context.Context, in *struct {
			Sight
			CasePlace
			Document string `path:"document"`
		},
		) (*shown[registrar.LetterCheck], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.CheckLetter(ctx, by, disclosure.CaseRef(in.Case), disclosure.DocumentID(in.Document))
			return show(body, err, s)
		})
}
