package infra_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// routesOf returns the function that answers each of the API's routes.
func routesOf(t *testing.T, s stack) map[string]string {
	t.Helper()
	routes := map[string]string{}
	for path, methods := range at(s.Resources["Api"].Properties, "DefinitionBody", "paths").(object) {
		for method, operation := range methods.(object) {
			integration := text(at(operation, "x-amazon-apigateway-integration", "$ref"))
			name, found := strings.CutPrefix(integration, "#/components/x-amazon-apigateway-integrations/")
			if !found {
				t.Errorf("%s %s: got integration %s, want one that the API's description names", method, path, integration)
			}
			routes[strings.ToUpper(method)+" "+path] = name + "Function"
		}
	}
	return routes
}

func TestEveryRouteAsksForAToken(t *testing.T) {
	s := application(t)
	got := text(s.Resources["Api"].Properties["Auth"])
	want := "{Authorizers: {CouncilTokens: {IdentitySource: $request.header.Authorization, " +
		"JwtConfiguration: {audience: ${JwtAudience}, issuer: ${JwtIssuer}}}}, DefaultAuthorizer: CouncilTokens}"
	if got != want {
		t.Errorf("got authorizer %s, want %s", got, want)
	}
	for path, methods := range at(s.Resources["Api"].Properties, "DefinitionBody", "paths").(object) {
		for method, operation := range methods.(object) {
			if given := slices.Sorted(maps.Keys(operation.(object))); !slices.Equal(given, []string{"x-amazon-apigateway-integration"}) {
				t.Errorf("%s %s: got %v, want an integration and nothing of its own beside the API's authorizer", method, path, given)
			}
		}
	}
	for _, function := range functions(t, s) {
		events, _ := s.Resources[function].Properties["Events"].(object)
		for name, event := range events {
			if kind := text(at(event, "Type")); kind == "HttpApi" || kind == "Api" {
				t.Errorf("%s %s: got a route of its own, want it in the API's description", function, name)
			}
		}
	}
}

// API Gateway may call the functions that routes name and no other, by one
// permission each, so that no resource policy grows with the routes.
func TestTheGatewayMayCallWhatRoutesName(t *testing.T) {
	s := application(t)
	var got []string
	for _, name := range s.ofType("AWS::Lambda::Permission") {
		got = append(got, text(s.Resources[name].Properties))
	}
	slices.Sort(got)
	want := []string{"{Action: lambda:InvokeFunction, FunctionName: ${ConsoleFunction.Alias}, Principal: apigateway.amazonaws.com, " +
		"SourceArn: arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ConsoleApi}/*}"}
	for _, function := range slices.Compact(slices.Sorted(maps.Values(routesOf(t, s)))) {
		name, invoked := "${"+function+"}", "${"+function+".Arn}"
		if slices.Contains(released, function) {
			name, invoked = "${"+function+".Alias}", "${"+function+".Arn}:live"
		}
		want = append(want, "{Action: lambda:InvokeFunction, FunctionName: "+name+", Principal: apigateway.amazonaws.com, "+
			"SourceArn: arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*}")

		integration := strings.TrimSuffix(function, "Function")
		integrations := at(s.Resources["Api"].Properties, "DefinitionBody", "components", "x-amazon-apigateway-integrations")
		if got, want := text(at(integrations, integration)), "{httpMethod: POST, payloadFormatVersion: 2.0, type: aws_proxy, uri: "+
			"arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"+invoked+"/invocations}"; got != want {
			t.Errorf("%s: got integration %s, want %s", function, got, want)
		}
	}
	slices.Sort(want)
	diff(t, "permissions", got, want)
}

// The console answers at an address of its own, with throttles of its own, and is left
// out whole where it has no secret. No page of its, and no other site, may have a
// browser ask the API itself.
func TestTheConsoleStandsBesideTheAPI(t *testing.T) {
	s := application(t)
	console := s.Resources["ConsoleApi"].Properties
	want := "{/$default: {x-amazon-apigateway-any-method: {isDefaultRoute: true, x-amazon-apigateway-integration: {httpMethod: POST, payloadFormatVersion: 2.0, type: aws_proxy, uri: " +
		"arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${ConsoleFunction.Alias}/invocations}}}}"
	if got := text(at(console, "DefinitionBody", "paths")); got != want {
		t.Errorf("got routes %s, want %s", got, want)
	}
	if got, want := text(console["DefaultRouteSettings"]), "{DetailedMetricsEnabled: false, ThrottlingBurstLimit: ${ConsoleThrottleBurst}, ThrottlingRateLimit: ${ConsoleThrottleRate}}"; got != want {
		t.Errorf("got throttles %s, want %s", got, want)
	}
	for _, api := range []string{"Api", "ConsoleApi"} {
		if cors, given := s.Resources[api].Properties["CorsConfiguration"]; given {
			t.Errorf("%s: got CORS %s, want none", api, text(cors))
		}
	}
	seen := 0
	for name, r := range s.Resources {
		condition := text(r.Attributes["Condition"])
		if ours := strings.HasPrefix(name, "Console"); ours != (condition == "HasConsole") {
			t.Errorf("%s: got condition %s", name, condition)
		} else if ours {
			seen++
		}
		if reaches := strings.Contains(text(without(r.Properties, "HasConsole")), "${Console"); reaches && !strings.HasPrefix(name, "Console") {
			t.Errorf("%s reaches the console, which may not be there", name)
		}
	}
	if seen < 8 {
		t.Errorf("got %d resources of the console", seen)
	}
	if got, want := text(at(s.Resources["ConsoleFunction"].Properties, "Environment", "Variables", "API_ADDRESS")), "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"; got != want {
		t.Errorf("the console asks %s, want %s", got, want)
	}
	assertions, _ := at(s.Rules, "ConsoleIsKnown", "Assertions").(list)
	if len(assertions) != 1 || text(at(assertions[0], "Assert")) != "{Fn::Or: [{Fn::Equals: [${ConsoleSecretArn} ]} {Fn::Not: [{Fn::Equals: [${ConsoleClientId} ]}]}]}" {
		t.Errorf("got rule %s", text(assertions))
	}
}

// without is a value without what is chosen where the condition holds.
func without(v any, condition string) any {
	switch v := v.(type) {
	case object:
		if choice, is := v["Fn::If"].(list); is && choice[0] == condition {
			return choice[2]
		}
		left := object{}
		for key, value := range v {
			left[key] = without(value, condition)
		}
		return left
	case list:
		left := make(list, len(v))
		for i, value := range v {
			left[i] = without(value, condition)
		}
		return left
	default:
		return v
	}
}
