package lambdatest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// runtimeAPI is the Lambda Runtime API of one function: it hands out an event at
// a time and takes the answer.
type runtimeAPI struct {
	address string
	timeout time.Duration
	next    chan invocation

	ready   chan struct{} // closed when the function first asks for an event
	isReady sync.Once

	mu      sync.Mutex
	waiting map[string]chan outcome
	count   int
}

type invocation struct {
	id    string
	event []byte
}

// outcome is what a function made of an event.
type outcome struct {
	body   []byte // the response, or the error document
	failed bool
}

const runtimePath = "/2018-06-01/runtime/"

func serveRuntime(t testing.TB, timeout time.Duration) *runtimeAPI {
	t.Helper()
	api := &runtimeAPI{
		timeout: timeout, next: make(chan invocation), ready: make(chan struct{}), waiting: map[string]chan outcome{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+runtimePath+"invocation/next", api.serveNext)
	mux.HandleFunc("POST "+runtimePath+"invocation/{id}/response", api.serveAnswer)
	mux.HandleFunc("POST "+runtimePath+"invocation/{id}/error", api.serveAnswer)
	mux.HandleFunc("POST "+runtimePath+"init/error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	api.address = strings.TrimPrefix(server.URL, "http://")
	return api
}

func (api *runtimeAPI) serveNext(w http.ResponseWriter, r *http.Request) {
	api.isReady.Do(func() { close(api.ready) })
	select {
	case in := <-api.next:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", in.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(api.timeout).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:"+region+":"+account+":function:test")
		w.Header().Set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0")
		w.Write(in.event) //nolint:errcheck // a function that went away is seen by its caller
	case <-r.Context().Done():
	}
}

func (api *runtimeAPI) serveAnswer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	api.mu.Lock()
	answer, found := api.waiting[r.PathValue("id")]
	delete(api.waiting, r.PathValue("id"))
	api.mu.Unlock()
	if err != nil || !found {
		http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
		return
	}
	answer <- outcome{body, strings.HasSuffix(r.URL.Path, "/error")}
	w.WriteHeader(http.StatusAccepted)
}

// invoke has the function take the event, and waits for what it makes of it or
// for its end.
func (api *runtimeAPI) invoke(event []byte, ended <-chan struct{}) (outcome, error) {
	answer := make(chan outcome, 1)
	api.mu.Lock()
	api.count++
	id := fmt.Sprintf("8476a536-e9f4-11e8-9739-%012d", api.count)
	api.waiting[id] = answer
	api.mu.Unlock()
	timer := time.NewTimer(api.timeout + patience)
	defer timer.Stop()
	handed := api.next
	for {
		select {
		case handed <- invocation{id, event}:
			handed = nil // once
		case out := <-answer:
			return out, nil
		case <-ended:
			return outcome{}, fmt.Errorf("the function ended")
		case <-timer.C:
			return outcome{}, fmt.Errorf("no answer within the function's timeout of %v", api.timeout)
		}
	}
}

// patience is what a busy test machine gets beyond a function's own timeout.
const patience = 20 * time.Second
