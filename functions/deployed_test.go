//go:build deployed

package functions_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/functions/lambdatest"
)

// Both stacks are deployed on a stand-in for AWS, and the built functions run against
// what came of the templates: the deployed names, environment, policies and keys. What
// that does not prove is in infra/README.md, "What is proved without an account".
func TestTheFunctionsRunOnBothStacksAsTheyAreDeployed(t *testing.T) {
	deployed := lambdatest.DeployStacks(t)
	tellWhatIsLeftOut(t, deployed)
	wantToRunOn(t, deployed)
}

// After a restore the table has another name: in what the roles are allowed, in what
// the register's key is asked with, and in the stream that calls seal and export.
func TestTheFunctionsRunOnATableThatWasRestored(t *testing.T) {
	deployed := lambdatest.DeployOnRestored(t)
	if deployed.Table.Name != deployed.Name+"-restored" {
		t.Fatalf("the application is on the table %s", deployed.Table.Name)
	}
	wantToRunOn(t, deployed)
}

func wantToRunOn(t *testing.T, deployed *lambdatest.Deployment) {
	t.Helper()
	wantWithinTheLimits(t, deployed)
	for _, lacks := range deployed.Unmapped() {
		t.Errorf("AWS would not run a mapping, or keep a log: %s", lacks)
	}

	want := tell(t, inOneProcess(t))
	r := onLambda{lambdatest.Deploy(t, deployed.Infrastructure(t))}
	wantTheSame(t, tell(t, r), want)
	if got := r.Release(t); got != "Succeeded" {
		t.Errorf("a release was tried and %q reported\n%s", got, r.Output())
	}
	for _, function := range []string{"seal", "retain", "check"} {
		if answer, failed := r.Invoke(t, function, lambdatest.ScheduleEvent(time.Now())); failed {
			t.Errorf("%s failed as its schedule called it: %s\n%s", function, answer, r.Output())
		}
	}
}

func tellWhatIsLeftOut(t *testing.T, d *lambdatest.Deployment) {
	t.Helper()
	byType := map[string][]string{}
	for _, one := range d.LeftOut {
		kind := one.Type + ": " + one.Instead
		byType[kind] = append(byType[kind], one.Resource)
	}
	var lines []string
	for _, kind := range slices.Sorted(maps.Keys(byType)) {
		lines = append(lines, fmt.Sprintf("  %s\n    %s", kind, strings.Join(byType[kind], " ")))
	}
	for _, kind := range slices.Sorted(maps.Keys(d.Partly)) {
		lines = append(lines, fmt.Sprintf("  in part: %s: %s", kind, d.Partly[kind]))
	}
	t.Logf("deployed %v resources on moto, which does not make:\n%s", d.Resources, strings.Join(lines, "\n"))
}

// AWS's quotas, none of which can be raised (CloudFormation, IAM and Lambda quotas).
func wantWithinTheLimits(t *testing.T, d *lambdatest.Deployment) {
	t.Helper()
	within := func(what string, got, most int) {
		t.Helper()
		if got > most {
			t.Errorf("%s: %d, and AWS takes %d", what, got, most)
		}
	}
	for stack, resources := range d.Resources {
		within("resources of "+stack, resources, 500)
	}
	// `aws cloudformation deploy` takes a template by its body, without a bucket.
	within("bytes of infra/template.yaml", d.InfraTemplateBytes, 51_200)
	template := lambdatest.ReadTemplate(t)
	for name, f := range d.Functions {
		within(name+": bytes of its role's policies", f.RoleBytes, 10_240)
		within(name+": bytes of its resource policy", f.ResourcePolicyBytes, 20_480)
		environment := 0
		for variable, value := range f.Environment {
			environment += len(variable) + len(value)
		}
		within(name+": bytes of its environment", environment, 4_096)
		folder := strings.ToLower(strings.TrimSuffix(name, "Function"))
		if routes := template[folder].Routes; len(routes) > 0 && folder != "export" {
			within(name+": seconds, of which API Gateway waits 30", f.Timeout, 30)
		}
	}
	if len(d.Functions) != len(template) {
		t.Errorf("%d functions were deployed, want %d", len(d.Functions), len(template))
	}
}
