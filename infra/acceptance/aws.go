package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// aws runs the AWS CLI, as whoever deploys does, and returns what it wrote. An error has
// AWS's own words.
func (a *acceptance) aws(ctx context.Context, arguments ...string) ([]byte, error) {
	return a.awsIn(ctx, a.region, arguments...)
}

func (a *acceptance) awsIn(ctx context.Context, region string, arguments ...string) ([]byte, error) {
	given := append(arguments, "--region", region, "--output", "json")
	cli := exec.CommandContext(ctx, "aws", given...)
	cli.Env = a.environment()
	var out, words bytes.Buffer
	cli.Stdout, cli.Stderr = &out, &words
	if err := cli.Run(); err != nil {
		return nil, fmt.Errorf("aws %s %s: %w: %s", arguments[0], arguments[1], err, strings.TrimSpace(words.String()))
	}
	return out.Bytes(), nil
}

// overruling are variables that the CLI obeys before it looks at AWS_PROFILE: with them in the
// environment it would work in another account than the profile's.
var overruling = []string{
	"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
}

func (a *acceptance) environment() []string {
	environment := append(os.Environ(), "AWS_PAGER=", "AWS_REGION="+a.region, "AWS_DEFAULT_REGION="+a.region)
	if a.profile == "" {
		return environment
	}
	environment = slices.DeleteFunc(environment, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(overruling, name)
	})
	return append(environment, "AWS_PROFILE="+a.profile)
}

// identify finds out whose account it is, and refuses one that this state is not of.
func (a *acceptance) identify(ctx context.Context) error {
	identity, err := read[struct{ Account string }](ctx, a, "sts", "get-caller-identity")
	if err != nil {
		return err
	}
	if identity.Account == "" {
		return errors.New("AWS does not say which account it is")
	}
	if a.state.Account != "" && a.state.Account != identity.Account {
		return fmt.Errorf("%s is of a run in the account %s, and not in %s", a.dir, a.state.Account, identity.Account)
	}
	a.state.Account = identity.Account
	return a.save()
}

// read runs the AWS CLI and decodes what it wrote.
func read[T any](ctx context.Context, a *acceptance, arguments ...string) (value T, err error) {
	out, err := a.aws(ctx, arguments...)
	if err != nil {
		return value, err
	}
	if err := json.Unmarshal(out, &value); err != nil {
		return value, fmt.Errorf("aws %s %s: read what it wrote: %w", arguments[0], arguments[1], err)
	}
	return value, nil
}

// stack is what is read of one that is deployed.
type stack struct {
	StackName, Description, StackStatus string
	Outputs                             []struct{ OutputKey, OutputValue string }
	Parameters                          []struct{ ParameterKey, ParameterValue string }
}

func (s stack) parameter(key string) string {
	for _, p := range s.Parameters {
		if p.ParameterKey == key {
			return p.ParameterValue
		}
	}
	return ""
}

func (s stack) output(key string) string {
	for _, o := range s.Outputs {
		if o.OutputKey == key {
			return o.OutputValue
		}
	}
	return ""
}

// stackNamed is one of this run's.
func (a *acceptance) stackNamed(ctx context.Context, name string) (stack, error) {
	found, err := read[struct{ Stacks []stack }](ctx, a, "cloudformation", "describe-stacks", "--stack-name", name)
	if err != nil {
		return stack{}, err
	}
	if len(found.Stacks) != 1 {
		return stack{}, fmt.Errorf("found %d stacks %s, want one", len(found.Stacks), name)
	}
	return found.Stacks[0], nil
}

// The stacks of this run, and of the account's first.
func (a *acceptance) infra() string       { return a.state.Name + "-infra" }
func (a *acceptance) application() string { return a.state.Name }
func (a *acceptance) around() string      { return a.state.Name + "-around" }

// named is the name that AWS gave a resource of the application.
func (a *acceptance) named(ctx context.Context, logical string) (string, error) {
	return a.namedIn(ctx, a.application(), logical)
}

func (a *acceptance) namedIn(ctx context.Context, stack, logical string) (string, error) {
	found, err := read[struct {
		StackResourceDetail struct{ PhysicalResourceId string }
	}](ctx, a, //nolint:revive // AWS's name
		"cloudformation", "describe-stack-resource", "--stack-name", stack, "--logical-resource-id", logical)
	return found.StackResourceDetail.PhysicalResourceId, err
}

// resource is one of a stack's.
type resource struct {
	Type string `json:"ResourceType"`
	Name string `json:"PhysicalResourceId"`
	ID   string `json:"LogicalResourceId"`
	Said string `json:",omitempty"` // what became of it when it was to be removed
}

func (a *acceptance) resources(ctx context.Context, stack string) ([]resource, error) {
	// describe-stack-resources gives a hundred at most, and the application has more.
	found, err := read[struct{ StackResourceSummaries []resource }](ctx, a, "cloudformation", "list-stack-resources", "--stack-name", stack)
	return found.StackResourceSummaries, err
}

// invocation is what came of a function's run.
type invocation struct {
	StatusCode    int
	FunctionError string // "" when it did not fail
	answer        object
}

// invoke runs a function of the application, and returns what it answered.
func (a *acceptance) invoke(ctx context.Context, function, event string) (ran invocation, err error) {
	name, err := a.named(ctx, function)
	if err != nil {
		return ran, err
	}
	if err := os.WriteFile(a.file("event.json"), []byte(event), 0o600); err != nil {
		return ran, fmt.Errorf("write an event: %w", err)
	}
	// fileb: the two versions of the CLI read any other in two ways.
	if ran, err = read[invocation](ctx, a, "lambda", "invoke", "--cli-read-timeout", "910",
		"--function-name", name, "--payload", "fileb://"+a.file("event.json"), a.file("answer.json")); err != nil {
		return ran, err
	}
	if ran.StatusCode != http.StatusOK {
		return ran, fmt.Errorf("AWS answered %d to a call of %s", ran.StatusCode, function)
	}
	text, err := os.ReadFile(a.file("answer.json"))
	if err != nil {
		return ran, fmt.Errorf("read what %s answered: %w", function, err)
	}
	if err := json.Unmarshal(text, &ran.answer); err != nil {
		return ran, fmt.Errorf("read what %s answered: %w", function, err)
	}
	return ran, nil
}
