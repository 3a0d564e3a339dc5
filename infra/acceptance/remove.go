package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
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
	for _, stack := range []string{a.application(), a.restored(), a.around(), a.infra()} {
		if _, err := a.stackNamed(ctx, stack); err != nil {
			if strings.Contains(err.Error(), "does not exist") {
				continue
			}
			return "", err
		}
		if err := a.note(ctx, stack); err != nil {
			return "", err
		}
		if err := a.save(); err != nil {
			return "", err
		}
		if _, err := a.aws(ctx, "cloudformation", "delete-stack", "--stack-name", stack); err != nil {
			return "", err
		}
		if _, err := a.aws(ctx, "cloudformation", "wait", "stack-delete-complete", "--stack-name", stack); err != nil {
			return "", err
		}
	}
	for _, one := range []resource{{Type: "AWS::S3::Bucket", Name: a.code()}, {Type: "AWS::DynamoDB::Table", Name: a.restored()}} {
		if !slices.ContainsFunc(a.state.Left, func(r resource) bool { return r.Type == one.Type && r.Name == one.Name }) {
			a.state.Left = append(a.state.Left, one)
		}
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
	all, locks, err := a.versions(ctx, bucket)
	if err != nil {
		return "", err
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
			return "", fmt.Errorf("encode what to delete: %w", err)
		}
		if err := os.WriteFile(a.file("delete.json"), asked, 0o600); err != nil {
			return "", fmt.Errorf("write what to delete: %w", err)
		}
		arguments := []string{"s3api", "delete-objects", "--bucket", bucket, "--delete", "file://" + a.file("delete.json")}
		if locks {
			arguments = append(arguments, "--bypass-governance-retention")
		}
		out, err := a.aws(ctx, arguments...)
		if err != nil {
			return "", err
		}
		if strings.Contains(string(out), `"Errors"`) {
			return "", errors.New("the bucket has what is held or locked")
		}
	}
	_, err = a.aws(ctx, "s3api", "delete-bucket", "--bucket", bucket)
	return string(removed), err
}
