package api

import (
	"context"
	"net/http"

	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/registrar"
)

func exports(s *service) {
	request := post("request-export", "/exports", "Ask for an export",
		"Queues a file of every disclosure that the filter finds. Ask for the job until it is done.")
	request.DefaultStatus = http.StatusAccepted
	addChange(s, request, func(ctx context.Context, by registrar.Asking, in *struct {
		Target
		Body exporting.Request
	},
	) (exporting.Export, error) {
		export, err := s.registrar.RequestExport(ctx, by, in.Body)
		if err == nil && s.exportQueued != nil {
			s.exportQueued(by.Caller.Register, export.ID)
		}
		return export, err
	})
	addPages(s, get("show-exports", "/exports", "Exports that were asked for",
		"The register's exports, newest first: why each was asked for and how far it is. Who asked is in the record of who looked. A file is kept for a week; ask for its export to have a link."), s.registrar.Exports)
	addLook(s, get("show-export", "/exports/{id}", "Show an export",
		"How far the job is; once it is done, the row count, the file's SHA-256 and a link that works for five minutes."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			ID string `path:"id"`
		},
		) (exporting.Export, error) {
			return s.registrar.Export(ctx, by, in.ID)
		})
}
