package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryStepComesAfterWhatItNeedsAndRemovingLast(t *testing.T) {
	needs := map[string][]string{}
	for i, s := range steps {
		if _, twice := needs[s.name]; twice || s.does == "" || s.run == nil || s.next == "" {
			t.Errorf("%s stands twice, does nothing, or does not say what to do when it fails", s.name)
		}
		for _, need := range s.need {
			if _, before := needs[need]; !before {
				t.Errorf("%s needs %s, which does not come before it", s.name, need)
			}
		}
		needs[s.name] = s.need
		if (s.name == "remove") != (i == len(steps)-1) {
			t.Errorf("%s is step %d of %d", s.name, i+1, len(steps))
		}
	}
	// Nothing is removed before everything has passed.
	reached := map[string]bool{}
	var reach func(string)
	reach = func(name string) {
		reached[name] = true
		for _, need := range needs[name] {
			reach(need)
		}
	}
	reach("remove")
	for name := range needs {
		if !reached[name] {
			t.Errorf("%s is not waited for before everything is removed", name)
		}
	}
}

// The sum that somebody agrees to is more than half a month of what is paid for by the
// month, and the work.
func TestTheTopPrice(t *testing.T) {
	file, err := os.ReadFile("../testdata/prices.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Prices map[string]float64 }
	if err := json.Unmarshal(file, &list); err != nil {
		t.Fatal(err)
	}
	price := func(name string) float64 {
		t.Helper()
		if list.Prices[name] == 0 {
			t.Fatalf("prices.json has no %s", name)
		}
		return list.Prices[name]
	}
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// An alarm that computes is paid for by each metric that it looks at. The console's are
	// not deployed, and are counted all the same.
	alarms := strings.Count(string(template), "    Type: AWS::CloudWatch::Alarm\n") + strings.Count(string(template), "          MetricStat:\n")
	if alarms < 40 {
		t.Fatalf("found %d alarms", alarms)
	}
	const keys, secrets, metrics = 3, 1, 16
	month := keys*price("kmsKeyMonth") + secrets*price("secretMonth") + metrics*price("metricMonth") + float64(alarms)*price("alarmMonth")
	const entries, unitsEach = 60, 1000 // most of them of 184 KB, twice in a transaction
	work := entries*unitsEach*price("writeUnitsMillion")/1e6 +
		mostDays*24*60*0.3*price("lambdaGBSecond") + // seconds of a sweep, of half a gigabyte
		2*(price("tableGBMonth")+price("backupGBMonth")) // of a gigabyte, and there is less
	if most := month*mostDays/30 + work; most > topPrice {
		t.Errorf("it may cost %.2f, and %.0f is said", most, topPrice)
	}
}

// begun is a run in a folder of the test's.
func begun(t *testing.T) *acceptance {
	t.Helper()
	a := &acceptance{region: "eu-west-2", dir: t.TempDir(), out: io.Discard}
	if err := a.open(); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestARunGoesOnWhereItWas(t *testing.T) {
	ran := map[string]int{}
	var second error = later{"S3 takes a day"}
	of := func(name string, err *error) func(*acceptance, context.Context) (string, error) {
		return func(a *acceptance, _ context.Context) (string, error) {
			ran[name]++
			a.state.Kept[name] = "kept"
			return "done", *err
		}
	}
	var none error
	table := []step{
		{"first", "is done once", nil, "", of("first", &none), ""},
		{"second", "waits", []string{"first"}, "", of("second", &second), "Look at the second."},
		{"third", "comes after", []string{"second"}, "", of("third", &none), ""},
	}
	a := begun(t)
	for i, want := range []struct {
		err   error
		whole bool
		ran   map[string]int
	}{
		{later{"S3 takes a day"}, false, map[string]int{"first": 1, "second": 1}},
		{errors.New("broken"), false, map[string]int{"first": 1, "second": 2}},
		{nil, true, map[string]int{"first": 1, "second": 3, "third": 1}},
	} {
		second = want.err
		again := &acceptance{region: a.region, dir: a.dir, out: io.Discard}
		if err := again.open(); err != nil {
			t.Fatal(err)
		}
		whole, err := again.run(t.Context(), table)
		if err != nil || whole != want.whole || !reflect.DeepEqual(ran, want.ran) {
			t.Errorf("run %d: whole %v, %v, ran %v; want %v and %v", i, whole, err, ran, want.whole, want.ran)
		}
		if again.state.Name != a.state.Name || string(again.state.Key) != string(a.state.Key) || again.state.Kept["first"] != "kept" {
			t.Errorf("run %d: another name, another key, or nothing kept", i)
		}
		_, report := again.report(table)
		for _, s := range table {
			if !strings.Contains(report, "| "+s.name+" | "+s.does+" | ") {
				t.Errorf("run %d: the report does not say how %s went", i, s.name)
			}
		}
		if said := again.state.Done["third"].Said; !want.whole && said != "not yet: it needs second" {
			t.Errorf("run %d: of the third it says %q", i, said)
		}
	}
	if info, err := os.Stat(a.file("state.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the key: %v, %v", info, err)
	}
	if err := (&acceptance{region: "eu-west-1", dir: a.dir}).open(); err == nil {
		t.Error("a run goes on in another region")
	}
	a.state.Done["remove"] = result{Outcome: passed}
	if err := a.save(); err != nil {
		t.Fatal(err)
	}
	if err := (&acceptance{region: "eu-west-2", dir: a.dir}).open(); err == nil {
		t.Error("a run goes on over stacks that are removed")
	}
	delete(a.state.Done, "remove")
	a.state.Began = time.Now().AddDate(0, 0, -mostDays-1)
	if err := a.save(); err != nil {
		t.Fatal(err)
	}
	if err := (&acceptance{region: "eu-west-2", dir: a.dir}).open(); err == nil {
		t.Error("a run goes on after the days for which its price was said")
	}
	if err := (&acceptance{region: "eu-west-2", dir: a.dir, removing: true}).open(); err != nil {
		t.Errorf("and cannot be removed: %v", err)
	}
}

func TestWhatAStandInCannotDoIsSaid(t *testing.T) {
	a := begun(t)
	a.standIn = "http://127.0.0.1:0"
	table := []step{{"alarms", "has them go off", nil, "nothing is measured", func(*acceptance, context.Context) (string, error) {
		t.Error("it was tried all the same")
		return "", nil
	}, ""}}
	whole, err := a.run(t.Context(), table)
	_, report := a.report(table)
	if err != nil || !whole || !strings.Contains(report, "| not tried | not tried here, because nothing is measured |") || !strings.Contains(report, "0 passed, 0 failed, 0 wait, 1 were not tried") {
		t.Errorf("got whole %v, %v and\n%s", whole, err, report)
	}
}

func TestNothingMoreIsTriedWhileRemoving(t *testing.T) {
	a := begun(t)
	a.removing = true
	removing := 0
	run := func(*acceptance, context.Context) (string, error) { removing++; return "", nil }
	table := []step{
		{"large", "is dear", nil, "", func(*acceptance, context.Context) (string, error) { t.Error("it was tried"); return "", nil }, ""},
		{"remove", "removes", []string{"large"}, "", run, ""},
	}
	if _, err := a.run(t.Context(), table); err != nil || removing != 1 {
		t.Errorf("removed %d times, %v", removing, err)
	}
}

// What stands in the environment is obeyed by the CLI before a profile is, and would be
// of another account.
func TestAProfileIsNotOverruledByTheEnvironment(t *testing.T) {
	for _, name := range overruling {
		t.Setenv(name, "another")
	}
	a := begun(t)
	if !slices.Contains(a.environment(), "AWS_ACCESS_KEY_ID=another") {
		t.Error("without a profile the environment's keys are not used")
	}
	a.profile = "acceptance"
	for _, variable := range a.environment() {
		if strings.HasSuffix(variable, "=another") {
			t.Errorf("with a profile the CLI is given %s", variable)
		}
	}
	if !slices.Contains(a.environment(), "AWS_PROFILE=acceptance") {
		t.Error("the CLI is not given the profile")
	}
}

func TestAnotherAccountIsRefusedAtEachStart(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	answer := func(account string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(bin, "aws"), []byte("#!/bin/sh\necho '{\"Account\": \""+account+"\"}'\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	a := begun(t)
	for _, one := range []struct {
		account           string
		removing, refused bool
	}{
		{"", false, true}, {"111111111111", false, false}, {"111111111111", true, false}, {"222222222222", false, true}, {"222222222222", true, true},
	} {
		answer(one.account)
		again := &acceptance{region: a.region, dir: a.dir, out: io.Discard, removing: one.removing}
		if err := again.open(); err != nil {
			t.Fatal(err)
		}
		if err := again.identify(t.Context()); (err != nil) != one.refused {
			t.Errorf("the account %q, removing %v: %v, want refused: %v", one.account, one.removing, err, one.refused)
		}
	}
}

func TestANewReleaseMayReplaceVersionsAlone(t *testing.T) {
	for change, refused := range map[string]bool{
		`{"Action":"Modify","LogicalResourceId":"RecordFunction","ResourceType":"AWS::Lambda::Function","Replacement":"False"}`:           false,
		`{"Action":"Modify","LogicalResourceId":"RecordPermission","ResourceType":"AWS::Lambda::Permission","Replacement":"Conditional"}`: false,
		`{"Action":"Remove","LogicalResourceId":"RecordFunctionVersion1","ResourceType":"AWS::Lambda::Version"}`:                          false,
		`{"Action":"Modify","LogicalResourceId":"Version","ResourceType":"AWS::Lambda::Version","Replacement":"True"}`:                    false,
		`{"Action":"Modify","LogicalResourceId":"Table","ResourceType":"AWS::DynamoDB::Table","Replacement":"True"}`:                      true,
		`{"Action":"Remove","LogicalResourceId":"RecordLog","ResourceType":"AWS::Logs::LogGroup"}`:                                        true,
	} {
		var set changeSet
		if err := json.Unmarshal([]byte(`{"Changes":[{"ResourceChange":`+change+`}]}`), &set); err != nil {
			t.Fatal(err)
		}
		if err := set.refuseReplacing(); (err != nil) != refused {
			t.Errorf("%s: %v, want refused: %v", change, err, refused)
		}
	}
}

// said is an act in one line, for a test.
func (one act) said() string {
	var context []string
	for _, key := range slices.Sorted(maps.Keys(one.context)) {
		context = append(context, key+"="+strings.Join(one.context[key], "+"))
	}
	return strings.Join(append([]string{one.resource}, context...), " ")
}

// Each condition has an act that it alone forbids, and each resource its own.
func TestActsOfAStatement(t *testing.T) {
	for _, tt := range []struct {
		name, statement    string
		allowed, forbidden []string
	}{
		{
			"kinds of item, in a transaction", `{"Action":"dynamodb:PutItem","Resource":"arn:table","Condition":{"Null":{"keys":"false"},
				"StringEquals":{"enclosing":"TransactWriteItems"},"ForAllValues:StringLike":{"keys":["case#*","idx#*"]}}}`,
			[]string{"arn:table enclosing=TransactWriteItems keys=case#acceptance"},
			[]string{
				"arn:table-another enclosing=TransactWriteItems keys=case#acceptance",
				"arn:table enclosing=another keys=case#acceptance",
				"arn:table keys=case#acceptance",
				"arn:table enclosing=TransactWriteItems keys=another",
				"arn:table enclosing=TransactWriteItems",
				"arn:table enclosing=TransactWriteItems keys=case#acceptance+another",
			},
		},
		{
			"a key, for one service and one bucket", `{"Action":"kms:Decrypt","Resource":"arn:key","Condition":{"StringEquals":{"via":"s3","of":["arn:bucket"]}}}`,
			[]string{"arn:key of=arn:bucket via=s3"},
			[]string{
				"arn:key-another of=arn:bucket via=s3", "arn:key of=another via=s3", "arn:key via=s3",
				"arn:key of=arn:bucket via=another", "arn:key of=arn:bucket",
			},
		},
		{
			"none of a list is another matter where it does not say so", `{"Action":"dynamodb:Query","Resource":"arn:table","Condition":{"ForAllValues:StringLike":{"keys":["case#*"]}}}`,
			[]string{"arn:table keys=case#acceptance"},
			[]string{"arn:table-another keys=case#acceptance", "arn:table keys=another", "arn:table keys=case#acceptance+another"},
		},
		{
			"two resources", `{"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::bucket/*","arn:log:*"]}`,
			[]string{"arn:aws:s3:::bucket/acceptance", "arn:log:acceptance"},
			[]string{"arn:aws:s3:::bucket-another/acceptance", "arn:log-another:acceptance"},
		},
		{"everything", `{"Action":["xray:PutTraceSegments"],"Resource":"*"}`, []string{"*"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s statement
			if err := json.Unmarshal([]byte(tt.statement), &s); err != nil {
				t.Fatal(err)
			}
			allowed, forbidden, err := s.acts()
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range []struct {
				what string
				acts []act
				want []string
			}{{"allowed", allowed, tt.allowed}, {"forbidden", forbidden, tt.forbidden}} {
				var got []string
				for _, act := range one.acts {
					got = append(got, act.said())
				}
				if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(one.want))) {
					t.Errorf("%s: got\n%s\nwant\n%s", one.what, strings.Join(got, "\n"), strings.Join(one.want, "\n"))
				}
			}
		})
	}
	if _, _, err := (statement{Resource: oneOrMore{"*"}, Condition: map[string]map[string]oneOrMore{"IpAddress": {"aws:SourceIp": {"192.0.2.0/24"}}}}).acts(); err == nil {
		t.Error("a condition that is not known was passed over")
	}
}

// The drill is the runbook's own commands, under the names of the run, in an account and
// on a stand-in.
func TestTheDrillIsTheRunbook(t *testing.T) {
	page, err := os.ReadFile("../../docs/runbooks/restore.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, standIn := range []string{"", "http://127.0.0.1:0"} {
		a := begun(t)
		a.standIn = standIn
		script, err := a.drill(string(page), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"INFRA=" + a.infra() + " APP=" + a.application(), "NEW=" + a.restored() + " WHEN=2026-11-30T09:00:00Z", "aws dynamodb restore-table-to-point-in-time",
			"aws s3 sync", `ParameterKey=InfraStack,ParameterValue="$INFRA"`, `ParameterKey=FormerStack,ParameterValue="$FORMER" ParameterKey=DataRegion,ParameterValue="$AWS_REGION"`,
			"FormerStack,UsePreviousValue=true ParameterKey=DataRegion,UsePreviousValue=true", "file://import.yaml", "--template-file infra/restored-table.yaml", "NightlyRetention=DISABLED TrafficShift=Untried", "NightlyRetention=ENABLED",
		} {
			if strings.Count(script, want) != 1 {
				t.Errorf("the drill does not have %q once", want)
			}
		}
		if out, err := exec.Command("bash", "-n", "-c", script).CombinedOutput(); err != nil {
			t.Errorf("the drill is no script: %v\n%s", err, out)
		}
		if _, err := a.drill(strings.ReplaceAll(string(page), "AWS_REGION=eu-west-2", "AWS_REGION=eu-west-1"), time.Now()); err == nil {
			t.Error("a runbook in which the region could not be replaced was taken")
		}
	}
}

// Who restores for the second time restores the table of the first, which is in use, and
// not the one that the infrastructure stack made.
func TestTheRunbookRestoresTheTableInUse(t *testing.T) {
	page, err := os.ReadFile("../../docs/runbooks/restore.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := blocks(string(page))
	if err != nil {
		t.Fatal(err)
	}
	const standIn = `
aws() {
	case "$*" in
	*"--stack-name disclosure-register --query"*"ParameterKey=='TableStack'"*) echo first-restore ;;
	*"--stack-name first-restore --query"*"OutputKey=='TableName'"*) echo table-in-use ;;
	*) echo "asked for $*" >&2; return 1 ;;
	esac
}
`
	said, err := exec.Command("bash", "-c", "set -euo pipefail\n"+standIn+all[0]).CombinedOutput()
	if want := "restores table-in-use, of the stack first-restore, to register-restored\n"; err != nil || string(said) != want {
		t.Errorf("%v, %s; want %s", err, said, want)
	}
}

// What no role may do is tried on the run's own resources, and looked for in every
// statement, under whatever condition.
func TestWhatNoRoleMayDoIsTriedOnEachResource(t *testing.T) {
	var got []string
	for _, one := range neverActs([]string{"arn:aws:s3:::letters/x", "arn:aws:dynamodb:eu-west-2:1:table/t", "arn:aws:iam::1:role/r"}) {
		got = append(got, one.actions[0]+" "+one.resource)
	}
	for _, want := range []string{
		"s3:DeleteObject *", "s3:DeleteObject arn:aws:s3:::letters/x", "dynamodb:Scan arn:aws:dynamodb:eu-west-2:1:table/t", "iam:PassRole arn:aws:iam::1:role/r", "sts:AssumeRole arn:aws:iam::1:role/r",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not tried", want)
		}
	}
	if slices.Contains(got, "dynamodb:Scan arn:aws:s3:::letters/x") {
		t.Error("a table's act is tried on a bucket")
	}
	for action, refused := range map[string]bool{"s3:GetObject": false, "s3:DeleteObject": true, "s3:delete*": true, "*": true, "s3:?eleteObject": true, "kms:Decrypt": false} {
		d := document{[]statement{{Sid: "One", Action: oneOrMore{action}}}}
		if err := d.names(); (err != nil) != refused {
			t.Errorf("%s: %v, want refused: %v", action, err, refused)
		}
	}
}
