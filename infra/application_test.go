package infra_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// functions returns the application's functions, in either form of the template.
func functions(t *testing.T, s stack) []string {
	t.Helper()
	got := append(s.ofType("AWS::Serverless::Function"), s.ofType("AWS::Lambda::Function")...)
	want := []string{"ArchiveFunction", "ExportFunction", "QueryFunction", "RecordFunction", "RetainFunction"}
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
		// Tracing keeps what passed between services, which is personal data.
		for _, key := range []string{"Tracing", "TracingConfig", "FunctionUrlConfig", "Layers"} {
			if v, given := properties[key]; given {
				t.Errorf("%s: got %s %s, want none", name, key, text(v))
			}
		}
	}
	groups := s.ofType("AWS::Logs::LogGroup")
	if got, want := len(groups), 6; got != want {
		t.Errorf("got %d log groups, want %d: one a function and the API's", got, want)
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
		dimension := at(p["Dimensions"].(list)[0], "Value")
		got = append(got, strings.Join([]string{
			text(p["Namespace"]), text(p["MetricName"]), text(dimension), text(p["Statistic"]), text(p["Threshold"]),
		}, " "))
		if got, want := text(at(p, "AlarmActions", "Fn::If")), "[HasAlarmTopic [${AlarmTopicArn}] ${AWS::NoValue}]"; got != want {
			t.Errorf("%s: got actions %s, want %s", name, got, want)
		}
	}
	want := []string{
		"AWS/ApiGateway 5xx ${Api} Sum 1",
		"AWS/Lambda IteratorAge ${ExportFunction} Maximum 900000",
		"AWS/Lambda Invocations ${RetainFunction} Sum 1",
		"AWS/SQS ApproximateNumberOfMessagesVisible ${ExportFailures.QueueName} Maximum 1",
	}
	for _, function := range functions(t, s) {
		seconds, err := strconv.Atoi(text(s.Resources[function].Properties["Timeout"]))
		if err != nil {
			t.Fatalf("%s: read its timeout: %v", function, err)
		}
		nearTimeout := strconv.Itoa(seconds * 1000 * 4 / 5) // four fifths, in milliseconds
		want = append(want,
			"AWS/Lambda Duration ${"+function+"} Maximum "+nearTimeout,
			"AWS/Lambda Errors ${"+function+"} Sum 1",
			"AWS/Lambda Throttles ${"+function+"} Sum 1")
	}
	slices.Sort(got)
	slices.Sort(want)
	diff(t, "alarms", got, want)
}

// mayBeDeleted are the kinds of resource the application stack may hold: what
// goes with it is no evidence. Log groups are kept as well; checkFunctions says.
var mayBeDeleted = []string{
	"AWS::ApiGatewayV2::Api",
	"AWS::ApiGatewayV2::Stage",
	"AWS::CloudWatch::Alarm",
	"AWS::Events::Rule",
	"AWS::IAM::Role",
	"AWS::Lambda::EventSourceMapping",
	"AWS::Lambda::Function",
	"AWS::Lambda::Permission",
	"AWS::Logs::LogGroup",
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
	api := application(t).Resources["Api"]
	checkAccessLog(t, text(at(api.Properties, "AccessLogSettings", "Format")))
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
func TestOnlyNewJobsStartAnExport(t *testing.T) {
	event := at(application(t).Resources["ExportFunction"].Properties, "Events", "Jobs", "Properties")
	checkStream(t, event.(object), "Stream")
}

func checkStream(t *testing.T, p object, source string) {
	t.Helper()
	for key, want := range map[string]string{
		source:                 "infra:TableStreamArn",
		"BatchSize":            "1",
		"DestinationConfig":    "{OnFailure: {Destination: ${ExportFailures.Arn}}}",
		"FilterCriteria":       `{Filters: [{Pattern: {"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"export#"}]}}}}}]}`,
		"MaximumRetryAttempts": "3",
		// As long as the stream keeps a record: none is given up for its age alone.
		"MaximumRecordAgeInSeconds": "86400",
		"StartingPosition":          "TRIM_HORIZON",
	} {
		got := strings.Replace(text(p[key]), ", Type: SQS", "", 1)
		if got != want {
			t.Errorf("got %s %s, want %s", key, got, want)
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
