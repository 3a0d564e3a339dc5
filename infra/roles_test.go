package infra_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/store"
)

// powers is every function's role: each action it may take, on what, and when.
// "of" are kinds of item: the first part of a partition key. Whoever changes a
// role changes this table in the same commit, and says why.
const powers = `
ArchiveRole
  dynamodb:BatchGetItem on infra:TableArn of answer case entry fact idem idx#*#about idx#*#subject/2
  dynamodb:ConditionCheckItem on infra:TableArn of case entry fact
  dynamodb:DeleteItem on infra:TableArn of open watch, in a transaction
  dynamodb:GetItem on infra:TableArn of answer case entry fact idem idx#*#about idx#*#subject/2
  dynamodb:PutItem on infra:TableArn of access answer case due entry fact idem idx leaf open watch, in a transaction
  dynamodb:Query on infra:TableArn of answer case due idx#*#about idx#*#all idx#*#answered idx#*#breach/2 idx#*#case idx#*#duplicate idx#*#event idx#*#join idx#*#subject/2 open watch
  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName
  kms:Decrypt on infra:RegisterKeyArn through s3 for infra:CorrespondenceBucketArn
  kms:Decrypt on infra:RegisterKeyArn through secretsmanager for infra:RegisterSecretArn
  kms:GenerateDataKey on infra:RegisterKeyArn through s3 for infra:CorrespondenceBucketArn
  logs:CreateLogStream on ${ArchiveLog.Arn}
  logs:PutLogEvents on ${ArchiveLog.Arn}
  s3:GetObject on infra:CorrespondenceBucketArn/*
  s3:GetObjectLegalHold on infra:CorrespondenceBucketArn/*
  s3:GetObjectVersion on infra:CorrespondenceBucketArn/*
  s3:ListBucket on infra:CorrespondenceBucketArn
  s3:PutObject on infra:CorrespondenceBucketArn/*, legal hold ON
  s3:PutObjectLegalHold on infra:CorrespondenceBucketArn/*, legal hold ON
  secretsmanager:GetSecretValue on infra:RegisterSecretArn
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
CheckRole
  dynamodb:BatchGetItem on infra:TableArn of leaf place
  dynamodb:GetItem on infra:TableArn of head
  dynamodb:Query on infra:TableArn of head
  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName
  kms:GetPublicKey on infra:LogSigningKeyArn, or ${LogSigningKeyArns} where NamesLogKeys
  logs:CreateLogStream on ${CheckLog.Arn}
  logs:PutLogEvents on ${CheckLog.Arn}
  s3:GetObject on infra:LogBucketArn/*
  s3:ListBucket on infra:LogBucketArn
  sqs:SendMessage on ${CheckFailures.Arn}
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
ConsoleRole
  logs:CreateLogStream on ${ConsoleLog.Arn}
  logs:PutLogEvents on ${ConsoleLog.Arn}
  secretsmanager:GetSecretValue on ${ConsoleSecretArn}
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
ExportRole
  dynamodb:BatchGetItem on infra:TableArn of access case entry fact#*#agreement fact#*#subject idem idx leaf open
  dynamodb:DescribeStream on infra:TableStreamArn
  dynamodb:GetItem on infra:TableArn of case export
  dynamodb:GetRecords on infra:TableStreamArn
  dynamodb:GetShardIterator on infra:TableStreamArn
  dynamodb:ListStreams on infra:TableStreamArn
  dynamodb:PutItem on infra:TableArn of access export idem leaf, in a transaction
  dynamodb:Query on infra:TableArn of case export head idx
  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName
  kms:Decrypt on infra:RegisterKeyArn through s3 for infra:ReportsBucketArn
  kms:Decrypt on infra:RegisterKeyArn through secretsmanager for infra:RegisterSecretArn
  kms:GenerateDataKey on infra:RegisterKeyArn through s3 for infra:ReportsBucketArn
  kms:GetPublicKey on infra:LogSigningKeyArn, or ${LogSigningKeyArns} where NamesLogKeys
  logs:CreateLogStream on ${ExportLog.Arn}
  logs:PutLogEvents on ${ExportLog.Arn}
  s3:AbortMultipartUpload on infra:ReportsBucketArn/*
  s3:GetObject on infra:LogBucketArn/*
  s3:GetObject on infra:ReportsBucketArn/*
  s3:ListBucket on infra:LogBucketArn
  s3:PutObject on infra:ReportsBucketArn/*
  secretsmanager:GetSecretValue on infra:RegisterSecretArn
  sqs:SendMessage on ${ExportFailures.Arn}
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
QueryRole
  dynamodb:BatchGetItem on infra:TableArn of case entry fact idx leaf open
  dynamodb:GetItem on infra:TableArn of case entry fact idx leaf open
  dynamodb:PutItem on infra:TableArn of access leaf, in a transaction
  dynamodb:Query on infra:TableArn of access answer case due idx open watch
  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName
  kms:Decrypt on infra:RegisterKeyArn through secretsmanager for infra:RegisterSecretArn
  logs:CreateLogStream on ${QueryLog.Arn}
  logs:PutLogEvents on ${QueryLog.Arn}
  s3:GetObject on infra:LogBucketArn/*
  s3:ListBucket on infra:LogBucketArn
  secretsmanager:GetSecretValue on infra:RegisterSecretArn
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
RecordRole
  dynamodb:BatchGetItem on infra:TableArn of case fact idem
  dynamodb:ConditionCheckItem on infra:TableArn of case entry fact
  dynamodb:DeleteItem on infra:TableArn of watch, in a transaction
  dynamodb:GetItem on infra:TableArn of entry idem leaf
  dynamodb:PutItem on infra:TableArn of case due entry fact idem idx leaf open watch, in a transaction
  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName
  kms:Decrypt on infra:RegisterKeyArn through secretsmanager for infra:RegisterSecretArn
  logs:CreateLogStream on ${RecordLog.Arn}
  logs:PutLogEvents on ${RecordLog.Arn}
  s3:GetObject on infra:LogBucketArn/*
  s3:ListBucket on infra:LogBucketArn
  secretsmanager:GetSecretValue on infra:RegisterSecretArn
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
RetainRole
  dynamodb:BatchGetItem on infra:TableArn of answer case disposal due#*#holds entry fact idx#*#about
  dynamodb:ConditionCheckItem on infra:TableArn of case due#*#holds entry
  dynamodb:DeleteItem on infra:TableArn of access answer case disposal due entry export fact idem idx open watch, in a transaction
  dynamodb:GetItem on infra:TableArn of answer case disposal due#*#holds entry fact idx#*#about
  dynamodb:PutItem on infra:TableArn of answer case disposal due entry fact idx leaf, in a transaction
  dynamodb:Query on infra:TableArn of access case due export idx open
  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName
  kms:Decrypt on infra:RegisterKeyArn through secretsmanager for infra:RegisterSecretArn
  kms:GenerateDataKey on infra:RegisterKeyArn through s3 for infra:CorrespondenceBucketArn
  logs:CreateLogStream on ${RetainLog.Arn}
  logs:PutLogEvents on ${RetainLog.Arn}
  s3:GetObjectVersion on infra:CorrespondenceBucketArn/*
  s3:ListBucket on infra:CorrespondenceBucketArn
  s3:ListBucketVersions on infra:CorrespondenceBucketArn
  s3:PutObject on infra:CorrespondenceBucketArn/disposed/*, legal hold ON
  s3:PutObjectLegalHold on infra:CorrespondenceBucketArn/*
  s3:PutObjectRetention on infra:CorrespondenceBucketArn/*
  s3:PutObjectVersionTagging on infra:CorrespondenceBucketArn/*
  secretsmanager:GetSecretValue on infra:RegisterSecretArn
  sqs:SendMessage on ${RetainFailures.Arn}
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
SealRole
  dynamodb:BatchGetItem on infra:TableArn of leaf
  dynamodb:DescribeStream on infra:TableStreamArn
  dynamodb:GetItem on infra:TableArn of head
  dynamodb:GetRecords on infra:TableStreamArn
  dynamodb:GetShardIterator on infra:TableStreamArn
  dynamodb:ListStreams on infra:TableStreamArn
  dynamodb:PutItem on infra:TableArn of head leaf place, in a transaction
  dynamodb:Query on infra:TableArn/index/pending
  kms:Decrypt on infra:RegisterKeyArn through dynamodb for infra:TableName
  kms:GetPublicKey on infra:LogSigningKeyArn, or ${LogSigningKeyArns} where NamesLogKeys
  kms:Sign on infra:LogSigningKeyArn, or ${LogSigningKeyArns} where NamesLogKeys
  logs:CreateLogStream on ${SealLog.Arn}
  logs:PutLogEvents on ${SealLog.Arn}
  s3:GetObject on infra:LogBucketArn/*
  s3:ListBucket on infra:LogBucketArn
  s3:PutObject on infra:LogBucketArn/*
  sqs:SendMessage on ${SealFailures.Arn}
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
ShiftRole
  cloudwatch:DescribeAlarms on *
  lambda:GetAlias on ${ArchiveFunction.Arn}
  lambda:GetAlias on ${ArchiveFunction.Arn}:live
  lambda:GetAlias on ${ConsoleFunction.Arn} where HasConsole
  lambda:GetAlias on ${ConsoleFunction.Arn}:live where HasConsole
  lambda:GetAlias on ${QueryFunction.Arn}
  lambda:GetAlias on ${QueryFunction.Arn}:live
  lambda:GetAlias on ${RecordFunction.Arn}
  lambda:GetAlias on ${RecordFunction.Arn}:live
  lambda:GetProvisionedConcurrencyConfig on ${ArchiveFunction.Arn}
  lambda:GetProvisionedConcurrencyConfig on ${ArchiveFunction.Arn}:live
  lambda:GetProvisionedConcurrencyConfig on ${ConsoleFunction.Arn} where HasConsole
  lambda:GetProvisionedConcurrencyConfig on ${ConsoleFunction.Arn}:live where HasConsole
  lambda:GetProvisionedConcurrencyConfig on ${QueryFunction.Arn}
  lambda:GetProvisionedConcurrencyConfig on ${QueryFunction.Arn}:live
  lambda:GetProvisionedConcurrencyConfig on ${RecordFunction.Arn}
  lambda:GetProvisionedConcurrencyConfig on ${RecordFunction.Arn}:live
  lambda:InvokeFunction on ${TrialFunction.Arn}
  lambda:UpdateAlias on ${ArchiveFunction.Arn}
  lambda:UpdateAlias on ${ArchiveFunction.Arn}:live
  lambda:UpdateAlias on ${ConsoleFunction.Arn} where HasConsole
  lambda:UpdateAlias on ${ConsoleFunction.Arn}:live where HasConsole
  lambda:UpdateAlias on ${QueryFunction.Arn}
  lambda:UpdateAlias on ${QueryFunction.Arn}:live
  lambda:UpdateAlias on ${RecordFunction.Arn}
  lambda:UpdateAlias on ${RecordFunction.Arn}:live
TrialRole
  codedeploy:PutLifecycleEventHookExecutionStatus on arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/*
  lambda:InvokeFunction on ${ArchiveFunction.Version}
  lambda:InvokeFunction on ${ConsoleFunction.Version} where HasConsole
  lambda:InvokeFunction on ${QueryFunction.Version}
  lambda:InvokeFunction on ${RecordFunction.Version}
  logs:CreateLogStream on ${TrialLog.Arn}
  logs:PutLogEvents on ${TrialLog.Arn}
  xray:PutTelemetryRecords on *
  xray:PutTraceSegments on *
`

func TestEveryRoleHasExactlyItsPowers(t *testing.T) {
	checkPowers(t, application(t))
}

func checkPowers(t *testing.T, s stack) {
	t.Helper()
	var lines []string
	for _, role := range s.ofType("AWS::IAM::Role") {
		lines = append(lines, role)
		lines = append(lines, grants(t, role, s.Resources[role])...)
	}
	got, want := lines, strings.Split(strings.TrimSpace(powers), "\n")
	for i := range want {
		want[i] = strings.TrimRight(want[i], " ")
	}
	diff(t, "roles", got, want)
}

// grants lists what a role allows, a line for each action, sorted.
func grants(t *testing.T, name string, role resource) []string {
	t.Helper()
	var lines []string
	for _, policy := range many(role.Properties["Policies"]) {
		for _, s := range many(at(policy, "PolicyDocument", "Statement")) {
			statement := s.(object)
			for key := range statement {
				if !slices.Contains([]string{"Sid", "Effect", "Action", "Resource", "Condition"}, key) {
					t.Errorf("%s: a statement has %s; write out actions and resources", name, key)
				}
			}
			if got := text(statement["Effect"]); got != "Allow" {
				t.Errorf("%s: got effect %s, want only Allow: a role gives, it does not take back", name, got)
			}
			for _, action := range many(statement["Action"]) {
				for _, on := range many(statement["Resource"]) {
					lines = append(lines, "  "+text(action)+" on "+resourceOf(on)+conditions(statement["Condition"]))
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// resourceOf says what a statement is on, in the words of the table above.
func resourceOf(v any) string {
	if choice, ok := at(v, "Fn::If").(list); ok && len(choice) == 3 {
		if text(choice[2]) == "${AWS::NoValue}" {
			return text(choice[1]) + " where " + text(choice[0])
		}
		return text(choice[2]) + ", or " + text(choice[1]) + " where " + text(choice[0])
	}
	return text(v)
}

// conditions says a statement's conditions in the words of the table above. One
// that it has no words for is written out, and so differs from the table.
func conditions(v any) string {
	left := object{}
	if given, ok := v.(object); ok {
		for operator, tests := range given {
			left[operator] = maps.Clone(tests.(object))
		}
	}
	take := func(operator, key string) (list, bool) {
		tests, _ := left[operator].(object)
		value, ok := tests[key]
		delete(tests, key)
		if len(tests) == 0 {
			delete(left, operator)
		}
		return many(value), ok
	}

	var said strings.Builder
	if at(v, "Null", "dynamodb:LeadingKeys") == "false" {
		if kinds, ok := take("ForAllValues:StringLike", "dynamodb:LeadingKeys"); ok {
			take("Null", "dynamodb:LeadingKeys")
			said.WriteString(" of")
			for _, kind := range kinds {
				said.WriteString(" " + strings.TrimSuffix(text(kind), "#*"))
			}
		}
	}
	if operation, ok := take("StringEquals", "dynamodb:EnclosingOperation"); ok {
		if text(operation) == "[TransactWriteItems]" {
			said.WriteString(", in a transaction")
		} else {
			said.WriteString(", in " + text(operation))
		}
	}
	if hold, ok := take("StringEquals", "s3:object-lock-legal-hold"); ok {
		said.WriteString(", legal hold " + text(hold[0]))
	}
	if service, ok := take("StringEquals", "kms:ViaService"); ok {
		said.WriteString(" through " + strings.TrimSuffix(text(service[0]), ".${AWS::Region}.amazonaws.com"))
	}
	for _, context := range []string{"aws:dynamodb:tableName", "aws:s3:arn", "SecretARN"} {
		if value, ok := take("StringEquals", "kms:EncryptionContext:"+context); ok {
			for i, one := range value {
				said.WriteString([]string{" for ", " or "}[min(i, 1)] + text(one))
			}
		}
	}
	if len(left) > 0 {
		said.WriteString(" if " + text(left))
	}
	return said.String()
}

// What no function's role may ever hold. The table above already shows what each
// holds; these are the lines that no change to that table may cross.
var forbidden = map[string]string{
	"dynamodb:BatchWriteItem":       "writes outside a transaction",
	"dynamodb:DeleteItem":           "only retain deletes entries",
	"dynamodb:DeleteTable":          "destroys the register",
	"dynamodb:PartiQLDelete":        "deletes without naming DeleteItem",
	"dynamodb:PartiQLInsert":        "writes without naming PutItem",
	"dynamodb:PartiQLSelect":        "reads without naming Query",
	"dynamodb:PartiQLUpdate":        "changes without naming UpdateItem",
	"dynamodb:Scan":                 "reads every register, and LeadingKeys does not confine it",
	"dynamodb:UpdateItem":           "changes what was written; a put with conditions does not",
	"dynamodb:UpdateTable":          "changes the table's protection",
	"s3:BypassGovernanceRetention":  "goes round a lock",
	"s3:DeleteObject":               "hides a letter",
	"s3:DeleteObjectVersion":        "destroys a letter",
	"s3:PutBucketPolicy":            "opens the bucket",
	"s3:PutLifecycleConfiguration":  "decides what is destroyed",
	"s3:PutObjectRetention":         "sets a date on a letter; only retain does",
	"s3:PutObjectTagging":           "marks a letter for disposal; only retain does",
	"s3:PutObjectVersionTagging":    "marks a letter for disposal; only retain does",
	"secretsmanager:PutSecretValue": "changes the keys that everything is found by",
}

// excepted are grants of a forbidden action so narrow that they cross no line.
var excepted = map[string]string{
	"ArchiveRole dynamodb:DeleteItem on infra:TableArn of open watch, in a transaction":                                                           "a cleared flag leaves the queue, and the list it was on, and stays in its entry; so does what waits no more",
	"RecordRole dynamodb:DeleteItem on infra:TableArn of watch, in a transaction":                                                                 "what puts an entry right takes it off a list that is no evidence",
	"RetainRole dynamodb:DeleteItem on infra:TableArn of access answer case disposal due entry export fact idem idx open watch, in a transaction": "it is retain: never a leaf or the log's head",
	"RetainRole s3:PutObjectRetention on infra:CorrespondenceBucketArn/*":                                                                         "it is retain: the short lock of the cooling-off",
	"RetainRole s3:PutObjectVersionTagging on infra:CorrespondenceBucketArn/*":                                                                    "it is retain: disposal=due",
}

// wildcards are the resources that cannot be named one by one.
var wildcards = map[string]string{
	"infra:CorrespondenceBucketArn/*":          "a letter's object key is random",
	"infra:CorrespondenceBucketArn/disposed/*": "a member of the list is named for its disposal",
	"infra:ReportsBucketArn/*":                 "a report's object key is random",
	"*":                                        "X-Ray's actions name no resource, and say nothing of the register; CodeDeploy looks at alarms",
	"arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${ServerlessDeploymentApplication}/*": "the groups need the hook, which would need them",
	"infra:LogBucketArn/*": "a log's objects are named for its size, which grows",
}

func TestNoRoleCanDestroyOrReachWide(t *testing.T) {
	checkForbidden(t, application(t))
}

func checkForbidden(t *testing.T, s stack) {
	t.Helper()
	roles := s.ofType("AWS::IAM::Role")
	if len(roles) == 0 {
		t.Fatal("no roles found")
	}
	for _, role := range roles {
		for _, grant := range grants(t, role, s.Resources[role]) {
			action, rest, _ := strings.Cut(strings.TrimSpace(grant), " on ")
			on, _, _ := strings.Cut(rest, " ")
			on = strings.TrimSuffix(on, ",")
			_, except := excepted[role+" "+strings.TrimSpace(grant)]
			if why, bad := forbidden[action]; bad && !except {
				t.Errorf("%s may %s, which %s", role, action, why)
			}
			if strings.ContainsAny(action, "*?") {
				t.Errorf("%s may %s: name each action", role, action)
			}
			if _, known := wildcards[on]; strings.ContainsAny(on, "*?") && (!known || on == "*" && !strings.HasPrefix(action, "xray:") && action != "cloudwatch:DescribeAlarms") {
				t.Errorf("%s may %s on %s: name the resource", role, action, on)
			}
		}
	}
}

// Whoever may sign can make a log that says anything.
func TestOnlySealSigns(t *testing.T) {
	s := application(t)
	for _, role := range s.ofType("AWS::IAM::Role") {
		signs := false
		for _, grant := range grants(t, role, s.Resources[role]) {
			// To ask for the public half is no way to the other.
			signs = signs || strings.Contains(grant, "LogSigningKeyArn") && !strings.HasPrefix(grant, "  kms:GetPublicKey on ")
		}
		if got, want := signs, role == "SealRole"; got != want {
			t.Errorf("%s has a way to the log's key = %v, want %v", role, got, want)
		}
	}
}

// A role's powers stand in the role and nowhere else, and only its own function
// takes it; CodeDeploy takes the one that moves requests to a new release.
func TestPowersStandOnlyInRoles(t *testing.T) {
	checkOnlyRoles(t, application(t))
}

func checkOnlyRoles(t *testing.T, s stack) {
	t.Helper()
	for name, r := range s.Resources {
		if strings.HasPrefix(r.Type, "AWS::IAM::") && r.Type != "AWS::IAM::Role" {
			t.Errorf("%s is a %s: powers stand in roles alone", name, r.Type)
		}
	}
	for _, name := range s.ofType("AWS::IAM::Role") {
		role := s.Resources[name]
		got := slices.Sorted(maps.Keys(role.Properties))
		if want := []string{"AssumeRolePolicyDocument", "Policies"}; !slices.Equal(got, want) {
			t.Errorf("%s: got properties %v, want %v", name, got, want)
		}
		trust := text(at(role.Properties, "AssumeRolePolicyDocument", "Statement"))
		service := "lambda"
		if name == "ShiftRole" {
			service = "codedeploy"
		}
		want := "[{Action: sts:AssumeRole, Effect: Allow, Principal: {Service: " + service + ".amazonaws.com}}]"
		if trust != want {
			t.Errorf("%s: got trust %s, want %s", name, trust, want)
		}
	}
	for _, name := range functions(t, s) {
		properties := s.Resources[name].Properties
		want := "${" + strings.TrimSuffix(name, "Function") + "Role.Arn}"
		if got := text(properties["Role"]); got != want {
			t.Errorf("%s: got role %s, want %s", name, got, want)
		}
		if policies, given := properties["Policies"]; given {
			t.Errorf("%s: got policies %s, want none beside its role", name, text(policies))
		}
	}
}

// A kind that no key begins with would confine a role to nothing, or, misspelt,
// to something else; a kind that begins another would let it reach that one. An
// index may be named by what it collects by, of whichever register.
func TestRolesNameKindsThatKeysBeginWith(t *testing.T) {
	moment := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	partitions := []string{
		store.AccessPartition("R", moment),
		store.AnswersPartition("R", "token"),
		store.CasePartition("R", "C-1"),
		store.RestPartition("R"),
		store.DuePartition("R"),
		store.HoldsKey("R").Partition,
		store.EntryKey("R", "id").Partition,
		store.ExportPartition("R"),
		store.FactsKey("R", "subject", "token").Partition,
		store.FactsKey("R", "agreement", "token").Partition,
		store.HeadKey("R").Partition,
		store.IdempotencyKey("R", "token").Partition,
		store.IndexPartition("R", store.ByAll, ""),
		store.IndexPartition("R", store.ByDuplicate, ""),
		store.IndexPartition("R", store.ByJoin, ""),
		store.IndexPartition("R", store.BySubject, "token"),
		store.IndexPartition("R", store.ByCase, "C-1"),
		store.IndexPartition("R", store.ByBreach, "token"),
		store.IndexPartition("R", store.ByAnswered, "requests"),
		store.IndexPartition("R", store.ByEntry, "id"),
		store.IndexPartition("R", store.ByCaseEvent, "C-1"),
		store.LeafKey("R", "id").Partition,
		store.OpenPartition("R"),
		store.PlaceKey("R", "id").Partition,
		store.WatchPartition("R", store.WatchMarker),
	}
	s := application(t)
	for _, name := range s.ofType("AWS::IAM::Role") {
		for _, policy := range many(s.Resources[name].Properties["Policies"]) {
			for _, statement := range many(at(policy, "PolicyDocument", "Statement")) {
				patterns, given := at(statement, "Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys").(list)
				if !given {
					continue
				}
				for _, pattern := range patterns {
					if slices.Contains(partitions, strings.Replace(text(pattern), "*", "R", 1)) {
						continue // one partition of each register
					}
					prefix, found := strings.CutSuffix(text(pattern), "#*")
					if kind, dimension, named := strings.Cut(prefix, "#*#"); named {
						prefix = kind + "#R#" + dimension + "#"
					} else {
						prefix += "#R"
					}
					if !found || !slices.ContainsFunc(partitions, func(p string) bool { return strings.HasPrefix(p, prefix) }) {
						t.Errorf("%s: no partition key begins with %s", name, text(pattern))
					}
				}
			}
		}
	}
}

// diff reports the lines of two tables that differ, each side in its order.
func diff(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	var b strings.Builder
	for _, line := range got {
		if !slices.Contains(want, line) {
			fmt.Fprintf(&b, "\n  got, not wanted: %s", line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			fmt.Fprintf(&b, "\n  wanted, not got: %s", line)
		}
	}
	if b.Len() == 0 {
		fmt.Fprintf(&b, " the same lines in another order or number: got %d, want %d\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	t.Errorf("%s differ:%s", what, b.String())
}
