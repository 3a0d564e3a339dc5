package gateway_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/gateway"
)

// event is a request as API Gateway sends it, changed as a test needs.
func event(t *testing.T, changes ...func(*events.APIGatewayV2HTTPRequest)) events.APIGatewayV2HTTPRequest {
	t.Helper()
	file, err := os.ReadFile("testdata/request.json")
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(file, &e); err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(&e)
	}
	return e
}

// serve gives the event to a handler and returns the answer.
func serve(t *testing.T, e events.APIGatewayV2HTTPRequest, handler http.HandlerFunc) events.APIGatewayV2HTTPResponse {
	t.Helper()
	response, err := serving(t).HTTP(handler)(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// serving serves one register with the tokens of the council's issuer and another
// with those of its own.
func serving(t *testing.T) gateway.Serving {
	t.Helper()
	s, err := gateway.ParseServing("E07000107,E10000016=https://login.county.example/", "https://login.council.example/")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestARequestArrivesAsItWasSent(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*events.APIGatewayV2HTTPRequest)
		read   func(*http.Request) any
		want   any
	}{
		"method": {nil, func(r *http.Request) any { return r.Method }, "POST"},
		"path":   {nil, func(r *http.Request) any { return r.URL.Path }, "/v1/registers/E07000107/disclosures"},
		"host":   {nil, func(r *http.Request) any { return r.Host }, "a1b2c3d4e5.execute-api.eu-west-2.amazonaws.com"},
		"header, in any case": {
			nil, func(r *http.Request) any { return r.Header.Get("IDEMPOTENCY-key") }, "first-try",
		},
		"body":           {nil, body, `{"case":"DBC-C-2026-0141"}`},
		"length of body": {nil, func(r *http.Request) any { return r.ContentLength }, int64(26)},
		"no body": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Body = "" }, body, "",
		},
		"body that was encoded for the way": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "eyJhIjoi/yJ9", true },
			body, "{\"a\":\"\xff\"}",
		},
		"query with escapes": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RawQueryString = "recipient=Housing%20Ombudsman+Service&subject=a%26b%3Dc%25&case=%E2%82%AC"
			},
			func(r *http.Request) any {
				q := r.URL.Query()
				return []string{q.Get("recipient"), q.Get("subject"), q.Get("case")}
			},
			[]string{"Housing Ombudsman Service", "a&b=c%", "€"},
		},
		"name given twice in the query": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "flag=a&flag=b" },
			func(r *http.Request) any { return r.URL.Query()["flag"] },
			[]string{"a", "b"},
		},
		"path that API Gateway decoded": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/cases/a?department=x#%zz b" },
			func(r *http.Request) any { return []string{r.URL.Path, r.URL.RawQuery, r.URL.Fragment} },
			[]string{"/cases/a?department=x#%zz b", "", ""},
		},
		"case's reference with slashes, which API Gateway decoded": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RouteKey, e.PathParameters = "GET /cases/{case}/holds", map[string]string{"case": "DSR/26 %2F{x}é"}
				e.RawPath = "/cases/DSR/26 %2F{x}é/holds"
			},
			func(r *http.Request) any { return []string{r.URL.Path, r.URL.EscapedPath()} },
			[]string{"/cases/DSR/26 %2F{x}é/holds", "/cases/DSR%2F26%20%252F%7Bx%7D%C3%A9/holds"},
		},
		"case's reference with slashes, in a path that is as it was sent": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RouteKey, e.PathParameters = "GET /cases/{case}/holds", map[string]string{"case": "DSR/26 %2F+é"}
				e.RawPath = "/cases/DSR%2F26%20%252F+%C3%A9/holds"
			},
			func(r *http.Request) any { return []string{r.URL.Path, r.URL.EscapedPath()} },
			[]string{"/cases/DSR/26 %2F+é/holds", "/cases/DSR%2F26%20%252F+%C3%A9/holds"},
		},
		"case's reference with a question mark, at which the path was cut off": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RouteKey, e.PathParameters = "GET /cases/{case}/holds", map[string]string{"case": "A?x=1"}
				e.RawPath = "/cases/A"
			},
			func(r *http.Request) any { return []string{r.URL.Path, r.URL.EscapedPath(), r.URL.RawQuery} },
			[]string{"/cases/A?x=1/holds", "/cases/A%3Fx=1/holds", ""},
		},
		"path that its parameters do not make up": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RouteKey, e.PathParameters = "GET /cases/{case}/holds", map[string]string{"case": "B"}
				e.RawPath = "/cases/A/holds"
			},
			func(r *http.Request) any { return r.URL.Path },
			"/cases/A/holds",
		},
		"cookies": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Cookies = []string{"session=one", "theme=two"} },
			func(r *http.Request) any {
				session, err := r.Cookie("session")
				theme, err2 := r.Cookie("theme")
				if err != nil || err2 != nil {
					return err
				}
				return []string{session.Value, theme.Value}
			},
			[]string{"one", "two"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			change := test.change
			if change == nil {
				change = func(*events.APIGatewayV2HTTPRequest) {}
			}
			var got any
			serve(t, event(t, change), func(_ http.ResponseWriter, r *http.Request) { got = test.read(r) })
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func body(r *http.Request) any {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	return string(b)
}

func TestWhoAsksComesFromTheVerifiedClaims(t *testing.T) {
	withClaims := func(claims map[string]string) func(*events.APIGatewayV2HTTPRequest) {
		return func(e *events.APIGatewayV2HTTPRequest) {
			for name, value := range claims {
				e.RequestContext.Authorizer.JWT.Claims[name] = value
			}
		}
	}
	for name, test := range map[string]struct {
		change func(*events.APIGatewayV2HTTPRequest)
		want   []disclosure.Role // nil is nobody
	}{
		"one role":                      {withClaims(nil), []disclosure.Role{disclosure.Recorder}},
		"two roles, as one string":      {withClaims(map[string]string{"roles": "[dpo recorder]"}), []disclosure.Role{disclosure.Recorder, disclosure.DPO}},
		"a role without brackets":       {withClaims(map[string]string{"roles": "auditor"}), []disclosure.Role{disclosure.Auditor}},
		"only roles unknown here":       {withClaims(map[string]string{"roles": "[cleaner]"}), nil},
		"a role within another word":    {withClaims(map[string]string{"roles": "[dpo-trainee]"}), nil},
		"an issuer of another register": {withClaims(map[string]string{"iss": "https://login.county.example/"}), nil},
		"no issuer":                     {withClaims(map[string]string{"iss": ""}), nil},
		"another register's own issuer": {
			withClaims(map[string]string{"register": "E10000016", "iss": "https://login.county.example/"}),
			[]disclosure.Role{disclosure.Recorder},
		},
		"the council's issuer about another register": {withClaims(map[string]string{"register": "E10000016"}), nil},
		"a register that is not served":               {withClaims(map[string]string{"register": "E07000110"}), nil},
		"no register":                                 {withClaims(map[string]string{"register": ""}), nil},
		"no subject":                                  {withClaims(map[string]string{"sub": ""}), nil},
		"no authorizer at all":                        {func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.Authorizer = nil }, nil},
		"an authorizer of other kind":                 {func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.Authorizer.JWT = nil }, nil},
		"claims in a header instead": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RequestContext.Authorizer = nil
				e.Headers["roles"], e.Headers["register"], e.Headers["sub"] = "[dpo]", "E07000107", "intruder"
			}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			served, e := false, event(t, test.change)
			serve(t, e, func(_ http.ResponseWriter, r *http.Request) {
				served = true
				caller, found := auth.Caller(r.Context())
				if found != (test.want != nil) || !slices.Equal(caller.Roles, test.want) {
					t.Errorf("got %v, %v, want %v", caller.Roles, found, test.want)
				}
				if ends := auth.End(r.Context()); found == ends.IsZero() {
					t.Errorf("somebody asks: %t, and the token ends at %s", found, ends)
				}
				if found && (caller.Register.String() != e.RequestContext.Authorizer.JWT.Claims["register"] || caller.Department != "housing") {
					t.Errorf("got register %s and department %s", caller.Register, caller.Department)
				}
			})
			if !served {
				t.Error("the handler was not asked")
			}
		})
	}
}

func TestAnAnswerLeavesAsItWasGiven(t *testing.T) {
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    events.APIGatewayV2HTTPResponse
	}{
		"nothing said": {
			func(http.ResponseWriter, *http.Request) {},
			events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}},
		},
		"text": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusCreated)
				io.WriteString(w, `{"title":"£5"}`)
			},
			events.APIGatewayV2HTTPResponse{
				StatusCode: 201, Headers: map[string]string{"content-type": "application/json"}, Body: `{"title":"£5"}`,
			},
		},
		"bytes that are no text": {
			func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte{0xff, 0x00}) },
			events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}, Body: "/wA=", IsBase64Encoded: true},
		},
		"the first status stands": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusConflict)
				w.WriteHeader(http.StatusOK)
			},
			events.APIGatewayV2HTTPResponse{StatusCode: 409, Headers: map[string]string{}},
		},
		"a status after the body is too late": {
			func(w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, "ok")
				w.WriteHeader(http.StatusTeapot)
			},
			events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{}, Body: "ok"},
		},
		"a header given twice, and two cookies": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Vary"] = []string{"Accept", "Origin"}
				http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
				http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
			},
			events.APIGatewayV2HTTPResponse{
				StatusCode: 200, Headers: map[string]string{"vary": "Accept, Origin"}, Cookies: []string{"a=1", "b=2"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := serve(t, event(t), test.handler); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestAnEventOfAnotherKindIsNotServed(t *testing.T) {
	for name, change := range map[string]func(*events.APIGatewayV2HTTPRequest){
		"payload format 1.0":        func(e *events.APIGatewayV2HTTPRequest) { e.Version = "1.0" },
		"no HTTP request":           func(e *events.APIGatewayV2HTTPRequest) { *e = events.APIGatewayV2HTTPRequest{} },
		"a body that is not base64": func(e *events.APIGatewayV2HTTPRequest) { e.IsBase64Encoded = true },
	} {
		t.Run(name, func(t *testing.T) {
			serve := serving(t).HTTP(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was served") }))
			if response, err := serve(t.Context(), event(t, change)); err == nil {
				t.Errorf("got %+v, want an error", response)
			}
		})
	}
}

// A handler has until a second before Lambda would end the function, or API Gateway give
// up, so that who asked is answered.
func TestThereIsTimeLeftToAnswer(t *testing.T) {
	serving, err := gateway.ParseServing("E07000107", "https://login.council.example/")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		what          string
		limit         time.Duration // of the function; 0 is none
		least, atMost time.Duration // what the handler has
	}{
		{"a function of twenty seconds", 20 * time.Second, 18 * time.Second, 19 * time.Second},
		{"one of fifteen minutes, behind API Gateway", 15 * time.Minute, 28 * time.Second, 29 * time.Second},
		{"one without a limit", 0, 28 * time.Second, 29 * time.Second},
	} {
		ctx, cancel := t.Context(), func() {}
		if one.limit > 0 {
			ctx, cancel = context.WithTimeout(ctx, one.limit)
		}
		has := time.Duration(0)
		serve := serving.HTTP(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			end, ends := r.Context().Deadline()
			if !ends {
				t.Errorf("%s: the handler has no end", one.what)
			}
			has = time.Until(end)
		}))
		if _, err := serve(ctx, event(t)); err != nil {
			t.Fatal(err)
		}
		cancel()
		if has < one.least || has > one.atMost {
			t.Errorf("%s: the handler has %v, want %v to %v", one.what, has, one.least, one.atMost)
		}
	}
}
