package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
)

func exporting(s *service, api huma.API) {
	operation := post("request-export", "/exports", "Ask for an export",
		"Queues a file of every disclosure that the filter finds. Ask for the job until it is done.")
	operation.DefaultStatus = http.StatusAccepted
	huma.Register(api, operation,
		func(ctx context.Context, in *struct {
			Target
			Body registrar.ExportRequest
		},
		) (*created[registrar.Export], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.RequestExport(ctx, by, in.Body)
			if err != nil {
				return nil, s.fail(err)
			}
			if s.exportQueued != nil {
				s.exportQueued(by.Caller.Register, body.ID)
			}
			return &created[registrar.Export]{Status: http.StatusAccepted, Body: body}, nil
		})
	huma.Register(api, get("show-export", "/exports/{id}", "Show an export",
		"How far the job is; once it is done, the row count, the file's SHA-256 and a link that works for five minutes."),
		func(ctx context.Context, in *struct {
			Sight
			ID string `path:"id"`
		},
		) (*shown[registrar.Export], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Export(ctx, by, in.ID)
			return show(body, err, s)
		})
}
