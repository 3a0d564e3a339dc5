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
		"JwtConfiguration: {audience: [${JwtAudience}], issuer: ${JwtIssuer}}}}, DefaultAuthorizer: CouncilTokens}"
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
	var want []string
	for _, function := range slices.Compact(slices.Sorted(maps.Values(routesOf(t, s)))) {
		want = append(want, "{Action: lambda:InvokeFunction, FunctionName: ${"+function+"}, Principal: apigateway.amazonaws.com, "+
			"SourceArn: arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*}")

		integration := strings.TrimSuffix(function, "Function")
		integrations := at(s.Resources["Api"].Properties, "DefinitionBody", "components", "x-amazon-apigateway-integrations")
		if got, want := text(at(integrations, integration)), "{httpMethod: POST, payloadFormatVersion: 2.0, type: aws_proxy, uri: "+
			"arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${"+function+".Arn}/invocations}"; got != want {
			t.Errorf("%s: got integration %s, want %s", function, got, want)
		}
	}
	diff(t, "permissions", got, want)
}
