package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"golang.org/x/sync/errgroup"
)

// document is a policy.
type document struct{ Statement []statement }

type statement struct {
	Sid              string
	Action, Resource oneOrMore
	Condition        map[string]map[string]oneOrMore
}

// oneOrMore is a policy's value, which may be one text or a list of them.
type oneOrMore []string

// UnmarshalJSON implements [json.Unmarshaler].
func (m *oneOrMore) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*m = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(m))
}

// act is what IAM is asked about.
type act struct {
	actions  []string
	resource string
	context  map[string][]string
}

// acts are one that the statement allows, and one that it does not: another value of a
// condition or, where there is none, another resource. A statement on everything
// forbids nothing.
func (s statement) acts() (allowed act, forbidden *act, err error) {
	allowed = act{actions: s.Action, resource: filled(s.Resource[0]), context: map[string][]string{}}
	for operator, tests := range s.Condition {
		for key, values := range tests {
			switch operator {
			case "StringEquals", "ForAllValues:StringLike":
				allowed.context[key] = []string{filled(values[0])}
			case "Null":
				if !slices.Equal(values, []string{"false"}) {
					return act{}, nil, fmt.Errorf("%s has a condition that this does not know: %s %s", s.Sid, operator, key)
				}
			default:
				return act{}, nil, fmt.Errorf("%s has a condition that this does not know: %s %s", s.Sid, operator, key)
			}
		}
	}
	other := allowed
	if keys := slices.Sorted(maps.Keys(allowed.context)); len(keys) > 0 {
		other.context = maps.Clone(allowed.context)
		other.context[keys[len(keys)-1]] = []string{"another"}
		return allowed, &other, nil
	}
	if s.Resource[0] == "*" {
		return allowed, nil, nil
	}
	name, rest := s.Resource[0], ""
	for _, end := range []string{"/*", ":*"} {
		if cut, ends := strings.CutSuffix(name, end); ends {
			name, rest = cut, filled(end)
		}
	}
	other.resource = name + "-another" + rest
	return allowed, &other, nil
}

// filled puts something in the place of a wildcard.
func filled(pattern string) string {
	if pattern == "*" {
		return pattern
	}
	return strings.ReplaceAll(pattern, "*", "acceptance")
}

// never is what no role may do, on anything.
var never = act{resource: "*", actions: []string{
	"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "iam:PutRolePolicy", "iam:PassRole", "kms:ScheduleKeyDeletion", "kms:CreateGrant",
	"lambda:UpdateFunctionCode", "s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion", "secretsmanager:PutSecretValue", "sts:AssumeRole",
}}

// tryRoles has IAM itself judge, by the policies as they are deployed, one act that each
// statement of each role allows and one that it does not. What context a service gives
// IAM shows in the other steps alone.
func (a *acceptance) tryRoles(ctx context.Context) (string, error) {
	all, err := a.resources(ctx, a.application())
	if err != nil {
		return "", err
	}
	simulator, err := a.simulator(ctx)
	if err != nil {
		return "", err
	}
	var group errgroup.Group
	group.SetLimit(4)
	roles, statements, judged := 0, 0, 0
	for _, role := range all {
		if role.Type != "AWS::IAM::Role" {
			continue
		}
		roles++
		policies, documents, err := a.policiesOf(ctx, role.Name)
		if err != nil {
			return "", err
		}
		ask := func(what string, one act, want bool) {
			judged++
			group.Go(func() error { return judge(ctx, simulator, role.ID+" "+what, policies, one, want) })
		}
		ask("what no role may", never, false)
		for _, d := range documents {
			for _, s := range d.Statement {
				allowed, forbidden, err := s.acts()
				if err != nil {
					return "", errors.Join(err, group.Wait())
				}
				statements++
				if ask(s.Sid, allowed, true); forbidden != nil {
					ask(s.Sid+", otherwise", *forbidden, false)
				}
			}
		}
	}
	if err := group.Wait(); err != nil {
		return "", err
	}
	if roles < 9 || statements < 80 {
		return "", fmt.Errorf("found %d roles and %d statements, and there are more", roles, statements)
	}
	return fmt.Sprintf("%d acts of %d statements of %d roles are judged as meant", judged, statements, roles), nil
}

func (a *acceptance) policiesOf(ctx context.Context, role string) (policies []string, documents []document, err error) {
	names, err := read[struct{ PolicyNames []string }](ctx, a, "iam", "list-role-policies", "--role-name", role)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names.PolicyNames {
		policy, err := read[struct{ PolicyDocument json.RawMessage }](ctx, a, "iam", "get-role-policy", "--role-name", role, "--policy-name", name)
		if err != nil {
			return nil, nil, err
		}
		var d document
		if err := json.Unmarshal(policy.PolicyDocument, &d); err != nil {
			return nil, nil, fmt.Errorf("read the policy %s: %w", name, err)
		}
		policies, documents = append(policies, string(policy.PolicyDocument)), append(documents, d)
	}
	return policies, documents, nil
}

// simulator asks IAM to judge. It is the SDK's: the CLI would take half a second to start
// for each of two hundred acts.
func (a *acceptance) simulator(ctx context.Context) (*iam.Client, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(a.region), config.WithSharedConfigProfile(a.profile), config.WithRetryMaxAttempts(12))
	if err != nil {
		return nil, fmt.Errorf("find the account: %w", err)
	}
	return iam.NewFromConfig(cfg), nil
}

func judge(ctx context.Context, simulator *iam.Client, what string, policies []string, one act, want bool) error {
	input := &iam.SimulateCustomPolicyInput{PolicyInputList: policies, ResourceArns: []string{one.resource}}
	for key, values := range one.context {
		kind := types.ContextKeyTypeEnumString
		if key == "dynamodb:LeadingKeys" {
			kind = types.ContextKeyTypeEnumStringList
		}
		input.ContextEntries = append(input.ContextEntries, types.ContextEntry{ContextKeyName: &key, ContextKeyValues: values, ContextKeyType: kind})
	}
	// One at a time: IAM refuses to judge actions together that need different context,
	// such as iam:PassRole and sts:AssumeRole.
	for _, action := range one.actions {
		input.ActionNames = []string{action}
		judged, err := simulator.SimulateCustomPolicy(ctx, input)
		if err != nil {
			return fmt.Errorf("%s: ask IAM of %s: %w", what, action, err)
		}
		if len(judged.EvaluationResults) != 1 {
			return fmt.Errorf("%s: IAM judged %s %d times", what, action, len(judged.EvaluationResults))
		}
		r := judged.EvaluationResults[0]
		if allowed := r.EvalDecision == types.PolicyEvaluationDecisionTypeAllowed; allowed != want {
			return fmt.Errorf("%s: IAM says %s of %s on %s with %v", what, r.EvalDecision, action, one.resource, one.context)
		}
	}
	return nil
}
