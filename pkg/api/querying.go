package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/registrar"
)

func querying(s *service, api huma.API) {
	logging(s, api)
	accesses(s, api)
	reporting(s, api)
	subjects(s, api)
	sharing(s, api)
	figures(s, api)
	reading(s, api)
	overdue(s, api)
	sampling(s, api)
	changes(s, api)
	breach(s, api)
	returns(s, api)
	processing(s, api)
	huma.Register(api, get("show-flags", "/flags", "The DPO's queue",
		"Every flag not yet cleared: departures first, then the oldest, each with its rule and what would clear it."),
		func(ctx context.Context, in *struct {
			Sight
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (*shown[registrar.OpenFlags], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Queue(ctx, by, in.Cursor)
			return show(body, err, s)
		})
	huma.Register(api, get("show-facts", "/facts", "What is known",
		"The facts now known about a subject, an agreement, a policy document, a contract or a breach, and whether a post may approve disclosures."),
		func(ctx context.Context, in *struct {
			Sight
			Dimension string `query:"dimension" required:"true" enum:"subject,agreement,policy-document,contract,breach,post"`
			Reference string `query:"reference" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]([ -~]*[!-~])?$" patternDescription:"printable ASCII with no space at either end, as it is recorded"`
		},
		) (*shown[facts], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			known, err := s.registrar.Facts(ctx, by, disclosure.FactKey{Dimension: in.Dimension, Reference: in.Reference})
			return show(facts{known}, err, s)
		})
	huma.Register(api, get("search-disclosures", "/disclosures", "Search disclosures",
		"Newest first, any combination. Sees every disclosure acknowledged before it was asked. A page may be short, or empty, and still have a cursor: there is no more only when there is no cursor. A recorder sees its own department's."),
		func(ctx context.Context, in *struct {
			Sight
			SearchParameters
		},
		) (*shown[registrar.Rows], error) {
			by, err := s.looking(ctx, in.Sight)
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
			Sight
			ID string `path:"id"`
		},
		) (*shown[registrar.Opened], error) {
			by, err := s.looking(ctx, in.Sight)
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

// facts are what is known about one thing.
type facts struct {
	Facts []registrar.Known `json:"facts"`
}

// policyInForce is what a register runs under.
type policyInForce struct {
	Register  policy.RegisterEntry `json:"register"`
	Notices   []*policy.Notice     `json:"notices"`
	Catalogue policy.Catalogue     `json:"catalogue"`
}
