package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
)

// CasePlace is a case in a path.
type CasePlace struct {
	Case string `path:"case" maxLength:"64" minLength:"1" doc:"The council's case reference"`
}

func (in CasePlace) ref() disclosure.CaseRef { return disclosure.CaseRef(in.Case) }

func caseFiles(s *service) {
	addLook(s, get("show-case", "/cases/{case}", "Show a case",
		"Its state, its holds, its letters, and when each thing is due for destruction and why."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			CasePlace
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (cases.CaseView, error) {
			return s.registrar.Case(ctx, by, in.ref(), in.Cursor)
		})
	addCaseChange(s, "close-case", "/close", "Close a case", "Retention runs from the day given.", s.registrar.Close)
	addCaseChange(s, "reopen-case", "/reopen", "Reopen a case", "Its clocks stop, and start afresh from the next closure.", s.registrar.Reopen)
	addCaseChange(s, "date-case", "/dates", "Date a case",
		"The days its periods run from and the classes it is of, whole: what is left out is not known. Corrects what was said before; every clock follows at once.",
		s.registrar.DateCase)
	addCaseChange(s, "review-case", "/review", "Review a case",
		"What a review decided about a case kept for at least a period. Only a review lets such a case be destroyed.",
		s.registrar.ReviewCase)
	addCaseChange(s, "stop-disposal", "/disposal/stop", "Stop a disposal",
		"During the cooling-off alone; GET the case says until when. A stop is a hold: it stands until it is released.",
		s.registrar.StopDisposal)
	addCaseChange(s, "place-hold", "/holds", "Place a hold", "Nothing in the case is destroyed while a hold stands. The answer's id names the hold. A case whose destruction has begun takes none until that is stopped: the refusal says until when it can be.", s.registrar.PlaceHold)
	release := post("release-hold", "/cases/{case}/holds/{hold}/release", "Release a hold", "Disposal goes on once no other hold stands."+tryingSays)
	release.Responses = caseResponses(s)
	add(s, release, func(ctx context.Context, in *struct {
		CaseChange
		Hold string `path:"hold"`
		Body disclosure.HoldReleased
	},
	) (*recordedOrNot, error) {
		return s.changeOrTry(ctx, in.CaseChange, func(by registrar.Asking) (registrar.Recorded, error) {
			return s.registrar.ReleaseHold(ctx, by, in.ref(), disclosure.EntryID(in.Hold), in.Body)
		})
	})
}

// CaseChange is a change of a case that is asked for, or asked about.
type CaseChange struct {
	Sight
	CasePlace
	Key    string `header:"Idempotency-Key" maxLength:"128" pattern:"^[!-~]*$" patternDescription:"printable ASCII without spaces" doc:"Required, but for a dry run"`
	DryRun bool   `query:"dryRun" doc:"Say what would become of the case, and change nothing: a look at the case, of who may see it whole"`
}

const tryingSays = " With dryRun=true nothing is changed, and the answer is 200 with what would become of the case. Who may not see the case whole, as a department may not, is answered 403, whether or not the change is theirs to make: what would become of it tells what others have recorded."

// caseChangedOrTried describes the answer to a dry run, a [cases.CaseTried], with what
// is in that to a change besides, for the reason that [recordedOrTried] has.
type caseChangedOrTried struct {
	State      disclosure.CaseState `json:"state,omitempty" enum:"open,closed"`
	Held       bool                 `json:"held,omitempty" doc:"True where a hold would stand"`
	Before     *policy.Retention    `json:"before,omitempty" doc:"When the register destroys the case as it stands, and why"`
	Retention  *policy.Retention    `json:"retention,omitempty" doc:"When it would, and why"`
	Schedule   []policy.Due         `json:"schedule,omitempty" doc:"Every class of the case's notices: when it would be due"`
	Marking    string               `json:"marking,omitempty" doc:"Not for the person"`
	ID         disclosure.EntryID   `json:"id,omitempty" doc:"Of what was recorded (201)"`
	RecordedAt time.Time            `json:"recordedAt,omitzero" doc:"Of what was recorded (201)"`
	Flags      []disclosure.Flag    `json:"flags,omitempty" doc:"What waits, or would wait, for the Data Protection Officer"`
	Leaf       string               `json:"leaf,omitempty" doc:"Of what was recorded (201)"`
}

func caseResponses(s *service) map[string]*huma.Response {
	return map[string]*huma.Response{
		"200": jsonResponse[caseChangedOrTried](s, "What would become of the case (dryRun=true): `state`, `held`, `before`, `retention`, `schedule` and `flags`, and nothing else but `marking`. What a change answers is here beside it, for clients that read 201 by this schema too."),
		"201": jsonResponse[registrar.Recorded](s, "Recorded"),
	}
}

// changeOrTry makes the change, or says what would become of the case.
func (s *service) changeOrTry(ctx context.Context, in CaseChange, change func(registrar.Asking) (registrar.Recorded, error)) (*recordedOrNot, error) {
	if in.DryRun {
		by, err := s.looking(ctx, in.Sight)
		if err != nil {
			return nil, err
		}
		tried, err := s.registrar.TryCase(ctx, by, in.ref(), change)
		return &recordedOrNot{http.StatusOK, marked[cases.CaseTried]{tried, s.titles()}}, err
	}
	by, err := s.asking(ctx, Target{in.Place, in.Key})
	switch {
	case err != nil:
		return nil, err
	case in.Key == "":
		return nil, noKey(ctx)
	}
	recorded, err := change(by)
	return &recordedOrNot{http.StatusCreated, recorded}, err
}

// addCaseChange adds an operation that changes a case and answers with its entry, or with
// what would become of the case.
func addCaseChange[B any](
	s *service, id, path, summary, description string,
	change func(context.Context, registrar.Asking, disclosure.CaseRef, B) (registrar.Recorded, error),
) {
	o := post(id, "/cases/{case}"+path, summary, description+tryingSays)
	o.Responses = caseResponses(s)
	add(s, o, func(ctx context.Context, in *struct {
		CaseChange
		Body B
	},
	) (*recordedOrNot, error) {
		return s.changeOrTry(ctx, in.CaseChange, func(by registrar.Asking) (registrar.Recorded, error) {
			return change(ctx, by, in.ref(), in.Body)
		})
	})
}
