package lambdatest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/disclosure"
)

// Request is what a client sends to the API.
type Request struct {
	// By is who the token is of; nil sends none.
	By *disclosure.Caller
	// Claims are the token's, where they are not those of By.
	Claims  map[string]string
	Method  string
	Target  string // path and query, escaped as on the wire
	Headers map[string]string
	Body    []byte
}

// Response is what the client gets.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// RequestID is what API Gateway calls every request here. A real one calls each otherwise;
// the answers of two registers are compared.
const RequestID = "JKJaXmPLvHcESHA="

// Domain is where the API of this account would answer, and the console.
const Domain = "a1b2c3d4e5.execute-api." + region + ".amazonaws.com"

// Event is the event that API Gateway's HTTP API makes of a request on a route,
// in payload format 2.0. It decodes the path.
func Event(route Route, parameters map[string]string, r Request, at time.Time) events.APIGatewayV2HTTPRequest {
	target, err := url.Parse(r.Target)
	if err != nil {
		panic("lambdatest: the request's target: " + err.Error())
	}
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: route.Key(), RawPath: target.Path, RawQueryString: target.RawQuery,
		Headers: map[string]string{
			"accept": "*/*", "content-length": fmt.Sprint(len(r.Body)), "host": Domain, "user-agent": "curl/8.14.1",
			"x-amzn-trace-id": "Root=1-67000000-000000000000000000000000", "x-forwarded-for": "192.0.2.17",
			"x-forwarded-port": "443", "x-forwarded-proto": "https",
		},
		PathParameters: parameters,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: route.Key(), AccountID: account, Stage: "$default", RequestID: RequestID,
			APIID: "a1b2c3d4e5", DomainName: Domain, DomainPrefix: "a1b2c3d4e5",
			Time: at.UTC().Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: at.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: r.Method, Path: target.Path, Protocol: "HTTP/1.1", SourceIP: "192.0.2.17", UserAgent: "curl/8.14.1",
			},
		},
	}
	for name, values := range target.Query() {
		if e.QueryStringParameters == nil {
			e.QueryStringParameters = map[string]string{}
		}
		e.QueryStringParameters[name] = strings.Join(values, ",")
	}
	for name, value := range r.Headers {
		if strings.EqualFold(name, "Cookie") {
			e.Cookies = strings.Split(value, "; ")
			continue
		}
		e.Headers[strings.ToLower(name)] = value
	}
	given := r.Claims
	if r.By != nil {
		given = claims(*r.By, at)
	}
	if given != nil {
		e.Headers["authorization"] = "Bearer a.token.that-API-Gateway-has-verified"
		e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: given},
		}
	}
	if e.Body = string(r.Body); len(r.Body) > 0 && !isText(e.Headers["content-type"]) {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(r.Body), true
	}
	return e
}

// PageEvent is the event of a request that comes by the default route of an API
// without an authorizer.
func PageEvent(r Request, at time.Time) events.APIGatewayV2HTTPRequest {
	e := Event(Route{}, nil, r, at)
	e.RouteKey, e.RequestContext.RouteKey, e.RequestContext.Authorizer = "$default", "$default", nil
	return e
}

// isText reports whether API Gateway hands a body on as it is.
func isText(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(kind, "text/") || kind == "application/json" || kind == "application/javascript" || kind == "application/xml"
}

// claims are a token's as the authorizer hands them on: every value a string,
// and a list its members between brackets.
func claims(c disclosure.Caller, at time.Time) map[string]string {
	var roles []string
	for _, role := range c.Roles {
		roles = append(roles, string(role))
	}
	flat := map[string]string{
		"aud": "disclosure-register", "iss": Issuer, "sub": c.Subject, "name": c.Name,
		"register": c.Register.String(), "roles": "[" + strings.Join(roles, " ") + "]",
		"iat": fmt.Sprint(at.Unix()), "exp": fmt.Sprint(at.Add(time.Hour).Unix()),
	}
	if c.Department != "" {
		flat["department"] = c.Department
	}
	return flat
}

// Send makes a request of the API: to the function that the template routes it
// to, or, when there is no such route or no token, to API Gateway's own answer.
func (s *Stack) Send(t testing.TB, r Request) Response {
	t.Helper()
	target, err := url.Parse(r.Target)
	if err != nil {
		t.Fatal(err)
	}
	route, parameters, found := s.template.Match(r.Method, target.Path)
	switch {
	case !found:
		return Response{Status: http.StatusNotFound, Body: []byte(`{"message":"Not Found"}`)}
	case r.By == nil && r.Claims == nil:
		return Response{Status: http.StatusUnauthorized, Body: []byte(`{"message":"Unauthorized"}`)}
	}
	sent := Event(route, parameters, r, time.Now())
	event, err := json.Marshal(sent)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case len(r.Method)+len(" ")+len(r.Target)+len(" HTTP/1.1")+headerBytes(sent.Headers) > longestHeaders:
		return Response{Status: http.StatusRequestHeaderFieldsTooLarge, Body: []byte(`{"message":"Request Header Fields Too Large"}`)}
	case len(r.Body) > longestRequest, len(event) > longestEvent:
		return Response{Status: http.StatusRequestEntityTooLarge, Body: []byte(`{"message":"Request Entity Too Large"}`)}
	}
	began := time.Now()
	answer, failed := s.Invoke(t, route.Function, event)
	if time.Since(began) > longestIntegration {
		return Response{Status: http.StatusServiceUnavailable, Body: []byte(`{"message":"Service Unavailable"}`)}
	}
	if failed {
		return Response{Status: http.StatusInternalServerError, Body: []byte(`{"message":"Internal Server Error"}`)}
	}
	return passed(ResponseOf(t, answer))
}

// passed is the response as API Gateway passes it on, whose headers it bounds too.
func passed(response Response) Response {
	flat := map[string]string{}
	for name, values := range response.Header {
		flat[name] = strings.Join(values, ", ")
	}
	if headerBytes(flat) > longestHeaders {
		return Response{Status: http.StatusInternalServerError, Body: []byte(`{"message":"Internal Server Error"}`)}
	}
	return response
}

// What an HTTP API and Lambda take, by their quotas (HTTP API quotas; Lambda quotas):
// a request, its event, the time of an answer, and the bytes of a request's line and
// header values together. None can be raised.
const (
	longestRequest     = 10 << 20
	longestEvent       = 6_291_556
	longestIntegration = 30 * time.Second
	longestHeaders     = 10_240
)

// headerBytes is the length of all values together.
func headerBytes(headers map[string]string) (n int) {
	for _, value := range headers {
		n += len(value)
	}
	return n
}

// ResponseOf is what API Gateway makes of a function's answer.
func ResponseOf(t testing.TB, answer []byte) Response {
	t.Helper()
	var from events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(answer, &from); err != nil || from.StatusCode == 0 {
		t.Fatalf("the function's answer is not an HTTP response: %v", err)
	}
	to := Response{Status: from.StatusCode, Header: http.Header{}, Body: []byte(from.Body)}
	for name, value := range from.Headers {
		to.Header.Set(name, value)
	}
	for _, cookie := range from.Cookies {
		to.Header.Add("Set-Cookie", cookie)
	}
	if from.IsBase64Encoded {
		var err error
		if to.Body, err = base64.StdEncoding.DecodeString(from.Body); err != nil {
			t.Fatalf("decode the function's answer: %v", err)
		}
	}
	return to
}
