package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// removals are how what outlives its stack is removed, by its kind. Each says what became
// of it.
var removals = map[string]func(*acceptance, context.Context, string) (string, error){
	"AWS::DynamoDB::Table":        (*acceptance).removeTable,
	"AWS::KMS::Key":               (*acceptance).removeKey,
	"AWS::Logs::LogGroup":         (*acceptance).removeLogs,
	"AWS::S3::Bucket":             (*acceptance).removeBucket,
	"AWS::SecretsManager::Secret": (*acceptance).removeSecret,
}

// whileRemoving are the steps that are taken when nothing more is to be tried.
var whileRemoving = []string{"remove"}

// remove deletes the stacks, in the order in which they need each other, and what they
// keep.
func (a *acceptance) remove(ctx context.Context) (string, error) {
	if a.lost != "" {
		if err := a.findAgain(ctx); err != nil {
			return "", err
		}
	}
	for _, stack := range slices.Concat([]string{a.application()}, a.restores(), []string{a.around(), a.infra()}) {
		switch status, err := a.settled(ctx, stack); {
		case err != nil:
			return "", err
		case status == "":
			continue
		}
		if err := a.removeStack(ctx, stack); err != nil {
			return "", err
		}
	}
	a.leave(resource{Type: "AWS::S3::Bucket", Name: a.code()})
	for _, table := range a.restores() {
		a.leave(resource{Type: "AWS::DynamoDB::Table", Name: table})
	}
	still := 0
	for i, one := range a.state.Left {
		if one.Said == string(removed) || strings.HasPrefix(one.Said, goes) {
			continue
		}
		said, err := removals[one.Type](a, ctx, one.Name)
		if err != nil {
			if said = string(removed); !gone(err) {
				still++
				said = "AWS does not let it go yet: " + err.Error()
			}
		}
		a.state.Left[i].Said = said
		if err := a.save(); err != nil {
			return "", err
		}
	}
	if still > 0 {
		return "", later{fmt.Sprintf("%d things are still there, below. Run it again later: what S3 writes of who used a bucket comes for hours", still)}
	}
	return "the stacks, and what they keep; keys go by themselves on the day below, and what DynamoDB itself keeps of a deleted table within 35 days, at no charge", nil
}

// removeStack deletes a stack, and remembers what it keeps.
func (a *acceptance) removeStack(ctx context.Context, stack string) error {
	if err := errors.Join(a.note(ctx, stack), a.save()); err != nil {
		return err
	}
	began := time.Now()
	if _, err := a.aws(ctx, "cloudformation", "delete-stack", "--stack-name", stack); err != nil {
		return err
	}
	if _, err := a.aws(ctx, "cloudformation", "wait", "stack-delete-complete", "--stack-name", stack); err != nil {
		if why := a.whyFailed(ctx, stack, began); why != "" {
			err = fmt.Errorf("%s: %s (%w)", stack, why, err)
		}
		return err
	}
	return nil
}

// leave remembers what the last step has to remove, once.
func (a *acceptance) leave(one resource) {
	if !slices.ContainsFunc(a.state.Left, func(r resource) bool { return r.Type == one.Type && r.Name == one.Name }) {
		a.state.Left = append(a.state.Left, one)
	}
}

// findAgain finds, by the run's tag, what the state would have remembered: what outlives
// a stack, and how often the drill was begun. Log groups that were made without the tag
// go by the stack's own list.
func (a *acceptance) findAgain(ctx context.Context) error {
	found, err := read[struct {
		ResourceTagMappingList []struct{ ResourceARN string }
	}](ctx, a,
		"resourcegroupstaggingapi", "get-resources", "--tag-filters", "Key=run,Values="+a.state.Name)
	if err != nil {
		return err
	}
	for _, one := range found.ResourceTagMappingList {
		if left, ours := ofARN(one.ResourceARN); ours {
			a.leave(left)
		}
	}
	stacks, err := read[struct{ Stacks []stack }](ctx, a, "cloudformation", "describe-stacks")
	if err != nil {
		return err
	}
	tables, err := read[struct{ TableNames []string }](ctx, a, "dynamodb", "list-tables")
	if err != nil {
		return err
	}
	for _, s := range stacks.Stacks {
		tables.TableNames = append(tables.TableNames, s.StackName)
	}
	for _, name := range tables.TableNames {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, a.restoredBegins())); err == nil && n > a.drills() {
			a.state.Kept["drills"] = strconv.Itoa(n)
		}
	}
	return a.save()
}

// ofARN is what the last step removes, by its ARN.
func ofARN(arn string) (left resource, ours bool) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return resource{}, false
	}
	name := parts[5]
	switch parts[2] {
	case "dynamodb":
		name, ours = strings.CutPrefix(name, "table/")
		return resource{Type: "AWS::DynamoDB::Table", Name: name}, ours
	case "kms":
		return resource{Type: "AWS::KMS::Key", Name: arn}, strings.HasPrefix(name, "key/")
	case "logs":
		name, ours = strings.CutPrefix(name, "log-group:")
		return resource{Type: "AWS::Logs::LogGroup", Name: strings.TrimSuffix(name, ":*")}, ours
	case "s3":
		return resource{Type: "AWS::S3::Bucket", Name: name}, !strings.ContainsAny(name, "/:")
	case "secretsmanager":
		return resource{Type: "AWS::SecretsManager::Secret", Name: arn}, true
	}
	return resource{}, false
}

// gone reports whether AWS says that there is no such thing.
func gone(err error) bool {
	return slices.ContainsFunc([]string{"NoSuchBucket", "ResourceNotFoundException", "NotFoundException", "does not exist", "(404)"}, func(code string) bool {
		return strings.Contains(err.Error(), code)
	})
}

func (a *acceptance) removeTable(ctx context.Context, name string) (string, error) {
	if _, err := a.aws(ctx, "dynamodb", "update-table", "--table-name", name, "--no-deletion-protection-enabled"); err != nil {
		return "", err
	}
	err := a.until(ctx, 5*time.Minute, func() error {
		_, err := a.aws(ctx, "dynamodb", "delete-table", "--table-name", name)
		return err
	})
	return string(removed), err
}

// goes begins what is said of a key that AWS removes by itself.
const goes = "goes by itself on "

func (a *acceptance) removeKey(ctx context.Context, name string) (string, error) {
	_, err := a.aws(ctx, "kms", "schedule-key-deletion", "--key-id", name, "--pending-window-in-days", "7")
	if err != nil && strings.Contains(err.Error(), "pending deletion") {
		return goes + "the day that was set before, and costs nothing until then", nil
	}
	return goes + time.Now().UTC().AddDate(0, 0, 7).Format(time.DateOnly) + ", and costs nothing until then", err
}

func (a *acceptance) removeLogs(ctx context.Context, name string) (string, error) {
	_, err := a.aws(ctx, "logs", "delete-log-group", "--log-group-name", name)
	return string(removed), err
}

func (a *acceptance) removeSecret(ctx context.Context, name string) (string, error) {
	_, err := a.aws(ctx, "secretsmanager", "delete-secret", "--secret-id", name, "--force-delete-without-recovery")
	return string(removed), err
}

// versions are what a bucket has, and whether it has Object Lock.
func (a *acceptance) versions(ctx context.Context, bucket string) (all []version, locks bool, err error) {
	found, err := read[struct{ Versions, DeleteMarkers []version }](ctx, a, "s3api", "list-object-versions", "--bucket", bucket)
	if err != nil {
		return nil, false, err
	}
	_, unlocked := a.aws(ctx, "s3api", "get-object-lock-configuration", "--bucket", bucket)
	return append(found.Versions, found.DeleteMarkers...), unlocked == nil, nil
}

// removeBucket takes the bucket's policy away, which lets nobody delete; then the holds;
// and goes round what is locked in governance, as an administrator may. It is for a
// bucket of this run, which holds nobody's letters.
func (a *acceptance) removeBucket(ctx context.Context, bucket string) (string, error) {
	if _, err := a.aws(ctx, "s3api", "delete-bucket-policy", "--bucket", bucket); err != nil {
		return "", err
	}
	// S3 may go by the policy for a while yet.
	err := a.until(ctx, 2*time.Minute, func() error { return a.empty(ctx, bucket) })
	if err != nil {
		return "", err
	}
	_, err = a.aws(ctx, "s3api", "delete-bucket", "--bucket", bucket)
	return string(removed), err
}

// empty deletes every version of every object of a bucket.
func (a *acceptance) empty(ctx context.Context, bucket string) error {
	all, locks, err := a.versions(ctx, bucket)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(all, 1000) {
		if locks {
			for _, v := range batch {
				// A delete marker has no hold: whatever stays is named below.
				_, _ = a.aws(ctx, "s3api", "put-object-legal-hold", "--bucket", bucket, "--key", v.Key, "--version-id", v.VersionID, "--legal-hold", "Status=OFF")
			}
		}
		asked, err := json.Marshal(map[string]any{"Objects": batch, "Quiet": true})
		if err != nil {
			return fmt.Errorf("encode what to delete: %w", err)
		}
		if err := os.WriteFile(a.file("delete.json"), asked, 0o600); err != nil {
			return fmt.Errorf("write what to delete: %w", err)
		}
		arguments := []string{"s3api", "delete-objects", "--bucket", bucket, "--delete", "file://" + a.file("delete.json")}
		if locks {
			arguments = append(arguments, "--bypass-governance-retention")
		}
		out, err := a.aws(ctx, arguments...)
		if err != nil {
			return err
		}
		var refused struct{ Errors []struct{ Code string } }
		if len(out) > 0 {
			if err := json.Unmarshal(out, &refused); err != nil {
				return fmt.Errorf("read what S3 deleted: %w", err)
			}
		}
		if len(refused.Errors) > 0 {
			return fmt.Errorf("S3 keeps %d versions of the bucket (%s): they are held or locked, or its policy is still believed", len(refused.Errors), refused.Errors[0].Code)
		}
	}
	return nil
}
