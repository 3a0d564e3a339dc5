package infra_test

import (
	"os"
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
			verified = verified || job == "deploy" && strings.Contains(step.Run, "gh attestation verify")
			if strings.Contains(step.Run, "sam deploy") {
				deployed = true
				if !verified || !strings.Contains(step.Run, `Release="$(date -u +%Y%m%dT%H%M%SZ)"`) || !strings.Contains(step.Run, `--region "$REGION"`) {
					t.Errorf("it deploys what was not verified, or names no release or region: %s", step.Run)
				}
			}
		}
	}
	if !deployed {
		t.Error("nothing is deployed")
	}
}
