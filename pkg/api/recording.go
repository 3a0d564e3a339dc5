package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/registrar"
)

func recording(s *service, api huma.API) {
	learning(s, api)
	batching(s, api)
	record := post("record-disclosure", "/disclosures", "Record a disclosure",
		"Records personal data shared, partly shared, or refused. The answer is 422 with every broken rule when the notice or the law does not allow it; what has already happened is recorded with a departure. With dryRun=true nothing is recorded, and the answer is 200 with every rule that would refuse or flag it.")
	record.Responses = map[string]*huma.Response{
		"200": jsonResponse[policy.Explanation](api, "What would become of it (dryRun=true)"),
		"201": jsonResponse[recordedInLog](api, "Recorded"),
	}
	huma.Register(api, record,
		func(ctx context.Context, in *struct {
			Place
			Key    string `header:"Idempotency-Key" maxLength:"128" pattern:"^[!-~]*$" doc:"Required, but for a dry run"`
			Prefer string `header:"Prefer" maxLength:"200" doc:"wait=2 waits up to two seconds for the receipt" example:"wait=2"`
			DryRun bool   `query:"dryRun" doc:"Say what the rules say, and record nothing"`
			Body   disclosure.Disclosure
		},
		) (*created[any], error) {
			by, err := s.asking(ctx, Target{in.Place, in.Key})
			if err != nil {
				return nil, s.fail(err)
			}
			if !in.DryRun && in.Key == "" {
				return nil, noKey()
			}
			if in.DryRun {
				explained, err := s.registrar.Explain(ctx, by.Caller, in.Body)
				if err != nil {
					return nil, s.fail(err)
				}
				return &created[any]{Status: http.StatusOK, Body: explained}, nil
			}
			recorded, err := s.registrar.Record(ctx, by, in.Body)
			body := recordedInLog{Recorded: recorded}
			if wait := preferredWait(in.Prefer); err == nil && wait > 0 {
				body.Receipt = string(s.registrar.AwaitReceipt(ctx, by.Caller, recorded.ID, wait))
			}
			return answer[any](body, err, s)
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

func learning(s *service, api huma.API) {
	huma.Register(api, post("learn-fact", "/facts", "Record a fact",
		"Records something the rules need to know: a consent, an objection, a restriction, a request for representation, an agreement, a policy document, a contract, a marker, a single point of contact, a contact restriction, a breach and how it stands, a health professional's opinion, and for the Data Protection Officer a change to a person's data and who was told of it. A fact that changes is replaced by another; both stay in the register."),
		func(ctx context.Context, in *struct {
			Target
			Body disclosure.Fact
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.LearnFact(ctx, by, in.Body)
			return answer(body, err, s)
		})
}
