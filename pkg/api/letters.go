package api

import (
	"context"
	"net/http"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/register/registrar"
)

// LetterPlace is a letter of a case in a path.
type LetterPlace struct {
	CasePlace
	Document string `path:"document"`
}

func (in LetterPlace) id() disclosure.DocumentID { return disclosure.DocumentID(in.Document) }

func letters(s *service) {
	const letter = "/cases/{case}/correspondence/{document}"
	addChange(s, post("request-upload", "/cases/{case}/correspondence", "Ask for an upload ticket",
		"Returns a link to put one letter straight into the archive, with the headers to send. The archive refuses any other bytes, in the XML of S3: docs/letters.md says what its codes mean."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			CasePlace
			Body registrar.LetterRequest
		},
		) (recording.UploadTicket, error) {
			return s.registrar.RequestUpload(ctx, by, in.ref(), in.Body)
		})
	addChange(s, post("complete-upload", letter+"/complete", "Complete an upload",
		"Verifies what the archive holds (size, digest, version, legal hold) and records it."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			LetterPlace
		},
		) (recording.Archived, error) {
			return s.registrar.CompleteUpload(ctx, by, in.ref(), in.id())
		})
	ticket := operation(http.MethodGet, "show-ticket", letter+"/ticket", "Ask for the ticket of a letter again",
		"The ticket of a letter that has not arrived, with a fresh link to the same place: for whoever no longer has the Idempotency-Key that it was asked for with.", http.StatusConflict, http.StatusGone)
	addLook(s, ticket,
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			LetterPlace
		},
		) (recording.UploadTicket, error) {
			return s.registrar.Ticket(ctx, by, in.ref(), in.id())
		})
	open := operation(http.MethodGet, "open-letter", letter, "Open a letter",
		"A link that works for five minutes. Who asked is put on record before the link is given.", http.StatusGone)
	addLook(s, open,
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			LetterPlace
		},
		) (recording.Link, error) {
			return s.registrar.OpenLetter(ctx, by, in.ref(), in.id())
		})
	addLook(s, get("check-letter", letter+"/check", "Compare a letter with its record",
		"Whether what the archive holds now, by version, size, SHA-256, bytes and legal hold, is what was logged when the letter was sent: it matches, differs (and in what), is missing, or was destroyed under a certificate."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			LetterPlace
		},
		) (cases.LetterCheck, error) {
			return s.registrar.CheckLetter(ctx, by, in.ref(), in.id())
		})
}
