package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// TrialEvent is what a release's hook sends a new version before any request goes to
// it. It is no HTTP request, and says nothing: what is tried, and as whom, the function
// makes itself. No request can be one: what a client sends is in the body of an event.
const TrialEvent = `{"trial":"release"}`

// Trial is a request with which a new version tries its own handler. It records
// nothing and no look, as a test of the functions holds.
type Trial struct {
	Name         string // what it tries, for an error
	Method, Path string
	Body         any // nil is none
	By           *disclosure.Caller
	Want         int // the status of the answer
}

// OrTrial serves API Gateway's requests, and tries the handler where a release's hook
// asks for it. It answers the hook with nothing, or with an error, and logs the trials
// whose answers were others, and their statuses alone.
func OrTrial(
	serve func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error),
	handler http.Handler, log *slog.Logger, trials ...Trial,
) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, payload json.RawMessage) (any, error) {
		var shape struct {
			Trial string `json:"trial"`
		}
		if err := json.Unmarshal(payload, &shape); err != nil {
			return nil, errors.New("the event is not JSON")
		}
		if shape.Trial == "release" {
			return nil, try(ctx, handler, log, trials)
		}
		return serveHTTP(ctx, payload, serve)
	}
}

// try makes each trial, also after one that went otherwise.
func try(ctx context.Context, handler http.Handler, log *slog.Logger, trials []Trial) error {
	wrong := 0
	for _, trial := range trials {
		body := &bytes.Buffer{}
		if trial.Body != nil {
			if err := json.NewEncoder(body).Encode(trial.Body); err != nil {
				return fmt.Errorf("%s: %w", trial.Name, err)
			}
		}
		ctx := ctx
		if trial.By != nil {
			ctx = auth.WithCaller(ctx, *trial.By)
		}
		request, err := http.NewRequestWithContext(ctx, trial.Method, trial.Path, body)
		if err != nil {
			return fmt.Errorf("%s: %w", trial.Name, err)
		}
		if trial.Body != nil {
			request.Header.Set("Content-Type", "application/json")
		}
		request.Header.Set("Idempotency-Key", "trial-of-a-release") // asked for where nothing is dry
		answer := &answer{header: http.Header{}}
		handler.ServeHTTP(answer, request)
		answer.WriteHeader(http.StatusOK)
		if answer.status != trial.Want {
			wrong++
			log.ErrorContext(ctx, "trial of a release", slog.String("trial", trial.Name), slog.Int("status", answer.status), slog.Int("want", trial.Want))
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d trials went otherwise than they must", wrong, len(trials))
	}
	return nil
}

// unknown is an id that no entry and no letter has.
const unknown = "00000000-0000-7000-8000-000000000000"

// trialAs is whom trials are made as: nobody whom a token could be of, since no
// provider issues one for this subject, in a department that no disclosure is of.
func trialAs(register disclosure.Register) *disclosure.Caller {
	return &disclosure.Caller{
		Register: register, Subject: "trial-of-a-release", Name: "Trial of a release",
		Roles: []disclosure.Role{disclosure.Recorder}, Department: "trial-of-a-release",
	}
}

func below(register disclosure.Register, path string) string {
	return "/v1/registers/" + register.String() + path
}

// RecordTrials tries a disclosure and a correction, both dry: the rules of a register's
// notice are applied to a made-up disclosure, its case and facts are read, and so is an
// entry that is not there.
func RecordTrials(law *policy.Law, register disclosure.Register) []Trial {
	by, body := trialAs(register), trialDisclosure(law, register)
	return []Trial{
		{"a disclosure", http.MethodPost, below(register, "/disclosures?dryRun=true"), body, by, http.StatusOK},
		{
			"a correction of no entry", http.MethodPost, below(register, "/disclosures/"+unknown+"/corrections?dryRun=true"),
			map[string]any{"reason": "Trial of a release", "disclosure": body},
			by, http.StatusNotFound,
		},
		{"a disclosure by nobody", http.MethodPost, below(register, "/disclosures?dryRun=true"), body, nil, http.StatusUnauthorized},
	}
}

// ArchiveTrials tries to complete a letter that is not there, which reads the case and
// the letter's place.
func ArchiveTrials(register disclosure.Register) []Trial {
	path := below(register, "/cases/TRIAL-OF-A-RELEASE/correspondence/"+unknown+"/complete")
	return []Trial{
		{"a letter of no case", http.MethodPost, path, nil, trialAs(register), http.StatusNotFound},
		{"a letter, by nobody", http.MethodPost, path, nil, nil, http.StatusUnauthorized},
	}
}

// QueryTrials ask what is no look at anybody: the law in force, and the receipt of an
// entry that is not there, which reads the table. A look that does not say why must be
// refused.
func QueryTrials(register disclosure.Register) []Trial {
	by := trialAs(register)
	return []Trial{
		{"the law in force", http.MethodGet, below(register, "/policy"), nil, by, http.StatusOK},
		{"the receipt of no entry", http.MethodGet, below(register, "/receipts/"+unknown), nil, by, http.StatusNotFound},
		{"a look without a purpose", http.MethodGet, below(register, "/disclosures"), nil, by, http.StatusUnprocessableEntity},
		{"a look by nobody", http.MethodGet, below(register, "/disclosures"), nil, nil, http.StatusUnauthorized},
	}
}

// ConsoleTrials ask for the page before anybody has signed in.
func ConsoleTrials() []Trial {
	return []Trial{{"the page to sign in", http.MethodGet, "/sign-in", nil, nil, http.StatusOK}}
}

// trialDisclosure is well formed. What the rules say of it is in the answer to a dry
// run, whatever that is.
func trialDisclosure(law *policy.Law, register disclosure.Register) map[string]any {
	notice := law.Notices(register)[0]
	return map[string]any{
		"case": "TRIAL-OF-A-RELEASE", "notice": notice.ID, "decision": "disclosed",
		"disclosedAt": time.Now().UTC().Add(-time.Hour).Format(time.RFC3339),
		"reason":      "Trial of a release; nobody's data", "purpose": "try a release before any request goes to it",
		"recipient": map[string]any{
			"category": "ombudsman", "kind": "housing-ombudsman", "organisation": "Trial of a release", "person": "N. Obody", "post": "None",
		},
		"subjects":      []any{map[string]any{"reference": "TRIAL-OF-A-RELEASE", "role": "complainant"}},
		"data":          []any{map[string]any{"category": "complaint-nature", "description": "None", "source": "complaint"}},
		"justification": map[string]any{"lawfulBases": []any{"ukgdpr-6-1-e"}, "conditions": []any{}, "exemptions": []any{}, "necessity": "None"},
		"tellSubject":   map[string]any{"outcome": "told", "on": time.Now().UTC().Format(time.DateOnly)},
		"method":        map[string]any{"channel": "secure-email", "security": "None", "recipientVerified": "not at all"},
		"intake":        map[string]any{"channel": "email", "recordKind": "complaint"},
		"urgency":       "routine",
		"authorisedBy":  map[string]any{"name": "N. Obody", "post": "None"},
	}
}
