package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
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

// acts are those that the statement allows, one on each of its resources, and those that
// it does not: for each condition key another value of it, none of it and, where it takes
// several, one that is allowed beside one that is not (of which none at all is allowed,
// unless it says so: ForAllValues holds of nothing); and another resource. A statement on
// everything that has no condition forbids nothing.
func (s statement) acts() (allowed, forbidden []act, err error) {
	context := map[string][]string{}
	several, there := map[string]bool{}, map[string]bool{}
	for operator, tests := range s.Condition {
		for key, values := range tests {
			switch {
			case operator == "StringEquals" && len(values) > 0:
				context[key] = []string{filled(values[0])}
			case operator == "ForAllValues:StringLike" && len(values) > 0:
				context[key], several[key] = []string{filled(values[0])}, true
			case operator == "Null" && slices.Equal(values, []string{"false"}):
				there[key] = true
			default:
				return nil, nil, fmt.Errorf("%s has a condition that this does not know: %s %s", s.Sid, operator, key)
			}
		}
	}
	if len(s.Resource) == 0 {
		return nil, nil, fmt.Errorf("%s is on nothing", s.Sid)
	}
	for _, resource := range s.Resource {
		allowed = append(allowed, act{s.Action, filled(resource), context})
		if resource != "*" {
			forbidden = append(forbidden, act{s.Action, anotherThan(resource), context})
		}
	}
	with := func(key string, values ...string) {
		changed := maps.Clone(context)
		if changed[key] = values; len(values) == 0 {
			delete(changed, key)
		}
		forbidden = append(forbidden, act{s.Action, filled(s.Resource[0]), changed})
	}
	for _, key := range slices.Sorted(maps.Keys(context)) {
		with(key, "another")
		if !several[key] || there[key] {
			with(key)
		}
		if several[key] {
			with(key, context[key][0], "another")
		}
	}
	return allowed, forbidden, nil
}

// anotherThan is a resource that the pattern is not of.
func anotherThan(pattern string) string {
	name, rest := pattern, ""
	for _, end := range []string{"/*", ":*"} {
		if cut, ends := strings.CutSuffix(name, end); ends {
			name, rest = cut, filled(end)
		}
	}
	return name + "-another" + rest
}

// filled puts something in the place of a wildcard.
func filled(pattern string) string {
	if pattern == "*" {
		return pattern
	}
	return strings.ReplaceAll(pattern, "*", "acceptance")
}

// never is what no role may do: on anything, and on each of the run's own resources of
// that service, since a policy on one resource says nothing of "*".
var never = []string{
	"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "iam:PutRolePolicy", "iam:PassRole", "kms:ScheduleKeyDeletion", "kms:CreateGrant",
	"lambda:UpdateFunctionCode", "s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutBucketPolicy", "s3:PutLifecycleConfiguration",
	"secretsmanager:PutSecretValue", "sts:AssumeRole",
}

// neverActs are acts of never, by the service. What is had under a condition that these
// do not have, [document.names] finds.
func neverActs(owned []string) (all []act) {
	for _, action := range never {
		service, _, _ := strings.Cut(action, ":")
		on := []string{"*"}
		for _, arn := range owned {
			of := strings.SplitN(arn, ":", 4)[2]
			if of == service || service == "sts" && of == "iam" {
				on = append(on, arn)
			}
		}
		for _, resource := range on {
			all = append(all, act{actions: []string{action}, resource: resource})
		}
	}
	return all
}

// names reports an action of never that a statement names, by itself or by a wildcard,
// whatever its conditions.
func (d document) names() error {
	for _, s := range d.Statement {
		for _, pattern := range s.Action {
			for _, action := range never {
				if matches(strings.ToLower(pattern), strings.ToLower(action)) {
					return fmt.Errorf("%s names %s, and with it %s, which no role may do", s.Sid, pattern, action)
				}
			}
		}
	}
	return nil
}

// matches is IAM's comparison, of which "*" and "?" stand for others.
func matches(pattern, text string) bool {
	quoted := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(pattern))
	return regexp.MustCompile("^" + quoted + "$").MatchString(text)
}

// owned are the ARNs of the run's table, buckets and what is in them, keys, secret,
// functions and roles.
func (a *acceptance) owned(ctx context.Context, application []resource) ([]string, error) {
	infra, err := a.stackNamed(ctx, a.infra())
	if err != nil {
		return nil, err
	}
	var all []string
	for _, key := range []string{"TableArn", "RegisterKeyArn", "LogSigningKeyArn", "RegisterSecretArn", "CorrespondenceBucketArn", "ReportsBucketArn", "LogBucketArn"} {
		arn := infra.output(key)
		if arn == "" {
			return nil, fmt.Errorf("%s says no %s", a.infra(), key)
		}
		if all = append(all, arn); strings.HasSuffix(key, "BucketArn") {
			all = append(all, arn+"/"+register+"/acceptance")
		}
	}
	partition := strings.SplitN(all[0], ":", 3)[1]
	for _, one := range application {
		switch one.Type {
		case "AWS::IAM::Role":
			all = append(all, fmt.Sprintf("arn:%s:iam::%s:role/%s", partition, a.state.Account, one.Name))
		case "AWS::Lambda::Function":
			all = append(all, fmt.Sprintf("arn:%s:lambda:%s:%s:function:%s", partition, a.region, a.state.Account, one.Name))
		}
	}
	return all, nil
}

// tryRoles has IAM itself judge, by the policies as they are deployed, what each
// statement of each role allows and what it does not. What context a service gives
// IAM shows in the other steps alone.
func (a *acceptance) tryRoles(ctx context.Context) (string, error) {
	all, err := a.resources(ctx, a.application())
	if err != nil {
		return "", err
	}
	owned, err := a.owned(ctx, all)
	if err != nil {
		return "", err
	}
	simulator, err := a.simulator(ctx)
	if err != nil {
		return "", err
	}
	var group errgroup.Group
	group.SetLimit(4)
	roles, statements, allows, forbids := 0, 0, 0, 0
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
			if want {
				allows++
			} else {
				forbids++
			}
			group.Go(func() error { return judge(ctx, simulator, role.ID+" "+what, policies, one, want) })
		}
		for _, one := range neverActs(owned) {
			ask("what no role may", one, false)
		}
		for _, d := range documents {
			if err := d.names(); err != nil {
				return "", errors.Join(fmt.Errorf("%s: %w", role.ID, err), group.Wait())
			}
			for _, s := range d.Statement {
				allowed, forbidden, err := s.acts()
				if err != nil {
					return "", errors.Join(err, group.Wait())
				}
				statements++
				for _, one := range allowed {
					ask(s.Sid, one, true)
				}
				for _, one := range forbidden {
					ask(s.Sid+", otherwise", one, false)
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
	return fmt.Sprintf("%d allowed and %d forbidden acts of %d statements of %d roles are judged as meant", allows, forbids, statements, roles), nil
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
// for each of a thousand acts.
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
