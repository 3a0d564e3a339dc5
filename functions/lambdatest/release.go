package lambdatest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// reports is CodeDeploy's record of how hooks went.
type reports struct {
	mu   sync.Mutex
	last string
}

func (r *reports) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.last
	r.last = ""
	return last
}

func (r *reports) put(status string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = status
}

// ReleaseEvent is what CodeDeploy sends a hook.
const ReleaseEvent = `{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"eyJlbmNyeXB0ZWREYXRhIjoi"}`

// Release has the hook of a deployment try the functions as it would their new
// versions, and returns what it reported to CodeDeploy: "Succeeded" or "Failed".
func (s *Stack) Release(t testing.TB) string {
	t.Helper()
	s.reports.take()
	if answer, failed := s.Invoke(t, "trial", []byte(ReleaseEvent)); failed {
		t.Fatalf("trial: %s\n%s", answer, s.Output())
	}
	return s.reports.take()
}

// versions are the ARNs of the functions that a release tries, by their folders.
func (t Template) versions() map[string]string {
	named := map[string]string{}
	for name, function := range t {
		if function.Released {
			named["arn:aws:lambda:"+region+":"+account+":function:"+name+":1"] = name
		}
	}
	return named
}

// versionsOf are those that the hook is told of.
func versionsOf(environment map[string]string) map[string]string {
	named := map[string]string{}
	for arn := range strings.SplitSeq(environment["VERSIONS"], ",") {
		part := strings.Split(arn, ":")
		if len(part) == 8 {
			folder, _, _ := strings.Cut(part[6], "Function") // after the stack's name
			named[arn] = strings.ToLower(folder[strings.LastIndex(folder, "-")+1:])
		}
	}
	return named
}

// serveLambda answers Invoke of a version by what the function makes of the event, and
// nothing else.
func (s *Stack) serveLambda(t testing.TB, versions map[string]string) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		event, err := io.ReadAll(r.Body)
		name, known := versions[versionIn(r)]
		if err != nil || r.Method != http.MethodPost || !known {
			w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
			http.Error(w, `{"Message":"there is no such version"}`, http.StatusNotFound)
			return
		}
		function := s.functions[name]
		function.one.Lock()
		defer function.one.Unlock()
		out, err := function.api.invoke(event, function.ended)
		if err != nil {
			http.Error(w, `{"Message":"the function ended"}`, http.StatusInternalServerError)
			return
		}
		if out.failed {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
		}
		w.Write(out.body) //nolint:errcheck // the client has gone
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// versionIn is the function that a request to invoke names.
func versionIn(r *http.Request) string {
	path, _ := strings.CutPrefix(r.URL.EscapedPath(), "/2015-03-31/functions/")
	path, _ = strings.CutSuffix(path, "/invocations")
	name, err := url.PathUnescape(path)
	if err != nil {
		return ""
	}
	return name
}

// lambdaAccesses returns how to list what a request asks of IAM.
func lambdaAccesses(versions map[string]string) func(*http.Request, []byte) (string, []access, error) {
	return func(r *http.Request, _ []byte) (string, []access, error) {
		name := versionIn(r)
		on := "another function"
		if folder := versions[name]; folder != "" {
			on = strings.ToUpper(folder[:1]) + folder[1:] + "Function.Version"
		}
		return "Invoke", []access{{action: "lambda:InvokeFunction", on: on, resource: name}}, nil
	}
}

// serveCodeDeploy takes a report of how a hook went, and nothing else.
func (s *Stack) serveCodeDeploy(t testing.TB) (address string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ DeploymentId, LifecycleEventHookExecutionId, Status string } //nolint:revive // AWS's names
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.DeploymentId == "" || in.LifecycleEventHookExecutionId == "" {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"__type":"InvalidLifecycleEventHookExecutionIdException","message":"there is no such hook"}`) //nolint:errcheck // the client has gone
			return
		}
		s.reports.put(in.Status)
		io.WriteString(w, `{"lifecycleEventHookExecutionId":"x"}`) //nolint:errcheck // the client has gone
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// codeDeployAccesses lists what a request asks of IAM: a hook's report is of its
// deployment's group, of the stack's one application.
func codeDeployAccesses(r *http.Request, _ []byte) (string, []access, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	return operation, []access{{
		action: "codedeploy:" + operation, on: "ServerlessDeploymentApplication",
		resource: "deploymentgroup:" + application + "/RecordFunctionDeploymentGroup",
	}}, nil
}

// application is what scripts/tools/deploy.py calls the CodeDeploy application.
const application = "disclosure-register-releases"
