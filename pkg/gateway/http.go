// Package gateway connects a Lambda function to what calls it: API Gateway's
// HTTP API (payload format 2.0) and the table's stream.
package gateway

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/auth"
)

// HTTP serves API Gateway's requests with an ordinary handler. The caller comes
// from the claims that the JWT authorizer verified; a request without any goes
// on without a caller, and the handler refuses it.
func HTTP(handler http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		if authorizer := event.RequestContext.Authorizer; authorizer != nil && authorizer.JWT != nil {
			claims := auth.Claims{}
			for name, value := range authorizer.JWT.Claims {
				claims[name] = value
			}
			if caller, err := claims.Caller(); err == nil {
				ctx = auth.WithCaller(ctx, caller)
			}
		}
		request, err := requestOf(ctx, event)
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		answer := &answer{header: http.Header{}, status: http.StatusOK}
		handler.ServeHTTP(answer, request)
		return answer.response(), nil
	}
}

func requestOf(ctx context.Context, event events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(event.Body)
	if event.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(event.Body); err != nil {
			return nil, fmt.Errorf("decode the event's body: %w", err)
		}
	}
	target := event.RawPath
	if event.RawQueryString != "" {
		target += "?" + event.RawQueryString
	}
	request, err := http.NewRequestWithContext(ctx, event.RequestContext.HTTP.Method, target, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read the event's method and path") // the cause would repeat the path
	}
	for name, value := range event.Headers {
		request.Header.Set(name, value)
	}
	request.Host = event.RequestContext.DomainName
	return request, nil
}

// answer is a handler's whole answer, kept until it can be handed back as one.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

func (a *answer) response() events.APIGatewayV2HTTPResponse {
	response := events.APIGatewayV2HTTPResponse{StatusCode: a.status, Headers: map[string]string{}}
	for name, values := range a.header {
		response.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	if body := a.body.Bytes(); utf8.Valid(body) {
		response.Body = string(body)
	} else {
		response.Body, response.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return response
}
