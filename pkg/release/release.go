// Package release tries new versions of functions before requests go to them: it is the
// hook that CodeDeploy calls before it shifts an alias (BeforeAllowTraffic).
package release

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// Invoker runs a function and waits for its answer: *[lambda.Client].
type Invoker interface {
	Invoke(context.Context, *lambda.InvokeInput, ...func(*lambda.Options)) (*lambda.InvokeOutput, error)
}

// Reporter tells CodeDeploy how a hook went: *[codedeploy.Client].
type Reporter interface {
	PutLifecycleEventHookExecutionStatus(
		context.Context, *codedeploy.PutLifecycleEventHookExecutionStatusInput, ...func(*codedeploy.Options),
	) (*codedeploy.PutLifecycleEventHookExecutionStatusOutput, error)
}

// Event is what CodeDeploy sends a hook: where to report, and nothing else.
type Event struct {
	DeploymentID string `json:"DeploymentId"`
	ExecutionID  string `json:"LifecycleEventHookExecutionId"`
}

// Hook tries every new version, each with the same event, and reports whether all of
// them answered it. It does not ask which of them the deployment is of: none goes live
// beside one that fails.
type Hook struct {
	// Untried reports that all is well without a trial: somebody deploys to functions
	// that are stopped and cannot be invoked.
	Untried  bool
	Versions []string // ARNs, each with its version
	Trial    []byte   // the event
	Invoker  Invoker
	Reporter Reporter
	Log      *slog.Logger
	// Pause waits before a version that could not be invoked is tried again.
	Pause func(context.Context) error
}

// tries of a version that cannot be invoked. What its role was just allowed, IAM may not
// know everywhere for some seconds; a version may still be being made.
const tries = 12

// Pause waits five seconds, or until the time is over.
func Pause(ctx context.Context) error {
	select {
	case <-time.After(5 * time.Second):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Handle answers CodeDeploy. What a version answers is neither logged nor reported, but
// which version failed. An error means that CodeDeploy was not told: it waits an hour
// for the report, then gives the deployment up, and no request has gone to any version.
func (h Hook) Handle(ctx context.Context, event Event) error {
	if event.DeploymentID == "" || event.ExecutionID == "" {
		return errors.New("the event is not CodeDeploy's")
	}
	if len(h.Versions) == 0 {
		return errors.New("there is no version to try")
	}
	status := types.LifecycleEventStatusSucceeded
	tried := h.Versions
	if h.Untried {
		tried = nil
		h.Log.Warn("a release goes live untried, as TrafficShift says")
	}
	for _, version := range tried {
		if err := h.try(ctx, version); err != nil {
			status = types.LifecycleEventStatusFailed
			h.Log.Error("a release was refused", slog.String("version", version), slog.String("error", err.Error()))
		}
	}
	_, err := h.Reporter.PutLifecycleEventHookExecutionStatus(ctx, &codedeploy.PutLifecycleEventHookExecutionStatusInput{
		DeploymentId: &event.DeploymentID, LifecycleEventHookExecutionId: &event.ExecutionID, Status: status,
	})
	if err != nil {
		return fmt.Errorf("report to CodeDeploy: %w", err)
	}
	return nil
}

// try invokes one version. A version that answers with an error has failed; one that
// cannot be invoked is tried again.
func (h Hook) try(ctx context.Context, version string) error {
	for n := 1; ; n++ {
		out, err := h.Invoker.Invoke(ctx, &lambda.InvokeInput{FunctionName: &version, Payload: h.Trial})
		switch {
		case err == nil && out.FunctionError == nil:
			return nil
		case err == nil:
			return fmt.Errorf("it failed its trial (%s); its log says at what", aws.ToString(out.FunctionError))
		case n == tries:
			return fmt.Errorf("it cannot be invoked: %w", err)
		}
		if err := h.Pause(ctx); err != nil {
			return fmt.Errorf("it cannot be invoked in time: %w", err)
		}
	}
}
