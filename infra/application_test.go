package infra_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/trigger"
)

// functions returns the application's functions, in either form of the template.
func functions(t *testing.T, s stack) []string {
	t.Helper()
	got := append(s.ofType("AWS::Serverless::Function"), s.ofType("AWS::Lambda::Function")...)
	want := []string{"ArchiveFunction", "CheckFunction", "ConsoleFunction", "ExportFunction", "QueryFunction", "RecordFunction", "RetainFunction", "SealFunction", "TrialFunction"}
	if !slices.Equal(got, want) {
		t.Fatalf("got functions %v, want %v", got, want)
	}
	return got
}

func TestEveryFunctionIsBuiltAndLoggedAlike(t *testing.T) {
	s := application(t)
	shared := at(s.Globals, "Function").(object)
	for _, name := range functions(t, s) {
		function := s.Resources[name]
		properties := maps.Clone(shared)
		maps.Copy(properties, function.Properties)
		part := strings.ToLower(strings.TrimSuffix(name, "Function"))
		for key, want := range map[string]string{
			"Architectures": "[arm64]",
			"CodeUri":       "functions/" + part + "/",
			"Handler":       "bootstrap",
			"Runtime":       "provided.al2023",
			"Tracing":       "Active",
		} {
			if got := text(properties[key]); got != want {
				t.Errorf("%s: got %s %s, want %s", name, key, got, want)
			}
		}
		if got, want := text(at(function.Attributes, "Metadata", "BuildMethod")), "go1.x"; got != want {
			t.Errorf("%s: got build method %s, want %s", name, got, want)
		}
	}
	checkFunctions(t, s)
}

// checkFunctions asserts what both forms of the template must say.
func checkFunctions(t *testing.T, s stack) {
	t.Helper()
	for _, name := range functions(t, s) {
		properties := s.Resources[name].Properties
		part := strings.TrimSuffix(name, "Function")
		if got, want := text(at(properties, "LoggingConfig", "LogGroup")), "${"+part+"Log}"; got != want {
			t.Errorf("%s: got log group %s, want %s", name, got, want)
		}
		for _, key := range []string{"FunctionUrlConfig", "Layers"} {
			if v, given := properties[key]; given {
				t.Errorf("%s: got %s %s, want none", name, key, text(v))
			}
		}
	}
	groups := s.ofType("AWS::Logs::LogGroup")
	if got, want := len(groups), 11; got != want {
		t.Errorf("got %d log groups, want %d: one a function, the API's and that of the console's address", got, want)
	}
	for _, name := range groups {
		group := s.Resources[name]
		if got, want := text(group.Properties["RetentionInDays"]), "${LogRetentionDays}"; got != want {
			t.Errorf("%s: got retention %s, want %s", name, got, want)
		}
		checkKept(t, name, group)
		if got, given := group.Properties["LogGroupName"]; given {
			t.Errorf("%s: got name %s, want none: what is kept must not stop the next stack", name, text(got))
		}
	}
}

func TestConcurrencyIsReservedOnlyWhenAsked(t *testing.T) {
	s := application(t)
	if got, want := text(at(s.Parameters, "ReservedConcurrency", "Default")), ""; got != want {
		t.Errorf("got default %q, want %q: a new account refuses any reservation", got, want)
	}
	got := text(at(s.Globals, "Function", "ReservedConcurrentExecutions", "Fn::If"))
	if want := "[ReservesConcurrency ${ReservedConcurrency} ${AWS::NoValue}]"; got != want {
		t.Errorf("got reservation %s, want %s", got, want)
	}
}

func TestEveryFunctionHasAlarms(t *testing.T) {
	checkAlarms(t, application(t))
}

func checkAlarms(t *testing.T, s stack) {
	t.Helper()
	var got []string
	for _, name := range s.ofType("AWS::CloudWatch::Alarm") {
		p := s.Resources[name].Properties
		got = append(got, alarm(p))
		if got, want := text(p["AlarmActions"]), "[{Fn::If: [HasAlarmTopic ${AlarmTopicArn} ${AlarmTopic}]}]"; got != want {
			t.Errorf("%s: got actions %s, want %s", name, got, want)
		}
	}
	want := []string{
		"AWS/ApiGateway 4xx ${Api} Sum 500",
		"AWS/ApiGateway 4xx ${ConsoleApi} Sum 500",
		"AWS/ApiGateway 5xx ${Api} Sum 1",
		"AWS/ApiGateway 5xx ${ConsoleApi} Sum 1",
		"AWS/Lambda IteratorAge ${ExportFunction} Maximum 900000",
		"AWS/Lambda Invocations ${CheckFunction} Sum 1",
		"AWS/Lambda Invocations ${RetainFunction} Sum 1",
		"AWS/Lambda IteratorAge ${SealFunction} Maximum 120000",
		"AWS/SQS NumberOfMessagesSent ${CheckFailures.QueueName} Sum 1",
		"AWS/SQS NumberOfMessagesSent ${ExportFailures.QueueName} Sum 1",
		"AWS/SQS NumberOfMessagesSent ${RetainFailures.QueueName} Sum 1",
		"AWS/SQS NumberOfMessagesSent ${SealFailures.QueueName} Sum 1",
		namespace + " " + trigger.Unswept + " Sweep Minimum 1",
		namespace + " " + trigger.Wrong + " Check Maximum 1",
		namespace + " " + cases.MetricUnfinished + " Nightly Minimum 1",
		namespace + " " + cases.MetricLate + " Nightly Maximum 1",
		ofRegisters(trigger.OldestPending) + " GreaterThanThreshold 120, or missing",
		ofRegisters(trigger.Refused) + " GreaterThanOrEqualToThreshold 1, or notBreaching",
		ofRegisters(trigger.Damaged) + " GreaterThanOrEqualToThreshold 1, or notBreaching",
		ofRegisters(trigger.Overwritten) + " GreaterThanOrEqualToThreshold 1, or notBreaching",
		ofRegisters(trigger.Unwitnessed) + " GreaterThanOrEqualToThreshold 1, or notBreaching",
		"IF(refused >= 20, 100 * refused / asked, 0) GreaterThanOrEqualToThreshold 50, or notBreaching",
	}
	for _, function := range functions(t, s) {
		if function == "TrialFunction" {
			continue // it runs while somebody waits for a deploy, which says that it failed
		}
		seconds, err := strconv.Atoi(text(s.Resources[function].Properties["Timeout"]))
		if err != nil {
			t.Fatalf("%s: read its timeout: %v", function, err)
		}
		nearTimeout := strconv.Itoa(seconds * 1000 * 4 / 5) // four fifths, in milliseconds
		of := "${" + function + "}"
		if slices.Contains(released, function) {
			of += ":live" // what requests came to, and not a trial of what is new
		}
		want = append(want,
			"AWS/Lambda Duration "+of+" Maximum "+nearTimeout,
			"AWS/Lambda Errors "+of+" Sum 1",
			"AWS/Lambda Throttles "+of+" Sum 1")
	}
	slices.Sort(got)
	slices.Sort(want)
	diff(t, "alarms", got, want)
	checkAlarmsClear(t, s)
}

// An alarm that is red from the first deploy, or for as long as a queue keeps a
// message, is one that nobody looks at. Those of silence are of a metric that there
// is only where something ran: they tell that it has stopped once it has run.
func checkAlarmsClear(t *testing.T, s stack) {
	t.Helper()
	silence := []string{}
	for _, name := range s.ofType("AWS::CloudWatch::Alarm") {
		p := s.Resources[name].Properties
		if got := text(p["MetricName"]); got == "ApproximateNumberOfMessagesVisible" {
			t.Errorf("%s: is red for as long as its queue keeps a message", name)
		}
		switch text(p["TreatMissingData"]) {
		case "notBreaching":
		case "missing":
			silence = append(silence, name)
			if got, want := text(p["InsufficientDataActions"]), text(p["AlarmActions"]); got != want {
				t.Errorf("%s: got actions %s where there is no datum, want %s", name, got, want)
			}
		default:
			t.Errorf("%s: is red before there is a datum", name)
		}
	}
	if want := []string{"CheckMissed", "RetainMissed", "SealLate"}; !slices.Equal(silence, want) {
		t.Errorf("got alarms of silence %v, want %v", silence, want)
	}
	// What runs once a day has a datum in every window of a day and an hour.
	for name, want := range map[string]int{"CheckMissed": 90_000, "RetainMissed": 90_000, "SealLate": 300} {
		checkSilence(t, name, s.Resources[name].Properties, want)
	}
}

// checkSilence holds that an alarm tells of silence after about those seconds. CloudWatch
// looks at some periods more than it evaluates, and at no datum only where all of them are
// without one: of a single period of a day it would tell of after three or four.
func checkSilence(t *testing.T, name string, p object, want int) {
	t.Helper()
	period := p["Period"]
	if metrics, given := p["Metrics"].(list); given {
		period = at(metrics[0], "Period")
	}
	seconds, err := strconv.Atoi(text(period))
	if err != nil {
		t.Fatalf("%s: read its period: %v", name, err)
	}
	periods, err := strconv.Atoi(text(p["EvaluationPeriods"]))
	if err != nil {
		t.Fatalf("%s: read its evaluation periods: %v", name, err)
	}
	if seconds*periods != want || periods < 5 {
		t.Errorf("%s: looks at %d periods of %d seconds, want %d in all and no fewer than five periods", name, periods, seconds, want)
	}
}

// schedule is a rule that calls a function by the clock.
type schedule struct {
	part, event string
	says        object
}

// What a schedule could not hand over, and a run of it that failed every try, is
// set aside where an alarm sees it.
func checkSchedules(t *testing.T, schedules map[string]schedule, s stack) {
	t.Helper()
	retries := map[string]string{
		"RetainNightly": "{MaximumEventAgeInSeconds: 1800, MaximumRetryAttempts: 5}",
		"SealSweep":     "{MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0}",
		"CheckNightly":  "{MaximumEventAgeInSeconds: 21600, MaximumRetryAttempts: 24}",
	}
	if got, want := slices.Sorted(maps.Keys(schedules)), slices.Sorted(maps.Keys(retries)); !slices.Equal(got, want) {
		t.Errorf("got schedules %v, want %v", got, want)
	}
	for name, rule := range schedules {
		queue := "${" + rule.part + "Failures.Arn}"
		if got, want := text(rule.says["RetryPolicy"]), retries[name]; got != want {
			t.Errorf("%s: got retry policy %s, want %s", name, got, want)
		}
		if got := text(at(rule.says, "DeadLetterConfig", "Arn")); got != queue {
			t.Errorf("%s: sets aside what was not handed over in %s, want %s", name, got, queue)
		}
		statements := text(at(s.Resources[rule.part+"FailuresPolicy"].Properties, "PolicyDocument", "Statement"))
		allowed := "{Action: sqs:SendMessage, Condition: {ArnEquals: {aws:SourceArn: ${" + rule.part + "Function" + rule.event + ".Arn}}}, Effect: Allow, " +
			"Principal: {Service: events.amazonaws.com}, Resource: " + queue + ", Sid: SetCallsAside}"
		if !strings.Contains(statements, allowed) {
			t.Errorf("%s: got %s, want %s in it", name, statements, allowed)
		}
	}
}

func TestSchedules(t *testing.T) {
	s := application(t)
	all := map[string]schedule{}
	for _, function := range functions(t, s) {
		events, _ := s.Resources[function].Properties["Events"].(object)
		for event, said := range events {
			if at(said, "Type") == "Schedule" {
				part := strings.TrimSuffix(function, "Function")
				all[part+event] = schedule{part, event, at(said, "Properties").(object)}
			}
		}
	}
	checkSchedules(t, all, s)
	for part, again := range map[string]string{"Retain": "1", "Seal": "0", "Check": "1"} {
		config := at(s.Resources[part+"Function"].Properties, "EventInvokeConfig")
		if got := text(at(config, "MaximumRetryAttempts")); got != again {
			t.Errorf("%s: a run that failed is tried %s times more, want %s", part, got, again)
		}
		if got, want := text(at(config, "DestinationConfig", "OnFailure", "Destination")), "${"+part+"Failures.Arn}"; got != want {
			t.Errorf("%s: a run that failed is set aside in %s, want %s", part, got, want)
		}
	}
}

// Data that must stay in a country is not put into another by a command that names
// no region.
func TestADeployIntoAnotherRegionIsRefused(t *testing.T) {
	for name, s := range map[string]stack{
		"template.yaml": application(t), "infra/template.yaml": evidence(t), "infra/restored-table.yaml": restored(t), "infra/check-role.yaml": readYAML(t, "check-role.yaml"),
	} {
		checkRegion(t, name, s)
	}
}

func checkRegion(t *testing.T, name string, s stack) {
	t.Helper()
	if got, want := text(at(s.Parameters, "DataRegion", "Default")), "eu-west-2"; got != want {
		t.Errorf("%s: got region %s, want %s unless the council says otherwise", name, got, want)
	}
	assertions, _ := at(s.Rules, "StaysInItsRegion", "Assertions").(list)
	if len(assertions) != 1 {
		t.Fatalf("%s: got rules %s, want one of the region", name, text(s.Rules))
	}
	if got, want := text(at(assertions[0], "Assert")), "{Fn::Equals: [${AWS::Region} ${DataRegion}]}"; got != want {
		t.Errorf("%s: got %s, want %s", name, got, want)
	}
}

// An alarm that nobody hears is none.
func TestADeployThatTellsNobodyIsRefused(t *testing.T) {
	s := application(t)
	assertions, _ := at(s.Rules, "SomebodyIsTold", "Assertions").(list)
	if len(assertions) != 1 {
		t.Fatalf("got rules %s, want one of who is told", text(s.Rules))
	}
	want := "{Fn::Not: [{Fn::And: [{Fn::Equals: [${AlarmEmail} ]} {Fn::Equals: [${AlarmTopicArn} ]}]}]}"
	if got := text(at(assertions[0], "Assert")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	topic := s.Resources["AlarmTopic"]
	if got, want := text(topic.Properties["Subscription"]), "[{Endpoint: ${AlarmEmail}, Protocol: email}]"; got != want {
		t.Errorf("got subscription %s, want %s", got, want)
	}
	if got, want := text(topic.Attributes["Condition"]), "MakesAlarmTopic"; got != want {
		t.Errorf("got condition %s, want %s", got, want)
	}
}

// Every command of the documents that goes to AWS says to which region.
func TestCommandsNameTheirRegion(t *testing.T) {
	command := regexp.MustCompile(`(?m)(?:^ *(?:[A-Z_]+=\S+ )*|\$\()(?:aws [a-z]|\S*sam deploy)[^\n]*(?:\\\n[^\n]*)*`)
	seen := 0
	for _, pattern := range []string{"../README.md", "README.md", "../docs/*.md", "../docs/runbooks/*.md", "../docs/adr/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range command.FindAll(page, -1) {
				seen++
				if !bytes.Contains(found, []byte("--region ")) {
					t.Errorf("%s: %q names no region", file, found)
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("found %d commands: they are written in a way that this test does not know", seen)
	}
}

// alarm says what an alarm is of: a metric of AWS's, or the worst of those that
// seal writes for each register, and then what their absence is.
func alarm(p object) string {
	if metrics, given := p["Metrics"].(list); given {
		return strings.Join([]string{
			text(at(metrics[0], "Expression")), text(p["ComparisonOperator"]), text(p["Threshold"]) + ",", "or", text(p["TreatMissingData"]),
		}, " ")
	}
	dimensions := p["Dimensions"].(list)
	dimension := at(dimensions[len(dimensions)-1], "Value") // a function's alias is named after its function
	return strings.Join([]string{
		text(p["Namespace"]), text(p["MetricName"]), text(dimension), text(p["Statistic"]), text(p["Threshold"]),
	}, " ")
}

// namespace is that of the register's own metrics: each stack's is its own, or an alarm
// of one would look at another's, and never see that its own had fallen silent.
const namespace = "DisclosureRegister/${AWS::StackName}"

func ofRegisters(metric string) string {
	return "SELECT MAX(" + metric + `) FROM SCHEMA("` + namespace + `", Register)`
}

// What counts writes in the namespace that the alarms look in.
func TestMetricsAreOfTheirOwnStack(t *testing.T) {
	s := application(t)
	for _, function := range []string{"RecordFunction", "RetainFunction", "SealFunction", "CheckFunction"} {
		if got := text(at(s.Resources[function].Properties, "Environment", "Variables", "METRICS")); got != namespace {
			t.Errorf("%s counts in %s, want %s", function, got, namespace)
		}
	}
	counted := at(s.Resources["ApiRefusedTokens"].Properties["MetricTransformations"].(list)[0], "MetricNamespace")
	if text(counted) != namespace {
		t.Errorf("refused tokens are counted in %s, want %s", text(counted), namespace)
	}
}

// mayBeDeleted are the kinds of resource the application stack may hold: what
// goes with it is no evidence. Log groups are kept as well; checkFunctions says.
var mayBeDeleted = []string{
	"AWS::ApiGatewayV2::Api",
	"AWS::ApiGatewayV2::Stage",
	"AWS::CloudWatch::Alarm",
	"AWS::CloudWatch::Dashboard",
	"AWS::CodeDeploy::Application",
	"AWS::CodeDeploy::DeploymentGroup",
	"AWS::Events::Rule",
	"AWS::IAM::Role",
	"AWS::Lambda::Alias",
	"AWS::Lambda::EventInvokeConfig",
	"AWS::Lambda::EventSourceMapping",
	"AWS::Lambda::Function",
	"AWS::Lambda::Permission",
	"AWS::Lambda::Version",
	"AWS::Logs::LogGroup",
	"AWS::Logs::MetricFilter",
	"AWS::SNS::Topic",
	"AWS::SQS::Queue",
	"AWS::SQS::QueuePolicy",
	"AWS::Serverless::Function",
	"AWS::Serverless::HttpApi",
}

func TestDeletingTheApplicationDeletesNoEvidence(t *testing.T) {
	checkNoEvidence(t, application(t))
}

func checkNoEvidence(t *testing.T, s stack) {
	t.Helper()
	for name, r := range s.Resources {
		if !slices.Contains(mayBeDeleted, r.Type) {
			t.Errorf("%s is a %s: what outlives a deploy stands in infra/template.yaml", name, r.Type)
		}
	}
}

// The access log says which route, never whose case or which subject.
func TestAccessLogHoldsNoPathOrCaller(t *testing.T) {
	for _, name := range []string{"Api", "ConsoleApi"} {
		api := application(t).Resources[name]
		checkAccessLog(t, text(at(api.Properties, "AccessLogSettings", "Format")))
	}
}

// Refused tokens are counted by a field that the access log has, as text, and set against
// the requests of the same API over the same time.
func TestRefusedTokensAreCountedFromTheAccessLog(t *testing.T) {
	s := application(t)
	filter := s.Resources["ApiRefusedTokens"].Properties
	if format := text(at(s.Resources["Api"].Properties, "AccessLogSettings", "Format")); !strings.Contains(format, `"status":"$context.status"`) {
		t.Errorf("the access log has no status as text: %s", format)
	}
	if got, want := text(at(s.Resources["Api"].Properties, "AccessLogSettings", "DestinationArn")), "${ApiLog.Arn}"; got != want || text(filter["LogGroupName"]) != "${ApiLog}" {
		t.Errorf("the filter reads %s and the API writes to %s", text(filter["LogGroupName"]), got)
	}
	if got, want := text(filter["FilterPattern"]), `{ $.status = "401" }`; got != want {
		t.Errorf("it counts %s, want %s", got, want)
	}
	counted, ok := filter["MetricTransformations"].(list)
	if !ok || len(counted) != 1 {
		t.Fatal("the filter makes no one metric")
	}
	want := map[string]string{
		"refused": "{Metric: {MetricName: " + text(at(counted[0], "MetricName")) + ", Namespace: " + text(at(counted[0], "MetricNamespace")) + "}, Period: 900, Stat: Sum}",
		"asked":   "{Metric: {Dimensions: [{Name: ApiId, Value: ${Api}}], MetricName: Count, Namespace: AWS/ApiGateway}, Period: 900, Stat: Sum}",
	}
	for _, one := range s.Resources["ApiTokenRefusals"].Properties["Metrics"].(list) {
		id := text(at(one, "Id"))
		if got := at(one, "MetricStat"); got != nil && text(got) != want[id] {
			t.Errorf("%s is of %s, want %s", id, text(got), want[id])
		}
		delete(want, id)
	}
	if len(want) > 0 {
		t.Errorf("the alarm does not look at %v", want)
	}
}

func checkAccessLog(t *testing.T, format string) {
	t.Helper()
	var got []string
	for _, part := range strings.Split(format, "$context.")[1:] {
		variable, _, _ := strings.Cut(part, `"`)
		got = append(got, variable)
	}
	want := []string{
		"requestId", "requestTimeEpoch", "routeKey", "status", "responseLatency",
		"integrationLatency", "integrationStatus", "error.responseType",
	}
	diff(t, "access log's variables", got, want)
}

// An export starts when its job is first written, and never from anything else.
// Sealing starts when a leaf is first written, not when it gets its place.
func TestOnlyWhatIsNewStartsAFunction(t *testing.T) {
	s := application(t)
	for function, event := range map[string]string{"Export": "Jobs", "Seal": "Leaves"} {
		properties := at(s.Resources[function+"Function"].Properties, "Events", event, "Properties")
		checkStream(t, function, properties.(object), "Stream")
	}
}

func checkStream(t *testing.T, function string, p object, source string) {
	t.Helper()
	settings := map[string]map[string]string{
		"Export": {
			"BatchSize":            "1",
			"FilterCriteria":       filter("export"),
			"MaximumRetryAttempts": "3",
			// As long as the stream keeps a record: none is given up for its age alone.
			"MaximumRecordAgeInSeconds": "86400",
		},
		"Seal": {
			"BatchSize":                 "100",
			"FilterCriteria":            filter("leaf"),
			"MaximumRetryAttempts":      "2",
			"MaximumRecordAgeInSeconds": "3600",
		},
	}[function]
	settings[source] = "infra:TableStreamArn"
	settings["DestinationConfig"] = "{OnFailure: {Destination: ${" + function + "Failures.Arn}}}"
	settings["StartingPosition"] = "TRIM_HORIZON"
	for key, want := range settings {
		got := strings.Replace(text(p[key]), ", Type: SQS", "", 1)
		if got != want {
			t.Errorf("%s: got %s %s, want %s", function, key, got, want)
		}
	}
}

// filter lets through the first writing of items of a kind.
func filter(kind string) string {
	return `{Filters: [{Pattern: {"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"` + kind + `#"}]}}}}}]}`
}

// Nobody outside reaches the function that holds the log's key.
func TestSealFacesNoWeb(t *testing.T) {
	var got []string
	for name, event := range application(t).Resources["SealFunction"].Properties["Events"].(object) {
		got = append(got, name+" "+text(at(event, "Type")))
	}
	slices.Sort(got)
	if want := []string{"Leaves DynamoDB", "Sweep Schedule"}; !slices.Equal(got, want) {
		t.Errorf("got events %v, want %v", got, want)
	}
}

// The promise is that an entry is in the log within seconds; the sweep bounds
// how long one waits that the stream has not told of.
func TestEveryMinuteIsSwept(t *testing.T) {
	event := at(application(t).Resources["SealFunction"].Properties, "Events", "Sweep", "Properties")
	if got, want := text(at(event, "Schedule")), "rate(1 minute)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The API's authorizer has one issuer, so a register of another is refused at the deploy,
// and not found out by the first who cannot sign in.
func TestARegisterOfAnotherIssuerIsRefused(t *testing.T) {
	s := application(t)
	parameter := at(s.Parameters, "Registers")
	form := regexp.MustCompile(text(at(parameter, "AllowedPattern")))
	for register, want := range map[string]bool{
		"E07000107": true,
		"E10000016=https://login.county.example/": false,
		"E07000107=": false,
		"":           false,
	} {
		if got := form.MatchString(register); got != want {
			t.Errorf("%q: got %v, want %v", register, got, want)
		}
	}
	if said := text(at(parameter, "ConstraintDescription")); !strings.Contains(said, "issuer") || !strings.Contains(said, "stacks of its own") {
		t.Errorf("it is refused without a reason: %q", said)
	}
	authorizers, ok := at(s.Resources["Api"].Properties, "Auth", "Authorizers").(object)
	if !ok || len(authorizers) != 1 || text(at(authorizers, "CouncilTokens", "JwtConfiguration", "issuer")) != "${JwtIssuer}" {
		t.Errorf("the API has the authorizers %v", authorizers)
	}
}

// A letter cools off for a week. Less is for a stack whose log nobody could publish.
func TestACouncilsLettersCoolOffForAWeek(t *testing.T) {
	s := application(t)
	if got := text(at(s.Parameters, "CoolingOffHours", "Default")) + " of " + text(at(s.Parameters, "CoolingOffHours", "AllowedValues")); got != "168 of [24 168]" {
		t.Errorf("got %s", got)
	}
	rule := text(s.Rules["NobodyIsHurried"])
	if want := "Assert: {Fn::Or: [{Fn::Equals: [${CoolingOffHours} 168]} {Fn::Equals: [${LogSite} acceptance.invalid]}]}"; !strings.Contains(rule, want) {
		t.Errorf("got the rule %s, want %s", rule, want)
	}
	if got := text(at(s.Resources["RetainFunction"].Properties, "Environment", "Variables", "COOLING_OFF")); got != "${CoolingOffHours}h" {
		t.Errorf("retain is told %s", got)
	}
}

// The template refuses a site that the function would refuse as it starts.
func TestSiteOfTheLog(t *testing.T) {
	form := regexp.MustCompile(text(at(application(t).Parameters, "LogSite", "AllowedPattern")))
	for site, want := range map[string]bool{
		"log.example.gov.uk":          true,
		"www.example.gov.uk/register": true,
		"https://log.example.gov.uk":  false,
		"log.example.gov.uk/":         false,
		"log example":                 false,
		"":                            false,
	} {
		if got := form.MatchString(site); got != want {
			t.Errorf("%q: got %v, want %v", site, got, want)
		}
		if got := (sealing.Config{Site: site}).Check() == nil; got != want {
			t.Errorf("%q: the function takes it = %v, want %v", site, got, want)
		}
	}
}

// cfn-lint does not follow an import to another template.
func TestImportsAndExportsMeet(t *testing.T) {
	exported := map[string]bool{}
	for name, output := range evidence(t).Outputs {
		if got, want := text(at(output, "Export", "Name")), "${AWS::StackName}-"+name; got != want {
			t.Errorf("got export %s, want %s", got, want)
		}
		exported[name] = false
	}
	var follow func(v any)
	follow = func(v any) {
		switch v := v.(type) {
		case list:
			for _, value := range v {
				follow(value)
			}
		case object:
			if _, is := v["Fn::ImportValue"]; is {
				name := strings.TrimPrefix(text(v), "infra:")
				if _, found := exported[name]; !found {
					t.Errorf("template.yaml imports %s, which infra/template.yaml does not export", name)
				}
				exported[name] = true
			}
			for _, value := range v {
				follow(value)
			}
		}
	}
	s := application(t)
	follow(s.Globals)
	for _, r := range s.Resources {
		follow(r.Properties)
	}
	for name, used := range exported {
		if !used {
			t.Errorf("infra/template.yaml exports %s, which nothing imports", name)
		}
	}
}
