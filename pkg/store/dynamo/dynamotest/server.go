// Package dynamotest serves DynamoDB's protocol over any [store.Table], so that
// the dynamo driver, and programs built with it, are tested on Go alone.
//
// It knows exactly the requests and expressions that the driver emits. Anything
// else is refused with a ValidationException that says what was not expected:
// nothing in a request is ever ignored. DynamoDB Local, under `make check`, shows
// that these requests mean to DynamoDB what they mean here.
package dynamotest

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"disclosure-register/pkg/store"
)

// TableName is the one table that a server has.
const TableName = "register"

// Names of the operations served.
const (
	TransactWriteItems = "TransactWriteItems"
	GetItem            = "GetItem"
	BatchGetItem       = "BatchGetItem"
	Query              = "Query"
	Scan               = "Scan"
)

// Server is a DynamoDB endpoint on loopback. It is safe for concurrent use.
type Server struct {
	// URL is the endpoint, for [Server.Client] or AWS_ENDPOINT_URL_DYNAMODB.
	URL string

	table store.Table

	mu          sync.Mutex
	calls       map[string]int
	answers     map[string][]Answer
	unprocessed []int
	tokens      map[string]token
}

// Serve serves the table until the test ends.
func Serve(t testing.TB, table store.Table) *Server {
	t.Helper()
	s := &Server{
		table:   table,
		calls:   make(map[string]int),
		answers: make(map[string][]Answer),
		tokens:  make(map[string]token),
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Client returns a client of this server, with the SDK's retries as they are
// unless an option changes them.
func (s *Server) Client(options ...func(*dynamodb.Options)) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &s.URL,
		Region:       "eu-west-2",
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	}, options...)
}

// WithoutWaiting is an option of [Server.Client] that makes the SDK's retries at
// once.
func WithoutWaiting(o *dynamodb.Options) {
	o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
	})
}

// Calls returns how many requests for the operation came, retries included.
func (s *Server) Calls(operation string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[operation]
}

// request is what an operation's JSON decodes into.
type request interface {
	do(s *Server, r *http.Request) (any, error)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, known := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_20120810.")
	requests := map[string]request{
		TransactWriteItems: new(transactRequest),
		GetItem:            new(getRequest),
		BatchGetItem:       new(batchRequest),
		Query:              new(queryRequest),
		Scan:               new(scanRequest),
	}
	in := requests[operation]
	switch {
	case !known || in == nil || r.Method != http.MethodPost || r.URL.Path != "/":
		respond(w, refuse("UnknownOperationException", "%s is not served here", operation))
		return
	case r.Header.Get("Content-Type") != "application/x-amz-json-1.0":
		respond(w, refuse("SerializationException", "not JSON 1.0"))
		return
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential="):
		respond(w, refuse("MissingAuthenticationTokenException", "not signed"))
		return
	}
	planned := s.begin(operation)
	body := json.NewDecoder(r.Body)
	body.DisallowUnknownFields()
	if err := body.Decode(in); err != nil {
		respond(w, refuse("SerializationException", "%v", err))
		return
	}
	if _, err := body.Token(); err != io.EOF {
		respond(w, refuse("SerializationException", "more than one value"))
		return
	}
	if planned != nil && !planned.Applied {
		planned.respond(w)
		return
	}
	out, err := in.do(s, r)
	switch {
	case planned != nil:
		planned.respond(w)
	case err != nil:
		respond(w, err)
	default:
		write(w, http.StatusOK, out)
	}
}

// begin counts the request and takes the next planned answer, if any.
func (s *Server) begin(operation string) *Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[operation]++
	if len(s.answers[operation]) == 0 {
		return nil
	}
	next := s.answers[operation][0]
	s.answers[operation] = s.answers[operation][1:]
	return &next
}

func write(w http.ResponseWriter, status int, out any) {
	body, err := json.Marshal(out)
	if err != nil {
		panic(fmt.Sprintf("dynamotest: encode answer: %v", err))
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amzn-Requestid", "TESTREQUEST")
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client has gone
}

func wantTable(name string) error {
	if name != TableName {
		return refuse("ResourceNotFoundException", "there is only the table %s", TableName)
	}
	return nil
}

func wantConsistent(consistent *bool) error {
	if !aws.ToBool(consistent) {
		return refuse("ValidationException", "a read of the table that is not strongly consistent")
	}
	return nil
}
