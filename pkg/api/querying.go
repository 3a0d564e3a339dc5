package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
)

func querying(s *service) {
	logging(s)
	accesses(s)
	reporting(s)
	subjects(s)
	sharing(s)
	showShares(s)
	figures(s)
	reading(s)
	overdue(s)
	sampling(s)
	changes(s)
	breach(s)
	closedBreaches(s)
	returns(s)
	processing(s)
	known(s)
	inForce(s)
	whoAsks(s)
	requirements(s)
	queue(s)
	cleared(s)
	duplicates(s)
	joins(s)
	listCases(s)
}

func known(s *service) {
	addLook(s, get("show-facts", "/facts", "What is known",
		"The facts now known about a subject, an agreement, a policy document, a contract or a breach, and whether a post may approve disclosures. A recorder sees what its own department has recorded of it, as it did, whatever others know or have made of it since."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Dimension string `query:"dimension" required:"true" enum:"subject,agreement,policy-document,contract,breach,post"`
			Reference string `query:"reference" required:"true" minLength:"1" maxLength:"128"`
		},
		) (registrar.KnownFacts, error) {
			return s.registrar.Facts(ctx, by, disclosure.FactKey{Dimension: in.Dimension, Reference: in.Reference})
		})
	addPages(s, get("show-pending-facts", "/facts/pending", "Facts to be confirmed",
		"What departments have recorded that takes away of a person's protection and that the Data Protection Officer has still to confirm, with what stands meanwhile and the day by which to decide."), s.registrar.PendingFacts)
}

// policyInForce is what a register runs under.
type policyInForce struct {
	Register  policy.RegisterEntry `json:"register"`
	Notices   []*policy.Notice     `json:"notices"`
	Catalogue policy.Catalogue     `json:"catalogue"`
}

func inForce(s *service) {
	add(s, get("show-policy", "/policy", "The notices and the law in force",
		"The notices the register runs under and the law catalogue, with their versions, and every id a body may use."),
		func(ctx context.Context, in *Place) (*answer[policyInForce], error) {
			by, err := s.caller(ctx, *in)
			if err != nil {
				return nil, err
			}
			law := s.registrar.Law()
			register, _ := law.Register(by.Register)
			return &answer[policyInForce]{policyInForce{register, law.Notices(by.Register), law.Catalogue()}}, nil
		})
}
