//go:build check

// What is deployed is not template.yaml but what the SAM transform makes of it.
// These tests run the transform (scripts/tools/expand.py) and ask of its result
// what the other tests ask of the template, and what only the result can show.
// They need the template tools: `make check` installs them.
package infra_test

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

var expand = sync.OnceValues(func() ([]byte, error) {
	// Read here rather than by the command, so that Go's test cache sees them.
	if _, err := os.ReadFile("../.tools/venv/.stamp"); err != nil {
		return nil, err
	}
	script, err := os.ReadFile("../scripts/tools/expand.py")
	if err != nil {
		return nil, err
	}
	template, err := os.ReadFile("../template.yaml")
	if err != nil {
		return nil, err
	}
	transform := exec.Command("../.tools/venv/bin/python", "-c", string(script))
	transform.Stdin = bytes.NewReader(template)
	transform.Stderr = os.Stderr
	return transform.Output()
})

func expanded(t *testing.T) stack {
	t.Helper()
	text, err := expand()
	if err != nil {
		t.Fatalf("expand template.yaml (run make check, which installs the tools): %v", err)
	}
	return readJSON(t, unnamed(text))
}

func readJSON(t *testing.T, text []byte) stack {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("parse expanded template: %v", err)
	}
	return newStack(t, fromJSON(v))
}

func fromJSON(v any) any {
	switch v := v.(type) {
	case object:
		for key, value := range v {
			v[key] = fromJSON(value)
		}
		return v
	case list:
		for i, value := range v {
			v[i] = fromJSON(value)
		}
		return v
	default:
		return fmt.Sprint(v)
	}
}

func TestExpandedRoles(t *testing.T) {
	s := expanded(t)
	checkPowers(t, s)
	checkForbidden(t, s)
	checkOnlyRoles(t, s)
}

func TestExpandedFunctions(t *testing.T) {
	s := expanded(t)
	checkFunctions(t, s)
	checkAlarms(t, s)
	for _, name := range functions(t, s) {
		for key, want := range map[string]string{
			"Architectures":                "[arm64]",
			"Handler":                      "bootstrap",
			"ReservedConcurrentExecutions": "{Fn::If: [ReservesConcurrency ${ReservedConcurrency} ${AWS::NoValue}]}",
			"Runtime":                      "provided.al2023",
			"TracingConfig":                "{Mode: Active}",
		} {
			if got := text(s.Resources[name].Properties[key]); got != want {
				t.Errorf("%s: got %s %s, want %s", name, key, got, want)
			}
		}
		for variable, want := range map[string]string{"TABLE": "infra:TableName", "REGISTER_SECRET": secretOf(name), "RELEASE": "${Release}"} {
			if got := text(at(s.Resources[name].Properties, "Environment", "Variables", variable)); got != want {
				t.Errorf("%s: got %s=%s, want %s", name, variable, got, want)
			}
		}
	}
}

// secretOf is what a function is told of the registers' secret: all but seal, check, the
// console and a release's hook read it.
func secretOf(function string) string {
	if slices.Contains([]string{"SealFunction", "CheckFunction", "ConsoleFunction", "TrialFunction"}, function) {
		return text(nil)
	}
	return "infra:RegisterSecretArn"
}

func TestExpandedRegionAndConditions(t *testing.T) {
	s := expanded(t)
	checkRegion(t, "template.yaml, expanded", s)
	checkAuthorization(t, "template.yaml, expanded", s, authorization(t))
}

// CloudFormation makes a resource after whatever it names, wherever it names it: a circle
// is refused, and in a real account alone. An alias names its deployment group in its
// update policy, which the linter does not follow.
func TestExpandedResourcesWaitForEachOtherInNoCircle(t *testing.T) {
	text, err := expand()
	if err != nil {
		t.Fatal(err)
	}
	var template struct{ Resources map[string]any }
	if err := json.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{}
	var waits func(name string, path []string)
	waits = func(name string, path []string) {
		if at := slices.Index(path, name); at >= 0 {
			t.Fatalf("they wait for each other: %s", strings.Join(append(path[at:], name), ", "))
		}
		if _, resource := template.Resources[name]; !resource || done[name] {
			return
		}
		for _, named := range namedIn(template.Resources[name]) {
			waits(named, append(slices.Clip(path), name))
		}
		done[name] = true
	}
	for name := range template.Resources {
		waits(name, nil)
	}
	if len(done) != len(template.Resources) || len(done) < 100 {
		t.Errorf("looked at %d of %d resources", len(done), len(template.Resources))
	}
}

// inText are the names of resources in a text of Fn::Sub.
var inText = regexp.MustCompile(`\$\{(\w+)`)

// namedIn are the names that a part of the template gives to what it waits for.
func namedIn(part any) (names []string) {
	switch p := part.(type) {
	case []any:
		for _, v := range p {
			names = append(names, namedIn(v)...)
		}
	case map[string]any:
		for key, v := range p {
			text, _ := v.(string)
			list, _ := v.([]any)
			switch {
			case key == "Ref", key == "DependsOn" && text != "":
				names = append(names, text)
				continue
			case key == "Fn::GetAtt" && len(list) > 0:
				text, _ = list[0].(string)
				names = append(names, text)
				continue
			case key == "Fn::GetAtt":
				name, _, _ := strings.Cut(text, ".")
				names = append(names, name)
				continue
			case key == "DependsOn":
				for _, on := range list {
					text, _ := on.(string)
					names = append(names, text)
				}
				continue
			}
			names = append(names, namedIn(v)...)
		}
		text, is := p["Fn::Sub"].(string)
		if list, _ := p["Fn::Sub"].([]any); !is && len(list) > 0 {
			text, _ = list[0].(string)
		}
		for _, m := range inText.FindAllStringSubmatch(text, -1) {
			names = append(names, m[1])
		}
	}
	return names
}

func TestExpandedSchedules(t *testing.T) {
	s := expanded(t)
	rules := map[string]schedule{}
	for _, name := range s.ofType("AWS::Events::Rule") {
		targets, _ := s.Resources[name].Properties["Targets"].(list)
		if len(targets) != 1 {
			t.Fatalf("%s: got %d targets, want one", name, len(targets))
		}
		part, event, _ := strings.Cut(name, "Function")
		rules[part+event] = schedule{part, event, targets[0].(object)}
	}
	checkSchedules(t, rules, s)
	var got []string
	for _, name := range s.ofType("AWS::Lambda::EventInvokeConfig") {
		p := s.Resources[name].Properties
		got = append(got, text(p["FunctionName"])+" "+text(p["MaximumRetryAttempts"])+" "+text(at(p, "DestinationConfig", "OnFailure", "Destination")))
	}
	diff(t, "what becomes of runs that fail", got, []string{"${CheckFunction} 1 ${CheckFailures.Arn}", "${RetainFunction} 1 ${RetainFailures.Arn}", "${SealFunction} 0 ${SealFailures.Arn}"})
}

// A function's resource policy may be 20,480 bytes: a deploy that goes over fails,
// and only in a real account. The lengths of what AWS fills in are those of its ids.
func TestExpandedResourcePoliciesFit(t *testing.T) {
	const longest = 20_480 * 8 / 10
	s := expanded(t)
	sizes := map[string]int{}
	for _, name := range s.ofType("AWS::Lambda::Permission") {
		p := s.Resources[name].Properties
		function := strings.TrimSuffix(strings.Trim(text(p["FunctionName"]), "${}"), ".Alias")
		stack, id := "disclosure-register", "AbCdEfGhIjKl"
		source := strings.NewReplacer(
			"${AWS::Partition}", "aws", "${AWS::Region}", "eu-west-2", "${AWS::AccountId}", "123456789012", "${Api}", "a1b2c3d4e5", "${ConsoleApi}", "f6g7h8i9j0",
		).Replace(text(p["SourceArn"]))
		statement, err := json.Marshal(object{
			"Sid": stack + "-" + name + "-" + id, "Effect": "Allow", "Principal": object{"Service": text(p["Principal"])}, "Action": text(p["Action"]),
			"Resource":  "arn:aws:lambda:eu-west-2:123456789012:function:" + stack + "-" + function + "-" + id,
			"Condition": object{"ArnLike": object{"AWS:SourceArn": source}},
		})
		if err != nil {
			t.Fatal(err)
		}
		sizes[function] += len(statement) + 1
	}
	if len(sizes) < 5 {
		t.Errorf("got policies of %d functions", len(sizes))
	}
	for function, size := range sizes {
		t.Logf("%s: %d bytes", function, size)
		if size > longest {
			t.Errorf("%s: a resource policy of %d bytes, want at most %d, four fifths of what Lambda takes", function, size, longest)
		}
	}
}

func TestExpandedApplicationHoldsNoEvidence(t *testing.T) {
	checkNoEvidence(t, expanded(t))
}

func TestExpandedStream(t *testing.T) {
	s := expanded(t)
	mappings := s.ofType("AWS::Lambda::EventSourceMapping")
	if want := []string{"ExportFunctionJobs", "SealFunctionLeaves"}; !slices.Equal(mappings, want) {
		t.Fatalf("got event sources %v, want %v", mappings, want)
	}
	checkStream(t, "Export", s.Resources["ExportFunctionJobs"].Properties, "EventSourceArn")
	checkStream(t, "Seal", s.Resources["SealFunctionLeaves"].Properties, "EventSourceArn")
}

// Every route asks for one of the council's tokens, and the gateway throttles
// before a function is run.
func TestExpandedApi(t *testing.T) {
	s := expanded(t)
	body := s.Resources["Api"].Properties["Body"]
	schemes := text(at(body, "components", "securitySchemes"))
	want := "{CouncilTokens: {type: oauth2, x-amazon-apigateway-authorizer: {identitySource: $request.header.Authorization, " +
		"jwtConfiguration: {audience: ${JwtAudience}, issuer: ${JwtIssuer}}, type: jwt}}}"
	if schemes != want {
		t.Errorf("got authorizers %s, want %s", schemes, want)
	}

	var routes []string
	for path, methods := range at(body, "paths").(object) {
		for method, operation := range methods.(object) {
			route := strings.ToUpper(method) + " " + path
			routes = append(routes, route)
			if got, want := text(at(operation, "security")), "[{CouncilTokens: []}]"; got != want {
				t.Errorf("%s: got security %s, want %s", route, got, want)
			}
		}
	}
	slices.Sort(routes)
	diff(t, "routes", routes, slices.Sorted(maps.Keys(routesOf(t, application(t)))))

	stages := s.ofType("AWS::ApiGatewayV2::Stage")
	if len(stages) != 2 {
		t.Fatalf("got stages %v, want the API's and the console's", stages)
	}
	for _, name := range stages {
		stage := s.Resources[name].Properties
		of := map[string]string{"${Api}": "", "${ConsoleApi}": "Console"}[text(stage["ApiId"])]
		settings := text(stage["DefaultRouteSettings"])
		if want := "{DetailedMetricsEnabled: false, ThrottlingBurstLimit: ${" + of + "ThrottleBurst}, ThrottlingRateLimit: ${" + of + "ThrottleRate}}"; settings != want {
			t.Errorf("%s: got route settings %s, want %s", name, settings, want)
		}
		if routes, given := stage["RouteSettings"]; given {
			t.Errorf("%s: got route settings %s, want none beside the default", name, text(routes))
		}
		checkAccessLog(t, text(at(stage, "AccessLogSettings", "Format")))
	}
}

// What `sam build` left is what Lambda can run: for its processor, on its own
// (AL2023 has an older C library than the machines we build on), small.
func TestBuiltFunctions(t *testing.T) {
	for _, name := range functions(t, application(t)) {
		path := "../.aws-sam/build/" + name + "/bootstrap"
		binary, err := elf.Open(path)
		if err != nil {
			t.Fatalf("open what sam build made (make check runs it): %v", err)
		}
		defer binary.Close()
		if got, want := binary.Machine, elf.EM_AARCH64; got != want {
			t.Errorf("%s: got machine %v, want %v", name, got, want)
		}
		for _, program := range binary.Progs {
			if program.Type == elf.PT_INTERP {
				t.Errorf("%s: is linked dynamically, want everything inside", name)
			}
		}
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		part := strings.ToLower(strings.TrimSuffix(name, "Function"))
		if got, want := info.Path, "disclosure-register/functions/"+part; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		for key, want := range map[string]string{"-tags": "lambda.norpc", "-trimpath": "true", "CGO_ENABLED": "0"} {
			if got := settings[key]; got != want {
				t.Errorf("%s: got %s %q, want %q", name, key, got, want)
			}
		}
	}
}
