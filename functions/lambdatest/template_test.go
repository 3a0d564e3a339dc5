package lambdatest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

func TestRoutesAreTakenAsAPIGatewayTakesThem(t *testing.T) {
	template := Template{"a": {Routes: []Route{
		{"a", "GET", "/disclosures/{id}"}, {"a", "GET", "/disclosures/latest"}, {"a", "GET", "/disclosures"}, {"a", "POST", "/disclosures"},
	}}}
	for target, want := range map[string]string{
		"GET /disclosures":        "/disclosures",
		"GET /disclosures/1":      "/disclosures/{id}",
		"GET /disclosures/latest": "/disclosures/latest",
		"GET /disclosures/":       "",
		"GET /disclosures/1/2":    "",
		"PUT /disclosures":        "",
	} {
		method, path, _ := strings.Cut(target, " ")
		route, parameters, found := template.Match(method, path)
		if found != (want != "") || route.Path != want {
			t.Errorf("%s: got %q, want %q", target, route.Path, want)
		}
		if want == "/disclosures/{id}" && parameters["id"] != "1" {
			t.Errorf("%s: got parameters %v", target, parameters)
		}
	}
}

func TestTheStreamsFilterLetsJobsThroughAndNothingElse(t *testing.T) {
	stream := ReadTemplate(t)["export"].Streams[0]
	for name, test := range map[string]struct {
		record json.RawMessage
		want   bool
	}{
		"a job that was asked for":    {StreamRecord("INSERT", "export#R", "1"), true},
		"a job that was worked on":    {StreamRecord("MODIFY", "export#R", "1"), false},
		"an entry":                    {StreamRecord("INSERT", "entry#R#1", "entry"), false},
		"a kind that is not ours yet": {StreamRecord("INSERT", "exporter#R", "1"), false},
	} {
		if got := stream.passes(t, test.record); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestTheStreamsFilterTellsSealOfNewLeaves(t *testing.T) {
	stream := ReadTemplate(t)["seal"].Streams[0]
	for name, test := range map[string]struct {
		record json.RawMessage
		want   bool
	}{
		"a leaf that was recorded": {StreamRecord("INSERT", "leaf#R#1", "leaf"), true},
		"a leaf that was sealed":   {StreamRecord("MODIFY", "leaf#R#1", "leaf"), false},
		"the log's head":           {StreamRecord("INSERT", "head#R", "head"), false},
		"an entry":                 {StreamRecord("INSERT", "entry#R#1", "entry"), false},
	} {
		if got := stream.passes(t, test.record); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestClaimsArriveFlattened(t *testing.T) {
	by := disclosure.Caller{
		Register: "E07000107", Subject: "s", Name: "N", Roles: []disclosure.Role{disclosure.Recorder, disclosure.DPO}, Department: "housing",
	}
	event := Event(Route{"record", "POST", "/x"}, nil, Request{By: &by, Method: "POST", Target: "/x%20y?a=1&a=2"}, time.Now())
	if got, want := event.RequestContext.Authorizer.JWT.Claims["roles"], "[recorder dpo]"; got != want {
		t.Errorf("got roles %q, want %q", got, want)
	}
	if event.RawPath != "/x y" || event.RawQueryString != "a=1&a=2" || event.QueryStringParameters["a"] != "1,2" {
		t.Errorf("got path %q and query %q, %v", event.RawPath, event.RawQueryString, event.QueryStringParameters)
	}
}
