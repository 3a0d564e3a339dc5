package infra_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func deployRole(t *testing.T) stack { return readYAML(t, "deploy-role.yaml") }

// Whoever deploys reaches the application's resources, by their names, and nothing that
// is evidence: no table, letter, key or secret.
func TestADeployReachesNoEvidence(t *testing.T) {
	s := deployRole(t)
	checkRegion(t, "infra/deploy-role.yaml", s)
	checkAuthorization(t, "infra/deploy-role.yaml", s, authorization(t))
	// What names no resource, or none that begins with the stack's name.
	wide := []string{
		"lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:GetEventSourceMapping", "lambda:ListEventSourceMappings", "lambda:UpdateEventSourceMapping",
		"logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery",
		"logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
	}
	seen := 0
	for _, role := range []string{"DeployRole", "ServiceRole"} {
		for _, grant := range grants(t, role, s.Resources[role]) {
			seen++
			action, rest, _ := strings.Cut(strings.TrimSpace(grant), " on ")
			on, _, _ := strings.Cut(rest, " ")
			service, _, _ := strings.Cut(action, ":")
			if slices.Contains([]string{"dynamodb", "kms", "secretsmanager", "sts"}, service) || service == "s3" && !strings.HasPrefix(on, "${Artefacts.Arn}") {
				t.Errorf("%s may %s", role, strings.TrimSpace(grant))
			}
			if strings.ContainsAny(action, "*?") {
				t.Errorf("%s may %s: name each action", role, action)
			}
			ours := strings.Contains(on, "${ApplicationStack}") || strings.HasPrefix(on, "${Artefacts.Arn}") || on == "${ServiceRole.Arn}" ||
				strings.HasPrefix(on, "arn:${AWS::Partition}:apigateway:") || strings.HasSuffix(on, ":transform/Serverless-2016-10-31") || strings.HasSuffix(on, ":deploymentconfig:CodeDeployDefault.*")
			if !ours && (on != "*" || !slices.Contains(wide, action)) {
				t.Errorf("%s may %s on %s", role, action, on)
			}
		}
	}
	if seen < 60 {
		t.Errorf("found %d grants", seen)
	}
	trust := text(at(s.Resources["DeployRole"].Properties, "AssumeRolePolicyDocument", "Statement"))
	want := "[{Action: sts:AssumeRoleWithWebIdentity, Condition: {StringEquals: {token.actions.githubusercontent.com:aud: sts.amazonaws.com, " +
		"token.actions.githubusercontent.com:sub: repo:${Repository}:environment:${Environment}}}, Effect: Allow, Principal: {Federated: ${ProviderArn}}}]"
	if trust != want {
		t.Errorf("got trust %s, want %s", trust, want)
	}
	// No other stack's role: this one's, for example, says who may deploy.
	var mine []string
	for _, role := range application(t).ofType("AWS::IAM::Role") {
		mine = append(mine, "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${ApplicationStack}-"+role+"-*")
	}
	passes := " if {StringEquals: {iam:PassedToService: [codedeploy.amazonaws.com lambda.amazonaws.com]}}"
	on := map[string][]string{}
	for _, grant := range grants(t, "ServiceRole", s.Resources["ServiceRole"]) {
		action, role, _ := strings.Cut(strings.TrimSpace(grant), " on ")
		if strings.HasPrefix(action, "iam:") {
			if action == "iam:PassRole" {
				if !strings.HasSuffix(role, passes) {
					t.Errorf("a role may be given to others than those that take one: %s", role)
				}
				role = strings.TrimSuffix(role, passes)
			}
			on[action] = append(on[action], role)
		}
	}
	for action, roles := range on {
		if !slices.Equal(roles, mine) {
			t.Errorf("ServiceRole may %s on %v, want the application's roles %v", action, roles, mine)
		}
	}
	// CloudFormation's names are the stack's, the resource's and thirteen letters, of 64 at
	// the most of a role, a function or a rule.
	form := regexp.MustCompile(text(at(s.Parameters, "ApplicationStack", "AllowedPattern")))
	if longest := 64 - len("-RetainFunctionNightly-ABCDEFGHIJKL"); !form.MatchString(strings.Repeat("a", longest)) || form.MatchString(strings.Repeat("a", longest+1)) {
		t.Errorf("the application's stack may have another name than of %d letters at the most", longest)
	}
	propose := text(s.Resources["DeployRole"].Properties["Policies"])
	if !strings.Contains(propose, "Condition: {StringEquals: {cloudformation:RoleArn: ${ServiceRole.Arn}}}") {
		t.Error("a change may be made in the deploying role's own name")
	}
}

// Every kind of resource that the application has is one that the service role may make.
func TestADeployMayMakeWhatTheApplicationHas(t *testing.T) {
	makes := map[string]string{
		"AWS::ApiGatewayV2::Api": "apigateway:POST", "AWS::ApiGatewayV2::Stage": "apigateway:POST", "AWS::CloudWatch::Alarm": "cloudwatch:PutMetricAlarm",
		"AWS::CloudWatch::Dashboard": "cloudwatch:PutDashboard", "AWS::CodeDeploy::Application": "codedeploy:CreateApplication",
		"AWS::CodeDeploy::DeploymentGroup": "codedeploy:CreateDeploymentGroup", "AWS::Events::Rule": "events:PutRule", "AWS::IAM::Role": "iam:CreateRole",
		"AWS::Lambda::Alias": "lambda:CreateAlias", "AWS::Lambda::EventInvokeConfig": "lambda:PutFunctionEventInvokeConfig",
		"AWS::Lambda::EventSourceMapping": "lambda:CreateEventSourceMapping", "AWS::Lambda::Function": "lambda:CreateFunction",
		"AWS::Lambda::Permission": "lambda:AddPermission", "AWS::Lambda::Version": "lambda:PublishVersion", "AWS::Logs::LogGroup": "logs:CreateLogGroup",
		"AWS::Logs::MetricFilter": "logs:PutMetricFilter",
		"AWS::SNS::Topic":         "sns:CreateTopic", "AWS::SQS::Queue": "sqs:CreateQueue", "AWS::SQS::QueuePolicy": "sqs:SetQueueAttributes",
	}
	may := strings.Join(grants(t, "ServiceRole", deployRole(t).Resources["ServiceRole"]), "\n")
	for _, kind := range mayBeDeleted {
		if strings.HasPrefix(kind, "AWS::Serverless::") {
			continue // what the transform makes others of
		}
		if action, known := makes[kind]; !known || !strings.Contains(may, "  "+action+" on ") {
			t.Errorf("a deploy may not make %s", kind)
		}
	}
}

// GitHub names a repository in the subject of a token with the ids of its owner and of
// itself, or, of an older one, without; the role is for exactly what it is told.
func TestTheDeployRoleIsForOneRepository(t *testing.T) {
	pattern := regexp.MustCompile(text(at(deployRole(t).Parameters, "Repository", "AllowedPattern")))
	for repository, want := range map[string]bool{
		"council@123456/disclosure-register@456789": true, "council/disclosure-register": true,
		"council@123456/disclosure-register": false, "council/disclosure-register@456789": false, "council@*/*@*": false,
		"council/*": false, "council": false, "council/a:ref:refs/heads/main": false, "council@1/a@2:environment:other": false,
	} {
		if pattern.MatchString(repository) != want {
			t.Errorf("%s is taken: %v, want %v", repository, !want, want)
		}
	}
}

// What stands in PARAMETERS comes to sam as it stands: sam reads a value with spaces, or an
// empty one, in quotation marks, which a shell must not take apart.
func TestTheWorkflowPassesOnEveryParameter(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct{ Steps []struct{ Run string } }
	}
	page, err := os.ReadFile("deploy-workflow.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(page, &workflow); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sam := filepath.Join(dir, ".tools", "venv", "bin", "sam")
	if err := os.MkdirAll(filepath.Dir(sam), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(sam, []byte("#!/bin/bash\nprintf '<%s>\\n' \"${@: -2}\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, step := range workflow.Jobs["deploy"].Steps {
		if !strings.Contains(step.Run, "sam deploy") {
			continue
		}
		deploy := exec.Command("bash", "-e", "-c", step.Run)
		deploy.Dir = dir
		deploy.Env = append(os.Environ(), "PARAMETERS=Registers=E07000107,E07000108\nLogWitnesses=\"https://witness.example/ witness+abcd+key\" ReservedConcurrency=\"\"")
		said, err := deploy.CombinedOutput()
		if want := regexp.MustCompile(`^<--parameter-overrides>\n<Release=\d{8}T\d{6}Z Registers=E07000107,E07000108 LogWitnesses="https://witness.example/ witness\+abcd\+key" ReservedConcurrency="">\n$`); err != nil || !want.Match(said) {
			t.Errorf("%v; got\n%s\nwant %s", err, said, want)
		}
		return
	}
	t.Error("nothing is deployed")
}

// The workflow holds no secret, gives each job what it needs, takes each action at a
// commit, and deploys only what it has verified.
func TestTheExampleWorkflowHoldsNoSecret(t *testing.T) {
	page, err := os.ReadFile("deploy-workflow.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"secrets.", "aws-access-key", "pull_request", "write-all"} {
		if strings.Contains(string(page), word) {
			t.Errorf("the workflow has %q", word)
		}
	}
	if !strings.Contains(string(page), "on:\n  push:\n    branches: [main]\n\n") {
		t.Error("it deploys from another branch than main")
	}
	var workflow struct {
		Permissions map[string]string
		Jobs        map[string]struct {
			Environment string
			Permissions map[string]string
			Steps       []struct {
				Uses, Run string
			}
		}
	}
	if err := yaml.Unmarshal(page, &workflow); err != nil {
		t.Fatal(err)
	}
	if len(workflow.Permissions) > 0 || workflow.Jobs["deploy"].Environment != "production" || workflow.Jobs["build"].Environment != "" {
		t.Errorf("got permissions %v, and the environment %q to deploy", workflow.Permissions, workflow.Jobs["deploy"].Environment)
	}
	pinned := regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`)
	verified, deployed := false, false
	for _, job := range []string{"build", "deploy"} {
		for scope, power := range workflow.Jobs[job].Permissions {
			if power == "write" && scope != "id-token" && (scope != "attestations" || job != "build") {
				t.Errorf("%s may write %s", job, scope)
			}
		}
		for _, step := range workflow.Jobs[job].Steps {
			if step.Uses != "" && !pinned.MatchString(step.Uses) {
				t.Errorf("%s: %s is no commit", job, step.Uses)
			}
			verified = verified || job == "deploy" && strings.Contains(step.Run, `gh attestation verify "$file" --repo "$GITHUB_REPOSITORY" --source-digest "$GITHUB_SHA"`) &&
				strings.Contains(step.Run, `--signer-workflow "$GITHUB_REPOSITORY/.github/workflows/deploy.yml"`)
			if strings.Contains(step.Run, "sam deploy") {
				deployed = true
				if !verified || !strings.Contains(step.Run, `"Release=$(date -u +%Y%m%dT%H%M%SZ) `) || !strings.Contains(step.Run, `--region "$REGION"`) ||
					!strings.Contains(step.Run, `--role-arn "$SERVICE_ROLE"`) {
					t.Errorf("it deploys what was not verified, or names no release or region: %s", step.Run)
				}
			}
		}
	}
	if !deployed {
		t.Error("nothing is deployed")
	}
}
