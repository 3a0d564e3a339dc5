package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// logSite begins the name of every log of the stack. It is the one under which a letter
// may cool off for a day (template.yaml, NobodyIsHurried).
func (a *acceptance) logSite() string {
	if site := a.state.Kept["log-site"]; site != "" {
		return site
	}
	return "acceptance.invalid"
}

// ours begins the description of both templates.
const ours = "Disclosure Register"

// refuseUsed refuses an account that has a stack of the register in any region: what is
// tried, and then removed, should not stand beside what a council uses.
func (a *acceptance) refuseUsed(ctx context.Context) (string, error) {
	regions, err := read[struct {
		Regions []struct{ RegionName, OptInStatus string }
	}](ctx, a, "ec2", "describe-regions")
	if err != nil {
		return "", err
	}
	looked, denied := 0, []string{}
	for _, in := range regions.Regions {
		if in.OptInStatus == "not-opted-in" {
			continue // nothing can be there
		}
		out, err := a.awsIn(ctx, in.RegionName, "cloudformation", "describe-stacks")
		// An organisation that keeps its accounts to some regions lets nobody look at the
		// others. Nothing that is done here reaches into them.
		if err != nil && in.RegionName != a.region && strings.Contains(err.Error(), forbiddenByOrganisation) {
			denied = append(denied, in.RegionName)
			continue
		}
		if err != nil {
			return "", err
		}
		looked++
		var found struct{ Stacks []stack }
		if err := json.Unmarshal(out, &found); err != nil {
			return "", fmt.Errorf("read the stacks of %s: %w", in.RegionName, err)
		}
		for _, s := range found.Stacks {
			if strings.HasPrefix(s.Description, ours) && s.StackName != a.infra() && s.StackName != a.application() && !strings.HasPrefix(s.StackName, a.restoredBegins()) {
				if run := strings.TrimSuffix(s.StackName, "-infra"); names.MatchString(run) {
					return "", fmt.Errorf("the account has the stack %s in %s, of an acceptance that was not removed. Go on with that one; or, if its folder is lost, remove it first, with ARGS='-remove -name %s -state FOLDER'", s.StackName, in.RegionName, run)
				}
				return "", fmt.Errorf("the account has the stack %s in %s, which is of the register. Use an account that has none", s.StackName, in.RegionName)
			}
		}
	}
	if looked == 0 {
		return "", errors.New("AWS names no region of the account")
	}
	said := fmt.Sprintf("no stack of the register in %d regions", looked)
	if len(denied) > 0 {
		said += "; a service control policy lets nobody look into " + strings.Join(denied, ", ")
	}
	return said, nil
}

// tag is on everything, so that a bill says what it was for.
const tag = "purpose=disclosure-register-acceptance"

func (a *acceptance) deployInfra(ctx context.Context) (string, error) {
	before, err := a.clear(ctx, a.infra())
	if err != nil {
		return "", err
	}
	_, err = a.make(ctx, a.infra(), "--template-file", "infra/template.yaml", "--no-fail-on-empty-changeset",
		"--tags", tag, a.tag(), "--parameter-overrides", "DataRegion="+a.region)
	return before + "what outlives a deploy", errors.Join(err, a.note(ctx, a.infra()))
}

// tag is the run's own, by which what outlives its stack is found without the state.
func (a *acceptance) tag() string { return "run=" + a.state.Name }

// make is `aws cloudformation deploy` of a stack. When it fails, the error has
// CloudFormation's reason: the CLI says only that there is one.
func (a *acceptance) make(ctx context.Context, stack string, arguments ...string) ([]byte, error) {
	began := time.Now()
	out, err := a.aws(ctx, append([]string{"cloudformation", "deploy", "--stack-name", stack}, arguments...)...)
	if err == nil {
		return out, nil
	}
	if why := a.whyFailed(context.WithoutCancel(ctx), stack, began); why != "" {
		err = fmt.Errorf("%s: %s (%w)", stack, why, err)
	}
	return out, err
}

// whyFailed is what CloudFormation says of the first thing that failed since then, or "".
func (a *acceptance) whyFailed(ctx context.Context, stack string, since time.Time) (why string) {
	found, err := read[struct {
		StackEvents []struct {
			Timestamp                                               time.Time
			LogicalResourceId, ResourceStatus, ResourceStatusReason string //nolint:revive // AWS's names
		}
	}](ctx, a, "cloudformation", "describe-stack-events", "--stack-name", stack)
	if err != nil {
		return "" // there is no such stack: nothing of it was begun
	}
	// The newest comes first. What was cancelled failed because of another.
	for _, e := range found.StackEvents {
		if strings.HasSuffix(e.ResourceStatus, "_FAILED") && !strings.Contains(e.ResourceStatusReason, "cancelled") && e.Timestamp.After(since.Add(-time.Minute)) {
			why = fmt.Sprintf("%s is %s, because: %s", e.LogicalResourceId, e.ResourceStatus, e.ResourceStatusReason)
		}
	}
	return why
}

// clear waits until nothing is done to a stack any more, and removes one whose first
// deploy failed, since nothing else can be done with it. It says so.
func (a *acceptance) clear(ctx context.Context, name string) (said string, err error) {
	status, err := a.settled(ctx, name)
	switch {
	case err != nil:
		return "", err
	case status == "ROLLBACK_COMPLETE", status == "ROLLBACK_FAILED", status == "CREATE_FAILED", status == "DELETE_FAILED":
		said = fmt.Sprintf("%s was left in %s by an earlier try", name, status)
		if why := a.whyFailed(ctx, name, time.Time{}.Add(time.Minute)); why != "" {
			said += " (" + why + ")"
		}
		if err := a.removeStack(ctx, name); err != nil {
			return "", fmt.Errorf("%s, and cannot be removed: %w", said, err)
		}
		return said + ", and was removed first; ", nil
	case status == "UPDATE_ROLLBACK_FAILED":
		return "", fmt.Errorf("%s is in %s: CloudFormation could neither change it nor put it back. Give `aws cloudformation continue-update-rollback --stack-name %s`, and run this again", name, status, name)
	}
	return "", nil
}

// settled is the status of a stack once nothing is done to it any more, or "" when there
// is none: a run that was stopped may have left CloudFormation at work.
func (a *acceptance) settled(ctx context.Context, name string) (status string, err error) {
	err = a.until(ctx, time.Hour, func() error {
		found, err := a.stackNamed(ctx, name)
		if status = found.StackStatus; err != nil && strings.Contains(err.Error(), "does not exist") {
			return nil
		}
		if err == nil && strings.HasSuffix(status, "_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS" {
			return later{fmt.Sprintf("%s is in %s", name, status)}
		}
		return err
	})
	return status, err
}

func (a *acceptance) deployAround(ctx context.Context) (string, error) {
	key, err := a.key()
	if err != nil {
		return "", err
	}
	n, e := modulus(key)
	before, err := a.clear(ctx, a.around())
	if err != nil {
		return "", err
	}
	if _, err := a.make(ctx, a.around(), "--template-file", "infra/acceptance/issuer.yaml", "--no-fail-on-empty-changeset",
		"--tags", tag, a.tag(), "--parameter-overrides", "Modulus="+n, "Exponent="+e); err != nil {
		return "", err
	}
	around, err := a.stackNamed(ctx, a.around())
	if err != nil {
		return "", err
	}
	a.state.Issuer, a.state.Topic = around.output("Issuer"), around.output("Topic")
	return before + "an identity provider of the run's own, and a topic", nil
}

// code is the bucket that the functions are uploaded to.
func (a *acceptance) code() string { return a.state.Name + "-code" }

func (a *acceptance) deployApplication(ctx context.Context) (string, error) {
	if _, err := a.aws(ctx, "s3api", "head-bucket", "--bucket", a.code()); err != nil {
		if _, err := a.aws(ctx, bucketIn(a.region, a.code())...); err != nil {
			return "", err
		}
	}
	before, err := a.clear(ctx, a.application())
	if err != nil {
		return "", err
	}
	if _, err := a.aws(ctx, "cloudformation", "package", "--template-file", ".aws-sam/build/template.yaml", "--s3-bucket", a.code(),
		"--output-template-file", a.file("packaged.yaml")); err != nil {
		return "", err
	}
	_, err = a.deploy(ctx, "InfraStack="+a.infra(), "TableStack="+a.infra(), "DataRegion="+a.region, "Registers="+register,
		"JwtIssuer="+a.state.Issuer, "JwtAudience="+audience, "LogSite="+a.logSite(), "AlarmTopicArn="+a.state.Topic, "CoolingOffHours=24",
		"Release="+release())
	return before + "every function and alarm, and no console", errors.Join(err, a.note(ctx, a.application()))
}

// bucketIn makes a bucket. S3's first region is the one that must not be named.
func bucketIn(region, name string) []string {
	command := []string{"s3api", "create-bucket", "--bucket", name}
	if region == "us-east-1" {
		return command
	}
	return append(command, "--create-bucket-configuration", "LocationConstraint="+region)
}

// release is a name that no other deploy had.
func release() string { return time.Now().UTC().Format("20060102T150405Z") }

// deploy changes what is said of the application, and leaves the rest of its parameters
// as they are.
func (a *acceptance) deploy(ctx context.Context, parameters ...string) (said string, err error) {
	out, err := a.make(ctx, a.application(), append([]string{
		"--template-file", a.file("packaged.yaml"),
		"--s3-bucket", a.code(), "--capabilities", "CAPABILITY_IAM", "--no-fail-on-empty-changeset", "--tags", tag, a.tag(), "--parameter-overrides",
	}, parameters...)...)
	return string(out), err
}

// note remembers a stack's resources, of which some outlive it.
func (a *acceptance) note(ctx context.Context, stack string) error {
	all, err := a.resources(ctx, stack)
	if err != nil {
		return err
	}
	for _, one := range all {
		if _, keeps := removals[one.Type]; keeps && one.Name != "" {
			a.leave(one)
		}
	}
	return nil
}

// redeploySame deploys what is there already.
func (a *acceptance) redeploySame(ctx context.Context) (string, error) {
	said, err := a.deploy(ctx, "DataRegion="+a.region)
	if err == nil && !strings.Contains(said, "No changes to deploy") {
		err = fmt.Errorf("a deploy of what is there changed something: %s", said)
	}
	return "nothing to change", err
}

var changeSetARN = regexp.MustCompile(`arn:\S+:changeSet/\S+`)

// redeployChanged has CloudFormation say what a new release would replace, and deploys it.
func (a *acceptance) redeployChanged(ctx context.Context) (string, error) {
	before, err := a.resources(ctx, a.application())
	if err != nil {
		return "", err
	}
	out, err := a.aws(ctx, "cloudformation", "deploy", "--stack-name", a.application(), "--template-file", a.file("packaged.yaml"), "--s3-bucket", a.code(),
		"--capabilities", "CAPABILITY_IAM", "--no-execute-changeset", "--tags", tag, a.tag(), "--parameter-overrides", "Release="+release())
	if err != nil {
		return "", err
	}
	arn := changeSetARN.FindString(string(out))
	if arn == "" {
		return "", fmt.Errorf("no change set is named: %s", out)
	}
	set, err := read[changeSet](ctx, a, "cloudformation", "describe-change-set", "--change-set-name", arn)
	if err != nil {
		return "", err
	}
	if err := set.refuseReplacing(); err != nil {
		return "", err
	}
	executed := time.Now()
	if _, err := a.aws(ctx, "cloudformation", "execute-change-set", "--change-set-name", arn); err != nil {
		return "", err
	}
	if _, err := a.aws(ctx, "cloudformation", "wait", "stack-update-complete", "--stack-name", a.application()); err != nil {
		return "", fmt.Errorf("%s: %s (%w)", a.application(), a.whyFailed(ctx, a.application(), executed), err)
	}
	after, err := a.resources(ctx, a.application())
	if err != nil {
		return "", err
	}
	names := map[string]string{}
	for _, one := range after {
		names[one.ID] = one.Name
	}
	for _, one := range before {
		if one.Type != version1 && names[one.ID] != one.Name {
			return "", fmt.Errorf("%s was replaced", one.ID)
		}
	}
	return fmt.Sprintf("%d changes, tried by the hook and shifted; nothing but versions is new", len(set.Changes)), nil
}

// version1 is the one kind of resource that a new release replaces.
const version1 = "AWS::Lambda::Version"

// changeSet is what a deploy would do.
type changeSet struct {
	Changes []struct {
		ResourceChange struct{ Action, LogicalResourceId, ResourceType, Replacement string } //nolint:revive // AWS's names
	}
}

// refuseReplacing refuses a change that removes anything or takes anything's place. One
// that may ("Conditional") is compared after the deploy.
func (c changeSet) refuseReplacing() error {
	for _, change := range c.Changes {
		r := change.ResourceChange
		if r.ResourceType != version1 && (r.Replacement == "True" || r.Action == "Remove") {
			return fmt.Errorf("a new release would replace %s", r.LogicalResourceId)
		}
	}
	return nil
}

// tryKeyChange changes the key that signs the log, as docs/runbooks/log-key.md says.
func (a *acceptance) tryKeyChange(ctx context.Context) (string, error) {
	if a.state.Kept["next-key-arn"] == "" {
		made, err := read[struct{ KeyMetadata struct{ Arn string } }](ctx, a, "kms", "create-key", "--key-spec", "ECC_NIST_EDWARDS25519", "--key-usage", "SIGN_VERIFY",
			"--description", ours+", acceptance", "--tags", "TagKey=purpose,TagValue=disclosure-register-acceptance", "TagKey=run,TagValue="+a.state.Name)
		if err != nil {
			return "", err
		}
		a.state.Kept["next-key-arn"] = made.KeyMetadata.Arn
		a.state.Left = append(a.state.Left, resource{Type: "AWS::KMS::Key", Name: made.KeyMetadata.Arn})
		if err := a.save(); err != nil {
			return "", err
		}
	}
	old, next := a.state.Kept["log-key-arn"], a.state.Kept["next-key-arn"]
	verifier, err := a.verifierOf(ctx, next)
	if err != nil {
		return "", err
	}
	for _, one := range []struct {
		arns, former string
		keys         []string // that open the receipt of a new entry
	}{
		{old + "," + next, "", []string{a.state.Kept["log-key"], verifier}},
		{next, a.state.Kept["log-key"], []string{verifier}},
	} {
		if _, err := a.deploy(ctx, "LogSigningKeyArns="+one.arns, "LogFormerKeys="+one.former, "Release="+release()); err != nil {
			return "", err
		}
		id, err := a.record(ctx, "KEY")
		if err != nil {
			return "", err
		}
		for _, key := range one.keys {
			if err := a.receipt(ctx, id, key, 5*time.Minute); err != nil {
				return "", err
			}
		}
	}
	return "both keys signed, and then the new one alone", nil
}
