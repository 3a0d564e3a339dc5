// Package gateway connects a Lambda function to what calls it: API Gateway's
// HTTP API (payload format 2.0) and the table's stream.
package gateway

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/problem"
)

// HTTP serves API Gateway's requests with an ordinary handler. The caller comes
// from the claims that the JWT authorizer verified; a request without any, with
// claims that name no one, or of an issuer that is not the register's goes on
// without a caller, and the handler refuses it. An error means that the event is no
// such request: the function is wired to something else.
func (s Serving) HTTP(handler http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		if event.Version != "2.0" {
			return events.APIGatewayV2HTTPResponse{}, errors.New("the event is not an HTTP request in payload format 2.0")
		}
		if authorizer := event.RequestContext.Authorizer; authorizer != nil && authorizer.JWT != nil {
			claims := auth.Claims{}
			for name, value := range authorizer.JWT.Claims {
				claims[name] = value
			}
			if caller, err := claims.Caller(); err == nil && s.believes(claims.Issuer(), caller.Register) {
				ctx = auth.WithEnd(auth.WithCaller(ctx, caller), claims.Ends())
			}
		}
		ctx, cancel := inTime(ctx, time.Now())
		defer cancel()
		request, err := requestOf(problem.WithRequestID(ctx, event.RequestContext.RequestID), event)
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		answering.Store(&event.RequestContext.RequestID)
		defer answering.Store(nil)
		answer := &answer{header: http.Header{}}
		handler.ServeHTTP(answer, request)
		return answer.fitting(request), nil
	}
}

// Pages serves requests of an API without an authorizer, which say nothing of who
// asks: what is before the handler is a browser, and its cookies.
func Pages(handler http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return Serving{}.HTTP(handler)
}

// API Gateway waits 30 seconds for an answer and then gives its own, and Lambda ends a
// function at its timeout: who asked would be told nothing, and an alarm would go off for
// a function that failed. toAnswer is kept of either for an answer that says what happened.
const (
	longestWait = 30 * time.Second
	toAnswer    = time.Second
)

// inTime ends the context while there is still time to answer.
func inTime(ctx context.Context, now time.Time) (context.Context, context.CancelFunc) {
	end := now.Add(longestWait)
	if over, limited := ctx.Deadline(); limited && over.Before(end) {
		end = over
	}
	return context.WithDeadline(ctx, end.Add(-toAnswer))
}

func requestOf(ctx context.Context, event events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(event.Body)
	if event.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(event.Body); err != nil {
			return nil, fmt.Errorf("decode the event's body: %w", err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, event.RequestContext.HTTP.Method, "/", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read the event's method: %w", err)
	}
	request.URL = pathOf(event)
	request.URL.RawQuery = event.RawQueryString
	for name, value := range event.Headers {
		request.Header.Set(name, value)
	}
	if len(event.Cookies) > 0 {
		request.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	request.Host = event.RequestContext.DomainName
	return request, nil
}

// pathOf is the path that was sent. An HTTP API has decoded it: a slash that stood
// escaped in a case's reference looks like one between parts. Which parts there are,
// the route and its parameters tell, whether the path beside them is decoded, as it is
// known to be, or as it was sent, as other front doors of Lambda leave it, or is cut off
// at a "?" that stood escaped. Where they do not make up the path, it is taken as it
// is; parsed again, a "?" in it would begin a query that nobody sent.
//
// docs/architecture.md says what is not known of API Gateway here.
func pathOf(event events.APIGatewayV2HTTPRequest) *url.URL {
	taken := &url.URL{Path: event.RawPath}
	_, route, _ := strings.Cut(event.RouteKey, " ")
	var path, escaped []string
	for part := range strings.SplitSeq(route, "/") {
		value := part
		if name, isParameter := strings.CutPrefix(part, "{"); isParameter {
			given, there := event.PathParameters[strings.TrimSuffix(name, "}")]
			if !there {
				return taken
			}
			value = given
		}
		path, escaped = append(path, value), append(escaped, url.PathEscape(value))
	}
	made := strings.Join(path, "/")
	decoded, err := url.PathUnescape(event.RawPath)
	if made == event.RawPath || err == nil && made == decoded || strings.HasPrefix(made, event.RawPath+"?") {
		return &url.URL{Path: made, RawPath: strings.Join(escaped, "/")}
	}
	return taken
}

// answer is a handler's whole answer, kept until it can be handed back as one.
type answer struct {
	header http.Header
	status int // 0 until the handler has said
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

// WriteHeader takes the first status, as net/http does.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// response leaves cookies out of the headers: one header cannot hold several.
func (a *answer) response() events.APIGatewayV2HTTPResponse {
	a.WriteHeader(http.StatusOK)
	response := events.APIGatewayV2HTTPResponse{
		StatusCode: a.status, Headers: map[string]string{}, Cookies: a.header.Values("Set-Cookie"),
	}
	for name, values := range a.header {
		if name != "Set-Cookie" {
			response.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
		}
	}
	if body := a.body.Bytes(); utf8.Valid(body) {
		response.Body = string(body)
	} else {
		response.Body, response.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return response
}
