package infra_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/sealing/trigger"
)

// An alarm that looks at its threshold from the wrong side is red for ever, or never; one
// that looks over too long tells too late.
func TestAlarmsLookAtTheirThresholdFromTheRightSide(t *testing.T) {
	const reached, above, below = "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold"
	otherwise := map[string]string{
		"Duration": above + " 300 1", "IteratorAge": above + " 300 1", "Invocations": below + " 3600 25",
		trigger.Wrong: reached + " 86400 1", cases.MetricLate: reached + " 86400 1", cases.MetricUnfinished: reached + " 86400 2",
		ofRegisters(trigger.OldestPending): above + " 60 5", ofRegisters(trigger.Unwitnessed): reached + " 300 12",
		"IF(refused >= 20, 100 * refused / asked, 0)": reached + "  1", // its periods are of what it computes with
	}
	s := application(t)
	for _, name := range s.ofType("AWS::CloudWatch::Alarm") {
		p := s.Resources[name].Properties
		of, period := text(p["MetricName"]), p["Period"]
		if metrics, given := p["Metrics"].(list); given {
			of, period = text(at(metrics[0], "Expression")), at(metrics[0], "Period")
		}
		want, given := otherwise[of]
		if !given {
			want = reached + " 300 1"
		}
		over := ""
		if period != nil {
			over = text(period)
		}
		if got := text(p["ComparisonOperator"]) + " " + over + " " + text(p["EvaluationPeriods"]); got != want {
			t.Errorf("%s: looks %s, want %s", name, got, want)
		}
	}
}

// What is set aside is encrypted, kept for as long as the README says, and goes in the
// clear to nobody.
func TestQueuesOfFailuresAreClosed(t *testing.T) {
	s := application(t)
	queues := s.ofType("AWS::SQS::Queue")
	if len(queues) != 4 {
		t.Errorf("got queues %v, want four", queues)
	}
	for _, name := range queues {
		if got, want := text(s.Resources[name].Properties), "{MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true}"; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		policy := s.Resources[name+"Policy"].Properties
		deny := "{Action: sqs:*, Condition: {Bool: {aws:SecureTransport: false}}, Effect: Deny, Principal: *, Resource: ${" + name + ".Arn}, Sid: DenyWithoutTLS}"
		if got := text(at(policy, "PolicyDocument", "Statement")); text(policy["Queues"]) != "[${"+name+"}]" || !strings.Contains(got, deny) {
			t.Errorf("%s: got the policy %s of %s, want %s in it", name, got, text(policy["Queues"]), deny)
		}
	}
}

// Whoever works on a restored table turns the nights off by a parameter.
func TestTheNightsAreTurnedOffByTheirParameter(t *testing.T) {
	s := application(t)
	for _, function := range functions(t, s) {
		events, _ := s.Resources[function].Properties["Events"].(object)
		for event, said := range events {
			got, want := at(said, "Properties", "State"), any(nil)
			if function == "RetainFunction" {
				want = "${NightlyRetention}"
			}
			if got != want && text(got) != want {
				t.Errorf("%s %s: is %v, want %v", function, event, got, want)
			}
		}
	}
}

// Each function is told what the parameters and the other stack say: one that is told
// something else runs, and does another thing.
func TestWhatFunctionsAreTold(t *testing.T) {
	s := application(t)
	told := map[string]string{
		"API_ADDRESS":           "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}",
		"ARCHIVE_ORIGIN":        "https://infra:CorrespondenceBucketName.s3.${AWS::Region}.${AWS::URLSuffix}",
		"CONSOLE_CLIENT_ID":     "${ConsoleClientId}",
		"CONSOLE_COLOUR":        "${ConsoleColour}",
		"CONSOLE_NAME":          "${ConsoleName}",
		"CONSOLE_SCOPES":        "${ConsoleScopes}",
		"CONSOLE_SECRET":        "${ConsoleSecretArn}",
		"COOLING_OFF":           "${CoolingOffHours}h",
		"CORRESPONDENCE_BUCKET": "infra:CorrespondenceBucketName",
		"GOGC":                  "400",
		"GOMEMLIMIT":            "400MiB",
		"JWT_ISSUER":            "${JwtIssuer}",
		"LOG_BUCKET":            "infra:LogBucketName",
		"LOG_FORMER_KEYS":       "${LogFormerKeys}",
		"LOG_KEYS":              "{Fn::If: [NamesLogKeys {Fn::Join: [, ${LogSigningKeyArns}]} infra:LogSigningKeyArn]}",
		"LOG_SITE":              "${LogSite}",
		"LOG_WITNESSES":         "${LogWitnesses}",
		"METRICS":               namespace,
		"REGISTERS":             "{Fn::Join: [, ${Registers}]}",
		"REGISTER_SECRET":       "infra:RegisterSecretArn",
		"RELEASE":               "${Release}",
		"REPORTS_BUCKET":        "infra:ReportsBucketName",
		"TABLE":                 "infra:TableName",
		"TRIES":                 "{Fn::If: [Tries yes no]}",
		"VERSIONS": "{Fn::Join: [, [${RecordFunction.Version} ${ArchiveFunction.Version} ${QueryFunction.Version} " +
			"{Fn::If: [HasConsole ${ConsoleFunction.Version} ${AWS::NoValue}]}]]}",
	}
	var seen []string
	look := func(of string, variables any) {
		given, _ := variables.(object)
		for name, value := range given {
			seen = append(seen, name)
			if got := text(value); got != told[name] {
				t.Errorf("%s: %s is %s, want %s", of, name, got, told[name])
			}
		}
	}
	look("all", at(s.Globals, "Function", "Environment", "Variables"))
	for _, name := range functions(t, s) {
		look(name, at(s.Resources[name].Properties, "Environment", "Variables"))
	}
	for name := range told {
		if !slices.Contains(seen, name) {
			t.Errorf("nobody is told %s", name)
		}
	}
}

// A browser may send a letter from the console's pages, with what its ticket signs, and
// nothing else: what is read of the archive is read by nobody's script.
func TestABrowserMaySendALetterAndNothingElse(t *testing.T) {
	want := "{Fn::If: [HasConsoleOrigin {CorsRules: [{AllowedHeaders: [content-type if-none-match x-amz-checksum-sha256 x-amz-object-lock-legal-hold], " +
		"AllowedMethods: [PUT], AllowedOrigins: [${ConsoleOrigin}], MaxAge: 600}]} ${AWS::NoValue}]}"
	s := evidence(t)
	for _, name := range s.ofType("AWS::S3::Bucket") {
		got, given := s.Resources[name].Properties["CorsConfiguration"]
		if name == "CorrespondenceBucket" && text(got) != want || name != "CorrespondenceBucket" && given {
			t.Errorf("%s: got %s, want %s", name, text(got), want)
		}
	}
}
