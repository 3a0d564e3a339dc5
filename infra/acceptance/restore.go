package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// byHand are the runbook's commands that no program gives: the role that bridges is
// taken by a person, with a device.
const byHand = `
	"cloudformation update-stack" | "cloudformation wait stack-update-complete" | "sts assume-role") why="a person takes this role with a device; TestTheGlassIsBrokenToBridgeARestoredTable takes it" ;;`

// notOnMoto are those that moto cannot carry out.
const notOnMoto = `
	"cloudformation execute-change-set") why="moto imports no resource into a stack" ;;
	"cloudformation wait stack-import-complete" | "cloudformation deploy") why="there is no such stack" ;;`

// olderCLI gives the rest without what the CLI that is pinned beside moto does not know,
// and does not need: it sends a file as it is.
const olderCLI = `
	if [[ $what == "lambda invoke" ]]; then
		local given=() one
		for one in "$@"; do [[ $one == --cli-binary-format || $one == raw-in-base64-out ]] || given+=("$one"); done
		set -- "${given[@]}"
	fi`

// leavingOut stands before the runbook's commands, and says what it does not give.
func leavingOut(cases, changes string) string {
	return `
aws() {
	local why= what="$1 $2"
	case "$2" in wait) what="$1 $2 $3" ;; esac
	case "$what" in` + cases + `
	esac` + changes + `
	if [[ -n ${why:-} ]]; then
		echo "left out: aws $what ($why)"
		return
	fi
	if [[ $what == "dynamodb update-"* ]]; then # "if the next says that the table is being updated, give it again"
		local tries=0
		until command aws "$@"; do
			((++tries < 60)) || return 1
			sleep 10
		done
		return
	fi
	command aws "$@"
}
`
}

// deploying stands for sam, which would package the code again.
const deploying = `
sam() {
	command aws cloudformation deploy --region "$AWS_REGION" --stack-name "$APP" --template-file "$PACKAGED" --s3-bucket "$CODE" \
		--capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides "${@:5}"
}
`

const notDeploying = `
sam() { echo "left out: sam deploy (moto knows no SAM; TestTheProgramAcceptsWhatMotoCanDo deploys by scripts/tools/deploy.py)"; }
`

// blocks are the commands that a runbook gives on AWS, in order.
func blocks(page string) ([]string, error) {
	_, rest, _ := strings.Cut(page, "\n## On AWS\n")
	onAWS, _, found := strings.Cut(rest, "\n## ")
	var all []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(onAWS, -1) {
		all = append(all, strings.ReplaceAll(block[1], ".tools/venv/bin/sam ", "sam "))
	}
	if !found || len(all) < 9 {
		return nil, fmt.Errorf("restore.md has %d blocks of commands on AWS, want the names and eight steps", len(all))
	}
	return all, nil
}

// closes says, of each function that is closed meanwhile, what is reserved for it.
func closes(when string) string {
	return `for f in ` + strings.Join(closed, " ") + `; do
	echo "` + when + ` $f $(command aws lambda get-function-concurrency --region "$AWS_REGION" --function-name "$(function_of $f)" --query ReservedConcurrentExecutions --output text)"
done
`
}

// drill is the runbook as a script: its own commands, with the names of this run.
func (a *acceptance) drill(page string, when time.Time) (string, error) {
	all, err := blocks(page)
	if err != nil {
		return "", err
	}
	script := []string{"set -euo pipefail"}
	if a.standIn == "" {
		script = append(script, leavingOut(byHand, ""), deploying)
	} else {
		script = append(script, leavingOut(byHand+notOnMoto, olderCLI), notDeploying)
	}
	whole := strings.Join(append(script, all[0], all[1], closes("closed"), strings.Join(all[2:], "\n"), closes("open")), "\n")
	for _, name := range []struct{ from, to string }{
		{"AWS_REGION=eu-west-2\n", "AWS_REGION=" + a.region + "\n"},
		{"INFRA=disclosure-register-infra APP=disclosure-register\n", "INFRA=" + a.infra() + " APP=" + a.application() + "\n"},
		{"NEW=register-restored WHEN=2026-11-28T09:00:00Z", "NEW=" + a.restored() + " WHEN=" + when.UTC().Format(time.RFC3339)},
	} {
		if strings.Count(whole, name.from) != 1 {
			return "", fmt.Errorf("restore.md does not have %q once", name.from)
		}
		whole = strings.Replace(whole, name.from, name.to, 1)
	}
	return whole, nil
}

// restoredBegins begins the name of a table, and of its stack, that a drill makes.
func (a *acceptance) restoredBegins() string { return a.state.Name + "-restored-" }

// drills is how often the drill was begun. Each makes a table of its own: one that was
// stopped has left a table or a stack of its name, and neither can be restored over.
func (a *acceptance) drills() int {
	n, _ := strconv.Atoi(a.state.Kept["drills"]) // none yet
	return n
}

// restores are the tables, and the stacks, of all drills.
func (a *acceptance) restores() (all []string) {
	for n := 1; n <= a.drills(); n++ {
		all = append(all, a.restoredBegins()+strconv.Itoa(n))
	}
	return all
}

// restored is that of the last.
func (a *acceptance) restored() string { return a.restoredBegins() + strconv.Itoa(a.drills()) }

// tryRestore carries out docs/runbooks/restore.md, literally and in order, as far as a
// program can.
func (a *acceptance) tryRestore(ctx context.Context) (said string, err error) {
	a.state.Kept["drills"] = strconv.Itoa(a.drills() + 1)
	if err := a.save(); err != nil {
		return "", err
	}
	page, err := os.ReadFile("docs/runbooks/restore.md")
	if err != nil {
		return "", err
	}
	// A drill that was stopped late has left the application on the table that it made.
	application, err := a.stackNamed(ctx, a.application())
	if err != nil {
		return "", err
	}
	old, err := a.namedIn(ctx, application.parameter("TableStack"), "Table")
	if err != nil {
		return "", err
	}
	when := time.Now()
	if err := a.restorable(ctx, old, when); err != nil {
		return "", err
	}
	script, err := a.drill(string(page), when)
	if err != nil {
		return "", err
	}
	// Whatever else is to be tried needs functions that answer.
	defer func() {
		if err != nil {
			err = errors.Join(err, a.reopen(context.WithoutCancel(ctx)))
		}
	}()
	if said, err = a.carryOut(ctx, script); err != nil {
		return "", err
	}
	if !strings.Contains(said, "restores "+old+", of the stack ") {
		return "", fmt.Errorf("another table was restored than %s, which is in use", old)
	}
	for _, f := range closed {
		if !strings.Contains(said, "closed "+f+" 0\n") || !strings.Contains(said, "open "+f+" None\n") {
			return "", fmt.Errorf("%s was not closed, or not opened again", f)
		}
	}
	if err := a.asTheOld(ctx, old, a.restored()); err != nil {
		return "", err
	}
	// What was recorded is there, in the table that is answered from now.
	if _, err := a.ask(ctx, dpo, "GET /disclosures/"+a.state.Kept["first"], nil, http.StatusOK); err != nil {
		return "", err
	}
	left := regexp.MustCompile(`left out: .*`).FindAllString(said, -1)
	return "every command of the runbook but: " + strings.Join(left, "; "), nil
}

// closed are the functions that the runbook closes meanwhile.
var closed = []string{"RecordFunction", "ArchiveFunction", "QueryFunction", "ExportFunction", "RetainFunction"}

func (a *acceptance) reopen(ctx context.Context) error {
	var errs []error
	for _, f := range closed {
		name, err := a.named(ctx, f)
		if err == nil {
			_, err = a.aws(ctx, "lambda", "delete-function-concurrency", "--function-name", name)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// restorable waits until backups reach what was just recorded: some five minutes.
func (a *acceptance) restorable(ctx context.Context, table string, when time.Time) error {
	if a.standIn != "" {
		return nil // moto restores what is there
	}
	return a.until(ctx, 20*time.Minute, func() error {
		found, err := read[struct {
			ContinuousBackupsDescription struct {
				PointInTimeRecoveryDescription struct{ LatestRestorableDateTime time.Time }
			}
		}](ctx, a, "dynamodb", "describe-continuous-backups", "--table-name", table)
		if latest := found.ContinuousBackupsDescription.PointInTimeRecoveryDescription.LatestRestorableDateTime; err == nil && latest.Before(when) {
			err = fmt.Errorf("the table can be restored to %s, and not yet to %s", latest, when)
		}
		return err
	})
}

// carryOut runs a script in a folder that has what the runbook's commands name.
func (a *acceptance) carryOut(ctx context.Context, script string) (said string, err error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	packaged, err := filepath.Abs(a.file("packaged.yaml"))
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "restore-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := os.Symlink(filepath.Join(root, "infra"), filepath.Join(dir, "infra")); err != nil {
		return "", err
	}
	shell := exec.CommandContext(ctx, "bash", "-c", script)
	shell.Dir, shell.Env = dir, append(a.environment(), "PACKAGED="+packaged, "CODE="+a.code())
	out, err := shell.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("carry out restore.md: %w\n%s", err, out)
	}
	return string(out), nil
}

// table is what is compared of one with the one it was restored from.
type table struct {
	DeletionProtectionEnabled bool
	StreamSpecification       struct{ StreamViewType string }
	GlobalSecondaryIndexes    []struct{ IndexName string }
}

// asTheOld holds that the restored table has what a restore leaves out.
func (a *acceptance) asTheOld(ctx context.Context, old, restored string) error {
	type described struct{ Table table }
	was, err := read[described](ctx, a, "dynamodb", "describe-table", "--table-name", old)
	if err != nil {
		return err
	}
	now, err := read[described](ctx, a, "dynamodb", "describe-table", "--table-name", restored)
	if err != nil {
		return err
	}
	backups, err := read[struct {
		ContinuousBackupsDescription struct {
			PointInTimeRecoveryDescription struct {
				PointInTimeRecoveryStatus string
				RecoveryPeriodInDays      int
			}
		}
	}](ctx, a, "dynamodb", "describe-continuous-backups", "--table-name", restored)
	if err != nil {
		return err
	}
	pitr := backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription
	switch {
	case !now.Table.DeletionProtectionEnabled:
		return errors.New("the restored table can be deleted")
	case now.Table.StreamSpecification != was.Table.StreamSpecification || now.Table.StreamSpecification.StreamViewType == "":
		return fmt.Errorf("the restored table has the stream %v, want %v", now.Table.StreamSpecification, was.Table.StreamSpecification)
	case len(now.Table.GlobalSecondaryIndexes) != len(was.Table.GlobalSecondaryIndexes):
		return fmt.Errorf("the restored table has %d indexes, want %d", len(now.Table.GlobalSecondaryIndexes), len(was.Table.GlobalSecondaryIndexes))
	case pitr.PointInTimeRecoveryStatus != "ENABLED" || pitr.RecoveryPeriodInDays != 35:
		return fmt.Errorf("the restored table has backups %+v, want 35 days", pitr)
	}
	return nil
}
