package lambdatest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// guard stands before a service and lets through what the function's role
// allows, as IAM does.
type guard struct {
	role     role
	accesses func(*http.Request, []byte) (operation string, asked []access, err error)
	refuse   func(http.ResponseWriter)
	done     func(operation string, body []byte) // after a success; may be nil
	deployed *Deployment                         // nil where the template alone is read
	backend  *httputil.ReverseProxy

	mu      sync.Mutex
	calls   map[string]int
	refused []string
}

// BreakTheGlass serves DynamoDB to somebody who has taken a role of a template, with what
// further policies of it give the role. When the test ends it fails if more was tried than
// they allow.
func BreakTheGlass(t testing.TB, dynamoDB, template string, roleAndPolicies ...string) (address string) {
	t.Helper()
	g := &guard{refuse: refuseDynamo, accesses: dynamoAccesses}
	for _, name := range roleAndPolicies {
		given := readDocument(t, template).role(name)
		if len(given) == 0 {
			t.Fatalf("%s has no %s", template, name)
		}
		g.role = append(g.role, given...)
	}
	t.Cleanup(func() {
		for _, refusal := range g.takeRefused() {
			t.Errorf("AWS would refuse %s", refusal)
		}
	})
	return g.serve(t, dynamoDB)
}

func (g *guard) serve(t testing.TB, backend string) (address string) {
	t.Helper()
	target, err := url.Parse(backend)
	if err != nil {
		t.Fatal(err)
	}
	g.calls = map[string]int{}
	g.backend = &httputil.ReverseProxy{
		// The address asked for stays: it is part of the signature.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
	}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return server.URL
}

// ServeHTTP refuses the request or passes it on.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "the request was cut short", http.StatusBadRequest)
		return
	}
	operation, asked, err := g.accesses(r, body)
	if err != nil {
		g.count("", fmt.Sprintf("a request that cannot be judged: %v", err))
		g.refuse(w)
		return
	}
	if g.deployed != nil {
		asked = g.deployed.implied(r.Method, asked)
	}
	if refusal := g.judge(asked); refusal != "" {
		g.count(operation, refusal)
		g.refuse(w)
		return
	}
	g.count(operation, "")
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	seen := &statusOf{ResponseWriter: w}
	g.backend.ServeHTTP(seen, r)
	if g.deployed != nil && seen.status == http.StatusNotFound {
		// S3 answers 403 for what is not there to who may not list the bucket.
		if refusal := g.judge(g.deployed.looking(r.Method, asked)); refusal != "" {
			g.count("", "to be told that nothing is there: "+refusal)
		}
	}
	if g.done != nil && seen.status == http.StatusOK {
		g.done(operation, body)
	}
}

// judge says what of the accesses is refused, or "".
func (g *guard) judge(asked []access) (refusal string) {
	for _, a := range asked {
		allowed, err := g.role.allows(a)
		var denied string
		if err == nil && g.deployed != nil {
			denied, err = g.deployed.policyOf(a).denies(a)
		}
		switch {
		case err != nil:
			return fmt.Sprintf("%s: %v", a, err)
		case !allowed:
			return a.String()
		case denied != "":
			return fmt.Sprintf("%s: the bucket's policy denies it: %s", a, denied)
		}
	}
	return ""
}

func (g *guard) count(operation, refusal string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls[operation]++
	if refusal != "" {
		g.refused = append(g.refused, refusal)
	}
}

func (g *guard) takeCalls() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	calls := g.calls
	g.calls = map[string]int{}
	return calls
}

func (g *guard) takeRefused() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	refused := g.refused
	g.refused = nil
	return refused
}

type statusOf struct {
	http.ResponseWriter
	status int
}

func (s *statusOf) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}
