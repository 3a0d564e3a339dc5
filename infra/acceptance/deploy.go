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
	looked := 0
	for _, in := range regions.Regions {
		if in.OptInStatus == "not-opted-in" {
			continue // nothing can be there
		}
		looked++
		out, err := a.awsIn(ctx, in.RegionName, "cloudformation", "describe-stacks")
		if err != nil {
			return "", err
		}
		var found struct{ Stacks []stack }
		if err := json.Unmarshal(out, &found); err != nil {
			return "", fmt.Errorf("read the stacks of %s: %w", in.RegionName, err)
		}
		for _, s := range found.Stacks {
			if strings.HasPrefix(s.Description, ours) && s.StackName != a.infra() && s.StackName != a.application() {
				return "", fmt.Errorf("the account has the stack %s in %s, which is of the register. Use an account that has none", s.StackName, in.RegionName)
			}
		}
	}
	if looked == 0 {
		return "", errors.New("AWS names no region of the account")
	}
	return fmt.Sprintf("no stack of the register in %d regions", looked), nil
}

// tag is on everything, so that a bill says what it was for.
const tag = "purpose=disclosure-register-acceptance"

func (a *acceptance) deployInfra(ctx context.Context) (string, error) {
	_, err := a.aws(ctx, "cloudformation", "deploy", "--stack-name", a.infra(), "--template-file", "infra/template.yaml", "--no-fail-on-empty-changeset",
		"--tags", tag, "--parameter-overrides", "DataRegion="+a.region)
	return "what outlives a deploy", errors.Join(err, a.note(ctx, a.infra()))
}

func (a *acceptance) deployAround(ctx context.Context) (string, error) {
	key, err := a.key()
	if err != nil {
		return "", err
	}
	n, e := modulus(key)
	if _, err := a.aws(ctx, "cloudformation", "deploy", "--stack-name", a.around(), "--template-file", "infra/acceptance/issuer.yaml", "--no-fail-on-empty-changeset",
		"--tags", tag, "--parameter-overrides", "Modulus="+n, "Exponent="+e); err != nil {
		return "", err
	}
	around, err := a.stackNamed(ctx, a.around())
	if err != nil {
		return "", err
	}
	a.state.Issuer, a.state.Topic = around.output("Issuer"), around.output("Topic")
	return "an identity provider of the run's own, and a topic", nil
}

// code is the bucket that the functions are uploaded to.
func (a *acceptance) code() string { return a.state.Name + "-code" }

func (a *acceptance) deployApplication(ctx context.Context) (string, error) {
	if _, err := a.aws(ctx, "s3api", "head-bucket", "--bucket", a.code()); err != nil {
		if _, err := a.aws(ctx, "s3api", "create-bucket", "--bucket", a.code(), "--create-bucket-configuration", "LocationConstraint="+a.region); err != nil {
			return "", err
		}
	}
	if _, err := a.aws(ctx, "cloudformation", "package", "--template-file", ".aws-sam/build/template.yaml", "--s3-bucket", a.code(),
		"--output-template-file", a.file("packaged.yaml")); err != nil {
		return "", err
	}
	_, err := a.deploy(ctx, "InfraStack="+a.infra(), "TableStack="+a.infra(), "DataRegion="+a.region, "Registers="+register,
		"JwtIssuer="+a.state.Issuer, "JwtAudience="+audience, "LogSite="+a.logSite(), "AlarmTopicArn="+a.state.Topic, "CoolingOffHours=24",
		"Release="+release())
	return "every function and alarm, and no console", errors.Join(err, a.note(ctx, a.application()))
}

// release is a name that no other deploy had.
func release() string { return time.Now().UTC().Format("20060102T150405Z") }

// deploy changes what is said of the application, and leaves the rest of its parameters
// as they are.
func (a *acceptance) deploy(ctx context.Context, parameters ...string) (said string, err error) {
	out, err := a.aws(ctx, append([]string{
		"cloudformation", "deploy", "--stack-name", a.application(), "--template-file", a.file("packaged.yaml"),
		"--s3-bucket", a.code(), "--capabilities", "CAPABILITY_IAM", "--no-fail-on-empty-changeset", "--tags", tag, "--parameter-overrides",
	}, parameters...)...)
	return string(out), err
}

// note remembers a stack's resources, of which some outlive it.
func (a *acceptance) note(ctx context.Context, stack string) error {
	all, err := a.resources(ctx, stack)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, one := range a.state.Left {
		known[one.Type+" "+one.Name] = true
	}
	for _, one := range all {
		if _, keeps := removals[one.Type]; keeps && !known[one.Type+" "+one.Name] {
			a.state.Left = append(a.state.Left, one)
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
		"--capabilities", "CAPABILITY_IAM", "--no-execute-changeset", "--tags", tag, "--parameter-overrides", "Release="+release())
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
	if _, err := a.aws(ctx, "cloudformation", "execute-change-set", "--change-set-name", arn); err != nil {
		return "", err
	}
	if _, err := a.aws(ctx, "cloudformation", "wait", "stack-update-complete", "--stack-name", a.application()); err != nil {
		return "", err
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
			"--description", ours+", acceptance", "--tags", "TagKey=purpose,TagValue=disclosure-register-acceptance")
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
