package lambdatest

import (
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// ServeAWS is the deployment as the AWS CLI finds it: moto, and in the place of what moto
// has not, the functions that run, the log's key, and IAM's simulator of policies, which
// here is the rig's evaluator.
func (s *Stack) ServeAWS(t testing.TB, on Infrastructure) (address string) {
	t.Helper()
	moto, keys := proxyTo(t, on.deployed.Endpoint), proxyTo(t, serveKMS(t, on.keys()))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "the request was cut short", http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		function, invoked := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/2015-03-31/functions/"), "/invocations")
		form, _ := url.ParseQuery(string(body)) // what is no form has no action
		switch {
		case invoked:
			answer, failed := s.Invoke(t, on.deployed.folder(function), body)
			if failed {
				w.Header().Set("X-Amz-Function-Error", "Unhandled")
			}
			w.Write(answer) //nolint:errcheck // the client has gone
		case r.Header.Get("X-Amz-Target") == "TrentService.GetPublicKey":
			keys.ServeHTTP(w, r)
		case form.Get("Action") == "SimulateCustomPolicy":
			simulate(t, w, form)
		default:
			moto.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func proxyTo(t testing.TB, address string) *httputil.ReverseProxy {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // a part of the signature
	}}
}

// folder is that of a deployed function, by the name that AWS gave it.
func (d *Deployment) folder(named string) string {
	for name, function := range d.Functions {
		if function.Name == named {
			return strings.ToLower(strings.TrimSuffix(name, "Function"))
		}
	}
	return named
}

// simulate answers as IAM's SimulateCustomPolicy does.
func simulate(t testing.TB, w http.ResponseWriter, form url.Values) {
	t.Helper()
	var all role
	for n := 1; form.Has(fmt.Sprintf("PolicyInputList.member.%d", n)); n++ {
		var policy struct{ Statement role }
		if err := json.Unmarshal([]byte(form.Get(fmt.Sprintf("PolicyInputList.member.%d", n))), &policy); err != nil {
			t.Errorf("a policy to be judged: %v", err)
		}
		all = append(all, policy.Statement...)
	}
	asked := access{arn: form.Get("ResourceArns.member.1"), facts: map[string]string{}}
	for n := 1; form.Has(fmt.Sprintf("ContextEntries.member.%d.ContextKeyName", n)); n++ {
		entry := fmt.Sprintf("ContextEntries.member.%d.", n)
		name, value := form.Get(entry+"ContextKeyName"), form.Get(entry+"ContextKeyValues.member.1")
		if asked.facts[name] = value; name == leadingKeys {
			for m := 1; form.Has(fmt.Sprintf("%sContextKeyValues.member.%d", entry, m)); m++ {
				asked.keys = append(asked.keys, form.Get(fmt.Sprintf("%sContextKeyValues.member.%d", entry, m)))
			}
		}
	}
	type result struct{ EvalActionName, EvalDecision string }
	var answer struct {
		XMLName xml.Name `xml:"SimulateCustomPolicyResponse"`
		Results []result `xml:"SimulateCustomPolicyResult>EvaluationResults>member"`
	}
	for n := 1; form.Has(fmt.Sprintf("ActionNames.member.%d", n)); n++ {
		asked.action = form.Get(fmt.Sprintf("ActionNames.member.%d", n))
		allowed, err := all.allows(asked)
		if err != nil {
			t.Errorf("judge %s: %v", asked, err)
		}
		decision := "implicitDeny"
		if allowed {
			decision = "allowed"
		}
		answer.Results = append(answer.Results, result{asked.action, decision})
	}
	if err := xml.NewEncoder(w).Encode(answer); err != nil {
		t.Errorf("answer what was judged: %v", err)
	}
}

// ServeAPI is the API as a client finds it, behind an authorizer that takes the tokens of
// [Issuer] that the key has signed, and hands their claims on as API Gateway does.
func (s *Stack) ServeAPI(t testing.TB, key *rsa.PublicKey) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := Request{Method: r.Method, Target: r.URL.RequestURI(), Headers: map[string]string{}, Claims: verified(r, key)}
		request.Body, _ = io.ReadAll(r.Body) // a body that was cut short is refused by the API
		for name := range r.Header {
			request.Headers[name] = r.Header.Get(name)
		}
		got := s.Send(t, request)
		for name, values := range got.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(got.Status)
		w.Write(got.Body) //nolint:errcheck // the client has gone
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// verified are a request's claims, each as text, or nil.
func verified(r *http.Request, key *rsa.PublicKey) map[string]string {
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	token, err := jwt.ParseSigned(bearer, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil
	}
	var claims map[string]any
	var standard jwt.Claims
	if token.Claims(key, &claims, &standard) != nil || standard.Validate(jwt.Expected{Issuer: Issuer, Time: time.Now()}) != nil {
		return nil
	}
	flat := map[string]string{}
	for name, value := range claims {
		switch value := value.(type) {
		case []any:
			flat[name] = strings.TrimSuffix(fmt.Sprintln(value), "\n")
		case float64:
			flat[name] = fmt.Sprintf("%.0f", value)
		default:
			flat[name] = fmt.Sprint(value)
		}
	}
	return flat
}
