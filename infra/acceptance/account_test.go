package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeAWS has the AWS CLI answer as a script says, which sees the first two words of a
// command as $1 and $2, and returns how to read what was given to it.
func fakeAWS(t *testing.T, script string) (given func() []string) {
	t.Helper()
	bin := t.TempDir()
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	text := "#!/bin/bash\nDIR=" + bin + "\necho \"$*\" >> $DIR/given\nrefuse() { echo \"$*\" >&2; exit 254; }\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(bin, "aws"), []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return func() []string {
		text, err := os.ReadFile(filepath.Join(bin, "given"))
		if err != nil {
			return nil
		}
		return strings.Split(strings.TrimSpace(string(text)), "\n")
	}
}

const denied = `An error occurred (AccessDenied) when calling the DescribeStacks operation: User: arn:aws:iam::1:user/x is not authorized to perform: cloudformation:DescribeStacks with an explicit deny in a service control policy`

// An organisation may keep its accounts to some regions. Those at which nobody may look
// are named; that the run's own is among them ends the run, and says why.
func TestAnOrganisationsPolicyIsNamedAsWhatItIs(t *testing.T) {
	look := func(denies string) (*acceptance, step) {
		fakeAWS(t, `
case "$1 $2" in
"ec2 describe-regions") echo '{"Regions":[{"RegionName":"eu-west-2","OptInStatus":"opt-in-not-required"},{"RegionName":"us-east-1","OptInStatus":"opt-in-not-required"},{"RegionName":"me-south-1","OptInStatus":"not-opted-in"}]}' ;;
"cloudformation describe-stacks") case "$*" in *"--region `+denies+` "*) refuse "`+denied+`" ;; esac; echo '{"Stacks":[]}' ;;
esac`)
		return begun(t), step{"account", "looks", nil, "", (*acceptance).refuseUsed, "Take another."}
	}
	a, s := look("us-east-1")
	if _, err := a.run(t.Context(), []step{s}); err != nil {
		t.Fatal(err)
	}
	if got := a.state.Done["account"]; got.Outcome != passed || got.Said != "no stack of the register in 1 regions; a service control policy lets nobody look into us-east-1" {
		t.Errorf("another region is denied: %+v", got)
	}
	a, s = look("eu-west-2")
	if _, err := a.run(t.Context(), []step{s}); err != nil {
		t.Fatal(err)
	}
	got := a.state.Done["account"]
	if got.Outcome != failed || !strings.HasPrefix(got.Next, "A service control policy of the account's organisation forbids this call.") {
		t.Errorf("its own region is denied: %+v", got)
	}
	if _, report := a.report([]step{s}); !strings.Contains(report, "- **account**: A service control policy") {
		t.Errorf("the report does not say what to do:\n%s", report)
	}
}

// A stack that could not be made stands in the way of its name. It is removed, with
// CloudFormation's reason said, and what it keeps is remembered.
func TestAStackThatCouldNotBeMadeIsRemovedFirst(t *testing.T) {
	given := fakeAWS(t, `
case "$1 $2" in
"cloudformation describe-stacks")
	if [[ -e $DIR/gone ]]; then refuse "An error occurred (ValidationError): Stack with id x does not exist"; fi
	echo '{"Stacks":[{"StackName":"x","StackStatus":"ROLLBACK_COMPLETE"}]}' ;;
"cloudformation describe-stack-events") echo '{"StackEvents":[
	{"Timestamp":"2026-11-30T10:00:03Z","LogicalResourceId":"Table","ResourceStatus":"DELETE_SKIPPED"},
	{"Timestamp":"2026-11-30T10:00:02Z","LogicalResourceId":"Secret","ResourceStatus":"CREATE_FAILED","ResourceStatusReason":"Resource creation cancelled"},
	{"Timestamp":"2026-11-30T10:00:01Z","LogicalResourceId":"LogSigningKey","ResourceStatus":"CREATE_FAILED","ResourceStatusReason":"ECC_NIST_EDWARDS25519 is not supported here"}]}' ;;
"cloudformation list-stack-resources") echo '{"StackResourceSummaries":[{"ResourceType":"AWS::DynamoDB::Table","PhysicalResourceId":"kept-table","LogicalResourceId":"Table"},{"ResourceType":"AWS::KMS::Key","LogicalResourceId":"LogSigningKey"}]}' ;;
"cloudformation delete-stack") touch $DIR/gone ;;
esac`)
	a := begun(t)
	said, err := a.deployInfra(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := a.infra() + " was left in ROLLBACK_COMPLETE by an earlier try (LogSigningKey is CREATE_FAILED, because: ECC_NIST_EDWARDS25519 is not supported here), and was removed first; what outlives a deploy"; said != want {
		t.Errorf("got %q, want %q", said, want)
	}
	if len(a.state.Left) != 1 || a.state.Left[0].Name != "kept-table" {
		t.Errorf("remembered %+v, want the table that the stack keeps", a.state.Left)
	}
	var order []string
	for _, command := range given() {
		if words := strings.Fields(command); slices.Contains([]string{"delete-stack", "wait", "deploy"}, words[1]) {
			order = append(order, words[1])
		}
	}
	if strings.Join(order, " ") != "delete-stack wait deploy" {
		t.Errorf("gave %v", order)
	}
}

// The CLI says only that a deploy failed.
func TestAFailedDeployHasCloudFormationsReason(t *testing.T) {
	fakeAWS(t, `
case "$1 $2" in
"cloudformation describe-stacks") if [[ -e $DIR/status ]]; then echo "{\"Stacks\":[{\"StackStatus\":\"$(cat $DIR/status)\"}]}"; else refuse "Stack does not exist"; fi ;;
"cloudformation deploy") refuse "Failed to create/update the stack" ;;
"cloudformation list-stack-resources") echo '{"StackResourceSummaries":[]}' ;;
"cloudformation describe-stack-events") echo "{\"StackEvents\":[
	{\"Timestamp\":\"$(date -u +%FT%TZ)\",\"LogicalResourceId\":\"Reports\",\"ResourceStatus\":\"CREATE_FAILED\",\"ResourceStatusReason\":\"too many buckets\"},
	{\"Timestamp\":\"2026-01-01T10:00:01Z\",\"LogicalResourceId\":\"Old\",\"ResourceStatus\":\"CREATE_FAILED\",\"ResourceStatusReason\":\"long ago\"}]}" ;;
esac`)
	a := begun(t)
	if _, err := a.deployInfra(t.Context()); err == nil || !strings.Contains(err.Error(), a.infra()+": Reports is CREATE_FAILED, because: too many buckets") || strings.Contains(err.Error(), "long ago") {
		t.Errorf("got %v", err)
	}
}

// A run that was stopped may have left CloudFormation at work, or in a state that a
// person has to mend.
func TestAStackIsWaitedFor(t *testing.T) {
	fakeAWS(t, `
case "$1 $2" in
"cloudformation describe-stacks")
	echo x >> $DIR/asked
	if (($(wc -l < $DIR/asked) < 3)); then echo '{"Stacks":[{"StackStatus":"UPDATE_IN_PROGRESS"}]}'; else echo '{"Stacks":[{"StackStatus":"UPDATE_ROLLBACK_FAILED"}]}'; fi ;;
esac`)
	a := begun(t)
	a.standIn = "here" // so that it waits milliseconds
	if _, err := a.clear(t.Context(), "one"); err == nil || !strings.Contains(err.Error(), "continue-update-rollback --stack-name one") {
		t.Errorf("got %v", err)
	}
}

// A run whose folder is lost is removed by its name, which no stack of a council has.
func TestALostRunIsRemovedByItsName(t *testing.T) {
	for name, taken := range map[string]bool{
		"register-acceptance-1234abcd": true, "disclosure-register": false, "register-acceptance-": false, "register-acceptance-1234abcd-infra": false, "": false,
	} {
		if names.MatchString(name) != taken {
			t.Errorf("%q is taken for the name of a run: %v", name, !taken)
		}
	}
	const name = "register-acceptance-1234abcd"
	given := fakeAWS(t, `
case "$1 $2" in
"sts get-caller-identity") echo '{"Account":"111111111111"}' ;;
"resourcegroupstaggingapi get-resources") echo '{"ResourceTagMappingList":[
	{"ResourceARN":"arn:aws:s3:::letters"},{"ResourceARN":"arn:aws:kms:eu-west-2:1:key/k"},{"ResourceARN":"arn:aws:logs:eu-west-2:1:log-group:group"},
	{"ResourceARN":"arn:aws:dynamodb:eu-west-2:1:table/`+name+`-restored-2"},{"ResourceARN":"arn:aws:lambda:eu-west-2:1:function:f"}]}' ;;
"cloudformation describe-stacks") case "$*" in *--stack-name*) refuse "Stack does not exist" ;; esac; echo '{"Stacks":[{"StackName":"another"}]}' ;;
"dynamodb list-tables") echo '{"TableNames":["`+name+`-restored-2","`+name+`-restored-of-somebody"]}' ;;
"s3api list-object-versions") echo '{}' ;;
esac`)
	a := &acceptance{region: "eu-west-2", dir: t.TempDir(), out: discard{}, removing: true, lost: name}
	if err := errors.Join(a.open(), a.identify(t.Context())); err != nil {
		t.Fatal(err)
	}
	whole, err := a.run(t.Context(), steps[len(steps)-1:])
	if err != nil || !whole {
		t.Fatalf("whole %v, %v: %+v", whole, err, a.state.Done["remove"])
	}
	did := strings.Join(given(), "\n")
	for _, want := range []string{
		"delete-bucket --bucket letters ", "delete-bucket --bucket " + name + "-code ", "schedule-key-deletion --key-id arn:aws:kms:eu-west-2:1:key/k ",
		"delete-log-group --log-group-name group ", "delete-table --table-name " + name + "-restored-1 ", "delete-table --table-name " + name + "-restored-2 ",
	} {
		if !strings.Contains(did, want) {
			t.Errorf("did not %s", want)
		}
	}
	if strings.Contains(did, "restored-of-somebody ") && strings.Contains(did, "delete-table --table-name "+name+"-restored-of-somebody") {
		t.Error("deleted the table of another")
	}
	other := &acceptance{region: "eu-west-2", dir: a.dir, out: discard{}, removing: true, lost: "register-acceptance-00000000"}
	if err := other.open(); err == nil {
		t.Error("the folder of another run was taken")
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// S3 may refuse for a while what the bucket's policy forbade.
func TestABucketIsEmptiedOnceItsPolicyIsForgotten(t *testing.T) {
	fakeAWS(t, `
case "$1 $2" in
"s3api list-object-versions") if [[ -e $DIR/emptied ]]; then echo '{}'; else echo '{"Versions":[{"Key":"a","VersionId":"1"}]}'; fi ;;
"s3api get-object-lock-configuration") refuse "none" ;;
"s3api delete-objects")
	echo x >> $DIR/tried
	if (($(wc -l < $DIR/tried) < 3)); then echo '{"Errors":[{"Key":"a","Code":"AccessDenied"}]}'; else touch $DIR/emptied; fi ;;
"s3api delete-bucket") [[ -e $DIR/emptied ]] || refuse "BucketNotEmpty" ;;
esac`)
	a := begun(t)
	a.standIn = "here"
	if said, err := a.removeBucket(t.Context(), "letters"); err != nil || said != string(removed) {
		t.Errorf("got %q, %v", said, err)
	}
}

func TestTheFirstRegionOfS3IsNotNamed(t *testing.T) {
	if got := strings.Join(bucketIn("us-east-1", "b"), " "); got != "s3api create-bucket --bucket b" {
		t.Errorf("got %s", got)
	}
	if got := strings.Join(bucketIn("eu-west-2", "b"), " "); got != "s3api create-bucket --bucket b --create-bucket-configuration LocationConstraint=eu-west-2" {
		t.Errorf("got %s", got)
	}
}

// What is locked goes only past its lock, which is a day's, of governance.
func TestALockedBucketIsEmptiedPastItsLocks(t *testing.T) {
	fakeAWS(t, `
case "$1 $2" in
"s3api list-object-versions") if [[ -e $DIR/emptied ]]; then echo '{}'; else echo '{"Versions":[{"Key":"a","VersionId":"1"}]}'; fi ;;
"s3api get-object-lock-configuration") echo '{"ObjectLockConfiguration":{"ObjectLockEnabled":"Enabled"}}' ;;
"s3api delete-objects") case "$*" in *--bypass-governance-retention*) touch $DIR/emptied ;; *) echo '{"Errors":[{"Key":"a","Code":"AccessDenied"}]}' ;; esac ;;
"s3api delete-bucket") [[ -e $DIR/emptied ]] || refuse "BucketNotEmpty" ;;
esac`)
	a := begun(t)
	a.standIn = "here" // so that it waits milliseconds
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if said, err := a.removeBucket(ctx, "letters"); err != nil || said != string(removed) {
		t.Errorf("got %q, %v", said, err)
	}
}

// No two alarms need be red in the same moment, and one that was red before proves
// nothing.
func TestAnAlarmHasToGoOffAndClear(t *testing.T) {
	for states, want := range map[string]bool{
		"": false, "OK": false, "ALARM": false, "OK ALARM": false, "ALARM OK": true, "ALARM INSUFFICIENT_DATA OK": true,
	} {
		if got := wentOffAndCleared(strings.Fields(states)); got != want {
			t.Errorf("%s: got %v", states, got)
		}
	}
	fakeAWS(t, `echo '{"AlarmHistoryItems":[
		{"Timestamp":"2026-11-30T10:09:00Z","HistoryData":"{\"newState\":{\"stateValue\":\"OK\"}}"},
		{"Timestamp":"2026-11-30T10:04:00Z","HistoryData":"{\"newState\":{\"stateValue\":\"ALARM\"}}"}]}'`)
	if states, err := begun(t).statesSince(t.Context(), "one", time.Now()); err != nil || !wentOffAndCleared(states) {
		t.Errorf("got %v, %v", states, err)
	}
}

// A ticket or a link is for whoever has it, and a report is handed on.
func TestNoLinkStandsInAReport(t *testing.T) {
	a := begun(t)
	a.state.Account, a.commit = "111111111111", "abcdef123456"
	const link = "https://letters.s3.eu-west-2.amazonaws.com/E07000107/x?X-Amz-Signature=abc&X-Amz-Credential=def"
	table := []step{
		{"one", "fails", nil, "", func(*acceptance, context.Context) (string, error) {
			return "", errors.New(`POST /x: answered 201, want 403: {"url":"` + link + `","method":"PUT"} Put "` + link + `": no route to host`)
		}, "Look at the network."},
		{"two", "passes", nil, "", func(*acceptance, context.Context) (string, error) { return "found at " + link, nil }, "Nothing."},
	}
	if _, err := a.run(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	_, report := a.report(table)
	state, err := os.ReadFile(a.file("state.json"))
	if err != nil || strings.Contains(report, "Signature") || strings.Contains(string(state), "Signature") {
		t.Errorf("a link stands in the report or the state (%v):\n%s", err, report)
	}
	for _, want := range []string{
		"Account 111111111111. Commit abcdef123456. Begun " + a.state.Began.Format(time.DateTime) + ", and last tried ",
		"- **one**: Look at the network.", `"method":"PUT"`, "in eu-west-2",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report does not say %q:\n%s", want, report)
		}
	}
	if strings.Contains(report, "- **two**") {
		t.Error("it says what to do about a step that passed")
	}
}

// Lambda answers 200 to a call that failed, and retention answers without an error when its
// time was over.
func TestANightIsReadByItsAnswer(t *testing.T) {
	for _, one := range []struct{ called, answer, want string }{
		{`{"StatusCode":200}`, `{"unfinished":0,"begun":1,"failed":0}`, ""},
		{`{"StatusCode":200,"FunctionError":"Unhandled"}`, `{"errorMessage":"the clock has jumped"}`, "retain failed (Unhandled): the clock has jumped"},
		{`{"StatusCode":200}`, `{"unfinished":2,"failed":0}`, "2 registers unfinished"},
		{`{"StatusCode":200}`, `{"unfinished":0,"failed":3}`, "3 cases failed"},
		{`{"StatusCode":200}`, `null`, "unfinished"},
		{`{"StatusCode":202}`, `{"unfinished":0,"failed":0}`, "AWS answered 202"},
	} {
		fakeAWS(t, `
case "$1 $2" in
"cloudformation describe-stack-resource") echo '{"StackResourceDetail":{"PhysicalResourceId":"f"}}' ;;
"lambda invoke") echo '`+one.answer+`' > "${9}"; echo '`+one.called+`' ;;
esac`)
		if err := begun(t).night(t.Context()); one.want == "" && err != nil || one.want != "" && (err == nil || !strings.Contains(err.Error(), one.want)) {
			t.Errorf("%s and %s: got %v, want %q", one.called, one.answer, err, one.want)
		}
	}
}

// Silence is told of, and ends when the sweep is on again; which it is, however it went.
func TestTheSweepIsOnAgainAfterItsSilence(t *testing.T) {
	const history = `echo '{"AlarmHistoryItems":[{"Timestamp":"2026-11-30T10:04:00Z","HistoryData":"{\"newState\":{\"stateValue\":\"'$state'\"}}"}]}'`
	for name, one := range map[string]struct{ script, want string }{
		"told":                    {`if [[ -e $DIR/off ]]; then state=INSUFFICIENT_DATA; else state=OK; fi; ` + history, ""},
		"not told":                {`state=ALARM; ` + history, "want INSUFFICIENT_DATA"},
		"told, and never cleared": {`state=INSUFFICIENT_DATA; ` + history, "want OK"},
	} {
		t.Run(name, func(t *testing.T) {
			given := fakeAWS(t, `
case "$1 $2" in
"cloudformation describe-stack-resource") echo '{"StackResourceDetail":{"PhysicalResourceId":"r"}}' ;;
"cloudwatch describe-alarms") echo '{"MetricAlarms":[{"StateValue":"OK"}]}' ;;
"cloudwatch describe-alarm-history") `+one.script+` ;;
"events disable-rule") touch $DIR/off ;;
"events enable-rule") rm -f $DIR/off ;;
esac`)
			a := begun(t)
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			a.standIn = "here" // so that it waits milliseconds
			said, err := a.trySilence(ctx)
			if one.want == "" && (err != nil || !strings.HasPrefix(said, "SealLate told of the sweep's silence")) || one.want != "" && (err == nil || ctx.Err() == nil) {
				t.Errorf("%q, %v", said, err)
			}
			on := false
			for _, command := range given() {
				on = strings.HasPrefix(command, "events enable-rule") || on && !strings.HasPrefix(command, "events disable-rule")
			}
			if !on {
				t.Errorf("the sweep is off: %v", given())
			}
		})
	}
}
