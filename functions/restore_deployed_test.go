//go:build deployed

package functions_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/functions/lambdatest"
)

// notCarriedOut are the runbook's commands that moto cannot carry out, and why. Every
// other one is given as it stands there.
const notCarriedOut = `
aws() {
	local why=
	case "$1 $2" in
	"cloudformation execute-change-set") why="moto imports no resource into a stack" ;;
	"cloudformation wait") if [[ $3 == stack-* ]]; then why="there is no such stack"; fi ;;
	"cloudformation update-stack" | "sts assume-role") why="there is no such stack; TestTheGlassIsBrokenToBridgeARestoredTable takes the role" ;;
	"lambda invoke") why="moto runs no function; TestARestoredBackupIsDisposedOfAgain sends the list" ;;
	esac
	if [[ -n ${why:-} ]]; then
		echo "left out: aws $1 $2 ($why)" >&2
		return
	fi
	command aws "$@"
}
sam() { echo "left out: sam deploy (it uploads to a bucket of its own; TestTheFunctionsRunOnBothStacksAsTheyAreDeployed deploys)" >&2; }
`

// docs/runbooks/restore.md is carried out, literally and in order, on the deployed
// stacks, as far as moto goes.
func TestTheRestoreRunbookIsCarriedOut(t *testing.T) {
	page, err := os.ReadFile("../docs/runbooks/restore.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "\n## On AWS\n")
	onAWS, _, found := strings.Cut(rest, "\n## ")
	if !found {
		t.Fatal("restore.md has no section for AWS")
	}
	var steps []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(onAWS, -1) {
		steps = append(steps, strings.ReplaceAll(block[1], ".tools/venv/bin/sam ", "sam "))
	}
	if len(steps) < 9 {
		t.Fatalf("found %d blocks of commands, want the names and eight steps", len(steps))
	}
	state := func(when string) string {
		return `for f in RecordFunction ArchiveFunction QueryFunction ExportFunction RetainFunction; do
			echo "` + when + ` $f $(aws lambda get-function-concurrency --region "$AWS_REGION" --function-name "$(function_of $f)" --query ReservedConcurrentExecutions --output text)"
		done`
	}
	script := strings.Join([]string{
		"set -euo pipefail", notCarriedOut, steps[0], steps[1], state("closed"), strings.Join(steps[2:], "\n"), state("open"),
	}, "\n")

	deployed := lambdatest.DeployStacks(t)
	tables := dynamodb.New(dynamodb.Options{
		Region: "eu-west-2", BaseEndpoint: &deployed.Endpoint, Credentials: credentials.NewStaticCredentialsProvider("moto", "moto", ""),
	})
	key := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "entry#E07000107#1"}, "sk": &types.AttributeValueMemberS{Value: "entry"},
	}
	if _, err := tables.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &deployed.Table.Name, Item: key}); err != nil {
		t.Fatal(err)
	}
	said := carryOut(t, deployed, script)
	t.Logf("of the runbook:\n%s", strings.Join(regexp.MustCompile(`left out: .*`).FindAllString(said, -1), "\n"))

	for _, f := range []string{"RecordFunction", "ArchiveFunction", "QueryFunction", "ExportFunction", "RetainFunction"} {
		if !strings.Contains(said, "closed "+f+" 0\n") {
			t.Errorf("%s was not closed", f)
		}
		if !strings.Contains(said, "open "+f+" None\n") {
			t.Errorf("%s was not opened again", f)
		}
	}
	wantAsTheOld(t, tables, deployed.Table.Name, "register-restored", key)
}

// carryOut runs the script against moto, in a folder that has what the commands name.
func carryOut(t *testing.T, deployed *lambdatest.Deployment, script string) (said string) {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(root, "infra"), filepath.Join(dir, "infra")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	shell := exec.CommandContext(ctx, "bash", "-c", script)
	shell.Dir = dir
	shell.Env = []string{
		"PATH=" + filepath.Join(root, ".tools", "moto", "bin") + ":" + os.Getenv("PATH"), "HOME=" + dir, "AWS_PAGER=",
		"AWS_ENDPOINT_URL=" + deployed.Endpoint, "AWS_ACCESS_KEY_ID=moto", "AWS_SECRET_ACCESS_KEY=moto",
	}
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("carry out the runbook: %v\n%s", err, out)
	}
	return string(out)
}

// wantAsTheOld holds that the restored table has what a restore leaves out.
func wantAsTheOld(t *testing.T, tables *dynamodb.Client, old, restored string, key map[string]types.AttributeValue) {
	t.Helper()
	of := func(name string) *types.TableDescription {
		out, err := tables.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		if err != nil {
			t.Fatal(err)
		}
		return out.Table
	}
	got, want := of(restored), of(old)
	if !aws.ToBool(got.DeletionProtectionEnabled) {
		t.Error("the restored table can be deleted")
	}
	if got.StreamSpecification == nil || want.StreamSpecification == nil || got.StreamSpecification.StreamViewType != want.StreamSpecification.StreamViewType {
		t.Errorf("the restored table has the stream %v, want %v", got.StreamSpecification, want.StreamSpecification)
	}
	if len(got.GlobalSecondaryIndexes) != len(want.GlobalSecondaryIndexes) {
		t.Errorf("the restored table has %d indexes, want %d", len(got.GlobalSecondaryIndexes), len(want.GlobalSecondaryIndexes))
	}
	backups, err := tables.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: &restored})
	if err != nil {
		t.Fatal(err)
	}
	of35 := backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription
	if of35.PointInTimeRecoveryStatus != types.PointInTimeRecoveryStatusEnabled || aws.ToInt32(of35.RecoveryPeriodInDays) != 35 {
		t.Errorf("the restored table has backups %+v, want 35 days", of35)
	}
	item, err := tables.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &restored, Key: key})
	if err != nil || item.Item == nil {
		t.Errorf("what was in the table is not in the restored one: %v", err)
	}
}
