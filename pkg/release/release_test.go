package release_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"disclosure-register/pkg/release"
)

// account is Lambda and CodeDeploy, as far as the hook asks them.
type account struct {
	refuse  map[string]int  // how often a version cannot be invoked
	fails   map[string]bool // which answer with an error
	invoked []string
	reports []string
	deaf    bool // CodeDeploy takes no report
}

func (a *account) Invoke(_ context.Context, in *lambda.InvokeInput, _ ...func(*lambda.Options)) (*lambda.InvokeOutput, error) {
	if string(in.Payload) != `{"trial":"release"}` {
		return nil, errors.New("another event")
	}
	if a.refuse[*in.FunctionName] > 0 {
		a.refuse[*in.FunctionName]--
		return nil, errors.New("AccessDeniedException")
	}
	a.invoked = append(a.invoked, *in.FunctionName)
	if a.fails[*in.FunctionName] {
		kind := "Unhandled"
		return &lambda.InvokeOutput{FunctionError: &kind, Payload: []byte(`{"errorMessage":"Zzyzx"}`)}, nil
	}
	return &lambda.InvokeOutput{Payload: []byte("null")}, nil
}

func (a *account) PutLifecycleEventHookExecutionStatus(
	_ context.Context, in *codedeploy.PutLifecycleEventHookExecutionStatusInput, _ ...func(*codedeploy.Options),
) (*codedeploy.PutLifecycleEventHookExecutionStatusOutput, error) {
	if a.deaf {
		return nil, &types.InvalidLifecycleEventHookExecutionIdException{}
	}
	a.reports = append(a.reports, *in.DeploymentId+" "+*in.LifecycleEventHookExecutionId+" "+string(in.Status))
	return &codedeploy.PutLifecycleEventHookExecutionStatusOutput{}, nil
}

func TestEveryVersionIsTriedBeforeAnyGoesLive(t *testing.T) {
	t.Parallel()
	both := []string{"record:7", "query:4"}
	for name, test := range map[string]struct {
		account  account
		versions []string
		untried  bool
		event    release.Event
		invoked  []string
		status   string // "" is no report, and an error
		logged   string
	}{
		"all answer":                     {versions: both, event: release.Event{DeploymentID: "d-1", ExecutionID: "x"}, invoked: both, status: "Succeeded"},
		"one fails":                      {account: account{fails: map[string]bool{"record:7": true}}, versions: both, event: release.Event{DeploymentID: "d-1", ExecutionID: "x"}, invoked: both, status: "Failed", logged: "record:7"},
		"what is allowed is not known":   {account: account{refuse: map[string]int{"query:4": 11}}, versions: both, event: release.Event{DeploymentID: "d-1", ExecutionID: "x"}, invoked: both, status: "Succeeded"},
		"one can never be invoked":       {account: account{refuse: map[string]int{"record:7": 12}}, versions: both, event: release.Event{DeploymentID: "d-1", ExecutionID: "x"}, invoked: both[1:], status: "Failed", logged: "cannot be invoked"},
		"nothing is to be tried":         {account: account{fails: map[string]bool{"record:7": true}}, versions: both, untried: true, event: release.Event{DeploymentID: "d-1", ExecutionID: "x"}, status: "Succeeded", logged: "untried"},
		"CodeDeploy does not listen":     {account: account{deaf: true}, versions: both, event: release.Event{DeploymentID: "d-1", ExecutionID: "x"}, invoked: both},
		"an event that is another's":     {versions: both},
		"there is nothing to be tried":   {event: release.Event{DeploymentID: "d-1", ExecutionID: "x"}},
		"an event without its execution": {versions: both, event: release.Event{DeploymentID: "d-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := &bytes.Buffer{}
			hook := release.Hook{
				Untried: test.untried, Versions: test.versions, Trial: []byte(`{"trial":"release"}`), Invoker: &test.account, Reporter: &test.account,
				Log: slog.New(slog.NewJSONHandler(out, nil)), Pause: func(context.Context) error { return nil },
			}
			err := hook.Handle(t.Context(), test.event)
			if (err != nil) != (test.status == "") {
				t.Errorf("got %v", err)
			}
			var want []string
			if test.status != "" {
				want = []string{"d-1 x " + test.status}
			}
			if !slices.Equal(test.account.reports, want) || !slices.Equal(test.account.invoked, test.invoked) {
				t.Errorf("reported %v after %v, want %v after %v", test.account.reports, test.account.invoked, want, test.invoked)
			}
			if (test.logged == "") != (out.Len() == 0) || !strings.Contains(out.String(), test.logged) {
				t.Errorf("logged %q, want %q in it", out, test.logged)
			}
			if strings.Contains(out.String(), "Zzyzx") {
				t.Error("it logged what a version answered")
			}
		})
	}
}

// A hook that waits for what does not come ends with its time, and says that it failed.
func TestWaitingEndsWithTheHooksTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := release.Pause(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the time is over", err)
	}
}
