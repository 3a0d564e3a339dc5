package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
)

// MaxBatchBody is the longest body of a batch, in bytes. As JSON within the JSON
// of an event it stays below the 6 MB that a Lambda function takes, whatever has
// to be escaped in it.
const MaxBatchBody = 2 << 20

// maxBatchItems is how many disclosures a batch has at most.
const maxBatchItems = 25

// batchTime is how long items of a batch may begin to be recorded: within the
// 10 s that the function has (template.yaml), which are within API Gateway's 29.
const batchTime = 8 * time.Second

// batchItem is one disclosure of a batch as it is sent.
type batchItem struct {
	Key        string                `json:"key" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" patternDescription:"printable ASCII without spaces" doc:"The item's own for ever, in its department: in whatever batch and place, and by whomever of the department, it is sent again, it is recorded once"`
	Disclosure disclosure.Disclosure `json:"disclosure"`
}

// batchResult is what became of one item.
type batchResult struct {
	Key         string              `json:"key"`
	Status      int                 `json:"status" doc:"The status that the item would have if it were sent alone: 201 recorded, 200 explained (dryRun=true), 422, 409, 503 and so on"`
	Earlier     bool                `json:"earlier,omitempty" doc:"True when the item was in the register already; recorded is its first answer"`
	Changed     bool                `json:"changed,omitempty" doc:"True when the key was used for a disclosure that reads differently: the register keeps that one"`
	Recorded    *registrar.Recorded `json:"recorded,omitempty"`
	Explanation *policy.Explanation `json:"explanation,omitempty" doc:"What would become of it (dryRun=true)"`
	Problem     *problem.Problem    `json:"problem,omitempty" doc:"Its pointers begin with the item's place, such as /items/3/disclosure"`
}

// batchResults are the results in the items' order.
type batchResults struct {
	Results []batchResult `json:"results"`
}

func batching(s *service) {
	batch := post("record-batch", "/disclosures/batch", "Record many disclosures",
		"Records up to 25 disclosures, each as POST /disclosures would and each with its own result; one that is refused keeps none of the others back. The answer is 422, and nothing is recorded, when the body is not well formed. Each item carries its own key, which is its department's, so that a batch whose answer was lost, or that was recorded in part, may be sent again whole, cut otherwise, or by a colleague: what is recorded stays recorded once. A key is no Idempotency-Key of POST /disclosures. A status of 503 means that the item may be sent again. With dryRun=true nothing is recorded.")
	batch.DefaultStatus = http.StatusOK
	add(s, batch, func(ctx context.Context, in *struct {
		Place
		DryRun bool `query:"dryRun" doc:"Say what the rules say of each, and record nothing"`
		Body   struct {
			Items []batchItem `json:"items" minItems:"1" maxItems:"25"`
		}
	},
	) (*answer[batchResults], error) {
		by, err := s.caller(ctx, in.Place)
		if err != nil {
			return nil, err
		}
		items := make([]registrar.Item, 0, len(in.Body.Items))
		for _, item := range in.Body.Items {
			items = append(items, registrar.Item(item))
		}
		ctx, cancel := context.WithTimeout(ctx, batchTime)
		defer cancel()
		record := s.registrar.RecordBatch
		if in.DryRun {
			record = s.registrar.ExplainBatch
		}
		outcomes, err := record(ctx, by, items)
		if err != nil {
			return nil, err
		}
		results := batchResults{make([]batchResult, 0, len(outcomes))}
		for i, o := range outcomes {
			results.Results = append(results.Results, s.result(ctx, i, items[i].Key, o))
		}
		return &answer[batchResults]{results}, nil
	})
}

// disclosureOf is where a batch has the disclosure of the item.
func disclosureOf(item int) string { return "/items/" + strconv.Itoa(item) + "/disclosure" }

// result puts an outcome as the item's own answer.
func (s *service) result(ctx context.Context, place int, key string, o registrar.Outcome) batchResult {
	at := disclosureOf(place)
	result := batchResult{Key: key, Earlier: o.Earlier, Changed: o.Changed()}
	switch {
	case o.Err != nil:
		p := *s.problem(ctx, o.Err)
		p.Errors = within(at, p.Errors)
		result.Status, result.Earlier, result.Problem = p.Status, false, &p
	case o.Explained != nil:
		e := *o.Explained
		for i := range e.Rules {
			e.Rules[i].Pointer = at + e.Rules[i].Pointer
		}
		result.Status, result.Explanation = http.StatusOK, &e
	default:
		result.Status, result.Recorded = http.StatusCreated, &o.Recorded
	}
	return result
}

// within moves findings to the place of their item. Those of the answer itself,
// which is kept for every repeat, stay as they are.
func within(at string, findings []disclosure.Finding) []disclosure.Finding {
	moved := make([]disclosure.Finding, 0, len(findings))
	for _, f := range findings {
		f.Pointer = at + f.Pointer
		moved = append(moved, f)
	}
	return moved
}
