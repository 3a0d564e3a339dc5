package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/registrar"
)

// Place is a register in a path.
type Place struct {
	Register string `path:"register" doc:"The council's ONS code" example:"E07000107"`
}

// Target is a place where a change is asked for.
type Target struct {
	Place
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" patternDescription:"printable ASCII without spaces" doc:"The same key and body give the first answer again; the same key with another body is 409"`
}

// CasePlace is a case in a path.
type CasePlace struct {
	Case string `path:"case" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" doc:"The council's case reference"`
}

// created answers 201 with a body.
type created[T any] struct {
	Status int
	Body   T
}

// shown answers 200 with a body.
type shown[T any] struct{ Body T }

func answer[T any](body T, err error, s *service) (*created[T], error) {
	if err != nil {
		return nil, s.fail(err)
	}
	return &created[T]{Status: http.StatusCreated, Body: body}, nil
}

func show[T any](body T, err error, s *service) (*shown[T], error) {
	if err != nil {
		return nil, s.fail(err)
	}
	return &shown[T]{Body: body}, nil
}

const root = "/v1/registers/{register}"

func recording(s *service, api huma.API) {
	huma.Register(api, post("record-disclosure", "/disclosures", "Record a disclosure",
		"Records personal data shared, partly shared, or refused. The answer is 422 with every broken rule when the notice or the law does not allow it; what has already happened is recorded with a departure."),
		func(ctx context.Context, in *struct {
			Target
			Body disclosure.Disclosure
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Record(ctx, by, in.Body)
			return answer(body, err, s)
		})
	huma.Register(api, post("correct-disclosure", "/disclosures/{id}/corrections", "Correct a disclosure",
		"Adds the disclosure as it should read. The original is never edited, and a search finds both. An entry is corrected once; correct its latest correction after that."),
		func(ctx context.Context, in *struct {
			Target
			ID   string `path:"id" doc:"The entry to correct"`
			Body disclosure.Correction
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			id, err := entryID(in.ID)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Correct(ctx, by, id, in.Body)
			return answer(body, err, s)
		})
}

func querying(s *service, api huma.API) {
	huma.Register(api, get("search-disclosures", "/disclosures", "Search disclosures",
		"Newest first, any combination. Sees every disclosure acknowledged before it was asked. A page may be short, or empty, and still have a cursor: there is no more only when there is no cursor. A recorder sees its own department's."),
		func(ctx context.Context, in *struct {
			Place
			SearchParameters
		},
		) (*shown[registrar.Rows], error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			search, err := in.search()
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Search(ctx, by, search, in.Limit, in.Cursor)
			return show(body, err, s)
		})
	huma.Register(api, get("open-disclosure", "/disclosures/{id}", "Open a disclosure",
		"The whole entry as recorded, with its corrections and letters."),
		func(ctx context.Context, in *struct {
			Place
			ID string `path:"id"`
		},
		) (*shown[registrar.Opened], error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			id, err := entryID(in.ID)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Open(ctx, by, id)
			return show(body, err, s)
		})
	huma.Register(api, get("show-policy", "/policy", "The notices and the law in force",
		"The notices the register runs under and the law catalogue, with their versions, and every id a body may use."),
		func(ctx context.Context, in *Place) (*shown[policyInForce], error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			law := s.registrar.Law()
			register, _ := law.Register(by.Register)
			return show(policyInForce{register, law.Notices(by.Register), law.Catalogue()}, nil, s)
		})
}

// policyInForce is what a register runs under.
type policyInForce struct {
	Register  policy.RegisterEntry `json:"register"`
	Notices   []*policy.Notice     `json:"notices"`
	Catalogue policy.Catalogue     `json:"catalogue"`
}

func archiving(s *service, api huma.API) {
	letters(s, api)
	cases(s, api)
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
			Place
			CasePlace
			Document string `path:"document"`
		},
		) (*shown[registrar.Link], error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.OpenLetter(ctx, by, disclosure.CaseRef(in.Case), disclosure.DocumentID(in.Document))
			return show(body, err, s)
		})
}

func cases(s *service, api huma.API) {
	huma.Register(api, get("show-case", "/cases/{case}", "Show a case",
		"Its state, its holds, its letters, and when each thing is due for destruction and why."),
		func(ctx context.Context, in *struct {
			Place
			CasePlace
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (*shown[registrar.CaseView], error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Case(ctx, by, disclosure.CaseRef(in.Case), in.Cursor)
			return show(body, err, s)
		})
	changeCase(s, api, "close-case", "/close", "Close a case", "Retention runs from the day given.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.Closure) (registrar.Recorded, error) {
			return s.registrar.Close(ctx, by, ref, body)
		})
	changeCase(s, api, "reopen-case", "/reopen", "Reopen a case", "Its clocks stop, and start afresh from the next closure.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.Reopening) (registrar.Recorded, error) {
			return s.registrar.Reopen(ctx, by, ref, body)
		})
	changeCase(s, api, "place-hold", "/holds", "Place a hold", "Nothing in the case is destroyed while a hold stands. The answer's id names the hold.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.HoldPlaced) (registrar.Recorded, error) {
			return s.registrar.PlaceHold(ctx, by, ref, body)
		})
	huma.Register(api, post("release-hold", "/cases/{case}/holds/{hold}/release", "Release a hold", "Disposal goes on once no other hold stands."),
		func(ctx context.Context, in *struct {
			Target
			CasePlace
			Hold string `path:"hold"`
			Body disclosure.HoldReleased
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.ReleaseHold(ctx, by, disclosure.CaseRef(in.Case), disclosure.EntryID(in.Hold), in.Body)
			return answer(body, err, s)
		})
}

// changeCase adds an operation that changes a case and answers with its entry.
func changeCase[B any](
	s *service, api huma.API, id, path, summary, description string,
	change func(context.Context, registrar.Asking, disclosure.CaseRef, B) (registrar.Recorded, error),
) {
	huma.Register(api, post(id, "/cases/{case}"+path, summary, description),
		func(ctx context.Context, in *struct {
			Target
			CasePlace
			Body B
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := change(ctx, by, disclosure.CaseRef(in.Case), in.Body)
			return answer(body, err, s)
		})
}

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
			Place
			ID string `path:"id"`
		},
		) (*shown[registrar.Export], error) {
			by, err := s.caller(ctx, in.Register)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Export(ctx, by, in.ID)
			return show(body, err, s)
		})
}
