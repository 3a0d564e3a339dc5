package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
)

// longestWait bounds Prefer: wait (RFC 7240), in seconds.
const longestWait = 2

// recordedInLog is an answer to a recording that was asked to wait.
type recordedInLog struct {
	registrar.Recorded
	Receipt string `json:"receipt,omitempty" doc:"Offline proof that the entry is in the log (C2SP tlog-proof), when asked for by Prefer: wait and there in time"`
}

func records(s *service) {
	batching(s)
	recordDisclosure(s)
	correctDisclosure(s)
	recordShares(s)
	addChange(s, post("learn-fact", "/facts", "Record a fact",
		"Records something the rules need to know: a consent, an objection, a restriction, a request for representation, an agreement, a policy document, a contract, a marker, a single point of contact, a contact restriction, a breach and how it stands, a health professional's opinion, and for the Data Protection Officer a change to a person's data and who was told of it. A fact that changes is replaced by another; both stay in the register."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			Body disclosure.Fact
		},
		) (registrar.Recorded, error) {
			return s.registrar.LearnFact(ctx, by, in.Body)
		})
}

// recordDisclosure answers in one of two ways: 201 with what was recorded, or
// 200 with what would become of it.
func recordDisclosure(s *service) {
	record := post("record-disclosure", "/disclosures", "Record a disclosure",
		"Records personal data shared, partly shared, or refused. The answer is 422 with every broken rule when the notice or the law does not allow it; what has already happened is recorded with a departure. With dryRun=true nothing is recorded, and the answer is 200 with every rule that would refuse or flag it.")
	record.Responses = map[string]*huma.Response{
		"200": jsonResponse[recordedOrTried](s, triedSays),
		"201": jsonResponse[recordedInLog](s, "Recorded"),
	}
	add(s, record, func(ctx context.Context, in *struct {
		Place
		Key    string `header:"Idempotency-Key" maxLength:"128" pattern:"^[!-~]*$" patternDescription:"printable ASCII without spaces" doc:"Required, but for a dry run"`
		Prefer string `header:"Prefer" maxLength:"200" doc:"wait=2 waits up to two seconds for the receipt" example:"wait=2"`
		DryRun bool   `query:"dryRun" doc:"Say what the rules say, and record nothing"`
		Body   disclosure.Disclosure
	},
	) (*recordedOrNot, error) {
		by, err := s.asking(ctx, Target{in.Place, in.Key})
		switch {
		case err != nil:
			return nil, err
		case in.DryRun:
			explained, err := s.registrar.Explain(ctx, by.Caller, in.Body)
			return &recordedOrNot{http.StatusOK, explained}, err
		case in.Key == "":
			return nil, noKey(ctx)
		}
		recorded, err := s.registrar.Record(ctx, by, in.Body)
		body := recordedInLog{Recorded: recorded}
		if wait := preferredWait(in.Prefer); err == nil && wait > 0 {
			body.Receipt = string(s.registrar.AwaitReceipt(ctx, by.Caller, recorded.ID, wait))
		}
		return &recordedOrNot{http.StatusCreated, body}, err
	})
}

// correctDisclosure answers as recordDisclosure does.
func correctDisclosure(s *service) {
	correct := post("correct-disclosure", "/disclosures/{id}/corrections", "Correct a disclosure",
		"Adds the disclosure as it should read. The original is never edited, and a search finds both. An entry is corrected once; correct its latest correction after that. With dryRun=true nothing is recorded, and the answer is 200 with every rule that would refuse or flag it as corrected.")
	correct.Responses = map[string]*huma.Response{
		"200": jsonResponse[recordedOrTried](s, triedSays),
		"201": jsonResponse[registrar.Recorded](s, "Recorded"),
	}
	add(s, correct, func(ctx context.Context, in *struct {
		Place
		Key    string `header:"Idempotency-Key" maxLength:"128" pattern:"^[!-~]*$" patternDescription:"printable ASCII without spaces" doc:"Required, but for a dry run"`
		ID     string `path:"id" doc:"The entry to correct"`
		DryRun bool   `query:"dryRun" doc:"Say what the rules say, and record nothing"`
		Body   disclosure.Correction
	},
	) (*recordedOrNot, error) {
		by, err := s.asking(ctx, Target{in.Place, in.Key})
		if err != nil {
			return nil, err
		}
		id, err := entryID(in.ID)
		switch {
		case err != nil:
			return nil, err
		case in.DryRun:
			explained, err := s.registrar.ExplainCorrection(ctx, by.Caller, id, in.Body)
			return &recordedOrNot{http.StatusOK, explained}, err
		case in.Key == "":
			return nil, noKey(ctx)
		}
		recorded, err := s.registrar.Correct(ctx, by, id, in.Body)
		return &recordedOrNot{http.StatusCreated, recorded}, err
	})
}

// recordedOrTried describes the answer to a dry run, a [policy.Explanation], with what is
// in that to a recording besides. Clients by openapi-generator read every answer of an
// operation by the description of its lowest status: so they find all of both, and what is
// required of neither alone.
type recordedOrTried struct {
	Outcome    policy.Outcome         `json:"outcome,omitempty" enum:"accept,flag,refuse" doc:"What would become of it"`
	Rules      []policy.ExplainedRule `json:"rules,omitempty" doc:"The rules that are not met: what refuses first, then what flags"`
	ID         disclosure.EntryID     `json:"id,omitempty" doc:"Of what was recorded (201)"`
	RecordedAt time.Time              `json:"recordedAt,omitzero" doc:"Of what was recorded (201)"`
	Flags      []disclosure.Flag      `json:"flags,omitempty" doc:"Of what was recorded (201)"`
	Leaf       string                 `json:"leaf,omitempty" doc:"Of what was recorded (201)"`
	Receipt    string                 `json:"receipt,omitempty" doc:"Of what was recorded (201), where it was waited for"`
}

const triedSays = "What would become of it (dryRun=true): always `outcome` and `rules`, and nothing else. What a recording answers is here beside it, for clients that read 201 by this schema too."

// recordedOrNot is an answer to a recording, or to a dry run of one.
type recordedOrNot struct {
	Status int
	Body   any
}

// preferredWait reads Prefer: wait=2. Anything else asks for no wait.
func preferredWait(prefer string) time.Duration {
	for preference := range strings.SplitSeq(prefer, ",") {
		if seconds, ok := strings.CutPrefix(strings.TrimSpace(preference), "wait="); ok {
			if n, err := strconv.Atoi(seconds); err == nil && n > 0 {
				return time.Duration(min(n, longestWait)) * time.Second
			}
		}
	}
	return 0
}

// noKey answers a change that came without an idempotency key.
func noKey(ctx context.Context) error {
	found := []disclosure.Finding{{
		Rule: disclosure.FormRule, Pointer: "/Idempotency-Key", Detail: "Send an Idempotency-Key header, new for each request, so that a repeat is recorded once.",
	}}
	if body := sentWith(ctx); body != nil {
		return body.refuse(found)
	}
	return notWellFormed(http.MethodPost, found)
}
