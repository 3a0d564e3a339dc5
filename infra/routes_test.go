package infra_test

import "testing"

// routesOf returns the function that answers each of the template's routes.
func routesOf(t *testing.T, s stack) map[string]string {
	t.Helper()
	routes := map[string]string{}
	for _, function := range functions(t, s) {
		for _, event := range s.Resources[function].Properties["Events"].(object) {
			if text(at(event, "Type")) != "HttpApi" {
				continue
			}
			route := text(at(event, "Properties", "Method")) + " " + text(at(event, "Properties", "Path"))
			if other, taken := routes[route]; taken {
				t.Errorf("%s is answered by both %s and %s", route, other, function)
			}
			routes[route] = function
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
	for _, function := range functions(t, s) {
		for name, event := range s.Resources[function].Properties["Events"].(object) {
			properties := at(event, "Properties").(object)
			if auth, given := properties["Auth"]; given {
				t.Errorf("%s %s: got its own authorizer %s, want the API's", function, name, text(auth))
			}
			if api := text(properties["ApiId"]); text(at(event, "Type")) == "HttpApi" && api != "${Api}" {
				t.Errorf("%s %s: got API %s, want ${Api}, which has the authorizer", function, name, api)
			}
		}
	}
}
